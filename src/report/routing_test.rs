//! Outcomes of routing tests: one file a format, all of the same [`TestRun`].

pub mod github;
pub mod json;
pub mod junit;
pub mod text;

use super::tree::condition;
use crate::route::RouteIndex;
use crate::routing_test::{Case, Coverage, Difference, Hint, Line, Mismatch, Outcome};
use crate::text::quote::Quoted;
use crate::text::{Position, SourceFile};
use crate::trace::Setup;

/// All tests of one run against one configuration.
#[derive(Debug)]
pub struct TestRun<'a> {
    /// The configuration.
    pub source: &'a SourceFile,
    /// The same, ready to be asked.
    pub setup: &'a Setup,
    /// The files of tests, in the order they were given.
    pub files: Vec<FileRun>,
    /// The routes the tests' alerts go to.
    pub coverage: Coverage,
    /// Of a hundred routes, how many must be covered, if that was asked.
    pub fail_under: Option<f64>,
}

/// A run that came to nothing, because a file of tests cannot be read.
#[derive(Debug)]
pub struct Broken<'a> {
    /// The file.
    pub path: &'a str,
    /// Where in it, if it could be read so far.
    pub position: Option<Position>,
    /// What is wrong.
    pub message: String,
}

impl Broken<'_> {
    fn place(&self) -> String {
        match self.position {
            Some(position) => format!("{}:{}:{}", self.path, position.line, position.column),
            None => self.path.to_owned(),
        }
    }
}

/// The tests of one file.
#[derive(Debug)]
pub struct FileRun {
    /// Its path.
    pub path: String,
    /// Its tests with what came of them, in order.
    pub cases: Vec<(Case, Outcome)>,
}

impl FileRun {
    fn failed(&self) -> usize {
        self.cases.iter().filter(|(_, outcome)| !outcome.is_passed()).count()
    }
}

impl TestRun<'_> {
    /// How many tests failed.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.files.iter().map(FileRun::failed).sum()
    }

    /// How many tests there are.
    #[must_use]
    pub fn total(&self) -> usize {
        self.files.iter().map(|file| file.cases.len()).sum()
    }

    /// Whether fewer routes are covered than was asked.
    #[must_use]
    pub fn is_coverage_low(&self) -> bool {
        self.fail_under.is_some_and(|least| self.coverage.percent() < least)
    }

    /// Whether everything is as expected.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        self.failed() == 0 && !self.is_coverage_low()
    }

    /// `alertmanager.yml:12`, and what the route there asks.
    fn place(&self, route: RouteIndex) -> String {
        let node = &self.setup.tree[route];
        let line = self.source.position(node.span().start).line;
        format!("{}:{line} {}", self.source.name(), condition(node))
    }

    fn receiver(&self, route: RouteIndex) -> &str {
        &self.setup.tree[route].options().receiver.value
    }

    /// A hint in words.
    fn hint(&self, hint: &Hint) -> String {
        match hint {
            Hint::Took(route) => format!("`{}` by {}", self.receiver(*route), self.place(*route)),
            Hint::PassedOn(route) => {
                format!("not `{}`: {} passes it on", self.receiver(*route), self.place(*route))
            }
            Hint::NotAsked(route) => {
                format!("not `{}`: {} is not asked", self.receiver(*route), self.place(*route))
            }
            Hint::Missed {
                route,
                matcher,
                label,
                value,
            } => {
                let place = self.place(*route);
                let why = match value {
                    None => format!("no label `{label}`"),
                    Some(value) => format!("`{label}` is {}", Quoted(value)),
                };
                // Of several matchers, say which one it was.
                let which = if place.ends_with(&format!(" {matcher}")) {
                    String::new()
                } else {
                    format!("{matcher}: ")
                };
                format!("not `{}`: {place}: {which}{why}", self.receiver(*route))
            }
            Hint::NoSuchReceiver { name, near } => match near {
                Some(near) => format!("no route goes to `{name}`; there is `{near}`"),
                None => format!("no route goes to `{name}`"),
            },
            Hint::Because(text) => text.clone(),
        }
    }

    /// A mismatch as lines without colour: what, the difference, the hints.
    fn lines(&self, mismatch: &Mismatch) -> Vec<String> {
        let mut lines = match &mismatch.difference {
            Difference::Value { expected, got } => {
                vec![format!("{}: expected {expected}, got {got}", mismatch.what)]
            }
            Difference::Lines(lines) => {
                let mut text = vec![format!("{}:", mismatch.what)];
                text.extend(lines.iter().map(|line| match line {
                    Line::Same(line) => format!("    {line}"),
                    Line::Missing(line) => format!("  - {line}"),
                    Line::Unexpected(line) => format!("  + {line}"),
                }));
                text
            }
        };
        lines.extend(mismatch.hints.iter().map(|hint| format!("  {}", self.hint(hint))));
        lines
    }

    /// As in `coverage: 7 of 8 routes, 87.5 %; 1 that no alert can reach is left out`.
    fn coverage_line(&self) -> String {
        let coverage = &self.coverage;
        let mut text = format!(
            "coverage: {} of {} {}, {}",
            coverage.covered.len(),
            coverage.total(),
            if coverage.total() == 1 { "route" } else { "routes" },
            percent(coverage.percent())
        );
        if let Some(least) = self.fail_under.filter(|_| self.is_coverage_low()) {
            text = format!("{text}, less than the {} asked for", percent(least));
        }
        match coverage.unreachable.len() {
            0 => {}
            1 => text.push_str("; 1 that delivers no alert is left out"),
            several => text = format!("{text}; {several} that deliver no alert are left out"),
        }
        text
    }
}

/// With one decimal, cut off and not rounded, so that 100 % means all.
fn percent(value: f64) -> String {
    let tenths = (value * 10.0).floor() / 10.0;
    if tenths.fract() == 0.0 {
        format!("{tenths:.0} %")
    } else {
        format!("{tenths:.1} %")
    }
}
