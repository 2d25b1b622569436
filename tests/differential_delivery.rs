//! How often and when a delivery is tried, against the real Alertmanagers and a receiver that answers by script.

#![allow(clippy::print_stderr, reason = "what was compared is told")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use runframe_cli::alert::LabelSet;
use runframe_cli::config::Secret;
use runframe_cli::fire::{
    HttpSettings, OAuth2Settings, ProxyChoice, ProxySettings, Retrying, Sender, Shot, Target, TlsSettings, shoot,
};
use runframe_cli::version::Version;
use runframe_cli::webhook::{Message, Notification, NotifiedAlert, Reason};
use serde_json::json;

use support::alertmanager::{Alertmanager, wait_for};
use support::real::Release;
use support::receiver::{Act, Receiver, Request};
use support::routes::version;

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
    let settings = HttpSettings {
        follow_redirects: true,
        timeout,
        ..HttpSettings::default()
    };
    deliver_with(url, settings, Version::default()).await
}

/// [`deliver`], with HTTP as `settings` say and as `version` speaks it.
async fn deliver_with(url: String, settings: HttpSettings, version: Version) -> usize {
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
        version,
        group_interval: Duration::from_secs(1),
        retrying: Retrying::LikeAlertmanager,
    };
    let target = Target::given(url.parse().expect("it is a URL"));
    let sender = Sender::with_settings(version, settings);
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

/// Ways through hosts: the webhook's, and those it is redirected to one after another.
const WAYS: [(&str, &[&str]); 13] = [
    ("a.example", &["a.example:8080"]),
    ("a.example", &["b.example"]),
    ("a.example", &["A.EXAMPLE"]),
    ("a.example", &["in.a.example"]),
    ("a.example", &["not-a.example"]),
    ("in.a.example", &["a.example"]),
    ("a.example", &["b.example", "a.example"]),
    ("a.example", &["in.a.example", "a.example"]),
    ("u:p@a.example", &["a.example", "b.example"]),
    ("a.example", &["x:y@a.example", "a.example"]),
    ("a.example", &["x:y@in.a.example"]),
    ("a.example", &["x:y@b.example"]),
    ("192.0.2.1", &["192.0.2.1:8080", "192.0.2.2"]),
];

/// What the credentials come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Credentials {
    None,
    Configured,
    Token,
}

/// A proxy that plays every host: `/way/0` is the webhook of a way, `/way/1` where it is redirected to, and `/token` a
/// token's.
async fn every_host() -> Receiver {
    Receiver::start_scripted(|request| {
        let path = request.path().splitn(4, '/').nth(3).unwrap_or_default();
        if path == "token" {
            let body = r#"{"access_token": "granted", "token_type": "bearer"}"#;
            let length = body.len();
            let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n");
            return Act::Bytes((head + body).into_bytes());
        }
        let (way, step) = path.split_once('/').expect("the path of a way");
        let way: usize = way.parse().expect("the number of a way");
        let step: usize = step.parse().expect("the number of a step");
        Act::Status(match WAYS[way].1.get(step) {
            Some(next) => format!("307 Moved\r\nLocation: http://{next}/{way}/{}", step + 1),
            None => "200 OK".to_owned(),
        })
    })
    .await
}

/// The heads of the requests, by their URL; without what is no matter of redirects.
fn heads(receiver: &Receiver) -> BTreeMap<String, Vec<String>> {
    let requests = receiver.requests();
    let requests = requests.iter().filter(|request| !request.path().ends_with("/token"));
    requests
        .map(|request| {
            let method = request.head.split(' ').next().unwrap_or_default().to_owned();
            let lines = request.head.lines().skip(1).map(|line| match line.split_once(": ") {
                // Of a host the case may differ, of what it is told not.
                Some((name @ ("Host" | "Referer"), value)) => format!("{name}: {}", value.to_lowercase()),
                Some((name, value)) => format!("{}: {value}", name.to_lowercase()),
                None => line.to_owned(),
            });
            // The message differs, and Debian's builds name their own revision.
            let is_compared = |line: &String| !line.starts_with("content-length:") && !line.starts_with("user-agent:");
            let lines = lines.filter(is_compared);
            (
                request.path().to_lowercase(),
                std::iter::once(method).chain(lines).collect(),
            )
        })
        .collect()
}

