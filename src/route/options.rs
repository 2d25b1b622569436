//! What a route inherits, and from where.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::{RouteIndex, RouteSettings};
use crate::alert::LabelSet;
use crate::text::{Span, Spanned};

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
    /// By these; none means that a route's alerts are one group. Shared by all routes that inherit it.
    By(Arc<BTreeSet<String>>),
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
            group_by: Effective::default_value(Grouping::By(Arc::default())),
            group_wait: Effective::default_value(DEFAULT_GROUP_WAIT),
            group_interval: Effective::default_value(DEFAULT_GROUP_INTERVAL),
            repeat_interval: Effective::default_value(DEFAULT_REPEAT_INTERVAL),
        }
    }

    /// These options with what the route `index` sets itself.
    pub(super) fn overridden(&self, index: RouteIndex, settings: &mut RouteSettings) -> Self {
        fn or<T: Clone>(index: RouteIndex, own: Option<Spanned<T>>, inherited: &Effective<T>) -> Effective<T> {
            match own {
                Some(own) => Effective {
                    value: own.value,
                    origin: Origin::Route(index, own.span),
                },
                None => inherited.clone(),
            }
        }
        // An empty name counts as none.
        let receiver = settings.receiver.take().filter(|receiver| !receiver.is_empty());
        Self {
            receiver: or(index, receiver, &self.receiver),
            group_by: or(index, settings.group_by.take(), &self.group_by),
            group_wait: or(index, settings.group_wait, &self.group_wait),
            group_interval: or(index, settings.group_interval, &self.group_interval),
            repeat_interval: or(index, settings.repeat_interval, &self.repeat_interval),
        }
    }
}
