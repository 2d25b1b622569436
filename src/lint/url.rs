//! The parts of a webhook URL, as they are written.
//!
//! Whether Alertmanager accepts a URL is `config`'s business; here one that may be odd is only taken apart.

/// A URL taken apart at its punctuation. Nothing is decoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts<'u> {
    /// Without `:`; empty if there is none.
    pub(super) scheme: &'u str,
    /// Whether there is a user or password in front of the host.
    pub(super) has_user: bool,
    /// Without port and brackets.
    pub(super) host: &'u str,
    /// With the leading slash.
    pub(super) path: &'u str,
    /// Whether there is a query or a fragment.
    pub(super) has_query: bool,
}

impl<'u> Parts<'u> {
    /// Takes `url` apart.
    pub(super) fn of(url: &'u str) -> Self {
        let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        let (user, host) = authority
            .rsplit_once('@')
            .map_or((None, authority), |(u, h)| (Some(u), h));
        let host = match host.strip_prefix('[') {
            Some(address) => address.split(']').next().unwrap_or(address),
            None => host.rsplit_once(':').map_or(host, |(host, _)| host),
        };
        let end = rest.find(['?', '#']).unwrap_or(rest.len());
        Self {
            scheme,
            has_user: user.is_some(),
            host,
            path: &rest[..end],
            has_query: end < rest.len(),
        }
    }

    /// Whether the host is Runframe's own.
    pub(super) fn is_runframe_host(&self) -> bool {
        const DOMAIN: &str = "runframe.io";
        let Some(start) = self.host.len().checked_sub(DOMAIN.len()) else {
            return false;
        };
        let (before, domain) = self.host.as_bytes().split_at(start);
        domain.eq_ignore_ascii_case(DOMAIN.as_bytes()) && (before.is_empty() || before.ends_with(b"."))
    }

    /// What follows `/webhooks/`, if that is how the path begins and something follows.
    pub(super) fn routing_key(&self) -> Option<&'u str> {
        self.path.strip_prefix("/webhooks/").filter(|key| !key.is_empty())
    }

    /// Whether the path is `/webhooks/KEY` and nothing more.
    pub(super) fn is_webhook_path(&self) -> bool {
        self.routing_key().is_some_and(|key| !key.contains('/'))
    }

    /// Whether what is sent stays on this machine, or between containers of one.
    pub(super) fn is_local(&self) -> bool {
        let host = self.host.to_ascii_lowercase();
        let address: Option<core::net::IpAddr> = host.parse().ok();
        match address {
            Some(address) => address.is_loopback() || address.is_unspecified(),
            None => !host.contains('.') || host.ends_with(".localhost") || host == "host.docker.internal",
        }
    }
}

/// Whether a routing key is one that somebody was meant to replace. A word counts only where it stands as one: in a key that
/// goes on behind it, as `secretaria-7788` does, it says nothing.
pub(super) fn is_placeholder(key: &str) -> bool {
    const WORDS: [&str; 17] = [
        "your",
        "yourkey",
        "yourroutingkey",
        "routing_key",
        "routing-key",
        "routingkey",
        "changeme",
        "change-me",
        "change_me",
        "replace",
        "replaceme",
        "placeholder",
        "example",
        "insert",
        "dummy",
        "secret",
        "fixme",
    ];
    let lower = key.to_ascii_lowercase();
    let is_one_character = |c: char| lower.len() >= 3 && lower.chars().all(|other| other == c);
    key.contains(['<', '>', '{', '}', '$', '[', ']', '%'])
        || WORDS.iter().any(|word| stands_alone(word, &lower))
        || ["key", "token", "todo", "abc", "123", "foo", "bar", "test"].contains(&lower.as_str())
        || is_crossed_out(&lower)
        || ['.', '*', '-', '_', '0', '…'].into_iter().any(is_one_character)
}

/// Whether a word stands in a text with no letter next to it.
fn stands_alone(word: &str, text: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let behind = &text[at + word.len()..];
        !text[..at].ends_with(char::is_alphabetic) && !behind.starts_with(char::is_alphabetic)
    })
}

/// Whether a text has a word of nothing but `x`, or so many of them that no chance made them.
fn is_crossed_out(text: &str) -> bool {
    const FEWEST: usize = 3;
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.any(|word| word.len() >= FEWEST && word.bytes().all(|byte| byte == b'x')) || text.contains("xxxxxx")
}

/// Whether a text is, or holds, a variable that something else fills in before Alertmanager reads it.
pub(super) fn has_variable(text: &str) -> bool {
    text.match_indices('$').any(|(at, _)| {
        let rest = &text[at + 1..];
        rest.starts_with('{') || rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_taken_apart() {
        let parts = Parts::of("https://api.runframe.io:443/webhooks/k3y?x=1#y");
        assert_eq!(
            (parts.scheme, parts.host, parts.path),
            ("https", "api.runframe.io", "/webhooks/k3y")
        );
        assert!(parts.has_query && !parts.has_user && parts.is_runframe_host() && parts.is_webhook_path());
        let parts = Parts::of("http://u:p@[::1]:9095/webhooks/custom/k");
        assert!(parts.has_user && parts.is_local() && !parts.is_webhook_path());
        assert_eq!(parts.routing_key(), Some("custom/k"));
        assert_eq!(Parts::of("nonsense").host, "nonsense");
        assert_eq!(Parts::of(""), Parts::default());
    }

    #[test]
    fn only_what_stays_on_the_machine_is_local() {
        let is_local = |url| Parts::of(url).is_local();
        assert!(is_local("http://127.0.0.1:9095/webhooks/k"));
        assert!(is_local("http://runframe:9095/webhooks/k"));
        assert!(!is_local("http://10.0.0.7/webhooks/k"));
        assert!(!is_local("http://api.runframe.io/webhooks/k"));
    }

    #[test]
    fn placeholders_are_told_from_keys() {
        for placeholder in [
            "YOUR_ROUTING_KEY",
            "<key>",
            "xxxxxxxx",
            "changeme",
            "${KEY}",
            "{{ key }}",
            "...",
            "***",
            "<secret>",
            "secret",
            "example",
            "my-secret-key",
            "your-routing-key",
            "YourRoutingKey",
            "my.routing_key",
            "replace-me",
            "changeme123",
            "xxx",
            "rk_xxxx-xxxx",
            "5f0cxxxxxxxxxxxx",
        ] {
            assert!(is_placeholder(placeholder), "{placeholder}");
        }
        for key in [
            "0123456789abcdef0123456789abcdef",
            "pk_live_9f8e7d",
            "k3y",
            "secretaria-7788",
            "examplecorp-99a8",
            "supersecretkey123456",
            "reinserted-99a8",
            "a5xxx91b",
        ] {
            assert!(!is_placeholder(key), "{key}");
        }
        assert!(has_variable("https://h/${KEY}") && has_variable("$KEY") && !has_variable("a$ b$1"));
    }
}
