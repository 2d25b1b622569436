//! `incidents page`.

use clap::builder::PossibleValuesParser;

use super::target::{Target, print};
use crate::api::PageSomebody;
use crate::cli::api::{block_on, failure};
use crate::cli::format::{Format, print_json, visible};
use crate::cli::{ExitStatus, Session};
use crate::incident::Channel;

/// Call somebody about an incident; a local Runframe records it and sends nothing
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    target: Target,

    /// Whom, by email
    #[arg(value_name = "EMAIL")]
    email: String,

    /// How; may be repeated
    #[arg(long, value_name = "CHANNEL", default_value = "slack", value_delimiter = ',', value_parser = PossibleValuesParser::new(Channel::ALL.map(Channel::code)))]
    channel: Vec<String>,

    /// What to tell them
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.target.api.client()?;
    let page = PageSomebody {
        email: args.email.clone(),
        channels: args.channel.clone(),
        message: args.message.clone(),
    };
    let number = args.target.number.to_string();
    let paged = block_on(async { client.page(&number, &page).await.map_err(failure) })?;
    if args.target.format == Format::Json {
        print_json(session, &paged)?;
        return Ok(ExitStatus::Success);
    }
    let done = format!(
        "paged {} by {}",
        visible(&paged.page.email),
        paged.page.channels.join(" and ")
    );
    print(args.target.format, &paged.incident, &done, session)?;
    Ok(ExitStatus::Success)
}
