//! Values of Alertmanager's own types: the message a template is rendered with, and what it is made of.
//!
//! Mirrors `template.Data` and the types in it, their methods, and how `fmt` and `encoding/json` write them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::rc::Rc;

use jiff::Zoned;

use super::functions::Parameter;
use super::time;
use super::value::Value;
use crate::text::json;

/// What Alertmanager's templates are rendered with.
#[derive(Clone, Debug)]
pub struct Announcement {
    /// Name of the receiver, escaped as it stands in messages.
    pub receiver: String,
    /// `firing` or `resolved`.
    pub status: String,
    /// In the order of the message.
    pub alerts: Vec<AnnouncedAlert>,
    /// Why it is sent.
    pub reason: String,
    /// What all alerts of the group share by grouping.
    pub group_labels: BTreeMap<String, String>,
    /// What all alerts share.
    pub common_labels: BTreeMap<String, String>,
    /// What all alerts share.
    pub common_annotations: BTreeMap<String, String>,
    /// Where Alertmanager says it can be reached.
    pub external_url: String,
}

/// One alert of an [`Announcement`].
#[derive(Clone, Debug)]
pub struct AnnouncedAlert {
    /// `firing` or `resolved`.
    pub status: String,
    /// What identifies it.
    pub labels: BTreeMap<String, String>,
    /// What describes it.
    pub annotations: BTreeMap<String, String>,
    /// When it began.
    pub starts_at: Zoned,
    /// When it ended; Go's zero time while it fires.
    pub ends_at: Zoned,
    /// Link to the expression that raised it.
    pub generator_url: String,
    /// The hash of its labels.
    pub fingerprint: String,
}

/// A value of one of these types.
#[derive(Debug)]
pub(super) enum Own {
    /// `*template.Data`
    Message(Announcement),
    /// `template.Alerts`, or what its methods give, which has none.
    Alerts(Vec<Rc<AnnouncedAlert>>, HasMethods),
    /// `template.Alert`
    Alert(Rc<AnnouncedAlert>),
    /// `template.KV`
    Set(BTreeMap<String, String>),
    /// `template.Pairs`
    Pairs(Vec<(String, String)>),
    /// `template.Pair`
    Pair(String, String),
    /// `template.URL`
    Url(String),
    /// `time.Time`
    Time(Zoned),
    /// `time.Duration`, in nanoseconds.
    Duration(i64),
    /// `time.Month`, from 1.
    Month(i8),
    /// `time.Weekday`, Sunday is 0.
    Weekday(i8),
    /// `[]string`
    Texts(Vec<String>),
    /// `[]interface {}`
    List(Vec<Value>),
}

/// Whether a list of alerts is of the type that has methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HasMethods(pub bool);

impl From<Own> for Value {
    fn from(own: Own) -> Self {
        Self::Own(Rc::new(own))
    }
}

/// The label that goes before all others.
const ALERTNAME: &str = "alertname";

