//! Webhook payloads: no body makes the reader panic, none asks for much more memory than it has bytes, and what is read is
//! applied without a panic.

use runframe_cli::incident::{self, IntegrationId, Ledger, MappingSettings, keys_of};
use runframe_cli::webhook::{edit, receive};

/// # Panics
/// If that does not hold of the body.
pub fn check(body: &[u8]) {
    let delivery = match receive::read(body) {
        Ok(delivery) => delivery,
        Err(error) => return drop(error.to_string()),
    };
    let integration = IntegrationId(1);
    let now = jiff::Timestamp::UNIX_EPOCH;
    let settings = MappingSettings::default();
    let mut ledger = Ledger::default();
    let keys = keys_of(integration, &settings, &delivery).count();
    assert!(keys <= delivery.alerts.len());
    let outcomes = incident::apply(&mut ledger, integration, &settings, &delivery, now);
    assert_eq!(outcomes.len(), delivery.alerts.len());
    // What is read is JSON, so its fields can be changed.
    let set = edit::Edit::set("alerts:=[]").expect("it is an edit");
    // Skipped values may hold what is no text.
    if let Ok(edited) = edit::apply(body, &[set]) {
        assert!(receive::read(&edited).expect("it is still a payload").alerts.is_empty());
    }
}
