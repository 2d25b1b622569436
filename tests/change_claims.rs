//! What `change` says two configurations do differently, against every alert of a small world: each way in which one of them
//! fares differently is named, and each example does.
//!
//! `RUNFRAME_CASES` is the number of pairs (default 60).

mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use runframe_cli::alert::LabelSet;
use runframe_cli::change::{Change, ClassChange};
use runframe_cli::config;
use runframe_cli::route::{Grouping, RouteIndex};
use runframe_cli::text::SourceFile;
use runframe_cli::trace::{Runframe, Setup};
use runframe_cli::version::Version;

use support::random::Random;

const CASES: usize = 60;

const LABELS: [&str; 3] = ["severity", "a", "b"];
/// Values that meet whatever conditions below can be met together; the empty one is a missing label.
const VALUES: [&str; 9] = ["", "x", "y", "xy", "X", "o", "xz", "Xy", "\n"];
const CONDITIONS: [&str; 13] = [
    "=x",
    "=x",
    "=y",
    "=xy",
    "=\"\"",
    "!=x",
    "!=\"\"",
    "=~\"x|y\"",
    "=~\"x.*\"",
    "=~\".+\"",
    "=~\"(?i)x\"",
    "!~\"x|y\"",
    "!~\"x.*\"",
];
const RECEIVERS: [&str; 4] = ["chat", "pager", "runframe", "silent"];

/// A route, so that it can be changed and written again.
#[derive(Clone, Debug)]
struct Sketch {
    receiver: &'static str,
    matchers: Vec<String>,
    settings: Vec<String>,
    routes: Vec<Sketch>,
}

fn one_in(random: &mut Random, n: usize) -> bool {
    random.below(n) == 0
}

fn matchers(random: &mut Random) -> Vec<String> {
    let count = random.below(3);
    let draw = |_| {
        let label: &str = random.pick::<&str>(&LABELS);
        format!("'{label}{}'", random.pick::<&str>(&CONDITIONS))
    };
    (0..count).map(draw).collect()
}

fn settings(random: &mut Random, is_root: bool) -> Vec<String> {
    let mut settings = Vec::new();
    let choices = [
        ("group_by", ["[a]", "[a, severity]", "['...']", "[]"]),
        ("group_wait", ["10s", "1m", "30s", "60s"]),
        ("repeat_interval", ["1h", "2h", "60m", "4h"]),
    ];
    for (key, values) in choices {
        if one_in(random, 4) {
            settings.push(format!("{key}: {}", random.pick::<&str>(&values)));
        }
    }
    if !is_root && one_in(random, 4) {
        settings.push(format!("mute_time_intervals: [{}]", random.pick::<&str>(&["n1", "n2"])));
    }
    if !is_root && one_in(random, 2) {
        settings.push("continue: true".to_owned());
    }
    settings
}

fn sketch(random: &mut Random, depth: usize) -> Sketch {
    let width = [4, 3, 2, 0][depth];
    let count = random.below(width + 1);
    Sketch {
        receiver: random.pick::<&'static str>(&RECEIVERS),
        matchers: if depth == 0 { Vec::new() } else { matchers(random) },
        settings: settings(random, depth == 0),
        routes: (0..count).map(|_| sketch(random, depth + 1)).collect(),
    }
}

/// The same with something changed somewhere.
fn changed(random: &mut Random, mut root: Sketch) -> Sketch {
    let mut at = &mut root;
    let mut depth = 0;
    while !at.routes.is_empty() && !one_in(random, 4) {
        let child = random.below(at.routes.len());
        at = &mut at.routes[child];
        depth += 1;
    }
    match random.below(5) {
        0 => at.receiver = random.pick::<&'static str>(&RECEIVERS),
        1 if depth > 0 => at.matchers = matchers(random),
        2 => at.settings = settings(random, depth == 0),
        3 if depth < 3 => at.routes.insert(0, sketch(random, depth + 1)),
        _ => at.routes.reverse(),
    }
    root
}

fn write(text: &mut String, route: &Sketch, indent: &str) {
    let mut line = |content: &str| writeln!(text, "{indent}{content}").expect("a string takes everything");
    line(&format!("receiver: {}", route.receiver));
    for setting in &route.settings {
        line(setting);
    }
    if !route.matchers.is_empty() {
        line(&format!("matchers: [{}]", route.matchers.join(", ")));
    }
    if !route.routes.is_empty() {
        line("routes:");
        for child in &route.routes {
            writeln!(text, "{indent}-").expect("a string takes everything");
            write(text, child, &format!("{indent}  "));
        }
    }
}

/// A configuration: its text, and what it does.
struct Side {
    text: String,
    setup: Setup,
}

