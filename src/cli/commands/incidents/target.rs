//! What commands that change one incident have in common.

use colored::Colorize;

use super::list::{severity, status};
use crate::api::Incident;
use crate::cli::Session;
use crate::cli::api::ApiArgs;
use crate::cli::format::{Format, on_one_line, print_json, visible};
use crate::incident::IncidentNumber;

/// Which incident, and how to print it.
#[derive(Debug, clap::Args)]
pub(super) struct Target {
    /// The incident's number, such as INC-2026-001
    #[arg(value_name = "NUMBER")]
    pub number: IncidentNumber,

    /// How to print the incident
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,

    #[command(flatten)]
    pub api: ApiArgs,
}

/// Prints an incident as it is after a change: in one line, or whole for programs.
pub(super) fn print(format: Format, incident: &Incident, done: &str, session: &mut Session) -> anyhow::Result<()> {
    match format {
        Format::Json => print_json(session, incident)?,
        Format::Text => {
            let assigned = match &incident.assigned_to {
                Some(person) => format!("  {}", visible(person)),
                None => String::new(),
            };
            writeln!(
                session.out(),
                "{}  {}  {}  {}{assigned}",
                incident.incident_number.bold(),
                severity(&incident.severity),
                status(&incident.status),
                on_one_line(&incident.title),
            )?;
            session.comment(done);
        }
    }
    Ok(())
}
