//! `services`: the things alerts are routed to.

mod add;
mod link;
mod list;

use clap::Subcommand;

use crate::cli::{ExitStatus, Session};

/// Set up and list services: what the `service_id` label of an alert names
///
/// `add` and `link` set up the local Runframe; `list` also asks the real one.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES, subcommand_required = true, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  runframe-cli services add Checkout --severity SEV1 --link Prometheus
  runframe-cli services link Checkout Prometheus
  runframe-cli services list";

#[derive(Debug, Subcommand)]
enum Command {
    #[command(visible_alias = "create")]
    Add(add::Args),
    List(list::Args),
    Link(link::Args),
}

/// Runs the command below it.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    match &args.command {
        Command::Add(args) => add::run(args, session),
        Command::List(args) => list::run(args, session),
        Command::Link(args) => link::run(args, session),
    }
}
