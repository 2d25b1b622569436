//! `deliveries` and `replay` as people run them.

#[path = "support/serve.rs"]
mod serve;

use serde_json::{Value, json};

use serve::{Serve, status, stderr, stdout};

/// A payload with spaces and escapes that no JSON library would write.
const PAYLOAD: &str = r#"{ "version":"4","groupKey":"{}:{alertname=\"A\"}", "alerts":[{"status":"firing",
 "labels":{"alertname":"A\u003cB","severity":"critical"},"annotations":{},"startsAt":"2026-01-02T03:04:05.10Z",
 "endsAt":"0001-01-01T00:00:00Z","generatorURL":""}],"truncatedAlerts":0 }"#;

/// Runs a command that must succeed, and returns what it printed.
fn printed(serve: &Serve, arguments: &[&str]) -> String {
    let output = serve.run(arguments);
    assert_eq!(status(&output), 0, "{arguments:?}: {}", stderr(&output));
    stdout(&output)
}

/// Runs a command that must fail: its status and what it said.
fn failure(serve: &Serve, arguments: &[&str]) -> (i32, String) {
    let output = serve.run(arguments);
    (status(&output), stderr(&output))
}

fn replay(serve: &Serve, source: &str, arguments: &[&str]) -> Value {
    let all = [&["replay", source, "--format", "json"], arguments].concat();
    serve.json(&all, "replay")
}

/// A server that has got [`PAYLOAD`] once, from a file.
fn with_delivery() -> Serve {
    let serve = Serve::start(&["--in-memory"]);
    let file = serve.folder.path().join("payload.json");
    std::fs::write(&file, PAYLOAD).expect("it can be written");
    let report = replay(&serve, file.to_str().expect("it is UTF-8"), &[]);
    assert_eq!(report["http_status"], 200);
    assert_eq!(report["summary"]["created"], 1);
    serve
}

#[test]
fn a_recorded_delivery_is_sent_again_as_it_was_or_changed() {
    let serve = with_delivery();
    let payload = |arguments: &[&str]| printed(&serve, &[&["replay", "latest", "--dry-run"], arguments].concat());
    assert_eq!(payload(&[]), PAYLOAD);
    assert_eq!(printed(&serve, &["deliveries", "show", "dlv_1", "--payload"]), PAYLOAD);
    assert_eq!(
        payload(&["--set", "alerts[0].labels.severity=warning"]),
        PAYLOAD.replace("critical", "warning")
    );

    let report = replay(&serve, "dlv_1", &["--set", "alerts[*].labels.severity=warning"]);
    assert_eq!(report["summary"]["created"], 1);
    let report = replay(
        &serve,
        "latest",
        &["--set", "alerts[0].status=resolved", "--unset", "alerts[0].endsAt"],
    );
    assert_eq!(report["summary"]["resolved"], 1);
    let incidents = serve.json(&["incidents", "list", "--format", "json"], "incidents");
    let states: Vec<_> = incidents["items"]
        .as_array()
        .expect("it is a list")
        .iter()
        .map(|incident| (incident["severity"].clone(), incident["status"].clone()))
        .collect();
    assert_eq!(
        states,
        [(json!("SEV2"), json!("resolved")), (json!("SEV0"), json!("new"))]
    );

    let deliveries = serve.json(&["deliveries", "list", "--format", "json"], "deliveries");
    let ids: Vec<&str> = deliveries["items"]
        .as_array()
        .expect("it is a list")
        .iter()
        .map(|delivery| delivery["id"].as_str().expect("it is text"))
        .collect();
    assert_eq!(ids, ["dlv_3", "dlv_2", "dlv_1"]);
    let delivery = serve.json(&["deliveries", "show", "dlv_3", "--format", "json"], "delivery");
    assert_eq!(delivery["summary"]["results"][0]["action"], "resolved");
    let (_, log, _) = serve.stop();
    assert!(log.contains("resolved INC-2") && log.contains("dlv_3"), "{log}");
}

