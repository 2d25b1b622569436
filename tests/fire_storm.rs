//! Storms as people raise them: what is sent, how it is counted, and how they end.

mod support;

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use runframe_cli::alert::LabelSet;
use runframe_cli::server::{self, Options};
use runframe_cli::store::NewIntegration;
use serde_json::Value;
use tokio::process::Command;

#[cfg(unix)]
use support::alertmanager::wait_for;
use support::receiver::{Act, Receiver};

const KEY: &str = "0123456789abcdef0123456789abcdef";

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runframe-cli"));
    command
        .arg("fire")
        .args(args)
        .env_clear()
        .env("RUNFRAME_STATE_DIR", folder)
        .args(support::in_process(args, &[]))
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}

async fn run(args: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let output = command(folder.path(), args)
        .output()
        .await
        .expect("the program can be run");
    for text in [&output.stdout, &output.stderr] {
        assert!(!String::from_utf8_lossy(text).contains(KEY));
    }
    output
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The report, if it fits its schema.
fn report(output: &Output) -> Value {
    let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", stderr(output)));
    let schema = serde_json::from_str(include_str!("../docs/schema/storm.json")).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let problems: Vec<_> = validator
        .iter_errors(&report)
        .map(|e| format!("{}: {e}", e.instance_path))
        .collect();
    assert!(problems.is_empty(), "{problems:?}");
    report
}

fn url_of(receiver: &Receiver) -> String {
    format!("http://{}/webhooks/{KEY}", receiver.address)
}

fn payloads(receiver: &Receiver) -> Vec<Value> {
    let requests = receiver.requests();
    let bodies = requests.iter().map(|request| serde_json::from_str(&request.body));
    bodies.collect::<Result<_, _>>().expect("payloads are JSON")
}

#[tokio::test]
async fn every_alert_is_another_and_none_is_missing() {
    let receiver = Receiver::start("200 OK").await;
    let output = run(&[
        "--url",
        &url_of(&receiver),
        "--count",
        "300",
        "--concurrency",
        "4",
        "--group-size",
        "3",
        "--format",
        "json",
    ])
    .await;
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report = report(&output);
    assert_eq!(
        (report["payloads"].as_u64(), report["delivered"].as_u64()),
        (Some(100), Some(100))
    );
    assert_eq!(report["statuses"]["200"], 100);
    let payloads = payloads(&receiver);
    assert_eq!(payloads.len(), 100);
    let mut seen = HashSet::new();
    for payload in &payloads {
        let alerts = payload["alerts"].as_array().expect("alerts are a list");
        assert_eq!(alerts.len(), 3);
        for alert in alerts {
            let labels = alert["labels"].as_object().expect("labels are an object");
            let labels: LabelSet = labels
                .iter()
                .map(|(name, value)| (name.clone(), value.as_str().expect("values are text")))
                .collect();
            assert_eq!(alert["fingerprint"], labels.fingerprint().to_string());
            assert!(seen.insert(labels), "{alert} was there before");
        }
    }
    let head = &receiver.requests()[0].head;
    assert!(
        head.contains("\r\nUser-Agent: Alertmanager/0.33.1\r\nContent-Length: "),
        "{head}"
    );
}

#[tokio::test]
async fn what_flaps_ends_after_it_has_fired() {
    let receiver = Receiver::start("200 OK").await;
    let output = run(&[
        "--url",
        &url_of(&receiver),
        "--count",
        "100",
        "--concurrency",
        "1",
        "--flap",
        "25%",
    ])
    .await;
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let mut firing = HashSet::new();
    let mut ended = 0;
    for payload in payloads(&receiver) {
        let alert = &payload["alerts"][0];
        let fingerprint = alert["fingerprint"].as_str().expect("it is text").to_owned();
        if alert["status"] == "firing" {
            assert!(firing.insert(fingerprint));
        } else {
            assert!(firing.remove(&fingerprint), "{alert} ends and has not fired");
            assert_ne!(alert["endsAt"], "0001-01-01T00:00:00Z");
            ended += 1;
        }
    }
    assert_eq!((firing.len(), ended), (50, 25));
}

#[tokio::test]
async fn answers_and_failures_are_counted_by_kind() {
    let count = AtomicUsize::new(0);
    let receiver = Receiver::start_scripted(move |_| match count.fetch_add(1, Ordering::Relaxed) % 6 {
        0 | 1 => Act::Status("200 OK".to_owned()),
        2 => Act::Status("429 Too Many Requests".to_owned()),
        3 => Act::Status("503 Service Unavailable".to_owned()),
        4 => Act::Silence,
        _ => Act::Bytes(b"SSH-2.0-OpenSSH\r\n".to_vec()),
    })
    .await;
    let output = run(&[
        "--url",
        &url_of(&receiver),
        "--count",
        "60",
        "--concurrency",
        "4",
        "--timeout",
        "2s",
        "--format",
        "json",
    ])
    .await;
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("40 of 60 payloads were not taken"),
        "{}",
        stderr(&output)
    );
    let report = report(&output);
    let statuses: BTreeMap<String, u64> = serde_json::from_value(report["statuses"].clone()).expect("they are numbers");
    assert_eq!(
        statuses,
        [("200", 20), ("429", 10), ("503", 10)]
            .map(|(status, count)| (status.to_owned(), count))
            .into()
    );
    assert_eq!(report["failures"]["timeout"], 10);
    assert_eq!(report["failures"]["no_http"], 10);
    let in_histogram: u64 = report["latency"]["histogram"]
        .as_array()
        .expect("it is a list")
        .iter()
        .filter_map(|bucket| bucket["count"].as_u64())
        .sum();
    assert_eq!(in_histogram, 40, "each answer is in it, whatever it says");
}

