//! Our messages against those of the real Alertmanagers, byte for byte: nothing is replaced before they are compared.
//!
//! One Alertmanager for each release gets a configuration in which every case has routes of its own, and the alerts of all
//! cases; first firing, then some or all of them resolved.

#![allow(clippy::print_stderr, reason = "what was compared is told")]

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};
use runframe_cli::alert::LabelSet;
use runframe_cli::config;
use runframe_cli::fire::{Sender, TIMEOUT_DEFAULT, WebhookUrl};
use runframe_cli::route::{RouteIndex, RouteTree};
use runframe_cli::text::SourceFile;
use runframe_cli::version::Version;
use runframe_cli::webhook::{Message, Moment, Notification, NotifiedAlert, Reason};
use serde_json::{Value, json};

use support::alertmanager::{Alertmanager, wait_for};
use support::real::Release;
use support::receiver::{Receiver, Request};

const EXTERNAL_URL: &str = "https://am.example.org/alerts/";
/// What becomes of it.
const EXTERNAL_URL_SENT: &str = "https://am.example.org/alerts";

/// One route below the root, its receiver, and the alerts it takes.
struct Case {
    /// Path of the webhook, and value of the label `case`.
    name: &'static str,
    /// Name of the receiver.
    receiver: &'static str,
    /// Further matchers of the route.
    matchers: &'static str,
    /// Matchers of routes one below the other, each of which takes all of its alerts.
    children: &'static [&'static str],
    /// Whether `case` may be more than the name: then the alerts say it themselves.
    has_own_labels: bool,
    group_by: &'static [&'static str],
    max_alerts: u64,
    send_resolved: bool,
    alerts: Vec<TestAlert>,
    /// The first release whose label names it needs.
    since: Release,
}

#[derive(Clone, Default)]
struct TestAlert {
    labels: Vec<(&'static str, &'static str)>,
    annotations: Vec<(&'static str, &'static str)>,
    generator_url: &'static str,
    /// How its times are written: offset from UTC in minutes.
    offset: i32,
    /// Nanoseconds behind the millisecond.
    nanoseconds: i32,
    /// Whether it goes on when others end.
    goes_on: bool,
}

fn alert(labels: &[(&'static str, &'static str)]) -> TestAlert {
    TestAlert {
        labels: labels.to_vec(),
        ..TestAlert::default()
    }
}

/// With more labels than anybody has.
fn many_labels(instance: &'static str) -> TestAlert {
    let mut labels: Vec<(&'static str, &'static str)> = (0..80)
        .map(|number| {
            let name: &'static str = format!("label_{}", number * 7 % 80).leak();
            (name, name)
        })
        .collect();
    labels.extend([("alertname", "Labels"), ("instance", instance)]);
    alert(&labels)
}

fn case(name: &'static str, alerts: Vec<TestAlert>) -> Case {
    Case {
        name,
        receiver: name,
        matchers: "",
        children: &[],
        has_own_labels: false,
        group_by: &["alertname"],
        max_alerts: 0,
        send_resolved: true,
        alerts,
        since: Release::Oldest,
    }
}

