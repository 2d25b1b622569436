//! The registry. A new rule is a file here, a `mod` line and a line in [`RULES`].

mod contradictory_matchers;
mod critical_elsewhere;
mod custom_payload;
mod deprecated_match;
mod duplicate_delivery;
mod missing_runframe;
mod muted_resolves;
mod placeholder_key;
mod plain_http;
mod plain_text_key;
mod repeat_below_group_interval;
mod repeat_beyond_retention;
mod severity_can_miss_runframe;
mod severity_elsewhere;
mod short_group_interval;
mod short_timeout;
mod truncated_alerts;
mod uneven_repeat;
mod unexpected_url;
mod unknown_suppression;
mod unreachable_route;
mod unread_document;
mod unrouted_runframe;
mod unsent_resolves;
mod unused_suppression;
mod useless_continue;
mod watchdog_incident;

use super::Rule;

pub(super) use unknown_suppression::RULE as UNKNOWN_SUPPRESSION;
pub(super) use unused_suppression::RULE as UNUSED_SUPPRESSION;

/// What takes longest in a large configuration, in this order; others wait for what the first one proves.
pub(super) static LONGEST: [&Rule; 3] = [
    &contradictory_matchers::RULE,
    &severity_can_miss_runframe::RULE,
    &duplicate_delivery::RULE,
];

/// Every rule, by name.
pub static RULES: &[&Rule] = &[
    &contradictory_matchers::RULE,
    &critical_elsewhere::RULE,
    &custom_payload::RULE,
    &deprecated_match::RULE,
    &duplicate_delivery::RULE,
    &missing_runframe::RULE,
    &muted_resolves::RULE,
    &placeholder_key::RULE,
    &plain_http::RULE,
    &plain_text_key::RULE,
    &repeat_below_group_interval::RULE,
    &repeat_beyond_retention::RULE,
    &severity_can_miss_runframe::RULE,
    &severity_elsewhere::RULE,
    &short_group_interval::RULE,
    &short_timeout::RULE,
    &truncated_alerts::RULE,
    &uneven_repeat::RULE,
    &unexpected_url::RULE,
    &unknown_suppression::RULE,
    &unreachable_route::RULE,
    &unread_document::RULE,
    &unrouted_runframe::RULE,
    &unsent_resolves::RULE,
    &unused_suppression::RULE,
    &useless_continue::RULE,
    &watchdog_incident::RULE,
];
