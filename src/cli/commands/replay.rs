//! `replay`: sends a recorded payload again, changed or as it is.

use std::time::Duration;

use serde::Serialize;

use super::fire::setup;
use crate::api::{AlertResult, DeliverySummary, Success};
use crate::cli::api::{block_on, failure};
use crate::cli::configuration::unknown_receiver;
use crate::cli::format::{Format, print_json, print_table, visible};
use crate::cli::http::{ConfigFile, Speaking};
use crate::cli::sending::{TargetArgs, explain, tell};
use crate::cli::{ExitStatus, Failure, Session, input};
use crate::client::Client;
use crate::fire::{Answer, Sender, Target, send_until_taken};
use crate::incident::ReceivedAlert;
use crate::report::mapping::TargetKind;
use crate::report::table::{Table, cell};
use crate::store::DeliveryId;
use crate::webhook::edit::{self, EditError, SetEdit, UnsetEdit};
use crate::webhook::receive;

/// Send a recorded payload again, changed or as it is
///
/// The payload is that of a delivery the local Runframe has recorded (`deliveries list`), a file, or standard input. It is sent
/// byte for byte; with --set and --unset only the named fields change, the rest stays as it was.
///
/// A path names a field from the outside in: `status`, `alerts[0].labels.severity`, `alerts[*].endsAt`. A name that is more
/// than letters, digits, `_`, `-` and `:` goes in double quotes: `alerts[0].labels."my.label"`. `[*]` is each element, the number
/// after the last appends. PATH=TEXT keeps the kind of what is there, and is a string otherwise; PATH:=JSON puts any JSON.
/// Edits are done in the order --set, then --unset.
///
/// Without --url and RUNFRAME_WEBHOOK_URL a recorded delivery goes to the integration it came by, anything else to the first one of
/// the local Runframe; --integration names another.
///
/// What becomes of it is the receiver's choice: it may take a repeat for one, and an old start for a late copy.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// A delivery's number such as dlv_42, `latest`, a file, or `-` for standard input
    #[arg(value_name = "DELIVERY|FILE|-")]
    source: String,

    /// Change a field of the payload, or add one; may be repeated
    #[arg(long, value_name = "PATH=TEXT|PATH:=JSON")]
    set: Vec<SetEdit>,

    /// Take a field out of the payload; may be repeated
    #[arg(long, value_name = "PATH")]
    unset: Vec<UnsetEdit>,

    /// Speak HTTP as the payload's receiver does in this alertmanager.yml, and follow up failed attempts as Alertmanager
    #[arg(long, value_name = "FILE")]
    config: Option<String>,

    /// The receiver of --config, if it is not the payload's
    #[arg(long, value_name = "NAME", requires = "config")]
    receiver: Option<String>,

    #[command(flatten)]
    target: TargetArgs,

    /// Print what would be sent, and send nothing
    #[arg(long)]
    dry_run: bool,

    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  runframe-cli replay latest
  runframe-cli replay dlv_42 --set alerts[0].labels.severity=warning --dry-run
  runframe-cli replay payload.json --set 'alerts[*].status=resolved' --unset alerts[0].endsAt
  RUNFRAME_WEBHOOK_URL=$(cat runframe-webhook-url) runframe-cli replay dlv_42

Exit status:
  0  delivered, whatever became of its alerts
  2  wrong usage, a file that cannot be read, or a field that is not in the payload
  3  the receiver could not be reached, or refused what was sent, as it does what is no JSON";

/// How soon an Alertmanager with its defaults would send the group again.
const GROUP_INTERVAL: Duration = Duration::from_mins(5);

/// What was sent and answered.
#[derive(Debug, Serialize)]
struct Replay<'a> {
    version: u32,
    source: &'a str,
    url: String,
    attempts: u32,
    http_status: u16,
    elapsed_ms: f64,
    summary: Option<DeliverySummary>,
}

/// Replays.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    block_on(replay(args, session))
}

async fn replay(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let recorded = read(args, session).await?;
    let edits: Vec<_> = args
        .set
        .iter()
        .map(|SetEdit(edit)| edit.clone())
        .chain(args.unset.iter().map(|UnsetEdit(edit)| edit.clone()))
        .collect();
    let payload = edit::apply(&recorded.payload, &edits).map_err(|error| cannot_edit(&error))?;
    if args.dry_run {
        session.out().write_all(&payload)?;
        session.comment("nothing was sent");
        return Ok(ExitStatus::Success);
    }
    let receiver = args.receiver.clone().or_else(|| receiver_of(&payload));
    let version = args.target.alertmanager_version;
    let routing = match &args.config {
        Some(path) => Some(setup(Some(path), args.receiver.as_deref(), version, session)?),
        None => None,
    };
    let file = routing.as_ref().zip(args.config.as_deref());
    let file = file.map(|((_, _, config), path)| ConfigFile { config, path });
    if let Some(file) = file {
        check_receiver(file, receiver.as_deref())?;
    }
    let own_url = args.target.own_url(file, receiver.as_deref().into_iter())?;
    let target = {
        let usual = recorded.integration.as_deref();
        args.target.target(own_url, services(&payload), usual, session).await?
    };
    if recorded.is_orphan && target.kind == TargetKind::LocalRunframe && args.target.integration().is_none() {
        session.comment("the integration it came by is gone: it goes to the first one (--integration names another)");
    }
    let speaking = args
        .target
        .speaking(file, receiver.as_deref().into_iter(), &target, session)?;
    let sent = send(args, &payload, receiver.as_deref(), &target, &speaking, session).await;
    target.close().await;
    sent
}