fn cases() -> Vec<Case> {
    let annotated = |instance, annotations: &[(&'static str, &'static str)]| TestAlert {
        annotations: annotations.to_vec(),
        ..alert(&[("alertname", "Annotated"), ("instance", instance), ("severity", "page")])
    };
    let numbered = |number| alert(&[("alertname", "Many"), ("instance", number), ("job", "j")]);
    let odd = "nb\u{a0}sp\u{200b}zw\u{7f}\u{1}\t\r\n\u{7}\u{b}\u{8}\u{c}😀\u{2028}\u{2029}\u{fffd}é<>&'`\\\"";
    vec![
        case("one", vec![alert(&[("alertname", "One")])]),
        case(
            "annotations",
            vec![
                annotated(
                    "b",
                    &[
                        ("summary", "p99 > 2s & rising <now>"),
                        ("runbook", "https://rb.example/x?a=b&c"),
                    ],
                ),
                annotated(
                    "a",
                    &[
                        ("summary", "p99 élevé 日本 😀"),
                        ("runbook", "https://rb.example/x?a=b&c"),
                    ],
                ),
            ],
        ),
        case(
            "control",
            vec![
                alert(&[("alertname", "Control"), ("x", odd)]),
                TestAlert {
                    annotations: vec![("x", odd)],
                    ..alert(&[("alertname", "Control"), ("x", "plain")])
                },
            ],
        ),
        Case {
            group_by: &["x", "B", "a", "a1"],
            ..case(
                "keys",
                vec![
                    alert(&[("x", odd), ("B", "w"), ("a", "d"), ("a1", "v"), ("a_", "u")]),
                    alert(&[("x", "1"), ("a1", "v")]),
                    alert(&[("y", "1")]),
                ],
            )
        },
        Case {
            group_by: &["..."],
            ..case("all", vec![numbered("1"), numbered("2")])
        },
        Case {
            group_by: &[],
            ..case(
                "order",
                vec![
                    alert(&[("alertname", "Y"), ("zz", "1")]),
                    alert(&[("alertname", "Z")]),
                    alert(&[("alertname", "Y")]),
                    alert(&[("alertname", "B"), ("instance", "2")]),
                    alert(&[("alertname", "C"), ("job", "z"), ("instance", "1")]),
                    alert(&[("alertname", "A"), ("job", "a")]),
                    alert(&[("alertname", "A"), ("job", "a"), ("instance", "9")]),
                    alert(&[("alertname", "A"), ("job", "a"), ("instance", "10")]),
                    alert(&[("other", "1")]),
                ],
            )
        },
        Case {
            max_alerts: 2,
            ..case("truncated", vec![numbered("3"), numbered("1"), numbered("2")])
        },
        Case {
            receiver: "wh.a+b [x]*(y){z}|^$\\?",
            matchers: r#"path=~"^C:\\\\dir.*$",sev!="info",t=~"q|r""#,
            children: &[r#"path!="D \"x\"",y=~"^(?:1|2)$""#],
            ..case(
                "nested",
                vec![alert(&[
                    ("alertname", "N"),
                    ("path", "C:\\dir \"x\""),
                    ("t", "q"),
                    ("y", "2"),
                ])],
            )
        },
        case(
            "times",
            vec![
                TestAlert {
                    offset: 120,
                    nanoseconds: 123_456,
                    generator_url: "http://prom.example/graph?g0.expr=x&g0.tab=1",
                    ..alert(&[("alertname", "Times"), ("instance", "1")])
                },
                TestAlert {
                    offset: -570,
                    nanoseconds: 1000,
                    generator_url: "/relative",
                    ..alert(&[("alertname", "Times"), ("instance", "2")])
                },
            ],
        ),
        case(
            "partial",
            vec![
                TestAlert {
                    goes_on: true,
                    ..alert(&[("alertname", "Partial"), ("instance", "1")])
                },
                alert(&[("alertname", "Partial"), ("instance", "2"), ("only", "here")]),
            ],
        ),
        Case {
            max_alerts: 1,
            ..case(
                "partial_truncated",
                vec![
                    alert(&[("alertname", "Partial"), ("instance", "1")]),
                    TestAlert {
                        goes_on: true,
                        ..alert(&[("alertname", "Partial"), ("instance", "2")])
                    },
                ],
            )
        },
        case("labels", vec![many_labels("1"), many_labels("2")]),
        Case {
            group_by: &["alertname", "zone"],
            ..case(
                "values",
                ["a", "b", "c"]
                    .into_iter()
                    .flat_map(|zone| {
                        ["1", "2"].map(|instance| {
                            alert(&[
                                ("alertname", "Values"),
                                ("zone", zone),
                                ("instance", instance),
                                ("x", zone),
                            ])
                        })
                    })
                    .collect(),
            )
        },
        Case {
            group_by: &[],
            has_own_labels: true,
            ..case(
                "nothing",
                vec![
                    TestAlert {
                        annotations: vec![("a", "1")],
                        ..alert(&[("case", "nothing_a"), ("a", "1")])
                    },
                    TestAlert {
                        annotations: vec![("b", "1")],
                        ..alert(&[("case", "nothing_b"), ("b", "1")])
                    },
                ],
            )
        },
        case(
            "empty",
            vec![
                annotated("1", &[("summary", ""), ("same", "x"), ("only", "")]),
                annotated("2", &[("summary", ""), ("same", "x")]),
            ],
        ),
        Case {
            children: &["depth=~\".+\"", "depth!=\"0\"", "depth=\"3\",kind!~\"a.*\""],
            group_by: &["depth"],
            ..case(
                "deep",
                vec![alert(&[("alertname", "Deep"), ("depth", "3"), ("kind", "b")])],
            )
        },
        Case {
            send_resolved: false,
            ..case("silent", vec![alert(&[("alertname", "Silent")])])
        },
        Case {
            group_by: &["x"],
            ..case(
                "grouped_by_odd",
                vec![
                    alert(&[("alertname", "Odd"), ("x", "<>&\u{2028}\u{2029}\u{7f}")]),
                    alert(&[("alertname", "Odd"), ("x", "a\\b\"c'd`e{f}g,h=i~j!k")]),
                    alert(&[("alertname", "Odd"), ("x", "\u{200b}\u{feff}\u{ad}é\u{301}👩‍👩‍👧")]),
                    alert(&[("alertname", "Odd")]),
                ],
            )
        },
        case(
            "long",
            vec![alert(&[
                ("alertname", "Long"),
                ("x", "long <value> & more ".repeat(2000).leak()),
            ])],
        ),
        Case {
            group_by: &["foo bar", "日本"],
            matchers: r#""foo bar"="x\ty\"z""#,
            since: Release::Middle,
            ..case(
                "utf8",
                vec![alert(&[("foo bar", "x\ty\"z"), ("日本", "1"), ("a.b", "")])],
            )
        },
    ]
}

fn version(release: Release) -> Version {
    match release {
        Release::Oldest => Version::V0_25,
        Release::Middle => Version::V0_28,
        Release::Newest => Version::V0_33,
    }
}

/// A YAML string in double quotes; JSON's are.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn matchers_of(case: &Case) -> String {
    let own = if case.has_own_labels {
        format!("case=~\"{}.*\"", case.name)
    } else {
        format!("case=\"{}\"", case.name)
    };
    if case.matchers.is_empty() {
        own
    } else {
        format!("{own},{}", case.matchers)
    }
}

