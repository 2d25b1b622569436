//! The command line: one file a subcommand, each with its `Args` and its `run`.
//!
//! A command reads its arguments, gathers what it needs from disk, network and clock, calls the core, and hands the
//! result to [`crate::report`]. It prints through [`Session`] only, so that tests can read what it printed.
#![allow(
    rustdoc::bare_urls,
    rustdoc::broken_intra_doc_links,
    reason = "the comments of arguments are printed as they stand by `--help`"
)]

mod api;
mod commands;
mod configuration;
mod exit;
mod format;
mod hands;
mod http;
mod input;
mod new_file;
mod number;
mod sending;
mod session;
mod signal;
mod template_files;
mod usual;

use std::ffi::OsString;
use std::io::{self, Write};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, FromArgMatches, Parser};

use crate::text::quote::brief;
use crate::text::secret::{masked_url, without_secrets_of};

pub use commands::completion_script;
pub use exit::{ExitStatus, Failure};
pub use hands::STACK_BYTES;
pub use session::{ColorChoice, Session};

/// Which Runframe incident will every Prometheus alert become, when, and why.
///
/// Checks an alertmanager.yml and its Runframe receiver, sends firing and resolved alerts as Alertmanager would, shows
/// the incidents they become, and runs a local Runframe to try it all against. Needs no account and no network.
#[derive(Debug, Parser)]
#[command(name = "runframe-cli", version, max_term_width = 100, after_long_help = AFTER_HELP)]
#[command(subcommand_required = true, arg_required_else_help = true, propagate_version = false)]
pub struct Cli {
    #[command(flatten)]
    global: GlobalOptions,

    #[command(subcommand)]
    command: commands::Command,
}

/// Options that every command takes.
#[derive(Debug, Args)]
struct GlobalOptions {
    /// When to colour the output
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "WHEN",
        help_heading = "Global options"
    )]
    color: ColorChoice,
}

const AFTER_HELP: &str = "\
Examples:
  runframe-cli walkthrough                        see an alert become an incident and resolve itself
  runframe-cli validate alertmanager.yml          everything that is wrong with a configuration
  runframe-cli fire --severity critical           send one firing alert, see the incident it becomes

Exit status:
  0    as wished
  1    findings, or an expectation not met
  2    wrong usage, a name that nothing has, unreadable input, or output that cannot be written
  3    the other side could not be reached, or refused
  130  stopped by Ctrl-C";

/// The definition behind `--help`, the completions and the manual.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}

/// What the arguments say, if they begin with the name of a command and nothing is wrong with them.
///
/// Describing all commands takes longer than checking a usual configuration, so only the one that is named is described
/// here. Anything else, help included, is for the whole definition.
fn parse_shortly(arguments: &[OsString]) -> Option<Cli> {
    let (program, name) = (arguments.first()?, arguments.get(1)?.to_str()?);
    let program = clap::Command::new(program.to_string_lossy().into_owned());
    let command = GlobalOptions::augment_args(program).subcommand(commands::Command::described(name)?);
    let matches = command.try_get_matches_from(arguments).ok()?;
    Cli::from_arg_matches(&matches).ok()
}

/// Parses the process's arguments and runs the command they name.
#[must_use]
pub fn main() -> ExitStatus {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    if let Some(cli) = parse_shortly(&arguments) {
        let mut session = Session::for_process(cli.global.color);
        return run(cli, &mut session);
    }
    let matches = match command()
        .color(color_of(&arguments).into())
        .try_get_matches_from(&arguments)
    {
        Ok(matches) => matches,
        Err(mut error) => {
            say_briefly(&mut error);
            let status = match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ExitStatus::Success,
                _ => ExitStatus::Unusable,
            };
            let printed = match without_secrets(&error, &arguments) {
                Some(text) => io::stderr().write_all(text.as_bytes()),
                None => error.print(),
            };
            return match printed {
                // A reader that has gone is no failure.
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                    let _ = writeln!(
                        io::stderr(),
                        "error: cannot write the output: {}",
                        exit::system_words(&error)
                    );
                    ExitStatus::Unusable
                }
                _ => status,
            };
        }
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitStatus::Unusable;
        }
    };
    let mut session = Session::for_process(cli.global.color);
    run(cli, &mut session)
}

/// Repeats of an argument that is refused no more than its beginning, and nothing that acts on a terminal.
fn say_briefly(error: &mut clap::Error) {
    for kind in [
        ContextKind::InvalidValue,
        ContextKind::InvalidArg,
        ContextKind::InvalidSubcommand,
    ] {
        if let Some(ContextValue::String(said)) = error.get(kind) {
            let said = brief(said);
            error.insert(kind, ContextValue::String(said));
        }
    }
}

/// What is wrong with a command line that has a URL where none belongs, with `<secret>` for its routing key and password, and a
/// word about where webhook URLs go; `None` if it has no such argument.
fn without_secrets(error: &clap::Error, arguments: &[OsString]) -> Option<String> {
    let urls = arguments.iter().filter_map(|argument| url_in(argument.to_str()?));
    let urls: Vec<&str> = urls.filter(|url| masked_url(url) != *url).collect();
    if urls.is_empty() || !error.use_stderr() {
        return None;
    }
    let mut text = without_secrets_of(&urls, &error.to_string());
    let stands_where_it_belongs = arguments.iter().any(|argument| {
        let argument = argument.to_string_lossy();
        argument == "--url" || argument.starts_with("--url=")
    });
    if !stands_where_it_belongs && urls.iter().any(|url| url.contains("/webhooks/")) {
        text.push_str("\nA webhook URL is given with `--url`, or in RUNFRAME_WEBHOOK_URL.\n");
    }
    Some(text)
}

