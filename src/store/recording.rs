//! What is kept of deliveries: when, whose, what became of it, and the payload itself.
//!
//! The last of them are kept, within [`RecordingBounds`]. A routing key is not part of a payload; should one stand in it all
//! the same, it is hidden (`hidden_keys`).

use std::fmt;
use std::str::FromStr;

use bytes::Bytes;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::RoutingKey;
use super::hidden_keys::without_keys;
use super::known_keys::KnownKeys;
use crate::api::AlertResult;
use crate::incident::{Delivery, IntegrationId};

/// A recorded delivery's number: `dlv_42`. Later ones are larger, and none is given out twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeliveryId(pub i64);

impl fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "dlv_{}", self.0)
    }
}

/// The text is no delivery's number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no delivery: use a number such as dlv_42")]
pub struct ParseDeliveryIdError(String);

impl FromStr for DeliveryId {
    type Err = ParseDeliveryIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix("dlv_").unwrap_or_default();
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        match digits.parse() {
            Ok(number) if is_number => Ok(Self(number)),
            _ => Err(ParseDeliveryIdError(text.chars().take(40).collect())),
        }
    }
}

/// How many deliveries are kept; the oldest go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordingBounds {
    /// Deliveries at most; 0 records none.
    pub count: usize,
    /// Bytes they take at most.
    pub bytes: usize,
}

impl Default for RecordingBounds {
    fn default() -> Self {
        Self {
            count: 10_000,
            bytes: 64 << 20,
        }
    }
}

/// A payload as it is kept.
#[derive(Clone, Debug)]
pub struct RawPayload {
    /// The SHA-256 of the bytes that were sent; `None` if they are those that are kept.
    pub(super) hash: Option<[u8; 32]>,
    /// The bytes, without routing keys that stood in them.
    pub(super) kept: Bytes,
}

impl RawPayload {
    /// Takes a body that was sent with `own`; others that it may hold are `known`.
    #[must_use]
    pub fn of(body: Bytes, own: &RoutingKey, known: &KnownKeys) -> Self {
        match without_keys(&body, own, known.tails(), |text| known.has(text)) {
            Some(kept) => Self {
                hash: Some(Self::hash_of(&body)),
                kept: kept.into(),
            },
            None => Self { hash: None, kept: body },
        }
    }

    /// The bytes, without routing keys.
    #[must_use]
    pub fn kept(&self) -> &[u8] {
        &self.kept
    }

    /// The SHA-256 of a payload's bytes.
    pub(super) fn hash_of(bytes: &[u8]) -> [u8; 32] {
        Sha256::digest(bytes).into()
    }
}

/// A delivery as it came in, with what is to be kept of it.
#[derive(Clone, Debug, Default)]
pub struct Incoming {
    /// What it says; nothing, if it was refused.
    pub delivery: Delivery,
    /// Its payload; one without is not recorded.
    pub payload: Option<RawPayload>,
    /// What the sender is told.
    pub reply: Reply,
}

impl From<Delivery> for Box<Incoming> {
    fn from(delivery: Delivery) -> Self {
        Self::new(Incoming {
            delivery,
            ..Incoming::default()
        })
    }
}

/// What the sender of a delivery is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status of the answer; `None` if the connection is cut before it, or nobody waits for it any more.
    pub status: Option<u16>,
    /// Why the delivery is refused.
    pub problem: Option<String>,
    /// The fault it met, in its short form.
    pub fault: Option<String>,
}

impl Default for Reply {
    /// That all is well.
    fn default() -> Self {
        Self {
            status: Some(200),
            problem: None,
            fault: None,
        }
    }
}

/// A delivery to be recorded.
#[derive(Clone, Copy, Debug)]
pub struct NewRecording<'a> {
    /// Whose.
    pub integration: IntegrationId,
    /// When it was received.
    pub received_at: Timestamp,
    /// What the sender is told.
    pub reply: &'a Reply,
    /// Its payload.
    pub payload: &'a RawPayload,
    /// Alerts the sender cut off.
    pub truncated_alerts: u64,
    /// What became of its alerts, as JSON.
    pub results: &'a str,
}

/// A recorded delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedDelivery {
    /// Its number.
    pub id: DeliveryId,
    /// Whose; the integration may be gone.
    pub integration: IntegrationId,
    /// When it was received.
    pub received_at: Timestamp,
    /// What the sender was told.
    pub reply: Reply,
    /// The SHA-256 of the bytes that were sent.
    pub payload_hash: [u8; 32],
    /// The payload's bytes.
    pub payload_bytes: u64,
    /// Alerts the sender cut off.
    pub truncated_alerts: u64,
    /// What became of its alerts, in the order of the payload.
    pub results: Vec<AlertResult>,
}

impl RecordedDelivery {
    /// The SHA-256 of the bytes that were sent, in hexadecimal digits.
    #[must_use]
    pub fn payload_sha256(&self) -> String {
        super::random::hex(&self.payload_hash)
    }
}

/// A stretch of the recorded deliveries, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryPage {
    /// The deliveries.
    pub deliveries: Vec<RecordedDelivery>,
    /// How many there are.
    pub total: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_routing_key_in_a_payload_is_not_kept() {
        let key = RoutingKey::generate();
        let body = format!("{{\"a\":\"http://x/webhooks/{0}\",\"b\":\"{0}\"}}", key.expose());
        let raw = RawPayload::of(body.clone().into(), &key, &KnownKeys::none());
        assert_eq!(&*raw.kept, br#"{"a":"http://x/webhooks/<secret>","b":"<secret>"}"#);
        assert_eq!(raw.hash, Some(RawPayload::hash_of(body.as_bytes())));
        assert_eq!(
            RawPayload::of(Bytes::from_static(b"{}"), &key, &KnownKeys::none()).hash,
            None
        );
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        assert_eq!("dlv_42".parse(), Ok(DeliveryId(42)));
        assert_eq!(DeliveryId(7).to_string(), "dlv_7");
        for text in [
            "",
            "42",
            "dlv_",
            "dlv_-1",
            "dlv_+1",
            "dlv_99999999999999999999",
            "evt_1",
        ] {
            assert!(text.parse::<DeliveryId>().is_err(), "{text}");
        }
    }
}
