//! From alerts to the messages a routing tree makes of them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::AlertRequest;
use crate::alert::{Alert, LabelSet};
use crate::config::{Config, Settings};
use crate::route::{RouteIndex, RouteTree};
use crate::version::Version;

/// What sending needs to know of a receiver.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceiverFacts {
    /// Its webhook integrations, in their order: the first is sent to.
    pub webhooks: Vec<WebhookFacts>,
    /// How many of them are Runframe's, if that is more than one.
    pub runframe_webhooks: usize,
    /// Whether it is known to reach Runframe.
    pub is_runframe: bool,
}

/// What sending needs to know of a webhook integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WebhookFacts {
    /// The most alerts a message may hold; 0 for any number.
    pub max_alerts: u64,
    /// Whether resolved alerts are sent.
    pub send_resolved: bool,
    /// Whether it has a body of its own, made of templates.
    pub has_payload: bool,
}

impl Default for WebhookFacts {
    /// Alertmanager's defaults.
    fn default() -> Self {
        Self {
            max_alerts: 0,
            send_resolved: true,
            has_payload: false,
        }
    }
}

/// What a configuration says about where alerts go.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The routing tree.
    pub tree: RouteTree,
    /// Its receivers.
    pub receivers: BTreeMap<String, ReceiverFacts>,
}

impl Setup {
    /// That of a configuration, in which these receivers reach Runframe; `None` if it has no root route.
    #[must_use]
    pub fn of(config: &Config, version: Version, runframe_receivers: &BTreeSet<&str>) -> Option<Self> {
        let receivers = config.receivers.iter().map(|receiver| {
            let webhooks = receiver
                .integrations
                .iter()
                .filter_map(|integration| match &integration.settings {
                    Settings::Webhook(webhook) => Some(WebhookFacts {
                        max_alerts: webhook.max_alerts.map_or(0, |limit| limit.value),
                        send_resolved: integration.sends_resolved(),
                        has_payload: webhook.payload.is_some(),
                    }),
                    _ => None,
                });
            let facts = ReceiverFacts {
                webhooks: webhooks.collect(),
                runframe_webhooks: 0,
                is_runframe: runframe_receivers.contains(receiver.name.as_str()),
            };
            (receiver.name.value.clone(), facts)
        });
        Some(Self {
            tree: RouteTree::from_config(config, version)?,
            receivers: receivers.collect(),
        })
    }
}

impl Setup {
    /// Whether alerts that `route` delivers are sent; `wanted` as in [`plan`].
    #[must_use]
    pub fn sends(&self, route: RouteIndex, wanted: Option<&str>) -> bool {
        self.webhook_of(&self.tree[route].options().receiver.value, wanted)
            .is_ok()
    }

    /// The receivers known to reach Runframe.
    #[must_use]
    pub fn runframe_receivers(&self) -> Vec<&str> {
        let known = self.receivers.iter().filter(|(_, facts)| facts.is_runframe);
        known.map(|(name, _)| name.as_str()).collect()
    }

    fn webhook_of(&self, receiver: &str, wanted: Option<&str>) -> Result<WebhookFacts, Elsewhere> {
        let facts = self.receivers.get(receiver).ok_or(Elsewhere::NoWebhook)?;
        match wanted {
            Some(wanted) if wanted != receiver => return Err(Elsewhere::NotWanted),
            None if !facts.is_runframe && self.receivers.values().any(|facts| facts.is_runframe) => {
                return Err(Elsewhere::NotRunframe);
            }
            Some(_) | None => {}
        }
        facts.webhooks.first().copied().ok_or(Elsewhere::NoWebhook)
    }
}

/// Labels of an alert that `route` delivers: those of `witness`, which it delivers, and of those usually made up whatever
/// leaves it so.
#[must_use]
pub fn labels_for_route(tree: &RouteTree, route: RouteIndex, witness: &LabelSet) -> LabelSet {
    let mut labels = witness.clone();
    for (name, value) in AlertRequest::made_up_labels().iter() {
        if labels.get(name).is_none() {
            labels.insert(name, value);
            if tree.matched(&labels) != tree.matched(witness) || !tree.matched(&labels).contains(&route) {
                labels.remove(name);
            }
        }
    }
    labels
}

/// One group's alerts, and where they go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The route that took them.
    pub route: RouteIndex,
    /// Name of the receiver.
    pub receiver: String,
    /// Its webhook.
    pub webhook: WebhookFacts,
    /// Labels that all alerts of the group share by grouping.
    pub group_labels: LabelSet,
    /// Text of the group's key.
    pub group_key: String,
    /// How long until Alertmanager would send the group again.
    pub group_interval: Duration,
    /// The alerts, by position in the list the plan was made of.
    pub alerts: Vec<usize>,
}

/// Alerts that a route takes and that are not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotDelivered {
    /// The route that took them.
    pub route: RouteIndex,
    /// Name of the receiver.
    pub receiver: String,
    /// How many alerts it is about.
    pub alert_count: usize,
    /// Why.
    pub why: Elsewhere,
}

/// Why alerts are not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elsewhere {
    /// Another receiver was asked for.
    NotWanted,
    /// Others are known to reach Runframe, this receiver is not.
    NotRunframe,
    /// The receiver has no webhook.
    NoWebhook,
}

/// What becomes of a list of alerts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The messages, in tree order, then in order of their group labels.
    pub deliveries: Vec<Delivery>,
    /// What goes elsewhere.
    pub not_delivered: Vec<NotDelivered>,
}

