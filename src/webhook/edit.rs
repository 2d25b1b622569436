//! Changing single fields of a payload and no other byte of it.
//!
//! A path names fields from the outside in: `status`, `alerts[0].labels.severity`, `alerts[*].endsAt`. A name that is more
//! than letters, digits, `_`, `-` and `:` goes in double quotes: `alerts[0].labels."my.label"`. `[0]` is the first element,
//! `[*]` each of them, and the number after the last appends.
//!
//! `PATH=TEXT` keeps the kind of what is there, and is a string where nothing is or the text is of another kind;
//! `PATH:=JSON` puts any JSON. Objects on the way that are missing are made.

mod path;
mod scan;

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde_json::Value;

use path::{Path, Step};
use scan::Members;

/// One change to a payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    path: Path,
    change: Change,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
    /// Text, of the kind of what is there.
    Text(String),
    /// JSON as written.
    Json(String),
    Unset,
}

/// An edit cannot be understood, or not be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// There is no `=`.
    #[error("`{0}` has no `=`: write PATH=TEXT, or PATH:=JSON")]
    NoEquals(String),
    /// The path cannot be read.
    #[error("`{path}` is not a path to a field: {why}")]
    Path {
        /// What was given.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// What stands after `:=` is no JSON.
    #[error("`{value}` is not JSON: {why}; `=` instead of `:=` takes any text")]
    Json {
        /// What was given.
        value: String,
        /// What is wrong with it.
        why: String,
    },
    /// The payload is no JSON, so it has no fields.
    #[error("the payload is not JSON, so no field of it can be changed: {0}")]
    Payload(String),
    /// The path leads nowhere.
    #[error("`{path}` is not in the payload: {why}")]
    NotThere {
        /// The whole path.
        path: String,
        /// Where it ends.
        why: String,
    },
}

impl Edit {
    /// From `PATH=TEXT` or `PATH:=JSON`.
    ///
    /// # Errors
    /// If it is neither.
    pub fn set(text: &str) -> Result<Self, EditError> {
        let (path, rest) = Path::read(text)?;
        if let Some(json) = rest.strip_prefix(":=") {
            return match serde_json::from_str::<serde::de::IgnoredAny>(json) {
                Ok(_) => Ok(Self {
                    path,
                    change: Change::Json(json.trim().to_owned()),
                }),
                Err(error) => Err(EditError::Json {
                    value: json.to_owned(),
                    why: error.to_string(),
                }),
            };
        }
        let Some(value) = rest.strip_prefix('=') else {
            return Err(EditError::NoEquals(text.to_owned()));
        };
        Ok(Self {
            path,
            change: Change::Text(value.to_owned()),
        })
    }

    /// From a path.
    ///
    /// # Errors
    /// If it is none.
    pub fn unset(text: &str) -> Result<Self, EditError> {
        match Path::read(text)? {
            (path, "") => Ok(Self {
                path,
                change: Change::Unset,
            }),
            (_, rest) => Err(EditError::Path {
                path: text.to_owned(),
                why: format!("`{rest}` is too much"),
            }),
        }
    }
}

/// A [`Edit::set`] as an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetEdit(pub Edit);

impl FromStr for SetEdit {
    type Err = EditError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Edit::set(text).map(Self)
    }
}

/// An [`Edit::unset`] as an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsetEdit(pub Edit);

impl FromStr for UnsetEdit {
    type Err = EditError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Edit::unset(text).map(Self)
    }
}

/// The payload with the edits done one after the other. All other bytes stay; without edits all do, JSON or not.
///
/// # Errors
/// If the payload is not JSON, or an edit's path leads nowhere.
pub fn apply(payload: &[u8], edits: &[Edit]) -> Result<Vec<u8>, EditError> {
    if edits.is_empty() {
        return Ok(payload.to_vec());
    }
    let not_json = |error: &dyn fmt::Display| EditError::Payload(error.to_string());
    let mut text = std::str::from_utf8(payload).map_err(|e| not_json(&e))?.to_owned();
    serde_json::from_str::<serde::de::IgnoredAny>(&text).map_err(|e| not_json(&e))?;
    for edit in edits {
        let mut splices = Vec::new();
        find(&text, 0, edit, 0, &mut splices)?;
        // From the back, so that the places before stay where they are.
        splices.sort_by_key(|splice| std::cmp::Reverse(splice.place.start));
        for Splice { place, with } in splices {
            text.replace_range(place, &with);
        }
    }
    Ok(text.into_bytes())
}

