//! Parsed patterns in the form automata are built from.

use regex_syntax::hir::{self, ClassUnicode, ClassUnicodeRange, Hir};

use super::syntax::{Class, ClassItem, Look, Node};
use super::unicode;
use crate::version::Version;

/// The same pattern as `regex-syntax` has it. All classes are of Unicode, so that nothing matches inside a character.
pub(super) fn translate(node: &Node, version: Version) -> Hir {
    match node {
        Node::Empty => Hir::empty(),
        Node::Literal { code, fold } => literal(*code, *fold),
        Node::Class(class) => Hir::class(hir::Class::Unicode(code_points(class, version))),
        Node::Any { newline: true } => Hir::dot(hir::Dot::AnyChar),
        Node::Any { newline: false } => Hir::dot(hir::Dot::AnyCharExceptLF),
        Node::Look(look) => Hir::look(match look {
            Look::TextStart => hir::Look::Start,
            Look::TextEnd => hir::Look::End,
            Look::LineStart => hir::Look::StartLF,
            Look::LineEnd => hir::Look::EndLF,
            Look::WordBoundary => hir::Look::WordAscii,
            Look::NotWordBoundary => hir::Look::WordAsciiNegate,
        }),
        Node::Capture(node) => translate(node, version),
        Node::Repeat { minimum, maximum, node } => Hir::repetition(hir::Repetition {
            min: *minimum,
            max: *maximum,
            greedy: true,
            sub: Box::new(translate(node, version)),
        }),
        Node::Concat(nodes) => Hir::concat(nodes.iter().map(|node| translate(node, version)).collect()),
        Node::Alternation(nodes) => Hir::alternation(nodes.iter().map(|node| translate(node, version)).collect()),
    }
}

fn literal(code: u32, fold: bool) -> Hir {
    let Some(c) = char::from_u32(code) else {
        return Hir::fail();
    };
    if !fold {
        return Hir::literal(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
    let mut class = ClassUnicode::new([ClassUnicodeRange::new(c, c)]);
    class.case_fold_simple();
    Hir::class(hir::Class::Unicode(class))
}

/// The characters of a class; surrogates, which no text contains, are left out.
fn code_points(class: &Class, version: Version) -> ClassUnicode {
    let mut all = ClassUnicode::empty();
    for item in &class.items {
        all.union(&item_code_points(*item, class.fold, version));
    }
    if class.negated { unicode::negated(&all) } else { all }
}

fn item_code_points(item: ClassItem, fold: bool, version: Version) -> ClassUnicode {
    let (mut set, negated) = match item {
        ClassItem::Range(first, last) => (without_surrogates(first, last), false),
        ClassItem::Ascii { ranges, negated } => {
            let ranges = ranges
                .iter()
                .map(|&(first, last)| ClassUnicodeRange::new(first.into(), last.into()));
            (ClassUnicode::new(ranges), negated)
        }
        ClassItem::Unicode { table, negated } => (unicode::class_of(table, version), negated),
    };
    if fold {
        set.case_fold_simple();
    }
    if negated { unicode::negated(&set) } else { set }
}

fn without_surrogates(first: u32, last: u32) -> ClassUnicode {
    let is_surrogate = |code: u32| (0xd800..=0xdfff).contains(&code);
    let first = if is_surrogate(first) { 0xe000 } else { first };
    let last = if is_surrogate(last) { 0xd7ff } else { last };
    match (char::from_u32(first), char::from_u32(last)) {
        (Some(first), Some(last)) if first <= last => ClassUnicode::new([ClassUnicodeRange::new(first, last)]),
        _ => ClassUnicode::empty(),
    }
}
