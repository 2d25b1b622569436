//! `webhook_configs`. Mirrors `notify/webhook`.

use super::sender;
use crate::config::address::WebhookUrl;
use crate::config::any::Any;
use crate::config::decode::{Checks, Count, Flag, GoDuration, Pointer, Rules, Text, object};
use crate::config::http::{HttpConfig, filled, filled_secret};
use crate::version::Version;

object! {
    /// One `webhook_configs` entry.
    pub struct WebhookConfig = "a webhook" {
        /// Whether the end of an alert is told; true by default.
        send_resolved: Flag,
        /// How to talk HTTP, instead of the global way.
        http_config: Pointer<HttpConfig>,
        /// Where to post; may be a template from 0.31 on.
        url: WebhookUrl,
        /// A file that holds the URL, read at every notification.
        url_file: Text [since 26],
        /// How many alerts a message holds at most; 0, the default, is all.
        max_alerts: Count,
        /// How long a request may take; 0, the default, is no limit of its own.
        timeout: GoDuration [since 28],
        /// The body, if not the default one.
        payload: Any [since 32],
    }
}

impl Rules for WebhookConfig {
    const STARTS_AFRESH: bool = true;

    fn go_type(version: Version) -> &'static str {
        if version < Version::V0_33 {
            "config.WebhookConfig"
        } else {
            "webhook.WebhookConfig"
        }
    }

    fn inner_go_type(version: Version) -> &'static str {
        if version < Version::V0_33 {
            "config.plain"
        } else {
            "webhook.plain"
        }
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        let url = if checks.version() < Version::V0_33 {
            self.url.as_ref().map(|url| url.span)
        } else {
            filled_secret(self.url.as_ref())
        };
        let settings = [("url", url), ("url_file", filled(self.url_file.as_ref()))];
        if checks.version() == Version::V0_25 {
            checks.at_least_one(&settings[..1], "missing URL in webhook config");
            return;
        }
        checks.at_least_one(&settings, "one of url or url_file must be configured");
        checks.at_most_one(&settings, "at most one of url & url_file must be configured");
    }
}

sender! { WebhookConfig {} }