#[test]
fn what_was_refused_is_recorded_and_can_be_mended() {
    let serve = with_delivery();
    let (status, text) = failure(&serve, &["replay", "latest", "--set", "version=5"]);
    assert_eq!(status, 3, "{text}");
    assert!(text.contains("`version` is \"5\""), "{text}");
    let list = printed(&serve, &["deliveries", "list"]);
    assert!(list.contains("400") && list.contains("`version` is \"5\""), "{list}");
    let report = replay(&serve, "dlv_2", &["--set", "version=4"]);
    assert_eq!(report["summary"]["updated"], 1);
    let text = printed(&serve, &["replay", "dlv_1"]);
    assert!(text.contains("A<B") && text.contains("updated"), "{text}");
}

#[test]
fn what_cannot_be_replayed_says_what_to_do() {
    let serve = with_delivery();
    let missing = serve.folder.path().join("payload.jsn");
    let (status, text) = failure(&serve, &["replay", missing.to_str().expect("it is UTF-8")]);
    assert_eq!(status, 2, "{text}");
    assert!(
        text.contains("there is no such file") && text.contains("payload.json"),
        "{text}"
    );
    let (status, text) = failure(&serve, &["replay", "dlv_77"]);
    assert_eq!(status, 2, "{text}");
    assert!(text.contains("there is no delivery dlv_77"), "{text}");
    let (status, text) = failure(&serve, &["replay", "dlv_1", "--unset", "alerts[0].labels.job"]);
    assert_eq!(status, 2, "{text}");
    assert!(
        text.contains("`alerts[0].labels` has `alertname`, `severity`"),
        "{text}"
    );
    let (status, text) = failure(&serve, &["replay", "dlv_1", "--set", "alerts[0"]);
    assert_eq!(status, 2, "{text}");
    assert!(text.contains("a `[` has no `]`"), "{text}");
    let (status, _) = failure(
        &serve,
        &[
            "replay",
            "dlv_1",
            "--url",
            "http://127.0.0.1:1/webhooks/0123456789abcdef",
        ],
    );
    assert_eq!(status, 3);
}

#[test]
fn no_more_than_wished_is_recorded() {
    let serve = Serve::start(&["--in-memory", "--max-deliveries", "0"]);
    let file = serve.folder.path().join("payload.json");
    std::fs::write(&file, PAYLOAD).expect("it can be written");
    assert_eq!(
        replay(&serve, file.to_str().expect("it is UTF-8"), &[])["http_status"],
        200
    );
    assert_eq!(
        serve.json(&["deliveries", "list", "--format", "json"], "deliveries")["total"],
        0
    );
    let (_, text) = failure(&serve, &["replay", "latest"]);
    assert!(text.contains("no delivery is recorded"), "{text}");
}

