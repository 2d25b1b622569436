//! Small trees at random, and all alerts that could tell their routes apart: for tests.

use proptest::prelude::*;

use crate::alert::LabelSet;
use crate::matcher::{Mode, parse_list};
use crate::route::{RouteIndex, RouteSettings, RouteTree, TreeBuilder};
use crate::text::{Span, Spanned};
use crate::version::Version;

/// One route: matchers as they are written, whether it continues, its children.
#[derive(Clone, Debug)]
pub struct Sketch {
    pub matchers: &'static str,
    pub continues: bool,
    pub children: Vec<Self>,
}

/// A route without children.
pub fn route(matchers: &'static str) -> Sketch {
    Sketch {
        matchers,
        continues: false,
        children: Vec::new(),
    }
}

impl Sketch {
    pub fn continuing(self) -> Self {
        Self {
            continues: true,
            ..self
        }
    }

    pub fn with(self, children: Vec<Self>) -> Self {
        Self { children, ..self }
    }
}

pub fn here<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::at(0))
}

pub fn settings(matchers: &str) -> RouteSettings {
    let matchers = parse_list(matchers, Mode::default(), Version::default()).expect("the test writes matchers");
    RouteSettings {
        matchers: matchers.value.into_iter().map(here).collect(),
        ..RouteSettings::default()
    }
}

/// The tree with these children below its root. The receiver of each route is its number.
pub fn tree(children: &[Sketch]) -> RouteTree {
    let mut count = 1;
    let mut builder = TreeBuilder::new(
        RouteSettings {
            receiver: Some(here("0".to_owned())),
            ..RouteSettings::default()
        },
        Version::default(),
    );
    add(&mut builder, RouteIndex::ROOT, children, &mut count);
    builder.finish()
}

fn add(builder: &mut TreeBuilder, parent: RouteIndex, children: &[Sketch], count: &mut usize) {
    for sketch in children {
        let settings = RouteSettings {
            continues: sketch.continues,
            receiver: Some(here(count.to_string())),
            ..settings(sketch.matchers)
        };
        *count += 1;
        let child = builder.child(parent, settings);
        add(builder, child, &sketch.children, count);
    }
}

const VALUES: [&str; 8] = ["", "x", "y", "xy", "yx", "X", "é\n", "other"];

/// All alerts over labels `a`, `b` and `c` whose values are among a few.
pub fn all_alerts() -> Vec<LabelSet> {
    let mut all = Vec::new();
    for a in VALUES {
        for b in VALUES {
            for c in VALUES {
                let mut labels: LabelSet = [("a", a), ("b", b), ("c", c)].into_iter().collect();
                labels.remove_empty();
                all.push(labels);
            }
        }
    }
    all
}

/// Conditions on one label, every sort of them.
fn condition() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "=x",
        "=x",
        "=x",
        "=y",
        "=y",
        "=xy",
        "=\"\"",
        "!=x",
        "!=y",
        "!=\"\"",
        "=~\"x|y\"",
        "=~\"x|\"",
        "=~\"x.*\"",
        "=~\".*x\"",
        "=~\".+\"",
        "=~\".*\"",
        "=~\"(?i)x\"",
        "=~\"x)|(y\"",
        "=~\"[^x].*\"",
        "=~\"(x+)+$\"",
        "!~\"x|y\"",
        "!~\"x.*\"",
        "!~\".*y\"",
        "!~\".+\"",
        "!~\".*\"",
        "!~\"(?i)xy\"",
        "!~\"(?s).*\"",
        "=~\"[xy]{2}\"",
    ])
}

fn matchers() -> impl Strategy<Value = &'static str> {
    let one = ("[abc]", condition()).prop_map(|(label, condition)| format!("{label}{condition}"));
    // Leaked: a test makes a few thousand short texts.
    proptest::collection::vec(one, 0..3).prop_map(|all| &*all.join(",").leak())
}

/// Routes below a root.
pub fn sketches() -> impl Strategy<Value = Vec<Sketch>> {
    let leaf = (matchers(), any::<bool>()).prop_map(|(matchers, continues)| Sketch {
        matchers,
        continues,
        children: Vec::new(),
    });
    let inner = leaf.prop_recursive(3, 12, 4, |inner| {
        (matchers(), any::<bool>(), proptest::collection::vec(inner, 0..4)).prop_map(
            |(matchers, continues, children)| Sketch {
                matchers,
                continues,
                children,
            },
        )
    });
    proptest::collection::vec(inner, 0..6)
}

/// How many random cases a test looks at: few by default, as many as `PROPTEST_CASES` says if it is set.
pub fn cases() -> ProptestConfig {
    let default = ProptestConfig::default();
    let cases = if default.cases == 256 { 64 } else { default.cases };
    ProptestConfig { cases, ..default }
}
