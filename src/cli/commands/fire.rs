//! `fire`: sends firing alerts as Alertmanager would, and shows the incidents they become.

use std::time::Duration;

use colored::Colorize;
use jiff::Timestamp;

use crate::alert::Alert;
use crate::cli::api;
use crate::cli::format::Format;
use crate::cli::sending::{self, AlertArgs, TargetArgs, new_report, parse_duration, print_step, send_all};
use crate::cli::signal::Stop;
use crate::cli::{ExitStatus, Failure, Session, input};
use crate::config;
use crate::fire::{
    AlertRequest, Delivery, Elsewhere, Fire, FiredAlert, FiredMessage, LabelPair, Plan, Selection, Setup, Shot, Target,
    forget, plan, resolutions,
};
use crate::guide::{self, Endpoint, Timing};
use crate::lint;
use crate::report::mapping::{MappingReport, Step};
use crate::text::SourceFile;
use crate::version::Version;
use crate::webhook::{Message, Moment, Notification, NotifiedAlert, Reason};

/// Send firing alerts as Alertmanager would, and see the Runframe incidents they become
///
/// The alert is routed through alertmanager.yml (--config; else the integration guide's, which groups by alertname,
/// cluster and service), so that receiver, group labels and group key are those Alertmanager would send, byte for byte.
/// What was fired is remembered in the user's state folder, without the routing key: `runframe-cli resolve` ends exactly
/// that.
///
/// The table tells for each alert which incident it opened or updated, with which severity, service and detection time, and
/// why. Where the receiver does not say, it is worked out by the guide's rules and marked (expected).
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    alert: AlertArgs,

    /// A further annotation; may be repeated
    #[arg(long = "annotation", value_name = "NAME=VALUE", help_heading = "The alert")]
    annotations: Vec<LabelPair>,

    /// The annotation `summary`, first paragraph of the incident's description
    #[arg(long, value_name = "TEXT", help_heading = "The alert")]
    summary: Option<String>,

    /// The annotation `description`, second paragraph of the incident's description
    #[arg(long, value_name = "TEXT", help_heading = "The alert")]
    description: Option<String>,

    /// How many alerts to fire, told apart by the label `instance`
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    #[arg(help_heading = "The alert")]
    count: u32,

    /// Keep firing for this long, then resolve; Ctrl-C resolves at once
    #[arg(long = "for", value_name = "DURATION", value_parser = parse_duration, help_heading = "The alert")]
    fire_for: Option<Duration>,

    /// Route the alert through this alertmanager.yml
    #[arg(long, value_name = "FILE", help_heading = "Routing")]
    config: Option<String>,

    /// Send only what goes to this receiver of --config
    #[arg(long, value_name = "NAME", help_heading = "Routing")]
    receiver: Option<String>,

    /// Where the message says Alertmanager can be reached
    #[arg(long, value_name = "URL", default_value = EXTERNAL_URL, help_heading = "Routing")]
    external_url: String,

    #[command(flatten)]
    target: TargetArgs,

    /// Print what would be sent, and send nothing
    #[arg(long)]
    dry_run: bool,

    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// Alertmanager's own, on this machine.
pub(in crate::cli) const EXTERNAL_URL: &str = "http://localhost:9093";

const EXAMPLES: &str = "\
Examples:
  runframe-cli fire --severity critical
  runframe-cli fire --alertname DiskFull --service-id svc_K7M4Q9TZ2H --label instance=db-1 --for 30s
  runframe-cli fire --config alertmanager.yml --label team=payments --dry-run
  RUNFRAME_WEBHOOK_URL=$(cat /etc/alertmanager/runframe-webhook-url) runframe-cli fire

Exit status:
  0  delivered
  1  the configuration sends the alert elsewhere
  2  wrong usage or an unreadable configuration
  3  the receiver could not be reached, or refused";

/// Fires.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let version = args.target.alertmanager_version;
    let now = Timestamp::now();
    let alerts = args.request().alerts(now);
    let setup = setup(args.config.as_deref(), version, session)?;
    let plan = plan(&alerts, &setup, args.receiver.as_deref());
    tell_not_delivered(&plan, args, session)?;
    let messages: Vec<(&Delivery, Message)> = plan
        .deliveries
        .iter()
        .map(|delivery| (delivery, message(delivery, &alerts, &args.external_url, now)))
        .collect();
    let shots: Vec<Shot> = messages
        .iter()
        .map(|(delivery, message)| Shot {
            notification: Notification::new(message.clone()),
            version,
            group_interval: delivery.group_interval,
            retrying: args.target.retrying(args.config.is_some()),
        })
        .collect();
    if args.dry_run {
        for shot in &shots {
            session.out().write_all(&shot.notification.to_json(version))?;
        }
        session.comment("nothing was sent");
        return Ok(ExitStatus::Success);
    }
    let fired: Vec<FiredMessage> = messages.iter().map(|(d, m)| fired_message(d, m, version)).collect();
    api::block_on(fire(args, &shots, fired, now.into(), session))
}

