//! Go's dialect of regular expressions.

use std::sync::{Arc, OnceLock};

use crate::version::Version;

/// Why a text is no regular expression; displays as Go says it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("error parsing regexp: {reason}: `{fragment}`")]
pub struct RegexError {
    reason: &'static str,
    fragment: String,
}

/// A regular expression, checked when made and compiled on first use.
#[derive(Clone, Debug)]
pub struct Regex {
    pattern: Arc<str>,
    compiled: Arc<OnceLock<Option<::regex::Regex>>>,
}

impl Regex {
    /// The expression that matches what `value` matches as a whole: the text `^(?:value)$`, whatever comes of it.
    pub fn anchored(value: &str, _version: Version) -> Result<Self, RegexError> {
        let pattern = format!("^(?:{value})$");
        if ::regex::Regex::new(&pattern).is_err() {
            return Err(RegexError {
                reason: "missing closing )",
                fragment: pattern,
            });
        }
        Ok(Self {
            pattern: pattern.into(),
            compiled: Arc::default(),
        })
    }

    /// The whole text that is compiled.
    #[must_use]
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// Whether it matches anywhere in `text`; linear in its length.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.compiled
            .get_or_init(|| ::regex::Regex::new(&self.pattern).ok())
            .as_ref()
            .is_some_and(|regex| regex.is_match(text))
    }
}
