//! `explain`: what a finding means.

use clap::ValueEnum;
use serde::Serialize;

use crate::cli::usual::Usual;
use crate::cli::{ExitStatus, Failure, Session};
use crate::lint::{self, CATALOGUE, RULES};
use crate::report::table::Table;

/// Explain a finding: what it means, why it matters, what to write instead
///
/// Without a name all findings are listed.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Name of the finding, as in `warning[unsent-resolves]`
    #[arg(value_name = "NAME", value_parser = finding_parser(), hide_possible_values = true)]
    name: Option<String>,

    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  runframe-cli explain unsent-resolves
  runframe-cli explain";

/// An output format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: the page is Markdown
    #[default]
    Text,
    /// A list of objects, see docs/schema/explain.json
    Json,
}

/// One finding, as JSON.
#[derive(Serialize)]
struct Explanation {
    name: &'static str,
    level: &'static str,
    summary: &'static str,
    page: String,
}

fn finding_parser() -> Usual<String> {
    let names = || {
        let rules = RULES.iter().map(|rule| rule.name);
        rules.chain(CATALOGUE.iter().map(|entry| entry.name)).collect()
    };
    Usual::text(names)
}

fn pages() -> impl Iterator<Item = Explanation> {
    let rules = RULES.iter().map(|rule| (rule.name, rule.level, rule.summary()));
    let others = CATALOGUE.iter().map(|entry| (entry.name, entry.level, entry.summary));
    rules.chain(others).map(|(name, level, summary)| Explanation {
        name,
        level: level.as_str(),
        summary,
        page: lint::page(name).unwrap_or_default(),
    })
}

/// Prints one page, or the list of all.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let wanted: Vec<Explanation> = match &args.name {
        None => pages().collect(),
        Some(name) => {
            let bare = bare(name);
            let page = pages().find(|page| page.name == bare);
            vec![page.ok_or_else(|| unknown(bare))?]
        }
    };
    let width = session.width;
    let out = session.out();
    match (args.format, args.name.is_some()) {
        (Format::Json, _) => {
            serde_json::to_writer_pretty(&mut *out, &wanted)?;
            writeln!(out)?;
        }
        (Format::Text, true) => wanted.iter().try_for_each(|page| write!(out, "{}", page.page))?,
        (Format::Text, false) => {
            let mut table = Table::new(["NAME", "LEVEL", "WHAT IT FINDS"]);
            for page in &wanted {
                table.push([page.name, page.level, page.summary]);
            }
            write!(out, "{}", table.render(width))?;
        }
    }
    Ok(ExitStatus::Success)
}

/// The name in what `validate` prints, such as `warning[unsent-resolves]`.
fn bare(name: &str) -> &str {
    name.trim_end_matches(':')
        .strip_suffix(']')
        .and_then(|open| open.split_once('['))
        .map_or(name, |(_, inner)| inner)
}

fn unknown(name: &str) -> Failure {
    let failure = Failure::unusable(format!("there is no finding called `{name}`"));
    match lint::nearest_name(name) {
        Some(nearest) => failure.with_help(format!("there is `{nearest}`")),
        None => failure.with_help("`runframe-cli explain` lists them all"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_found_in_what_is_printed() {
        for text in [
            "unsent-resolves",
            "warning[unsent-resolves]",
            "warning[unsent-resolves]:",
        ] {
            assert_eq!(bare(text), "unsent-resolves");
        }
        assert_eq!(bare("warning[unsent"), "warning[unsent");
    }
}
