//! alertmanager.yml as typed values, and everything Alertmanager would say of it.
//!
//! [`load`] decodes a text by the rules of Go's yaml v2 and of Alertmanager's own types: the same verdict, the same words
//! ([`crate::diagnostic::refusal`]), but all findings in one pass. [`Config`] holds what is written; what a setting
//! comes to in the end (own, global or default) is asked through methods that return a [`Setting`].
//!
//! The way: `decode` walks the tree by the tables of keys in the section files and collects findings; `whole` then
//! checks what concerns several sections. Mirrors Alertmanager's `config` package.

mod address;
mod any;
mod decode;
mod duration;
mod event_recorder;
mod gaps;
mod global;
mod http;
mod inhibit_rule;
mod integration;
mod interval;
mod label_name;
mod matchers;
mod options;
mod reading;
mod receiver;
mod route;
mod secret;
mod setting;
mod start;
pub mod templates;
mod tracing;
mod value;
mod whole;

pub use any::value_of;
pub use decode::{Field, Secrets, has_placeholder};
pub use event_recorder::{EventRecorder, FileOutput, KafkaOutput, WebhookOutput};
pub use gaps::Gaps;
pub use global::Global;
pub use http::{Authorization, BasicAuth, Header, Headers, HttpConfig, OAuth2, TlsConfig, TlsVersion};
pub use inhibit_rule::InhibitRule;
use inhibit_rule::InhibitRules;
pub use integration::{
    DiscordConfig, EmailConfig, IncidentioConfig, Integration, IntegrationKind, JiraConfig, JiraField,
    MattermostAttachment, MattermostConfig, MattermostField, MattermostPriority, MattermostProps, MsteamsConfig,
    Msteamsv2Config, OpsgenieConfig, OpsgenieResponder, PagerdutyConfig, PagerdutyImage, PagerdutyLink, PushoverConfig,
    RocketchatAction, RocketchatConfig, RocketchatField, Settings, Sigv4Config, SlackAction, SlackConfig,
    SlackConfirmation, SlackField, SnsConfig, TelegramConfig, Threading, VictoropsConfig, WebexConfig, WebhookConfig,
    WechatConfig,
};
pub use interval::NamedInterval;
pub use label_name::is_legacy as is_legacy_label_name;
pub use options::Options;
pub use receiver::Receiver;
pub use route::{GroupBy, Route};
pub use secret::Secret;
pub use setting::{Origin, Setting};
pub use start::check_start;
pub use tracing::Tracing;
pub use value::Value;

pub use crate::version::Version;

use decode::{Blank, Checks, Findings, List, Object, Pointer, Presence, Printer, Rules, Texts, object};
use interval::{Interval, MuteInterval};
use reading::Reading;
use receiver::Receivers;
use whole::Losses;

use crate::diagnostic::Diagnostic;
use crate::few::Few;
use crate::runner::Runner;
use crate::text::{SourceFile, Span, Spanned};
use crate::yaml;

object! {
    /// The configuration while it is read.
    pub struct Root = "the configuration" {
        /// What holds where an integration says nothing.
        global: Pointer<Global>,
        /// The root of the routing tree.
        route: Pointer<Route>,
        /// Which alerts silence which others.
        inhibit_rules: InhibitRules,
        /// Whom notifications go to.
        receivers: Receivers,
        /// Glob patterns of template files.
        templates: Texts,
        /// The older twin of `time_intervals`.
        mute_time_intervals: List<MuteInterval>,
        /// Named time intervals.
        time_intervals: List<Interval>,
        /// Where Alertmanager tells what it does.
        tracing: Blank<Tracing> [since 30],
        /// Where Alertmanager writes down what happened to alerts.
        event_recorder: Blank<EventRecorder> [since 33],
    }
    + {
        /// Whether something of the global section was lost.
        is_global_doubtful: bool,
        /// Whether the route as a whole was lost.
        is_route_doubtful: bool,
    }
}

