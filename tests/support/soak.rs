//! Flapping alerts through a real Alertmanager to the local Runframe, with faults and restarts on the way: in the end both
//! sides must say the same.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use runframe_cli::client::{Client, IncidentQuery};
use runframe_cli::server::{Options as ServerOptions, Running, start};
use runframe_cli::store::{Location, NewIntegration};
use serde_json::{Value, json};

use super::alertmanager::Alertmanager;
use super::random::Random;
use super::real::Release;

/// How long both sides may take to agree once nothing is in the way any more. A failed delivery is tried for 10 s.
const AGREEMENT_LIMIT: Duration = Duration::from_mins(1);

/// Alerts of one group.
const GROUP: usize = 5;

/// What is put in the way.
const FAULTS: [&str; 7] = [
    "500 next=2",
    "429 next=2",
    "503 next=1",
    "drop next=1",
    "cut-body next=1",
    "drop next=1 after-commit",
    "delay=1500ms next=2",
];

/// How to soak.
#[derive(Clone, Debug)]
pub struct Options {
    pub release: Release,
    pub alerts: usize,
    /// How often alerts flap before the end.
    pub steps: u32,
    /// How long a step takes.
    pub step: Duration,
    /// Steps between two comparisons.
    pub compare_every: u32,
    pub with_faults: bool,
    pub seed: u64,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Times an alert began to fire.
    pub episodes: u64,
    pub incidents: u64,
    pub active: u64,
    pub deliveries: u64,
    pub comparisons: u32,
    pub faults: u32,
    pub runframe_restarts: u32,
    pub alertmanager_restarts: u32,
    /// The longest wait until both sides agreed.
    pub slowest_agreement: Duration,
}

struct Alert {
    starts_at: Timestamp,
    ends_at: Option<Timestamp>,
    is_known: bool,
}

struct Soak {
    options: Options,
    folder: tempfile::TempDir,
    running: Option<Running>,
    address: std::net::SocketAddr,
    client: Client,
    alertmanager: Alertmanager,
    alerts: Vec<Alert>,
    report: Report,
}

/// Soaks; `None`, and says so, if there is no such Alertmanager and need not be.
///
/// # Panics
/// If the two sides do not agree.
pub async fn run(options: Options, mut tell: impl FnMut(&Report)) -> Option<Report> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let running = serve(folder.path(), ([127, 0, 0, 1], 0).into()).await;
    let new = NewIntegration {
        name: "Prometheus".into(),
        ..NewIntegration::default()
    };
    let key = running.store().create_integration(new).await.expect("it is new");
    let config = config(&running.webhook_url(&key));
    let alertmanager = Alertmanager::start(options.release, &config, "http://alertmanager.example").await?;
    let mut random = Random::new(options.seed);
    let mut soak = Soak {
        client: Client::new(&running.base_url, None).expect("it is a URL"),
        address: running.address,
        running: Some(running),
        folder,
        alertmanager,
        alerts: (0..options.alerts).map(|_| Alert::new()).collect(),
        report: Report::default(),
        options,
    };
    for step in 1..=soak.options.steps {
        for alert in &mut soak.alerts {
            if random.below(4) == 0 {
                alert.flap(&mut soak.report);
            }
        }
        soak.post().await;
        if soak.options.with_faults {
            soak.get_in_the_way(&mut random).await;
        }
        // The length of a step is what is soaked in.
        tokio::time::sleep(soak.options.step).await;
        if step % soak.options.compare_every == 0 || step == soak.options.steps {
            soak.compare().await;
            tell(&soak.report);
        }
    }
    Some(soak.finish().await)
}

