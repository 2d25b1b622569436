//! Which alerts a payload is about, and whether they fire.

use std::str::FromStr;
use std::time::Duration;

use super::Rate;
use crate::duration::parse_prometheus;
use crate::version::Version;

/// Which alerts end again.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Flap {
    /// None.
    #[default]
    Never,
    /// This share of the payloads is about the end of those of earlier ones, oldest first.
    Share(f64),
    /// Each alert fires for so long, ends for so long, and fires again.
    Period(Duration),
}

/// The text says neither a share nor a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write a share of up to half, such as 20% or 0.2, or a period, such as 30s")]
pub struct ParseFlapError;

impl FromStr for Flap {
    type Err = ParseFlapError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let share = match text.strip_suffix('%') {
            Some(percent) => percent.trim().parse::<f64>().ok().map(|percent| percent / 100.0),
            None => text.parse().ok(),
        };
        match share {
            Some(share) if share > 0.0 && share <= 0.5 => return Ok(Self::Share(share)),
            Some(_) => return Err(ParseFlapError),
            None => {}
        }
        match parse_prometheus(text, Version::default()) {
            Ok(period) if period > Duration::ZERO => Ok(Self::Period(period)),
            _ => Err(ParseFlapError),
        }
    }
}

/// What a payload is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Subject {
    /// Which group of alerts, from 0.
    pub(super) group: u64,
    /// Whether they end.
    pub(super) ends: bool,
}

impl Flap {
    /// What the payload of a number, from 0, is about.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "numbers stay far below 2^52"
    )]
    pub(super) fn subject(self, number: u64, rate: Option<Rate>) -> Subject {
        match self {
            Self::Never => Subject {
                group: number,
                ends: false,
            },
            Self::Share(share) => {
                let ends_before = (number as f64 * share) as u64;
                let ends = ((number + 1) as f64 * share) as u64 > ends_before;
                let group = if ends { ends_before } else { number - ends_before };
                Subject { group, ends }
            }
            Self::Period(period) => {
                let rate = rate.map_or(1.0, Rate::per_second);
                let groups = ((rate * period.as_secs_f64()).round() as u64).max(1);
                Subject {
                    group: number % groups,
                    ends: (number / groups) % 2 == 1,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shares_and_periods_are_told_apart() {
        assert_eq!("20%".parse(), Ok(Flap::Share(0.2)));
        assert_eq!("0.5".parse(), Ok(Flap::Share(0.5)));
        assert_eq!("30s".parse(), Ok(Flap::Period(Duration::from_secs(30))));
        for text in ["", "60%", "0", "1", "0s", "often"] {
            assert_eq!(text.parse::<Flap>(), Err(ParseFlapError), "{text}");
        }
    }

    #[test]
    fn a_period_turns_every_alert_over() {
        let flap = Flap::Period(Duration::from_secs(2));
        let rate = "2/s".parse().ok();
        let subjects: Vec<_> = (0..9).map(|number| flap.subject(number, rate)).collect();
        let groups: Vec<_> = subjects.iter().map(|subject| subject.group).collect();
        let ends: Vec<_> = subjects.iter().map(|subject| subject.ends).collect();
        assert_eq!(groups, [0, 1, 2, 3, 0, 1, 2, 3, 0]);
        assert_eq!(ends, [false, false, false, false, true, true, true, true, false]);
    }

    proptest! {
        /// With a share, every alert fires once, and none ends twice or before it fires.
        #[test]
        fn what_ends_has_fired(share in 0.01..=0.5, count in 1_u64..500) {
            let (mut fired, mut ended) = (HashSet::new(), HashSet::new());
            for number in 0..count {
                let subject = Flap::Share(share).subject(number, None);
                if subject.ends {
                    prop_assert!(fired.contains(&subject.group));
                    prop_assert!(ended.insert(subject.group));
                } else {
                    prop_assert!(fired.insert(subject.group));
                }
            }
        }
    }
}