fn yaml(cases: &[Case], receiver: &Receiver) -> String {
    let mut routes = String::new();
    let mut receivers = String::from("- name: none\n");
    for case in cases {
        let names: Vec<_> = case.group_by.iter().map(|name| quoted(name)).collect();
        write!(
            routes,
            "  - receiver: {}\n    matchers: [{}]\n    group_by: [{}]\n",
            quoted(case.receiver),
            quoted(&matchers_of(case)),
            names.join(", ")
        )
        .expect("a string takes everything");
        let mut indent = "    ".to_owned();
        for child in case.children {
            let child = quoted(child);
            writeln!(routes, "{indent}routes:\n{indent}- matchers: [{child}]").expect("a string takes everything");
            indent.push_str("  ");
        }
        write!(
            receivers,
            "- name: {}\n  webhook_configs:\n  - url: http://{}/{}\n    max_alerts: {}\n    send_resolved: {}\n",
            quoted(case.receiver),
            receiver.address,
            case.name,
            case.max_alerts,
            case.send_resolved,
        )
        .expect("a string takes everything");
    }
    format!(
        "route:\n  receiver: none\n  group_wait: 1s\n  group_interval: 1s\n  repeat_interval: 1h\n  routes:\n{routes}\
         receivers:\n{receivers}"
    )
}

/// The tree of the written configuration, as the program reads it.
fn tree(text: &str, version: Version) -> RouteTree {
    let source = SourceFile::new("alertmanager.yml", text);
    let options = config::Options {
        version,
        ..config::Options::default()
    };
    let loaded = config::load(&source, &options);
    assert!(!loaded.is_refused(), "{:?}\n{text}", loaded.diagnostics);
    RouteTree::from_config(&loaded.config, version).expect("there is a root route")
}

