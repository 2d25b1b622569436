//! Routing against the real thing: receivers, group labels, fingerprints and the order of alerts of a running
//! Alertmanager, and `amtool config routes`, over random trees and label sets.
//!
//! `RUNFRAME_CASES` is the number of trees for each release (default 5); each is asked about some hundred label sets.

#![allow(clippy::print_stderr, reason = "what was compared is told")]

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Command;

use runframe_cli::alert::{LabelSet, compare_alerts};
use runframe_cli::config;
use runframe_cli::route::{RouteIndex, RouteTree};
use runframe_cli::text::SourceFile;
use runframe_cli::version::Version;
use serde_json::{Value, json};

use support::alertmanager::{Alertmanager, wait_for};
use support::random::Random;
use support::real::{Release, program};

/// Trees for each release.
const TREES: usize = 5;

/// Label sets each tree of the running Alertmanager is asked about.
const LABEL_SETS: usize = 400;

/// Label sets each amtool is asked about, one run of it each.
const AMTOOL_RUNS: usize = 24;

/// Label names every release takes.
const NAMES: [&str; 7] = ["a", "b", "B", "a1", "severity", "_x", "team"];
/// Label names for releases that take UTF-8.
const UTF8_NAMES: [&str; 4] = ["日本", "foo bar", "a-b", "x.y"];
/// Label values, and values of `=` and `!=`.
const VALUES: [&str; 16] = [
    "x", "y", "X", "xy", "1", "page", "é", "É", "a b", "q\"t", "b\\s", "日本", "x|y", "{x}", "ſ", "a\tb",
];
/// Values of `=~` and `!~`, with what sets Go's regular expressions apart.
const REGEXES: [&str; 24] = [
    "x|y",
    ".*",
    ".+",
    "",
    "x.*",
    "(?i)x",
    "[^x]",
    "\\d+",
    "\\w+",
    "a)|(b",
    "(?:x|y)+",
    "é|1",
    ".",
    "\\x78",
    "\\Qx|y\\E",
    "x{1,2}",
    "[[:alpha:]]+",
    "\\pL+",
    "(?i)é",
    "(?i)s",
    "x|",
    "^x$",
    "\\S+",
    "(?P<n>x)y?",
];
const OPERATORS: [&str; 4] = ["=", "!=", "=~", "!~"];

fn version(release: Release) -> Version {
    match release {
        Release::Oldest => Version::V0_25,
        Release::Middle => Version::V0_28,
        Release::Newest => Version::V0_33,
    }
}

fn tree_count() -> usize {
    let cases = std::env::var("RUNFRAME_CASES").ok();
    cases.map_or(TREES, |text| text.parse().expect("RUNFRAME_CASES is a number"))
}

/// A route as it is written.
#[derive(Debug)]
struct WrittenRoute {
    receiver: usize,
    /// Elements of `matchers`, in Alertmanager's notation.
    matchers: Vec<String>,
    equals: Vec<(&'static str, &'static str)>,
    legacy_regexes: Vec<(&'static str, &'static str)>,
    group_by: Option<Vec<&'static str>>,
    continues: bool,
    routes: Vec<WrittenRoute>,
}

const RECEIVERS: usize = 6;

struct Writer<'r> {
    random: &'r mut Random,
    release: Release,
    routes_left: usize,
}

