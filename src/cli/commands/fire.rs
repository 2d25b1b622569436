//! `fire`: sends firing alerts as Alertmanager would, and shows the incidents they become.

mod curl;
mod from_file;
mod from_rules;
mod held_back;
mod list;
mod merged;
mod messages;
mod payload;
mod setup;
mod storm;
pub(in crate::cli) mod via;
mod wanted;

use std::time::Duration;

use clap::{Subcommand, ValueEnum};
use colored::Colorize;
use hyper::body::Bytes;
use jiff::Timestamp;

use crate::alert::Alert;
use crate::cli::api;
use crate::cli::configuration::check_names;
use crate::cli::format::{Format, print_table};
use crate::cli::http::{ConfigFile, Speaking};
use crate::cli::number::at_least_one;
use crate::cli::sending::{self, AlertArgs, Arrival, TargetArgs, new_report, parse_duration, print_step, send_all};
use crate::cli::signal::Stop;
use crate::cli::usual::Usual;
use crate::cli::{ExitStatus, Failure, Session};
use crate::fire::{
    AlertRequest, Delivery, Elsewhere, Fire, FiredMessage, LabelPair, NotDelivered, Plan, Preset, Selection, Shot,
    Target, forget, plan, resolutions,
};
use crate::report::mapping::{MappingReport, Step, TargetKind};
use crate::report::table::Table;
use crate::text::suggest::nearest;
use crate::version::Version;
use crate::webhook::edit::{self, Edit, SetEdit, UnsetEdit};
use crate::webhook::{Message, Moment, Notification};
use curl::curl_command;
use messages::{Times, fired_message, message};
pub(in crate::cli) use payload::CustomPayloads;
pub(in crate::cli) use setup::setup;
use storm::StormArgs;
use via::ViaArgs;

