//! The program as people run it: a `serve` process, commands against it, and what they print.
#![allow(dead_code, reason = "each test uses its own part")]

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long anything may take before the test fails.
pub const LIMIT: Duration = Duration::from_secs(30);

/// A `serve` process. Dropping it kills it.
pub struct Serve {
    pub child: Child,
    pub folder: tempfile::TempDir,
    pub base_url: String,
    pub stdout: String,
}

impl Serve {
    /// Starts it over an empty folder, and waits until it is ready.
    pub fn start(arguments: &[&str]) -> Self {
        Self::start_in(tempfile::tempdir().expect("a temporary folder can be made"), arguments)
    }

    /// Starts it over what is in the folder.
    pub fn start_in(folder: tempfile::TempDir, arguments: &[&str]) -> Self {
        let ready = folder.path().join("ready.json");
        let mut child = program(folder.path())
            .args(["serve", "--ready-file"])
            .arg(&ready)
            .args(if arguments.contains(&"--listen") {
                &[][..]
            } else {
                &["--listen", "127.0.0.1:0"]
            })
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be run");
        wait_for("the ready file", || {
            assert!(child.try_wait().expect("its state is known").is_none(), "it has ended");
            ready.exists().then_some(())
        });
        let text = std::fs::read_to_string(&ready).expect("it is readable");
        let value: Value = serde_json::from_str(&text).expect("it is whole");
        assert_valid("ready", &value);
        assert_eq!(value["pid"], child.id());
        let base_url = value["base_url"].as_str().expect("it has a URL").to_owned();
        // The banner ends with how to stop it.
        let mut reader = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut stdout = String::new();
        while !stdout.contains("Ctrl-C") {
            assert_ne!(reader.read_line(&mut stdout).expect("it is UTF-8"), 0, "{stdout}");
        }
        Self {
            child,
            folder,
            base_url,
            stdout,
        }
    }

    /// Runs another command against it.
    pub fn run(&self, arguments: &[&str]) -> Output {
        run(self.folder.path(), &self.base_url, arguments)
    }

    pub fn json(&self, arguments: &[&str], schema: &str) -> Value {
        let output = self.run(arguments);
        assert_eq!(status(&output), 0, "{arguments:?}: {}", stderr(&output));
        let value = serde_json::from_str(&stdout(&output)).expect("it is JSON");
        assert_valid(schema, &value);
        value
    }

    pub fn webhook_url(&self) -> String {
        let line = self.stdout.lines().find(|line| line.contains("/webhooks/"));
        let url = line.and_then(|line| line.split_whitespace().last());
        url.expect("the first start prints a webhook URL").to_owned()
    }

    /// Asks it to stop, and returns its status and everything it wrote to stderr.
    pub fn stop(mut self) -> (i32, String, tempfile::TempDir) {
        terminate(&self.child);
        let end = wait_for("the end", || self.child.try_wait().expect("its state is known"));
        let mut text = String::new();
        let mut stderr = self.child.stderr.take().expect("it is piped");
        stderr.read_to_string(&mut text).expect("it is UTF-8");
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().expect("it can be made"));
        (end.code().unwrap_or(-1), text, folder)
    }
}

impl Drop for Serve {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a payload as Alertmanager would.
pub fn deliver(url: &str, body: &Value) -> Value {
    let (url, body) = (url.to_owned(), body.clone());
    block_on(async move {
        let answer = reqwest::Client::new().post(url).json(&body).send().await;
        answer.expect("it answers").json().await.expect("it answers in JSON")
    })
}

/// Asks a process to end.
pub fn terminate(child: &Child) {
    signal(child, "-TERM");
}

/// Presses Ctrl-C.
pub fn interrupt(child: &Child) {
    signal(child, "-INT");
}

/// Sends a signal, as `kill` names it.
pub fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").arg(name).arg(child.id().to_string()).status();
    assert!(status.expect("there is `kill`").success());
}

/// Reads a page.
pub fn get(url: &str) -> String {
    let url = url.to_owned();
    block_on(async move {
        reqwest::get(url)
            .await
            .expect("it answers")
            .text()
            .await
            .expect("it is text")
    })
}

/// The program, with nothing of this environment.
pub fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runframe-cli"));
    command
        .env_clear()
        .env("RUNFRAME_STATE_DIR", folder.join("state"))
        .stdin(Stdio::null());
    command
}

/// Runs a command against a server.
pub fn run(folder: &Path, base_url: &str, arguments: &[&str]) -> Output {
    program(folder)
        .env("RUNFRAME_API_URL", base_url)
        .args(arguments)
        .output()
        .expect("the program can be run")
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("output is UTF-8")
}

pub fn status(output: &Output) -> i32 {
    output.status.code().expect("it was not killed")
}

/// Waits for something asynchronous.
pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime can be made").block_on(work)
}

/// Looks again and again until `probe` finds something.
///
/// # Panics
/// If it finds nothing in time.
pub fn wait_for<T>(what: &str, mut probe: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + LIMIT;
    while Instant::now() < end {
        if let Some(found) = probe() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("waited {LIMIT:?} in vain for {what}");
}

/// Checks a value against a committed schema.
pub fn assert_valid(schema: &str, value: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/schema/{schema}.json"));
    let text = std::fs::read(&path).expect("the schema is there");
    let schema: Value = serde_json::from_slice(&text).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let problems: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path))
        .collect();
    assert!(problems.is_empty(), "{}: {problems:#?}\n{value:#}", path.display());
}

/// A payload of one alert.
pub fn payload(status: &str, labels: &Value) -> Value {
    json!({
        "version": "4", "groupKey": "{}:{alertname=\"HighLatency\"}", "externalURL": "http://alertmanager.example:9093",
        "alerts": [{
            "status": status, "labels": labels,
            "annotations": {"summary": "Checkout is slow", "runbook_url": "https://wiki.example/slow"},
            "startsAt": "2026-01-02T03:04:05.678Z", "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "http://prometheus.example/graph",
        }],
    })
}

/// What varies from run to run becomes a word: instants, keys, ports, the year of the numbers.
pub fn settled(text: &str) -> String {
    let replacements = [
        (r"2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\.[0-9]{3})?Z", "<instant>"),
        (r"INC-2[0-9]{3}-", "INC-2026-"),
        (r"svc_[A-Z2-9]{10}", "svc_XXXXXXXXXX"),
        (r"/webhooks/[0-9a-f]{32}", "/webhooks/<key>"),
        (r"…[0-9a-f]{4}", "…<end>"),
        (r"127\.0\.0\.1:[0-9]+", "127.0.0.1:<port>"),
        (r"evt_[0-9a-f]{24}", "evt_<id>"),
        (r"[0-9a-f]{16}", "<fingerprint>"),
    ];
    replacements.iter().fold(text.to_owned(), |text, (pattern, word)| {
        let pattern = regex::Regex::new(pattern).expect("the pattern is well formed");
        pattern.replace_all(&text, *word).into_owned()
    })
}