impl Args {
    fn request(&self) -> AlertRequest {
        AlertRequest {
            summary: self.summary.clone(),
            description: self.description.clone(),
            annotations: self.annotations.clone(),
            count: self.count,
            ..self.alert.request()
        }
    }
}

/// Sends, tells, remembers; with `--for`, waits and resolves.
async fn fire(
    args: &Args,
    shots: &[Shot],
    fired: Vec<FiredMessage>,
    fired_at: Moment,
    session: &mut Session,
) -> anyhow::Result<ExitStatus> {
    let services = args.alert.service_id.iter().cloned();
    let services = services.chain(shots.iter().flat_map(|shot| {
        let alerts = shot.notification.alerts().iter();
        alerts.filter_map(|alert| alert.labels.get("service_id").map(str::to_owned))
    }));
    let target = args.target.target(services.collect(), session).await?;
    let mut report = new_report(&target);
    let mut step = Step {
        status: "firing",
        deliveries: Vec::new(),
        alerts: Vec::new(),
    };
    let mut taken = Vec::new();
    let sent = send_all(shots, &args.target, &target, &mut step, session, |position| {
        taken.push(position);
    })
    .await;
    let messages = fired
        .into_iter()
        .enumerate()
        .filter(|(position, _)| taken.contains(position));
    let fire = Fire {
        fired_at,
        messages: messages.map(|(_, message)| message).collect(),
    };
    finish_step(step, &target, &mut report, args.format, session)?;
    remember(&target, &fire, session);
    if sent.is_ok() && args.fire_for.is_none() && args.format == Format::Text {
        session.comment("`runframe-cli resolve` ends it");
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
        resolve_again(args, &fire, &target, &mut report, session).await?;
    }
    if args.format == Format::Json && !report.steps.is_empty() {
        report.write_json(session.out())?;
    }
    target.close().await;
    sent?;
    Ok(ExitStatus::Success)
}

/// Resolves what this very run has fired.
async fn resolve_again(
    args: &Args,
    fire: &Fire,
    target: &Target,
    report: &mut MappingReport,
    session: &mut Session,
) -> anyhow::Result<()> {
    let resolutions = resolutions(std::slice::from_ref(fire), &Selection::All, Timestamp::now());
    let shots: Vec<Shot> = resolutions
        .iter()
        .map(|resolution| Shot {
            notification: Notification::new(resolution.message.clone()),
            version: resolution.version,
            group_interval: resolution.group_interval,
            retrying: args.target.retrying(args.config.is_some()),
        })
        .collect();
    let mut step = Step {
        status: "resolved",
        deliveries: Vec::new(),
        alerts: Vec::new(),
    };
    let mut taken = Vec::new();
    let sent = send_all(&shots, &args.target, target, &mut step, session, |position| {
        taken.push(position);
    })
    .await;
    finish_step(step, target, report, args.format, session)?;
    if let Ok(memory) = sending::memory() {
        let (host, identity) = target.memory_key();
        let forgotten = memory.recall(host, identity).and_then(|mut fires| {
            for position in taken {
                forget(&mut fires, &resolutions[position]);
            }
            memory.remember(host, identity, fires)
        });
        if let Err(error) = forgotten {
            warn(session, &error.to_string());
        }
    }
    sent
}

fn finish_step(
    step: Step,
    target: &Target,
    report: &mut MappingReport,
    format: Format,
    session: &mut Session,
) -> anyhow::Result<()> {
    if format == Format::Text {
        print_step(&step, target, session)?;
        session.flush()?;
    }
    if !step.alerts.is_empty() {
        report.steps.push(step);
    }
    Ok(())
}

