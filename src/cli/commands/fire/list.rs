//! `fire list`: what was fired and still fires.

use jiff::Timestamp;
use serde::Serialize;

use crate::cli::format::{Format, print_json, print_table};
use crate::cli::{ExitStatus, Session, sending};
use crate::fire::{Fire, Target};
use crate::report::table::{Table, cell};

/// Show what was fired and is not resolved, at every target, whether it is still there or not
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// What fires at one target.
#[derive(Serialize)]
struct Open<'a> {
    host: &'a str,
    fires: &'a [Fire],
}

/// Lists.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let mut all = sending::memory()
        .and_then(|memory| memory.recall_all())
        .map_err(sending::explain_memory)?;
    // A Runframe in a process has ended with it, and all that fired there.
    let (in_process, _) = Target::in_process_memory_key();
    all.retain(|(host, _)| host != in_process);
    match args.format {
        Format::Json => {
            let open: Vec<Open<'_>> = all.iter().map(|(host, fires)| Open { host, fires }).collect();
            print_json(session, &open)?;
        }
        Format::Text => {
            let table = table(&all, Timestamp::now());
            if table.is_empty() {
                session.comment("nothing that was fired is unresolved");
            } else {
                print_table(session, &table)?;
            }
        }
    }
    Ok(ExitStatus::Success)
}

fn table(all: &[(String, Vec<Fire>)], now: Timestamp) -> Table {
    let mut table = Table::new(["BEGAN", "AT", "ALERT", "LABELS"]);
    for (host, fires) in all {
        for message in fires.iter().flat_map(|fire| &fire.messages) {
            for alert in &message.alerts {
                let seconds = now.as_second() - alert.starts_at.timestamp().as_second();
                let others = alert.labels.iter().filter(|(name, _)| *name != "alertname");
                table.push([
                    if message.is_uncertain {
                        format!("{}, unanswered", ago(seconds))
                    } else {
                        ago(seconds)
                    },
                    host.clone(),
                    cell(alert.labels.get("alertname").unwrap_or("-")),
                    others
                        .map(|(name, value)| cell(&format!("{name}={value}")))
                        .collect::<Vec<_>>()
                        .join(" "),
                ]);
            }
        }
    }
    table
}

/// `3 min ago`, in the largest unit that has a whole one.
fn ago(seconds: i64) -> String {
    let (number, unit) = match seconds {
        ..60 => (seconds.max(0), "s"),
        60..3600 => (seconds / 60, "min"),
        3600..86_400 => (seconds / 3600, "h"),
        _ => (seconds / 86_400, "d"),
    };
    format!("{number} {unit} ago")
}
