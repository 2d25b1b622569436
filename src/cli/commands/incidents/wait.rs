//! `incidents wait`.

mod look;
mod wish;

use std::collections::BTreeMap;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use colored::Colorize;
use serde_json::json;
use tokio::time::Instant;

use super::list::explain;
use super::watch::{Followed, Following, is_no_local, is_passing, is_unknown_integration, trying_again};
use crate::api::{Incident, IncidentEvent};
use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::format::{Format, count, on_one_line, print_json, visible};
use crate::cli::number::at_least_one;
use crate::cli::signal::Stop;
use crate::cli::{ExitStatus, Session};
use crate::client::{Client, ClientError, EventQuery};
use crate::duration::{format_prometheus, parse_prometheus};
use crate::incident::{IncidentNumber, Severity, Status};
use crate::version::Version;
use look::Until;
use wish::{Nearest, Wish};

/// Incidents that are looked through each time by asking a Runframe again and again; the newest. One with events is looked
/// through whole, once.
const LISTED_MAX: u64 = 2000;

/// How often a Runframe without events is asked.
const POLL: Duration = Duration::from_secs(1);

/// What the first look is given even if less is to be waited.
const FIRST_LOOK: Duration = Duration::from_secs(1);

/// How often it is tried whether a Runframe is there at last.
const START_POLL: Duration = Duration::from_millis(200);

/// Wait until incidents are as wished, for tests and CI
///
/// Ends with status 0 as soon as it is so, also when it is so already; with status 1 after the timeout, showing the nearest
/// incident and in what it differs; with status 3 if the Runframe is out of reach by then: it need not run yet. If it runs,
/// the integration has to be there, or the end is status 2. Follows events, so it takes no longer than it has to; the real
/// Runframe, which has none, is asked once a second.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Args {
    /// Its number, such as INC-2026-001
    #[arg(long, value_name = "NUMBER")]
    number: Option<IncidentNumber>,

    /// Its title, exactly
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,

    /// Its severity
    #[arg(long, value_name = "SEVERITY", value_parser = PossibleValuesParser::new(Severity::ALL.map(Severity::code)), ignore_case = true)]
    severity: Option<String>,

    /// Its status
    #[arg(long, value_name = "STATUS", value_parser = PossibleValuesParser::new(Status::ALL.map(Status::code)), ignore_case = true)]
    status: Option<String>,

    /// A service it affects, by key or name
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,

    /// The integration its alert came by, by name; a local Runframe alone can tell
    #[arg(long, value_name = "NAME")]
    integration: Option<String>,

    /// A label of its alert; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = label)]
    label: Vec<(String, String)>,

    /// Created at or after this instant: those of earlier runs are not meant
    #[arg(long, value_name = "INSTANT", value_parser = super::list::instant)]
    created_after: Option<String>,

    /// How many incidents have to be so, at least
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = at_least_one::<u64>)]
    count: u64,

    /// How long to wait, such as 30s or 2m
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = timeout)]
    timeout: Duration,

    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    api: ApiArgs,
}

const EXAMPLES: &str = "\
Examples:
  runframe-cli incidents wait --title HighLatency --severity SEV0
  runframe-cli incidents wait --number INC-2026-001 --status resolved --timeout 2m
  runframe-cli incidents wait --label cluster=eu --label severity=critical --count 3
  runframe-cli incidents wait --integration ci-42 --title HighLatency
  start=$(date -u +%FT%TZ)  # before the run begins, to leave out what earlier ones made
  runframe-cli incidents wait --title HighLatency --created-after \"$start\"";

fn label(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write NAME=VALUE, such as cluster=eu".to_owned()),
    }
}

fn timeout(text: &str) -> Result<Duration, String> {
    parse_prometheus(text, Version::default()).map_err(|_| "use a duration such as 30s or 2m".to_owned())
}

