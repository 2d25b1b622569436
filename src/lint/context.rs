//! What rules look at: the configuration, its routing tree, and which of its webhooks is Runframe's.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::OnceLock;

use foldhash::HashSet;

use super::reach;
use super::url::{self, Parts};
use crate::alert::LabelSet;
use crate::config::{Config, Integration, Receiver, Settings, WebhookConfig};
use crate::matcher::Matcher;
use crate::proof::{Preparation, Prover, Reach, Reachability};
use crate::route::{Route, RouteIndex, RouteTree};
use crate::text::{SourceFile, Spanned};
use crate::version::Version;
use crate::wrapped;

/// The severities Runframe has a meaning for.
pub(super) const SEVERITIES: [&str; 3] = ["critical", "warning", "info"];

/// What rules must be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The release the configuration is for.
    pub version: Version,
    /// Receivers that reach Runframe whatever their URLs look like.
    pub runframe_receivers: Vec<String>,
    /// Whether `$VAR` and `${VAR}` are filled in before Alertmanager reads the file.
    pub allow_placeholders: bool,
    /// Whether the configuration is only a piece of the one in force: others are merged with it.
    pub is_fragment: bool,
}

/// One webhook that reaches Runframe.
#[derive(Clone, Copy, Debug)]
pub(super) struct RunframeWebhook<'c> {
    pub(super) receiver: &'c Receiver,
    pub(super) integration: &'c Integration,
    pub(super) webhook: &'c WebhookConfig,
}

impl<'c> RunframeWebhook<'c> {
    /// Its URL, where one is written that can be judged: not empty, not templated, without variables and not in a Secret.
    pub(super) fn url(&self) -> Option<Spanned<&'c str>> {
        let url = self.webhook.url.as_ref()?;
        let text = url.value.expose();
        let is_fixed = !text.is_empty() && !is_elsewhere(text) && !text.contains("{{") && !url::has_variable(text);
        is_fixed.then(|| Spanned::new(text, url.span))
    }
}

/// What a [`Context`] leaves behind.
#[derive(Debug, Default)]
pub struct Workings {
    _tree: Option<RouteTree>,
    _reachability: Option<Reachability>,
    _preparation: Option<Preparation>,
}

/// What of a configuration reaches Runframe.
struct Runframe<'c> {
    /// Webhooks, in file order.
    webhooks: Vec<RunframeWebhook<'c>>,
    /// By name.
    receivers: BTreeSet<&'c str>,
    /// By route.
    is_sent_to: Vec<bool>,
}

/// Everything a rule may look at.
pub struct Context<'c> {
    pub(super) config: &'c Config,
    pub(super) source: &'c SourceFile,
    pub(super) options: &'c Options,
    /// `None` if there is no root route.
    pub(super) tree: Option<RouteTree>,
    runframe: OnceLock<Runframe<'c>>,
    preparation: OnceLock<Preparation>,
    reachability: OnceLock<Reachability>,
    runframe_routes: OnceLock<Vec<RouteIndex>>,
}

impl<'c> Context<'c> {
    /// Looks at a configuration.
    #[must_use]
    pub fn new(config: &'c Config, source: &'c SourceFile, options: &'c Options) -> Self {
        let tree = RouteTree::from_config(config, options.version);
        Self::with_tree(config, source, options, tree)
    }

    /// Looks at a configuration with this routing tree.
    #[must_use]
    pub fn with_tree(
        config: &'c Config,
        source: &'c SourceFile,
        options: &'c Options,
        tree: Option<RouteTree>,
    ) -> Self {
        Self {
            config,
            source,
            options,
            tree,
            runframe: OnceLock::new(),
            preparation: OnceLock::new(),
            reachability: OnceLock::new(),
            runframe_routes: OnceLock::new(),
        }
    }

    /// What rules made to look at, when none will look any more.
    #[must_use]
    pub fn into_workings(self) -> Workings {
        Workings {
            _tree: self.tree,
            _reachability: self.reachability.into_inner(),
            _preparation: self.preparation.into_inner(),
        }
    }

