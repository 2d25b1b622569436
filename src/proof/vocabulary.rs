//! Conditions on labels, numbered, so that equal ones are the same number wherever they occur.

use std::sync::Arc;

use foldhash::HashMap;

use crate::matcher::{MatchOp, Matcher, Regex};
use crate::route::{RouteIndex, RouteTree};

/// A label that some matcher looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct LabelId(u32);

impl LabelId {
    pub(super) fn position(self) -> usize {
        self.0 as usize
    }
}

/// A question a value answers with yes or no: does it equal `x`, does it match `x.*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct TestId(u32);

impl TestId {
    pub(super) fn position(self) -> usize {
        self.0 as usize
    }
}

/// A test and what it must say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Condition {
    pub(super) test: TestId,
    pub(super) holds: bool,
}

impl Condition {
    pub(super) fn negated(self) -> Self {
        Self {
            holds: !self.holds,
            ..self
        }
    }
}

#[derive(Clone, Debug)]
pub(super) enum Test {
    Equal(Arc<str>),
    /// Sorted.
    OneOf(Box<[Arc<str>]>),
    Regex(Regex),
}

impl Test {
    /// Steps a look at a value takes, at most.
    fn cost(&self, value: &str) -> u64 {
        match self {
            Self::Equal(_) | Self::OneOf(_) => 1,
            Self::Regex(regex) => 1 + (value.len() as u64 + 1) * (1 + regex.step_count() as u64 / 8),
        }
    }

    pub(super) fn accepts(&self, value: &str) -> bool {
        match self {
            Self::Equal(expected) => **expected == *value,
            Self::OneOf(values) => values.binary_search_by(|known| (**known).cmp(value)).is_ok(),
            Self::Regex(regex) => regex.is_match(value),
        }
    }

    /// The values it accepts, if they can be listed.
    pub(super) fn values(&self) -> Option<&[Arc<str>]> {
        match self {
            Self::Equal(value) => Some(std::slice::from_ref(value)),
            Self::OneOf(values) => Some(values),
            Self::Regex(_) => None,
        }
    }
}

#[derive(Clone, Debug)]
struct Label {
    name: Arc<str>,
    /// Values that matchers name, in the order they occur: what an alert of this installation plausibly carries.
    constants: Vec<Arc<str>>,
    /// Tests for one value, by that value.
    equal_ids: HashMap<Arc<str>, TestId>,
    /// Tests by expressions, by their patterns.
    regex_ids: HashMap<Box<str>, TestId>,
}

/// All labels and tests of one or more trees.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    labels: Vec<Label>,
    tests: Vec<(LabelId, Test)>,
    label_ids: HashMap<Arc<str>, LabelId>,
}

/// For each route of a tree, what its matchers ask for.
#[derive(Clone, Debug)]
pub(super) struct RouteConditions {
    conditions: Vec<Condition>,
    ends: Vec<usize>,
    /// By route: steps a look at an alert takes.
    costs: Vec<u64>,
}

/// Characters of a value, to say what a look at one costs.
const USUAL_VALUE: &str = "severity";

impl RouteConditions {
    /// Steps it takes to see whether the route matches an alert.
    pub(super) fn cost(&self, route: RouteIndex) -> u64 {
        self.costs[route.position()]
    }

    /// In the order of the route's matchers, one each.
    pub(super) fn of(&self, route: RouteIndex) -> &[Condition] {
        let at = route.position();
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.conditions[start..self.ends[at]]
    }
}

impl Vocabulary {
    pub(super) fn add_tree(&mut self, tree: &RouteTree) -> RouteConditions {
        // What growing leaves behind would be as much again.
        let matchers = tree.iter().map(|(_, route)| route.matchers().iter().len());
        let mut conditions = Vec::with_capacity(matchers.sum());
        let mut ends = Vec::with_capacity(tree.route_count());
        let mut costs = Vec::new();
        for (_, route) in tree.iter() {
            let start = conditions.len();
            conditions.extend(route.matchers().iter().map(|matcher| self.add(matcher)));
            ends.push(conditions.len());
            let each = conditions[start..].iter();
            costs.push(
                1 + each
                    .map(|condition| self.cost(condition.test, USUAL_VALUE))
                    .sum::<u64>(),
            );
        }
        RouteConditions {
            conditions,
            ends,
            costs,
        }
    }

    pub(super) fn add(&mut self, matcher: &Matcher) -> Condition {
        let label = self.label(matcher.name());
        let test = match (matcher.op(), matcher.regex()) {
            (MatchOp::Equal | MatchOp::NotEqual, _) | (_, None) => self.equal(label, matcher.shared_value()),
            (MatchOp::Regex | MatchOp::NotRegex, Some(regex)) => self.regex(label, regex),
        };
        Condition {
            test,
            holds: !matcher.op().is_negative(),
        }
    }

