//! The checks of the whole configuration, which run once everything is read. Mirrors `Config.UnmarshalYAML` and `Load`.

use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt as _, HashSet};

use super::address::is_same_url;
use super::decode::has_placeholder;
use super::gaps::NilEntry;
use super::global::Global;
use super::http::{HttpConfig, filled, filled_secret};
use super::integration::IntegrationKind;
use super::{Config, NamedInterval, Options, Receiver, Route};
use crate::diagnostic::{Diagnostic, Stage, Upstream};
use crate::text::quote::quote;
use crate::text::suggest::nearest;
use crate::text::{Span, Spanned};
use crate::version::Version;

/// What Alertmanager's own crash begins with.
pub(super) const PANIC: &str = "panic: runtime error: invalid memory address or nil pointer dereference";

/// How many names are compared at most to find what may be meant: all, but in the largest configurations.
const MOST_COMPARISONS: usize = 20_000;

/// What was lost on the way, so that its absence proves nothing.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "four independent facts")]
pub(super) struct Losses {
    /// Something of the global section.
    pub(super) global: bool,
    /// A receiver.
    pub(super) receivers: bool,
    /// A time interval.
    pub(super) intervals: bool,
    /// The route as a whole.
    pub(super) route: bool,
}

/// A configuration that is being checked as a whole.
pub(super) struct WholeChecks<'c> {
    config: &'c Config,
    options: Options,
    losses: Losses,
    global: &'c Global,
    /// The place that stands for the integration that is being checked.
    head: Span,
    findings: Vec<Diagnostic>,
    /// What Alertmanager meets behind all other checks.
    last: Vec<Diagnostic>,
    comparisons: usize,
}

/// Checks a configuration as a whole. `is_empty`: there was no document, or a null one.
pub(super) fn check(
    config: &Config,
    nil_receivers: &[NilEntry],
    options: Options,
    losses: Losses,
    is_empty: bool,
) -> Vec<Diagnostic> {
    let default_global = Global::default();
    let mut checks = WholeChecks {
        config,
        options,
        losses,
        global: config.global.as_deref().unwrap_or(&default_global),
        head: Span::at(0),
        findings: Vec::new(),
        last: Vec::new(),
        comparisons: 0,
    };
    if is_empty {
        checks.refuse_plain(
            "missing-route",
            Span::at(0),
            "the configuration is empty",
            "no route provided in config",
        );
        return checks.findings;
    }
    checks.exclusions();
    checks.receivers(nil_receivers);
    checks.root_route();
    checks.receiver_references();
    checks.intervals();
    checks.interval_references();
    checks.root_continue();
    checks.findings.append(&mut checks.last);
    checks.findings
}

impl<'c> WholeChecks<'c> {
    pub(super) fn version(&self) -> Version {
        self.options.version
    }