impl Writer<'_> {
    fn one_in(&mut self, n: usize) -> bool {
        self.random.below(n) == 0
    }

    fn word(&mut self, from: &[&'static str]) -> &'static str {
        self.random.pick::<&'static str>(from)
    }

    fn name(&mut self) -> &'static str {
        if self.release > Release::Oldest && self.one_in(4) {
            self.word(&UTF8_NAMES)
        } else {
            self.word(&NAMES)
        }
    }

    fn regex(&mut self) -> &'static str {
        self.word(&REGEXES)
    }

    fn matcher(&mut self) -> String {
        let name = self.name();
        let operator = self.word(&OPERATORS);
        let value = match operator {
            "=" | "!=" if !self.one_in(6) => self.word(&VALUES),
            "=" | "!=" => "",
            _ => self.regex(),
        };
        let value = value.replace('\\', "\\\\").replace('"', "\\\"");
        if UTF8_NAMES.contains(&name) {
            format!("\"{name}\"{operator}\"{value}\"")
        } else {
            format!("{name}{operator}\"{value}\"")
        }
    }

    fn route(&mut self, depth: usize) -> WrittenRoute {
        let is_root = depth == 0;
        let mut route = WrittenRoute {
            receiver: self.random.below(RECEIVERS),
            matchers: Vec::new(),
            equals: Vec::new(),
            legacy_regexes: Vec::new(),
            group_by: self.group_by(),
            continues: !is_root && self.one_in(3),
            routes: Vec::new(),
        };
        if !is_root {
            for _ in 0..self.random.below(3) {
                let matcher = self.matcher();
                route.matchers.push(matcher);
            }
            if self.one_in(4) {
                let pair = (self.word(&NAMES), self.word(&VALUES));
                route.equals.push(pair);
            }
            if self.one_in(5) {
                route.legacy_regexes.push((self.word(&NAMES), self.word(&REGEXES)));
            }
        }
        if depth < 5 {
            let width = if is_root { 8 } else { self.random.below(5) };
            for _ in 0..width {
                if self.routes_left > 0 {
                    self.routes_left -= 1;
                    let child = self.route(depth + 1);
                    route.routes.push(child);
                }
            }
        }
        route
    }

    fn group_by(&mut self) -> Option<Vec<&'static str>> {
        match self.random.below(6) {
            0 => Some(vec!["..."]),
            1 => Some(Vec::new()),
            2 | 3 => {
                let mut names: Vec<_> = (0..=self.random.below(3)).map(|_| self.name()).collect();
                names.sort_unstable();
                names.dedup();
                Some(names)
            }
            _ => None,
        }
    }

    fn labels(&mut self) -> LabelSet {
        let mut labels = LabelSet::new();
        for _ in 0..=self.random.below(5) {
            labels.insert(self.name(), self.word(&VALUES));
        }
        if self.one_in(4) {
            labels.insert(self.word(&["job", "instance"]), self.word(&VALUES));
        }
        labels
    }
}

/// A YAML string in double quotes; JSON's are.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn yaml(root: &WrittenRoute) -> String {
    let mut text = String::from("route:\n");
    write_route(&mut text, root, "  ");
    text.push_str("receivers:\n");
    for number in 0..RECEIVERS {
        writeln!(text, "- name: r{number}").expect("a string takes everything");
    }
    text
}

fn write_route(text: &mut String, route: &WrittenRoute, indent: &str) {
    let line = |text: &mut String, content: String| {
        writeln!(text, "{indent}{content}").expect("a string takes everything");
    };
    line(text, format!("receiver: r{}", route.receiver));
    if route.continues {
        line(text, "continue: true".into());
    }
    if let Some(names) = &route.group_by {
        let names: Vec<_> = names.iter().map(|name| quoted(name)).collect();
        line(text, format!("group_by: [{}]", names.join(", ")));
    }
    let matchers: Vec<_> = route.matchers.iter().map(|matcher| quoted(matcher)).collect();
    if !matchers.is_empty() {
        line(text, format!("matchers: [{}]", matchers.join(", ")));
    }
    for (key, pairs) in [("match", &route.equals), ("match_re", &route.legacy_regexes)] {
        if !pairs.is_empty() {
            line(text, format!("{key}:"));
            for (name, value) in pairs {
                line(text, format!("  {name}: {}", quoted(value)));
            }
        }
    }
    if !route.routes.is_empty() {
        line(text, "routes:".into());
        for child in &route.routes {
            line(text, "-".into());
            write_route(text, child, &format!("{indent}  "));
        }
    }
}

/// The tree of the written configuration, as the program reads it.
fn tree(text: &str, version: Version) -> RouteTree {
    let source = SourceFile::new("alertmanager.yml", text);
    let options = config::Options {
        version,
        ..config::Options::default()
    };
    let loaded = config::load(&source, &options);
    assert!(!loaded.is_refused(), "{:?}\n{text}", loaded.diagnostics);
    RouteTree::from_config(&loaded.config, version).expect("there is a root route")
}

