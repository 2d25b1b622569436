//! The head of a request: the headers Alertmanager sends, in the order in which Go writes them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Url;

use super::{HttpSettings, JSON};
use crate::config::Secret;

/// One header.
pub(in crate::fire) type Header = (String, Secret);

/// What stands behind the method: the path, or for a proxy the whole URL.
pub(in crate::fire) fn target(url: &Url, to_proxy: bool) -> String {
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    if to_proxy {
        format!("{}://{}{path}", url.scheme(), authority(url))
    } else {
        path
    }
}

/// Host, and the port if it is not the scheme's own.
pub(in crate::fire) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// What differs from request to request.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::fire) struct Facts<'a> {
    /// Length of the body; `None` without a body.
    pub(in crate::fire) length: Option<usize>,
    /// What a token server gave.
    pub(in crate::fire) token: Option<&'a Secret>,
    /// What a proxy is to be told.
    pub(in crate::fire) proxy_authorization: Option<&'a Secret>,
    /// The URL that led here.
    pub(in crate::fire) referer: Option<&'a str>,
    /// Whether the credentials are for this host.
    pub(in crate::fire) with_credentials: bool,
    /// Whether a redirect led to another host.
    pub(in crate::fire) is_elsewhere: bool,
    /// Whether the body is a form, and not JSON.
    pub(in crate::fire) is_form: bool,
}

/// The headers behind `Host`.
pub(in crate::fire) fn headers(url: &Url, user_agent: &str, settings: &HttpSettings, facts: Facts<'_>) -> Vec<Header> {
    let public = |name: &str, value: &str| (name.to_owned(), Secret::new(value));
    let mut sorted: Vec<Header> = Vec::new();
    if !settings.has_header("Content-Type") {
        let media_type = if facts.is_form {
            "application/x-www-form-urlencoded"
        } else {
            JSON
        };
        sorted.push(public("Content-Type", media_type));
    }
    // A token comes before what stands in the URL, and that before what is configured, as for Go's client.
    let in_url = || credentials(url).or_else(|| settings.authorization.clone());
    if facts.with_credentials
        && !settings.has_header("Authorization")
        && let Some(authorization) = facts.token.cloned().or_else(in_url)
    {
        sorted.push(("Authorization".to_owned(), authorization));
    }
    let goes_along = |(name, _): &&Header| {
        (facts.with_credentials || !name.eq_ignore_ascii_case("Authorization"))
            && !(facts.is_elsewhere && name.eq_ignore_ascii_case("Host"))
    };
    sorted.extend(settings.headers.iter().filter(goes_along).cloned());
    if let Some(authorization) = facts.proxy_authorization {
        sorted.push(("Proxy-Authorization".to_owned(), authorization.clone()));
    }
    if let Some(referer) = facts.referer {
        sorted.push(public("Referer", referer));
    }
    sorted.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut headers = Vec::with_capacity(sorted.len() + 2);
    if !settings.has_header("User-Agent") {
        headers.push(public("User-Agent", user_agent));
    }
    if let Some(length) = facts.length {
        headers.push(public("Content-Length", &length.to_string()));
    }
    headers.extend(sorted);
    headers
}

/// What a user and a password in a URL become in a header.
pub(super) fn credentials(url: &Url) -> Option<Secret> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let user = percent_decoded(url.username());
    let password = percent_decoded(url.password().unwrap_or_default());
    Some(basic(&user, &password))
}

/// The value of a header for a user and a password.
pub(super) fn basic(user: &str, password: &str) -> Secret {
    Secret::new(format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))))
}

/// `%41` is `A`; bytes that are no UTF-8 are replaced.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let decoded = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match decoded {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_in_a_url_are_decoded() {
        let url = Url::parse("http://a%40b:p%C3%A9%zz@host/").expect("it is a URL");
        let expected = format!("Basic {}", STANDARD.encode("a@b:pé%zz"));
        assert_eq!(credentials(&url).map(|c| c.expose().to_owned()), Some(expected));
        assert_eq!(credentials(&Url::parse("http://host/").expect("it is a URL")), None);
    }

    #[test]
    fn headers_stand_in_gos_order() {
        let settings = HttpSettings {
            authorization: Some(Secret::new("Bearer t")),
            headers: vec![("X-A".into(), Secret::new("1")), ("Accept".into(), Secret::new("x"))],
            ..HttpSettings::default()
        };
        let facts = Facts {
            length: Some(3),
            with_credentials: true,
            ..Facts::default()
        };
        let names = |url: &str, facts: Facts<'_>| {
            let url = Url::parse(url).expect("it is a URL");
            let headers = headers(&url, "Alertmanager/0.33.1", &settings, facts);
            let lines = headers
                .iter()
                .map(|(name, value)| format!("{name}: {}", value.expose()));
            lines.collect::<Vec<_>>()
        };
        let expected = [
            "User-Agent: Alertmanager/0.33.1",
            "Content-Length: 3",
            "Accept: x",
            "Authorization: Bearer t",
            "Content-Type: application/json",
            "X-A: 1",
        ];
        assert_eq!(names("http://host/", facts), expected);
        // What stands in the URL comes before what is configured, and a token before both.
        assert_eq!(names("http://u:p@host/", facts)[3], "Authorization: Basic dTpw");
        let token = Secret::new("Bearer of-the-server");
        let with_token = Facts {
            token: Some(&token),
            ..facts
        };
        assert_eq!(
            names("http://u:p@host/", with_token)[3],
            "Authorization: Bearer of-the-server"
        );
        let without = Facts {
            with_credentials: false,
            ..with_token
        };
        let expected: Vec<_> = expected
            .into_iter()
            .filter(|line| !line.starts_with("Authorization"))
            .collect();
        assert_eq!(names("http://u:p@host/", without), expected);
    }
}
