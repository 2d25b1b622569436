//! `services link`.

use crate::api::{Integration, LinkServices};
use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::format::{Format, print_json};
use crate::cli::{ExitStatus, Failure, Session};
use crate::client::Client;

/// Let an integration's alerts be routed to a service of the local Runframe
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The service, by key, alias or name
    #[arg(value_name = "SERVICE")]
    service: String,

    /// The integration; may be left out when there is only one
    #[arg(value_name = "INTEGRATION")]
    integration: Option<String>,

    /// Take the link away instead
    #[arg(long)]
    remove: bool,

    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    api: ApiArgs,
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.api.client()?;
    let integration = block_on(link(args, &client))?;
    match args.format {
        Format::Json => print_json(session, &integration)?,
        Format::Text => {
            let services: Vec<&str> = integration
                .services
                .iter()
                .map(|service| service.name.as_str())
                .collect();
            let services = if services.is_empty() {
                "no service".to_owned()
            } else {
                services.join(", ")
            };
            writeln!(session.out(), "alerts of `{}` can go to: {services}", integration.name)?;
        }
    }
    Ok(ExitStatus::Success)
}

async fn link(args: &Args, client: &Client) -> anyhow::Result<Integration> {
    let integration = match &args.integration {
        Some(integration) => integration.clone(),
        None => only(client.integrations().await.map_err(failure)?)?,
    };
    let changed = if args.remove {
        client.unlink_service(&integration, &args.service).await
    } else {
        let link = LinkServices {
            services: vec![args.service.clone()],
        };
        client.link_services(&integration, &link).await
    };
    changed.map_err(failure)
}

fn only(integrations: Vec<Integration>) -> anyhow::Result<String> {
    let names: Vec<String> = integrations.into_iter().map(|integration| integration.name).collect();
    match names.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(Failure::unusable("there is no integration yet")
            .with_help("create one with `runframe-cli integrations create NAME`")
            .into()),
        _ => Err(Failure::unusable("there are several integrations: name one")
            .with_help(format!("there is: {}", names.join(", ")))
            .into()),
    }
}
