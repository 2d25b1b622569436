//! Faults on purpose: how the local Runframe is to treat deliveries badly, and what a real Alertmanager does about it.
//!
//! A [`Fault`] says what the answer is, when, and to which deliveries; [`Faults`] holds those that are set and picks one
//! for each delivery. [`Spec`] is the same as people and programs write it. Knows no HTTP server, no clock and no chance:
//! a share is drawn from a seed, so that a run can be repeated.

mod consequence;
mod set;
mod spec;

pub use set::{Faults, Injection, SetFault};
pub use spec::{FaultError, Spec};

use std::time::Duration;

use crate::incident::{AlertState, Delivery, ReceivedAlert};
use crate::matcher::MatcherSet;

/// How some deliveries are treated.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// What is answered.
    pub answer: Answer,
    /// How long the answer is held back.
    pub delay: Duration,
    /// Whether the delivery is applied all the same.
    pub stage: Stage,
    /// Which deliveries.
    pub which: Which,
}

/// What is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// What would be answered anyway; only the delay is the fault.
    Usual,
    /// This HTTP status.
    Status {
        /// 200 to 299 or 400 to 599.
        code: u16,
        /// Seconds in the header `Retry-After`.
        retry_after: Option<u32>,
    },
    /// Nothing: the connection is reset.
    Drop,
    /// The beginning of the head; then the connection ends.
    CutHead,
    /// A head that promises success and half of its body; then the connection ends.
    CutBody,
}

/// When the fault strikes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Before the commit: the delivery is not applied, as if the server had failed on it.
    #[default]
    BeforeCommit,
    /// After it: the delivery is applied, and only the answer is bad, as when a connection breaks.
    AfterCommit,
}

/// Which deliveries a fault strikes: all that agree with every condition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Which {
    /// Only so many, then no more.
    pub next: Option<u64>,
    /// Only a share of them, drawn from a seed.
    pub share: Option<Share>,
    /// Only deliveries with an alert in this state.
    pub alerts: Option<AlertState>,
    /// Only deliveries with an alert these match; with `alerts`, the same alert.
    pub matchers: Option<MatcherSet>,
}

/// A share of deliveries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// From 0, none, to 1, all.
    pub of_all: f64,
    /// Where chance begins: the same seed draws the same deliveries.
    pub seed: u64,
}

impl Which {
    /// Whether a delivery is meant, chance and count aside. Without a readable payload (`None`) there is no alert to
    /// look at.
    #[must_use]
    pub fn concerns(&self, delivery: Option<&Delivery>) -> bool {
        if self.alerts.is_none() && self.matchers.is_none() {
            return true;
        }
        let alerts = delivery.map(|delivery| delivery.alerts.as_slice()).unwrap_or_default();
        alerts.iter().any(|alert| match alert {
            ReceivedAlert::Usable(event) => {
                self.alerts.is_none_or(|state| state == event.state)
                    && self.matchers.as_ref().is_none_or(|set| set.is_match(&event.labels))
            }
            ReceivedAlert::Unusable { .. } => false,
        })
    }
}

impl Share {
    /// Whether the delivery with this number is drawn.
    #[must_use]
    pub fn draws(&self, number: u64) -> bool {
        // SplitMix64: small, and good enough to pick deliveries.
        let mut state = self
            .seed
            .wrapping_add(number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        state ^= state >> 31;
        // 32 bits fit a float exactly.
        let drawn = f64::from(u32::try_from(state >> 32).unwrap_or(u32::MAX)) / f64::from(u32::MAX);
        self.of_all >= 1.0 || drawn < self.of_all
    }
}
