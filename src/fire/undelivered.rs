//! Why a message was not taken, and what to do about it.

use reqwest::StatusCode;
use serde_json::Value;

use super::{Answer, Hop, HttpSettings, Outcome, Reaction, SendError, TlsProblem, WebhookUrl};

/// Characters of a receiver's own words that are repeated.
const WORDS_MAX: usize = 200;

/// A message that was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Undelivered {
    /// There was no answer.
    #[error("{0}")]
    NoAnswer(SendError),
    /// The answer was a no.
    #[error("{url} answered {status}{}", words.as_ref().map(|w| format!(": {w}")).unwrap_or_default())]
    Refused {
        /// Who answered, the routing key masked.
        url: String,
        /// The status.
        status: StatusCode,
        /// What it said, if it was made for people to read.
        words: Option<String>,
        /// Where a redirect leads, the routing key masked.
        location: Option<String>,
        /// Whether the answer was a web page.
        is_html: bool,
    },
    /// A redirect led away from the alerts, as Go's client follows it.
    #[error("the alerts are lost: {url} answered {}, and Alertmanager follows that to {} without them", hop.status, hop.to)]
    Lost {
        /// Who was to get them, the routing key masked.
        url: String,
        /// The redirect.
        hop: Hop,
        /// The last answer.
        status: StatusCode,
    },
}

impl Undelivered {
    /// A refusal by `answer`.
    #[must_use]
    pub fn refused(url: &WebhookUrl, answer: &Answer, settings: &HttpSettings) -> Self {
        let asked = answer.hops.iter().map(|hop| &*hop.url);
        let redact = |text: &str| asked.clone().fold(url.redact(text), |text, asked| asked.redact(&text));
        let last = asked.clone().next_back().unwrap_or(url);
        Self::Refused {
            url: answer.hops.last().map_or_else(|| url.to_string(), |hop| hop.to.clone()),
            status: answer.status,
            words: words(answer).map(|words| settings.redact(&redact(&words))),
            location: answer.location.as_deref().and_then(|location| {
                let location = last.expose().join(location).ok()?;
                Some(redact(&WebhookUrl::of(location).to_string()))
            }),
            is_html: answer.is_html(),
        }
    }

    /// What Alertmanager does with it.
    #[must_use]
    pub fn reaction(&self) -> Reaction {
        match self {
            Self::NoAnswer(_) => Reaction::RetriesWithBackOff,
            // Whether the alerts were in a request is nothing Alertmanager asks.
            Self::Refused { status, .. } | Self::Lost { status, .. } => Outcome::of(*status).reaction(),
        }
    }

    /// Whether no other side is to blame: the settings cannot be used.
    #[must_use]
    pub fn is_our_fault(&self) -> bool {
        matches!(
            self,
            Self::NoAnswer(SendError::SetUp { .. } | SendError::UnusableProxy { .. })
        )
    }

    /// Whether the receiver may have taken the alerts all the same.
    #[must_use]
    pub fn may_have_arrived(&self) -> bool {
        match self {
            Self::NoAnswer(SendError::Redirected { hop, error }) => hop.with_payload && may_have_been_read(error),
            Self::NoAnswer(error) => may_have_been_read(error),
            // A gateway says so of a receiver that was too slow, and a receiver of what it had already done.
            Self::Refused { status, .. } => status.is_server_error(),
            Self::Lost { .. } => false,
        }
    }

    /// What to do, one line each.
    #[must_use]
    pub fn remedies(&self, url: &WebhookUrl) -> Vec<String> {
        match self {
            Self::NoAnswer(error) => help_for_error(error, url),
            Self::Refused {
                status,
                location,
                is_html,
                ..
            } => help_for_refusal(Outcome::of(*status), location.as_deref(), *is_html),
            Self::Lost { hop, .. } => vec![
                format!("if {} is the receiver, use its URL", hop.to),
                "or have the server answer 307 or 308, which keep the alerts".to_owned(),
            ],
        }
    }
}

/// Whether a request that ended so may have been read.
fn may_have_been_read(error: &SendError) -> bool {
    matches!(error, SendError::Timeout { .. } | SendError::Broken { .. })
}

