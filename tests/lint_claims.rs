//! What the rules that follow from proofs claim, against every alert of a small world: over random configurations, no
//! finding is false, and of what concerns this world none is missing.
//!
//! `RUNFRAME_CASES` is the number of configurations (default 60).

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use runframe_cli::alert::LabelSet;
use runframe_cli::config;
use runframe_cli::diagnostic::Diagnostic;
use runframe_cli::route::{RouteIndex, RouteTree};
use runframe_cli::text::SourceFile;
use runframe_cli::validation::{self, Options};
use runframe_cli::version::Version;

use support::random::Random;

const CASES: usize = 60;

const RECEIVERS: [&str; 4] = ["chat", "runframe", "runframe-db", "pager"];
/// Values of each label in the small world, so that conditions that can be met together are met by one of them; the empty
/// one is a missing label.
const WORLD: [(&str, &[&str]); 3] = [
    (
        "severity",
        &["", "critical", "warning", "info", "other", "CRITICAL", "warn", "\n"],
    ),
    ("a", &VALUES),
    ("b", &VALUES),
];
const VALUES: [&str; 16] = [
    "", "x", "y", "xy", "X", "o", "z", "xx", "xz", "zy", "Xy", "xY", "XY", "\n", "x\n", "xzy",
];
/// What matchers ask of `severity`, and of the others.
const SEVERITY_CONDITIONS: [&str; 12] = [
    "=critical",
    "=critical",
    "=warning",
    "!=critical",
    "=~\"critical|warning\"",
    "=~\"(?i)CRITICAL\"",
    "!~\"info|\"",
    "=~\"warn.*\"",
    "!~\"crit.*|warning\"",
    "=\"\"",
    "=~\".+\"",
    "=~\".*\"",
];
const CONDITIONS: [&str; 22] = [
    "=x",
    "=x",
    "=y",
    "=xy",
    "=\"\"",
    "!=x",
    "!=\"\"",
    "=~\"x|y\"",
    "=~\"x|\"",
    "=~\"x.*\"",
    "=~\".*y\"",
    "=~\".+\"",
    "=~\".*\"",
    "=~\"(?i)x\"",
    "=~\"(?i)xY|O\"",
    "=~\"[^x].*\"",
    "!~\"x|y\"",
    "!~\"x.*\"",
    "!~\".+\"",
    "!~\"(?s).*\"",
    "!~\"(?i)x\"",
    "=~\"(x+)+$\"",
];

