//! The `global` section: what holds where an integration says nothing.

use super::address::{HostPort, HttpUrl, SecretUrl};
use super::decode::{Flag, FlagPointer, Nullable, Pointer, Rules, SecretPointer, SecretText, Text, object};
use super::duration::PrometheusDuration;
use super::http::{HttpConfig, TlsConfig};
use super::setting::{Origin, Setting};
use crate::text::Spanned;
use crate::version::Version;

object! {
    /// The `global` section.
    pub struct Global = "the `global` section" {
        /// After which time without news an alert without an end counts as resolved; 5m by default.
        resolve_timeout: PrometheusDuration,
        /// How integrations talk HTTP that have no `http_config`.
        http_config: Nullable<Pointer<HttpConfig>>,
        /// Who mails come from.
        smtp_from: Text,
        /// What the mail client calls itself; `localhost` by default.
        smtp_hello: Text,
        /// The mail server.
        smtp_smarthost: HostPort,
        /// The user name at the mail server.
        smtp_auth_username: Text,
        /// The password at the mail server.
        smtp_auth_password: SecretText,
        /// A file that holds the password.
        smtp_auth_password_file: Text,
        /// The secret of CRAM-MD5.
        smtp_auth_secret: SecretText,
        /// A file that holds the secret.
        smtp_auth_secret_file: Text [since 31],
        /// The identity of PLAIN.
        smtp_auth_identity: Text,
        /// Whether mails need TLS; true by default.
        smtp_require_tls: Flag,
        /// How TLS to the mail server is done.
        smtp_tls_config: Pointer<TlsConfig> [since 28],
        /// Whether TLS to the mail server is spoken from the start.
        smtp_force_implicit_tls: FlagPointer [since 31],
        /// Slack's webhook.
        slack_api_url: SecretUrl,
        /// A file that holds the webhook's URL.
        slack_api_url_file: Text,
        /// The token of a Slack app.
        slack_app_token: SecretText [since 30],
        /// A file that holds the token.
        slack_app_token_file: Text [since 30],
        /// Where a Slack app posts; `https://slack.com/api/chat.postMessage` by default.
        slack_app_url: Nullable<HttpUrl> [since 30],
        /// PagerDuty's server; `https://events.pagerduty.com/v2/enqueue` by default.
        pagerduty_url: Nullable<HttpUrl>,
        /// Opsgenie's server; `https://api.opsgenie.com/` by default.
        opsgenie_api_url: Nullable<HttpUrl>,
        /// The key at Opsgenie.
        opsgenie_api_key: SecretText,
        /// A file that holds the key.
        opsgenie_api_key_file: Text,
        /// WeChat's server; `https://qyapi.weixin.qq.com/cgi-bin/` by default.
        wechat_api_url: Nullable<HttpUrl>,
        /// The secret at WeChat.
        wechat_api_secret: SecretText,
        /// A file that holds the secret.
        wechat_api_secret_file: Text [since 31],
        /// The corporation at WeChat.
        wechat_api_corp_id: Text,
        /// VictorOps' server; `https://alert.victorops.com/integrations/generic/20131114/alert/` by default.
        victorops_api_url: Nullable<HttpUrl>,
        /// The key at VictorOps.
        victorops_api_key: SecretText,
        /// A file that holds the key.
        victorops_api_key_file: Text,
        /// Telegram's server; `https://api.telegram.org` by default.
        telegram_api_url: Nullable<HttpUrl>,
        /// The bot's token at Telegram.
        telegram_bot_token: SecretText [since 31],
        /// A file that holds the token.
        telegram_bot_token_file: Text [since 31],
        /// Webex' server; `https://webexapis.com/v1/messages` by default.
        webex_api_url: Nullable<HttpUrl>,
        /// Jira's server.
        jira_api_url: HttpUrl [since 29],
        /// Rocket.Chat's server; `https://open.rocket.chat/` by default.
        rocketchat_api_url: Nullable<HttpUrl> [since 28],
        /// The sender's token at Rocket.Chat.
        rocketchat_token: SecretPointer [since 28],
        /// A file that holds the token.
        rocketchat_token_file: Text [since 28],
        /// The sender's number at Rocket.Chat.
        rocketchat_token_id: SecretPointer [since 28],
        /// A file that holds the number.
        rocketchat_token_id_file: Text [since 28],
        /// Mattermost's webhook.
        mattermost_webhook_url: SecretUrl [since 32],
        /// A file that holds the webhook's URL.
        mattermost_webhook_url_file: Text [since 32],
    }
}

impl Rules for Global {
    const STARTS_AFRESH: bool = true;

    fn go_type(_version: Version) -> &'static str {
        "config.GlobalConfig"
    }
}

/// Declares the reader of a URL that has a default: null takes the default away.
macro_rules! defaulted_urls {
    ($($field:ident = $default:expr;)*) => {
        impl Global {
            $(
                #[doc = concat!("`", stringify!($field), "` in force; `None` if it is null.")]
                #[must_use]
                pub fn $field(&self) -> Option<Setting<&str>> {
                    in_force(self.$field.as_ref(), $default)
                }
            )*
        }
    };
}

defaulted_urls! {
    slack_app_url = "https://slack.com/api/chat.postMessage";
    pagerduty_url = "https://events.pagerduty.com/v2/enqueue";
    opsgenie_api_url = "https://api.opsgenie.com/";
    wechat_api_url = "https://qyapi.weixin.qq.com/cgi-bin/";
    victorops_api_url = "https://alert.victorops.com/integrations/generic/20131114/alert/";
    telegram_api_url = "https://api.telegram.org";
    webex_api_url = "https://webexapis.com/v1/messages";
    rocketchat_api_url = "https://open.rocket.chat/";
}

fn in_force<'a>(
    written: Option<&'a Spanned<Option<Spanned<String>>>>,
    default: &'static str,
) -> Option<Setting<&'a str>> {
    match written {
        None => Some(Setting {
            value: default,
            origin: Origin::Default,
        }),
        Some(Spanned { value: None, .. }) => None,
        Some(Spanned { value: Some(url), .. }) => Some(Setting {
            value: &url.value,
            origin: Origin::Global(url.span),
        }),
    }
}