/// Send firing alerts as Alertmanager would, and see the Runframe incidents they become
///
/// The alert is routed through alertmanager.yml (--config; else the integration guide's, which groups by alertname,
/// cluster and service), so that receiver, group labels and group key are those Alertmanager would send, byte for byte.
/// What was fired is remembered in the user's state folder, without the routing key: `runframe-cli resolve` ends exactly
/// that.
///
/// The table tells for each alert which incident it opened or updated, the key that identifies it, and which rule of the
/// mapping gave title, severity and service; --explain tells it at length. Where the receiver does not say, it is worked out by the guide's rules and marked (expected).
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub struct Args {
    #[command(subcommand)]
    command: Option<FireCommand>,

    #[command(flatten)]
    alert: AlertArgs,

    /// Begin with the labels and annotations of a well-known alert; see --list-presets
    #[arg(long, value_name = "NAME", value_parser = preset_parser(), hide_possible_values = true, help_heading = "The alert")]
    #[arg(conflicts_with_all = ["route", "all_routes"])]
    preset: Option<&'static Preset>,

    /// Print the presets, and send nothing
    #[arg(long, help_heading = "The alert")]
    list_presets: bool,

    /// Fire the alerts of this Prometheus rule file, or the one named behind a colon; may be repeated
    ///
    /// Labels and annotations are rendered as Prometheus renders them. The expression is not evaluated: the labels it would
    /// bring come from --label, which also wins over labels of the rule, and its value from --value.
    #[arg(long, value_name = "RULES[:ALERT]", help_heading = "The alert")]
    #[arg(conflicts_with_all = ["preset", "route", "all_routes", "alerts", "alertname"])]
    from_rules: Vec<String>,

    /// The value of the expression, for --from-rules [default: 1]
    #[arg(
        long,
        value_name = "NUMBER",
        requires = "from_rules",
        allow_hyphen_values = true,
        help_heading = "The alert"
    )]
    value: Option<f64>,

    /// A label that Prometheus adds to alerts that do not have it, and `$externalLabels` in templates; may be repeated
    #[arg(
        long = "external-label",
        value_name = "NAME=VALUE",
        requires = "from_rules",
        help_heading = "The alert"
    )]
    external_labels: Vec<LabelPair>,

    /// Where Prometheus can be reached: in links of --from-rules, and `$externalURL` in their templates
    #[arg(long, value_name = "URL", default_value = PROMETHEUS_URL, help_heading = "The alert")]
    prometheus_url: String,

    /// Fire the alerts in this file, or on standard input for `-`: JSON lines, or what Alertmanager's /api/v2/alerts gives
    #[arg(long, value_name = "FILE", help_heading = "The alert")]
    #[arg(conflicts_with_all = ["preset", "route", "all_routes", "count"])]
    alerts: Option<String>,

    /// A further annotation; may be repeated
    #[arg(long = "annotation", value_name = "NAME=VALUE", help_heading = "The alert")]
    annotations: Vec<LabelPair>,

    /// The annotation `summary`, first paragraph of the incident's description
    #[arg(long, value_name = "TEXT", help_heading = "The alert")]
    summary: Option<String>,

    /// The annotation `description`, second paragraph of the incident's description
    #[arg(long, value_name = "TEXT", help_heading = "The alert")]
    description: Option<String>,

    /// How many alerts to fire, told apart by the label `instance` [default: 1, in a storm as many as come in its time]
    #[arg(long, value_name = "N", value_parser = at_least_one::<u32>, help_heading = "The alert")]
    count: Option<u32>,

    /// Keep firing for this long, then resolve; Ctrl-C resolves at once
    #[arg(long = "for", value_name = "DURATION", value_parser = parse_duration, help_heading = "The alert")]
    fire_for: Option<Duration>,

    /// Route the alert through this alertmanager.yml
    #[arg(long, value_name = "FILE", help_heading = "Routing")]
    config: Option<String>,

    /// Send only what goes to this receiver of --config
    #[arg(long, value_name = "NAME", help_heading = "Routing")]
    receiver: Option<String>,

    /// Fire an alert that the route at this line of --config delivers; `runframe-cli tree` shows the lines
    #[arg(
        long,
        value_name = "LINE",
        requires = "config",
        conflicts_with = "all_routes",
        help_heading = "Routing"
    )]
    route: Option<u32>,

    /// Fire one alert for each route of --config that delivers to Runframe
    #[arg(long, requires = "config", help_heading = "Routing")]
    all_routes: bool,

    /// Where the message says Alertmanager can be reached
    #[arg(long, value_name = "URL", default_value = EXTERNAL_URL, help_heading = "Routing")]
    external_url: String,

    /// Set a field of the payload, such as alerts[0].endsAt=TEXT, or PATH:=JSON; may be repeated
    ///
    /// No other byte changes. What is remembered, and what `resolve` ends, are the alerts before the change.
    #[arg(long, value_name = "PATH=TEXT", help_heading = "The payload")]
    set: Vec<SetEdit>,

    /// Take a field out of the payload, such as alerts[*].fingerprint; may be repeated. Done after every --set
    #[arg(long, value_name = "PATH", help_heading = "The payload")]
    unset: Vec<UnsetEdit>,

    #[command(flatten)]
    storm: StormArgs,

    #[command(flatten)]
    target: TargetArgs,

    #[command(flatten)]
    via: ViaArgs,

    /// Print what would be sent, and send nothing: the payload, or a curl command that takes the URL from the environment
    #[arg(long, value_enum, value_name = "HOW", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "payload")]
    dry_run: Option<DryRun>,

    /// Tell of each alert at length which rule of the mapping gave which value
    #[arg(long, conflicts_with = "format")]
    explain: bool,

    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// What a dry run prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DryRun {
    /// The body, byte for byte
    Payload,
    /// A command for the shell
    Curl,
}

#[derive(Debug, Subcommand)]
enum FireCommand {
    List(list::Args),
}

fn preset_parser() -> Usual<&'static Preset> {
    Usual::new(|| Preset::ALL.iter().map(|preset| preset.name).collect(), preset)
}

fn preset(name: &str) -> Result<&'static Preset, String> {
    Preset::named(name).ok_or_else(|| {
        let names = Preset::ALL.map(|preset| preset.name);
        match nearest(name, names) {
            Some(nearest) => format!("there is no preset of this name, but `{nearest}`"),
            None => format!("there is no preset of this name: there are {}", names.join(", ")),
        }
    })
}