/// Waits and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let wish = Wish {
        number: args.number.as_ref().map(ToString::to_string),
        title: args.title.clone(),
        severity: args.severity.as_ref().map(|severity| severity.to_uppercase()),
        status: args.status.as_ref().map(|status| status.to_lowercase()),
        service: args.service.clone(),
        integration: args.integration.clone(),
        labels: args.label.clone(),
        created_after: args.created_after.clone(),
    };
    let client = args.api.client()?;
    block_on(async {
        let mut stop = Stop::new()?;
        let deadline = Instant::now() + args.timeout;
        let mut seen = Seen::default();
        // The first look is taken even if less is to be waited; no time at all asks how things stand now.
        let limit = (!args.timeout.is_zero()).then(|| args.timeout.max(FIRST_LOOK));
        let first = tokio::select! {
            first = seen.begin(&client, &wish, limit) => first,
            () = stop.wait() => return Ok(ExitStatus::Interrupted),
        };
        let first = match first {
            Ok(following) => following,
            Err(error) if is_passing(&error) && Instant::now() < deadline => {
                seen.lose(error, session);
                News::NotThere
            }
            Err(error) => return Err(explain(error, wish.integration.as_deref())),
        };
        let is_met = seen.has(&wish, args.count)
            || tokio::select! {
                met = seen.follow(first, &client, &wish, args.count, session) => {
                    met?;
                    true
                }
                () = tokio::time::sleep_until(deadline) => false,
                () = stop.wait() => return Ok(ExitStatus::Interrupted),
            };
        if let (false, Some(error)) = (is_met, seen.lost.take()) {
            return Err(failure(error));
        }
        print(args, &wish, &seen, is_met, session)?;
        Ok(if is_met {
            ExitStatus::Success
        } else {
            ExitStatus::Findings
        })
    })
}

/// How what happens is heard of.
enum News {
    /// It is told.
    Events(Box<Following>),
    /// It has to be asked for.
    Asking,
    /// Not at all: nobody is there yet.
    NotThere,
}

/// Incidents as they were last seen, by number: of two the longer one is the later.
#[derive(Default)]
struct Seen {
    incidents: BTreeMap<(usize, String), Incident>,
    /// How many of the wished severity and status were looked at, the newest.
    looked_at: u64,
    /// How many older ones were not.
    left_out: u64,
    /// Why it is not known how they stand now.
    lost: Option<ClientError>,
}

impl Seen {
    /// Begins to follow events where there are any, then sees how things stand: what happens in between is seen twice
    /// rather than never. `limit` is how long that may take; what was not looked at by then is left out.
    async fn begin(&mut self, client: &Client, wish: &Wish, limit: Option<Duration>) -> Result<News, ClientError> {
        let query = EventQuery {
            kinds: vec!["incident".to_owned(), "reset".to_owned()],
            integration: wish.integration.clone(),
        };
        let until = Until::after(client, limit);
        let started = until.then(Following::start(client.clone(), query)).await;
        let (news, most) = match started {
            Ok(following) => (News::Events(Box::new(following.patient())), u64::MAX),
            Err(error) if wish.integration.is_none() && is_no_local(&error) => (News::Asking, LISTED_MAX),
            Err(error) => return Err(error),
        };
        self.look(client, wish, most, &until).await?;
        Ok(news)
    }

    /// Returns when enough incidents are as wished.
    async fn follow(
        &mut self,
        mut news: News,
        client: &Client,
        wish: &Wish,
        count: u64,
        session: &mut Session,
    ) -> anyhow::Result<()> {
        while matches!(news, News::NotThere) {
            tokio::time::sleep(self.pause(START_POLL)).await;
            match self.begin(client, wish, None).await {
                Ok(begun) => news = begun,
                Err(error) if is_passing(&error) || is_unknown_integration(&error) => self.lose(error, session),
                Err(error) => return Err(explain(error, wish.integration.as_deref())),
            }
        }
        let News::Events(mut following) = news else {
            while !self.has(wish, count) {
                tokio::time::sleep(POLL).await;
                self.look_again(client, wish, LISTED_MAX, session).await?;
            }
            return Ok(());
        };
        while !self.has(wish, count) {
            match following.next().await? {
                Followed::Event(event) if event.kind == "incident" => {
                    let event: IncidentEvent = serde_json::from_str(&event.data)?;
                    self.put(event.incident);
                }
                Followed::Event(event) if event.kind == "reset" => {
                    self.look_again(client, wish, u64::MAX, session).await?;
                }
                // What is still there is older than a look at how things stand, and may be of incidents that are gone.
                Followed::Event(event) if event.kind == "dropped" => following.begin_anew(),
                Followed::Gap => following.begin_anew(),
                Followed::Event(_) => {}
                Followed::Lost(error) => self.lose(error, session),
                Followed::Back { is_unbroken: true } => self.lost = None,
                Followed::Back { is_unbroken: false } => self.look_again(client, wish, u64::MAX, session).await?,
            }
        }
        Ok(())
    }

    /// Sees how things stand, however long that takes.
    async fn look_again(
        &mut self,
        client: &Client,
        wish: &Wish,
        most: u64,
        session: &mut Session,
    ) -> anyhow::Result<()> {
        loop {
            match self.look(client, wish, most, &Until::after(client, None)).await {
                Ok(()) => return Ok(()),
                Err(error) if is_passing(&error) || is_unknown_integration(&error) => self.lose(error, session),
                Err(error) => return Err(explain(error, wish.integration.as_deref())),
            }
            tokio::time::sleep(self.pause(POLL)).await;
        }
    }

