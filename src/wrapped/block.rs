//! Texts inside a YAML file: literal block scalars, whose lines stand in the file as they are but for their indent, and
//! mappings, which are configurations themselves.

use super::OffsetMap;
use crate::text::{SourceFile, Span};
use crate::yaml::{Document, Kind, NodeId};

/// A text and where it comes from.
pub(super) type Mapped = (String, OffsetMap);

fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("offsets into a source text fit, see `SourceFile::new`")
}

/// The text of a literal block scalar whose header stands at `span.start`; `None` if its lines do not give `expected`.
pub(super) fn literal(source: &SourceFile, span: Span, expected: &str) -> Option<Mapped> {
    let raw = source.slice(span);
    let (header, body) = raw.split_once('\n')?;
    let body_at = span.start as usize + header.len() + 1;
    let indent = indent_of(body, expected)?;
    let mut text = String::with_capacity(expected.len());
    let mut map = OffsetMap::default();
    let mut at = body_at;
    for line in body.split_inclusive('\n') {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        let content = &line[spaces.min(indent)..];
        // A carriage return is part of the line break, which the text has without it.
        let (words, ending) = match content.strip_suffix("\r\n") {
            Some(words) => (words, "\n"),
            None => (content, ""),
        };
        let inner = Span::new(offset(text.len()), offset(text.len() + words.len() + ending.len()));
        let start = at + line.len() - content.len();
        map.push(inner, Span::new(offset(start), offset(start) + inner.end - inner.start));
        text.push_str(words);
        text.push_str(ending);
        at += line.len();
    }
    // The span may end before or behind the line breaks that the header keeps.
    (text.trim_end_matches('\n') == expected.trim_end_matches('\n')).then(|| (expected.to_owned(), map))
}

/// How far the lines of a block are indented: where the first line of `expected` with words in it begins.
fn indent_of(body: &str, expected: &str) -> Option<usize> {
    let wanted = expected.lines().find(|line| !line.trim_matches(' ').is_empty())?;
    let line = body.lines().find(|line| !line.trim_matches(' ').is_empty())?;
    line.strip_suffix(wanted)
        .filter(|indent| indent.bytes().all(|b| b == b' '))
        .map(str::len)
}

/// The lines of a mapping under `key`, as they stand in the file, comments between and behind them included, with spaces for
/// the entry at `left_out`.
///
/// `None` if they mean something else on their own: an alias in them names an anchor outside, or a comma is left.
pub(super) fn mapping(
    source: &SourceFile,
    document: &Document<'_>,
    key: NodeId,
    value: NodeId,
    left_out: Option<Span>,
) -> Option<Mapped> {
    let span = document.span(value);
    let text = source.text();
    let is_flow = source.slice(span).starts_with('{');
    if refers_outside(document, value, span) || (is_flow && left_out.is_some()) {
        return None;
    }
    let start = if is_flow {
        span.start
    } else {
        let key_line = source.position(document.span(key).end).line;
        source.line_span(key_line + 1).start.min(span.start)
    };
    let end = if is_flow {
        span.end
    } else {
        // The last line to its end: what follows on it is a comment.
        let rest = text[span.end as usize..]
            .find('\n')
            .map_or(text.len(), |at| span.end as usize + at + 1);
        offset(rest)
    };
    let outer = Span::new(start, end);
    let mut lines = source.slice(outer).to_owned();
    if let Some(entry) = left_out {
        let entry = (entry.start - start) as usize..(entry.end - start) as usize;
        let spaces = " ".repeat(entry.len());
        lines.replace_range(entry, &spaces);
    }
    Some((lines, OffsetMap::slice(outer)))
}

/// Whether an alias below `node` stands for something that is not written in `within`.
fn refers_outside(document: &Document<'_>, node: NodeId, within: Span) -> bool {
    let mut waiting = vec![node];
    while let Some(node) = waiting.pop() {
        match document.kind(node) {
            Kind::Alias(alias) => {
                if alias
                    .target
                    .is_none_or(|target| !within.contains(document.span(target)))
                {
                    return true;
                }
            }
            Kind::Sequence(_) => waiting.extend(document.items(node)),
            Kind::Mapping(_) => waiting.extend(document.pairs(node).flat_map(|(key, value)| [key, value])),
            Kind::Scalar { .. } => {}
        }
    }
    false
}
