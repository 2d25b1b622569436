//! `faults clear`.

use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::format::{Format, count, print_json};
use crate::cli::{ExitStatus, Session};
use crate::client::WhichFaults;

/// Take faults back: all, one, or those of one integration
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only the fault with this number
    #[arg(value_name = "ID", conflicts_with = "integration", value_parser = parse_id)]
    id: Option<u64>,

    /// Only those of this integration
    #[arg(long, value_name = "NAME")]
    integration: Option<String>,

    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    api: ApiArgs,
}

fn parse_id(text: &str) -> Result<u64, String> {
    text.parse()
        .map_err(|_| "faults have numbers: `runframe-cli faults list` shows them".to_owned())
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.api.client()?;
    let which = match (args.id, &args.integration) {
        (Some(id), _) => WhichFaults::One(id),
        (None, Some(name)) => WhichFaults::Integration(name.clone()),
        (None, None) => WhichFaults::All,
    };
    let removed = block_on(async { client.clear_faults(&which).await.map_err(failure) })?;
    match args.format {
        Format::Json => print_json(session, &removed)?,
        Format::Text => {
            let injected: u64 = removed.iter().map(|set| set.injected).sum();
            let faults = count(removed.len() as u64, "fault");
            let struck = count(injected, "time");
            writeln!(session.out(), "took back {faults}, injected {struck}")?;
        }
    }
    Ok(ExitStatus::Success)
}
