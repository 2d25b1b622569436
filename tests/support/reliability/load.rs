//! Senders that remember what was answered as applied, and the comparison with what is there.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

/// The status of the fault that strikes after the commit: what is answered with it must last, as what is acknowledged must.
pub const AFTER_COMMIT: u16 = 507;

/// What was sent of an alert, and how much of it the server said to have applied.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub firing_sent: u64,
    pub firing_applied: u64,
    pub resolved_sent: u64,
    pub resolved_applied: u64,
    /// Of these, how many were answered by a fault.
    pub applied_under_fault: u64,
}

/// Alerts by name.
pub type Memory = Arc<Mutex<BTreeMap<String, Tally>>>;

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

/// Attempts without an answer after which nobody is thought to be there. Faults break connections too.
const ATTEMPTS: usize = 5;

/// Sends new alerts, every third of which is resolved again, until told to stop or nobody answers.
pub async fn send(prefix: String, url: String, memory: Memory, stop: Arc<AtomicBool>) {
    let client = client();
    for number in 0_u64.. {
        let name = format!("{prefix}-{number}");
        let statuses: &[&str] = if number % 3 == 0 {
            &["firing", "resolved"]
        } else {
            &["firing"]
        };
        for status in statuses {
            let mut attempts = 0;
            while !deliver(&client, &url, &name, status, &memory).await {
                attempts += 1;
                if attempts == ATTEMPTS || stop.load(Ordering::Relaxed) {
                    return;
                }
            }
        }
        if stop.load(Ordering::Relaxed) {
            return;
        }
    }
}

/// Sends one delivery and remembers it; false if nothing says that it was applied. Panics on any other answer.
pub async fn deliver(client: &reqwest::Client, url: &str, name: &str, status: &str, memory: &Memory) -> bool {
    let note = |change: &dyn Fn(&mut Tally)| {
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
    let is_fault = status == AFTER_COMMIT;
    assert!(is_fault || status == 200, "{status} {}", String::from_utf8_lossy(&body));
    note(&|sent| {
        if is_firing {
            sent.firing_applied += 1;
        } else {
            sent.resolved_applied += 1;
        }
        sent.applied_under_fault += u64::from(is_fault);
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

/// Compares what was answered as applied with what is there; `is_final`: nothing else may be there either.
pub fn compare(memory: &Memory, incidents: &BTreeMap<String, Value>, is_final: bool, faults: &mut Vec<String>) {
    for (name, sent) in memory.lock().expect("nobody panicked").iter() {
        let Some(incident) = incidents.get(name) else {
            if sent.firing_applied > 0 {
                faults.push(format!("{name} was answered as applied and is lost"));
            }
            continue;
        };
        let count = incident["alert"]["delivery_count"].as_u64().unwrap_or_default();
        let applied = sent.firing_applied + sent.resolved_applied;
        let sent_at_all = sent.firing_sent + sent.resolved_sent;
        if count < applied || count > sent_at_all {
            faults.push(format!(
                "{name} counts {count} deliveries of {sent_at_all}, {applied} answered as applied"
            ));
        }
        if is_final && count > applied {
            faults.push(format!("{name} was applied and not answered"));
        }
        let status = incident["status"].as_str().unwrap_or_default();
        let may_be_new = sent.resolved_applied == 0;
        let may_be_resolved = sent.resolved_sent > 0;
        if !(status == "new" && may_be_new || status == "resolved" && may_be_resolved) {
            faults.push(format!("{name} is {status}: {sent:?}"));
        }
    }
}
