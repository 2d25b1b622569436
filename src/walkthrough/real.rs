//! The walkthrough through real Prometheus and Alertmanager processes.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::RealPrograms;
use super::aim::Aim;
use super::confirm;
use super::process::{Process, Program, free_address, wait_until};
use super::runframe::LocalRunframe;
use super::story::{Broken, Step, Story};
use crate::duration::format_prometheus;
use crate::guide::{TestRule, Timing};

/// How often Prometheus evaluates the test rule.
const EVALUATION_INTERVAL: &str = "1s";

/// How soon Prometheus sends an alert again. It learns of its Alertmanager up to five seconds after a start and after a
/// reload, and what it sends before that is lost; with the default of a minute, the next try would be as late.
const RESEND_DELAY: &str = "2s";

/// How often a start is tried again after somebody else took the port.
const START_ATTEMPTS: usize = 3;

/// Log lines shown of a process that is to blame.
const LOG_LINES_SHOWN: usize = 8;

/// Waits short enough for a demonstration; the guide's own would take half a minute.
pub(super) const QUICK_TIMING: Timing<'static> = Timing {
    group_wait: "1s",
    group_interval: "1s",
    repeat_interval: "12h",
};

/// The processes and what it takes to talk to them.
pub(super) struct Stack<'a> {
    programs: &'a RealPrograms,
    folder: &'a Path,
    http: reqwest::Client,
    prometheus: Option<Running>,
    alertmanager: Option<Running>,
}

struct Running {
    process: Process,
    address: SocketAddr,
}

