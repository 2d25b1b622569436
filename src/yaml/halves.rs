//! A text without errors, read in two halves at the same time.
//!
//! Where a key stands at the start of a line, all that was open is closed but the outermost mapping: so the text is read up to
//! there, and from there, each as if nothing else was there, and the second mapping's pairs follow the first's. Whatever
//! could reach across - quotes and brackets left open, anchors, tags, document marks - shows in one of the halves, and the
//! text is read as a whole then.

use super::input::Survey;
use super::parser::{Outcome, Parser};
use super::tree::Document;
use crate::runner::Runner;

/// Reads a text in halves; `None` if that is not at once, or it has to be read as a whole.
pub(super) fn parse<'s>(text: &'s str, survey: &Survey, runner: Runner) -> Option<Document<'s>> {
    if survey.needs_watch() || !runner.is_at_once() {
        return None;
    }
    parse_around(text, middle(text)?, runner)
}

/// Reads what stands before a key and what begins with it.
fn parse_around(text: &str, key: usize, runner: Runner) -> Option<Document<'_>> {
    let at = u32::try_from(key).ok()?;
    let (first, second) = runner.both(|| first_half(&text[..key]), || second_half(text, at));
    let (first, lines) = first?;
    first.join(text, second?, lines)
}

/// What ends with its text, and how many lines that has.
fn first_half(text: &str) -> Option<(Document<'_>, u32)> {
    let mut parser = Parser::new(text, &Survey::default());
    let document = one_document(&mut parser)?;
    let is_all = !parser.has_end_mark() && parser.read_strictly().ok()? == Outcome::StreamEnd;
    let root = document.span(document.root()?).start as usize;
    let is_outermost = text[..root].is_empty() || text[..root].ends_with('\n');
    let is_block = !text[root..].starts_with('{');
    (is_all && is_outermost && is_block).then(|| (document, parser.line()))
}

/// What follows may be cut off by a document mark.
fn second_half(text: &str, at: u32) -> Option<Document<'_>> {
    one_document(&mut Parser::starting_at(text, at))
}

fn one_document<'s>(parser: &mut Parser<'s>) -> Option<Document<'s>> {
    let outcome = parser.read_strictly().ok()?;
    (outcome == Outcome::Document).then(|| parser.take_document().document)
}

/// Where a plain key starts a line nearest to the middle of a text; `None` if that is nearer to an end.
fn middle(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (quarter, middle) = (bytes.len() / 4, bytes.len() / 2);
    let is_key = |at: &usize| is_key(&bytes[*at..]);
    let before = memchr::memrchr_iter(b'\n', &bytes[quarter..middle]);
    let before = before.map(|at| quarter + at + 1).find(is_key);
    let behind = memchr::memchr_iter(b'\n', &bytes[middle..3 * quarter]);
    let behind = behind.map(|at| middle + at + 1).find(is_key);
    before.into_iter().chain(behind).min_by_key(|at| at.abs_diff(middle))
}