fn help_for_error(error: &SendError, url: &WebhookUrl) -> Vec<String> {
    let line = match error {
        SendError::Closed { .. } if url.is_loopback() => {
            "start a local Runframe with `runframe-cli serve`, or name another webhook URL with --url"
        }
        SendError::Closed { .. } | SendError::Connect { .. } | SendError::NoConnection { .. } => {
            "check host and port of the webhook URL, and firewalls on the way"
        }
        SendError::UnknownHost { .. } => "check the spelling of the host; Runframe's is `api.runframe.io`",
        SendError::UnusableProxy { .. } => {
            "check `proxy_url`, or HTTP_PROXY and HTTPS_PROXY in the environment: proxies are http and https ones"
        }
        SendError::SetUp { .. } => "check the files given with --cacert, --cert and --key, and the `http_config`",
        SendError::Tls { problem, .. } => match problem {
            TlsProblem::Untrusted => {
                "if it is signed by an authority of your own, trust that with --cacert FILE \
                 (in alertmanager.yml `http_config.tls_config.ca_file`)"
            }
            TlsProblem::WrongName => {
                "use the host the certificate is for in the URL (in alertmanager.yml also `tls_config.server_name`)"
            }
            TlsProblem::ClientCertificate => {
                "give a certificate it accepts with --cert FILE and --key FILE \
                 (in alertmanager.yml `tls_config.cert_file` and `key_file`)"
            }
            TlsProblem::NotTls if url.is_loopback() => {
                "a local receiver mostly speaks plain HTTP: write http:// instead of https://"
            }
            TlsProblem::NotTls => "check the port: what listens there may speak plain HTTP",
            TlsProblem::Other => {
                "the certificate must be valid for this host and signed by an authority that is trusted; \
                 one of your own is trusted with --cacert FILE"
            }
        },
        SendError::Proxy { .. } => {
            "check the proxy: HTTPS_PROXY and NO_PROXY of the environment, or `proxy_url` of the `http_config`"
        }
        SendError::Token { .. } => "check `oauth2` of the `http_config`: `token_url`, `client_id` and the secret",
        SendError::Redirected { .. } => "check the webhook URL: Alertmanager follows its redirect there too",
        SendError::Redirects { .. } => "check the URL: its redirects lead in a circle",
        SendError::Timeout { .. } => "give it longer with --timeout, or look at what keeps the receiver busy",
        SendError::Broken { .. } => "check that the port is that of a web server, and whether it wants https://",
    };
    vec![line.to_owned()]
}

fn help_for_refusal(outcome: Outcome, location: Option<&str>, is_html: bool) -> Vec<String> {
    let mut help = Vec::new();
    if is_html {
        help.push(
            "the answer is a web page: check host and path, Runframe's are https://api.runframe.io/webhooks/{routingKey}"
                .to_owned(),
        );
    }
    match outcome {
        Outcome::UnknownKey => help.push(
            "the routing key is unknown there: copy the webhook URL again from the Integrations Hub, or from \
             `runframe-cli integrations create`"
                .to_owned(),
        ),
        Outcome::Redirected => help.push(match location {
            Some(location) => format!("it points to {location}: if that is the receiver, use its URL"),
            None => "it points nowhere: check the webhook URL".to_owned(),
        }),
        Outcome::Unauthorized => {
            help.push("Runframe asks for nothing but the routing key: check host and path of the URL".to_owned());
        }
        Outcome::RateLimited => help.push(
            "wait a little, or send fewer alerts at a time; Alertmanager takes no notice of a Retry-After".to_owned(),
        ),
        Outcome::Unavailable => help.push("the receiver has a problem of its own: look at its log".to_owned()),
        Outcome::Refused | Outcome::Delivered => {}
    }
    help
}

