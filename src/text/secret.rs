//! Secrets in texts that people meant to be URLs.
//!
//! Whatever is said of such a text must not repeat a password, a routing key or a token, even if it is no URL at all.

use std::ops::Range;

/// What stands where a secret was.
pub const MASK: &str = "<secret>";

/// What comes before a Runframe routing key.
const WEBHOOKS: &str = "/webhooks/";

/// `text`, that is or was meant to be a URL, with `<secret>` for user and password, routing key, and query.
#[must_use]
pub fn masked_url(text: &str) -> String {
    let mut masked = String::new();
    let mut shown_to = 0;
    for secret in secrets(text) {
        if secret.start >= shown_to && !secret.is_empty() {
            masked.push_str(&text[shown_to..secret.start]);
            masked.push_str(MASK);
            shown_to = secret.end;
        }
    }
    masked.push_str(&text[shown_to..]);
    masked
}

/// `text` of somebody else, about these URLs, with nothing in it that may be secret in them.
#[must_use]
pub fn without_secrets_of(urls: &[&str], text: &str) -> String {
    /// What is shorter stands in other words too.
    const RECOGNISABLE_BYTES: usize = 4;
    let mut text = urls
        .iter()
        .fold(text.to_owned(), |text, url| text.replace(url, &masked_url(url)));
    for url in urls {
        for secret in secrets(url) {
            if secret.len() >= RECOGNISABLE_BYTES {
                text = text.replace(&url[secret], MASK);
            }
        }
    }
    text
}

/// Where secrets may be, if `text` is read as a URL; in order.
fn secrets(text: &str) -> Vec<Range<usize>> {
    let host = text.find("://").map_or(0, |at| at + "://".len());
    let query = text[host..].find('?').map(|at| host + at);
    let path = text[host..].find('/').map(|at| host + at);
    // A password may have a slash or a question mark in it, which no URL allows and people write all the same.
    let ends = [path.into_iter().chain(query).min(), query, Some(text.len())];
    let user_end = ends.into_iter().flatten().find_map(|end| text[host..end].rfind('@'));
    let host_end = user_end.map(|end| host + end);
    let query = query.filter(|query| host_end.is_none_or(|end| *query > end));
    let fragment = text.rfind('#').unwrap_or(text.len());
    let key = text[host..].find(WEBHOOKS).map(|at| host + at + WEBHOOKS.len());
    let user = host_end.map(|end| host..end);
    let key = key.map(|key| key..query.unwrap_or(text.len()).max(key));
    let query = query.map(|query| query + 1..fragment.max(query + 1));
    [user, key, query].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_secret_in_a_url_is_masked() {
        for (text, masked) in [
            ("http://127.0.0.1:9095", "http://127.0.0.1:9095"),
            ("http://127.0.0.1:9095/prefix", "http://127.0.0.1:9095/prefix"),
            ("http://u:pa55word@host:9095/x", "http://<secret>@host:9095/x"),
            ("ftp://u:pa55@word@host", "ftp://<secret>@host"),
            ("u:pa55word@host:9095", "<secret>@host:9095"),
            ("http://u:pa55/word@host", "http://<secret>@host"),
            ("http://u:pa55?word@host", "http://<secret>@host"),
            ("http://host?token=pa55word#x", "http://host?<secret>#x"),
            (
                "http://host/webhooks/pa55word?x",
                "http://host/webhooks/<secret>?<secret>",
            ),
            ("http://u@ups", "http://<secret>@ups"),
            ("https://host/webhooks/", "https://host/webhooks/"),
            ("localhost:9095", "localhost:9095"),
            ("http://[::1", "http://[::1"),
        ] {
            assert_eq!(masked_url(text), masked, "{text}");
        }
    }

    #[test]
    fn what_others_say_of_a_url_is_masked_too() {
        let url = "http://u:pa55word@host";
        let text = without_secrets_of(&[url], &format!("`{url}` is odd: what is u:pa55word, you?"));
        assert_eq!(text, "`http://<secret>@host` is odd: what is <secret>, you?");
    }
}
