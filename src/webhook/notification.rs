//! One message of Alertmanager's webhook integration.
//!
//! Mirrors `notify/webhook` and `template.Data`: truncation first, then everything else from the alerts that are left.

use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Moment;
use super::json::Writer;
use crate::alert::{self, Fingerprint, LabelSet};
use crate::template::run::{AnnouncedAlert, Announcement};
use crate::version::Version;

/// What a firing alert's end is written as: Go's zero time.
const NO_END: &str = "0001-01-01T00:00:00Z";

/// Characters with a meaning in regular expressions, which the receiver's name has escaped.
const REGEX_METACHARACTERS: &[char] = &['\\', '.', '+', '*', '?', '(', ')', '|', '[', ']', '{', '}', '^', '$'];

/// Whether an alert, or a whole message, is firing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It has not ended.
    Firing,
    /// It has ended.
    Resolved,
}

impl Status {
    /// The word in the payload.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Firing => "firing",
            Self::Resolved => "resolved",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why Alertmanager sends a message. In payloads since 0.32.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The group fires and was not announced as firing.
    FirstNotification,
    /// More alerts fire than were announced.
    NewAlertsAdded,
    /// Nothing fires any more.
    AllAlertsResolved,
    /// Alerts have ended that were not announced as ended.
    SomeAlertsResolved,
    /// Nothing has changed for as long as `repeat_interval`.
    RepeatIntervalElapsed,
}

impl Reason {
    /// The words in the payload.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FirstNotification => "first notification",
            Self::NewAlertsAdded => "new alerts added",
            Self::AllAlertsResolved => "all alerts resolved",
            Self::SomeAlertsResolved => "some alerts resolved",
            Self::RepeatIntervalElapsed => "repeat interval elapsed",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One alert as it stands in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotifiedAlert {
    /// What identifies it.
    pub labels: LabelSet,
    /// What describes it.
    pub annotations: LabelSet,
    /// When it began to fire.
    pub starts_at: Moment,
    /// When it ended; `None` while it fires.
    pub ends_at: Option<Moment>,
    /// Link back to the expression that raised it; empty if unknown.
    pub generator_url: String,
}

impl NotifiedAlert {
    /// `alert` as it is announced at `now`: an end in the future is not told.
    #[must_use]
    pub fn new(alert: &alert::Alert, now: Timestamp) -> Self {
        Self {
            labels: alert.labels.clone(),
            annotations: alert.annotations.clone(),
            starts_at: alert.starts_at.into(),
            ends_at: alert.ends_at.filter(|&end| end <= now).map(Moment::from),
            generator_url: alert.generator_url.clone(),
        }
    }

    /// Whether it has ended.
    #[must_use]
    pub fn status(&self) -> Status {
        if self.ends_at.is_some() {
            Status::Resolved
        } else {
            Status::Firing
        }
    }

    /// The hash that identifies it.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.labels.fingerprint()
    }
}

/// What a [`Notification`] is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Name of the receiver, as the configuration has it.
    pub receiver: String,
    /// Labels that all alerts of the group share by grouping.
    pub group_labels: LabelSet,
    /// Text of the group's key.
    pub group_key: String,
    /// The group's alerts, in any order.
    pub alerts: Vec<NotifiedAlert>,
    /// Why it is sent.
    pub reason: Reason,
    /// Where Alertmanager says it can be reached.
    pub external_url: String,
    /// The most alerts a message may hold; 0 for any number.
    pub max_alerts: u64,
}

/// One message: alerts sorted and truncated, and what they have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    receiver: String,
    status: Status,
    alerts: Vec<NotifiedAlert>,
    reason: Reason,
    group_labels: LabelSet,
    common_labels: LabelSet,
    common_annotations: LabelSet,
    external_url: String,
    group_key: String,
    truncated_alerts: u64,
}

impl Notification {
    /// Sorts and truncates the alerts, and finds what is left in common.
    #[must_use]
    pub fn new(message: Message) -> Self {
        let mut alerts = message.alerts;
        alerts.sort_by(|a, b| alert::compare_alerts(&a.labels, &b.labels));
        let total = alerts.len();
        if message.max_alerts > 0 {
            alerts.truncate(usize::try_from(message.max_alerts).unwrap_or(usize::MAX));
        }
        let fires = alerts.iter().any(|a| a.status() == Status::Firing);
        Self {
            receiver: message.receiver,
            status: if fires { Status::Firing } else { Status::Resolved },
            common_labels: common(alerts.iter().map(|a| &a.labels)),
            common_annotations: common(alerts.iter().map(|a| &a.annotations)),
            truncated_alerts: (total - alerts.len()) as u64,
            alerts,
            reason: message.reason,
            group_labels: message.group_labels,
            external_url: message.external_url,
            group_key: message.group_key,
        }
    }

