//! `jira_configs`. Mirrors `notify/jira`.

use std::borrow::Cow;

use super::sender;
use crate::config::address::HttpUrl;
use crate::config::any::AnyMap;
use crate::config::decode::{
    Checks, Codec, Decoder, Expected, Flag, FlagPointer, Input, Pointer, Printer, Rules, Struct, Text, Texts, fatal,
    object,
};
use crate::config::duration::PrometheusDuration;
use crate::config::http::{HttpConfig, filled};
use crate::config::whole::WholeChecks;
use crate::text::Span;
use crate::version::Version;
use crate::yaml::Kind;

object! {
    /// A text of an issue, and whether it is kept up to date.
    pub struct JiraField = "a field of an issue" {
        /// The text.
        template: Text,
        /// Whether an existing issue gets the text too.
        enable_update: FlagPointer,
    }
}

impl Rules for JiraField {
    fn go_type(_version: Version) -> &'static str {
        "jira.JiraFieldConfig"
    }

    fn inner_go_type(_version: Version) -> &'static str {
        "jira.plain"
    }
}

/// Either a text alone or a mapping with a text.
#[derive(Debug)]
pub struct JiraFieldOrText;

impl Codec for JiraFieldOrText {
    type Slot = Option<Box<JiraField>>;

    const EXPECTED: Expected = "a text or a mapping";

    fn go_type(version: Version) -> Cow<'static, str> {
        Struct::<JiraField>::go_type(version)
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        // Read as a text first, as a mapping if that fails.
        if !decoder.step() {
            return false;
        }
        if matches!(input.node.kind, Kind::Scalar { .. }) {
            let field = slot.get_or_insert_default();
            field.span = input.node.span;
            return Text::decode(decoder, input, &mut field.template);
        }
        Struct::<JiraField>::decode(decoder, input, slot)
    }

    fn clear(at: Span, slot: &mut Self::Slot) {
        Struct::<JiraField>::clear(at, slot);
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        Struct::<JiraField>::print(slot, key, printer);
    }
}

object! {
    /// One `jira_configs` entry.
    pub struct JiraConfig = "a `jira_configs` entry" {
        /// Whether the end of an alert is told; true by default.
        send_resolved: Flag,
        /// How to talk HTTP, instead of the global way.
        http_config: Pointer<HttpConfig>,
        /// The server; `global.jira_api_url` by default.
        api_url: HttpUrl,
        /// Which API it speaks: `auto`, `cloud` or `datacenter`.
        api_type: Text,
        /// The project.
        project: Text,
        /// The summary.
        summary: JiraFieldOrText,
        /// The description.
        description: JiraFieldOrText,
        /// Labels of the issue.
        labels: Texts,
        /// The priority.
        priority: Text,
        /// The type of the issue.
        issue_type: Text,
        /// The transition that opens an issue again.
        reopen_transition: Text,
        /// The transition that resolves an issue.
        resolve_transition: Text,
        /// A resolution after which an issue is not opened again.
        wont_fix_resolution: Text,
        /// For how long an issue can be opened again.
        reopen_duration: PrometheusDuration,
        /// Further fields.
        fields: AnyMap,
    }
}

impl Rules for JiraConfig {
    const STARTS_AFRESH: bool = true;

    fn go_type(_version: Version) -> &'static str {
        "jira.JiraConfig"
    }

    fn inner_go_type(_version: Version) -> &'static str {
        "jira.plain"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        checks.required(
            "project",
            filled(self.project.as_ref()),
            "missing project in jira_config",
        );
        checks.required(
            "issue_type",
            filled(self.issue_type.as_ref()),
            "missing issue_type in jira_config",
        );
        if let Some(api_type) = &self.api_type
            && !matches!(api_type.as_str(), "auto" | "cloud" | "datacenter")
        {
            let finding = fatal(
                "bad-choice",
                api_type.span,
                "`api_type` takes `auto`, `cloud` or `datacenter`",
                "unknown api_type on jira_config, must be auto, cloud or datacenter",
            );
            checks.refuse(finding);
        }
    }
}

sender! { JiraConfig {
    fn check_with_global(&self, checks: &mut WholeChecks<'_>) {
        let url = self.api_url.as_ref().map(|url| url.span);
        let url = url.or(checks.global().jira_api_url.as_ref().map(|url| url.span));
        checks.required("api_url", "jira_api_url", url, "no global Jira Cloud URL set");
    }
} }
