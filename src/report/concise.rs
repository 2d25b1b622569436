//! One line a finding, for editors and `grep`: `path:line:col: severity[name] headline`, and behind it the place inside of what
//! was decoded from a value of the file.

use std::io::{self, Write};

use colored::Colorize;

use super::Report;
use super::text::{inside, readable, visible};

/// Writes one line for each finding, nothing else.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for (subject, findings) in report.shown() {
        for finding in findings {
            let place = subject.file_position(finding.primary.span.start);
            let message = subject.masked_message(finding);
            let inside = inside(subject, finding).map_or_else(String::new, |place| format!(" ({place})"));
            writeln!(
                out,
                "{}:{}:{}: {} {}{inside}",
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
