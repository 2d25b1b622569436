//! `webex_configs`. Mirrors `notify/webex`.

use super::sender;
use crate::config::address::HttpUrl;
use crate::config::decode::{Checks, Flag, Pointer, Rules, Text, fatal, object};
use crate::config::http::{HttpConfig, filled};
use crate::config::whole::WholeChecks;
use crate::version::Version;

object! {
    /// One `webex_configs` entry.
    pub struct WebexConfig = "a `webex_configs` entry" {
        /// Whether the end of an alert is told; true by default.
        send_resolved: Flag,
        /// How to talk HTTP; must hold an `authorization`.
        http_config: Pointer<HttpConfig>,
        /// The server; `global.webex_api_url` by default.
        api_url: HttpUrl,
        /// The message.
        message: Text,
        /// The room.
        room_id: Text,
    }
}

impl Rules for WebexConfig {
    const STARTS_AFRESH: bool = true;

    fn go_type(_version: Version) -> &'static str {
        "config.WebexConfig"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        checks.required(
            "room_id",
            filled(self.room_id.as_ref()),
            "missing room_id on webex_config",
        );
        let has_authorization = self.http_config.as_ref().is_some_and(|http| http.has_authorization());
        if !has_authorization && checks.knows("http_config") {
            let span = self.http_config.as_ref().map_or(checks.head, |http| http.span);
            let finding = fatal(
                "missing-key",
                span,
                "nothing says who sends: there is no `http_config.authorization`",
                "missing webex_configs.http_config.authorization",
            )
            .with_help("set `http_config.authorization.credentials_file`");
            checks.refuse(finding);
        }
    }
}

sender! { WebexConfig {
    fn check_with_global(&self, checks: &mut WholeChecks<'_>) {
        let has_url = self.api_url.is_some() || checks.global().webex_api_url().is_some();
        checks.required_url("api_url", "webex_api_url", has_url, "no global Webex URL set");
    }
} }
