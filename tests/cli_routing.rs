//! `route`, `tree`, `test` and `diff` as they are typed: see `testdata/transcripts`; and their JSON against its schemas.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use serde_json::Value;
use support::transcript;

const BINARY: &str = env!("CARGO_BIN_EXE_runframe-cli");
const FILES: &str = "testdata/routing";

#[test]
fn route_tells_where_an_alert_goes() {
    transcript::run_with("testdata/transcripts/route.txt", BINARY, Some(FILES));
}

#[test]
fn tree_is_drawn() {
    transcript::run_with("testdata/transcripts/tree.txt", BINARY, Some(FILES));
}

#[test]
fn tests_are_run() {
    transcript::run_with("testdata/transcripts/test.txt", BINARY, Some(FILES));
}

#[test]
fn diff_shows_what_is_different() {
    transcript::run_with("testdata/transcripts/diff.txt", BINARY, Some(FILES));
}

/// Runs the program in the folder of files; its status must be one of these.
fn run(arguments: &[&str], statuses: &[i32]) -> Vec<u8> {
    let output = Command::new(BINARY)
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(FILES))
        .output()
        .expect("the program runs");
    let status = output.status.code().expect("it ends by itself");
    assert!(
        statuses.contains(&status),
        "{arguments:?} ends with {status}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// Runs a command with `--format json`, and holds what it prints against the command's schema.
fn assert_fits_schema(arguments: &[&str], statuses: &[i32]) -> Value {
    let path = format!("docs/schema/{}.json", arguments[0]);
    let schema = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("there is a schema");
    let schema = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let arguments: Vec<&str> = arguments.iter().copied().chain(["--format", "json"]).collect();
    let json = serde_json::from_slice(&run(&arguments, statuses)).expect("the output is JSON");
    let errors: Vec<String> = validator
        .iter_errors(&json)
        .map(|e| format!("{}: {e}", e.instance_path))
        .collect();
    assert!(errors.is_empty(), "{arguments:?}: {errors:#?}");
    json
}

#[test]
fn the_route_of_an_alert_fits_its_schema() {
    let critical = [
        "route",
        "alertmanager.yml",
        "severity=critical",
        "team=db",
        "service_id=svc_K7M4Q9TZ2H",
    ];
    let json = assert_fits_schema(&critical, &[0]);
    assert_eq!(json["alerts"][0]["incident"]["severity"]["value"], "SEV0");
    let held = [
        &critical[..],
        &["--at", "2026-03-01T23:00:00Z", "--firing", "alertname=NodeDown"],
    ]
    .concat();
    let json = assert_fits_schema(&held, &[0]);
    assert_eq!(json["alerts"][0]["not_delivered"]["reason"], "inhibited");
    assert_eq!(json["alerts"][0]["deliveries"][0]["muted"]["intervals"][0], "nights");
    let json = assert_fits_schema(&["route", "alertmanager.yml"], &[0]);
    assert_eq!(json["alerts"][0]["walk"][1]["missed"]["value"], Value::Null);
    assert_fits_schema(&["route", "new.yml", "severity=critical", "team=dba"], &[0]);
}

#[test]
fn the_tree_fits_its_schema() {
    let json = assert_fits_schema(&["tree", "alertmanager.yml"], &[0]);
    assert_eq!(json["routes"][5]["reachable"]["taken_by"], Value::from(vec![4]));
}

#[test]
fn the_outcome_of_tests_fits_its_schema() {
    let json = assert_fits_schema(&["test", "alertmanager.yml", "failing.test.yml"], &[1]);
    assert_eq!(json["summary"]["failed"], 3);
    let json = assert_fits_schema(
        &["test", "alertmanager.yml", "failing.test.yml", "--fail-under", "99.5"],
        &[1],
    );
    assert_eq!(json["coverage"]["fail_under"], 99.5);
}

#[test]
fn the_difference_fits_its_schema() {
    let json = assert_fits_schema(&["diff", "alertmanager.yml", "new.yml"], &[1]);
    assert_eq!(json["settings"]["receivers"][0]["name"], "chat");
    let json = assert_fits_schema(&["diff", "new.yml", "new.yml"], &[0]);
    assert_eq!(json["equal"], true);
    assert_fits_schema(&["diff", "alertmanager.yml", "new.yml", "--limit", "1"], &[1]);
}

#[test]
fn what_is_generated_passes_and_covers_everything() {
    let tests = run(&["test", "--generate", "alertmanager.yml"], &[0]);
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let path = folder.path().join("routing.test.yml");
    fs::write(&path, tests).expect("it is writable");
    let path = path.to_str().expect("it is UTF-8");
    run(&["test", "alertmanager.yml", path, "--fail-under", "100"], &[0]);
}

/// A run's status and streams.
fn said(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(BINARY)
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(FILES))
        .env("NO_COLOR", "1")
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
    let status = output.status.code().expect("it was not killed");
    (status, text(output.stdout), text(output.stderr))
}

