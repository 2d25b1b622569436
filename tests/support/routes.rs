//! Random routing trees and label sets, with everything that sets Alertmanager's reading of them apart.

use std::fmt::Write as _;

use runframe_cli::alert::LabelSet;
use runframe_cli::config;
use runframe_cli::route::RouteTree;
use runframe_cli::text::SourceFile;
use runframe_cli::version::Version;
use serde_json::Value;

use super::random::Random;
use super::real::Release;

/// Label names every release takes.
const NAMES: [&str; 8] = ["a", "b", "B", "a1", "severity", "_x", "team", "alertname"];
/// Label names for releases that take UTF-8.
const UTF8_NAMES: [&str; 8] = ["日本", "foo bar", "a-b", "x.y", "1a", "q\"t", "a=b", "é"];
/// Label values, and values of `=` and `!=`.
const VALUES: [&str; 28] = [
    "x", "y", "X", "xy", "1", "page", "é", "É", "a b", "q\"t", "b\\s", "日本", "x|y", "{x}", "ſ", "a\tb", "x\ny", " x",
    "a,b", "a=b", "K", "\u{212a}", "k", "007", "true", "xx", "'", "-1.5",
];
/// Values of `=~` and `!~`, with what sets Go's regular expressions apart.
const REGEXES: [&str; 64] = [
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
    "(?i)k",
    "(?i:K)|y",
    "(?-s).+",
    "(?s).+",
    "x.y",
    "x\\sy",
    "(?m)^y$|x",
    "(?m)x$\\n^y",
    "(?U)x+y?",
    "\\141 b",
    "\\x{65E5}.",
    "\\p{Han}+",
    "\\P{Latin}*",
    "\\p{Lu}",
    "[[:^alpha:]]",
    "[\\d\\-x]+",
    "[^\\d]+",
    "\\D.*",
    "\\bx\\b.*",
    "\\Bx",
    "x\\b",
    "(a+)+$",
    "(x|xx)*y?",
    "x{0}y",
    "x{2,}",
    "(x{1,3}){1,3}",
    "a\\tb|a b",
    "\\Ax\\z",
    "$|x",
    "()",
    "(|x)y",
    "[x-z]{1,2}?",
    "x*?y*?",
    "[\\x{e9}\\x{c9}]",
    "\\{x\\}",
    "(?i)[k-l]",
    "(?i)ſ",
    "[^\\n]+",
    "\\W",
    "(?P<p>page|(?i:X))",
];
const OPERATORS: [&str; 4] = ["=", "!=", "=~", "!~"];

/// What the receivers of a tree are called.
pub const RECEIVERS: [&str; 6] = ["r0", "r1", "r2", "r3", "r4", "r5"];

/// The version the program is asked to be.
pub fn version(release: Release) -> Version {
    match release {
        Release::Oldest => Version::V0_25,
        Release::Middle => Version::V0_28,
        Release::Newest => Version::V0_33,
    }
}

/// A matcher, before it is written in one of the notations.
#[derive(Clone, Copy, Debug)]
struct WrittenMatcher {
    name: &'static str,
    operator: &'static str,
    value: &'static str,
}

/// A route as it is written.
#[derive(Debug)]
pub struct WrittenRoute {
    /// The name of its receiver.
    pub receiver: String,
    /// Elements of `matchers`, in Alertmanager's notation.
    matchers: Vec<String>,
    equals: Vec<(&'static str, &'static str)>,
    legacy_regexes: Vec<(&'static str, &'static str)>,
    /// All of these, for label sets that are aimed at the route.
    conditions: Vec<WrittenMatcher>,
    group_by: Option<Vec<&'static str>>,
    /// Whether `continue` is set.
    pub continues: bool,
    /// Its children.
    pub routes: Vec<WrittenRoute>,
}

