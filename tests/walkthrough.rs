//! The walkthrough as a user runs it: embedded, through real Prometheus and Alertmanager processes, and when it breaks.

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use support::real::{self, Release};

fn walkthrough(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_runframe-cli"))
        .arg("walkthrough")
        .args(arguments)
        // As in many a company; it leads nowhere on this machine.
        .envs(["http_proxy", "HTTP_PROXY", "https_proxy"].map(|name| (name, "http://127.0.0.1:1")))
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

fn report(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).expect("it prints one JSON value")
}

fn assert_fits_schema(report: &serde_json::Value) {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/walkthrough.json");
    let schema = std::fs::read_to_string(schema).expect("the schema is readable");
    let schema = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let faults: Vec<_> = validator.iter_errors(report).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

fn file(folder: &tempfile::TempDir, text: &str) -> String {
    let path = folder.path().join("alertmanager.yml");
    std::fs::write(&path, text).expect("the temporary folder takes files");
    path.to_str().expect("temporary folders have plain names").to_owned()
}

/// The folder of a release's programs; `None` if one of them is missing, which was said then.
fn bin_folder(release: Release) -> Option<PathBuf> {
    real::program(release, "prometheus")?;
    let alertmanager = real::program(release, "alertmanager")?;
    alertmanager.parent().map(Path::to_path_buf)
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

#[test]
fn the_embedded_chain_goes_through_all_four_steps() {
    let output = walkthrough(&[]);
    let text = stdout(&output);
    assert!(output.status.success(), "{text}");
    for line in [
        "1 Make a Prometheus rule that fires at once",
        "2 See Alertmanager forward it",
        "3 See the incident, with the right severity and service",
        "4 Clear the alert, and see the incident resolve",
        "SEV0 Critical",
        "All four steps passed",
    ] {
        assert!(text.contains(line), "{line:?} is missing:\n{text}");
    }
    assert!(!text.contains('✗'), "{text}");
}

#[test]
fn a_configuration_may_lie_in_a_resource() {
    let folder = folder();
    let path = file(
        &folder,
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: alertmanager}\ndata:\n  alertmanager.yml: |\n    \
         route: {receiver: runframe}\n    receivers:\n    - name: runframe\n      \
         webhook_configs: [{url: 'https://api.runframe.io/webhooks/0123456789abcdef'}]\n",
    );
    let output = walkthrough(&["--config", &path]);
    assert!(output.status.success(), "{}", stdout(&output));
    // Without one in it, it is unusable.
    let path = file(&folder, "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n");
    let output = walkthrough(&["--config", &path]);
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.contains("holds no Alertmanager configuration"), "{error}");
}

