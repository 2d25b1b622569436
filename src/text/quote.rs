//! Go's quoted strings, as Alertmanager writes them into keys and messages.

use std::fmt;
use std::sync::OnceLock;

/// A text that displays as Go's `%q` and `strconv.Quote` write it: `"…"` with escapes for whatever is not printable.
///
/// Printable is what is a letter, mark, number, punctuation or symbol, and the space; so a no-break space or a line
/// separator is escaped, and a replacement character is not.
#[derive(Clone, Copy, Debug)]
pub struct Quoted<'a>(pub &'a str);

/// Shorthand for [`Quoted`] as an owned text.
#[must_use]
pub fn quote(text: &str) -> String {
    Quoted(text).to_string()
}

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        write_escaped(self.0, f)?;
        f.write_str("\"")
    }
}

/// Like [`Quoted`], for a text that need not be UTF-8: bytes that are not are escaped one by one.
#[derive(Clone, Copy, Debug)]
pub struct QuotedBytes<'a>(pub &'a [u8]);

impl fmt::Display for QuotedBytes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for chunk in self.0.utf8_chunks() {
            write_escaped(chunk.valid(), f)?;
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        f.write_str("\"")
    }
}

fn write_escaped(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    use fmt::Write as _;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\x07' => f.write_str("\\a")?,
            '\x08' => f.write_str("\\b")?,
            '\x0c' => f.write_str("\\f")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '\x0b' => f.write_str("\\v")?,
            _ if is_printable(c) => f.write_char(c)?,
            '\0'..' ' | '\x7f' => write!(f, "\\x{:02x}", u32::from(c))?,
            '\0'..='\u{ffff}' => write!(f, "\\u{:04x}", u32::from(c))?,
            _ => write!(f, "\\U{:08x}", u32::from(c))?,
        }
    }
    Ok(())
}

/// Whether a terminal must not get it as it is: control characters, line separators, marks that reorder what stands around them, and
/// what nobody sees.
#[must_use]
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
        )
}

/// How much of a text of somebody else's is repeated, in characters.
const BRIEF: usize = 60;

/// A text of somebody else's as a message may repeat it: not at any length, and with escapes for control characters.
#[must_use]
pub fn brief(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars().take(BRIEF) {
        if is_unprintable(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    if text.chars().nth(BRIEF).is_some() {
        shown.push('…');
    }
    shown
}

/// Whether Go's `unicode.IsPrint` says yes.
#[must_use]
pub fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return matches!(c, ' '..='~');
    }
    printable_ranges()
        .binary_search_by(|&(first, last)| {
            if last < c {
                std::cmp::Ordering::Less
            } else if first > c {
                std::cmp::Ordering::Greater
            } else {
                std::cmp::Ordering::Equal
            }
        })
        .is_ok()
}

fn printable_ranges() -> &'static [(char, char)] {
    static RANGES: OnceLock<Vec<(char, char)>> = OnceLock::new();
    RANGES.get_or_init(|| {
        let hir = regex_syntax::parse(r"[\pL\pM\pN\pP\pS]").expect("a fixed pattern parses");
        let regex_syntax::hir::HirKind::Class(regex_syntax::hir::Class::Unicode(class)) = hir.kind() else {
            return Vec::new();
        };
        class.iter().map(|range| (range.start(), range.end())).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_repeated_is_short_and_acts_on_no_terminal() {
        assert_eq!(brief("INC-1 é"), "INC-1 é");
        assert_eq!(brief("a\u{1b}[31m\nb"), "a\\u{1b}[31m\\nb");
        assert_eq!(brief(&"é".repeat(60)), "é".repeat(60));
        assert_eq!(brief(&"é".repeat(61)), "é".repeat(60) + "…");
    }

    #[test]
    fn escapes_are_those_of_a_real_group_key() {
        assert_eq!(
            quote("nb\u{a0}sp\u{200b}zw\u{7f}\u{1}\t\r\n\u{7}\u{b}😀\u{2028}\u{fffd}é<>&'`"),
            r#""nb\u00a0sp\u200bzw\x7f\x01\t\r\n\a\v😀\u2028"#.to_owned() + "\u{fffd}é<>&'`\""
        );
        assert_eq!(quote("C:\\dir \"x\"\n\té"), r#""C:\\dir \"x\"\n\té""#);
        assert_eq!(quote("\u{85}\u{e000}\u{10ffff}\0"), r#""\u0085\ue000\U0010ffff\x00""#);
        assert_eq!(quote(""), "\"\"");
        assert_eq!(QuotedBytes(b"%a\xc3\xa9\xc3\n").to_string(), "\"%aé\\xc3\\n\"");
    }
}
