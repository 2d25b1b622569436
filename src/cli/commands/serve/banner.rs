//! What `serve` says when it is ready.

use colored::Colorize;

use super::first_steps::Made;
use crate::cli::Session;
use crate::cli::format::count;
use crate::guide;
use crate::server::Running;
use crate::store::{FreshIntegration, IncidentFilter, Location};

/// Where it is, what is in it, and what to do first.
pub(super) async fn print(
    running: &Running,
    location: &Location,
    made: Option<&Made>,
    fresh: &[FreshIntegration],
    session: &mut Session,
) -> anyhow::Result<()> {
    let total = running.store().incidents(IncidentFilter::default(), 1, 0).await?.total;
    let directory = running.store().directory();
    let integrations: Vec<String> = directory
        .integrations()
        .iter()
        .map(|integration| format!("{} …{}", integration.name, integration.key_tail))
        .collect();
    let kept = match location {
        Location::Memory => "in memory, gone when it stops".to_owned(),
        Location::Folder(folder) => format!("{}  {}", folder.display(), count(total, "incident").dimmed()),
    };
    let out = session.out();
    writeln!(
        out,
        "{}  {}",
        "Runframe, locally".bold(),
        running.base_url.cyan().bold()
    )?;
    writeln!(out, "  store         {kept}")?;
    match made {
        None if integrations.is_empty() => {
            writeln!(out, "  integrations  none yet: `runframe-cli integrations create NAME`")?;
        }
        None => writeln!(out, "  integrations  {}", integrations.join(", "))?,
        Some(made) => {
            writeln!(out, "  service       {}  {}", made.service, made.service_key)?;
            writeln!(out, "  integration   {}, linked to it", made.integration)?;
            writeln!(out, "  webhook URL   {}", made.webhook_url.yellow())?;
            writeln!(
                out,
                "                {}",
                "shown this once; whoever has it can open incidents".dimmed()
            )?;
            writeln!(out, "\n{}", "Receiver for alertmanager.yml, the URL in a file:".bold())?;
            let receivers = guide::receivers_yml(guide::Endpoint::UrlFile(guide::URL_FILE));
            for line in receivers.lines() {
                writeln!(out, "  {line}")?;
            }
            writeln!(out)?;
        }
    }
    for FreshIntegration { name, key } in fresh {
        let url = running.webhook_url(key);
        writeln!(out, "  webhook URL   {}  of {name}, shown this once", url.yellow())?;
    }
    if !running.address.ip().is_loopback() {
        let warning = "other machines can reach the webhook endpoint and /metrics, and the V1 API with a key; nothing is encrypted";
        writeln!(out, "  {}", warning.yellow())?;
    }
    writeln!(
        out,
        "  try it        runframe-cli fire --severity critical{}",
        at(running)
    )?;
    writeln!(out, "  stop          Ctrl-C")?;
    session.flush()?;
    Ok(())
}

/// What other commands need when it is not at its usual place.
fn at(running: &Running) -> String {
    if running.base_url == crate::client::DEFAULT_URL {
        String::new()
    } else {
        format!("   with RUNFRAME_API_URL={}", running.base_url)
    }
}
