//! `incidents assign`.

use super::target::{Target, print};
use crate::api::UpdateIncident;
use crate::cli::api::{block_on, failure};
use crate::cli::{ExitStatus, Session};

/// Give an incident to somebody
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    target: Target,

    /// Whom, by email
    #[arg(value_name = "EMAIL")]
    email: String,
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.target.api.client()?;
    let update = UpdateIncident {
        assigned_to: Some(args.email.clone()),
        ..UpdateIncident::default()
    };
    let number = args.target.number.to_string();
    let incident = block_on(async { client.update_incident(&number, &update).await.map_err(failure) })?;
    print(args.target.format, &incident, "assigned", session)?;
    Ok(ExitStatus::Success)
}