/// The message of an error envelope, or a short plain text.
fn words(answer: &Answer) -> Option<String> {
    if answer.is_html() || answer.was_cut {
        return None;
    }
    let text = std::str::from_utf8(&answer.body).ok()?;
    let json: Option<Value> = serde_json::from_str(text).ok();
    let message = json.as_ref().and_then(|json| {
        let error = json.get("error").unwrap_or(json);
        error.get("message").unwrap_or(error).as_str()
    });
    let text = message.or_else(|| json.is_none().then_some(text))?;
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let visible: String = line.chars().filter(|c| !c.is_control()).take(WORDS_MAX).collect();
    Some(visible)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const KEY: &str = "0123456789abcdef";

    fn refused(status: u16, content_type: &str, body: &str, location: Option<&str>) -> (Undelivered, Vec<String>) {
        let url: WebhookUrl = format!("http://127.0.0.1:9095/webhooks/{KEY}")
            .parse()
            .expect("it is a URL");
        let answer = Answer {
            status: StatusCode::from_u16(status).expect("it is a status"),
            content_type: content_type.into(),
            location: location.map(str::to_owned),
            body: body.into(),
            was_cut: false,
            elapsed: Duration::ZERO,
            hops: Vec::new(),
        };
        let refused = Undelivered::refused(&url, &answer, &HttpSettings::default());
        let mut help = refused.remedies(&url);
        help.push(refused.reaction().tell(Duration::from_secs(10)).to_string());
        (refused, help)
    }

    #[test]
    fn a_receivers_own_words_are_repeated_without_the_key() {
        let body = format!(r#"{{"error":{{"code":"NOT_FOUND","message":"no key {KEY}"}}}}"#);
        let (refused, help) = refused(404, "application/json", &body, None);
        assert_eq!(
            refused.to_string(),
            "http://127.0.0.1:9095/webhooks/<secret> answered 404 Not Found: no key <secret>"
        );
        assert!(help[0].contains("copy the webhook URL again"), "{help:?}");
        assert!(help[1].starts_with("Alertmanager would not retry at once"), "{help:?}");
    }

    #[test]
    fn neither_are_those_of_the_urls_it_was_redirected_to() {
        let url: WebhookUrl = format!("http://127.0.0.1:9095/webhooks/{KEY}").parse().unwrap();
        let next: WebhookUrl = "http://other.example/webhooks/fedcba9876543210?token=pa55word"
            .parse()
            .unwrap();
        let answer = Answer {
            status: StatusCode::NOT_FOUND,
            content_type: "text/plain".into(),
            location: None,
            body: format!("no {KEY}, no fedcba9876543210?token=pa55word").into(),
            was_cut: false,
            elapsed: Duration::ZERO,
            hops: vec![Hop {
                status: StatusCode::TEMPORARY_REDIRECT,
                to: next.to_string(),
                with_payload: true,
                with_credentials: None,
                url: Box::new(next),
            }],
        };
        let refused = Undelivered::refused(&url, &answer, &HttpSettings::default());
        assert_eq!(
            refused.to_string(),
            "http://other.example/webhooks/<secret>?<secret> answered 404 Not Found: no <secret>, no <secret>?<secret>"
        );
    }

    #[test]
    fn a_web_page_is_not_repeated() {
        let (refused, help) = refused(502, "text/html", "<html>Bad gateway</html>", None);
        assert_eq!(
            refused.to_string(),
            "http://127.0.0.1:9095/webhooks/<secret> answered 502 Bad Gateway"
        );
        assert!(help[0].starts_with("the answer is a web page"), "{help:?}");
        assert!(
            help.last().is_some_and(|line| line.contains("retry with back-off")),
            "{help:?}"
        );
    }

    #[test]
    fn a_redirect_names_its_aim_without_the_key() {
        let location = format!("https://other.example/webhooks/{KEY}");
        let (_, help) = refused(308, "", "", Some(&location));
        assert!(help[0].contains("https://other.example/webhooks/<secret>"), "{help:?}");
        let (_, help) = refused(301, "", "", Some(&format!("/moved/{KEY}")));
        assert!(help[0].contains("http://127.0.0.1:9095/<secret>"), "{help:?}");
        let (_, help) = refused(301, "", "", Some("../webhooks/another-key"));
        assert!(help[0].contains("http://127.0.0.1:9095/webhooks/<secret>"), "{help:?}");
    }
}
