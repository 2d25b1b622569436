//! SARIF 2.1.0, for code scanning.
//!
//! Columns count characters (`columnKind` says so), levels are SARIF's (`info` is `note`), paths are URIs relative to
//! where the command ran. Inputs that could not be read are notifications of a run that did not succeed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use super::{Report, Subject};
use crate::diagnostic::{Diagnostic, Level};
use crate::text::{Position, Span};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What is to be said of a rule besides its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleText {
    /// One line.
    pub summary: String,
    /// The whole page, as Markdown.
    pub page: String,
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    invocations: [Invocation<'a>; 1],
    column_kind: &'static str,
    results: Vec<SarifResult<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'a str,
    default_configuration: RuleLevel,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Help>,
}

#[derive(Serialize)]
struct RuleLevel {
    level: &'static str,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification<'a>>,
}

#[derive(Serialize)]
struct Notification<'a> {
    level: &'static str,
    message: NotificationText<'a>,
    locations: [Location; 1],
}

#[derive(Serialize)]
struct NotificationText<'a> {
    text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<SarifFix>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifFix {
    artifact_changes: [ArtifactChange; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Text,
}

/// Writes the log. `describe` tells of a rule what is known of it.
pub fn render(report: &Report, describe: &dyn Fn(&str) -> Option<RuleText>, out: &mut dyn Write) -> io::Result<()> {
    let shown = report.shown();
    let mut levels: BTreeMap<&str, Level> = BTreeMap::new();
    for finding in shown.iter().flat_map(|(_, findings)| findings) {
        let level = levels.entry(finding.name).or_insert(finding.level);
        *level = finding.level.max(*level);
    }
    let indexes: BTreeMap<&str, usize> = levels.keys().enumerate().map(|(index, &name)| (name, index)).collect();
    let rules = levels
        .iter()
        .map(|(&id, &level)| rule(id, level, describe(id)))
        .collect();
    let results = shown
        .iter()
        .flat_map(|(subject, findings)| {
            findings
                .iter()
                .map(|finding| result(subject, finding, indexes[finding.name]))
        })
        .collect();
    let notifications: Vec<Notification<'_>> = report
        .unreadable()
        .iter()
        .map(|input| Notification {
            level: "error",
            message: NotificationText { text: &input.message },
            locations: [location(&input.path, None, None)],
        })
        .collect();
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "runframe-cli",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules,
                },
            },
            invocations: [Invocation {
                execution_successful: notifications.is_empty(),
                tool_execution_notifications: notifications,
            }],
            column_kind: "unicodeCodePoints",
            results,
        }],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn level_word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    }
}

fn rule(id: &str, level: Level, text: Option<RuleText>) -> Rule<'_> {
    let (summary, page) = text.map(|text| (text.summary, text.page)).unzip();
    Rule {
        id,
        default_configuration: RuleLevel {
            level: level_word(level),
        },
        short_description: summary.map(|text| Text { text }),
        help: page.map(|page| Help {
            text: page.clone(),
            markdown: page,
        }),
    }
}

fn result<'a>(subject: &Subject, finding: &'a Diagnostic, rule_index: usize) -> SarifResult<'a> {
    let say = |text: &str| subject.masked(finding, text).into_owned();
    let path = subject.source().name();
    let label = Some(say(&finding.primary.text)).filter(|text| !text.is_empty());
    let related = finding
        .secondary
        .iter()
        .map(|label| {
            let text = Some(say(&label.text)).filter(|text| !text.is_empty());
            location(path, Some(region(subject, label.span)), text)
        })
        .collect();
    // Edits count lines of the subject's own text, which a decoded text shares with no file.
    let fix = finding.fix.as_ref().filter(|_| subject.embedded().is_none());
    SarifResult {
        rule_id: finding.name,
        rule_index,
        level: level_word(finding.level),
        message: Text {
            text: subject.plain_text(finding),
        },
        locations: [location(path, Some(region(subject, finding.primary.span)), label)],
        related_locations: related,
        fixes: fix
            .map(|fix| SarifFix {
                artifact_changes: [ArtifactChange {
                    artifact_location: ArtifactLocation { uri: uri_of(path) },
                    replacements: fix
                        .edits
                        .iter()
                        .map(|edit| Replacement {
                            deleted_region: region(subject, edit.span),
                            inserted_content: Text {
                                text: edit.replacement.clone(),
                            },
                        })
                        .collect(),
                }],
            })
            .into_iter()
            .collect(),
    }
}

fn region(subject: &Subject, span: Span) -> Region {
    let Position { line, column } = subject.file_position(span.start);
    let end = subject.file_position(span.end);
    Region {
        start_line: line,
        start_column: column,
        end_line: end.line,
        end_column: end.column,
    }
}

fn location(path: &str, region: Option<Region>, text: Option<String>) -> Location {
    Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: uri_of(path) },
            region,
        },
        message: text.map(|text| Text { text }),
    }
}

/// A path as a URI reference: `/` between its parts, everything unusual percent-encoded.
fn uri_of(path: &str) -> String {
    let path = if cfg!(windows) {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    };
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    #[test]
    fn paths_become_uris() {
        assert_eq!(super::uri_of("./k8s/a b.yml"), "./k8s/a%20b.yml");
        assert_eq!(super::uri_of("<stdin>"), "%3Cstdin%3E");
        assert_eq!(super::uri_of("c:é"), "c%3A%C3%A9");
    }
}
