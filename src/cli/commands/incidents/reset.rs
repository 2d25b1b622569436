//! `incidents reset`.

use crate::api::ResetRequest;
use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::format::{Format, count, print_json, visible};
use crate::cli::{ExitStatus, Session};

/// Forget the incidents of the local Runframe: all, or those of one integration
///
/// For tests that want to begin with none. Timelines and what is known of alerts go with them; services, integrations,
/// routing keys and faults stay, and numbers go on.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only those of this integration
    #[arg(long, value_name = "NAME")]
    integration: Option<String>,

    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    api: ApiArgs,
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.api.client()?;
    let request = ResetRequest {
        integration: args.integration.clone(),
    };
    let reset = block_on(async { client.reset(&request).await.map_err(failure) })?;
    match args.format {
        Format::Json => print_json(session, &reset)?,
        Format::Text => {
            let incidents = count(reset.incidents, "incident");
            let of = reset
                .integration
                .map(|name| format!(" of `{}`", visible(&name)))
                .unwrap_or_default();
            writeln!(session.out(), "forgot {incidents}{of}")?;
        }
    }
    Ok(ExitStatus::Success)
}