impl Root {
    /// Takes in what was read of other keys.
    fn join(&mut self, other: Self) {
        fn take<T>(list: &mut Vec<T>, other: Vec<T>) {
            if list.is_empty() {
                *list = other;
            }
        }
        self.global = self.global.take().or(other.global);
        self.route = self.route.take().or(other.route);
        take(&mut self.inhibit_rules.rules, other.inhibit_rules.rules);
        if self.inhibit_rules.nils.is_empty() {
            self.inhibit_rules.nils = other.inhibit_rules.nils;
        }
        take(&mut self.receivers, other.receivers);
        if self.templates.is_empty() {
            self.templates = other.templates;
        }
        take(&mut self.mute_time_intervals, other.mute_time_intervals);
        take(&mut self.time_intervals, other.time_intervals);
        self.tracing = self.tracing.take().or(other.tracing);
        self.event_recorder = self.event_recorder.take().or(other.event_recorder);
        self.is_global_doubtful |= other.is_global_doubtful;
        self.is_route_doubtful |= other.is_route_doubtful;
    }
}

impl Rules for Root {
    fn go_type(_version: Version) -> &'static str {
        "config.Config"
    }

    fn help_with_stray_key(key: &str) -> Option<&'static str> {
        Some(match key {
            "groups" => {
                "this looks like a file of Prometheus rules: `fire --from-rules` and `promtool check rules` take those"
            }
            "scrape_configs" | "rule_files" | "alerting" | "remote_write" | "remote_read" => {
                "this looks like Prometheus' own configuration, which `promtool check config` checks"
            }
            _ => return None,
        })
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        self.is_global_doubtful = !checks.knows("global");
        self.is_route_doubtful = !checks.knows("route");
    }
}

/// An alertmanager.yml. Of a text with errors, what could be read of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// The `global` section; `None` if it is absent or null, and all defaults hold.
    pub global: Option<Box<Global>>,
    /// The root of the routing tree.
    pub route: Option<Route>,
    /// Whom notifications go to, in source order; names may repeat in a refused file.
    pub receivers: Vec<Receiver>,
    /// Which alerts silence which others.
    pub inhibit_rules: Vec<InhibitRule>,
    /// Where null entries of `inhibit_rules` stand that are no rules.
    pub(crate) nil_inhibit_rules: Few<Span>,
    /// `mute_time_intervals`, the older twin of `time_intervals`; both share one namespace.
    pub mute_time_intervals: Vec<NamedInterval>,
    /// `time_intervals`.
    pub time_intervals: Vec<NamedInterval>,
    /// Glob patterns of template files, see [`templates`](mod@templates).
    pub templates: Few<Spanned<String>>,
    /// Where Alertmanager tells what it does.
    pub tracing: Option<Box<Tracing>>,
    /// Where Alertmanager writes down what happened to alerts.
    pub event_recorder: Option<Box<EventRecorder>>,
}

impl From<Root> for Config {
    fn from(root: Root) -> Self {
        Self {
            global: root.global,
            route: root.route.map(|route| *route),
            receivers: root.receivers,
            inhibit_rules: root.inhibit_rules.rules,
            nil_inhibit_rules: root.inhibit_rules.nils,
            mute_time_intervals: root.mute_time_intervals.into_iter().map(Into::into).collect(),
            time_intervals: root.time_intervals.into_iter().map(Into::into).collect(),
            templates: root.templates,
            tracing: root.tracing,
            event_recorder: root.event_recorder,
        }
    }
}

impl Config {
    /// The configuration as YAML: what is written, without comments and aliases. Read again it is the same, if secrets are
    /// shown.
    #[must_use]
    pub fn to_yaml(&self, secrets: Secrets) -> String {
        let mut printer = Printer::new(secrets);
        if let Some(global) = &self.global {
            printer.mapping("global", |printer| global.print_fields(printer));
        }
        if let Some(route) = &self.route {
            printer.mapping("route", |printer| route.print_fields(printer));
        }
        if !self.receivers.is_empty() {
            printer.list("receivers", &self.receivers, |printer, receiver| {
                receiver.print_fields(printer);
            });
        }
        if !self.inhibit_rules.is_empty() {
            printer.list("inhibit_rules", &self.inhibit_rules, |printer, rule| {
                if rule.is_null() {
                    printer.null_item();
                }
                rule.print_fields(printer);
            });
        }
        for (key, intervals) in [
            ("mute_time_intervals", &self.mute_time_intervals),
            ("time_intervals", &self.time_intervals),
        ] {
            if !intervals.is_empty() {
                printer.list(key, intervals, |printer, interval| interval.print_fields(printer));
            }
        }
        if !self.templates.is_empty() {
            printer.texts("templates", self.templates.iter().map(|pattern| pattern.value.as_str()));
        }
        if let Some(tracing) = &self.tracing {
            printer.mapping("tracing", |printer| tracing.print_fields(printer));
        }
        if let Some(recorder) = &self.event_recorder {
            printer.mapping("event_recorder", |printer| recorder.print_fields(printer));
        }
        printer.finish()
    }
}

