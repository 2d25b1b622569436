//! Routes that keep silent at certain times.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::config::Config;
use crate::time_interval::TimeInterval;

/// The named time intervals of a configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeIntervals {
    by_name: BTreeMap<String, Vec<TimeInterval>>,
}

impl TimeIntervals {
    /// The parts of the interval of this name; none if it is not defined.
    #[must_use]
    pub fn get(&self, name: &str) -> &[TimeInterval] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether an instant lies in the interval of this name, that is in any of its parts.
    #[must_use]
    pub fn contains(&self, name: &str, instant: Timestamp) -> bool {
        self.get(name).iter().any(|part| part.contains(instant))
    }
}

impl From<&Config> for TimeIntervals {
    /// Both lists share one namespace.
    fn from(config: &Config) -> Self {
        let named = config.mute_time_intervals.iter().chain(&config.time_intervals);
        named
            .map(|interval| {
                let parts = interval.intervals.iter().map(|part| part.value.clone()).collect();
                (interval.name.value.clone(), parts)
            })
            .collect()
    }
}

impl<N: Into<String>> FromIterator<(N, Vec<TimeInterval>)> for TimeIntervals {
    fn from_iter<I: IntoIterator<Item = (N, Vec<TimeInterval>)>>(intervals: I) -> Self {
        let by_name = intervals
            .into_iter()
            .map(|(name, parts)| (name.into(), parts))
            .collect();
        Self { by_name }
    }
}

/// Why a route keeps silent at an instant, with the names of the intervals that decide, in the route's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Muting {
    /// It lists active time intervals, and the instant lies in none of them. All of them are named.
    Inactive(Vec<String>),
    /// The instant lies in these of its mute time intervals.
    Muted(Vec<String>),
}

impl Muting {
    /// The names, as Alertmanager lists them in `mutedBy`.
    #[must_use]
    pub fn names(&self) -> &[String] {
        match self {
            Self::Inactive(names) | Self::Muted(names) => names,
        }
    }
}

/// Why a route with these active and mute time intervals keeps silent, if it does. `contains` says whether the instant
/// in question lies in the interval of a name.
///
/// Active intervals are looked at first. Mirrors `notify/mute.go` and the order of its stages.
pub fn muting<'a>(
    active: impl IntoIterator<Item = &'a str>,
    mute: impl IntoIterator<Item = &'a str>,
    contains: impl Fn(&str) -> bool,
) -> Option<Muting> {
    let active: Vec<&str> = active.into_iter().collect();
    if !active.is_empty() && !active.iter().any(|name| contains(name)) {
        return Some(Muting::Inactive(active.into_iter().map(str::to_owned).collect()));
    }
    let muted: Vec<String> = mute
        .into_iter()
        .filter(|name| contains(name))
        .map(str::to_owned)
        .collect();
    (!muted.is_empty()).then_some(Muting::Muted(muted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_speaks_inside_its_active_and_outside_its_mute_intervals() {
        let muting = |active: &[&'static str], mute: &[&'static str], now: &[&str]| {
            muting(active.iter().copied(), mute.iter().copied(), |name| now.contains(&name))
        };
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        assert_eq!(muting(&[], &[], &["night"]), None);
        assert_eq!(muting(&["day", "noon"], &[], &["day"]), None);
        assert_eq!(
            muting(&["day", "noon"], &["night"], &["night"]),
            Some(Muting::Inactive(names(&["day", "noon"]))),
            "the active ones decide first"
        );
        assert_eq!(
            muting(&["day"], &["lunch", "night", "feast"], &["day", "lunch", "feast"]),
            Some(Muting::Muted(names(&["lunch", "feast"])))
        );
    }
}
