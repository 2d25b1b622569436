//! `man`: the manual, as roff.

use std::path::PathBuf;

use anyhow::Context;

use crate::cli::{ExitStatus, Session, command};

/// Print the manual page, or write one page a command to a folder
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Write `runframe-cli.1` and a page for each subcommand to this folder instead
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  runframe-cli man | man -l -
  runframe-cli man --dir ~/.local/share/man/man1";

/// Prints or writes the manual.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let Some(dir) = &args.dir else {
        clap_mangen::Man::new(command()).render(session.out())?;
        return Ok(ExitStatus::Success);
    };
    std::fs::create_dir_all(dir).with_context(|| format!("cannot create `{}`", dir.display()))?;
    clap_mangen::generate_to(command(), dir).with_context(|| format!("cannot write to `{}`", dir.display()))?;
    session.comment(format!("wrote the manual pages to {}", dir.display()));
    Ok(ExitStatus::Success)
}
