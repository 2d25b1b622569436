//! Recorded deliveries of the local Runframe. Runframe itself shows none.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::DeliverySummary;

/// A delivery that was recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RecordedDelivery {
    /// Its number, such as `dlv_42`.
    pub id: String,
    /// When it was received.
    pub received_at: String,
    /// The name of the integration it was for, or null if that is gone.
    pub integration: Option<String>,
    /// The HTTP status of the answer, or null if the connection was cut before it, by a fault or by the sender.
    pub status: Option<u16>,
    /// Why it was refused, or null.
    pub problem: Option<String>,
    /// The fault it met, in its short form such as `500 next=3`, or null.
    pub fault: Option<String>,
    /// The SHA-256 of its payload, in hexadecimal digits.
    pub payload_sha256: String,
    /// Bytes of its payload.
    pub payload_bytes: u64,
    /// What became of its alerts; lists leave `results` empty.
    pub summary: DeliverySummary,
}
