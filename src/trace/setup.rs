//! A configuration ready to be asked, and the answer for one alert.

use jiff::Timestamp;

use crate::alert::LabelSet;
use crate::route::{GroupKey, RouteIndex, RouteTree};
use crate::suppression::{InhibitRule, Inhibition, Muting, inhibition};

/// Everything in a configuration that decides about an alert.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The routing tree.
    pub tree: RouteTree,
    /// What holds alerts back while others fire, in order.
    pub inhibit_rules: Vec<InhibitRule>,
}

/// An alert, and the circumstances it is asked about in.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// What identifies the alert.
    pub labels: &'a LabelSet,
    /// What describes it.
    pub annotations: &'a LabelSet,
    /// When it is to be sent. `None`: time intervals are not looked at.
    pub at: Option<Timestamp>,
    /// Other alerts that fire at that time.
    pub firing: &'a [LabelSet],
}

/// What becomes of one alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Its labels as Alertmanager keeps them: without empty ones.
    pub labels: LabelSet,
    /// The rule and the firing alert that hold it back on every route, by their positions.
    pub inhibition: Option<Inhibition>,
    /// One for each route that takes it, in tree order; never none.
    pub deliveries: Vec<Delivery>,
}

/// One route's hold on an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The route.
    pub route: RouteIndex,
    /// The labels the alert is grouped by there.
    pub group_labels: LabelSet,
    /// What names the group.
    pub group_key: GroupKey,
    /// Why the route keeps silent at the time asked about, if it does.
    pub muting: Option<Muting>,
}

impl Setup {
    /// Follows one alert.
    #[must_use]
    pub fn trace(&self, question: Question<'_>) -> Trace {
        let mut labels = question.labels.clone();
        labels.remove_empty();
        let deliveries = self
            .tree
            .matched(&labels)
            .into_iter()
            .map(|route| self.delivery(route, &labels, question.at))
            .collect();
        Trace {
            inhibition: inhibition::source_of(&self.inhibit_rules, &labels, question.firing),
            deliveries,
            labels,
        }
    }

    fn delivery(&self, route: RouteIndex, labels: &LabelSet, _at: Option<Timestamp>) -> Delivery {
        let group_labels = self.tree.group_labels(route, labels);
        Delivery {
            route,
            group_key: self.tree.group_key(route, &group_labels),
            group_labels,
            muting: None,
        }
    }
}
