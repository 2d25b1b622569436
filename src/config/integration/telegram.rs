//! `telegram_configs`. Mirrors `notify/telegram`.

use super::sender;
use crate::config::address::HttpUrl;
use crate::config::decode::{Checks, Flag, Int, Int64, Pointer, Rules, SecretText, Text, fatal, object};
use crate::config::http::{HttpConfig, filled, filled_secret};
use crate::config::whole::WholeChecks;
use crate::version::Version;

object! {
    /// One `telegram_configs` entry.
    pub struct TelegramConfig = "a `telegram_configs` entry" {
        /// Whether the end of an alert is told; true by default.
        send_resolved: Flag,
        /// How to talk HTTP, instead of the global way.
        http_config: Pointer<HttpConfig>,
        /// The server; `global.telegram_api_url` by default.
        api_url: HttpUrl,
        /// The bot's token.
        bot_token: SecretText,
        /// A file that holds the token.
        bot_token_file: Text [since 26],
        /// The chat.
        chat_id: Int64,
        /// A file that holds the chat's number.
        chat_id_file: Text [since 31],
        /// The thread of the chat.
        message_thread_id: Int [since 28],
        /// The message.
        message: Text,
        /// Whether readers are not told.
        disable_notifications: Flag,
        /// How the message is read: `HTML` by default, `Markdown`, `MarkdownV2` or nothing.
        parse_mode: Text,
    }
}

impl Rules for TelegramConfig {
    const STARTS_AFRESH: bool = true;

    fn go_type(_version: Version) -> &'static str {
        "config.TelegramConfig"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        let version = checks.version();
        let token = [
            ("bot_token", filled_secret(self.bot_token.as_ref())),
            ("bot_token_file", filled(self.bot_token_file.as_ref())),
        ];
        let chat = [
            ("chat_id", self.chat_id.filter(|id| id.value != 0).map(|id| id.span)),
            ("chat_id_file", filled(self.chat_id_file.as_ref())),
        ];
        match version {
            Version::V0_25 => checks.at_least_one(&token[..1], "missing bot_token on telegram_config"),
            Version::V0_28 => {
                checks.at_least_one(&token, "missing bot_token or bot_token_file on telegram_config");
            }
            Version::V0_33 => {}
        }
        checks.at_most_one(&token, "at most one of bot_token & bot_token_file must be configured");
        if version < Version::V0_33 {
            checks.at_least_one(&chat[..1], "missing chat_id on telegram_config");
        } else {
            checks.at_least_one(&chat, "missing chat_id or chat_id_file on telegram_config");
            checks.at_most_one(&chat, "at most one of chat_id & chat_id_file must be configured");
        }
        if let Some(mode) = &self.parse_mode
            && !matches!(mode.as_str(), "" | "Markdown" | "MarkdownV2" | "HTML")
        {
            let finding = fatal(
                "bad-choice",
                mode.span,
                "`parse_mode` takes `HTML`, `Markdown`, `MarkdownV2` or nothing",
                "unknown parse_mode on telegram_config, must be Markdown, MarkdownV2, HTML or empty string",
            );
            checks.refuse(finding);
        }
    }
}

sender! { TelegramConfig {
    fn check_with_global(&self, checks: &mut WholeChecks<'_>) {
        if checks.version() < Version::V0_33 {
            return;
        }
        let global = checks.global();
        let token = filled_secret(self.bot_token.as_ref())
            .or(filled(self.bot_token_file.as_ref()))
            .or(filled_secret(global.telegram_bot_token.as_ref()))
            .or(filled(global.telegram_bot_token_file.as_ref()));
        checks.required(
            "bot_token",
            "telegram_bot_token",
            token,
            "missing bot_token or bot_token_file on telegram_config",
        );
    }
} }
