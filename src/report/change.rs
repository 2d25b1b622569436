//! What a change does to alerts: one file a format, all of the same [`Compared`].

pub mod json;
pub mod markdown;
pub mod text;

use super::tree::{condition, grouping};
use crate::change::{Altered, Aspect, Change, DeliveryChange, IncidentChange};
use crate::duration::format_prometheus;
use crate::route::RouteIndex;
use crate::suppression::InhibitRule;
use crate::text::SourceFile;
use crate::trace::Setup;

/// Two configurations and the difference between them.
#[derive(Debug)]
pub struct Compared<'a> {
    /// The old one.
    pub old: Side<'a>,
    /// The new one.
    pub new: Side<'a>,
    /// The difference.
    pub change: Change,
}

/// One of two configurations.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// Its text.
    pub source: &'a SourceFile,
    /// The same, ready to be asked.
    pub setup: &'a Setup,
}

impl Side<'_> {
    fn receiver(&self, route: RouteIndex) -> &str {
        &self.setup.tree[route].options().receiver.value
    }

    fn line(&self, route: RouteIndex) -> u32 {
        self.source.position(self.setup.tree[route].span().start).line
    }

    /// `new.yml:12 severity="critical"`.
    fn place(&self, route: RouteIndex) -> String {
        let condition = condition(&self.setup.tree[route]);
        format!("{}:{} {condition}", self.source.name(), self.line(route))
    }

    /// Names of the intervals of a route, as in `mute nights, active office`.
    fn intervals(&self, route: RouteIndex) -> String {
        let node = &self.setup.tree[route];
        let lists = [
            ("mute", node.mute_time_intervals()),
            ("active", node.active_time_intervals()),
        ];
        let texts: Vec<String> = lists
            .into_iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(word, names)| {
                let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
                format!("{word} {}", names.join(", "))
            })
            .collect();
        if texts.is_empty() {
            "none".to_owned()
        } else {
            texts.join("; ")
        }
    }
}

impl Compared<'_> {
    /// The receivers of an alert, in order.
    fn receivers<'s>(side: &Side<'s>, trace: &crate::trace::Trace) -> Vec<&'s str> {
        let routes = trace.deliveries.iter().map(|delivery| delivery.route);
        routes
            .map(|route| side.setup.tree[route].options().receiver.value.as_str())
            .collect()
    }

    /// What is altered, before and after.
    fn aspect(&self, old: RouteIndex, new: RouteIndex, aspect: &Aspect) -> (&'static str, String, String) {
        let before = self.old.setup.tree[old].options();
        let after = self.new.setup.tree[new].options();
        match aspect {
            Aspect::GroupBy => (
                "group",
                grouping(&before.group_by.value),
                grouping(&after.group_by.value),
            ),
            Aspect::GroupKey { old, new } => ("group key", old.to_string(), new.to_string()),
            Aspect::GroupWait => (
                "group_wait",
                format_prometheus(before.group_wait.value),
                format_prometheus(after.group_wait.value),
            ),
            Aspect::GroupInterval => (
                "group_interval",
                format_prometheus(before.group_interval.value),
                format_prometheus(after.group_interval.value),
            ),
            Aspect::RepeatInterval => (
                "repeat_interval",
                format_prometheus(before.repeat_interval.value),
                format_prometheus(after.repeat_interval.value),
            ),
            Aspect::TimeIntervals => {
                let (before, after) = (self.old.intervals(old), self.new.intervals(new));
                if before == after {
                    ("time intervals", before.clone(), format!("{after}, defined otherwise"))
                } else {
                    ("time intervals", before, after)
                }
            }
            Aspect::Runframe => {
                let word = |is: bool| if is { "delivered" } else { "not delivered" }.to_owned();
                let is_to = |side: &Side<'_>, route| side.setup.runframe.receivers.contains(side.receiver(route));
                ("Runframe", word(is_to(&self.old, old)), word(is_to(&self.new, new)))
            }
            Aspect::Resolves => {
                let word = |is: bool| if is { "sent" } else { "not sent" }.to_owned();
                let tells = |side: &Side<'_>, route| side.setup.runframe.tells_resolves(side.receiver(route));
                ("resolves", word(tells(&self.old, old)), word(tells(&self.new, new)))
            }
        }
    }

    /// The delivery change in one phrase: `pager → db-pager` cannot be said of one delivery, so `no longer to `pager``.
    fn phrase(&self, delivery: &DeliveryChange) -> String {
        match delivery {
            DeliveryChange::Gone(route) => format!("no longer to `{}`", self.old.receiver(*route)),
            DeliveryChange::Added(route) => format!("now to `{}`", self.new.receiver(*route)),
            DeliveryChange::Altered { old, aspects, .. } => {
                let words: Vec<&str> = aspects.iter().map(aspect_name).collect();
                format!("`{}`: other {}", self.old.receiver(*old), words.join(", "))
            }
        }
    }

    /// Why there is nothing to show, or what is missing from what is shown.
    fn verdict(&self) -> String {
        let change = &self.change;
        let count = change.classes.len();
        let ways = if count == 1 {
            "1 way".to_owned()
        } else {
            format!("{count} ways")
        };
        match (count, change.is_complete, &change.not_decided) {
            (0, true, _) if change.is_equal() => "every alert is treated alike: proved".to_owned(),
            (0, true, _) => "every alert takes the same routes: proved".to_owned(),
            (0, false, Some(why)) => format!("no difference found, and not proved that there is none: {why}"),
            (0, false, None) => "no difference looked for".to_owned(),
            (_, true, _) => format!("alerts are treated differently in {ways}"),
            (_, false, Some(why)) => format!("alerts are treated differently in {ways} or more: {why}"),
            (_, false, None) => format!("alerts are treated differently in {ways} or more, see `--limit`"),
        }
    }
}

