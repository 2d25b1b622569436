//! `deliveries`: what was delivered to the local Runframe last.

mod list;
mod show;

use clap::Subcommand;

use crate::cli::{ExitStatus, Session};

/// Look at what was delivered to the local Runframe, refused deliveries too
///
/// The last 10,000 deliveries are kept with their payloads (`serve --max-deliveries`). `list` shows the newest first, `show` one
/// with what became of each alert; `replay` sends one again.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES, subcommand_required = true, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  runframe-cli deliveries list
  runframe-cli deliveries show latest
  runframe-cli deliveries show dlv_42 --payload > payload.json
  runframe-cli replay dlv_42 --set alerts[0].labels.severity=warning";

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
