//! The webhook URL: a secret with a host.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;
use sha2::{Digest, Sha256};

use crate::client::is_loopback;
use crate::text::secret::MASK;

/// The path segment before a Runframe routing key.
const WEBHOOKS: &str = "webhooks";

/// Routing keys of instructions, which nobody has.
const PLACEHOLDERS: [&str; 5] = [
    "YOUR_ROUTING_KEY",
    "ROUTING_KEY",
    "YOUR_KEY",
    "{routingKey}",
    "%7BroutingKey%7D",
];

/// A webhook URL. Whoever reads it can open incidents, so it prints with the routing key masked:
/// `https://api.runframe.io/webhooks/<secret>`.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookUrl {
    url: Url,
}

impl WebhookUrl {
    /// The URL in clear, for sending.
    #[must_use]
    pub fn expose(&self) -> &Url {
        &self.url
    }

    /// Host, and the port if it is not the scheme's own.
    #[must_use]
    pub fn authority(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        match self.url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// Scheme, host and port: what the local Runframe's other addresses begin with.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("{}://{}", self.url.scheme(), self.authority())
    }

    /// Whether it can only be reached from this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// Whether the routing key would cross a network in clear.
    #[must_use]
    pub fn is_exposed(&self) -> bool {
        self.url.scheme() == "http" && !self.is_loopback()
    }

    /// Whether it looks like Runframe's `…/webhooks/{routingKey}`.
    #[must_use]
    pub fn has_routing_key(&self) -> bool {
        self.routing_key().is_some()
    }

    /// Any URL, as one that shows nothing a receiver may keep secret.
    pub(super) fn of(url: Url) -> Self {
        Self { url }
    }

    /// What identifies it without giving it away.
    #[must_use]
    pub fn identity(&self) -> TargetId {
        TargetId::of(self.url.as_str())
    }

    /// `text` without any trace of the routing key: for error messages of others.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        let mut text = text.replace(self.url.as_str(), &self.to_string());
        for secret in self.secrets() {
            text = text.replace(secret, MASK);
        }
        text
    }

    fn routing_key(&self) -> Option<&str> {
        let mut segments = self.url.path_segments()?;
        segments.find(|segment| *segment == WEBHOOKS)?;
        segments.next().filter(|key| !key.is_empty())
    }

    /// The parts of the URL nobody may see, unless they are too short to be recognised in other text.
    fn secrets(&self) -> impl Iterator<Item = &str> {
        const RECOGNISABLE_BYTES: usize = 4;
        let segments = self.url.path_segments().into_iter().flatten();
        segments
            .filter(|segment| *segment != WEBHOOKS)
            .chain(self.url.query())
            .chain(self.url.password())
            .filter(|secret| secret.len() >= RECOGNISABLE_BYTES)
    }
}

impl fmt::Display for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://", self.url.scheme())?;
        if !self.url.username().is_empty() || self.url.password().is_some() {
            write!(f, "{MASK}@")?;
        }
        f.write_str(&self.authority())?;
        let path = self.url.path().trim_start_matches('/');
        if path.is_empty() {
            f.write_str("/")?;
        } else if path.starts_with("webhooks/") {
            write!(f, "/{WEBHOOKS}/{MASK}")?;
        } else {
            write!(f, "/{MASK}")?;
        }
        if self.url.query().is_some() {
            write!(f, "?{MASK}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text is no webhook URL. Never repeats the text, which may hold a routing key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUrl {
    /// It is no URL at all.
    #[error("the webhook URL is not a URL: {0}")]
    NotAUrl(String),
    /// It is not for HTTP.
    #[error("the webhook URL has scheme `{0}`, only http and https are sent to")]
    Scheme(String),
    /// It was copied from instructions.
    #[error("the webhook URL has a placeholder where the routing key belongs")]
    Placeholder,
}

impl FromStr for WebhookUrl {
    type Err = InvalidUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut url = Url::parse(text.trim()).map_err(|error| InvalidUrl::NotAUrl(error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(InvalidUrl::Scheme(url.scheme().to_owned()));
        }
        url.set_fragment(None);
        let url = Self { url };
        if url.routing_key().is_some_and(|key| PLACEHOLDERS.contains(&key)) {
            return Err(InvalidUrl::Placeholder);
        }
        Ok(url)
    }
}

/// The SHA-256 of a webhook URL, or of another name of a target, in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TargetId(String);

impl TargetId {
    /// What identifies a target that is named by a text.
    #[must_use]
    pub fn of(name: &str) -> Self {
        Self(format!("{:x}", Sha256::digest(name)))
    }

    /// All 64 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> WebhookUrl {
        text.parse().expect("the test writes URLs")
    }

    #[test]
    fn a_routing_key_is_never_printed() {
        for (text, printed) in [
            (
                "https://api.runframe.io/webhooks/0123456789abcdef",
                "https://api.runframe.io/webhooks/<secret>",
            ),
            (
                "http://127.0.0.1:9095/webhooks/0123456789abcdef?x=0123456789abcdef#0123456789abcdef",
                "http://127.0.0.1:9095/webhooks/<secret>?<secret>",
            ),
            (
                "http://u:0123456789abcdef@[::1]:80/hook/0123456789abcdef",
                "http://<secret>@[::1]/<secret>",
            ),
            ("http://localhost", "http://localhost/"),
        ] {
            let url = url(text);
            assert_eq!(url.to_string(), printed);
            assert_eq!(format!("{url:?}"), printed);
            assert!(!url.redact(&format!("cannot reach {text}")).contains("0123456789abcdef"));
        }
    }

    #[test]
    fn the_host_tells_who_could_listen() {
        assert!(url("http://localhost:9095/webhooks/abc").is_loopback());
        assert!(url("http://127.8.0.1/webhooks/abc").is_loopback());
        assert!(url("http://[::1]/webhooks/abc").is_loopback());
        assert!(!url("https://api.runframe.io/webhooks/abc").is_loopback());
        assert!(url("http://api.runframe.io/webhooks/abc").is_exposed());
        assert!(!url("https://api.runframe.io/webhooks/abc").is_exposed());
    }

    #[test]
    fn what_is_no_webhook_url_is_refused() {
        assert!(matches!(
            "api.runframe.io".parse::<WebhookUrl>(),
            Err(InvalidUrl::NotAUrl(_))
        ));
        assert_eq!(
            "ftp://host/x".parse::<WebhookUrl>(),
            Err(InvalidUrl::Scheme("ftp".into()))
        );
        for key in ["YOUR_ROUTING_KEY", "{routingKey}"] {
            assert_eq!(
                format!("https://api.runframe.io/webhooks/{key}").parse::<WebhookUrl>(),
                Err(InvalidUrl::Placeholder)
            );
        }
    }

    #[test]
    fn identities_differ_with_the_key() {
        let one = url("https://h/webhooks/a").identity();
        assert_eq!(one.as_str().len(), 64);
        assert_ne!(one, url("https://h/webhooks/b").identity());
    }
}
