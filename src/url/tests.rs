//! Tests of URLs by Go's words.

use super::*;
use proptest::prelude::*;

fn message(text: &str, version: Version) -> String {
    parse_http(text, version).map_or_else(|error| error.to_string(), |_| "ok".to_owned())
}

#[test]
fn verdicts_and_words_are_those_of_amtool() {
    let parse_error = |text: &str, reason: &str| format!("parse {}: {reason}", Quoted(text));
    for text in [
        "http://a",
        "HTTP://a",
        "http://:80",
        "http://x:",
        "http://x:99999/",
        "http://u@h@i",
        "http://a<b",
        "http://é",
        "http://a:80:80",
        "http://[::1]:80",
        "http://[fe80::1%25e%20n0]",
        "http://a%25%ff",
        "http://a?%zz",
        "http://a#b#c",
        "http://a#\t",
        "http://u%20p@h",
        "http://a]",
        "http://@h",
    ] {
        for version in Version::ALL {
            assert_eq!(message(text, version), "ok", "{text}");
        }
    }
    for (text, reason) in [
        ("http://a b", "invalid character \" \" in host name"),
        ("http://a\\b", "invalid character \"\\\\\" in host name"),
        ("http://a:abc", "invalid port \":abc\" after host"),
        ("http://[::1", "missing ']' in host"),
        ("http://[::1]x", "invalid port \"x\" after host"),
        ("http://[fe80::1%en0]", "invalid URL escape \"%en\""),
        ("http://[fe80::1%25%2f]", "invalid URL escape \"%2f\""),
        ("http://a%41", "invalid URL escape \"%41\""),
        ("http://a/%aé", "invalid URL escape \"%a\\xc3\""),
        ("http://a/%", "invalid URL escape \"%\""),
        ("http://a#%zz", "invalid URL escape \"%zz\""),
        ("http://u p@h", "net/url: invalid userinfo"),
        ("http://u:p%zz@h", "invalid URL escape \"%zz\""),
        ("http://a\tb", "net/url: invalid control character in URL"),
        (":", "missing protocol scheme"),
        (" http://x", "first path segment in URL cannot contain colon"),
        ("1http://x", "first path segment in URL cannot contain colon"),
    ] {
        for version in Version::ALL {
            assert_eq!(message(text, version), parse_error(text, reason));
        }
    }
    for (text, words) in [
        ("", "unsupported scheme \"\" for URL"),
        ("FTP://a", "unsupported scheme \"ftp\" for URL"),
        ("///h", "unsupported scheme \"\" for URL"),
        ("a:b", "unsupported scheme \"a\" for URL"),
        ("http:///p", "missing host for URL"),
        ("https:x", "missing host for URL"),
        ("http://u@", "missing host for URL"),
    ] {
        for version in Version::ALL {
            assert_eq!(message(text, version), words);
        }
    }
}

#[test]
fn brackets_were_checked_later() {
    for (text, reason) in [
        ("http://[foo]", "invalid host: ParseAddr(\"foo\"): unable to parse IP"),
        ("http://[1.2.3.4]", "invalid IP-literal"),
        ("http://a[", "invalid IP-literal"),
        (
            "http://[fe80::1%25]",
            "invalid host: ParseAddr(\"fe80::1%\"): zone must be a non-empty string",
        ),
        (
            "http://[1::2::3]",
            "invalid host: ParseAddr(\"1::2::3\"): multiple :: in address (at \":3\")",
        ),
        (
            "http://[12345::]",
            "invalid host: ParseAddr(\"12345::\"): each group must have 4 or less digits (at \"12345::\")",
        ),
        (
            "http://[::01.2.3.4]",
            "invalid host: ParseAddr(\"::01.2.3.4\"): IPv4 field has octet with leading zero",
        ),
    ] {
        assert_eq!(message(text, Version::V0_28), "ok");
        assert_eq!(
            message(text, Version::V0_33),
            format!("parse {}: {reason}", Quoted(text))
        );
    }
}

#[test]
fn parts_are_as_written() {
    let url = parse("HTTPS://u:p@[::1]:8443/webhooks/a%20b?x=1#y", Version::V0_33).expect("it is a URL");
    assert_eq!(url.scheme, "https");
    assert_eq!(url.user_info.as_deref(), Some("u:p"));
    assert_eq!((url.host_name(), url.port()), ("::1", Some("8443")));
    assert_eq!(url.path, "/webhooks/a%20b");
    assert_eq!(url.query.as_deref(), Some("x=1"));
    assert_eq!(url.fragment.as_deref(), Some("y"));
    let url = parse("http://localhost", Version::V0_33).expect("it is a URL");
    assert_eq!(
        (url.host_name(), url.port(), url.path.as_str()),
        ("localhost", None, "")
    );
}

proptest! {
    #[test]
    fn nothing_panics(text in "(https?:)?/{0,3}[a-z0-9:@%.\\[\\]]{0,20}(/[a-z%]*)?|\\PC{0,20}") {
        for version in Version::ALL {
            let _ = parse_http(&text, version);
        }
    }
}
