//! Requests that must not be carried out twice.

use jiff::{SignedDuration, Timestamp};

/// How long an answer is kept for a repeat.
pub const ANSWER_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// What makes two requests one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// The API key's id; 0 for requests without one.
    pub scope: i64,
    /// The `Idempotency-Key`.
    pub key: String,
    /// SHA-256 of what is asked, written canonically.
    pub payload: [u8; 32],
}

/// An answer that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// SHA-256 of what was asked.
    pub payload: [u8; 32],
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
    /// When it was given.
    pub at: Timestamp,
}

impl KeptAnswer {
    /// Whether it is too old to be given again.
    pub(super) fn is_expired(&self, now: Timestamp) -> bool {
        now.duration_since(self.at) >= ANSWER_KEPT
    }
}

/// What became of a request that must not be carried out twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<T> {
    /// It was carried out.
    Done(T),
    /// It had been carried out before, with this answer.
    Repeated(KeptAnswer),
    /// The key was used for something else.
    Collision,
}
