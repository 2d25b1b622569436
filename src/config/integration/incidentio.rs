//! `incidentio_configs`. Mirrors `notify/incidentio`.

use super::sender;
use crate::config::address::HttpUrl;
use crate::config::decode::{Checks, Count, Flag, GoDuration, Pointer, Rules, SecretText, Text, fatal, object};
use crate::config::http::{HttpConfig, filled, filled_secret};
use crate::version::Version;

object! {
    /// One `incidentio_configs` entry.
    pub struct IncidentioConfig = "an `incidentio_configs` entry" {
        /// Whether the end of an alert is told; true by default.
        send_resolved: Flag,
        /// How to talk HTTP, instead of the global way.
        http_config: Pointer<HttpConfig>,
        /// Where to post.
        url: HttpUrl,
        /// A file that holds the URL.
        url_file: Text,
        /// The token of the alert source.
        alert_source_token: SecretText,
        /// A file that holds the token.
        alert_source_token_file: Text,
        /// How many alerts a message holds at most; 0 is all.
        max_alerts: Count,
        /// How long a request may take.
        timeout: GoDuration,
    }
}

impl Rules for IncidentioConfig {
    const STARTS_AFRESH: bool = true;

    fn go_type(_version: Version) -> &'static str {
        "incidentio.IncidentioConfig"
    }

    fn inner_go_type(_version: Version) -> &'static str {
        "incidentio.plain"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        let url = [
            ("url", self.url.as_ref().map(|url| url.span)),
            ("url_file", filled(self.url_file.as_ref())),
        ];
        let token = [
            ("alert_source_token", filled_secret(self.alert_source_token.as_ref())),
            ("alert_source_token_file", filled(self.alert_source_token_file.as_ref())),
        ];
        checks.at_least_one(&url, "one of url or url_file must be configured");
        checks.at_most_one(&url, "at most one of url & url_file must be configured");
        checks.at_most_one(
            &token,
            "at most one of alert_source_token & alert_source_token_file must be configured",
        );
        let Some(http_config) = &self.http_config else {
            return;
        };
        let authorization = http_config.has_authorization().then_some(http_config.span);
        let either = token[0].1.or(token[1].1);
        checks.at_most_one(
            &[
                ("http_config.authorization", authorization),
                ("alert_source_token", either),
            ],
            "cannot specify alert_source_token or alert_source_token_file when using http_config.authorization",
        );
        if authorization.is_none()
            && either.is_none()
            && ["http_config", "alert_source_token", "alert_source_token_file"]
                .into_iter()
                .all(|key| checks.knows(key))
        {
            let finding = fatal(
                "missing-key",
                checks.head,
                "nothing says who sends: there is no token",
                "at least one of alert_source_token, alert_source_token_file or http_config.authorization must be configured",
            )
            .with_help("set `alert_source_token` or `alert_source_token_file`");
            checks.refuse(finding);
        }
    }
}

sender! { IncidentioConfig {} }
