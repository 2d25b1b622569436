//! `validate` and `explain` as they are typed: see `testdata/transcripts`.

mod support;

use std::fs;
use std::io::{Read, Write};
use std::process::{Command, Stdio};

use support::transcript;

const BINARY: &str = env!("CARGO_BIN_EXE_runframe-cli");

#[test]
fn validate_finds_what_is_wrong() {
    transcript::run("testdata/transcripts/validate.txt", BINARY);
}

#[test]
fn validate_looks_inside_other_files() {
    transcript::run("testdata/transcripts/validate-wrapped.txt", BINARY);
}

#[test]
fn validate_says_what_to_do_with_bad_input() {
    transcript::run("testdata/transcripts/validate-input.txt", BINARY);
}

#[test]
fn explain_prints_pages() {
    transcript::run("testdata/transcripts/explain.txt", BINARY);
}

fn run(arguments: &[&str]) -> (Vec<u8>, Vec<u8>, Option<i32>) {
    let output = Command::new(BINARY).args(arguments).output().expect("the program runs");
    (output.stdout, output.stderr, output.status.code())
}

#[test]
fn what_is_no_text_or_too_large_is_refused_in_bounded_memory() {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("it is UTF-8").to_owned();
    fs::write(path("binary"), [0x7f, b'E', b'L', b'F', 0, 1, 2]).expect("it is writable");
    let sparse = fs::File::create(path("large")).expect("it is writable");
    sparse.set_len(1 << 30).expect("a file may have holes");
    fs::write(path("ok.yml"), "route: {receiver: a}\nreceivers: [{name: a}]\n").expect("it is writable");
    let files = [path("binary"), path("large"), path("ok.yml")];
    let (out, err, code) = run(&["validate", &files[0], &files[1], &files[2]]);
    let (out, err) = (String::from_utf8_lossy(&out), String::from_utf8_lossy(&err));
    assert_eq!(code, Some(2), "{err}");
    assert!(
        err.contains("binary` : ") || err.contains("it is a binary file"),
        "{err}"
    );
    assert!(err.contains("it is larger than 256 MiB"), "{err}");
    assert!(out.contains("ok.yml"), "the others are checked: {out}");
}

#[test]
fn a_closed_pipe_ends_quietly_and_finds_what_it_finds() {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let path = folder.path().join("many.yml");
    let mut file = fs::File::create(&path).expect("it is writable");
    writeln!(
        file,
        "route: {{receiver: a}}\nreceivers:\n- name: a\n  webhook_configs:"
    )
    .expect("it is writable");
    for number in 0..5_000 {
        writeln!(file, "  - url: http://h{number}.example.com/webhooks/k{number}").expect("it is writable");
    }
    let mut child = Command::new(BINARY)
        .args(["validate", "--max-findings", "0", path.to_str().expect("it is UTF-8")])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut first = [0; 16];
    child
        .stdout
        .take()
        .expect("it is a pipe")
        .read_exact(&mut first)
        .expect("something is printed");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn explanations_fit_their_schema() {
    let schema = include_str!("../docs/schema/explain.json");
    let schema = serde_json::from_str(schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let (out, _, code) = run(&["explain", "--format", "json"]);
    assert_eq!(code, Some(0));
    let json = serde_json::from_slice(&out).expect("the output is JSON");
    let errors: Vec<String> = validator.iter_errors(&json).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}