fn receivers(tree: &RouteTree, labels: &LabelSet) -> Vec<String> {
    let matched = tree.matched(labels).into_iter();
    matched
        .map(|route| tree[route].options().receiver.value.clone())
        .collect()
}

fn read_labels(labels: &Value) -> LabelSet {
    let labels = labels.as_object().expect("labels are an object");
    labels
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str().expect("values are text")))
        .collect()
}

/// Receiver, group labels, and the alerts in it.
type Group = (String, LabelSet, Vec<String>);

fn expected_groups(tree: &RouteTree, alerts: &[LabelSet]) -> Vec<Group> {
    let mut groups: BTreeMap<(RouteIndex, LabelSet), Vec<&LabelSet>> = BTreeMap::new();
    for labels in alerts {
        for route in tree.matched(labels) {
            groups
                .entry((route, tree.group_labels(route, labels)))
                .or_default()
                .push(labels);
        }
    }
    let mut groups: Vec<Group> = groups
        .into_iter()
        .map(|((route, group_labels), mut alerts)| {
            alerts.sort_by(|a, b| compare_alerts(a, b));
            let fingerprints = alerts.iter().map(|labels| labels.fingerprint().to_string()).collect();
            (tree[route].options().receiver.value.clone(), group_labels, fingerprints)
        })
        .collect();
    groups.sort();
    groups
}

fn read_groups(groups: &Value) -> Vec<Group> {
    let groups = groups.as_array().expect("groups are a list").iter();
    let mut groups: Vec<Group> = groups
        .map(|group| {
            let receiver = group["receiver"]["name"].as_str().expect("receivers have names");
            let alerts = group["alerts"].as_array().expect("alerts are a list").iter();
            let fingerprints = alerts.map(|alert| alert["fingerprint"].as_str().expect("it has one").to_owned());
            (
                receiver.to_owned(),
                read_labels(&group["labels"]),
                fingerprints.collect(),
            )
        })
        .collect();
    groups.sort();
    groups
}

async fn a_running_alertmanager_agrees(release: Release) {
    let start = "route: {receiver: r0}\nreceivers: [{name: r0}]\n";
    let Some(alertmanager) = Alertmanager::start(release, start, "http://am.example").await else {
        return;
    };
    let mut random = Random::new(41);
    let mut writer = Writer {
        random: &mut random,
        release,
        routes_left: 0,
    };
    let mut alerts: Vec<LabelSet> = (0..LABEL_SETS).map(|_| writer.labels()).collect();
    alerts.sort();
    alerts.dedup();
    let posted: Vec<Value> = alerts
        .iter()
        .map(|labels| json!({ "labels": labels, "endsAt": "2099-01-01T00:00:00Z" }))
        .collect();
    alertmanager.post_alerts(&posted.into()).await;

    let mut asked = 0;
    for _ in 0..tree_count() {
        writer.routes_left = 60;
        let root = writer.route(0);
        let text = yaml(&root);
        let tree = tree(&text, version(release));
        alertmanager.reload(&text).await;
        let answered = alertmanager.get("alerts").await;
        let answered: BTreeMap<LabelSet, &Value> = answered
            .as_array()
            .expect("alerts are a list")
            .iter()
            .map(|alert| (read_labels(&alert["labels"]), alert))
            .collect();
        assert_eq!(answered.len(), alerts.len());
        for labels in &alerts {
            let theirs = answered.get(labels).expect("every alert is kept");
            assert_eq!(theirs["fingerprint"], labels.fingerprint().to_string(), "{labels:?}");
            let names: Vec<_> = theirs["receivers"]
                .as_array()
                .expect("receivers are a list")
                .iter()
                .collect();
            let names: Vec<_> = names
                .iter()
                .map(|r| r["name"].as_str().expect("they have names"))
                .collect();
            assert_eq!(
                receivers(&tree, labels),
                names,
                "{labels:?} in {} through\n{text}",
                release.folder()
            );
            asked += 1;
        }
        let ours = expected_groups(&tree, &alerts);
        let placed: usize = ours.iter().map(|group| group.2.len()).sum();
        let theirs = wait_for("all alerts to be grouped", async || {
            let theirs = read_groups(&alertmanager.get("alerts/groups").await);
            let in_groups: usize = theirs.iter().map(|group| group.2.len()).sum();
            (in_groups == placed).then_some(theirs)
        })
        .await;
        assert_eq!(ours, theirs, "groups in {} through\n{text}", release.folder());
    }
    eprintln!("{}: {asked} label sets routed alike, grouped alike", release.folder());
}