/// Pairs by name, the name of the alert first.
fn sorted_pairs(set: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let first = set.get_key_value(ALERTNAME);
    let others = set.iter().filter(|(name, _)| *name != ALERTNAME);
    first
        .into_iter()
        .chain(others)
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn pairs_text(pairs: &[(String, String)]) -> String {
    let texts: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    texts.join(", ")
}

fn set(pairs: &BTreeMap<String, String>) -> Value {
    Own::Set(pairs.clone()).into()
}

impl Own {
    /// Go's name of its type.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::Message(_) => "*template.Data",
            Self::Alerts(_, HasMethods(true)) => "template.Alerts",
            Self::Alerts(_, HasMethods(false)) => "[]template.Alert",
            Self::Alert(_) => "template.Alert",
            Self::Set(_) => "template.KV",
            Self::Pairs(_) => "template.Pairs",
            Self::Pair(..) => "template.Pair",
            Self::Url(_) => "template.URL",
            Self::Time(_) => "time.Time",
            Self::Duration(_) => "time.Duration",
            Self::Month(_) => "time.Month",
            Self::Weekday(_) => "time.Weekday",
            Self::Texts(_) => "[]string",
            Self::List(_) => "[]interface {}",
        }
    }

    /// Whether a condition takes it for true.
    pub(super) fn is_true(&self) -> bool {
        match self {
            Self::Message(_) | Self::Alert(_) | Self::Pair(..) | Self::Time(_) => true,
            Self::Url(text) => !text.is_empty(),
            Self::Duration(_) | Self::Month(_) | Self::Weekday(_) => self.whole() != Some(0),
            other => other.len() != Some(0),
        }
    }

    /// The number that it is.
    pub(super) fn whole(&self) -> Option<i64> {
        match self {
            Self::Duration(nanoseconds) => Some(*nanoseconds),
            Self::Month(number) | Self::Weekday(number) => Some((*number).into()),
            _ => None,
        }
    }

    /// How many it has, if it has any.
    pub(super) fn len(&self) -> Option<usize> {
        Some(match self {
            Self::Alerts(alerts, _) => alerts.len(),
            Self::Set(pairs) => pairs.len(),
            Self::Pairs(pairs) => pairs.len(),
            Self::Url(text) => text.len(),
            Self::Texts(texts) => texts.len(),
            Self::List(values) => values.len(),
            Self::Message(_)
            | Self::Alert(_)
            | Self::Pair(..)
            | Self::Time(_)
            | Self::Duration(_)
            | Self::Month(_)
            | Self::Weekday(_) => return None,
        })
    }

    /// The elements of a list.
    pub(super) fn elements(&self) -> Option<Vec<Value>> {
        Some(match self {
            Self::Alerts(alerts, _) => alerts
                .iter()
                .map(|alert| Self::Alert(Rc::clone(alert)).into())
                .collect(),
            Self::Pairs(pairs) => pairs
                .iter()
                .map(|(name, value)| Self::Pair(name.clone(), value.clone()).into())
                .collect(),
            Self::Texts(texts) => texts.iter().map(|text| Value::text(text.as_str())).collect(),
            Self::List(values) => values.clone(),
            _ => return None,
        })
    }

    /// A part of a list.
    pub(super) fn part(&self, from: usize, to: usize) -> Option<Value> {
        let part = match self {
            Self::Alerts(alerts, has_methods) => Self::Alerts(alerts.get(from..to)?.to_vec(), *has_methods),
            Self::Pairs(pairs) => Self::Pairs(pairs.get(from..to)?.to_vec()),
            Self::Texts(texts) => Self::Texts(texts.get(from..to)?.to_vec()),
            Self::List(values) => Self::List(values.get(from..to)?.to_vec()),
            _ => return None,
        };
        Some(part.into())
    }

    /// What a method of this name takes; `None` if there is none.
    pub(super) fn method(&self, name: &str) -> Option<&'static [Parameter]> {
        match (self, name) {
            (Self::Alerts(_, HasMethods(true)), "Firing" | "Resolved")
            | (Self::Set(_), "SortedPairs" | "Names" | "Values" | "String")
            | (Self::Pairs(_), "Names" | "Values" | "String")
            | (Self::Month(_) | Self::Weekday(_), "String") => Some(&[]),
            (Self::Set(_), "Remove") => Some(&[Parameter::Texts]),
            (Self::Time(_), _) => time::parameters(name),
            (Self::Duration(_), _) => time::duration_parameters(name),
            _ => None,
        }
    }

    /// Calls a method that [`Own::method`] knows. What fails is not done here, though Go does it.
    pub(super) fn call(&self, name: &str, arguments: &[Value]) -> Result<Value, String> {
        let value: Value = match (self, name) {
            (Self::Alerts(alerts, _), _) => {
                let wanted = if name == "Firing" { "firing" } else { "resolved" };
                let found = alerts.iter().filter(|alert| alert.status == wanted);
                Self::Alerts(found.cloned().collect(), HasMethods(false)).into()
            }
            (Self::Set(pairs), "Remove") => {
                let mut left = pairs.clone();
                if let Some(Value::Own(own)) = arguments.first()
                    && let Self::Texts(names) = &**own
                {
                    left.retain(|name, _| !names.contains(name));
                }
                Self::Set(left).into()
            }
            (Self::Set(pairs), "SortedPairs") => Self::Pairs(sorted_pairs(pairs)).into(),
            (Self::Set(pairs), _) => return Self::Pairs(sorted_pairs(pairs)).call(name, arguments),
            (Self::Pairs(pairs), "Names") => Self::Texts(pairs.iter().map(|(name, _)| name.clone()).collect()).into(),
            (Self::Pairs(pairs), "Values") => {
                Self::Texts(pairs.iter().map(|(_, value)| value.clone()).collect()).into()
            }
            (Self::Pairs(pairs), _) => Value::text(pairs_text(pairs)),
            (Self::Time(time), _) => return time::call(time, name, arguments),
            (Self::Duration(nanoseconds), _) => {
                return time::call_duration(*nanoseconds, name, arguments)
                    .ok_or_else(|| format!("{name} {}", time::IS_NOT_SIMULATED));
            }
            (Self::Month(month), _) => Value::text(time::month_name(*month)),
            (Self::Weekday(weekday), _) => Value::text(time::weekday_name(*weekday)),
            _ => return Err(format!("{name} {}", time::IS_NOT_SIMULATED)),
        };
        Ok(value)
    }

    /// A field; `None` if there is none of this name.
    pub(super) fn field(&self, name: &str) -> Option<Value> {
        let text = |text: &str| Value::text(text);
        Some(match self {
            Self::Message(message) => match name {
                "Receiver" => text(&message.receiver),
                "Status" => text(&message.status),
                "Alerts" => {
                    let alerts = message.alerts.iter().map(|alert| Rc::new(alert.clone()));
                    Self::Alerts(alerts.collect(), HasMethods(true)).into()
                }
                "NotificationReason" => text(&message.reason),
                "GroupLabels" => set(&message.group_labels),
                "CommonLabels" => set(&message.common_labels),
                "CommonAnnotations" => set(&message.common_annotations),
                "ExternalURL" => text(&message.external_url),
                _ => return None,
            },
            Self::Alert(alert) => match name {
                "Status" => text(&alert.status),
                "Labels" => set(&alert.labels),
                "Annotations" => set(&alert.annotations),
                "StartsAt" => Self::Time(alert.starts_at.clone()).into(),
                "EndsAt" => Self::Time(alert.ends_at.clone()).into(),
                "GeneratorURL" => text(&alert.generator_url),
                "Fingerprint" => text(&alert.fingerprint),
                _ => return None,
            },
            Self::Pair(first, second) => match name {
                "Name" => text(first),
                "Value" => text(second),
                _ => return None,
            },
            // A name that is not there gives the zero value: templates are told so.
            Self::Set(pairs) => text(pairs.get(name).map_or("", String::as_str)),
            _ => return None,
        })
    }

    /// The text it makes of itself, if it does.
    pub(super) fn own_text(&self) -> Option<String> {
        match self {
            Self::Set(pairs) => Some(pairs_text(&sorted_pairs(pairs))),
            Self::Pairs(pairs) => Some(pairs_text(pairs)),
            Self::Time(time) => Some(time::text(time)),
            Self::Duration(nanoseconds) => Some(time::duration_text(*nanoseconds)),
            Self::Month(month) => Some(time::month_name(*month).to_owned()),
            Self::Weekday(weekday) => Some(time::weekday_name(*weekday).to_owned()),
            Self::Url(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// What it consists of, with what `fmt` writes around it.
    pub(super) fn parts(&self) -> Option<(&'static str, Vec<Value>, &'static str)> {
        if let Some(elements) = self.elements() {
            return Some(("[", elements, "]"));
        }
        let fields: &[(&str, &str)] = match self {
            Self::Message(_) => &MESSAGE_FIELDS,
            Self::Alert(_) => &ALERT_FIELDS,
            Self::Pair(..) => &PAIR_FIELDS,
            _ => return None,
        };
        let fields = fields.iter().filter_map(|(name, _)| self.field(name)).collect();
        let before = if matches!(self, Self::Message(_)) { "&{" } else { "{" };
        Some((before, fields, "}"))
    }
}

/// Fields in their order, and what they are called in JSON.
const MESSAGE_FIELDS: [(&str, &str); 8] = [
    ("Receiver", "receiver"),
    ("Status", "status"),
    ("Alerts", "alerts"),
    ("NotificationReason", "notification_reason"),
    ("GroupLabels", "groupLabels"),
    ("CommonLabels", "commonLabels"),
    ("CommonAnnotations", "commonAnnotations"),
    ("ExternalURL", "externalURL"),
];
const ALERT_FIELDS: [(&str, &str); 7] = [
    ("Status", "status"),
    ("Labels", "labels"),
    ("Annotations", "annotations"),
    ("StartsAt", "startsAt"),
    ("EndsAt", "endsAt"),
    ("GeneratorURL", "generatorURL"),
    ("Fingerprint", "fingerprint"),
];
const PAIR_FIELDS: [(&str, &str); 2] = [("Name", "Name"), ("Value", "Value")];

/// Appends a value as JSON.
///
/// # Errors
/// If JSON has no such value: Go's words for it.
pub(super) fn push_json(out: &mut String, value: &Value) -> Result<(), String> {
    match value {
        Value::Missing | Value::Nil => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Int(number) => {
            let _ = write!(out, "{number}");
        }
        Value::Byte(number) => {
            let _ = write!(out, "{number}");
        }
        Value::Float(number) => json::push_float(out, *number)?,
        Value::Text(text) | Value::Html(text) => json::push_string(out, text, true),
        Value::Dict(pairs) => {
            json::push_object(out, pairs.iter().map(|(name, value)| (name.as_str(), value)), push_json)?;
        }
        Value::Own(own) => push_own(out, own)?,
        Value::Labels(_) | Value::Time(_) | Value::Data(_) | Value::Unknown(_) => {
            return Err(format!("json: unsupported type: {}", value.type_name()));
        }
    }
    Ok(())
}

fn push_own(out: &mut String, own: &Own) -> Result<(), String> {
    let push_value = |out: &mut String, value: Value| push_json(out, &value);
    let named = |fields: &'static [(&'static str, &'static str)]| {
        fields
            .iter()
            .filter_map(|(field, name)| Some((*name, own.field(field)?)))
    };
    match own {
        Own::Message(_) => json::push_object(out, named(&MESSAGE_FIELDS), push_value),
        Own::Alert(_) => json::push_object(out, named(&ALERT_FIELDS), push_value),
        Own::Pair(..) => json::push_object(out, named(&PAIR_FIELDS), push_value),
        Own::Set(pairs) => {
            let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value));
            json::push_object(out, pairs, |out, value| {
                json::push_string(out, value, true);
                Ok(())
            })
        }
        Own::Time(time) => {
            json::push_string(out, &time::rfc_3339(time), true);
            Ok(())
        }
        Own::Duration(_) | Own::Month(_) | Own::Weekday(_) => {
            let _ = write!(out, "{}", own.whole().unwrap_or_default());
            Ok(())
        }
        Own::Url(text) => {
            json::push_string(out, text, true);
            Ok(())
        }
        Own::Alerts(..) | Own::Pairs(_) | Own::Texts(_) | Own::List(_) => {
            json::push_list(out, own.elements().unwrap_or_default(), push_value)
        }
    }
}
