//! `msteams_configs` and `msteamsv2_configs`. Mirrors `notify/msteams` and `notify/msteamsv2`.

use super::sender;
use crate::config::address::SecretUrl;
use crate::config::decode::{Checks, Flag, Pointer, Rules, Text, object};
use crate::config::http::{HttpConfig, filled};
use crate::text::Span;
use crate::version::Version;

object! {
    /// One `msteams_configs` entry.
    pub struct MsteamsConfig = "an `msteams_configs` entry" {
        /// Whether the end of an alert is told; true by default.
        send_resolved: Flag,
        /// How to talk HTTP, instead of the global way.
        http_config: Pointer<HttpConfig>,
        /// The channel's webhook.
        webhook_url: SecretUrl,
        /// A file that holds the webhook's URL.
        webhook_url_file: Text,
        /// The title.
        title: Text,
        /// The summary, shown in notifications.
        summary: Text,
        /// The message.
        text: Text,
    }
}

object! {
    /// One `msteamsv2_configs` entry.
    pub struct Msteamsv2Config = "an `msteamsv2_configs` entry" {
        /// Whether the end of an alert is told; true by default.
        send_resolved: Flag,
        /// How to talk HTTP, instead of the global way.
        http_config: Pointer<HttpConfig>,
        /// The flow's webhook.
        webhook_url: SecretUrl,
        /// A file that holds the webhook's URL.
        webhook_url_file: Text,
        /// The title.
        title: Text,
        /// The message.
        text: Text,
    }
}

/// Of the URL and its file, exactly one.
pub(super) fn check_webhook_url(settings: &[(&str, Option<Span>)], checks: &mut Checks<'_, '_>) {
    checks.at_least_one(settings, "one of webhook_url or webhook_url_file must be configured");
    checks.at_most_one(
        settings,
        "at most one of webhook_url & webhook_url_file must be configured",
    );
}

impl Rules for MsteamsConfig {
    const STARTS_AFRESH: bool = true;

    fn go_type(version: Version) -> &'static str {
        if version < Version::V0_33 {
            "config.MSTeamsConfig"
        } else {
            "msteams.MSTeamsConfig"
        }
    }

    fn inner_go_type(version: Version) -> &'static str {
        if version < Version::V0_33 {
            "config.plain"
        } else {
            "msteams.plain"
        }
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        let settings = [
            ("webhook_url", self.webhook_url.as_ref().map(|url| url.span)),
            ("webhook_url_file", filled(self.webhook_url_file.as_ref())),
        ];
        check_webhook_url(&settings, checks);
    }
}

impl Rules for Msteamsv2Config {
    const STARTS_AFRESH: bool = true;

    fn go_type(_version: Version) -> &'static str {
        "config.MSTeamsV2Config"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        let settings = [
            ("webhook_url", self.webhook_url.as_ref().map(|url| url.span)),
            ("webhook_url_file", filled(self.webhook_url_file.as_ref())),
        ];
        check_webhook_url(&settings, checks);
    }
}

sender! { MsteamsConfig {} }
sender! { Msteamsv2Config {} }
