//! Real Alertmanagers meet faults: what each fault's consequence says is what they do, and no alert is lost that it does
//! not say is lost.

mod support;

use std::sync::{Arc, Mutex};

use runframe_cli::client::{Client, IncidentQuery, WhichFaults};
use runframe_cli::server::{DeliveryRecord, Options, Running, start};
use runframe_cli::store::NewIntegration;
use serde_json::{Value, json};

use support::alertmanager::{Alertmanager, wait_for};
use support::real::Release;

/// A server, an Alertmanager that delivers to it, and what was delivered.
struct Chain {
    running: Running,
    client: Client,
    alertmanager: Alertmanager,
    log: Arc<Mutex<Vec<DeliveryRecord>>>,
}

impl Chain {
    async fn start(release: Release) -> Option<Self> {
        let log: Arc<Mutex<Vec<DeliveryRecord>>> = Arc::default();
        let running = start(Options {
            log: Some({
                let log = Arc::clone(&log);
                Arc::new(move |record: &DeliveryRecord, _: Option<&str>| {
                    log.lock().expect("it is whole").push(record.clone());
                })
            }),
            ..Options::ephemeral()
        })
        .await
        .expect("it starts");
        let new = NewIntegration {
            name: "Prometheus".into(),
            ..NewIntegration::default()
        };
        let key = running.store().create_integration(new).await.expect("it is new");
        let config = format!(
            "\
route:
  receiver: runframe
  group_by: [alertname]
  group_wait: 1s
  group_interval: 1s
  repeat_interval: 12h
receivers:
  - name: runframe
    webhook_configs:
      - url: {}
",
            running.webhook_url(&key)
        );
        let client = Client::new(&running.base_url, None).expect("it is a URL");
        let alertmanager = Alertmanager::start(release, &config, "http://alertmanager.example").await?;
        Some(Self {
            running,
            client,
            alertmanager,
            log,
        })
    }

    /// Each delivery so far: its status, if one was sent, and whether it was applied.
    fn deliveries(&self) -> Vec<(Option<u16>, bool)> {
        let log = self.log.lock().expect("it is whole");
        let is_applied = |record: &DeliveryRecord| record.fault.as_ref().is_none_or(|fault| fault.is_applied);
        log.iter().map(|record| (record.status, is_applied(record))).collect()
    }

    async fn fire(&self, name: &str, instance: &str, ends_at: Option<&str>) {
        let start = (jiff::Timestamp::now() - jiff::SignedDuration::from_mins(1)).to_string();
        let mut alert =
            json!({"labels": {"alertname": name, "instance": instance, "severity": "critical"}, "startsAt": start});
        if let Some(ends_at) = ends_at {
            alert["endsAt"] = ends_at.into();
        }
        self.alertmanager.post_alerts(&Value::Array(vec![alert])).await;
    }

    /// Waits until an incident of this title and status has been received so often.
    async fn wait_for_incident(&self, title: &str, status: &str, received: u64) {
        let query = IncidentQuery::default();
        wait_for(
            &format!("{title} to be {status}, received {received} times"),
            async || {
                let page = self.client.incidents(&query).await.ok()?;
                let mut of_title = page.items.iter().filter(|incident| incident.title == title);
                let incident = of_title.next()?;
                assert!(of_title.next().is_none(), "one alert, one incident: {page:?}");
                let count = incident.alert.as_ref().map_or(0, |alert| alert.delivery_count);
                (incident.status == status && count >= received).then_some(())
            },
        )
        .await;
    }

    async fn set(&self, fault: &str) {
        let spec = fault.parse().expect("it is a fault");
        self.client.set_fault(&spec).await.expect("it is set");
    }

    async fn clear(&self) {
        self.client
            .clear_faults(&WhichFaults::All)
            .await
            .expect("they are cleared");
        self.log.lock().expect("it is whole").clear();
    }

    async fn stop(self) {
        self.running.shutdown().await;
    }
}

