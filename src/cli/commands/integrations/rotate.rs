//! `integrations rotate`.

use super::secret::{SecretArgs, hand_out};
use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::{ExitStatus, Session};

/// Give an integration another webhook URL; the old one stops working at once
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The integration
    #[arg(value_name = "NAME")]
    name: String,

    #[command(flatten)]
    secret: SecretArgs,

    #[command(flatten)]
    api: ApiArgs,
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.api.client()?;
    let secret = block_on(async { client.rotate_integration(&args.name).await.map_err(failure) })?;
    hand_out(&args.secret, secret, session)?;
    Ok(ExitStatus::Success)
}
