//! A few short texts that a regular expression is likely to match.

use regex_syntax::hir::{Class, Hir, HirKind};

/// How many different samples [`sample`] offers.
pub(super) const VARIANTS: usize = 4;

/// Longer samples are not built.
const LONGEST: usize = 4096;

/// A text made by following the pattern, `variant` choosing among alternatives and between none and one of what may be
/// missing. Not checked: anchors within are passed over. `None` if it would get too long or nothing matches.
pub(super) fn sample(hir: &Hir, variant: usize) -> Option<String> {
    let mut bytes = Vec::new();
    follow(hir, variant, &mut bytes)?;
    String::from_utf8(bytes).ok()
}

fn follow(hir: &Hir, variant: usize, bytes: &mut Vec<u8>) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(()),
        HirKind::Literal(literal) => append(bytes, &literal.0),
        HirKind::Class(class) => {
            let mut buffer = [0; 4];
            append(bytes, readable(class)?.encode_utf8(&mut buffer).as_bytes())
        }
        HirKind::Repetition(repetition) => {
            let optional = u32::from(repetition.min == 0 && variant % 2 == 1 && repetition.max != Some(0));
            for _ in 0..repetition.min + optional {
                follow(&repetition.sub, variant, bytes)?;
            }
            Some(())
        }
        HirKind::Capture(capture) => follow(&capture.sub, variant, bytes),
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| follow(part, variant, bytes)),
        HirKind::Alternation(parts) => follow(&parts[(variant / 2) % parts.len()], variant, bytes),
    }
}

fn append(bytes: &mut Vec<u8>, more: &[u8]) -> Option<()> {
    bytes.extend_from_slice(more);
    (bytes.len() <= LONGEST).then_some(())
}

/// The character of a class that reads best.
fn readable(class: &Class) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.iter().map(|range| (range.start(), range.end())).collect(),
        Class::Bytes(class) => class
            .iter()
            .map(|range| (char::from(range.start()), char::from(range.end())))
            .filter(|(_, end)| end.is_ascii())
            .collect(),
    };
    let contains = |c: &char| ranges.iter().any(|(start, end)| start <= c && c <= end);
    ('a'..='z')
        .chain('0'..='9')
        .chain('A'..='Z')
        .chain("-_./: ".chars())
        .find(contains)
        .or_else(|| ('!'..='~').find(contains))
        .or_else(|| ranges.iter().map(|(start, _)| *start).find(|c| !c.is_control()))
        .or_else(|| ranges.first().map(|(start, _)| *start))
}
