//! Truth values, numbers and Go durations.

use std::borrow::Cow;
use std::time::Duration;

use super::{Codec, Decoder, Expected, Input, Printer};
use crate::duration;
use crate::text::{Span, Spanned};
use crate::version::Version;
use crate::yaml::resolve::Integer;
use crate::yaml::{Kind, Resolved};

/// Declares the codec of a Go type that scalars are put in directly.
macro_rules! scalar {
    (
        $(#[$meta:meta])*
        $name:ident = $go:literal: $value:ty, takes $expected:literal, zero $zero:expr,
        reads $read:expr, prints $print:expr
    ) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $name;

        impl Codec for $name {
            type Slot = Option<Spanned<$value>>;

            const EXPECTED: Expected = $expected;

            fn go_type(_version: Version) -> Cow<'static, str> {
                Cow::Borrowed($go)
            }

            fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
                decoder.scalar(input, $go, Self::EXPECTED, $zero, $read, slot)
            }

            fn clear(at: Span, slot: &mut Self::Slot) {
                *slot = Some(Spanned::new($zero, at));
            }

            fn decode_quoted_null(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
                Self::decode(decoder, input, slot)
            }

            fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
                let print: fn(&$value) -> String = $print;
                if let Some(value) = slot {
                    printer.plain(key, &print(value));
                }
            }
        }
    };
}

scalar! {
    /// Go's `bool`.
    Flag = "bool": bool, takes "`true` or `false`", zero false,
    reads |resolved| match resolved {
        Resolved::Bool(value) => Some(*value),
        _ => None,
    },
    prints ToString::to_string
}

scalar! {
    /// Go's `int`, of 64 bits.
    Int = "int": i64, takes "a whole number", zero 0, reads signed, prints ToString::to_string
}

scalar! {
    /// Go's `int64`.
    Int64 = "int64": i64, takes "a whole number", zero 0, reads signed, prints ToString::to_string
}

scalar! {
    /// Go's `uint64`.
    Count = "uint64": u64, takes "a whole number that is not negative", zero 0, reads unsigned,
    prints ToString::to_string
}

scalar! {
    /// Go's `float64`.
    Float = "float64": f64, takes "a number", zero 0.0, reads float, prints |value| format_float(*value)
}

scalar! {
    /// Go's `time.Duration`: a Go duration, or a number of nanoseconds. A negative one counts as none.
    GoDuration = "time.Duration": Duration, takes "a duration such as `10s`", zero Duration::ZERO,
    reads |resolved| {
        let nanoseconds = match resolved {
            Resolved::String(text) => duration::parse_go(text).ok()?,
            other => signed(other)?,
        };
        Some(Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(0)))
    },
    prints |value| format!("{}ns", value.as_nanos())
}

/// `*bool`: null means not set.
#[derive(Debug)]
pub struct FlagPointer;

impl Codec for FlagPointer {
    type Slot = Option<Spanned<bool>>;

    const EXPECTED: Expected = Flag::EXPECTED;

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Borrowed("*bool")
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        Flag::decode(decoder, input, slot)
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        *slot = None;
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        Flag::print(slot, key, printer);
    }
}

impl Decoder<'_> {
    fn scalar<T>(
        &mut self,
        input: Input<'_>,
        go_type: &str,
        expected: Expected,
        zero: T,
        read: fn(&Resolved<'_>) -> Option<T>,
        slot: &mut Option<Spanned<T>>,
    ) -> bool {
        if !matches!(input.node.kind, Kind::Scalar { .. }) {
            return self.wrong_type(input, go_type, expected);
        }
        let Some(resolved) = self.resolve(input) else {
            return false;
        };
        let value = match resolved {
            Resolved::Null => Some(zero),
            other => read(&other),
        };
        let Some(value) = value else {
            return self.wrong_type(input, go_type, expected);
        };
        *slot = Some(Spanned::new(value, input.node.span));
        true
    }
}

/// As Go puts a number into an `int64`: floats are cut, and those below the range become the lowest number.
fn signed(resolved: &Resolved<'_>) -> Option<i64> {
    match *resolved {
        Resolved::Integer(Integer::Signed(value)) => Some(value),
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            reason = "the real decoder compares so, and then cuts"
        )]
        Resolved::Float(value) => (value <= i64::MAX as f64).then_some(value as i64),
        _ => None,
    }
}

/// As Go puts a number into a `uint64`: floats are cut; what a negative one becomes depends on the machine, here 0.
fn unsigned(resolved: &Resolved<'_>) -> Option<u64> {
    match *resolved {
        Resolved::Integer(Integer::Signed(value)) => u64::try_from(value).ok(),
        Resolved::Integer(Integer::Unsigned(value)) => Some(value),
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the real decoder compares so, and then cuts"
        )]
        Resolved::Float(value) => (value <= u64::MAX as f64).then_some(value as u64),
        _ => None,
    }
}

fn float(resolved: &Resolved<'_>) -> Option<f64> {
    match *resolved {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a float that is written as an integer is rounded"
        )]
        Resolved::Integer(Integer::Signed(value)) => Some(value as f64),
        #[expect(
            clippy::cast_precision_loss,
            reason = "a float that is written as an integer is rounded"
        )]
        Resolved::Integer(Integer::Unsigned(value)) => Some(value as f64),
        Resolved::Float(value) => Some(value),
        _ => None,
    }
}

/// A float in YAML's spelling, always recognisable as a float.
pub(in crate::config) fn format_float(value: f64) -> String {
    if value.is_nan() {
        ".nan".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { ".inf" } else { "-.inf" }.to_owned()
    } else {
        format!("{value:?}")
    }
}
