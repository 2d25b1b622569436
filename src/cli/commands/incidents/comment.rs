//! `incidents comment`.

use super::target::Target;
use crate::api::AddEvent;
use crate::cli::api::{block_on, failure};
use crate::cli::format::{Format, print_json, visible};
use crate::cli::{ExitStatus, Session};

/// Write something into an incident's timeline
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    target: Target,

    /// What there is to say
    #[arg(value_name = "TEXT")]
    text: String,
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.target.api.client()?;
    let event = AddEvent {
        comment: Some(args.text.clone()),
        ..AddEvent::default()
    };
    let number = args.target.number.to_string();
    let added = block_on(async { client.add_event(&number, &event).await.map_err(failure) })?;
    match args.target.format {
        Format::Json => print_json(session, &added)?,
        Format::Text => {
            let entry = &added.event;
            writeln!(
                session.out(),
                "{}  {}  {}  {}",
                number,
                entry.created_at,
                visible(&entry.actor),
                visible(&entry.comment)
            )?;
        }
    }
    Ok(ExitStatus::Success)
}
