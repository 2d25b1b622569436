//! `incidents watch`.

use std::time::Duration;

use colored::Colorize;
use serde_json::{Value, json};

use super::list::{severity, status};
use crate::api::{DeliveryEvent, IncidentEvent, Reset};
use crate::cli::api::{ApiArgs, failure};
use crate::cli::format::{Format, answered, count, on_one_line, visible};
use crate::cli::number::at_least_one;
use crate::cli::signal::Stop;
use crate::cli::{ExitStatus, Failure, Session};
use crate::client::{Client, ClientError, EventQuery, EventStream, ServerEvent};

/// How long to wait before the first new attempt, and at most.
const RETRY: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(5));

/// Watch incidents of the local Runframe as they change, one line each
///
/// Comes back by itself when the connection breaks, and misses nothing the server still has. Ctrl-C ends it, with exit
/// status 0.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only incidents of this integration
    #[arg(long, value_name = "NAME")]
    integration: Option<String>,

    /// Show each delivery too
    #[arg(long)]
    deliveries: bool,

    /// End after so many lines
    #[arg(long, value_name = "N", value_parser = at_least_one::<u64>)]
    count: Option<u64>,

    /// How to print events; json is one object a line
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    api: ApiArgs,
}

/// Prints until it is told to stop.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.api.client()?;
    crate::cli::api::block_on(async {
        let mut stop = Stop::new()?;
        tokio::select! {
            end = watch(args, &client, session) => end,
            () = stop.wait() => Ok(ExitStatus::Success),
        }
    })
}

async fn watch(args: &Args, client: &Client, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let mut kinds = vec!["incident", "reset"];
    kinds.extend(args.deliveries.then_some("delivery"));
    let query = EventQuery {
        kinds: kinds.into_iter().map(str::to_owned).collect(),
        integration: args.integration.clone(),
    };
    let mut following = Following::start(client.clone(), query).await.map_err(explain)?;
    session.comment(format!("watching {}; Ctrl-C ends it", client.server()));
    let mut printed = 0;
    loop {
        match following.next().await? {
            Followed::Event(event) => {
                if print(&event, args.format, session)? {
                    printed += 1;
                    session.flush()?;
                    if args.count == Some(printed) {
                        return Ok(ExitStatus::Success);
                    }
                }
            }
            Followed::Lost(error) => session.comment(trying_again(&error)),
            Followed::Back { is_unbroken: true } => session.comment("back again, nothing was missed"),
            Followed::Gap | Followed::Back { is_unbroken: false } => {
                session.comment(
                    "back again; some of what happened meanwhile is not known: `incidents list` shows how things stand",
                );
            }
        }
    }
}

/// A stream of events that comes back when it breaks.
pub(super) struct Following {
    client: Client,
    query: EventQuery,
    stream: Option<EventStream>,
    last_id: Option<String>,
    /// Whether what came since the last event is passed over: it cannot be taken.
    is_broken: bool,
    wait: Duration,
    /// Whether an integration that is gone is waited for: it may be made again.
    is_patient: bool,
}

/// What following a stream yields.
pub(super) enum Followed {
    Event(ServerEvent),
    /// The connection broke; the next call tries to come back.
    Lost(ClientError),
    /// It is there again, and events are missing; the oldest that is still there comes next.
    Gap,
    /// It is there again.
    Back {
        /// Whether no event is missing in between.
        is_unbroken: bool,
    },
}

impl Following {
    /// Begins with what happens from now on.
    pub(super) async fn start(client: Client, query: EventQuery) -> Result<Self, ClientError> {
        let mut stream = client.events(&query, None).await?;
        // The server says `ready` at once: from here on nothing is missed.
        let last_id = stream.next().await?.and_then(|event| event.id);
        Ok(Self {
            client,
            query,
            stream: Some(stream),
            last_id,
            is_broken: false,
            wait: RETRY.0,
            is_patient: false,
        })
    }

    /// Waits for an integration that is gone, which may be made again.
    pub(super) fn patient(self) -> Self {
        Self {
            is_patient: true,
            ..self
        }
    }

    /// Leaves what was missed, and begins again with what happens from then on: the next call says when that is.
    pub(super) fn begin_anew(&mut self) {
        (self.stream, self.last_id, self.is_broken) = (None, None, true);
    }

    /// Waits for the next event, or news of the connection. Cancelling it loses no event.
    pub(super) async fn next(&mut self) -> anyhow::Result<Followed> {
        let Some(stream) = &mut self.stream else {
            return self.come_back().await;
        };
        match stream.next().await {
            Ok(Some(event)) => {
                if event.kind != "ready" {
                    self.wait = RETRY.0;
                }
                if event.id.is_some() {
                    self.last_id.clone_from(&event.id);
                }
                Ok(match event.kind.as_str() {
                    "ready" => Followed::Back {
                        is_unbroken: !std::mem::take(&mut self.is_broken),
                    },
                    "gap" => Followed::Gap,
                    _ => Followed::Event(event),
                })
            }
            Ok(None) => {
                self.stream = None;
                Ok(Followed::Lost(ClientError::Unreachable {
                    server: self.client.server(),
                    why: "the server ended the stream".to_owned(),
                }))
            }
            Err(error) => {
                self.stream = None;
                if let ClientError::TooLarge { .. } = error {
                    (self.last_id, self.is_broken) = (None, true);
                }
                Ok(Followed::Lost(error))
            }
        }
    }

