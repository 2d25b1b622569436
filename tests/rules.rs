//! The lint rules: their cases (`src/lint/rules/*.md`), the examples on their pages, and the pages themselves.
//!
//! A case is a YAML block. `# warning: [name]` at the end of a line says that exactly this is found on it; what no line says
//! must not be found. Words behind ```` ```yaml ```` are options: `receiver=NAME`, `version=0.25`, `allow-placeholders`.
//!
//! `UPDATE=1 cargo test --test rules` writes `docs/rules` anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use runframe_cli::diagnostic::Level;
use runframe_cli::lint::{self, CATALOGUE, RULES, Rule};
use runframe_cli::text::SourceFile;
use runframe_cli::validation::{self, Options};

/// A YAML block of a Markdown text.
struct Block {
    heading: String,
    options: Options,
    text: String,
    /// The line of its fence, from 1.
    line: usize,
}

fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut heading = String::new();
    let mut open: Option<Block> = None;
    for (index, line) in markdown.lines().enumerate() {
        match &mut open {
            Some(block) if line != "```" => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            Some(_) => blocks.extend(open.take()),
            None => {
                if let Some(title) = line.strip_prefix("## ") {
                    title.clone_into(&mut heading);
                } else if let Some(words) = line.strip_prefix("```yaml") {
                    open = Some(Block {
                        heading: heading.clone(),
                        options: options(words),
                        text: String::new(),
                        line: index + 1,
                    });
                }
            }
        }
    }
    assert!(open.is_none(), "a block is never closed");
    blocks
}

fn options(words: &str) -> Options {
    let mut options = Options::default();
    for word in words.split_whitespace() {
        match word.split_once('=') {
            Some(("receiver", name)) => options.runframe_receivers.push(name.to_owned()),
            Some(("version", version)) => options.version = version.parse().expect("a known version"),
            None if word == "allow-placeholders" => options.allow_placeholders = true,
            _ => panic!("`{word}` is no option of a case"),
        }
    }
    options
}

/// Line, level and name of everything found.
fn found(text: &str, options: &Options) -> Vec<(u32, Level, &'static str)> {
    let source = SourceFile::new("case.yml", text);
    let validated = validation::validate(source, options).expect("a case is a configuration");
    let mut found = Vec::new();
    for subject in &validated.subjects {
        for finding in subject.findings() {
            let line = subject.source().position(finding.primary.span.start).line;
            found.push((line, finding.level, finding.name));
        }
    }
    found.sort_unstable();
    found
}

/// As in `4: warning: [plain-http]`.
fn expected(text: &str) -> Vec<String> {
    let mut expected = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for level in ["error", "warning", "info"] {
            let mark = format!("{level}: [");
            for (at, _) in line.match_indices(&mark) {
                let comment = line.find('#').is_some_and(|comment| comment < at);
                let name = line[at + mark.len()..].split(']').next().unwrap_or_default();
                assert!(comment, "`{line}`: a mark stands in a comment");
                expected.push(format!("{}: {level}: [{name}]", index + 1));
            }
        }
    }
    expected.sort_unstable();
    expected
}

fn rules_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint/rules")
}

fn file_name(rule: &Rule) -> String {
    rule.name.replace('-', "_")
}