/// Alertmanager's own, on this machine.
pub(in crate::cli) const EXTERNAL_URL: &str = "http://localhost:9093";

/// Prometheus' own, on this machine.
const PROMETHEUS_URL: &str = "http://localhost:9090";

const EXAMPLES: &str = "\
Examples:
  runframe-cli fire --severity critical
  runframe-cli fire --alertname DiskFull --service-id svc_K7M4Q9TZ2H --label instance=db-1 --for 30s
  runframe-cli fire --preset node-down --count 3
  runframe-cli fire --from-rules rules.yml:DiskFull --label instance=db-1 --value 0.03
  runframe-cli fire --config alertmanager.yml --label team=payments --dry-run
  runframe-cli fire --config alertmanager.yml --all-routes
  runframe-cli fire --rate 200/s --duration 1m --flap 20%
  runframe-cli fire --count 100000 --concurrency 64 --format json
  runframe-cli fire --via-alertmanager http://localhost:9093
  runframe-cli fire list
  RUNFRAME_WEBHOOK_URL=$(cat /etc/alertmanager/runframe-webhook-url) runframe-cli fire

Exit status:
  0  delivered
  1  the configuration sends the alert elsewhere, or the receiver did not take one
  2  wrong usage or an unreadable configuration
  3  the receiver could not be reached, or refused";

/// Fires.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    if let Some(FireCommand::List(args)) = &args.command {
        return list::run(args, session);
    }
    if args.list_presets {
        print_table(session, &presets())?;
        return Ok(ExitStatus::Success);
    }
    if args.count.is_some_and(|count| count > COUNT_MAX) && !args.storm.is_wanted() {
        return Err(Failure::unusable(format!("more than {COUNT_MAX} alerts are a storm"))
            .with_help("say how fast: --rate 500/s, or how many at a time: --concurrency 16")
            .into());
    }
    let version = args.target.alertmanager_version;
    let now = Timestamp::now();
    let (setup, source, config) = setup(args.config.as_deref(), args.receiver.as_deref(), version, session)?;
    let mut times = Times::new();
    let alerts = if let Some(wanted) = wanted::of(args) {
        wanted::alerts(&wanted, args, &setup, &source, now, session)?
    } else if !args.from_rules.is_empty() {
        from_rules::alerts(args, now, session)?
    } else if let Some(path) = &args.alerts {
        let (alerts, written) = from_file::alerts(path, args, now, session)?;
        times = written;
        alerts
    } else {
        args.request().alerts(now)
    };
    if !args.via.is_wanted() {
        let sets = alerts.iter().flat_map(|alert| [&alert.labels, &alert.annotations]);
        check_names(sets, version)?;
    }
    if args.storm.is_wanted() {
        let matter = storm::Matter {
            alert: one_of(alerts, args, session)?,
            setup: &setup,
            config: args.config.as_deref().map(|path| ConfigFile { config: &config, path }),
        };
        return api::block_on(storm::run(args, matter, session));
    }
    if args.via.is_wanted() {
        return api::block_on(via::run(args, &alerts, session));
    }
    let plan = plan(&alerts, &setup, args.receiver.as_deref());
    tell_not_delivered(&plan, args, session)?;
    for text in held_back::several(&plan, &setup) {
        warn(session, &text);
    }
    if args.config.is_some() {
        let is_resolved_too = args.fire_for.is_some();
        let circumstances = held_back::Circumstances {
            setup: &setup,
            config: &config,
            now,
            is_resolved_too,
        };
        for text in held_back::what(&plan, &alerts, &circumstances) {
            warn(session, &text);
        }
    }
    let file = args.config.as_deref().map(|path| ConfigFile { config: &config, path });
    let custom = CustomPayloads::of(file);
    let messages: Vec<(&Delivery, Message)> = plan
        .deliveries
        .iter()
        .map(|delivery| (delivery, message(delivery, &alerts, &times, &args.external_url, now)))
        .collect();
    let shots = messages
        .iter()
        .map(|(delivery, message)| {
            let notification = Notification::new(message.clone());
            Ok(Shot {
                payload: args.body(&notification, version, &custom, now, session)?,
                notification,
                version,
                group_interval: delivery.group_interval,
                retrying: args.target.retrying(args.config.is_some()),
            })
        })
        .collect::<anyhow::Result<Vec<Shot>>>()?;
    if let Some(how) = args.dry_run {
        dry_run(how, args, &shots, file, session)?;
        return Ok(ExitStatus::Success);
    }
    let fired: Vec<FiredMessage> = messages.iter().map(|(d, m)| fired_message(d, m, version)).collect();
    api::block_on(fire(args, &shots, &fired, (file, &custom), now.into(), session))
}

