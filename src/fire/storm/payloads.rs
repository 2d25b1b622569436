//! Payloads that differ in their alerts only, made from pieces that were serialised once.

use jiff::Timestamp;

use super::flap::Subject;
use crate::alert::{Alert, LabelSet};
use crate::version::Version;
use crate::webhook::{Message, Moment, Notification, NotifiedAlert, Reason};

/// The label that tells the alerts of a storm apart.
const LABEL: &str = "instance";

/// Digits of an alert's number, so that all texts are of one length and sort by number.
const DIGITS: usize = 12;

/// Makes the payloads of a storm. What it makes is what [`Notification`] makes, byte for byte.
#[derive(Clone, Debug)]
pub struct Payloads {
    firing: Template,
    resolved: Template,
    /// The labels of an alert, but for the number in `instance`.
    labels: LabelSet,
    /// What stands before the number.
    prefix: String,
    group_size: u64,
}

/// A payload in pieces.
#[derive(Clone, Debug)]
struct Template {
    /// A piece, and what comes behind it.
    pieces: Vec<(Vec<u8>, Gap)>,
    tail: Vec<u8>,
}

/// What differs between payloads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    /// The number of an alert, by its position in the group.
    Number(u64),
    /// Its fingerprint.
    Fingerprint(u64),
    /// When it ended.
    EndsAt,
}

/// What the messages of a storm have in common.
#[derive(Clone, Debug)]
pub struct Common {
    /// Alert to begin with.
    pub alert: Alert,
    /// How many alerts a message holds.
    pub group_size: u64,
    /// What tells this storm's alerts from those of others.
    pub run: u32,
    /// Release of Alertmanager that speaks.
    pub version: Version,
}

impl Payloads {
    /// The labels of alerts by number, as routing sees them.
    #[must_use]
    pub fn labels_of(common: &Common, number: u64) -> LabelSet {
        let mut labels = common.alert.labels.clone();
        labels.insert(LABEL, format!("{}{number:0DIGITS$}", prefix(common)));
        labels
    }

    /// Payloads of messages as `message` makes them of the alerts in them; it must do nothing with numbers but carry them.
    #[must_use]
    pub fn new(common: &Common, message: impl Fn(Vec<NotifiedAlert>, Reason) -> Message) -> Self {
        let end = end_marker();
        let template = |ends: bool| {
            let alerts: Vec<NotifiedAlert> = (0..common.group_size)
                .map(|position| NotifiedAlert {
                    labels: Self::labels_of(common, MARKER + position),
                    annotations: common.alert.annotations.clone(),
                    starts_at: common.alert.starts_at.into(),
                    ends_at: ends.then_some(end),
                    generator_url: common.alert.generator_url.clone(),
                })
                .collect();
            let mut gaps: Vec<(String, Gap)> = Vec::new();
            for (position, alert) in (0..).zip(&alerts) {
                let number = format!("{:0DIGITS$}", MARKER + position);
                gaps.push((format!("{}{number}", prefix(common)), Gap::Number(position)));
                gaps.push((alert.fingerprint().to_string(), Gap::Fingerprint(position)));
            }
            gaps.push((format!("\"endsAt\":\"{end}\""), Gap::EndsAt));
            let reason = if ends {
                Reason::AllAlertsResolved
            } else {
                Reason::FirstNotification
            };
            let json = Notification::new(message(alerts, reason)).to_json(common.version);
            Template::cut(&json, &prefix(common), &gaps)
        };
        Self {
            firing: template(false),
            resolved: template(true),
            labels: Self::labels_of(common, MARKER),
            prefix: prefix(common),
            group_size: common.group_size,
        }
    }

    /// Writes the payload about `subject` to the end of `out`. `now` is when its alerts end, if they do.
    pub(super) fn write(&mut self, subject: Subject, now: Timestamp, out: &mut Vec<u8>) {
        let template = if subject.ends { &self.resolved } else { &self.firing };
        let first = subject.group * self.group_size;
        for (piece, gap) in &template.pieces {
            out.extend_from_slice(piece);
            match gap {
                Gap::Number(position) => write_number(first + position, out),
                Gap::Fingerprint(position) => {
                    let mut value = self.prefix.clone().into_bytes();
                    write_number(first + position, &mut value);
                    if let Ok(value) = String::from_utf8(value) {
                        self.labels.insert(LABEL, value);
                    }
                    out.extend_from_slice(self.labels.fingerprint().to_string().as_bytes());
                }
                Gap::EndsAt => out.extend_from_slice(Moment::from(now).to_string().as_bytes()),
            }
        }
        out.extend_from_slice(&template.tail);
    }
}

/// The numbers of the alerts that templates are made of: no others are as high.
const MARKER: u64 = 900_000_000_000;

