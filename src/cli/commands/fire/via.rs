//! `fire --via-alertmanager`: hands alerts to a real Alertmanager, and follows them to the local Runframe.

mod end;
mod watched;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;

use super::messages::fired_alert;
use super::payload;
use crate::alert::{Alert, LabelSet};
use crate::api::{Incident, RecordedDelivery};
use crate::cli::configuration::{self, Configuration, Reading};
use crate::cli::format::{Format, visible};
use crate::cli::sending::{self, TargetArgs, new_report, parse_duration};
use crate::cli::signal::Stop;
use crate::cli::{ExitStatus, Failure, Session};
use crate::duration::format_prometheus;
use crate::fire::{
    Alertmanager, AlertmanagerError, Fire, FiredMessage, Hearing, Held, SendError, Sender, Target, Undelivered, Way,
    WebhookUrl, arrived_row,
};
use crate::report::mapping::{MappingReport, Step};
use crate::text::SourceFile;
use crate::text::secret::masked_url;
use crate::trace::Question;
use crate::version::Version;
use crate::webhook::NotifiedAlert;

pub(in crate::cli) use end::{Following, end};
use watched::Watched;

/// How often Alertmanager and Runframe are asked.
const LOOK: Duration = Duration::from_millis(250);

/// How long alerts may take beyond what their routes make them wait.
const MARGIN: Duration = Duration::from_secs(15);

/// How long is waited where the configuration tells nothing.
const LIMIT_UNKNOWN: Duration = Duration::from_mins(1);

/// What a Runframe has to keep for some of what is to be known.
const UNRECORDED: &str =
    "integrations and incidents of groups are known by recorded deliveries alone: see `serve --max-deliveries`";

/// Which Alertmanager, and how far to follow.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Through an Alertmanager")]
pub(super) struct ViaArgs {
    /// Hand the alert to the Alertmanager at this URL instead, and follow it until it has arrived at the local Runframe
    ///
    /// Such as http://localhost:9093; a user and a password, and the path it is served under, may stand in it. Its own
    /// configuration decides where the alert goes, when, and whether.
    #[arg(long, value_name = "URL")]
    #[arg(conflicts_with_all = ["config", "receiver", "url", "dry_run", "fire_for", "set", "unset", "delivery", "in_process"])]
    via_alertmanager: Option<String>,

    /// How long to follow it [default: as long as the route makes it wait, and 15s]
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, requires = "via_alertmanager")]
    wait: Option<Duration>,

    /// Do not follow it: end when the Alertmanager has the alert in its groups
    #[arg(long, requires = "via_alertmanager", conflicts_with = "wait")]
    no_follow: bool,
}

impl ViaArgs {
    /// Whether alerts go to an Alertmanager.
    pub(super) fn is_wanted(&self) -> bool {
        self.via_alertmanager.is_some()
    }
}

/// What is known of the way of an alert.
struct Expected {
    /// By receiver, how long its group waits, and why.
    waits: Vec<(String, Duration, &'static str)>,
    /// Receivers whose routes keep silent now, and the time intervals that have them.
    muted: Vec<(String, String)>,
    /// Receivers whose webhook has a body of its own.
    custom: Vec<String>,
}

impl Expected {
    fn tell_waits(&self, session: &mut Session) {
        for (receiver, wait, why) in &self.waits {
            session.comment(format!(
                "receiver `{receiver}` hears of it within {}: {why}",
                format_prometheus(*wait)
            ));
        }
    }

    /// The way of the alerts to the local Runframe.
    fn way(&self, fingerprints: &[String], integration: Option<&str>) -> Way {
        Way {
            fingerprints: fingerprints.iter().cloned().collect(),
            integration: integration.map(str::to_owned),
            receivers: {
                let muted = self.muted.iter().map(|(receiver, _)| receiver);
                let waiting = self.waits.iter().map(|(receiver, ..)| receiver);
                waiting.chain(muted).cloned().collect()
            },
        }
    }

