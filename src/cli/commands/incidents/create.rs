//! `incidents create`.

use clap::builder::PossibleValuesParser;

use super::target::print;
use crate::api::CreateIncident;
use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::format::Format;
use crate::cli::{ExitStatus, Failure, Session};
use crate::client::Client;
use crate::incident::{ServiceKey, Severity};

/// Create an incident without an alert
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What to call it
    #[arg(value_name = "TITLE")]
    title: String,

    /// A service it affects, by key or name; may be repeated
    #[arg(long, value_name = "SERVICE", required = true)]
    service: Vec<String>,

    /// How bad it is; the service's default otherwise
    #[arg(long, value_name = "SEVERITY", value_parser = PossibleValuesParser::new(Severity::ALL.map(Severity::code)), ignore_case = true)]
    severity: Option<String>,

    /// What is known about it
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,

    /// Sent again with the same key, the request makes no second incident
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,

    /// How to print the incident
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    api: ApiArgs,
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.api.client()?;
    let incident = block_on(async {
        let mut keys = Vec::new();
        for service in &args.service {
            keys.push(key_of(&client, service).await?);
        }
        let new = CreateIncident {
            title: args.title.clone(),
            service_ids: keys,
            description: args.description.clone(),
            severity: args.severity.as_ref().map(|severity| severity.to_uppercase()),
        };
        let key = args.idempotency_key.as_deref();
        client.create_incident(&new, key).await.map_err(failure)
    })?;
    print(args.format, &incident, "created", session)?;
    Ok(ExitStatus::Success)
}

/// The key of a service; a name is looked up.
async fn key_of(client: &Client, service: &str) -> anyhow::Result<String> {
    if let Ok(key) = service.parse::<ServiceKey>() {
        return Ok(key.to_string());
    }
    let found = client.services_named(service).await.map_err(failure)?;
    let exact = found
        .items
        .iter()
        .find(|known| known.name.to_lowercase() == service.trim().to_lowercase());
    match exact {
        Some(service) => Ok(service.service_key.clone()),
        None => Err(Failure::unusable(format!("there is no service `{service}`"))
            .with_help("`runframe-cli services list` shows those there are")
            .into()),
    }
}
