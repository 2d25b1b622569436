//! Running tests: what was expected beside what becomes of the alert.

use std::collections::BTreeSet;

use super::difference::{Difference, lines_between};
use super::{Case, Expectation, ExpectedService, IncidentExpectation, RunframeSide};
use crate::alert::LabelSet;
use crate::incident::{Service, ServiceKey};
use crate::route::RouteIndex;
use crate::suppression::Muting;
use crate::text::quote::Quoted;
use crate::text::suggest::nearest;
use crate::trace::{Delivery, NotDelivered, Question, Runframe, Setup, Trace, Verdict, walk};

/// What came of one test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What becomes of its alert.
    pub trace: Trace,
    /// What was expected otherwise; none: the test passed.
    pub mismatches: Vec<Mismatch>,
}

impl Outcome {
    /// Whether everything is as expected.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        self.mismatches.is_empty()
    }
}

/// One expectation that was not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The key of the expectation, such as `receivers` or `incident.severity`.
    pub what: String,
    /// What was expected and what came.
    pub difference: Difference,
    /// What helps to understand it.
    pub hints: Vec<Hint>,
}

/// What helps to understand a mismatch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// This route takes the alert.
    Took(RouteIndex),
    /// This route goes to an expected receiver, and this matcher, as text, refuses the alert.
    Missed {
        /// The route.
        route: RouteIndex,
        /// The matcher.
        matcher: String,
        /// Its label.
        label: String,
        /// The alert's value of it, if it has the label.
        value: Option<String>,
    },
    /// This route goes to an expected receiver and is not asked: an earlier one takes the alert, or one above it misses.
    NotAsked(RouteIndex),
    /// This route goes to an expected receiver, takes the alert, and passes it on to a child.
    PassedOn(RouteIndex),
    /// No route goes to an expected receiver.
    NoSuchReceiver {
        /// The name that was expected.
        name: String,
        /// A name like it.
        near: Option<String>,
    },
    /// A reason in words.
    Because(String),
}

impl RunframeSide {
    /// `base` with what a test file says about the Runframe side, which goes before.
    #[must_use]
    pub fn applied_to(&self, base: &Runframe) -> Runframe {
        let mut runframe = base.clone();
        runframe.receivers.extend(self.receivers.iter().cloned());
        if let Some(services) = &self.services {
            let services = services.iter().map(|service| Service {
                key: service.key.clone(),
                name: String::new(),
                description: String::new(),
                is_active: true,
                default_severity: service.default_severity,
                alias: service.alias.clone(),
                team: None,
            });
            runframe.services = Some(services.collect());
        }
        runframe.default_severity = self.default_severity.or(base.default_severity);
        runframe
    }
}

/// Runs one test.
#[must_use]
pub fn run(case: &Case, setup: &Setup) -> Outcome {
    let trace = setup.trace(&Question {
        labels: &case.labels,
        annotations: &case.annotations,
        at: case.at,
        inhibitor: &setup.inhibitor(&case.firing),
    });
    let comparison = Comparison {
        setup,
        case,
        trace: &trace,
        mismatches: Vec::new(),
    };
    let mismatches = comparison.of(&case.expect);
    Outcome { trace, mismatches }
}

struct Comparison<'a> {
    setup: &'a Setup,
    case: &'a Case,
    trace: &'a Trace,
    mismatches: Vec<Mismatch>,
}

impl<'a> Comparison<'a> {
    fn of(mut self, expect: &Expectation) -> Vec<Mismatch> {
        self.receivers(expect);
        self.groups(expect);
        self.muting(expect);
        self.inhibition(expect);
        self.delivery(expect);
        if let Some(incident) = &expect.incident {
            self.incident(incident);
        }
        self.mismatches
    }