    /// How long to follow, where nobody says.
    fn limit(&self) -> Duration {
        let usual = self.waits.iter().map(|(_, wait, _)| *wait).max();
        usual.map_or(LIMIT_UNKNOWN, |wait| wait + MARGIN)
    }
}

/// What came of following.
enum End {
    Arrived(BTreeMap<String, Incident>),
    HandedOver,
    HeldBack(String),
    Late(Vec<Held>),
    Interrupted,
}

/// Posts and follows.
pub(super) async fn run(args: &super::Args, alerts: &[Alert], session: &mut Session) -> anyhow::Result<ExitStatus> {
    let url = args.via.via_alertmanager.as_deref().unwrap_or_default();
    check_followed(args.via.no_follow, &args.target)?;
    let alertmanager = connect(url, &args.target)?;
    let failure = |error| explain(error, Some(&alertmanager));
    let status = alertmanager.status().await.map_err(failure)?;
    let fingerprints: Vec<String> = alerts
        .iter()
        .map(|alert| alert.labels.fingerprint().to_string())
        .collect();
    let known = alertmanager.held(&fingerprints).await.map_err(failure)?;
    let groups = alertmanager.groups().await.map_err(failure)?;
    let expected = expected(alerts, &status.config, release(&status.release), &groups);
    let api = args.target.api();
    let simulator = followed(args.via.no_follow, &args.target, session).await?;
    let way = expected.way(&fingerprints, args.target.integration());
    let mut watched = match &simulator {
        Some(target) => Some(Watched::start(target, way).await),
        None => None,
    };
    let failed_before = alertmanager.failed_webhooks().await;
    let posted_at = Timestamp::now();
    alertmanager.post(alerts).await.map_err(failure)?;
    remember(alerts, &alertmanager, args.target.alertmanager_version, session);
    session.comment(format!(
        "posted {} to {} (Alertmanager {})",
        counted(alerts.len()),
        alertmanager.place(),
        status.release
    ));
    if !known.is_empty() {
        session.comment(
            "it holds this alert already: what it has told a receiver it repeats only after repeat_interval; \
             tell another one apart with --label",
        );
    }
    expected.tell_waits(session);
    for (receiver, intervals) in &expected.muted {
        session.comment(format!("the route to `{receiver}` keeps silent now, by {intervals}"));
    }
    let limit = args.via.wait.unwrap_or_else(|| expected.limit());
    let end = follow(&alertmanager, &fingerprints, watched.as_mut(), limit, session).await?;
    match end {
        End::Arrived(incidents) => {
            let target = simulator
                .as_ref()
                .map_or_else(|| unreachable_target(&api.place()), Ok)?;
            let step = arrived("firing", alerts, &incidents, posted_at);
            print(step, args.format, args.explain, target, session)?;
            let unapplied = watched
                .as_ref()
                .and_then(|watched| watched.hearing.as_ref()?.unapplied());
            if let Some(delivery) = unapplied {
                super::warn(session, &format!("{} brought it to no incident", answered(delivery)));
            }
            session.comment(format!(
                "`runframe-cli resolve --via-alertmanager {}` ends it; else it ends after the Alertmanager's resolve_timeout",
                masked_url(url)
            ));
            Ok(ExitStatus::Success)
        }
        End::HandedOver => {
            session.comment("Alertmanager has it; whether the receiver gets it is not looked at");
            Ok(ExitStatus::Success)
        }
        End::Interrupted => Ok(ExitStatus::Interrupted),
        End::HeldBack(why) => {
            let help = "`amtool alert query --silenced --inhibited` shows silenced and inhibited alerts, `amtool config show` the routes' \
                        time intervals";
            Err(Failure::unmet(format!("Alertmanager holds the alert back: {why}"))
                .with_help(help)
                .into())
        }
        End::Late(held) => {
            let failed = failed_since(&alertmanager, failed_before).await;
            let place = match args.target.integration() {
                Some(integration) => format!("integration `{}` of the local Runframe", visible(integration)),
                None => "the local Runframe".to_owned(),
            };
            let place = format!("{place} ({})", api.place());
            let hearing = watched.as_ref().and_then(|watched| watched.hearing.as_ref());
            let failure = match hearing.and_then(Hearing::unapplied) {
                Some(delivery) => not_applied(delivery, limit),
                None => late(&held, failed, limit, &expected, &place),
            };
            Err(match hearing {
                Some(hearing) if !hearing.is_recording() => failure.with_help(UNRECORDED),
                _ => failure,
            }
            .into())
        }
    }
}

/// Refuses to follow nothing at an integration.
fn check_followed(is_off: bool, target: &TargetArgs) -> anyhow::Result<()> {
    if is_off && target.integration().is_some() {
        let message = "--integration says whose incidents are followed, and --no-follow has none followed";
        return Err(Failure::unusable(message).into());
    }
    Ok(())
}

/// The local Runframe that alerts are followed to, if they are and one runs.
async fn followed(is_off: bool, target: &TargetArgs, session: &mut Session) -> anyhow::Result<Option<Target>> {
    if is_off {
        return Ok(None);
    }
    let found = target.api().find(target.integration()).await?;
    Ok(found.map_err(|missing| session.comment(missing)).ok())
}

/// The Alertmanager at a URL.
fn connect(url: &str, target: &TargetArgs) -> anyhow::Result<Alertmanager> {
    let sender = Sender::with_settings(target.alertmanager_version, target.plain_settings()?);
    Alertmanager::new(url, sender).map_err(|error| explain(error, None).into())
}

/// For `resolve --via-alertmanager`.
fn remember(alerts: &[Alert], alertmanager: &Alertmanager, version: Version, session: &mut Session) {
    let now = Timestamp::now();
    let alerts = alerts.iter().filter(|alert| alert.ends_at.is_none());
    let message = FiredMessage {
        // The Alertmanager groups, and sends, by itself.
        receiver: String::new(),
        group_labels: LabelSet::new(),
        group_key: String::new(),
        external_url: alertmanager.place(),
        alertmanager_version: version.to_string(),
        max_alerts: 0,
        send_resolved: true,
        has_payload: false,
        group_interval_ms: 0,
        alerts: alerts
            .map(|alert| fired_alert(&NotifiedAlert::new(alert, now)))
            .collect(),
        is_uncertain: false,
    };
    let (host, identity) = alertmanager.memory_key();
    let fire = Fire {
        fired_at: now.into(),
        messages: vec![message],
    };
    let remembered = sending::memory().and_then(|memory| memory.add(&host, &identity, fire));
    if let Err(error) = remembered {
        let error = anyhow::Error::new(error);
        super::warn(session, &format!("`resolve` will not know of this: {error:#}"));
    }
}

fn unreachable_target(api_url: &str) -> anyhow::Result<&'static Target> {
    Err(Failure::unreachable(format!("the local Runframe at {api_url} has gone")).into())
}