impl Side {
    /// With the interval `n2` defined as `n1` is, or otherwise.
    fn of(root: &Sketch, is_alike: bool) -> Self {
        let mut text = String::from("route:\n");
        write(&mut text, root, "  ");
        let end = if is_alike { "06:00" } else { "07:00" };
        text.push_str("time_intervals:\n");
        for (name, end) in [("n1", "06:00"), ("n2", end)] {
            writeln!(
                text,
                "- name: {name}\n  time_intervals: [{{times: [{{start_time: '00:00', end_time: '{end}'}}]}}]"
            )
            .expect("a string takes everything");
        }
        text.push_str("receivers:\n");
        for name in RECEIVERS {
            writeln!(text, "- name: {name}").expect("a string takes everything");
        }
        let source = SourceFile::new("alertmanager.yml", text.as_str());
        let loaded = config::load(&source, &config::Options::default());
        assert!(!loaded.is_refused(), "{:?}\n{text}", loaded.diagnostics);
        let runframe = Runframe {
            receivers: ["runframe".to_owned(), "silent".to_owned()].into(),
            without_resolves: ["silent".to_owned()].into(),
            ..Runframe::default()
        };
        let setup = Setup::of(&loaded.config, Version::default(), runframe).expect("there is a root route");
        Self { text, setup }
    }

    /// What a route does with the alerts it delivers, in words.
    fn treatment(&self, route: RouteIndex) -> String {
        let tree = &self.setup.tree;
        let options = tree[route].options();
        let group_by = match &options.group_by.value {
            Grouping::All => "all".to_owned(),
            Grouping::By(names) => format!("{names:?}"),
        };
        let mutes: BTreeSet<String> = tree[route]
            .mute_time_intervals()
            .iter()
            .map(|name| format!("{:?}", self.setup.time_intervals.get(name)))
            .collect();
        format!(
            "{} {group_by} {} {:?} {:?} {:?} {mutes:?}",
            options.receiver.value,
            tree.route_key(route),
            options.group_wait.value,
            options.group_interval.value,
            options.repeat_interval.value
        )
    }

    /// What becomes of an alert, whatever the order.
    fn fate(&self, alert: &LabelSet) -> Vec<String> {
        let routes = self.setup.tree.matched(alert).into_iter();
        let mut fate: Vec<String> = routes.map(|route| self.treatment(route)).collect();
        fate.sort();
        fate
    }
}

/// What only one of two fates has.
fn difference(old: &[String], new: &[String]) -> (Vec<String>, Vec<String>) {
    let (mut gone, mut added) = (old.to_vec(), new.to_vec());
    gone.retain(|one| {
        added
            .iter()
            .position(|other| other == one)
            .map(|at| added.remove(at))
            .is_none()
    });
    (gone, added)
}

fn world() -> Vec<LabelSet> {
    let mut alerts = vec![LabelSet::new()];
    for name in LABELS {
        alerts = alerts
            .iter()
            .flat_map(|alert| {
                VALUES.iter().map(move |value| {
                    let mut alert = alert.clone();
                    if !value.is_empty() {
                        alert.insert(name, *value);
                    }
                    alert
                })
            })
            .collect();
    }
    alerts
}

#[test]
fn every_difference_is_named_and_every_name_is_one() {
    let cases = std::env::var("RUNFRAME_CASES").ok();
    let cases = cases.map_or(CASES, |text| text.parse().expect("RUNFRAME_CASES is a number"));
    let mut random = Random::new(77);
    let world = world();
    let (mut equal, mut classes) = (0, 0);
    for _ in 0..cases {
        let root = sketch(&mut random, 0);
        let old = Side::of(&root, true);
        let new = changed(&mut random, root);
        let new = Side::of(&new, !one_in(&mut random, 3));
        let change = Change::between(&old.setup, &new.setup, 10_000);
        assert!(change.is_complete, "{}\n---\n{}", old.text, new.text);
        let named = |class: &ClassChange| {
            let (before, after) = (old.fate(class.witness()), new.fate(class.witness()));
            assert_ne!(before, after, "{} of\n{}\n---\n{}", class.witness(), old.text, new.text);
            difference(&before, &after)
        };
        let named: BTreeSet<_> = change.classes.iter().map(named).collect();
        for alert in &world {
            let (before, after) = (old.fate(alert), new.fate(alert));
            assert!(
                before == after || named.contains(&difference(&before, &after)),
                "{alert} fares differently, and nothing says so: {before:?} {after:?}\n{}\n---\n{}",
                old.text,
                new.text
            );
        }
        equal += usize::from(change.classes.is_empty());
        classes += change.classes.len();
    }
    // Both answers were put to the test.
    assert!(equal > 0 && classes > equal, "{equal} equal, {classes} classes");
}