async fn every_fault(release: Release) {
    let Some(chain) = Chain::start(release).await else {
        return;
    };

    // 5xx: again at once. It is one flush, so one error at most is logged at its end, and there is none.
    chain.set("500 next=3").await;
    chain.fire("ServerError", "a", None).await;
    chain.wait_for_incident("ServerError", "new", 1).await;
    assert_eq!(
        chain.deliveries(),
        [
            (Some(500), false),
            (Some(500), false),
            (Some(500), false),
            (Some(200), true)
        ]
    );
    assert!(
        !chain.alertmanager.log().contains("Notify for alerts failed"),
        "{}",
        chain.alertmanager.log()
    );
    chain.clear().await;

    // No whole head: like a 5xx.
    chain.set("drop next=1").await;
    chain.set("cut-head next=1").await;
    chain.fire("Dropped", "a", None).await;
    chain.wait_for_incident("Dropped", "new", 1).await;
    assert_eq!(chain.deliveries(), [(None, false), (None, false), (Some(200), true)]);
    assert!(
        !chain.alertmanager.log().contains("Notify for alerts failed"),
        "{}",
        chain.alertmanager.log()
    );
    chain.clear().await;

    // The same after the commit: what is sent again is a repeat.
    chain.set("drop after-commit next=2").await;
    chain.fire("Applied", "a", None).await;
    chain.wait_for_incident("Applied", "new", 3).await;
    chain.clear().await;

    // 429: not again in this flush, but in the next.
    chain.set("429 retry-after=3600 next=2").await;
    chain.fire("Limited", "a", None).await;
    chain.wait_for_incident("Limited", "new", 1).await;
    assert_eq!(
        chain.deliveries(),
        [(Some(429), false), (Some(429), false), (Some(200), true)]
    );
    let log = chain.alertmanager.log();
    let ended = log.lines().filter(|line| {
        line.contains("Notify for alerts failed") && line.contains("unrecoverable error after 1 attempts")
    });
    assert_eq!(ended.count(), 2, "{log}");
    chain.clear().await;

    // A success with half a body is a success: the alert is lost until its group changes.
    chain.set("cut-body next=1").await;
    chain.fire("Lost", "a", None).await;
    wait_for("the cut answer", async || {
        (chain.deliveries() == [(Some(200), false)]).then_some(())
    })
    .await;
    // Other groups have had flushes since, and this one too.
    chain.fire("Later", "a", None).await;
    chain.wait_for_incident("Later", "new", 1).await;
    assert_eq!(chain.deliveries(), [(Some(200), false), (Some(200), true)]);
    chain.fire("Lost", "b", None).await;
    wait_for("both alerts of the group", async || {
        let page = chain.client.incidents(&IncidentQuery::default()).await.ok()?;
        (page.items.iter().filter(|incident| incident.title == "Lost").count() == 2).then_some(())
    })
    .await;
    chain.clear().await;

    // An end that meets faults still arrives.
    chain.set("500 alerts=resolved next=2").await;
    chain.set("429 alerts=resolved next=1").await;
    chain
        .fire("ServerError", "a", Some(&jiff::Timestamp::now().to_string()))
        .await;
    chain.wait_for_incident("ServerError", "resolved", 2).await;
    assert_eq!(
        chain.deliveries(),
        [
            (Some(500), false),
            (Some(500), false),
            (Some(429), false),
            (Some(200), true)
        ]
    );
    chain.stop().await;
}

#[tokio::test]
async fn the_oldest_release_does_what_each_fault_says() {
    every_fault(Release::Oldest).await;
}

#[tokio::test]
async fn the_middle_release_does_what_each_fault_says() {
    every_fault(Release::Middle).await;
}

#[tokio::test]
async fn the_newest_release_does_what_each_fault_says() {
    every_fault(Release::Newest).await;
}

#[tokio::test]
async fn a_delay_beyond_the_deadline_is_a_failure_and_a_repeat() {
    let Some(chain) = Chain::start(Release::Newest).await else {
        return;
    };
    chain.set("delay=60s after-commit next=1").await;
    chain.fire("Slow", "a", None).await;
    // Applied at once, sent again when the flush of 10 s is over.
    chain.wait_for_incident("Slow", "new", 1).await;
    chain.wait_for_incident("Slow", "new", 2).await;
    assert!(
        chain.alertmanager.log().contains("Notify for alerts failed"),
        "{}",
        chain.alertmanager.log()
    );
    chain.stop().await;
}
