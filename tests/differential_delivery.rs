//! How often and when a delivery is tried, against the real Alertmanagers and a receiver that answers by script.

#![allow(clippy::print_stderr, reason = "what was compared is told")]

mod support;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use runframe_cli::alert::LabelSet;
use runframe_cli::fire::{HttpSettings, Retrying, Sender, Shot, Target, shoot};
use runframe_cli::version::Version;
use runframe_cli::webhook::{Message, Notification, NotifiedAlert, Reason};
use serde_json::json;

use support::alertmanager::{Alertmanager, wait_for};
use support::real::Release;
use support::receiver::{Act, Receiver, Request};

/// Statuses a receiver may answer with. Redirects lead to another path of the same receiver, which says yes.
const STATUSES: [u16; 20] = [
    200, 202, 204, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 408, 413, 429, 500, 502, 503, 504,
];

/// What a receiver may do instead of answering as it should.
const DEEDS: [&str; 6] = ["reset", "half-head", "half-body", "half-refusal", "no-http", "silent"];

/// A delivery takes at most this long.
const BUDGET: Duration = Duration::from_secs(10);

/// What a busy machine adds to a delay.
const TOLERANCE: Duration = Duration::from_millis(700);

/// How long a silent receiver is waited for, where that can be said.
const SILENCE: Duration = Duration::from_millis(200);

/// Everything a receiver is asked to do; each is a path.
fn cases() -> Vec<String> {
    let statuses = STATUSES.iter().map(ToString::to_string);
    statuses.chain(DEEDS.map(str::to_owned)).collect()
}