/// Prints what would be sent.
fn dry_run(
    how: DryRun,
    args: &Args,
    shots: &[Shot],
    file: Option<ConfigFile<'_>>,
    session: &mut Session,
) -> anyhow::Result<()> {
    let receivers = shots.iter().map(|shot| shot.notification.receiver());
    let speaking = match how {
        DryRun::Payload => Speaking::default(),
        DryRun::Curl => args.target.speaking_as_shown(file, receivers, session)?,
    };
    let mut notes: Vec<String> = Vec::new();
    for shot in shots {
        let payload = match &shot.payload {
            Some(payload) => payload.to_vec(),
            None => shot.notification.to_json(shot.version),
        };
        let text = match how {
            DryRun::Payload => payload,
            DryRun::Curl => {
                let settings = speaking.to(shot.notification.receiver());
                let curl = curl_command(&payload, shot.version, settings);
                notes.extend(curl.notes);
                curl.command
            }
        };
        session.out().write_all(&text)?;
    }
    notes.sort();
    notes.dedup();
    for note in notes {
        session.comment(note);
    }
    session.comment("nothing was sent");
    Ok(())
}

/// The alert that all of a storm are like.
fn one_of(alerts: Vec<Alert>, args: &Args, session: &mut Session) -> anyhow::Result<Alert> {
    let misplaced = [
        ("--for", args.fire_for.is_some()),
        ("--dry-run", args.dry_run.is_some()),
        ("--set", !args.set.is_empty()),
        ("--unset", !args.unset.is_empty()),
        ("--explain", args.explain),
        ("--via-alertmanager", args.via.is_wanted()),
    ];
    if let Some((flag, _)) = misplaced.into_iter().find(|(_, is_there)| *is_there) {
        return Err(Failure::unusable(format!("{flag} goes with no storm")).into());
    }
    let count = alerts.len();
    let first = alerts.into_iter().next();
    let first = first.ok_or_else(|| Failure::unmet("there is no alert to send"))?;
    if count > 1 {
        session.comment(format!("a storm of alerts like the first of {count}"));
    }
    Ok(first)
}

/// The most alerts that are fired at once.
const COUNT_MAX: u32 = 100_000;

impl Args {
    /// The body of a message, of the receiver's own shape and with what `--set` and `--unset` change; `None` if it is
    /// Alertmanager's own message.
    fn body(
        &self,
        notification: &Notification,
        version: Version,
        custom: &CustomPayloads<'_>,
        now: Timestamp,
        session: &mut Session,
    ) -> anyhow::Result<Option<Bytes>> {
        let rendered = custom.body(notification, now, session)?;
        let set = self.set.iter().map(|SetEdit(edit)| edit);
        let edits: Vec<Edit> = set
            .chain(self.unset.iter().map(|UnsetEdit(edit)| edit))
            .cloned()
            .collect();
        if edits.is_empty() {
            return Ok(rendered.map(Into::into));
        }
        let payload = edit::apply(&rendered.unwrap_or_else(|| notification.to_json(version)), &edits);
        Ok(Some(
            payload.map_err(|error| Failure::unusable(error.to_string()))?.into(),
        ))
    }

    fn request(&self) -> AlertRequest {
        AlertRequest {
            base_labels: self.preset.map(Preset::label_set),
            base_annotations: self.preset.map(Preset::annotation_set),
            summary: self.summary.clone(),
            description: self.description.clone(),
            annotations: self.annotations.clone(),
            count: self.count.filter(|_| !self.storm.is_wanted()).unwrap_or(1),
            ..self.alert.request()
        }
    }
}