/// The URL that an argument ends with.
fn url_in(argument: &str) -> Option<&str> {
    let before = &argument[..argument.find("://")?];
    let scheme = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric()).len();
    Some(&argument[scheme..])
}

/// What `--color` says on a command line that may have to be refused, or asks for help: both are printed before options
/// are read.
fn color_of(arguments: &[OsString]) -> ColorChoice {
    let said = arguments.iter().enumerate().find_map(|(at, argument)| {
        let argument = argument.to_str()?;
        match argument.strip_prefix("--color")? {
            "" => arguments.get(at + 1)?.to_str(),
            value => value.strip_prefix('='),
        }
    });
    said.and_then(|value| clap::ValueEnum::from_str(value, false).ok())
        .unwrap_or_default()
}

/// Runs a parsed command line and reports its failure, if it has one.
pub fn run(cli: Cli, session: &mut Session) -> ExitStatus {
    match cli.command.run(session).and_then(|status| {
        session.flush()?;
        Ok(status)
    }) {
        Ok(status) => status,
        Err(error) if is_closed_pipe(&error) => session.decided,
        Err(error) => {
            exit::print(&error, session);
            exit::status_of(&error)
        }
    }
}

/// Whether the reader of our output has gone, which ends a command quietly, with the status that it has come to.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(line: &str) -> Option<Cli> {
        let arguments: Vec<OsString> = line.split(' ').map(Into::into).collect();
        parse_shortly(&arguments)
    }

    #[test]
    fn a_short_description_reads_what_the_whole_one_reads() {
        for line in [
            "runframe-cli validate a.yml --color never --max-findings 3 b.yml",
            "runframe-cli validate --format json --fail-on info -q - --receiver x",
            "runframe-cli route a.yml severity=critical --color=always",
            "runframe-cli tree a.yml",
            "runframe-cli test a.yml tests.yml",
            "runframe-cli diff a.yml b.yml",
        ] {
            let whole = Cli::try_parse_from(line.split(' ')).expect(line);
            assert_eq!(format!("{:?}", short(line)), format!("Some({whole:?})"), "{line}");
        }
    }

    #[test]
    fn a_routing_key_in_the_wrong_place_is_not_repeated() {
        let refused = |line: &str| {
            let arguments: Vec<OsString> = line.split(' ').map(Into::into).collect();
            let error = command().try_get_matches_from(&arguments).expect_err(line);
            without_secrets(&error, &arguments)
        };
        for line in [
            "runframe-cli http://localhost:9095/webhooks/0123456789abcdef",
            "runframe-cli fire https://api.runframe.io/webhooks/0123456789abcdef",
            "runframe-cli fire --ur=https://api.runframe.io/webhooks/0123456789abcdef",
        ] {
            let text = refused(line).expect(line);
            assert!(text.contains("`--url`") && !text.contains("0123456789abcdef"), "{text}");
        }
        let text = refused("runframe-cli fire --count http://u:0123456789abcdef@host").expect("a password is in it");
        assert!(
            text.contains("http://<secret>@host") && !text.contains("0123456789abcdef"),
            "{text}"
        );
        let text = refused("runframe-cli fire --count x --url http://localhost/webhooks/0123456789abcdef");
        assert!(text.is_some_and(|text| !text.contains("`--url`")));
        assert_eq!(refused("runframe-cli validat alertmanager.yml"), None);
    }

    #[test]
    fn what_is_refused_is_repeated_in_brief() {
        let long = "x".repeat(5000);
        for arguments in [
            ["incidents", "show", &long],
            ["incidents", &long, "x"],
            ["fire", "--count", "1\u{1b}[2J"],
        ] {
            let arguments = std::iter::once("runframe-cli").chain(arguments);
            let mut error = command().try_get_matches_from(arguments).expect_err("it is refused");
            say_briefly(&mut error);
            let text = error.render().ansi().to_string();
            assert!(text.len() < 700 && !text.contains("\u{1b}[2J"), "{text}");
        }
    }

    /// A line that is wrapped is no command that can be copied.
    #[test]
    fn examples_fit_on_their_lines() {
        let mut commands = vec![command()];
        while let Some(command) = commands.pop() {
            commands.extend(command.get_subcommands().cloned());
            let Some(text) = command.get_after_long_help() else {
                continue;
            };
            for line in text.to_string().lines() {
                assert!(line.chars().count() <= 100, "{}: {line}", command.get_name());
            }
        }
    }

    #[test]
    fn help_and_refusals_are_coloured_as_told() {
        for (line, expected) in [
            ("runframe-cli --help", ColorChoice::Auto),
            ("runframe-cli --color never --help", ColorChoice::Never),
            ("runframe-cli tree --help --color=always", ColorChoice::Always),
            ("runframe-cli --color", ColorChoice::Auto),
            ("runframe-cli --color pink validat", ColorChoice::Auto),
        ] {
            let arguments: Vec<OsString> = line.split(' ').map(Into::into).collect();
            assert_eq!(color_of(&arguments), expected, "{line}");
        }
    }

    #[test]
    fn what_is_wrong_or_asks_for_help_is_left_to_the_whole_description() {
        for line in [
            "runframe-cli",
            "runframe-cli --version",
            "runframe-cli validat",
            "runframe-cli validate --help",
            "runframe-cli validate --colour never a.yml",
            "runframe-cli validate a.yml --format xml",
            "runframe-cli serve",
        ] {
            assert!(short(line).is_none(), "{line}");
        }
    }
}