#[test]
fn labels_joined_by_commas_are_remarked_and_open_braces_refused() {
    let (status, _, remarks) = said(&["route", "alertmanager.yml", "severity=critical,team=db"]);
    assert_eq!(status, 0, "{remarks}");
    assert!(
        remarks.contains(
            "`team=db` is part of the value of `severity`; labels are arguments of their own, or go in braces\n"
        ),
        "{remarks}"
    );
    let (status, _, refusal) = said(&["route", "alertmanager.yml", "{severity=critical"]);
    assert_eq!(status, 2);
    assert!(
        refusal.contains("`{severity=critical` lacks its closing brace"),
        "{refusal}"
    );
    let (status, _, remarks) = said(&["route", "alertmanager.yml", "{severity=critical, team=db}"]);
    assert!(status == 0 && !remarks.contains("part of the value"), "{remarks}");
}

#[test]
fn a_file_of_tests_that_cannot_be_read_is_told_in_every_format() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("broken.test.yml");
    fs::write(&path, "tests:\n  - lables: {a: b}\n").expect("it can be written");
    let path = path.to_str().expect("it is UTF-8");
    let run = |format: &str| {
        let (status, report, error) = said(&["test", "alertmanager.yml", path, "--format", format]);
        assert_eq!(status, 2, "{error}");
        assert!(error.starts_with(&format!("error: {path}:2:")), "{error}");
        report
    };
    assert_eq!(run("text"), "");
    let github = run("github");
    assert!(
        github.starts_with(&format!("::error file={path},line=2,col=")),
        "{github}"
    );
    let junit = run("junit");
    assert!(
        junit.contains("errors=\"1\"") && junit.contains("<error type=\"unreadable\""),
        "{junit}"
    );
    let json: Value = serde_json::from_str(&run("json")).expect("it is JSON");
    assert_eq!(
        (&json["passed"], &json["error"]["line"]),
        (&Value::Bool(false), &Value::from(2))
    );
    let schema = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/test.json")).expect("it is there");
    let schema = serde_json::from_slice(&schema).expect("it is JSON");
    assert!(jsonschema::is_valid(&schema, &json), "{json:#}");
}

