//! What a receiver sends to: one type a kind.

use std::time::Duration;

use super::{Secret, Value};
use crate::text::{Span, Spanned};

/// The kinds of integrations, in the order their settings are checked against the global section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IntegrationKind {
    /// `webhook_configs`
    Webhook,
    /// `email_configs`
    Email,
    /// `slack_configs`
    Slack,
    /// `pushover_configs`
    Pushover,
    /// `pagerduty_configs`
    Pagerduty,
    /// `incidentio_configs`
    Incidentio,
    /// `opsgenie_configs`
    Opsgenie,
    /// `wechat_configs`
    Wechat,
    /// `victorops_configs`
    Victorops,
    /// `sns_configs`
    Sns,
    /// `telegram_configs`
    Telegram,
    /// `discord_configs`
    Discord,
    /// `webex_configs`
    Webex,
    /// `msteams_configs`
    Msteams,
    /// `msteamsv2_configs`
    Msteamsv2,
    /// `jira_configs`
    Jira,
    /// `rocketchat_configs`
    Rocketchat,
    /// `mattermost_configs`
    Mattermost,
}

/// One sender inside a receiver.
#[derive(Clone, Debug, PartialEq)]
pub struct Integration {
    /// What it is.
    pub kind: IntegrationKind,
    /// Its place among those of its kind in the receiver, from 0.
    pub index: usize,
    /// The whole entry.
    pub span: Span,
    /// Whether the end of an alert is told; `None` if not written, see [`Integration::sends_resolved`].
    pub send_resolved: Option<Spanned<bool>>,
    /// The rest.
    pub settings: Settings,
}

impl Integration {
    /// Whether the end of an alert is told: as written, else the default of the kind.
    #[must_use]
    pub fn sends_resolved(&self) -> bool {
        use IntegrationKind::{Email, Rocketchat, Slack, Wechat};
        self.send_resolved
            .map_or(!matches!(self.kind, Email | Slack | Wechat | Rocketchat), |written| {
                written.value
            })
    }
}

/// The settings of an integration, by kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Settings {
    /// `webhook_configs`
    Webhook(Box<WebhookConfig>),
}

/// One `webhook_configs` entry; mirrors `notify/webhook`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WebhookConfig {
    /// Where to post.
    pub url: Option<Spanned<Secret>>,
    /// A file that holds the URL, read at every notification.
    pub url_file: Option<Spanned<String>>,
    /// How many alerts a message holds at most; 0 is all.
    pub max_alerts: Option<Spanned<u64>>,
    /// How long a request may take; 0 is no limit of its own.
    pub timeout: Option<Spanned<Duration>>,
    /// The body, if not the default one.
    pub payload: Option<Spanned<Value>>,
}
