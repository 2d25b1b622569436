//! `integrations list`.

use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::format::{Format, print_json, print_table};
use crate::cli::{ExitStatus, Session};
use crate::report::table::Table;

/// List integrations; of each routing key only the last four characters
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    api: ApiArgs,
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.api.client()?;
    let integrations = block_on(async { client.integrations().await.map_err(failure) })?;
    match args.format {
        Format::Json => print_json(session, &integrations)?,
        Format::Text if integrations.is_empty() => {
            session.comment("no integrations yet; `runframe-cli integrations create` makes one");
        }
        Format::Text => {
            let mut table = Table::new([
                "INTEGRATION",
                "KIND",
                "ROUTING KEY",
                "INCIDENT PER",
                "SERVICES",
                "CREATED",
                "KEY SINCE",
            ]);
            for integration in integrations {
                let services: Vec<String> = integration.services.into_iter().map(|service| service.name).collect();
                let since = integration.rotated_at.unwrap_or_else(|| integration.created_at.clone());
                table.push([
                    integration.name,
                    integration.kind,
                    integration.routing_key,
                    integration.identity,
                    if services.is_empty() {
                        "-".to_owned()
                    } else {
                        services.join(", ")
                    },
                    integration.created_at,
                    since,
                ]);
            }
            print_table(session, &table)?;
        }
    }
    Ok(ExitStatus::Success)
}
