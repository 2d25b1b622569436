//! Routing and proofs as the tree grows: cost of one alert and of all reachability proofs at 100 to 40,000 routes, with
//! ratios to the smallest; alerts a second through a tree as teams write them; the time hostile expressions take.
//!
//! ```sh
//! cargo bench --bench routing              # everything
//! cargo bench --bench routing -- proofs    # parts whose title has the word in it
//! ```
//!
//! Times are the best of several runs, on one core.

#![allow(clippy::print_stdout, reason = "printing figures is its job")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use runframe_cli::alert::LabelSet;
use runframe_cli::matcher::{Matcher, Mode, parse_list};
use runframe_cli::proof::{Prover, Reach, Reachability, compare};
use runframe_cli::route::{RouteIndex, RouteSettings, RouteTree, TreeBuilder};
use runframe_cli::text::{Span, Spanned};
use runframe_cli::version::Version;

const SIZES: [usize; 4] = [100, 1_000, 5_000, 40_000];

fn main() {
    let wanted = std::env::args().skip(1).find(|argument| argument != "--bench");
    let parts: [(&str, fn()); 5] = [
        ("alerts through a tree as teams write them", real_world),
        ("one alert, by number of routes", routing),
        ("all reachability proofs, by number of routes", proofs),
        ("other questions about 40,000 routes", questions),
        ("hostile expressions", hostile),
    ];
    for (title, part) in parts {
        if wanted.as_ref().is_none_or(|word| title.contains(word.as_str())) {
            println!("{title}");
            part();
            println!();
        }
    }
}

/// A tree under construction, with matchers as they are written.
struct Written {
    tree: TreeBuilder,
}

impl Written {
    fn new() -> Self {
        Self {
            tree: TreeBuilder::new(settings("", false), Version::default()),
        }
    }

    fn route(&mut self, parent: RouteIndex, matchers: &str) -> RouteIndex {
        self.tree.child(parent, settings(matchers, false))
    }

    fn continuing(&mut self, parent: RouteIndex, matchers: &str) -> RouteIndex {
        self.tree.child(parent, settings(matchers, true))
    }
}

fn settings(matchers: &str, continues: bool) -> RouteSettings {
    let parsed = parse_list(matchers, Mode::default(), Version::default());
    RouteSettings {
        matchers: parsed
            .expect("matchers are well formed")
            .value
            .into_iter()
            .map(|matcher| Spanned::new(matcher, Span::at(0)))
            .collect(),
        continues,
        ..RouteSettings::default()
    }
}

const ROOT: RouteIndex = RouteIndex::ROOT;

/// Teams told apart by a label, each with a route a severity.
fn teams(routes: usize) -> RouteTree {
    let mut written = Written::new();
    for team in 0..routes / 4 {
        let parent = written.route(ROOT, &format!("team=\"team-{team}\""));
        written.route(parent, "severity=critical");
        written.route(parent, "severity=~\"warning|error\"");
        written.route(parent, "severity!~\"critical|warning|error\"");
    }
    written.tree.finish()
}

/// One flat list, by equality.
fn flat(routes: usize) -> RouteTree {
    let mut written = Written::new();
    for team in 0..routes {
        written.route(ROOT, &format!("team=\"team-{team}\",severity=~\"critical|warning\""));
    }
    written.tree.finish()
}

/// One flat list, by expressions of several sorts.
fn expressions(routes: usize) -> RouteTree {
    let mut written = Written::new();
    for n in 0..routes {
        let matchers = match n % 4 {
            0 => format!("service=~\"svc-{n}-.+\""),
            1 => format!("service=~\"(svc-{n}|app-{n})(-canary)?\""),
            2 => format!("instance=~\".*\\\\.rack{n}\\\\.example\\\\.com\""),
            _ => format!("job=~\"job-{n}|job-{n}-.*\",severity!=info"),
        };
        written.route(ROOT, &matchers);
    }
    written.tree.finish()
}

/// Routes that only unions of others shadow: a pair of complements and a third, in each team.
fn shadowed(routes: usize) -> RouteTree {
    let mut written = Written::new();
    for team in 0..routes / 4 {
        let parent = written.route(ROOT, &format!("team=\"team-{team}\""));
        written.route(parent, "severity=critical");
        written.route(parent, "severity!=critical");
        written.route(parent, &format!("service=\"svc-{team}\""));
    }
    written.tree.finish()
}

/// Every route continues.
fn continuing(routes: usize) -> RouteTree {
    let mut written = Written::new();
    for team in 0..routes {
        written.continuing(ROOT, &format!("team=\"team-{team}\""));
    }
    written.tree.finish()
}

