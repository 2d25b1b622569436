//! A configuration ready to be asked, and the answer for one alert.

use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;

use super::runframe::{IncidentOutline, Runframe};
use crate::alert::{Fingerprint, LabelSet};
use crate::config::Config;
use crate::matcher::Matcher;
use crate::route::{GroupKey, Grouping, Route, RouteIndex, RouteTree};
use crate::suppression::{InhibitRule, Inhibition, Inhibitor, Muting, TimeIntervals, intervals};
use crate::version::Version;

/// Everything that decides about an alert: a configuration, and the Runframe it delivers to.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The routing tree.
    pub tree: RouteTree,
    /// What holds alerts back while others fire, in order.
    pub inhibit_rules: Vec<InhibitRule>,
    /// The intervals at which routes keep silent or speak.
    pub time_intervals: TimeIntervals,
    /// What is known of the Runframe side.
    pub runframe: Runframe,
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
    /// Other alerts that fire at that time; see [`Setup::inhibitor`].
    pub inhibitor: &'a Inhibitor<'a>,
}

/// What becomes of one alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Its labels as Alertmanager keeps them: without empty ones.
    pub labels: LabelSet,
    /// What identifies it.
    pub fingerprint: Fingerprint,
    /// The rule and the firing alert that hold it back on every route, by their positions.
    pub inhibition: Option<Inhibition>,
    /// One for each route that takes it, in tree order; never none.
    pub deliveries: Vec<Delivery>,
    /// The incident it becomes, or why it becomes none.
    pub incident: Result<IncidentOutline, NotDelivered>,
}

/// One route's hold on an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The route.
    pub route: RouteIndex,
    /// Whether its receiver delivers to Runframe.
    pub is_to_runframe: bool,
    /// Whether its receiver tells Runframe when an alert ends.
    pub tells_resolves: bool,
    /// The labels the alert is grouped by there.
    pub group_labels: LabelSet,
    /// What names the group.
    pub group_key: GroupKey,
    /// Why the route keeps silent at the time asked about, if it does.
    pub muting: Option<Muting>,
}

/// Why an alert becomes no incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDelivered {
    /// No receiver of the configuration delivers to Runframe.
    NoReceiver,
    /// No route that takes it delivers to Runframe.
    NotRouted,
    /// Another alert holds it back.
    Inhibited,
    /// Every route that takes it and delivers to Runframe keeps silent.
    Muted,
}

impl fmt::Display for NotDelivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoReceiver => "no receiver of this configuration delivers to Runframe",
            Self::NotRouted => "no route that takes it delivers to Runframe",
            Self::Inhibited => "it is inhibited",
            Self::Muted => "its routes to Runframe are muted",
        })
    }
}

/// Why a route keeps silent at an instant, if it does.
#[must_use]
pub fn muting(route: &Route, time_intervals: &TimeIntervals, at: Timestamp) -> Option<Muting> {
    intervals::muting(
        route.active_time_intervals().iter().map(|name| name.as_str()),
        route.mute_time_intervals().iter().map(|name| name.as_str()),
        |name| time_intervals.contains(name, at),
    )
}

impl Setup {
    /// What decides about alerts in a configuration, as the given release reads it; `None` if there is no root route.
    #[must_use]
    pub fn of(config: &Config, version: Version, runframe: Runframe) -> Option<Self> {
        Some(Self {
            tree: RouteTree::from_config(config, version)?,
            inhibit_rules: config.inhibit_rules.iter().map(InhibitRule::from).collect(),
            time_intervals: TimeIntervals::from(config),
            runframe,
        })
    }

    /// The inhibit rules, with these alerts firing.
    #[must_use]
    pub fn inhibitor<'a>(&'a self, firing: &'a [LabelSet]) -> Inhibitor<'a> {
        Inhibitor::new(&self.inhibit_rules, firing)
    }

    /// Names of labels that something depends on: matchers, groups, inhibit rules, and what Runframe reads.
    #[must_use]
    pub fn asked_labels(&self) -> BTreeSet<&str> {
        let routes = || self.tree.iter().map(|(_, route)| route);
        let rules = || self.inhibit_rules.iter();
        let grouped = routes().filter_map(|route| match &route.options().group_by.value {
            Grouping::By(names) => Some(names.iter().map(String::as_str)),
            Grouping::All => None,
        });
        routes()
            .flat_map(|route| route.matchers().iter())
            .chain(rules().flat_map(|rule| rule.source.iter().chain(rule.target.iter())))
            .map(Matcher::name)
            .chain(grouped.flatten())
            .chain(rules().flat_map(|rule| rule.equal.iter().map(String::as_str)))
            .chain(["alertname", "severity", "service_id"])
            .collect()
    }

    /// Follows one alert.
    #[must_use]
    pub fn trace(&self, question: &Question<'_>) -> Trace {
        let mut labels = question.labels.clone();
        labels.remove_empty();
        let deliveries: Vec<Delivery> = self
            .tree
            .matched(&labels)
            .into_iter()
            .map(|route| self.delivery(route, &labels, question.at))
            .collect();
        let inhibition = question.inhibitor.source_of(&labels);
        let incident = match self.obstacle(&deliveries, inhibition) {
            Some(obstacle) => Err(obstacle),
            None => Ok(self.runframe.incident(&labels, question.annotations)),
        };
        Trace {
            fingerprint: labels.fingerprint(),
            inhibition,
            deliveries,
            incident,
            labels,
        }
    }

    fn delivery(&self, route: RouteIndex, labels: &LabelSet, at: Option<Timestamp>) -> Delivery {
        let node = &self.tree[route];
        let group_labels = self.tree.group_labels(route, labels);
        Delivery {
            route,
            is_to_runframe: self.runframe.receivers.contains(&node.options().receiver.value),
            tells_resolves: self.runframe.tells_resolves(&node.options().receiver.value),
            group_key: self.tree.group_key(route, &group_labels),
            group_labels,
            muting: at.and_then(|at| muting(node, &self.time_intervals, at)),
        }
    }

    fn obstacle(&self, deliveries: &[Delivery], inhibition: Option<Inhibition>) -> Option<NotDelivered> {
        let mut to_runframe = deliveries.iter().filter(|delivery| delivery.is_to_runframe).peekable();
        if self.runframe.receivers.is_empty() {
            Some(NotDelivered::NoReceiver)
        } else if to_runframe.peek().is_none() {
            Some(NotDelivered::NotRouted)
        } else if inhibition.is_some() {
            Some(NotDelivered::Inhibited)
        } else {
            to_runframe
                .all(|delivery| delivery.muting.is_some())
                .then_some(NotDelivered::Muted)
        }
    }
}