    /// Name of the receiver, as the configuration has it; the payload has it escaped.
    #[must_use]
    pub fn receiver(&self) -> &str {
        &self.receiver
    }

    /// Firing if any alert in this message is.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status
    }

    /// The alerts in this message, in its order.
    #[must_use]
    pub fn alerts(&self) -> &[NotifiedAlert] {
        &self.alerts
    }

    /// Why it is sent.
    #[must_use]
    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// Labels that all alerts of the group share by grouping.
    #[must_use]
    pub fn group_labels(&self) -> &LabelSet {
        &self.group_labels
    }

    /// Labels that all alerts in this message share.
    #[must_use]
    pub fn common_labels(&self) -> &LabelSet {
        &self.common_labels
    }

    /// Annotations that all alerts in this message share.
    #[must_use]
    pub fn common_annotations(&self) -> &LabelSet {
        &self.common_annotations
    }

    /// Text of the group's key.
    #[must_use]
    pub fn group_key(&self) -> &str {
        &self.group_key
    }

    /// How many alerts were cut.
    #[must_use]
    pub fn truncated_alerts(&self) -> u64 {
        self.truncated_alerts
    }

    /// What templates are rendered with.
    #[must_use]
    pub fn announcement(&self) -> Announcement {
        let pairs = |set: &LabelSet| {
            set.iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect()
        };
        let no_end = || {
            NO_END
                .parse::<Timestamp>()
                .unwrap_or(Timestamp::MIN)
                .to_zoned(TimeZone::UTC)
        };
        let alerts = self.alerts.iter().map(|alert| AnnouncedAlert {
            status: alert.status().to_string(),
            labels: pairs(&alert.labels),
            annotations: pairs(&alert.annotations),
            starts_at: alert.starts_at.to_zoned(),
            ends_at: alert.ends_at.map_or_else(no_end, Moment::to_zoned),
            generator_url: alert.generator_url.clone(),
            fingerprint: alert.fingerprint().to_string(),
        });
        Announcement {
            receiver: escape_regex(&self.receiver),
            status: self.status.to_string(),
            alerts: alerts.collect(),
            reason: self.reason.to_string(),
            group_labels: pairs(&self.group_labels),
            common_labels: pairs(&self.common_labels),
            common_annotations: pairs(&self.common_annotations),
            external_url: self.external_url.clone(),
        }
    }

    /// The body that a release of Alertmanager posts, byte for byte, with its final line break.
    #[must_use]
    pub fn to_json(&self, version: Version) -> Vec<u8> {
        let mut json = Writer::new(version);
        json.raw("{\"receiver\":");
        json.string(&escape_regex(&self.receiver));
        json.raw(",\"status\":");
        json.plain(self.status);
        json.raw(",\"alerts\":[");
        for (index, alert) in self.alerts.iter().enumerate() {
            if index > 0 {
                json.raw(",");
            }
            write_alert(&mut json, alert);
        }
        json.raw("]");
        if version >= Version::V0_33 {
            json.raw(",\"notification_reason\":");
            json.plain(self.reason);
        }
        json.raw(",\"groupLabels\":");
        json.label_set(&self.group_labels);
        json.raw(",\"commonLabels\":");
        json.label_set(&self.common_labels);
        json.raw(",\"commonAnnotations\":");
        json.label_set(&self.common_annotations);
        json.raw(",\"externalURL\":");
        json.string(&self.external_url);
        json.raw(",\"version\":\"4\",\"groupKey\":");
        json.string(&self.group_key);
        json.raw(",\"truncatedAlerts\":");
        json.number(self.truncated_alerts);
        json.raw("}\n");
        json.into_bytes()
    }
}

fn write_alert(json: &mut Writer, alert: &NotifiedAlert) {
    json.raw("{\"status\":");
    json.plain(alert.status());
    json.raw(",\"labels\":");
    json.label_set(&alert.labels);
    json.raw(",\"annotations\":");
    json.label_set(&alert.annotations);
    json.raw(",\"startsAt\":");
    json.plain(alert.starts_at);
    json.raw(",\"endsAt\":");
    match alert.ends_at {
        Some(end) => json.plain(end),
        None => json.plain(NO_END),
    }
    json.raw(",\"generatorURL\":");
    json.string(&alert.generator_url);
    json.raw(",\"fingerprint\":");
    json.plain(alert.fingerprint());
    json.raw("}");
}

/// The pairs of the first set that all others have too. An absent name counts as one with an empty value.
fn common<'a>(mut sets: impl Iterator<Item = &'a LabelSet>) -> LabelSet {
    let mut common = sets.next().cloned().unwrap_or_default();
    for set in sets {
        if common.is_empty() {
            break;
        }
        common.retain(|name, value| set.get(name).unwrap_or("") == value);
    }
    common
}

fn escape_regex(name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    for c in name.chars() {
        if REGEX_METACHARACTERS.contains(&c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests;
