//! Conditions asserted so far, and an alert that satisfies them all.

use std::sync::Arc;

use super::budget::{Budget, Undecided};
use super::value_set::{Picked, Picker, ValueSet};
use super::vocabulary::{Condition, LabelId, Vocabulary};
use crate::alert::LabelSet;

/// A conjunction of conditions with a witness, and the way back to any earlier state.
///
/// Labels are independent of each other, so the conjunction can be satisfied if the conditions on each label can.
pub(super) struct Store<'v> {
    vocabulary: &'v Vocabulary,
    /// By test: what it must say.
    asserted: Vec<Option<bool>>,
    sets: Vec<ValueSet>,
    /// By label: its value in the witness.
    values: Vec<Arc<str>>,
    witness: LabelSet,
    trail: Vec<Step>,
    picker: Picker,
    /// How many more values may be taken from the configuration rather than made up.
    constants: u32,
}

struct Step {
    condition: Condition,
    label: LabelId,
    /// The witness's value before, if this step changed it.
    before: Option<Arc<str>>,
}

/// A state of the store to come back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark(usize);

/// What asserting a condition came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asserted {
    /// The witness satisfies it too.
    Satisfied,
    /// No alert satisfies all conditions; the store is as before.
    Contradiction,
    /// Whether one does is not known; the store is as before.
    NotDecided(Undecided),
}

impl<'v> Store<'v> {
    pub(super) fn new(vocabulary: &'v Vocabulary) -> Self {
        let picker = Picker::default();
        Self {
            vocabulary,
            asserted: vec![None; vocabulary.test_count()],
            sets: vec![ValueSet::default(); vocabulary.label_count()],
            values: vec![picker.missing(); vocabulary.label_count()],
            witness: LabelSet::new(),
            trail: Vec::new(),
            picker,
            constants: 0,
        }
    }

    /// Forgets all conditions. Of the values made up from here on, up to `constants` come from the configuration.
    pub(super) fn reset(&mut self, constants: u32) {
        self.go_back(Mark(0), constants);
    }

    /// Goes back to `mark`, when [`Self::constants`] was this.
    pub(super) fn go_back(&mut self, mark: Mark, constants: u32) {
        self.undo(mark);
        self.constants = constants;
    }

    /// How many more values may come from the configuration.
    pub(super) fn constants(&self) -> u32 {
        self.constants
    }

    pub(super) fn vocabulary(&self) -> &'v Vocabulary {
        self.vocabulary
    }

    pub(super) fn mark(&self) -> Mark {
        Mark(self.trail.len())
    }

    /// An alert that satisfies all conditions.
    pub(super) fn witness(&self) -> &LabelSet {
        &self.witness
    }

    /// Whether all alerts that satisfy the conditions satisfy this one, as far as that is plain.
    pub(super) fn implies(&self, condition: Condition) -> bool {
        if let Some(known) = self.asserted[condition.test.position()] {
            return known == condition.holds;
        }
        let label = self.vocabulary.label_of(condition.test);
        let only = self.sets[label.position()].only_value(self.vocabulary);
        only.is_some_and(|value| self.vocabulary.holds(condition, value))
    }

    /// The value the conditions leave for a label, if they name it. A label no matcher looks at is left out.
    pub(super) fn only_value(&self, label: &str) -> Option<&'v str> {
        match self.vocabulary.label_named(label) {
            Some(label) => self.sets[label.position()].only_value(self.vocabulary),
            None => Some(""),
        }
    }

    pub(super) fn holds(&self, condition: Condition) -> bool {
        let label = self.vocabulary.label_of(condition.test);
        self.vocabulary.holds(condition, &self.values[label.position()])
    }

    pub(super) fn assert(&mut self, condition: Condition, budget: &mut Budget) -> Asserted {
        budget.spend(1);
        match self.asserted[condition.test.position()] {
            Some(known) if known == condition.holds => return Asserted::Satisfied,
            Some(_) => return Asserted::Contradiction,
            None => {}
        }
        let label = self.vocabulary.label_of(condition.test);
        let set = &mut self.sets[label.position()];
        if let Some(value) = set.only_value(self.vocabulary)
            && !self.vocabulary.holds(condition, value)
        {
            return Asserted::Contradiction;
        }
        set.insert(condition, self.vocabulary);
        let mut before = None;
        if !self.vocabulary.holds(condition, &self.values[label.position()]) {
            let picked = self
                .picker
                .pick(set, label, self.vocabulary, &mut self.constants, budget);
            match picked {
                Picked::Value(picked) => {
                    before = Some(self.set_value(label, picked));
                }
                Picked::Nothing => {
                    set.remove_last(condition, self.vocabulary);
                    return Asserted::Contradiction;
                }
                Picked::NotDecided(why) => {
                    set.remove_last(condition, self.vocabulary);
                    return Asserted::NotDecided(why);
                }
            }
        }
        self.asserted[condition.test.position()] = Some(condition.holds);
        self.trail.push(Step {
            condition,
            label,
            before,
        });
        Asserted::Satisfied
    }

    /// Goes back to `mark`.
    pub(super) fn undo(&mut self, mark: Mark) {
        while self.trail.len() > mark.0
            && let Some(step) = self.trail.pop()
        {
            self.asserted[step.condition.test.position()] = None;
            self.sets[step.label.position()].remove_last(step.condition, self.vocabulary);
            if let Some(value) = step.before {
                self.set_value(step.label, value);
            }
        }
    }

    /// Changes the witness, and returns the value before.
    fn set_value(&mut self, label: LabelId, value: Arc<str>) -> Arc<str> {
        let name = self.vocabulary.name(label);
        if value.is_empty() {
            self.witness.remove(name);
        } else {
            self.witness.insert(name, &value);
        }
        std::mem::replace(&mut self.values[label.position()], value)
    }
}