fn aspect_name(aspect: &Aspect) -> &'static str {
    match aspect {
        Aspect::GroupBy => "group labels",
        Aspect::GroupKey { .. } => "group key",
        Aspect::GroupWait => "group_wait",
        Aspect::GroupInterval => "group_interval",
        Aspect::RepeatInterval => "repeat_interval",
        Aspect::TimeIntervals => "time intervals",
        Aspect::Runframe => "delivery to Runframe",
        Aspect::Resolves => "resolves",
    }
}

/// What becomes of the incidents of a class; nothing if nothing does.
fn incident_note(change: IncidentChange) -> Option<&'static str> {
    match change {
        IncidentChange::Begins => Some("become Runframe incidents from now on"),
        IncidentChange::Ends => {
            Some("become Runframe incidents no more; those open now will not resolve by themselves")
        }
        IncidentChange::NoLongerResolved => Some("their Runframe incidents no longer resolve by themselves"),
        IncidentChange::Regrouped => Some("new group key"),
        IncidentChange::None => None,
    }
}

/// What a new group key means, said once.
const REGROUPED: &str = "new group key: Alertmanager forgets what it sent under the old one, so an incident whose alert clears \
                         before the next notification stays open in Runframe";

impl Compared<'_> {
    /// Whether incidents of some alerts come under another group key.
    fn is_regrouped(&self) -> bool {
        let mut classes = self.change.classes.iter();
        classes.any(|class| class.incidents() == IncidentChange::Regrouped)
    }

    /// Receivers and sections that say something else: what, and where it stands now or stood.
    fn settings(&self) -> Vec<(String, String)> {
        let settings = &self.change.settings;
        let place = |altered: &Altered| {
            let now = altered.new.map(|span| (&self.new, span));
            let (side, span) = now.or(altered.old.map(|span| (&self.old, span)))?;
            Some(format!(
                "{}:{}",
                side.source.name(),
                side.source.position(span.start).line
            ))
        };
        let receivers = settings
            .receivers
            .iter()
            .map(|altered| (format!("receiver `{}`", altered.name), altered));
        let sections = settings
            .sections
            .iter()
            .map(|altered| (format!("section `{}`", altered.name), altered));
        receivers
            .chain(sections)
            .map(|(what, altered)| (what, place(altered).unwrap_or_default()))
            .collect()
    }
}

/// An inhibit rule in one line.
fn rule_text(rule: &InhibitRule) -> String {
    let name = rule.name.as_ref().map(|name| format!("`{name}`: ")).unwrap_or_default();
    let equal = if rule.equal.is_empty() {
        String::new()
    } else {
        format!(" with equal {}", rule.equal.join(", "))
    };
    format!("{name}{} holds back {}{equal}", rule.source, rule.target)
}
