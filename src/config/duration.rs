//! Durations as settings. Go's own `time.Duration` is a scalar like any other, see `decode`.

use std::borrow::Cow;
use std::time::Duration;

use super::decode::{Codec, Decoder, Expected, Input, Printer, fatal};
use crate::duration::{format_prometheus, parse_go, parse_prometheus};
use crate::text::{Span, Spanned};
use crate::version::Version;
use crate::yaml::{Kind, Resolved};

const EXPECTED_DURATION: Expected = "a duration such as `5m`";

fn decode_prometheus(
    decoder: &mut Decoder<'_>,
    input: Input<'_>,
    text: &str,
    slot: &mut Option<Spanned<Duration>>,
) -> bool {
    match parse_prometheus(text, decoder.version()) {
        Ok(duration) => {
            *slot = Some(Spanned::new(duration, input.node.span));
            true
        }
        Err(error) => {
            let finding = fatal(
                "bad-duration",
                input.node.span,
                format!("{} is no duration: {error}", decoder.place()),
                error.to_string(),
            )
            .with_help("write numbers with units, the largest first: `1d12h`, `5m`, `30s`");
            decoder.refuse_value(input, finding);
            false
        }
    }
}

/// `model.Duration`: null is 0.
#[derive(Debug)]
pub struct PrometheusDuration;

impl Codec for PrometheusDuration {
    type Slot = Option<Spanned<Duration>>;

    const EXPECTED: Expected = EXPECTED_DURATION;

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Borrowed("model.Duration")
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        match decoder.own_text(input, Self::EXPECTED) {
            Some(text) => decode_prometheus(decoder, input, &text, slot),
            None => false,
        }
    }

    fn clear(at: Span, slot: &mut Self::Slot) {
        *slot = Some(Spanned::new(Duration::ZERO, at));
    }

    /// The type reads texts as well, so that a quoted null is read as a duration after all.
    fn decode_quoted_null(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        match decoder.text(input, "model.Duration", Self::EXPECTED) {
            Some(text) => decode_prometheus(decoder, input, &text, slot),
            None => false,
        }
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        if let Some(duration) = slot {
            printer.plain(key, &format_prometheus(duration.value));
        }
    }
}

/// `*model.Duration`: null means not set.
#[derive(Debug)]
pub struct PrometheusDurationPointer;

impl Codec for PrometheusDurationPointer {
    type Slot = Option<Spanned<Duration>>;

    const EXPECTED: Expected = EXPECTED_DURATION;

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Borrowed("*model.Duration")
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        PrometheusDuration::decode(decoder, input, slot)
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        *slot = None;
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        PrometheusDuration::print(slot, key, printer);
    }
}

/// Pushover's own `duration`: a Go duration, and only as text.
#[derive(Debug)]
pub struct GoDurationText;

impl Codec for GoDurationText {
    type Slot = Option<Spanned<Duration>>;

    const EXPECTED: Expected = "a duration such as `1m30s`";

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Borrowed("config.duration")
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        if matches!(input.node.kind, Kind::Scalar { .. }) && decoder.resolve(input) == Some(Resolved::Null) {
            Self::clear(input.node.span, slot);
            return true;
        }
        let Some(text) = decoder.text(input, "config.duration", Self::EXPECTED) else {
            return false;
        };
        match parse_go(&text) {
            Ok(nanoseconds) => {
                let duration = Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(0));
                *slot = Some(Spanned::new(duration, input.node.span));
                true
            }
            Err(error) => {
                let finding = fatal(
                    "bad-duration",
                    input.node.span,
                    format!("{} is no duration: {error}", decoder.place()),
                    error.to_string(),
                )
                .with_help("write numbers with the units `h`, `m`, `s` or `ms`: `1h30m`");
                decoder.refuse_value(input, finding);
                false
            }
        }
    }

    fn clear(at: Span, slot: &mut Self::Slot) {
        *slot = Some(Spanned::new(Duration::ZERO, at));
    }

    fn decode_quoted_null(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        Self::decode(decoder, input, slot)
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        if let Some(duration) = slot {
            printer.text(key, &format!("{}ns", duration.value.as_nanos()));
        }
    }
}
