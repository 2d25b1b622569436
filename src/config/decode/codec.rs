//! What a type of setting must know to be read and printed.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use super::{Decoder, Printer};
use crate::text::{Span, Spanned};
use crate::version::Version;
use crate::yaml::Node;

/// A node that is no alias.
#[derive(Clone, Copy, Debug)]
pub struct Input<'d> {
    /// What it is.
    pub(in crate::config) node: Node<'d>,
}

/// What a setting takes, in words that follow "takes": `a whole number`, `a list of texts`.
pub type Expected = &'static str;

/// A type of setting.
///
/// [`Decoder::unmarshal`] counts, follows aliases and sorts out nulls; a codec sees what is left. Its slot holds what is
/// written; as in the real decoder it may hold something already, from a merged mapping.
pub trait Codec {
    /// Where the value is put. The default means: not written.
    type Slot: Clone + Default + fmt::Debug + PartialEq;

    /// What it takes.
    const EXPECTED: Expected;

    /// Whether its text must not be shown.
    const IS_SECRET: bool = false;

    /// What Go calls the type of the slot.
    fn go_type(version: Version) -> Cow<'static, str>;

    /// Reads a node that is not null. `false` if the real decoder would throw the value away.
    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool;

    /// `null`, `~` or nothing at all: the value becomes Go's zero value, which also erases a default.
    fn clear(at: Span, slot: &mut Self::Slot);

    /// A node that looks like null and is none: `"null"` and `"~"` in quotes. The real decoder does not unwrap pointers
    /// for it and asks no type of its own.
    fn decode_quoted_null(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let _ = slot;
        let go_type = Self::go_type(decoder.version());
        decoder.wrong_type(input, &go_type, Self::EXPECTED)
    }

    /// Writes the value behind its key; nothing if it is not written.
    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer);
}

/// Keeps `null` apart from absent, where the two mean different things: settings that are pointers and have a default.
#[derive(Debug)]
pub struct Nullable<C>(PhantomData<C>);

impl<C, T> Codec for Nullable<C>
where
    C: Codec<Slot = Option<T>>,
    T: Clone + fmt::Debug + PartialEq,
{
    type Slot = Option<Spanned<Option<T>>>;

    const EXPECTED: Expected = C::EXPECTED;
    const IS_SECRET: bool = C::IS_SECRET;

    fn go_type(version: Version) -> Cow<'static, str> {
        C::go_type(version)
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let mut inner = slot.take().and_then(|written| written.value);
        let good = C::decode(decoder, input, &mut inner);
        *slot = inner.map(|value| Spanned::new(Some(value), input.node.span));
        good
    }

    fn clear(at: Span, slot: &mut Self::Slot) {
        *slot = Some(Spanned::new(None, at));
    }

    fn decode_quoted_null(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let mut inner = slot.take().and_then(|written| written.value);
        let good = C::decode_quoted_null(decoder, input, &mut inner);
        *slot = inner.map(|value| Spanned::new(Some(value), input.node.span));
        good
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        match slot {
            None => {}
            Some(Spanned { value: None, .. }) => printer.null(key),
            Some(Spanned { value, .. }) => C::print(value, key, printer),
        }
    }
}
