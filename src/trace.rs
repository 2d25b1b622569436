//! One alert through one configuration: which routes take it and why, in which group, what holds it back, and the
//! Runframe incident it becomes.
//!
//! Central types: [`Setup`] (a configuration ready to be asked) and [`Trace`] (the answer for one alert). The reasons for
//! each decision on the way are worked out on request: [`siblings_before`], [`children_missed`]. Knows no history: what a
//! group has sent before and when is the business of virtual time.

mod path;
mod setup;

pub use path::{Sibling, Verdict, children_missed, siblings_before};
pub use setup::{Delivery, Question, Setup, Trace};
