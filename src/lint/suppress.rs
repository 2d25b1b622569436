//! Comments that allow a finding: `# runframe: allow RULE, RULE — reason`.
//!
//! At the end of a line it allows findings of that line; on a line of its own, those of the next line that is neither
//! empty nor a comment. What Alertmanager refuses cannot be allowed.

use foldhash::HashMap;

use super::rules::{self, UNKNOWN_SUPPRESSION, UNUSED_SUPPRESSION};
use crate::diagnostic::Diagnostic;
use crate::text::{SourceFile, Span, suggest};

const MARK: &str = "runframe:";

/// One name in one comment.
struct Suppression<'s> {
    name: &'s str,
    span: Span,
    /// The line whose findings it allows.
    line: u32,
}

/// Leaves out the rules' findings that a comment in `source` allows, and adds what is to be said of the comments. A comment
/// counts as unused only if all rules have run.
#[must_use]
pub fn without_suppressed(source: &SourceFile, findings: Vec<Diagnostic>, all_rules_ran: bool) -> Vec<Diagnostic> {
    let suppressions = suppressions(source);
    if suppressions.is_empty() {
        return findings;
    }
    // By line and name: whether it allows something.
    let mut used: HashMap<(u32, &str), bool> = HashMap::default();
    for suppression in &suppressions {
        used.insert((suppression.line, suppression.name), false);
    }
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(findings.len());
    for finding in findings {
        let line = source.line_at(finding.primary.span.start);
        match used.get_mut(&(line, finding.name)) {
            Some(is_used) => *is_used = true,
            None => kept.push(finding),
        }
    }
    let mut nearest: HashMap<&str, Option<&str>> = HashMap::default();
    for suppression in &suppressions {
        let known = rules::RULES.iter().map(|rule| rule.name);
        if !known.clone().any(|name| name == suppression.name) {
            let message = format!("there is no rule `{}` to allow", suppression.name);
            let mut finding = UNKNOWN_SUPPRESSION.finding(suppression.span, message);
            let nearest = nearest.entry(suppression.name);
            if let Some(nearest) = nearest.or_insert_with_key(|name| suggest::nearest(name, known)) {
                finding = finding.with_help(format!("there is a rule `{nearest}`"));
            }
            kept.push(finding);
        } else if all_rules_ran && !used[&(suppression.line, suppression.name)] {
            let message = format!("`allow {}` allows nothing", suppression.name);
            let finding = UNUSED_SUPPRESSION.finding(suppression.span, message);
            kept.push(finding.with_help("remove it"));
        }
    }
    kept
}

fn suppressions(source: &SourceFile) -> Vec<Suppression<'_>> {
    let text = source.text();
    let offset = |at: usize| u32::try_from(at).expect("offsets into a source text fit");
    let mut found = Vec::new();
    let mut code_lines = CodeLines { source, next: 1 };
    // Where the names of the last comment end: what follows on its line is the reason.
    let mut read_to = 0;
    for at in memchr::memmem::find_iter(text.as_bytes(), MARK) {
        if at < read_to {
            continue;
        }
        let line = source.line_at(offset(at));
        let line_span = source.line_span(line);
        let before = &text[line_span.start as usize..at];
        let comment = before.trim_end();
        let Some(code) = comment.strip_suffix('#') else {
            continue;
        };
        if !code.is_empty() && !code.ends_with([' ', '\t']) {
            continue;
        }
        let rest = &text[at + MARK.len()..line_span.end as usize];
        let Some(names) = rest.trim_start().strip_prefix("allow ") else {
            continue;
        };
        let target = if code.trim_start().is_empty() {
            code_lines.behind(line).unwrap_or(line)
        } else {
            line
        };
        let mut rest = names;
        loop {
            rest = rest.trim_start();
            let start = line_span.end as usize - rest.len();
            let len = rest
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
                .unwrap_or(rest.len());
            let name = rest[..len].trim_end_matches('-');
            if !name.is_empty() {
                found.push(Suppression {
                    name,
                    span: Span::new(offset(start), offset(start + name.len())),
                    line: target,
                });
            }
            // Behind the first name without a comma stands the reason.
            let Some(further) = rest[len..].strip_prefix(',') else {
                break;
            };
            rest = further;
        }
        read_to = line_span.end as usize - rest.len();
    }
    found
}

/// Lines that are neither empty nor a comment, asked for in the order of the text, so that each is looked at once.
struct CodeLines<'s> {
    source: &'s SourceFile,
    /// No line before this one and behind the last that was asked for is code.
    next: u32,
}

impl CodeLines<'_> {
    /// The first behind `line`.
    fn behind(&mut self, line: u32) -> Option<u32> {
        self.next = self.next.max(line + 1);
        let is_code = |line: u32| {
            let text = self.source.line(line).trim_start();
            !text.is_empty() && !text.starts_with('#')
        };
        let end = self.source.line_count();
        while self.next <= end && !is_code(self.next) {
            self.next += 1;
        }
        (self.next <= end).then_some(self.next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_and_lines(text: &str) -> Vec<(String, u32)> {
        let source = SourceFile::new("f", text);
        let found = suppressions(&source);
        for suppression in &found {
            assert_eq!(source.slice(suppression.span), suppression.name);
        }
        found.iter().map(|s| (s.name.to_owned(), s.line)).collect()
    }

    #[test]
    fn comments_name_rules_and_the_line_they_stand_for() {
        let text = "a: 1 # runframe: allow unsent-resolves — we close by hand\n\
                    # runframe: allow one, two-three: because, really\n# more\n\n  b: 2\n\
                    c: '#runframe: allow x'\nd: x# runframe: allow y\n# runframe: allow\n";
        let owned = |name: &str, line| (name.to_owned(), line);
        assert_eq!(
            names_and_lines(text),
            [owned("unsent-resolves", 1), owned("one", 5), owned("two-three", 5)]
        );
        assert_eq!(
            names_and_lines("a: 1 # runframe: allow one,, two # runframe: allow three\n# runframe: allow four"),
            [owned("one", 1), owned("two", 1), owned("three", 1), owned("four", 2)]
        );
    }

    #[test]
    fn what_is_allowed_is_left_out_and_what_allows_nothing_is_reported() {
        let source = SourceFile::new(
            "f",
            "a: 1 # runframe: allow unsent-resolves, truncated-alerts, unsent-resolve\n",
        );
        let finding = Diagnostic::warning("unsent-resolves", Span::at(0), "x");
        let names = |all_rules_ran| -> Vec<&str> {
            let kept = without_suppressed(&source, vec![finding.clone()], all_rules_ran);
            kept.iter().map(|d| d.name).collect()
        };
        assert_eq!(names(true), ["unused-suppression", "unknown-suppression"]);
        assert_eq!(names(false), ["unknown-suppression"]);
    }
}
