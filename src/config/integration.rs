//! What a receiver sends to: one file a kind.
//!
//! A kind is declared once, in the table below; its keys in the table of its own file. Shared parts - `http_config`, at
//! most one of, a secret or its file - are used from where they stand, never copied.

mod discord;
mod email;
mod incidentio;
mod jira;
mod mattermost;
mod msteams;
mod opsgenie;
mod pagerduty;
mod pushover;
mod rocketchat;
mod slack;
mod sns;
mod telegram;
mod victorops;
mod webex;
mod webhook;
mod wechat;

pub use discord::DiscordConfig;
pub use email::{EmailConfig, Threading};
pub use incidentio::IncidentioConfig;
pub use jira::{JiraConfig, JiraField};
pub use mattermost::{MattermostAttachment, MattermostConfig, MattermostField, MattermostPriority, MattermostProps};
pub use msteams::{MsteamsConfig, Msteamsv2Config};
pub use opsgenie::{OpsgenieConfig, OpsgenieResponder};
pub use pagerduty::{PagerdutyConfig, PagerdutyImage, PagerdutyLink};
pub use pushover::PushoverConfig;
pub use rocketchat::{RocketchatAction, RocketchatConfig, RocketchatField};
pub use slack::{SlackAction, SlackConfig, SlackConfirmation, SlackField};
pub use sns::{Sigv4Config, SnsConfig};
pub use telegram::TelegramConfig;
pub use victorops::VictoropsConfig;
pub use webex::WebexConfig;
pub use webhook::WebhookConfig;
pub use wechat::WechatConfig;

use std::borrow::Cow;

use super::decode::{Codec, Decoder, Field, Input, List, Object, Printer, Rules};
use super::http::HttpConfig;
use super::whole::WholeChecks;
use crate::text::{Span, Spanned};
use crate::version::Version;
use crate::yaml::NodeId;

/// What an integration's settings must know beyond their keys.
pub(super) trait Sender: Rules {
    /// `send_resolved`, as written.
    fn send_resolved(&self) -> Option<Spanned<bool>>;

    /// `http_config`, as written.
    fn http_config(&self) -> Option<&HttpConfig>;

    /// What is checked once the global section is known, in this order.
    fn check_with_global(&self, checks: &mut WholeChecks<'_>) {
        let _ = checks;
    }
}

/// Implements the readers of [`Sender`] for settings that have the keys.
macro_rules! sender {
    ($name:ident { $($rest:tt)* }) => {
        impl $crate::config::integration::Sender for $name {
            fn send_resolved(&self) -> Option<$crate::text::Spanned<bool>> {
                self.send_resolved
            }

            fn http_config(&self) -> Option<&$crate::config::http::HttpConfig> {
                self.http_config.as_deref()
            }

            $($rest)*
        }
    };
}
use sender;

macro_rules! integrations {
    ($(
        $kind:ident($config:ident) = $key:literal
        since $since:literal
        resolved $resolved:literal
        nil $nil:literal;
    )*) => {
        /// The kinds of integrations, in the order their settings are checked against the global section.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum IntegrationKind {
            $(
                #[doc = concat!("`", $key, "`")]
                $kind,
            )*
        }

        impl IntegrationKind {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// The key of a receiver that lists integrations of this kind: `webhook_configs`.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self {
                    $(Self::$kind => $key,)*
                }
            }

            /// The keys of an entry.
            #[must_use]
            pub fn fields(self) -> &'static [Field] {
                match self {
                    $(Self::$kind => <$config as Object>::FIELDS,)*
                }
            }

            /// Whether the end of an alert is told if nothing is said about it.
            #[must_use]
            pub fn sends_resolved_by_default(self) -> bool {
                match self {
                    $(Self::$kind => $resolved,)*
                }
            }

            /// What is said of a null entry, by releases that say it; `None`: it counts as an empty entry.
            pub(super) fn nil_message(self) -> Option<&'static str> {
                match self {
                    $(Self::$kind => Some($nil).filter(|words| !words.is_empty()),)*
                }
            }

            /// What is checked of an entry without any setting.
            pub(super) fn check_empty_with_global(self, checks: &mut WholeChecks<'_>) {
                match self {
                    $(Self::$kind => $config::default().check_with_global(checks),)*
                }
            }

            /// The entry of the table of a receiver's keys.
            pub(super) const fn field(self) -> Field {
                match self {
                    $(Self::$kind => Field {
                        key: $key,
                        since: $since,
                        takes: "a list of mappings",
                        is_secret: false,
                        docs: <$config as Object>::WHAT,
                    },)*
                }
            }

            /// Reads a list of entries; `read` gets each, `on_nil` the index and the place of each null one.
            pub(super) fn decode_list(
                self,
                decoder: &mut Decoder<'_>,
                value: NodeId,
                read: &mut Vec<Integration>,
                on_nil: &mut dyn FnMut(usize, Span),
            ) -> bool {
                match self {
                    $(Self::$kind => {
                        let mut list = Entries::<$config> { entries: Vec::new(), nils: Vec::new() };
                        let good = decoder.unmarshal::<EntryList<$config>>(value, &mut list);
                        for (index, span) in list.nils {
                            on_nil(index, span);
                        }
                        // Mostly one, of which there may be very many.
                        read.reserve_exact(list.entries.len());
                        read.extend(list.entries.into_iter().map(|(index, is_doubtful, config)| Integration {
                            kind: self,
                            index,
                            span: config.span,
                            send_resolved: config.send_resolved(),
                            is_doubtful,
                            settings: Settings::$kind(config),
                        }));
                        good
                    })*
                }
            }
        }

        /// The settings of an integration, by kind.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Settings {
            $(
                #[doc = concat!("`", $key, "`")]
                $kind(Box<$config>),
            )*
        }

        impl Settings {
            fn sender(&self) -> &dyn DynSender {
                match self {
                    $(Self::$kind(config) => &**config,)*
                }
            }
        }
    };
}

