//! Letting old incidents go, a few at a time, between deliveries.

use jiff::{SignedDuration, Timestamp};

use super::handle::{ask, in_transaction};
use super::{Store, StoreError};
use crate::incident::Ledger;

/// How long incidents are kept. Only resolved and closed ones ever go, the oldest first; numbers are not given out again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retention {
    /// As long as this after the end, and after the last that was heard of the alert; `None` keeps them.
    pub keep: Option<SignedDuration>,
    /// As many as this, active ones included; `None` for any number.
    pub max_incidents: Option<u64>,
}

impl Retention {
    /// Whether anything ever goes.
    #[must_use]
    pub fn is_unlimited(&self) -> bool {
        *self == Self::default()
    }
}

/// Which incidents are to go now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expired {
    /// Those that were over at this moment, and of whose alert nothing was heard since.
    pub over_since: Option<Timestamp>,
    /// The oldest, until there are as many as this.
    pub max_incidents: Option<u64>,
    /// Now.
    pub now: Timestamp,
    /// At most so many at once.
    pub limit: u32,
}

impl Store {
    /// Takes away incidents that need not be kept, `limit` at most, and returns how many went.
    pub async fn expire(&self, limit: u32) -> Result<u64, StoreError> {
        let retention = self.retention;
        if retention.is_unlimited() {
            return Ok(0);
        }
        ask(&self.writer, move |access| {
            let expired = Expired {
                // A duration beyond the beginning of time keeps everything.
                over_since: retention.keep.and_then(|keep| access.now.checked_sub(keep).ok()),
                max_incidents: retention.max_incidents,
                now: access.now,
                limit,
            };
            let mut gone = 0;
            let done = in_transaction(access.backend, |backend| {
                gone = backend.expire(&expired)?;
                Ok(())
            });
            if gone > 0 {
                // It may know some of them, which are gone even if that is all one hears of it.
                *access.ledger = Ledger::default();
            }
            done.map(|()| gone)
        })
        .await?
    }
}
