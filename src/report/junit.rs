//! JUnit XML as Jenkins' schema has it: a suite a file, a test case a finding.
//!
//! A finding that fails the run is a `failure`, any other a passed case with its text as output, so that the picture a CI
//! draws agrees with the exit status. A file without findings is one passed case.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::markup::{escape as content, escape_attribute as attribute};
use super::text::location;
use super::{Report, Subject};
use crate::diagnostic::{Diagnostic, Level};

/// Writes the document. Findings at `fail_on` or worse are failures; `None`: none is.
pub fn render(report: &Report, fail_on: Option<Level>, out: &mut dyn Write) -> io::Result<()> {
    let fails = |level| fail_on.is_some_and(|least| level >= least);
    let mut suites = String::new();
    let (mut all_tests, mut all_failures) = (0, 0);
    for (subject, findings) in report.shown() {
        let failures = findings.iter().filter(|finding| fails(finding.level)).count();
        let tests = findings.len().max(1);
        all_tests += tests;
        all_failures += failures;
        let suite = attribute(&subject.display_name());
        let _ = writeln!(
            suites,
            r#"  <testsuite name="{suite}" tests="{tests}" failures="{failures}" errors="0">"#
        );
        if findings.is_empty() {
            let _ = writeln!(suites, r#"    <testcase classname="{suite}" name="validate"/>"#);
        }
        for finding in findings {
            suites.push_str(&test_case(subject, finding, fails(finding.level)));
        }
        suites.push_str("  </testsuite>\n");
    }
    for input in report.unreadable() {
        all_tests += 1;
        let suite = attribute(&input.path);
        let message = attribute(&input.message);
        let _ = writeln!(
            suites,
            "  <testsuite name=\"{suite}\" tests=\"1\" failures=\"0\" errors=\"1\">\n    \
             <testcase classname=\"{suite}\" name=\"validate\">\n      \
             <error type=\"unreadable\" message=\"{message}\"/>\n    </testcase>\n  </testsuite>"
        );
    }
    let errors = report.unreadable().len();
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        out,
        r#"<testsuites name="runframe-cli validate" tests="{all_tests}" failures="{all_failures}" errors="{errors}">"#
    )?;
    out.write_all(suites.as_bytes())?;
    writeln!(out, "</testsuites>")
}

fn test_case(subject: &Subject, finding: &Diagnostic, is_failure: bool) -> String {
    let text = content(&subject.plain_text(finding));
    let place = content(&location(subject, finding));
    let body = format!("{}: {text}\nat {place}", finding.level.as_str());
    let suite = attribute(&subject.display_name());
    let position = subject.source().position(finding.primary.span.start);
    let (open, close) = if is_failure {
        let message = attribute(&subject.masked_message(finding));
        (
            format!(r#"failure type="{}" message="{message}""#, finding.name),
            "failure",
        )
    } else {
        ("system-out".to_owned(), "system-out")
    };
    format!(
        "    <testcase classname=\"{suite}\" name=\"{} at {}:{}\">\n      <{open}>{body}</{close}>\n    </testcase>\n",
        finding.name, position.line, position.column
    )
}
