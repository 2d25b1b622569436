//! The one search behind all proofs.
//!
//! It looks for an alert that satisfies some conditions and a goal. The goal looks at one alert and either is met or
//! says why not, as conditions of which the alert satisfies all and no alert that satisfies all meets the goal. So the
//! next alert to look at breaks one of them: the search splits the alerts left by which one is the first that is broken.
//! No alert is in two parts and none is lost, so when all parts are used up, that is a proof. Of labels with no part in
//! the reasons nothing is ever asked.

use super::budget::{Budget, Undecided};
use super::store::{Asserted, Mark, Store};
use super::vocabulary::{Condition, Vocabulary};
use crate::alert::LabelSet;

/// How many values of a witness may come from the configuration. Values that siblings ask for are likely taken by them,
/// so that after a few a made-up value gets further.
const CONSTANTS: u32 = 3;

/// How an alert fares.
pub(super) enum Check {
    Met,
    /// Not met, and by no alert that satisfies all of these. The alert looked at does.
    Failed(Vec<Condition>),
}

/// What was found when asked for an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// This alert. Labels not in it are absent; values are short, and from the configuration where that will do.
    Alert(LabelSet),
    /// There is none.
    Nothing,
    /// Unknown: the answer would have cost too much.
    NotDecided(Undecided),
}

pub(super) struct Search<'v> {
    store: Store<'v>,
    /// The conditions the last question began with, as far as they are decided. Routes are asked about in file order, so
    /// that most of them are those of the next one too.
    base: Vec<Kept>,
}

/// A condition that was asserted, and the state right behind it.
struct Kept {
    condition: Condition,
    mark: Mark,
    constants: u32,
}

/// A part of the alerts to be split.
struct Frame {
    reasons: Vec<Condition>,
    /// The reason to break next; those before are kept.
    next: usize,
    /// The state with the kept reasons.
    mark: Mark,
}

impl<'v> Search<'v> {
    pub(super) fn new(vocabulary: &'v Vocabulary) -> Self {
        Self {
            store: Store::new(vocabulary),
            base: Vec::new(),
        }
    }

    /// An alert that satisfies `base` and meets the goal.
    pub(super) fn find(
        &mut self,
        base: impl IntoIterator<Item = Condition>,
        budget: &mut Budget,
        mut goal: impl FnMut(&Store<'_>, &mut Budget) -> Check,
    ) -> Answer {
        if budget.left() == 0 {
            return Answer::NotDecided(Undecided::Combinations);
        }
        let base: Vec<Condition> = base.into_iter().collect();
        let known = self.base.iter().zip(&base);
        let same = known
            .take_while(|(kept, condition)| kept.condition == **condition)
            .count();
        self.base.truncate(same);
        match self.base.last() {
            Some(kept) => self.store.go_back(kept.mark, kept.constants),
            None => self.store.reset(CONSTANTS),
        }
        // Conditions that are not decided are left out: with fewer conditions there can only be more alerts.
        let mut left_out = Vec::new();
        let mut left_out_why = None;
        // A part of the alerts of which it is not known whether there are any.
        let mut open_part = None;
        for condition in base.into_iter().skip(same) {
            match self.store.assert(condition, budget) {
                Asserted::Satisfied if left_out.is_empty() => self.base.push(Kept {
                    condition,
                    mark: self.store.mark(),
                    constants: self.store.constants(),
                }),
                Asserted::Satisfied => {}
                Asserted::Contradiction => return Answer::Nothing,
                Asserted::NotDecided(why) => {
                    left_out_why = Some(why);
                    left_out.push(condition);
                }
            }
        }
        let mut frames: Vec<Frame> = Vec::new();
        loop {
            match goal(&self.store, budget) {
                Check::Met if left_out.iter().all(|&condition| self.store.holds(condition)) => {
                    return Answer::Alert(self.store.witness().clone());
                }
                Check::Met => return Answer::NotDecided(left_out_why.unwrap_or(Undecided::Combinations)),
                Check::Failed(reasons) => frames.push(Frame {
                    reasons,
                    next: 0,
                    mark: self.store.mark(),
                }),
            }
            loop {
                if budget.left() == 0 {
                    return Answer::NotDecided(Undecided::Combinations);
                }
                let Some(frame) = frames.last_mut() else {
                    return open_part.map_or(Answer::Nothing, Answer::NotDecided);
                };
                self.store.undo(frame.mark);
                let Some(reason) = frame.reasons.get(frame.next).copied() else {
                    frames.pop();
                    continue;
                };
                if frame.next > 0 {
                    // The alert looked at satisfies it, so this cannot fail.
                    self.store.assert(frame.reasons[frame.next - 1], budget);
                    frame.mark = self.store.mark();
                }
                frame.next += 1;
                match self.store.assert(reason.negated(), budget) {
                    Asserted::Satisfied => break,
                    Asserted::Contradiction => {}
                    Asserted::NotDecided(why) => open_part = Some(why),
                }
            }
        }
    }

    pub(super) fn vocabulary(&self) -> &'v Vocabulary {
        self.store.vocabulary()
    }

    /// How many of these conditions, from the first on, no alert satisfies together; `None` if that is not known.
    pub(super) fn contradiction(
        &mut self,
        conditions: impl IntoIterator<Item = Condition>,
        budget: &mut Budget,
    ) -> Option<usize> {
        self.base.clear();
        self.store.reset(CONSTANTS);
        (1..).zip(conditions).find_map(|(count, condition)| {
            let is_contradiction = self.store.assert(condition, budget) == Asserted::Contradiction;
            is_contradiction.then_some(count)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_budget_nothing_is_looked_at() {
        let vocabulary = Vocabulary::default();
        let found = Search::new(&vocabulary).find([], &mut Budget::new(0), |_, _| unreachable!("it would cost"));
        assert_eq!(found, Answer::NotDecided(Undecided::Combinations));
    }
}
