//! What a webhook delivery says, as far as incidents are concerned.
//!
//! The reader of the payload (`webhook::receive`) makes these values; [`super::apply`] consumes them.

use std::fmt;

use jiff::Timestamp;

use crate::alert::LabelSet;

/// One payload: a group's alerts at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Names the group; stored, never identity.
    pub group_key: String,
    /// Where the Alertmanager can be found.
    pub external_url: String,
    /// How many alerts the sender cut off.
    pub truncated_alerts: u64,
    /// The alerts in the order of the payload.
    pub alerts: Vec<ReceivedAlert>,
}

/// One element of a payload's `alerts`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceivedAlert {
    /// It can be acted on.
    Usable(Box<AlertEvent>),
    /// It cannot.
    Unusable {
        /// Its fingerprint, if it states one.
        fingerprint: Option<String>,
        /// What is wrong with it.
        fault: AlertFault,
    },
}

impl ReceivedAlert {
    /// What it says, if it can be acted on.
    #[must_use]
    pub fn event(&self) -> Option<&AlertEvent> {
        match self {
            Self::Usable(event) => Some(event),
            Self::Unusable { .. } => None,
        }
    }
}

/// What an alert says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertEvent {
    /// Identifies the label set: the sender's, or computed as Alertmanager would.
    pub fingerprint: String,
    /// Whether it fires or has ended.
    pub state: AlertState,
    /// What identifies it; not empty, and no value is.
    pub labels: LabelSet,
    /// What describes it.
    pub annotations: LabelSet,
    /// When it began to fire; `None` if zero, missing or unreadable.
    pub starts_at: Option<Timestamp>,
    /// When it ended; `None` if zero, missing or unreadable.
    pub ends_at: Option<Timestamp>,
    /// Link back to the expression that raised it; empty if unknown.
    pub generator_url: String,
}

/// An alert's own `status`. The payload's is ignored, and so is what `endsAt` might suggest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AlertState {
    /// Over. Sorts first: of two with one start, the end comes before the beginning.
    Resolved,
    /// Going on.
    Firing,
}

/// Why an alert cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AlertFault {
    /// The element is no JSON object.
    NotAnObject,
    /// `labels` is missing, empty or no object.
    NoLabels,
    /// `status` is neither `firing` nor `resolved`.
    UnknownStatus(Option<String>),
    /// A label's value is no string.
    LabelNotAString(String),
    /// An annotation's value is no string, or `annotations` is no object (empty name).
    AnnotationNotAString(String),
}

impl AlertFault {
    /// A name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAnObject => "not_an_object",
            Self::NoLabels => "no_labels",
            Self::UnknownStatus(_) => "unknown_status",
            Self::LabelNotAString(_) => "label_not_a_string",
            Self::AnnotationNotAString(_) => "annotation_not_a_string",
        }
    }
}

impl fmt::Display for AlertFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnObject => f.write_str("the alert is not an object"),
            Self::NoLabels => f.write_str("the alert has no labels"),
            Self::UnknownStatus(None) => f.write_str("the alert has no `status`"),
            Self::UnknownStatus(Some(status)) => {
                write!(f, "`status` is `{status}`, neither `firing` nor `resolved`")
            }
            Self::LabelNotAString(name) => write!(f, "label `{name}` is not a string"),
            Self::AnnotationNotAString(name) if name.is_empty() => f.write_str("`annotations` is not an object"),
            Self::AnnotationNotAString(name) => write!(f, "annotation `{name}` is not a string"),
        }
    }
}
