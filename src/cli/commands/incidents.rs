//! `incidents`: look at what became of alerts, and act on it.

mod ack;
mod assign;
mod comment;
mod create;
mod escalate;
mod list;
mod page;
mod reset;
mod resolve;
mod show;
mod status;
mod target;
mod update;
mod wait;
mod watch;

use clap::Subcommand;

use crate::cli::{ExitStatus, Session};

/// Look at incidents and act on them, in the local Runframe or the real one
///
/// `list` shows the newest first, `show` one with its alert and its timeline. `wait`, `watch` and `reset` are for tests
/// against a local Runframe; the others do what people do, through the V1 API. With --api-url https://runframe.io and a key
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
  runframe-cli incidents ack INC-2026-001
  runframe-cli incidents resolve INC-2026-001 --comment 'rolled back'
  RUNFRAME_API_KEY=rf_... runframe-cli incidents list --api-url https://runframe.io";

#[derive(Debug, Subcommand)]
enum Command {
    List(list::Args),
    Show(show::Args),
    Wait(wait::Args),
    Watch(watch::Args),
    Reset(reset::Args),
    Create(create::Args),
    Ack(ack::Args),
    Status(status::Args),
    Resolve(resolve::Args),
    Comment(comment::Args),
    Assign(assign::Args),
    Update(update::Args),
    Escalate(escalate::Args),
    Page(page::Args),
}

/// Runs the command below it.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    match &args.command {
        Command::List(args) => list::run(args, session),
        Command::Show(args) => show::run(args, session),
        Command::Wait(args) => wait::run(args, session),
        Command::Watch(args) => watch::run(args, session),
        Command::Reset(args) => reset::run(args, session),
        Command::Create(args) => create::run(args, session),
        Command::Ack(args) => ack::run(args, session),
        Command::Status(args) => status::run(args, session),
        Command::Resolve(args) => resolve::run(args, session),
        Command::Comment(args) => comment::run(args, session),
        Command::Assign(args) => assign::run(args, session),
        Command::Update(args) => update::run(args, session),
        Command::Escalate(args) => escalate::run(args, session),
        Command::Page(args) => page::run(args, session),
    }
}
