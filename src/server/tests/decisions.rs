//! Every decision about alerts, through HTTP: what is posted, what is answered, what the API shows afterwards.
//!
//! The names are those of the sections of `docs/local-runframe.md`. The clock stands still unless a test moves it.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::incident::Status;

/// Seconds after this are the time here.
const EPOCH: &str = "2026-03-01T00:00:00Z";

/// A server whose clock is moved by hand.
struct Story {
    bench: Bench,
    second: Arc<AtomicI64>,
}

/// An alert: `status`, labels, seconds of start and end.
#[derive(Clone)]
struct Sent {
    status: &'static str,
    labels: Value,
    annotations: Value,
    starts_at: Value,
    ends_at: Value,
    fingerprint: Option<&'static str>,
}

fn instant(second: i64) -> Timestamp {
    EPOCH.parse::<Timestamp>().unwrap() + SignedDuration::from_secs(second)
}

fn shown(second: i64) -> String {
    format!("{:.3}", instant(second))
}

fn firing(start: i64) -> Sent {
    Sent {
        status: "firing",
        labels: json!({"alertname": "A", "severity": "critical", "service_id": "svc_K7M4Q9TZ2H"}),
        annotations: json!({"summary": "It is slow"}),
        starts_at: shown(start).into(),
        ends_at: "0001-01-01T00:00:00Z".into(),
        fingerprint: None,
    }
}

fn resolved(start: i64, end: i64) -> Sent {
    Sent {
        status: "resolved",
        ends_at: shown(end).into(),
        ..firing(start)
    }
}

impl Sent {
    fn label(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.labels[name] = value.into();
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.labels.as_object_mut().unwrap().remove(name);
        self
    }

    fn annotation(mut self, name: &str, value: &str) -> Self {
        self.annotations[name] = value.into();
        self
    }

    fn identified(mut self, fingerprint: &'static str) -> Self {
        self.fingerprint = Some(fingerprint);
        self
    }

    fn json(&self) -> Value {
        let mut alert = json!({
            "status": self.status, "labels": self.labels, "annotations": self.annotations, "startsAt": self.starts_at,
            "endsAt": self.ends_at, "generatorURL": "http://prometheus.example/graph",
        });
        if let Some(fingerprint) = self.fingerprint {
            alert["fingerprint"] = fingerprint.into();
        }
        alert
    }
}

impl Story {
    async fn new() -> Self {
        let second = Arc::new(AtomicI64::new(0));
        let clock = {
            let second = Arc::clone(&second);
            Arc::new(move || instant(second.load(Ordering::Relaxed)))
        };
        Self {
            bench: Bench::with(Options::BODY_LIMIT, clock).await,
            second,
        }
    }

    /// Posts a payload at a second, and returns the results of its alerts.
    async fn post(&self, second: i64, alerts: &[Sent]) -> Vec<Value> {
        self.post_as(second, "{}:{alertname=\"A\"}", alerts).await
    }

    async fn post_as(&self, second: i64, group_key: &str, alerts: &[Sent]) -> Vec<Value> {
        let alerts: Vec<Value> = alerts.iter().map(Sent::json).collect();
        let body = json!({"version": "4", "groupKey": group_key, "status": "firing", "alerts": alerts});
        self.second.store(second, Ordering::Relaxed);
        let (status, answer) = self.bench.deliver(body.to_string()).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer["data"]["results"].as_array().unwrap().clone()
    }

    /// Posts one alert; what was done, to which incident, and why.
    async fn one(&self, second: i64, alert: Sent) -> (String, String, String) {
        let results = self.post(second, &[alert]).await;
        let text = |field: &str| results[0][field].as_str().unwrap_or_default().to_owned();
        let number = text("incident_number")
            .rsplit('-')
            .next()
            .unwrap_or_default()
            .to_owned();
        (text("action"), number, text("reason"))
    }

    async fn incident(&self, sequence: &str) -> Value {
        let (status, answer) = self.bench.get(&format!("/api/v1/incidents/INC-2026-{sequence}")).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer["data"].clone()
    }

    async fn kinds(&self, sequence: &str) -> Vec<String> {
        let incident = self.incident(sequence).await;
        let timeline = incident["timeline"].as_array().unwrap().iter();
        timeline
            .map(|entry| entry["type"].as_str().unwrap().to_owned())
            .collect()
    }