#[test]
fn a_configuration_says_where_and_how_a_payload_is_sent() {
    let serve = Serve::start(&["--in-memory"]);
    let file = |name: &str, text: &str| {
        let path = serve.folder.path().join(name);
        std::fs::write(&path, text).expect("it can be written");
        path.to_str().expect("it is UTF-8").to_owned()
    };
    let payload = file("payload.json", &PAYLOAD.replacen('{', "{\"receiver\":\"pager\",", 1));
    let stranger = file("stranger.json", &PAYLOAD.replacen('{', "{\"receiver\":\"nobody\",", 1));
    let url = file("url", &serve.webhook_url());
    let config = format!(
        "route: {{receiver: pager}}\nreceivers:\n- name: pager\n  webhook_configs: [{{url_file: '{url}'}}]\n\
         - name: other\n  webhook_configs: [{{url: 'http://127.0.0.1:1/'}}]\n"
    );
    let config = file("alertmanager.yml", &config);
    let report = replay(&serve, &payload, &["--config", &config, "--to-receiver"]);
    assert_eq!(
        (&report["http_status"], &report["summary"]["created"]),
        (&json!(200), &json!(1))
    );
    let report = replay(
        &serve,
        &stranger,
        &["--config", &config, "--to-receiver", "--receiver", "pager"],
    );
    assert_eq!(
        (&report["http_status"], &report["summary"]["updated"]),
        (&json!(200), &json!(1))
    );
    for aim in ["--to-receiver", "--in-process"] {
        let (code, text) = failure(&serve, &["replay", &stranger, "--config", &config, aim]);
        assert_eq!(code, 2, "{text}");
        assert!(text.contains("there is no receiver `nobody` in `"), "{text}");
        assert!(text.contains("--receiver names another than the payload's"), "{text}");
    }
    let (code, text) = failure(
        &serve,
        &[
            "replay",
            &payload,
            "--config",
            &config,
            "--to-receiver",
            "--receiver",
            "other",
            "--delivery",
            "once",
        ],
    );
    assert_eq!(code, 3, "{text}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_replay_that_waits_for_an_answer() {
    use std::os::unix::process::ExitStatusExt;

    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let payload = folder.path().join("payload.json");
    std::fs::write(&payload, PAYLOAD).expect("it can be written");
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let url = format!("http://{}/", silent.local_addr().expect("it has an address"));
    let mut child = serve::program(folder.path())
        .args(["replay", payload.to_str().expect("it is UTF-8"), "--url", &url])
        .spawn()
        .expect("the program can be run");
    let (_held, _) = silent.accept().expect("it connects");
    serve::interrupt(&child);
    let end = serve::wait_for("the end", || child.try_wait().expect("its state is known"));
    assert!(end.signal() == Some(2) || end.code() == Some(130), "{end}");
}

#[test]
fn a_delivery_goes_back_to_the_integration_it_came_by() {
    let serve = Serve::start(&["--in-memory"]);
    printed(&serve, &["integrations", "create", "Other"]);
    let file = serve.folder.path().join("payload.json");
    std::fs::write(&file, PAYLOAD).expect("it can be written");
    let file = file.to_str().expect("it is UTF-8");
    let integrations = || -> Vec<Value> {
        let deliveries = serve.json(&["deliveries", "list", "--format", "json"], "deliveries");
        let items = deliveries["items"].as_array().expect("it is a list");
        items.iter().map(|delivery| delivery["integration"].clone()).collect()
    };
    let first = serve.json(&["integrations", "list", "--format", "json"], "integrations")[0]["name"].clone();
    replay(&serve, file, &["--integration", "other"]);
    replay(&serve, "latest", &[]);
    replay(
        &serve,
        "dlv_1",
        &["--integration", first.as_str().expect("it has a name")],
    );
    replay(&serve, file, &[]);
    assert_eq!(integrations(), [first.clone(), first, json!("Other"), json!("Other")]);

    let (code, err) = failure(&serve, &["replay", "latest", "--integration", "Nobody"]);
    assert_eq!(code, 2, "{err}");
    assert!(
        err.contains("there is no integration `Nobody`") && err.contains("Other"),
        "{err}"
    );
    // What came by one that is gone goes to the first.
    printed(&serve, &["integrations", "delete", "Other"]);
    let output = serve.run(&["replay", "dlv_1"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(
        stderr(&output).contains("the integration it came by is gone"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn an_integration_is_one_of_a_local_runframe() {
    let serve = with_delivery();
    let folder = tempfile::tempdir().expect("it can be made");
    let output = serve::program(folder.path())
        .env(
            "RUNFRAME_WEBHOOK_URL",
            "https://api.runframe.io/webhooks/0123456789abcdef",
        )
        .env("RUNFRAME_API_URL", &serve.base_url)
        .args(["fire", "--integration", "prometheus", "--alertname", "Here"])
        .output()
        .expect("the program can be run");
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(
        stderr(&output).contains("`runframe-cli resolve --integration prometheus` ends it"),
        "{}",
        stderr(&output)
    );
    let (_, _, folder) = serve.stop();
    let output = serve::run(
        folder.path(),
        "http://127.0.0.1:1",
        &["fire", "--integration", "prometheus"],
    );
    assert_eq!(status(&output), 3, "{}", stderr(&output));
}
