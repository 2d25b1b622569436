//! `incidents wait`, `watch` and `reset` as people and scripts run them.

#[path = "support/serve.rs"]
mod serve;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Stdio};

use serde_json::{Value, json};

use serve::*;

/// A command that runs beside others. Dropping it kills it.
struct Running {
    child: Child,
    lines: BufReader<std::process::ChildStdout>,
}

impl Running {
    fn start(serve: &Serve, arguments: &[&str]) -> Self {
        Self::start_in(serve.folder.path(), &serve.base_url, arguments)
    }

    /// Starts it in a folder, for a server that need not be there yet.
    fn start_in(folder: &Path, base_url: &str, arguments: &[&str]) -> Self {
        let mut child = program(folder)
            .env("RUNFRAME_API_URL", base_url)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be run");
        let lines = BufReader::new(child.stdout.take().expect("it is piped"));
        Self { child, lines }
    }

    /// Starts `incidents watch`, and waits until it watches.
    fn watch(serve: &Serve, arguments: &[&str]) -> Self {
        let all = [&["incidents", "watch"], arguments].concat();
        let mut running = Self::start(serve, &all);
        let mut stderr = BufReader::new(running.child.stderr.take().expect("it is piped"));
        let mut line = String::new();
        stderr.read_line(&mut line).expect("it is UTF-8");
        assert!(line.starts_with("watching http://127.0.0.1:"), "{line}");
        running.child.stderr = Some(stderr.into_inner());
        running
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("it is UTF-8");
        line
    }