    async fn come_back(&mut self) -> anyhow::Result<Followed> {
        loop {
            tokio::time::sleep(self.wait).await;
            self.wait = (self.wait * 2).min(RETRY.1);
            match self.client.events(&self.query, self.last_id.as_deref()).await {
                Ok(stream) => {
                    self.stream = Some(stream);
                    return Box::pin(self.next()).await;
                }
                Err(error) if is_passing(&error) => {}
                Err(error) if self.is_patient && is_unknown_integration(&error) => return Ok(Followed::Lost(error)),
                Err(error) => return Err(explain(error)),
            }
        }
    }
}

/// Whether it may be so only because the other side is about to stop, or to start, or is asked too often.
pub(super) fn is_passing(error: &ClientError) -> bool {
    match error {
        ClientError::Unreachable { .. } | ClientError::TimedOut { .. } => true,
        error => error.status().is_some_and(|status| status >= 500 || status == 429),
    }
}

/// What to say of one that may pass.
pub(super) fn trying_again(error: &ClientError) -> String {
    format!("{}: {error}; trying again", "warning".yellow().bold())
}

/// Whether the other side is no local Runframe, or does not tell us what only a local one knows.
pub(super) fn is_no_local(error: &ClientError) -> bool {
    match error {
        ClientError::Unexpected { .. } => true,
        ClientError::Refused { status, detail, .. } => {
            matches!(status, 401 | 403 | 404 | 405) && !detail.message.contains("integration")
        }
        _ => false,
    }
}

/// Whether there is a local Runframe, and no such integration in it.
pub(super) fn is_unknown_integration(error: &ClientError) -> bool {
    error.status() == Some(404) && !is_no_local(error)
}

/// What to say when there are no events to be had.
fn explain(error: ClientError) -> anyhow::Error {
    if is_no_local(&error) {
        return Failure::unreachable(format!("there are no events: {error}"))
            .with_help("only a local Runframe, asked from its own machine, has them")
            .into();
    }
    failure(error)
}

/// Prints an event, if it is one to print.
fn print(event: &ServerEvent, format: Format, session: &mut Session) -> anyhow::Result<bool> {
    if format == Format::Json {
        let data: Value = serde_json::from_str(&event.data)?;
        let line = json!({ "id": event.id, "event": event.kind, "data": data });
        writeln!(session.out(), "{line}")?;
        return Ok(true);
    }
    let line = match event.kind.as_str() {
        "incident" => incident_line(&serde_json::from_str(&event.data)?),
        "delivery" => delivery_line(&serde_json::from_str(&event.data)?),
        "reset" => {
            let reset: Reset = serde_json::from_str(&event.data)?;
            let of = reset.integration.map(|name| format!(" of {name}")).unwrap_or_default();
            format!("{:<9} {}{of}", "reset".yellow(), count(reset.incidents, "incident"))
        }
        "dropped" => {
            let data: Value = serde_json::from_str(&event.data)?;
            let missed = data["missed"].as_u64().unwrap_or_default();
            session.comment(format!(
                "this reader was too slow: {} dropped; `incidents list` shows how things stand",
                count(missed, "event")
            ));
            return Ok(false);
        }
        _ => return Ok(false),
    };
    writeln!(session.out(), "{line}")?;
    Ok(true)
}

fn incident_line(event: &IncidentEvent) -> String {
    let incident = &event.incident;
    let change = match event.change.as_str() {
        "created" => format!("{:<9}", "created").bold(),
        "resolved" => format!("{:<9}", "resolved").green(),
        other => format!("{other:<9}").normal(),
    };
    let services: Vec<&str> = incident.services.iter().map(|service| service.name.as_str()).collect();
    let services = match services.as_slice() {
        [] => String::new(),
        some => format!("  ({})", visible(&some.join(", "))),
    };
    // What happened, where the change does not say it.
    let entries: Vec<&str> = event
        .entries
        .iter()
        .map(String::as_str)
        .filter(|entry| !matches!(*entry, "incident_created" | "alert_resolved"))
        .collect();
    let entries = if entries.is_empty() {
        String::new()
    } else {
        format!("  {}", entries.join(", ").dimmed())
    };
    format!(
        "{} {change} {}  {}  {}  {}{services}{entries}",
        clock(incident.updated_at.as_deref().unwrap_or(&incident.created_at)).dimmed(),
        incident.incident_number,
        severity(&incident.severity),
        padded(&incident.status),
        on_one_line(&incident.title),
    )
}

/// A status in its colour, as wide as the widest.
fn padded(code: &str) -> String {
    let width = "investigating".len();
    let space = " ".repeat(width.saturating_sub(code.len()));
    format!("{}{space}", status(code))
}

fn delivery_line(event: &DeliveryEvent) -> String {
    let status = answered(event.status);
    let what = match (&event.problem, &event.fault) {
        (Some(problem), _) => on_one_line(problem),
        (None, Some(fault)) if !fault.is_applied => "not applied".to_owned(),
        (None, _) => event.summary.in_numbers(),
    };
    let fault = match &event.fault {
        Some(fault) => format!("  {}", format!("fault: {}", visible(&fault.text)).yellow()),
        None => String::new(),
    };
    let whose = event.integration.as_deref().unwrap_or("-");
    format!(
        "{} {:<9} {status}  {}  {what}{fault}",
        clock(&event.at).dimmed(),
        "delivery",
        visible(whose),
    )
}

/// The time of day of an instant, to the second.
fn clock(instant: &str) -> String {
    let time = instant.split_once('T').map_or(instant, |(_, time)| time);
    let seconds = time.split(['.', 'Z']).next().unwrap_or(time);
    format!("{seconds}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_day_is_shown_to_the_second() {
        assert_eq!(clock("2026-01-02T03:04:05.678Z"), "03:04:05Z");
        assert_eq!(clock("2026-01-02T03:04:05Z"), "03:04:05Z");
        assert_eq!(clock("odd"), "oddZ");
    }
}
