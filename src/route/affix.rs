//! What every text a regular expression matches begins and ends with.

use regex_syntax::hir::{Hir, HirKind, Look};

use crate::matcher::Regex;

/// Longer beginnings and endings are cut.
const LONGEST: usize = 64;

/// Texts that all matching texts begin and end with; empty if there is nothing they share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Required {
    pub(super) beginning: String,
    pub(super) ending: String,
}

/// What `regex` requires.
pub(super) fn required(regex: &Regex) -> Required {
    let hir = regex.hir();
    Required {
        beginning: text(&literal(&hir, Look::Start), |bytes| &bytes[..bytes.len().min(LONGEST)]),
        ending: text(&literal(&hir, Look::End), |bytes| {
            &bytes[bytes.len().saturating_sub(LONGEST)..]
        }),
    }
}

fn text(bytes: &[u8], cut: impl Fn(&[u8]) -> &[u8]) -> String {
    // None where the cut goes through a character.
    std::str::from_utf8(cut(bytes)).unwrap_or_default().to_owned()
}

/// The bytes that must follow the edge `edge` of the text, or come before it.
fn literal(hir: &Hir, edge: Look) -> Vec<u8> {
    let mut walk = Walk {
        edge,
        at_edge: false,
        bytes: Vec::new(),
    };
    walk.step(hir);
    if edge == Look::End {
        walk.bytes.reverse();
    }
    walk.bytes
}

/// A walk from one edge of the pattern inwards, as long as there is only one way on.
struct Walk {
    edge: Look,
    at_edge: bool,
    bytes: Vec<u8>,
}

impl Walk {
    /// Whether the walk can go on behind `hir`.
    fn step(&mut self, hir: &Hir) -> bool {
        match hir.kind() {
            HirKind::Empty => true,
            HirKind::Look(look) if *look == self.edge => {
                self.at_edge |= self.bytes.is_empty();
                true
            }
            HirKind::Capture(capture) => self.step(&capture.sub),
            HirKind::Concat(parts) => {
                if self.edge == Look::Start {
                    parts.iter().all(|part| self.step(part))
                } else {
                    parts.iter().rev().all(|part| self.step(part))
                }
            }
            // Without the anchor the text may begin or end with anything.
            _ if !self.at_edge => false,
            HirKind::Literal(literal) => {
                if self.edge == Look::Start {
                    self.bytes.extend_from_slice(&literal.0);
                } else {
                    self.bytes.extend(literal.0.iter().rev());
                }
                true
            }
            HirKind::Look(_) | HirKind::Class(_) | HirKind::Repetition(_) | HirKind::Alternation(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::version::Version;

    fn required_by(pattern: &str) -> (String, String) {
        let regex = Regex::anchored(pattern, Version::default()).expect("the test writes patterns");
        let required = required(&regex);
        (required.beginning, required.ending)
    }

    #[test]
    fn fixed_beginnings_and_endings_are_found() {
        let pair = |beginning: &str, ending: &str| (beginning.to_owned(), ending.to_owned());
        assert_eq!(required_by("api-.*"), pair("api-", ""));
        assert_eq!(required_by(".*-prod"), pair("", "-prod"));
        assert_eq!(required_by("(api|app)-.*-prod"), pair("", "-prod"));
        assert_eq!(required_by("api-.*|app-.*"), pair("", ""));
        assert_eq!(required_by("a)|(b"), pair("", ""));
        assert_eq!(required_by("(?i)api-.*"), pair("", ""));
        assert_eq!(required_by("é.*é"), pair("é", "é"));
        assert_eq!(required_by(".*"), pair("", ""));
    }
}
