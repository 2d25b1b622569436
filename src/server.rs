//! The local Runframe: the webhook endpoint, the V1 API, and the set-up that the Integrations Hub does in the real one.
//!
//! [`start`] runs it, in a command or in process; [`router()`] is all of it without a socket. Handlers read the request,
//! ask the store, and wrap the answer; what an alert becomes is decided in [`crate::incident`].

mod answer;
mod body;
mod caller;
mod deliveries;
mod events;
mod faults;
mod guard;
mod housekeeping;
mod hub;
mod late_timer;
mod listen;
mod local;
mod local_api_keys;
mod local_keys;
mod metrics;
mod parts;
mod rate_limit;
mod router;
mod state;
mod surviving;
mod v1;
mod webhook;
mod wire;

pub use faults::SetFaultError;
pub use listen::{Options, Running, StartError, start};
pub use router::router;
pub use state::{AccessRules, DeliveryLog, DeliveryRecord, FaultNote, State};

#[cfg(test)]
mod tests;
