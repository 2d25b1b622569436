//! Senders that remember what was acknowledged, and the comparison with what is there.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

/// What was sent of an alert, and how much of it was acknowledged.
#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::struct_field_names, reason = "two of four are what was sent")]
pub struct Sent {
    pub firing_sent: u64,
    pub firing_acknowledged: u64,
    pub resolved_sent: u64,
    pub resolved_acknowledged: u64,
}

/// Alerts by name.
pub type Memory = Arc<Mutex<BTreeMap<String, Sent>>>;

/// A client that keeps its connections and never tries twice by itself.
pub fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .timeout(Duration::from_secs(30))
        .no_proxy()
        .build()
        .expect("a client can be made")
}

/// The webhook URL a server gives to programs on its machine.
pub async fn webhook_url(client: &reqwest::Client, base_url: &str) -> String {
    let answer = client.get(format!("{base_url}/api/local/webhook")).send().await;
    let answer: Value = answer.expect("it answers").json().await.expect("it answers in JSON");
    answer["data"]["webhook_url"].as_str().expect("it has one").to_owned()
}

pub fn payload(name: &str, status: &str) -> Value {
    let ends_at = if status == "firing" {
        "0001-01-01T00:00:00Z"
    } else {
        "2026-01-02T04:00:00Z"
    };
    json!({
        "version": "4", "groupKey": format!("{{}}:{{alertname=\"{name}\"}}"),
        "alerts": [{
            "status": status, "labels": {"alertname": name, "severity": "critical"},
            "annotations": {"summary": "It is slow"}, "startsAt": "2026-01-02T03:04:05Z", "endsAt": ends_at,
        }],
    })
}

/// Sends new alerts, every third of which is resolved again, until told to stop or nobody answers.
pub async fn send(prefix: String, url: String, memory: Memory, stop: Arc<AtomicBool>) {
    let client = client();
    for number in 0_u64.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let name = format!("{prefix}-{number}");
        if !deliver(&client, &url, &name, "firing", &memory).await {
            return;
        }
        if number % 3 == 0 && !deliver(&client, &url, &name, "resolved", &memory).await {
            return;
        }
    }
}

/// Sends one delivery and remembers it; false if there was no answer. Panics on an answer that is no acknowledgement.
pub async fn deliver(client: &reqwest::Client, url: &str, name: &str, status: &str, memory: &Memory) -> bool {
    let note = |change: &dyn Fn(&mut Sent)| {
        change(
            memory
                .lock()
                .expect("nobody panicked")
                .entry(name.to_owned())
                .or_default(),
        );
    };
    let is_firing = status == "firing";
    note(&|sent| {
        if is_firing {
            sent.firing_sent += 1;
        } else {
            sent.resolved_sent += 1;
        }
    });
    let Ok(answer) = client.post(url).json(&payload(name, status)).send().await else {
        return false;
    };
    let status = answer.status();
    // A head without its body is no acknowledgement.
    let Ok(body) = answer.bytes().await else {
        return false;
    };
    if status == 503 {
        return false;
    }
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
    note(&|sent| {
        if is_firing {
            sent.firing_acknowledged += 1;
        } else {
            sent.resolved_acknowledged += 1;
        }
    });
    true
}

/// All incidents, by title; more than one of a title is told as a fault.
pub async fn incidents(client: &reqwest::Client, base_url: &str, faults: &mut Vec<String>) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    let mut numbers = std::collections::BTreeSet::new();
    let mut offset = 0;
    loop {
        let answer = client
            .get(format!("{base_url}/api/v1/incidents?limit=100&offset={offset}"))
            .send()
            .await;
        let answer: Value = answer.expect("it answers").json().await.expect("it answers in JSON");
        for incident in answer["data"]["items"].as_array().expect("it is a list") {
            let title = incident["title"].as_str().unwrap_or_default().to_owned();
            if !numbers.insert(incident["incident_number"].to_string()) {
                faults.push(format!("{} is there twice", incident["incident_number"]));
            }
            if found.insert(title.clone(), incident.clone()).is_some() {
                faults.push(format!("{title} has two incidents"));
            }
        }
        match answer["data"]["next_offset"].as_u64() {
            Some(next) => offset = next,
            None => return found,
        }
    }
}

/// Compares what was acknowledged with what is there; `is_final`: nothing unacknowledged may be there either.
pub fn compare(memory: &Memory, incidents: &BTreeMap<String, Value>, is_final: bool, faults: &mut Vec<String>) {
    for (name, sent) in memory.lock().expect("nobody panicked").iter() {
        let Some(incident) = incidents.get(name) else {
            if sent.firing_acknowledged > 0 {
                faults.push(format!("{name} was acknowledged and is lost"));
            }
            continue;
        };
        let count = incident["alert"]["delivery_count"].as_u64().unwrap_or_default();
        let acknowledged = sent.firing_acknowledged + sent.resolved_acknowledged;
        let sent_at_all = sent.firing_sent + sent.resolved_sent;
        if count < acknowledged || count > sent_at_all {
            faults.push(format!(
                "{name} counts {count} deliveries of {sent_at_all}, {acknowledged} acknowledged"
            ));
        }
        if is_final && count > acknowledged {
            faults.push(format!("{name} was applied and not answered"));
        }
        let status = incident["status"].as_str().unwrap_or_default();
        let may_be_new = sent.resolved_acknowledged == 0;
        let may_be_resolved = sent.resolved_sent > 0;
        if !(status == "new" && may_be_new || status == "resolved" && may_be_resolved) {
            faults.push(format!("{name} is {status}: {sent:?}"));
        }
    }
}
