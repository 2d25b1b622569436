//! `deliveries list`.

use colored::{ColoredString, Colorize};

use crate::api::{DeliverySummary, Page, RecordedDelivery};
use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::format::{Format, count, print_json, print_table, visible};
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
        Format::Text => print(&page, session)?,
    }
    Ok(ExitStatus::Success)
}

fn print(page: &Page<RecordedDelivery>, session: &mut Session) -> anyhow::Result<()> {
    if page.items.is_empty() {
        session.comment(match page.total {
            0 => "no delivery is recorded yet; `runframe-cli fire` makes one".to_owned(),
            total => format!(
                "there are {} only",
                count(total, "recorded delivery").replace("ys", "ies")
            ),
        });
        return Ok(());
    }
    let mut table = Table::new(["DELIVERY", "RECEIVED", "INTEGRATION", "STATUS", "BYTES", "WHAT"]);
    for delivery in &page.items {
        table.push([
            delivery.id.clone(),
            delivery.received_at.clone(),
            visible(delivery.integration.as_deref().unwrap_or("-")).into_owned(),
            status(delivery.status).to_string(),
            delivery.payload_bytes.to_string(),
            match &delivery.problem {
                Some(problem) => visible(problem).into_owned(),
                None => what(&delivery.summary),
            },
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

/// What was taken is green, what was refused is not.
pub(super) fn status(status: u16) -> ColoredString {
    let text = status.to_string();
    match status {
        200..=299 => text.green(),
        400..=499 => text.yellow(),
        _ => text.red(),
    }
}

/// What became of the alerts, in numbers.
pub(super) fn what(summary: &DeliverySummary) -> String {
    let counts = [
        (summary.created, "created"),
        (summary.updated, "updated"),
        (summary.resolved, "resolved"),
        (summary.ignored, "ignored"),
        (summary.rejected, "rejected"),
    ];
    let parts: Vec<String> = counts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    if parts.is_empty() {
        "no alerts".to_owned()
    } else {
        parts.join(", ")
    }
}
