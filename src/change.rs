//! What a change of configuration does to alerts: exactly which are treated differently, and how.
//!
//! [`Change::between`] compares two configurations. It is exact about what a route does with an alert: its receiver,
//! grouping and group key, timing, time intervals, whether it goes to Runframe, and whether resolves do; an answer without
//! classes that is complete is a proof that every alert there can be is treated alike. Inhibit rules and what receivers are
//! beyond that are compared by what they say, however it is written.

mod settings;
mod treatment;

use std::collections::{BTreeSet, HashSet};

use crate::alert::LabelSet;
use crate::matcher::{Matcher, MatcherSet, Regex, check_regex};
use crate::proof::{Undecided, compare};
use crate::route::{GroupKey, Grouping, RouteIndex, RouteTree};
use crate::suppression::InhibitRule;
use crate::trace::{Delivery, Question, Setup, Trace};
use crate::version::Version;
pub use settings::{Altered, SettingsChange, Written};
use treatment::Treatments;

/// The difference between two configurations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// One entry for each way in which alerts are treated differently.
    pub classes: Vec<ClassChange>,
    /// Whether there are no other ways.
    pub is_complete: bool,
    /// Why something was not decided, if it was not.
    pub not_decided: Option<Undecided>,
    /// Rules of the old configuration that the new one lacks, by their positions.
    pub inhibit_rules_gone: Vec<usize>,
    /// Rules of the new configuration that the old one lacks, by their positions.
    pub inhibit_rules_added: Vec<usize>,
    /// Receivers and sections that say something else; none unless [`Change::with_settings`] looked for them.
    pub settings: SettingsChange,
}

/// Alerts that are treated differently, all in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassChange {
    /// What becomes of one of them by the old configuration.
    pub old: Trace,
    /// What becomes of the same one by the new.
    pub new: Trace,
    /// What is different.
    pub deliveries: Vec<DeliveryChange>,
}

/// A delivery that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliveryChange {
    /// The old configuration alone makes it.
    Gone(RouteIndex),
    /// The new configuration alone makes it.
    Added(RouteIndex),
    /// Both make it, to the same receiver, and differently.
    Altered {
        /// The old route.
        old: RouteIndex,
        /// The new route.
        new: RouteIndex,
        /// In what respects; never none.
        aspects: Vec<Aspect>,
    },
}

/// In what respect a delivery to one receiver is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// The labels that are grouped by.
    GroupBy,
    /// What names the group of the example. What was sent under the old key is forgotten.
    GroupKey {
        /// By the old configuration.
        old: GroupKey,
        /// By the new.
        new: GroupKey,
    },
    /// `group_wait`.
    GroupWait,
    /// `group_interval`.
    GroupInterval,
    /// `repeat_interval`.
    RepeatInterval,
    /// When the route keeps silent.
    TimeIntervals,
    /// Whether the receiver delivers to Runframe.
    Runframe,
    /// Whether the receiver tells Runframe when an alert ends.
    Resolves,
}

/// What a change does to the incidents of a class of alerts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncidentChange {
    /// They become incidents only now.
    Begins,
    /// They become none any more; open ones are not resolved.
    Ends,
    /// They become incidents as before, and are not resolved any more when their alerts end.
    NoLongerResolved,
    /// They become incidents as before, in other groups: one that clears while the configuration is changed is not
    /// resolved.
    Regrouped,
    /// None, or nothing about them.
    None,
}

impl Change {
    /// Compares two configurations; looks for at most `limit` classes.
    #[must_use]
    pub fn between(old: &Setup, new: &Setup, limit: usize) -> Self {
        let treatments = Treatments::of(old, new);
        let difference = compare(
            &old.tree,
            &new.tree,
            |tree, route| treatments.treatment(std::ptr::eq(tree, &raw const old.tree), route),
            limit,
        );
        let sides = Sides { old, new };
        let classes = difference.classes.into_iter().map(|class| {
            let follow = |labels: &LabelSet| {
                let (old, new) = (trace(old, labels), trace(new, labels));
                let deliveries = sides.paired(&treatments, &old, &new, &class.gone, &class.added);
                ClassChange { old, new, deliveries }
            };
            let plain = follow(&class.witness);
            let telling = sides.telling(&plain);
            if telling == class.witness {
                plain
            } else {
                follow(&telling)
            }
        });
        Self {
            classes: classes.collect(),
            is_complete: difference.is_complete,
            not_decided: difference.not_decided,
            inhibit_rules_gone: lacking(&old.inhibit_rules, &new.inhibit_rules),
            inhibit_rules_added: lacking(&new.inhibit_rules, &old.inhibit_rules),
            settings: SettingsChange::default(),
        }
    }

