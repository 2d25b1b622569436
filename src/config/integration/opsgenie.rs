//! `opsgenie_configs`. Mirrors `notify/opsgenie`.

use super::sender;
use crate::config::address::HttpUrl;
use crate::config::decode::{Checks, Flag, List, Pointer, Rules, SecretText, Text, TextMap, fatal, object};
use crate::config::http::{HttpConfig, filled, filled_secret};
use crate::config::whole::WholeChecks;
use crate::template::{self, Functions};
use crate::text::Spanned;
use crate::version::Version;

object! {
    /// Who is to act. Braces are put around the four texts in messages.
    pub struct OpsgenieResponder = "a responder" {
        /// Its number.
        id: Text,
        /// Its name.
        name: Text,
        /// The name of a user.
        username: Text,
        /// What it is: a team, a user, an escalation or a schedule.
        kind("type"): Text,
    }
}

impl Rules for OpsgenieResponder {
    const HAS_READER: bool = false;

    fn go_type(_version: Version) -> &'static str {
        "config.OpsGenieConfigResponder"
    }

    fn is_pointer_in_lists(_version: Version) -> bool {
        false
    }
}

const TYPES: [&str; 5] = ["team", "teams", "user", "escalation", "schedule"];

impl OpsgenieResponder {
    fn check(&self, checks: &mut Checks<'_, '_>) {
        let text = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.value.clone()).unwrap_or_default();
        let (id, name, username, kind) = (text(&self.id), text(&self.name), text(&self.username), text(&self.kind));
        let span = self.kind.as_ref().map_or(self.span, |kind| kind.span);
        if id.is_empty() && name.is_empty() && username.is_empty() {
            let finding = fatal(
                "missing-key",
                self.span,
                "a responder has neither `id` nor `name` nor `username`",
                format!("opsGenieConfig responder {{{id} {name} {username} {kind}}} has to have at least one of id, username or name specified"),
            )
            .with_help("set one of them");
            checks.refuse(finding);
        }
        if kind.contains("{{") {
            if let Err(error) = template::check("", &kind, Functions::BuiltIn, checks.version()) {
                let words = if checks.version() < Version::V0_33 {
                    "is not a valid template"
                } else {
                    "contains invalid template syntax"
                };
                let finding = fatal(
                    "bad-template",
                    span,
                    "the type of a responder is a template that does not parse",
                    format!("opsGenieConfig responder {{{id} {name} {username} {kind}}} type {words}: {error}"),
                )
                .with_note(error.to_string());
                checks.refuse(finding);
            }
            return;
        }
        let kind = kind.to_lowercase();
        if !TYPES.contains(&kind.as_str()) {
            let finding = fatal(
                "bad-choice",
                span,
                "the type of a responder takes `team`, `user`, `escalation` or `schedule`",
                format!(
                    "opsGenieConfig responder {{{id} {name} {username} {kind}}} type does not match valid options ^(team|teams|user|escalation|schedule)$"
                ),
            );
            checks.refuse(finding);
        }
    }
}

object! {
    /// One `opsgenie_configs` entry.
    pub struct OpsgenieConfig = "an `opsgenie_configs` entry" {
        /// Whether the end of an alert is told; true by default.
        send_resolved: Flag,
        /// How to talk HTTP, instead of the global way.
        http_config: Pointer<HttpConfig>,
        /// The key; `global.opsgenie_api_key` by default.
        api_key: SecretText,
        /// A file that holds the key.
        api_key_file: Text,
        /// The server; `global.opsgenie_api_url` by default.
        api_url: HttpUrl,
        /// The message.
        message: Text,
        /// The description.
        description: Text,
        /// The source.
        source: Text,
        /// Further names and values.
        details: TextMap,
        /// What the alert is about.
        entity: Text,
        /// Who is to act.
        responders: List<OpsgenieResponder>,
        /// What can be done, separated by commas.
        actions: Text,
        /// Tags, separated by commas.
        tags: Text,
        /// A note.
        note: Text,
        /// The priority.
        priority: Text,
        /// Whether message and description of an alert are kept up to date.
        update_alerts: Flag,
    }
}

impl Rules for OpsgenieConfig {
    const STARTS_AFRESH: bool = true;

    fn go_type(_version: Version) -> &'static str {
        "config.OpsGenieConfig"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        checks.at_most_one(
            &[
                ("api_key", filled_secret(self.api_key.as_ref())),
                ("api_key_file", filled(self.api_key_file.as_ref())),
            ],
            "at most one of api_key & api_key_file must be configured",
        );
        if checks.knows("responders") {
            for responder in &self.responders {
                responder.check(checks);
            }
        }
    }
}

sender! { OpsgenieConfig {
    fn check_with_global(&self, checks: &mut WholeChecks<'_>) {
        let global = checks.global();
        let has_url = self.api_url.is_some() || global.opsgenie_api_url().is_some();
        let key = filled_secret(self.api_key.as_ref())
            .or(filled(self.api_key_file.as_ref()))
            .or(filled_secret(global.opsgenie_api_key.as_ref()))
            .or(filled(global.opsgenie_api_key_file.as_ref()));
        checks.required_url("api_url", "opsgenie_api_url", has_url, "no global OpsGenie URL set");
        checks.required(
            "api_key",
            "opsgenie_api_key",
            key,
            "no global OpsGenie API Key set either inline or in a file",
        );
    }
} }
