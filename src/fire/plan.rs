//! From alerts to the messages a routing tree makes of them.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::alert::{Alert, LabelSet};
use crate::route::{RouteIndex, RouteTree};

/// What sending needs to know of a receiver.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceiverFacts {
    /// Its webhook integrations, in their order.
    pub webhooks: Vec<WebhookFacts>,
}

/// What sending needs to know of a webhook integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WebhookFacts {
    /// The most alerts a message may hold; 0 for any number.
    pub max_alerts: u64,
    /// Whether resolved alerts are sent.
    pub send_resolved: bool,
}

impl Default for WebhookFacts {
    /// Alertmanager's defaults.
    fn default() -> Self {
        Self {
            max_alerts: 0,
            send_resolved: true,
        }
    }
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

/// Why an alert does not go out on a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotDelivered {
    /// The route that took it.
    pub route: RouteIndex,
    /// Name of the receiver.
    pub receiver: String,
    /// How many alerts it is about.
    pub alert_count: usize,
    /// Whether the receiver would be right but has no webhook.
    pub lacks_webhook: bool,
}

/// What becomes of a list of alerts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The messages, in tree order, then in order of their group labels.
    pub deliveries: Vec<Delivery>,
    /// What goes elsewhere.
    pub not_delivered: Vec<NotDelivered>,
}

/// Routes and groups `alerts`. Only routes to `wanted` count if it is given; else those whose receiver has a webhook.
#[must_use]
pub fn plan(
    alerts: &[Alert],
    tree: &RouteTree,
    receivers: &BTreeMap<String, ReceiverFacts>,
    wanted: Option<&str>,
) -> Plan {
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
        let is_wanted = wanted.is_none_or(|wanted| wanted == receiver);
        let webhook = receivers.get(&receiver).and_then(|facts| facts.webhooks.first());
        match webhook {
            Some(&webhook) if is_wanted => plan.deliveries.push(Delivery {
                route,
                webhook,
                group_key: tree.group_key(route, &group_labels).into(),
                group_interval: options.group_interval.value,
                receiver,
                group_labels,
                alerts: positions,
            }),
            _ => match plan.not_delivered.last_mut() {
                Some(last) if last.route == route => last.alert_count += positions.len(),
                _ => plan.not_delivered.push(NotDelivered {
                    route,
                    receiver,
                    alert_count: positions.len(),
                    lacks_webhook: is_wanted && webhook.is_none(),
                }),
            },
        }
    }
    plan
}
