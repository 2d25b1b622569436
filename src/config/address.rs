//! URLs and mail servers as settings.

use std::borrow::Cow;

use super::Secret;
use super::decode::{Codec, Decoder, Expected, Input, Printer, SecretText, Text, fatal};
use super::secret::MASK;
use crate::diagnostic::Diagnostic;
use crate::template::{self, Functions};
use crate::text::quote::quote;
use crate::text::{Span, Spanned};
use crate::url::{self, HttpUrlError};
use crate::version::Version;

/// `*URL`: an http or https URL that need not be kept secret. Null means not set.
#[derive(Debug)]
pub struct HttpUrl;

impl Codec for HttpUrl {
    type Slot = Option<Spanned<String>>;

    const EXPECTED: Expected = "a URL";

    fn go_type(version: Version) -> Cow<'static, str> {
        Cow::Borrowed(if version < Version::V0_33 {
            "*config.URL"
        } else {
            "*common.URL"
        })
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let Some(text) = decoder.own_text(input, Self::EXPECTED) else {
            return false;
        };
        if let Err(error) = url::parse_http(&text, decoder.version()) {
            let finding = refused_url(decoder, input.node.span, &error, "", Visibility::Public);
            decoder.refuse_value(input, finding);
            return false;
        }
        *slot = Some(Spanned::new(text.into_owned(), input.node.span));
        true
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        *slot = None;
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        Text::print(slot, key, printer);
    }
}

/// `*SecretURL`: an http or https URL that holds a secret. `<secret>` counts as a URL. Null means not set.
#[derive(Debug)]
pub struct SecretUrl;

impl Codec for SecretUrl {
    type Slot = Option<Spanned<Secret>>;

    const EXPECTED: Expected = "a URL";
    const IS_SECRET: bool = true;

    fn go_type(version: Version) -> Cow<'static, str> {
        Cow::Borrowed(if version < Version::V0_33 {
            "*config.SecretURL"
        } else {
            "*common.SecretURL"
        })
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let Some(text) = decoder.own_text(input, Self::EXPECTED) else {
            return false;
        };
        if text != MASK {
            // The type reads itself once more, as a plain URL.
            if !decoder.step() || !decoder.step() {
                return false;
            }
            if let Err(error) = url::parse_http(&text, decoder.version()) {
                let finding = refused_url(decoder, input.node.span, &error, "", Visibility::Secret);
                decoder.refuse_value(input, finding);
                return false;
            }
        }
        *slot = Some(Spanned::new(Secret::new(text), input.node.span));
        true
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        *slot = None;
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        SecretText::print(slot, key, printer);
    }
}

/// The `url` of a webhook: a plain URL at first, then a secret one, and from 0.31 on a text that may be a template.
#[derive(Debug)]
pub struct WebhookUrl;

impl Codec for WebhookUrl {
    type Slot = Option<Spanned<Secret>>;

    const EXPECTED: Expected = "a URL";
    const IS_SECRET: bool = true;

    fn go_type(version: Version) -> Cow<'static, str> {
        match version {
            Version::V0_25 => HttpUrl::go_type(version),
            Version::V0_28 => SecretUrl::go_type(version),
            Version::V0_33 => Cow::Borrowed("common.SecretTemplateURL"),
        }
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        match decoder.version() {
            Version::V0_25 => {
                let mut plain = None;
                let good = HttpUrl::decode(decoder, input, &mut plain);
                *slot = plain.map(|url| url.map(Secret::new));
                good
            }
            Version::V0_28 => SecretUrl::decode(decoder, input, slot),
            Version::V0_33 => decode_template_url(decoder, input, slot),
        }
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        *slot = None;
    }

    fn decode_quoted_null(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        if decoder.version() < Version::V0_33 {
            let go_type = Self::go_type(decoder.version());
            return decoder.wrong_type(input, &go_type, Self::EXPECTED);
        }
        SecretText::decode_quoted_null(decoder, input, slot)
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        SecretText::print(slot, key, printer);
    }
}

fn decode_template_url(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Option<Spanned<Secret>>) -> bool {
    if !decoder.step() {
        return false;
    }
    let Some(text) = decoder.text(input, "common.plain", WebhookUrl::EXPECTED) else {
        return false;
    };
    let span = input.node.span;
    if text.contains("{{") {
        if let Err(error) = template::check("", &text, Functions::BuiltIn, decoder.version()) {
            let finding = fatal(
                "bad-template",
                span,
                "the URL is a template that does not parse",
                format!("invalid template syntax: {error}"),
            )
            .with_note(error.to_string());
            decoder.refuse_value(input, finding);
            return false;
        }
    } else if !text.is_empty()
        && text != MASK
        && let Err(error) = url::parse_http(&text, decoder.version())
    {
        let finding = refused_url(decoder, span, &error, "invalid URL: ", Visibility::Secret);
        decoder.refuse_value(input, finding);
        return false;
    }
    *slot = Some(Spanned::new(Secret::new(text), span));
    true
}

/// `proxy_url`: any URL Go can parse, also an empty one.
#[derive(Debug)]
pub struct ProxyUrl;

impl Codec for ProxyUrl {
    type Slot = Option<Spanned<String>>;

