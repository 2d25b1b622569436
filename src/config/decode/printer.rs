//! Writing a configuration back as YAML.

use std::fmt::Write as _;

use crate::config::secret::MASK;
use crate::config::{Secret, Value};

/// How secrets are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Secrets {
    /// As `<secret>`.
    #[default]
    Hidden,
    /// In clear: only for a file that replaces the one that was read.
    Shown,
}

/// A YAML document under construction. Texts are always quoted, so that none is taken for something else.
#[derive(Debug, Default)]
pub struct Printer {
    text: String,
    indent: usize,
    secrets: Secrets,
    /// Whether the item of a list that is being written is null.
    is_null: bool,
}

impl Printer {
    pub(in crate::config) fn new(secrets: Secrets) -> Self {
        Self {
            secrets,
            ..Self::default()
        }
    }

    pub(in crate::config) fn finish(self) -> String {
        if self.text.is_empty() {
            "{}\n".to_owned()
        } else {
            self.text
        }
    }

    /// `key: null`
    pub(in crate::config) fn null(&mut self, key: &str) {
        self.plain(key, "null");
    }

    /// `key: value`, the value as it is.
    pub(in crate::config) fn plain(&mut self, key: &str, value: &str) {
        self.start(key);
        self.text.push(' ');
        self.text.push_str(value);
        self.text.push('\n');
    }

    /// `key: "value"`
    pub(in crate::config) fn text(&mut self, key: &str, value: &str) {
        self.start(key);
        self.text.push(' ');
        self.quoted(value);
        self.text.push('\n');
    }

    /// `key: "<secret>"`, or in clear.
    pub(in crate::config) fn secret(&mut self, key: &str, secret: &Secret) {
        let secrets = self.secrets;
        self.text(key, shown(secret, secrets));
    }

    /// `key: ["a", "b"]`. A text without a character is written as null, which it reads as: some lists take null alone.
    pub(in crate::config) fn texts<'t>(&mut self, key: &str, values: impl IntoIterator<Item = &'t str>) {
        self.start(key);
        self.text.push_str(" [");
        for (number, value) in values.into_iter().enumerate() {
            if number > 0 {
                self.text.push_str(", ");
            }
            if value.is_empty() {
                self.text.push_str("null");
            } else {
                self.quoted(value);
            }
        }
        self.text.push_str("]\n");
    }

    /// As [`Printer::texts`], of secrets.
    pub(in crate::config) fn secret_texts<'t>(&mut self, key: &str, values: impl IntoIterator<Item = &'t Secret>) {
        let secrets = self.secrets;
        self.texts(key, values.into_iter().map(|secret| shown(secret, secrets)));
    }

    /// A mapping behind a key.
    pub(in crate::config) fn mapping(&mut self, key: &str, content: impl FnOnce(&mut Self)) {
        self.start(key);
        self.nested(content);
    }

    /// A list of mappings behind a key.
    pub(in crate::config) fn list<T>(
        &mut self,
        key: &str,
        items: impl IntoIterator<Item = T>,
        mut content: impl FnMut(&mut Self, T),
    ) {
        self.start(key);
        let before = self.text.len();
        self.text.push('\n');
        self.indent += 1;
        let start = self.text.len();
        for item in items {
            self.push_indent();
            self.text.push('-');
            self.nested(|printer| content(printer, item));
        }
        self.indent -= 1;
        if self.text.len() == start {
            self.text.truncate(before);
            self.text.push_str(" []\n");
        }
    }

    /// The item of a list that is being written is null: it lacks what only null may lack.
    pub(in crate::config) fn null_item(&mut self) {
        self.is_null = true;
    }

    /// A value of any shape behind a key.
    pub(in crate::config) fn value(&mut self, key: &str, value: &Value) {
        self.start(key);
        self.text.push(' ');
        self.flow(value);
        self.text.push('\n');
    }

    fn nested(&mut self, content: impl FnOnce(&mut Self)) {
        let before = self.text.len();
        self.text.push('\n');
        self.indent += 1;
        let start = self.text.len();
        content(self);
        self.indent -= 1;
        let is_null = std::mem::take(&mut self.is_null);
        if is_null || self.text.len() == start {
            self.text.truncate(before);
            self.text.push_str(if is_null { " null\n" } else { " {}\n" });
        }
    }

    fn start(&mut self, key: &str) {
        self.push_indent();
        let is_simple = key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') && !matches!(key, "" | "y" | "n");
        if is_simple {
            self.text.push_str(key);
        } else {
            self.complex_key(key);
        }
        self.text.push(':');
    }

    /// A key in quotes; longer than 1024 bytes it needs a question mark.
    fn complex_key(&mut self, key: &str) {
        let before = self.text.len();
        self.quoted(key);
        if self.text.len() - before > 1000 {
            self.text.insert_str(before, "? ");
            self.text.push('\n');
            self.push_indent();
        }
    }

    fn push_indent(&mut self) {
        for _ in 0..self.indent {
            self.text.push_str("  ");
        }
    }

    fn quoted(&mut self, value: &str) {
        self.text.push('"');
        for c in value.chars() {
            match c {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                '\n' => self.text.push_str("\\n"),
                '\t' => self.text.push_str("\\t"),
                '\r' => self.text.push_str("\\r"),
                _ if crate::text::quote::is_printable(c) => self.text.push(c),
                _ => {
                    let _ = write!(self.text, "\\U{:08x}", u32::from(c));
                }
            }
        }
        self.text.push('"');
    }

    fn flow(&mut self, value: &Value) {
        match value {
            Value::Null => self.text.push_str("null"),
            Value::Bool(value) => self.text.push_str(if *value { "true" } else { "false" }),
            Value::Int(value) => {
                let _ = write!(self.text, "{value}");
            }
            Value::Uint(value) => {
                let _ = write!(self.text, "{value}");
            }
            Value::Float(value) => self.text.push_str(&super::scalar::format_float(*value)),
            Value::Text(value) => self.quoted(value),
            Value::List(items) => {
                self.text.push('[');
                for (number, item) in items.iter().enumerate() {
                    if number > 0 {
                        self.text.push_str(", ");
                    }
                    self.flow(item);
                }
                self.text.push(']');
            }
            Value::Map(pairs) => {
                self.text.push('{');
                for (number, (key, item)) in pairs.iter().enumerate() {
                    if number > 0 {
                        self.text.push_str(", ");
                    }
                    self.text.push_str("? ");
                    self.flow(key);
                    self.text.push_str(" : ");
                    self.flow(item);
                }
                self.text.push('}');
            }
        }
    }
}

fn shown(secret: &Secret, secrets: Secrets) -> &str {
    match secrets {
        Secrets::Shown => secret.expose(),
        Secrets::Hidden if secret.is_empty() => "",
        Secrets::Hidden => MASK,
    }
}
