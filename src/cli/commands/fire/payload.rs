//! Bodies as a receiver's own `payload` has them.

use jiff::Timestamp;

use super::warn;
use crate::cli::http::ConfigFile;
use crate::cli::template_files::{self, Content};
use crate::cli::{Failure, Session};
use crate::config::{Config, Value};
use crate::template::run::{Template, parse_file};
use crate::webhook::Notification;
use crate::webhook::custom::{self, CustomPayloadError};

/// What it takes to render the payloads of a configuration.
#[derive(Default)]
pub(in crate::cli) struct CustomPayloads<'c> {
    config: Option<&'c Config>,
    templates: Vec<Template>,
}

impl<'c> CustomPayloads<'c> {
    /// Those of a configuration. Its template files are read only if there is something to render.
    pub(in crate::cli) fn of(file: Option<ConfigFile<'c>>) -> Self {
        let Some(ConfigFile { config, path }) = file else {
            return Self::default();
        };
        if !config
            .receivers
            .iter()
            .any(|receiver| of(config, &receiver.name.value).is_some())
        {
            return Self::default();
        }
        let files = template_files::read(path, &config.templates);
        let templates = files.iter().filter_map(|file| match &file.content {
            // That they parse was seen when the configuration was loaded.
            Content::Text(text) => parse_file(&file.path, text).ok(),
            Content::Unreadable(_) => None,
        });
        Self {
            config: Some(config),
            templates: templates.collect(),
        }
    }

    /// Whether a receiver has one.
    pub(in crate::cli) fn has(&self, receiver: &str) -> bool {
        self.payload(receiver).is_some()
    }

    fn payload(&self, receiver: &str) -> Option<&'c Value> {
        of(self.config?, receiver)
    }

    /// The body of a message; `None` if it is Alertmanager's own, or has to be for want of anything better, which is told.
    pub(in crate::cli) fn body(
        &self,
        notification: &Notification,
        now: Timestamp,
        session: &mut Session,
    ) -> anyhow::Result<Option<Vec<u8>>> {
        let receiver = notification.receiver();
        let Some(payload) = self.payload(receiver) else {
            return Ok(None);
        };
        match custom::render(payload, notification, &self.templates, now) {
            Ok(body) => Ok(Some(body)),
            Err(error @ CustomPayloadError::Refused(_)) => Err(Failure::unmet(format!(
                "Alertmanager sends nothing to receiver `{receiver}`: {error}"
            ))
            .with_help("mend the template in its `payload`")
            .into()),
            Err(error @ CustomPayloadError::NotSimulated(_)) => {
                let why = format!(
                    "the `payload` of receiver `{receiver}` is not simulated ({error}): Alertmanager's own message is sent in its \
                     place"
                );
                warn(session, &why);
                Ok(None)
            }
        }
    }
}

/// What to say where Runframe does not take what such a receiver sends.
pub(super) fn not_read(receiver: &str) -> String {
    format!(
        "receiver `{receiver}` has a `payload` of its own: Runframe reads Alertmanager's own message, so leave it out"
    )
}

/// The payload of a receiver's first webhook, which is the one that is sent to.
pub(super) fn of<'c>(config: &'c Config, receiver: &str) -> Option<&'c Value> {
    let receiver = config.receivers.iter().find(|known| known.name.value == receiver)?;
    let (_, webhook) = receiver.webhook()?;
    let value = &webhook.payload.as_ref()?.value;
    // Alertmanager takes nothing for none.
    (*value != Value::Null).then_some(value)
}