fn counted(alerts: usize) -> String {
    match alerts {
        1 => "1 alert".to_owned(),
        count => format!("{count} alerts"),
    }
}

/// The release that a version number belongs to; of those between the mirrored ones, the one before.
fn release(number: &str) -> Version {
    let mut parts = number.split('.').map(|part| part.parse::<u32>().unwrap_or_default());
    match (parts.next(), parts.next()) {
        (Some(0), Some(..28)) => Version::V0_25,
        (Some(0), Some(28..33)) => Version::V0_28,
        _ => Version::V0_33,
    }
}

/// What the running configuration does with the alerts.
fn expected(alerts: &[Alert], config: &str, version: Version, groups: &[(String, LabelSet)]) -> Expected {
    let reading = Reading {
        alertmanager_version: version,
        receiver: Vec::new(),
        allow_placeholders: false,
    };
    let mut expected = Expected {
        waits: Vec::new(),
        muted: Vec::new(),
        custom: Vec::new(),
    };
    let source = SourceFile::new("the configuration of the Alertmanager", config);
    let Ok(Configuration { setup, config, .. }) = configuration::prepare(source, None, &reading) else {
        return expected;
    };
    let inhibitor = setup.inhibitor(&[]);
    for alert in alerts {
        let trace = setup.trace(&Question {
            labels: &alert.labels,
            annotations: &alert.annotations,
            at: Some(Timestamp::now()),
            inhibitor: &inhibitor,
        });
        for delivery in trace.deliveries {
            let options = setup.tree[delivery.route].options();
            let receiver = options.receiver.value.clone();
            if payload::of(&config, &receiver).is_some() && !expected.custom.contains(&receiver) {
                expected.custom.push(receiver.clone());
            }
            if let Some(muting) = delivery.muting {
                let names: Vec<_> = muting.names().iter().map(|name| format!("`{name}`")).collect();
                expected.muted.push((receiver, names.join(", ")));
                continue;
            }
            let is_known = groups.contains(&(receiver.clone(), delivery.group_labels));
            let (wait, why) = if is_known {
                (
                    options.group_interval.value,
                    "group_interval, as its group is there already",
                )
            } else {
                (options.group_wait.value, "group_wait, for a new group")
            };
            if !expected.waits.iter().any(|(known, ..)| *known == receiver) {
                expected.waits.push((receiver, wait, why));
            }
        }
    }
    expected.muted.sort();
    expected.muted.dedup();
    expected
}

