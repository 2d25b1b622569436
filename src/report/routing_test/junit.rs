//! JUnit XML as Jenkins' schema has it: a suite a test file, a case a test; coverage that was asked for is a case of its
//! own.

use std::io::{self, Write};

use super::{Broken, TestRun};
use crate::report::markup::{escape, escape_attribute};

/// Writes the document of a run that came to nothing.
pub fn render_broken(broken: &Broken<'_>, out: &mut dyn Write) -> io::Result<()> {
    let suite = escape_attribute(broken.path);
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        out,
        r#"<testsuites name="runframe-cli test" tests="1" failures="0" errors="1">"#
    )?;
    writeln!(out, r#"  <testsuite name="{suite}" tests="1" failures="0" errors="1">"#)?;
    writeln!(out, r#"    <testcase classname="{suite}" name="the file can be read">"#)?;
    writeln!(
        out,
        "      <error type=\"unreadable\" message=\"{}\">at {}</error>",
        escape_attribute(&broken.message),
        escape(&broken.place())
    )?;
    writeln!(out, "    </testcase>\n  </testsuite>\n</testsuites>")
}

/// Writes the document.
pub fn render(run: &TestRun<'_>, out: &mut dyn Write) -> io::Result<()> {
    let asks_coverage = usize::from(run.fail_under.is_some());
    let is_low = usize::from(run.is_coverage_low());
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        out,
        r#"<testsuites name="runframe-cli test" tests="{}" failures="{}" errors="0">"#,
        run.total() + asks_coverage,
        run.failed() + is_low
    )?;
    for file in &run.files {
        let suite = escape_attribute(&file.path);
        writeln!(
            out,
            r#"  <testsuite name="{suite}" tests="{}" failures="{}" errors="0">"#,
            file.cases.len(),
            file.failed()
        )?;
        for (case, outcome) in &file.cases {
            let name = escape_attribute(&case.name);
            if outcome.is_passed() {
                writeln!(out, r#"    <testcase classname="{suite}" name="{name}"/>"#)?;
                continue;
            }
            let lines: Vec<String> = outcome
                .mismatches
                .iter()
                .flat_map(|mismatch| run.lines(mismatch))
                .collect();
            let what: Vec<&str> = outcome
                .mismatches
                .iter()
                .map(|mismatch| mismatch.what.as_str())
                .collect();
            writeln!(out, r#"    <testcase classname="{suite}" name="{name}">"#)?;
            writeln!(
                out,
                "      <failure type=\"mismatch\" message=\"{}\">{}\nat {}:{}</failure>",
                escape_attribute(&format!("not as expected: {}", what.join(", "))),
                escape(&lines.join("\n")),
                escape(&file.path),
                case.position.line
            )?;
            writeln!(out, "    </testcase>")?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    if asks_coverage > 0 {
        let suite = escape_attribute(run.source.name());
        let line = run.coverage_line();
        writeln!(
            out,
            r#"  <testsuite name="{suite}" tests="1" failures="{is_low}" errors="0">"#
        )?;
        if is_low > 0 {
            let missed: Vec<String> = run.coverage.missed.iter().map(|&route| run.place(route)).collect();
            writeln!(
                out,
                "    <testcase classname=\"{suite}\" name=\"coverage\">\n      \
                 <failure type=\"coverage\" message=\"{}\">{}</failure>\n    </testcase>",
                escape_attribute(&line),
                escape(&missed.join("\n"))
            )?;
        } else {
            writeln!(out, r#"    <testcase classname="{suite}" name="coverage"/>"#)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}