    /// Its exit status, and what it still prints.
    fn end(&mut self) -> (i32, String, String) {
        let end = wait_for("the end", || self.child.try_wait().expect("its state is known"));
        let (mut out, mut err) = (String::new(), String::new());
        self.lines.read_to_string(&mut out).expect("it is UTF-8");
        if let Some(stderr) = &mut self.child.stderr {
            stderr.read_to_string(&mut err).expect("it is UTF-8");
        }
        (end.code().unwrap_or(-1), out, err)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn alert(status: &str) -> Value {
    payload(
        status,
        &json!({"alertname": "HighLatency", "severity": "critical", "cluster": "eu"}),
    )
}

/// Times of day become a word.
fn timeless(text: &str) -> String {
    let time = regex::Regex::new("[0-9]{2}:[0-9]{2}:[0-9]{2}Z").expect("it is well formed");
    settled(&time.replace_all(text, "<time>"))
}

#[test]
fn watching_shows_a_line_for_each_change_and_comes_back() {
    let serve = Serve::start(&["--in-memory"]);
    let url = serve.webhook_url();
    let mut watch = Running::watch(&serve, &["--deliveries", "--count", "5"]);
    deliver(&url, &alert("firing"));
    deliver(&url, &alert("resolved"));
    serve.run(&["incidents", "reset"]);
    let (code, out, _) = watch.end();
    assert_eq!(
        (timeless(&out).as_str(), code),
        (
            "\
<time> created   INC-2026-001  SEV0  new            HighLatency  (Demo service)  routing_fallback
<time> delivery  200  Prometheus  1 created
<time> resolved  INC-2026-001  SEV0  resolved       HighLatency  (Demo service)
<time> delivery  200  Prometheus  1 resolved
reset     1 incident
",
            0
        )
    );
}

#[test]
fn ctrl_c_ends_watching_as_wished_and_waiting_as_interrupted() {
    let serve = Serve::start(&["--in-memory"]);
    let mut watch = Running::watch(&serve, &["--format", "json"]);
    deliver(&serve.webhook_url(), &alert("firing"));
    let line: Value = serde_json::from_str(&watch.line()).expect("it is JSON");
    assert_valid("event", &line);
    assert_eq!(line["data"]["incident"]["title"], "HighLatency");
    interrupt(&watch.child);
    assert_eq!(watch.end().0, 0);

    let mut wait = Running::start(&serve, &["incidents", "wait", "--title", "Never", "--timeout", "10m"]);
    wait_for_reader(&serve);
    interrupt(&wait.child);
    assert_eq!(wait.end().0, 130);
}

/// Waits until somebody follows events: `incidents wait` waits from then on.
fn wait_for_reader(serve: &Serve) {
    wait_for("the reader", || {
        let metrics = get(&format!("{}/metrics", serve.base_url));
        metrics.contains("runframe_event_readers 1").then_some(())
    });
}

#[test]
fn waiting_says_that_nobody_answers_any_more() {
    let serve = Serve::start(&["--in-memory"]);
    deliver(&serve.webhook_url(), &alert("firing"));
    let mut wait = Running::start(
        &serve,
        &["incidents", "wait", "--status", "resolved", "--timeout", "3s"],
    );
    wait_for_reader(&serve);
    serve.stop();
    let (code, out, err) = wait.end();
    assert_eq!((out.as_str(), code), ("", 3), "{err}");
    let lines: Vec<&str> = err.lines().collect();
    assert!(
        lines[0].starts_with("warning: cannot reach http://127.0.0.1:") && lines[0].ends_with("; trying again"),
        "{err}"
    );
    assert!(lines[1].starts_with("error: cannot reach http://127.0.0.1:"), "{err}");
}

#[test]
fn waiting_keeps_its_time_where_somebody_listens_and_does_not_answer() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}", silent.local_addr().expect("it is bound"));
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let wait = ["incidents", "wait", "--title", "A", "--timeout", "1500ms"];
    let start = std::time::Instant::now();
    let (code, out, err) = Running::start_in(folder.path(), &url, &wait).end();
    assert!(
        start.elapsed() < std::time::Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
    assert_eq!((code, out.as_str()), (3, ""));
    assert!(
        err.starts_with(&format!("error: {url} did not answer within 1.5 s")),
        "{err}"
    );
}

#[test]
fn waiting_begins_before_there_is_a_server() {
    let serve = Serve::start(&["--in-memory"]);
    let base_url = serve.base_url.clone();
    let (_, _, folder) = serve.stop();

    let start = |arguments: &[&str]| {
        let wait = ["incidents", "wait", "--title", "HighLatency"];
        Running::start_in(folder.path(), &base_url, &[&wait[..], arguments].concat())
    };
    let (code, out, err) = start(&["--timeout", "0s"]).end();
    assert_eq!((code, out.as_str()), (3, ""), "{err}");
    let mut wait = start(&[]);
    let mut stderr = BufReader::new(wait.child.stderr.take().expect("it is piped"));
    let mut line = String::new();
    stderr.read_line(&mut line).expect("it is UTF-8");
    assert!(line.starts_with("warning: cannot reach http://127.0.0.1:"), "{line}");
    let serve = Serve::start(&["--in-memory", "--listen", base_url.trim_start_matches("http://")]);
    deliver(&serve.webhook_url(), &alert("firing"));
    assert_eq!(wait.end().0, 0);
}

#[test]
fn waiting_ends_when_it_is_so_already_or_as_soon_as_it_is() {
    let serve = Serve::start(&["--in-memory"]);
    let url = serve.webhook_url();
    let mut wait = Running::start(
        &serve,
        &[
            "incidents",
            "wait",
            "--title",
            "HighLatency",
            "--severity",
            "sev0",
            "--status",
            "resolved",
            "--service",
            "demo SERVICE",
            "--label",
            "cluster=eu",
        ],
    );
    deliver(&url, &alert("firing"));
    deliver(&url, &alert("resolved"));
    let (code, out, _) = wait.end();
    assert_eq!(
        (settled(&out).as_str(), code),
        ("INC-2026-001  SEV0  resolved  HighLatency\n", 0)
    );
    // It is so already.
    let met = serve.json(
        &[
            "incidents",
            "wait",
            "--status",
            "resolved",
            "--timeout",
            "0s",
            "--format",
            "json",
        ],
        "wait",
    );
    assert_eq!(met["is_met"], true);
    let output = serve.run(&["incidents", "wait", "--number", &number(&serve), "--status", "resolved"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
}

#[test]
fn waiting_for_an_integrations_incidents_takes_no_others() {
    let serve = Serve::start(&["--in-memory"]);
    let created = serve.json(
        &["integrations", "create", "CI 42", "--format", "json"],
        "integration-url",
    );
    let other = created["webhook_url"].as_str().expect("it has one").to_owned();
    deliver(&serve.webhook_url(), &alert("firing"));
    let wait = |name: &'static str, timeout: &'static str| {
        let title = ["incidents", "wait", "--title", "HighLatency"];
        [&title[..], &["--integration", name, "--timeout", timeout]].concat()
    };
    let output = serve.run(&wait("ci 42", "1s"));
    assert_eq!(
        (stdout(&output).as_str(), stderr(&output).as_str(), status(&output)),
        (
            "",
            "error: no incident is as wished after 1s\n  there is no incident of integration `ci 42` at all\n",
            1
        )
    );
    let mut waiting = Running::start(&serve, &wait("ci 42", "1m"));
    wait_for_reader(&serve);
    // What others bring meanwhile is not meant.
    deliver(&serve.webhook_url(), &alert("resolved"));
    deliver(&other, &alert("firing"));
    let (code, out, err) = waiting.end();
    assert_eq!(
        (out.contains("SEV0  new  HighLatency"), out.lines().count(), code),
        (true, 1, 0),
        "{out}{err}"
    );
    // Looked at as well as told, by its number too.
    let page = serve.json(
        &["incidents", "list", "--integration", "CI 42", "--format", "json"],
        "incidents",
    );
    let number = page["items"][0]["incident_number"].as_str().expect("it has one");
    let by_number = |name| {
        let output = serve.run(&[&wait(name, "0s")[..], &["--number", number]].concat());
        status(&output)
    };
    assert_eq!(
        (page["total"].as_u64(), by_number("CI 42"), by_number("Prometheus")),
        (Some(1), 0, 1)
    );

    let output = serve.run(&wait("Nobody", "1m"));
    assert_eq!(status(&output), 2);
    assert!(
        stderr(&output).contains("there is: Prometheus, CI 42"),
        "{}",
        stderr(&output)
    );
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let url = runframe_without_events(Mood::Willing);
    for arguments in [
        &wait("CI 42", "1m")[..],
        &["incidents", "list", "--integration", "CI 42"],
    ] {
        let output = run(folder.path(), &url, arguments);
        assert_eq!(status(&output), 3, "{}", stderr(&output));
        assert!(stderr(&output).contains("only a local Runframe"), "{}", stderr(&output));
    }
}

#[test]
fn waiting_finds_an_integration_that_is_made_late_or_again() {
    let serve = Serve::start(&["--in-memory"]);
    let base_url = serve.base_url.clone();
    let (_, _, folder) = serve.stop();
    let wait = ["incidents", "wait", "--integration", "Late", "--timeout", "1m"];
    let mut waiting = Running::start_in(folder.path(), &base_url, &wait);
    let mut stderr = BufReader::new(waiting.child.stderr.take().expect("it is piped"));
    let mut line = String::new();
    stderr.read_line(&mut line).expect("it is UTF-8");
    assert!(line.starts_with("warning: cannot reach http://127.0.0.1:"), "{line}");
    let serve = Serve::start(&["--in-memory", "--listen", base_url.trim_start_matches("http://")]);
    let create = || {
        let create = ["integrations", "create", "Late", "--format", "json"];
        let created = serve.json(&create, "integration-url");
        created["webhook_url"].as_str().expect("it has one").to_owned()
    };
    let url = create();
    wait_for_reader(&serve);
    // Another of the same name takes its place while it is waited for.
    serve.run(&["integrations", "delete", "Late"]);
    let again = create();
    assert_ne!(url, again);
    deliver(&again, &alert("firing"));
    let (code, out, err) = waiting.end();
    assert_eq!((code, out.lines().count()), (0, 1), "{out}{err}");

    // Gone for good it is told in the end.
    let wait = [
        "incidents",
        "wait",
        "--integration",
        "Late",
        "--title",
        "B",
        "--timeout",
        "4s",
    ];
    let waiting = Running::start(&serve, &wait);
    wait_for_reader(&serve);
    serve.run(&["integrations", "delete", "Late"]);
    deliver(&serve.webhook_url(), &alert("firing"));
    let (code, _, err) = { waiting }.end();
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("error: there is no integration `Late`"), "{err}");
}

fn number(serve: &Serve) -> String {
    let page = serve.json(&["incidents", "list", "--format", "json"], "incidents");
    page["items"][0]["incident_number"]
        .as_str()
        .expect("it has one")
        .to_owned()
}

#[test]
fn waiting_in_vain_shows_the_nearest_and_in_what_it_differs() {
    let serve = Serve::start(&["--in-memory"]);
    let arguments = [
        "incidents",
        "wait",
        "--title",
        "HighLatency",
        "--severity",
        "SEV1",
        "--status",
        "resolved",
        "--label",
        "cluster=us",
        "--timeout",
        "2s",
    ];
    let output = serve.run(&["incidents", "wait", "--timeout", "2s"]);
    assert_eq!(
        (stdout(&output).as_str(), stderr(&output).as_str(), status(&output)),
        (
            "",
            "error: no incident is as wished after 2s\n  there is no incident at all\n",
            1
        )
    );
    deliver(&serve.webhook_url(), &alert("firing"));
    let output = serve.run(&arguments);
    assert_eq!(
        (
            settled(&stdout(&output)).as_str(),
            stderr(&output).as_str(),
            status(&output)
        ),
        (
            "\
nearest of 1 incident: INC-2026-001  HighLatency
  severity       - SEV1  + SEV0
  status         - resolved  + new
  label cluster  - us  + eu
  (- wanted, + seen)
",
            "error: no incident is as wished after 2s\n",
            1
        )
    );
    let arguments = [&arguments[..], &["--format", "json"]].concat();
    let output = serve.run(&arguments);
    let value: Value = serde_json::from_str(&stdout(&output)).expect("it is JSON");
    assert_valid("wait", &value);
    assert_eq!(
        (status(&output), &value["nearest"]["differences"][0]["seen"]),
        (1, &json!("SEV0"))
    );
    let output = serve.run(&["incidents", "wait", "--count", "2", "--timeout", "2s"]);
    assert_eq!(stderr(&output), "error: 1 of 2 incidents are as wished after 2s\n");
}

#[test]
fn nobody_there_is_told_at_once() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for command in [&["wait", "--timeout", "0s"][..], &["watch"], &["reset"]] {
        let output = run(folder.path(), "http://127.0.0.1:1", &[&["incidents"], command].concat());
        assert_eq!(status(&output), 3, "{command:?}: {}", stderr(&output));
        assert!(
            stderr(&output).starts_with("error: cannot reach"),
            "{}",
            stderr(&output)
        );
    }
}

#[test]
fn a_reset_is_told_and_leaves_the_integration() {
    let serve = Serve::start(&["--in-memory"]);
    deliver(&serve.webhook_url(), &alert("firing"));
    let output = serve.run(&["incidents", "reset", "--integration", "prometheus"]);
    assert_eq!(
        (stdout(&output).as_str(), status(&output)),
        ("forgot 1 incident of `Prometheus`\n", 0)
    );
    let reset = serve.json(&["incidents", "reset", "--format", "json"], "reset");
    assert_eq!(reset, json!({"integration": null, "incidents": 0}));
    assert_eq!(deliver(&serve.webhook_url(), &alert("firing"))["data"]["created"], 1);
    let output = serve.run(&["incidents", "reset", "--integration", "Nobody"]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("there is: Prometheus"), "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn waiting_that_fell_behind_takes_nothing_for_an_incident_that_is_gone() {
    let serve = Serve::start(&["--body-limit", "10000000"]);
    let mut waiting = Running::start(&serve, &["incidents", "wait", "--title", "Gone", "--timeout", "25s"]);
    wait_for_reader(&serve);
    signal(&waiting.child, "-STOP");
    // More than the server keeps and a connection holds.
    for batch in 0..12 {
        let alerts: Vec<Value> = (0..1000)
            .map(|alert| {
                let labels = json!({"alertname": "Storm", "instance": format!("{batch}-{alert}")});
                payload("firing", &labels)["alerts"][0].clone()
            })
            .collect();
        deliver(&serve.webhook_url(), &json!({"version": "4", "alerts": alerts}));
    }
    deliver(
        &serve.webhook_url(),
        &payload("firing", &json!({"alertname": "Gone", "severity": "critical"})),
    );
    let output = serve.run(&["incidents", "reset"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    signal(&waiting.child, "-CONT");
    let (code, out, err) = waiting.end();
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
    assert!(err.contains("there is no incident at all"), "{err}");
}

#[test]
fn waiting_looks_through_a_local_runframe_whole() {
    let serve = Serve::start(&["--in-memory", "--quiet"]);
    let alerts: Vec<Value> = (0..2200)
        .map(|number| json!({"status": "firing", "labels": {"alertname": format!("A{number}")}, "startsAt": "2026-01-02T03:04:05Z"}))
        .collect();
    let answer = deliver(&serve.webhook_url(), &json!({"version": "4", "alerts": alerts}));
    assert_eq!(answer["data"]["created"], 2200);
    let output = serve.run(&["incidents", "wait", "--title", "A0", "--timeout", "0s"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
}

/// How a Runframe treats who asks for incidents.
#[derive(Clone, Copy)]
enum Mood {
    Willing,
    /// From the 200th incident on it does not answer.
    Slow,
    /// The first time it has been asked too often.
    Busy,
}

/// A Runframe without events and with more incidents than anybody looks through: answers until the process ends.
fn runframe_without_events(mood: Mood) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let address = listener.local_addr().expect("it has an address");
    std::thread::spawn(move || {
        let mut unanswered = Vec::new();
        let mut is_busy = matches!(mood, Mood::Busy);
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 4096];
            let read = stream.read(&mut request).unwrap_or_default();
            let request = String::from_utf8_lossy(&request[..read]);
            let offset = request.split("offset=").nth(1).map_or(0, |rest| {
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                digits.parse::<u64>().expect("it is a number")
            });
            let is_list = request.starts_with("GET /api/v1/incidents");
            if is_list && matches!(mood, Mood::Slow) && offset >= 200 {
                unanswered.push(stream);
                continue;
            }
            let (line, body) = if is_list && std::mem::take(&mut is_busy) {
                let error = json!({"code": "RATE_LIMITED", "message": "too many requests"});
                (
                    "429 Too Many Requests\r\nretry-after: 1",
                    json!({"error": error, "meta": {}}),
                )
            } else if is_list {
                let items: Vec<Value> = (0..100)
                    .map(|number| json!({"incident_number": format!("INC-2026-{:04}", offset + number), "title": "A"}))
                    .collect();
                let page = json!({
                    "items": items, "total": 5210, "limit": 100, "offset": offset, "has_more": true,
                    "next_offset": offset + 100,
                });
                ("200 OK", json!({"success": true, "data": page, "meta": {}}))
            } else {
                let error = json!({"code": "NOT_FOUND", "message": "there is nothing at this path"});
                ("404 Not Found", json!({"error": error, "meta": {}}))
            };
            let body = body.to_string();
            let head = format!(
                "HTTP/1.1 {line}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all((head + &body).as_bytes());
        }
    });
    format!("http://{address}")
}

#[test]
fn waiting_says_what_it_did_not_look_at() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let url = runframe_without_events(Mood::Willing);
    let arguments = ["incidents", "wait", "--title", "B", "--timeout", "0s"];
    let output = run(folder.path(), &url, &arguments);
    assert_eq!(status(&output), 1, "{}", stderr(&output));
    assert_eq!(
        stderr(&output),
        "error: no incident is as wished after 0s\n  only the newest 2000 were looked at, 3210 older incidents were not: \
         say more with --severity and --status\n"
    );
    let output = run(folder.path(), &url, &[&arguments[..], &["--format", "json"]].concat());
    let value: Value = serde_json::from_str(&stdout(&output)).expect("it is JSON");
    assert_valid("wait", &value);
    assert_eq!((&value["seen"], &value["left_out"]), (&json!(2000), &json!(3210)));
}

#[test]
fn waiting_looks_no_longer_than_it_has_time() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let url = runframe_without_events(Mood::Slow);
    let output = run(
        folder.path(),
        &url,
        &["incidents", "wait", "--title", "B", "--timeout", "5s"],
    );
    assert_eq!(status(&output), 1, "{}", stderr(&output));
    assert_eq!(
        stderr(&output),
        "error: no incident is as wished after 5s\n  only the newest 200 were looked at, 5010 older incidents were not: \
         say more with --severity and --status, or wait longer\n"
    );
}

#[test]
fn waiting_goes_on_when_a_runframe_has_been_asked_too_often() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let url = runframe_without_events(Mood::Busy);
    let output = run(
        folder.path(),
        &url,
        &["incidents", "wait", "--title", "A", "--timeout", "60s"],
    );
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(stderr(&output).contains("too many requests"), "{}", stderr(&output));
}
