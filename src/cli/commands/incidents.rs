//! `incidents`: look at what became of alerts.

mod list;
mod show;

use clap::Subcommand;

use crate::cli::{ExitStatus, Session};

/// Look at incidents, in the local Runframe or the real one
///
/// `list` shows the newest first, `show` one with its alert and its timeline. With --api-url https://runframe.io and a key
/// in RUNFRAME_API_KEY they ask the real Runframe.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES, subcommand_required = true, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  runframe-cli incidents list --status new --severity SEV0
  runframe-cli incidents show INC-2026-001
  RUNFRAME_API_KEY=rf_... runframe-cli incidents list --api-url https://runframe.io";

#[derive(Debug, Subcommand)]
enum Command {
    List(list::Args),
    Show(show::Args),
}

/// Runs the command below it.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    match &args.command {
        Command::List(args) => list::run(args, session),
        Command::Show(args) => show::run(args, session),
    }
}
