//! `rocketchat_configs`. Mirrors `notify/rocketchat`.

use super::sender;
use crate::config::address::HttpUrl;
use crate::config::decode::{Checks, Flag, FlagPointer, List, Pointer, Rules, SecretPointer, Text, object};
use crate::config::http::{HttpConfig, filled};
use crate::config::whole::WholeChecks;
use crate::version::Version;

object! {
    /// A title and a value.
    pub struct RocketchatField = "a Rocket.Chat field" {
        /// Whether it may stand next to another.
        short: FlagPointer,
        /// The title.
        title: Text,
        /// The value.
        value: Text,
    }
}

impl Rules for RocketchatField {
    const HAS_READER: bool = false;

    fn go_type(_version: Version) -> &'static str {
        "config.RocketchatAttachmentField"
    }
}

object! {
    /// A button. Its keys are written together.
    pub struct RocketchatAction = "a Rocket.Chat action" {
        /// What it is.
        kind("type"): Text,
        /// What it says.
        text: Text,
        /// Where it leads.
        url: Text,
        /// Its picture.
        image_url("imageurl"): Text,
        /// Whether it opens inside.
        is_web_view("iswebview"): Flag,
        /// How high it opens.
        web_view_height_ratio("webviewheightratio"): Text,
        /// What it sends.
        message("msg"): Text,
        /// Whether that is shown in the window.
        message_in_chat_window("msginchatwindow"): Flag,
        /// How that is sent.
        message_processing_type("msgprocessingtype"): Text,
    }
}

impl Rules for RocketchatAction {
    const HAS_READER: bool = false;

    fn go_type(_version: Version) -> &'static str {
        "config.RocketchatAttachmentAction"
    }
}

object! {
    /// One `rocketchat_configs` entry.
    pub struct RocketchatConfig = "a `rocketchat_configs` entry" {
        /// Whether the end of an alert is told; false by default.
        send_resolved: Flag,
        /// How to talk HTTP, instead of the global way.
        http_config: Pointer<HttpConfig>,
        /// The server; `global.rocketchat_api_url` by default.
        api_url: HttpUrl,
        /// The sender's number; `global.rocketchat_token_id` by default.
        token_id: SecretPointer,
        /// A file that holds the number.
        token_id_file: Text,
        /// The sender's token; `global.rocketchat_token` by default.
        token: SecretPointer,
        /// A file that holds the token.
        token_file: Text,
        /// The channel.
        channel: Text,
        /// The colour of the bar.
        color: Text,
        /// The title.
        title: Text,
        /// Where the title leads.
        title_link: Text,
        /// The text.
        text: Text,
        /// Titles and values.
        fields: List<RocketchatField>,
        /// Whether fields stand next to each other.
        short_fields: Flag,
        /// Under which emoji the message is shown.
        emoji: Text,
        /// Under which picture the message is shown.
        icon_url: Text,
        /// A picture.
        image_url: Text,
        /// A small picture.
        thumb_url: Text,
        /// Whether names become links.
        link_names: Flag,
        /// Buttons.
        actions: List<RocketchatAction>,
    }
}

impl Rules for RocketchatConfig {
    const STARTS_AFRESH: bool = true;

    fn go_type(_version: Version) -> &'static str {
        "config.RocketchatConfig"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        checks.at_most_one(
            &[
                ("token", self.token.as_ref().map(|token| token.span)),
                ("token_file", filled(self.token_file.as_ref())),
            ],
            "at most one of token & token_file must be configured",
        );
        checks.at_most_one(
            &[
                ("token_id", self.token_id.as_ref().map(|id| id.span)),
                ("token_id_file", filled(self.token_id_file.as_ref())),
            ],
            "at most one of token_id & token_id_file must be configured",
        );
    }
}

sender! { RocketchatConfig {
    fn check_with_global(&self, checks: &mut WholeChecks<'_>) {
        let global = checks.global();
        let id = self.token_id.as_ref().or(global.rocketchat_token_id.as_ref()).map(|id| id.span);
        let id_file = filled(self.token_id_file.as_ref()).or(filled(global.rocketchat_token_id_file.as_ref()));
        let token = self.token.as_ref().or(global.rocketchat_token.as_ref()).map(|token| token.span);
        let token_file = filled(self.token_file.as_ref()).or(filled(global.rocketchat_token_file.as_ref()));
        checks.required(
            "token_id",
            "rocketchat_token_id",
            id.or(id_file),
            "no global Rocketchat TokenID set either inline or in a file",
        );
        checks.required(
            "token",
            "rocketchat_token",
            token.or(token_file),
            "no global Rocketchat Token set either inline or in a file",
        );
    }
} }