#[test]
fn cases_find_exactly_what_they_mark() {
    let mut failures = Vec::new();
    for rule in RULES {
        let path = rules_folder().join(format!("{}.md", file_name(rule)));
        let markdown = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let blocks = blocks(&markdown);
        for block in &blocks {
            let mut found: Vec<String> = found(&block.text, &block.options)
                .into_iter()
                .map(|(line, level, name)| format!("{line}: {}: [{name}]", level.as_str()))
                .collect();
            found.sort_unstable();
            let expected = expected(&block.text);
            if found != expected {
                failures.push(format!(
                    "{}:{}: {}\n  expected {expected:?}\n  found    {found:?}",
                    path.display(),
                    block.line,
                    block.heading
                ));
            }
        }
        let marks: Vec<String> = blocks.iter().flat_map(|block| expected(&block.text)).collect();
        let own = format!("[{}]", rule.name);
        assert!(
            marks.iter().any(|m| m.contains(&own)),
            "no case of `{}` fires",
            rule.name
        );
        let silent = blocks
            .iter()
            .any(|block| !expected(&block.text).iter().any(|m| m.contains(&own)));
        assert!(silent, "no case of `{}` stays silent", rule.name);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn examples_do_what_their_pages_say() {
    let mut failures = Vec::new();
    for rule in RULES {
        let page = lint::page(rule.name).expect("every rule has a page");
        for block in blocks(&page) {
            let found = found(&block.text, &block.options);
            let own = found.iter().filter(|(.., name)| *name == rule.name).count();
            let others = found
                .iter()
                .filter(|(_, level, name)| *name != rule.name && *level > Level::Info);
            let expected = usize::from(block.heading == "Example");
            if own != expected || others.count() > 0 {
                failures.push(format!("{}: {}: {found:?}", rule.name, block.heading));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_registry_is_whole_and_in_order() {
    let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    assert!(names.is_sorted(), "rules are in the order of their names");
    let all: BTreeSet<&str> = names
        .iter()
        .copied()
        .chain(CATALOGUE.iter().map(|entry| entry.name))
        .collect();
    assert_eq!(all.len(), names.len() + CATALOGUE.len(), "a name stands for one thing");
    for name in &all {
        let is_word =
            |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        assert!(name.split('-').all(is_word), "`{name}` is not kebab-case");
        let summary = lint::summary(name).expect("it has a summary");
        assert!(
            summary.ends_with('.') && !summary.contains('\n'),
            "the summary of `{name}` is a sentence"
        );
    }
    for rule in RULES {
        assert_ne!(rule.level, Level::Error, "`{}`: errors are Alertmanager's", rule.name);
        let docs = rule.docs();
        let sections: Vec<&str> = docs.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(sections, Rule::SECTIONS, "sections of `{}`", rule.name);
    }
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(rules_folder()).expect("the rules are in a folder") {
        let path = entry.expect("it is readable").path();
        files.insert(path.file_stem().expect("it has a name").to_string_lossy().into_owned());
    }
    let registered: BTreeSet<String> = RULES.iter().map(|rule| file_name(rule)).collect();
    assert_eq!(files, registered, "every file is registered, every rule has its file");
}

/// Names stand alone as the first text of a call, in the rooms that find things.
fn names_in_source(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("it is a folder") {
        let path = entry.expect("it is readable").path();
        if path.is_dir() {
            names_in_source(&path, names);
            continue;
        }
        let text = fs::read_to_string(&path).expect("it is a text");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for start in [
            "Diagnostic::error(",
            "Diagnostic::warning(",
            "Diagnostic::info(",
            "fatal(",
            "whole(",
            "afterwards(",
        ] {
            for (at, _) in code.match_indices(start) {
                let argument = code[at + start.len()..].trim_start();
                let name = argument.strip_prefix('"').and_then(|rest| rest.split('"').next());
                names.extend(name.map(str::to_owned));
            }
        }
    }
}

#[test]
fn the_catalogue_knows_every_finding() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut names = BTreeSet::new();
    for room in ["config", "yaml", "wrapped", "cli"] {
        names_in_source(&source.join(room), &mut names);
    }
    assert!(names.len() > 20, "the search still finds them: {names:?}");
    let unknown: Vec<&String> = names.iter().filter(|name| lint::page(name).is_none()).collect();
    assert!(unknown.is_empty(), "add to src/lint/catalogue.rs: {unknown:?}");
}

#[test]
fn the_pages_in_docs_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let mut pages = vec![("README.md".to_owned(), lint::index())];
    for rule in RULES {
        let page = lint::page(rule.name).expect("every rule has a page");
        pages.push((format!("{}.md", rule.name), page));
    }
    let generated =
        |text: &str| format!("<!-- Generated from src/lint by `UPDATE=1 cargo test --test rules`. -->\n{text}");
    if std::env::var_os("UPDATE").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("docs is writable");
        for (name, text) in &pages {
            fs::write(folder.join(name), generated(text)).expect("docs is writable");
        }
    }
    for (name, text) in &pages {
        let written = fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(
            written == generated(text),
            "docs/rules/{name} is stale; write it anew: UPDATE=1 cargo test --test rules"
        );
    }
    let written = fs::read_dir(&folder).expect("docs/rules is there").count();
    assert_eq!(
        written,
        pages.len(),
        "docs/rules holds pages of rules that are gone: UPDATE=1 cargo test --test rules"
    );
}
