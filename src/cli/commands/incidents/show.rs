//! `incidents show`.

use std::collections::BTreeMap;

use colored::Colorize;

use super::list::{seconds, severity, status};
use crate::api::{Alert, Incident};
use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::format::{Format, count, on_one_line, print_json, visible};
use crate::cli::{ExitStatus, Session};
use crate::incident::{IncidentNumber, Severity};
use crate::report::table::Table;

/// Show one incident: where its values come from, its alert, its timeline
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The incident's number, such as INC-2026-001
    #[arg(value_name = "NUMBER")]
    number: IncidentNumber,

    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    api: ApiArgs,
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.api.client()?;
    let number = args.number.to_string();
    let incident = block_on(async { client.incident(&number).await.map_err(failure) })?;
    match args.format {
        Format::Json => print_json(session, &incident)?,
        Format::Text => print(&incident, session)?,
    }
    Ok(ExitStatus::Success)
}

fn print(incident: &Incident, session: &mut Session) -> anyhow::Result<()> {
    let out = session.out();
    writeln!(
        out,
        "{}  {}",
        incident.incident_number.bold(),
        on_one_line(&incident.title).bold()
    )?;
    writeln!(out)?;
    let named = incident.severity.parse::<Severity>().map_or("", Severity::name);
    let mut facts = vec![
        ("status", status(&incident.status).to_string()),
        ("severity", format!("{}  {named}", severity(&incident.severity))),
        ("service", services(incident)),
        (
            "assigned to",
            incident.assigned_to.clone().unwrap_or_else(|| "-".to_owned()),
        ),
        ("detected", seconds(incident.detected_at.as_deref().unwrap_or("-"))),
        ("created", seconds(&incident.created_at)),
    ];
    if let Some(at) = &incident.acknowledged_at {
        facts.push(("acknowledged", seconds(at)));
    }
    if let Some(at) = &incident.resolved_at {
        let by = incident.resolved_by.as_deref().unwrap_or("its alert");
        facts.push(("resolved", format!("{} by {by}", seconds(at))));
    }
    if let Some(at) = &incident.closed_at {
        facts.push(("closed", seconds(at)));
    }
    for (name, value) in facts {
        writeln!(out, "  {name:<12}  {value}")?;
    }
    if !incident.description.is_empty() {
        writeln!(out, "\n{}", "Description".bold())?;
        for line in visible(&incident.description).lines() {
            writeln!(out, "{}", format!("  {line}").trim_end())?;
        }
    }
    if let Some(alert) = &incident.alert {
        print_alert(alert, session)?;
    }
    if let Some(timeline) = &incident.timeline {
        writeln!(session.out(), "\n{}", "Timeline".bold())?;
        let mut table = Table::new(["TIME", "WHAT", "BY", "COMMENT"]);
        for entry in timeline {
            table.push([
                seconds(&entry.created_at),
                entry.kind.clone(),
                entry.actor.clone(),
                visible(&entry.comment).into_owned(),
            ]);
        }
        let text = table.render(session.width.map(|width| width.saturating_sub(2)));
        for line in text.lines() {
            writeln!(session.out(), "  {line}")?;
        }
    }
    Ok(())
}

fn print_alert(alert: &Alert, session: &mut Session) -> anyhow::Result<()> {
    let out = session.out();
    writeln!(out, "\n{}", "Alert".bold())?;
    let received = format!(
        "{}, last at {}",
        count(alert.delivery_count, "time"),
        seconds(&alert.last_received_at)
    );
    let mut facts = vec![("fingerprint", alert.fingerprint.clone())];
    facts.extend(alert.starts_at.as_deref().map(|at| ("starts at", seconds(at))));
    facts.extend(alert.ends_at.as_deref().map(|at| ("ends at", seconds(at))));
    facts.push(("received", received));
    facts.push(("group", alert.group_key.clone()));
    facts.push(("source", alert.generator_url.clone()));
    facts.push(("labels", pairs(&alert.labels)));
    for (name, value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
        writeln!(out, "  {name:<12}  {}", visible(&value))?;
    }
    Ok(())
}

fn services(incident: &Incident) -> String {
    let services: Vec<String> = incident
        .services
        .iter()
        .map(|service| format!("{}  {}", service.name, service.service_key))
        .collect();
    if services.is_empty() {
        "none".to_owned()
    } else {
        services.join(", ")
    }
}

fn pairs(labels: &BTreeMap<String, String>) -> String {
    let pairs: Vec<String> = labels.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
    pairs.join(" ")
}