impl<'a> Stack<'a> {
    /// Nothing runs yet; files go to `folder`.
    pub(super) fn new(programs: &'a RealPrograms, folder: &'a Path) -> Result<Self, Broken> {
        let http = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(5))
            .build()
            .map_err(|error| Broken::new("set-up", format!("no HTTP client: {error}")))?;
        Ok(Self {
            programs,
            folder,
            http,
            prometheus: None,
            alertmanager: None,
        })
    }

    /// Stops whatever runs.
    pub(super) async fn stop(self) {
        for running in [self.prometheus, self.alertmanager].into_iter().flatten() {
            running.process.stop().await;
        }
    }

    /// The four steps.
    pub(super) async fn walk(
        &mut self,
        runframe: &LocalRunframe,
        rule: &TestRule,
        aim: &Aim,
        story: &mut Story<'_>,
    ) -> Result<(), Broken> {
        let limit = self.programs.limit_per_hop;
        let alertmanager = self.find(Program::Alertmanager)?;
        let prometheus = self.find(Program::Prometheus)?;
        self.write("alertmanager.yml", &aim.alertmanager_yml)?;
        story.wait("starting Alertmanager");
        let address = self.start_alertmanager(&alertmanager, story).await?;
        self.write("prometheus.yml", &prometheus_yml(address)?)?;
        self.write(RULES_FILE, &rule.rules_yml())?;

        story.wait("starting Prometheus");
        self.start_prometheus(&prometheus, story).await?;

        story.begin(Step::Rule);
        story.pass(
            "rule",
            format!("{}: {}", rule.alertname, rule.expr),
            "no `for`, always one value",
        );
        story.wait("waiting for the rule to fire");
        let alerts = self.prometheus_url("/api/v1/alerts");
        let firing = self
            .wait(limit, &alerts, |answer: PrometheusAlerts| {
                let is_firing = |a: &PrometheusAlert| a.state == "firing" && a.is(rule);
                answer.data.alerts.into_iter().find(is_firing)
            })
            .await
            .ok_or_else(|| self.broken(Program::Prometheus, "Prometheus", "the rule does not fire", limit))?;
        story.pass(
            "prometheus",
            "firing",
            format!("since {}, /api/v1/alerts", firing.active_at),
        );

        story.begin(Step::Forward);
        story.wait("waiting for the alert to reach Alertmanager");
        let alerts = self.alertmanager_url("/api/v2/alerts");
        let held = self
            .wait(limit, &alerts, |alerts: Vec<AlertmanagerAlert>| {
                alerts.into_iter().find(|a| a.is(rule))
            })
            .await
            .ok_or_else(|| {
                self.broken(
                    Program::Prometheus,
                    "Prometheus -> Alertmanager",
                    "the alert does not arrive",
                    limit,
                )
            })?;
        let receivers: Vec<_> = held.receivers.iter().map(|r| r.name.as_str()).collect();
        story.pass(
            "alertmanager",
            format!("{}, for receiver {}", held.status.state, receivers.join(", ")),
            format!("fingerprint {}, /api/v2/alerts", held.fingerprint),
        );
        let patience = limit + aim.group_wait.max(aim.group_interval);
        let group_wait = format_prometheus(aim.group_wait);
        let what = format!("waiting for the notification (group_wait: {group_wait})");
        story.wait_long(&what, aim.group_wait);
        let delivered = wait_until(patience, async || runframe.incident(rule).await.ok().flatten()).await;
        let Some(incident) = delivered else {
            return Err(self
                .broken(
                    Program::Alertmanager,
                    "Alertmanager -> Runframe",
                    "no notification arrives",
                    patience,
                )
                .with_help("does the route send this alert to the Runframe receiver? `runframe-cli validate` tells"));
        };
        story.pass("webhook", "delivered", format!("group {}", incident.group_key()));

        story.begin(Step::Incident);
        confirm::open(&incident, rule, runframe, &firing.active_at, story)?;

        story.begin(Step::Resolve);
        let mut cleared = rule.clone();
        cleared.expr = TestRule::CLEARED;
        self.write(RULES_FILE, &cleared.rules_yml())?;
        self.reload().await?;
        story.pass(
            "rule",
            format!("{}: {}", cleared.alertname, cleared.expr),
            "has no value; Prometheus reloaded",
        );
        story.wait("waiting for the alert to clear");
        let alerts = self.prometheus_url("/api/v1/alerts");
        self.wait(limit, &alerts, |answer: PrometheusAlerts| {
            (!answer.data.alerts.iter().any(|a| a.is(rule))).then_some(())
        })
        .await
        .ok_or_else(|| self.broken(Program::Prometheus, "Prometheus", "the alert does not clear", limit))?;
        story.pass("prometheus", "cleared", "/api/v1/alerts");
        aim.check_resolves(&aim.route(rule)?.receiver)?;
        let group_interval = format_prometheus(aim.group_interval);
        let what = format!("waiting for the resolved notification (group_interval: {group_interval})");
        story.wait_long(&what, aim.group_interval);
        let resolved = wait_until(patience, async || {
            let incident = runframe.incident(rule).await.ok().flatten()?;
            incident.is_resolved().then_some(incident)
        })
        .await;
        let Some(incident) = resolved else {
            return Err(self
                .broken(
                    Program::Alertmanager,
                    "Alertmanager -> Runframe",
                    "no resolved notification arrives",
                    patience,
                )
                .with_help("is `send_resolved` true on the Runframe receiver?"));
        };
        confirm::resolved(&incident, story);
        Ok(())
    }

    fn find(&self, program: Program) -> Result<PathBuf, Broken> {
        let folder = self.programs.folder.as_deref();
        // Programs are started in a folder of their own.
        let found = program
            .find(folder)
            .map(|path| std::path::absolute(&path).unwrap_or(path));
        found.ok_or_else(|| {
            let place = folder.map_or_else(|| "on PATH".into(), |f| format!("in `{}`", f.display()));
            Broken::unusable("set-up", format!("no {} executable {place}", program.title()))
                .with_help("name the folder that holds both with --bin-dir, or leave --real out")
        })
    }

    async fn start_alertmanager(&mut self, path: &Path, story: &mut Story<'_>) -> Result<SocketAddr, Broken> {
        let args = |folder: &Path, address: SocketAddr| {
            vec![
                flag("--config.file", folder.join("alertmanager.yml")),
                flag("--storage.path", folder.join("alertmanager")),
                format!("--web.listen-address={address}").into(),
                format!("--web.external-url=http://{address}").into(),
                "--cluster.listen-address=".into(),
            ]
        };
        let running = self.start(Program::Alertmanager, path, args, story).await?;
        let address = running.address;
        self.alertmanager = Some(running);
        Ok(address)
    }

    async fn start_prometheus(&mut self, path: &Path, story: &mut Story<'_>) -> Result<(), Broken> {
        let args = |folder: &Path, address: SocketAddr| {
            vec![
                flag("--config.file", folder.join("prometheus.yml")),
                flag("--storage.tsdb.path", folder.join("prometheus")),
                format!("--web.listen-address={address}").into(),
                format!("--web.external-url=http://{address}").into(),
                "--web.enable-lifecycle".into(),
                format!("--rules.alert.resend-delay={RESEND_DELAY}").into(),
            ]
        };
        let running = self.start(Program::Prometheus, path, args, story).await?;
        self.prometheus = Some(running);
        Ok(())
    }

    /// Starts a program on a free port and waits until it is ready.
    async fn start(
        &self,
        program: Program,
        path: &Path,
        args: impl Fn(&Path, SocketAddr) -> Vec<OsString>,
        story: &mut Story<'_>,
    ) -> Result<Running, Broken> {
        let title = program.title();
        let version = program
            .version(path)
            .await
            .unwrap_or_else(|| "of unknown version".into());
        let limit = self.programs.limit_per_hop;
        for attempt in 1..=START_ATTEMPTS {
            let address = free_address().map_err(|e| Broken::new("set-up", format!("no free port: {e}")))?;
            let mut process = Process::start(path, args(self.folder, address), self.folder)
                .map_err(|e| Broken::new("set-up", format!("{title} does not start: `{}`: {e}", path.display())))?;
            let ready = format!("http://{address}/-/ready");
            let outcome = wait_until(limit, async || {
                if let Some(exit) = process.exit() {
                    return Some(Err(exit));
                }
                let answer = self.http.get(&ready).send().await.ok()?;
                answer.status().is_success().then_some(Ok(()))
            })
            .await;
            match outcome {
                Some(Ok(())) => {
                    story.pass(
                        &title.to_lowercase(),
                        format!("{version} on {address}"),
                        path.display().to_string(),
                    );
                    return Ok(Running { process, address });
                }
                Some(Err(_)) if process.lost_its_port() && attempt < START_ATTEMPTS => {}
                Some(Err(exit)) => {
                    return Err(
                        Broken::new("set-up", format!("{title} {version} ended at once: {exit}"))
                            .with_log(process.last_log_lines(LOG_LINES_SHOWN)),
                    );
                }
                None => {
                    let log = process.last_log_lines(LOG_LINES_SHOWN);
                    process.stop().await;
                    let message = format!("{title} {version} is not ready after {}", seconds(limit));
                    return Err(Broken::new("set-up", message).with_log(log));
                }
            }
        }
        Err(Broken::new(
            "set-up",
            format!("{title} found its port taken {START_ATTEMPTS} times"),
        ))
    }

    async fn reload(&self) -> Result<(), Broken> {
        let url = self.prometheus_url("/-/reload");
        let refused = |what: String| {
            self.broken(
                Program::Prometheus,
                "Prometheus",
                "it does not reload its rules",
                self.programs.limit_per_hop,
            )
            .with_help(what)
        };
        let answer = self.http.post(url).send().await.map_err(|e| refused(e.to_string()))?;
        if answer.status().is_success() {
            return Ok(());
        }
        Err(refused(format!("it answered {}", answer.status())))
    }

    /// Asks `url` again and again until `find` sees what it looks for in the answer.
    async fn wait<A, T>(&self, limit: Duration, url: &str, find: impl Fn(A) -> Option<T>) -> Option<T>
    where
        A: for<'de> Deserialize<'de>,
    {
        wait_until(limit, async || {
            let answer = self.http.get(url).send().await.ok()?;
            find(answer.json().await.ok()?)
        })
        .await
    }

    fn running(&self, program: Program) -> Option<&Running> {
        match program {
            Program::Prometheus => self.prometheus.as_ref(),
            Program::Alertmanager => self.alertmanager.as_ref(),
        }
    }

    fn broken(&self, program: Program, hop: &str, message: &str, limit: Duration) -> Broken {
        let log = self
            .running(program)
            .map_or_else(Vec::new, |r| r.process.last_log_lines(LOG_LINES_SHOWN));
        Broken::new(hop, format!("{message} within {}", seconds(limit)))
            .with_help("`--timeout` gives each hop more time")
            .with_log(log)
    }

    fn prometheus_url(&self, path: &str) -> String {
        self.url(Program::Prometheus, path)
    }

    fn alertmanager_url(&self, path: &str) -> String {
        self.url(Program::Alertmanager, path)
    }

    fn url(&self, program: Program, path: &str) -> String {
        let address = self
            .running(program)
            .expect("it was started before it is asked")
            .address;
        format!("http://{address}{path}")
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Broken> {
        let path = self.folder.join(name);
        std::fs::write(&path, text)
            .map_err(|error| Broken::new("set-up", format!("cannot write `{}`: {error}", path.display())))
    }
}

