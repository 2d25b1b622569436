//! Why a message was not taken, and what to do about it.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::Value;

use super::{Answer, Outcome, Reaction, SendError, WebhookUrl};

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
}

impl Undelivered {
    /// A refusal by `answer`.
    #[must_use]
    pub fn refused(url: &WebhookUrl, answer: &Answer) -> Self {
        Self::Refused {
            url: url.to_string(),
            status: answer.status,
            words: words(answer).map(|words| url.redact(&words)),
            location: answer.location.as_deref().map(|location| {
                let masked = location.parse::<WebhookUrl>();
                masked.map_or_else(|_| url.redact(location), |location| location.to_string())
            }),
            is_html: answer.is_html(),
        }
    }

    /// What Alertmanager does with it.
    #[must_use]
    pub fn reaction(&self) -> Reaction {
        match self {
            Self::NoAnswer(_) => Reaction::RetriesWithBackOff,
            Self::Refused { status, .. } => Outcome::of(*status).reaction(),
        }
    }

    /// What to do, one line each; the last one says what Alertmanager would do.
    #[must_use]
    pub fn help(&self, url: &WebhookUrl, group_interval: Duration) -> Vec<String> {
        let mut help = match self {
            Self::NoAnswer(error) => help_for_error(error, url),
            Self::Refused {
                status,
                location,
                is_html,
                ..
            } => help_for_refusal(Outcome::of(*status), location.as_deref(), *is_html),
        };
        help.push(self.reaction().tell(group_interval).to_string());
        help
    }
}

fn help_for_error(error: &SendError, url: &WebhookUrl) -> Vec<String> {
    let line = match error {
        SendError::Closed { .. } if url.is_loopback() => {
            "start a local Runframe with `runframe-cli serve`, or name another webhook URL with --url"
        }
        SendError::Closed { .. } | SendError::Connect { .. } => {
            "check host and port of the webhook URL, and firewalls on the way"
        }
        SendError::UnknownHost { .. } => "check the spelling of the host; Runframe's is `api.runframe.io`",
        SendError::Tls { .. } if url.is_loopback() => {
            "a local receiver mostly speaks plain HTTP: write http:// instead of https://"
        }
        SendError::Tls { .. } | SendError::SetUp { .. } => {
            "the certificate must be valid for this host and signed by an authority this machine trusts"
        }
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
        Outcome::RateLimited => help.push("wait a little, or send fewer alerts at a time".to_owned()),
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
        };
        let refused = Undelivered::refused(&url, &answer);
        let help = refused.help(&url, Duration::from_secs(10));
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
        assert!(help[0].contains("/moved/<secret>"), "{help:?}");
    }
}
