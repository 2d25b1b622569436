//! What a route inherits, and from where.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{RouteIndex, RouteSettings};
use crate::alert::LabelSet;
use crate::text::Span;

/// Alertmanager's own `group_wait`.
const DEFAULT_GROUP_WAIT: Duration = Duration::from_secs(30);
/// Alertmanager's own `group_interval`.
const DEFAULT_GROUP_INTERVAL: Duration = Duration::from_mins(5);
/// Alertmanager's own `repeat_interval`.
const DEFAULT_REPEAT_INTERVAL: Duration = Duration::from_hours(4);

/// Where a value in force was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nowhere: Alertmanager's default.
    Default,
    /// On this route, at this place: the route itself or one above it.
    Route(RouteIndex, Span),
}

/// A value in force on a route, and where it was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effective<T> {
    /// The value.
    pub value: T,
    /// Where it was set.
    pub origin: Origin,
}

impl<T> Effective<T> {
    fn default_value(value: T) -> Self {
        Self {
            value,
            origin: Origin::Default,
        }
    }
}

/// By which labels alerts are put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// By all of them (`...`): every alert is a group of its own.
    All,
    /// By these; none means that a route's alerts are one group.
    By(BTreeSet<String>),
}

impl Grouping {
    /// The labels an alert is grouped by. A label the alert lacks is absent, not empty.
    #[must_use]
    pub fn group_labels(&self, labels: &LabelSet) -> LabelSet {
        match self {
            Self::All => labels.clone(),
            Self::By(names) => names
                .iter()
                .filter_map(|name| Some((name.as_str(), labels.get(name)?)))
                .collect(),
        }
    }
}

/// The options in force on a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Name of the receiver; empty if no route up to the root names one.
    pub receiver: Effective<String>,
    /// By which labels alerts are put together.
    pub group_by: Effective<Grouping>,
    /// How long a new group waits before it is first sent.
    pub group_wait: Effective<Duration>,
    /// How long at least between two messages of one group.
    pub group_interval: Effective<Duration>,
    /// How long until an unchanged group is sent again.
    pub repeat_interval: Effective<Duration>,
}

impl Options {
    /// What a root inherits.
    pub(super) fn defaults() -> Self {
        Self {
            receiver: Effective::default_value(String::new()),
            group_by: Effective::default_value(Grouping::By(BTreeSet::new())),
            group_wait: Effective::default_value(DEFAULT_GROUP_WAIT),
            group_interval: Effective::default_value(DEFAULT_GROUP_INTERVAL),
            repeat_interval: Effective::default_value(DEFAULT_REPEAT_INTERVAL),
        }
    }

    /// These options with what the route `index` sets itself.
    pub(super) fn overridden(&self, index: RouteIndex, settings: &RouteSettings) -> Self {
        let mut options = self.clone();
        let set = |span| Origin::Route(index, span);
        if let Some(receiver) = &settings.receiver {
            // An empty name counts as none.
            if !receiver.is_empty() {
                options.receiver = Effective {
                    value: receiver.value.clone(),
                    origin: set(receiver.span),
                };
            }
        }
        if let Some(group_by) = &settings.group_by {
            options.group_by = Effective {
                value: group_by.value.clone(),
                origin: set(group_by.span),
            };
        }
        for (target, value) in [
            (&mut options.group_wait, settings.group_wait),
            (&mut options.group_interval, settings.group_interval),
            (&mut options.repeat_interval, settings.repeat_interval),
        ] {
            if let Some(value) = value {
                *target = Effective {
                    value: value.value,
                    origin: set(value.span),
                };
            }
        }
        options
    }
}
