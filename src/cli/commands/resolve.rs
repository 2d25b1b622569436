//! `resolve`: sends the end of what was fired.

use std::str::FromStr;
use std::time::Duration;

use colored::Colorize;
use jiff::{SignedDuration, Timestamp};

use super::fire;
use crate::alert::LabelSet;
use crate::cli::api;
use crate::cli::format::Format;
use crate::cli::http::{ConfigFile, Speaking};
use crate::cli::sending::{self, AlertArgs, Arrival, TargetArgs, new_report, print_step, send_all};
use crate::cli::{ExitStatus, Failure, Session};
use crate::fire::{
    Fire, LabelError, LabelPair, Resolution, Selection, Setup, Shot, StateFolder, Target, forget, plan, resolutions,
};
use crate::report::mapping::{MappingReport, Step, TargetKind};
use crate::text::suggest::nearest;
use crate::webhook::{Message, Notification, NotifiedAlert, Reason};

/// Send the end of what was fired, and see the incidents resolve
///
/// Ends what the last `fire` at the same target sent: the same labels, start and group key. With --all, everything that was
/// fired there and still fires; with a name or labels, what has these. What is not remembered - it was fired from another
/// machine, say - is made up as `fire` would if --alertname names it, and must come out with the same labels.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub struct Args {
    /// What to resolve: the name of an alert, or labels it has
    #[arg(value_name = "NAME|LABEL=VALUE")]
    what: Vec<What>,

    /// Resolve everything that was fired at the target and still fires
    #[arg(long, conflicts_with_all = ["what", "alertname", "severity", "service_id", "labels"])]
    all: bool,

    #[command(flatten)]
    alert: AlertArgs,

    /// Route an alert that is not remembered through this alertmanager.yml
    #[arg(long, value_name = "FILE", help_heading = "Routing")]
    config: Option<String>,

    /// Send only what goes to this receiver of --config
    #[arg(long, value_name = "NAME", help_heading = "Routing")]
    receiver: Option<String>,

    #[command(flatten)]
    target: TargetArgs,

    /// Post the end to the Alertmanager at this URL instead, of what `fire --via-alertmanager` posted there
    #[arg(long, value_name = "URL", help_heading = "Through an Alertmanager")]
    #[arg(conflicts_with_all = ["config", "receiver", "url", "to_receiver", "in_process", "delivery", "dry_run", "explain"])]
    via_alertmanager: Option<String>,

    /// How long to follow it until the local Runframe has resolved the incidents [default: as long as Alertmanager makes it
    /// wait, and 15s]
    #[arg(long, value_name = "DURATION", value_parser = sending::parse_duration, requires = "via_alertmanager")]
    #[arg(help_heading = "Through an Alertmanager")]
    wait: Option<Duration>,

    /// Do not follow it: end when the Alertmanager knows
    #[arg(
        long,
        requires = "via_alertmanager",
        conflicts_with = "wait",
        help_heading = "Through an Alertmanager"
    )]
    no_follow: bool,

    /// Print what would be sent, and send nothing
    #[arg(long)]
    dry_run: bool,

    /// Tell of each alert at length which rule of the mapping gave which value
    #[arg(long, conflicts_with = "format")]
    explain: bool,

    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// An alert by its name, or by a label.
#[derive(Clone, Debug)]
enum What {
    Name(String),
    Label(LabelPair),
}

impl FromStr for What {
    type Err = LabelError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.contains('=') {
            text.parse().map(Self::Label)
        } else {
            Ok(Self::Name(text.to_owned()))
        }
    }
}

const EXAMPLES: &str = "\
Examples:
  runframe-cli resolve
  runframe-cli resolve --all
  runframe-cli resolve DiskFull instance=db-1
  runframe-cli resolve --alertname DiskFull --label instance=db-1

Exit status:
  0  delivered
  1  nothing to resolve, the receiver did not take an alert, or an incident did not resolve in time
  2  wrong usage or an unreadable configuration
  3  the receiver could not be reached, or refused";

/// How many alerts are named where none of them was meant.
const NAMED: usize = 5;

/// How long an alert that is not remembered is said to have fired.
const UNKNOWN_AGE: SignedDuration = SignedDuration::from_mins(1);

/// Resolves.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    api::block_on(resolve(args, session))
}

