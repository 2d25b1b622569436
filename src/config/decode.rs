//! Decoding: yaml v2's way from the tree into typed values, once for all settings.
//!
//! [`Decoder`] walks the tree as the real decoder does: same order, same counts, same words. Where that one stops at the
//! first fatal error, this one notes it and goes on, so that one pass finds everything. A [`Codec`] says how one type of
//! setting is read and printed; [`object!`] declares a mapping with known keys from a table of them; [`Rules`] are what
//! an object checks once its keys are read.
//!
//! Mirrors `decode.go` of yaml v2: `unmarshal` is [`Decoder::unmarshal`], `callUnmarshaler` is
//! [`Decoder::object`] and [`Decoder::own_text`].

mod alias;
mod codec;
mod collection;
mod decoder;
mod object;
mod placeholder;
mod printer;
mod rules;
mod scalar;
mod text;

use alias::AliasBudget;
pub(super) use codec::{Codec, Expected, Input, Nullable};
pub(super) use collection::{Blank, List, Pointer, SecretLists, SecretTexts, Struct, TextMap, Texts};
pub(super) use decoder::{Decoder, Findings, MOST_SUGGESTIONS, Presence, fatal, name_in_message};
pub use object::Field;
pub(super) use object::{Object, object};
pub use placeholder::has_placeholder;
pub(super) use printer::Printer;
pub use printer::Secrets;
pub(super) use rules::{Checks, Rules};
pub(super) use scalar::{Count, Flag, FlagPointer, Float, GoDuration, Int, Int64};
pub(super) use text::{SecretPointer, SecretText, Text};