    /// How long to wait before the other side is asked again.
    fn pause(&self, usual: Duration) -> Duration {
        let wanted = self.lost.as_ref().and_then(ClientError::retry_after);
        wanted.map_or(usual, |wanted| wanted.max(usual))
    }

    /// Says, once, that nothing is known at the moment.
    fn lose(&mut self, error: ClientError, session: &mut Session) {
        if self.lost.is_none() {
            session.comment(trying_again(&error));
        }
        self.lost = Some(error);
    }

    /// Whether enough incidents are as wished.
    fn has(&self, wish: &Wish, count: u64) -> bool {
        self.matching(wish).count() as u64 >= count
    }

    /// Takes note of an incident. Events may tell of an earlier state than a look at all of them has shown.
    fn put(&mut self, incident: Incident) {
        let number = incident.incident_number.clone();
        let known = self
            .incidents
            .entry((number.len(), number))
            .or_insert_with(|| incident.clone());
        if known.updated_at <= incident.updated_at {
            *known = incident;
        }
    }

    fn matching<'a>(&'a self, wish: &'a Wish) -> impl Iterator<Item = &'a Incident> {
        self.incidents
            .values()
            .filter(|incident| wish.differences(incident).is_empty())
    }
}

fn print(args: &Args, wish: &Wish, seen: &Seen, is_met: bool, session: &mut Session) -> anyhow::Result<()> {
    let matching: Vec<&Incident> = seen.matching(wish).collect();
    let nearest = if is_met {
        None
    } else {
        wish.nearest(seen.incidents.values())
    };
    if args.format == Format::Json {
        let nearest = nearest.map(|nearest| {
            json!({
                "incident": nearest.incident,
                "differences": nearest.differences.iter().map(|difference| json!({
                    "field": difference.field,
                    "wanted": difference.wanted,
                    "seen": difference.seen,
                })).collect::<Vec<_>>(),
            })
        });
        return print_json(
            session,
            &json!({
                "is_met": is_met,
                "wanted": args.count,
                "incidents": matching,
                "seen": seen.incidents.len(),
                "left_out": seen.left_out,
                "nearest": nearest,
            }),
        );
    }
    if is_met {
        for incident in &matching {
            writeln!(
                session.out(),
                "{}  {}  {}  {}",
                incident.incident_number,
                super::list::severity(&incident.severity),
                super::list::status(&incident.status),
                on_one_line(&incident.title)
            )?;
        }
        return Ok(());
    }
    print_unmet(args, seen, matching.len(), nearest.as_ref(), session)
}

fn print_unmet(
    args: &Args,
    seen: &Seen,
    matching: usize,
    nearest: Option<&Nearest<'_>>,
    session: &mut Session,
) -> anyhow::Result<()> {
    let waited = format_prometheus(args.timeout);
    let error = "error".red().bold();
    if matching > 0 {
        session.comment(format!(
            "{error}: {matching} of {} incidents are as wished after {waited}",
            args.count
        ));
    } else {
        session.comment(format!("{error}: no incident is as wished after {waited}"));
    }
    if seen.left_out > 0 {
        session.comment(format!(
            "  only the newest {} were looked at, {} were not: say more with --severity and --status{}",
            seen.looked_at,
            count(seen.left_out, "older incident"),
            if seen.looked_at < LISTED_MAX {
                ", or wait longer"
            } else {
                ""
            }
        ));
    }
    let Some(nearest) = nearest else {
        if seen.incidents.is_empty() {
            session.comment(match &args.integration {
                Some(name) => format!("  there is no incident of integration `{}` at all", visible(name)),
                None => "  there is no incident at all".to_owned(),
            });
        }
        return Ok(());
    };
    let out = session.out();
    let of = count(seen.incidents.len() as u64, "incident");
    writeln!(
        out,
        "nearest of {of}: {}  {}",
        nearest.incident.incident_number.bold(),
        on_one_line(&nearest.incident.title)
    )?;
    let width = nearest
        .differences
        .iter()
        .map(|d| d.field.chars().count())
        .max()
        .unwrap_or_default();
    for difference in &nearest.differences {
        writeln!(
            out,
            "  {:<width$}  {} {}",
            visible(&difference.field),
            format!("- {}", visible(&difference.wanted)).green(),
            format!(" + {}", visible(difference.seen.as_deref().unwrap_or("(none)"))).red(),
        )?;
    }
    writeln!(out, "  ({} wanted, {} seen)", "-".green(), "+".red())?;
    Ok(())
}
