//! `incidents status`.

use clap::builder::PossibleValuesParser;

use super::target::{Target, print};
use crate::api::ChangeStatus;
use crate::cli::api::{block_on, failure};
use crate::cli::{ExitStatus, Session};
use crate::incident::Status;

/// Move an incident to another status
///
/// From new, investigating, fixing and monitoring to each other (never back to new) and to resolved; from resolved to
/// closed, or back to investigating.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    target: Target,

    /// Where to
    #[arg(value_name = "STATUS", value_parser = PossibleValuesParser::new(Status::ALL.map(Status::code)), ignore_case = true)]
    status: String,

    /// Why
    #[arg(long, short = 'm', value_name = "TEXT")]
    comment: Option<String>,
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.target.api.client()?;
    let change = ChangeStatus {
        status: args.status.to_lowercase(),
        comment: args.comment.clone(),
    };
    let number = args.target.number.to_string();
    let incident = block_on(async { client.change_status(&number, &change).await.map_err(failure) })?;
    print(args.target.format, &incident, "moved", session)?;
    Ok(ExitStatus::Success)
}
