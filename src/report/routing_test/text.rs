//! For people: every failed test with the least that shows why, and a count.

use std::io::{self, Write};

use colored::Colorize;

use super::TestRun;
use crate::report::text::{plural, visible};

/// How many routes without a test are listed.
const MISSED_MAX: usize = 10;

/// Writes failures, counts and coverage. With `is_verbose` also a line for each test that passed, and every route
/// without a test.
pub fn render(run: &TestRun<'_>, is_verbose: bool, out: &mut dyn Write) -> io::Result<()> {
    for file in &run.files {
        for (case, outcome) in &file.cases {
            let place = format!("{}:{}", visible(&file.path), case.position.line);
            if outcome.is_passed() {
                if is_verbose {
                    writeln!(out, "{} {place} {}", "ok  ".green().bold(), visible(&case.name))?;
                }
                continue;
            }
            writeln!(out, "{} {place} {}", "FAIL".red().bold(), visible(&case.name).bold())?;
            for mismatch in &outcome.mismatches {
                for line in run.lines(mismatch) {
                    let line = visible(&line);
                    let line = match line.get(..4) {
                        Some("  - ") => line.red().to_string(),
                        Some("  + ") => line.green().to_string(),
                        _ => line.into_owned(),
                    };
                    writeln!(out, "  {line}")?;
                }
            }
            writeln!(out)?;
        }
    }
    let failed = run.failed();
    let counts = match failed {
        0 => format!("{} {}", plural(run.total(), "test"), "passed".green().bold()),
        _ => format!(
            "{} of {} {}",
            failed,
            plural(run.total(), "test"),
            "failed".red().bold()
        ),
    };
    writeln!(out, "{counts}")?;
    let coverage = run.coverage_line();
    if run.is_coverage_low() {
        writeln!(out, "{}", coverage.red())?;
    } else {
        writeln!(out, "{coverage}")?;
    }
    let missed = &run.coverage.missed;
    let shown = if is_verbose || missed.len() <= MISSED_MAX {
        missed.len()
    } else {
        MISSED_MAX
    };
    for &route in &missed[..shown] {
        let text = format!("  no test: {} → {}", run.place(route), run.receiver(route));
        writeln!(out, "{}", visible(&text).dimmed())?;
    }
    if shown < missed.len() {
        writeln!(out, "  and {} more, see `--verbose`", missed.len() - shown)?;
    }
    Ok(())
}
