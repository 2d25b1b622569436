//! A `serve` process that can be killed, stopped and started again over the same folder.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// How long anything may take before it counts as a failure.
pub const LIMIT: Duration = Duration::from_mins(1);

/// A `serve` process. Dropping it kills it.
pub struct Process {
    child: Child,
    pub base_url: String,
    pub address: std::net::SocketAddr,
}

impl Process {
    /// Starts it over the folder, with a free port and these faults, and waits until it is ready.
    pub fn start(program: &Path, folder: &Path, faults: &[&str]) -> Self {
        let ready = folder.join("ready.json");
        let _ = std::fs::remove_file(&ready);
        let stderr = std::fs::File::create(folder.join("stderr")).expect("it can be made");
        let mut child = Command::new(program)
            .args(["serve", "--quiet", "--listen", "127.0.0.1:0", "--ready-file"])
            .arg(&ready)
            .arg("--data-dir")
            .arg(folder.join("data"))
            .args(faults.iter().flat_map(|fault| ["--fault", *fault]))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(stderr)
            .spawn()
            .expect("the program can be run");
        let end = Instant::now() + LIMIT;
        while !ready.exists() {
            let ended = child.try_wait().expect("its state is known");
            let text = || std::fs::read_to_string(folder.join("stderr")).unwrap_or_default();
            assert!(ended.is_none(), "it does not start: {}", text());
            assert!(Instant::now() < end, "it does not get ready: {}", text());
            std::thread::sleep(Duration::from_millis(2));
        }
        let text = std::fs::read_to_string(&ready).expect("it is readable");
        let value: Value = serde_json::from_str(&text).expect("it is whole");
        let base_url = value["base_url"].as_str().expect("it has a URL").to_owned();
        let address = base_url
            .trim_start_matches("http://")
            .parse()
            .expect("it is an address");
        Self {
            child,
            base_url,
            address,
        }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as a crash does.
    pub fn kill(mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
    }

    /// Asks it to end.
    pub fn terminate(&self) {
        let status = Command::new("kill").arg("-TERM").arg(self.id().to_string()).status();
        assert!(status.expect("there is `kill`").success());
    }

    /// Waits for the end it was asked for.
    pub fn wait(mut self) -> ExitStatus {
        let end = Instant::now() + LIMIT;
        loop {
            if let Some(status) = self.child.try_wait().expect("its state is known") {
                return status;
            }
            assert!(Instant::now() < end, "it does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().expect("its state is known").is_none()
    }

    /// The most memory it ever held, in KiB, where the system tells.
    pub fn peak_memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program beside the folder that the running example lies in.
pub fn beside_example() -> PathBuf {
    let example = std::env::current_exe().expect("it is known");
    let folder = example.ancestors().nth(2).expect("examples have a folder of their own");
    let path = folder.join(format!("runframe-cli{}", std::env::consts::EXE_SUFFIX));
    assert!(path.exists(), "{} is missing: build it first", path.display());
    path
}

/// What a store's own check finds wrong; nothing may have it open.
pub fn integrity(folder: &Path) -> Vec<String> {
    let check = |file: &str| {
        let store = rusqlite::Connection::open(folder.join("data").join(file)).expect("it opens");
        let mut check = store.prepare("PRAGMA integrity_check").expect("SQLite knows it");
        let lines = check.query_map([], |row| row.get(0)).expect("it runs");
        lines
            .collect::<Result<Vec<String>, _>>()
            .expect("it says what it finds")
    };
    let lines = ["runframe.db", "runframe-journal.db"].into_iter().flat_map(check);
    lines.filter(|line| line != "ok").collect()
}