async fn send(
    args: &Args,
    payload: &[u8],
    receiver: Option<&str>,
    target: &Target,
    speaking: &Speaking,
    session: &mut Session,
) -> anyhow::Result<ExitStatus> {
    let settings = speaking.to(receiver.unwrap_or_default()).clone();
    let sender = Sender::with_settings(args.target.alertmanager_version, settings);
    let retrying = args.target.retrying(args.config.is_some());
    let body = payload.to_vec();
    let (answer, attempts) = send_until_taken(body.into(), GROUP_INTERVAL, retrying, &sender, target, |incidental| {
        tell(&incidental, args.target.alertmanager_version, session);
    })
    .await
    .map_err(|not_taken| explain(&not_taken, target, GROUP_INTERVAL))?;
    let summary = summary(&answer);
    if args.format == Format::Json {
        let report = Replay {
            version: 1,
            source: &args.source,
            url: target.url.to_string(),
            attempts,
            http_status: answer.status.as_u16(),
            elapsed_ms: (answer.elapsed.as_secs_f64() * 1e6).round() / 1e3,
            summary,
        };
        print_json(session, &report)?;
        return Ok(ExitStatus::Success);
    }
    match &summary {
        Some(summary) if !summary.results.is_empty() => print_table(session, &table(payload, &summary.results))?,
        Some(_) => session.comment("the payload has no alerts"),
        None => session.comment("the receiver does not say what became of the alerts"),
    }
    let source = if args.source == "-" { input::STDIN } else { &args.source };
    session.comment(format!(
        "{source} to {}: {} in {:.0} ms",
        target.url,
        answer.status.as_u16(),
        answer.elapsed.as_secs_f64() * 1e3
    ));
    Ok(ExitStatus::Success)
}

/// What is to be sent.
struct Recorded {
    payload: Vec<u8>,
    /// The integration it came by, if that is known and still there.
    integration: Option<String>,
    /// Whether it came by one that is gone.
    is_orphan: bool,
}

async fn read(args: &Args, session: &mut Session) -> anyhow::Result<Recorded> {
    let is_recorded = args.source == "latest" || args.source.parse::<DeliveryId>().is_ok();
    if !is_recorded {
        return Ok(Recorded {
            payload: input::read_bytes(&args.source, session).map_err(Failure::from)?,
            integration: None,
            is_orphan: false,
        });
    }
    let client = Client::new(&args.target.api().url, None).map_err(failure)?;
    let delivery = client.delivery(&args.source).await.map_err(failure)?;
    Ok(Recorded {
        payload: client.delivery_payload(&delivery.id).await.map_err(failure)?,
        is_orphan: delivery.integration.is_none(),
        integration: delivery.integration,
    })
}

fn cannot_edit(error: &EditError) -> Failure {
    Failure::unusable(error.to_string()).with_help("`--dry-run` without edits prints the payload")
}

/// The receiver that the payload names.
fn receiver_of(payload: &[u8]) -> Option<String> {
    let payload: serde_json::Value = serde_json::from_slice(payload).ok()?;
    Some(payload.get("receiver")?.as_str()?.to_owned())
}

/// Refuses a payload whose receiver is not in the configuration: nobody could say how HTTP is spoken.
fn check_receiver(file: ConfigFile<'_>, receiver: Option<&str>) -> Result<(), Failure> {
    let names: Vec<String> = file
        .config
        .receivers
        .iter()
        .map(|known| known.name.value.clone())
        .collect();
    let failure = match receiver {
        Some(name) if names.iter().any(|known| known == name) => return Ok(()),
        Some(name) => unknown_receiver(&visible(name), &format!("`{}`", file.path), &names),
        None => Failure::unusable("the payload names no receiver"),
    };
    Err(failure.with_help("--receiver names another than the payload's"))
}

/// The services a Runframe in this process is to know.
fn services(payload: &[u8]) -> Vec<String> {
    let delivery = receive::read(payload).unwrap_or_default();
    let events = delivery.alerts.iter().filter_map(ReceivedAlert::event);
    events
        .filter_map(|event| event.labels.get("service_id").map(str::to_owned))
        .collect()
}

fn summary(answer: &Answer) -> Option<DeliverySummary> {
    let envelope: Success<DeliverySummary> = serde_json::from_slice(&answer.body).ok()?;
    Some(envelope.data)
}

/// What became of each alert, by the answer.
fn table(payload: &[u8], results: &[AlertResult]) -> Table {
    let delivery = receive::read(payload).unwrap_or_default();
    let mut table = Table::new(["ALERT", "FINGERPRINT", "WHAT", "INCIDENT", "WHY"]);
    for (position, result) in results.iter().enumerate() {
        let event = delivery.alerts.get(position).and_then(ReceivedAlert::event);
        let name = event.and_then(|event| event.labels.get("alertname"));
        table.push([
            cell(name.unwrap_or("-")),
            visible(result.fingerprint.as_deref().unwrap_or("-")).into_owned(),
            result.action.clone(),
            result.incident_number.clone().unwrap_or_else(|| "-".to_owned()),
            visible(result.detail.as_deref().unwrap_or_default()).into_owned(),
        ]);
    }
    table
}
