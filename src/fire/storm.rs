//! Many payloads, all different, at a steady pace: how much a receiver takes.
//!
//! Open loop: with a rate, [`schedule`] says when each payload is due, whether or not those before it were answered, and its
//! latency counts from that instant, so that a receiver that stalls cannot hide what waited meanwhile. Memory does not grow
//! with the number of payloads: what is due and not sent is a number, and what is measured goes into histograms.

mod engine;
mod flap;
mod payloads;
mod schedule;
mod tally;
mod wire;

pub use engine::{Course, Outcome as StormOutcome, Progress, Storm};
pub use flap::{Flap, ParseFlapError};
pub use payloads::{Common, Payloads};
pub use schedule::{ParseRateError, Rate, Schedule};
pub use tally::{Failing, Tally};

/// What a storm is made of.
#[derive(Clone, Debug)]
pub struct StormPlan {
    /// When payloads are due.
    pub schedule: Schedule,
    /// How many connections send at a time.
    pub concurrency: usize,
    /// Which alerts end again.
    pub flap: Flap,
}
