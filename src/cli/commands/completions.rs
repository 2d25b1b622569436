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
    session
        .out()
        .write_all(completion_script(args.shell, command()).as_bytes())?;
    Ok(ExitStatus::Success)
}

/// The completion script of a command line for a shell.
#[must_use]
pub fn completion_script(shell: Shell, mut command: clap::Command) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, NAME, &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    match shell {
        // The generator names the states of its script in two ways when a program's name has a hyphen, so that none is
        // ever reached.
        Shell::Bash => script.replace(&NAME.replace('-', "__subcmd__"), &NAME.replace('-', "__")),
        _ => script,
    }
}

const NAME: &str = "runframe-cli";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_the_bash_script_has_a_branch() {
        let script = completion_script(Shell::Bash, command());
        let states: Vec<&str> = script
            .lines()
            .filter_map(|line| line.trim().strip_prefix("cmd=\"")?.strip_suffix('"'))
            .filter(|state| !state.is_empty())
            .collect();
        assert!(states.len() > 20, "{states:?}");
        for state in states {
            let branch = format!("{state})");
            assert!(script.lines().any(|line| line.trim() == branch), "{state}");
        }
    }
}
