//! `keys revoke`.

use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::format::{Format, print_json, visible};
use crate::cli::{ExitStatus, Session};

/// Revoke an API key: requests with it are refused from then on
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The key's name
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
    let key = block_on(async { client.revoke_api_key(&args.name).await.map_err(failure) })?;
    match args.format {
        Format::Json => print_json(session, &key)?,
        Format::Text => writeln!(session.out(), "revoked `{}` {}", visible(&key.name), key.key)?,
    }
    Ok(ExitStatus::Success)
}
