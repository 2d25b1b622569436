//! What is reported on: texts with their findings, and inputs that could not be read.

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use super::secret::{self, Form};
use crate::diagnostic::{Diagnostic, Level};
use crate::text::{Position, SourceFile, Span};

/// Where a text that is not a file of its own stands: decoded from inside another file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embedded {
    /// The key it stands under, such as `data.alertmanager.yaml`.
    pub key: String,
    /// Where its encoded form begins in the file.
    pub position: Position,
}

/// One text and what was found in it.
#[derive(Debug)]
pub struct Subject {
    source: SourceFile,
    findings: Vec<Diagnostic>,
    /// What was read as a secret.
    known_secrets: Vec<Span>,
    /// Where the last finding ends that is shown; `None` if all are.
    shown_end: Option<u32>,
    /// What is hidden of what is shown, once somebody asks.
    secrets: OnceLock<Vec<Span>>,
    form: Form,
    embedded: Option<Embedded>,
    summary: Option<String>,
    is_refused_elsewhere: bool,
}

impl Subject {
    /// `source` and its findings, which are put in order: offset, name, message. Places that do not lie in the text, or
    /// not on the boundaries of characters, move to the nearest before.
    #[must_use]
    pub fn new(source: SourceFile, findings: Vec<Diagnostic>) -> Self {
        let mut subject = Self {
            source,
            findings: Vec::new(),
            known_secrets: Vec::new(),
            shown_end: None,
            secrets: OnceLock::new(),
            form: Form::default(),
            embedded: None,
            summary: None,
            is_refused_elsewhere: false,
        };
        subject.add(findings);
        subject
    }

    /// Adds findings, as [`Self::new`] takes them.
    pub fn add(&mut self, mut findings: Vec<Diagnostic>) {
        let source = &self.source;
        let snap = |offset: u32| {
            let at = source.text().floor_char_boundary(offset as usize);
            u32::try_from(at).unwrap_or(offset)
        };
        for finding in &mut findings {
            finding.map_spans(|span| Span::new(snap(span.start), snap(span.end)));
        }
        self.findings.append(&mut findings);
        self.shown_end = None;
        self.secrets = OnceLock::new();
        self.findings.sort_by(|a, b| {
            let place = |d: &Diagnostic| (d.primary.span.start, d.primary.span.end);
            (place(a).0, a.name, place(a).1, &a.message).cmp(&(place(b).0, b.name, place(b).1, &b.message))
        });
    }

    /// Says that Alertmanager refuses it for a file it takes in, which has the finding.
    pub fn refuse_elsewhere(&mut self) {
        self.is_refused_elsewhere = true;
    }

    /// Whether Alertmanager refuses it for a file it takes in.
    #[must_use]
    pub fn is_refused_elsewhere(&self) -> bool {
        self.is_refused_elsewhere
    }

