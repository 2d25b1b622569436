//! The configuration a walkthrough goes through, aimed at the local Runframe.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use jiff::Timestamp;

use super::story::Broken;
use super::{Options, real};
use crate::alert::LabelSet;
use crate::config::{self, Config, Receiver, Secrets, Value, WebhookConfig};
use crate::diagnostic::Level;
use crate::guide::{self, Endpoint, TestRule, Timing};
use crate::lint;
use crate::report::Subject;
use crate::report::trace::text::muting_text;
use crate::route::{RouteIndex, RouteTree};
use crate::suppression::TimeIntervals;
use crate::text::SourceFile;
use crate::trace;
use crate::version::Version;
use crate::webhook::{Message, Moment, Notification, NotifiedAlert, Reason};

/// A configuration that was accepted, and what of it reaches Runframe.
pub(super) struct Aim {
    /// What it is called in the story.
    pub(super) name: String,
    /// How large it is, in words.
    pub(super) summary: String,
    /// Whether its webhook is told that an alert cleared.
    pub(super) sends_resolved: bool,
    /// The text for a real Alertmanager: the same routes, and no receiver that sends anywhere but to the local Runframe.
    pub(super) alertmanager_yml: String,
    /// How long a real Alertmanager holds the test alert back.
    pub(super) group_wait: Duration,
    /// How long it holds back that the alert has cleared, at most.
    pub(super) group_interval: Duration,
    tree: RouteTree,
    runframe_receivers: BTreeSet<String>,
}

/// The route that takes the test alert to Runframe.
pub(super) struct Taken {
    pub(super) receiver: String,
    pub(super) group_key: String,
    group_labels: LabelSet,
}

impl Aim {
    /// Reads the configuration the options name, or the guide's.
    pub(super) fn new(options: &Options, rule: &TestRule, webhook_url: &str) -> Result<Self, Broken> {
        let timing = if options.real.is_some() {
            real::QUICK_TIMING
        } else {
            Timing::GUIDE
        };
        let guide = || {
            SourceFile::new(
                "alertmanager.yml",
                guide::alertmanager_yml(Endpoint::Url(webhook_url), timing),
            )
        };
        let own;
        let source = match &options.config {
            Some(source) => source,
            None => {
                own = guide();
                &own
            }
        };
        let mut loaded = config::load(source, &config::Options::default());
        if !loaded.is_refused() {
            let start = config::check_start(&loaded.config, config::Options::default());
            loaded.diagnostics.extend(start);
        }
        if let Some(at) = loaded.diagnostics.iter().position(|d| d.level == Level::Error) {
            let findings = loaded.diagnostics.split_off(at);
            let place = source.position(findings[0].primary.span.start);
            let message = findings[0].message.clone();
            let subject =
                Subject::new(SourceFile::new(source.name(), source.text()), findings).with_secrets(loaded.secret_spans);
            let message = format!("Alertmanager refuses it: {}", subject.masked_throughout(&message));
            let hop = format!("{}:{}:{}", source.name(), place.line, place.column);
            return Err(Broken::new(hop, message).with_help(format!(
                "`runframe-cli validate {}` shows all that is wrong with it",
                source.name()
            )));
        }
        let mut config = loaded.config;
        let tree = RouteTree::from_config(&config, Version::default())
            .ok_or_else(|| Broken::new(source.name(), "it has no route"))?;
        if let Some(name) = &options.receiver
            && !config.receivers.iter().any(|receiver| receiver.name.value == *name)
        {
            let message = format!("there is no receiver `{name}`");
            let names: Vec<_> = config.receivers.iter().map(|r| format!("`{}`", r.name.value)).collect();
            return Err(Broken::unusable(source.name(), message).with_help(format!("there is: {}", names.join(", "))));
        }
        let lint_options = lint::Options {
            runframe_receivers: options.receiver.iter().cloned().collect(),
            ..lint::Options::default()
        };
        let context = lint::Context::new(&config, source, &lint_options);
        let runframe_receivers = context
            .runframe_receivers()
            .iter()
            .map(|&name| name.to_owned())
            .collect();
        lint::put_runframe_first(&mut config);
        let mut aim = Self {
            name: source.name().to_owned(),
            summary: format!(
                "{}, {}",
                count(tree.route_count(), "route"),
                count(config.receivers.len(), "receiver")
            ),
            alertmanager_yml: String::new(),
            group_wait: Duration::ZERO,
            group_interval: Duration::ZERO,
            sends_resolved: true,
            tree,
            runframe_receivers,
        };
        let (route, receiver) = aim.find(rule)?;
        if let Some(muting) = trace::muting(&aim.tree[route], &TimeIntervals::from(&config), Timestamp::now()) {
            let message = format!(
                "the route to `{receiver}` is {}: Alertmanager sends nothing now",
                muting_text(&muting)
            );
            return Err(Broken::new(source.name(), message).with_help(format!(
                "try again at another time; `runframe-cli route {} --at TIME` tells when",
                source.name()
            )));
        }
        let found = config.receivers.iter().find(|known| known.name.value == receiver);
        aim.sends_resolved = found.is_none_or(sends_resolved);
        if found
            .and_then(Receiver::webhook)
            .is_some_and(|(_, webhook)| has_own_payload(webhook))
        {
            let message =
                format!("receiver `{receiver}` sends a `payload` of its own, and Runframe reads Alertmanager's");
            return Err(Broken::new(source.name(), message).with_help("leave `payload` out"));
        }
        let waits = aim.tree[route].options();
        aim.group_wait = waits.group_wait.value;
        aim.group_interval = waits.group_interval.value;
        aim.alertmanager_yml = match &options.config {
            None => source.text().to_owned(),
            Some(_) => defused(&config, &aim.runframe_receivers, webhook_url),
        };
        Ok(aim)
    }

