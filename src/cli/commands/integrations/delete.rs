//! `integrations delete`.

use crate::api::ResetRequest;
use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::format::{Format, count, print_json, visible};
use crate::cli::{ExitStatus, Session};

/// Disconnect an integration; its webhook URL stops working at once, its incidents stay
///
/// What it left open stays open then, and only `incidents reset` without an integration forgets it: with --reset its incidents go
/// too. Deliveries to it should have stopped before.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The integration
    #[arg(value_name = "NAME")]
    name: String,

    /// Forget its incidents first
    #[arg(long)]
    reset: bool,

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
        integration: Some(args.name.clone()),
    };
    let (reset, deleted) = block_on(async {
        let reset = if args.reset {
            Some(client.reset(&request).await.map_err(failure)?)
        } else {
            None
        };
        Ok((reset, client.delete_integration(&args.name).await.map_err(failure)?))
    })?;
    match args.format {
        Format::Json => print_json(session, &deleted)?,
        Format::Text => {
            let incidents = reset.map_or_else(
                || "; its incidents stay".to_owned(),
                |reset| format!(", and forgot {}", count(reset.incidents, "incident")),
            );
            writeln!(session.out(), "deleted `{}`{incidents}", visible(&deleted.name))?;
        }
    }
    Ok(ExitStatus::Success)
}