#[tokio::test]
async fn the_oldest_running_alertmanager_agrees() {
    a_running_alertmanager_agrees(Release::Oldest).await;
}

#[tokio::test]
async fn the_middle_running_alertmanager_agrees() {
    a_running_alertmanager_agrees(Release::Middle).await;
}

#[tokio::test]
async fn the_newest_running_alertmanager_agrees() {
    a_running_alertmanager_agrees(Release::Newest).await;
}

/// What stands behind the branches that `amtool config routes show` draws.
fn shown_nodes(shown: &str) -> Vec<String> {
    let lines = shown.lines().filter_map(|line| {
        let node = line.trim_start_matches(['│', '├', '└', '─', ' ', '\u{a0}']);
        let is_node = node.starts_with('{') || node.starts_with("default-route");
        is_node.then(|| node.to_owned())
    });
    lines.collect()
}

fn expected_nodes(tree: &RouteTree) -> Vec<String> {
    let nodes = tree.iter().map(|(_, route)| {
        let mut node = if route.matchers().is_empty() {
            "default-route".to_owned()
        } else {
            route.matchers().to_string()
        };
        if route.continues() {
            node.push_str("  continue: true");
        }
        write!(node, "  receiver: {}", route.options().receiver.value).expect("a string takes everything");
        node
    });
    nodes.collect()
}

#[test]
fn amtool_shows_and_tests_routes_alike() {
    for release in Release::ALL {
        let Some(amtool) = program(release, "amtool") else {
            continue;
        };
        let mut random = Random::new(43);
        let mut writer = Writer {
            random: &mut random,
            release,
            routes_left: 0,
        };
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let config = folder.path().join("alertmanager.yml");
        let trees = (tree_count() / 3).max(1);
        for _ in 0..trees {
            writer.routes_left = 30;
            let root = writer.route(0);
            let text = yaml(&root);
            let tree = tree(&text, version(release));
            std::fs::write(&config, &text).expect("it can be written");
            let run = |arguments: &[String]| {
                let output = Command::new(&amtool)
                    .args(["config", "routes"])
                    .args(arguments)
                    .arg(format!("--config.file={}", config.display()))
                    .env_remove("HOME")
                    .output()
                    .expect("amtool can be run");
                let error = String::from_utf8_lossy(&output.stderr);
                assert!(output.status.success(), "{error}\n{text}");
                String::from_utf8_lossy(&output.stdout).into_owned()
            };
            let shown = shown_nodes(&run(&["show".into()]));
            assert_eq!(expected_nodes(&tree), shown, "{} shows\n{text}", release.folder());
            for _ in 0..AMTOOL_RUNS / trees {
                let labels = writer.labels();
                let mut arguments = vec!["test".to_owned()];
                arguments.extend(labels.iter().map(|(name, value)| {
                    let value = value.replace('\\', "\\\\").replace('"', "\\\"");
                    if UTF8_NAMES.contains(&name) {
                        format!("\"{name}\"=\"{value}\"")
                    } else {
                        format!("{name}=\"{value}\"")
                    }
                }));
                let theirs = run(&arguments);
                let ours = receivers(&tree, &labels).join(",");
                assert_eq!(
                    theirs.trim_end_matches('\n'),
                    ours,
                    "{labels:?} in {}\n{text}",
                    release.folder()
                );
            }
        }
    }
}
