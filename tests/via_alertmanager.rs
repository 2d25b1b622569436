//! `fire --via-alertmanager` through real Alertmanagers to a local Runframe, and what it says when alerts do not get there.

mod support;

use std::path::Path;
use std::process::{Output, Stdio};

use runframe_cli::incident::Identity;
use runframe_cli::server::{self, Options, Running};
use runframe_cli::store::NewIntegration;
use serde_json::Value;
use serde_json::json;
use tokio::process::Command;

use support::alertmanager::Alertmanager;
use support::real::Release;
use support::receiver::{Act, Receiver};

async fn runframe() -> (Running, String) {
    let running = server::start(Options::ephemeral()).await.expect("it starts");
    let integration = NewIntegration {
        name: "prometheus".into(),
        ..NewIntegration::default()
    };
    running
        .store()
        .create_integration(integration)
        .await
        .expect("it is created");
    let place: Value = reqwest::get(format!("{}/api/local/webhook", running.base_url))
        .await
        .expect("it answers")
        .json()
        .await
        .expect("it answers in JSON");
    let url = place["data"]["webhook_url"].as_str().expect("it is text").to_owned();
    (running, url)
}

async fn fire(runframe: &str, args: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    run(folder.path(), runframe, "fire", args).await
}

async fn run(folder: &Path, runframe: &str, command: &str, args: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_runframe-cli"))
        .arg(command)
        .args(args)
        .env_clear()
        .env("RUNFRAME_STATE_DIR", folder)
        .env("RUNFRAME_API_URL", runframe)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .expect("the program can be run");
    for text in [&output.stdout, &output.stderr] {
        assert!(!String::from_utf8_lossy(text).contains("s3cr3t"));
    }
    output
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn config(url: &str) -> String {
    format!(
        "route:\n  receiver: runframe\n  group_by: [alertname]\n  group_wait: 1s\n  group_interval: 10s\n  routes:\n  \
         - {{matchers: ['team=\"chat\"'], receiver: chat}}\n  \
         - {{matchers: ['team=\"two\"'], receiver: runframe, continue: true}}\n  \
         - {{matchers: ['team=\"two\"'], receiver: runframe, group_by: [team]}}\n  \
         - {{matchers: ['team=\"night\"'], receiver: runframe, mute_time_intervals: [always]}}\n\
         time_intervals:\n- {{name: always, time_intervals: [{{times: [{{start_time: '00:00', end_time: '24:00'}}]}}]}}\n\
         receivers:\n- {{name: runframe, webhook_configs: [{{url: '{url}'}}]}}\n\
         - {{name: chat, webhook_configs: [{{url: 'http://127.0.0.1:1/'}}]}}\n"
    )
}

async fn alerts_arrive_or_it_is_said_why_not(release: Release) {
    let (runframe, webhook_url) = runframe().await;
    let Some(alertmanager) = Alertmanager::start(release, &config(&webhook_url), "http://am.example").await else {
        return;
    };
    let url = alertmanager.url().to_owned();
    let base = runframe.base_url.clone();
    let via = async |args: &[&str]| {
        let mut all = vec!["--via-alertmanager", url.as_str()];
        all.extend(args);
        fire(&base, &all).await
    };

    let output = via(&["--alertname", "Arrives", "--format", "json"]).await;
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{text}\n{}", alertmanager.log());
    assert!(text.contains("posted 1 alert to http://127.0.0.1:"), "{text}");
    assert!(
        text.contains("receiver `runframe` hears of it within 1s: group_wait, for a new group"),
        "{text}"
    );
    let report: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let schema = serde_json::from_str(include_str!("../docs/schema/fire.json")).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    assert!(validator.is_valid(&report), "{report}");
    let alert = &report["steps"][0]["alerts"][0];
    assert_eq!(alert["certainty"], "confirmed");
    assert_eq!(alert["incident"]["status"], "new");
    assert_eq!(alert["incident"]["title"], "Arrives");

    // Another alert of the same group waits for its turn.
    let output = via(&["--alertname", "Arrives", "--label", "instance=b"]).await;
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(
        text.contains("within 10s: group_interval, as its group is there already"),
        "{text}"
    );
    assert!(String::from_utf8_lossy(&output.stdout).contains("INC-"));

    // What was posted can be ended, and nothing else.
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let to = ["--via-alertmanager", url.as_str()];
    let fired = run(
        folder.path(),
        &base,
        "fire",
        &[&to[..], &["--alertname", "Ends"]].concat(),
    )
    .await;
    assert_eq!(fired.status.code(), Some(0), "{}", stderr(&fired));
    let output = run(folder.path(), &base, "resolve", &[&to[..], &["End"]].concat()).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("there is `Ends`"), "{}", stderr(&output));
    let output = run(
        folder.path(),
        &base,
        "resolve",
        &[&to[..], &["--format", "json"]].concat(),
    )
    .await;
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(
        text.contains("posted the end of 1 alert to http://127.0.0.1:"),
        "{text}"
    );
    assert!(
        text.contains("receiver `runframe` hears of it within 10s: group_interval, as its group is there already"),
        "{text}"
    );
    let report: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert!(validator.is_valid(&report), "{report}");
    let alert = &report["steps"][0]["alerts"][0];
    assert_eq!(
        (&alert["action"], &alert["incident"]["status"]),
        (&json!("resolved"), &json!("resolved"))
    );
    let output = run(folder.path(), &base, "resolve", &to).await;
    assert_eq!(output.status.code(), Some(1), "nothing is left");

    // Alertmanager takes longer than it is waited for.
    for (name, flags, status) in [("Late", &["--wait", "1s"][..], 1), ("Alone", &["--no-follow"], 0)] {
        let fired = run(
            folder.path(),
            &base,
            "fire",
            &[&to[..], &["--alertname", name]].concat(),
        )
        .await;
        assert_eq!(fired.status.code(), Some(0), "{}", stderr(&fired));
        let output = run(folder.path(), &base, "resolve", &[&to[..], flags].concat()).await;
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(status), "{text}");
        assert_eq!(
            text.contains("error: not resolved within 1s: INC-"),
            status == 1,
            "{text}"
        );
    }

    let silence = json!({
        "matchers": [{ "name": "alertname", "value": "Silent", "isRegex": false, "isEqual": true }],
        "startsAt": "2020-01-01T00:00:00Z", "endsAt": "2099-01-01T00:00:00Z",
        "createdBy": "test", "comment": "test"
    });
    alertmanager.post("silences", &silence).await;
    let output = via(&["--alertname", "Silent"]).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("Alertmanager holds the alert back: silenced by "),
        "{}",
        stderr(&output)
    );

    // Two routes bring it, and it is new all the same; a wait that cannot be enough is told as such.
    let output = via(&["--alertname", "Twice", "--label", "team=two", "--format", "json"]).await;
    let report: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(report["steps"][0]["alerts"][0]["action"], "created", "{report}");
    let output = via(&["--alertname", "Hasty", "--wait", "100ms"]).await;
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("hears of it within 1s: wait longer, with --wait"),
        "{text}"
    );

    let output = via(&["--alertname", "Lost", "--label", "team=chat", "--wait", "4s"]).await;
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("has not arrived at the local Runframe"), "{text}");
    assert!(text.contains("Alertmanager holds it for `chat`"), "{text}");
    assert!(
        text.contains("failed since, of this Alertmanager's as a whole"),
        "{text}"
    );

    let output = via(&["--alertname", "Muted", "--label", "team=night", "--wait", "2s"]).await;
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("the route to `runframe` keeps silent now, by `always`"),
        "{text}"
    );

    // A Runframe that is named has to be there, and nothing is posted without it.
    let nobody = "http://127.0.0.1:1";
    let output = fire(nobody, &["--via-alertmanager", &url, "--alertname", "Over"]).await;
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(3), "{text}");
    assert!(
        text.contains("no local Runframe at http://127.0.0.1:1, which RUNFRAME_API_URL names"),
        "{text}"
    );
    assert!(!text.contains("posted"), "{text}");
    let output = fire(
        nobody,
        &["--via-alertmanager", &url, "--alertname", "Over", "--no-follow"],
    )
    .await;
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(
        text.contains("Alertmanager has it; whether the receiver gets it is not looked at"),
        "{text}"
    );
    runframe.shutdown().await;
}