/// A bar for what takes so long at most, on a terminal.
fn progress(limit: Duration, session: &Session) -> ProgressBar {
    let bar = if session.is_interactive {
        ProgressBar::with_draw_target(Some(limit.as_secs()), ProgressDrawTarget::stderr())
    } else {
        ProgressBar::hidden()
    };
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {elapsed} {msg}") {
        bar.set_style(style.progress_chars("━╸ "));
    }
    bar
}

/// Watches until all have arrived, something holds them back, or the time is over.
async fn follow(
    alertmanager: &Alertmanager,
    fingerprints: &[String],
    mut watched: Option<&mut Watched<'_>>,
    limit: Duration,
    session: &mut Session,
) -> anyhow::Result<End> {
    let start = Instant::now();
    let bar = progress(limit, session);
    let mut signals = Stop::new()?;
    let end = loop {
        if let Some(watched) = &mut watched {
            let incidents = watched.arrived().await;
            bar.set_message(format!("{} of {} arrived", incidents.len(), fingerprints.len()));
            if fingerprints
                .iter()
                .all(|fingerprint| incidents.contains_key(fingerprint))
            {
                break End::Arrived(incidents);
            }
        }
        let held = alertmanager
            .held(fingerprints)
            .await
            .map_err(|error| explain(error, Some(alertmanager)))?;
        if !held.is_empty() && held.iter().all(|held| held.is_suppressed) {
            break End::HeldBack(reasons(&held));
        }
        let seen = |fingerprint: &String| held.iter().any(|held| held.fingerprint == *fingerprint);
        if watched.is_none() && fingerprints.iter().all(seen) {
            break End::HandedOver;
        }
        if start.elapsed() >= limit {
            break End::Late(held);
        }
        bar.set_position(start.elapsed().as_secs());
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = signals.wait() => break End::Interrupted,
        }
    };
    bar.finish_and_clear();
    Ok(end)
}

