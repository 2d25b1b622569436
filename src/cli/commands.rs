//! The subcommands. A new one is a file here, a variant, and an arm.

mod completions;
mod deliveries;
mod diff;
mod explain;
mod faults;
mod fire;
mod incidents;
mod init;
mod integrations;
mod keys;
mod man;
mod replay;
mod resolve;
mod route;
mod serve;
mod services;
mod test;
mod tree;
mod validate;
mod walkthrough;

pub use completions::completion_script;

use clap::{Args as _, Subcommand};

use super::{ExitStatus, Session};

/// Every subcommand with its arguments.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Walkthrough(walkthrough::Args),
    Validate(validate::Args),
    Route(route::Args),
    Tree(tree::Args),
    Test(test::Args),
    Diff(diff::Args),
    Explain(explain::Args),
    Fire(Box<fire::Args>),
    Resolve(resolve::Args),
    Replay(replay::Args),
    Init(init::Args),
    Serve(serve::Args),
    Incidents(incidents::Args),
    Deliveries(deliveries::Args),
    Integrations(integrations::Args),
    Services(services::Args),
    Faults(faults::Args),
    Keys(keys::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    /// The definition of a command that is run over and over, and on small files: in editors, hooks and pipelines.
    pub(super) fn described(name: &str) -> Option<clap::Command> {
        let describe = match name {
            "validate" => validate::Args::augment_args,
            "route" => route::Args::augment_args,
            "tree" => tree::Args::augment_args,
            "test" => test::Args::augment_args,
            "diff" => diff::Args::augment_args,
            _ => return None,
        };
        Some(describe(clap::Command::new(name.to_owned())))
    }

    /// Runs the command.
    pub(super) fn run(self, session: &mut Session) -> anyhow::Result<ExitStatus> {
        match self {
            Self::Validate(args) => validate::run(&args, session),
            Self::Route(args) => route::run(&args, session),
            Self::Tree(args) => tree::run(&args, session),
            Self::Test(args) => test::run(&args, session),
            Self::Diff(args) => diff::run(&args, session),
            Self::Explain(args) => explain::run(&args, session),
            Self::Fire(args) => fire::run(&args, session),
            Self::Resolve(args) => resolve::run(&args, session),
            Self::Replay(args) => replay::run(&args, session),
            Self::Walkthrough(args) => walkthrough::run(&args, session),
            Self::Init(args) => init::run(&args, session),
            Self::Serve(args) => serve::run(&args, session),
            Self::Incidents(args) => incidents::run(&args, session),
            Self::Deliveries(args) => deliveries::run(&args, session),
            Self::Integrations(args) => integrations::run(&args, session),
            Self::Services(args) => services::run(&args, session),
            Self::Faults(args) => faults::run(&args, session),
            Self::Keys(args) => keys::run(&args, session),
            Self::Completions(args) => completions::run(&args, session),
            Self::Man(args) => man::run(&args, session),
        }
    }
}
