//! Arguments with usual values, which completions offer.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};

/// Reads a text, and names usual values. Others are fine too, if they can be read: so they are no part of the help.
#[derive(Clone)]
pub(super) struct Usual<T> {
    values: fn() -> Vec<&'static str>,
    read: fn(&str) -> Result<T, String>,
}

impl<T> Usual<T> {
    pub(super) fn new(values: fn() -> Vec<&'static str>, read: fn(&str) -> Result<T, String>) -> Self {
        Self { values, read }
    }
}

impl Usual<String> {
    /// Any text.
    pub(super) fn text(values: fn() -> Vec<&'static str>) -> Self {
        Self::new(values, |text| Ok(text.to_owned()))
    }
}

impl<T: Clone + Send + Sync + 'static> TypedValueParser for Usual<T> {
    type Value = T;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<T, clap::Error> {
        let read = self.read;
        let parser = StringValueParser::new().try_map(move |text| read(&text));
        parser.parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.values)().into_iter().map(PossibleValue::new)))
    }
}
