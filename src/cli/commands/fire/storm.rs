//! `fire` with a rate, a duration or a number of connections: a storm of payloads, all different, and how it was taken.

use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::time::{MissedTickBehavior, interval};

use crate::alert::Alert;
use crate::cli::format::Format;
use crate::cli::http::ConfigFile;
use crate::cli::number::at_least_one;
use crate::cli::sending::parse_duration;
use crate::cli::signal::Stop;
use crate::cli::{ExitStatus, Failure, Session};
use crate::duration::format_prometheus;
use crate::fire::{
    Common, Course, Delivery, Flap, Payloads, Rate, Schedule, Sender, Setup, Storm, StormOutcome, StormPlan, Target,
    Undelivered, WebhookUrl, plan, user_agent,
};
use crate::report::mapping;
use crate::report::storm::{Asked, Bucket, Latency, StormReport, bounds, grouped};
use crate::webhook::{Message, NotifiedAlert};

/// How many connections send unless said otherwise.
const CONCURRENCY_DEFAULT: u16 = 16;

/// How long a storm lasts that nothing else ends.
const DURATION_DEFAULT: Duration = Duration::from_secs(10);

/// How often progress is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// A storm.
#[derive(Debug, Args)]
#[command(next_help_heading = "A storm")]
pub(super) struct StormArgs {
    /// Send so many payloads in a second, such as 500/s or 90/m, whether or not those before were answered
    ///
    /// Each is about other alerts, told apart by `instance`. Latency counts from when a payload was due, so that what waits
    /// while the receiver stalls is measured too. With --concurrency but without --rate, the next payload goes as soon as
    /// a connection is free.
    #[arg(long, value_name = "RATE", value_parser = rate)]
    rate: Option<Rate>,

    /// For how long [default: 10s, unless --count ends it]
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    duration: Option<Duration>,

    /// How many payloads may wait for an answer at a time [default: 16]
    #[arg(long, value_name = "N", value_parser = at_least_one::<u16>)]
    concurrency: Option<u16>,

    /// How many alerts a payload holds [default: 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=10_000))]
    group_size: Option<u16>,

    /// Let alerts end again: for a share of the payloads (20%), or each after a period (30s), after which it fires again
    #[arg(long, value_name = "SHARE|PERIOD", value_parser = flap)]
    flap: Option<Flap>,

    /// Let the rate grow from nothing for so long
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, requires = "rate")]
    ramp: Option<Duration>,

    /// Do not ask before a storm at another machine
    #[arg(long, short = 'y')]
    yes: bool,
}

fn rate(text: &str) -> Result<Rate, String> {
    text.parse()
        .map_err(|error: crate::fire::ParseRateError| error.to_string())
}

fn flap(text: &str) -> Result<Flap, String> {
    text.parse()
        .map_err(|error: crate::fire::ParseFlapError| error.to_string())
}

impl StormArgs {
    /// Whether there is to be a storm.
    pub(super) fn is_wanted(&self) -> bool {
        self.rate.is_some()
            || self.duration.is_some()
            || self.concurrency.is_some()
            || self.group_size.is_some()
            || self.flap.is_some()
    }

    fn plan(&self, alerts: Option<u64>) -> anyhow::Result<StormPlan> {
        if matches!(self.flap, Some(Flap::Period(_))) && self.rate.is_none() {
            return Err(Failure::unusable("a period of --flap needs a --rate")
                .with_help("or let a share of the alerts end: --flap 20%")
                .into());
        }
        if self.duration == Some(Duration::ZERO) {
            return Err(Failure::unusable("in no time nothing can be sent: --duration has to be longer").into());
        }
        let count = alerts.map(|alerts| alerts.div_ceil(self.group_size()));
        Ok(StormPlan {
            schedule: Schedule {
                rate: self.rate,
                ramp: self.ramp.unwrap_or_default(),
                count,
                duration: self.duration.or(count.is_none().then_some(DURATION_DEFAULT)),
            },
            concurrency: self.concurrency.unwrap_or(CONCURRENCY_DEFAULT).into(),
            flap: self.flap.unwrap_or_default(),
        })
    }

    fn group_size(&self) -> u64 {
        self.group_size.unwrap_or(1).into()
    }
}

/// What a storm is about.
pub(super) struct Matter<'a> {
    /// The alert all are like.
    pub(super) alert: Alert,
    /// How they are routed.
    pub(super) setup: &'a Setup,
    /// The configuration, if one was given.
    pub(super) config: Option<ConfigFile<'a>>,
}