/// Sends, tells, remembers; with `--for`, waits and resolves.
async fn fire(
    args: &Args,
    shots: &[Shot],
    fired: &[FiredMessage],
    (config, custom): (Option<ConfigFile<'_>>, &CustomPayloads<'_>),
    fired_at: Moment,
    session: &mut Session,
) -> anyhow::Result<ExitStatus> {
    let services = args.alert.service_id.iter().cloned();
    let services = services.chain(shots.iter().flat_map(|shot| {
        let alerts = shot.notification.alerts().iter();
        alerts.filter_map(|alert| alert.labels.get("service_id").map(str::to_owned))
    }));
    let receivers = || shots.iter().map(|shot| shot.notification.receiver());
    let own_url = args.target.own_url(config, receivers())?;
    let target = args.target.target(own_url, services.collect(), None, session).await?;
    let speaking = args.target.speaking(config, receivers(), &target, session)?;
    let mut report = new_report(&target);
    let mut step = Step {
        status: "firing",
        deliveries: Vec::new(),
        alerts: Vec::new(),
    };
    let mut fire = Fire {
        fired_at,
        messages: Vec::new(),
    };
    let sent = send_all(shots, &speaking, &target, &mut step, session, |position, arrival| {
        fire.messages.push(FiredMessage {
            is_uncertain: arrival == Arrival::Possible,
            ..fired[position].clone()
        });
    })
    .await;
    // Before anything is printed: what cannot be printed was fired all the same.
    let is_remembered = remember(&target, &fire, session);
    finish_step(step, args, &target, &mut report, session)?;
    let stays = is_remembered && target.kind != TargetKind::InProcess;
    if sent.is_ok() && stays && args.fire_for.is_none() && args.format == Format::Text {
        session.comment(format!("`{}` ends it", args.target.resolve_command()));
    }
    if sent.is_ok()
        && let Some(duration) = args.fire_for
    {
        let mut signals = Stop::new()?;
        session.comment(format!(
            "firing for {}; Ctrl-C resolves at once",
            crate::duration::format_prometheus(duration)
        ));
        session.flush()?;
        wait(duration, &mut signals).await;
        resolve_again(args, custom, &fire, (&target, &speaking), &mut report, session).await?;
    }
    if args.format == Format::Json && !report.steps.is_empty() {
        report.write_json(session.out())?;
    }
    let may_resolve = stays && fire.messages.iter().any(|message| message.is_uncertain);
    target.close().await;
    let own_payload = receivers().find(|receiver| custom.has(receiver));
    sent.map_err(|error| match error.downcast::<Failure>() {
        Ok(mut failure) => {
            if let Some(receiver) = own_payload {
                failure = failure.with_help(payload::not_read(receiver));
            }
            if may_resolve {
                let resolve = args.target.resolve_command();
                failure = failure.with_help(format!("it may have arrived all the same: `{resolve}` ends it"));
            }
            failure.into()
        }
        Err(error) => error,
    })?;
    Ok(sending::status_of(&report.steps))
}

/// Resolves what this very run has fired.
async fn resolve_again(
    args: &Args,
    custom: &CustomPayloads<'_>,
    fire: &Fire,
    (target, speaking): (&Target, &Speaking),
    report: &mut MappingReport,
    session: &mut Session,
) -> anyhow::Result<()> {
    let now = Timestamp::now();
    let resolutions = resolutions(std::slice::from_ref(fire), &Selection::All, now);
    let shots = resolutions
        .iter()
        .map(|resolution| {
            let notification = Notification::new(resolution.message.clone());
            Ok(Shot {
                payload: args.body(&notification, resolution.version, custom, now, session)?,
                notification,
                version: resolution.version,
                group_interval: resolution.group_interval,
                retrying: args.target.retrying(args.config.is_some()),
            })
        })
        .collect::<anyhow::Result<Vec<Shot>>>()?;
    let mut step = Step {
        status: "resolved",
        deliveries: Vec::new(),
        alerts: Vec::new(),
    };
    let mut taken = Vec::new();
    let sent = send_all(&shots, speaking, target, &mut step, session, |position, arrival| {
        if arrival == Arrival::Certain {
            taken.push(position);
        }
    })
    .await;
    finish_step(step, args, target, report, session)?;
    if let Ok(memory) = sending::memory() {
        let (host, identity) = target.memory_key();
        let forgotten = memory.update(host, identity, |fires| {
            for position in taken {
                forget(fires, &resolutions[position]);
            }
        });
        if let Err(error) = forgotten {
            warn(session, &error.to_string());
        }
    }
    sent
}

