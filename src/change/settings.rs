//! What the routing tree does not tell of: receivers and sections that say something else.

use std::collections::{BTreeMap, HashSet};

use crate::config::{Config, Secrets};
use crate::text::Span;
use crate::yaml::{self, Document, Kind, NodeId};

/// Sections beside routes and receivers that bear on what is sent.
const SECTIONS: [&str; 2] = ["global", "templates"];

/// Deeper than this, two settings count as different.
const DEPTH_MAX: usize = 500;

/// What says something else, beside routes, time intervals and inhibit rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SettingsChange {
    /// Receivers that both configurations have, by name.
    pub receivers: Vec<Altered>,
    /// Sections: `global` and `templates`.
    pub sections: Vec<Altered>,
}

/// Something that says something else. What it says is not kept: it may be secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Altered {
    /// The receiver or section.
    pub name: String,
    /// Where it stands in the old text; `None` if it is not there.
    pub old: Option<Span>,
    /// Where it stands in the new text; `None` if it is not there.
    pub new: Option<Span>,
}

/// A configuration, and the text it was read from.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// The text.
    pub text: &'a str,
    /// The configuration.
    pub config: &'a Config,
}

impl SettingsChange {
    /// Compares what two configurations say, however they write it: the order of keys, comments, quotes, aliases and the
    /// units of durations do not count. Of receivers only those for which `is_used` holds.
    #[must_use]
    pub fn between(old: Written<'_>, new: Written<'_>, is_used: impl Fn(&str) -> bool) -> Self {
        let plain = |written: Written<'_>| written.config.to_yaml(Secrets::Shown);
        let (plain_old, plain_new) = (plain(old), plain(new));
        let (plain_old, plain_new) = (yaml::parse(&plain_old).document, yaml::parse(&plain_new).document);
        let (old, new) = (yaml::parse(old.text).document, yaml::parse(new.text).document);
        let is_same = |before: Option<&NodeId>, after: Option<&NodeId>| match (before, after) {
            (Some(&before), Some(&after)) => Comparison::of(&plain_old, &plain_new).is_same(before, after),
            (before, after) => before.is_none() && after.is_none(),
        };
        let span = |document: &Document<'_>, node: Option<NodeId>| node.map(|node| document.span(node));
        let (before, after) = (receivers(&old), receivers(&new));
        let (plain_before, plain_after) = (receivers(&plain_old), receivers(&plain_new));
        let receivers = after.iter().filter_map(|(&name, &after)| {
            let before = *before.get(name)?;
            let is_altered = is_used(name) && !is_same(plain_before.get(name), plain_after.get(name));
            is_altered.then(|| Altered {
                name: name.to_owned(),
                old: span(&old, Some(before)),
                new: span(&new, Some(after)),
            })
        });
        let sections = SECTIONS.into_iter().filter_map(|name| {
            let (before, after) = (section(&plain_old, name), section(&plain_new, name));
            (!is_same(before.as_ref(), after.as_ref())).then(|| Altered {
                name: name.to_owned(),
                old: span(&old, section(&old, name)),
                new: span(&new, section(&new, name)),
            })
        });
        Self {
            receivers: receivers.collect(),
            sections: sections.collect(),
        }
    }

    /// Whether nothing is.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.receivers.is_empty() && self.sections.is_empty()
    }
}

/// The value of a section, or `None` if it is absent or says nothing.
fn section(document: &Document<'_>, name: &str) -> Option<NodeId> {
    let value = document.resolve_alias(document.get(document.root()?, name)?)?;
    let says_nothing = match document.kind(value) {
        Kind::Scalar { .. } => true,
        Kind::Sequence(items) => items.is_empty(),
        Kind::Mapping(pairs) => pairs.is_empty(),
        Kind::Alias(_) => false,
    };
    (!says_nothing).then_some(value)
}

fn receivers<'d>(document: &'d Document<'_>) -> BTreeMap<&'d str, NodeId> {
    let list = section(document, "receivers");
    let items = list.into_iter().flat_map(|list| document.items(list));
    let named = items.filter_map(|&item| {
        let item = document.resolve_alias(item)?;
        let name = document.resolve_alias(document.get(item, "name")?)?;
        Some((document.scalar_text(name)?, item))
    });
    named.collect()
}

/// Whether nodes of two documents say the same.
struct Comparison<'c, 'd> {
    old: &'c Document<'d>,
    new: &'c Document<'d>,
    /// Pairs of collections that were found to be the same: aliases can make few lines mean a great many.
    same: HashSet<(NodeId, NodeId)>,
    depth: usize,
}

impl<'c, 'd> Comparison<'c, 'd> {
    fn of(old: &'c Document<'d>, new: &'c Document<'d>) -> Self {
        Self {
            old,
            new,
            same: HashSet::new(),
            depth: 0,
        }
    }

    fn is_same(&mut self, old: NodeId, new: NodeId) -> bool {
        let (Some(old), Some(new)) = (self.old.resolve_alias(old), self.new.resolve_alias(new)) else {
            return false;
        };
        if self.same.contains(&(old, new)) {
            return true;
        }
        if self.depth == DEPTH_MAX {
            return false;
        }
        self.depth += 1;
        let is_same = self.is_same_content(old, new);
        self.depth -= 1;
        if is_same {
            self.same.insert((old, new));
        }
        is_same
    }

