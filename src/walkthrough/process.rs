//! A real Prometheus or Alertmanager, started for the walkthrough and stopped with it.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};

/// Lines of a process's log that are kept: enough to explain a failure.
const LOG_LINES_KEPT: usize = 200;

/// How often a condition is looked at again.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// How long `--version` may take.
const VERSION_LIMIT: Duration = Duration::from_secs(10);

/// One of the real programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// `prometheus`
    Prometheus,
    /// `alertmanager`; Debian calls it `prometheus-alertmanager`.
    Alertmanager,
}

impl Program {
    /// Its name in prose.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Prometheus => "Prometheus",
            Self::Alertmanager => "Alertmanager",
        }
    }

    /// Names of its executable, the usual one first.
    fn file_names(self) -> &'static [&'static str] {
        match self {
            Self::Prometheus => &["prometheus"],
            Self::Alertmanager => &["alertmanager", "prometheus-alertmanager"],
        }
    }

    /// Looks for the executable in `folder`, or in the folders of `PATH`.
    #[must_use]
    pub fn find(self, folder: Option<&Path>) -> Option<PathBuf> {
        let search_path = match folder {
            Some(folder) => folder.as_os_str().to_owned(),
            None => std::env::var_os("PATH")?,
        };
        let folders: Vec<_> = match folder {
            Some(folder) => vec![folder.to_path_buf()],
            None => std::env::split_paths(&search_path).collect(),
        };
        let candidates = folders.iter().flat_map(|folder| {
            self.file_names()
                .iter()
                .map(move |name| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
        });
        candidates.into_iter().find(|path| path.is_file())
    }

    /// What it says of its own version, such as `2.53.3`; `None` if it cannot be run or says something else.
    pub async fn version(self, path: &Path) -> Option<String> {
        let mut command = Command::new(path);
        command.arg("--version").stdin(Stdio::null()).kill_on_drop(true);
        let output = tokio::time::timeout(VERSION_LIMIT, command.output()).await.ok()?.ok()?;
        // Some releases print it to stderr.
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text);
        let version = text.split("version ").nth(1)?.split_whitespace().next()?;
        Some(version.split('+').next().unwrap_or(version).to_owned())
    }
}

/// A program that runs, with the end of its log. Dropping it kills it.
#[derive(Debug)]
pub struct Process {
    child: Child,
    log: Arc<Mutex<VecDeque<String>>>,
}

impl Process {
    /// Starts `path` with `args` in `folder`.
    ///
    /// # Errors
    /// If the operating system does not start it.
    pub fn start(path: &Path, args: Vec<OsString>, folder: &Path) -> io::Result<Self> {
        let mut child = Command::new(path)
            .args(args)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let log = Arc::new(Mutex::new(VecDeque::new()));
        if let Some(stream) = child.stdout.take() {
            keep_log(stream, Arc::clone(&log));
        }
        if let Some(stream) = child.stderr.take() {
            keep_log(stream, Arc::clone(&log));
        }
        Ok(Self { child, log })
    }

    /// The last `count` lines it printed.
    #[must_use]
    pub fn last_log_lines(&self, count: usize) -> Vec<String> {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.iter().skip(log.len().saturating_sub(count)).cloned().collect()
    }

    /// Whether it failed because somebody else took its port first.
    #[must_use]
    pub fn lost_its_port(&self) -> bool {
        self.last_log_lines(LOG_LINES_KEPT).iter().any(|line| {
            line.contains("address already in use") || line.contains("Only one usage of each socket address")
        })
    }

    /// Whether it has ended, and how.
    pub fn exit(&mut self) -> Option<String> {
        match self.child.try_wait() {
            Ok(Some(status)) => Some(status.to_string()),
            Ok(None) => None,
            Err(error) => Some(error.to_string()),
        }
    }

    /// Stops it and waits until it is gone.
    pub async fn stop(mut self) {
        // An error means that it has ended by itself.
        let _ = self.child.kill().await;
    }
}

fn keep_log(stream: impl AsyncRead + Send + Unpin + 'static, log: Arc<Mutex<VecDeque<String>>>) {
    tokio::spawn(async move {
        let mut lines = BufReader::new(stream).split(b'\n');
        while let Ok(Some(line)) = lines.next_segment().await {
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            if log.len() == LOG_LINES_KEPT {
                log.pop_front();
            }
            log.push_back(String::from_utf8_lossy(&line).trim_end().to_owned());
        }
    });
}

/// A loopback address whose port was free a moment ago.
///
/// # Errors
/// If the operating system has no free port.
pub fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}

/// Looks again and again until `probe` finds something or `limit` has passed.
pub async fn wait_until<T>(limit: Duration, mut probe: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let search = async {
        loop {
            if let Some(found) = probe().await {
                return found;
            }
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    };
    tokio::time::timeout(limit, search).await.ok()
}