async fn resolve(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    if let Some(url) = &args.via_alertmanager {
        let now = Timestamp::now();
        let choose = |fires: &[Fire], place: &str| match resolutions(fires, &args.selection(), now) {
            selected if selected.is_empty() => Err(nothing_selected(args, fires, place).into()),
            selected => Ok(selected),
        };
        let following = fire::via::Following {
            wait: args.wait,
            is_off: args.no_follow,
            format: args.format,
        };
        return fire::via::end(url, &args.target, following, choose, session).await;
    }
    let version = args.target.alertmanager_version;
    let routing = match &args.config {
        Some(path) => Some(fire::setup(Some(path), args.receiver.as_deref(), version, session)?),
        None => None,
    };
    let file = routing.as_ref().zip(args.config.as_deref());
    let file = file.map(|((_, _, config), path)| ConfigFile { config, path });
    let receivers: Vec<&str> = match (&args.receiver, &routing) {
        (Some(receiver), _) => vec![receiver],
        (None, Some((setup, ..))) => setup.runframe_receivers(),
        (None, None) => Vec::new(),
    };
    let own_url = args.target.own_url(file, receivers.iter().copied())?;
    let target = args.target.target(own_url, args.services(), None, session).await?;
    let speaking = args
        .target
        .speaking(file, receivers.iter().copied(), &target, session)?;
    let setup = routing.as_ref().map(|(setup, ..)| setup);
    let custom = fire::CustomPayloads::of(file);
    let outcome = resolve_at(args, setup, &custom, (&target, &speaking), session).await;
    target.close().await;
    outcome
}

async fn resolve_at(
    args: &Args,
    setup: Option<&Setup>,
    custom: &fire::CustomPayloads<'_>,
    (target, speaking): (&Target, &Speaking),
    session: &mut Session,
) -> anyhow::Result<ExitStatus> {
    let memory = sending::memory().map_err(sending::explain_memory)?;
    let (host, identity) = target.memory_key();
    let fires = memory.recall(host, identity).map_err(sending::explain_memory)?;
    let now = Timestamp::now();
    let mut selected = resolutions(&fires, &args.selection(), now);
    if selected.is_empty() {
        if !args.defines_an_alert() {
            let place = place_of(target);
            return Err(match others_at(target, &fires, &memory) {
                0 => nothing_selected(args, &fires, &place),
                others => nothing_selected(args, &fires, &format!("{place} by this webhook URL")).with_help(format!(
                    "{} fired there by another: name its integration with --integration, or give it with --url",
                    match others {
                        1 => "1 alert was".to_owned(),
                        others => format!("{others} alerts were"),
                    }
                )),
            }
            .into());
        }
        session.comment("nothing with these labels is remembered: making the alert up from the flags");
        selected = made_up(args, setup, now, session)?;
    }
    for resolution in &selected {
        if !resolution.send_resolved {
            session.comment(format!(
                "{}: Alertmanager would not send this: `send_resolved` is false for receiver `{}`",
                "warning".yellow().bold(),
                resolution.message.receiver
            ));
        }
        if resolution.has_payload && !custom.has(&resolution.message.receiver) {
            session.comment(format!(
                "{}: receiver `{}` has a `payload` of its own: give --config to end it in that form",
                "warning".yellow().bold(),
                resolution.message.receiver
            ));
        }
    }
    let shots = selected
        .iter()
        .map(|resolution| shot(resolution, resolution.message.clone(), args, custom, session))
        .collect::<anyhow::Result<Vec<Shot>>>()?;
    if args.dry_run {
        for shot in &shots {
            match &shot.payload {
                Some(payload) => session.out().write_all(payload)?,
                None => session.out().write_all(&shot.notification.to_json(shot.version))?,
            }
        }
        session.comment("nothing was sent");
        return Ok(ExitStatus::Success);
    }
    let mut report = new_report(target);
    if target.kind == TargetKind::InProcess {
        fire_again(args, &selected, custom, (target, speaking), &mut report, session).await?;
    }
    let mut step = step("resolved");
    let mut taken = Vec::new();
    let sent = send_all(&shots, speaking, target, &mut step, session, |position, arrival| {
        if arrival == Arrival::Certain {
            taken.push(position);
        }
    })
    .await;
    memory.update(host, identity, |fires| {
        for position in taken {
            forget(fires, &selected[position]);
        }
    })?;
    finish(step, args, target, &mut report, session)?;
    if args.format == Format::Json && !report.steps.is_empty() {
        report.write_json(session.out())?;
    }
    sent?;
    Ok(sending::status_of(&report.steps))
}