    /// As [`Self::add`], of a matcher that no tree has: what it names is nothing an alert plausibly carries.
    pub(super) fn add_given(&mut self, matcher: &Matcher) -> Condition {
        let before: Vec<usize> = self.labels.iter().map(|label| label.constants.len()).collect();
        let condition = self.add(matcher);
        let label = self.label_of(condition.test).position();
        let before = before.get(label).copied().unwrap_or(0);
        self.labels[label].constants.truncate(before);
        condition
    }

    /// What a matcher asks for, if it, or one alike, was added.
    pub(super) fn known(&self, matcher: &Matcher) -> Option<Condition> {
        let label = self.label_named(matcher.name())?;
        let test = match (matcher.op(), matcher.regex()) {
            (MatchOp::Equal | MatchOp::NotEqual, _) | (_, None) => self.equal_to(label, matcher.value()),
            (MatchOp::Regex | MatchOp::NotRegex, Some(regex)) => {
                let ids = &self.labels[label.position()].regex_ids;
                ids.get(regex.pattern()).copied()
            }
        };
        let holds = !matcher.op().is_negative();
        test.map(|test| Condition { test, holds })
    }

    pub(super) fn label_count(&self) -> usize {
        self.labels.len()
    }

    pub(super) fn test_count(&self) -> usize {
        self.tests.len()
    }

    pub(super) fn name(&self, label: LabelId) -> &Arc<str> {
        &self.labels[label.position()].name
    }

    pub(super) fn label_named(&self, name: &str) -> Option<LabelId> {
        self.label_ids.get(name).copied()
    }

    pub(super) fn constants(&self, label: LabelId) -> &[Arc<str>] {
        &self.labels[label.position()].constants
    }

    pub(super) fn test(&self, test: TestId) -> &Test {
        &self.tests[test.position()].1
    }

    pub(super) fn label_of(&self, test: TestId) -> LabelId {
        self.tests[test.position()].0
    }

    /// The test that asks whether the label equals `value`, if some matcher does.
    pub(super) fn equal_to(&self, label: LabelId, value: &str) -> Option<TestId> {
        self.labels[label.position()].equal_ids.get(value).copied()
    }

    pub(super) fn holds(&self, condition: Condition, value: &str) -> bool {
        self.test(condition.test).accepts(value) == condition.holds
    }

    /// Steps [`Self::holds`] takes, at most.
    pub(super) fn cost(&self, test: TestId, value: &str) -> u64 {
        self.test(test).cost(value)
    }

    fn label(&mut self, name: &str) -> LabelId {
        if let Some(&id) = self.label_ids.get(name) {
            return id;
        }
        let id = LabelId(number(self.labels.len()));
        let name: Arc<str> = name.into();
        self.labels.push(Label {
            name: name.clone(),
            constants: Vec::new(),
            equal_ids: HashMap::default(),
            regex_ids: HashMap::default(),
        });
        self.label_ids.insert(name, id);
        id
    }

    fn equal(&mut self, label: LabelId, value: &Arc<str>) -> TestId {
        if let Some(id) = self.equal_to(label, value) {
            return id;
        }
        let id = self.push(label, Test::Equal(value.clone()));
        let label = &mut self.labels[label.position()];
        label.equal_ids.insert(value.clone(), id);
        if !value.is_empty() {
            label.constants.push(value.clone());
        }
        id
    }

    fn regex(&mut self, label: LabelId, regex: &Regex) -> TestId {
        if let Some(&id) = self.labels[label.position()].regex_ids.get(regex.pattern()) {
            return id;
        }
        let id = match regex.literals() {
            Some([single]) => self.equal(label, &Arc::from(&**single)),
            Some(many) => {
                let values: Box<[Arc<str>]> = many.iter().map(|value| Arc::from(&**value)).collect();
                let constants = &mut self.labels[label.position()].constants;
                constants.extend(values.iter().filter(|value| !value.is_empty()).cloned());
                self.push(label, Test::OneOf(values))
            }
            None => self.push(label, Test::Regex(regex.clone())),
        };
        let ids = &mut self.labels[label.position()].regex_ids;
        ids.insert(regex.pattern().into(), id);
        id
    }

    fn push(&mut self, label: LabelId, test: Test) -> TestId {
        let id = TestId(number(self.tests.len()));
        self.tests.push((label, test));
        id
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).expect("a text of at most 4 GiB holds fewer matchers")
}
