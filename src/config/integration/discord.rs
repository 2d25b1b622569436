//! `discord_configs`. Mirrors `notify/discord`.

use super::sender;
use crate::config::address::SecretUrl;
use crate::config::decode::{Checks, Flag, Pointer, Rules, Text, object};
use crate::config::http::{HttpConfig, filled};
use crate::config::whole::WholeChecks;
use crate::version::Version;

object! {
    /// One `discord_configs` entry.
    pub struct DiscordConfig = "a `discord_configs` entry" {
        /// Whether the end of an alert is told; true by default.
        send_resolved: Flag,
        /// How to talk HTTP, instead of the global way.
        http_config: Pointer<HttpConfig>,
        /// The channel's webhook.
        webhook_url: SecretUrl,
        /// A file that holds the webhook's URL.
        webhook_url_file: Text [since 27],
        /// Text in front of the embedded message.
        content: Text [since 28],
        /// The title.
        title: Text,
        /// The message.
        message: Text,
        /// Under which name the message is shown.
        username: Text [since 28],
        /// Under which picture the message is shown.
        avatar_url: Text [since 28],
    }
}

impl Rules for DiscordConfig {
    const STARTS_AFRESH: bool = true;

    fn go_type(version: Version) -> &'static str {
        if version < Version::V0_33 {
            "config.DiscordConfig"
        } else {
            "discord.DiscordConfig"
        }
    }

    fn inner_go_type(version: Version) -> &'static str {
        if version < Version::V0_33 {
            "config.plain"
        } else {
            "discord.plain"
        }
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        // 0.25 looks later, see `check_with_global`.
        if checks.version() == Version::V0_25 {
            return;
        }
        let settings = [
            ("webhook_url", self.webhook_url.as_ref().map(|url| url.span)),
            ("webhook_url_file", filled(self.webhook_url_file.as_ref())),
        ];
        super::msteams::check_webhook_url(&settings, checks);
    }
}

sender! { DiscordConfig {
    fn check_with_global(&self, checks: &mut WholeChecks<'_>) {
        if checks.version() == Version::V0_25 {
            let url = self.webhook_url.as_ref().map(|url| url.span);
            checks.required_here("webhook_url", url, "no discord webhook URL provided");
        }
    }
} }
