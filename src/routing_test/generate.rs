//! A file of tests that says what a configuration does now: one test for each route that an alert can go to.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::ExpectedService;
use crate::alert::LabelSet;
use crate::guide;
use crate::proof::Reachability;
use crate::route::RouteIndex;
use crate::trace::{Question, Setup, Trace};

/// What could not be turned into a test, beside the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// The file.
    pub text: String,
    /// How many tests it holds.
    pub count: usize,
    /// Routes of which nobody knows whether an alert goes to them.
    pub not_decided: Vec<RouteIndex>,
}

/// Writes a test for the witness of each route that delivers alerts; the file passes. `told_receivers` are those that
/// deliver to Runframe and whose URL does not say so: the file must say it instead.
#[must_use]
pub fn generate(setup: &Setup, reachability: &Reachability, told_receivers: &[String]) -> Generated {
    let mut text = String::from("# What the configuration does today: a test for each route that delivers alerts.\n");
    if !told_receivers.is_empty() {
        let names: Vec<_> = told_receivers.iter().map(|name| flow_scalar(name)).collect();
        let _ = writeln!(text, "runframe:\n  receivers: [{}]", names.join(", "));
    }
    text.push_str("tests:\n");
    let mut count = 0;
    let mut not_decided = Vec::new();
    for (route, _) in setup.tree.iter() {
        let reach = reachability.delivered(route);
        let Some(witness) = reach.witness() else {
            if !reach.is_unreachable() {
                not_decided.push(route);
            }
            continue;
        };
        let trace = setup.trace(&Question {
            labels: witness,
            annotations: &LabelSet::new(),
            at: None,
            inhibitor: &setup.inhibitor(&[]),
        });
        write_case(setup, route, &trace, &mut text);
        count += 1;
    }
    Generated {
        text,
        count,
        not_decided,
    }
}

/// Writing to a string cannot fail.
fn write_case(setup: &Setup, route: RouteIndex, trace: &Trace, text: &mut String) {
    let _ = writeln!(text, "  - name: {}", scalar(&name(setup, route)));
    let _ = writeln!(text, "    labels: {}", flow_labels(&trace.labels));
    let _ = writeln!(text, "    expect:");
    let receivers: Vec<Cow<'_, str>> = trace
        .deliveries
        .iter()
        .map(|delivery| flow_scalar(&setup.tree[delivery.route].options().receiver.value))
        .collect();
    let _ = writeln!(text, "      receivers: [{}]", receivers.join(", "));
    if let [only] = trace.deliveries.as_slice()
        && !only.group_labels.is_empty()
    {
        let _ = writeln!(text, "      group_labels: {}", flow_labels(&only.group_labels));
    }
    match &trace.incident {
        Err(_) => {
            let _ = writeln!(text, "      runframe: false");
        }
        Ok(incident) => {
            let severity = incident.severity.value;
            let service = incident.service.value.clone();
            let service = service.map_or(ExpectedService::None, ExpectedService::Key);
            let _ = writeln!(text, "      incident: {{severity: {severity}, service: {service}}}");
        }
    }
}

/// The matchers on the way to the route, and its receiver: `severity="critical" / team="db" -> pager`.
fn name(setup: &Setup, route: RouteIndex) -> String {
    let tree = &setup.tree;
    let steps: Vec<String> = tree
        .path(route)
        .into_iter()
        .filter(|&step| !tree[step].matchers().is_empty())
        .map(|step| {
            let matchers: Vec<String> = tree[step].matchers().iter().map(ToString::to_string).collect();
            matchers.join(", ")
        })
        .collect();
    let way = if steps.is_empty() {
        "any alert".to_owned()
    } else {
        steps.join(" / ")
    };
    format!("{way} -> {}", tree[route].options().receiver.value)
}

fn flow_labels(labels: &LabelSet) -> String {
    let pairs: Vec<String> = labels
        .iter()
        .map(|(name, value)| format!("{}: {}", flow_scalar(name), flow_scalar(value)))
        .collect();
    format!("{{{}}}", pairs.join(", "))
}

