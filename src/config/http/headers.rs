//! `http_headers`.

use std::borrow::Cow;

use crate::config::decode::{
    Checks, Codec, Decoder, Expected, Input, Printer, Rules, SecretTexts, Struct, Texts, fatal, object,
};
use crate::text::{Span, Spanned};
use crate::version::Version;

object! {
    /// What is sent under one name.
    pub struct Header = "a header" {
        /// Values.
        values: Texts,
        /// Values that must not be shown.
        secrets: SecretTexts,
        /// Files that hold values.
        files: Texts,
    }
}

impl Rules for Header {
    const HAS_READER: bool = false;

    fn go_type(_version: Version) -> &'static str {
        "config.Header"
    }
}

/// Headers sent with every request, in source order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Headers {
    /// Where they stand.
    pub span: Span,
    /// Names, as they are written, and values.
    pub entries: Vec<(Spanned<String>, Option<Box<Header>>)>,
}

/// What a client sets itself. Sorted.
const RESERVED: [&str; 18] = [
    "Accept-Encoding",
    "Authorization",
    "Connection",
    "Content-Encoding",
    "Content-Length",
    "Content-Type",
    "Host",
    "Keep-Alive",
    "Proxy-Authenticate",
    "Proxy-Authorization",
    "User-Agent",
    "Www-Authenticate",
    "X-Amz-Content-Sha256",
    "X-Amz-Date",
    "X-Amz-Security-Token",
    "X-Prometheus-Remote-Read-Version",
    "X-Prometheus-Remote-Write-Version",
    "X-Prometheus-Scrape-Timeout-Seconds",
];

impl Headers {
    /// What `http_config` checks of them. Of several bad names, Alertmanager reports any.
    pub(super) fn check(&self, checks: &mut Checks<'_, '_>) {
        for (name, _) in &self.entries {
            let canonical = canonical_name(name);
            if RESERVED.binary_search(&canonical.as_ref()).is_ok() {
                let finding = fatal(
                    "reserved-header",
                    name.span,
                    format!("the header `{canonical}` cannot be set"),
                    format!("setting header \"{canonical}\" is not allowed"),
                )
                .with_help("take it away: the client sets it itself");
                checks.refuse(finding);
            }
        }
    }
}

/// A header name as Go writes it: upper case at the start and behind every `-`, lower case elsewhere; as it is if it can be
/// no name of a header.
pub(in crate::config) fn canonical_name(name: &str) -> Cow<'_, str> {
    let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    if name.is_empty() || !name.bytes().all(is_token) {
        return Cow::Borrowed(name);
    }
    let mut upper = true;
    let canonical = name
        .chars()
        .map(|c| {
            let written = if upper {
                c.to_ascii_uppercase()
            } else {
                c.to_ascii_lowercase()
            };
            upper = c == '-';
            written
        })
        .collect();
    Cow::Owned(canonical)
}

/// `*Headers`: a struct that is nothing but a map.
#[derive(Debug)]
pub struct HeadersPointer;

impl Codec for HeadersPointer {
    type Slot = Option<Box<Headers>>;

    const EXPECTED: Expected = "a mapping of headers";

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Borrowed("*config.Headers")
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let headers = slot.get_or_insert_default();
        headers.span = input.node.span;
        decoder.inline_map::<Struct<Header>>(input, "config.Headers", &mut headers.entries)
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        *slot = None;
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        if let Some(headers) = slot {
            printer.mapping(key, |printer| {
                for (name, header) in &headers.entries {
                    Struct::print(header, name, printer);
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_go_writes_them() {
        assert_eq!(canonical_name("content-TYPE"), "Content-Type");
        assert_eq!(canonical_name("x_a-b"), "X_a-B");
        assert_eq!(canonical_name("a b"), "a b");
        assert_eq!(canonical_name(""), "");
    }

    #[test]
    fn reserved_names_can_be_searched() {
        assert!(RESERVED.is_sorted());
    }
}
