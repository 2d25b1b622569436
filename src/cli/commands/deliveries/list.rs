//! `deliveries list`.

use crate::api::{Page, RecordedDelivery};
use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::format::{Format, answered, print_json, print_table, visible};
use crate::cli::{ExitStatus, Session};
use crate::report::table::Table;

/// List deliveries, the newest first
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only those for this integration
    #[arg(long, value_name = "NAME")]
    integration: Option<String>,

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

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.api.client()?;
    let integration = args.integration.as_deref();
    let page = block_on(async {
        client
            .deliveries(integration, args.limit, args.offset)
            .await
            .map_err(failure)
    })?;
    match args.format {
        Format::Json => print_json(session, &page)?,
        Format::Text => print(&page, integration, session)?,
    }
    Ok(ExitStatus::Success)
}

fn print(page: &Page<RecordedDelivery>, integration: Option<&str>, session: &mut Session) -> anyhow::Result<()> {
    if page.items.is_empty() {
        session.comment(match (page.total, integration) {
            (0, None) => {
                "no delivery is recorded yet; `runframe-cli fire` makes one (`serve --max-deliveries 0` records none)"
                    .to_owned()
            }
            (0, Some(name)) => format!("no delivery by the integration {} is recorded", visible(name)),
            (1, _) => "there is 1 recorded delivery only".to_owned(),
            (total, _) => format!("there are {total} recorded deliveries only"),
        });
        return Ok(());
    }
    let mut table = Table::new(["DELIVERY", "RECEIVED", "INTEGRATION", "STATUS", "BYTES", "WHAT"]);
    for delivery in &page.items {
        table.push([
            delivery.id.clone(),
            delivery.received_at.clone(),
            visible(delivery.integration.as_deref().unwrap_or("-")).into_owned(),
            answered(delivery.status).to_string(),
            delivery.payload_bytes.to_string(),
            visible(&match &delivery.fault {
                Some(fault) => format!("{}; fault: {fault}", what(delivery)),
                None => what(delivery),
            })
            .into_owned(),
        ]);
    }
    print_table(session, &table)?;
    let shown = page.items.len() as u64;
    if shown < page.total {
        let next = match page.next_offset {
            Some(next) => format!("; `--offset {next}` shows more"),
            None => String::new(),
        };
        session.comment(format!("{shown} of {}{next}", page.total));
    }
    Ok(())
}

/// What became of it: why it was refused, or that a fault kept it from being applied, or its alerts in numbers.
pub(super) fn what(delivery: &RecordedDelivery) -> String {
    match (&delivery.problem, &delivery.fault) {
        (Some(problem), _) => problem.clone(),
        (None, Some(_)) if delivery.summary.received == 0 => "not applied".to_owned(),
        (None, _) => delivery.summary.in_numbers(),
    }
}
