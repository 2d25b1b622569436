//! What is done beside the deliveries: letting old incidents go.

use std::time::Duration;

use crate::store::Store;

/// How long until it looks again.
const PAUSE: Duration = Duration::from_secs(10);

/// Incidents that go at once: a delivery waits no longer than that takes.
const BITE: u32 = 100;

/// How long deliveries have the store for themselves between two bites.
const BREATH: Duration = Duration::from_millis(20);

/// Works until the store is closed.
pub(super) async fn run(store: Store) {
    loop {
        match store.expire(BITE).await {
            Ok(gone) if gone >= u64::from(BITE) => tokio::time::sleep(BREATH).await,
            Err(crate::store::StoreError::Closed) => return,
            // A store that fails has told those whose deliveries it failed; it may recover.
            Ok(_) | Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}
