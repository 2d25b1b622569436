//! Characters that must be quoted, and the canonical text of a value.

use std::fmt;

/// Whether a character cannot stand in an unquoted name or value of the UTF-8 grammar, so that a name that holds it is
/// quoted in canonical text.
pub(super) fn is_reserved(c: char) -> bool {
    c.is_whitespace() || matches!(c, '{' | '}' | '!' | '=' | '~' | ',' | '\\' | '"' | '\'' | '`')
}

/// A value in double quotes with only backslash, line feed and quote escaped.
pub(super) struct CanonicalValue<'a>(pub &'a str);

impl fmt::Display for CanonicalValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        f.write_char('"')?;
        let mut rest = self.0;
        while let Some(at) = rest.find(['\\', '\n', '"']) {
            f.write_str(&rest[..at])?;
            f.write_str(match rest.as_bytes()[at] {
                b'\\' => "\\\\",
                b'\n' => "\\n",
                _ => "\\\"",
            })?;
            rest = &rest[at + 1..];
        }
        f.write_str(rest)?;
        f.write_char('"')
    }
}
