//! GitHub workflow commands: one annotation a finding.
//!
//! Format and escapes as in the workflow commands' documentation: `%`, CR and LF everywhere, `:` and `,` in properties.

use std::io::{self, Write};

use super::text::visible;
use super::{Report, Subject};
use crate::diagnostic::{Diagnostic, Level};

/// Writes one command for each finding and each unreadable input.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for input in report.unreadable() {
        let message = lines_of(&input.message, &input.help);
        writeln!(
            out,
            "::error file={},title=unreadable::{}",
            property(&input.path),
            data(&message)
        )?;
    }
    for (subject, findings) in report.shown() {
        for finding in findings {
            render_finding(subject, finding, out)?;
        }
    }
    Ok(())
}

fn render_finding(subject: &Subject, finding: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
    let command = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "notice",
    };
    let start = subject.file_position(finding.primary.span.start);
    let end = subject.file_position(finding.primary.span.end);
    write!(
        out,
        "::{command} file={},line={},col={}",
        property(subject.source().name()),
        start.line,
        start.column
    )?;
    // A column range means something on one line only.
    if end.line > start.line {
        write!(out, ",endLine={}", end.line)?;
    } else if end.column > start.column {
        write!(out, ",endColumn={}", end.column)?;
    }
    writeln!(
        out,
        ",title={}::{}",
        property(finding.name),
        data(&subject.plain_text(finding))
    )
}

fn lines_of(message: &str, help: &[String]) -> String {
    let help = help.iter().map(|line| format!("\nhelp: {line}"));
    std::iter::once(message.to_owned()).chain(help).collect()
}

pub(super) fn data(text: &str) -> String {
    let escaped = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    visible(&escaped).into_owned()
}

pub(super) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