async fn redirects_take_along_what_theirs_do(release: Release) {
    for credentials in [Credentials::None, Credentials::Configured, Credentials::Token] {
        let has_headers = release != Release::Oldest;
        let receiver = every_host().await;
        let proxy = format!("http://{}", receiver.address);
        let mut http = vec![format!("proxy_url: '{proxy}'")];
        http.extend(match credentials {
            Credentials::None => None,
            Credentials::Configured => Some("basic_auth: {username: n, password: q}".to_owned()),
            Credentials::Token => {
                let token = "client_id: i, client_secret: s, token_url: 'http://a.example/token'";
                Some(format!("oauth2: {{{token}, proxy_url: '{proxy}'}}"))
            }
        });
        if has_headers {
            http.push("http_headers: {X-Tenant: {values: [t]}, X-Secret: {secrets: [s]}}".to_owned());
        }
        let http = http.join(", ");
        let numbers = 0..WAYS.len();
        let routes: Vec<_> = numbers
            .clone()
            .map(|way| format!("  - {{matchers: ['way=\"{way}\"'], receiver: 'r-{way}'}}\n"))
            .collect();
        let receivers: Vec<_> = numbers
            .clone()
            .map(|way| {
                let url = format!("http://{}/{way}/0", WAYS[way].0);
                format!("- {{name: 'r-{way}', webhook_configs: [{{url: '{url}', http_config: {{{http}}}}}]}}\n")
            })
            .collect();
        let yaml = format!(
            "route:\n  receiver: r-0\n  group_wait: 0s\n  routes:\n{}receivers:\n{}",
            routes.concat(),
            receivers.concat()
        );
        let Some(alertmanager) = Alertmanager::start(release, &yaml, "http://am.example").await else {
            return;
        };
        let alerts: Vec<_> = numbers
            .clone()
            .map(|way| json!({ "labels": { "alertname": "A", "way": way.to_string() } }))
            .collect();
        alertmanager.post_alerts(&alerts.into()).await;
        let wanted: usize = WAYS.iter().map(|(_, to)| to.len() + 1).sum();
        let theirs = wait_for("the end of every way", async || {
            let heads = heads(&receiver);
            (heads.len() == wanted).then_some(heads)
        })
        .await;

        let receiver = every_host().await;
        let proxy = ProxySettings {
            choice: ProxyChoice::Url {
                url: format!("http://{}", receiver.address).parse().expect("it is a URL"),
                except: String::new(),
            },
            connect_headers: Vec::new(),
        };
        let header = |name: &str, value: &str| (name.to_owned(), Secret::new(value));
        let settings = HttpSettings {
            authorization: (credentials == Credentials::Configured).then(|| Secret::new("Basic bjpx")),
            oauth2: (credentials == Credentials::Token).then(|| {
                Box::new(OAuth2Settings {
                    client_id: "i".into(),
                    client_secret: Secret::new("s"),
                    token_url: "http://a.example/token".parse().expect("it is a URL"),
                    scopes: Vec::new(),
                    parameters: Vec::new(),
                    tls: TlsSettings::default(),
                    proxy: proxy.clone(),
                })
            }),
            headers: if has_headers {
                vec![header("X-Tenant", "t"), header("X-Secret", "s")]
            } else {
                Vec::new()
            },
            proxy,
            follow_redirects: true,
            ..HttpSettings::default()
        };
        for way in numbers {
            let url = format!("http://{}/{way}/0", WAYS[way].0);
            assert_eq!(deliver_with(url, settings.clone(), version(release)).await, 1);
        }
        let ours = heads(&receiver);
        assert_eq!(theirs, ours, "{credentials:?}");
    }
    eprintln!("{}: {} ways through hosts, gone alike", release.folder(), WAYS.len());
}

#[tokio::test]
async fn the_oldest_alertmanager_takes_along_as_much() {
    redirects_take_along_what_theirs_do(Release::Oldest).await;
}

#[tokio::test]
async fn the_middle_alertmanager_takes_along_as_much() {
    redirects_take_along_what_theirs_do(Release::Middle).await;
}

#[tokio::test]
async fn the_newest_alertmanager_takes_along_as_much() {
    redirects_take_along_what_theirs_do(Release::Newest).await;
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
