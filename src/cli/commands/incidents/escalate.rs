//! `incidents escalate`.

use super::target::{Target, print};
use crate::cli::api::{block_on, failure};
use crate::cli::format::{Format, print_json, visible};
use crate::cli::{ExitStatus, Session};

/// Ask the next level of the escalation policy; a local Runframe records it and calls nobody
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    target: Target,
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.target.api.client()?;
    let number = args.target.number.to_string();
    let escalated = block_on(async { client.escalate(&number).await.map_err(failure) })?;
    if args.target.format == Format::Json {
        print_json(session, &escalated)?;
        return Ok(ExitStatus::Success);
    }
    let level = &escalated.escalation;
    let done = format!(
        "escalated to level {}: {}, for {} min",
        level.level,
        visible(&level.role),
        level.timeout_minutes
    );
    print(args.target.format, &escalated.incident, &done, session)?;
    Ok(ExitStatus::Success)
}
