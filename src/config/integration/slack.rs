//! `slack_configs`. Mirrors `notify/slack`.

use super::sender;
use crate::config::address::{HttpUrl, SecretUrl, is_same_url};
use crate::config::decode::{
    Checks, Flag, FlagPointer, GoDuration, List, Pointer, Rules, SecretText, Text, Texts, fatal, object,
};
use crate::config::http::{HttpConfig, filled, filled_secret};
use crate::config::whole::{PANIC, WholeChecks};
use crate::version::Version;

object! {
    /// A title and a value.
    pub struct SlackField = "a Slack field" {
        /// The title.
        title: Text,
        /// The value.
        value: Text,
        /// Whether it may stand next to another.
        short: FlagPointer,
    }
}

impl Rules for SlackField {
    fn go_type(_version: Version) -> &'static str {
        "config.SlackField"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        checks.required(
            "title",
            filled(self.title.as_ref()),
            "missing title in Slack field configuration",
        );
        checks.required(
            "value",
            filled(self.value.as_ref()),
            "missing value in Slack field configuration",
        );
    }
}

object! {
    /// A question before a button acts.
    pub struct SlackConfirmation = "a Slack confirmation" {
        /// The question.
        text: Text,
        /// The title.
        title: Text,
        /// What the button that acts says.
        ok_text: Text,
        /// What the button that does not says.
        dismiss_text: Text,
    }
}

impl Rules for SlackConfirmation {
    fn go_type(_version: Version) -> &'static str {
        "config.SlackConfirmationField"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        checks.required(
            "text",
            filled(self.text.as_ref()),
            "missing text in Slack confirmation configuration",
        );
    }
}

object! {
    /// A button.
    pub struct SlackAction = "a Slack action" {
        /// What it is.
        kind("type"): Text,
        /// What it says.
        text: Text,
        /// Where it leads.
        url: Text,
        /// How it looks.
        style: Text,
        /// Its name.
        name: Text,
        /// What it sends.
        value: Text,
        /// A question before it acts.
        confirm: Pointer<SlackConfirmation>,
    }
}

impl Rules for SlackAction {
    fn go_type(_version: Version) -> &'static str {
        "config.SlackAction"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        checks.required(
            "type",
            filled(self.kind.as_ref()),
            "missing type in Slack action configuration",
        );
        checks.required(
            "text",
            filled(self.text.as_ref()),
            "missing text in Slack action configuration",
        );
        checks.at_least_one(
            &[("url", filled(self.url.as_ref())), ("name", filled(self.name.as_ref()))],
            "missing name or url in Slack action configuration",
        );
    }
}

object! {
    /// One `slack_configs` entry.
    pub struct SlackConfig = "a `slack_configs` entry" {
        /// Whether the end of an alert is told; false by default.
        send_resolved: Flag,
        /// How to talk HTTP, instead of the global way.
        http_config: Pointer<HttpConfig>,
        /// The webhook; `global.slack_api_url` by default.
        api_url: SecretUrl,
        /// A file that holds the webhook's URL.
        api_url_file: Text,
        /// The token of an app.
        app_token: SecretText [since 30],
        /// A file that holds the token.
        app_token_file: Text [since 30],
        /// Where an app posts; `global.slack_app_url` by default.
        app_url: HttpUrl [since 30],
        /// The channel or user.
        channel: Text,
        /// Under which name the message is shown.
        username: Text,
        /// The colour of the bar.
        color: Text,
        /// The title.
        title: Text,
        /// Where the title leads.
        title_link: Text,
        /// Text in front.
        pretext: Text,
        /// The text.
        text: Text,
        /// Text of the message itself.
        message_text: Text [since 31],
        /// Titles and values.
        fields: List<SlackField>,
        /// Whether fields stand next to each other.
        short_fields: Flag,
        /// The footer.
        footer: Text,
        /// What is shown where blocks cannot be.
        fallback: Text,
        /// What a press on a button is told by.
        callback_id: Text,
        /// Under which emoji the message is shown.
        icon_emoji: Text,
        /// Under which picture the message is shown.
        icon_url: Text,
        /// A picture.
        image_url: Text,
        /// A small picture.
        thumb_url: Text,
        /// Whether names become links.
        link_names: Flag,
        /// Where Markdown is understood.
        mrkdwn_in: Texts,
        /// Buttons.
        actions: List<SlackAction>,
        /// Whether a message is kept up to date.
        update_message: Flag [since 32],
        /// How long a request may take.
        timeout: GoDuration [since 30],
    }
}

