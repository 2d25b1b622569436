//! Findings, without any rendering.
//!
//! A [`Diagnostic`] says what is wrong, where, what the other side says of it, and what to do. Rules build
//! them; the renderers in [`crate::report`] only read them. Wording: lower case, no full stop, code in backticks; the
//! headline stands alone on one line; the problem in the headline, the remedy in `help`.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::few::Few;
use crate::text::Span;

/// How bad a finding is. The words have a meaning that can be tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Could be simpler or safer; nothing will go wrong.
    Info,
    /// The file loads, and very likely does not do what was meant.
    Warning,
    /// The program the file is for (Alertmanager, Prometheus) refuses it, or never gets it because Kubernetes does.
    Error,
}

impl Level {
    /// The word used in every output format.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A place and what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The smallest span that shows the problem.
    pub span: Span,
    /// Makes sense on its own; may be empty.
    pub text: String,
}

/// Text to put in place of a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// What is put there.
    pub replacement: String,
}

/// Whether a fix can be applied without a person reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applicability {
    /// Routing and delivery stay as they are, or become what was plainly meant.
    Safe,
    /// Needs a person's eye.
    Unsafe,
}

/// A remedy as edits to the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// Whether a tool may apply it unasked.
    pub applicability: Applicability,
    /// Edits that do not overlap, in source order.
    pub edits: Vec<Edit>,
}

/// At which point of loading a file the program it is for meets this problem. Later stages run only when
/// earlier ones found nothing, which decides what that program prints; see [`refusal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The text is not YAML: found first, printed alone.
    Syntax,
    /// A semantic error while decoding: ends loading at once, printed alone.
    Fatal,
    /// A wrong type, an unknown or a repeated key: collected, all printed together.
    Type,
    /// A check of the whole configuration: runs when nothing else was found, the first one printed.
    Whole,
    /// Found only after the configuration was accepted: template files, and what is made at the start.
    Afterwards,
}

/// What the program the file is for says about the problem, word for word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upstream {
    /// Its words; of a type error without the `  line N: ` in front, which [`Upstream::line`] holds.
    pub text: String,
    /// When it would say so.
    pub stage: Stage,
    /// The line it names, counted its way; `None` where it names none.
    pub line: Option<u32>,
}

impl Upstream {
    /// What it says when it cannot read YAML, or bytes as a text, without naming a line.
    #[must_use]
    pub fn of_syntax(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            stage: Stage::Syntax,
            line: None,
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Permanent kebab-case name of the rule, such as `unknown-key`.
    pub name: &'static str,
    /// How bad it is.
    pub level: Level,
    /// The headline. What is borrowed is our own words and holds nothing of the text, so no secret either.
    pub message: Cow<'static, str>,
    /// The place the finding is about.
    pub primary: Label,
    /// Further places that explain it.
    pub secondary: Few<Label>,
    /// Facts that help to understand it, one line each.
    pub notes: Few<Cow<'static, str>>,
    /// What to do, one line each.
    pub help: Few<Cow<'static, str>>,
    /// What the target program says. Present on every `Error` about a text that it gets, absent on anything else.
    pub upstream: Option<Upstream>,
    /// A remedy a tool can apply.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    fn new(name: &'static str, level: Level, span: Span, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name,
            level,
            message: message.into(),
            primary: Label {
                span,
                text: String::new(),
            },
            secondary: Few::default(),
            notes: Few::default(),
            help: Few::default(),
            upstream: None,
            fix: None,
        }
    }

    /// A finding that makes the target program refuse the file, with what it says.
    #[must_use]
    pub fn error(name: &'static str, span: Span, message: impl Into<Cow<'static, str>>, upstream: Upstream) -> Self {
        let mut diagnostic = Self::new(name, Level::Error, span, message);
        diagnostic.upstream = Some(upstream);
        diagnostic
    }

    /// A finding that keeps the file from the target program, which so has nothing to say.
    #[must_use]
    pub fn obstacle(name: &'static str, span: Span, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(name, Level::Error, span, message)
    }

    /// A finding about a file that loads and very likely does not do what was meant.
    #[must_use]
    pub fn warning(name: &'static str, span: Span, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(name, Level::Warning, span, message)
    }

    /// A finding about something that could be simpler or safer.
    #[must_use]
    pub fn info(name: &'static str, span: Span, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(name, Level::Info, span, message)
    }

    /// Says something of the primary place.
    #[must_use]
    pub fn with_label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Points at a further place.
    #[must_use]
    pub fn with_secondary(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<Cow<'static, str>>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds a remedy in words.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Moves every place it names, for a text that is part of another.
    pub fn map_spans(&mut self, map: impl Fn(Span) -> Span) {
        let labels = std::iter::once(&mut self.primary).chain(&mut self.secondary);
        labels.for_each(|label| label.span = map(label.span));
        let edits = self.fix.iter_mut().flat_map(|fix| &mut fix.edits);
        edits.for_each(|edit| edit.span = map(edit.span));
    }

    /// Adds a remedy as edits.
    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }
}

/// What the target program prints on refusing the file these findings are about: the one syntax error, else the first
/// fatal error met, else all type errors together, else the first failed check of the whole. `None`: it accepts.
///
/// The findings must be in the order the program would meet them, as the `config` layer hands them out.
#[must_use]
pub fn refusal(findings: &[Diagnostic]) -> Option<String> {
    let first = |stage| {
        findings
            .iter()
            .filter_map(|d| d.upstream.as_ref())
            .find(|u| u.stage == stage)
    };
    if let Some(upstream) = first(Stage::Syntax).or_else(|| first(Stage::Fatal)) {
        return Some(upstream.text.clone());
    }
    let mut types = findings
        .iter()
        .filter_map(|d| d.upstream.as_ref())
        .filter(|u| u.stage == Stage::Type)
        .peekable();
    if types.peek().is_some() {
        let mut text = String::from("yaml: unmarshal errors:");
        for upstream in types {
            text.push_str("\n  ");
            if let Some(line) = upstream.line {
                // Writing to a string cannot fail.
                let _ = write!(text, "line {line}: ");
            }
            text.push_str(&upstream.text);
        }
        return Some(text);
    }
    first(Stage::Whole)
        .or_else(|| first(Stage::Afterwards))
        .map(|u| u.text.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(stage: Stage, text: &str, line: Option<u32>) -> Diagnostic {
        let upstream = Upstream {
            text: text.into(),
            stage,
            line,
        };
        Diagnostic::error("case", Span::at(0), text.to_owned(), upstream)
    }

    #[test]
    fn a_fatal_error_hides_type_errors_and_they_hide_whole_checks() {
        let whole = finding(Stage::Whole, "undefined receiver", None);
        let unknown = finding(Stage::Type, "field a not found in type b", Some(3));
        let repeated = finding(Stage::Type, "field c already set in type b", Some(5));
        let fatal = finding(Stage::Fatal, "empty duration string", None);
        assert_eq!(refusal(&[]), None);
        assert_eq!(
            refusal(&[unknown.clone(), repeated.clone(), whole.clone()]).as_deref(),
            Some(
                "yaml: unmarshal errors:\n  line 3: field a not found in type b\n  line 5: field c already set in type b"
            )
        );
        assert_eq!(
            refusal(&[unknown, fatal, whole]).as_deref(),
            Some("empty duration string")
        );
    }

    #[test]
    fn a_warning_is_no_refusal() {
        assert_eq!(refusal(&[Diagnostic::warning("case", Span::at(0), "odd")]), None);
    }
}
