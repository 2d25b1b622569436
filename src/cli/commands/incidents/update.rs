//! `incidents update`.

use clap::builder::PossibleValuesParser;

use super::target::{Target, print};
use crate::api::UpdateIncident;
use crate::cli::api::{block_on, failure};
use crate::cli::{ExitStatus, Session};
use crate::incident::Severity;

/// Change title, description or severity of an incident; no later delivery changes them back
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("change").required(true).multiple(true).args(["title", "description", "severity"])))]
pub(super) struct Args {
    #[command(flatten)]
    target: Target,

    /// What to call it
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    /// What is known about it
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,

    /// How bad it is
    #[arg(long, value_name = "SEVERITY", value_parser = PossibleValuesParser::new(Severity::ALL.map(Severity::code)), ignore_case = true)]
    severity: Option<String>,
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.target.api.client()?;
    let update = UpdateIncident {
        title: args.title.clone(),
        description: args.description.clone(),
        severity: args.severity.as_ref().map(|severity| severity.to_uppercase()),
        assigned_to: None,
    };
    let number = args.target.number.to_string();
    let incident = block_on(async { client.update_incident(&number, &update).await.map_err(failure) })?;
    print(args.target.format, &incident, "changed", session)?;
    Ok(ExitStatus::Success)
}
