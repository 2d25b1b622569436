//! `keys list`.

use crate::api::Scope;
use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::format::{Format, print_json, print_table, visible};
use crate::cli::{ExitStatus, Session};
use crate::report::table::Table;

/// List API keys; of each only the last four characters
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
    let keys = block_on(async { client.api_keys().await.map_err(failure) })?;
    match args.format {
        Format::Json => print_json(session, &keys)?,
        Format::Text if keys.is_empty() => {
            session.comment("no API keys yet; `runframe-cli keys create` makes one");
        }
        Format::Text => {
            let mut table = Table::new(["NAME", "KEY", "KIND", "OWNER", "SCOPES", "CREATED"]);
            for key in keys {
                let scopes = if key.scopes.len() == Scope::ALL.len() {
                    "everything".to_owned()
                } else {
                    key.scopes.join(", ")
                };
                table.push([
                    visible(&key.name).into_owned(),
                    key.key,
                    key.kind,
                    key.owner_email
                        .map_or_else(|| "-".to_owned(), |email| visible(&email).into_owned()),
                    scopes,
                    key.created_at,
                ]);
            }
            print_table(session, &table)?;
        }
    }
    Ok(ExitStatus::Success)
}