#[tokio::test]
async fn through_the_oldest_alertmanager() {
    alerts_arrive_or_it_is_said_why_not(Release::Oldest).await;
}

#[tokio::test]
async fn through_the_middle_alertmanager() {
    alerts_arrive_or_it_is_said_why_not(Release::Middle).await;
}

#[tokio::test]
async fn through_the_newest_alertmanager() {
    alerts_arrive_or_it_is_said_why_not(Release::Newest).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payload_that_runframe_does_not_read_is_named() {
    let (runframe, webhook_url) = runframe().await;
    let config = format!(
        "route: {{receiver: own, group_wait: 0s}}\nreceivers:\n- name: own\n  webhook_configs:\n  - url: {webhook_url}\n    \
         payload: {{a: b}}\n"
    );
    let Some(alertmanager) = Alertmanager::start(Release::Newest, &config, "http://am.example").await else {
        return;
    };
    let url = alertmanager.url();
    let output = fire(&runframe.base_url, &["--via-alertmanager", url, "--wait", "2s"]).await;
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("receiver `own` has a `payload` of its own"), "{text}");
}

/// By the deliveries that bring an alert, not by who else has an incident of its fingerprint, which a group's has not.
#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_looked_for_on_its_own_way() {
    let (runframe, first_url) = runframe().await;
    let groups = NewIntegration {
        name: "groups".into(),
        identity: Identity::Group,
        ..NewIntegration::default()
    };
    let key = runframe
        .store()
        .create_integration(groups)
        .await
        .expect("it is created");
    let config = format!(
        "route: {{receiver: groups, group_by: [alertname], group_wait: 0s, group_interval: 1s}}\nreceivers:\n- name: groups\n  \
         webhook_configs: [{{url: '{}'}}]\n",
        runframe.webhook_url(&key)
    );
    let Some(alertmanager) = Alertmanager::start(Release::Newest, &config, "http://am.example").await else {
        return;
    };
    let base = runframe.base_url.clone();
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let said = async |command: &str, args: &[&str]| {
        let all = [&["--via-alertmanager", alertmanager.url()], args].concat();
        let output = run(folder.path(), &base, command, &all).await;
        (output.status.code(), stderr(&output), output.stdout)
    };
    for integration in [&[][..], &["--integration", "Groups"]] {
        let (status, text, out) = said(
            "fire",
            &[&["--alertname", "A", "--format", "json"], integration].concat(),
        )
        .await;
        assert_eq!(status, Some(0), "{text}");
        let report: Value = serde_json::from_slice(&out).expect("it is JSON");
        assert_eq!(report["steps"][0]["alerts"][0]["incident"]["status"], "new", "{report}");
        let (status, text, out) = said("resolve", &[&["--format", "json"], integration].concat()).await;
        assert_eq!(status, Some(0), "{text}");
        let report: Value = serde_json::from_slice(&out).expect("it is JSON");
        assert_eq!(
            report["steps"][0]["alerts"][0]["incident"]["status"], "resolved",
            "{report}"
        );
    }

    // It comes to no incident, and another's of the same alert is not its own.
    let fault = "200 next=1 integration=groups".parse().expect("it is one");
    runframe.set_fault(&fault).expect("it is set");
    let direct = ["--url", first_url.as_str(), "--alertname", "B"];
    assert_eq!(run(folder.path(), &base, "fire", &direct).await.status.code(), Some(0));
    let (status, text, _) = said("fire", &["--alertname", "B", "--wait", "4s"]).await;
    assert_eq!(status, Some(1), "{text}");
    assert!(
        text.contains("has come to no incident within 4s: dlv_")
            && text.contains("by `groups`, was answered with 200 (fault: 200"),
        "{text}"
    );
    let (status, text, _) = said(
        "fire",
        &["--alertname", "C", "--integration", "prometheus", "--wait", "2s"],
    )
    .await;
    assert_eq!(status, Some(1), "{text}");
    assert!(
        text.contains("has not arrived at integration `prometheus` of the local Runframe"),
        "{text}"
    );
    let (status, text, _) = said("resolve", &["C", "--integration", "prometheus"]).await;
    assert_eq!(status, Some(1), "{text}");
    assert!(text.contains("shows no incident of 1 alert"), "{text}");
    // Nor does an incident that was over before the alert began show it.
    runframe
        .set_fault(&"200 next=2 integration=groups".parse().expect("it is one"))
        .expect("it is set");
    let (status, text, _) = said("fire", &["--alertname", "A", "--wait", "2s"]).await;
    assert_eq!(status, Some(1), "{text}");
    let (status, text, _) = said("resolve", &["A", "--wait", "4s"]).await;
    assert_eq!(status, Some(1), "{text}");
    let (status, text, _) = said("fire", &["--alertname", "D", "--integration", "nope"]).await;
    assert_eq!(status, Some(2), "{text}");
    runframe.shutdown().await;
}

