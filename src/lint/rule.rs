//! What a rule is, and how one is declared.

use super::Context;
use crate::diagnostic::{Diagnostic, Level};
use crate::text::Span;

/// What must be known of a configuration before a rule can say anything true of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// It looks at one place and runs on whatever could be read.
    Anything,
    /// It looks at the whole: one part that could not be read would make its findings wrong.
    AcceptedConfig,
    /// As [`Self::AcceptedConfig`], and what alerts can do, which takes time to prove.
    Proofs,
}

/// A rule: what it is called, what it is about, and the check itself.
pub struct Rule {
    /// Permanent, kebab-case, names the bad thing: `allow NAME` reads well.
    pub name: &'static str,
    /// How bad its findings are.
    pub level: Level,
    /// The release of this program that brought it.
    pub since: &'static str,
    /// When it can run.
    pub needs: Needs,
    /// What in Alertmanager or Runframe it follows from.
    pub upstream: &'static str,
    /// Its page, line by line: one sentence, then the sections of [`Rule::SECTIONS`].
    pub(super) docs: &'static [&'static str],
    pub(super) check: fn(&Context<'_>, &mut Vec<Diagnostic>),
}

impl Rule {
    /// The sections of every rule's page, in this order.
    pub const SECTIONS: [&'static str; 4] = ["What it does", "Why is this bad?", "Example", "Use instead"];

    /// What it is about, in one sentence.
    #[must_use]
    pub fn summary(&self) -> &'static str {
        self.docs.first().map_or("", |line| line.trim())
    }

    /// Its page as Markdown, without the title.
    #[must_use]
    pub fn docs(&self) -> String {
        let mut text = String::new();
        for line in self.docs {
            text.push_str(line.strip_prefix(' ').unwrap_or(line));
            text.push('\n');
        }
        text
    }

    /// A finding of this rule.
    pub(super) fn finding(&self, span: Span, message: impl Into<std::borrow::Cow<'static, str>>) -> Diagnostic {
        match self.level {
            Level::Info => Diagnostic::info(self.name, span, message),
            // An error says that Alertmanager refuses the file, which no rule can.
            Level::Warning | Level::Error => Diagnostic::warning(self.name, span, message),
        }
    }
}

/// Declares a rule: its documentation as a doc comment, then its metadata.
macro_rules! declare_rule {
    (
        $(#[doc = $doc:literal])*
        {
            name: $name:literal,
            level: $level:expr,
            since: $since:literal,
            needs: $needs:expr,
            upstream: $upstream:literal,
        }
    ) => {
        $(#[doc = $doc])*
        pub(in crate::lint) static RULE: $crate::lint::rule::Rule = $crate::lint::rule::Rule {
            name: $name,
            level: $level,
            since: $since,
            needs: $needs,
            upstream: $upstream,
            docs: &[$($doc),*],
            check,
        };
    };
}

pub(super) use declare_rule;
