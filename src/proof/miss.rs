//! Alerts that get past some routes.

use super::budget::Budget;
use super::prover::Prover;
use super::search::{Answer, Check, Search};
use super::walk::Reasons;
use crate::matcher::Matcher;
use crate::route::RouteIndex;

/// Steps one question may take.
const STEPS: u64 = 50_000_000;

impl Prover<'_> {
    /// An alert that satisfies all of `given` and that no route delivers of which `avoided` says yes. With `severity="critical"`
    /// and the routes of one receiver: can a critical alert miss it?
    ///
    /// Who delivers the alert found is for [`crate::route::RouteTree::matched`] to say.
    pub fn find_missed(&self, given: &[Matcher], avoided: impl Fn(RouteIndex) -> bool) -> Answer {
        let (given, vocabulary) = self.given(given);
        let (tree, conditions) = (self.tree, self.conditions());
        let base = conditions.of(RouteIndex::ROOT).iter().chain(&given).copied();
        let mut budget = Budget::new(STEPS);
        Search::new(&vocabulary).find(base, &mut budget, |store, budget| {
            let matched = tree.matched(store.witness());
            budget.spend(matched.len() as u64);
            let Some(delivers) = matched.into_iter().find(|&route| avoided(route)) else {
                return Check::Met;
            };
            let mut reasons = Reasons::new(tree, conditions, store);
            reasons.delivery(delivers, budget);
            Check::Failed(reasons.into_conditions())
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::proof::random_tree::{Sketch, all_alerts, cases, route, sketches, tree};

    fn missed(children: &[Sketch], avoided: &[usize]) -> Answer {
        let tree = tree(children);
        let given = [Matcher::equal("severity", "critical")];
        Prover::new(&tree).find_missed(&given, |route| avoided.contains(&route.position()))
    }

    fn alert(pairs: &[(&str, &str)]) -> Answer {
        Answer::Alert(pairs.iter().copied().collect())
    }

    #[test]
    fn an_alert_that_misses_is_found() {
        let by_team = [route("team=db"), route("team=web,severity=critical"), route("team=web")];
        assert_eq!(missed(&by_team, &[0, 1, 2]), Answer::Nothing);
        assert_eq!(
            missed(&by_team, &[0, 1]),
            alert(&[("severity", "critical"), ("team", "web")])
        );
        assert_eq!(missed(&by_team, &[1, 2, 3]), alert(&[("severity", "critical")]));
        let catch_all = [route("severity=critical").with(vec![route("env=dev")]), route("")];
        assert_eq!(
            missed(&catch_all, &[1]),
            alert(&[("env", "dev"), ("severity", "critical")])
        );
        assert_eq!(missed(&catch_all, &[1, 2]), Answer::Nothing);
    }

    #[test]
    fn an_alert_delivered_twice_misses_only_if_both_deliveries_do() {
        let twice = [route("").continuing(), route("team=db")];
        assert_eq!(missed(&twice, &[1]), Answer::Nothing);
        assert_eq!(missed(&twice, &[2]), alert(&[("severity", "critical")]));
    }

    proptest! {
        #![proptest_config(cases())]

        /// Nothing is missed where nothing is found, and what is found misses.
        #[test]
        fn answers_hold_for_all_alerts(children in sketches(), avoided in any::<u64>()) {
            let tree = tree(&children);
            let avoided = |route: RouteIndex| avoided >> (route.position() % 64) & 1 == 1;
            let given = [Matcher::equal("a", "x")];
            let misses = |alert: &crate::alert::LabelSet| {
                given.iter().all(|matcher| matcher.is_match(alert)) && !tree.matched(alert).into_iter().any(avoided)
            };
            match Prover::new(&tree).find_missed(&given, avoided) {
                Answer::Alert(alert) => prop_assert!(misses(&alert), "{alert:?}"),
                Answer::Nothing => prop_assert_eq!(all_alerts().into_iter().find(misses), None),
                Answer::NotDecided(why) => prop_assert!(false, "{why}"),
            }
        }
    }
}