    async fn total(&self) -> u64 {
        self.bench.get("/api/v1/incidents").await.1["data"]["total"]
            .as_u64()
            .unwrap()
    }

    async fn person(&self, second: i64, sequence: u32, status: Status) {
        self.second.store(second, Ordering::Relaxed);
        let number = crate::incident::IncidentNumber { year: 2026, sequence };
        let done = self
            .bench
            .store
            .set_status(number, status, "kim@example.com", None)
            .await;
        done.unwrap().unwrap();
    }
}

fn is(expected: (&str, &str, &str)) -> (String, String, String) {
    (expected.0.into(), expected.1.into(), expected.2.into())
}

#[tokio::test]
async fn d1_and_d17_each_alert_of_a_group_is_an_incident_and_ends_alone() {
    let story = Story::new().await;
    let (a, b) = (firing(0).label("instance", "a"), firing(0).label("instance", "b"));
    story.post(1, &[a, b.clone()]).await;
    let results = story.post(2, &[resolved(0, 2).label("instance", "a"), b]).await;
    assert_eq!(
        (&results[0]["action"], &results[1]["action"]),
        (&json!("resolved"), &json!("updated"))
    );
    assert_eq!(story.incident("001").await["status"], "resolved");
    assert_eq!(story.incident("002").await["status"], "new");
}

#[tokio::test]
async fn d2_a_missing_fingerprint_is_computed_as_alertmanager_does() {
    let story = Story::new().await;
    let labels = json!({"alertname": "A"});
    let alert = Sent { labels, ..firing(0) };
    let results = story.post(1, std::slice::from_ref(&alert)).await;
    let computed = results[0]["fingerprint"].as_str().unwrap().to_owned();
    let set: crate::alert::LabelSet = [("alertname", "A")].into_iter().collect();
    assert_eq!(computed, set.fingerprint().to_string());
    // An old sender's and a new one's are the same alert.
    let stated: &'static str = Box::leak(computed.into_boxed_str());
    assert_eq!(story.one(2, alert.identified(stated)).await, is(("updated", "001", "")));
}

#[tokio::test]
async fn d3_repeats_raise_the_count_and_nothing_else() {
    let story = Story::new().await;
    story.one(1, firing(0)).await;
    let before = story.incident("001").await;
    for second in [2, 3, 40_000] {
        assert_eq!(story.one(second, firing(0)).await, is(("updated", "001", "")));
    }
    let mut after = story.incident("001").await;
    assert_eq!(after["alert"]["delivery_count"], 4);
    assert_eq!(after["alert"]["last_received_at"], shown(40_000));
    for field in ["delivery_count", "last_received_at"] {
        after["alert"][field] = before["alert"][field].clone();
    }
    assert_eq!(after, before);
}

#[tokio::test]
async fn d4_two_routes_are_one_incident_and_the_first_end_closes_it() {
    let story = Story::new().await;
    story.post_as(1, "{}/{a=\"b\"}:{x=\"y\"}", &[firing(0)]).await;
    let results = story.post_as(2, "{}/{c=\"d\"}:{}", &[firing(0)]).await;
    assert_eq!(results[0]["action"], "updated");
    story.post_as(3, "{}/{c=\"d\"}:{}", &[resolved(0, 3)]).await;
    let incident = story.incident("001").await;
    assert_eq!(
        (&incident["status"], &incident["alert"]["group_key"]),
        (&json!("resolved"), &json!("{}/{a=\"b\"}:{x=\"y\"}"))
    );
    assert_eq!(
        story.post_as(4, "{}/{a=\"b\"}:{x=\"y\"}", &[resolved(0, 3)]).await[0]["reason"],
        "no_open_incident"
    );
}