#[test]
fn a_severity_that_is_none_shows_what_decided() {
    let output = walkthrough(&["--severity", "bogus"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}");
    let line = text
        .lines()
        .find(|line| line.contains("✓ severity"))
        .expect("it is told");
    assert!(
        line.contains("SEV2 Medium") && line.contains("fell back: ") && line.contains("bogus"),
        "{line}"
    );
}

#[test]
fn its_json_fits_the_schema_and_holds_no_routing_key() {
    let output = walkthrough(&["--format", "json", "--severity", "warning"]);
    assert!(output.status.success());
    let report = report(&output);
    assert_fits_schema(&report);
    assert_eq!(report["mode"], "embedded");
    assert_eq!(report["passed"], true);
    let severity = report["steps"][3]["checks"].as_array().and_then(|checks| {
        checks
            .iter()
            .find(|check| check["name"] == "severity")
            .map(|check| check["observed"].clone())
    });
    assert_eq!(severity, Some("SEV2 Medium".into()));
    let key = regex::Regex::new("/webhooks/[0-9a-f]{16}").expect("it is well formed");
    assert!(!key.is_match(&report.to_string()), "{report:#}");
}

#[test]
fn a_configuration_that_sends_the_alert_elsewhere_breaks_it_and_says_so() {
    let folder = folder();
    let path = file(
        &folder,
        "route:\n  receiver: chat\n  routes:\n    - matchers: [team = payments]\n      receiver: runframe\nreceivers:\n  \
         - name: chat\n  - name: runframe\n    webhook_configs:\n      - url: https://api.runframe.io/webhooks/abc\n",
    );
    let output = walkthrough(&["--config", &path]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("the test alert goes to `chat`, which is not Runframe"),
        "{text}"
    );
    assert!(
        text.contains("send it down a route to `runframe` with --label NAME=VALUE"),
        "{text}"
    );
    let output = walkthrough(&["--config", &path, "--label", "team=payments"]);
    assert!(output.status.success(), "{}", stdout(&output));
}

#[test]
fn what_alertmanager_would_not_send_breaks_it() {
    let folder = folder();
    let config = |route: &str, webhook: &str| {
        format!(
            "route:\n  receiver: runframe\n  routes:\n    - {route}\ntime_intervals: [{{name: always, time_intervals: [{{years: \
             ['2020:2099']}}]}}]\nreceivers:\n  - name: runframe\n    webhook_configs:\n      - url: http://127.0.0.1:1/chat\n        \
             payload: {{text: hi}}\n      - url: https://api.runframe.io/webhooks/abc\n{webhook}"
        )
    };
    for (route, webhook, expected) in [
        ("{receiver: runframe}", "", None),
        (
            "{receiver: runframe, mute_time_intervals: [always]}",
            "",
            Some("the route to `runframe` is muted by `always`"),
        ),
        (
            "{receiver: runframe}",
            "        send_resolved: false\n",
            Some("`send_resolved` is false for receiver `runframe`"),
        ),
    ] {
        let path = file(&folder, &config(route, webhook));
        let output = walkthrough(&["--config", &path]);
        let text = stdout(&output);
        assert_eq!(output.status.success(), expected.is_none(), "{text}");
        assert!(expected.is_none_or(|expected| text.contains(expected)), "{text}");
    }
}

#[test]
fn a_configuration_that_alertmanager_refuses_is_named_with_its_place() {
    let folder = folder();
    let path = file(&folder, "route:\n  receiver: nobody\n");
    let output = walkthrough(&["--config", &path]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("alertmanager.yml:2:13: Alertmanager refuses it"),
        "{text}"
    );
}

#[test]
fn a_missing_file_and_missing_programs_say_what_to_do() {
    let output = walkthrough(&["--config", "no-such.yml"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(
        stderr.contains("cannot read `no-such.yml`: there is no such file"),
        "{stderr}"
    );
    for (label, words) in [("alertname=a", "walkthrough's own"), ("severity=a", "with --severity")] {
        let output = walkthrough(&["--label", label]);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(words), "{stderr}");
    }
    let folder = folder();
    let output = walkthrough(&["--real", "--bin-dir", folder.path().to_str().expect("it is plain")]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("no Alertmanager executable in"), "{text}");
    assert!(text.contains("--bin-dir"), "{text}");
    let config = folder.path().join("alertmanager.yml");
    std::fs::write(&config, "route: {receiver: a}\nreceivers: [{name: a}]\n").expect("it can be written");
    let config = config.to_str().expect("it is plain").to_owned();
    let output = walkthrough(&["--config", &config, "--receiver", "b"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(
        text.contains("there is no receiver `b`\n  help: there is: `a`"),
        "{text}"
    );
    let text = "route: {receiver: a}\nreceivers: [{name: a, webhook_configs: [{url: 'http://x/', payload: {a: b}}]}]\n";
    std::fs::write(&config, text).expect("it can be written");
    let output = walkthrough(&["--config", &config, "--receiver", "a"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("receiver `a` sends a `payload` of its own"), "{text}");
}

#[test]
fn real_prometheus_and_alertmanager_of_three_versions_go_through_all_four_steps() {
    let here = std::env::current_dir().expect("it is known");
    for release in Release::ALL {
        let Some(folder) = bin_folder(release) else { continue };
        // As people name what they have just unpacked, where it is below.
        let folder = folder.strip_prefix(&here).unwrap_or(&folder);
        let output = walkthrough(&[
            "--real",
            "--bin-dir",
            folder.to_str().expect("it is plain"),
            "--format",
            "json",
        ]);
        let report = report(&output);
        assert!(output.status.success(), "{release:?}: {report:#}");
        assert_fits_schema(&report);
        assert_eq!(report["mode"], "real");
    }
}

/// Who has no terminal, as in CI, sees no spinner.
#[test]
fn waits_that_the_configuration_asks_for_are_told_where_there_is_no_terminal() {
    let Some(bin) = bin_folder(Release::Newest) else { return };
    let folder = folder();
    let path = file(
        &folder,
        "route:\n  receiver: runframe\n  group_wait: 0s\n  group_interval: 5s\nreceivers:\n  - name: runframe\n    webhook_configs:\n      \
         - url: https://api.runframe.io/webhooks/abc\n",
    );
    let bin = bin.to_str().expect("it is plain");
    let output = walkthrough(&["--real", "--bin-dir", bin, "--config", &path]);
    assert!(output.status.success(), "{}", stdout(&output));
    let stderr = String::from_utf8_lossy(&output.stderr);
    let line = "  … waiting for the resolved notification (group_interval: 5s)\n";
    assert!(stderr.contains(line), "{stderr}");
    assert!(!stderr.contains("group_wait"), "{stderr}");
}

/// Nothing is left behind: neither a process nor a folder.
#[cfg(target_os = "linux")]
#[test]
fn an_interruption_stops_the_processes_and_takes_the_folder_away() {
    use std::time::{Duration, Instant};

    let Some(bin) = bin_folder(Release::Newest) else { return };
    let folder = folder();
    let child = Command::new(env!("CARGO_BIN_EXE_runframe-cli"))
        .args(["walkthrough", "--real", "--bin-dir"])
        .arg(&bin)
        .env("TMPDIR", folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let entries = || std::fs::read_dir(folder.path()).expect("it is readable").count();
    let in_folder = || {
        let processes = std::fs::read_dir("/proc").expect("it is readable").flatten();
        processes
            .filter_map(|process| std::fs::read_link(process.path().join("cwd")).ok())
            .filter(|cwd| cwd.starts_with(folder.path()))
            .count()
    };
    let limit = Instant::now() + Duration::from_mins(1);
    while in_folder() < 2 {
        assert!(Instant::now() < limit, "the real processes do not start");
        std::thread::yield_now();
    }
    let status = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .expect("kill is there");
    assert!(status.success());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130), "{}", stdout(&output));
    assert_eq!(in_folder(), 0, "a process is left");
    assert_eq!(entries(), 0, "a folder is left");
}
