//! JSON as Go's `encoding/json` writes it, byte for byte.

use std::fmt::{Display, Write as _};

use crate::alert::LabelSet;
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

    /// A string. `<`, `>`, `&` and the two Unicode line separators are escaped; everything else that need not be is not.
    pub(super) fn string(&mut self, value: &str) {
        self.text.push('"');
        // Everything that needs an escape begins with one of few bytes, so plain stretches are copied whole.
        let mut plain_from = 0;
        for (at, c) in value.char_indices() {
            let escape = match c {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                // Short forms since Go 1.22.
                '\u{8}' if self.version >= Version::V0_28 => "\\b",
                '\u{c}' if self.version >= Version::V0_28 => "\\f",
                '<' => "\\u003c",
                '>' => "\\u003e",
                '&' => "\\u0026",
                '\u{2028}' => "\\u2028",
                '\u{2029}' => "\\u2029",
                '\0'..' ' => {
                    self.text.push_str(&value[plain_from..at]);
                    // Writing to a string cannot fail, here as below.
                    let _ = write!(self.text, "\\u{:04x}", u32::from(c));
                    plain_from = at + c.len_utf8();
                    continue;
                }
                _ => continue,
            };
            self.text.push_str(&value[plain_from..at]);
            self.text.push_str(escape);
            plain_from = at + c.len_utf8();
        }
        self.text.push_str(&value[plain_from..]);
        self.text.push('"');
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn string(value: &str, version: Version) -> String {
        let mut writer = Writer::new(version);
        writer.string(value);
        String::from_utf8(writer.into_bytes()).expect("it was text")
    }

    #[test]
    fn strings_are_escaped_as_go_does() {
        let value = "q\"b\\l\nr\rt\tb\u{8}f\u{c}z\0u\u{1f}<>&/'\u{7f}é\u{2028}\u{2029}😀\u{fffd}";
        assert_eq!(
            string(value, Version::V0_33),
            concat!(
                r#""q\"b\\l\nr\rt\tb\bf\fz\u0000u\u001f\u003c\u003e\u0026/'"#,
                "\u{7f}é",
                r"\u2028\u2029",
                "😀\u{fffd}\""
            )
        );
        assert_eq!(string("\u{8}\u{c}", Version::V0_25), r#""\u0008\u000c""#);
    }

    proptest! {
        /// Any JSON reader reads back the same text.
        #[test]
        fn strings_survive(value in ".*") {
            for version in Version::ALL {
                let read: String = serde_json::from_str(&string(&value, version)).expect("it is JSON");
                prop_assert_eq!(&read, &value);
            }
        }
    }
}