#[tokio::test]
async fn d5_a_later_start_is_a_new_incident_that_names_the_old_one() {
    let story = Story::new().await;
    story.one(1, firing(0)).await;
    story.one(10, resolved(0, 10)).await;
    assert_eq!(story.one(11, firing(11)).await, is(("created", "002", "")));
    let comment = story.incident("002").await["timeline"][0]["comment"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(comment.contains("INC-2026-001"), "{comment}");
}

#[tokio::test]
async fn d6_a_changed_severity_of_one_key_is_updated_and_a_changed_label_is_another_key() {
    let story = Story::new().await;
    story.one(1, firing(0).identified("f")).await;
    story
        .one(2, firing(0).identified("f").label("severity", "warning"))
        .await;
    assert_eq!(story.incident("001").await["severity"], "SEV2");
    assert_eq!(story.kinds("001").await, ["incident_created", "severity_changed"]);
    let results = story
        .post(3, &[resolved(0, 3).label("a", "1"), firing(0).label("a", "2")])
        .await;
    assert_eq!(
        (&results[0]["action"], &results[1]["action"]),
        (&json!("ignored"), &json!("created"))
    );
}

#[tokio::test]
async fn d7_to_d10_severities_are_mapped() {
    let story = Story::new().await;
    let cases = [
        (json!("critical"), "SEV0", false),
        (json!(" CRITICAL "), "SEV0", false),
        (json!("Warning"), "SEV2", false),
        (json!("info"), "SEV4", false),
        (json!("sev1"), "SEV1", false),
        (json!("SEV3"), "SEV3", false),
        (json!(""), "SEV2", true),
        (json!("page"), "SEV2", true),
        (json!("none"), "SEV2", true),
        (json!("High"), "SEV2", true),
    ];
    for (index, (value, severity, is_fallback)) in cases.into_iter().enumerate() {
        let alert = firing(0)
            .label("severity", value.clone())
            .label("case", index.to_string());
        let (action, number, reason) = story.one(1, alert).await;
        assert_eq!(
            (action.as_str(), reason == "severity_fallback"),
            ("created", is_fallback),
            "{value}"
        );
        let incident = story.incident(&number).await;
        assert_eq!(incident["severity"], severity, "{value}");
        let told = story.kinds(&number).await.contains(&"severity_fallback".to_owned());
        assert_eq!(told, is_fallback, "{value}");
    }
    let (_, number, _) = story.one(1, firing(0).without("severity")).await;
    let comment = story.incident(&number).await["timeline"][1]["comment"].clone();
    assert_eq!(comment, "no label `severity`: the organisation's default SEV2");
}

#[tokio::test]
async fn d11_and_d12_title_and_description() {
    let story = Story::new().await;
    story
        .one(
            1,
            firing(0)
                .annotation("description", "p99")
                .annotation("runbook_url", "http://r")
                .annotation("b", "2")
                .annotation("a", "1"),
        )
        .await;
    let incident = story.incident("001").await;
    assert_eq!(incident["title"], "A");
    assert_eq!(
        incident["description"],
        "It is slow\n\np99\n\nRunbook: http://r\na: 1\nb: 2"
    );
    story
        .one(1, firing(0).without("alertname").annotation("summary", "First\nSecond"))
        .await;
    assert_eq!(story.incident("002").await["title"], "First");
    let mut bare = firing(0).without("alertname").label("x", "1");
    bare.annotations = json!({});
    let results = story.post(1, &[bare]).await;
    let incident = story.incident("003").await;
    assert_eq!(
        incident["title"],
        format!("Prometheus alert {}", results[0]["fingerprint"].as_str().unwrap())
    );
    assert_eq!(incident["description"], "");
    let long = "é".repeat(300);
    story
        .one(
            1,
            firing(0)
                .label("alertname", long.clone())
                .annotation("summary", &long.repeat(50)),
        )
        .await;
    let incident = story.incident("004").await;
    assert_eq!(incident["title"].as_str().unwrap().chars().count(), 200);
    assert!(incident["title"].as_str().unwrap().ends_with('…'));
    assert_eq!(incident["description"].as_str().unwrap().chars().count(), 10_000);
    // A change is told once.
    for second in [2, 3] {
        story.one(second, firing(0).annotation("summary", "It is slower")).await;
    }
    assert_eq!(
        story.one(4, firing(0).annotation("summary", "It is slower")).await.0,
        "updated"
    );
}

#[tokio::test]
async fn d13_services_are_routed_and_nothing_is_refused() {
    let story = Story::new().await;
    // One active service is linked: whatever the label says, it is that one.
    for (index, value) in ["svc_J7Q4CSFTRV", "nonsense", ""].into_iter().enumerate() {
        let alert = firing(0).label("service_id", value).label("case", index.to_string());
        assert_eq!(story.one(1, alert).await.2, "routing_fallback", "{value}");
    }
    assert_eq!(
        story.incident("001").await["services"][0]["service_key"],
        "svc_K7M4Q9TZ2H"
    );
    let alert = firing(0).label("service_id", " SVC_k7m4q9tz2h ").label("case", "case");
    assert_eq!(story.one(1, alert).await.2, "");
    // Two: only the label decides.
    story
        .bench
        .post(
            "/api/local/services",
            r#"{"name": "Search", "service_key": "svc_J7Q4CSFTRV", "alias": "SER-00001"}"#,
        )
        .await;
    let unlinked = firing(0)
        .label("service_id", "svc_J7Q4CSFTRV")
        .label("case", "unlinked");
    assert_eq!(story.one(1, unlinked).await.2, "routing_fallback");
    story
        .bench
        .post(
            "/api/local/integrations/Prometheus/services",
            r#"{"services": ["Search"]}"#,
        )
        .await;
    let (_, number, reason) = story
        .one(1, firing(0).label("service_id", "ser-00001").label("case", "alias"))
        .await;
    assert_eq!(reason, "");
    assert_eq!(story.incident(&number).await["services"][0]["name"], "Search");
    let (_, number, _) = story
        .one(1, firing(0).without("service_id").label("case", "none"))
        .await;
    assert_eq!(story.incident(&number).await["services"], json!([]));
}

#[tokio::test]
async fn d14_detection_is_the_start_as_far_as_it_can_be_believed() {
    let story = Story::new().await;
    let cases = [
        (json!(shown(40)), 40),
        (json!("0001-01-01T00:00:00Z"), 100),
        (json!("yesterday"), 100),
        (Value::Null, 100),
        (json!(shown(5000)), 100),
    ];
    for (index, (starts_at, detected)) in cases.into_iter().enumerate() {
        let alert = Sent {
            starts_at: starts_at.clone(),
            ..firing(0).label("case", index.to_string())
        };
        let (_, number, _) = story.one(100, alert).await;
        let incident = story.incident(&number).await;
        assert_eq!(incident["detected_at"], shown(detected), "{starts_at}");
    }
    // Earlier, never later.
    let again = |start: i64| firing(start).label("case", "0");
    story.one(110, again(30)).await;
    story.one(111, again(60)).await;
    assert_eq!(story.incident("001").await["detected_at"], shown(30));
    // What was sent is kept.
    assert_eq!(story.incident("005").await["alert"]["starts_at"], shown(5000));
}

#[tokio::test]
async fn d16_only_the_alerts_own_status_counts() {
    let story = Story::new().await;
    story.one(1, firing(0)).await;
    // An end in the past does not end it, nor does the payload's status, nor absence.
    let ended = Sent {
        ends_at: shown(2).into(),
        ..firing(0)
    };
    assert_eq!(story.one(3, ended).await, is(("updated", "001", "")));
    story.post(4, &[firing(0).label("instance", "other")]).await;
    assert_eq!(story.incident("001").await["status"], "new");
    assert_eq!(story.one(5, resolved(0, 5)).await, is(("resolved", "001", "")));
}

#[tokio::test]
async fn d18_and_d25_what_is_cut_off_stays_as_it_was() {
    let story = Story::new().await;
    let others: Vec<Sent> = ["a", "b"]
        .iter()
        .map(|name| firing(0).label("instance", *name))
        .collect();
    story.post(1, &others).await;
    let body = json!({"alerts": [resolved(0, 2).label("instance", "a").json()], "truncatedAlerts": 1});
    let (_, answer) = story.bench.deliver(body.to_string()).await;
    assert_eq!(answer["data"]["truncated_alerts"], 1);
    assert_eq!(story.incident("002").await["status"], "new");
    assert_eq!(story.bench.log.lock().unwrap().last().unwrap().truncated_alerts, 1);
}

#[tokio::test]
async fn d19_an_end_without_an_incident_is_ordinary() {
    let story = Story::new().await;
    assert_eq!(
        story.one(10, resolved(0, 9)).await,
        is(("ignored", "", "no_open_incident"))
    );
    assert_eq!(story.total().await, 0);
    // It is remembered: a late copy of the beginning makes nothing.
    assert_eq!(story.one(15, firing(0)).await, is(("ignored", "", "stale_firing")));
}

#[tokio::test]
async fn d20_an_end_resolves_from_any_active_status_at_the_time_of_receipt() {
    let story = Story::new().await;
    for (sequence, status) in [(1, Status::Investigating), (2, Status::Fixing), (3, Status::Monitoring)] {
        let alert = |sent: Sent| sent.label("case", sequence.to_string());
        story.one(1, alert(firing(0))).await;
        story.person(5, sequence, status).await;
        story.one(20, alert(resolved(0, 12))).await;
        let incident = story.incident(&format!("00{sequence}")).await;
        assert_eq!(
            (&incident["status"], &incident["resolved_at"]),
            (&json!("resolved"), &json!(shown(20)))
        );
        assert_eq!(
            (&incident["resolved_by"], &incident["alert"]["ends_at"]),
            (&Value::Null, &json!(shown(12)))
        );
        let last = incident["timeline"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(
            (&last["type"], &last["actor"]),
            (&json!("alert_resolved"), &json!("integration:prometheus"))
        );
    }
    // An end in the future, and none at all, are the time of receipt.
    for (case, ends_at) in [("future", json!(shown(5000))), ("none", json!("0001-01-01T00:00:00Z"))] {
        story.one(1, firing(0).label("case", case)).await;
        let end = Sent {
            ends_at,
            ..resolved(0, 0).label("case", case)
        };
        let (_, number, _) = story.one(30, end).await;
        assert_eq!(story.incident(&number).await["alert"]["ends_at"], shown(30), "{case}");
    }
}

#[tokio::test]
async fn d21_a_persons_resolve_holds_while_the_alert_goes_on() {
    let story = Story::new().await;
    story.one(1, firing(0)).await;
    story.person(100, 1, Status::Resolved).await;
    for second in [110, 120, 200, 3700, 3720] {
        assert_eq!(
            story.one(second, firing(0)).await,
            is(("ignored", "001", "resolved_by_person"))
        );
    }
    let notes = story
        .kinds("001")
        .await
        .into_iter()
        .filter(|kind| kind == "alert_still_firing")
        .count();
    assert_eq!(notes, 2, "once an hour");
    story.one(4000, resolved(0, 3990)).await;
    let incident = story.incident("001").await;
    assert_eq!(
        (&incident["resolved_at"], &incident["resolved_by"]),
        (&json!(shown(100)), &json!("kim@example.com"))
    );
    assert_eq!(incident["alert"]["ends_at"], shown(3990));
    assert_eq!(story.one(5000, firing(4999)).await, is(("created", "002", "")));
}

#[tokio::test]
async fn d21_who_reopens_an_incident_that_has_a_successor_is_told_whose_the_alert_is() {
    let story = Story::new().await;
    story.one(1, firing(0)).await;
    story.one(20, resolved(0, 12)).await;
    let last = async || {
        story.incident("001").await["timeline"]
            .as_array()
            .unwrap()
            .last()
            .unwrap()["comment"]
            .clone()
    };
    story.person(21, 1, Status::Investigating).await;
    assert_eq!(last().await, "resolved to investigating");
    story.person(22, 1, Status::Resolved).await;
    story.one(60, firing(59)).await;
    story.person(61, 1, Status::Investigating).await;
    assert_eq!(
        last().await,
        "resolved to investigating (its alert belongs to INC-2026-002, so the alert's end does not resolve this one)"
    );
    // Only then.
    story.person(62, 1, Status::Fixing).await;
    assert_eq!(last().await, "investigating to fixing");
    assert_eq!(story.one(70, resolved(59, 65)).await, is(("resolved", "002", "")));
    assert_eq!(story.incident("001").await["status"], "fixing");
}

#[tokio::test]
async fn d22_a_closed_incident_is_never_touched() {
    let story = Story::new().await;
    story.one(1, firing(0)).await;
    story.person(10, 1, Status::Resolved).await;
    story.person(11, 1, Status::Closed).await;
    let before = story.incident("001").await;
    assert_eq!(
        story.one(20, firing(0)).await,
        is(("ignored", "001", "incident_closed"))
    );
    story.one(30, resolved(0, 29)).await;
    assert_eq!(story.incident("001").await, before);
    assert_eq!(story.one(40, firing(39)).await, is(("created", "002", "")));
}

#[tokio::test]
async fn d23_older_episodes_are_told_by_their_times() {
    let story = Story::new().await;
    story.one(1, firing(0)).await;
    story.one(50, resolved(0, 50)).await;
    story.one(60, firing(60)).await;
    assert_eq!(
        story.one(61, resolved(0, 50)).await,
        is(("ignored", "002", "stale_resolve"))
    );
    assert_eq!(story.one(62, firing(0)).await, is(("ignored", "002", "stale_firing")));
    story.one(100, resolved(60, 100)).await;
    assert_eq!(story.one(129, firing(60)).await, is(("ignored", "002", "stale_firing")));
    // A source that goes on saying so is believed.
    assert_eq!(story.one(130, firing(60)).await, is(("created", "003", "")));
}

#[tokio::test]
async fn d24_both_states_of_a_key_in_one_payload_are_applied_by_their_start() {
    let story = Story::new().await;
    story.one(1, firing(0)).await;
    let results = story.post(20, &[firing(15), resolved(0, 10)]).await;
    assert_eq!(
        (&results[0]["action"], &results[1]["action"]),
        (&json!("created"), &json!("resolved"))
    );
    // The same bytes again change nothing, soon or late.
    for second in [21, 4000] {
        let results = story.post(second, &[firing(15), resolved(0, 10)]).await;
        assert_eq!(
            (&results[0]["action"], &results[1]["reason"]),
            (&json!("updated"), &json!("stale_resolve"))
        );
    }
    assert_eq!(story.total().await, 2);
}

#[tokio::test]
async fn d26_unknown_fields_are_ignored_and_of_duplicates_the_last_wins() {
    let story = Story::new().await;
    let body = r#"{"version": "4", "notification_reason": {"x": [1]}, "routeLabels": {}, "alerts": [{"status": "resolved",
        "labels": {"alertname": "X", "alertname": "Y"}, "new": null, "status": "firing"}], "status": 7}"#;
    let (status, answer) = story.bench.deliver(body).await;
    assert_eq!((status, &answer["data"]["created"]), (StatusCode::OK, &json!(1)));
    assert_eq!(story.incident("001").await["title"], "Y");
}

