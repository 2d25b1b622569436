//! `route`: the tree that says who gets which alerts.

use std::borrow::Cow;
use std::collections::HashMap;

use super::decode::{
    Checks, Codec, Decoder, Expected, Flag, Input, List, Object as _, Printer, Rules, Text, TextMap, Texts, fatal,
    object,
};
use super::duration::PrometheusDurationPointer;
use super::gaps::{Gaps, NilEntry};
use super::label_name::{check_legacy_keys, is_valid};
use super::matchers::{EqualMap, Matchers, RegexMap, gather};
use crate::few::Few;
use crate::text::quote::quote;
use crate::text::{Span, Spanned};
use crate::version::Version;

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

/// A list of label names, or `...`.
#[derive(Debug)]
pub struct GroupByList;

impl Codec for GroupByList {
    type Slot = Option<Box<GroupBy>>;

    const EXPECTED: Expected = "a list of label names";

    fn go_type(version: Version) -> Cow<'static, str> {
        Texts::go_type(version)
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let mut group_by = GroupBy {
            span: input.node.span,
            ..GroupBy::default()
        };
        let good = decoder.items(input, Self::go_type, Self::EXPECTED, |decoder, item| {
            match decoder.element::<Text, _>(item) {
                Some(name) if name.value == "..." => group_by.all = true,
                name => group_by.labels.extend(name),
            }
        });
        // `NULL` is no list, and means the same as nothing.
        let is_list = matches!(input.node.kind, crate::yaml::Kind::Sequence(_));
        *slot = (good && is_list).then(|| Box::new(group_by));
        good
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        *slot = None;
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        if let Some(group_by) = slot {
            let all = group_by.all.then_some("...");
            let names = group_by.labels.iter().map(|name| name.value.as_str());
            printer.texts(key, names.chain(all));
        }
    }
}

/// The children of a route; null ones are kept aside, for Alertmanager crashes when it comes to them.
#[derive(Debug)]
pub struct Routes;

impl Codec for Routes {
    type Slot = Few<Route>;

    const EXPECTED: Expected = "a list of routes";

    fn go_type(version: Version) -> Cow<'static, str> {
        List::<Route>::go_type(version)
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let mut nils = Vec::new();
        let mut routes = slot.take();
        let good = List::<Route>::decode_with(decoder, input, &mut routes, |at, span| {
            nils.push(NilEntry {
                kind: None,
                index: at,
                span,
            });
        });
        *slot = routes.into();
        decoder.nil_routes = nils;
        good
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        slot.clear();
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        if !slot.is_empty() {
            printer.list(key, &**slot, |printer, route| route.print_fields(printer));
        }
    }
}

object! {
    /// A node of the routing tree, as written: what is `None` is inherited or default.
    pub struct Route = "a route" {
        /// The receiver's name; an empty text counts as absent.
        receiver: Text,
        /// By which labels alerts are put together.
        group_by: GroupByList,
        /// How long a new group waits before it is first sent.
        group_wait: PrometheusDurationPointer,
        /// How long at least between two messages of one group.
        group_interval: PrometheusDurationPointer,
        /// How long until an unchanged group is sent again.
        repeat_interval: PrometheusDurationPointer,
        /// `match`, `match_re` and `matchers` together.
        matchers: Matchers,
        /// `match` while it is read; then empty.
        match_equal("match"): EqualMap,
        /// `match_re` while it is read; then empty.
        match_regex("match_re"): RegexMap,
        /// Whether the next siblings are tried too when this route takes an alert.
        continues("continue"): Flag,
        /// Names of time intervals that silence this route.
        mute_time_intervals: Texts,
        /// Names of time intervals outside of which this route is silent.
        active_time_intervals: Texts,
        /// Labels a route adds.
        labels: TextMap [since 34],
        /// Children, tried in order.
        routes: Routes,
    }
    + {
        /// What could not be read.
        pub gaps: Gaps,
    }
}

impl Rules for Route {
    fn go_type(_version: Version) -> &'static str {
        "config.Route"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        self.gaps = Gaps {
            is_name_unknown: !checks.knows("receiver"),
            nil_entries: std::mem::take(&mut checks.decoder.nil_routes).into(),
            head: checks.head,
        };
        check_legacy_keys(self.match_equal.iter().map(|(name, _)| name), checks);
        gather(&mut self.match_equal, &mut self.match_regex, &mut self.matchers);
        if let Some(group_by) = &self.group_by {
            check_group_by(group_by, checks);
        }
        let intervals = [
            ("group_interval", self.group_interval),
            ("repeat_interval", self.repeat_interval),
        ];
        for (key, interval) in intervals {
            if let Some(interval) = interval.filter(|interval| interval.is_zero()) {
                let finding = fatal(
                    "zero-interval",
                    interval.span,
                    format!("`{key}` must be longer than nothing"),
                    format!("{key} cannot be zero"),
                );
                checks.refuse(finding);
            }
        }
    }
}

fn check_group_by(group_by: &GroupBy, checks: &mut Checks<'_, '_>) {
    let options = checks.decoder.options;
    for name in &group_by.labels {
        if !is_valid(name, options) {
            let finding = fatal(
                "bad-label-name",
                name.span,
                format!("{} is no label name", quote(name)),
                format!("invalid label name {} in group_by list", quote(name)),
            );
            checks.refuse(finding);
        }
    }
    if group_by.all
        && let Some(name) = group_by.labels.first()
    {
        let others = if checks.version() < Version::V0_33 {
            "other other labels"
        } else {
            "other labels"
        };
        let finding = fatal(
            "group-by-all-and-some",
            name.span,
            "`...` groups by all labels, others cannot stand beside it",
            format!("cannot have wildcard group_by (`...`) and {others} at the same time"),
        )
        .with_help("keep `...` alone, or take it away");
        checks.refuse(finding);
    }
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for name in &group_by.labels {
        if let Some(&first) = seen.get(name.as_str()) {
            let finding = fatal(
                "repeated-label",
                name.span,
                format!("{} stands in `group_by` twice", quote(name)),
                format!("duplicated label {} in group_by", quote(name)),
            )
            .with_secondary(first, "first named here")
            .with_help("keep one of them");
            checks.refuse(finding);
        } else {
            seen.insert(name, name.span);
        }
    }
}
