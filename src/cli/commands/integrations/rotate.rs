//! `integrations rotate`.

use super::secret::{SecretArgs, hand_out};
use crate::api::Integration;
use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::{ExitStatus, Session};
use crate::organisation::same_name;

/// Give an integration another webhook URL; the old one stops working at once
///
/// A routing key that comes from a file (`routing_key_file` in the settings of `serve`) is back with the next start: put another
/// key into that file instead, and start again.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The integration
    #[arg(value_name = "NAME")]
    name: String,

    #[command(flatten)]
    secret: SecretArgs,

    #[command(flatten)]
    api: ApiArgs,
}

/// Asks and prints. A file is overwritten only if it holds the URL that stops working.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    args.secret.check()?;
    let client = args.api.client()?;
    if let Some(content) = args.secret.present() {
        let integrations = block_on(async { client.integrations().await.map_err(failure) })?;
        let named = integrations.iter().find(|one| same_name(&one.name, &args.name));
        if named.is_some_and(|integration| !is_url_of(&content, integration)) {
            let what = format!("holds something else than the webhook URL of `{}`", args.name);
            return Err(args.secret.kept(&what).into());
        }
    }
    let secret = block_on(async { client.rotate_integration(&args.name).await.map_err(failure) })?;
    hand_out(&args.secret, secret, session)?;
    Ok(ExitStatus::Success)
}

/// Whether a file holds the webhook URL of an integration, as far as the end of its key tells.
fn is_url_of(content: &str, integration: &Integration) -> bool {
    let tail = integration.routing_key.trim_start_matches('…');
    let key = content.rsplit_once("/webhooks/").map(|(_, key)| key);
    content.starts_with("http") && key.is_some_and(|key| !key.contains(char::is_whitespace) && key.ends_with(tail))
}
