//! Label matchers: what they are, how they are written, what they match.
//!
//! Central types: [`Matcher`] (`name op value`), [`Regex`] (Go's dialect of regular expressions) and [`Mode`] (which of
//! Alertmanager's two grammars reads a text). [`parse_list`] reads an element of a `matchers` list, [`ListReader`] all of
//! one configuration, [`parse_one`] a single matcher as `amtool` takes it as an argument. Does not know routes or silences.

mod classic;
mod list;
mod mode;
mod op;
mod quoting;
pub mod regex;
mod utf8;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

pub use classic::ClassicError;
pub use list::ListReader;
pub use mode::{Grammar, Mode, ParseError, Parsed, Warning, parse_list, parse_one};
pub use op::MatchOp;
pub use regex::{Regex, RegexError, check as check_regex};
pub use utf8::{Columns, Expected, LexicalError, Utf8Error};

use crate::alert::LabelSet;
use crate::text::{Span, Spanned};
use crate::version::Version;
use quoting::{CanonicalValue, is_reserved};

/// A condition on one label. An absent label counts as empty.
///
/// Equality, order and hashing look at name, value and operator, in this order, which is the order Alertmanager sorts
/// by. Displays as the canonical text that makes up route keys: `a="b"`. Clones share their texts.
#[derive(Clone, Debug)]
pub struct Matcher {
    name: Arc<str>,
    op: MatchOp,
    value: Arc<str>,
    regex: Option<Regex>,
}

impl Matcher {
    /// A matcher; the value of a regular expression matches as a whole, as if written `^(?:value)$`.
    pub fn new(
        name: impl Into<Arc<str>>,
        op: MatchOp,
        value: impl Into<Arc<str>>,
        version: Version,
    ) -> Result<Self, RegexError> {
        let value = value.into();
        let regex = op.is_regex().then(|| Regex::anchored(&value, version)).transpose()?;
        Ok(Self {
            name: name.into(),
            op,
            value,
            regex,
        })
    }

    /// A matcher for equality, as an entry of a legacy `match` map makes it.
    #[must_use]
    pub fn equal(name: impl Into<Arc<str>>, value: impl Into<Arc<str>>) -> Self {
        Self {
            name: name.into(),
            op: MatchOp::Equal,
            value: value.into(),
            regex: None,
        }
    }

    /// A matcher as an entry of a legacy `match_re` map makes it: its value is wrapped once on reading, shows so ever
    /// after, and is wrapped again on matching.
    pub fn legacy_regex(name: impl Into<Arc<str>>, value: &str, version: Version) -> Result<Self, RegexError> {
        // The first wrapping is compiled on its own and words the error.
        Regex::anchored(value, version)?;
        Self::new(name, MatchOp::Regex, format!("^(?:{value})$"), version)
    }

    /// The name of the label.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How the value is compared.
    #[must_use]
    pub fn op(&self) -> MatchOp {
        self.op
    }

    /// What the label is compared with: text, or a regular expression without the anchors around it.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// [`Self::value`], to be shared.
    #[must_use]
    pub fn shared_value(&self) -> &Arc<str> {
        &self.value
    }

    /// The regular expression of `=~` and `!~`.
    #[must_use]
    pub fn regex(&self) -> Option<&Regex> {
        self.regex.as_ref()
    }

    /// Whether a label with this value satisfies the matcher.
    #[must_use]
    pub fn matches_value(&self, value: &str) -> bool {
        let alike = match &self.regex {
            Some(regex) => regex.is_match(value),
            None => *self.value == *value,
        };
        alike != self.op.is_negative()
    }

    /// Whether an alert with these labels satisfies the matcher.
    #[must_use]
    pub fn is_match(&self, labels: &LabelSet) -> bool {
        self.matches_value(labels.get(&self.name).unwrap_or(""))
    }

    fn key(&self) -> (&str, &str, MatchOp) {
        (&self.name, &self.value, self.op)
    }
}

impl PartialEq for Matcher {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Matcher {}

impl PartialOrd for Matcher {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Matcher {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl Hash for Matcher {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl fmt::Display for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use crate::text::quote::Quoted;
        if self.name.chars().any(is_reserved) {
            return write!(f, "{}{}{}", Quoted(&self.name), self.op, Quoted(&self.value));
        }
        write!(f, "{}{}{}", self.name, self.op, CanonicalValue(&self.value))
    }
}

/// Matchers that must all hold, sorted; duplicates stay. Displays as the text of one step of a route key:
/// `{a="b",c=~"d"}`. Clones share them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MatcherSet {
    matchers: Arc<[Spanned<Matcher>]>,
}

impl MatcherSet {
    /// Whether an alert with these labels satisfies all matchers; an empty set is satisfied by every alert.
    #[must_use]
    pub fn is_match(&self, labels: &LabelSet) -> bool {
        self.matchers.iter().all(|matcher| matcher.is_match(labels))
    }

    /// The matchers, sorted by name, value and operator.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Matcher> + DoubleEndedIterator + Clone {
        self.matchers.iter().map(|matcher| &matcher.value)
    }

    /// [`Self::iter`], with the places where they are written, if they come from a source.
    #[must_use]
    pub fn spanned(&self) -> impl ExactSizeIterator<Item = (&Matcher, Span)> {
        self.matchers.iter().map(|matcher| (&matcher.value, matcher.span))
    }

    /// How many matchers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.matchers.len()
    }

    /// Whether there is no matcher.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.matchers.is_empty()
    }
}

impl FromIterator<Spanned<Matcher>> for MatcherSet {
    fn from_iter<I: IntoIterator<Item = Spanned<Matcher>>>(matchers: I) -> Self {
        let mut matchers: Arc<[_]> = matchers.into_iter().collect();
        if let Some(matchers) = Arc::get_mut(&mut matchers) {
            // Of equal ones the first written is the first.
            matchers.sort_by(|one, other| one.cmp(other).then(one.span.start.cmp(&other.span.start)));
        }
        Self { matchers }
    }
}

impl FromIterator<Matcher> for MatcherSet {
    fn from_iter<I: IntoIterator<Item = Matcher>>(matchers: I) -> Self {
        let matchers = matchers.into_iter();
        matchers.map(|matcher| Spanned::new(matcher, Span::at(0))).collect()
    }
}

impl fmt::Display for MatcherSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (at, matcher) in self.matchers.iter().enumerate() {
            let separator = if at == 0 { "" } else { "," };
            write!(f, "{separator}{matcher}")?;
        }
        f.write_str("}")
    }
}

#[cfg(test)]
mod tests;