    const EXPECTED: Expected = "a URL";

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Borrowed("config.URL")
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let Some(text) = decoder.own_text(input, Self::EXPECTED) else {
            return false;
        };
        if let Err(error) = url::parse(&text, decoder.version()) {
            let finding = refused_url(
                decoder,
                input.node.span,
                &HttpUrlError::Parse(error),
                "",
                Visibility::Public,
            );
            decoder.refuse_value(input, finding);
            return false;
        }
        *slot = Some(Spanned::new(text.into_owned(), input.node.span));
        true
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        *slot = None;
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        Text::print(slot, key, printer);
    }
}

/// Whether a URL may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Visibility {
    Public,
    Secret,
}

/// A URL that Alertmanager will not have. Of a secret one, neither its text nor a part of it is shown.
fn refused_url(
    decoder: &Decoder<'_>,
    span: Span,
    error: &HttpUrlError,
    prefix: &str,
    visibility: Visibility,
) -> Diagnostic {
    let place = decoder.place();
    let is_hidden = visibility == Visibility::Secret && !decoder.options.show_secrets;
    let (message, words, help) = match error {
        HttpUrlError::Parse(_) if is_hidden => (
            format!("{place} is no URL"),
            format!("parse {}: <reason>", quote(MASK)),
            "write it as `https://host/path`",
        ),
        HttpUrlError::Parse(parse) => (
            format!("{place} is no URL: {}", parse.reason()),
            parse.to_string(),
            "write it as `https://host/path`",
        ),
        HttpUrlError::Scheme(scheme) if scheme.is_empty() => (
            format!("{place} does not say how to connect"),
            error.to_string(),
            "begin it with `https://`",
        ),
        HttpUrlError::Scheme(scheme) => (
            format!("{place} is not of http: its scheme is `{scheme}`"),
            error.to_string(),
            "begin it with `https://`",
        ),
        HttpUrlError::MissingHost => (
            format!("{place} names no host"),
            error.to_string(),
            "write it as `https://host/path`",
        ),
    };
    fatal("bad-url", span, message, format!("{prefix}{words}")).with_help(help)
}

/// Whether Go would print two URLs alike.
pub(super) fn is_same_url(one: &str, other: &str, version: Version) -> bool {
    one == other
        || match (url::parse(one, version), url::parse(other, version)) {
            (Ok(one), Ok(other)) => one == other,
            _ => false,
        }
}

/// `host:port` of a mail server; may be empty.
#[derive(Debug)]
pub struct HostPort;

impl Codec for HostPort {
    type Slot = Option<Spanned<String>>;

    const EXPECTED: Expected = "a host and a port";

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Borrowed("config.HostPort")
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let Some(text) = decoder.own_text(input, Self::EXPECTED) else {
            return false;
        };
        if !text.is_empty()
            && let Err(upstream) = check_host_port(&text)
        {
            let finding = fatal(
                "bad-address",
                input.node.span,
                format!("{} is not a host and a port", decoder.place()),
                upstream,
            )
            .with_help("write it as `host:port`, such as `mail.example.org:587`");
            decoder.refuse_value(input, finding);
            return false;
        }
        *slot = Some(Spanned::new(text.into_owned(), input.node.span));
        true
    }

    fn clear(at: Span, slot: &mut Self::Slot) {
        Text::clear(at, slot);
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        Text::print(slot, key, printer);
    }
}

/// Whether Go's `net.SplitHostPort` takes it apart and the port is not empty; else Alertmanager's words.
fn check_host_port(text: &str) -> Result<(), String> {
    let refuse = |reason: &str| Err(format!("address {text}: {reason}"));
    let Some(colon) = text.rfind(':') else {
        return refuse("missing port in address");
    };
    // Where brackets may not stand any more: `[` behind the host's own, `]` behind the closing one.
    let (after_opening, after_closing) = if text.starts_with('[') {
        let Some(end) = text.find(']') else {
            return refuse("missing ']' in address");
        };
        if end + 1 == text.len() {
            return refuse("missing port in address");
        }
        if end + 1 != colon {
            return if text[end + 1..].starts_with(':') {
                refuse("too many colons in address")
            } else {
                refuse("missing port in address")
            };
        }
        (1, end + 1)
    } else {
        if text[..colon].contains(':') {
            return refuse("too many colons in address");
        }
        (0, 0)
    };
    if text[after_opening..].contains('[') {
        return refuse("unexpected '[' in address");
    }
    if text[after_closing..].contains(']') {
        return refuse("unexpected ']' in address");
    }
    if colon + 1 == text.len() {
        return Err(format!("address {}: port cannot be empty", quote(text)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check_host_port;

    #[test]
    fn hosts_and_ports_are_split_as_go_splits_them() {
        for text in ["a:25", ":25", "[::1]:25", "a:smtp", "[]:1"] {
            assert_eq!(check_host_port(text), Ok(()), "{text}");
        }
        for (text, words) in [
            ("a", "address a: missing port in address"),
            ("a:b:c", "address a:b:c: too many colons in address"),
            ("::", "address ::: too many colons in address"),
            ("[::1:25", "address [::1:25: missing ']' in address"),
            ("a]:25", "address a]:25: unexpected ']' in address"),
            ("a[:25", "address a[:25: unexpected '[' in address"),
            ("[a]b:25", "address [a]b:25: missing port in address"),
            ("[a]", "address [a]: missing port in address"),
            ("[a]:b:c", "address [a]:b:c: too many colons in address"),
            (":", "address \":\": port cannot be empty"),
            ("\"a\":", "address \"\\\"a\\\":\": port cannot be empty"),
        ] {
            assert_eq!(check_host_port(text), Err(words.to_owned()), "{text}");
        }
    }
}
