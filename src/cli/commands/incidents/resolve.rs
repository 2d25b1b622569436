//! `incidents resolve`.

use super::target::{Target, print};
use crate::api::ChangeStatus;
use crate::cli::api::{block_on, failure};
use crate::cli::{ExitStatus, Session};
use crate::incident::Status;

/// Resolve an incident by hand; its alert may go on firing without opening another
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Why
    #[arg(long, short = 'm', value_name = "TEXT")]
    comment: Option<String>,

    #[command(flatten)]
    target: Target,
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.target.api.client()?;
    let change = ChangeStatus {
        status: Status::Resolved.code().to_owned(),
        comment: args.comment.clone(),
    };
    let number = args.target.number.to_string();
    let incident = block_on(async { client.change_status(&number, &change).await.map_err(failure) })?;
    print(args.target.format, &incident, "resolved", session)?;
    Ok(ExitStatus::Success)
}