    fn runframe(&self) -> &Runframe<'c> {
        self.runframe
            .get_or_init(|| Runframe::of(self.config, self.tree.as_ref(), self.options))
    }

    /// Webhooks that reach Runframe, in file order.
    pub(super) fn webhooks(&self) -> &[RunframeWebhook<'c>] {
        &self.runframe().webhooks
    }

    /// How many routes there are, the root included.
    #[must_use]
    pub fn route_count(&self) -> usize {
        self.tree.as_ref().map_or(0, RouteTree::route_count)
    }

    /// Of how many routes the rules could not tell whether alerts get there.
    #[must_use]
    pub fn undecided_count(&self) -> usize {
        let (Some(tree), Some(reachability)) = (&self.tree, self.reachability.get()) else {
            return 0;
        };
        let is_undecided = |route| matches!(reachability.entered(route), Reach::NotDecided { .. });
        tree.iter().filter(|&(route, _)| is_undecided(route)).count()
    }

    /// The names of receivers that reach Runframe.
    #[must_use]
    pub fn runframe_receivers(&self) -> &BTreeSet<&'c str> {
        &self.runframe().receivers
    }

    /// The names of receivers that reach Runframe and never tell it that an alert ended.
    #[must_use]
    pub fn receivers_without_resolves(&self) -> BTreeSet<&str> {
        let says = |is: bool| {
            let webhooks = self.webhooks().iter();
            let saying = webhooks.filter(move |webhook| webhook.integration.sends_resolved() == is);
            saying.map(|webhook| webhook.receiver.name.as_str())
        };
        let telling: BTreeSet<&str> = says(true).collect();
        says(false).filter(|name| !telling.contains(name)).collect()
    }

    /// Makes what looking through the tree needs, as the first look would.
    pub(super) fn prepare_tree(&self) {
        if let Some(tree) = &self.tree {
            tree.prepare();
        }
    }

    /// Makes what rules and proofs need besides, as the first would.
    pub(super) fn prepare_rules(&self) {
        self.runframe();
        if let Some(tree) = &self.tree {
            self.prover(tree);
        }
    }

    /// The routing tree, and which of its routes alerts get to: proved when first asked for.
    pub(super) fn proofs(&self) -> Option<(&RouteTree, &Reachability)> {
        let tree = self.tree.as_ref()?;
        let prove = || self.prover(tree).reachability();
        Some((tree, self.reachability.get_or_init(prove)))
    }

    /// Who answers questions about `tree`, the routing tree, which is prepared for them only once.
    pub(super) fn prover<'t>(&'t self, tree: &'t RouteTree) -> Prover<'t> {
        let prepare = || Preparation::new(tree, &SEVERITIES.map(|severity| Matcher::equal("severity", severity)));
        Prover::prepared(tree, self.preparation.get_or_init(prepare))
    }

    /// Routes whose own alerts go to Runframe, in file order, without those of which it is proved that they have none.
    pub(super) fn runframe_routes(&self) -> &[RouteIndex] {
        self.runframe_routes.get_or_init(|| {
            let mut routes = self.runframe_routes_for(&LabelSet::new());
            if !routes.is_empty()
                && let Some((_, reachability)) = self.proofs()
            {
                routes.retain(|&route| !reachability.delivered(route).is_unreachable());
            }
            routes
        })
    }

    /// Whether what a route delivers goes to Runframe.
    pub(super) fn sends_to_runframe(&self, route: RouteIndex) -> bool {
        self.runframe()
            .is_sent_to
            .get(route.position())
            .copied()
            .unwrap_or(false)
    }

    /// The routes that send to Runframe and can take alerts with these labels, whatever other labels they have.
    fn runframe_routes_for(&self, known: &LabelSet) -> Vec<RouteIndex> {
        let Some(tree) = &self.tree else { return Vec::new() };
        if !self.runframe().is_sent_to.contains(&true) {
            return Vec::new();
        }
        let mut routes = reach::possible_routes(tree, known);
        routes.retain(|&route| self.sends_to_runframe(route));
        routes
    }

    /// Whether a route that sends to Runframe can take alerts with these labels, whatever other labels they have.
    pub(super) fn can_get_to_runframe(&self, known: &LabelSet) -> bool {
        let Some(tree) = &self.tree else { return false };
        let visit = &mut |route| {
            if self.sends_to_runframe(route) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        reach::visit_possible_routes(tree, known, visit).is_break()
    }
}

