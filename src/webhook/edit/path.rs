//! Paths to fields.

use std::fmt;

use super::EditError;

/// From the outside in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path {
    /// At least one.
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A field of an object.
    Name(String),
    /// An element of a list.
    Index(usize),
    /// Each element of a list.
    Each,
}

impl Path {
    /// Reads the path that a text begins with, and what stands after it.
    pub(super) fn read(text: &str) -> Result<(Self, &str), EditError> {
        let wrong = |why: String| EditError::Path {
            path: text.split('=').next().unwrap_or(text).to_owned(),
            why,
        };
        let mut steps = Vec::new();
        let mut rest = text;
        loop {
            let is_first = steps.is_empty();
            if let Some(inside) = rest.strip_prefix('[') {
                let (index, after) = inside
                    .split_once(']')
                    .ok_or_else(|| wrong("a `[` has no `]`".to_owned()))?;
                steps.push(match index {
                    "*" => Step::Each,
                    _ => Step::Index(
                        index
                            .parse()
                            .map_err(|_| wrong(format!("`[{index}]` is neither a number from 0 nor `*`")))?,
                    ),
                });
                rest = after;
                continue;
            }
            let name = match rest.strip_prefix('.') {
                Some(_) if is_first => return Err(wrong("it begins with a `.`".to_owned())),
                Some(name) => name,
                None if is_first => rest,
                None => break,
            };
            if let Some(inside) = name.strip_prefix('"') {
                let end = inside
                    .find('"')
                    .ok_or_else(|| wrong("a `\"` is not closed".to_owned()))?;
                steps.push(Step::Name(inside[..end].to_owned()));
                rest = &inside[end + 1..];
                continue;
            }
            let end = name_end(name);
            if end == 0 {
                let why = match name.chars().next() {
                    None | Some('=') => "a name is missing".to_owned(),
                    Some(c) => format!("`{c}` in a name needs double quotes around the name"),
                };
                return Err(wrong(why));
            }
            steps.push(Step::Name(name[..end].to_owned()));
            rest = &name[end..];
        }
        if !rest.is_empty() && !rest.starts_with('=') && !rest.starts_with(":=") {
            let c = rest.chars().next().unwrap_or_default();
            return Err(wrong(format!("`{c}` in a name needs double quotes around the name")));
        }
        Ok((Self { steps }, rest))
    }

    /// What the first `depth` steps name, for messages.
    pub(super) fn name_of(&self, depth: usize) -> String {
        if depth == 0 {
            return "the payload".to_owned();
        }
        format!(
            "`{}`",
            Self {
                steps: self.steps[..depth].to_vec()
            }
        )
    }
}

/// Where a name without quotes ends. A `:` before a `=` is no part of it.
fn name_end(text: &str) -> usize {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    text.char_indices()
        .find(|&(at, c)| !is_word(c) && (c != ':' || text[at + 1..].starts_with('=')))
        .map_or(text.len(), |(at, _)| at)
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, step) in self.steps.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Each => f.write_str("[*]")?,
                Step::Name(name) => {
                    let dot = if number == 0 { "" } else { "." };
                    let quote = if !name.is_empty() && name_end(name) == name.len() {
                        ""
                    } else {
                        "\""
                    };
                    write!(f, "{dot}{quote}{name}{quote}")?;
                }
            }
        }
        Ok(())
    }
}
