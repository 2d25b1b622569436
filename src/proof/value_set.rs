//! Sets of values of one label, as conditions that all must hold: is there a value, and which reads best.
//!
//! Central types: [`ValueSet`] and [`Picker`]. Equality is decided by looking at the values; with regular expressions in
//! play, texts that likely match are tried first, and only where all fail automata decide. An absent label has the empty
//! value, and as a witness the empty value is as good as any: the label is left out.

mod automaton;
mod sample;
mod utf8;

use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::budget::{Budget, Undecided};
use super::vocabulary::{Condition, LabelId, Test, TestId, Vocabulary};
use automaton::Automaton;

/// Constants of the configuration looked at for one that fits, before a value is made up.
const CONSTANTS_TRIED: usize = 16;

/// Results of automata kept for sets with at most so many excluded values.
const EXCLUDED_REMEMBERED: usize = 32;

/// Steps one run of automata may take.
const AUTOMATON_STEPS: u64 = 1 << 20;

/// An expression whose automaton has more states is not decided.
const AUTOMATON_STATES: usize = 10_000;

/// Steps to build one state of an automaton.
const STEPS_A_STATE: u64 = 30;

/// Memory for all automata that are kept, in bytes.
const AUTOMATA_BYTES: usize = 64 << 20;

/// Values of one label that satisfy all of some conditions.
#[derive(Clone, Debug, Default)]
pub(super) struct ValueSet {
    /// Values it must not equal.
    excluded: HashSet<TestId>,
    /// All other conditions, in the order they came.
    conditions: Vec<Condition>,
}

/// A member of a set, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Picked {
    Value(Arc<str>),
    /// The set is empty.
    Nothing,
    NotDecided(Undecided),
}

impl ValueSet {
    /// Takes out what does not satisfy `condition`.
    pub(super) fn insert(&mut self, condition: Condition, vocabulary: &Vocabulary) {
        if is_exclusion(condition, vocabulary) {
            self.excluded.insert(condition.test);
        } else {
            self.conditions.push(condition);
        }
    }

    /// Takes back the last [`Self::insert`], which was of `condition`.
    pub(super) fn remove_last(&mut self, condition: Condition, vocabulary: &Vocabulary) {
        if is_exclusion(condition, vocabulary) {
            self.excluded.remove(&condition.test);
        } else {
            self.conditions.pop();
        }
    }

    /// The one value that may be in it, if a condition says so.
    pub(super) fn only_value<'v>(&self, vocabulary: &'v Vocabulary) -> Option<&'v str> {
        let mut conditions = self.conditions.iter().filter(|condition| condition.holds);
        conditions.find_map(|condition| match vocabulary.test(condition.test) {
            Test::Equal(value) => Some(&**value),
            Test::OneOf(_) | Test::Regex(_) => None,
        })
    }

    fn contains(&self, value: &str, label: LabelId, vocabulary: &Vocabulary, budget: &mut Budget) -> bool {
        let is_excluded = || {
            let test = vocabulary.equal_to(label, value);
            test.is_some_and(|test| self.excluded.contains(&test))
        };
        budget.spend(1);
        let holds = |&condition: &Condition| {
            budget.spend(vocabulary.cost(condition.test, value));
            vocabulary.holds(condition, value)
        };
        self.conditions.iter().all(holds) && (self.excluded.is_empty() || !is_excluded())
    }

    /// The shortest list of values one of which it must be.
    fn listed<'v>(&self, vocabulary: &'v Vocabulary) -> Option<&'v [Arc<str>]> {
        let wanted = self.conditions.iter().filter(|condition| condition.holds);
        wanted
            .filter_map(|condition| vocabulary.test(condition.test).values())
            .min_by_key(|values| values.len())
    }

    fn regexes(&self, vocabulary: &Vocabulary) -> Vec<Condition> {
        let is_regex = |condition: &Condition| matches!(vocabulary.test(condition.test), Test::Regex(_));
        self.conditions.iter().copied().filter(is_regex).collect()
    }

    /// All values it names as not being members, through conditions that list them.
    fn excluded_values<'v>(&self, vocabulary: &'v Vocabulary) -> impl Iterator<Item = &'v str> {
        let unwanted = self.conditions.iter().filter(|condition| !condition.holds);
        let tests = self.excluded.iter().chain(unwanted.map(|condition| &condition.test));
        let values = tests.filter_map(|&test| vocabulary.test(test).values());
        values.flatten().map(|value| &**value)
    }
}

fn is_exclusion(condition: Condition, vocabulary: &Vocabulary) -> bool {
    !condition.holds && matches!(vocabulary.test(condition.test), Test::Equal(_))
}

/// Finds members, and remembers what was costly to find out.
#[derive(Default)]
pub(super) struct Picker {
    missing: Arc<str>,
    automata: HashMap<TestId, Option<Automaton>>,
    automata_bytes: usize,
    samples: HashMap<TestId, Vec<Arc<str>>>,
    remembered: HashMap<Vec<Condition>, Picked>,
}

