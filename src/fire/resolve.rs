//! Which of the remembered alerts end, and the messages that say so.

use std::time::Duration;

use jiff::Timestamp;

use super::state::{Fire, FiredMessage, forget_empty};
use crate::alert::LabelSet;
use crate::version::Version;
use crate::webhook::{Message, NotifiedAlert, Reason};

/// Which of the remembered alerts to resolve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// All of the last fire.
    Last,
    /// All of every fire.
    All,
    /// Those of any fire that have these labels.
    Having(LabelSet),
}

impl Selection {
    fn takes(&self, is_last: bool, labels: &LabelSet) -> bool {
        match self {
            Self::Last => is_last,
            Self::All => true,
            Self::Having(wanted) => wanted.iter().all(|(name, value)| labels.get(name) == Some(value)),
        }
    }
}

/// The end of some alerts of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// What is sent: the alerts that end, and those of the same message that go on.
    pub message: Message,
    /// Labels of the alerts that end.
    pub ended: Vec<LabelSet>,
    /// The release of Alertmanager to speak as.
    pub version: Version,
    /// How long until Alertmanager would send the group again.
    pub group_interval: Duration,
    /// Whether the configuration has it sent at all.
    pub send_resolved: bool,
    /// Whether the receiver has a body of its own, made of templates.
    pub has_payload: bool,
}

/// What to send so that the selected alerts end at `now`; oldest fire first.
#[must_use]
pub fn resolutions(fires: &[Fire], selection: &Selection, now: Timestamp) -> Vec<Resolution> {
    let last = fires.len().saturating_sub(1);
    fires
        .iter()
        .enumerate()
        .flat_map(|(position, fire)| fire.messages.iter().map(move |message| (position == last, message)))
        .filter_map(|(is_last, message)| resolution(message, |labels| selection.takes(is_last, labels), now))
        .collect()
}

fn resolution(fired: &FiredMessage, takes: impl Fn(&LabelSet) -> bool, now: Timestamp) -> Option<Resolution> {
    let ended: Vec<LabelSet> = fired
        .alerts
        .iter()
        .map(|alert| &alert.labels)
        .filter(|&labels| takes(labels))
        .cloned()
        .collect();
    if ended.is_empty() {
        return None;
    }
    let alerts = fired
        .alerts
        .iter()
        .map(|alert| NotifiedAlert {
            labels: alert.labels.clone(),
            annotations: alert.annotations.clone(),
            starts_at: alert.starts_at,
            // An alert never ends before it began, whatever the clock has done since.
            ends_at: ended
                .contains(&alert.labels)
                .then(|| now.max(alert.starts_at.timestamp()).into()),
            generator_url: alert.generator_url.clone(),
        })
        .collect();
    let all_end = ended.len() == fired.alerts.len();
    Some(Resolution {
        message: Message {
            receiver: fired.receiver.clone(),
            group_labels: fired.group_labels.clone(),
            group_key: fired.group_key.clone(),
            alerts,
            reason: if all_end {
                Reason::AllAlertsResolved
            } else {
                Reason::SomeAlertsResolved
            },
            external_url: fired.external_url.clone(),
            max_alerts: fired.max_alerts,
        },
        ended,
        version: fired.alertmanager_version.parse().unwrap_or_default(),
        group_interval: Duration::from_millis(fired.group_interval_ms),
        send_resolved: fired.send_resolved,
        has_payload: fired.has_payload,
    })
}

/// Takes what a delivered resolution ended out of the memory.
pub fn forget(fires: &mut Vec<Fire>, resolution: &Resolution) {
    for message in fires.iter_mut().flat_map(|fire| &mut fire.messages) {
        if message.group_key == resolution.message.group_key {
            message.alerts.retain(|alert| !resolution.ended.contains(&alert.labels));
        }
    }
    forget_empty(fires);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fire::FiredAlert;
    use crate::webhook::{Moment, Notification, Status};

    const START: &str = "2026-01-01T00:00:00Z";

    fn alert(name: &str, instance: &str) -> FiredAlert {
        FiredAlert {
            labels: [("alertname", name), ("instance", instance)].into_iter().collect(),
            annotations: LabelSet::new(),
            starts_at: START.parse().expect("it is a time"),
            generator_url: String::new(),
        }
    }

    fn fire(group_key: &str, alerts: Vec<FiredAlert>) -> Fire {
        Fire {
            fired_at: Moment::from(Timestamp::UNIX_EPOCH),
            messages: vec![FiredMessage {
                receiver: "runframe".into(),
                group_labels: LabelSet::new(),
                group_key: group_key.into(),
                external_url: String::new(),
                alertmanager_version: "0.28".into(),
                max_alerts: 0,
                is_uncertain: false,
                send_resolved: true,
                has_payload: false,
                group_interval_ms: 10_000,
                alerts,
            }],
        }
    }

    fn two_fires() -> Vec<Fire> {
        vec![
            fire("{}:{a}", vec![alert("A", "1"), alert("A", "2")]),
            fire("{}:{b}", vec![alert("B", "1")]),
        ]
    }

    #[test]
    fn the_last_fire_is_resolved_unless_said_otherwise() {
        let now: Timestamp = "2026-01-01T00:00:30Z".parse().expect("it is a time");
        let fires = two_fires();
        let last = resolutions(&fires, &Selection::Last, now);
        assert_eq!(last.len(), 1);
        assert_eq!(last[0].message.group_key, "{}:{b}");
        assert_eq!(last[0].version, Version::V0_28);
        assert_eq!(resolutions(&fires, &Selection::All, now).len(), 2);
        let notification = Notification::new(last[0].message.clone());
        assert_eq!(notification.status(), Status::Resolved);
        let alert = &notification.alerts()[0];
        assert_eq!(alert.starts_at.to_string(), START);
        assert_eq!(
            alert.ends_at.map(|end| end.to_string()).as_deref(),
            Some("2026-01-01T00:00:30Z")
        );
    }

    #[test]
    fn the_rest_of_a_group_goes_on() {
        let mut fires = two_fires();
        let selection = Selection::Having([("alertname", "A"), ("instance", "2")].into_iter().collect());
        let some = resolutions(&fires, &selection, Timestamp::UNIX_EPOCH);
        assert_eq!(some.len(), 1);
        assert_eq!(some[0].message.reason, Reason::SomeAlertsResolved);
        let notification = Notification::new(some[0].message.clone());
        assert_eq!(notification.status(), Status::Firing);
        assert_eq!(
            notification.alerts()[1].ends_at.map(|end| end.to_string()).as_deref(),
            Some(START),
            "the clock went back, the alert did not"
        );
        forget(&mut fires, &some[0]);
        assert_eq!(fires[0].messages[0].alerts, [alert("A", "1")]);
        forget(
            &mut fires,
            &resolutions(&two_fires()[..1], &Selection::Last, Timestamp::UNIX_EPOCH)[0],
        );
        assert_eq!(fires.len(), 1, "nothing is left of the first");
    }
}
