//! Which of the two grammars reads a text, and what is said when they disagree.

use super::{ClassicError, Matcher, Utf8Error, classic, utf8};
use crate::version::Version;

/// How matchers are read, as chosen by the server's feature flags. 0.25 knows the classic grammar only, whatever the
/// mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Both grammars; where both work and differ, classic wins. The default since 0.27.
    #[default]
    Fallback,
    /// `classic-mode`.
    Classic,
    /// `utf8-strict-mode`.
    Utf8Strict,
}

/// A grammar of matchers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grammar {
    /// Prometheus label names; lenient quoting.
    Classic,
    /// Any UTF-8 in names; strict quoting.
    Utf8,
}

/// What Alertmanager logs though it accepts the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The UTF-8 grammar, to which Alertmanager is moving, refuses the text.
    Incompatible {
        /// Its reason.
        error: Box<ParseError>,
        /// The same matchers in a form that both grammars read alike.
        suggestion: String,
    },
    /// Both grammars read the text, and differently; also said of a text without any matcher.
    Disagreement {
        /// What was read, in a form that both grammars read alike.
        suggestion: String,
    },
}

/// Matchers read from a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed<T> {
    /// What was read.
    pub value: T,
    /// The grammar that was followed.
    pub grammar: Grammar,
    /// What Alertmanager logs about it.
    pub warning: Option<Warning>,
}

/// Why a text holds no matchers; displays as Alertmanager says it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// The classic grammar refuses it (and, in fallback mode, the UTF-8 grammar too).
    #[error(transparent)]
    Classic(#[from] ClassicError),
    /// The UTF-8 grammar refuses it.
    #[error(transparent)]
    Utf8(#[from] Utf8Error),
    /// A single matcher was wanted and stands in braces.
    #[error("unexpected open or close brace: {0}")]
    Brace(String),
    /// A single matcher was wanted and there is none.
    #[error("no matchers")]
    None,
    /// A single matcher was wanted and there are more.
    #[error("expected 1 matcher, found {0}")]
    Several(usize),
}

impl Mode {
    pub(super) fn of(self, version: Version) -> Self {
        if version < Version::V0_28 { Self::Classic } else { self }
    }
}

/// Reads a list of matchers such as `a="b",c=~"d.*"`, braces optional: what stands in one element of a `matchers` list.
pub fn parse_list(text: &str, mode: Mode, version: Version) -> Result<Parsed<Vec<Matcher>>, ParseError> {
    read(
        mode.of(version),
        || Ok(classic::parse_list(text, version)?),
        || Ok(utf8::parse_list(text, version)?),
        |matchers| {
            let texts: Vec<_> = matchers.iter().map(ToString::to_string).collect();
            texts.join(",")
        },
    )
}

/// Reads a single matcher such as `a="b"`: what `amtool` and the filters of the API take.
pub fn parse_one(text: &str, mode: Mode, version: Version) -> Result<Parsed<Matcher>, ParseError> {
    let mode = mode.of(version);
    if mode != Mode::Classic && (text.starts_with('{') || text.ends_with('}')) {
        return Err(ParseError::Brace(text.to_owned()));
    }
    read(
        mode,
        || Ok(classic::parse_one(text, version)?),
        || {
            let mut matchers = utf8::parse_list(text, version)?;
            match (matchers.pop(), matchers.len()) {
                (Some(matcher), 0) => Ok(matcher),
                (Some(_), others) => Err(ParseError::Several(others + 1)),
                (None, _) => Err(ParseError::None),
            }
        },
        ToString::to_string,
    )
}

/// What both grammars can read.
trait Reading: PartialEq {
    /// Whether the grammars are told apart though they read the same: no matchers are not the same as none.
    fn is_nothing(&self) -> bool;
}

impl Reading for Matcher {
    fn is_nothing(&self) -> bool {
        false
    }
}

impl Reading for Vec<Matcher> {
    fn is_nothing(&self) -> bool {
        self.is_empty()
    }
}

fn read<T: Reading>(
    mode: Mode,
    read_classic: impl FnOnce() -> Result<T, ParseError>,
    read_utf8: impl FnOnce() -> Result<T, ParseError>,
    suggest: impl FnOnce(&T) -> String,
) -> Result<Parsed<T>, ParseError> {
    let parsed = |value, grammar, warning| Parsed {
        value,
        grammar,
        warning,
    };
    match mode {
        Mode::Classic => Ok(parsed(read_classic()?, Grammar::Classic, None)),
        Mode::Utf8Strict => Ok(parsed(read_utf8()?, Grammar::Utf8, None)),
        Mode::Fallback => match (read_classic(), read_utf8()) {
            (Err(error), Err(_)) => Err(error),
            (Err(_), Ok(value)) => Ok(parsed(value, Grammar::Utf8, None)),
            (Ok(value), Err(error)) => {
                let suggestion = suggest(&value);
                Ok(parsed(
                    value,
                    Grammar::Classic,
                    Some(Warning::Incompatible {
                        error: Box::new(error),
                        suggestion,
                    }),
                ))
            }
            (Ok(value), Ok(other)) if value == other && !value.is_nothing() => Ok(parsed(value, Grammar::Utf8, None)),
            (Ok(value), Ok(_)) => {
                let suggestion = suggest(&value);
                Ok(parsed(
                    value,
                    Grammar::Classic,
                    Some(Warning::Disagreement { suggestion }),
                ))
            }
        },
    }
}
