//! A service and an integration to begin with.

use anyhow::Context;

use crate::server::Running;
use crate::store::{NewIntegration, NewService};

/// What the first integration is called.
pub(super) const INTEGRATION: &str = "Prometheus";

/// What was made at the first start.
pub(super) struct Made {
    /// The service's name.
    pub service: String,
    /// The service's key.
    pub service_key: String,
    /// The integration's name.
    pub integration: String,
    /// Its webhook URL; a secret, shown this once.
    pub webhook_url: String,
}

/// Makes them in a store that has no integration; does nothing in another.
pub(super) async fn take(running: &Running) -> anyhow::Result<Option<Made>> {
    let store = running.store();
    let directory = store.directory();
    if !directory.integrations().is_empty() || !directory.services().is_empty() {
        return Ok(None);
    }
    let service = NewService {
        name: "Demo service".to_owned(),
        description: "Made at the first start, to try things with".to_owned(),
        ..NewService::default()
    };
    let service = store
        .create_service(service)
        .await
        .context("cannot make the first service")?;
    let integration = NewIntegration {
        name: INTEGRATION.to_owned(),
        services: vec![service.key.to_string()],
        ..NewIntegration::default()
    };
    let name = integration.name.clone();
    let key = store
        .create_integration(integration)
        .await
        .context("cannot make the first integration")?;
    Ok(Some(Made {
        service: service.name,
        service_key: service.key.to_string(),
        integration: name,
        webhook_url: running.webhook_url(&key),
    }))
}
