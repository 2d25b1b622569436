//! When payloads are due.

use std::str::FromStr;
use std::time::Duration;

/// Payloads in a second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate(f64);

/// The text is no rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a rate is written as 500/s, 90/m or 1000/h")]
pub struct ParseRateError;

impl Rate {
    /// The most that is taken for a rate and not for a slip.
    const MAX: f64 = 10_000_000.0;

    /// Payloads in a second.
    #[must_use]
    pub fn per_second(self) -> f64 {
        self.0
    }
}

impl FromStr for Rate {
    type Err = ParseRateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, unit) = text.split_once('/').unwrap_or((text, "s"));
        let seconds = match unit.trim() {
            "s" | "sec" | "second" => 1.0,
            "m" | "min" | "minute" => 60.0,
            "h" | "hour" => 3600.0,
            _ => return Err(ParseRateError),
        };
        let number: f64 = number.trim().parse().map_err(|_| ParseRateError)?;
        let rate = number / seconds;
        if rate.is_finite() && rate > 0.0 && rate <= Self::MAX {
            Ok(Self(rate))
        } else {
            Err(ParseRateError)
        }
    }
}

/// When payloads are due, counted from the start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Schedule {
    /// How many in a second; without one, the next is due as soon as a connection is free.
    pub rate: Option<Rate>,
    /// How long the rate grows from nothing.
    pub ramp: Duration,
    /// After how many it ends.
    pub count: Option<u64>,
    /// After how long it ends.
    pub duration: Option<Duration>,
}

impl Schedule {
    /// When the payload of a number, from 0, is due; `None` without a rate.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "numbers stay far below 2^52")]
    pub fn due(&self, number: u64) -> Option<Duration> {
        let rate = self.rate?.per_second();
        let number = number as f64;
        let ramp = self.ramp.as_secs_f64();
        let during_ramp = rate * ramp / 2.0;
        let seconds = if number < during_ramp {
            (2.0 * ramp * number / rate).sqrt()
        } else {
            ramp + (number - during_ramp) / rate
        };
        Some(Duration::from_secs_f64(seconds))
    }

    /// How many are due by then; `None` without a rate.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is a number of payloads"
    )]
    pub fn due_by(&self, elapsed: Duration) -> Option<u64> {
        let rate = self.rate?.per_second();
        let seconds = match self.duration {
            Some(duration) => elapsed.min(duration).as_secs_f64(),
            None => elapsed.as_secs_f64(),
        };
        let ramp = self.ramp.as_secs_f64();
        let begun = if seconds < ramp {
            rate * seconds * seconds / (2.0 * ramp)
        } else {
            rate * ramp / 2.0 + rate * (seconds - ramp)
        };
        // The first one is due at the start, none at the very end.
        let is_over = self.duration.is_some_and(|duration| elapsed >= duration);
        let due = if is_over {
            begun.ceil() as u64
        } else {
            begun.floor() as u64 + 1
        };
        Some(due.min(self.count.unwrap_or(u64::MAX)))
    }

    /// Whether no more is due after `elapsed`, when `begun` were begun.
    #[must_use]
    pub fn is_over(&self, elapsed: Duration, begun: u64) -> bool {
        self.count.is_some_and(|count| begun >= count) || self.duration.is_some_and(|duration| elapsed >= duration)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn schedule(rate: f64, ramp: f64) -> Schedule {
        Schedule {
            rate: Some(Rate(rate)),
            ramp: Duration::from_secs_f64(ramp),
            count: None,
            duration: None,
        }
    }

    #[test]
    fn rates_are_read_with_their_unit() {
        let rate = |text: &str| text.parse::<Rate>().map(Rate::per_second);
        assert_eq!(rate("500/s"), Ok(500.0));
        assert_eq!(rate("500"), Ok(500.0));
        assert_eq!(rate("90/m"), Ok(1.5));
        assert_eq!(rate("0.5/s"), Ok(0.5));
        for text in ["", "fast", "0/s", "-1/s", "1/d", "inf/s", "nan", "1e9/s"] {
            assert_eq!(rate(text), Err(ParseRateError), "{text}");
        }
    }

    #[test]
    fn a_rate_for_a_while_is_so_many() {
        let timed = Schedule {
            duration: Some(Duration::from_secs(10)),
            ..schedule(100.0, 0.0)
        };
        assert_eq!(timed.due_by(Duration::ZERO), Some(1));
        assert_eq!(timed.due_by(Duration::from_millis(995)), Some(100));
        assert_eq!(timed.due_by(Duration::from_secs(20)), Some(1000));
        assert!(timed.is_over(Duration::from_secs(10), 0));
        // Half as many while it grows.
        let ramped = Schedule {
            ramp: Duration::from_secs(10),
            ..timed
        };
        assert_eq!(ramped.due_by(Duration::from_secs(20)), Some(500));
        assert_eq!(ramped.due(500), Some(Duration::from_secs(10)));
    }

    proptest! {
        /// Payloads are due one after the other, and each is among those due by its own instant.
        #[test]
        fn the_order_is_kept(rate in 0.1..100_000.0, ramp in 0.0..60.0, number in 0_u64..1_000_000) {
            let schedule = schedule(rate, ramp);
            let due = schedule.due(number).expect("there is a rate");
            prop_assert!(schedule.due(number + 1).is_some_and(|next| next >= due));
            let soon = due + Duration::from_micros(2);
            prop_assert!(schedule.due_by(soon).is_some_and(|count| count > number));
        }
    }
}
