//! Routes, receivers and inhibit rules.

use std::time::Duration;

use super::Integration;
use crate::matcher::Matcher;
use crate::text::{Span, Spanned};

/// A `group_by` list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupBy {
    /// The whole list.
    pub span: Span,
    /// Label names in source order, without `...`.
    pub labels: Vec<Spanned<String>>,
    /// Whether `...` is among them: group by all labels.
    pub all: bool,
}

/// A node of the routing tree, as written: what is `None` is inherited or default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// The whole route.
    pub span: Span,
    /// The receiver's name; an empty text counts as absent.
    pub receiver: Option<Spanned<String>>,
    /// By which labels alerts are put together.
    pub group_by: Option<GroupBy>,
    /// How long a new group waits before it is first sent.
    pub group_wait: Option<Spanned<Duration>>,
    /// How long at least between two messages of one group.
    pub group_interval: Option<Spanned<Duration>>,
    /// How long until an unchanged group is sent again.
    pub repeat_interval: Option<Spanned<Duration>>,
    /// `match`, `match_re` and `matchers` together, in source order.
    pub matchers: Vec<Spanned<Matcher>>,
    /// Whether the next siblings are tried too when this route takes an alert.
    pub continues: Option<Spanned<bool>>,
    /// Names of time intervals that silence this route.
    pub mute_time_intervals: Vec<Spanned<String>>,
    /// Names of time intervals outside of which this route is silent.
    pub active_time_intervals: Vec<Spanned<String>>,
    /// Children, tried in order.
    pub routes: Vec<Route>,
}

/// A named destination.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Receiver {
    /// The whole receiver.
    pub span: Span,
    /// The name routes refer to.
    pub name: Spanned<String>,
    /// Labels of the receiver.
    pub labels: Vec<(Spanned<String>, Spanned<String>)>,
    /// What it sends to, in source order.
    pub integrations: Vec<Integration>,
}

/// Alerts that silence others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InhibitRule {
    /// The whole rule.
    pub span: Span,
    /// A name for people.
    pub name: Option<Spanned<String>>,
    /// What an alert must satisfy to silence others: `source_match`, `source_match_re` and `source_matchers` together.
    pub source_matchers: Vec<Spanned<Matcher>>,
    /// What an alert must satisfy to be silenced: `target_match`, `target_match_re` and `target_matchers` together.
    pub target_matchers: Vec<Spanned<Matcher>>,
    /// Labels whose values both alerts must share.
    pub equal: Vec<Spanned<String>>,
}
