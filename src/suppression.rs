//! What holds an alert back though a route takes it: inhibition by other alerts, and time intervals.
//!
//! Two separate questions, each answered by a pure function of what is asked: [`Inhibitor::source_of`] (which firing
//! alert, by which rule) and [`intervals::muting`] (which intervals, at which instant). Shared by everything that has to
//! know: the trace of one alert, routing tests, virtual time. Does not know routes beyond the names of their intervals.

pub mod inhibition;
pub mod intervals;

pub use inhibition::{InhibitRule, Inhibition, Inhibitor};
pub use intervals::{Muting, TimeIntervals};
