//! `faults`: treat deliveries badly on purpose.

mod add;
mod clear;
mod list;

use clap::Subcommand;

use crate::cli::{ExitStatus, Session};

/// Treat deliveries badly on purpose, and learn what Alertmanager does about it
///
/// A fault of the local Runframe answers deliveries with a status, holds the answer back, drops the connection or cuts the
/// answer: always, for the next few, for a share, or for deliveries with certain alerts. It is gone when the server stops.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES, subcommand_required = true, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  runframe-cli faults add 500 --next 3
  runframe-cli faults add 429 --retry-after 30 --integration Prometheus
  runframe-cli faults add --delay 12s --after-commit
  runframe-cli faults add drop --share 0.1 --seed 7 --match 'severity=\"critical\"'
  runframe-cli faults clear";

#[derive(Debug, Subcommand)]
enum Command {
    Add(add::Args),
    List(list::Args),
    Clear(clear::Args),
}

/// Runs the command below it.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    match &args.command {
        Command::Add(args) => add::run(args, session),
        Command::List(args) => list::run(args, session),
        Command::Clear(args) => clear::run(args, session),
    }
}
