//! `integrations`: where alerts come in.

mod create;
mod delete;
mod list;
mod rotate;
mod secret;

use clap::Subcommand;

use crate::cli::{ExitStatus, Session};

/// Set up the integrations of the local Runframe: each has a webhook URL of its own
///
/// What the guide does in the Integrations Hub. The routing key in the URL is a secret: it is shown once, by `create` and
/// `rotate`, and kept as a hash. `list` shows its last four characters.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES, subcommand_required = true, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  runframe-cli integrations create Prometheus --service Checkout
  runframe-cli integrations create Prometheus --url-file runframe-webhook-url
  runframe-cli integrations rotate Prometheus";

#[derive(Debug, Subcommand)]
enum Command {
    Create(create::Args),
    List(list::Args),
    Rotate(rotate::Args),
    Delete(delete::Args),
}

/// Runs the command below it.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    match &args.command {
        Command::Create(args) => create::run(args, session),
        Command::List(args) => list::run(args, session),
        Command::Rotate(args) => rotate::run(args, session),
        Command::Delete(args) => delete::run(args, session),
    }
}
