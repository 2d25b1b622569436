//! The sender's small values: label sets, fingerprints, alerts.
//!
//! Mirrors `model.LabelSet`, `model.Fingerprint` and `model.Alert`. Does not know routes, payloads or Runframe.

mod label_set;
mod order;

pub use label_set::{Fingerprint, LabelSet, ParseFingerprintError};
pub use order::{compare_alerts, compare_label_sets};

use jiff::Timestamp;

/// One alert as Alertmanager holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// What identifies it.
    pub labels: LabelSet,
    /// What describes it.
    pub annotations: LabelSet,
    /// When it began to fire.
    pub starts_at: Timestamp,
    /// When it ended; `None` while it fires.
    pub ends_at: Option<Timestamp>,
    /// Link back to the expression that raised it; empty if unknown.
    pub generator_url: String,
}

impl Alert {
    /// Whether the alert has ended at `now`: an end in the future is not yet one.
    #[must_use]
    pub fn is_resolved_at(&self, now: Timestamp) -> bool {
        self.ends_at.is_some_and(|end| end <= now)
    }

    /// The hash that identifies it.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.labels.fingerprint()
    }
}
