//! From planned deliveries to messages, and to what is remembered of them.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::alert::{Alert, LabelSet};
use crate::fire::{Delivery, FiredAlert, FiredMessage};
use crate::version::Version;
use crate::webhook::{Message, Moment, NotifiedAlert, Reason};

/// When alerts began and ended, by their labels, in the zone it was written in.
pub(super) type Times = HashMap<LabelSet, (Moment, Option<Moment>)>;

/// The first message of a group.
pub(super) fn message(
    delivery: &Delivery,
    alerts: &[Alert],
    times: &Times,
    external_url: &str,
    now: Timestamp,
) -> Message {
    let notified = |&position: &usize| {
        let mut alert = NotifiedAlert::new(&alerts[position], now);
        if let Some((starts_at, ends_at)) = times.get(&alert.labels) {
            alert.starts_at = *starts_at;
            alert.ends_at = alert.ends_at.and(*ends_at);
        }
        alert
    };
    let alerts: Vec<NotifiedAlert> = delivery.alerts.iter().map(notified).collect();
    let all_ended = alerts.iter().all(|alert| alert.ends_at.is_some());
    Message {
        receiver: delivery.receiver.clone(),
        group_labels: delivery.group_labels.clone(),
        group_key: delivery.group_key.clone(),
        alerts,
        reason: if all_ended {
            Reason::AllAlertsResolved
        } else {
            Reason::FirstNotification
        },
        external_url: external_url.trim_end_matches('/').to_owned(),
        max_alerts: delivery.webhook.max_alerts,
    }
}

/// What is remembered of a message.
pub(super) fn fired_message(delivery: &Delivery, message: &Message, version: Version) -> FiredMessage {
    FiredMessage {
        receiver: message.receiver.clone(),
        group_labels: message.group_labels.clone(),
        group_key: message.group_key.clone(),
        external_url: message.external_url.clone(),
        alertmanager_version: version.to_string(),
        max_alerts: message.max_alerts,
        send_resolved: delivery.webhook.send_resolved,
        has_payload: delivery.webhook.has_payload,
        group_interval_ms: u64::try_from(delivery.group_interval.as_millis()).unwrap_or(u64::MAX),
        alerts: message
            .alerts
            .iter()
            .filter(|alert| alert.ends_at.is_none())
            .map(fired_alert)
            .collect(),
        is_uncertain: false,
    }
}

/// What is remembered of an alert.
pub(super) fn fired_alert(alert: &NotifiedAlert) -> FiredAlert {
    FiredAlert {
        labels: alert.labels.clone(),
        annotations: alert.annotations.clone(),
        starts_at: alert.starts_at,
        generator_url: alert.generator_url.clone(),
    }
}
