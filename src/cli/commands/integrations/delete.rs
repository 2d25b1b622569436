//! `integrations delete`.

use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::format::{Format, print_json};
use crate::cli::{ExitStatus, Session};

/// Disconnect an integration; its webhook URL stops working at once, its incidents stay
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The integration
    #[arg(value_name = "NAME")]
    name: String,

    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    api: ApiArgs,
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.api.client()?;
    let deleted = block_on(async { client.delete_integration(&args.name).await.map_err(failure) })?;
    match args.format {
        Format::Json => print_json(session, &deleted)?,
        Format::Text => writeln!(session.out(), "deleted `{}`; its incidents stay", deleted.name)?,
    }
    Ok(ExitStatus::Success)
}