    fn receivers(&mut self, expect: &Expectation) {
        let (what, expected, is_ordered) = match (&expect.receivers, &expect.receivers_any_order) {
            (Some(expected), _) => ("receivers", expected, true),
            (None, Some(expected)) => ("receivers_any_order", expected, false),
            (None, None) => return,
        };
        let (mut left, mut right) = (expected.clone(), self.names());
        if !is_ordered {
            left.sort();
            right.sort();
        }
        if left == right {
            return;
        }
        let hints = self.receiver_hints(&left, &right);
        self.add(what, Difference::Lines(lines_between(&left, &right)), hints);
    }

    /// Why each unexpected receiver came and each expected one did not.
    fn receiver_hints(&self, expected: &[String], got: &[String]) -> Vec<Hint> {
        let tree = &self.setup.tree;
        let receiver = |route: RouteIndex| &tree[route].options().receiver.value;
        let took = self.trace.deliveries.iter().map(|delivery| delivery.route);
        let mut hints: Vec<Hint> = took
            .filter(|&route| !expected.contains(receiver(route)))
            .map(Hint::Took)
            .collect();
        let missing: BTreeSet<&String> = expected.iter().filter(|name| !got.contains(name)).collect();
        let steps = walk(tree, &self.trace.labels);
        for name in missing {
            let mut routes = tree
                .iter()
                .map(|(index, _)| index)
                .filter(|&route| receiver(route) == name);
            let Some(first) = routes.next() else {
                let known = tree.iter().map(|(index, _)| receiver(index).as_str());
                hints.push(Hint::NoSuchReceiver {
                    name: name.clone(),
                    near: nearest(name, known).map(str::to_owned),
                });
                continue;
            };
            // One that was asked says more than one that was not.
            let asked = steps.iter().rev().find(|step| receiver(step.route) == name);
            hints.push(match asked.map(|step| (step.route, &step.verdict)) {
                Some((route, Verdict::Missed { matcher, value, .. })) => Hint::Missed {
                    route,
                    matcher: matcher.to_string(),
                    label: matcher.name().to_owned(),
                    value: value.map(str::to_owned),
                },
                Some((route, Verdict::PassedOn | Verdict::Kept)) => Hint::PassedOn(route),
                None => Hint::NotAsked(first),
            });
        }
        hints
    }

    fn groups(&mut self, expect: &Expectation) {
        if let Some(expected) = &expect.group_labels {
            let other = self
                .trace
                .deliveries
                .iter()
                .find(|delivery| delivery.group_labels != *expected);
            if let Some(delivery) = other {
                self.group_mismatch("group_labels".to_owned(), expected, delivery);
            }
        }
        for (receiver, expected) in expect.groups.iter().flatten() {
            let what = format!("groups.{receiver}");
            let mut deliveries = self
                .trace
                .deliveries
                .iter()
                .filter(|d| self.receiver(d) == receiver)
                .peekable();
            if deliveries.peek().is_none() {
                let difference = Difference::Value {
                    expected: format!("a group of `{receiver}`"),
                    got: "none".to_owned(),
                };
                let hints = self.receiver_hints(std::slice::from_ref(receiver), &self.names());
                self.add(what, difference, hints);
            } else if let Some(delivery) = deliveries.find(|delivery| delivery.group_labels != *expected) {
                self.group_mismatch(what, expected, delivery);
            }
        }
    }

    fn group_mismatch(&mut self, what: String, expected: &LabelSet, delivery: &Delivery) {
        let difference = Difference::Lines(lines_between(
            &label_lines(expected),
            &label_lines(&delivery.group_labels),
        ));
        self.add(what, difference, vec![Hint::Took(delivery.route)]);
    }

    fn muting(&mut self, expect: &Expectation) {
        let deliveries = &self.trace.deliveries;
        if let Some(expected) = expect.muted {
            let got = deliveries.iter().all(|delivery| delivery.muting.is_some());
            if got != expected {
                let silent = deliveries.iter().filter(|delivery| delivery.muting.is_some() == got);
                let hints = silent.map(|delivery| Hint::Took(delivery.route)).collect();
                self.add("muted", yes_or_no(expected), hints);
            }
        }
        if let Some(expected) = &expect.muted_by {
            let names = deliveries.iter().filter_map(|delivery| delivery.muting.as_ref());
            let got: BTreeSet<String> = names.flat_map(Muting::names).cloned().collect();
            let expected: BTreeSet<String> = expected.iter().cloned().collect();
            if got != expected {
                let lines = lines_between(&Vec::from_iter(expected), &Vec::from_iter(got));
                self.add("muted_by", Difference::Lines(lines), Vec::new());
            }
        }
    }

