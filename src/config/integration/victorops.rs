//! `victorops_configs`. Mirrors `notify/victorops`.

use super::sender;
use crate::config::address::HttpUrl;
use crate::config::decode::{Checks, Flag, Pointer, Rules, SecretText, Text, TextMap, fatal, object};
use crate::config::http::{HttpConfig, filled, filled_secret};
use crate::config::whole::WholeChecks;
use crate::version::Version;

object! {
    /// One `victorops_configs` entry.
    pub struct VictoropsConfig = "a `victorops_configs` entry" {
        /// Whether the end of an alert is told; true by default.
        send_resolved: Flag,
        /// How to talk HTTP, instead of the global way.
        http_config: Pointer<HttpConfig>,
        /// The key; `global.victorops_api_key` by default.
        api_key: SecretText,
        /// A file that holds the key.
        api_key_file: Text,
        /// The server; `global.victorops_api_url` by default.
        api_url: HttpUrl,
        /// To which team.
        routing_key: Text,
        /// What kind of message it is; `CRITICAL` by default.
        message_type: Text,
        /// The message.
        state_message: Text,
        /// What it is about.
        entity_display_name: Text,
        /// Who sends.
        monitoring_tool: Text,
        /// Further names and values.
        custom_fields: TextMap,
    }
}

/// Fields of a message that cannot be set, in the order they are looked for.
const RESERVED: [&str; 7] = [
    "routing_key",
    "message_type",
    "state_message",
    "entity_display_name",
    "monitoring_tool",
    "entity_id",
    "entity_state",
];

impl Rules for VictoropsConfig {
    const STARTS_AFRESH: bool = true;

    fn go_type(_version: Version) -> &'static str {
        "config.VictorOpsConfig"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        checks.required(
            "routing_key",
            filled(self.routing_key.as_ref()),
            "missing Routing key in VictorOps config",
        );
        checks.at_most_one(
            &[
                ("api_key", filled_secret(self.api_key.as_ref())),
                ("api_key_file", filled(self.api_key_file.as_ref())),
            ],
            "at most one of api_key & api_key_file must be configured",
        );
        for reserved in RESERVED {
            if let Some((name, _)) = self.custom_fields.iter().find(|(name, _)| name.value == reserved) {
                let finding = fatal(
                    "reserved-field",
                    name.span,
                    format!("`{reserved}` cannot be a custom field"),
                    format!("victorOps config contains custom field {reserved} which cannot be used as it conflicts with the fixed/static fields"),
                )
                .with_help("give it another name");
                checks.refuse(finding);
            }
        }
    }
}

sender! { VictoropsConfig {
    fn check_with_global(&self, checks: &mut WholeChecks<'_>) {
        let global = checks.global();
        let has_url = self.api_url.is_some() || global.victorops_api_url().is_some();
        let key = filled_secret(self.api_key.as_ref())
            .or(filled(self.api_key_file.as_ref()))
            .or(filled_secret(global.victorops_api_key.as_ref()))
            .or(filled(global.victorops_api_key_file.as_ref()));
        checks.required_url("api_url", "victorops_api_url", has_url, "no global VictorOps URL set");
        checks.required("api_key", "victorops_api_key", key, "no global VictorOps API Key set");
    }
} }
