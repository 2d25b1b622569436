//! `diff`: what a change of configuration does to alerts.

use crate::change::{Change, Written};
use crate::cli::configuration::{self, Configuration, Reading};
use crate::cli::number::at_least_one;
use crate::cli::{ExitStatus, Failure, Session};
use crate::report::change::{self as report, Compared, Side};

/// Show exactly which alerts a change treats differently, with an example of each kind
///
/// Compares what two configurations do with every alert there can be: receivers, grouping and group keys, timings, time
/// intervals, and whether an alert becomes a Runframe incident that resolves by itself. Each way in which alerts are treated
/// differently is shown with one that is. If there is none, that is a proof. Moving routes about or renaming intervals shows
/// nothing as long as alerts fare alike.
///
/// Group keys are called out: what was sent under the old key is forgotten when the new configuration is loaded, so an
/// incident whose alert clears in between does not resolve by itself.
///
/// Inhibit rules, receivers, templates and the global section are compared by what they say: that `5m` has become `300s`,
/// `match` has become `matchers` or keys have moved counts for nothing; a default that is now written out counts.
///
/// The exit status is 1 if the configurations say something else, or if it could not be decided whether they do.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The old alertmanager.yml; `-` is standard input
    #[arg(value_name = "OLD")]
    old: String,

    /// The new alertmanager.yml; `-` is standard input
    #[arg(value_name = "NEW")]
    new: String,

    #[command(flatten)]
    reading: Reading,

    /// Look for at most this many differences
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = at_least_one::<u32>)]
    limit: u32,

    /// How to print the difference
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  runframe-cli diff alertmanager.yml alertmanager.new.yml
  git show main:alertmanager.yml | runframe-cli diff - alertmanager.yml
  runframe-cli diff --format markdown old.yml new.yml >> \"$GITHUB_STEP_SUMMARY\"";

/// An output format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For a pull request
    Markdown,
    /// One object, see docs/schema/diff.json
    Json,
}

fn written(configuration: &Configuration) -> Written<'_> {
    Written {
        text: configuration.source.text(),
        config: &configuration.config,
    }
}

/// Compares the configurations and prints the difference.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    if args.old == "-" && args.new == "-" {
        return Err(Failure::unusable("standard input cannot be both configurations")
            .with_help("give one of them as a file")
            .into());
    }
    let [old, new] = configuration::load_all([&args.old, &args.new], &args.reading, session)?;
    let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let compared = Compared {
        change: Change::between(&old.setup, &new.setup, limit).with_settings(
            written(&old),
            written(&new),
            &new.setup.tree,
        ),
        old: Side {
            source: &old.source,
            setup: &old.setup,
        },
        new: Side {
            source: &new.source,
            setup: &new.setup,
        },
    };
    let status = if compared.change.is_equal() {
        ExitStatus::Success
    } else {
        ExitStatus::Findings
    };
    session.decided = status;
    let mut out = session.out();
    match args.format {
        Format::Text => report::text::render(&compared, &mut out)?,
        Format::Markdown => report::markdown::render(&compared, &mut out)?,
        Format::Json => report::json::render(&compared, &mut out)?,
    }
    Ok(status)
}