#[test]
fn what_is_only_written_otherwise_is_no_difference() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("it can be written");
        path.to_str().expect("it is UTF-8").to_owned()
    };
    let old = write(
        "old.yml",
        "global: {resolve_timeout: 1h, smtp_from: a@b}\n\
         route: {receiver: a, group_wait: 60s, group_by: [x, y], routes: [{receiver: b, match: {s: c, t: d}}]}\n\
         receivers:\n- name: a\n  webhook_configs: [&w {url: 'http://x/', http_config: {}, max_alerts: 3}]\n- name: b\n  \
         webhook_configs: [*w]\n\
         inhibit_rules:\n- {source_match: {s: c}, target_match_re: {s: 'w.+|i'}, equal: [x, y]}\n\
         - {source_match: {s: d}, target_match_re: {s: e}}\n",
    );
    let new = write(
        "new.yml",
        "route:\n  group_by: [y, x]\n  group_wait: 1m\n  receiver: \"a\"\n  routes: [{matchers: ['t=d', 's=c'], receiver: b}]\n\
         inhibit_rules:\n- {source_matchers: [s=d], target_matchers: [s=e]}\n\
         - {source_matchers: [s=c], target_matchers: ['s=~\"w.+|i\"'], equal: [y, x]}\n\
         receivers:\n- name: b\n  webhook_configs:\n  - {max_alerts: 3, url: http://x/, http_config: {}}\n- name: a\n  \
         webhook_configs:\n  - {max_alerts: 3, url: http://x/, http_config: {}}\n\
         global: {smtp_from: 'a@b', resolve_timeout: 3600s}\n",
    );
    let (status, said_of_both, error) = said(&["diff", &old, &new]);
    assert_eq!(status, 0, "{said_of_both}{error}");
}

#[test]
fn the_place_of_a_wrapped_configuration_is_in_the_file() {
    let config = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(FILES)
            .join("alertmanager.yml"),
    );
    let config = config.expect("it is readable");
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let write = |name: &str, text: String| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("it can be written");
        path.to_str().expect("it is UTF-8").to_owned()
    };
    let indented: String = config.lines().flat_map(|line| ["    ", line, "\n"]).collect();
    let values = write("values.yml", format!("alertmanager:\n  config:\n{indented}"));
    let encoded = base64::engine::general_purpose::STANDARD.encode(&config);
    let secret = write(
        "secret.yml",
        format!("kind: Secret\napiVersion: v1\ndata:\n  alertmanager.yaml: {encoded}\n"),
    );
    let plain = assert_fits_schema(&["tree", "alertmanager.yml"], &[0]);
    let line = |json: &Value| json["routes"][1]["line"].as_u64().expect("a route has a line");
    for (path, key, shift) in [(&values, Value::Null, 2), (&secret, "data.alertmanager.yaml".into(), 0)] {
        let tree = assert_fits_schema(&["tree", path], &[0]);
        assert_eq!((&tree["path"], &tree["inside"]), (&Value::from(path.as_str()), &key));
        assert_eq!(line(&tree), line(&plain) + shift, "{path}");
        let route = assert_fits_schema(&["route", path, "severity=critical"], &[0]);
        assert_eq!((&route["path"], &route["inside"]), (&Value::from(path.as_str()), &key));
        let diff = assert_fits_schema(&["diff", "alertmanager.yml", path], &[0]);
        assert_eq!((&diff["new"], &diff["new_inside"]), (&Value::from(path.as_str()), &key));
    }
}

/// As its API answers: `invalid label set: invalid name`.
#[test]
fn an_early_release_has_no_alert_with_a_name_of_other_characters() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("it is writable");
        path.into_os_string().into_string().expect("it is UTF-8")
    };
    let config = write("alertmanager.yml", "route: { receiver: a }\nreceivers: [{ name: a }]\n");
    let tests = "tests:\n  - labels: { severity: critical }\n    expect: { receivers: [a] }\n  \
                 - labels: { a.b: c }\n    expect: { receivers: [a] }\n";
    let tests = write("odd.test.yml", tests);
    for arguments in [
        &["route", &config, "\"a.b\"=c"][..],
        &["route", &config, "severity=critical", "--firing", "{\"a.b\"=c}"],
        &["test", &config, &tests],
    ] {
        let (status, _, text) = said(&[arguments, &["--alertmanager-version", "0.25"]].concat());
        let refusal = "Alertmanager 0.25 takes no alert with a label or annotation `a.b`";
        assert!(text.contains(refusal), "{text}");
        assert!(arguments[0] == "route" || text.contains("odd.test.yml:4:5: "), "{text}");
        assert_eq!((status, said(arguments).0), (2, 0), "{arguments:?}");
    }
}