/// Raises one, and tells how it was taken.
pub(super) async fn run(args: &super::Args, matter: Matter<'_>, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let storm_plan = args.storm.plan(args.count.map(u64::from))?;
    let common = Common {
        alert: matter.alert,
        group_size: args.storm.group_size(),
        run: getrandom::u32().unwrap_or_default(),
        version: args.target.alertmanager_version,
    };
    let delivery = delivery(args, &common, matter.setup)?;
    if delivery.webhook.has_payload {
        let receiver = &delivery.receiver;
        let why = format!(
            "in a storm, Alertmanager's own message is sent in place of the `payload` of receiver `{receiver}`"
        );
        super::warn(session, &why);
    }
    let tree = &matter.setup.tree;
    let payloads = Payloads::new(&common, |alerts: Vec<NotifiedAlert>, reason| {
        let labels = alerts.first().map(|alert| alert.labels.clone()).unwrap_or_default();
        let group_labels = tree.group_labels(delivery.route, &labels);
        Message {
            receiver: delivery.receiver.clone(),
            group_key: tree.group_key(delivery.route, &group_labels).into(),
            group_labels,
            alerts,
            reason,
            external_url: args.external_url.trim_end_matches('/').to_owned(),
            max_alerts: delivery.webhook.max_alerts,
        }
    });
    let receiver = || std::iter::once(delivery.receiver.as_str());
    let own_url = args.target.own_url(matter.config, receiver())?;
    let services = common.alert.labels.get("service_id").map(str::to_owned);
    let target = args
        .target
        .target(own_url, services.into_iter().collect(), None, session)
        .await?;
    confirm(args, &storm_plan, &target, session)?;
    let speaking = args.target.speaking(matter.config, receiver(), &target, session)?;
    let settings = speaking.to(&delivery.receiver).clone();
    let sender = Sender::with_settings(common.version, settings.clone());
    let token = sender
        .token()
        .await
        .map_err(|error| Failure::unreachable(error.to_string()))?;
    let course = Course {
        url: target.url.clone(),
        settings,
        token,
        user_agent: user_agent(common.version),
    };
    session.flush()?;
    let storm = Storm::start(storm_plan.clone(), course, &payloads)?;
    let outcome = watch(storm, &storm_plan, session).await?;
    let report = report(&outcome, &storm_plan, common.group_size, &target);
    match args.format {
        Format::Text => session.out().write_all(report.text().as_bytes())?,
        Format::Json => report.write_json(session.out())?,
    }
    let url = target.url.clone();
    target.close().await;
    if outcome.was_stopped {
        return Ok(ExitStatus::Interrupted);
    }
    if report.delivered == report.payloads {
        return Ok(ExitStatus::Success);
    }
    let missing = format!(
        "{} of {} payloads were not taken",
        grouped(report.payloads - report.delivered),
        grouped(report.payloads)
    );
    Err(explain(missing, outcome, &url).into())
}

/// What to say of a storm that was not taken as a whole.
fn explain(missing: String, outcome: StormOutcome, url: &WebhookUrl) -> Failure {
    let Some(error) = outcome.first_error else {
        return Failure::unreachable(missing);
    };
    let problem = Undelivered::NoAnswer(error);
    let failure = if problem.is_our_fault() {
        Failure::unusable(format!("{missing}: {problem}"))
    } else {
        Failure::unreachable(format!("{missing}; first: {problem}"))
    };
    problem.remedies(url).into_iter().fold(failure, Failure::with_help)
}

/// Where alerts like this go. A storm goes to one receiver, in groups of one size.
fn delivery(args: &super::Args, common: &Common, setup: &Setup) -> anyhow::Result<Delivery> {
    let alerts: Vec<Alert> = (0..common.group_size)
        .map(|number| Alert {
            labels: Payloads::labels_of(common, number),
            ..common.alert.clone()
        })
        .collect();
    let plan = plan(&alerts, setup, args.receiver.as_deref());
    let mut deliveries = plan.deliveries.into_iter();
    let Some(first) = deliveries.next() else {
        let elsewhere: Vec<_> = plan
            .not_delivered
            .iter()
            .map(|other| format!("`{}`", other.receiver))
            .collect();
        return Err(Failure::unmet(format!(
            "nothing goes to Runframe: the alerts go to {}",
            elsewhere.join(", ")
        ))
        .with_help("choose labels that a route to it takes with --label, or name a receiver with --receiver")
        .into());
    };
    if first.alerts.len() < alerts.len() {
        return Err(
            Failure::unusable("the route groups by `instance`: each alert is a group of its own")
                .with_help("leave --group-size away")
                .into(),
        );
    }
    if let Some(second) = deliveries.next() {
        return Err(Failure::unusable(format!(
            "the alerts go to `{}` and `{}`: a storm goes to one receiver",
            first.receiver, second.receiver
        ))
        .with_help("name one of them with --receiver")
        .into());
    }
    Ok(first)
}

/// Asks before a storm at another machine.
fn confirm(args: &super::Args, plan: &StormPlan, target: &Target, session: &mut Session) -> anyhow::Result<()> {
    if target.url.is_loopback() || args.storm.yes {
        return Ok(());
    }
    let what = describe(plan);
    if !(session.is_interactive && session.input_is_terminal) {
        return Err(
            Failure::unusable(format!("a storm at {} ({what}) may open as many incidents", target.url))
                .with_help("if that is what you want, say --yes")
                .into(),
        );
    }
    session.comment(format!(
        "{what} to {}, which may open as many incidents. Go on? [y/N]",
        target.url
    ));
    let mut answer = String::new();
    let mut byte = [0];
    while answer.len() < 100 && session.input().read(&mut byte)? == 1 && byte != *b"\n" {
        answer.push(byte[0].into());
    }
    if matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes") {
        return Ok(());
    }
    Err(Failure::unusable("nothing was sent").into())
}

