//! What `fire` and `resolve` share: which alerts, where to, what was sent, and how it is told.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Duration;

use clap::ValueEnum;
use colored::Colorize;

use super::api::{self, ApiAddress, serve_at};
use super::configuration::version_parser;
use super::format::visible;
use super::http::{Aim, ConfigFile, HttpArgs, Speaking};
use super::signal::Stop;
use super::usual::Usual;
use super::{ExitStatus, Failure, Session};
use crate::client::ClientError;
use crate::duration::parse_prometheus;
use crate::fire::{
    ANSWER_BYTES_MAX, AlertRequest, Hop, HttpSettings, Incidental, InvalidUrl, LabelPair, LocalTarget, NotTaken,
    Retrying, Sender, Shot, StateError, StateFolder, Target, WebhookUrl, shoot,
};
use crate::incident::{ServiceKey, Severity};
use crate::report::mapping::{self, MappingReport, Step, TargetKind};
use crate::version::Version;

/// Names the webhook URL where `--url` does not.
const URL_VARIABLE: &str = "RUNFRAME_WEBHOOK_URL";

/// Which alerts.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "The alert")]
pub(super) struct AlertArgs {
    /// The alert's name, which becomes the incident's title [default: RunframeTest]
    #[arg(long, value_name = "NAME")]
    pub(super) alertname: Option<String>,

    /// The label `severity`: critical, warning, info, or SEV0 to SEV4 [default: warning]
    #[arg(long, value_name = "SEVERITY", value_parser = severity_parser(), hide_possible_values = true)]
    pub(super) severity: Option<String>,

    /// The label `service_id`: the key of the Runframe service, such as svc_K7M4Q9TZ2H
    #[arg(long, value_name = "KEY")]
    pub(super) service_id: Option<String>,

    /// A further label; may be repeated. An empty value takes a label away, a UTF-8 name goes in double quotes
    #[arg(long = "label", short = 'l', value_name = "NAME=VALUE")]
    pub(super) labels: Vec<LabelPair>,
}

impl AlertArgs {
    /// Whether nothing is said.
    pub(super) fn is_empty(&self) -> bool {
        self.alertname.is_none() && self.severity.is_none() && self.service_id.is_none() && self.labels.is_empty()
    }

    /// The request, without annotations.
    pub(super) fn request(&self) -> AlertRequest {
        AlertRequest {
            alertname: self.alertname.clone(),
            severity: self.severity.clone(),
            service_id: self.service_id.clone(),
            labels: self.labels.clone(),
            count: 1,
            ..AlertRequest::default()
        }
    }
}

/// A severity, which may be any text.
pub(super) fn severity_parser() -> Usual<String> {
    let severities = || {
        ["critical", "warning", "info"]
            .into_iter()
            .chain(Severity::ALL.map(Severity::code))
            .collect()
    };
    Usual::text(severities)
}

/// Where to, and how.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Where to")]
pub(super) struct TargetArgs {
    /// The webhook URL, such as https://api.runframe.io/webhooks/{routingKey} [env: RUNFRAME_WEBHOOK_URL]
    ///
    /// Other processes can see arguments: the environment variable RUNFRAME_WEBHOOK_URL keeps the routing key from them.
    /// Without either, the local Runframe that runs is sent to; if none does, one in this process, which ends with it.
    #[arg(long, value_name = "URL")]
    pub(super) url: Option<String>,

    /// Send to a Runframe in this process, which ends with it, and to nothing else
    #[arg(long, conflicts_with_all = ["url", "to_receiver"])]
    in_process: bool,

    /// Send to the webhook URL of the receiver in --config, its `url` or what is in its `url_file`
    ///
    /// Without it, nothing leaves this machine but with --url or RUNFRAME_WEBHOOK_URL, whatever the configuration says.
    #[arg(long, requires = "config", conflicts_with = "url")]
    pub(super) to_receiver: bool,

    /// The local Runframe to send to, which then has to run [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]
    ///
    /// Only the default may be missing: then a Runframe in this process is sent to, as with --in-process. Given as a flag it
    /// goes before RUNFRAME_WEBHOOK_URL.
    #[arg(long, value_name = "URL")]
    api_url: Option<String>,