struct Splice {
    place: Range<usize>,
    with: String,
}

/// Finds what an edit replaces below the value at `at`, whose path is the edit's first `depth` steps.
fn find(text: &str, at: usize, edit: &Edit, depth: usize, splices: &mut Vec<Splice>) -> Result<(), EditError> {
    let at = scan::skip_space(text, at);
    let Some(step) = edit.path.steps.get(depth) else {
        splices.push(Splice {
            place: at..scan::value_end(text, at),
            with: edit.written(Some(&text[at..scan::value_end(text, at)])),
        });
        return Ok(());
    };
    let nowhere = |why: String| {
        Err(EditError::NotThere {
            path: edit.path.to_string(),
            why,
        })
    };
    let here = || edit.path.name_of(depth);
    let is_last = depth + 1 == edit.path.steps.len();
    match step {
        Step::Name(name) => {
            let Some(members) = Members::of_object(text, at) else {
                return nowhere(format!("{} is no object", here()));
            };
            let found: Vec<usize> = (0..members.len())
                .filter(|&i| members.is_named(text, i, name))
                .collect();
            if found.is_empty() && edit.change == Change::Unset {
                let names = members.names(text);
                let has = if names.is_empty() {
                    "nothing".to_owned()
                } else {
                    names.join(", ")
                };
                return nowhere(format!("{} has {has}", here()));
            }
            if is_last && edit.change == Change::Unset {
                splices.extend(members.without(&found));
                return Ok(());
            }
            match found.last() {
                // Of several of one name readers take the last.
                Some(&last) => find(text, members.value(last).start, edit, depth + 1, splices),
                None => {
                    let value = edit.made(depth + 1)?;
                    splices.push(members.appended(text, &format!("{}:{value}", quoted(name))));
                    Ok(())
                }
            }
        }
        Step::Index(index) => {
            let Some(members) = Members::of_array(text, at) else {
                return nowhere(format!("{} is no list", here()));
            };
            let len = members.len();
            if *index == len && edit.change != Change::Unset {
                splices.push(members.appended(text, &edit.made(depth + 1)?));
                return Ok(());
            }
            if *index >= len {
                return nowhere(format!(
                    "{} has {len} element{}",
                    here(),
                    if len == 1 { "" } else { "s" }
                ));
            }
            if is_last && edit.change == Change::Unset {
                splices.extend(members.without(&[*index]));
                return Ok(());
            }
            find(text, members.value(*index).start, edit, depth + 1, splices)
        }
        Step::Each => {
            let Some(members) = Members::of_array(text, at) else {
                return nowhere(format!("{} is no list", here()));
            };
            if members.len() == 0 {
                return nowhere(format!("{} is empty", here()));
            }
            if is_last && edit.change == Change::Unset {
                let all: Vec<usize> = (0..members.len()).collect();
                splices.extend(members.without(&all));
                return Ok(());
            }
            let before = splices.len();
            let mut first_error = None;
            for index in 0..members.len() {
                if let Err(error) = find(text, members.value(index).start, edit, depth + 1, splices) {
                    // What some elements lack can be taken from the others.
                    if edit.change != Change::Unset {
                        return Err(error);
                    }
                    first_error.get_or_insert(error);
                }
            }
            match first_error {
                Some(error) if splices.len() == before => Err(error),
                _ => Ok(()),
            }
        }
    }
}

impl Edit {
    /// The new value in place of `old`.
    fn written(&self, old: Option<&str>) -> String {
        match &self.change {
            Change::Json(json) => json.clone(),
            Change::Unset => String::new(),
            Change::Text(text) => {
                let kind = |json: &str| serde_json::from_str::<Value>(json).ok().map(|value| kind_of(&value));
                let is_kept = old.is_some_and(|old| !old.starts_with('"') && kind(old) == kind(text));
                if is_kept { text.clone() } else { quoted(text) }
            }
        }
    }

    /// The new value inside of everything that is missing on its way.
    fn made(&self, depth: usize) -> Result<String, EditError> {
        let mut value = self.written(None);
        for step in self.path.steps[depth..].iter().rev() {
            value = match step {
                Step::Name(name) => format!("{{{}:{value}}}", quoted(name)),
                Step::Index(0) => format!("[{value}]"),
                Step::Index(_) | Step::Each => {
                    return Err(EditError::NotThere {
                        path: self.path.to_string(),
                        why: format!("{} is missing", self.path.name_of(depth)),
                    });
                }
            };
        }
        Ok(value)
    }
}

fn kind_of(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests;
