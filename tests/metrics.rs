//! `/metrics` as Prometheus sees it, and the log as programs read it.

mod support;

#[path = "support/serve.rs"]
mod serve;

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use serve::*;
use support::real::{Release, program as real_program};

fn some_traffic(serve: &Serve) {
    let url = serve.webhook_url();
    let alert = |status| payload(status, &json!({"alertname": "A", "severity": "critical"}));
    serve.run(&["faults", "add", "503", "--next", "1"]);
    for status in ["firing", "firing", "firing", "resolved"] {
        deliver(&url, &alert(status));
    }
    deliver(
        &url,
        &payload("firing", &json!({"alertname": "B", "severity": "warning"})),
    );
    deliver(&url, &json!({"alerts": [{"labels": {}}]}));
    deliver(&url, &json!({"alerts": [], "truncatedAlerts": 4}));
    deliver(
        &format!("{}/webhooks/0123456789abcdef0123456789abcdef", serve.base_url),
        &json!({}),
    );
}

#[test]
fn the_figures_are_right_and_well_formed() {
    let serve = Serve::start(&["--in-memory"]);
    some_traffic(&serve);
    let text = get(&format!("{}/metrics", serve.base_url));
    for line in [
        "runframe_deliveries_total{code=\"503\",integration=\"Prometheus\",outcome=\"faulted\"} 1",
        "runframe_deliveries_total{code=\"200\",integration=\"Prometheus\",outcome=\"applied\"} 5",
        "runframe_deliveries_total{code=\"400\",integration=\"Prometheus\",outcome=\"refused\"} 1",
        "runframe_deliveries_total{code=\"404\",integration=\"\",outcome=\"refused\"} 1",
        "runframe_alerts_total{action=\"created\",integration=\"Prometheus\"} 2",
        "runframe_alerts_total{action=\"updated\",integration=\"Prometheus\"} 1",
        "runframe_alerts_total{action=\"resolved\",integration=\"Prometheus\"} 1",
        "runframe_alerts_truncated_total{integration=\"Prometheus\"} 4",
        "runframe_faults_injected_total{integration=\"Prometheus\"} 1",
        "runframe_incidents_open{severity=\"SEV0\"} 0",
        "runframe_incidents_open{severity=\"SEV2\"} 1",
        "runframe_delivery_duration_seconds_count 8",
        // The refused and the failed one are recorded too; one with an unknown key is not.
        "runframe_commit_deliveries_count 7",
        &format!("runframe_build_info{{version=\"{}\"}} 1", env!("CARGO_PKG_VERSION")),
    ] {
        assert!(text.lines().any(|known| known == line), "{line}\n{text}");
    }
    for release in Release::ALL {
        let Some(promtool) = real_program(release, "promtool") else {
            continue;
        };
        let mut child = Command::new(promtool)
            .args(["check", "metrics"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("promtool can be started");
        let mut stdin = child.stdin.take().expect("it is piped");
        stdin.write_all(text.as_bytes()).expect("promtool reads");
        drop(stdin);
        let output = child.wait_with_output().expect("promtool ends");
        assert_eq!(
            (status(&output), stdout(&output), stderr(&output)),
            (0, String::new(), String::new())
        );
    }
}

#[test]
fn the_log_is_one_object_a_delivery_without_keys() {
    let serve = Serve::start(&[
        "--in-memory",
        "--log-format",
        "json",
        "--fault",
        "500 next=1 alerts=resolved",
    ]);
    let key = serve.webhook_url().rsplit('/').next().expect("it has a key").to_owned();
    some_traffic(&serve);
    let (code, log, _) = serve.stop();
    assert_eq!(code, 0);
    assert!(!log.contains(&key));
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect();
    let messages: Vec<&str> = lines
        .iter()
        .map(|line| line["msg"].as_str().expect("it has one"))
        .collect();
    assert_eq!(messages[0], "fault");
    assert_eq!(
        messages[messages.len() - 2..],
        ["stopping: answering what is in flight", "stopped"]
    );
    let deliveries: Vec<&Value> = lines.iter().filter(|line| line["msg"] == "delivery").collect();
    assert_eq!(deliveries.len(), 8);
    for line in &deliveries {
        assert_valid("delivery-log", line);
    }
    let shown: Vec<_> = deliveries
        .iter()
        .map(|line| (line["status"].as_u64(), line["level"].as_str()))
        .collect();
    assert_eq!(shown[0], (Some(503), Some("error")));
    assert_eq!(shown[6], (Some(200), Some("warn")), "something was cut off");
    assert_eq!(deliveries[1]["incidents"].as_array().map(Vec::len), Some(1));
}
