//! One line a finding, for editors and `grep`: `path:line:col: severity[name] headline`.

use std::io::{self, Write};

use colored::Colorize;

use super::Report;
use super::text::{readable, visible};

/// Writes one line for each finding, nothing else.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for (subject, findings) in report.shown() {
        for finding in findings {
            let place = subject.file_position(finding.primary.span.start);
            let message = subject.masked(finding, &finding.message);
            writeln!(
                out,
                "{}:{}:{}: {} {}",
                visible(subject.source().name()),
                place.line,
                place.column,
                format!("{}[{}]", finding.level.as_str(), finding.name).bold(),
                readable(&message)
            )?;
        }
    }
    Ok(())
}