/// Where a bot posts, and the only place where a message can be kept up to date.
const POST_MESSAGE: &str = "https://slack.com/api/chat.postMessage";

impl Rules for SlackConfig {
    const STARTS_AFRESH: bool = true;

    fn go_type(_version: Version) -> &'static str {
        "config.SlackConfig"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        let api_url = self.api_url.as_ref().map(|url| url.span);
        let url = [
            ("api_url", api_url),
            ("api_url_file", filled(self.api_url_file.as_ref())),
        ];
        let token = [
            ("app_token", filled_secret(self.app_token.as_ref())),
            ("app_token_file", filled(self.app_token_file.as_ref())),
        ];
        checks.at_most_one(&url, "at most one of api_url & api_url_file must be configured");
        checks.at_most_one(&token, "at most one of app_token & app_token_file must be configured");
        let either =
            |pair: [(&'static str, Option<crate::text::Span>); 2]| if pair[0].1.is_some() { pair[0] } else { pair[1] };
        checks.at_most_one(
            &[either(url), either(token)],
            "at most one of api_url/api_url_file & app_token/app_token_file must be configured",
        );
        if let Some(update) = self.update_message.filter(|update| update.value)
            && checks.knows("api_url")
        {
            let is_post_message = self
                .api_url
                .as_ref()
                .is_some_and(|url| is_same_url(url.expose(), POST_MESSAGE, checks.version()));
            if is_post_message {
                return;
            }
            let upstream = if api_url.is_some() {
                "update_message can only be used with bot tokens. api_url must be set to https://slack.com/api/chat.postMessage"
            } else {
                PANIC
            };
            let mut finding = fatal(
                "update-without-bot",
                update.span,
                "`update_message` works with a bot's `api_url` only",
                upstream,
            )
            .with_help(format!(
                "set `api_url: {POST_MESSAGE}`, and the bot's token in `http_config.authorization`"
            ));
            if api_url.is_none() {
                finding = finding.with_note("Alertmanager crashes on this");
            }
            checks.refuse(finding);
        }
    }
}

sender! { SlackConfig {
    fn check_with_global(&self, checks: &mut WholeChecks<'_>) {
        let global = checks.global();
        let own_url = self.api_url.as_ref().map(|url| url.span).or(filled(self.api_url_file.as_ref()));
        let global_url = global.slack_api_url.as_ref().map(|url| url.span).or(filled(global.slack_api_url_file.as_ref()));
        if checks.version() < Version::V0_33 {
            checks.required(
                "api_url",
                "slack_api_url",
                own_url.or(global_url),
                "no global Slack API URL set either inline or in a file",
            );
            return;
        }
        let has_app_url = self.app_url.is_some() || global.slack_app_url().is_some();
        checks.required_url("app_url", "slack_app_url", has_app_url, "no global Slack App URL set");
        let own_token = filled_secret(self.app_token.as_ref()).or(filled(self.app_token_file.as_ref()));
        let global_token =
            filled_secret(global.slack_app_token.as_ref()).or(filled(global.slack_app_token_file.as_ref()));
        // The global token steps back behind credentials of the entry, but not behind global ones.
        let has_own_authorization = self.http_config.as_ref().is_some_and(|http| http.has_authorization());
        let inherited = global_token.filter(|_| own_url.is_none() && !has_own_authorization);
        let http_config = self.http_config.as_deref().or(checks.global_http_config());
        let has_authorization = http_config.is_some_and(HttpConfig::has_authorization);
        let token = own_token.or(inherited);
        let credentials = token.or(own_url).or(global_url);
        checks.required(
            "api_url",
            "slack_api_url",
            credentials,
            "no Slack API URL nor App token set either inline or in a file",
        );
        if credentials.is_none() {
            return;
        }
        if self.http_config.is_none() && !checks.has_global_http_config() {
            checks.refuse_panic("the global `http_config` is null, and Slack needs one");
        } else if token.is_some() && has_authorization {
            checks.refuse_authorization_with_token(token);
        }
    }
} }
