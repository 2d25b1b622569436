//! Comments that allow a finding: `# runframe: allow RULE, RULE — reason`.
//!
//! At the end of a line it allows findings of that line; on a line of its own, those of the next line that is neither
//! empty nor a comment. What Alertmanager refuses cannot be allowed.

use std::collections::BTreeMap;

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
    is_used: bool,
}

/// Leaves out the rules' findings that a comment in `source` allows, and adds what is to be said of the comments. A comment
/// counts as unused only if all rules have run.
#[must_use]
pub fn without_suppressed(source: &SourceFile, findings: Vec<Diagnostic>, all_rules_ran: bool) -> Vec<Diagnostic> {
    let mut suppressions = suppressions(source);
    if suppressions.is_empty() {
        return findings;
    }
    let mut by_line: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (index, suppression) in suppressions.iter().enumerate() {
        by_line.entry(suppression.line).or_default().push(index);
    }
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(findings.len());
    for finding in findings {
        let line = source.position(finding.primary.span.start).line;
        let mut is_allowed = false;
        for &index in by_line.get(&line).map(Vec::as_slice).unwrap_or_default() {
            let suppression = &mut suppressions[index];
            if suppression.name == finding.name {
                suppression.is_used = true;
                is_allowed = true;
            }
        }
        if !is_allowed {
            kept.push(finding);
        }
    }
    for suppression in &suppressions {
        let known = rules::RULES.iter().map(|rule| rule.name);
        if !known.clone().any(|name| name == suppression.name) {
            let message = format!("there is no rule `{}` to allow", suppression.name);
            let mut finding = UNKNOWN_SUPPRESSION.finding(suppression.span, message);
            if let Some(nearest) = suggest::nearest(suppression.name, known) {
                finding = finding.with_help(format!("there is a rule `{nearest}`"));
            }
            kept.push(finding);
        } else if !suppression.is_used && all_rules_ran {
            let message = format!("`allow {}` allows nothing", suppression.name);
            let finding = UNUSED_SUPPRESSION.finding(suppression.span, message);
            kept.push(finding.with_help("remove it"));
        }
    }
    kept
}

fn suppressions(source: &SourceFile) -> Vec<Suppression<'_>> {
    let text = source.text();
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), MARK) {
        let offset = |at: usize| u32::try_from(at).expect("offsets into a source text fit");
        let line = source.position(offset(at)).line;
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
        let target = if code.trim().is_empty() {
            next_code_line(source, line)
        } else {
            line
        };
        let mut names_at = line_span.end as usize - names.len();
        for part in names.split_inclusive(',') {
            let start = names_at + (part.len() - part.trim_start().len());
            names_at += part.len();
            let word = part.trim_start();
            let len = word
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
                .unwrap_or(word.len());
            let name = word[..len].trim_end_matches('-');
            if !name.is_empty() {
                found.push(Suppression {
                    name,
                    span: Span::new(offset(start), offset(start + name.len())),
                    line: target,
                    is_used: false,
                });
            }
            // Behind the first name without a comma stands the reason.
            if !part[..part.len() - word.len() + len + usize::from(word[len..].starts_with(','))].ends_with(',') {
                break;
            }
        }
    }
    found
}

fn next_code_line(source: &SourceFile, line: u32) -> u32 {
    let is_code = |line: &u32| {
        let text = source.line(*line).trim_start();
        !text.is_empty() && !text.starts_with('#')
    };
    (line + 1..=source.line_count()).find(is_code).unwrap_or(line)
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