#[tokio::test]
async fn a_path_and_a_password_in_the_url_are_used() {
    let receiver = Receiver::start("401 Unauthorized").await;
    let url = format!("http://u:s3cr3t@{}/am/", receiver.address);
    let output = fire("http://127.0.0.1:1", &["--via-alertmanager", &url]).await;
    assert_eq!(output.status.code(), Some(3));
    let text = stderr(&output);
    assert!(text.contains("/am/api/v2/status answered 401"), "{text}");
    assert!(text.contains("put user and password into the URL"), "{text}");
    let head = receiver.requests()[0].head.clone();
    assert!(head.starts_with("GET /am/api/v2/status HTTP/1.1"), "{head}");
    assert!(head.contains("Authorization: Basic dTpzM2NyM3Q="), "{head}");
}

#[tokio::test]
async fn what_is_no_alertmanager_is_told() {
    let page = Receiver::start_scripted(|_| {
        Act::Bytes(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>".to_vec())
    })
    .await;
    for (url, code, words) in [
        (format!("http://{}", page.address), 3, "is no Alertmanager"),
        ("http://127.0.0.1:1".to_owned(), 3, "nobody listens on 127.0.0.1:1"),
        ("localhost:9093".to_owned(), 2, "write it as http://localhost:9093"),
    ] {
        let output = fire("http://127.0.0.1:1", &["--via-alertmanager", &url]).await;
        assert_eq!(output.status.code(), Some(code), "{url}: {}", stderr(&output));
        assert!(stderr(&output).contains(words), "{url}: {}", stderr(&output));
    }
    let output = fire(
        "http://127.0.0.1:1",
        &[
            "--via-alertmanager",
            "http://127.0.0.1:1",
            "--config",
            Path::new("x").to_str().expect("it is UTF-8"),
        ],
    )
    .await;
    assert_eq!(output.status.code(), Some(2), "Alertmanager has its own configuration");
}
