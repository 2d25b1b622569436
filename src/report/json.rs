//! One JSON object for all files, as `docs/schema/validate.json` describes it.
//!
//! The types here are the outside's: renaming something in the core changes no output.

use std::io::{self, Write};

use serde::Serialize;

use super::{Count, Remark, Report, Subject};
use crate::diagnostic::{Applicability, Diagnostic};
use crate::text::Span;

/// The version of the shape below; a field that goes or changes its meaning makes a new one.
const FORMAT_VERSION: u32 = 1;

#[derive(Serialize)]
struct JsonReport<'a> {
    version: u32,
    files: Vec<JsonFile<'a>>,
    findings: Vec<JsonFinding<'a>>,
    unreadable: Vec<JsonUnreadable<'a>>,
    summary: JsonSummary,
}

#[derive(Serialize)]
struct JsonFile<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    inside: Option<&'a str>,
    accepted: bool,
    errors: usize,
    warnings: usize,
    infos: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    name: &'a str,
    level: &'a str,
    message: String,
    path: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    inside: Option<JsonInside<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    related: Vec<JsonRelated>,
    notes: Vec<String>,
    help: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alertmanager: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<JsonFix>,
}

#[derive(Serialize)]
struct JsonInside<'a> {
    key: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct JsonRelated {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    message: String,
}

#[derive(Serialize)]
struct JsonFix {
    safe: bool,
    edits: Vec<JsonEdit>,
}

#[derive(Serialize)]
struct JsonEdit {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    replacement: String,
}

#[derive(Serialize)]
struct JsonUnreadable<'a> {
    path: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct JsonSummary {
    files: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    shown: usize,
}

/// Writes the object and a final line break.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let findings: Vec<JsonFinding<'_>> = report
        .shown()
        .into_iter()
        .flat_map(|(subject, findings)| findings.into_iter().map(|finding| finding_json(subject, finding)))
        .collect();
    let Count {
        errors,
        warnings,
        infos,
    } = report.count();
    let json = JsonReport {
        version: FORMAT_VERSION,
        files: report.subjects().iter().map(file_json).collect(),
        summary: JsonSummary {
            files: report.subjects().len() + report.unreadable().len(),
            errors,
            warnings,
            infos,
            shown: findings.len(),
        },
        findings,
        unreadable: report
            .unreadable()
            .iter()
            .map(|input| JsonUnreadable {
                path: &input.path,
                message: &input.message,
            })
            .collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &json)?;
    writeln!(out)
}

fn file_json(subject: &Subject) -> JsonFile<'_> {
    let Count {
        errors,
        warnings,
        infos,
    } = subject.count();
    JsonFile {
        path: subject.source().name(),
        inside: subject.embedded().map(|embedded| embedded.key.as_str()),
        accepted: subject.is_accepted(),
        errors,
        warnings,
        infos,
        summary: subject.summary().filter(|_| subject.is_accepted()),
    }
}

/// Start line, start column, end line, end column, in the subject's own text.
fn place(subject: &Subject, span: Span) -> (u32, u32, u32, u32) {
    let start = subject.source().position(span.start);
    let end = subject.source().position(span.end);
    (start.line, start.column, end.line, end.column)
}

fn finding_json<'a>(subject: &'a Subject, finding: &'a Diagnostic) -> JsonFinding<'a> {
    let say = |text: &str| subject.masked(finding, text).into_owned();
    let remarks = |wanted: &str| -> Vec<String> {
        let remarks = subject.remarks(finding).into_iter();
        let wanted = remarks.filter(|remark| remark.title == wanted);
        wanted.map(|Remark { text, .. }| text).collect()
    };
    let own = place(subject, finding.primary.span);
    // A decoded text has no lines in the file: the whole finding stands where its encoded form begins.
    let (line, column, end_line, end_column) = subject.embedded().map_or(own, |embedded| {
        let at = embedded.position;
        (at.line, at.column, at.line, at.column)
    });
    JsonFinding {
        name: finding.name,
        level: finding.level.as_str(),
        message: subject.masked_message(finding).into_owned(),
        path: subject.source().name(),
        line,
        column,
        end_line,
        end_column,
        inside: subject.embedded().map(|embedded| JsonInside {
            key: &embedded.key,
            line: own.0,
            column: own.1,
            end_line: own.2,
            end_column: own.3,
        }),
        label: Some(say(&finding.primary.text)).filter(|label| !label.is_empty()),
        related: finding
            .secondary
            .iter()
            .map(|label| {
                let (line, column, end_line, end_column) = place(subject, label.span);
                JsonRelated {
                    line,
                    column,
                    end_line,
                    end_column,
                    message: say(&label.text),
                }
            })
            .collect(),
        notes: remarks("note"),
        help: remarks("help"),
        alertmanager: remarks("alertmanager").pop(),
        fix: finding.fix.as_ref().map(|fix| JsonFix {
            safe: fix.applicability == Applicability::Safe,
            edits: fix
                .edits
                .iter()
                .map(|edit| {
                    let (line, column, end_line, end_column) = place(subject, edit.span);
                    JsonEdit {
                        line,
                        column,
                        end_line,
                        end_column,
                        replacement: edit.replacement.clone(),
                    }
                })
                .collect(),
        }),
    }
}