/// Draws routes and label sets.
pub struct Writer<'r> {
    /// Where the numbers come from.
    pub random: &'r mut Random,
    /// Whose language is written.
    pub release: Release,
    /// How many more routes may be made.
    pub routes_left: usize,
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

    fn matcher(&mut self) -> WrittenMatcher {
        let operator = self.word(&OPERATORS);
        let value = match operator {
            "=" | "!=" if !self.one_in(6) => self.word(&VALUES),
            "=" | "!=" => "",
            _ => self.word(&REGEXES),
        };
        WrittenMatcher {
            name: self.name(),
            operator,
            value,
        }
    }

    /// A matcher in one of the ways it may be written.
    fn notation(&mut self, matcher: WrittenMatcher) -> String {
        let WrittenMatcher { name, operator, value } = matcher;
        let name = if UTF8_NAMES.contains(&name) || (self.release > Release::Oldest && self.one_in(8)) {
            in_quotes(name)
        } else {
            name.to_owned()
        };
        let is_plain = !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric());
        let value = if is_plain && self.one_in(2) {
            value.to_owned()
        } else {
            in_quotes(value)
        };
        let space = if self.one_in(5) { " " } else { "" };
        format!("{name}{space}{operator}{space}{value}")
    }

    /// A tree of at most so many routes, the root not counted.
    pub fn tree(&mut self, routes: usize) -> WrittenRoute {
        self.routes_left = routes;
        self.route(0)
    }

    fn route(&mut self, depth: usize) -> WrittenRoute {
        let is_root = depth == 0;
        let mut route = WrittenRoute {
            receiver: self.word(&RECEIVERS).to_owned(),
            matchers: Vec::new(),
            equals: Vec::new(),
            legacy_regexes: Vec::new(),
            conditions: Vec::new(),
            group_by: self.group_by(),
            continues: !is_root && self.one_in(2),
            routes: Vec::new(),
        };
        if !is_root {
            self.add_conditions(&mut route);
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

    fn add_conditions(&mut self, route: &mut WrittenRoute) {
        let drawn: Vec<WrittenMatcher> = (0..self.random.below(3)).map(|_| self.matcher()).collect();
        let mut written: Vec<String> = drawn.iter().map(|&matcher| self.notation(matcher)).collect();
        if written.len() > 1 && self.one_in(3) {
            written = vec![written.join(", ")];
        }
        if written.len() == 1 && self.one_in(4) {
            written[0] = format!("{{{}}}", written[0]);
        }
        route.matchers = written;
        route.conditions = drawn;
        if self.one_in(4) {
            let (name, value) = (self.word(&NAMES), self.word(&VALUES));
            route.equals.push((name, value));
            route.conditions.push(WrittenMatcher {
                name,
                operator: "=",
                value,
            });
        }
        if self.one_in(5) {
            let (name, value) = (self.word(&NAMES), self.word(&REGEXES));
            route.legacy_regexes.push((name, value));
            route.conditions.push(WrittenMatcher {
                name,
                operator: "=~",
                value,
            });
        }
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

    /// Any label set.
    pub fn labels(&mut self) -> LabelSet {
        let mut labels = LabelSet::new();
        for _ in 0..=self.random.below(5) {
            labels.insert(self.name(), self.word(&VALUES));
        }
        if self.one_in(4) {
            labels.insert(self.word(&["job", "instance"]), self.word(&VALUES));
        }
        labels
    }

    /// A label set with what the routes down to some route of `root` ask for by `=`, and others beside it; values may be
    /// empty.
    pub fn labels_for(&mut self, root: &WrittenRoute) -> LabelSet {
        let mut labels = if self.one_in(2) { self.labels() } else { LabelSet::new() };
        let mut route = root;
        loop {
            for condition in &route.conditions {
                let value = match condition.operator {
                    "=" => condition.value,
                    _ if self.one_in(3) => "",
                    _ => self.word(&VALUES),
                };
                labels.insert(condition.name, value);
            }
            if route.routes.is_empty() || self.one_in(6) {
                return labels;
            }
            route = &route.routes[self.random.below(route.routes.len())];
        }
    }
}

/// A value in the quotes of matchers.
fn in_quotes(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{text}\"")
}

/// A YAML string in double quotes; JSON's are.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// The configuration with this root, and receivers of these names.
pub fn yaml<'a>(root: &WrittenRoute, receivers: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = String::from("route:\n");
    write_route(&mut text, root, "  ");
    text.push_str("receivers:\n");
    for name in receivers {
        writeln!(text, "- name: {name}").expect("a string takes everything");
    }
    text
}

fn write_route(text: &mut String, route: &WrittenRoute, indent: &str) {
    let line = |text: &mut String, content: String| {
        writeln!(text, "{indent}{content}").expect("a string takes everything");
    };
    line(text, format!("receiver: {}", route.receiver));
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
                line(text, format!("  {}: {}", quoted(name), quoted(value)));
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
///
/// # Panics
/// If the program refuses it.
pub fn tree(text: &str, version: Version) -> RouteTree {
    let source = SourceFile::new("alertmanager.yml", text);
    let options = config::Options {
        version,
        ..config::Options::default()
    };
    let loaded = config::load(&source, &options);
    assert!(!loaded.is_refused(), "{:?}\n{text}", loaded.diagnostics);
    RouteTree::from_config(&loaded.config, version).expect("there is a root route")
}

/// The receivers of an alert, in order.
pub fn receivers(tree: &RouteTree, labels: &LabelSet) -> Vec<String> {
    let matched = tree.matched(labels).into_iter();
    matched
        .map(|route| tree[route].options().receiver.value.clone())
        .collect()
}

/// Labels as `amtool config routes test` takes them.
pub fn arguments(labels: &LabelSet) -> Vec<String> {
    let argument = |(name, value): (&str, &str)| {
        let name = if NAMES.contains(&name) || ["job", "instance"].contains(&name) {
            name.to_owned()
        } else {
            in_quotes(name)
        };
        format!("{name}={}", in_quotes(value))
    };
    labels.iter().map(argument).collect()
}

/// A configuration with several trees that do not know of each other: each is a child of the root that takes every alert
/// and lets it go on, with receivers of its own. One run of amtool asks them all.
pub struct Forest {
    /// The trees, each without a matcher at its top.
    pub trees: Vec<WrittenRoute>,
    /// The configuration.
    pub text: String,
}

impl Forest {
    /// So many trees of so many routes, the top not counted.
    pub fn draw(writer: &mut Writer<'_>, trees: usize, routes: usize) -> Self {
        let mut names = vec!["root".to_owned()];
        let mut root = WrittenRoute {
            receiver: "root".to_owned(),
            matchers: Vec::new(),
            equals: Vec::new(),
            legacy_regexes: Vec::new(),
            conditions: Vec::new(),
            group_by: None,
            continues: false,
            routes: Vec::new(),
        };
        for number in 0..trees {
            let mut tree = writer.tree(routes);
            tree.continues = true;
            let mut next = 0;
            name_receivers(&mut tree, number, &mut next, &mut names);
            root.routes.push(tree);
        }
        let text = yaml(&root, names.iter().map(String::as_str));
        Self {
            trees: root.routes,
            text,
        }
    }
}

/// Gives every route a receiver of its own, so that an answer says which route it is from.
fn name_receivers(route: &mut WrittenRoute, tree: usize, next: &mut usize, names: &mut Vec<String>) {
    route.receiver = format!("t{tree}r{next}");
    *next += 1;
    names.push(route.receiver.clone());
    for child in &mut route.routes {
        name_receivers(child, tree, next, names);
    }
}
