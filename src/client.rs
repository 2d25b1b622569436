//! A client of Runframe's V1 API, the local one's or the real one's, and of the local set-up.
//!
//! [`Client`] asks and unwraps envelopes; every failure says which address did what. Prints nothing, and never repeats a
//! routing key or an API key.

mod error;
mod events;
mod null;
mod request;

pub use error::ClientError;
pub use events::{EventStream, ServerEvent};
pub(crate) use request::is_loopback;
pub use request::{ApiKey, Client, DEFAULT_URL, EventQuery, IncidentQuery, WhichFaults};