impl<'c> Runframe<'c> {
    fn of(config: &'c Config, tree: Option<&RouteTree>, options: &'c Options) -> Self {
        let integrations = config.receivers.iter().flat_map(|receiver| {
            let integrations = receiver.integrations.iter();
            integrations.map(move |integration| (receiver, integration))
        });
        let webhooks: Vec<_> = integrations
            .filter_map(|(receiver, integration)| match &integration.settings {
                Settings::Webhook(webhook) => Some(RunframeWebhook {
                    receiver,
                    integration,
                    webhook,
                }),
                _ => None,
            })
            .filter(|candidate| reaches_runframe(candidate, options))
            .collect();
        let found = webhooks.iter().map(|webhook| webhook.receiver.name.as_str());
        let told = options.runframe_receivers.iter().map(String::as_str);
        let told = told.filter(|name| config.receivers.iter().any(|r| r.name.value == *name));
        let receivers: BTreeSet<&str> = found.chain(told).collect();
        let names: HashSet<&str> = receivers.iter().copied().collect();
        let is_sent_to = |route: &Route| names.contains(route.options().receiver.value.as_str());
        let routes = tree.into_iter().flat_map(RouteTree::iter);
        Self {
            is_sent_to: routes.map(|(_, route)| is_sent_to(route)).collect(),
            webhooks,
            receivers,
        }
    }
}

/// Whether a text only stands in for a URL that is not in the file.
fn is_elsewhere(url: &str) -> bool {
    url == "<secret>" || wrapped::is_stand_in(url)
}

/// Whether a text has Runframe's name in it, in whatever case.
fn says_runframe(text: &str) -> bool {
    const NAME: &[u8] = b"runframe";
    let bytes = text.as_bytes();
    let is_name = |at: usize| {
        let word = bytes.get(at..at + NAME.len());
        word.is_some_and(|word| word.eq_ignore_ascii_case(NAME))
    };
    memchr::memchr2_iter(b'f', b'F', bytes).any(|at| at.checked_sub(3).is_some_and(is_name))
}

/// A receiver reaches Runframe if it was said to, or through a webhook that is Runframe's.
fn reaches_runframe(candidate: &RunframeWebhook<'_>, options: &Options) -> bool {
    let name = &candidate.receiver.name.value;
    options.runframe_receivers.contains(name) || is_runframes(name, candidate.webhook)
}

/// Puts the webhooks of each receiver that are Runframe's before its others. Says of which receivers there are how many, if there
/// are several.
pub fn put_runframe_first(config: &mut Config) -> BTreeMap<String, usize> {
    let mut several = BTreeMap::new();
    for receiver in &mut config.receivers {
        let name = receiver.name.value.as_str();
        let is_first = |integration: &Integration| match &integration.settings {
            Settings::Webhook(webhook) => is_runframes(name, webhook),
            _ => false,
        };
        let count = receiver.integrations.iter().filter(|known| is_first(known)).count();
        receiver.integrations.sort_by_key(|integration| !is_first(integration));
        if count > 1 {
            several.insert(name.to_owned(), count);
        }
    }
    several
}

/// Whether a receiver's webhook is Runframe's: its URL is on a Runframe host or ends in `/webhooks/KEY`. A URL in a file is not
/// looked at: there the receiver's name or the file's has to say it.
fn is_runframes(name: &str, webhook: &WebhookConfig) -> bool {
    match &webhook.url {
        Some(url) if !url.value.is_empty() => {
            let url = url.value.expose();
            let parts = Parts::of(url);
            let is_unknown = url::has_variable(parts.host) || url.contains("{{") || is_elsewhere(url);
            parts.is_runframe_host()
                || parts.is_webhook_path()
                || (is_unknown || parts.scheme.is_empty()) && (says_runframe(name) || says_runframe(url))
        }
        _ => {
            let file = webhook.url_file.as_ref().map_or("", |file| file.value.as_str());
            says_runframe(name) || says_runframe(file)
        }
    }
}