    fn is_same_content(&mut self, old: NodeId, new: NodeId) -> bool {
        let (before, after) = (self.old, self.new);
        let (left, right) = (before.node(old), after.node(new));
        if left.tag != right.tag {
            return false;
        }
        match (left.kind, right.kind) {
            (Kind::Scalar { text: a, style: from }, Kind::Scalar { text: b, style: to }) => {
                let meaning = |text, style| yaml::resolve(text, style, left.tag).ok().map(|value| value.tag());
                a == b && meaning(a, from) == meaning(b, to)
            }
            (Kind::Sequence(a), Kind::Sequence(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(&a, &b)| self.is_same(a, b))
            }
            (Kind::Mapping(a), Kind::Mapping(b)) => {
                a.len() == b.len()
                    && a.iter().all(|(key, value)| {
                        let name = before.scalar_text(key);
                        let other = name.and_then(|name| after.get(new, name));
                        other.is_some_and(|other| self.is_same(value, other))
                    })
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::config;
    use crate::text::SourceFile;

    fn names(old: &str, new: &str) -> (Vec<String>, Vec<String>) {
        let config = |text: &str| config::load(&SourceFile::new("f", text), &config::Options::default()).config;
        let (old_config, new_config) = (config(old), config(new));
        let (old, new) = (
            Written {
                text: old,
                config: &old_config,
            },
            Written {
                text: new,
                config: &new_config,
            },
        );
        let change = SettingsChange::between(old, new, |name| name != "unused");
        let names = |altered: Vec<Altered>| altered.into_iter().map(|altered| altered.name).collect();
        (names(change.receivers), names(change.sections))
    }

    fn receivers(old: &str, new: &str) -> Vec<String> {
        let text = |settings: &str| format!("receivers:\n- name: a\n  webhook_configs: [{settings}]\n- name: b\n");
        names(&text(old), &text(new)).0
    }

    #[test]
    fn what_says_the_same_is_the_same() {
        let none = Vec::<String>::new();
        assert_eq!(
            receivers("{url: 'http://x', max_alerts: 1}", "{max_alerts: 1, url: http://x}"),
            none
        );
        assert_eq!(
            receivers(
                "{url: http://x, timeout: 300s, send_resolved: yes}",
                "{url: http://x, timeout: 5m, send_resolved: true}"
            ),
            none
        );
        let labels = |labels: &str| format!("receivers: [{{name: a, labels: {{{labels}}}}}]");
        assert_eq!(names(&labels("x: 1, y: b"), &labels("y: b, x: '1'")).0, none);
        let global = |settings: &str| format!("global: {{{settings}}}");
        assert_eq!(
            names(
                &global("resolve_timeout: 1h, smtp_from: a"),
                &global("smtp_from: 'a', resolve_timeout: 3600s")
            )
            .1,
            none
        );
        assert_eq!(names("global: {}", "global:"), (none.clone(), none.clone()));
        assert_eq!(
            names(
                "receivers: [{name: a}, {name: unused}]",
                "receivers: [{name: unused, webhook_configs: [{url: http://x}]}, {name: a}]"
            ),
            (none.clone(), none.clone())
        );
        assert_eq!(
            names(
                "receivers: [{name: a, webhook_configs: [&x {url: http://x}, *x]}]",
                "receivers: [{name: a, webhook_configs: [{url: http://x}, {url: http://x}]}]"
            ),
            (none.clone(), none)
        );
    }

    #[test]
    fn what_says_something_else_is_altered() {
        assert_eq!(receivers("{url: http://x}", "{url: http://y}"), ["a"]);
        assert_eq!(receivers("{url: http://x}", "{url: http://x, max_alerts: 1}"), ["a"]);
        assert_eq!(
            receivers("{url: http://x, timeout: 5m}", "{url: http://x, timeout: 5s}"),
            ["a"]
        );
        assert_eq!(
            receivers("{url: http://x}, {url: http://y}", "{url: http://y}, {url: http://x}"),
            ["a"]
        );
        assert_eq!(names("{}", "global: {resolve_timeout: 1m}").1, ["global"]);
        assert_eq!(names("templates: [a]", "templates: [b]").1, ["templates"]);
    }

    #[test]
    fn what_is_nested_is_compared_once() {
        let mut text = String::from("a0: &a0 [x, x]\n");
        for level in 1..60 {
            let below = level - 1;
            writeln!(text, "a{level}: &a{level} [*a{below}, *a{below}]").expect("a string takes everything");
        }
        let (old, new) = (text.clone(), text.replace("[x, x]", "[x, y]"));
        let (old, new) = (yaml::parse(&old).document, yaml::parse(&new).document);
        let last = |document: &Document<'_>| document.get(document.root()?, "a59");
        let (before, after) = (last(&old).expect("it is there"), last(&new).expect("it is there"));
        assert!(Comparison::of(&old, &old).is_same(before, before));
        assert!(!Comparison::of(&old, &new).is_same(before, after));
    }
}
