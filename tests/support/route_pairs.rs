//! Where `amtool config routes test` sends alerts, and where we do, over random trees and label sets.
//!
//! amtool takes one label set a run. Its configuration holds a forest, so that one run answers for many trees.

use std::process::Command;

use super::random::Random;
use super::real::{Release, program};
use super::routes::{Forest, Writer, arguments, receivers, tree, version};

/// Trees in one configuration.
const TREES: usize = 20;
/// Routes of a tree at most, its top not counted.
const ROUTES: usize = 25;
/// Label sets each configuration is asked about.
const LABEL_SETS: usize = 100;

/// What was compared.
#[derive(Debug, Default)]
pub struct Comparison {
    /// Pairs of a tree and a label set.
    pub pairs: usize,
    /// Pairs in which some route below the top of the tree takes the alert.
    pub routed: usize,
    /// Pairs in which several routes of the tree take the alert.
    pub several: usize,
    /// The differences.
    pub differences: Vec<Difference>,
}

/// A label set that goes elsewhere.
#[derive(Debug)]
pub struct Difference {
    /// The labels, as amtool takes them.
    pub labels: Vec<String>,
    /// Our receivers that amtool does not name, and those of amtool that we do not name; or the whole lists, if only
    /// their order differs.
    pub ours: Vec<String>,
    pub theirs: Vec<String>,
    /// The configuration.
    pub text: String,
}

/// Compares at least this many pairs; `None`, and says so, if that amtool is missing and may be.
pub fn compare(release: Release, pairs: usize, seed: u64) -> Option<Comparison> {
    let amtool = program(release, "amtool")?;
    let mut random = Random::new(seed);
    let mut writer = Writer {
        random: &mut random,
        release,
        routes_left: 0,
    };
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let config = folder.path().join("alertmanager.yml");
    let mut comparison = Comparison::default();
    while comparison.pairs < pairs {
        let forest = Forest::draw(&mut writer, TREES, ROUTES);
        let tree = tree(&forest.text, version(release));
        std::fs::write(&config, &forest.text).expect("it can be written");
        for number in 0..LABEL_SETS {
            if comparison.pairs >= pairs {
                break;
            }
            let labels = if number % 4 == 0 {
                writer.labels()
            } else {
                writer.labels_for(&forest.trees[number % TREES])
            };
            let asked = arguments(&labels);
            let output = Command::new(&amtool)
                .args(["config", "routes", "test"])
                .arg(format!("--config.file={}", config.display()))
                .args(&asked)
                .env_remove("HOME")
                // Most of a run is its start: one thread, nothing to collect.
                .env("GOMAXPROCS", "1")
                .env("GOGC", "off")
                .output()
                .expect("amtool can be run");
            assert!(
                output.status.success(),
                "{}\n{asked:?}\n{}",
                String::from_utf8_lossy(&output.stderr),
                forest.text
            );
            let theirs = String::from_utf8_lossy(&output.stdout);
            let theirs: Vec<String> = theirs.trim_end().split(',').map(str::to_owned).collect();
            let ours = receivers(&tree, &labels);
            for number in 0..TREES {
                let prefix = format!("t{number}r");
                let of_tree: Vec<_> = theirs.iter().filter(|name| name.starts_with(&prefix)).collect();
                comparison.pairs += 1;
                comparison.routed += usize::from(of_tree.iter().any(|name| **name != format!("{prefix}0")));
                comparison.several += usize::from(of_tree.len() > 1);
            }
            if ours != theirs {
                let missing = |from: &[String], other: &[String]| -> Vec<String> {
                    from.iter().filter(|name| !other.contains(name)).cloned().collect()
                };
                let (only_ours, only_theirs) = (missing(&ours, &theirs), missing(&theirs, &ours));
                let is_order = only_ours.is_empty() && only_theirs.is_empty();
                let (ours, theirs) = if is_order {
                    (ours, theirs)
                } else {
                    (only_ours, only_theirs)
                };
                comparison.differences.push(Difference {
                    labels: asked,
                    ours,
                    theirs,
                    text: forest.text.clone(),
                });
            }
        }
    }
    Some(comparison)
}
