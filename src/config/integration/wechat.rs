//! `wechat_configs`. Mirrors `notify/wechat`.

use super::sender;
use crate::config::address::HttpUrl;
use crate::config::decode::{Checks, Flag, Pointer, Rules, SecretText, Text, fatal, object};
use crate::config::http::{HttpConfig, filled, filled_secret};
use crate::config::whole::WholeChecks;
use crate::text::quote::quote;
use crate::version::Version;

object! {
    /// One `wechat_configs` entry.
    pub struct WechatConfig = "a `wechat_configs` entry" {
        /// Whether the end of an alert is told; false by default.
        send_resolved: Flag,
        /// How to talk HTTP, instead of the global way.
        http_config: Pointer<HttpConfig>,
        /// The secret; `global.wechat_api_secret` by default.
        api_secret: SecretText,
        /// A file that holds the secret.
        api_secret_file: Text [since 31],
        /// The corporation; `global.wechat_api_corp_id` by default.
        corp_id: Text,
        /// The message.
        message: Text,
        /// The server; `global.wechat_api_url` by default.
        api_url: HttpUrl,
        /// To which users.
        to_user: Text,
        /// To which departments.
        to_party: Text,
        /// To which tags.
        to_tag: Text,
        /// The agent that sends.
        agent_id: Text,
        /// How the message is read: `text`, the default, or `markdown`.
        message_type: Text,
    }
}

impl Rules for WechatConfig {
    const STARTS_AFRESH: bool = true;

    fn go_type(_version: Version) -> &'static str {
        "config.WechatConfig"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        if let Some(kind) = &self.message_type
            && !matches!(kind.as_str(), "" | "text" | "markdown")
        {
            let finding = fatal(
                "bad-choice",
                kind.span,
                "`message_type` takes `text` or `markdown`",
                format!(
                    "weChat message type {} does not match valid options ^(text|markdown)$",
                    quote(kind)
                ),
            );
            checks.refuse(finding);
        }
        checks.at_most_one(
            &[
                ("api_secret", filled_secret(self.api_secret.as_ref())),
                ("api_secret_file", filled(self.api_secret_file.as_ref())),
            ],
            "at most one of api_secret & api_secret_file must be configured",
        );
    }
}

sender! { WechatConfig {
    fn check_with_global(&self, checks: &mut WholeChecks<'_>) {
        let global = checks.global();
        let has_url = self.api_url.is_some() || global.wechat_api_url().is_some();
        let secret = filled_secret(self.api_secret.as_ref())
            .or(filled(self.api_secret_file.as_ref()))
            .or(filled_secret(global.wechat_api_secret.as_ref()))
            .or(filled(global.wechat_api_secret_file.as_ref()));
        let corporation = filled(self.corp_id.as_ref()).or(filled(global.wechat_api_corp_id.as_ref()));
        checks.required_url("api_url", "wechat_api_url", has_url, "no global Wechat URL set");
        let upstream = if checks.version() < Version::V0_33 {
            "no global Wechat ApiSecret set"
        } else {
            "no global Wechat Api Secret set either inline or in a file"
        };
        checks.required("api_secret", "wechat_api_secret", secret, upstream);
        checks.required("corp_id", "wechat_api_corp_id", corporation, "no global Wechat CorpID set");
    }
} }
