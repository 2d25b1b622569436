//! The local Runframe of a walkthrough, and what is seen of it through its webhook and its V1 API.

use std::path::Path;
use std::time::Duration;

use super::story::{Broken, Story};
use crate::api::{self, DeliverySummary, Success};
use crate::client::{Client, IncidentQuery};
use crate::fire::{Answer, Sender, WebhookUrl};
use crate::guide::TestRule;
use crate::incident::Severity;
use crate::server::{self, Running};
use crate::store::{Location, NewIntegration, NewService};
use crate::version::Version;
use crate::webhook::Notification;

/// The names a walkthrough gives.
const SERVICE: &str = "Checkout";
const INTEGRATION: &str = "Prometheus";

/// How long a request to the same process may take.
const REQUEST_LIMIT: Duration = Duration::from_secs(5);

/// A server that runs, with one service linked to one integration.
pub(super) struct LocalRunframe {
    running: Running,
    service_key: String,
    webhook_url: WebhookUrl,
    api: Client,
}

impl LocalRunframe {
    /// Starts it, its store in `folder`, and goes through the guide's set-up.
    pub(super) async fn start(folder: &Path, story: &mut Story<'_>) -> Result<Self, Broken> {
        let broken =
            |error: anyhow::Error| Broken::new("set-up", format!("the local Runframe does not start: {error:#}"));
        let running = server::start(server::Options {
            location: Location::Folder(folder.join("runframe")),
            ..server::Options::ephemeral()
        })
        .await
        .map_err(|error| broken(error.into()))?;
        story.pass("runframe", running.base_url.clone(), "SQLite in a temporary folder");
        let service = NewService {
            name: SERVICE.into(),
            ..NewService::default()
        };
        let service = running
            .store()
            .create_service(service)
            .await
            .map_err(|error| broken(error.into()))?;
        let service_key = service.key.to_string();
        story.pass("service", format!("{SERVICE} ({service_key})"), "");
        let integration = NewIntegration {
            name: INTEGRATION.into(),
            services: vec![service_key.clone()],
            ..NewIntegration::default()
        };
        let key = running
            .store()
            .create_integration(integration)
            .await
            .map_err(|error| broken(error.into()))?;
        story.pass(
            "integration",
            format!("{INTEGRATION}, linked to {SERVICE}"),
            "webhook URL: /webhooks/<secret>",
        );
        let webhook_url = running
            .webhook_url(&key)
            .parse()
            .map_err(|error| broken(anyhow::Error::new(error)))?;
        let api = Client::new(&running.base_url, None).map_err(|error| broken(error.into()))?;
        Ok(Self {
            running,
            service_key,
            webhook_url,
            api,
        })
    }

    /// Stops it.
    pub(super) async fn stop(self) {
        self.running.shutdown().await;
    }

    /// Where alerts are sent to. A secret.
    pub(super) fn webhook_url(&self) -> &str {
        self.webhook_url.expose().as_str()
    }

    /// The key of the service.
    pub(super) fn service_key(&self) -> &str {
        &self.service_key
    }

    /// The service, as an incident's should read.
    pub(super) fn service(&self) -> String {
        format!("{SERVICE} ({})", self.service_key)
    }

    /// Sends a notification as Alertmanager would, and says how it was taken.
    pub(super) async fn deliver(&self, notification: &Notification) -> Result<String, Broken> {
        let version = Version::default();
        let broken = |error: anyhow::Error| Broken::new("POST /webhooks/<secret>", format!("{error:#}"));
        let sender = Sender::new(version, REQUEST_LIMIT);
        let answer = sender
            .send(&self.webhook_url, notification.to_json(version))
            .await
            .map_err(|error| broken(error.into()))?;
        let Answer {
            status, body, elapsed, ..
        } = &answer;
        if !status.is_success() {
            return Err(Broken::new("POST /webhooks/<secret>", format!("it answered {status}")));
        }
        let summary: Success<DeliverySummary> = serde_json::from_slice(body).map_err(|error| broken(error.into()))?;
        let actions: Vec<_> = summary
            .data
            .results
            .iter()
            .map(|result| result.action.as_str())
            .collect();
        Ok(format!(
            "{status} in {} ms: {}",
            elapsed.as_millis(),
            actions.join(", ")
        ))
    }

    /// The newest incident with the rule's title, through the V1 API.
    pub(super) async fn incident(&self, rule: &TestRule) -> Result<Option<Incident>, Broken> {
        let broken = |error: crate::client::ClientError| Broken::new("GET /api/v1/incidents", error.to_string());
        let page = self.api.incidents(&IncidentQuery::default()).await.map_err(broken)?;
        let Some(found) = page.items.into_iter().find(|incident| incident.title == rule.alertname) else {
            return Ok(None);
        };
        let incident = self.api.incident(&found.incident_number).await.map_err(broken)?;
        Ok(Some(Incident(incident)))
    }
}

/// An incident as the V1 API shows it.
pub(super) struct Incident(api::Incident);

impl Incident {
    pub(super) fn number(&self) -> &str {
        &self.0.incident_number
    }

    pub(super) fn title(&self) -> &str {
        &self.0.title
    }

    pub(super) fn status(&self) -> &str {
        &self.0.status
    }

    /// Code and name.
    pub(super) fn severity(&self) -> String {
        match self.0.severity.parse::<Severity>() {
            Ok(severity) => severity_text(severity),
            Err(_) => self.0.severity.clone(),
        }
    }

    /// Name and key of each service.
    pub(super) fn service(&self) -> String {
        let services = self.0.services.iter();
        let services: Vec<_> = services.map(|s| format!("{} ({})", s.name, s.service_key)).collect();
        services.join(", ")
    }

    pub(super) fn detected_at(&self) -> &str {
        self.0.detected_at.as_deref().unwrap_or("never")
    }

    pub(super) fn group_key(&self) -> &str {
        self.0.alert.as_ref().map_or("", |alert| &alert.group_key)
    }

    pub(super) fn is_resolved(&self) -> bool {
        self.0.status == "resolved"
    }

    /// What gave the severity where the label did not, in the words of the timeline.
    pub(super) fn severity_fallback(&self) -> Option<&str> {
        let mut entries = self.0.timeline.iter().flatten();
        let entry = entries.find(|entry| entry.kind == "severity_fallback")?;
        Some(&entry.comment)
    }

    pub(super) fn resolved_at(&self) -> &str {
        self.0.resolved_at.as_deref().unwrap_or("never")
    }

    pub(super) fn resolved_by(&self) -> Option<&str> {
        self.0.resolved_by.as_deref()
    }
}

/// Code and name, such as `SEV0 Critical`.
pub(super) fn severity_text(severity: Severity) -> String {
    format!("{} {}", severity.code(), severity.name())
}