    /// The integration of the local Runframe to send to [default: its first; with `replay`, the one a delivery came by]
    #[arg(long, value_name = "NAME", conflicts_with_all = ["url", "in_process", "to_receiver"])]
    integration: Option<String>,

    /// Whether to follow up failed attempts as Alertmanager does [default: alertmanager with --config, else once]
    #[arg(long, value_enum, value_name = "HOW")]
    delivery: Option<DeliveryStyle>,

    /// The Alertmanager release to speak as: 0.25, 0.28 or 0.33
    #[arg(long, value_name = "VERSION", default_value_t, value_parser = version_parser(), hide_possible_values = true)]
    pub(super) alertmanager_version: Version,

    #[command(flatten)]
    http: HttpArgs,
}

/// How hard to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DeliveryStyle {
    /// One attempt
    Once,
    /// Retry 5xx answers, timeouts and broken connections with back-off for max(group_interval, 10s), nothing else
    Alertmanager,
}

/// Reads a duration in Prometheus' notation.
pub(super) fn parse_duration(text: &str) -> Result<Duration, String> {
    parse_prometheus(text, Version::default()).map_err(|error| format!("{error}: write it as 30s or 2m"))
}

/// Reads how long something may take: some time at least.
pub(super) fn parse_limit(text: &str) -> Result<Duration, String> {
    match parse_duration(text)? {
        Duration::ZERO => Err("in no time nothing can be done: write more, such as 10s".to_owned()),
        limit => Ok(limit),
    }
}

impl TargetArgs {
    /// The integration of the local Runframe that is named.
    pub(super) fn integration(&self) -> Option<&str> {
        self.integration.as_deref()
    }

    /// The command that ends what is fired there.
    pub(super) fn resolve_command(&self) -> String {
        let is_plain = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        match &self.integration {
            None => "runframe-cli resolve".to_owned(),
            Some(name) if is_plain(name) => format!("runframe-cli resolve --integration {name}"),
            Some(name) => format!("runframe-cli resolve --integration '{}'", name.replace('\'', r"'\''")),
        }
    }

    /// Where the local Runframe is, or is to be.
    pub(super) fn api(&self) -> ApiAddress {
        ApiAddress::of(self.api_url.as_deref())
    }

    /// Finds out where to send, and says so where it was not named. `own_url` is that of the receiver, if that is where to
    /// send; `services` are those a Runframe in this process is to know, `usual` the integration of the local one where none
    /// is named.
    pub(super) async fn target(
        &self,
        own_url: Option<WebhookUrl>,
        services: Vec<String>,
        usual: Option<&str>,
        session: &mut Session,
    ) -> anyhow::Result<Target> {
        if self.in_process {
            session.comment("--in-process: running a Runframe in this process, which ends with it");
            return in_process(services).await;
        }
        // A local Runframe that the command line names goes before what the environment says.
        let api = self.api();
        let is_elsewhere = api.url.parse::<WebhookUrl>().is_ok_and(|url| !url.is_loopback());
        let variable = || {
            std::env::var(URL_VARIABLE)
                .ok()
                .filter(|_| (self.api_url.is_none() && self.integration.is_none()) || is_elsewhere)
        };
        let given = self
            .url
            .clone()
            .or_else(variable)
            .filter(|text| !text.trim().is_empty());
        let explain = |error| match self.url {
            Some(_) => explain_url(&error),
            None => explain_url(&error).with_help(format!("it stands in {URL_VARIABLE}")),
        };
        let given = match own_url {
            Some(url) => Some(url),
            None => given.map(|text| text.parse().map_err(explain)).transpose()?,
        };
        if let Some(url) = given {
            if url.is_exposed() {
                session.comment(format!(
                    "{}: {url} is not encrypted: whoever listens on the way learns the routing key",
                    "warning".yellow().bold()
                ));
            }
            return Ok(Target::given(url));
        }
        if is_elsewhere {
            return Err(
                Failure::unusable(format!("no webhook URL is given, and {} tells none", api.place()))
                    .with_help(format!("copy it from Runframe's Integrations Hub into {URL_VARIABLE}"))
                    .into(),
            );
        }
        let integration = self.integration.as_deref();
        let missing = match api.find(integration.or(usual)).await? {
            Ok(target) => return Ok(target),
            Err(missing) => missing,
        };
        if integration.is_some() {
            return Err(missing_runframe(
                &format!("{missing}, and --integration names one of its integrations"),
                &api,
            )
            .into());
        }
        session.comment(format!(
            "no --url, and {missing}: running one in this process, which ends with it"
        ));
        in_process(services).await
    }

