//! The JUnit documents of `validate` and `test` against `testdata/schema/junit.xsd`, by `xmllint`, and against the schema
//! `$RUNFRAME_JUNIT_XSD` names, such as a copy of Jenkins' `junit-10.xsd`.

mod support;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use support::real::is_required;
use tempfile::TempDir;

const BINARY: &str = env!("CARGO_BIN_EXE_runframe-cli");
const PACKAGE: &str = env!("CARGO_MANIFEST_DIR");

/// What breaks out of careless XML: markup, the end of a CDATA section, quotes, characters XML cannot hold.
const HOSTILE: &str =
    "]]></failure><![CDATA[ <b a='\"'>&amp;&#0; \u{1b}[31m\u{7f}\u{85}\u{202e}\u{fffe}\u{ffff}\u{10ffff}日本";

/// Whether there is an `xmllint`. Without one, says that the test is skipped.
#[allow(clippy::print_stderr, reason = "a skipped test says so")]
fn has_xmllint() -> bool {
    let ran = Command::new("xmllint").arg("--version").output();
    if ran.is_ok() {
        return true;
    }
    assert!(
        !is_required(),
        "xmllint is missing and must not be (Debian: libxml2-utils)"
    );
    eprintln!("SKIPPED: no xmllint");
    false
}

/// Holds a document against the schemas, and its counts against its cases.
fn assert_is_junit(what: &str, xml: &str) {
    assert_fits(&Path::new(PACKAGE).join("testdata/schema/junit.xsd"), what, xml);
    if let Some(schema) = env::var_os("RUNFRAME_JUNIT_XSD") {
        assert_fits(Path::new(&schema), what, xml);
    }
    let count = |element: &str| xml.matches(&format!("<{element} ")).count();
    let counts = format!(
        " tests=\"{}\" failures=\"{}\" errors=\"{}\">",
        count("testcase"),
        count("failure"),
        count("error")
    );
    let all = xml.lines().nth(1).unwrap_or_default();
    assert!(all.ends_with(&counts), "{what}: the counts are not{counts}\n{xml}");
}

fn assert_fits(schema: &Path, what: &str, xml: &str) {
    let mut xmllint = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema)
        .arg("-")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("xmllint runs");
    let mut stdin = xmllint.stdin.take().expect("it is piped");
    stdin.write_all(xml.as_bytes()).expect("xmllint reads it");
    drop(stdin);
    let output = xmllint.wait_with_output().expect("xmllint ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{what} does not fit {}: {said}\n{xml}",
        schema.display()
    );
}

fn run(command: &str, arguments: &[&Path], further: &[&str], status: i32) -> String {
    let output = Command::new(BINARY)
        .arg(command)
        .args(arguments)
        .args(["--format", "junit"])
        .args(further)
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{command} {arguments:?}: {said}");
    String::from_utf8(output.stdout).expect("the document is UTF-8")
}

struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder can be made"))
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, text).expect("it can be written");
        path
    }
}

const GOOD: &str = "route: {receiver: a, routes: [{matchers: [a=b], receiver: a}]}\nreceivers: [{name: a}]\n";

#[test]
fn what_validate_writes_fits_the_schema() {
    if !has_xmllint() {
        return;
    }
    let reviewed = fs::read_to_string(Path::new(PACKAGE).join("testdata/report/report.junit.xml"));
    assert_is_junit("the reviewed document", &reviewed.expect("it is readable"));

    let files = Files::new();
    let good = files.write("good.yml", GOOD);
    let allowed = GOOD.replace("receivers:", "# runframe: allow missing-runframe\nreceivers:");
    let none = run("validate", &[&files.write("allowed.yml", &allowed)], &[], 0);
    assert_is_junit("no finding", &none);
    assert!(none.contains("name=\"validate\"/>"), "{none}");

    let many = "- name: a\n  nmae: b\n".repeat(200);
    let many = files.write("many.yml", &format!("route: {{receiver: b}}\nreceivers:\n{many}"));
    let hostile = files.write(
        "]]>&\"'<\u{1}\u{fffe}.yml",
        &format!("route: {{receiver: '{}'}}\n", HOSTILE.replace('\'', "''")),
    );
    let not_yaml = files.write("tab.yml", "route:\n\treceiver: a\n");
    let binary = files.0.path().join("binary.yml");
    fs::write(&binary, b"\x00\xff\xfe]]>\x01").expect("it can be written");
    let missing = files.0.path().join("<missing>&\u{1b}.yml");
    let all = [&*good, &many, &hostile, &not_yaml, &binary, &missing];
    assert_is_junit("faulty files", &run("validate", &all, &[], 2));
    assert_is_junit("all is allowed", &run("validate", &[&good], &["--fail-on", "never"], 0));
}

#[test]
fn what_test_writes_fits_the_schema() {
    if !has_xmllint() {
        return;
    }
    let files = Files::new();
    let good = files.write("good.yml", GOOD);
    let escapes: Vec<String> = HOSTILE.chars().map(|c| format!("\\U{:08x}", u32::from(c))).collect();
    let yaml = format!("\"{}\"", escapes.concat());
    let passing = files.write("passing.yml", "tests: [{labels: {a: b}, expect: {receivers: [a]}}]");
    let hostile = files.write(
        "hostile]]>.yml",
        &format!(
            "tests:\n- {{name: {yaml}, labels: {{a: {yaml}}}, expect: {{receivers: [{yaml}], runframe: true}}}}\n\
             - {{labels: {{a: {yaml}}}, expect: {{receivers: [a], group_labels: {{x: {yaml}}}}}}}"
        ),
    );
    assert_is_junit("all pass", &run("test", &[&good, &passing], &[], 0));
    assert_is_junit("some fail", &run("test", &[&good, &passing, &hostile], &[], 1));
    let covered = run("test", &[&good, &passing], &["--fail-under", "50"], 0);
    assert_is_junit("covered", &covered);
    let low = run("test", &[&good, &passing], &["--fail-under", "100"], 1);
    assert_is_junit("not covered", &low);
    let broken = files.write("broken]]>\u{1}.yml", &format!("tests:\n- {{{yaml}: 1}}\n"));
    assert_is_junit("a faulty file of tests", &run("test", &[&good, &broken], &[], 2));
}