    /// The route that takes the test alert to Runframe.
    pub(super) fn route(&self, rule: &TestRule) -> Result<Taken, Broken> {
        let labels = label_set(rule);
        let (route, receiver) = self.find(rule)?;
        let group_labels = self.tree.group_labels(route, &labels);
        Ok(Taken {
            receiver,
            group_key: self.tree.group_key(route, &group_labels).into(),
            group_labels,
        })
    }

    /// Breaks off where Alertmanager would not tell that the alert cleared.
    pub(super) fn check_resolves(&self, receiver: &str) -> Result<(), Broken> {
        if self.sends_resolved {
            return Ok(());
        }
        let message = format!(
            "`send_resolved` is false for receiver `{receiver}`: Runframe does not hear that the alert cleared"
        );
        Err(Broken::new("Alertmanager -> Runframe", message)
            .with_help("set `send_resolved: true`, or leave it out: it is the default"))
    }

    /// The message Alertmanager would send for the test alert.
    pub(super) fn notification(
        rule: &TestRule,
        taken: &Taken,
        starts_at: Timestamp,
        ends_at: Option<Timestamp>,
    ) -> Notification {
        let reason = match ends_at {
            None => Reason::FirstNotification,
            Some(_) => Reason::AllAlertsResolved,
        };
        Notification::new(Message {
            receiver: taken.receiver.clone(),
            group_labels: taken.group_labels.clone(),
            group_key: taken.group_key.clone(),
            alerts: vec![NotifiedAlert {
                labels: label_set(rule),
                annotations: rule.annotations().into_iter().collect(),
                starts_at: Moment::from(starts_at),
                ends_at: ends_at.map(Moment::from),
                generator_url: String::new(),
            }],
            reason,
            external_url: "http://alertmanager.invalid".into(),
            max_alerts: 0,
        })
    }

    /// The first route of the alert whose receiver is Runframe.
    fn find(&self, rule: &TestRule) -> Result<(RouteIndex, String), Broken> {
        let routes = self.tree.matched(&label_set(rule));
        let receivers = || {
            routes
                .iter()
                .map(|&route| (route, self.tree[route].options().receiver.value.clone()))
        };
        receivers()
            .find(|(_, receiver)| self.runframe_receivers.contains(receiver))
            .ok_or_else(|| {
                let elsewhere: Vec<_> = receivers().map(|(_, receiver)| format!("`{receiver}`")).collect();
                let message = format!("the test alert goes to {}, which is not Runframe", elsewhere.join(", "));
                let help = if self.runframe_receivers.is_empty() {
                    "no receiver has a webhook URL of Runframe's form; name yours with --receiver".to_owned()
                } else {
                    let names: Vec<_> = self.runframe_receivers.iter().map(|name| format!("`{name}`")).collect();
                    format!("send it down a route to {} with --label NAME=VALUE", names.join(" or "))
                };
                Broken::new(self.name.clone(), message).with_help(help)
            })
    }
}

/// Whether a receiver tells of its alerts' ends, by its webhook if it has one.
fn sends_resolved(receiver: &Receiver) -> bool {
    receiver
        .webhook()
        .is_none_or(|(integration, _)| integration.sends_resolved())
}

/// Whether a webhook has a body of its own.
fn has_own_payload(webhook: &WebhookConfig) -> bool {
    let payload = webhook.payload.as_ref();
    payload.is_some_and(|payload| payload.value != Value::Null)
}

/// The labels of the alert `rule` raises.
pub(super) fn label_set(rule: &TestRule) -> LabelSet {
    let mut labels: LabelSet = rule.labels().into_iter().collect();
    labels.insert("alertname", rule.alertname.as_str());
    labels
}

/// The routes, inhibitions and intervals of the configuration, with receivers that send nowhere but, where Runframe was, to
/// the local one.
fn defused(config: &Config, runframe_receivers: &BTreeSet<String>, webhook_url: &str) -> String {
    let routing = Config {
        route: config.route.clone(),
        inhibit_rules: config.inhibit_rules.clone(),
        mute_time_intervals: config.mute_time_intervals.clone(),
        time_intervals: config.time_intervals.clone(),
        ..Config::default()
    };
    let mut text = routing.to_yaml(Secrets::Shown);
    text.push_str("receivers:\n");
    for receiver in &config.receivers {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  - name: {}", guide::scalar(&receiver.name));
        if runframe_receivers.contains(&receiver.name.value) {
            let _ = writeln!(
                text,
                "    webhook_configs:\n      - url: {}\n        send_resolved: {}",
                guide::scalar(webhook_url),
                sends_resolved(receiver)
            );
        }
    }
    text
}

fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