/// Whether a plain word and a colon are here.
fn is_key(line: &[u8]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let word = line.iter().take_while(|byte| is_letter(byte)).count();
    word > 0 && line.get(word) == Some(&b':') && matches!(line.get(word + 1), Some(b' ' | b'\n' | b'\r'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::yaml_like;
    use super::super::{Kind, NodeId};
    use super::*;

    /// Every node below, with its place.
    fn dump(document: &Document<'_>, id: NodeId, out: &mut Vec<String>) {
        let node = document.node(id);
        let (span, line) = (node.span, node.line);
        let (name, children) = match node.kind {
            Kind::Scalar { text, style } => (format!("{text:?} {style:?}"), Vec::new()),
            Kind::Sequence(items) => ("sequence".to_owned(), items.to_vec()),
            Kind::Mapping(pairs) => (
                "mapping".to_owned(),
                pairs.iter().flat_map(|(key, value)| [key, value]).collect(),
            ),
            Kind::Alias(alias) => (format!("{:?}", alias.is_recursive), Vec::new()),
        };
        out.push(format!("{name} {span:?} {line} {}", children.len()));
        for child in children {
            dump(document, child, out);
        }
    }

    fn nodes(document: &Document<'_>) -> Vec<String> {
        let mut out = Vec::new();
        if let Some(root) = document.root() {
            dump(document, root, &mut out);
        }
        assert_eq!(out.len(), document.node_count());
        assert_eq!(out.len(), document.ids().count());
        out
    }

    /// In how many ways a text is read in halves, each of which comes to the whole.
    fn ways(text: &str) -> usize {
        if Survey::of(text).needs_watch() {
            return 0;
        }
        let whole = super::super::parse(text);
        let starts = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        let keys = starts.filter(|&at| is_key(&text.as_bytes()[at..]));
        let halves = keys.filter_map(|key| parse_around(text, key, Runner::default()));
        halves
            .map(|document| {
                assert!(whole.errors.is_empty(), "{text}");
                assert_eq!(nodes(&document), nodes(&whole.document), "{text}");
            })
            .count()
    }

    #[test]
    fn halves_make_the_whole() {
        for (text, expected) in [
            ("a: 1\nb: 2\nc: 3\n", 2),
            ("# no\n---\na: 1\nb: 2\n...\n}\n", 1),
            ("\u{FEFF}# no\na:\n# no\n\nb:\n", 1),
            (
                "a:\n- b\n-\nc:\n- d: \"e\\n\"\n  f: |\n    g\n\n\nh: >+\n i\n\nj: {k: [l,\n m]}\nn: 'o'\n",
                4,
            ),
            ("? a\n: b\n? c\nd: \"\\t\"\ne: f", 2),
            ("a: é\u{2028}\nb: \u{85}\r\nc: 1\rd: 2\r\ne:\r\n", 3),
            ("a: b\n  c\nd: e\n---\nf: g\nh: i\n", 1),
        ] {
            assert_eq!(ways(text), expected, "{text}");
        }
    }

    #[test]
    fn what_reaches_across_is_read_as_a_whole() {
        for text in [
            "",
            "# a\nb: 1\n",
            "a: \"b\nc: d\"\n",
            "a: 'b\nc: d\n'\n",
            "a: [b,\nc: d]\n",
            "{a: b}\nc: d\n",
            "  a: b\nc: d\n",
            "--- a: b\nc: d\n",
            "- a\nb: c\n",
            "a: 1\nb\nc: 2\n",
            "a: &b 1\nc: *b\n",
            "a: 1\nc: !!str 2\n",
            "%TAG ! !\n--- a\n",
            "a: 1\n...\nb: 2\n",
            "a: 1\n---\nb: 2\n",
            "a: 1\nb: 2: 3\n",
            "a: 1\nb: {\n",
        ] {
            assert_eq!(ways(text), 0, "{text}");
        }
    }

    #[test]
    fn the_key_nearest_to_the_middle_parts_a_text() {
        assert_eq!(middle("a: 1\nb: 2\nc: 3\nd: 4\n"), Some(10));
        assert_eq!(middle("a: 1\n- b: 2\n- c: 3\nd: 4\n"), None);
        assert_eq!(middle("a: 1\n  b:\n c\nd:\n e\nf: 4\ng: 5\n"), Some(13));
        for line in ["a", "a b:", ":", "a:b", "'a': b", "- a: b", " a:", "#a: b"] {
            assert!(!is_key(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn a_text_is_read_in_halves_where_that_is_at_once() {
        let at_once = Runner::new(|a, b| {
            b();
            a();
        });
        let text = "a:\n- b\nc: d\n";
        let document = parse(text, &Survey::of(text), at_once).expect("there is a key near the middle");
        assert_eq!(nodes(&document), nodes(&super::super::parse(text).document));
        assert!(parse(text, &Survey::of(text), Runner::default()).is_none());
        assert!(parse(text, &Survey::of("a\u{FEFF}"), at_once).is_none());
    }

    proptest! {
        #[test]
        fn any_text_reads_the_same_in_halves(texts in prop::collection::vec(yaml_like(), 1..4)) {
            ways(&texts.join("\nk: "));
        }
    }
}
