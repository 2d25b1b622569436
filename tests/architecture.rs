//! The house rules that a compiler does not check: imports point down, the core stays pure, every file says what it is.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules of each layer, lowest first. A module may use its own layer only where `NEIGHBOURS` says so.
const LAYERS: [&[&str]; 6] = [
    &["text", "diagnostic", "version", "few", "runner"],
    &[
        "yaml",
        "alert",
        "matcher",
        "duration",
        "time_interval",
        "url",
        "template",
        "guide",
    ],
    &["config", "route", "rule_file", "incident", "suppression", "wrapped"],
    &[
        "proof",
        "lint",
        "pipeline",
        "webhook",
        "trace",
        "routing_test",
        "change",
        "fault",
        "api",
        "organisation",
    ],
    &["report", "validation"],
    &["store", "server", "client", "fire", "walkthrough", "cli"],
];

/// Which modules may use which of their own layer, and why.
const NEIGHBOURS: [(&str, &[&str]); 15] = [
    // Findings carry places, and mostly no notes.
    ("diagnostic", &["few", "text"]),
    // Matchers match label sets.
    ("matcher", &["alert"]),
    // A template that runs reads regular expressions and durations, and names of time zones.
    ("template", &["duration", "matcher", "time_interval"]),
    // The tree is built from configured routes.
    ("route", &["config"]),
    // Inhibit rules and time intervals are configured.
    ("suppression", &["config"]),
    // Rules report what was proved.
    ("lint", &["proof"]),
    // A test compares what it expects with the trace of its alert; coverage leaves out what no alert can reach.
    ("routing_test", &["proof", "trace"]),
    // What two trees treat differently, followed through both.
    ("change", &["proof", "trace"]),
    // The pipeline's effects are payloads.
    ("pipeline", &["webhook"]),
    // A fault is written in its own words.
    ("api", &["fault"]),
    // What a text's stages found is what is reported of it.
    ("validation", &["report"]),
    // The outer layer, from the disk to the terminal.
    ("server", &["store"]),
    ("fire", &["client", "server", "store"]),
    ("walkthrough", &["client", "fire", "server", "store"]),
    ("cli", &["client", "fire", "server", "store", "walkthrough"]),
];

/// What the pure layers must not name. Text and instants come in as arguments.
const IMPURE: [&str; 13] = [
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "tokio::",
    "println!",
    "eprintln!",
    "async fn",
];

const OUTER_LAYER: usize = LAYERS.len() - 1;

struct SourceText {
    path: PathBuf,
    module: String,
    text: String,
}

fn source_texts() -> Vec<SourceText> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut texts = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a source folder is readable") {
            let path = entry.expect("a folder entry is readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let relative = path.strip_prefix(&root).expect("it lies under src").to_path_buf();
                let first = relative.components().next().expect("it has a name");
                let module = Path::new(first.as_os_str())
                    .file_stem()
                    .expect("it has a name")
                    .to_string_lossy()
                    .into_owned();
                let text = fs::read_to_string(&path).expect("a source file is readable");
                texts.push(SourceText {
                    path: relative,
                    module,
                    text,
                });
            }
        }
    }
    texts.sort_by(|a, b| a.path.cmp(&b.path));
    texts
}

/// The part of a file that is compiled into the program: everything before its unit tests.
fn production_code(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// The top-level modules a text names through `crate::`.
fn modules_used(text: &str) -> Vec<(usize, String)> {
    let mut used = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            let names = rest.strip_prefix('{').map_or_else(
                || vec![rest],
                |group| group.split('}').next().unwrap_or(group).split(',').collect(),
            );
            for name in names {
                let name: String = name
                    .trim_start()
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                if layer_of(&name).is_some() {
                    used.push((number + 1, name));
                }
            }
        }
    }
    used
}

#[test]
fn every_module_has_a_layer() {
    for source in source_texts() {
        if source.module != "lib" && source.module != "main" {
            assert!(
                layer_of(&source.module).is_some(),
                "src/{} is in no layer: add `{}` to LAYERS in tests/architecture.rs and to docs/architecture.md",
                source.path.display(),
                source.module
            );
        }
    }
}

#[test]
fn imports_point_down() {
    let neighbours: BTreeMap<_, _> = NEIGHBOURS.into_iter().collect();
    let mut upward = Vec::new();
    for source in source_texts() {
        let Some(own) = layer_of(&source.module) else {
            continue;
        };
        for (line, used) in modules_used(&source.text) {
            let other = layer_of(&used).expect("only known modules are listed");
            let is_neighbour = neighbours
                .get(source.module.as_str())
                .is_some_and(|allowed| allowed.contains(&used.as_str()));
            if used != source.module && (other > own || (other == own && !is_neighbour)) {
                upward.push(format!(
                    "src/{}:{line}: `{}` (layer {own}) uses `{used}` (layer {other})",
                    source.path.display(),
                    source.module
                ));
            }
        }
    }
    assert!(upward.is_empty(), "imports must point down:\n{}", upward.join("\n"));
}

#[test]
fn the_core_is_pure() {
    let mut impure = Vec::new();
    for source in source_texts() {
        if layer_of(&source.module).is_none_or(|layer| layer == OUTER_LAYER) {
            continue;
        }
        for (number, line) in production_code(&source.text).lines().enumerate() {
            let code = line.split("//").next().unwrap_or(line);
            for name in IMPURE {
                if code.contains(name) {
                    impure.push(format!("src/{}:{}: `{name}`", source.path.display(), number + 1));
                }
            }
        }
    }
    assert!(
        impure.is_empty(),
        "below the outer layer there is no disk, network, clock, environment or async:\n{}",
        impure.join("\n")
    );
}

#[test]
fn every_file_says_what_it_is_for() {
    for source in source_texts() {
        assert!(
            source.text.starts_with("//!"),
            "src/{} does not open with `//!` and a sentence on its job",
            source.path.display()
        );
    }
}

#[test]
fn nothing_unfinished_is_left() {
    for source in source_texts() {
        for (number, line) in source.text.lines().enumerate() {
            for word in ["todo!", "unimplemented!", "dbg!(", "TODO", "FIXME", "XXX"] {
                assert!(
                    !line.contains(word),
                    "src/{}:{}: `{word}`",
                    source.path.display(),
                    number + 1
                );
            }
        }
    }
}