/// Routes and groups `alerts`. Sent is what goes to the receiver `wanted`; if none is named, to those known to reach
/// Runframe; if none is known, to any with a webhook.
#[must_use]
pub fn plan(alerts: &[Alert], setup: &Setup, wanted: Option<&str>) -> Plan {
    let tree = &setup.tree;
    let mut groups: BTreeMap<(RouteIndex, LabelSet), Vec<usize>> = BTreeMap::new();
    for (position, alert) in alerts.iter().enumerate() {
        for route in tree.matched(&alert.labels) {
            let group_labels = tree.group_labels(route, &alert.labels);
            groups.entry((route, group_labels)).or_default().push(position);
        }
    }
    let mut plan = Plan::default();
    for ((route, group_labels), positions) in groups {
        let options = tree[route].options();
        let receiver = options.receiver.value.clone();
        match setup.webhook_of(&receiver, wanted) {
            Ok(webhook) => plan.deliveries.push(Delivery {
                route,
                webhook,
                group_key: tree.group_key(route, &group_labels).into(),
                group_interval: options.group_interval.value,
                receiver,
                group_labels,
                alerts: positions,
            }),
            Err(why) => match plan.not_delivered.last_mut() {
                Some(last) if last.route == route => last.alert_count += positions.len(),
                _ => plan.not_delivered.push(NotDelivered {
                    route,
                    receiver,
                    alert_count: positions.len(),
                    why,
                }),
            },
        }
    }
    plan
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use std::sync::Arc;

    use super::*;
    use crate::matcher::Matcher;
    use crate::route::{Grouping, RouteSettings, TreeBuilder};
    use crate::text::{Span, Spanned};

    fn here<T>(value: T) -> Spanned<T> {
        Spanned::new(value, Span::at(0))
    }

    /// Grouped by `a`; `b=x` goes to `chat`, which has no webhook, `b=y` to `other`, the rest to `runframe`.
    fn setup(knows_runframe: bool) -> Setup {
        let route = |value: &str, receiver: &str| RouteSettings {
            receiver: Some(here(receiver.to_owned())),
            matchers: [here(Matcher::equal("b", value))].into_iter().collect(),
            ..RouteSettings::default()
        };
        let root = RouteSettings {
            receiver: Some(here("runframe".to_owned())),
            group_by: Some(here(Grouping::By(Arc::new(["a".to_owned()].into())))),
            ..RouteSettings::default()
        };
        let mut tree = TreeBuilder::new(root, Version::default());
        tree.child(RouteIndex::ROOT, route("x", "chat"));
        tree.child(RouteIndex::ROOT, route("y", "other"));
        let facts = |webhooks, is_runframe| ReceiverFacts {
            webhooks,
            is_runframe,
            ..ReceiverFacts::default()
        };
        let receivers = [
            ("runframe", facts(vec![WebhookFacts::default()], knows_runframe)),
            ("other", facts(vec![WebhookFacts::default()], false)),
            ("chat", facts(Vec::new(), false)),
        ];
        Setup {
            tree: tree.finish(),
            receivers: receivers.map(|(name, facts)| (name.to_owned(), facts)).into(),
        }
    }

    fn alert(pairs: &[(&str, &str)]) -> Alert {
        Alert {
            labels: pairs.iter().copied().collect(),
            annotations: LabelSet::new(),
            starts_at: jiff::Timestamp::UNIX_EPOCH,
            ends_at: None,
            generator_url: String::new(),
        }
    }

    fn fates(setup: &Setup, wanted: Option<&str>) -> (Vec<String>, Vec<(String, Elsewhere)>) {
        let alerts = [alert(&[("c", "1")]), alert(&[("b", "x")]), alert(&[("b", "y")])];
        let plan = plan(&alerts, setup, wanted);
        let delivered = plan.deliveries.into_iter().map(|delivery| delivery.receiver);
        let elsewhere = plan.not_delivered.into_iter().map(|other| (other.receiver, other.why));
        (delivered.collect(), elsewhere.collect())
    }

    #[test]
    fn what_reaches_runframe_is_sent_and_the_rest_is_named() {
        let other = |why| ("other".to_owned(), why);
        let chat = |why| ("chat".to_owned(), why);
        assert_eq!(
            fates(&setup(true), None),
            (
                vec!["runframe".into()],
                vec![chat(Elsewhere::NotRunframe), other(Elsewhere::NotRunframe)]
            )
        );
        assert_eq!(
            fates(&setup(false), None),
            (
                vec!["runframe".into(), "other".into()],
                vec![chat(Elsewhere::NoWebhook)]
            )
        );
        assert_eq!(fates(&setup(true), Some("other")).0, ["other"]);
        assert_eq!(
            fates(&setup(true), Some("chat")).1,
            [
                ("runframe".to_owned(), Elsewhere::NotWanted),
                chat(Elsewhere::NoWebhook),
                other(Elsewhere::NotWanted)
            ]
        );
    }

    proptest! {
        /// Every alert is in one message or told to be elsewhere, and all alerts of a message share its group labels.
        #[test]
        fn no_alert_is_lost(
            sets in proptest::collection::vec(proptest::collection::btree_map("[a-c]", "[xyz]", 1..4), 0..12),
        ) {
            let alerts: Vec<Alert> = sets
                .iter()
                .map(|set| alert(&set.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect::<Vec<_>>()))
                .collect();
            let plan = plan(&alerts, &setup(true), None);
            let delivered: usize = plan.deliveries.iter().map(|delivery| delivery.alerts.len()).sum();
            let elsewhere: usize = plan.not_delivered.iter().map(|other| other.alert_count).sum();
            prop_assert_eq!(delivered + elsewhere, alerts.len());
            for delivery in &plan.deliveries {
                for &position in &delivery.alerts {
                    prop_assert_eq!(alerts[position].labels.get("a"), delivery.group_labels.get("a"));
                }
            }
        }
    }
}