    /// Whether failed attempts are followed by others; `has_config` tells that a configuration was given.
    pub(super) fn retrying(&self, has_config: bool) -> Retrying {
        match self.delivery {
            Some(DeliveryStyle::Alertmanager) => Retrying::LikeAlertmanager,
            None if has_config => Retrying::LikeAlertmanager,
            Some(DeliveryStyle::Once) | None => Retrying::Never,
        }
    }

    /// The URL these receivers of a configuration have in common, if that is where to send.
    pub(super) fn own_url<'n>(
        &self,
        file: Option<ConfigFile<'_>>,
        receivers: impl Iterator<Item = &'n str>,
    ) -> anyhow::Result<Option<WebhookUrl>> {
        let file = file.filter(|_| self.to_receiver);
        file.map(|file| file.url(receivers)).transpose()
    }

    /// How HTTP is spoken to others than receivers.
    pub(super) fn plain_settings(&self) -> anyhow::Result<HttpSettings> {
        self.http.plain(Retrying::Never)
    }

    /// How HTTP would be spoken to these receivers at a URL.
    pub(super) fn speaking_as_shown<'n>(
        &self,
        file: Option<ConfigFile<'_>>,
        receivers: impl Iterator<Item = &'n str>,
        session: &mut Session,
    ) -> anyhow::Result<Speaking> {
        let retrying = self.retrying(file.is_some());
        self.http.speaking(file, receivers, retrying, Aim::Shown, session)
    }

    /// How HTTP is spoken to these receivers.
    pub(super) fn speaking<'n>(
        &self,
        file: Option<ConfigFile<'_>>,
        receivers: impl Iterator<Item = &'n str>,
        target: &Target,
        session: &mut Session,
    ) -> anyhow::Result<Speaking> {
        let retrying = self.retrying(file.is_some());
        self.http.speaking(file, receivers, retrying, Aim::at(target), session)
    }
}

impl ApiAddress {
    /// The Runframe there, and an integration of it (by default the first); if there is none, and nobody said that there was, in
    /// words what is there.
    ///
    /// # Errors
    /// If one was named and does not answer as one, or the one there cannot be sent to.
    pub(super) async fn find(&self, integration: Option<&str>) -> anyhow::Result<Result<Target, String>> {
        let missing = match Target::local(&self.url, integration).await {
            Ok(LocalTarget::Found(target)) => return Ok(Ok(*target)),
            Ok(LocalTarget::NotRunning) => format!("no local Runframe at {}", self.place()),
            Ok(LocalTarget::Somebody(error)) => error.to_string(),
            Err(error) if integration.is_some() => return Err(api::failure(error)),
            Err(error) => return Err(explain_local(error)),
        };
        match self.named_by {
            None => Ok(Err(missing)),
            Some(named_by) => {
                let failure = missing_runframe(&format!("{missing}, which {named_by} names"), self);
                Err(failure
                    .with_help("or send to one in this process: `--in-process`")
                    .into())
            }
        }
    }
}

/// What to do where there is no local Runframe.
fn missing_runframe(message: &str, api: &ApiAddress) -> Failure {
    Failure::unreachable(message).with_help(format!("start it in another terminal: `{}`", serve_at(&api.url)))
}

async fn in_process(services: Vec<String>) -> anyhow::Result<Target> {
    let mut keys: Vec<ServiceKey> = services.iter().filter_map(|key| key.parse().ok()).collect();
    keys.sort();
    keys.dedup();
    Target::in_process(keys).await.map_err(|error| {
        Failure::unreachable("cannot run a Runframe in this process")
            .with_source(error)
            .into()
    })
}

/// Whether a message arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    /// It did.
    Certain,
    /// It did, and the receiver passed over alerts in it.
    InPart,
    /// It may have.
    Possible,
}

