//! A running Alertmanager, alone on a loopback port.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::real::{Release, is_required, program};

/// How long anything may take before the test fails.
pub const LIMIT: Duration = Duration::from_secs(30);

/// What Debian's build says where its package is unpacked but not installed.
const NO_TEMPLATES: &str = "default.tmpl: no such file";

/// How often another port is tried, when somebody else took the first.
const ATTEMPTS: usize = 5;

/// One Alertmanager, without peers, with its data in a temporary folder. Dropping it stops it.
pub struct Alertmanager {
    pub release: Release,
    child: Child,
    folder: tempfile::TempDir,
    base: String,
    external_url: String,
    client: reqwest::Client,
}

impl Alertmanager {
    /// Starts that of a release and waits until it is ready; `None`, and says so, if it is missing and may be.
    pub async fn start(release: Release, config: &str, external_url: &str) -> Option<Self> {
        let path = program(release, "alertmanager")?;
        let client = reqwest::Client::new();
        for _ in 0..ATTEMPTS {
            let folder = tempfile::tempdir().expect("a temporary folder can be made");
            std::fs::write(folder.path().join("alertmanager.yml"), config).expect("it can be written");
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
            let address = listener.local_addr().expect("it is bound");
            drop(listener);
            let child = spawn(&path, folder.path(), &address.to_string(), external_url);
            let mut alertmanager = Self {
                release,
                child,
                folder,
                base: format!("http://{address}"),
                external_url: external_url.to_owned(),
                client: client.clone(),
            };
            if alertmanager.becomes_ready().await {
                return Some(alertmanager);
            }
            let log = alertmanager.log();
            if log.contains(NO_TEMPLATES) {
                assert!(!is_required(), "Alertmanager cannot start: {log}");
                eprintln!(
                    "SKIPPED: Alertmanager ({}) misses its templates: {log}",
                    release.folder()
                );
                return None;
            }
            eprintln!("{log}");
        }
        panic!("Alertmanager ({}) does not start", release.folder());
    }

    /// Stops it as an administrator does, and starts it again over what it wrote down. Alerts are no part of that.
    ///
    /// # Panics
    /// If it does not come up again.
    pub async fn restart(&mut self) {
        let path = program(self.release, "alertmanager").expect("it was there");
        let asked = Command::new("kill")
            .arg("-TERM")
            .arg(self.child.id().to_string())
            .status();
        assert!(asked.expect("there is `kill`").success());
        let end = Instant::now() + LIMIT;
        while self.child.try_wait().expect("its state is known").is_none() {
            assert!(Instant::now() < end, "Alertmanager does not end");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let address = self.base.trim_start_matches("http://").to_owned();
        self.child = spawn(&path, self.folder.path(), &address, &self.external_url);
        assert!(self.becomes_ready().await, "{}", self.log());
    }

    /// The sum of a counter over all its labels that contain a text.
    pub async fn counter(&self, name: &str, labels: &str) -> u64 {
        let answer = self.client.get(format!("{}/metrics", self.base)).send().await;
        let text = answer.expect("Alertmanager answers").text().await.expect("it is text");
        let lines = text
            .lines()
            .filter(|line| line.starts_with(name) && line.contains(labels));
        let values = lines.filter_map(|line| line.split_whitespace().last()?.parse::<u64>().ok());
        values.sum()
    }

    async fn becomes_ready(&mut self) -> bool {
        let end = Instant::now() + LIMIT;
        while Instant::now() < end {
            if self.child.try_wait().expect("its state is known").is_some() {
                return false;
            }
            let answer = self.client.get(format!("{}/-/ready", self.base)).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        false
    }

    /// Everything it printed.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.file("log")).unwrap_or_default()
    }

    /// Gives it another configuration.
    ///
    /// # Panics
    /// If it refuses it.
    pub async fn reload(&self, config: &str) {
        std::fs::write(self.file("alertmanager.yml"), config).expect("it can be written");
        let answer = self.client.post(format!("{}/-/reload", self.base)).send().await;
        let answer = answer.expect("Alertmanager answers");
        let status = answer.status();
        let text = answer.text().await.unwrap_or_default();
        assert!(status.is_success(), "{status}: {text}\n{config}");
    }

    /// Hands it alerts, as Prometheus does.
    ///
    /// # Panics
    /// If it refuses them.
    pub async fn post_alerts(&self, alerts: &Value) {
        let request = self.client.post(format!("{}/api/v2/alerts", self.base)).json(alerts);
        let answer = request.send().await.expect("Alertmanager answers");
        let status = answer.status();
        let text = answer.text().await.unwrap_or_default();
        assert!(status.is_success(), "{status}: {text}");
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.base
    }

    /// Posts to `/api/v2/…`.
    ///
    /// # Panics
    /// If it refuses it.
    pub async fn post(&self, path: &str, body: &Value) {
        let request = self.client.post(format!("{}/api/v2/{path}", self.base)).json(body);
        let answer = request.send().await.expect("Alertmanager answers");
        let status = answer.status();
        let text = answer.text().await.unwrap_or_default();
        assert!(status.is_success(), "{status}: {text}");
    }

    /// Reads `/api/v2/…`.
    pub async fn get(&self, path: &str) -> Value {
        let request = self.client.get(format!("{}/api/v2/{path}", self.base));
        let answer = request.send().await.expect("Alertmanager answers");
        answer.json().await.expect("Alertmanager answers in JSON")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn spawn(program: &Path, folder: &Path, address: &str, external_url: &str) -> Child {
    let log = std::fs::File::options()
        .create(true)
        .append(true)
        .open(folder.join("log"))
        .expect("it can be made");
    Command::new(program)
        .arg(format!("--config.file={}", folder.join("alertmanager.yml").display()))
        .arg(format!("--storage.path={}", folder.join("data").display()))
        .arg(format!("--web.listen-address={address}"))
        .arg(format!("--web.external-url={external_url}"))
        .arg("--web.route-prefix=/")
        .arg("--cluster.listen-address=")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .expect("Alertmanager can be started")
}

impl Drop for Alertmanager {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Looks again and again until `probe` finds something.
///
/// # Panics
/// If it finds nothing in time.
pub async fn wait_for<T>(what: &str, mut probe: impl AsyncFnMut() -> Option<T>) -> T {
    let end = Instant::now() + LIMIT;
    while Instant::now() < end {
        if let Some(found) = probe().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("waited {LIMIT:?} in vain for {what}");
}
