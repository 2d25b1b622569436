//! `keys`: who may use the V1 API of the local Runframe.

mod create;
mod list;
mod revoke;

use clap::Subcommand;

use crate::cli::{ExitStatus, Session};

/// Set up API keys of the local Runframe, for scripts and clients of the V1 API
///
/// Programs on this machine need none unless `serve --require-key` asks for one. A key says who acts, and what they may
/// do. It is shown once, by `create`, and kept as a hash; `list` shows its last four characters.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES, subcommand_required = true, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  runframe-cli keys create deploy-bot --service-account --scope incidents:read,incidents:write
  runframe-cli keys create kim --email kim@example.com
  export RUNFRAME_API_KEY=$(runframe-cli keys create mcp)
  runframe-cli keys revoke deploy-bot";

#[derive(Debug, Subcommand)]
enum Command {
    Create(create::Args),
    List(list::Args),
    Revoke(revoke::Args),
}

/// Runs the command below it.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    match &args.command {
        Command::Create(args) => create::run(args, session),
        Command::List(args) => list::run(args, session),
        Command::Revoke(args) => revoke::run(args, session),
    }
}