fn finish_step(
    step: Step,
    args: &Args,
    target: &Target,
    report: &mut MappingReport,
    session: &mut Session,
) -> anyhow::Result<()> {
    if args.format == Format::Text {
        print_step(&step, target, args.explain, session)?;
        session.flush()?;
    }
    if !step.deliveries.is_empty() {
        report.steps.push(step);
    }
    Ok(())
}

/// Remembers a fire, and says whether that was possible: one that cannot be is fired all the same.
fn remember(target: &Target, fire: &Fire, session: &mut Session) -> bool {
    if fire.messages.is_empty() {
        return true;
    }
    let (host, identity) = target.memory_key();
    let remembered = sending::memory().and_then(|memory| match target.kind {
        // Of those before nothing is left: their processes have ended.
        TargetKind::InProcess => memory.replace(host, identity, fire.clone()),
        TargetKind::Url | TargetKind::LocalRunframe => memory.add(host, identity, fire.clone()),
    });
    if let Err(error) = remembered {
        let error = anyhow::Error::new(error);
        warn(session, &format!("`resolve` will not know of this: {error:#}"));
        return false;
    }
    true
}

fn warn(session: &mut Session, text: &str) {
    session.comment(format!("{}: {text}", "warning".yellow().bold()));
}

/// Waits until the time is over, or somebody asks the process to end.
async fn wait(duration: Duration, signals: &mut Stop) {
    tokio::select! {
        () = tokio::time::sleep(duration) => {}
        () = signals.wait() => {}
    }
}

/// Says which alerts are not sent, and fails if that is all of them.
fn tell_not_delivered(plan: &Plan, args: &Args, session: &mut Session) -> anyhow::Result<()> {
    let told: Vec<String> = plan
        .not_delivered
        .iter()
        .map(|elsewhere| {
            let alerts = match elsewhere.alert_count {
                1 => "the alert goes".to_owned(),
                count => format!("{count} alerts go"),
            };
            let why = match elsewhere.why {
                Elsewhere::NotWanted => "",
                Elsewhere::NotRunframe => ", which is not Runframe's",
                Elsewhere::NoWebhook => ", which has no webhook",
            };
            format!("{alerts} to receiver `{}`{why}", elsewhere.receiver)
        })
        .collect();
    if plan.deliveries.is_empty() {
        let is_named = |elsewhere: &&NotDelivered| Some(elsewhere.receiver.as_str()) == args.receiver.as_deref();
        if let Some(named) = plan.not_delivered.iter().find(is_named) {
            return Err(Failure::unmet(format!(
                "receiver `{}` takes no messages: it has no webhook",
                named.receiver
            ))
            .with_help("name a receiver that has one with --receiver")
            .into());
        }
        let wanted = args.receiver.as_deref().map_or_else(
            || "a receiver that reaches Runframe".to_owned(),
            |receiver| format!("receiver `{receiver}`"),
        );
        let failure = Failure::unmet(format!("nothing goes to {wanted}: {}", told.join(", ")));
        return Err(failure
            .with_help("choose labels that a route to it takes with --label, or name another receiver with --receiver")
            .into());
    }
    for line in told {
        session.comment(format!("not sent: {line}"));
    }
    Ok(())
}

fn presets() -> Table {
    let mut table = Table::new(["PRESET", "ALERT", "SEVERITY", "SUMMARY"]);
    for preset in Preset::ALL {
        table.push([preset.name, preset.alertname, preset.severity, preset.summary]);
    }
    table
}