/// A fire that cannot be remembered is fired all the same.
fn remember(target: &Target, fire: &Fire, session: &mut Session) {
    if fire.messages.is_empty() {
        return;
    }
    let (host, identity) = target.memory_key();
    let remembered = sending::memory().and_then(|memory| memory.add(host, identity, fire.clone()));
    if let Err(error) = remembered {
        let error = anyhow::Error::new(error);
        warn(session, &format!("`resolve` will not know of this: {error:#}"));
    }
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

/// Where alerts go by this file, or by the guide's configuration.
pub(in crate::cli) fn setup(path: Option<&str>, version: Version, session: &mut Session) -> anyhow::Result<Setup> {
    let source = match path {
        Some(path) => read_config(path, session)?,
        None => SourceFile::new(
            "the guide's configuration",
            guide::alertmanager_yml(Endpoint::UrlFile(guide::URL_FILE), Timing::GUIDE),
        ),
    };
    if path.is_none()
        && config::load(
            &SourceFile::new("", "route: {receiver: a}"),
            &config::Options::default(),
        )
        .config
        .route
        .is_none()
    {
        return Ok(guide_setup_meanwhile(version));
    }
    let options = config::Options {
        version,
        ..config::Options::default()
    };
    let loaded = config::load(&source, &options);
    if let Some(refusal) = crate::diagnostic::refusal(&loaded.diagnostics) {
        return Err(
            Failure::unusable(format!("Alertmanager refuses `{}`: {refusal}", source.name()))
                .with_help(format!(
                    "see everything wrong with it: `runframe-cli validate {}`",
                    source.name()
                ))
                .into(),
        );
    }
    let lint_options = lint::Options {
        version,
        ..lint::Options::default()
    };
    let context = lint::Context::new(&loaded.config, &source, &lint_options);
    Setup::of(&loaded.config, version, &context.runframe_receivers()).ok_or_else(|| {
        Failure::unusable(format!("`{}` has no root route", source.name()))
            .with_help("`runframe-cli init alertmanager` prints a configuration to start with")
            .into()
    })
}

fn read_config(path: &str, session: &mut Session) -> anyhow::Result<SourceFile> {
    let input = input::read(path, session).map_err(|unreadable| {
        let failure = Failure::unusable(unreadable.message);
        unreadable.help.into_iter().fold(failure, Failure::with_help)
    })?;
    Ok(input.source)
}

/// The message of a group that fires for the first time.
fn message(delivery: &Delivery, alerts: &[Alert], external_url: &str, now: Timestamp) -> Message {
    Message {
        receiver: delivery.receiver.clone(),
        group_labels: delivery.group_labels.clone(),
        group_key: delivery.group_key.clone(),
        alerts: delivery
            .alerts
            .iter()
            .map(|&position| NotifiedAlert::new(&alerts[position], now))
            .collect(),
        reason: Reason::FirstNotification,
        external_url: external_url.trim_end_matches('/').to_owned(),
        max_alerts: delivery.webhook.max_alerts,
    }
}

/// What is remembered of a message.
fn fired_message(delivery: &Delivery, message: &Message, version: Version) -> FiredMessage {
    FiredMessage {
        receiver: message.receiver.clone(),
        group_labels: message.group_labels.clone(),
        group_key: message.group_key.clone(),
        external_url: message.external_url.clone(),
        alertmanager_version: version.to_string(),
        max_alerts: message.max_alerts,
        send_resolved: delivery.webhook.send_resolved,
        group_interval_ms: u64::try_from(delivery.group_interval.as_millis()).unwrap_or(u64::MAX),
        alerts: message
            .alerts
            .iter()
            .map(|alert| FiredAlert {
                labels: alert.labels.clone(),
                annotations: alert.annotations.clone(),
                starts_at: alert.starts_at,
                generator_url: alert.generator_url.clone(),
            })
            .collect(),
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

fn guide_setup_meanwhile(version: Version) -> Setup {
    use crate::fire::{ReceiverFacts, WebhookFacts};
    use crate::route::{Grouping, RouteSettings, TreeBuilder};
    use crate::text::{Span, Spanned};
    let here = Span::at(0);
    let root = RouteSettings {
        receiver: Some(Spanned::new(guide::RECEIVER.to_owned(), here)),
        group_by: Some(Spanned::new(
            Grouping::By(["alertname", "cluster", "service"].map(str::to_owned).into()),
            here,
        )),
        group_interval: Some(Spanned::new(Duration::from_secs(10), here)),
        ..RouteSettings::default()
    };
    let facts = ReceiverFacts {
        webhooks: vec![WebhookFacts::default()],
        is_runframe: true,
    };
    Setup {
        tree: TreeBuilder::new(root, version).finish(),
        receivers: [(guide::RECEIVER.to_owned(), facts)].into(),
    }
}