/// An end that no alert of a storm has.
fn end_marker() -> Moment {
    Timestamp::UNIX_EPOCH.into()
}

fn prefix(common: &Common) -> String {
    let given = common.alert.labels.get(LABEL).unwrap_or("storm");
    format!("{given}-{:08x}-", common.run)
}

fn write_number(number: u64, out: &mut Vec<u8>) {
    let mut digits = [b'0'; DIGITS];
    let mut rest = number;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
    }
    out.extend_from_slice(&digits);
}

impl Template {
    /// Cuts a payload at its gaps. Of a text that ends in a number only the number is cut out, so that a prefix needs no
    /// escaping here.
    fn cut(json: &[u8], prefix: &str, gaps: &[(String, Gap)]) -> Self {
        let json = String::from_utf8_lossy(json).into_owned();
        let mut cuts: Vec<(usize, usize, Gap)> = Vec::new();
        for (text, gap) in gaps {
            let needle = match gap {
                Gap::Number(_) => &text[prefix.len() - RUN_BYTES..],
                Gap::Fingerprint(_) | Gap::EndsAt => text,
            };
            for (at, _) in json.match_indices(needle) {
                let (start, end) = match gap {
                    Gap::Number(_) => (at + RUN_BYTES, at + needle.len()),
                    Gap::Fingerprint(_) => (at, at + needle.len()),
                    Gap::EndsAt => (at + ENDS_AT_BYTES, at + needle.len() - 1),
                };
                cuts.push((start, end, *gap));
            }
        }
        cuts.sort_unstable_by_key(|(start, ..)| *start);
        let mut pieces = Vec::with_capacity(cuts.len());
        let mut done = 0;
        for (start, end, gap) in cuts {
            pieces.push((json.as_bytes()[done..start].to_vec(), gap));
            done = end;
        }
        Self {
            pieces,
            tail: json.as_bytes()[done..].to_vec(),
        }
    }
}

/// Bytes of the run before a number: eight digits and a dash.
const RUN_BYTES: usize = 9;

/// Bytes before the end of an alert: `"endsAt":"`.
const ENDS_AT_BYTES: usize = 10;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn common(group_size: u64, instance: &str) -> Common {
        Common {
            alert: Alert {
                labels: [("alertname", "A"), ("severity", "critical"), ("zone", "ü<&>")]
                    .into_iter()
                    .chain((!instance.is_empty()).then_some((LABEL, instance)))
                    .collect(),
                annotations: [("summary", "\"quoted\" \u{1}")].into_iter().collect(),
                starts_at: "2026-01-02T03:04:05.6Z".parse().expect("it is an instant"),
                ends_at: None,
                generator_url: "http://prometheus/graph?g0.expr=up".into(),
            },
            group_size,
            run: 0x00c0_ffee,
            version: Version::default(),
        }
    }

    /// A group by `instance` too, as far as all alerts of the message share it.
    fn message(alerts: Vec<NotifiedAlert>, reason: Reason) -> Message {
        let first = &alerts[0].labels;
        let names: &[&str] = if alerts.len() == 1 {
            &["alertname", LABEL]
        } else {
            &["alertname"]
        };
        let group_labels: LabelSet = names
            .iter()
            .filter_map(|name| Some((*name, first.get(name)?)))
            .collect();
        Message {
            receiver: "r".into(),
            group_key: format!("{{}}:{group_labels}"),
            group_labels,
            alerts,
            reason,
            external_url: "http://am.example".into(),
            max_alerts: 3,
        }
    }

    proptest! {
        /// What is put together is what would be serialised as a whole.
        #[test]
        fn payloads_are_those_of_notifications(
            group_size in 1_u64..6,
            group in 0_u64..1_000_000,
            ends: bool,
            instance in prop_oneof![Just(""), Just("node-1:9100"), Just("ü\"<b>\\"), Just("00c0ffee-")],
        ) {
            let common = common(group_size, instance);
            let now: Timestamp = "2026-01-02T04:00:00.25Z".parse().expect("it is an instant");
            let mut payloads = Payloads::new(&common, message);
            let mut written = Vec::new();
            payloads.write(Subject { group, ends }, now, &mut written);
            let alerts = (0..group_size)
                .map(|position| NotifiedAlert {
                    labels: Payloads::labels_of(&common, group * group_size + position),
                    annotations: common.alert.annotations.clone(),
                    starts_at: common.alert.starts_at.into(),
                    ends_at: ends.then(|| now.into()),
                    generator_url: common.alert.generator_url.clone(),
                })
                .collect();
            let reason = if ends { Reason::AllAlertsResolved } else { Reason::FirstNotification };
            let whole = Notification::new(message(alerts, reason)).to_json(common.version);
            prop_assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(&whole));
        }
    }
}
