//! Which proxy a request goes through, by the rules of Go's `httpproxy`.

use std::net::IpAddr;

use reqwest::Url;

use super::{ProxyChoice, SendError};

/// The proxy on the way to `url`; `None`: straight there.
pub(super) fn proxy_for(url: &Url, choice: &ProxyChoice) -> Result<Option<Url>, SendError> {
    match choice {
        ProxyChoice::Direct => Ok(None),
        ProxyChoice::Url { url: proxy, except } => {
            // Without exceptions even this machine is reached through it.
            let is_wanted = except.is_empty() || needs_proxy(url, except);
            Ok(is_wanted.then(|| proxy.clone()))
        }
        ProxyChoice::Environment => from_environment(url, |name| std::env::var(name).ok()),
    }
}

fn from_environment(url: &Url, variable: impl Fn(&str) -> Option<String>) -> Result<Option<Url>, SendError> {
    let either = |upper: &str, lower: &str| {
        let filled = |name| variable(name).filter(|value| !value.is_empty());
        filled(upper).or_else(|| filled(lower))
    };
    let (upper, lower) = match url.scheme() {
        "https" => ("HTTPS_PROXY", "https_proxy"),
        _ => ("HTTP_PROXY", "http_proxy"),
    };
    let Some(text) = either(upper, lower) else {
        return Ok(None);
    };
    if !needs_proxy(url, &either("NO_PROXY", "no_proxy").unwrap_or_default()) {
        return Ok(None);
    }
    let parsed = if text.contains("://") {
        Url::parse(&text)
    } else {
        Url::parse(&format!("http://{text}"))
    };
    parsed.map(Some).map_err(|error| SendError::UnusableProxy {
        reason: format!("the proxy in {upper} is no URL: {error}"),
    })
}

/// Whether a host is none of the exceptions, and not this machine.
fn needs_proxy(url: &Url, except: &str) -> bool {
    let Some(host) = url.host_str() else { return true };
    let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
    let port = url.port_or_known_default().unwrap_or_default();
    let address: Option<IpAddr> = host.parse().ok();
    if host == "localhost" || address.is_some_and(|address| address.is_loopback()) {
        return false;
    }
    !except
        .split(',')
        .map(str::trim)
        .any(|exception| is_excepted(&host, address, port, &exception.to_ascii_lowercase()))
}

fn is_excepted(host: &str, address: Option<IpAddr>, port: u16, exception: &str) -> bool {
    if exception.is_empty() {
        return false;
    }
    if exception == "*" {
        return true;
    }
    if let Some((network, bits)) = network(exception) {
        return address.is_some_and(|address| is_in(address, network, bits));
    }
    let (name, wanted_port) = match exception.rsplit_once(':') {
        Some((name, digits)) if name.ends_with(']') || !name.contains(':') => (name, Some(digits)),
        _ => (exception, None),
    };
    let name = name.trim_matches(['[', ']']);
    if wanted_port.is_some_and(|digits| digits.parse() != Ok(port)) || name.is_empty() {
        return false;
    }
    if let Ok(excepted) = name.parse::<IpAddr>() {
        return address.is_some_and(|address| address.to_canonical() == excepted.to_canonical());
    }
    let name = name
        .strip_prefix('*')
        .filter(|rest| rest.starts_with('.'))
        .unwrap_or(name);
    match name.strip_prefix('.') {
        Some(_) => host.ends_with(name),
        None => host == name || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.')),
    }
}

fn network(text: &str) -> Option<(IpAddr, u8)> {
    let (address, bits) = text.split_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = bits.parse().ok().filter(|bits| *bits <= most)?;
    Some((address, bits))
}

fn is_in(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    fn number(address: IpAddr) -> (u128, u32) {
        match address {
            IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
            IpAddr::V6(address) => (address.to_bits(), 128),
        }
    }
    let ((address, width), (network, network_width)) = (number(address.to_canonical()), number(network));
    let shift = network_width - u32::from(bits);
    width == network_width && (address.checked_shr(shift) == network.checked_shr(shift))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(url: &str, except: &str) -> bool {
        needs_proxy(&Url::parse(url).expect("it is a URL"), except)
    }

    #[test]
    fn exceptions_are_read_as_go_reads_them() {
        for (url, except, expected) in [
            ("http://a.example.com/", "", true),
            ("http://a.example.com/", "example.com", false),
            ("http://example.com/", "example.com", false),
            ("http://notexample.com/", "example.com", true),
            ("http://example.com/", ".example.com", true),
            ("http://a.example.com/", ".example.com", false),
            ("http://a.example.com/", "*.example.com", false),
            ("http://a.example.com/", "x, EXAMPLE.com ,y", false),
            ("http://a.example.com:8080/", "example.com:80", true),
            ("http://a.example.com:8080/", "example.com:8080", false),
            ("https://a.example.com/", "example.com:443", false),
            ("http://10.1.2.3/", "10.0.0.0/8", false),
            ("http://11.1.2.3/", "10.0.0.0/8", true),
            ("http://11.1.2.3/", "0.0.0.0/0", false),
            ("http://10.1.2.3/", "10.1.2.3", false),
            ("http://10.1.2.3:81/", "10.1.2.3:80", true),
            ("http://[2001:db8::1]/", "2001:db8::/32", false),
            ("http://[2001:db8::1]:81/", "[2001:db8::1]:81", false),
            ("http://a.example.com/", "*", false),
            ("http://localhost/", "", false),
            ("http://127.0.0.9:90/", "", false),
            ("http://[::1]/", "", false),
        ] {
            assert_eq!(needs(url, except), expected, "{url} with `{except}`");
        }
    }

    #[test]
    fn the_environment_names_a_proxy_for_each_scheme() {
        let variables = |name: &str| match name {
            "https_proxy" => Some("proxy:3128".to_owned()),
            "NO_PROXY" => Some("inner.example".to_owned()),
            _ => None,
        };
        let proxy = |url: &str| {
            let url = Url::parse(url).expect("it is a URL");
            let proxy = from_environment(&url, variables).expect("the variables are right");
            proxy.map(String::from)
        };
        assert_eq!(proxy("https://a.example/").as_deref(), Some("http://proxy:3128/"));
        assert_eq!(proxy("http://a.example/"), None);
        assert_eq!(proxy("https://inner.example/"), None);
    }
}
