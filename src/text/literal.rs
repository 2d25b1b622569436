//! Go's string and character literals, read.

/// The bytes an interpreted string literal stands for, its double quotes included; `None` if it is none.
///
/// Mirrors `strconv.Unquote` of a double-quoted text.
#[must_use]
pub fn unquote(literal: &str) -> Option<Vec<u8>> {
    let mut rest = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut bytes = Vec::with_capacity(rest.len());
    while let Some(at) = rest.find(['\\', '\n', '"']) {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let (meaning, after) = read_escape(&rest[at..], '"')?;
        match meaning {
            Meaning::Byte(byte) => bytes.push(byte),
            Meaning::Character(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        rest = after;
    }
    bytes.extend_from_slice(rest.as_bytes());
    Some(bytes)
}

/// Reads one character, perhaps escaped, of a character literal, from behind its opening quote. Returns what follows;
/// `None` if no character begins there.
///
/// Mirrors `strconv.UnquoteChar` with a single quote.
#[must_use]
pub fn skip_character(text: &str) -> Option<&str> {
    let c = text.chars().next()?;
    match c {
        '\'' => None,
        '\\' => read_escape(text, '\'').map(|(_, rest)| rest),
        _ => Some(&text[c.len_utf8()..]),
    }
}

enum Meaning {
    Byte(u8),
    Character(char),
}

/// Reads an escape sequence from its backslash on. Of the two quotes only `quote` may be escaped.
fn read_escape(text: &str, quote: char) -> Option<(Meaning, &str)> {
    let mut rest = text.strip_prefix('\\')?;
    let escape = rest.chars().next()?;
    rest = &rest[escape.len_utf8()..];
    let mut digits = |count: usize, radix: u32| {
        let digits = rest.get(..count)?;
        let is_digit = |b: u8| char::from(b).is_digit(radix);
        if !digits.bytes().all(is_digit) {
            return None;
        }
        rest = &rest[count..];
        u32::from_str_radix(digits, radix).ok()
    };
    let meaning = match escape {
        'a' => Meaning::Byte(0x07),
        'b' => Meaning::Byte(0x08),
        'f' => Meaning::Byte(0x0c),
        'n' => Meaning::Byte(b'\n'),
        'r' => Meaning::Byte(b'\r'),
        't' => Meaning::Byte(b'\t'),
        'v' => Meaning::Byte(0x0b),
        '\\' => Meaning::Byte(b'\\'),
        _ if escape == quote => Meaning::Character(quote),
        'x' => Meaning::Byte(u8::try_from(digits(2, 16)?).ok()?),
        'u' => Meaning::Character(char::from_u32(digits(4, 16)?)?),
        'U' => Meaning::Character(char::from_u32(digits(8, 16)?)?),
        '0'..='7' => {
            let high = escape.to_digit(8)?;
            Meaning::Byte(u8::try_from(high * 64 + digits(2, 8)?).ok()?)
        }
        _ => return None,
    };
    Some((meaning, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_and_what_is_none_is_refused() {
        for (literal, text) in [
            (r#""""#, ""),
            (r#""a\tb\\\"""#, "a\tb\\\""),
            (r#""\xc3\xa9\u00e9\U000000e9\101""#, "éééA"),
        ] {
            assert_eq!(unquote(literal).as_deref(), Some(text.as_bytes()), "{literal}");
        }
        for literal in [
            r#""\d""#,
            r#""\'""#,
            r#""\ud800""#,
            r#""\x4""#,
            r#""\400""#,
            "\"a\nb\"",
            "\"",
            "a",
            r#""a"b""#,
        ] {
            assert_eq!(unquote(literal), None, "{literal}");
        }
        assert_eq!(skip_character("a'"), Some("'"));
        assert_eq!(skip_character(r"\''"), Some("'"));
        assert_eq!(skip_character("'"), None);
        assert_eq!(skip_character("\\\"'"), None);
    }
}
