//! `incidents ack`.

use super::target::{Target, print};
use crate::cli::api::{block_on, failure};
use crate::cli::{ExitStatus, Session};

/// Take an incident on: it becomes yours, and a new one is investigated from then on
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    target: Target,
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.target.api.client()?;
    let number = args.target.number.to_string();
    let incident = block_on(async { client.acknowledge(&number).await.map_err(failure) })?;
    print(args.target.format, &incident, "acknowledged", session)?;
    Ok(ExitStatus::Success)
}
