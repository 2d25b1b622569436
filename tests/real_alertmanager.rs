//! Real Alertmanagers deliver to the local Runframe: fire, repeat, change, resolve, fire again.

mod support;

use runframe_cli::client::{Client, IncidentQuery};
use runframe_cli::server::{Options, Running, start};
use runframe_cli::store::{NewIntegration, NewService};
use serde_json::{Value, json};

use support::alertmanager::{Alertmanager, wait_for};
use support::real::Release;

const SERVICE: &str = "svc_K7M4Q9TZ2H";

/// A server with a service and an integration, and the configuration that sends everything to it.
async fn runframe() -> (Running, Client, String) {
    let running = start(Options::ephemeral()).await.expect("it starts");
    let service = NewService {
        name: "Checkout".into(),
        key: Some(SERVICE.parse().expect("it is a key")),
        ..NewService::default()
    };
    running.store().create_service(service).await.expect("it is new");
    let integration = NewIntegration {
        name: "Prometheus".into(),
        services: vec!["Checkout".into()],
        ..NewIntegration::default()
    };
    let key = running
        .store()
        .create_integration(integration)
        .await
        .expect("it is new");
    let config = format!(
        "\
route:
  receiver: runframe
  group_by: [alertname, cluster, service]
  group_wait: 1s
  group_interval: 1s
  repeat_interval: 1s
receivers:
  - name: runframe
    webhook_configs:
      - url: {}
        send_resolved: true
",
        running.webhook_url(&key)
    );
    let client = Client::new(&running.base_url, None).expect("it is a URL");
    (running, client, config)
}

fn labels(instance: &str) -> Value {
    json!({
        "alertname": "HighLatency", "severity": "critical", "cluster": "eu", "instance": instance, "service_id": SERVICE,
    })
}

fn alert(instance: &str, starts_at: &str, ends_at: Option<&str>) -> Value {
    let mut alert = json!({
        "labels": labels(instance),
        "annotations": {"summary": "Checkout is slow", "description": "p99 über 1 s <&>"},
        "startsAt": starts_at,
        "generatorURL": "http://prometheus.example/graph?g0.expr=up",
    });
    if let Some(ends_at) = ends_at {
        alert["endsAt"] = ends_at.into();
    }
    alert
}

#[tokio::test]
async fn the_oldest_release_delivers() {
    fire_repeat_resolve(Release::Oldest).await;
}

#[tokio::test]
async fn the_middle_release_delivers() {
    fire_repeat_resolve(Release::Middle).await;
}

#[tokio::test]
async fn the_newest_release_delivers() {
    fire_repeat_resolve(Release::Newest).await;
}

async fn fire_repeat_resolve(release: Release) {
    let (running, client, config) = runframe().await;
    let Some(alertmanager) = Alertmanager::start(release, &config, "http://alertmanager.example").await else {
        return;
    };
    let now = jiff::Timestamp::now();
    let second = |offset: i64| (now + jiff::SignedDuration::from_secs(offset)).to_string();
    let start = second(-60);

    // Two alerts of one group are two incidents.
    alertmanager
        .post_alerts(&json!([alert("a", &start, None), alert("b", &start, None)]))
        .await;
    let query = IncidentQuery::default();
    let page = wait_for("two incidents", async || {
        let page = client.incidents(&query).await.ok()?;
        (page.total == 2).then_some(page)
    })
    .await;
    for incident in &page.items {
        assert_eq!(
            (incident.title.as_str(), incident.severity.as_str()),
            ("HighLatency", "SEV0")
        );
        assert_eq!(incident.status, "new");
        assert_eq!(incident.services[0].service_key, SERVICE);
        assert_eq!(incident.description, "Checkout is slow\n\np99 über 1 s <&>");
        let detected = incident.detected_at.as_deref().expect("it has one");
        assert_eq!(
            detected
                .parse::<jiff::Timestamp>()
                .expect("it is an instant")
                .as_millisecond(),
            start
                .parse::<jiff::Timestamp>()
                .expect("it is an instant")
                .as_millisecond()
        );
    }
    let number_of = |instance: &str| {
        let incident = page.items.iter().find(|incident| {
            let alert = incident.alert.as_ref().expect("it comes from an alert");
            alert.labels.get("instance").is_some_and(|known| known == instance)
        });
        incident.expect("there is one").incident_number.clone()
    };
    let (a, b) = (number_of("a"), number_of("b"));

    // Repeats change nothing but the count.
    wait_for("repeats", async || {
        let incident = client.incident(&a).await.ok()?;
        (incident.alert.as_ref()?.delivery_count >= 3).then_some(())
    })
    .await;
    let incident = client.incident(&a).await.expect("it is there");
    let kinds: Vec<String> = incident
        .timeline
        .unwrap_or_default()
        .into_iter()
        .map(|entry| entry.kind)
        .collect();
    assert_eq!(kinds, ["incident_created"]);
    let alert_of_a = incident.alert.expect("it comes from an alert");
    assert_eq!(alert_of_a.group_key, "{}:{alertname=\"HighLatency\", cluster=\"eu\"}");
    assert_eq!(alert_of_a.external_url, "http://alertmanager.example");

    // One of the two clears.
    alertmanager
        .post_alerts(&json!([alert("a", &start, Some(&second(-1)))]))
        .await;
    wait_for("the first to be resolved", async || {
        let incident = client.incident(&a).await.ok()?;
        (incident.status == "resolved").then_some(())
    })
    .await;
    assert_eq!(client.incident(&b).await.expect("it is there").status, "new");
    let incident = client.incident(&a).await.expect("it is there");
    assert_eq!(incident.resolved_by, None);
    assert!(incident.alert.expect("it comes from an alert").ends_at.is_some());

    // It fires again: a new incident that names the old one.
    alertmanager
        .post_alerts(&json!([alert("a", &jiff::Timestamp::now().to_string(), None)]))
        .await;
    let page = wait_for("a third incident", async || {
        let page = client.incidents(&query).await.ok()?;
        (page.total == 3).then_some(page)
    })
    .await;
    let third = client
        .incident(&page.items[0].incident_number)
        .await
        .expect("it is there");
    let timeline = third.timeline.unwrap_or_default();
    assert!(timeline[0].comment.contains(&a), "{timeline:?}");

    // The rest clears.
    let end = jiff::Timestamp::now().to_string();
    alertmanager
        .post_alerts(&json!([
            alert("a", &second(0), Some(&end)),
            alert("b", &start, Some(&end))
        ]))
        .await;
    wait_for("all to be resolved", async || {
        let query = IncidentQuery {
            statuses: vec!["resolved".into()],
            ..IncidentQuery::default()
        };
        (client.incidents(&query).await.ok()?.total == 3).then_some(())
    })
    .await;
    assert!(!alertmanager.log().contains("level=error"), "{}", alertmanager.log());
    running.shutdown().await;
}
