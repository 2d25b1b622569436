//! A named text and its lines.

use std::sync::OnceLock;

use super::Span;

/// A place as people count it: both from 1, the column in characters (Unicode scalar values).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// One source text with the name it is reported under. Line starts are found on first use, so that a clean file never
/// pays for them.
#[derive(Debug)]
pub struct SourceFile {
    name: String,
    text: String,
    line_starts: OnceLock<Vec<u32>>,
    /// What positions call each line, if not its own number.
    line_numbers: Option<Vec<u32>>,
    /// The path of the file and the key in it that the text was decoded from.
    inside: Option<(String, String)>,
}

impl SourceFile {
    /// The longest text a [`Span`] can point into, in bytes.
    pub const MAX_BYTES: usize = u32::MAX as usize - 1;

    /// A text under the name it was given by: a path, or `<stdin>`.
    ///
    /// # Panics
    /// If the text is longer than [`Self::MAX_BYTES`]; whoever reads the file refuses that first.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        assert!(
            text.len() <= Self::MAX_BYTES,
            "a source text longer than 4 GiB has no spans"
        );
        Self {
            name: name.into(),
            text,
            line_starts: OnceLock::new(),
            line_numbers: None,
            inside: None,
        }
    }

    /// A text that was decoded from the value of `key` in the file at `path`.
    #[must_use]
    pub fn decoded(path: impl Into<String>, key: impl Into<String>, text: impl Into<String>) -> Self {
        let (path, key) = (path.into(), key.into());
        Self {
            inside: Some((path.clone(), key.clone())),
            ..Self::new(format!("{path} ({key})"), text)
        }
    }

    /// The same, taken out of another text: positions count lines by these numbers, one for each line here. Lines asked for
    /// by number are still those of this text.
    #[must_use]
    pub fn with_line_numbers(self, numbers: Vec<u32>) -> Self {
        Self {
            line_numbers: Some(numbers),
            ..self
        }
    }

    /// The name it is reported under.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file it is or was decoded from.
    #[must_use]
    pub fn path(&self) -> &str {
        self.inside.as_ref().map_or(&*self.name, |(path, _)| path)
    }

    /// The key it was decoded from, if it is not a file of its own.
    #[must_use]
    pub fn inside(&self) -> Option<&str> {
        self.inside.as_ref().map(|(_, key)| key.as_str())
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text under `span`; empty if the span does not lie in this text on character boundaries.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Line and column of a byte offset; an offset behind the end counts as the end.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let starts = self.line_starts();
        let offset = offset.min(self.end_offset());
        let line = starts.partition_point(|&start| start <= offset) - 1;
        let start = starts[line] as usize;
        let mut end = offset as usize;
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let column = self.text[start.min(end)..end].chars().count();
        Position {
            line: self.line_number(line),
            column: count(column + 1),
        }
    }

    /// The line of this text (from 1) a byte offset lies on, whatever positions call it.
    #[must_use]
    pub fn line_at(&self, offset: u32) -> u32 {
        count(self.line_starts().partition_point(|&start| start <= offset))
    }

    /// The text of a line (from 1) without its line break; empty behind the last line.
    #[must_use]
    pub fn line(&self, line: u32) -> &str {
        let span = self.line_span(line);
        self.slice(span)
    }

    /// The place of a line (from 1) without its line break.
    #[must_use]
    pub fn line_span(&self, line: u32) -> Span {
        let starts = self.line_starts();
        let index = (line.max(1) - 1) as usize;
        let Some(&start) = starts.get(index) else {
            return Span::at(self.end_offset());
        };
        let end = starts.get(index + 1).copied().unwrap_or_else(|| self.end_offset());
        let text = &self.text[start as usize..end as usize];
        let trimmed = text.strip_suffix('\n').unwrap_or(text);
        let trimmed = trimmed.strip_suffix('\r').unwrap_or(trimmed);
        Span::new(start, start + count(trimmed.len()))
    }

    /// How many lines there are; a final line break opens no further line.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        let starts = self.line_starts();
        let trailing = starts.last().is_some_and(|&s| s == self.end_offset()) && starts.len() > 1;
        count(starts.len() - usize::from(trailing))
    }

    /// What positions call a line (from 0); behind the last one they count on.
    fn line_number(&self, line: usize) -> u32 {
        match self.line_numbers.as_deref() {
            None | Some([]) => count(line + 1),
            Some(numbers @ [.., last]) => {
                let behind = (line + 1).saturating_sub(numbers.len());
                numbers.get(line).copied().unwrap_or(last + count(behind))
            }
        }
    }

    fn end_offset(&self) -> u32 {
        count(self.text.len())
    }

    /// Lines end at LF, CRLF or a lone CR, as editors count them.
    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let mut starts = vec![0];
            for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
                if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                    continue;
                }
                starts.push(count(at + 1));
            }
            starts
        })
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).expect("texts are at most 4 GiB, see `SourceFile::new`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_every_kind_of_line_break() {
        let file = SourceFile::new("f", "aé: x\r\nb\rc\n");
        let at = |offset| {
            let p = file.position(offset);
            (p.line, p.column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(3), (1, 3), "é is one column and two bytes");
        assert_eq!(at(8), (2, 1));
        assert_eq!(at(10), (3, 1));
        assert_eq!(at(99), (4, 1));
        assert_eq!(file.line(1), "aé: x");
        assert_eq!(file.line(2), "b");
        assert_eq!(file.line(3), "c");
        assert_eq!(file.line(9), "");
        assert_eq!(file.line_count(), 3);
        assert_eq!((file.line_at(0), file.line_at(8), file.line_at(99)), (1, 2, 4));
    }
}
