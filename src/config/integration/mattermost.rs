//! `mattermost_configs`. Mirrors `notify/mattermost`.

use super::sender;
use crate::config::address::SecretUrl;
use crate::config::decode::{Checks, Flag, FlagPointer, List, Pointer, Rules, Text, object};
use crate::config::http::{HttpConfig, filled};
use crate::config::whole::WholeChecks;
use crate::version::Version;

object! {
    /// A title and a value.
    pub struct MattermostField = "a Mattermost field" {
        /// The title.
        title: Text,
        /// The value.
        value: Text,
        /// Whether it may stand next to another.
        short: FlagPointer,
    }
}

impl Rules for MattermostField {
    fn go_type(_version: Version) -> &'static str {
        "mattermost.MattermostField"
    }

    fn inner_go_type(_version: Version) -> &'static str {
        "mattermost.plain"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        checks.required(
            "title",
            filled(self.title.as_ref()),
            "missing title in Mattermost field configuration",
        );
        checks.required(
            "value",
            filled(self.value.as_ref()),
            "missing value in Mattermost field configuration",
        );
    }
}

object! {
    /// A block of a message.
    pub struct MattermostAttachment = "a Mattermost attachment" {
        /// What is shown where blocks cannot be.
        fallback: Text,
        /// The colour of the bar.
        color: Text,
        /// Text in front.
        pretext: Text,
        /// The text.
        text: Text,
        /// Who wrote it.
        author_name: Text,
        /// Where the author is found.
        author_link: Text,
        /// The author's picture.
        author_icon: Text,
        /// The title.
        title: Text,
        /// Where the title leads.
        title_link: Text,
        /// Titles and values.
        fields: List<MattermostField>,
        /// A small picture.
        thumb_url: Text,
        /// The footer.
        footer: Text,
        /// The footer's picture.
        footer_icon: Text,
        /// A picture.
        image_url: Text,
    }
}

impl Rules for MattermostAttachment {
    const HAS_READER: bool = false;

    fn go_type(_version: Version) -> &'static str {
        "mattermost.MattermostAttachment"
    }
}

object! {
    /// Further properties of a message.
    pub struct MattermostProps = "`props`" {
        /// Text of the side bar.
        card: Text,
    }
}

impl Rules for MattermostProps {
    const HAS_READER: bool = false;

    fn go_type(_version: Version) -> &'static str {
        "mattermost.MattermostProps"
    }
}

object! {
    /// How important a message is.
    pub struct MattermostPriority = "`priority`" {
        /// The level.
        priority: Text,
        /// Whether readers are asked to acknowledge it.
        requested_ack: Flag,
        /// Whether readers are told again and again.
        persistent_notifications: Flag,
    }
}

impl Rules for MattermostPriority {
    const HAS_READER: bool = false;

    fn go_type(_version: Version) -> &'static str {
        "mattermost.MattermostPriority"
    }
}

object! {
    /// One `mattermost_configs` entry.
    pub struct MattermostConfig = "a `mattermost_configs` entry" {
        /// Whether the end of an alert is told; true by default.
        send_resolved: Flag,
        /// How to talk HTTP, instead of the global way.
        http_config: Pointer<HttpConfig>,
        /// The webhook; `global.mattermost_webhook_url` by default.
        webhook_url: SecretUrl,
        /// A file that holds the webhook's URL.
        webhook_url_file: Text,
        /// The channel.
        channel: Text,
        /// Under which name the message is shown.
        username: Text,
        /// Text above the block.
        text: Text,
        /// What is shown where blocks cannot be.
        fallback: Text [since 32],
        /// The colour of the bar.
        color: Text [since 32],
        /// Text in front.
        pretext: Text [since 32],
        /// Who wrote it.
        author_name: Text [since 32],
        /// Where the author is found.
        author_link: Text [since 32],
        /// The author's picture.
        author_icon: Text [since 32],
        /// The title.
        title: Text [since 32],
        /// Where the title leads.
        title_link: Text [since 32],
        /// Titles and values.
        fields: List<MattermostField> [since 32],
        /// A small picture.
        thumb_url: Text [since 32],
        /// The footer.
        footer: Text [since 32],
        /// The footer's picture.
        footer_icon: Text [since 32],
        /// A picture.
        image_url: Text [since 32],
        /// Under which picture the message is shown.
        icon_url: Text,
        /// Under which emoji the message is shown.
        icon_emoji: Text,
        /// Blocks of the message.
        attachments: List<MattermostAttachment>,
        /// The type of the message.
        kind("type"): Text,
        /// Further properties.
        props: Pointer<MattermostProps>,
        /// How important the message is.
        priority: Pointer<MattermostPriority>,
    }
}

impl Rules for MattermostConfig {
    const STARTS_AFRESH: bool = true;

    fn go_type(_version: Version) -> &'static str {
        "mattermost.MattermostConfig"
    }

    fn inner_go_type(_version: Version) -> &'static str {
        "mattermost.plain"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        checks.at_most_one(
            &[
                ("webhook_url", self.webhook_url.as_ref().map(|url| url.span)),
                ("webhook_url_file", filled(self.webhook_url_file.as_ref())),
            ],
            "at most one of webhook_url & webhook_url_file must be configured",
        );
    }
}

sender! { MattermostConfig {
    fn check_with_global(&self, checks: &mut WholeChecks<'_>) {
        let global = checks.global();
        let url = self.webhook_url.as_ref().or(global.mattermost_webhook_url.as_ref());
        let file = filled(self.webhook_url_file.as_ref()).or(filled(global.mattermost_webhook_url_file.as_ref()));
        checks.required(
            "webhook_url",
            "mattermost_webhook_url",
            url.map(|url| url.span).or(file),
            "missing webhook_url or webhook_url_file on mattermost_config",
        );
    }
} }