impl Args {
    /// The services a Runframe in this process is to know: those of what was fired at one.
    fn services(&self) -> Vec<String> {
        let (host, identity) = Target::in_process_memory_key();
        let fires = sending::memory().and_then(|memory| memory.recall(host, &identity));
        let messages = fires.unwrap_or_default().into_iter().flat_map(|fire| fire.messages);
        let alerts = messages.flat_map(|message| message.alerts);
        let remembered = alerts.filter_map(|alert| alert.labels.get("service_id").map(str::to_owned));
        remembered.chain(self.alert.service_id.clone()).collect()
    }

    /// Whether no flag says which alerts.
    fn names_nothing(&self) -> bool {
        self.what.is_empty() && self.alert.is_empty()
    }

    /// Whether the flags say which alert it is, even if nobody remembers it.
    fn defines_an_alert(&self) -> bool {
        self.what.is_empty() && self.alert.alertname.is_some()
    }

    fn selection(&self) -> Selection {
        if self.all {
            return Selection::All;
        }
        if self.names_nothing() {
            return Selection::Last;
        }
        let mut labels = LabelSet::new();
        for (name, value) in [
            ("alertname", &self.alert.alertname),
            ("severity", &self.alert.severity),
            ("service_id", &self.alert.service_id),
        ] {
            if let Some(value) = value {
                labels.insert(name, value);
            }
        }
        for what in &self.what {
            match what {
                What::Name(name) => labels.insert("alertname", name),
                What::Label(pair) => labels.insert(&pair.name, &pair.value),
            }
        }
        labels.extend(
            self.alert
                .labels
                .iter()
                .map(|pair| (pair.name.clone(), pair.value.clone())),
        );
        Selection::Having(labels)
    }
}

/// A message about what a resolution is about.
fn shot(
    resolution: &Resolution,
    message: Message,
    args: &Args,
    custom: &fire::CustomPayloads<'_>,
    session: &mut Session,
) -> anyhow::Result<Shot> {
    let notification = Notification::new(message);
    Ok(Shot {
        payload: custom.body(&notification, Timestamp::now(), session)?.map(Into::into),
        notification,
        version: resolution.version,
        group_interval: resolution.group_interval,
        retrying: args.target.retrying(args.config.is_some()),
    })
}

fn step(status: &'static str) -> Step {
    Step {
        status,
        deliveries: Vec::new(),
        alerts: Vec::new(),
    }
}

fn finish(
    step: Step,
    args: &Args,
    target: &Target,
    report: &mut MappingReport,
    session: &mut Session,
) -> anyhow::Result<()> {
    if args.format == Format::Text {
        print_step(&step, target, args.explain, session)?;
    }
    if !step.deliveries.is_empty() {
        report.steps.push(step);
    }
    Ok(())
}

/// A Runframe in this process knows of no earlier fire: it is sent that first.
async fn fire_again(
    args: &Args,
    selected: &[Resolution],
    custom: &fire::CustomPayloads<'_>,
    (target, speaking): (&Target, &Speaking),
    report: &mut MappingReport,
    session: &mut Session,
) -> anyhow::Result<()> {
    let shots = selected
        .iter()
        .map(|resolution| {
            let mut message = resolution.message.clone();
            for alert in &mut message.alerts {
                alert.ends_at = None;
            }
            message.reason = Reason::FirstNotification;
            shot(resolution, message, args, custom, session)
        })
        .collect::<anyhow::Result<Vec<Shot>>>()?;
    let mut step = step("firing");
    let sent = send_all(&shots, speaking, target, &mut step, session, |_, _| {}).await;
    finish(step, args, target, report, session)?;
    sent
}

/// The end of the alert that `fire` would make of the same flags.
fn made_up(
    args: &Args,
    setup: Option<&Setup>,
    now: Timestamp,
    session: &mut Session,
) -> anyhow::Result<Vec<Resolution>> {
    let version = args.target.alertmanager_version;
    let alerts = args.alert.request().alerts(now - UNKNOWN_AGE);
    let guide;
    let setup = match setup {
        Some(setup) => setup,
        None => {
            (guide, ..) = fire::setup(None, args.receiver.as_deref(), version, session)?;
            &guide
        }
    };
    let plan = plan(&alerts, setup, args.receiver.as_deref());
    if plan.deliveries.is_empty() {
        return Err(
            Failure::unmet("the configuration sends this alert to no receiver that reaches Runframe")
                .with_help("choose labels that a route to it takes with --label, or another receiver with --receiver")
                .into(),
        );
    }
    let ended = |position: &usize| {
        let mut alert = alerts[*position].clone();
        alert.ends_at = Some(now);
        NotifiedAlert::new(&alert, now)
    };
    let resolutions = plan.deliveries.iter().map(|delivery| Resolution {
        message: Message {
            receiver: delivery.receiver.clone(),
            group_labels: delivery.group_labels.clone(),
            group_key: delivery.group_key.clone(),
            alerts: delivery.alerts.iter().map(ended).collect(),
            reason: Reason::AllAlertsResolved,
            external_url: fire::EXTERNAL_URL.into(),
            max_alerts: delivery.webhook.max_alerts,
        },
        ended: delivery
            .alerts
            .iter()
            .map(|&position| alerts[position].labels.clone())
            .collect(),
        version,
        group_interval: delivery.group_interval,
        send_resolved: delivery.webhook.send_resolved,
        has_payload: delivery.webhook.has_payload,
    });
    Ok(resolutions.collect())
}

