//! What `fire` can be told to fire: rules, alerts of a file, changed payloads; and what it remembers of it.

mod support;

use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use support::receiver::Receiver;

const RULES: &str = "\
groups:
- name: node
  rules:
  - record: job:up:sum
    expr: sum by (job) (up)
  - alert: DiskFull
    expr: node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1
    for: 5m
    labels: {severity: critical, team: infra}
    annotations:
      summary: '{{ $labels.instance }} has {{ $value | humanizePercentage }} left on {{ $labels.mountpoint }}'
      load: '{{ with query \"node_load1\" }}{{ . | first | value }}{{ end }}'
  - alert: NodeDown
    expr: up == 0
    labels: {severity: warning}
";

struct World {
    folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        std::fs::write(folder.path().join("rules.yml"), RULES).expect("it can be written");
        Self { folder }
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).expect("it can be written");
    }

    fn state(&self) -> std::path::PathBuf {
        self.folder.path().join("state")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_runframe-cli"));
        command
            .args(args)
            .current_dir(self.folder.path())
            .env_clear()
            .env("RUNFRAME_STATE_DIR", self.state())
            .args(support::in_process(args, &[]))
            .stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the program can be run")
    }

    /// The payloads of a dry run, and the commentary.
    fn payloads(&self, args: &[&str]) -> (Vec<Value>, String) {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let payloads = text
            .lines()
            .map(|line| serde_json::from_str(line).expect("a payload is JSON"));
        (payloads.collect(), stderr(&output))
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_rule_is_fired_as_prometheus_would() {
    let world = World::new();
    let (payloads, comments) = world.payloads(&[
        "fire",
        "--from-rules",
        "rules.yml:DiskFull",
        "--label",
        "instance=db-1",
        "--value",
        "0.031",
        "--dry-run",
    ]);
    let [payload] = payloads.as_slice() else {
        panic!("{payloads:?}")
    };
    let alert = &payload["alerts"][0];
    assert_eq!(
        alert["labels"],
        serde_json::json!({"alertname": "DiskFull", "instance": "db-1", "severity": "critical", "team": "infra"})
    );
    assert_eq!(alert["annotations"]["summary"], "db-1 has 3.1% left on ");
    assert_eq!(alert["annotations"]["load"], "<query: node_load1>");
    assert!(
        alert["generatorURL"]
            .as_str()
            .is_some_and(|url| url.starts_with("http://localhost:9090/graph?g0.expr=node_")),
        "{alert}"
    );
    let rule = "DiskFull (rules.yml:6)";
    assert_eq!(
        comments.lines().collect::<Vec<_>>(),
        [
            format!(
                "{rule}: nobody gave the label `mountpoint`, so it is empty in annotation `summary`: --label mountpoint=VALUE"
            ),
            format!(
                "{rule}: annotation `load` asks Prometheus `node_load1`, which is not there: a placeholder stands for the answer"
            ),
            "nothing was sent".to_owned(),
        ]
    );
}

#[test]
fn all_rules_of_a_file_are_fired_and_labels_win() {
    let world = World::new();
    let (payloads, _) = world.payloads(&[
        "fire",
        "--from-rules",
        "rules.yml",
        "--label",
        "severity=info",
        "--dry-run",
    ]);
    let mut names: Vec<_> = payloads
        .iter()
        .flat_map(|payload| payload["alerts"].as_array().expect("alerts are a list"))
        .map(|alert| format!("{} {}", alert["labels"]["alertname"], alert["labels"]["severity"]))
        .collect();
    names.sort();
    assert_eq!(names, ["\"DiskFull\" \"info\"", "\"NodeDown\" \"info\""]);
}

#[test]
fn slips_in_rules_are_shown() {
    let world = World::new();
    world.write(
        "broken.yml",
        "groups:\n- name: a\n  rules:\n  - alert: A\n    exp: up == 0\n",
    );
    for (args, expected) in [
        (
            ["--from-rules", "rules.yml:DiskFul"],
            "error: there is no alert `DiskFul` in `rules.yml`\n  help: there is `DiskFull`\n",
        ),
        (
            ["--from-rules", "rule.yml"],
            "error: cannot read `rule.yml`: there is no such file\n  help: there is `rules.yml`\n",
        ),
        (
            ["--from-rules", "broken.yml"],
            "error[missing-key]: a rule has no `expr`
 --> broken.yml:4:12
  |
4 |   - alert: A
  |            ^

error[unknown-key]: `exp` is no key of a rule
 --> broken.yml:5:5
  |
5 |     exp: up == 0
  |     ^^^
  = help: there is a key `expr`

error: Prometheus refuses `broken.yml`: 2 errors
",
        ),
    ] {
        let output = world.run(&["fire", args[0], args[1], "--dry-run"]);
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(stderr(&output), expected);
    }
}

#[test]
fn alerts_of_a_file_are_fired_as_they_stand() {
    let world = World::new();
    world.write(
        "alerts.jsonl",
        "{\"labels\":{\"alertname\":\"A\",\"cluster\":\"eu\"},\"annotations\":{\"summary\":\"s\"},\"startsAt\":\"2026-01-01T00:00:00Z\"}\n\
         {\"labels\":{\"alertname\":\"A\",\"cluster\":\"eu\",\"instance\":\"2\"},\"startsAt\":\"2026-01-01T00:00:00Z\",\"endsAt\":\"2026-01-01T00:01:00Z\"}\n",
    );
    let (payloads, _) = world.payloads(&["fire", "--alerts", "alerts.jsonl", "--label", "team=x", "--dry-run"]);
    let [payload] = payloads.as_slice() else {
        panic!("{payloads:?}")
    };
    let alerts = payload["alerts"].as_array().expect("alerts are a list");
    let states: Vec<_> = alerts
        .iter()
        .map(|alert| (&alert["status"], &alert["endsAt"]))
        .collect();
    assert_eq!(
        states,
        [
            (&Value::from("resolved"), &Value::from("2026-01-01T00:01:00Z")),
            (&Value::from("firing"), &Value::from("0001-01-01T00:00:00Z"))
        ]
    );
    assert_eq!(payload["commonLabels"]["team"], "x");
    assert_eq!(alerts[1]["annotations"], serde_json::json!({"summary": "s"}));
    world.write("bad.jsonl", "{\"labels\":{\"a\":\"b\"}}\n{\"label\":{}}\n");
    let output = world.run(&["fire", "--alerts", "bad.jsonl", "--dry-run"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("line 2: it is no alert: missing field `labels`"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn times_of_a_file_keep_their_zone_and_equal_labels_are_one_alert() {
    let world = World::new();
    world.write(
        "alerts.jsonl",
        "{\"labels\":{\"alertname\":\"A\"},\"annotations\":{\"n\":\"1\"}}\n\
         {\"labels\":{\"alertname\":\"A\"},\"annotations\":{\"n\":\"2\"},\"startsAt\":\"2026-01-01T02:00:00.5+02:00\"}\n",
    );
    // Alertmanager sends `startsAt` on as it was posted.
    let (payloads, comments) = world.payloads(&["fire", "--alerts", "alerts.jsonl", "--dry-run"]);
    let alerts = payloads[0]["alerts"].as_array().expect("alerts are a list");
    assert_eq!(alerts.len(), 1);
    assert_eq!(alerts[0]["startsAt"], "2026-01-01T02:00:00.5+02:00");
    assert_eq!(alerts[0]["annotations"]["n"], "2");
    assert!(
        comments
            .contains("alert 2 has the labels of alert 1: to Alertmanager they are one alert, and the last one counts"),
        "{comments}"
    );
}

#[test]
fn rules_with_equal_labels_and_external_labels_are_told() {
    let world = World::new();
    world.write(
        "twice.yml",
        "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: up == 0\n  - alert: A\n    expr: up == 1\n    annotations: \
         {where: '{{ $externalLabels.cluster }} {{ $externalURL }}'}\n",
    );
    let (payloads, comments) = world.payloads(&[
        "fire",
        "--from-rules",
        "twice.yml",
        "--external-label",
        "cluster=eu-1",
        "--prometheus-url",
        "http://prom.example",
        "--dry-run",
    ]);
    let alerts = payloads[0]["alerts"].as_array().expect("alerts are a list");
    assert_eq!(alerts.len(), 1);
    assert_eq!(alerts[0]["labels"]["cluster"], "eu-1");
    assert_eq!(alerts[0]["annotations"]["where"], "eu-1 http://prom.example");
    assert!(
        comments.contains("A (twice.yml:6) has the labels of A (twice.yml:4): to Alertmanager they are one alert"),
        "{comments}"
    );
}

#[test]
fn what_fires_nowhere_any_more_is_not_listed() {
    let world = World::new();
    assert!(world.run(&["fire"]).status.success());
    assert!(world.run(&["fire", "--alertname", "Second"]).status.success());
    let output = world.run(&["fire", "list"]);
    assert_eq!(stderr(&output), "nothing that was fired is unresolved\n");
    let output = world.run(&["resolve", "--all"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("Second") && !text.contains("RunframeTest"), "{text}");
}

#[test]
fn any_field_of_a_payload_can_be_changed() {
    let world = World::new();
    let (payloads, _) = world.payloads(&[
        "fire",
        "--set",
        "alerts[0].labels.severity=page",
        "--set",
        "truncatedAlerts:=3",
        "--unset",
        "alerts[*].fingerprint",
        "--dry-run",
    ]);
    assert_eq!(payloads[0]["alerts"][0]["labels"]["severity"], "page");
    assert_eq!(payloads[0]["truncatedAlerts"], 3);
    assert_eq!(payloads[0]["alerts"][0].get("fingerprint"), None);
    let output = world.run(&["fire", "--unset", "alerts[7].labels", "--dry-run"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).starts_with("error: `alerts[7].labels` is not in the payload"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_payload_of_its_own_is_rendered_or_said_why_not() {
    let world = World::new();
    world.write(
        "own.tmpl",
        "{{ define \"own\" }}{{ .Status }} {{ len .Alerts }}{{ end }}",
    );
    let config = |payload: &str| {
        let text = format!(
            "templates: ['*.tmpl']\nroute: {{receiver: hook}}\nreceivers:\n- name: hook\n  webhook_configs:\n  - url: \
             http://127.0.0.1:1/x\n    payload: {payload}\n"
        );
        world.write("alertmanager.yml", &text);
    };
    let fire = ["fire", "--config", "alertmanager.yml", "--alertname", "A", "--dry-run"];
    config("{text: '{{ template \"own\" . }}', alert: '{{ .CommonLabels.alertname }}', count: '{{ len .Alerts }}'}");
    let (payloads, _) = world.payloads(&fire);
    assert_eq!(payloads[0], json!({"text": "firing 1", "alert": "A", "count": 1}));
    let (payloads, _) = world.payloads(&[&fire[..], &["--set", "count:=2"]].concat());
    assert_eq!(payloads[0]["count"], 2);

    config("{text: '{{ .Nothing }}'}");
    let output = world.run(&fire);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).starts_with(
            "error: Alertmanager sends nothing to receiver `hook`: failed to render custom payload: template: :1:3: executing"
        ),
        "{}",
        stderr(&output)
    );

    config("{text: '{{ template \"__subject\" . }}'}");
    let (payloads, comments) = world.payloads(&fire);
    assert_eq!(payloads[0]["receiver"], "hook");
    assert!(
        comments.contains("the `payload` of receiver `hook` is not simulated (")
            && comments.contains("it is one of Alertmanager's own): Alertmanager's own message is sent in its place"),
        "{comments}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn several_fires_are_open_and_end_one_by_one() {
    let world = World::new();
    let receiver = Receiver::start("200 OK").await;
    let url = format!("http://{}/webhooks/0123456789abcdef", receiver.address);
    let mut children: Vec<_> = ["A", "B", "C", "D"]
        .iter()
        .map(|name| {
            let mut command = world.command(&["fire", "--url", &url, "--alertname", name, "--label", "zone=eu"]);
            command
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("it starts")
        })
        .collect();
    for child in &mut children {
        assert!(child.wait().expect("it ends").success());
    }
    let open = || {
        let output = world.run(&["fire", "list"]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let names = text
            .lines()
            .skip(1)
            .filter_map(|line| line.split("  ").filter(|cell| !cell.is_empty()).nth(2));
        let mut names: Vec<String> = names.map(|name| name.trim().to_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(open(), ["A", "B", "C", "D"], "fires at the same time lose nothing");
    assert!(world.run(&["resolve", "B", "--url", &url]).status.success());
    assert_eq!(open(), ["A", "C", "D"]);
    assert!(
        world
            .run(&["resolve", "alertname=C", "zone=eu", "--url", &url])
            .status
            .success()
    );
    assert_eq!(open(), ["A", "D"]);
    assert!(world.run(&["resolve", "--all", "--url", &url]).status.success());
    assert_eq!(open(), Vec::<String>::new());
    assert_eq!(world.run(&["resolve", "--url", &url]).status.code(), Some(1));
    let ended = receiver
        .requests()
        .iter()
        .filter(|request| request.body.contains("\"status\":\"resolved\""))
        .count();
    assert_eq!(ended, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_memory_from_the_future_or_broken_is_told() {
    let world = World::new();
    let receiver = Receiver::start("200 OK").await;
    let url = format!("http://{}/webhooks/0123456789abcdef", receiver.address);
    assert!(world.run(&["fire", "--url", &url]).status.success());
    let file = std::fs::read_dir(world.state())
        .expect("it is there")
        .map(|entry| entry.expect("it is readable").path())
        .find(|path| path.extension().is_some_and(|extension| extension == "json"))
        .expect("the fire is remembered");
    for (text, expected) in [
        ("{\"version\": 99}", "was written by a later runframe-cli (format 99"),
        ("{\"version\": 1, \"fires\"", "is not a memory of fires"),
        ("", "is not a memory of fires"),
    ] {
        std::fs::write(&file, text).expect("it can be written");
        for args in [&["resolve", "--url", &url][..], &["fire", "list"]] {
            let output = world.run(args);
            assert_eq!(output.status.code(), Some(2), "{args:?}");
            assert!(
                stderr(&output).starts_with("error: ")
                    && stderr(&output).contains(expected)
                    && stderr(&output).contains("\n  help: "),
                "{}",
                stderr(&output)
            );
        }
        // What cannot be remembered is fired all the same, and the file stays as it is.
        let output = world.run(&["fire", "--url", &url]);
        assert!(output.status.success());
        assert!(
            stderr(&output).contains("`resolve` will not know of this"),
            "{}",
            stderr(&output)
        );
        assert_eq!(std::fs::read_to_string(&file).expect("it is there"), text);
    }
}

#[test]
fn an_explanation_tells_which_rule_gave_which_value() {
    let world = World::new();
    let output = world.run(&["fire", "--alertname", "A", "--label", "severity=page", "--explain"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("A: created INC-"), "{text}");
    assert!(
        lines[1].starts_with("  key       ") && lines[1].contains("alertname=\"A\""),
        "{text}"
    );
    assert_eq!(lines[2], "  title     A  label `alertname`");
    assert!(
        lines[3].ends_with("fell back: label `severity` is `page`, which is not mapped: the organisation's default"),
        "{text}"
    );
    assert_eq!(
        lines[4],
        "  service   -  fell back: no label `service_id`: no active service is linked"
    );
    assert!(
        lines[5].starts_with("  detected  20") && lines[5].ends_with("  `startsAt`"),
        "{text}"
    );
}

#[test]
fn help_names_what_there_is() {
    let world = World::new();
    let output = world.run(&["fire", "--help"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    for flag in [
        "--from-rules",
        "--value",
        "--alerts",
        "--set",
        "--unset",
        "--explain",
        "--dry-run",
    ] {
        assert!(text.contains(flag), "{flag}");
    }
}
