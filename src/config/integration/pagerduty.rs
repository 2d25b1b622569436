//! `pagerduty_configs`. Mirrors `notify/pagerduty`.

use std::borrow::Cow;

use super::sender;
use crate::config::Value;
use crate::config::address::HttpUrl;
use crate::config::any::AnyMap;
use crate::config::decode::{
    Checks, Codec, Decoder, Expected, Flag, GoDuration, Input, List, Pointer, Printer, Rules, SecretText, Text,
    TextMap, object,
};
use crate::config::http::{HttpConfig, filled, filled_secret};
use crate::config::whole::WholeChecks;
use crate::text::Span;
use crate::version::Version;

object! {
    /// A picture of an incident.
    pub struct PagerdutyImage = "an image" {
        /// Where it is.
        src: Text,
        /// What is shown in place of it.
        alt: Text,
        /// Where it leads.
        href: Text,
    }
}

impl Rules for PagerdutyImage {
    const HAS_READER: bool = false;

    fn go_type(_version: Version) -> &'static str {
        "config.PagerdutyImage"
    }

    fn is_pointer_in_lists(_version: Version) -> bool {
        false
    }
}

object! {
    /// A link of an incident.
    pub struct PagerdutyLink = "a link" {
        /// Where it leads.
        href: Text,
        /// What it is called.
        text: Text,
    }
}

impl Rules for PagerdutyLink {
    const HAS_READER: bool = false;

    fn go_type(_version: Version) -> &'static str {
        "config.PagerdutyLink"
    }

    fn is_pointer_in_lists(_version: Version) -> bool {
        false
    }
}

/// `details`: texts at first, values of any shape from 0.30 on.
#[derive(Debug)]
pub struct Details;

impl Codec for Details {
    type Slot = <AnyMap as Codec>::Slot;

    const EXPECTED: Expected = "a mapping";

    fn go_type(version: Version) -> Cow<'static, str> {
        if version < Version::V0_33 {
            TextMap::go_type(version)
        } else {
            AnyMap::go_type(version)
        }
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        if decoder.version() >= Version::V0_33 {
            return AnyMap::decode(decoder, input, slot);
        }
        let go_type = Self::go_type(decoder.version());
        decoder.map_entries(input, &go_type, slot, &mut |decoder, _, value| {
            let text = decoder.element::<Text, _>(value)?;
            Some(Value::Text(text.value))
        })
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        slot.clear();
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        AnyMap::print(slot, key, printer);
    }
}

object! {
    /// One `pagerduty_configs` entry.
    pub struct PagerdutyConfig = "a `pagerduty_configs` entry" {
        /// Whether the end of an alert is told; true by default.
        send_resolved: Flag,
        /// How to talk HTTP, instead of the global way.
        http_config: Pointer<HttpConfig>,
        /// The key of an integration of the older API.
        service_key: SecretText,
        /// A file that holds the service key.
        service_key_file: Text,
        /// The key of an integration of the newer API.
        routing_key: SecretText,
        /// A file that holds the routing key.
        routing_key_file: Text,
        /// The server; `global.pagerduty_url` by default.
        url: HttpUrl,
        /// Who sends.
        client: Text,
        /// Where the sender is found.
        client_url: Text,
        /// The description.
        description: Text,
        /// Further names and values.
        details: Details,
        /// Pictures.
        images: List<PagerdutyImage>,
        /// Links.
        links: List<PagerdutyLink>,
        /// What is affected.
        source: Text,
        /// How bad it is.
        severity: Text,
        /// What kind of event it is.
        class: Text,
        /// The part of the source that is affected.
        component: Text,
        /// The group of components that is affected.
        group: Text,
        /// How long a request may take.
        timeout: GoDuration [since 30],
    }
}

impl Rules for PagerdutyConfig {
    const STARTS_AFRESH: bool = true;

    fn go_type(_version: Version) -> &'static str {
        "config.PagerdutyConfig"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        let routing = [
            ("routing_key", filled_secret(self.routing_key.as_ref())),
            ("routing_key_file", filled(self.routing_key_file.as_ref())),
        ];
        let service = [
            ("service_key", filled_secret(self.service_key.as_ref())),
            ("service_key_file", filled(self.service_key_file.as_ref())),
        ];
        checks.at_least_one(
            &[routing[0], routing[1], service[0], service[1]],
            "missing service or routing key in PagerDuty config",
        );
        checks.at_most_one(
            &routing,
            "at most one of routing_key & routing_key_file must be configured",
        );
        checks.at_most_one(
            &service,
            "at most one of service_key & service_key_file must be configured",
        );
    }
}

sender! { PagerdutyConfig {
    fn check_with_global(&self, checks: &mut WholeChecks<'_>) {
        let has_url = self.url.is_some() || checks.global().pagerduty_url().is_some();
        checks.required_url("url", "pagerduty_url", has_url, "no global PagerDuty URL set");
    }
} }
