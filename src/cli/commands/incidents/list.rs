//! `incidents list`.

use clap::builder::PossibleValuesParser;
use colored::{ColoredString, Colorize};

use super::watch::is_no_local;
use crate::api::{Incident, Page};
use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::format::{Format, count, print_json, print_table, visible};
use crate::cli::{ExitStatus, Failure, Session};
use crate::client::{ClientError, IncidentQuery};
use crate::incident::{Severity, Status};
use crate::report::table::Table;

/// List incidents, the newest first
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only those with this status; may be repeated
    #[arg(long, value_name = "STATUS", value_parser = PossibleValuesParser::new(Status::ALL.map(Status::code)), ignore_case = true)]
    status: Vec<String>,

    /// Only those of this severity; may be repeated
    #[arg(long, value_name = "SEVERITY", value_parser = PossibleValuesParser::new(Severity::ALL.map(Severity::code)), ignore_case = true)]
    severity: Vec<String>,

    /// Only those of this team, by name; may be repeated
    #[arg(long, value_name = "TEAM")]
    team: Vec<String>,

    /// Only those of this integration's alerts, by name; a local Runframe alone can tell
    #[arg(long, value_name = "NAME")]
    integration: Option<String>,

    /// Only those assigned to this person, by email; may be repeated
    #[arg(long, value_name = "EMAIL")]
    assigned_to: Vec<String>,

    /// Only those created at or after this instant, such as 2026-01-31 or 2026-01-31T08:00:00Z
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    created_after: Option<String>,

    /// Only those created at or before this instant
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    created_before: Option<String>,

    /// How many to list
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100))]
    limit: u32,

    /// How many to skip
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: u64,

    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    api: ApiArgs,
}

pub(super) fn instant(text: &str) -> Result<String, String> {
    match crate::api::parse_instant(text) {
        Some(instant) => Ok(crate::api::format_instant(instant)),
        None => Err("use an instant such as 2026-01-31T08:00:00Z, or a date".to_owned()),
    }
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.api.client()?;
    let query = IncidentQuery {
        statuses: args.status.iter().map(|status| status.to_lowercase()).collect(),
        severities: args.severity.iter().map(|severity| severity.to_uppercase()).collect(),
        assigned_to: args.assigned_to.clone(),
        teams: args.team.clone(),
        integration: args.integration.clone(),
        created_after: args.created_after.clone(),
        created_before: args.created_before.clone(),
        limit: Some(args.limit),
        offset: Some(args.offset),
    };
    let page = block_on(async {
        client
            .incidents(&query)
            .await
            .map_err(|error| explain(error, args.integration.as_deref()))
    })?;
    match args.format {
        Format::Json => print_json(session, &page)?,
        Format::Text => print(&page, args, session)?,
    }
    Ok(ExitStatus::Success)
}

/// What to say when incidents, all or those of one integration, are not to be had.
pub(super) fn explain(error: ClientError, integration: Option<&str>) -> anyhow::Error {
    if integration.is_none() || !is_no_local(&error) {
        return failure(error);
    }
    Failure::unreachable(format!("nothing tells which integration incidents are of: {error}"))
        .with_help("only a local Runframe, asked from its own machine, knows; leave `--integration` out")
        .into()
}

fn print(page: &Page<Incident>, args: &Args, session: &mut Session) -> anyhow::Result<()> {
    if page.items.is_empty() {
        let is_filtered = !args.status.is_empty()
            || !args.severity.is_empty()
            || !args.team.is_empty()
            || args.integration.is_some()
            || !args.assigned_to.is_empty()
            || args.created_after.is_some()
            || args.created_before.is_some();
        session.comment(match (page.total, is_filtered) {
            (0, false) => "no incidents yet; `runframe-cli fire` makes one".to_owned(),
            (0, true) => "no incident matches".to_owned(),
            (total, _) => format!("there are {} only", count(total, "incident")),
        });
        return Ok(());
    }
    let mut table = Table::new(["INCIDENT", "SEVERITY", "STATUS", "TITLE", "SERVICE", "DETECTED"]);
    for incident in &page.items {
        let services: Vec<&str> = incident.services.iter().map(|service| service.name.as_str()).collect();
        table.push([
            incident.incident_number.clone(),
            severity(&incident.severity).to_string(),
            status(&incident.status).to_string(),
            visible(&incident.title).into_owned(),
            if services.is_empty() {
                "-".to_owned()
            } else {
                visible(&services.join(", ")).into_owned()
            },
            seconds(incident.detected_at.as_deref().unwrap_or(&incident.created_at)),
        ]);
    }
    print_table(session, &table)?;
    let shown = page.items.len() as u64;
    if shown < page.total {
        let next = match page.next_offset {
            Some(next) => format!("; `--offset {next}` shows more"),
            None => String::new(),
        };
        session.comment(format!("{shown} of {}{next}", count(page.total, "incident")));
    }
    Ok(())
}

/// An instant without its milliseconds.
pub(super) fn seconds(instant: &str) -> String {
    match instant.split_once('.') {
        Some((seconds, _)) => format!("{seconds}Z"),
        None => instant.to_owned(),
    }
}

/// The worse, the redder.
pub(super) fn severity(code: &str) -> ColoredString {
    match code {
        "SEV0" => code.red().bold(),
        "SEV1" => code.red(),
        "SEV2" => code.yellow(),
        "SEV3" => code.blue(),
        _ => code.normal(),
    }
}

/// Over is green, untouched is bold.
pub(super) fn status(code: &str) -> ColoredString {
    match code {
        "new" => code.bold(),
        "resolved" => code.green(),
        "closed" => code.dimmed(),
        _ => code.normal(),
    }
}