integrations! {
    Webhook(WebhookConfig) = "webhook_configs" since 0 resolved true nil "missing webhook config";
    Email(EmailConfig) = "email_configs" since 0 resolved false nil "missing email config";
    Slack(SlackConfig) = "slack_configs" since 0 resolved false nil "";
    Pushover(PushoverConfig) = "pushover_configs" since 0 resolved true nil "missing pushover config";
    Pagerduty(PagerdutyConfig) = "pagerduty_configs" since 0 resolved true nil "missing pagerduty config";
    Incidentio(IncidentioConfig) = "incidentio_configs" since 29 resolved true nil "missing incidentio config";
    Opsgenie(OpsgenieConfig) = "opsgenie_configs" since 0 resolved true nil "";
    Wechat(WechatConfig) = "wechat_configs" since 0 resolved false nil "";
    Victorops(VictoropsConfig) = "victorops_configs" since 0 resolved true nil "missing victorops config";
    Sns(SnsConfig) = "sns_configs" since 0 resolved true nil "missing sns config";
    Telegram(TelegramConfig) = "telegram_configs" since 0 resolved true nil "missing telegram config";
    Discord(DiscordConfig) = "discord_configs" since 0 resolved true nil "missing discord config";
    Webex(WebexConfig) = "webex_configs" since 0 resolved true nil "missing webex config";
    Msteams(MsteamsConfig) = "msteams_configs" since 26 resolved true nil "missing msteams config";
    Msteamsv2(Msteamsv2Config) = "msteamsv2_configs" since 28 resolved true nil "missing msteamsv2 config";
    Jira(JiraConfig) = "jira_configs" since 29 resolved true nil "missing jira config";
    Rocketchat(RocketchatConfig) = "rocketchat_configs" since 28 resolved false nil "";
    Mattermost(MattermostConfig) = "mattermost_configs" since 30 resolved true nil "missing mattermost config";
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
    /// Whether something in it was refused or is behind a placeholder.
    pub(super) is_doubtful: bool,
    /// All settings.
    pub settings: Settings,
}

impl Integration {
    /// Whether the end of an alert is told: as written, else the default of the kind.
    #[must_use]
    pub fn sends_resolved(&self) -> bool {
        self.send_resolved
            .map_or_else(|| self.kind.sends_resolved_by_default(), |written| written.value)
    }

    /// Its own `http_config`, if it has one; else the global one holds.
    #[must_use]
    pub fn http_config(&self) -> Option<&HttpConfig> {
        self.settings.sender().http()
    }

    pub(super) fn check_with_global(&self, checks: &mut WholeChecks<'_>) {
        self.settings.sender().check(checks);
    }

    pub(super) fn print_fields(&self, printer: &mut Printer) {
        self.settings.sender().print(printer);
    }
}

/// What is asked of settings whatever their kind.
trait DynSender {
    fn http(&self) -> Option<&HttpConfig>;
    fn check(&self, checks: &mut WholeChecks<'_>);
    fn print(&self, printer: &mut Printer);
}

impl<T: Sender> DynSender for T {
    fn http(&self) -> Option<&HttpConfig> {
        self.http_config()
    }

    fn check(&self, checks: &mut WholeChecks<'_>) {
        self.check_with_global(checks);
    }

    fn print(&self, printer: &mut Printer) {
        self.print_fields(printer);
    }
}

/// A list of integrations of one kind while it is read.
#[derive(Clone, Debug, PartialEq)]
struct Entries<T> {
    /// The index among those of its kind, whether anything in it is not known, and the settings.
    entries: Vec<(usize, bool, Box<T>)>,
    nils: Vec<(usize, Span)>,
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            nils: Vec::new(),
        }
    }
}

/// A list of pointers to settings; null ones keep their place.
#[derive(Debug)]
struct EntryList<T>(std::marker::PhantomData<T>);

impl<T: Sender> Codec for EntryList<T> {
    type Slot = Entries<T>;

    const EXPECTED: &'static str = "a list of mappings";

    fn go_type(version: Version) -> Cow<'static, str> {
        List::<T>::go_type(version)
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let mut index = 0;
        decoder.items(input, Self::go_type, Self::EXPECTED, |decoder, item| {
            let doubts = decoder.doubts();
            let mut object = None;
            decoder.unmarshal::<super::decode::Pointer<T>>(item, &mut object);
            match object {
                Some(object) => slot.entries.push((index, decoder.doubts() > doubts, object)),
                // A refused one is gone, a null one is there.
                None if decoder.doubts() == doubts => slot.nils.push((index, decoder.span_of(item))),
                None => {}
            }
            index += 1;
        })
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        *slot = Entries::default();
    }

    fn print(_slot: &Self::Slot, _key: &str, _printer: &mut Printer) {}
}