fn world() -> Vec<LabelSet> {
    let mut alerts = vec![LabelSet::new()];
    for (name, values) in WORLD {
        alerts = alerts
            .iter()
            .flat_map(|alert| {
                values.iter().map(move |value| {
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

fn one_in(random: &mut Random, n: usize) -> bool {
    random.below(n) == 0
}

/// A configuration, each route's keys on lines of their own.
fn configuration(random: &mut Random) -> String {
    let mut text = format!("route:\n  receiver: {}\n", random.pick::<&str>(&RECEIVERS));
    write_children(random, &mut text, 1);
    text.push_str(
        "time_intervals:\n- name: nights\n  time_intervals: [{times: [{start_time: '00:00', end_time: '06:00'}]}]\n",
    );
    text.push_str("receivers:\n- name: chat\n- name: pager\n");
    for name in ["runframe", "runframe-db"] {
        let resolved = if one_in(random, 3) { "false" } else { "true" };
        writeln!(
            text,
            "- name: {name}\n  webhook_configs:\n  - url_file: /etc/runframe-url\n    send_resolved: {resolved}"
        )
        .expect("a string takes everything");
    }
    text
}

fn write_children(random: &mut Random, text: &mut String, depth: usize) {
    let count = if depth == 1 {
        1 + random.below(6)
    } else {
        random.below(4)
    };
    let indent = "  ".repeat(depth);
    for number in 0..count {
        if number == 0 {
            writeln!(text, "{indent}routes:").expect("a string takes everything");
        }
        let mut matchers: Vec<String> = Vec::new();
        for _ in 0..random.below(3) {
            matchers.push(if one_in(random, 3) {
                format!("severity{}", random.pick::<&str>(&SEVERITY_CONDITIONS))
            } else {
                let label: &str = random.pick::<&str>(&["a", "a", "b"]);
                format!("{label}{}", random.pick::<&str>(&CONDITIONS))
            });
        }
        writeln!(text, "{indent}- receiver: {}", random.pick::<&str>(&RECEIVERS)).expect("a string takes everything");
        if one_in(random, 2) {
            writeln!(text, "{indent}  continue: true").expect("a string takes everything");
        }
        if one_in(random, 4) {
            writeln!(text, "{indent}  mute_time_intervals: [nights]").expect("a string takes everything");
        }
        if !matchers.is_empty() {
            writeln!(text, "{indent}  matchers:").expect("a string takes everything");
            for matcher in matchers {
                writeln!(text, "{indent}  - '{matcher}'").expect("a string takes everything");
            }
        }
        if depth < 4 {
            write_children(random, text, depth + 1);
        }
    }
}

/// One configuration, what is found in it, and where the alerts of the small world go.
struct Case {
    source: SourceFile,
    tree: RouteTree,
    findings: Vec<Diagnostic>,
    world: Vec<(LabelSet, Vec<RouteIndex>)>,
}

impl Case {
    fn of(text: &str) -> Self {
        let source = SourceFile::new("alertmanager.yml", text);
        let loaded = config::load(&source, &config::Options::default());
        assert!(!loaded.is_refused(), "{:?}\n{text}", loaded.diagnostics);
        let tree = RouteTree::from_config(&loaded.config, Version::default()).expect("there is a root route");
        let validated = validation::validate(SourceFile::new("alertmanager.yml", text), &Options::default())
            .expect("it is a configuration");
        let findings = validated
            .subjects
            .iter()
            .flat_map(|subject| subject.findings().to_vec());
        let world = world().into_iter().map(|alert| {
            let routes = tree.matched(&alert);
            (alert, routes)
        });
        Self {
            findings: findings.collect(),
            world: world.collect(),
            source,
            tree,
        }
    }

    fn found(&self, name: &str) -> impl Iterator<Item = &Diagnostic> {
        self.findings.iter().filter(move |finding| finding.name == name)
    }

    /// The route a place lies in: the last one that begins before it.
    fn route_at(&self, finding: &Diagnostic) -> RouteIndex {
        let at = finding.primary.span.start;
        let routes = self.tree.iter().filter(|(_, route)| route.span().start <= at);
        routes.map(|(index, _)| index).last().expect("it lies in the tree")
    }

    fn is_to_runframe(&self, route: RouteIndex) -> bool {
        self.tree[route].options().receiver.value.starts_with("runframe")
    }

    fn goes_to_runframe(&self, routes: &[RouteIndex]) -> bool {
        routes.iter().any(|&route| self.is_to_runframe(route))
    }

    fn is_entered(&self, route: RouteIndex) -> bool {
        let mut ways = self.world.iter().flat_map(|(_, routes)| routes);
        ways.any(|&matched| self.tree.path(matched).contains(&route))
    }

    /// The alert that a note gives as an example.
    fn example(finding: &Diagnostic) -> LabelSet {
        let note = finding
            .notes
            .iter()
            .find_map(|note| note.strip_prefix("for example "))
            .unwrap_or_else(|| panic!("{finding:?} has an example"));
        if note.starts_with("an alert with none") {
            return LabelSet::new();
        }
        let inner = note.split('`').nth(1).expect("an example is quoted");
        let pairs = inner.split(", ").map(|pair| {
            let (name, value) = pair.split_once('=').expect("an example has labels");
            let value = value.trim_matches('"').replace("\\n", "\n");
            assert!(!value.contains('\\'), "an example has no other escapes: {value}");
            (name.to_owned(), value)
        });
        pairs.collect()
    }

    fn fail(&self, what: &str, finding: Option<&Diagnostic>) -> ! {
        panic!("{what}: {finding:#?}\n{}", self.source.text());
    }

    /// No alert gets to a route that is called unreachable or contradictory.
    fn check_unreachable(&self) -> usize {
        let mut count = 0;
        for finding in self
            .found("unreachable-route")
            .chain(self.found("contradictory-matchers"))
        {
            if self.is_entered(self.route_at(finding)) {
                self.fail("some alert gets there", Some(finding));
            }
            count += 1;
        }
        count
    }

    /// The example is delivered to Runframe here and before; every such alert of the world has a finding.
    fn check_duplicates(&self) -> usize {
        let found: BTreeMap<RouteIndex, &Diagnostic> = self
            .found("duplicate-delivery")
            .map(|finding| (self.route_at(finding), finding))
            .collect();
        for (route, finding) in &found {
            let routes = self.tree.matched(&Self::example(finding));
            let to_runframe: Vec<_> = routes.into_iter().filter(|&route| self.is_to_runframe(route)).collect();
            if to_runframe
                .iter()
                .position(|other| other == route)
                .is_none_or(|at| at == 0)
            {
                self.fail("the example is not delivered twice", Some(finding));
            }
        }
        for (alert, routes) in &self.world {
            for route in routes.iter().filter(|&&route| self.is_to_runframe(route)).skip(1) {
                if !found.contains_key(route) {
                    self.fail(&format!("{alert} is delivered twice, and nothing says so"), None);
                }
            }
        }
        found.len()
    }

    /// Without the `continue`, every alert goes where it went.
    fn check_useless(&self) -> usize {
        let useless: BTreeSet<usize> = self
            .found("useless-continue")
            .map(|finding| self.source.position(finding.primary.span.start).line as usize)
            .collect();
        let without: Vec<&str> = (1..)
            .zip(self.source.text().lines())
            .filter(|(line, _)| !useless.contains(line))
            .map(|(_, line)| line)
            .collect();
        let without = Self::of(&without.join("\n"));
        if self.world != without.world {
            self.fail(&format!("`continue` in lines {useless:?} is not useless"), None);
        }
        useless.len()
    }

    /// The example misses Runframe; every severity of which some alerts get there and some do not has a finding.
    fn check_misses(&self) -> usize {
        let mut said = String::new();
        let mut count = 0;
        for finding in self.found("severity-can-miss-runframe") {
            let alert = Self::example(finding);
            if self.goes_to_runframe(&self.tree.matched(&alert)) {
                self.fail("the example does not miss Runframe", Some(finding));
            }
            let severity = alert.get("severity").unwrap_or_default();
            if !finding.message.contains(&format!("`{severity}`")) {
                self.fail("the example is of another severity", Some(finding));
            }
            said.push_str(&finding.message);
            count += 1;
        }
        for severity in ["critical", "warning", "info"] {
            let (mut gets_there, mut misses) = (false, false);
            for (_, routes) in self.world.iter().filter(|(alert, _)| {
                // Line feeds are left out on purpose.
                alert.get("severity") == Some(severity) && alert.iter().all(|(_, value)| !value.contains('\n'))
            }) {
                gets_there |= self.goes_to_runframe(routes);
                misses |= !self.goes_to_runframe(routes);
            }
            if gets_there && misses && !said.contains(&format!("`{severity}`")) {
                self.fail(
                    &format!("alerts of severity {severity} can miss Runframe, and nothing says so"),
                    None,
                );
            }
        }
        count
    }

    /// What is said of a route that delivers to Runframe is said of one that delivers something.
    fn check_muted(&self) -> usize {
        let muted: BTreeSet<RouteIndex> = self
            .found("muted-resolves")
            .map(|finding| self.route_at(finding))
            .collect();
        let mut delivering: BTreeSet<RouteIndex> = self.world.iter().flat_map(|(_, routes)| routes).copied().collect();
        delivering.retain(|&route| self.is_to_runframe(route) && !self.tree[route].mute_time_intervals().is_empty());
        if muted != delivering {
            self.fail(&format!("muted are {delivering:?}, said to be {muted:?}"), None);
        }
        muted.len()
    }

    /// A receiver that no alert of the world gets to is said to be without one, and no other.
    fn check_unrouted(&self) -> usize {
        let mut count = 0;
        for name in ["runframe", "runframe-db"] {
            let mut routes = self.world.iter().flat_map(|(_, routes)| routes);
            let is_reached = routes.any(|&route| self.tree[route].options().receiver.value == name);
            let quoted = format!("`{name}`");
            let is_said = self
                .found("unrouted-runframe")
                .any(|finding| finding.message.contains(&quoted));
            if is_reached == is_said {
                self.fail(
                    &format!("{name} reached: {is_reached}, said to be unrouted: {is_said}"),
                    None,
                );
            }
            count += usize::from(is_said);
        }
        count
    }

    /// Resolves that are not sent are where they are written, whatever routes say.
    fn check_unsent(&self) -> usize {
        let lines: Vec<u32> = (1..)
            .zip(self.source.text().lines())
            .filter(|(_, line)| line.trim() == "send_resolved: false")
            .map(|(number, _)| number)
            .collect();
        let found: Vec<u32> = self
            .found("unsent-resolves")
            .map(|finding| self.source.position(finding.primary.span.start).line)
            .collect();
        assert_eq!(lines, found, "{}", self.source.text());
        lines.len()
    }
}

#[test]
fn no_claim_is_false_and_none_is_missing() {
    let cases = std::env::var("RUNFRAME_CASES").ok();
    let cases = cases.map_or(CASES, |text| text.parse().expect("RUNFRAME_CASES is a number"));
    let mut random = Random::new(20_261);
    let mut counts = [0; 7];
    for _ in 0..cases {
        let case = Case::of(&configuration(&mut random));
        let found = [
            case.check_unreachable(),
            case.check_duplicates(),
            case.check_useless(),
            case.check_misses(),
            case.check_muted(),
            case.check_unrouted(),
            case.check_unsent(),
        ];
        for (count, found) in counts.iter_mut().zip(found) {
            *count += found;
        }
    }
    // Every kind of claim was put to the test.
    assert!(counts.iter().all(|&count| count > 0), "{counts:?}");
}
