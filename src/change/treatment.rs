//! What a route does with an alert it delivers, in a form that can be compared across configurations.

use std::time::Duration;

use crate::route::{Grouping, RouteIndex};
use crate::text::Spanned;
use crate::time_interval::TimeInterval;
use crate::trace::Setup;

/// What a route does with an alert it delivers. Equal treatments cannot be told apart by anybody.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Treatment {
    receiver: String,
    pub(super) is_to_runframe: bool,
    pub(super) tells_resolves: bool,
    /// With the group labels it names the group, and so what is remembered of what was sent.
    route_key: String,
    /// `None`: by all labels.
    group_by: Option<Vec<String>>,
    /// `group_wait`, `group_interval`, `repeat_interval`.
    timing: [Duration; 3],
    /// Numbers of what intervals are defined as, whatever they are called; sorted, each once.
    pub(super) active: Vec<usize>,
    pub(super) mute: Vec<usize>,
}

/// The treatments of all routes of two configurations.
pub(super) struct Treatments {
    old: Vec<Treatment>,
    new: Vec<Treatment>,
}

impl Treatments {
    pub(super) fn of(old: &Setup, new: &Setup) -> Self {
        let mut definitions = Vec::new();
        Self {
            old: all(old, &mut definitions),
            new: all(new, &mut definitions),
        }
    }

    pub(super) fn treatment(&self, is_old: bool, route: RouteIndex) -> &Treatment {
        let side = if is_old { &self.old } else { &self.new };
        &side[route.position()]
    }
}

/// Definitions that have a number: their place. An interval that is not defined is one without parts.
type Definitions<'a> = Vec<&'a [TimeInterval]>;

fn all<'a>(setup: &'a Setup, definitions: &mut Definitions<'a>) -> Vec<Treatment> {
    let routes = setup.tree.iter();
    routes
        .map(|(index, route)| {
            let options = route.options();
            let mut numbers = |names: &[Spanned<String>]| {
                let mut numbers: Vec<usize> = names
                    .iter()
                    .map(|name| {
                        let parts = setup.time_intervals.get(name);
                        definitions.iter().position(|&known| known == parts).unwrap_or_else(|| {
                            definitions.push(parts);
                            definitions.len() - 1
                        })
                    })
                    .collect();
                numbers.sort_unstable();
                numbers.dedup();
                numbers
            };
            Treatment {
                receiver: options.receiver.value.clone(),
                is_to_runframe: setup.runframe.receivers.contains(&options.receiver.value),
                tells_resolves: setup.runframe.tells_resolves(&options.receiver.value),
                route_key: setup.tree.route_key(index),
                group_by: match &options.group_by.value {
                    Grouping::All => None,
                    Grouping::By(names) => Some(names.iter().cloned().collect()),
                },
                timing: [
                    options.group_wait.value,
                    options.group_interval.value,
                    options.repeat_interval.value,
                ],
                active: numbers(route.active_time_intervals()),
                mute: numbers(route.mute_time_intervals()),
            }
        })
        .collect()
}
