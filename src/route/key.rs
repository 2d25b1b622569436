//! Texts that name routes and groups, as Alertmanager writes them.

use std::fmt::{self, Write as _};

use super::{RouteIndex, RouteTree};
use crate::alert::LabelSet;
use crate::text::quote::Quoted;
use crate::version::Version;

/// What names a group of alerts: `{}/{severity="page"}:{alertname="HighLatency", cluster="eu"}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupKey(String);

impl GroupKey {
    /// The key of the group with these group labels on the route with this key.
    #[must_use]
    pub fn new(route_key: &str, group_labels: &LabelSet, version: Version) -> Self {
        Self(format!("{route_key}:{}", label_set_text(group_labels, version)))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for GroupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<GroupKey> for String {
    fn from(key: GroupKey) -> Self {
        key.0
    }
}

/// `{a="b", c="d"}`: values quoted as Go does, names as they are. Sorted by name; up to 0.25 by the whole pair as it is
/// written, where `a1=` comes before `a=`.
fn label_set_text(labels: &LabelSet, version: Version) -> String {
    let mut pairs: Vec<_> = labels
        .iter()
        .map(|(name, value)| format!("{name}={}", Quoted(value)))
        .collect();
    if version <= Version::V0_25 {
        pairs.sort();
    }
    format!("{{{}}}", pairs.join(", "))
}

pub(super) fn route_key(tree: &RouteTree, route: RouteIndex) -> String {
    let mut text = String::new();
    for (depth, step) in tree.path(route).into_iter().enumerate() {
        let separator = if depth == 0 { "" } else { "/" };
        // Writing to a string cannot fail.
        let _ = write!(text, "{separator}{}", tree[step].matchers);
    }
    text
}

pub(super) fn route_id(tree: &RouteTree, route: RouteIndex) -> String {
    let mut text = String::new();
    for (depth, step) in tree.path(route).into_iter().enumerate() {
        let step = &tree[step];
        if depth == 0 {
            let _ = write!(text, "{}", step.matchers);
        } else {
            let _ = write!(text, "/{}/{}", step.matchers, step.sibling_position);
        }
    }
    text
}