/// What a company with a few teams has.
fn company() -> RouteTree {
    let mut written = Written::new();
    written.route(ROOT, "alertname=~\"Watchdog|InfoInhibitor\"");
    written.continuing(ROOT, "severity=~\"critical|error\"");
    let maintenance = written.route(ROOT, "maintenance=true");
    written.route(maintenance, "severity=critical");
    for (team, services) in [
        ("platform", "kube-.*|etcd.*|coredns|ingress-.*"),
        ("database", "postgres.*|mysql.*|redis-.*|.*-exporter"),
        ("payments", "checkout|billing-.*|ledger"),
        ("search", "search-.*|indexer"),
        ("web", "frontend.*|cdn|assets"),
        ("data", "airflow-.*|spark-.*|kafka.*"),
    ] {
        let parent = written.route(ROOT, &format!("team={team}"));
        let production = written.route(parent, "env=~\"prod|production\"");
        written.route(production, "severity=critical");
        written.route(production, "severity=~\"warning|error\"");
        written.route(parent, "env=~\"stag.*|test-[0-9]+\"");
        written.route(ROOT, &format!("service=~\"{services}\""));
    }
    written.route(ROOT, "namespace=~\"kube-.*|monitoring\",severity!=info");
    written.route(ROOT, "alertname=~\"(?i).*(cert|tls).*\"");
    written.tree.finish()
}

fn alert(pairs: &[(&str, &str)]) -> LabelSet {
    let usual = [
        ("alertname", "HighLatency"),
        ("instance", "10.0.4.17:9090"),
        ("job", "api"),
        ("namespace", "shop"),
        ("pod", "api-6d4cf56db6-x7x2k"),
        ("severity", "warning"),
    ];
    let mut labels: LabelSet = usual.into_iter().collect();
    labels.extend(pairs.iter().copied());
    labels
}

/// The best of some runs.
fn best(runs: usize, mut run: impl FnMut()) -> Duration {
    let time = |()| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    std::iter::repeat_n((), runs).map(time).min().unwrap_or_default()
}

