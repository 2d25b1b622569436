//! What `init` prints is accepted: by `validate`, by the real amtools that know `url_file`, and by the real promtools.

mod support;

use std::path::Path;
use std::process::{Command, Output};

use support::real::{Release, program};

fn run(path: impl AsRef<Path>, arguments: &[&str]) -> Output {
    Command::new(path.as_ref())
        .args(arguments)
        .output()
        .expect("the program starts")
}

fn assert_accepts(output: &Output, what: &str) {
    let text = [output.stdout.as_slice(), &output.stderr].concat();
    assert!(output.status.success(), "{what}: {}", String::from_utf8_lossy(&text));
}

#[test]
fn both_files_are_accepted() {
    let ours = env!("CARGO_BIN_EXE_runframe-cli");
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let folder = folder.path().to_str().expect("temporary folders have plain names");
    let written = run(ours, &["init", "--dir", folder, "--service-id", "svc_K7M4Q9TZ2H"]);
    assert_accepts(&written, "init");
    let config = format!("{folder}/alertmanager.yml");
    let rules = format!("{folder}/runframe-test.rules.yml");
    assert_accepts(&run(ours, &["validate", &config]), "validate");
    // `url_file` came with 0.26.
    for release in [Release::Middle, Release::Newest] {
        if let Some(amtool) = program(release, "amtool") {
            assert_accepts(&run(amtool, &["check-config", &config]), "amtool");
        }
    }
    for release in Release::ALL {
        if let Some(promtool) = program(release, "promtool") {
            assert_accepts(&run(promtool, &["check", "rules", &rules]), "promtool");
        }
    }
    let again = run(ours, &["init", "--dir", folder]);
    assert_eq!(again.status.code(), Some(2), "it never overwrites");
}

#[test]
fn the_simulators_rules_are_accepted() {
    let printed = run(env!("CARGO_BIN_EXE_runframe-cli"), &["init", "simulator-rules"]);
    assert_accepts(&printed, "init");
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let rules = folder.path().join("simulator.rules.yml");
    std::fs::write(&rules, &printed.stdout).expect("it can be written");
    let rules = rules.to_str().expect("temporary folders have plain names");
    for release in Release::ALL {
        if let Some(promtool) = program(release, "promtool") {
            let output = run(promtool, &["check", "rules", rules]);
            assert_accepts(&output, "promtool");
            assert!(
                String::from_utf8_lossy(&output.stdout).contains("7 rules"),
                "{output:?}"
            );
        }
    }
}

#[test]
fn a_flag_that_has_no_say_is_told() {
    for arguments in [
        ["init", "alertmanager", "--severity", "critical"],
        ["init", "alertmanager", "--service-id", "svc_K7M4Q9TZ2H"],
        ["init", "rules", "--url-file", "/run/url"],
        ["init", "settings", "--severity", "critical"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_runframe-cli"))
            .args(arguments)
            .output()
            .expect("it runs");
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            text.starts_with(&format!("error: `{}` is for ", arguments[2])) && output.stdout.is_empty(),
            "{text}"
        );
    }
}