/// What holds alerts back.
fn reasons(held: &[Held]) -> String {
    let mut reasons: Vec<String> = Vec::new();
    for held in held {
        for (by, names) in [
            ("silenced by", &held.silenced_by),
            ("inhibited by the alert", &held.inhibited_by),
            ("muted by the time interval", &held.muted_by),
        ] {
            if !names.is_empty() {
                let reason = format!("{by} {}", names.join(", "));
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
        }
    }
    if reasons.is_empty() {
        "it is suppressed".to_owned()
    } else {
        reasons.join("; ")
    }
}

fn late(held: &[Held], failed: f64, limit: Duration, expected: &Expected, place: &str) -> Failure {
    let shown = format_prometheus(Duration::from_secs(limit.as_secs()));
    let failure = Failure::unmet(format!("the alert has not arrived at {place} within {shown}"));
    // Whatever else is wrong cannot be seen before all have heard of it: which of them leads here is not known.
    if expected.muted.is_empty()
        && let Some((receiver, wait, _)) = expected.waits.iter().max_by_key(|(_, wait, _)| *wait)
        && *wait > limit
    {
        let failure = failure.with_help(format!(
            "receiver `{receiver}` hears of it within {}: wait longer, with --wait",
            format_prometheus(*wait)
        ));
        return with_failed(failure, failed);
    }
    let mut receivers: Vec<&str> = held.iter().map(|held| held.receiver.as_str()).collect();
    receivers.sort_unstable();
    receivers.dedup();
    let failure = match receivers.as_slice() {
        [] => failure.with_help("Alertmanager does not hold it any more: look at its log"),
        receivers => failure.with_help(format!(
            "Alertmanager holds it for `{}`: check that it has a webhook, whose URL is the local Runframe's",
            receivers.join("`, `")
        )),
    };
    let mut failure = with_failed(failure, failed);
    for receiver in &expected.custom {
        failure = failure.with_help(payload::not_read(receiver));
    }
    if expected.muted.is_empty() {
        failure
    } else {
        failure.with_help("its route keeps silent at this time")
    }
}

/// A delivery, and what was answered.
fn answered(delivery: &RecordedDelivery) -> String {
    let integration = delivery.integration.as_deref().unwrap_or("-");
    let answered = match delivery.status {
        Some(status) => format!("was answered with {status}"),
        None => "got no whole answer".to_owned(),
    };
    let why = match (&delivery.fault, &delivery.problem) {
        (Some(fault), _) => format!(" (fault: {})", visible(fault)),
        (None, Some(problem)) => format!(" ({})", visible(problem)),
        (None, None) => String::new(),
    };
    format!("{}, by `{}`, {answered}{why}", delivery.id, visible(integration))
}

/// It has arrived, and came to nothing.
fn not_applied(delivery: &RecordedDelivery, limit: Duration) -> Failure {
    let failure = Failure::unmet(format!(
        "the alert has come to no incident within {}: {}",
        format_prometheus(Duration::from_secs(limit.as_secs())),
        answered(delivery),
    ));
    failure.with_help(format!(
        "`runframe-cli deliveries show {}` shows what became of it",
        delivery.id
    ))
}

fn with_failed(failure: Failure, failed: f64) -> Failure {
    if failed > 0.0 {
        let requests = if failed > 1.0 { "requests have" } else { "request has" };
        failure.with_help(format!(
            "{failed} webhook {requests} failed since, of this Alertmanager's as a whole: its log says why"
        ))
    } else {
        failure
    }
}

/// How many webhook requests have failed since there were so many.
async fn failed_since(alertmanager: &Alertmanager, before: Option<f64>) -> f64 {
    match (before, alertmanager.failed_webhooks().await) {
        (Some(before), Some(after)) => after - before,
        _ => 0.0,
    }
}

/// What the alerts became that were posted at an instant.
fn arrived(
    status: &'static str,
    alerts: &[Alert],
    incidents: &BTreeMap<String, Incident>,
    posted_at: Timestamp,
) -> Step {
    let now = Timestamp::now();
    let rows = alerts.iter().filter_map(|alert| {
        let alert = NotifiedAlert::new(alert, now);
        let incident = incidents.get(&alert.fingerprint().to_string())?;
        Some(arrived_row(&alert, incident, posted_at, now))
    });
    Step {
        status,
        deliveries: Vec::new(),
        alerts: rows.collect(),
    }
}

fn print(step: Step, format: Format, explains: bool, target: &Target, session: &mut Session) -> anyhow::Result<()> {
    match format {
        Format::Text => sending::print_step(&step, target, explains, session)?,
        Format::Json => {
            let mut report: MappingReport = new_report(target);
            report.steps.push(step);
            report.write_json(session.out())?;
        }
    }
    Ok(())
}

/// What to say of a failure, and what to do.
fn explain(error: AlertmanagerError, alertmanager: Option<&Alertmanager>) -> Failure {
    let message = error.to_string();
    let place = alertmanager.map(Alertmanager::place).unwrap_or_default();
    match error {
        AlertmanagerError::BadUrl(_) => Failure::unusable(message).with_help("write it as http://localhost:9093"),
        AlertmanagerError::NoAnswer(SendError::Closed { .. }) => Failure::unreachable(message)
            .with_help("check --via-alertmanager: an Alertmanager mostly listens on port 9093"),
        AlertmanagerError::NoAnswer(error) => {
            let problem = Undelivered::NoAnswer(error);
            let url: Option<WebhookUrl> = place.parse().ok();
            let remedies = url.map(|url| problem.remedies(&url)).unwrap_or_default();
            remedies
                .into_iter()
                .fold(Failure::unreachable(message), Failure::with_help)
        }
        AlertmanagerError::Refused { status: 401 | 403, .. } => Failure::unreachable(message)
            .with_help("put user and password into the URL, or send a header: --header 'Authorization: Bearer TOKEN'"),
        AlertmanagerError::Refused { status: 404, .. } => Failure::unreachable(message)
            .with_help("if it is served under a path (--web.route-prefix), put that into the URL"),
        AlertmanagerError::Refused { .. } => Failure::unreachable(message),
        AlertmanagerError::Strange(_) => {
            Failure::unreachable(message).with_help("check host, port and path of --via-alertmanager")
        }
    }
}
