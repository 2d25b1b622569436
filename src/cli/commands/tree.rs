//! `tree`: the routing tree, drawn.

use crate::cli::configuration::{self, Reading};
use crate::cli::{ExitStatus, Session};
use crate::proof::Reachability;
use crate::report::tree::{self as report, Chart};

/// Draw the routing tree, with the routes no alert can reach
///
/// Each route with what it asks of an alert, its receiver and what it sets itself; a route is marked dead if it is proved
/// that no alert gets to it, with what takes them all. `◆` marks receivers that deliver to Runframe.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// alertmanager.yml; `-` is standard input
    #[arg(value_name = "FILE")]
    file: String,

    #[command(flatten)]
    reading: Reading,

    /// What to draw
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  runframe-cli tree alertmanager.yml
  runframe-cli tree --format svg alertmanager.yml > routes.svg
  runframe-cli tree --format dot alertmanager.yml | dot -Tpdf > routes.pdf";

/// An output format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// A Mermaid flow chart
    Mermaid,
    /// For Graphviz
    Dot,
    /// One object, see docs/schema/tree.json
    Json,
    /// A picture that needs nothing but itself
    Svg,
}

/// Draws the tree.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let configuration = configuration::load(&args.file, &args.reading, session)?;
    let reachability = Reachability::of(&configuration.setup.tree);
    let chart = Chart {
        source: &configuration.source,
        tree: &configuration.setup.tree,
        runframe_receivers: &configuration.setup.runframe.receivers,
        reachability: &reachability,
    };
    let width = session.width;
    let mut out = session.out();
    match args.format {
        Format::Text => report::text::render(&chart, width, &mut out)?,
        Format::Mermaid => report::mermaid::render(&chart, &mut out)?,
        Format::Dot => report::dot::render(&chart, &mut out)?,
        Format::Json => report::json::render(&chart, &mut out)?,
        Format::Svg => report::svg::render(&chart, &mut out)?,
    }
    Ok(ExitStatus::Success)
}