async fn receiver() -> Receiver {
    Receiver::start_scripted(|request| match request.path().trim_start_matches('/') {
        "reset" => Act::Reset,
        "half-head" => Act::Bytes(b"HTTP/1.1 200 OK\r\nContent-Le".to_vec()),
        "half-body" => Act::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".to_vec()),
        "half-refusal" => Act::Bytes(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 100\r\n\r\nhalf".to_vec()),
        "no-http" => Act::Bytes(b"SSH-2.0-OpenSSH\r\n".to_vec()),
        "silent" => Act::Silence,
        moved if moved.starts_with("moved-") => Act::Status("200 OK".to_owned()),
        status @ ("301" | "302" | "303" | "307" | "308") => {
            Act::Status(format!("{status} Moved\r\nLocation: /moved-{status}"))
        }
        status => Act::Status(format!("{status} Scripted")),
    })
    .await
}

/// When the attempts at a path began, counted from the first.
fn attempts(requests: &[Request], case: &str) -> Vec<Duration> {
    let path = format!("/{case}");
    let mut of_case = requests
        .iter()
        .filter(|request| request.path() == path)
        .map(|request| request.at);
    let Some(first) = of_case.next() else {
        return Vec::new();
    };
    std::iter::once(Duration::ZERO)
        .chain(of_case.map(|at| at - first))
        .collect()
}

/// How redirects were followed: methods, paths and lengths of bodies.
fn followed(requests: &[Request]) -> BTreeSet<(String, bool)> {
    let moved = requests.iter().filter(|request| request.path().starts_with("/moved-"));
    moved
        .map(|request| {
            let line = request.head.lines().next().unwrap_or_default();
            (line.to_owned(), request.body.is_empty())
        })
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

fn yaml(receiver: &Receiver, release: Release) -> String {
    let cases = cases();
    let routes: Vec<_> = cases
        .iter()
        .map(|case| format!("  - {{matchers: ['case=\"{case}\"'], receiver: 'r-{case}'}}\n"))
        .collect();
    let receivers: Vec<_> = cases
        .iter()
        .map(|case| {
            let address = receiver.address;
            let timeout = match case.as_str() {
                // The oldest release cannot be told.
                "silent" if release != Release::Oldest => format!(", timeout: {}ms", SILENCE.as_millis()),
                _ => String::new(),
            };
            format!("- {{name: 'r-{case}', webhook_configs: [{{url: 'http://{address}/{case}'{timeout}}}]}}\n")
        })
        .collect();
    format!(
        "route:\n  receiver: r-200\n  group_wait: 0s\n  group_interval: 1h\n  routes:\n  \
         - {{matchers: ['case=\"refused\"'], receiver: refused, group_interval: 1s}}\n{}receivers:\n\
         - {{name: refused, webhook_configs: [{{url: 'http://127.0.0.1:1/'}}]}}\n{}",
        routes.concat(),
        receivers.concat()
    )
}

/// What a real Alertmanager sends within the time of one delivery, and how often it knocks where nobody is.
async fn theirs(release: Release) -> Option<(Vec<Request>, usize)> {
    let receiver = receiver().await;
    // A flush may take as long as the interval, which is long: only what happens at first is compared.
    let alertmanager = Alertmanager::start(release, &yaml(&receiver, release), "http://am.example").await?;
    let mut cases = cases();
    cases.push("refused".to_owned());
    let alerts: Vec<_> = cases
        .iter()
        .map(|case| json!({ "labels": { "alertname": "A", "case": case } }))
        .collect();
    alertmanager.post_alerts(&alerts.into()).await;
    let start = Instant::now();
    let knocked = wait_for("the end of a delivery to nobody", async || {
        // `… notify retry canceled after 6 attempts: …`
        let log = alertmanager.log();
        let (_, rest) = log.split_once("notify retry canceled after ")?;
        rest.split_once(" attempts")?.0.parse().ok()
    })
    .await;
    wait_for("the time of a delivery", async || {
        (start.elapsed() >= BUDGET).then_some(())
    })
    .await;
    Some((receiver.requests(), knocked))
}

/// What we send within the time of one delivery, and how often we knock where nobody is.
async fn ours(release: Release) -> (Vec<Request>, usize) {
    let receiver = receiver().await;
    let mut tasks = tokio::task::JoinSet::new();
    for case in cases() {
        let url = format!("http://{}/{case}", receiver.address);
        let is_told = case == "silent" && release != Release::Oldest;
        tasks.spawn(deliver(url, is_told.then_some(SILENCE)));
    }
    let knocked = deliver("http://127.0.0.1:1/".to_owned(), None).await;
    tasks.join_all().await;
    (receiver.requests(), knocked)
}

/// How many attempts a delivery takes.
async fn deliver(url: String, timeout: Option<Duration>) -> usize {
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
        payload: None,
        notification: Notification::new(message),
        version: Version::default(),
        group_interval: Duration::from_secs(1),
        retrying: Retrying::LikeAlertmanager,
    };
    let target = Target::given(url.parse().expect("it is a URL"));
    let settings = HttpSettings {
        follow_redirects: true,
        timeout,
        ..HttpSettings::default()
    };
    let sender = Sender::with_settings(Version::default(), settings);
    match shoot(&shot, &sender, &target, |_| {}).await {
        Ok((delivery, _)) => delivery.attempts as usize,
        Err(not_taken) => not_taken.attempts as usize,
    }
}

async fn attempts_are_alike(release: Release) {
    let (theirs, ours) = tokio::join!(theirs(release), ours(release));
    let Some((theirs, their_knocks)) = theirs else { return };
    let (ours, our_knocks) = ours;
    for case in cases() {
        let (theirs, ours) = (attempts(&theirs, &case), attempts(&ours, &case));
        assert_eq!(theirs.len() > 1, ours.len() > 1, "{case}: {theirs:?}, we {ours:?}");
        if theirs.len() > 1 {
            assert_lawful(&theirs, release.folder());
            assert_lawful(&ours, "we");
        } else {
            assert_eq!((theirs.len(), ours.len()), (1, 1), "{case}");
        }
    }
    assert_eq!(followed(&theirs), followed(&ours), "redirects");
    for knocks in [their_knocks, our_knocks] {
        // As for the other retried ones: with the longest delays five start, with the shortest eight.
        assert!((5..=9).contains(&knocks), "{their_knocks} attempts, we {our_knocks}");
    }
    eprintln!(
        "{}: {} ways to answer, tried alike",
        release.folder(),
        cases().len() + 1
    );
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