    fn inhibition(&mut self, expect: &Expectation) {
        let got = self
            .trace
            .inhibition
            .map(|inhibition| &self.case.firing[inhibition.source]);
        if let Some(expected) = expect.inhibited
            && expected != got.is_some()
        {
            let hints = got.map(|source| Hint::Because(format!("{source} fires")));
            self.add("inhibited", yes_or_no(expected), hints.into_iter().collect());
        }
        if let Some(expected) = &expect.inhibited_by {
            let is_met = got.is_some_and(|source| expected.iter().all(|(name, value)| source.get(name) == Some(value)));
            if !is_met {
                let difference = Difference::Value {
                    expected: expected.to_string(),
                    got: got.map_or_else(|| "nothing".to_owned(), LabelSet::to_string),
                };
                self.add("inhibited_by", difference, Vec::new());
            }
        }
    }

    fn delivery(&mut self, expect: &Expectation) {
        // An incident says as much, and its own mismatch says why there is none.
        let Some(expected) = expect.runframe else { return };
        if expected != self.trace.incident.is_ok() && !(expected && expect.incident.is_some()) {
            let hints = self.obstacle_hint();
            self.add("runframe", yes_or_no(expected), hints);
        }
    }

    fn incident(&mut self, expect: &IncidentExpectation) {
        let Ok(incident) = &self.trace.incident else {
            let difference = Difference::Value {
                expected: "an incident".to_owned(),
                got: "none".to_owned(),
            };
            let hints = self.obstacle_hint();
            return self.add("incident", difference, hints);
        };
        let mut compare = |what: &str, expected: Option<String>, got: String, why: String| {
            let Some(expected) = expected else { return };
            if expected != got {
                self.add(what, Difference::Value { expected, got }, vec![Hint::Because(why)]);
            }
        };
        compare(
            "incident.severity",
            expect.severity.map(|severity| severity.to_string()),
            incident.severity.value.to_string(),
            incident.severity.source.to_string(),
        );
        let service = incident.service.value.as_ref();
        compare(
            "incident.service",
            expect.service.as_ref().map(ExpectedService::to_string),
            service.map_or_else(|| "none".to_owned(), ServiceKey::to_string),
            incident.service_reason(),
        );
        compare(
            "incident.title",
            expect.title.clone(),
            incident.title.value.clone(),
            incident.title.source.to_string(),
        );
    }

    fn obstacle_hint(&self) -> Vec<Hint> {
        let obstacle = self.trace.incident.as_ref().err().copied();
        let hint = obstacle.map(|obstacle: NotDelivered| Hint::Because(obstacle.to_string()));
        hint.into_iter().collect()
    }

    fn receiver(&self, delivery: &Delivery) -> &'a str {
        &self.setup.tree[delivery.route].options().receiver.value
    }

    fn names(&self) -> Vec<String> {
        self.trace
            .deliveries
            .iter()
            .map(|delivery| self.receiver(delivery).to_owned())
            .collect()
    }

    fn add(&mut self, what: impl Into<String>, difference: Difference, hints: Vec<Hint>) {
        self.mismatches.push(Mismatch {
            what: what.into(),
            difference,
            hints,
        });
    }
}

fn yes_or_no(expected: bool) -> Difference {
    Difference::Value {
        expected: expected.to_string(),
        got: (!expected).to_string(),
    }
}

fn label_lines(labels: &LabelSet) -> Vec<String> {
    labels
        .iter()
        .map(|(name, value)| format!("{name}: {}", Quoted(value)))
        .collect()
}
