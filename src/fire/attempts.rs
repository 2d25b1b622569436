//! How often a delivery is tried, and when.
//!
//! Mirrors Alertmanager's retry stage: exponential back-off with jitter, counted from the start of an attempt, until the
//! time for this delivery is over. Decides only; whoever sends, waits.

use std::time::Duration;

/// The least time Alertmanager spends on one delivery, whatever `group_interval` says.
pub(super) const BUDGET_MIN: Duration = Duration::from_secs(10);

/// Before jitter, the first delay.
const FIRST_DELAY: Duration = Duration::from_millis(500);
/// By how much each delay is longer than the one before.
const GROWTH: f64 = 1.5;
/// Before jitter, no delay is longer.
const DELAY_MAX: Duration = Duration::from_mins(1);
/// The shortest a delay can get by jitter, and the longest is as much above one.
const JITTER_MIN: f64 = 0.5;

/// How failed attempts are followed up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Retrying {
    /// Not at all.
    #[default]
    Never,
    /// As Alertmanager does.
    LikeAlertmanager,
}

/// The delays of one delivery.
#[derive(Clone, Debug)]
pub(super) struct Backoff {
    budget: Duration,
    delay: Duration,
}

impl Backoff {
    /// For a group that is sent every `group_interval`.
    pub(super) fn new(group_interval: Duration) -> Self {
        Self {
            budget: group_interval.max(BUDGET_MIN),
            delay: FIRST_DELAY,
        }
    }

    /// How long the delivery may take.
    pub(super) fn budget(&self) -> Duration {
        self.budget
    }

    /// How long after the start of the last attempt the next one starts, at the earliest; `None` if the delivery's time is
    /// over by then. `started` is when the last attempt started and `now` is when it failed, both counted from the first
    /// start; `chance` is evenly distributed from 0 to 1.
    pub(super) fn next(&mut self, started: Duration, now: Duration, chance: f64) -> Option<Duration> {
        let factor = JITTER_MIN + chance.clamp(0.0, 1.0);
        let delay = self.delay.mul_f64(factor);
        self.delay = self.delay.mul_f64(GROWTH).min(DELAY_MAX);
        ((started + delay).max(now) < self.budget).then_some(delay)
    }
}

/// A number from 0 to 1 nobody can foresee; the middle where the system gives none.
pub(super) fn chance() -> f64 {
    getrandom::u32().map_or(0.5, |number| f64::from(number) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn delays_grow_by_half_until_the_budget_is_spent() {
        let mut backoff = Backoff::new(Duration::from_secs(10));
        let mut started = Duration::ZERO;
        let mut milliseconds = Vec::new();
        while let Some(delay) = backoff.next(started, started, 0.5) {
            milliseconds.push(delay.as_millis());
            started += delay;
        }
        assert_eq!(milliseconds, [500, 750, 1125, 1687, 2531]);
    }

    #[test]
    fn nothing_follows_an_attempt_that_took_all_the_time() {
        let budget = Duration::from_secs(10);
        let mut backoff = Backoff::new(Duration::from_secs(1));
        assert!(backoff.next(Duration::ZERO, budget / 2, 0.5).is_some());
        assert_eq!(backoff.next(Duration::ZERO, budget, 0.5), None);
    }

    proptest! {
        /// Whatever chance says, no attempt starts after the budget and none is more than a minute and a half away.
        #[test]
        fn attempts_stay_within_the_budget(seconds in 0_u64..2000, chances in proptest::collection::vec(0.0..=1.0, 200)) {
            let interval = Duration::from_secs(seconds);
            let mut backoff = Backoff::new(interval);
            let mut started = Duration::ZERO;
            for chance in chances {
                let Some(delay) = backoff.next(started, started, chance) else { return Ok(()) };
                prop_assert!(delay >= Duration::from_millis(250) && delay <= Duration::from_secs(90));
                started += delay;
                prop_assert!(started < interval.max(BUDGET_MIN));
            }
        }
    }
}
