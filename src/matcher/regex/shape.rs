//! Patterns that need no automaton: alternatives of literals with `.*` or `.+` between them, which is what most routing
//! rules are.

use memchr::memmem;

use super::syntax::{Look, Node};

/// Groups are multiplied out up to this many alternatives; a plain list may be longer.
const MAX_PRODUCT: usize = 64;

/// A text matches if one of the alternatives covers it from end to end.
#[derive(Debug)]
pub(super) struct Shape {
    /// Those that are mere text, sorted.
    literals: Box<[Box<str>]>,
    globs: Box<[Glob]>,
}

/// A literal, then gaps, each followed by a literal. No literal holds a line feed, and no gap matches one.
#[derive(Clone, Debug, Default)]
struct Glob {
    prefix: String,
    gaps: Vec<Gap>,
}

#[derive(Clone, Debug)]
struct Gap {
    /// The fewest characters in it.
    minimum: u32,
    then: String,
}

impl Shape {
    /// The shape of a pattern, if it has one.
    pub fn of(node: &Node) -> Option<Self> {
        let Node::Concat(nodes) = node else {
            return None;
        };
        let [Node::Look(Look::TextStart), inner @ .., Node::Look(Look::TextEnd)] = nodes.as_slice() else {
            return None;
        };
        let (globs, literals): (Vec<_>, Vec<_>) =
            expand_all(inner)?.into_iter().partition(|glob| !glob.gaps.is_empty());
        let mut literals: Vec<Box<str>> = literals.into_iter().map(|glob| glob.prefix.into()).collect();
        literals.sort_unstable();
        literals.dedup();
        let has_line_feed =
            |glob: &Glob| glob.prefix.contains('\n') || glob.gaps.iter().any(|gap| gap.then.contains('\n'));
        if globs.iter().any(has_line_feed) {
            return None;
        }
        Some(Self {
            literals: literals.into(),
            globs: globs.into(),
        })
    }

    /// The texts that match, if they can be listed.
    pub fn literals(&self) -> Option<&[Box<str>]> {
        self.globs.is_empty().then_some(&*self.literals)
    }

    pub fn is_match(&self, text: &str) -> bool {
        self.literals.binary_search_by(|literal| (**literal).cmp(text)).is_ok()
            || self.globs.iter().any(|glob| glob.is_match(text))
    }
}

impl Glob {
    fn is_match(&self, text: &str) -> bool {
        let Some(mut rest) = text.strip_prefix(self.prefix.as_str()) else {
            return false;
        };
        let Some((last, gaps)) = self.gaps.split_last() else {
            return rest.is_empty();
        };
        // The leftmost place is as good as any: a gap that could only grow would take in the same line feed.
        for gap in gaps {
            let Some(skipped) = skip_characters(rest, gap.minimum) else {
                return false;
            };
            let Some(found) = memmem::find(&rest.as_bytes()[skipped..], gap.then.as_bytes()) else {
                return false;
            };
            let (between, after) = rest.split_at(skipped + found);
            if between.contains('\n') {
                return false;
            }
            rest = &after[gap.then.len()..];
        }
        let Some(between) = rest.strip_suffix(last.then.as_str()) else {
            return false;
        };
        skip_characters(between, last.minimum).is_some() && !between.contains('\n')
    }

    /// One after the other; gaps that touch become one.
    fn append(&mut self, other: &Self) {
        let tail = match self.gaps.last_mut() {
            Some(gap) => &mut gap.then,
            None => &mut self.prefix,
        };
        tail.push_str(&other.prefix);
        for gap in &other.gaps {
            match self.gaps.last_mut() {
                Some(last) if last.then.is_empty() => {
                    last.minimum += gap.minimum;
                    last.then.clone_from(&gap.then);
                }
                _ => self.gaps.push(gap.clone()),
            }
        }
    }
}

/// The bytes of the first `count` characters; `None` if there are fewer.
fn skip_characters(text: &str, count: u32) -> Option<usize> {
    let mut characters = text.chars();
    for _ in 0..count {
        characters.next()?;
    }
    Some(text.len() - characters.as_str().len())
}

fn expand_all(nodes: &[Node]) -> Option<Vec<Glob>> {
    let mut all = vec![Glob::default()];
    for node in nodes {
        let next = expand(node)?;
        if all.len() == 1 && next.len() == 1 {
            all[0].append(&next[0]);
            continue;
        }
        let is_first = all.len() == 1 && all[0].prefix.is_empty() && all[0].gaps.is_empty();
        if is_first {
            all = next;
            continue;
        }
        if all.len() * next.len() > MAX_PRODUCT {
            return None;
        }
        all = all
            .iter()
            .flat_map(|glob| {
                next.iter().map(|other| {
                    let mut glob = glob.clone();
                    glob.append(other);
                    glob
                })
            })
            .collect();
    }
    Some(all)
}

fn expand(node: &Node) -> Option<Vec<Glob>> {
    match node {
        Node::Empty => Some(vec![Glob::default()]),
        Node::Literal { code, fold: false } => Some(vec![Glob {
            prefix: char::from_u32(*code)?.to_string(),
            gaps: Vec::new(),
        }]),
        Node::Capture(node) => expand(node),
        Node::Concat(nodes) => expand_all(nodes),
        Node::Alternation(nodes) => {
            let mut all = Vec::with_capacity(nodes.len());
            for node in nodes {
                all.extend(expand(node)?);
            }
            Some(all)
        }
        Node::Repeat {
            minimum: minimum @ 0..=1,
            maximum: None,
            node,
        } if **node == (Node::Any { newline: false }) => Some(vec![Glob {
            prefix: String::new(),
            gaps: vec![Gap {
                minimum: *minimum,
                then: String::new(),
            }],
        }]),
        _ => None,
    }
}