    /// Whether Alertmanager accepts it, with all that it takes in.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.count().errors == 0 && !self.is_refused_elsewhere
    }

    /// Hides these places wherever the text, or a message about them, is shown, beside what looks like a secret. Of a URL the
    /// scheme and host stay visible, and so does a value that is plainly a placeholder.
    #[must_use]
    pub fn with_secrets(mut self, spans: impl IntoIterator<Item = Span>) -> Self {
        self.known_secrets = spans.into_iter().collect();
        self.secrets = OnceLock::new();
        self
    }

    /// Says that the text is no YAML.
    #[must_use]
    pub fn as_prose(mut self) -> Self {
        self.form = Form::Prose;
        self.secrets = OnceLock::new();
        self
    }

    /// Says that the text was decoded from inside a file, which the source is named after.
    #[must_use]
    pub fn with_embedded(mut self, embedded: Embedded) -> Self {
        self.embedded = Some(embedded);
        self
    }

    /// What to say of the text when there is no error in it, such as `3 routes, 2 receivers`.
    #[must_use]
    pub fn with_summary(mut self, summary: impl Into<String>) -> Self {
        self.summary = Some(summary.into());
        self
    }

    /// The text.
    #[must_use]
    pub fn source(&self) -> &SourceFile {
        &self.source
    }

    /// The findings, in order.
    #[must_use]
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    /// What is hidden of what is shown, in source order, without overlaps.
    #[must_use]
    pub fn secrets(&self) -> &[Span] {
        self.secrets.get_or_init(|| {
            let end = self.shown_end.unwrap_or_else(|| end_of(&self.findings));
            self.secrets_up_to(end)
        })
    }

    fn secrets_up_to(&self, end: u32) -> Vec<Span> {
        secret::spans_to_hide(&self.source, &self.known_secrets, self.form, Span::new(0, end))
    }

    /// Says that nothing behind `end` is shown.
    fn show_up_to(&mut self, end: u32) {
        self.shown_end = Some(end);
        self.secrets = OnceLock::new();
    }

    /// Where it was decoded from, if it was.
    #[must_use]
    pub fn embedded(&self) -> Option<&Embedded> {
        self.embedded.as_ref()
    }

    /// What to say of it when there is no error in it.
    #[must_use]
    pub fn summary(&self) -> Option<&str> {
        self.summary.as_deref()
    }

    /// How many findings there are.
    #[must_use]
    pub fn count(&self) -> Count {
        let mut count = Count::default();
        for finding in &self.findings {
            count.add(finding.level);
        }
        count
    }

    /// `text`, said by `finding`, with the secrets the finding points at hidden.
    #[must_use]
    pub fn masked<'t>(&self, finding: &Diagnostic, text: &'t str) -> Cow<'t, str> {
        secret::mask_message(&self.source, self.secrets(), finding, text)
    }

    /// The headline of `finding`, likewise.
    #[must_use]
    pub fn masked_message<'t>(&self, finding: &'t Diagnostic) -> Cow<'t, str> {
        self.masked_words(finding, &finding.message)
    }

    /// `words` of `finding`, likewise. Those that are borrowed are our own, and stay as they are: that a secret has the same
    /// words tells nobody anything.
    #[must_use]
    #[expect(clippy::ptr_arg, reason = "whether it is borrowed is what counts")]
    pub fn masked_words<'t>(&self, finding: &Diagnostic, words: &'t Cow<'static, str>) -> Cow<'t, str> {
        match words {
            Cow::Borrowed(own) => Cow::Borrowed(own),
            Cow::Owned(text) => self.masked(finding, text),
        }
    }

    /// `text`, put together from what all findings say, with the secrets they point at hidden.
    #[must_use]
    pub fn masked_throughout(&self, text: &str) -> String {
        let secrets = self.secrets_up_to(end_of(&self.findings));
        let mask = |text: String, finding| secret::mask_message(&self.source, &secrets, finding, &text).into_owned();
        self.findings.iter().fold(text.to_owned(), mask)
    }

    /// What stands below the excerpt of `finding`: notes, the other side's words, remedies.
    #[must_use]
    pub fn remarks(&self, finding: &Diagnostic) -> Vec<Remark> {
        let remark = |title, text: Cow<'_, str>| Remark {
            title,
            text: text.into_owned(),
        };
        let own = |title, words| remark(title, self.masked_words(finding, words));
        let theirs = |words: &str| remark("alertmanager", self.masked(finding, words));
        let notes = finding.notes.iter().map(|note| own("note", note));
        let upstream = finding.upstream.iter().map(|upstream| match upstream.line {
            Some(line) => theirs(&format!("line {line}: {}", upstream.text)),
            None => theirs(&upstream.text),
        });
        let help = finding.help.iter().map(|help| own("help", help));
        notes.chain(upstream).chain(help).collect()
    }

    /// The file, and the key inside it the text was decoded from.
    #[must_use]
    pub fn display_name(&self) -> Cow<'_, str> {
        let name = self.source.name();
        match &self.embedded {
            None => Cow::Borrowed(name),
            Some(embedded) => Cow::Owned(format!("{name} ({})", embedded.key)),
        }
    }

    /// The headline, where an embedded text is meant, and the remarks: everything but the excerpt, a line each.
    #[must_use]
    pub fn plain_text(&self, finding: &Diagnostic) -> String {
        let mut text = self.masked_message(finding).into_owned();
        if self.embedded.is_some() {
            let inside = self.source.position(finding.primary.span.start);
            let place = format!("line {}, column {}", inside.line, inside.column);
            text = format!("{text}\nin {}, {place}", self.display_name());
        }
        for Remark { title, text: remark } in self.remarks(finding) {
            text = format!("{text}\n{title}: {remark}");
        }
        text
    }

    /// The place reported for `finding` in the file: its own, or that of the value it was decoded from.
    #[must_use]
    pub fn file_position(&self, offset: u32) -> Position {
        self.embedded
            .as_ref()
            .map_or_else(|| self.source.position(offset), |embedded| embedded.position)
    }
}

/// Where the last place ends that these findings point at.
fn end_of<'f>(findings: impl IntoIterator<Item = &'f Diagnostic>) -> u32 {
    let labels = |finding: &'f Diagnostic| std::iter::once(&finding.primary).chain(&finding.secondary);
    let ends = findings.into_iter().flat_map(labels).map(|label| label.span.end);
    ends.max().unwrap_or(0)
}

/// A line or more that belongs to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// `note`, `alertmanager` or `help`.
    pub title: &'static str,
    /// Without secrets; may have several lines.
    pub text: String,
}

/// An input that could not be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Its path, or `<stdin>`.
    pub path: String,
    /// Why: names the thing and the state.
    pub message: String,
    /// What to do, one line each.
    pub help: Vec<String>,
}

/// Findings by level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many `error`s.
    pub errors: usize,
    /// How many `warning`s.
    pub warnings: usize,
    /// How many `info`s.
    pub infos: usize,
}

impl Count {
    /// Counts one finding.
    pub fn add(&mut self, level: Level) {
        match level {
            Level::Error => self.errors += 1,
            Level::Warning => self.warnings += 1,
            Level::Info => self.infos += 1,
        }
    }

