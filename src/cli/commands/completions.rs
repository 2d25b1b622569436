//! `completions SHELL`: the script that completes commands and flags in a shell.

use clap_complete::Shell;

use crate::cli::{ExitStatus, Session, command};

/// Print the completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The shell to write for
    #[arg(value_enum)]
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  runframe-cli completions bash > ~/.local/share/bash-completion/completions/runframe-cli
  runframe-cli completions zsh > \"${fpath[1]}/_runframe-cli\"
  runframe-cli completions fish > ~/.config/fish/completions/runframe-cli.fish
  runframe-cli completions powershell >> $PROFILE";

/// Prints the script.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    // Generated whole first: clap's generator panics when its writer refuses, and a closed pipe is no panic.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command(), "runframe-cli", &mut script);
    session.out().write_all(&script)?;
    Ok(ExitStatus::Success)
}
