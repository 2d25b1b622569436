//! `incidents`: look at what became of alerts.

mod list;
mod reset;
mod show;
mod wait;
mod watch;

use clap::Subcommand;

use crate::cli::{ExitStatus, Session};

/// Look at incidents, in the local Runframe or the real one
///
/// `list` shows the newest first, `show` one with its alert and its timeline. `wait`, `watch` and `reset` are for tests
/// against a local Runframe. With --api-url https://runframe.io and a key
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
  runframe-cli incidents wait --title HighLatency --severity SEV0 --timeout 30s
  runframe-cli incidents watch --deliveries
  RUNFRAME_API_KEY=rf_... runframe-cli incidents list --api-url https://runframe.io";

#[derive(Debug, Subcommand)]
enum Command {
    List(list::Args),
    Show(show::Args),
    Wait(wait::Args),
    Watch(watch::Args),
    Reset(reset::Args),
}

/// Runs the command below it.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    match &args.command {
        Command::List(args) => list::run(args, session),
        Command::Show(args) => show::run(args, session),
        Command::Wait(args) => wait::run(args, session),
        Command::Watch(args) => watch::run(args, session),
        Command::Reset(args) => reset::run(args, session),
    }
}