impl Picker {
    /// A member of `set`: no value if that will do; else, while `constants` are left, one that the configuration names;
    /// else a short one.
    pub(super) fn pick(
        &mut self,
        set: &ValueSet,
        label: LabelId,
        vocabulary: &Vocabulary,
        constants: &mut u32,
        budget: &mut Budget,
    ) -> Picked {
        let contains = |value: &str, budget: &mut Budget| set.contains(value, label, vocabulary, budget);
        if let Some(values) = set.listed(vocabulary) {
            let found = values.iter().find(|value| contains(value, budget));
            return found.map_or(Picked::Nothing, |value| Picked::Value(value.clone()));
        }
        if contains("", budget) {
            return Picked::Value(self.missing());
        }
        if *constants > 0 {
            let known = vocabulary.constants(label).iter().take(CONSTANTS_TRIED);
            if let Some(value) = known.into_iter().find(|value| contains(value, budget)) {
                *constants -= 1;
                return Picked::Value(value.clone());
            }
        }
        let regexes = set.regexes(vocabulary);
        for condition in regexes.iter().filter(|condition| condition.holds) {
            let samples = self.samples(condition.test, vocabulary);
            if let Some(value) = samples.iter().find(|value| contains(value, budget)) {
                return Picked::Value(value.clone());
            }
        }
        // Of a list of values and their exclusion only finitely many are gone; a regular expression may take them all.
        let made_up = if regexes.is_empty() { usize::MAX } else { 2 };
        if let Some(value) = made_up_values().take(made_up).find(|value| contains(value, budget)) {
            return Picked::Value(value.into());
        }
        self.run_automata(set, &regexes, label, vocabulary, budget)
    }

    /// The value of a label that is missing.
    pub(super) fn missing(&self) -> Arc<str> {
        self.missing.clone()
    }

    fn samples(&mut self, test: TestId, vocabulary: &Vocabulary) -> &[Arc<str>] {
        self.samples.entry(test).or_insert_with(|| {
            let Test::Regex(regex) = vocabulary.test(test) else {
                return Vec::new();
            };
            let hir = regex.hir();
            let mut samples: Vec<Arc<str>> = Vec::new();
            for text in (0..sample::VARIANTS).filter_map(|variant| sample::sample(&hir, variant)) {
                if !text.is_empty() && !samples.iter().any(|known| **known == *text) {
                    samples.push(text.into());
                }
            }
            samples
        })
    }

    fn run_automata(
        &mut self,
        set: &ValueSet,
        regexes: &[Condition],
        label: LabelId,
        vocabulary: &Vocabulary,
        budget: &mut Budget,
    ) -> Picked {
        let key = (set.excluded.len() <= EXCLUDED_REMEMBERED).then(|| {
            let excluded = set.excluded.iter().map(|&test| Condition { test, holds: false });
            let mut key: Vec<_> = set.conditions.iter().copied().chain(excluded).collect();
            key.sort_unstable();
            key
        });
        if let Some(picked) = key.as_ref().and_then(|key| self.remembered.get(key)) {
            return picked.clone();
        }
        let satisfies = |value: &&str| regexes.iter().all(|&regex| vocabulary.holds(regex, value));
        let excluded: HashSet<&str> = set.excluded_values(vocabulary).filter(satisfies).collect();

        let mut automata = Vec::new();
        for condition in regexes {
            let Test::Regex(regex) = vocabulary.test(condition.test) else {
                continue;
            };
            let states = regex.state_count();
            let automaton = if states > AUTOMATON_STATES {
                None
            } else {
                let kept = self.automata.remove(&condition.test);
                self.automata_bytes -= memory_usage(kept.as_ref().and_then(Option::as_ref));
                kept.unwrap_or_else(|| {
                    budget.spend(STEPS_A_STATE * states as u64);
                    Automaton::new(&regex.hir())
                })
            };
            automata.push((condition, automaton));
            if budget.left() == 0 {
                break;
            }
        }
        let is_incomplete = automata.len() < regexes.len();
        let is_too_large = automata.iter().any(|(_, automaton)| automaton.is_none());
        let mut runnable: Vec<_> = automata
            .iter_mut()
            .filter_map(|(regex, automaton)| Some((automaton.as_mut()?, regex.holds)))
            .collect();
        let is_cut_short = budget.left() < AUTOMATON_STEPS;
        let mut part = budget.part(AUTOMATON_STEPS);
        let picked = match automaton::shortest(&mut runnable, &excluded, &mut part) {
            // What is left out can only take values away.
            Picked::Value(_) if is_too_large => Picked::NotDecided(Undecided::Automaton),
            Picked::Value(_) if is_incomplete => Picked::NotDecided(Undecided::Combinations),
            Picked::NotDecided(_) if is_cut_short => Picked::NotDecided(Undecided::Combinations),
            picked => picked,
        };
        budget.settle(&part, AUTOMATON_STEPS);
        self.automata_bytes += automata
            .iter()
            .map(|(_, automaton)| memory_usage(automaton.as_ref()))
            .sum::<usize>();
        self.automata
            .extend(automata.into_iter().map(|(regex, automaton)| (regex.test, automaton)));
        if self.automata_bytes > AUTOMATA_BYTES {
            self.automata.clear();
            self.automata_bytes = 0;
        }
        debug_assert!(
            !matches!(&picked, Picked::Value(value) if !set.contains(value, label, vocabulary, &mut Budget::new(0))),
            "an automaton matches what its regular expression matches"
        );
        if let Some(key) = key.filter(|_| picked != Picked::NotDecided(Undecided::Combinations)) {
            self.remembered.insert(key, picked.clone());
        }
        picked
    }
}

fn memory_usage(automaton: Option<&Automaton>) -> usize {
    automaton.map_or(0, Automaton::memory_usage)
}

/// Short words, without end.
fn made_up_values() -> impl Iterator<Item = String> {
    std::iter::once("other".to_owned()).chain((1_u64..).map(|n| format!("other{n}")))
}

#[cfg(test)]
mod tests;