    /// All of them.
    #[must_use]
    pub fn total(self) -> usize {
        self.errors + self.warnings + self.infos
    }
}

impl std::iter::Sum for Count {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |a, b| Self {
            errors: a.errors + b.errors,
            warnings: a.warnings + b.warnings,
            infos: a.infos + b.infos,
        })
    }
}

/// As in `2 errors, 1 warning`; levels without findings are left out, and none at all is `no findings`.
impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.total() == 0 {
            return f.write_str("no findings");
        }
        let parts = [(self.errors, "error"), (self.warnings, "warning"), (self.infos, "info")];
        let mut is_first = true;
        for (number, word) in parts {
            if number == 0 {
                continue;
            }
            if !is_first {
                f.write_str(", ")?;
            }
            is_first = false;
            write!(f, "{number} {word}{}", if number == 1 { "" } else { "s" })?;
        }
        Ok(())
    }
}

/// Everything one run has to say.
#[derive(Debug, Default)]
pub struct Report {
    subjects: Vec<Subject>,
    unreadable: Vec<Unreadable>,
    max_findings: Option<usize>,
}

impl Report {
    /// Puts subjects in the order of their paths; those of one path stay as they came.
    #[must_use]
    pub fn new(mut subjects: Vec<Subject>, mut unreadable: Vec<Unreadable>) -> Self {
        subjects.sort_by(|a, b| a.source.name().cmp(b.source.name()));
        unreadable.sort_by(|a, b| a.path.cmp(&b.path));
        Self {
            subjects,
            unreadable,
            max_findings: None,
        }
    }

    /// Prints at most this many findings; all are counted. `None`: no limit.
    #[must_use]
    pub fn with_max_findings(mut self, max_findings: Option<usize>) -> Self {
        self.max_findings = max_findings;
        let shown = self.shown().into_iter();
        let ends: Vec<u32> = shown.map(|(_, findings)| end_of(findings)).collect();
        for (subject, end) in self.subjects.iter_mut().zip(ends) {
            subject.show_up_to(end);
        }
        self
    }

    /// The checked texts, by path.
    #[must_use]
    pub fn subjects(&self) -> &[Subject] {
        &self.subjects
    }

    /// The inputs that could not be checked, by path.
    #[must_use]
    pub fn unreadable(&self) -> &[Unreadable] {
        &self.unreadable
    }

    /// All findings by level, those beyond the limit included.
    #[must_use]
    pub fn count(&self) -> Count {
        self.subjects.iter().map(Subject::count).sum()
    }

    /// Each subject with those of its findings that are within the limit. The worst are kept first, so that a flood of
    /// infos never hides an error; what is kept stays in order.
    #[must_use]
    pub fn shown(&self) -> Vec<(&Subject, Vec<&Diagnostic>)> {
        let total = self.count();
        let limit = self.max_findings.unwrap_or(usize::MAX);
        let mut room = Count {
            errors: total.errors.min(limit),
            ..Count::default()
        };
        room.warnings = total.warnings.min(limit - room.errors);
        room.infos = total.infos.min(limit - room.errors - room.warnings);
        let mut take = |finding: &Diagnostic| {
            let left = match finding.level {
                Level::Error => &mut room.errors,
                Level::Warning => &mut room.warnings,
                Level::Info => &mut room.infos,
            };
            let is_taken = *left > 0;
            *left -= usize::from(is_taken);
            is_taken
        };
        self.subjects
            .iter()
            .map(|subject| (subject, subject.findings.iter().filter(|f| take(f)).collect()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_like_a_sentence() {
        let count = |errors, warnings, infos| {
            Count {
                errors,
                warnings,
                infos,
            }
            .to_string()
        };
        assert_eq!(count(2, 1, 0), "2 errors, 1 warning");
        assert_eq!(count(0, 0, 1), "1 info");
        assert_eq!(count(0, 0, 0), "no findings");
    }

    #[test]
    fn findings_are_ordered_by_path_offset_and_name_and_the_worst_survive_the_limit() {
        let finding = |name, level: Level, at| {
            let mut d = Diagnostic::info(name, Span::at(at), name);
            d.level = level;
            d
        };
        let b = Subject::new(
            SourceFile::new("b.yml", "xyz"),
            vec![
                finding("z", Level::Info, 1),
                finding("y", Level::Error, 2),
                finding("a", Level::Warning, 1),
            ],
        );
        let a = Subject::new(SourceFile::new("a.yml", "xyz"), vec![finding("q", Level::Info, 0)]);
        let names = |report: &Report| -> Vec<&str> {
            let shown = report.shown();
            shown.iter().flat_map(|(_, f)| f.iter().map(|d| d.name)).collect()
        };
        let report = Report::new(vec![b, a], Vec::new());
        assert_eq!(names(&report), ["q", "a", "z", "y"]);
        let report = report.with_max_findings(Some(2));
        assert_eq!(names(&report), ["a", "y"]);
        assert_eq!(report.count().total(), 4);
    }
}