    /// The same, with what else the two configurations say differently.
    #[must_use]
    pub fn with_settings(mut self, old: Written<'_>, new: Written<'_>, new_tree: &RouteTree) -> Self {
        let used: HashSet<&str> = new_tree
            .iter()
            .map(|(_, route)| route.options().receiver.value.as_str())
            .collect();
        self.settings = SettingsChange::between(old, new, |name| used.contains(name));
        self
    }

    /// Whether the configurations are proved to treat every alert alike.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.classes.is_empty()
            && self.is_complete
            && self.inhibit_rules_gone.is_empty()
            && self.inhibit_rules_added.is_empty()
            && self.settings.is_none()
    }
}

impl ClassChange {
    /// The example.
    #[must_use]
    pub fn witness(&self) -> &LabelSet {
        &self.old.labels
    }

    /// What becomes of the incidents of these alerts.
    #[must_use]
    pub fn incidents(&self) -> IncidentChange {
        let keys = |trace: &Trace| -> Vec<GroupKey> {
            let to_runframe = trace.deliveries.iter().filter(|delivery| delivery.is_to_runframe);
            to_runframe.map(|delivery| delivery.group_key.clone()).collect()
        };
        let is_resolved = |trace: &Trace| trace.deliveries.iter().any(|delivery| delivery.tells_resolves);
        match (self.old.incident.is_ok(), self.new.incident.is_ok()) {
            (false, true) => IncidentChange::Begins,
            (true, false) => IncidentChange::Ends,
            (true, true) if is_resolved(&self.old) && !is_resolved(&self.new) => IncidentChange::NoLongerResolved,
            (true, true) if !keys(&self.old).iter().any(|key| keys(&self.new).contains(key)) => {
                IncidentChange::Regrouped
            }
            _ => IncidentChange::None,
        }
    }
}

fn trace(setup: &Setup, labels: &LabelSet) -> Trace {
    setup.trace(&Question {
        labels,
        annotations: &LabelSet::new(),
        at: None,
        inhibitor: &setup.inhibitor(&[]),
    })
}

/// Positions of rules that the others lack. Names and the order of equal labels and of rules do not count, nor does how a
/// matcher is written.
fn lacking(rules: &[InhibitRule], others: &[InhibitRule]) -> Vec<usize> {
    fn meaning(rule: &InhibitRule) -> (Asked<'_>, Asked<'_>, BTreeSet<&str>) {
        let equal = rule.equal.iter().map(String::as_str);
        (asked(&rule.source), asked(&rule.target), equal.collect())
    }
    let known: HashSet<_> = others.iter().map(meaning).collect();
    let lacks = |&(_, rule): &(usize, &InhibitRule)| !known.contains(&meaning(rule));
    rules.iter().enumerate().filter(lacks).map(|(at, _)| at).collect()
}

/// Names, whether they are not to match, and what.
type Asked<'a> = BTreeSet<(&'a str, bool, String)>;

/// What matchers ask between them, the same for most ways to write it: as `match_re` or `matchers`, as a text or an
/// expression that only it matches.
fn asked(matchers: &MatcherSet) -> Asked<'_> {
    let literals = |regex: &Regex| regex.literals().map(|literals| format!("{literals:?}"));
    let ask = |matcher: &Matcher| match matcher.regex() {
        None => format!("{:?}", [matcher.value()]),
        Some(regex) => match unwrapped(matcher.value()) {
            None => literals(regex).unwrap_or_else(|| matcher.value().to_owned()),
            Some((inner, regex)) => literals(&regex).unwrap_or_else(|| inner.to_owned()),
        },
    };
    matchers
        .iter()
        .map(|matcher| (matcher.name(), matcher.op().is_negative(), ask(matcher)))
        .collect()
}

/// An expression without the anchors that `match_re` adds and that matching adds anyway.
fn unwrapped(expression: &str) -> Option<(&str, Regex)> {
    let inner = expression.strip_prefix("^(?:")?.strip_suffix(")$")?;
    // Of `^(?:a)|(b)$` they are no pair.
    check_regex(inner, Version::default()).ok()?;
    Some((inner, Regex::anchored(inner, Version::default()).ok()?))
}