/// Sends messages one after the other and gathers what became of them. What was taken before a failure is in `step` too;
/// `arrived` hears of each message that has, or may have, arrived.
pub(super) async fn send_all<'s>(
    shots: impl IntoIterator<Item = &'s Shot>,
    speaking: &Speaking,
    target: &Target,
    step: &mut Step,
    session: &mut Session,
    mut arrived: impl FnMut(usize, Arrival),
) -> Result<(), anyhow::Error> {
    // A sender keeps its connection.
    let mut senders: BTreeMap<(Version, String), Sender> = BTreeMap::new();
    let mut signals = Stop::new()?;
    for (position, shot) in shots.into_iter().enumerate() {
        let receiver = shot.notification.receiver();
        let sender = senders
            .entry((shot.version, receiver.to_owned()))
            .or_insert_with(|| Sender::with_settings(shot.version, speaking.to(receiver).clone()));
        let shooting = shoot(shot, sender, target, |incidental| {
            tell(&incidental, shot.version, session);
        });
        let shot_at = tokio::select! {
            outcome = shooting => outcome,
            () = signals.wait() => {
                arrived(position, Arrival::Possible);
                return Err(Failure::interrupted("stopped while a delivery was on its way").into());
            }
        };
        let (delivery, mut rows) = shot_at.map_err(|not_taken| {
            if not_taken.may_have_arrived {
                arrived(position, Arrival::Possible);
            }
            explain(&not_taken, target, shot.group_interval)
        })?;
        let is_whole = delivery.taken.is_none_or(|taken| taken == delivery.alerts);
        step.deliveries.push(delivery);
        for row in &mut rows {
            row.follow(&step.alerts);
        }
        step.alerts.extend(rows);
        arrived(position, if is_whole { Arrival::Certain } else { Arrival::InPart });
    }
    Ok(())
}

/// Says what happens before the end, to a sender that goes by `version`.
pub(super) fn tell(incidental: &Incidental<'_>, version: Version, session: &mut Session) {
    session.comment(match incidental {
        Incidental::Failed {
            number,
            problem,
            next_in,
        } => format!(
            "attempt {number}: {problem}; the next in {:.1} s",
            next_in.as_secs_f64()
        ),
        Incidental::Redirected(Hop {
            status,
            to,
            with_payload,
            with_credentials,
            ..
        }) => {
            let method = if *with_payload {
                "POST"
            } else {
                "GET, without the alerts"
            };
            let credentials = match with_credentials {
                None => "",
                Some(true) => ", with the credentials",
                Some(false) => ", without the credentials",
            };
            format!("redirected: {status}, followed to {to} ({method}{credentials}), as Alertmanager {version} does")
        }
    });
}

/// A report on what is sent to `target`.
pub(super) fn new_report(target: &Target) -> MappingReport {
    MappingReport::new(mapping::Target {
        url: target.url.to_string(),
        kind: target.kind,
    })
}

/// Prints what became of a step's alerts, at length if `explain`, and says what was sent.
pub(super) fn print_step(step: &Step, target: &Target, explain: bool, session: &mut Session) -> anyhow::Result<()> {
    if !step.alerts.is_empty() {
        let text = if explain {
            step.explanation()
        } else {
            step.table(session.width)
        };
        session.out().write_all(text.as_bytes())?;
    }
    for delivery in &step.deliveries {
        let place = match target.kind {
            TargetKind::Url => "",
            TargetKind::LocalRunframe => " (the local Runframe)",
            TargetKind::InProcess => " (in this process)",
        };
        session.comment(format!(
            "{}: receiver `{}`, group {}, to {}{place}: {} in {:.0} ms",
            step.status,
            visible(&delivery.receiver),
            visible(&cut(&delivery.group_key)),
            target.url,
            delivery.http_status,
            delivery.elapsed_ms
        ));
        let warning = "warning".yellow().bold();
        if delivery.truncated_alerts > 0 {
            session.comment(format!(
                "{warning}: `max_alerts` kept {} out of this message",
                counted(delivery.truncated_alerts)
            ));
        }
        if delivery.answer_broke_off {
            session.comment(format!(
                "{warning}: the answer broke off: Alertmanager looks at the status alone, and counts it as delivered"
            ));
        }
        if delivery.answer_too_long {
            session.comment(format!(
                "{warning}: the answer is longer than {} MiB: the rest was not read, and Alertmanager reads none of it",
                ANSWER_BYTES_MAX >> 20
            ));
        }
        match (delivery.alerts, delivery.not_taken()) {
            (0, _) => session.comment(format!("{warning}: there is no alert in the payload as it was sent")),
            (_, 0) => {}
            (all, missing) => session.comment(format!(
                "{warning}: the receiver took {} of {}",
                all - missing,
                counted(all)
            )),
        }
    }
    Ok(())
}

