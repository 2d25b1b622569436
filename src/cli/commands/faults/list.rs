//! `faults list`.

use std::fmt::Write as _;

use crate::api::SetFault;
use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::format::{Format, print_json, print_table, visible};
use crate::cli::{ExitStatus, Session};
use crate::report::table::Table;

/// List the faults that are set in the local Runframe
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    api: ApiArgs,
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.api.client()?;
    let faults = block_on(async { client.faults().await.map_err(failure) })?;
    match args.format {
        Format::Json => print_json(session, &faults)?,
        Format::Text if faults.is_empty() => session.comment("no faults: deliveries are treated well"),
        Format::Text => print(&faults, session)?,
    }
    Ok(ExitStatus::Success)
}

/// A table of faults, and below it what Alertmanager does about them, once for all about which it does the same.
fn print(faults: &[SetFault], session: &mut Session) -> anyhow::Result<()> {
    let mut table = Table::new(["ID", "FAULT", "INJECTED", "LEFT"]);
    for set in faults {
        table.push([
            set.id.to_string(),
            visible(&set.text).into_owned(),
            set.injected.to_string(),
            set.remaining.map_or_else(|| "-".to_owned(), |left| left.to_string()),
        ]);
    }
    print_table(session, &table)?;
    writeln!(session.out())?;
    for (ids, does) in by_consequence(faults) {
        writeln!(session.out(), "{ids}: {}", visible(does))?;
    }
    Ok(())
}

/// What Alertmanager does, in the order of the first fault about which it does so, with the numbers of these faults.
fn by_consequence(faults: &[SetFault]) -> Vec<(String, &str)> {
    let mut told: Vec<(String, &str)> = Vec::new();
    for set in faults {
        match told.iter_mut().find(|(_, does)| *does == set.alertmanager) {
            Some((ids, _)) => {
                let _ = write!(ids, ", {}", set.id);
            }
            None => told.push((set.id.to_string(), &set.alertmanager)),
        }
    }
    told
}
