//! Pages for people: what `explain` prints, and what `docs/rules` holds.

use std::fmt::Write as _;

use super::catalogue::{CATALOGUE, Entry};
use super::rules::RULES;
use super::{Needs, Rule};
use crate::text::suggest;

/// The page of a finding's name, as Markdown; `None` if there is no such name.
#[must_use]
pub fn page(name: &str) -> Option<String> {
    if let Some(rule) = RULES.iter().find(|rule| rule.name == name) {
        return Some(rule_page(rule));
    }
    CATALOGUE.iter().find(|entry| entry.name == name).map(entry_page)
}

/// One sentence about a finding's name; `None` if there is no such name.
#[must_use]
pub fn summary(name: &str) -> Option<&'static str> {
    let of_rule = RULES.iter().find(|rule| rule.name == name).map(|rule| rule.summary());
    of_rule.or_else(|| {
        CATALOGUE
            .iter()
            .find(|entry| entry.name == name)
            .map(|entry| entry.summary)
    })
}

/// The name most like `typed`.
#[must_use]
pub fn nearest_name(typed: &str) -> Option<&'static str> {
    let rules = RULES.iter().map(|rule| rule.name);
    suggest::nearest(typed, rules.chain(CATALOGUE.iter().map(|entry| entry.name)))
}

/// All names with their sentences, as Markdown; rules link to their pages.
#[must_use]
pub fn index() -> String {
    let mut text = String::from(
        "# Findings\n\n\
         `runframe-cli explain NAME` prints a page.\n\n\
         ## Rules\n\n\
         The file loads, and does not do what was meant. `# runframe: allow NAME — reason`, at the end of the line or on a line above \
         it, allows a finding.\n\n\
         | name | level | what it finds |\n|---|---|---|\n",
    );
    for rule in RULES {
        let (name, level) = (rule.name, rule.level.as_str());
        let _ = writeln!(text, "| [{name}]({name}.md) | {level} | {} |", rule.summary());
    }
    text.push_str(
        "\n## Other findings\n\nAn error is what Alertmanager refuses. None of these can be allowed.\n\n\
         | name | level | what it finds |\n|---|---|---|\n",
    );
    for entry in CATALOGUE {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} |",
            entry.name,
            entry.level.as_str(),
            entry.summary
        );
    }
    text
}

fn rule_page(rule: &Rule) -> String {
    let needs = match rule.needs {
        Needs::Anything => "",
        Needs::AcceptedConfig | Needs::Proofs => " Checked once Alertmanager accepts the file.",
    };
    let docs = rule.docs();
    let (summary, sections) = docs.split_once('\n').unwrap_or((&docs, ""));
    format!(
        "# {}\n\n{summary}\n\nLevel: {}. Since {}.{needs}\n\n{}\n\n## Reference\n\n{}.\n",
        rule.name,
        rule.level.as_str(),
        rule.since,
        sections.trim(),
        rule.upstream.trim_end_matches('.')
    )
}

fn entry_page(entry: &Entry) -> String {
    format!(
        "# {}\n\n{}\n\nLevel: {}.\n\n{}\n",
        entry.name,
        entry.summary,
        entry.level.as_str(),
        entry.text
    )
}
