//! The settings file: what an organisation is, written down.

mod check;
mod file;
mod place;

#[cfg(test)]
mod tests;

use super::Organisation;
use crate::incident::{Identity, ServiceAlias, ServiceKey, Severity, SeverityMap};
use crate::text::expected::in_plain_words;
use crate::text::without_mark;
use crate::yaml;

/// What a settings file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Name, people, schedules and policies.
    pub organisation: Organisation,
    /// Severity when neither alert nor service has one.
    pub default_severity: Option<Severity>,
    /// The services to have.
    pub services: Vec<ServiceSettings>,
    /// The integrations to have.
    pub integrations: Vec<IntegrationSettings>,
}

/// A service to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceSettings {
    /// What people call it.
    pub name: String,
    /// Its key; drawn at random when it is made if `None`.
    pub key: Option<ServiceKey>,
    /// Its older name.
    pub alias: Option<ServiceAlias>,
    /// What it is.
    pub description: String,
    /// Severity of an incident whose alert names none.
    pub default_severity: Option<Severity>,
    /// The team that owns it.
    pub team: Option<String>,
    /// Whether it is given incidents.
    pub is_active: bool,
}

/// An integration to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntegrationSettings {
    /// What people call it.
    pub name: String,
    /// The services its alerts can go to, by name.
    pub services: Vec<String>,
    /// What values of the `severity` label mean.
    pub severity_map: SeverityMap,
    /// The file that holds its routing key; drawn at random if `None`.
    pub routing_key_file: Option<String>,
    /// What is one incident; `None` for an alert, or what it is already.
    pub identity: Option<Identity>,
    /// Severity where neither alert nor service names one; `None` leaves it as it is.
    pub default_severity: Option<Severity>,
    /// How many deliveries it takes a minute; `None` leaves it as it is.
    pub rate_limit: Option<u32>,
}

/// The file does not say what a settings file can.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SettingsError {
    /// What is wrong, and where in the file's structure.
    pub message: String,
    /// Line and column, from 1, where they are known.
    pub place: Option<(usize, usize)>,
}

impl Settings {
    /// Reads YAML. Unknown fields are errors: a misspelt one would silently do nothing.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        let text = without_mark(text);
        if let Ok(serde_yaml::Value::Null) = serde_yaml::from_str(text) {
            return Ok(Self::default());
        }
        let file: file::File = serde_yaml::from_str(text).map_err(|error| {
            if let Some((place, message)) = yaml::control_character(&error.to_string(), text) {
                return SettingsError {
                    message,
                    place: Some((place.line as usize, place.column as usize)),
                };
            }
            let place = error.location().map(|place| (place.line(), place.column()));
            // The place is told by itself.
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or(&message);
            let message = match message.split_once(": ") {
                Some((path, reason)) if !path.contains(' ') => format!("{path}: {}", in_plain_words(reason)),
                _ => in_plain_words(message),
            };
            SettingsError { message, place }
        })?;
        check::checked(file).map_err(|misfit| SettingsError {
            message: format!("{}: {}", misfit.place, misfit.message),
            place: misfit.place.find(text),
        })
    }
}
