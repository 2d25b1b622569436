//! The webhook payload, version 4: what Alertmanager writes, and what a receiver reads.
//!
//! [`Notification`] is one message as a value; [`Notification::to_json`] gives the very bytes Alertmanager would send.
//! [`custom`] renders a payload of one's own. [`receive`] reads a message leniently, as Runframe does; [`edit`] changes single fields of one. Sends and receives nothing.

pub mod custom;
pub mod edit;
mod json;
mod moment;
mod notification;
pub mod receive;

pub use moment::{Moment, ParseMomentError};
pub use notification::{Message, Notification, NotifiedAlert, Reason, Status};
