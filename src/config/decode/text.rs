//! Texts and secrets.

use std::borrow::Cow;

use super::{Codec, Decoder, Expected, Input, Printer};
use crate::config::Secret;
use crate::text::{Span, Spanned};
use crate::version::Version;
use crate::yaml::{Kind, Resolved};

impl Decoder<'_> {
    /// A scalar as a Go string: its text as it is written, whatever it looks like. Null is the empty text.
    pub(in crate::config) fn text<'i>(
        &mut self,
        input: Input<'i>,
        go_type: &str,
        expected: Expected,
    ) -> Option<Cow<'i, str>> {
        let Kind::Scalar { text, .. } = input.node.kind else {
            self.wrong_type(input, go_type, expected);
            return None;
        };
        if input.node.tag.is_none() && !matches!(text, "Null" | "NULL") {
            return Some(Cow::Borrowed(text));
        }
        Some(match self.resolve(input)? {
            Resolved::Null => Cow::Borrowed(""),
            // Of `!!binary`, what was encoded; of any other tag the text itself.
            Resolved::String(decoded) => decoded,
            _ => Cow::Borrowed(text),
        })
    }

    /// The text of a type that reads itself through a Go string, which is a step more.
    pub(in crate::config) fn own_text<'i>(&mut self, input: Input<'i>, expected: Expected) -> Option<Cow<'i, str>> {
        if self.step() {
            self.text(input, "string", expected)
        } else {
            None
        }
    }
}

/// Go's `string`.
#[derive(Debug)]
pub struct Text;

impl Codec for Text {
    type Slot = Option<Spanned<String>>;

    const EXPECTED: Expected = "a text";

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Borrowed("string")
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let text = decoder.text(input, "string", Self::EXPECTED);
        let good = text.is_some();
        if let Some(text) = text {
            *slot = Some(Spanned::new(text.into_owned(), input.node.span));
        }
        good
    }

    fn clear(at: Span, slot: &mut Self::Slot) {
        *slot = Some(Spanned::new(String::new(), at));
    }

    fn decode_quoted_null(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        Self::decode(decoder, input, slot)
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        if let Some(text) = slot {
            printer.text(key, text);
        }
    }
}

/// `Secret`: a text that prints as `<secret>`.
#[derive(Debug)]
pub struct SecretText;

impl Codec for SecretText {
    type Slot = Option<Spanned<Secret>>;

    const EXPECTED: Expected = "a text";
    const IS_SECRET: bool = true;

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Borrowed("config.Secret")
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        if !decoder.step() {
            return false;
        }
        let text = decoder.text(input, "config.plain", Self::EXPECTED);
        let good = text.is_some();
        if let Some(text) = text {
            *slot = Some(Spanned::new(Secret::new(text), input.node.span));
        }
        good
    }

    fn clear(at: Span, slot: &mut Self::Slot) {
        *slot = Some(Spanned::new(Secret::default(), at));
    }

    fn decode_quoted_null(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let text = decoder.text(input, "config.Secret", Self::EXPECTED);
        let good = text.is_some();
        *slot = text.map(|text| Spanned::new(Secret::new(text), input.node.span));
        good
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        if let Some(secret) = slot {
            printer.secret(key, secret);
        }
    }
}

/// `*Secret`: null means not set.
#[derive(Debug)]
pub struct SecretPointer;

impl Codec for SecretPointer {
    type Slot = Option<Spanned<Secret>>;

    const EXPECTED: Expected = "a text";
    const IS_SECRET: bool = true;

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Borrowed("*config.Secret")
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        SecretText::decode(decoder, input, slot)
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        *slot = None;
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        SecretText::print(slot, key, printer);
    }
}