fn place_of(target: &Target) -> String {
    match target.kind {
        TargetKind::Url => target.url.to_string(),
        TargetKind::LocalRunframe => "the local Runframe".to_owned(),
        TargetKind::InProcess => "a Runframe in this process".to_owned(),
    }
}

/// How many alerts that were fired at the same place by another webhook URL, as another integration's is, are remembered.
fn others_at(target: &Target, fires: &[Fire], memory: &StateFolder) -> usize {
    let (host, _) = target.memory_key();
    let alerts = |fires: &[Fire]| -> usize {
        let messages = fires.iter().flat_map(|fire| &fire.messages);
        messages.map(|message| message.alerts.len()).sum()
    };
    let all = memory.recall_all().unwrap_or_default();
    let there = all.iter().filter(|(known, _)| known == host);
    let there: usize = there.map(|(_, fires)| alerts(fires)).sum();
    match target.kind {
        TargetKind::InProcess => 0,
        TargetKind::LocalRunframe | TargetKind::Url => there.saturating_sub(alerts(fires)),
    }
}

/// Nothing of what is remembered is meant.
fn nothing_selected(args: &Args, fires: &[Fire], place: &str) -> Failure {
    let elsewhere = "to end what was fired from elsewhere, give its labels: `runframe-cli resolve --alertname NAME --label \
                     NAME=VALUE`";
    let remembered: Vec<&LabelSet> = fires
        .iter()
        .flat_map(|fire| &fire.messages)
        .flat_map(|message| &message.alerts)
        .map(|alert| &alert.labels)
        .collect();
    let wanted = match args.selection() {
        Selection::Having(labels) if !remembered.is_empty() => labels,
        _ => {
            let failure = Failure::unmet(format!("nothing fired at {place} is remembered"));
            return match args.via_alertmanager {
                Some(_) => failure.with_help("fire something with `runframe-cli fire --via-alertmanager`"),
                None => failure
                    .with_help("fire something with `runframe-cli fire`")
                    .with_help("`runframe-cli fire list` shows what is remembered, and where it was fired")
                    .with_help(elsewhere),
            };
        }
    };
    let in_words = |name: &str, value: &str| match name {
        "alertname" => value.to_owned(),
        _ => format!("{name}={value}"),
    };
    let texts: Vec<String> = wanted.iter().map(|(name, value)| in_words(name, value)).collect();
    let failure = Failure::unmet(format!(
        "nothing that was fired at {place} and still fires has {}",
        quoted(&texts, " and ")
    ));
    // The first that no alert has is the one that is mistyped.
    let mistyped = wanted
        .iter()
        .find(|(name, value)| remembered.iter().all(|labels| labels.get(name) != Some(*value)));
    let near = mistyped.and_then(|(name, value)| {
        let known = remembered.iter().filter_map(|labels| labels.get(name));
        Some(in_words(name, nearest(value, known)?))
    });
    let failure = match near {
        Some(near) => failure.with_help(format!("there is `{near}`")),
        None => {
            let mut names: Vec<String> = remembered
                .iter()
                .filter_map(|labels| labels.get("alertname").map(str::to_owned))
                .collect();
            names.sort();
            names.dedup();
            let more = match names.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(", and {more} more: `runframe-cli fire list`"),
            };
            names.truncate(NAMED);
            failure.with_help(format!("there is {}{more}", quoted(&names, ", ")))
        }
    };
    match args.via_alertmanager {
        Some(_) => failure,
        None => failure.with_help(elsewhere),
    }
}

fn quoted(texts: &[String], between: &str) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| format!("`{text}`")).collect();
    quoted.join(between)
}