fn counted(alerts: u64) -> String {
    match alerts {
        1 => "1 alert".to_owned(),
        count => format!("{count} alerts"),
    }
}

/// How a command ends that sent these.
pub(super) fn status_of(steps: &[Step]) -> ExitStatus {
    let mut deliveries = steps.iter().flat_map(|step| &step.deliveries);
    if deliveries.any(|delivery| delivery.not_taken() > 0) {
        ExitStatus::Findings
    } else {
        ExitStatus::Success
    }
}

/// The memory of fires; a place for it that cannot be found is only a warning to `fire`.
pub(super) fn memory() -> Result<StateFolder, StateError> {
    StateFolder::from_environment()
}

/// What is wrong with the memory of fires, and what to do.
pub(super) fn explain_memory(error: StateError) -> anyhow::Error {
    let help = match &error {
        StateError::FromTheFuture { .. } => "use that one, or another folder: RUNFRAME_STATE_DIR",
        StateError::Unreadable { .. } => "remove it; what it remembers can then not be resolved by `resolve`",
        StateError::NoFolder | StateError::Io { .. } => "name a folder that can be written to: RUNFRAME_STATE_DIR",
    };
    let failure = Failure::unusable(error.to_string()).with_help(help);
    match error {
        StateError::Io { source, .. } => failure.with_source(source),
        _ => failure,
    }
    .into()
}

/// A failed delivery in words, with what to do.
pub(super) fn explain(not_taken: &NotTaken, target: &Target, group_interval: Duration) -> Failure {
    let problem = &not_taken.problem;
    let failure = if problem.is_our_fault() {
        Failure::unusable(problem.to_string())
    } else {
        Failure::unreachable(problem.to_string())
    };
    let remedies = problem.remedies(&target.url).into_iter();
    let help = remedies.chain(not_taken.consequence(group_interval));
    help.fold(failure, Failure::with_help)
}

pub(super) fn explain_url(error: &InvalidUrl) -> Failure {
    let help = match error {
        InvalidUrl::Placeholder => {
            "put in the routing key from Runframe's Integrations Hub, or leave --url away to try it locally"
        }
        InvalidUrl::NotAUrl(_) | InvalidUrl::Scheme(_) => "write it as https://api.runframe.io/webhooks/{routingKey}",
    };
    Failure::unusable(error.to_string()).with_help(help)
}

/// A text that is for looking at, where it is longer than anybody looks.
fn cut(text: &str) -> Cow<'_, str> {
    const MOST: usize = 300;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

fn explain_local(error: ClientError) -> anyhow::Error {
    let failure = match &error {
        ClientError::NotTls { .. } => return api::failure(error),
        ClientError::Refused {
            status: 404, detail, ..
        } if detail.message.contains("integration") => {
            Failure::unreachable("the local Runframe has no integration to send to")
                .with_help("create one: `runframe-cli integrations create prometheus`")
        }
        ClientError::Refused { .. } => Failure::unreachable("the local Runframe gives no webhook URL")
            .with_help("check --api-url, or RUNFRAME_API_URL"),
        _ => Failure::unusable("cannot look for a local Runframe").with_help("check --api-url, or RUNFRAME_API_URL"),
    };
    failure.with_source(error).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_a_target_that_nobody_named_may_be_missing() {
        let address = |named_by| ApiAddress {
            // Port 1 needs privileges and is reserved: nobody listens there.
            url: "http://127.0.0.1:1".to_owned(),
            named_by,
        };
        let missing = address(None)
            .find(None)
            .await
            .expect("the default may be missing")
            .err();
        assert_eq!(missing.as_deref(), Some("no local Runframe at http://127.0.0.1:1"));
        let error = address(Some("--api-url")).find(None).await.err().expect("it was named");
        assert_eq!(
            error.to_string(),
            "no local Runframe at http://127.0.0.1:1, which --api-url names"
        );
        let failure = error.downcast::<Failure>().expect("it is a failure");
        assert_eq!(failure.status, ExitStatus::Unreachable);
    }
}
