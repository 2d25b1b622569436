//! How often and when a delivery is tried, against the real Alertmanagers and a receiver that answers by script.

#![allow(clippy::print_stderr, reason = "what was compared is told")]

mod support;

use std::time::{Duration, Instant};

use jiff::Timestamp;
use runframe_cli::alert::LabelSet;
use runframe_cli::fire::{Retrying, Sender, Shot, TIMEOUT_DEFAULT, Target, shoot};
use runframe_cli::version::Version;
use runframe_cli::webhook::{Message, Notification, NotifiedAlert, Reason};
use serde_json::json;

use support::alertmanager::Alertmanager;
use support::real::Release;
use support::receiver::{Receiver, Request};

/// Statuses a receiver may answer with, that lead nowhere else.
const STATUSES: [u16; 14] = [200, 202, 204, 304, 400, 401, 403, 404, 408, 413, 429, 500, 503, 599];

/// A delivery takes at most this long.
const BUDGET: Duration = Duration::from_secs(10);

/// What a busy machine adds to a delay.
const TOLERANCE: Duration = Duration::from_millis(700);

async fn receiver() -> Receiver {
    Receiver::start_scripted(|request| format!("{} Scripted", request.path().trim_start_matches('/'))).await
}

/// When the attempts at a status began, counted from the first.
fn attempts(requests: &[Request], status: u16) -> Vec<Duration> {
    let path = format!("/{status}");
    let mut of_status = requests
        .iter()
        .filter(|request| request.path() == path)
        .map(|request| request.at);
    let Some(first) = of_status.next() else {
        return Vec::new();
    };
    std::iter::once(Duration::ZERO)
        .chain(of_status.map(|at| at - first))
        .collect()
}

/// Attempts that follow the law: delays between half and one and a half of 500 ms, growing by half.
fn assert_lawful(attempts: &[Duration], who: &str) {
    let mut base = Duration::from_millis(500);
    for pair in attempts.windows(2) {
        let delay = pair[1].saturating_sub(pair[0]);
        assert!(
            delay + TOLERANCE >= base / 2 && delay <= base * 3 / 2 + TOLERANCE,
            "{who}: {delay:?} for {base:?} in {attempts:?}"
        );
        base = base * 3 / 2;
    }
    // With the longest delays the sixth attempt would start after 9.9 s.
    assert!(attempts.len() >= 5, "{who}: {attempts:?}");
}

fn yaml(receiver: &Receiver) -> String {
    let routes = STATUSES.map(|status| format!("  - {{matchers: ['status=\"{status}\"'], receiver: r{status}}}\n"));
    let receivers = STATUSES.map(|status| {
        let address = receiver.address;
        format!("- {{name: r{status}, webhook_configs: [{{url: 'http://{address}/{status}'}}]}}\n")
    });
    format!(
        "route:\n  receiver: r200\n  group_wait: 0s\n  group_interval: 1h\n  routes:\n{}receivers:\n{}",
        routes.concat(),
        receivers.concat()
    )
}

async fn theirs(release: Release) -> Option<Vec<Request>> {
    let receiver = receiver().await;
    // A flush may take as long as the interval, which is long: only what happens at first is compared.
    let alertmanager = Alertmanager::start(release, &yaml(&receiver), "http://am.example").await?;
    let alerts = STATUSES.map(|status| json!({ "labels": { "alertname": "A", "status": status.to_string() } }));
    alertmanager.post_alerts(&alerts.to_vec().into()).await;
    let start = Instant::now();
    while start.elapsed() < BUDGET {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Some(receiver.requests())
}

async fn ours() -> Vec<Request> {
    let receiver = receiver().await;
    let mut tasks = tokio::task::JoinSet::new();
    for status in STATUSES {
        let url = format!("http://{}/{status}", receiver.address);
        tasks.spawn(async move {
            let alert = NotifiedAlert {
                labels: [("alertname", "A")].into_iter().collect(),
                annotations: LabelSet::new(),
                starts_at: Timestamp::UNIX_EPOCH.into(),
                ends_at: None,
                generator_url: String::new(),
            };
            let message = Message {
                receiver: "r".into(),
                group_labels: LabelSet::new(),
                group_key: "{}:{}".into(),
                alerts: vec![alert],
                reason: Reason::FirstNotification,
                external_url: String::new(),
                max_alerts: 0,
            };
            let shot = Shot {
                notification: Notification::new(message),
                version: Version::default(),
                group_interval: Duration::from_secs(1),
                retrying: Retrying::LikeAlertmanager,
            };
            let target = Target::given(url.parse().expect("it is a URL"));
            let sender = Sender::new(Version::default(), TIMEOUT_DEFAULT);
            let _ = shoot(&shot, &sender, &target, |_| {}).await;
        });
    }
    tasks.join_all().await;
    receiver.requests()
}

async fn attempts_are_alike(release: Release) {
    let (theirs, ours) = tokio::join!(theirs(release), ours());
    let Some(theirs) = theirs else { return };
    for status in STATUSES {
        let (theirs, ours) = (attempts(&theirs, status), attempts(&ours, status));
        assert_eq!(theirs.len() > 1, ours.len() > 1, "{status}: {theirs:?}, we {ours:?}");
        if theirs.len() > 1 {
            assert_lawful(&theirs, release.folder());
            assert_lawful(&ours, "we");
        } else {
            assert_eq!((theirs.len(), ours.len()), (1, 1), "{status}");
        }
    }
    eprintln!("{}: {} statuses tried alike", release.folder(), STATUSES.len());
}

#[tokio::test]
async fn the_oldest_alertmanager_tries_as_often() {
    attempts_are_alike(Release::Oldest).await;
}

#[tokio::test]
async fn the_middle_alertmanager_tries_as_often() {
    attempts_are_alike(Release::Middle).await;
}

#[tokio::test]
async fn the_newest_alertmanager_tries_as_often() {
    attempts_are_alike(Release::Newest).await;
}
