//! `deliveries show`.

use colored::Colorize;

use super::list::what;
use crate::api::{AlertResult, RecordedDelivery};
use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::format::{Format, answered, print_json, visible};
use crate::cli::{ExitStatus, Session};
use crate::report::table::Table;
use crate::store::DeliveryId;

/// Show one delivery: what became of each alert, or its payload
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The delivery's number, such as dlv_42, or `latest`
    #[arg(value_name = "DELIVERY", value_parser = id)]
    id: String,

    /// Print the payload as it was sent, byte for byte
    #[arg(long, conflicts_with = "format")]
    payload: bool,

    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    api: ApiArgs,
}

fn id(text: &str) -> Result<String, String> {
    if text == "latest" || text.parse::<DeliveryId>().is_ok() {
        return Ok(text.to_owned());
    }
    Err("use a number such as dlv_42, or `latest`; `runframe-cli deliveries list` shows them".to_owned())
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.api.client()?;
    if args.payload {
        let payload = block_on(async { client.delivery_payload(&args.id).await.map_err(failure) })?;
        session.out().write_all(&payload)?;
        return Ok(ExitStatus::Success);
    }
    let delivery = block_on(async { client.delivery(&args.id).await.map_err(failure) })?;
    match args.format {
        Format::Json => print_json(session, &delivery)?,
        Format::Text => print(&delivery, session)?,
    }
    Ok(ExitStatus::Success)
}

fn print(delivery: &RecordedDelivery, session: &mut Session) -> anyhow::Result<()> {
    let out = session.out();
    writeln!(out, "{}\n", delivery.id.bold())?;
    let mut facts = vec![
        ("received", delivery.received_at.clone()),
        (
            "integration",
            delivery.integration.clone().unwrap_or_else(|| "-".to_owned()),
        ),
        ("answer", answered(delivery.status).to_string()),
        (
            "payload",
            format!("{} bytes, SHA-256 {}", delivery.payload_bytes, delivery.payload_sha256),
        ),
    ];
    let name = if delivery.problem.is_some() {
        "problem"
    } else {
        "alerts"
    };
    facts.push((name, what(delivery)));
    if let Some(fault) = &delivery.fault {
        facts.push(("fault", fault.clone()));
    }
    if delivery.summary.truncated_alerts > 0 {
        facts.push((
            "cut off",
            format!("{} alerts, by the sender", delivery.summary.truncated_alerts),
        ));
    }
    for (name, value) in facts {
        let value = if name == "answer" {
            value
        } else {
            visible(&value).into_owned()
        };
        writeln!(out, "  {name:<12}  {value}")?;
    }
    if !delivery.summary.results.is_empty() {
        writeln!(out)?;
        let text = results(&delivery.summary.results).render(session.width);
        session.out().write_all(text.as_bytes())?;
    }
    Ok(())
}

/// What became of each alert.
fn results(results: &[AlertResult]) -> Table {
    let mut table = Table::new(["FINGERPRINT", "WHAT", "INCIDENT", "WHY"]);
    for result in results {
        table.push([
            visible(result.fingerprint.as_deref().unwrap_or("-")).into_owned(),
            result.action.clone(),
            result.incident_number.clone().unwrap_or_else(|| "-".to_owned()),
            visible(result.detail.as_deref().unwrap_or_default()).into_owned(),
        ]);
    }
    table
}
