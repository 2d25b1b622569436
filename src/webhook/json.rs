//! JSON as Go's `encoding/json` writes it.

use std::fmt::{Display, Write as _};

use crate::alert::LabelSet;
use crate::text::json;
use crate::version::Version;

/// A text under construction: one JSON value after another, separators by hand.
pub(super) struct Writer {
    text: String,
    version: Version,
}

impl Writer {
    /// An empty text, written as the given release writes.
    pub(super) fn new(version: Version) -> Self {
        Self {
            text: String::new(),
            version,
        }
    }

    /// What has been written.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }

    /// Copies `text` as it is.
    pub(super) fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// A number.
    pub(super) fn number(&mut self, number: u64) {
        self.text.push_str(&number.to_string());
    }

    /// A string.
    pub(super) fn string(&mut self, value: &str) {
        json::push_string(&mut self.text, value, self.version >= Version::V0_28);
    }

    /// A string that needs no escape.
    pub(super) fn plain(&mut self, value: impl Display) {
        let _ = write!(self.text, "\"{value}\"");
    }

    /// An object whose keys are sorted bytewise.
    pub(super) fn label_set(&mut self, labels: &LabelSet) {
        self.text.push('{');
        for (index, (name, value)) in labels.iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            self.string(name);
            self.text.push(':');
            self.string(value);
        }
        self.text.push('}');
    }
}