const RULES_FILE: &str = "runframe-test.rules.yml";

fn flag(name: &str, path: PathBuf) -> OsString {
    let mut flag = OsString::from(name);
    flag.push("=");
    flag.push(path);
    flag
}

fn seconds(limit: Duration) -> String {
    format!("{} s", limit.as_secs_f64())
}

/// prometheus.yml for one rule file and one Alertmanager.
fn prometheus_yml(alertmanager: SocketAddr) -> Result<String, Broken> {
    #[derive(Serialize)]
    struct Config {
        global: Global,
        rule_files: [&'static str; 1],
        alerting: Alerting,
    }
    #[derive(Serialize)]
    struct Global {
        scrape_interval: &'static str,
        evaluation_interval: &'static str,
    }
    #[derive(Serialize)]
    struct Alerting {
        alertmanagers: [Alertmanagers; 1],
    }
    #[derive(Serialize)]
    struct Alertmanagers {
        static_configs: [Targets; 1],
    }
    #[derive(Serialize)]
    struct Targets {
        targets: [String; 1],
    }
    let config = Config {
        global: Global {
            scrape_interval: EVALUATION_INTERVAL,
            evaluation_interval: EVALUATION_INTERVAL,
        },
        rule_files: [RULES_FILE],
        alerting: Alerting {
            alertmanagers: [Alertmanagers {
                static_configs: [Targets {
                    targets: [alertmanager.to_string()],
                }],
            }],
        },
    };
    serde_yaml::to_string(&config)
        .map_err(|error| Broken::new("set-up", format!("cannot write prometheus.yml: {error}")))
}

#[derive(Deserialize)]
struct PrometheusAlerts {
    data: PrometheusAlertList,
}

#[derive(Deserialize)]
struct PrometheusAlertList {
    alerts: Vec<PrometheusAlert>,
}

#[derive(Deserialize)]
struct PrometheusAlert {
    labels: std::collections::BTreeMap<String, String>,
    state: String,
    #[serde(rename = "activeAt")]
    active_at: String,
}

impl PrometheusAlert {
    fn is(&self, rule: &TestRule) -> bool {
        self.labels.get("alertname") == Some(&rule.alertname)
    }
}

#[derive(Deserialize)]
struct AlertmanagerAlert {
    labels: std::collections::BTreeMap<String, String>,
    fingerprint: String,
    receivers: Vec<AlertmanagerReceiver>,
    status: AlertmanagerStatus,
}

#[derive(Deserialize)]
struct AlertmanagerReceiver {
    name: String,
}

#[derive(Deserialize)]
struct AlertmanagerStatus {
    state: String,
}

impl AlertmanagerAlert {
    fn is(&self, rule: &TestRule) -> bool {
        self.labels.get("alertname") == Some(&rule.alertname)
    }
}