/// What a storm is, in a few words.
fn describe(plan: &StormPlan) -> String {
    let schedule = &plan.schedule;
    let words = match schedule.count {
        Some(count) => format!("{} payloads", grouped(count)),
        None => "payloads".to_owned(),
    };
    let rate = schedule.rate.map(|rate| format!(" at {}/s", rate.per_second()));
    let duration = schedule
        .duration
        .map(|duration| format!(" for {}", format_prometheus(duration)));
    [Some(words), rate, duration].into_iter().flatten().collect()
}

/// Shows how it goes until it is over; Ctrl-C ends it.
async fn watch(storm: Storm, plan: &StormPlan, session: &mut Session) -> anyhow::Result<StormOutcome> {
    let bar = bar(plan, session);
    let mut signals = Stop::new()?;
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut was_stopped = false;
    while !storm.is_over() {
        tokio::select! {
            _ = ticks.tick() => {}
            () = signals.wait(), if !was_stopped => {
                was_stopped = true;
                storm.stop();
            }
        }
        let progress = storm.progress();
        let done = progress.delivered + progress.failed;
        match plan.schedule.count {
            Some(_) => bar.set_position(done),
            None => bar.set_position(u64::try_from(progress.elapsed.as_millis()).unwrap_or(u64::MAX)),
        }
        let per_second = u64::try_from(u128::from(done) * 1000 / progress.elapsed.as_millis().max(1));
        let failed = match progress.failed {
            0 => String::new(),
            failed => format!(" · {} not taken", grouped(failed)),
        };
        bar.set_message(format!(
            "{} taken{failed} · {}/s",
            grouped(progress.delivered),
            grouped(per_second.unwrap_or(u64::MAX))
        ));
    }
    bar.finish_and_clear();
    Ok(storm.finish()?)
}

fn bar(plan: &StormPlan, session: &Session) -> ProgressBar {
    if !session.is_interactive {
        return ProgressBar::hidden();
    }
    let length = plan.schedule.count.unwrap_or_else(|| {
        let duration = plan.schedule.duration.unwrap_or_default();
        u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
    });
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr_with_hz(10));
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {elapsed} {msg}") {
        bar.set_style(style.progress_chars("━╸ "));
    }
    bar
}

#[expect(clippy::cast_precision_loss, reason = "a rate is shown with a few digits")]
fn report(outcome: &StormOutcome, plan: &StormPlan, group_size: u64, target: &Target) -> StormReport {
    let tally = &outcome.tally;
    let milliseconds = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    let schedule = &plan.schedule;
    let seconds = outcome.elapsed.as_secs_f64();
    StormReport {
        version: 1,
        target: mapping::Target {
            url: target.url.to_string(),
            kind: target.kind,
        },
        asked: Asked {
            rate_per_second: schedule.rate.map(Rate::per_second),
            payloads: schedule.count,
            duration_ms: schedule.duration.map(milliseconds),
            ramp_ms: milliseconds(schedule.ramp),
            concurrency: plan.concurrency as u64,
        },
        elapsed_ms: (seconds * 1e6).round() / 1e3,
        interrupted: outcome.was_stopped,
        payloads: tally.sent,
        alerts_per_payload: group_size,
        body_bytes: tally.body_bytes,
        delivered: tally.delivered(),
        delivered_per_second: (tally.delivered() as f64 / seconds.max(1e-9) * 100.0).round() / 100.0,
        unsent: outcome.unsent,
        cut_off: outcome.cut_off,
        statuses: tally.statuses.clone(),
        failures: tally
            .failures
            .iter()
            .map(|(failing, count)| (failing.as_str(), *count))
            .collect(),
        latency: latency(&tally.latency),
        service: latency(&tally.service),
    }
}

fn latency(histogram: &hdrhistogram::Histogram<u64>) -> Option<Latency> {
    if histogram.is_empty() {
        return None;
    }
    let mut buckets = Vec::new();
    let mut below = 0;
    for bound in bounds() {
        let up_to = histogram.count_between(0, bound);
        buckets.push(Bucket {
            up_to_us: bound,
            count: up_to.saturating_sub(below),
        });
        below = up_to;
        if up_to >= histogram.len() {
            break;
        }
    }
    let empty = buckets.iter().take_while(|bucket| bucket.count == 0).count();
    buckets.drain(..empty);
    Some(Latency {
        min_us: histogram.min(),
        mean_us: (histogram.mean() * 10.0).round() / 10.0,
        standard_deviation_us: (histogram.stdev() * 10.0).round() / 10.0,
        p50_us: histogram.value_at_quantile(0.5),
        p90_us: histogram.value_at_quantile(0.9),
        p99_us: histogram.value_at_quantile(0.99),
        p999_us: histogram.value_at_quantile(0.999),
        max_us: histogram.max(),
        histogram: buckets,
    })
}