#[tokio::test]
async fn what_waits_behind_a_stall_is_late() {
    let count = AtomicUsize::new(0);
    let receiver = Receiver::start_scripted(move |_| match count.fetch_add(1, Ordering::Relaxed) {
        0 => Act::Silence,
        _ => Act::Status("200 OK".to_owned()),
    })
    .await;
    let output = run(&[
        "--url",
        &url_of(&receiver),
        "--rate",
        "100/s",
        "--count",
        "60",
        "--concurrency",
        "1",
        "--timeout",
        "600ms",
        "--format",
        "json",
    ])
    .await;
    let report = report(&output);
    assert_eq!(report["delivered"], 59);
    // Everything was due while the first was waited for, and counts from then.
    let of = |what: &str| report[what]["p50_us"].as_u64().expect("it is a number");
    assert!(of("latency") > 2 * of("service"), "{report}");
}

#[cfg(unix)]
#[tokio::test]
async fn an_interrupt_ends_in_a_summary() {
    let receiver = Receiver::start("200 OK").await;
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let url = url_of(&receiver);
    let args = ["--url", &url, "--rate", "50/s", "--duration", "1h", "--format", "json"];
    let child = command(folder.path(), &args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    wait_for("some payloads", async || (receiver.requests().len() > 5).then_some(())).await;
    let pid = child.id().expect("it runs").to_string();
    let killed = Command::new("kill").args(["-INT", &pid]).status().await;
    assert!(killed.expect("kill can be run").success());
    let output = child.wait_with_output().await.expect("it ends");
    assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
    let report = report(&output);
    assert_eq!(report["interrupted"], true);
    assert!(report["delivered"].as_u64() > Some(5), "{report}");
}

#[tokio::test]
async fn a_storm_of_no_time_is_refused() {
    let output = run(&["--in-process", "--rate", "5/s", "--duration", "0s"]).await;
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("--duration has to be longer"),
        "{}",
        stderr(&output)
    );
}

#[tokio::test]
async fn another_machine_is_left_alone_unless_told() {
    let output = run(&[
        "--url",
        &format!("https://api.runframe.io/webhooks/{KEY}"),
        "--rate",
        "5/s",
    ])
    .await;
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("a storm at https://api.runframe.io/webhooks/<secret> (payloads at 5/s for 10s)"),
        "{}",
        stderr(&output)
    );
    assert!(stderr(&output).contains("--yes"), "{}", stderr(&output));
    let url = format!("https://no-such-host.invalid/webhooks/{KEY}");
    let output = run(&[
        "--url", &url, "--rate", "5/s", "--count", "2", "--yes", "--format", "json",
    ])
    .await;
    assert_eq!(output.status.code(), Some(3));
    assert!(
        stderr(&output).contains("2 of 2 payloads were not taken; first: cannot find the host `no-such-host.invalid`"),
        "{}",
        stderr(&output)
    );
    assert_eq!(report(&output)["failures"]["unknown_host"], 2);
}

#[tokio::test]
async fn what_makes_no_storm_is_told() {
    for (args, words) in [
        (&["--flap", "5s"][..], "a period of --flap needs a --rate"),
        (&["--rate", "0/s"], "a rate is written as 500/s"),
        (&["--rate", "5/s", "--dry-run"], "--dry-run goes with no storm"),
        (&["--rate", "5/s", "--for", "1m"], "--for goes with no storm"),
        (&["--count", "100001"], "more than 100000 alerts are a storm"),
        (&["--ramp", "5s"], "--rate"),
    ] {
        let output = run(args).await;
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).contains(words), "{args:?}: {}", stderr(&output));
    }
}

#[tokio::test]
async fn a_local_runframe_has_an_incident_for_each_alert() {
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
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let output = command(
        folder.path(),
        &[
            "--api-url",
            &running.base_url,
            "--count",
            "50",
            "--rate",
            "200/s",
            "--flap",
            "20%",
            "--format",
            "json",
        ],
    )
    .output()
    .await
    .expect("the program can be run");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report = report(&output);
    assert_eq!(report["target"]["kind"], "local_runframe");
    assert_eq!(report["delivered"], 50);
    running.shutdown().await;
}