/// The alerts of all cases, at one moment: fired at `start`, and ended at `end` unless they go on.
fn alerts(cases: &[Case], start: Timestamp, end: Option<Timestamp>) -> Vec<NotifiedAlert> {
    let cases = cases
        .iter()
        .flat_map(|case| case.alerts.iter().map(move |alert| (case, alert)));
    let alerts = cases.map(|(case, alert)| {
        let mut labels: LabelSet = alert.labels.iter().copied().collect();
        if labels.get("case").is_none() {
            labels.insert("case", case.name);
        }
        labels.remove_empty();
        let offset = jiff::tz::Offset::from_seconds(alert.offset * 60).expect("it is in range");
        let moment = |at: Timestamp| {
            let at = at + SignedDuration::from_nanos(i64::from(alert.nanoseconds));
            Moment::at_offset(at, offset)
        };
        NotifiedAlert {
            labels,
            annotations: alert.annotations.iter().copied().collect(),
            starts_at: moment(start),
            ends_at: end.filter(|_| !alert.goes_on).map(moment),
            generator_url: alert.generator_url.to_owned(),
        }
    });
    alerts.collect()
}

fn posted(alerts: &[NotifiedAlert]) -> Value {
    let alerts = alerts.iter().map(|alert| {
        json!({
            "labels": alert.labels,
            "annotations": alert.annotations,
            "startsAt": alert.starts_at.to_string(),
            "endsAt": alert.ends_at.map_or_else(|| "2099-01-01T00:00:00Z".to_owned(), |end| end.to_string()),
            "generatorURL": alert.generator_url,
        })
    });
    alerts.collect()
}

/// The path each message goes to, and its bytes.
fn expected(cases: &[Case], text: &str, alerts: &[NotifiedAlert], version: Version) -> Vec<(String, String)> {
    let tree = tree(text, version);
    let mut groups: BTreeMap<(RouteIndex, LabelSet), Vec<NotifiedAlert>> = BTreeMap::new();
    for alert in alerts {
        for route in tree.matched(&alert.labels) {
            let group_labels = tree.group_labels(route, &alert.labels);
            groups.entry((route, group_labels)).or_default().push(alert.clone());
        }
    }
    let messages = groups.into_iter().filter_map(|((route, group_labels), alerts)| {
        let receiver = &tree[route].options().receiver.value;
        let mut owners = cases.iter().filter(|case| case.receiver == receiver);
        let case = owners.next().expect("every receiver is that of a case");
        let ended = alerts.iter().filter(|alert| alert.ends_at.is_some()).count();
        if ended == alerts.len() && !case.send_resolved {
            return None;
        }
        let message = Message {
            receiver: case.receiver.to_owned(),
            group_key: tree.group_key(route, &group_labels).into(),
            group_labels,
            reason: match ended {
                0 => Reason::FirstNotification,
                all if all == alerts.len() => Reason::AllAlertsResolved,
                _ => Reason::SomeAlertsResolved,
            },
            alerts,
            external_url: EXTERNAL_URL_SENT.into(),
            max_alerts: case.max_alerts,
        };
        let json = Notification::new(message).to_json(version);
        Some((
            format!("/{}", case.name),
            String::from_utf8(json).expect("a payload is UTF-8"),
        ))
    });
    let mut messages: Vec<_> = messages.collect();
    messages.sort();
    messages
}

async fn messages(receiver: &Receiver, from: usize, count: usize) -> Vec<Request> {
    wait_for("all messages", async || {
        let requests = receiver.requests();
        (requests.len() >= from + count).then(|| requests[from..].to_vec())
    })
    .await
}

fn assert_alike(ours: &[(String, String)], theirs: &[Request], release: Release) {
    let mut theirs: Vec<_> = theirs.iter().map(|r| (r.path().to_owned(), r.body.clone())).collect();
    theirs.sort();
    for (ours, theirs) in ours.iter().zip(&theirs) {
        assert_eq!(ours, theirs, "{}", release.folder());
    }
    assert_eq!(ours.len(), theirs.len());
}