    /// The global section, or its defaults.
    pub(super) fn global(&self) -> &'c Global {
        self.global
    }

    /// The global `http_config`, if it is written and not null.
    pub(super) fn global_http_config(&self) -> Option<&'c HttpConfig> {
        self.global.http_config.as_ref()?.value.as_deref()
    }

    /// Whether there is a global `http_config` at all: its default stands unless it is null.
    pub(super) fn has_global_http_config(&self) -> bool {
        self.global
            .http_config
            .as_ref()
            .is_none_or(|written| written.value.is_some())
    }

    /// A setting that must be written here or in the global section. `found` is where it is.
    pub(super) fn required(&mut self, key: &str, global_key: &str, found: Option<Span>, upstream: &str) {
        if found.is_some() || self.losses.global {
            return;
        }
        let message = format!("`{key}` is set neither here nor as `global.{global_key}`");
        let finding = whole("missing-key", self.head, message, upstream)
            .with_label("needs it")
            .with_help(format!("set `{key}` here, or `{global_key}` in the `global` section"));
        self.findings.push(finding);
    }

    /// A setting that must be written here, though Alertmanager looks only once the whole was read.
    pub(super) fn required_here(&mut self, key: &str, found: Option<Span>, upstream: &str) {
        if found.is_some() {
            return;
        }
        let finding = whole("missing-key", self.head, format!("`{key}` is missing"), upstream)
            .with_label("belongs in here")
            .with_help(format!("set `{key}`"));
        self.findings.push(finding);
    }

    /// A URL that must be written here, or not taken away from the global section.
    pub(super) fn required_url(&mut self, key: &str, global_key: &str, is_there: bool, upstream: &str) {
        if is_there || self.losses.global {
            return;
        }
        let message = format!("`global.{global_key}` is null, and there is no `{key}` here");
        let finding = whole("missing-key", self.head, message, upstream)
            .with_label("needs it")
            .with_help(format!(
                "take `{global_key}` out of the `global` section: it has a good default"
            ));
        self.findings.push(finding);
    }

    /// Something Alertmanager crashes on.
    pub(super) fn refuse_panic(&mut self, message: &str) {
        self.findings.push(crash(self.head, message));
    }

    /// An app token beside other credentials.
    pub(super) fn refuse_authorization_with_token(&mut self, token: Option<Span>) {
        let mut finding = whole(
            "exclusive-keys",
            self.head,
            "an app token and `http_config.authorization` are both set",
            "http authorization can't be set when using Slack App tokens",
        )
        .with_help("keep one of them");
        if let Some(token) = token {
            finding = finding.with_secondary(token, "the token is set here");
        }
        self.findings.push(finding);
    }

    fn refuse_plain(
        &mut self,
        name: &'static str,
        span: Span,
        message: impl Into<Cow<'static, str>>,
        upstream: impl Into<String>,
    ) {
        self.findings.push(whole(name, span, message, upstream));
    }

    /// What excludes each other in the global section.
    fn exclusions(&mut self) {
        let global = self.global;
        let secret = |secret: &Option<Spanned<super::Secret>>| filled_secret(secret.as_ref());
        let text = |text: &Option<Spanned<String>>| filled(text.as_ref());
        let slack_api_url = global.slack_api_url.as_ref().map(|url| url.span);
        let slack_api_url_file = text(&global.slack_api_url_file);
        let slack_app_token = secret(&global.slack_app_token);
        let slack_app_token_file = text(&global.slack_app_token_file);
        self.exclusive("slack_app_token", slack_app_token, slack_app_token_file);
        self.exclusive("slack_api_url", slack_api_url, slack_api_url_file);
        if let (Some(token), Some(url)) = (
            slack_app_token.or(slack_app_token_file),
            slack_api_url.or(slack_api_url_file),
        ) {
            self.slack_token_and_url(token, url);
        }
        self.exclusive(
            "opsgenie_api_key",
            secret(&global.opsgenie_api_key),
            text(&global.opsgenie_api_key_file),
        );
        self.exclusive(
            "victorops_api_key",
            secret(&global.victorops_api_key),
            text(&global.victorops_api_key_file),
        );
        self.exclusive(
            "telegram_bot_token",
            secret(&global.telegram_bot_token),
            text(&global.telegram_bot_token_file),
        );
        self.exclusive(
            "smtp_auth_password",
            secret(&global.smtp_auth_password),
            text(&global.smtp_auth_password_file),
        );
        self.exclusive(
            "rocketchat_token",
            global.rocketchat_token.as_ref().map(|token| token.span),
            text(&global.rocketchat_token_file),
        );
        self.exclusive(
            "rocketchat_token_id",
            global.rocketchat_token_id.as_ref().map(|id| id.span),
            text(&global.rocketchat_token_id_file),
        );
        self.exclusive(
            "smtp_auth_secret",
            secret(&global.smtp_auth_secret),
            text(&global.smtp_auth_secret_file),
        );
        self.exclusive(
            "wechat_api_secret",
            secret(&global.wechat_api_secret),
            text(&global.wechat_api_secret_file),
        );
        self.exclusive(
            "mattermost_webhook_url",
            global.mattermost_webhook_url.as_ref().map(|url| url.span),
            text(&global.mattermost_webhook_url_file),
        );
    }

    fn exclusive(&mut self, key: &str, inline: Option<Span>, file: Option<Span>) {
        if let (Some(inline), Some(file)) = (inline, file) {
            let finding = whole(
                "exclusive-keys",
                inline.max(file),
                format!("`{key}` and `{key}_file` are both set"),
                format!("at most one of {key} & {key}_file must be configured"),
            )
            .with_secondary(inline.min(file), "the other is set here")
            .with_help("keep one of them");
            self.findings.push(finding);
        }
    }

    fn slack_token_and_url(&mut self, token: Span, url: Span) {
        let global = self.global;
        match (&global.slack_app_url(), &global.slack_api_url) {
            (Some(app), Some(webhook)) if is_same_url(app.value, webhook.expose(), self.version()) => {}
            (Some(_), Some(_)) => {
                let finding = whole(
                    "exclusive-keys",
                    url.max(token),
                    "Slack's app token and webhook are both set",
                    "at most one of slack_app_token/slack_app_token_file & slack_api_url/slack_api_url_file must be configured",
                )
                .with_secondary(url.min(token), "the other is set here")
                .with_help("keep one of them");
                self.findings.push(finding);
            }
            _ => {
                self.head = url;
                self.refuse_panic(
                    "Slack's app token stands beside a webhook that cannot be compared with `slack_app_url`",
                );
            }
        }
    }

    /// Names of receivers, and what their integrations need of the global section.
    fn receivers(&mut self, nils: &[NilEntry]) {
        let config = self.config;
        let mut names: HashMap<&str, Span> = HashMap::with_capacity(config.receivers.len());
        let mut nils = nils.iter().peekable();
        for (at, receiver) in config.receivers.iter().enumerate() {
            while let Some(nil) = nils.next_if(|nil| nil.index <= at) {
                self.nil_receiver(nil.span);
            }
            let name = receiver.name.as_str();
            if !receiver.gaps.is_name_unknown {
                if let Some(&first) = names.get(name) {
                    let finding = whole(
                        "repeated-receiver",
                        receiver.name.span,
                        format!("there are two receivers {}", quoted_name(name)),
                        format!("notification config name {} is not unique", quote(name)),
                    )
                    .with_secondary(first, "first defined here")
                    .with_help("give one of them another name, or put their integrations into one");
                    self.findings.push(finding);
                } else {
                    names.insert(name, receiver.name.span);
                }
            }
            self.integrations(receiver);
        }
        for nil in nils {
            self.nil_receiver(nil.span);
        }
    }

    fn nil_receiver(&mut self, span: Span) {
        self.head = span;
        self.refuse_panic("an entry of `receivers` is null");
    }

    fn integrations(&mut self, receiver: &Receiver) {
        if receiver.gaps.nil_entries.is_empty() && receiver.integrations.is_sorted_by_key(|own| own.kind) {
            for integration in receiver.integrations.iter().filter(|own| !own.is_doubtful) {
                self.head = integration.span;
                integration.check_with_global(self);
            }
            return;
        }
        let mut integrations: Vec<_> = receiver
            .integrations
            .iter()
            .map(|own| (Some(own.kind), own.index, own.span, Some(own)))
            .collect();
        let nils = &receiver.gaps.nil_entries;
        integrations.extend(nils.iter().map(|nil| (nil.kind, nil.index, nil.span, None)));
        integrations.sort_by_key(|&(kind, index, ..)| (kind, index));
        for (kind, _, span, integration) in integrations {
            self.head = span;
            match integration {
                Some(integration) if integration.is_doubtful => {}
                Some(integration) => integration.check_with_global(self),
                None => kind.into_iter().for_each(|kind| self.nil_integration(kind)),
            }
        }
    }

    /// A null entry of a list of integrations.
    fn nil_integration(&mut self, kind: IntegrationKind) {
        let message = format!("an entry of `{}` is null", kind.key());
        if self.version() < Version::V0_33 {
            self.refuse_panic(&message);
        } else if let Some(upstream) = kind.nil_message() {
            let finding = whole("null-entry", self.head, message, upstream).with_help("fill it in, or take it away");
            self.findings.push(finding);
        } else {
            // Checked as if it were empty; whoever gets through crashes, once all else is checked.
            let before = self.findings.len();
            kind.check_empty_with_global(self);
            if self.findings.len() == before {
                self.last.push(crash(self.head, &message));
            }
        }
    }

    fn root_route(&mut self) {
        let Some(root) = &self.config.route else {
            if !self.losses.route {
                let finding = whole(
                    "missing-route",
                    Span::at(0),
                    "the configuration has no `route`",
                    "no routes provided",
                )
                .with_help("add a `route` with a `receiver`: it takes what no other route does");
                self.findings.push(finding);
            }
            return;
        };
        let head = root.gaps.head;
        if root.receiver.as_ref().is_none_or(|name| name.is_empty()) && !root.gaps.is_name_unknown {
            let finding = whole(
                "missing-key",
                head,
                "the root route has no `receiver`",
                "root route must specify a default receiver",
            )
            .with_label("belongs in here")
            .with_help("set `receiver`: it takes what no other route does");
            self.findings.push(finding);
        }
        if let Some(first) = root
            .matchers
            .spanned()
            .map(|(_, span)| span)
            .min_by_key(|span| span.start)
        {
            let finding = whole(
                "root-with-matchers",
                first,
                "the root route takes every alert, it cannot have matchers",
                "root route must not have any matchers",
            )
            .with_help("put the matchers into a route below `routes`");
            self.findings.push(finding);
        }
        let intervals = [
            ("mute", &root.mute_time_intervals),
            ("active", &root.active_time_intervals),
        ];
        for (kind, names) in intervals {
            if let Some(name) = names.first() {
                let finding = whole(
                    "root-with-intervals",
                    name.span,
                    format!("the root route is always on, it cannot have {kind} time intervals"),
                    format!("root route must not have any {kind} time intervals"),
                )
                .with_help("put them into a route below `routes`");
                self.findings.push(finding);
            }
        }
    }

    /// Every receiver a route names must be there. Children come before their parent.
    fn receiver_references(&mut self) {
        let config = self.config;
        let Some(root) = &config.route else { return };
        let names: HashSet<&str> = config.receivers.iter().map(|receiver| receiver.name.as_str()).collect();
        let is_certain = !self.losses.receivers
            && !config
                .receivers
                .iter()
                .any(|receiver| receiver.gaps.is_name_unknown || self.is_placeholder(&receiver.name));
        self.post_order(root, &mut |checks, route| match route {
            Visited::Route(route) => {
                let Some(name) = route.receiver.as_ref().filter(|name| !name.is_empty()) else {
                    return;
                };
                if !is_certain || names.contains(name.as_str()) || checks.is_placeholder(name) {
                    return;
                }
                let mut finding = whole(
                    "undefined-receiver",
                    name.span,
                    format!("there is no receiver {}", quoted_name(name)),
                    format!("undefined receiver {} used in route", quote(name)),
                );
                match checks.nearest(name, &names) {
                    Some(near) => finding.help.push(format!("a receiver of this name is `{near}`").into()),
                    None => finding.help.push("define it under `receivers`".into()),
                }
                checks.findings.push(finding);
            }
            Visited::Nil(span) => {
                checks.head = span;
                checks.refuse_panic("an entry of `routes` is null");
            }
        });
    }

    fn intervals(&mut self) {
        let config = self.config;
        let mut names: HashMap<&str, Span> = HashMap::new();
        self.interval_names(&config.mute_time_intervals, "mute time interval", &mut names);
        self.interval_names(&config.time_intervals, "time interval", &mut names);
    }

    fn interval_names(&mut self, intervals: &'c [NamedInterval], kind: &str, names: &mut HashMap<&'c str, Span>) {
        for interval in intervals.iter().filter(|interval| !interval.gaps.is_name_unknown) {
            let name = interval.name.as_str();
            if let Some(&first) = names.get(name) {
                let finding = whole(
                    "repeated-interval",
                    interval.name.span,
                    format!("there are two time intervals {}", quoted_name(name)),
                    format!("{kind} {} is not unique", quote(name)),
                )
                .with_secondary(first, "first defined here")
                .with_help("give one of them another name");
                self.findings.push(finding);
            } else {
                names.insert(name, interval.name.span);
            }
        }
    }

    /// Every time interval a route names must be there.
    fn interval_references(&mut self) {
        let config = self.config;
        let Some(root) = &config.route else { return };
        let intervals = || config.mute_time_intervals.iter().chain(&config.time_intervals);
        let names: HashSet<&str> = intervals().map(|interval| interval.name.as_str()).collect();
        let is_certain = !self.losses.intervals
            && !intervals().any(|interval| interval.gaps.is_name_unknown || self.is_placeholder(&interval.name));
        if !is_certain {
            return;
        }
        self.post_order(root, &mut |checks, route| {
            let Visited::Route(route) = route else { return };
            for name in route.active_time_intervals.iter().chain(&route.mute_time_intervals) {
                if names.contains(name.as_str()) || checks.is_placeholder(name) {
                    continue;
                }
                let mut finding = whole(
                    "undefined-interval",
                    name.span,
                    format!("there is no time interval {}", quoted_name(name)),
                    format!("undefined time interval {} used in route", quote(name)),
                );
                match checks.nearest(name, &names) {
                    Some(near) => finding
                        .help
                        .push(format!("a time interval of this name is `{near}`").into()),
                    None => finding.help.push("define it under `time_intervals`".into()),
                }
                checks.findings.push(finding);
            }
        });
    }

    fn root_continue(&mut self) {
        let continues = self.config.route.as_ref().and_then(|root| root.continues);
        if let Some(continues) = continues.filter(|continues| continues.value) {
            let finding = whole(
                "root-with-continue",
                continues.span,
                "the root route has no siblings to continue with",
                "cannot have continue in root route",
            )
            .with_help("take `continue` away");
            self.findings.push(finding);
        }
    }

    fn is_placeholder(&self, name: &str) -> bool {
        self.options.allow_placeholders && has_placeholder(name)
    }

    fn nearest<'n>(&mut self, name: &str, names: &HashSet<&'n str>) -> Option<&'n str> {
        self.comparisons += names.len();
        if self.comparisons > MOST_COMPARISONS {
            return None;
        }
        let mut names: Vec<_> = names.iter().copied().filter(|name| !name.is_empty()).collect();
        names.sort_unstable();
        nearest(name, names)
    }

    fn post_order(&mut self, route: &'c Route, visit: &mut dyn FnMut(&mut Self, Visited<'c>)) {
        let mut nils = route.gaps.nil_entries.iter().peekable();
        for (at, child) in route.routes.iter().enumerate() {
            while let Some(nil) = nils.next_if(|nil| nil.index <= at) {
                visit(self, Visited::Nil(nil.span));
            }
            self.post_order(child, visit);
        }
        for nil in nils {
            visit(self, Visited::Nil(nil.span));
        }
        visit(self, Visited::Route(route));
    }
}

/// A node met on the way through the routing tree.
enum Visited<'c> {
    Route(&'c Route),
    Nil(Span),
}

/// Something Alertmanager crashes on.
fn crash(span: Span, message: &str) -> Diagnostic {
    whole("null-entry", span, message.to_owned(), PANIC).with_note("Alertmanager crashes on this")
}

fn whole(
    name: &'static str,
    span: Span,
    message: impl Into<Cow<'static, str>>,
    upstream: impl Into<String>,
) -> Diagnostic {
    let upstream = Upstream {
        text: upstream.into(),
        stage: Stage::Whole,
        line: None,
    };
    Diagnostic::error(name, span, message, upstream)
}

fn quoted_name(name: &str) -> String {
    if name.is_empty() {
        "without a name".to_owned()
    } else {
        super::decode::name_in_message(name)
    }
}