async fn serve(folder: &std::path::Path, listen: std::net::SocketAddr) -> Running {
    let end = Instant::now() + AGREEMENT_LIMIT;
    loop {
        let options = ServerOptions {
            listen,
            location: Location::Folder(folder.join("data")),
            ..ServerOptions::ephemeral()
        };
        match start(options).await {
            Ok(running) => return running,
            // The one before may still be letting go.
            Err(error) => assert!(Instant::now() < end, "it does not start: {error}"),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn config(url: &str) -> String {
    format!(
        "\
route:
  receiver: runframe
  group_by: [alertname]
  group_wait: 1s
  group_interval: 1s
  repeat_interval: 10s
receivers:
  - name: runframe
    webhook_configs:
      - url: {url}
        send_resolved: true
"
    )
}

impl Alert {
    fn new() -> Self {
        Self {
            starts_at: Timestamp::UNIX_EPOCH,
            ends_at: Some(Timestamp::UNIX_EPOCH),
            is_known: false,
        }
    }

    fn is_firing(&self) -> bool {
        self.ends_at.is_none()
    }

    fn flap(&mut self, report: &mut Report) {
        if self.is_firing() {
            self.ends_at = Some(Timestamp::now());
        } else {
            report.episodes += 1;
            self.starts_at = Timestamp::now();
            self.ends_at = None;
            self.is_known = true;
        }
    }
}

fn name(position: usize) -> String {
    format!("host-{position}")
}

impl Soak {
    /// Says how all alerts stand, as Prometheus does again and again.
    async fn post(&self) {
        let soon = Timestamp::now() + SignedDuration::from_mins(5);
        let known = self.alerts.iter().enumerate().filter(|(_, alert)| alert.is_known);
        let alerts: Vec<Value> = known
            .map(|(position, alert)| {
                json!({
                    "labels": {"alertname": format!("Flapping{}", position / GROUP), "instance": name(position), "severity": "critical"},
                    "annotations": {"summary": "It flaps"},
                    "startsAt": alert.starts_at.to_string(),
                    "endsAt": alert.ends_at.unwrap_or(soon).to_string(),
                    "generatorURL": "http://prometheus.example/graph",
                })
            })
            .collect();
        self.alertmanager.post_alerts(&json!(alerts)).await;
    }

    async fn get_in_the_way(&mut self, random: &mut Random) {
        match random.below(20) {
            0..=5 => {
                let fault = random.pick(&FAULTS).parse().expect("it is a fault");
                let running = self.running.as_ref().expect("it runs");
                running.set_fault(&fault).expect("it can be set");
                self.report.faults += 1;
            }
            6 => {
                let running = self.running.take().expect("it runs");
                if random.below(2) == 0 {
                    running.shutdown().await;
                } else {
                    drop(running);
                }
                self.running = Some(serve(self.folder.path(), self.address).await);
                self.report.runframe_restarts += 1;
            }
            7 => {
                self.alertmanager.restart().await;
                self.post().await;
                self.report.alertmanager_restarts += 1;
            }
            _ => {}
        }
    }

    /// Waits until both sides say the same of every alert.
    async fn compare(&mut self) {
        self.clear_faults().await;
        let start = Instant::now();
        loop {
            self.post().await;
            let wanted: BTreeSet<String> = self
                .alerts
                .iter()
                .enumerate()
                .filter(|(_, a)| a.is_firing())
                .map(|(p, _)| name(p))
                .collect();
            let theirs = self.alertmanager.get("alerts?active=true").await;
            let theirs: BTreeSet<String> = theirs
                .as_array()
                .expect("it is a list")
                .iter()
                .map(|alert| alert["labels"]["instance"].as_str().unwrap_or_default().to_owned())
                .collect();
            let ours = self.active().await;
            let twice: Vec<_> = ours.iter().filter(|(_, count)| **count > 1).collect();
            assert!(twice.is_empty(), "more than one active incident of an alert: {twice:?}");
            let ours: BTreeSet<String> = ours.into_keys().collect();
            if wanted == theirs && theirs == ours {
                break;
            }
            let difference: Vec<_> = wanted.symmetric_difference(&ours).collect();
            assert!(
                start.elapsed() < AGREEMENT_LIMIT,
                "no agreement on {difference:?}: {} fire, Alertmanager has {}, Runframe {}\n{}",
                wanted.len(),
                theirs.len(),
                ours.len(),
                self.alertmanager.log()
            );
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        self.report.comparisons += 1;
        self.report.slowest_agreement = self.report.slowest_agreement.max(start.elapsed());
    }

    async fn clear_faults(&self) {
        let all = runframe_cli::client::WhichFaults::All;
        self.client.clear_faults(&all).await.expect("they can be cleared");
    }

    /// How many active incidents each alert has.
    async fn active(&self) -> BTreeMap<String, u32> {
        let mut active = BTreeMap::new();
        let mut offset = Some(0);
        while let Some(at) = offset {
            let query = IncidentQuery {
                statuses: vec!["new".into()],
                limit: Some(100),
                offset: Some(at),
                ..IncidentQuery::default()
            };
            let page = self.client.incidents(&query).await.expect("it answers");
            for incident in page.items {
                let alert = incident.alert.expect("it comes from an alert");
                *active.entry(alert.labels["instance"].clone()).or_default() += 1;
            }
            offset = page.next_offset;
        }
        active
    }

    async fn finish(mut self) -> Report {
        let total = |status: Option<&str>| {
            let query = IncidentQuery {
                statuses: status.into_iter().map(str::to_owned).collect(),
                limit: Some(1),
                ..IncidentQuery::default()
            };
            let client = &self.client;
            async move { client.incidents(&query).await.expect("it answers").total }
        };
        let (all, active, resolved) = (
            total(None).await,
            total(Some("new")).await,
            total(Some("resolved")).await,
        );
        assert_eq!(all, active + resolved, "every incident is open or over");
        assert!(
            all <= self.report.episodes,
            "{all} incidents of {} episodes",
            self.report.episodes
        );
        let deliveries = self.client.deliveries(None, 1, 0).await.expect("it answers").total;
        if !self.options.with_faults {
            // What they count as sent is what we count as received.
            let sent = self
                .alertmanager
                .counter("alertmanager_notification_requests_total", "webhook")
                .await;
            assert_eq!(
                sent,
                self.client.deliveries(None, 1, 0).await.expect("it answers").total
            );
        }
        self.report.incidents = all;
        self.report.active = active;
        self.report.deliveries = deliveries;
        if let Some(running) = self.running.take() {
            running.shutdown().await;
        }
        self.report
    }
}