/// A scalar inside brackets or braces.
fn flow_scalar(text: &str) -> Cow<'_, str> {
    // What is bare in a line of its own would end at a comma, or be a key before a colon.
    if text.contains([',', ':']) {
        quoted(text)
    } else {
        scalar(text)
    }
}

/// A scalar on a line of its own.
fn scalar(text: &str) -> Cow<'_, str> {
    match guide::scalar(text) {
        Cow::Borrowed(bare) => Cow::Borrowed(bare),
        Cow::Owned(_) => quoted(text),
    }
}

/// Whether YAML lets the character stand in a quoted scalar as it is.
fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202f}'..='\u{2065}' | '\u{206a}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
}

/// In the quotes that need fewer escapes.
fn quoted(text: &str) -> Cow<'_, str> {
    if text.contains(['"', '\\']) && !text.contains('\'') && text.chars().all(is_plain) {
        return Cow::Owned(format!("'{text}'"));
    }
    let mut escaped = String::from('"');
    for c in text.chars() {
        match c {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push_str("\\t"),
            c if is_plain(c) => escaped.push(c),
            c => {
                let _ = write!(escaped, "\\U{:08X}", u32::from(c));
            }
        }
    }
    escaped.push('"');
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::matcher::{Mode, parse_list};
    use crate::route::{RouteSettings, TreeBuilder};
    use crate::routing_test::{TestFile, run};
    use crate::suppression::TimeIntervals;
    use crate::text::{Span, Spanned};
    use crate::trace::Runframe;
    use crate::version::Version;

    fn settings(matchers: &str, receiver: &str) -> RouteSettings {
        let matchers = parse_list(matchers, Mode::default(), Version::default()).expect("the test writes matchers");
        RouteSettings {
            receiver: Some(Spanned::new(receiver.to_owned(), Span::at(0))),
            matchers: matchers
                .value
                .into_iter()
                .map(|m| Spanned::new(m, Span::at(0)))
                .collect(),
            ..RouteSettings::default()
        }
    }

    #[test]
    fn what_is_generated_passes() {
        let mut tree = TreeBuilder::new(settings("", "runframe"), Version::default());
        let first = tree.child(RouteIndex::ROOT, settings("severity=critical", "pager, \"loud\": yes"));
        tree.child(first, settings("team=~\"(?i)db|web\",env!=prod", "12"));
        tree.child(
            RouteIndex::ROOT,
            settings("severity=~\"crit.*\",severity!=\"critical\"", "runframe"),
        );
        tree.child(RouteIndex::ROOT, settings("severity=critical,x=y", "dead"));
        let setup = Setup {
            tree: tree.finish(),
            inhibit_rules: Vec::new(),
            time_intervals: TimeIntervals::default(),
            runframe: Runframe {
                receivers: ["runframe".to_owned()].into(),
                ..Runframe::default()
            },
        };
        let reachability = Reachability::of(&setup.tree);
        let told = ["runframe".to_owned()];
        let generated = generate(&setup, &reachability, &told);
        assert_eq!(generated.count, 4, "{}", generated.text);
        assert_eq!(generated.not_decided, []);
        let file = TestFile::parse(&generated.text).expect("it is a test file");
        let setup = Setup {
            runframe: file.runframe.applied_to(&Runframe::default()),
            ..setup
        };
        let outcomes: Vec<_> = file.cases.iter().map(|case| run(case, &setup)).collect();
        for outcome in &outcomes {
            assert!(outcome.is_passed(), "{:#?}\n{}", outcome.mismatches, generated.text);
        }
        let coverage = super::super::Coverage::of(&setup.tree, &reachability, outcomes.iter().map(|o| &o.trace));
        assert_eq!(coverage.missed, []);
        assert_eq!(coverage.unreachable.len(), 1);
    }

    proptest! {
        /// Whatever a label holds, the file says the same.
        #[test]
        fn labels_survive_the_file(pairs in proptest::collection::btree_map(".+", any::<String>(), 0..4)) {
            let labels: LabelSet = pairs.into_iter().collect();
            let text = format!("tests:\n- labels: {}\n  expect: {{runframe: false}}\n", flow_labels(&labels));
            let file = TestFile::parse(&text).expect("it is a test file");
            prop_assert_eq!(&file.cases[0].labels, &labels);
        }
    }
}