fn per_alert(tree: &RouteTree, alerts: &[LabelSet]) -> f64 {
    let rounds = 400_000 / alerts.len();
    let time = best(5, || {
        for _ in 0..rounds {
            for labels in alerts {
                black_box(tree.matched(black_box(labels)));
            }
        }
    });
    time.as_secs_f64() * 1e9 / as_f64(rounds * alerts.len())
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn as_f64(count: usize) -> f64 {
    count as f64
}

fn real_world() {
    let tree = company();
    let alerts = [
        alert(&[("team", "platform"), ("env", "prod"), ("severity", "critical")]),
        alert(&[("team", "web"), ("env", "staging")]),
        alert(&[("service", "redis-cache"), ("namespace", "kube-system")]),
        alert(&[("service", "unknown"), ("alertname", "CertExpires")]),
        alert(&[("maintenance", "true"), ("team", "data")]),
        alert(&[("alertname", "Watchdog"), ("severity", "none")]),
        alert(&[("team", "payments"), ("env", "production"), ("service", "ledger")]),
        alert(&[("namespace", "shop"), ("severity", "info")]),
    ];
    let time = per_alert(&tree, &alerts);
    println!(
        "  {} routes: {time:.0} ns an alert, {:.2} million alerts a second",
        tree.route_count(),
        1e3 / time
    );
}

fn routing() {
    type Make = fn(usize) -> RouteTree;
    type Alert = fn(usize) -> LabelSet;
    let shapes: [(&str, Make, Alert); 4] = [
        ("teams, then severities", teams, |n| {
            alert(&[("team", &format!("team-{}", n / 4))])
        }),
        ("flat, by equality", flat, |n| alert(&[("team", &format!("team-{n}"))])),
        ("flat, by expressions", expressions, |n| {
            alert(&[("service", &format!("svc-{}-x", n / 4 * 4))])
        }),
        ("all continue", continuing, |n| alert(&[("team", &format!("team-{n}"))])),
    ];
    for (name, make, labels) in shapes {
        let mut first = None;
        for size in SIZES {
            let tree = make(size);
            // Spread over all routes, so that no part of the tree stays near.
            let alerts: Vec<_> = (0..2_000).map(|n| labels(n * 7_919 % size)).collect();
            let time = per_alert(&tree, &alerts);
            let ratio = time / *first.get_or_insert(time);
            println!("  {name:24} {size:6} routes {time:8.0} ns an alert, {ratio:5.2} times the smallest");
        }
    }
}

fn proofs() {
    type Make = fn(usize) -> RouteTree;
    let shapes: [(&str, Make); 5] = [
        ("teams, then severities", teams),
        ("flat, by equality", flat),
        ("flat, by expressions", expressions),
        ("shadowed by unions", shadowed),
        ("all continue", continuing),
    ];
    for (name, make) in shapes {
        for size in SIZES {
            let tree = make(size);
            let mut proved = None;
            let time = best(if size > 5_000 { 2 } else { 4 }, || {
                proved = Some(Reachability::of(&tree));
            });
            let proved = proved.expect("it ran");
            let count = |is: fn(&Reach) -> bool| tree.iter().filter(|(route, _)| is(proved.entered(*route))).count();
            println!(
                "  {name:24} {size:6} routes {:8.1} ms; {} unreachable, {} not decided",
                time.as_secs_f64() * 1e3,
                count(Reach::is_unreachable),
                count(|reach| matches!(reach, Reach::NotDecided { .. })),
            );
        }
    }
}

fn questions() {
    let tree = teams(40_000);
    let report = |what: &str, time: Duration, found: &dyn std::fmt::Debug| {
        println!("  {what:48} {:8.1} ms; {found:?}", time.as_secs_f64() * 1e3);
    };
    let critical = [Matcher::equal("severity", "critical")];
    let is_root = |route: RouteIndex| route == ROOT;
    let is_parent = |route: RouteIndex| !tree[route].children().is_empty();
    let mut found = None;
    let time = best(2, || found = Some(Prover::new(&tree).find_missed(&critical, is_root)));
    report("can critical alerts miss the root's receiver", time, &found);
    let time = best(2, || {
        found = Some(Prover::new(&tree).find_missed(&critical, |route| !is_parent(route) || is_root(route)));
    });
    report("can critical alerts miss all leaves", time, &found);
    let all = continuing(40_000);
    let mut count = 0;
    let time = best(2, || count = Prover::new(&all).duplicates(|_| true).found.len());
    report("duplicate deliveries, all continue", time, &count);
    let time = best(2, || count = Prover::new(&all).useless_continues(|_| true).found.len());
    report("useless continues, all continue", time, &count);
    let treatment = |tree: &RouteTree, route: RouteIndex| tree.route_key(route);
    let time = best(2, || count = compare(&tree, &tree, treatment, 100).classes.len());
    report("difference to itself", time, &count);
    let other = teams(40_004);
    let time = best(2, || count = compare(&tree, &other, treatment, 100).classes.len());
    report("difference to a tree with a team more", time, &count);
    let other = flat(40_000);
    let time = best(1, || count = compare(&tree, &other, treatment, 100).classes.len());
    report("difference to a wholly other tree, 100 classes", time, &count);
}

fn hostile() {
    let cases = [
        "a=~\"(a+)+$\"",
        "a=~\"(a|a)*b\",a=~\"(a|b)*a\"",
        "a=~\"(.*a){20}b\",a=~\"[^b]*\"",
        "a=~\"(a?){500}a{500}\",a!~\"a+\"",
        "a=~\"(x|y)*x(x|y){900}\",a!~\"(x|y)*x(x|y){900}\"",
        "a=~\"(x|y)*x(x|y){900}\",a!~\"(x|y)*x(x|y){900}|z\"",
        "a=~\".{1000}\",a!~\".{999}.+\"",
        "a=~\"(\\\\pL{30}){33}\",a!~\"(\\\\pL{30}){32}.*\"",
        "a=~\"(.*x){1000}\",a!~\".*x.*\"",
        "a=~\"([a-z]{1,1000}-){1}\",a!~\"[a-z]+-\"",
    ];
    for matchers in cases {
        let mut written = Written::new();
        let route = written.route(ROOT, matchers);
        let tree = written.tree.finish();
        let mut answer = None;
        let time = best(3, || answer = Some(Reachability::of(&tree).entered(route).clone()));
        let answer = match answer {
            Some(Reach::Reachable { witness }) => {
                assert!(tree.matched(&witness).contains(&route), "the witness gets there");
                "reachable".to_owned()
            }
            Some(Reach::Unreachable { .. }) => "unreachable".to_owned(),
            Some(Reach::NotDecided { why }) => format!("not decided: {why}"),
            None => "not asked".to_owned(),
        };
        println!("  {matchers:60} {:8.1} ms; {answer}", time.as_secs_f64() * 1e3);
    }
}