#[tokio::test]
async fn d27_values_that_are_no_strings_reject_their_alert_only() {
    let story = Story::new().await;
    let body = json!({"alerts": [
        firing(0).label("n", 1).json(),
        {"status": "firing", "labels": {"alertname": "A"}, "annotations": {"n": null}},
        firing(0).json(),
    ]});
    let (_, answer) = story.bench.deliver(body.to_string()).await;
    let reasons: Vec<&Value> = answer["data"]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| &r["reason"])
        .collect();
    assert_eq!(
        reasons[..2],
        [&json!("label_not_a_string"), &json!("annotation_not_a_string")]
    );
    assert_eq!(
        (&answer["data"]["rejected"], &answer["data"]["created"]),
        (&json!(2), &json!(1))
    );
}

#[tokio::test]
async fn d29_numbers_begin_anew_each_year_and_go_past_999() {
    let story = Story::new().await;
    let alerts: Vec<Sent> = (0..1001).map(|n| firing(0).label("n", n.to_string())).collect();
    let results = story.post(1, &alerts).await;
    assert_eq!(results[998]["incident_number"], "INC-2026-999");
    assert_eq!(results[1000]["incident_number"], "INC-2026-1001");
    // 2027-01-01T00:00:00Z is 306 days later.
    let new_year = 306 * 86_400;
    assert_eq!(
        story.post(new_year - 1, &[firing(0).label("n", "x")]).await[0]["incident_number"],
        "INC-2026-1002"
    );
    assert_eq!(
        story.post(new_year, &[firing(0).label("n", "y")]).await[0]["incident_number"],
        "INC-2027-001"
    );
}

#[tokio::test]
async fn no_signature_is_asked_for_and_idempotency_keys_are_nothing_here() {
    let story = Story::new().await;
    for (name, value) in [
        ("x-runframe-signature", "sha256=00"),
        ("idempotency-key", "k"),
        ("x-runframe-timestamp", "1"),
    ] {
        let body = json!({"alerts": [firing(0).json()]}).to_string();
        let path = format!("/webhooks/{}", story.bench.key.expose());
        let request = Request::post(path).header(name, value).body(Body::from(body)).unwrap();
        assert_eq!(story.bench.send(request).await.status(), StatusCode::OK, "{name}");
    }
    assert_eq!(story.incident("001").await["alert"]["delivery_count"], 3);
}
