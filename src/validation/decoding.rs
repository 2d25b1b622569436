//! From the bytes of a file to a text, or to what Alertmanager says of bytes that are none.

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, Upstream};
use crate::text::{SourceFile, Span};
use crate::yaml;

/// A text, and what is wrong with its encoding.
#[derive(Debug)]
pub struct Decoded {
    /// As far as Alertmanager reads it, if its encoding is sound so far.
    pub source: SourceFile,
    /// Why Alertmanager refuses it before it reads anything.
    pub encoding: Option<Diagnostic>,
}

/// Bytes that nobody meant as a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is a binary file")]
pub struct NoText;

/// Reads bytes as Alertmanager does. `name` is that of the file.
pub fn decode(name: &str, bytes: Vec<u8>) -> Result<Decoded, NoText> {
    if BINARY_MARKS.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(NoText);
    }
    if let Some(text) = utf16_without_mark(&bytes) {
        let message = "the file is UTF-16, and does not begin with the mark that says so";
        return Ok(Decoded {
            source: SourceFile::new(name, text),
            encoding: Some(finding(
                Span::at(0),
                message,
                "yaml: control characters are not allowed",
            )),
        });
    }
    let (text, encoding) = match yaml::decode_input(&bytes) {
        Ok(Cow::Owned(text)) => (text, None),
        // The text ends before bytes that are never read.
        Ok(Cow::Borrowed(text)) if text.len() < bytes.len() => (text.to_owned(), None),
        Ok(Cow::Borrowed(_)) => (String::from_utf8(bytes).unwrap_or_default(), None),
        Err(_) if is_surely_no_text(&bytes) => return Err(NoText),
        Err(error) => {
            // Up to the first bad byte offsets in the text are those in the file, unless it is transcoded.
            let (text, offset) = match error.transcoded {
                Some(text) => (text.clone(), text.len()),
                None => (String::from_utf8_lossy(&bytes).into_owned(), error.offset),
            };
            let place = Span::at(u32::try_from(offset).unwrap_or(u32::MAX));
            (text, Some(finding(place, error.message, error.upstream)))
        }
    };
    Ok(Decoded {
        source: SourceFile::new(name, text),
        encoding,
    })
}

fn finding(place: Span, message: &'static str, upstream: &'static str) -> Diagnostic {
    let upstream = Upstream::of_syntax(upstream);
    Diagnostic::error("invalid-encoding", place, message, upstream).with_help("save the file as UTF-8")
}

/// What begins files that are surely no text.
const BINARY_MARKS: [&[u8]; 6] = [
    b"\x7fELF",
    b"\x1f\x8b",
    b"PK\x03\x04",
    b"\x89PNG",
    b"%PDF-",
    b"SQLite format 3\0",
];

/// What begins texts in UTF-16 and UTF-32.
const TEXT_MARKS: [&[u8]; 3] = [b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff"];

/// How much of a file tells whether it is a text.
const SAMPLE: usize = 4096;

/// Of the bytes of a text that are not zero, as every second one may be in UTF-16, less than one in this many is a control
/// character other than a tab or a line break.
const CONTROLS: usize = 10;

/// Whether bytes that are no UTF-8 are no other text either.
fn is_surely_no_text(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let is_control = |byte: u8| (byte < b' ' && !b"\t\n\r".contains(&byte)) || byte == 0x7f;
    let others = || sample.iter().filter(|&&byte| byte != 0);
    let controls = others().filter(|&&byte| is_control(byte)).count();
    sample.contains(&0)
        && !TEXT_MARKS.iter().any(|mark| sample.starts_with(mark))
        && controls * CONTROLS > others().count()
}

/// The text of a file that is UTF-16 by its looks: Latin letters with a zero byte behind, or before, each.
fn utf16_without_mark(bytes: &[u8]) -> Option<String> {
    const SAMPLE: usize = 64;
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    let has = |zero: usize| {
        let mut pairs = sample.chunks_exact(2);
        !sample.is_empty() && pairs.all(|pair| pair[zero] == 0 && pair[1 - zero] != 0)
    };
    let unit: fn([u8; 2]) -> u16 = match (has(1), has(0)) {
        (true, _) => u16::from_le_bytes,
        (_, true) => u16::from_be_bytes,
        _ => return None,
    };
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    Some(String::from_utf16_lossy(&units))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(bytes: &[u8]) -> Option<String> {
        let decoded = decode("f", bytes.to_vec()).expect("it is a text");
        let said = decoded.encoding.and_then(|finding| finding.upstream);
        said.map(|said| said.text)
    }

    #[test]
    fn what_is_no_text_is_told_from_what_is_badly_encoded() {
        for bytes in [&[0xff, 0x00, 0x12, 0x80][..], b"\x7fELF\0", b"PK\x03\x04\0"] {
            assert_eq!(decode("f", bytes.to_vec()).expect_err("it is binary"), NoText);
        }
        for bytes in [b"a\0:\0 \0b\0".to_vec(), b"\0a\0:\0 \0b".to_vec()] {
            let utf16 = decode("f", bytes).expect("it is a text");
            assert_eq!(utf16.source.text(), "a: b");
            assert_eq!(utf16.encoding.expect("it is badly encoded").name, "invalid-encoding");
        }
        let latin1 = decode("f", b"route: {receiver: caf\xe9}".to_vec()).expect("it is a text");
        let finding = latin1.encoding.expect("it is badly encoded");
        assert_eq!(finding.primary.span, Span::at(21));
    }

    #[test]
    fn a_text_with_a_few_bad_bytes_is_refused_in_the_words_of_alertmanager() {
        for (bytes, words) in [
            (&b"route: {receiver: \xff}\n\0"[..], "yaml: invalid leading UTF-8 octet"),
            (b"\xff\xfea\0:\0 ", "yaml: incomplete UTF-16 character"),
            (b"\xff\xfea\0\x3d\xd8", "yaml: incomplete UTF-16 surrogate pair"),
            (b"\xff\xfe\0\0a\0\0\0", "yaml: control characters are not allowed"),
        ] {
            assert_eq!(refusal(bytes).as_deref(), Some(words), "{bytes:?}");
        }
        let cut = decode("f", b"\xff\xfea\0:\0\n\0b\0 ".to_vec()).expect("it is a text");
        assert_eq!(cut.source.text(), "a:\nb");
        assert_eq!(cut.encoding.expect("it is badly encoded").primary.span, Span::at(4));
    }

    #[test]
    fn bad_bytes_that_are_never_read_end_the_text() {
        let unread = [b"a: b\n---\n# ".to_vec(), vec![b'x'; 1500], b"\xe9\n".to_vec()].concat();
        let decoded = decode("f", unread).expect("it is a text");
        assert!(decoded.encoding.is_none());
        assert!(decoded.source.text().starts_with("a: b\n---\n# x"));
    }
}
