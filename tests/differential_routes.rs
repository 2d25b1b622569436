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
use runframe_cli::route::{RouteIndex, RouteTree};
use serde_json::{Value, json};

use support::alertmanager::{Alertmanager, wait_for};
use support::random::Random;
use support::real::{Release, program};
use support::route_pairs::compare;
use support::routes::{RECEIVERS, Writer, receivers, tree, version, yaml};

/// Trees for each release.
const TREES: usize = 5;

/// Label sets each tree of the running Alertmanager is asked about.
const LABEL_SETS: usize = 400;

/// Pairs of a tree and a label set each amtool is asked about: a slice of what `examples/differential_routes.rs` compares.
const AMTOOL_PAIRS: usize = 2000;

fn tree_count() -> usize {
    let cases = std::env::var("RUNFRAME_CASES").ok();
    cases.map_or(TREES, |text| text.parse().expect("RUNFRAME_CASES is a number"))
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
    let posted: Vec<Value> = (0..)
        .zip(&alerts)
        .map(|(number, labels)| {
            let mut labels = labels.clone();
            // Alertmanager takes out what is empty.
            if number % 3 == 0 {
                labels.insert("empty", "");
            }
            json!({ "labels": labels, "endsAt": "2099-01-01T00:00:00Z" })
        })
        .collect();
    alertmanager.post_alerts(&posted.into()).await;

    let mut asked = 0;
    for _ in 0..tree_count() {
        let root = writer.tree(60);
        let text = yaml(&root, RECEIVERS);
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
fn amtool_shows_routes_alike() {
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
            let root = writer.tree(30);
            let text = yaml(&root, RECEIVERS);
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
        }
    }
}

#[test]
fn amtool_routes_alike() {
    for release in Release::ALL {
        let Some(found) = compare(release, AMTOOL_PAIRS, 44) else {
            continue;
        };
        assert!(
            found.routed * 4 > found.pairs,
            "the label sets miss the trees: {found:?}"
        );
        assert!(
            found.differences.is_empty(),
            "{}: {:#?}",
            release.folder(),
            found.differences
        );
        eprintln!("{}: {} pairs of a tree and a label set", release.folder(), found.pairs);
    }
}
