//! The settings file as it is written.

use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{self, DeserializeSeed, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::incident::{Identity, ServiceAlias, ServiceKey, Severity, SeverityMap};

#[derive(Debug, Default, Deserialize)]
#[serde(
    default,
    deny_unknown_fields,
    expecting = "fields such as `services` and `integrations`"
)]
pub(super) struct File {
    pub organisation: Option<String>,
    pub default_severity: Option<Parsed<Severity>>,
    pub severity_aliases: Aliases,
    pub teams: Vec<Team>,
    pub users: Vec<User>,
    pub services: Vec<Service>,
    pub integrations: Vec<Integration>,
    pub on_call: Vec<Schedule>,
    pub escalation_policies: Vec<Policy>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "`name` and `members`")]
pub(super) struct Team {
    #[serde(deserialize_with = "text")]
    pub name: String,
    #[serde(default, deserialize_with = "text_or_nothing")]
    pub description: String,
    #[serde(default)]
    pub members: Vec<Email>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "`name` and `email`")]
pub(super) struct User {
    #[serde(deserialize_with = "text")]
    pub name: String,
    pub email: Email,
    #[serde(default = "yes")]
    pub is_active: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "fields such as `name` and `service_key`")]
pub(super) struct Service {
    #[serde(deserialize_with = "text")]
    pub name: String,
    #[serde(rename = "service_key")]
    pub key: Option<Parsed<ServiceKey>>,
    pub alias: Option<Parsed<ServiceAlias>>,
    #[serde(default, deserialize_with = "text_or_nothing")]
    pub description: String,
    pub default_severity: Option<Parsed<Severity>>,
    pub team: Option<String>,
    #[serde(default = "yes")]
    pub is_active: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "fields such as `name` and `services`")]
pub(super) struct Integration {
    #[serde(deserialize_with = "text")]
    pub name: String,
    #[serde(default, deserialize_with = "texts")]
    pub services: Vec<String>,
    #[serde(default)]
    pub severity_aliases: Aliases,
    pub routing_key_file: Option<String>,
    pub identity: Option<Parsed<Identity>>,
    pub default_severity: Option<Parsed<Severity>>,
    pub rate_limit: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "fields such as `schedule` and `engineers`")]
pub(super) struct Schedule {
    #[serde(rename = "schedule", deserialize_with = "text")]
    pub name: String,
    pub team: Option<String>,
    #[serde(default, deserialize_with = "texts")]
    pub services: Vec<String>,
    pub engineers: Vec<Email>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "`severities` and `levels`")]
pub(super) struct Policy {
    pub severities: Vec<Parsed<Severity>>,
    pub levels: Vec<Level>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "`role` and `timeout_minutes`")]
pub(super) struct Level {
    #[serde(deserialize_with = "text")]
    pub role: String,
    pub timeout_minutes: u32,
    #[serde(default = "yes")]
    pub enabled: bool,
}

/// Nothing is no text, though YAML would read it as `null` or `~`.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Option::deserialize(deserializer)?.ok_or_else(|| de::Error::custom("expected a text, not nothing"))
}

fn text_or_nothing<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let written: Option<Vec<Option<String>>> = Option::deserialize(deserializer)?;
    let texts: Option<Vec<String>> = written.unwrap_or_default().into_iter().collect();
    texts.ok_or_else(|| de::Error::custom("expected texts, and one is nothing"))
}

fn yes() -> bool {
    true
}

/// A value with a form of its own, so that a wrong one is told with its line.
#[derive(Clone, Debug)]
pub(super) struct Parsed<T>(pub T);

impl<'de, T: FromStr<Err: Display>> Deserialize<'de> for Parsed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Reader(PhantomData)).map(Self)
    }
}

/// Reads a text while the reader of YAML is still at its place.
struct Reader<T>(PhantomData<T>);

impl<T: FromStr<Err: Display>> Visitor<'_> for Reader<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

/// What values of the label `severity` mean. None has two meanings.
#[derive(Clone, Debug, Default)]
pub(super) struct Aliases(pub SeverityMap);

impl<'de> Deserialize<'de> for Aliases {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = SeverityMap;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("values of the label `severity` with what they mean")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<SeverityMap, A::Error> {
                let mut aliases = SeverityMap::default();
                while let Some(value) = map.next_key_seed(Unused(&aliases))? {
                    let severity: Parsed<Severity> = map.next_value()?;
                    aliases.add_alias(&value, severity.0);
                }
                Ok(aliases)
            }
        }

        deserializer.deserialize_map(Reader).map(Self)
    }
}

/// Reads a value that has no meaning yet, while the reader of YAML is still at its place.
struct Unused<'a>(&'a SeverityMap);

impl<'de> DeserializeSeed<'de> for Unused<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Unused<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
        if text.trim().is_empty() {
            return Err(E::custom("the value is empty"));
        }
        if self.0.has_alias(text) {
            return Err(E::custom(format!("`{text}` has a meaning already: case plays no part")));
        }
        Ok(text.to_owned())
    }
}

/// An email, in lower case.
#[derive(Clone, Debug)]
pub(super) struct Email(pub String);

impl FromStr for Email {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let email = text.trim().to_lowercase();
        let is_email = email
            .split_once('@')
            .is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty())
            && !email.contains(char::is_whitespace);
        if is_email {
            Ok(Self(email))
        } else {
            Err(format!("`{text}` is not an email address"))
        }
    }
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Parsed::deserialize(deserializer).map(|Parsed(email)| email)
    }
}