/// What [`load`] found.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// What could be read.
    pub config: Config,
    /// Everything wrong with it, in the order Alertmanager would meet it. What is wrong in an anchored value stands here
    /// once for every alias if it is a wrong type, because Alertmanager says it as often.
    pub diagnostics: Vec<Diagnostic>,
    /// Where secrets stand, in source order; reports mask them.
    pub secret_spans: Vec<Span>,
}

impl Loaded {
    /// Whether Alertmanager refuses the file.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        crate::diagnostic::refusal(&self.diagnostics).is_some()
    }
}

/// Reads a configuration. Never fails: what cannot be read is a finding.
#[must_use]
pub fn load(source: &SourceFile, options: &Options) -> Loaded {
    load_beside(source, options, Runner::default(), |_| ()).0
}

/// As [`load`], with `work` to do on what was read while that is still checked as a whole.
#[must_use]
pub fn load_beside<T: Send>(
    source: &SourceFile,
    options: &Options,
    runner: Runner,
    work: impl FnOnce(&Config) -> T + Send,
) -> (Loaded, T) {
    let yaml::Parsed { document, errors } = yaml::parse_by(source.text(), runner);
    let mut diagnostics: Vec<_> = errors.iter().map(yaml::SyntaxError::to_diagnostic).collect();
    let Reading {
        root,
        nil_receivers,
        findings,
    } = Reading::of(&document, *options, runner);
    let Findings {
        diagnostics: found,
        mut secrets,
        placeholders,
        losses,
        ..
    } = findings;
    diagnostics.extend(found);
    secrets.sort_unstable();
    secrets.dedup();

    let is_null = root.is_none() || is_null_root(&document);
    let is_unread = root.is_none() && !diagnostics.is_empty();
    // It takes as much room as the source twice, which others need from here on.
    drop(document);
    let root = root.map(|root| *root).unwrap_or_default();
    let lost = |key: &str| losses.contains(&key);
    let losses = Losses {
        global: root.is_global_doubtful,
        receivers: lost("receivers"),
        intervals: lost("time_intervals") || lost("mute_time_intervals"),
        route: root.is_route_doubtful,
    };
    let config = Config::from(root);
    let is_whole = !is_unread && errors.is_empty();
    let check = || is_whole.then(|| whole::check(&config, &nil_receivers, *options, losses, is_null));
    let (done, found) = runner.both(|| work(&config), check);
    diagnostics.extend(found.unwrap_or_default());
    diagnostics.extend(config.templates.iter().filter_map(templates::check_pattern));
    diagnostics.extend(note_placeholders(placeholders));
    let loaded = Loaded {
        config,
        diagnostics,
        secret_spans: secrets,
    };
    (loaded, done)
}

/// Whether the document is null to the real decoder, so that it never comes to decode anything.
fn is_null_root(document: &yaml::Document<'_>) -> bool {
    document
        .root()
        .is_none_or(|root| Presence::of(document.node(root)) == Presence::Null)
}

/// One finding about all values that were accepted unseen.
fn note_placeholders(mut placeholders: Vec<Span>) -> Option<Diagnostic> {
    placeholders.sort_unstable();
    placeholders.dedup();
    let (&first, others) = placeholders.split_first()?;
    let message = match others.len() {
        0 => "a value is a placeholder and was not checked".to_owned(),
        more => format!("{} values are placeholders and were not checked", more + 1),
    };
    Some(Diagnostic::info("placeholders", first, message).with_help("check the file again once they are filled in"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_a_prometheus_are_known_by_their_keys() {
        for (text, help) in [
            ("groups: []\n", "fire --from-rules"),
            ("scrape_configs: []\n", "promtool check config"),
            ("route: {receiver: a, groups: []}\nreceivers: [{name: a}]\n", ""),
        ] {
            let loaded = load(&SourceFile::new("a.yml", text), &Options::default());
            let stray = loaded.diagnostics.iter().find(|finding| finding.name == "unknown-key");
            let told: Vec<String> = stray.map(|finding| format!("{:?}", finding.help)).into_iter().collect();
            assert_eq!(told.len(), 1, "{text}");
            assert!(told[0].contains(help), "{told:?}");
            assert_eq!(told[0].contains("Prometheus"), !help.is_empty(), "{told:?}");
        }
    }
}
