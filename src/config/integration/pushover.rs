//! `pushover_configs`. Mirrors `notify/pushover`.

use super::sender;
use crate::config::decode::{Checks, Flag, Pointer, Rules, SecretText, Text, object};
use crate::config::duration::GoDurationText;
use crate::config::http::{HttpConfig, filled, filled_secret};
use crate::version::Version;

object! {
    /// One `pushover_configs` entry.
    pub struct PushoverConfig = "a `pushover_configs` entry" {
        /// Whether the end of an alert is told; true by default.
        send_resolved: Flag,
        /// How to talk HTTP, instead of the global way.
        http_config: Pointer<HttpConfig>,
        /// The receiving user's key.
        user_key: SecretText,
        /// A file that holds the user's key.
        user_key_file: Text [since 26],
        /// The sending application's token.
        token: SecretText,
        /// A file that holds the token.
        token_file: Text [since 26],
        /// The title.
        title: Text,
        /// The message.
        message: Text,
        /// A link.
        url: Text,
        /// What the link is called.
        url_title: Text,
        /// The device that gets the message.
        device: Text [since 26],
        /// The sound.
        sound: Text,
        /// The priority.
        priority: Text,
        /// How often the user is told again; 1m by default.
        retry: GoDurationText,
        /// For how long the user is told again; 1h by default.
        expire: GoDurationText,
        /// How long a message lives.
        ttl: GoDurationText [since 26],
        /// Whether the message is HTML.
        html: Flag,
        /// Whether the message is shown in letters of one width.
        monospace: Flag [since 29],
    }
}

impl Rules for PushoverConfig {
    const STARTS_AFRESH: bool = true;

    fn go_type(_version: Version) -> &'static str {
        "config.PushoverConfig"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        let user_key = [
            ("user_key", filled_secret(self.user_key.as_ref())),
            ("user_key_file", filled(self.user_key_file.as_ref())),
        ];
        let token = [
            ("token", filled_secret(self.token.as_ref())),
            ("token_file", filled(self.token_file.as_ref())),
        ];
        if checks.version() == Version::V0_25 {
            checks.at_least_one(&user_key[..1], "missing user key in Pushover config");
            checks.at_least_one(&token[..1], "missing token in Pushover config");
            return;
        }
        checks.at_least_one(&user_key, "one of user_key or user_key_file must be configured");
        checks.at_most_one(&user_key, "at most one of user_key & user_key_file must be configured");
        checks.at_least_one(&token, "one of token or token_file must be configured");
        checks.at_most_one(&token, "at most one of token & token_file must be configured");
        let set = |flag: Option<crate::text::Spanned<bool>>| flag.filter(|flag| flag.value).map(|flag| flag.span);
        checks.at_most_one(
            &[("html", set(self.html)), ("monospace", set(self.monospace))],
            "at most one of monospace & html must be configured",
        );
    }
}

sender! { PushoverConfig {} }
