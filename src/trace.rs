//! One alert through one configuration: which routes take it and why, in which group, what holds it back, and the
//! Runframe incident it becomes.
//!
//! Central types: [`Setup`] (a configuration ready to be asked) and [`Trace`] (the answer for one alert). [`walk()`]
//! lists every decision on the way down the tree. Knows no history: what a group has sent before and when is the business
//! of virtual time.

mod recorded;
mod runframe;
mod setup;
mod walk;

pub use recorded::{RecordedAlert, RecordedError, recorded_alerts};
pub use runframe::{IncidentOutline, Runframe};
pub use setup::{Delivery, NotDelivered, Question, Setup, Trace, muting};
pub use walk::{Step, Verdict, walk};