/// A value for a label that an example needs and nothing decides by.
const EXAMPLE_VALUE: &str = "a";

/// A label that grouping by all labels groups by and hardly anything else does.
const EXAMPLE_LABEL: &str = "instance";

/// Both configurations.
struct Sides<'a> {
    old: &'a Setup,
    new: &'a Setup,
}

impl Sides<'_> {
    /// The example with labels that one side groups by and the other does not, so that its group keys show it; without
    /// those that would change its way.
    fn telling(&self, class: &ClassChange) -> LabelSet {
        let routes = |labels: &LabelSet| (self.old.tree.matched(labels), self.new.tree.matched(labels));
        let way = routes(class.witness());
        let mut telling = class.witness().clone();
        for delivery in &class.deliveries {
            let DeliveryChange::Altered { old, new, .. } = delivery else {
                continue;
            };
            for name in self.labels_grouped_by_one_side(*old, *new) {
                if telling.get(&name).is_some() {
                    continue;
                }
                telling.insert(name.clone(), EXAMPLE_VALUE);
                if routes(&telling) != way {
                    telling.remove(&name);
                }
            }
        }
        telling
    }

    /// Names of labels that one of the routes groups by and the other does not.
    fn labels_grouped_by_one_side(&self, old: RouteIndex, new: RouteIndex) -> BTreeSet<String> {
        let names = |setup: &Setup, route: RouteIndex| match &setup.tree[route].options().group_by.value {
            Grouping::All => [EXAMPLE_LABEL.to_owned()].into(),
            Grouping::By(names) => BTreeSet::clone(names),
        };
        let (old, new) = (names(self.old, old), names(self.new, new));
        old.symmetric_difference(&new).cloned().collect()
    }

    /// Puts deliveries that went and came to the same receiver together.
    fn paired(
        &self,
        treatments: &Treatments,
        old: &Trace,
        new: &Trace,
        gone: &[RouteIndex],
        added: &[RouteIndex],
    ) -> Vec<DeliveryChange> {
        let receiver = |setup: &Setup, route: RouteIndex| setup.tree[route].options().receiver.value.clone();
        let mut added = added.to_vec();
        let mut changes = Vec::new();
        for &route in gone {
            let name = receiver(self.old, route);
            let Some(at) = added.iter().position(|&other| receiver(self.new, other) == name) else {
                changes.push(DeliveryChange::Gone(route));
                continue;
            };
            let other = added.remove(at);
            let delivery = |trace: &Trace, route: RouteIndex| -> Option<Delivery> {
                trace
                    .deliveries
                    .iter()
                    .find(|delivery| delivery.route == route)
                    .cloned()
            };
            let mut aspects = self.aspects(treatments, route, other);
            if let (Some(before), Some(after)) = (delivery(old, route), delivery(new, other))
                && before.group_key != after.group_key
            {
                aspects.push(Aspect::GroupKey {
                    old: before.group_key,
                    new: after.group_key,
                });
            }
            changes.push(DeliveryChange::Altered {
                old: route,
                new: other,
                aspects,
            });
        }
        changes.extend(added.into_iter().map(DeliveryChange::Added));
        changes
    }

    fn aspects(&self, treatments: &Treatments, old: RouteIndex, new: RouteIndex) -> Vec<Aspect> {
        let (before, after) = (self.old.tree[old].options(), self.new.tree[new].options());
        let (old, new) = (treatments.treatment(true, old), treatments.treatment(false, new));
        let checks = [
            (old.is_to_runframe != new.is_to_runframe, Aspect::Runframe),
            (
                old.is_to_runframe && new.is_to_runframe && old.tells_resolves != new.tells_resolves,
                Aspect::Resolves,
            ),
            (before.group_by.value != after.group_by.value, Aspect::GroupBy),
            (before.group_wait.value != after.group_wait.value, Aspect::GroupWait),
            (
                before.group_interval.value != after.group_interval.value,
                Aspect::GroupInterval,
            ),
            (
                before.repeat_interval.value != after.repeat_interval.value,
                Aspect::RepeatInterval,
            ),
            (old.active != new.active || old.mute != new.mute, Aspect::TimeIntervals),
        ];
        checks
            .into_iter()
            .filter(|(differs, _)| *differs)
            .map(|(_, aspect)| aspect)
            .collect()
    }
}