/// `fire`, given the same configuration and alerts, prints the same bodies.
fn assert_fire_prints(yaml: &str, alerts: &Value, theirs: &[Request], release: Release) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    std::fs::write(folder.path().join("alertmanager.yml"), yaml).expect("it can be written");
    std::fs::write(folder.path().join("alerts.json"), alerts.to_string()).expect("it can be written");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_runframe-cli"))
        .args([
            "fire",
            "--config",
            "alertmanager.yml",
            "--alerts",
            "alerts.json",
            "--dry-run",
        ])
        .args([
            "--external-url",
            EXTERNAL_URL,
            "--alertmanager-version",
            version(release).as_str(),
        ])
        .current_dir(folder.path())
        .output()
        .expect("the program runs");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    let text = String::from_utf8(output.stdout).expect("a payload is UTF-8");
    // The offset of an instant is not kept on the way through a file.
    let is_compared = |body: &&str| !body.contains("\"case\":\"times\"");
    let mut ours: Vec<&str> = text.split_inclusive('\n').filter(is_compared).collect();
    let mut theirs: Vec<&str> = theirs
        .iter()
        .map(|request| request.body.as_str())
        .filter(is_compared)
        .collect();
    ours.sort_unstable();
    theirs.sort_unstable();
    assert_eq!(ours.len(), theirs.len());
    for (ours, theirs) in ours.iter().zip(&theirs) {
        assert!(
            ours == theirs,
            "{}:\nours:   {ours:.2000}\ntheirs: {theirs:.2000}",
            release.folder()
        );
    }
}

async fn payloads_are_byte_for_byte(release: Release) {
    let receiver = Receiver::start("200 OK").await;
    let mut cases = cases();
    cases.retain(|case| case.since <= release);
    let yaml = yaml(&cases, &receiver);
    let Some(alertmanager) = Alertmanager::start(release, &yaml, EXTERNAL_URL).await else {
        return;
    };
    let now = Timestamp::now();
    let start = Timestamp::from_millisecond(now.as_millisecond()).expect("it is in range");
    let firing = alerts(&cases, start, None);
    alertmanager.post_alerts(&posted(&firing)).await;
    let ours = expected(&cases, &yaml, &firing, version(release));
    let theirs = messages(&receiver, 0, ours.len()).await;
    assert_alike(&ours, &theirs, release);
    assert_fire_prints(&yaml, &posted(&firing), &theirs, release);

    // The whole request, as our own sender makes it: method, path, headers and their order.
    let sender = Sender::new(version(release), TIMEOUT_DEFAULT);
    for (request, (path, body)) in theirs.iter().map(|r| (r, (r.path(), &r.body))) {
        let url: WebhookUrl = format!("http://{}{path}", receiver.address)
            .parse()
            .expect("it is a URL");
        let before = receiver.requests().len();
        sender.send(&url, body.clone()).await.expect("the receiver answers");
        let ours = messages(&receiver, before, 1).await.remove(0);
        // Debian adds to the number of one release.
        assert_eq!(ours.head, request.head.replace("+ds", ""), "{}", release.folder());
    }

    let before = receiver.requests().len();
    let end = Timestamp::from_millisecond(Timestamp::now().as_millisecond() - 1).expect("it is in range");
    let resolved = alerts(&cases, start, Some(end));
    alertmanager.post_alerts(&posted(&resolved)).await;
    let ours = expected(&cases, &yaml, &resolved, version(release));
    let theirs = messages(&receiver, before, ours.len()).await;
    assert_alike(&ours, &theirs, release);
    eprintln!("{}: {} messages alike", release.folder(), 2 * ours.len());
}

#[tokio::test]
async fn the_oldest_alertmanager_sends_the_same_bytes() {
    payloads_are_byte_for_byte(Release::Oldest).await;
}

#[tokio::test]
async fn the_middle_alertmanager_sends_the_same_bytes() {
    payloads_are_byte_for_byte(Release::Middle).await;
}

#[tokio::test]
async fn the_newest_alertmanager_sends_the_same_bytes() {
    payloads_are_byte_for_byte(Release::Newest).await;
}
