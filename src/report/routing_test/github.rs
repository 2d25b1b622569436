//! GitHub workflow commands: one annotation a failed test, at its place in the test file.

use std::io::{self, Write};

use super::{Broken, TestRun};
use crate::report::github::{data, property};

/// Writes one command for a run that came to nothing.
pub fn render_broken(broken: &Broken<'_>, out: &mut dyn Write) -> io::Result<()> {
    let place = match broken.position {
        Some(position) => format!(",line={},col={}", position.line, position.column),
        None => String::new(),
    };
    writeln!(
        out,
        "::error file={}{place}::{}",
        property(broken.path),
        data(&broken.message)
    )
}

/// Writes one command for each failed test, and one for coverage that is too low.
pub fn render(run: &TestRun<'_>, out: &mut dyn Write) -> io::Result<()> {
    for file in &run.files {
        for (case, outcome) in file.cases.iter().filter(|(_, outcome)| !outcome.is_passed()) {
            let lines: Vec<String> = outcome
                .mismatches
                .iter()
                .flat_map(|mismatch| run.lines(mismatch))
                .collect();
            writeln!(
                out,
                "::error file={},line={},col={},title={}::{}",
                property(&file.path),
                case.position.line,
                case.position.column,
                property(&case.name),
                data(&lines.join("\n"))
            )?;
        }
    }
    if run.is_coverage_low() {
        writeln!(
            out,
            "::error file={},title=coverage::{}",
            property(run.source.name()),
            data(&run.coverage_line())
        )?;
    }
    Ok(())
}
