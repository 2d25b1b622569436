//! Where to fire: a URL that was given, the local Runframe that is running, or one in this process.

use std::collections::BTreeMap;

use super::{InvalidUrl, TargetId, WebhookUrl};
use crate::api::{CreateIntegration, CreateService, Incident};
use crate::client::{Client, ClientError, IncidentQuery};
use crate::incident::ServiceKey;
use crate::report::mapping::TargetKind;
use crate::server::{self, Options, Running, StartError};

/// Incidents looked at a time.
const PAGE: u32 = 100;

/// How many times so many are looked at.
const PAGES_MAX: u64 = 20;

/// The integration of a Runframe in this process.
const INTEGRATION: &str = "prometheus";

/// What a Runframe in this process is remembered under: all of them are one target, as none is left to tell apart.
const IN_PROCESS: &str = "in-process";

/// A receiver, and what else is known of it.
pub struct Target {
    /// Where to post.
    pub url: WebhookUrl,
    /// What it is.
    pub kind: TargetKind,
    host: String,
    identity: TargetId,
    api: Option<Client>,
    running: Option<Running>,
}

/// What was found where the local Runframe usually is.
pub enum LocalTarget {
    /// It runs.
    Found(Box<Target>),
    /// Nobody listens there.
    NotRunning,
    /// Somebody else listens there.
    Somebody(ClientError),
}

/// A Runframe in this process cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum InProcessError {
    /// It does not start.
    #[error("cannot start a Runframe in this process")]
    Start(#[from] StartError),
    /// It does not do what it is told.
    #[error("cannot set up the Runframe in this process")]
    SetUp(#[from] ClientError),
    /// Its webhook URL is none.
    #[error(transparent)]
    Url(#[from] InvalidUrl),
}

impl Target {
    /// A URL. If it is on this machine its API is asked too, should it have one.
    #[must_use]
    pub fn given(url: WebhookUrl) -> Self {
        let api = url
            .is_loopback()
            .then(|| Client::new(&url.origin(), None).ok())
            .flatten();
        Self {
            host: url.authority(),
            identity: url.identity(),
            kind: TargetKind::Url,
            api,
            running: None,
            url,
        }
    }

    /// The local Runframe at `server`, by the webhook URL it gives to programs on this machine for an integration; for its
    /// first if `None`.
    pub async fn local(server: &str, integration: Option<&str>) -> Result<LocalTarget, ClientError> {
        let client = Client::new(server, None)?;
        let webhook = match client.local_webhook(integration).await {
            Ok(webhook) => webhook,
            Err(ClientError::Unreachable { .. }) => return Ok(LocalTarget::NotRunning),
            Err(error @ (ClientError::Unexpected { .. } | ClientError::TimedOut { .. })) => {
                return Ok(LocalTarget::Somebody(error));
            }
            Err(error) => return Err(error),
        };
        let Ok(url) = webhook.webhook_url.parse::<WebhookUrl>() else {
            return Ok(LocalTarget::Somebody(ClientError::Unexpected {
                server: client.server(),
                status: 200,
                why: "it gave no webhook URL".into(),
            }));
        };
        Ok(LocalTarget::Found(Box::new(Self {
            host: url.authority(),
            // The key it gives out is another one after each start.
            identity: TargetId::of(&format!("{} {}", client.origin(), webhook.integration)),
            kind: TargetKind::LocalRunframe,
            api: Some(client),
            running: None,
            url,
        })))
    }

    /// A Runframe in this process, in memory, with services of these keys so that alerts reach them.
    pub async fn in_process(services: impl IntoIterator<Item = ServiceKey>) -> Result<Self, InProcessError> {
        let running = server::start(Options::ephemeral()).await?;
        let client = Client::new(&running.base_url, None)?;
        let mut integration = CreateIntegration {
            name: INTEGRATION.into(),
            ..CreateIntegration::default()
        };
        for key in services {
            let service = CreateService {
                name: key.to_string(),
                service_key: Some(key.to_string()),
                ..CreateService::default()
            };
            client.create_service(&service).await?;
            integration.services.push(key.to_string());
        }
        let secret = client.create_integration(&integration).await?;
        Ok(Self {
            url: secret.webhook_url.parse()?,
            kind: TargetKind::InProcess,
            host: IN_PROCESS.to_owned(),
            identity: TargetId::of(IN_PROCESS),
            api: Some(client),
            running: Some(running),
        })
    }

    /// Under which name what is fired at it is remembered.
    #[must_use]
    pub fn memory_key(&self) -> (&str, &TargetId) {
        (&self.host, &self.identity)
    }

    /// Its API, if it has one.
    pub(super) fn client(&self) -> Option<&Client> {
        self.api.as_ref()
    }

    /// The incident of a number, if its API can be asked and knows it.
    pub async fn incident(&self, number: &str) -> Option<Incident> {
        self.api.as_ref()?.incident(number).await.ok()
    }

    /// The newest incident of each of these alerts, by their hashes, among the latest ones.
    pub async fn incidents_of(&self, fingerprints: &[String]) -> BTreeMap<String, Incident> {
        self.look_for(fingerprints).await.unwrap_or_default()
    }

    /// [`Target::incidents_of`]; `None` if there is no API that tells.
    pub async fn look_for(&self, fingerprints: &[String]) -> Option<BTreeMap<String, Incident>> {
        let mut found = BTreeMap::new();
        let api = self.api.as_ref()?;
        for page in 0..PAGES_MAX {
            let query = IncidentQuery {
                limit: Some(PAGE),
                offset: Some(page * u64::from(PAGE)),
                ..IncidentQuery::default()
            };
            let page = api.incidents(&query).await.ok()?;
            for incident in page.items {
                let fingerprint = incident.alert.as_ref().map(|alert| &alert.fingerprint);
                if let Some(fingerprint) = fingerprint.filter(|known| fingerprints.contains(known)) {
                    let fingerprint = fingerprint.clone();
                    found.entry(fingerprint).or_insert(incident);
                }
            }
            if found.len() == fingerprints.len() || !page.has_more {
                break;
            }
        }
        Some(found)
    }

    /// Under which name what is fired at a Runframe in this process is remembered.
    #[must_use]
    pub fn in_process_memory_key() -> (&'static str, TargetId) {
        (IN_PROCESS, TargetId::of(IN_PROCESS))
    }

    /// Lets go of it; one in this process ends.
    pub async fn close(self) {
        if let Some(running) = self.running {
            running.shutdown().await;
        }
    }
}
