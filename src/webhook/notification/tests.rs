//! Messages against those of a real Alertmanager.

use proptest::prelude::*;

use super::*;

fn labels(pairs: &[(&str, &str)]) -> LabelSet {
    pairs.iter().copied().collect()
}

fn moment(text: &str) -> Moment {
    text.parse().expect("the test writes RFC 3339")
}

fn alert(name: &str, extra: &[(&str, &str)]) -> NotifiedAlert {
    let mut labels = labels(extra);
    labels.insert("alertname", name);
    NotifiedAlert {
        labels,
        annotations: LabelSet::new(),
        starts_at: moment("2026-11-22T12:26:55Z"),
        ends_at: None,
        generator_url: String::new(),
    }
}

fn message(alerts: Vec<NotifiedAlert>) -> Message {
    Message {
        receiver: "runframe".into(),
        group_labels: LabelSet::new(),
        group_key: "{}:{}".into(),
        alerts,
        reason: Reason::FirstNotification,
        external_url: "http://am.example".into(),
        max_alerts: 0,
    }
}

fn ended(mut alert: NotifiedAlert) -> NotifiedAlert {
    alert.ends_at = Some(moment("2026-11-22T12:27:00.421Z"));
    alert
}

/// The two alerts of the captured messages, in the wrong order.
fn captured() -> Message {
    let high_latency = |instance, starts_at, summary, generator_url: &str| NotifiedAlert {
        labels: labels(&[
            ("alertname", "HighLatency"),
            ("cluster", "eu"),
            ("instance", instance),
            ("severity", "page"),
        ]),
        annotations: labels(&[("runbook", "https://rb.example/latency"), ("summary", summary)]),
        starts_at: moment(starts_at),
        ends_at: None,
        generator_url: generator_url.into(),
    };
    Message {
        receiver: "team-wh".into(),
        group_labels: labels(&[("alertname", "HighLatency"), ("cluster", "eu")]),
        group_key: r#"{}/{severity="page"}:{alertname="HighLatency", cluster="eu"}"#.into(),
        alerts: vec![
            high_latency(
                "b:9090",
                "2026-11-22T12:26:55.92Z",
                "p99 > 2s & rising <now>",
                "http://prom.example/graph?g0.expr=x&g0.tab=1",
            ),
            high_latency("a:9090", "2026-11-22T12:26:55.42Z", "p99 élevé", ""),
        ],
        reason: Reason::FirstNotification,
        external_url: "https://am.example.org/alerts".into(),
        max_alerts: 0,
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("a payload is UTF-8")
}

#[test]
fn a_firing_message_is_the_captured_one() {
    let ours = Notification::new(captured()).to_json(Version::V0_33);
    assert_eq!(text(&ours), include_str!("../../../testdata/webhook/firing.json"));
}

#[test]
fn a_resolved_message_is_the_captured_one() {
    let mut message = captured();
    message.alerts = message.alerts.into_iter().map(ended).collect();
    message.reason = Reason::AllAlertsResolved;
    let ours = Notification::new(message).to_json(Version::V0_33);
    assert_eq!(text(&ours), include_str!("../../../testdata/webhook/resolved.json"));
}

#[test]
fn older_releases_give_no_reason() {
    let theirs = include_str!("../../../testdata/webhook/firing.json");
    let theirs = theirs.replace(r#""notification_reason":"first notification","#, "");
    for version in [Version::V0_25, Version::V0_28] {
        assert_eq!(text(&Notification::new(captured()).to_json(version)), theirs);
    }
}

#[test]
fn the_receiver_is_escaped_for_regular_expressions() {
    let mut message = message(vec![alert("A", &[])]);
    message.receiver = "wh.a+b [x]".into();
    let ours = Notification::new(message).to_json(Version::default());
    assert!(
        text(&ours).starts_with(r#"{"receiver":"wh\\.a\\+b \\[x\\]","#),
        "{}",
        text(&ours)
    );
}

#[test]
fn truncation_comes_before_everything_else() {
    let mut message = message(vec![
        alert("B", &[("team", "x")]),
        ended(alert("A", &[("team", "x")])),
        alert("C", &[("team", "x"), ("z", "1")]),
    ]);
    message.max_alerts = 1;
    let ours = Notification::new(message);
    assert_eq!(ours.status(), Status::Resolved, "the alerts that fire were cut");
    assert_eq!(ours.truncated_alerts(), 2);
    assert_eq!(ours.common_labels().get("alertname"), Some("A"));
}

#[test]
fn an_empty_annotation_is_common_with_a_missing_one_only_if_the_first_alert_has_it() {
    let mut first = alert("A", &[]);
    first.annotations.insert("a", "");
    let mut second = alert("B", &[]);
    second.annotations.insert("b", "");
    let ours = Notification::new(message(vec![second, first]));
    assert_eq!(ours.common_annotations(), &labels(&[("a", "")]));
}

#[test]
fn an_end_in_the_future_is_not_told() {
    let now: Timestamp = "2026-11-22T12:00:00Z".parse().expect("it is a time");
    let mut alert = crate::alert::Alert {
        labels: labels(&[("alertname", "A")]),
        annotations: LabelSet::new(),
        starts_at: now,
        ends_at: Some("2026-11-22T12:00:01Z".parse().expect("it is a time")),
        generator_url: String::new(),
    };
    assert_eq!(NotifiedAlert::new(&alert, now).status(), Status::Firing);
    alert.ends_at = Some(now);
    assert_eq!(NotifiedAlert::new(&alert, now).status(), Status::Resolved);
}

proptest! {
    /// Whatever the alerts: the payload is JSON, none is lost without being counted, and what is common is in all.
    #[test]
    fn a_payload_accounts_for_every_alert(
        sets in proptest::collection::vec(proptest::collection::btree_map("[a-c]", "[x-y]?", 0..3), 0..6),
        max_alerts in 0_u64..4,
    ) {
        let alerts = sets
            .iter()
            .map(|set| NotifiedAlert { labels: set.clone().into_iter().collect(), ..alert("unused", &[]) })
            .collect();
        let notification = Notification::new(Message { max_alerts, ..message(alerts) });
        let json: serde_json::Value =
            serde_json::from_slice(&notification.to_json(Version::default())).expect("it is JSON");
        let kept = json["alerts"].as_array().expect("it is a list").len();
        prop_assert_eq!(kept as u64 + notification.truncated_alerts(), sets.len() as u64);
        prop_assert!(max_alerts == 0 || kept as u64 <= max_alerts);
        for alert in notification.alerts() {
            for (name, value) in notification.common_labels().iter() {
                prop_assert_eq!(alert.labels.get(name).unwrap_or(""), value);
            }
        }
    }
}
