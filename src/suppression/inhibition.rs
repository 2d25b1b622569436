//! Alerts that are held back while another one fires.
//!
//! By the definition in Alertmanager's documentation, which 0.25 and 0.28 follow to the letter. Newer releases keep an
//! index of one source for each rule and combination of equal labels; what that misses is a matter of the order in which
//! alerts arrive, which a definition does not have. Mirrors `inhibit/inhibit.go`.

use std::collections::HashMap;

use crate::alert::LabelSet;
use crate::config;
use crate::matcher::MatcherSet;
use crate::text::Span;

/// An alert that satisfies `target` is held back while one that satisfies `source` fires and both have the same values
/// of the `equal` labels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InhibitRule {
    /// The whole rule in its source.
    pub span: Span,
    /// Its name, which newer releases let a rule have.
    pub name: Option<String>,
    /// Whose firing holds others back.
    pub source: MatcherSet,
    /// What is held back.
    pub target: MatcherSet,
    /// Labels that must be equal on both sides; absent counts as empty, so both may lack one.
    pub equal: Vec<String>,
}

impl From<&config::InhibitRule> for InhibitRule {
    fn from(rule: &config::InhibitRule) -> Self {
        Self {
            span: rule.span,
            name: rule
                .name
                .as_ref()
                .map(|name| name.value.clone())
                .filter(|name| !name.is_empty()),
            source: rule.source_matchers.clone(),
            target: rule.target_matchers.clone(),
            equal: rule.equal.iter().map(|name| name.value.clone()).collect(),
        }
    }
}

impl InhibitRule {
    /// Whether `source` holds `target` back while it fires.
    ///
    /// An alert that satisfies both sides of the rule is held back only by one that does not satisfy the target side:
    /// so no alert holds back itself, and no two alerts hold back each other.
    #[must_use]
    pub fn inhibits(&self, source: &LabelSet, target: &LabelSet) -> bool {
        self.target.is_match(target)
            && self.source.is_match(source)
            && !(self.source.is_match(target) && self.target.is_match(source))
            && self.equal_values(source) == self.equal_values(target)
    }

    fn equal_values<'l>(&self, labels: &'l LabelSet) -> Vec<&'l str> {
        self.equal.iter().map(|name| labels.get(name).unwrap_or("")).collect()
    }
}

/// What holds an alert back: positions in the lists that were asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inhibition {
    /// Position of the rule.
    pub rule: usize,
    /// Position of the firing alert.
    pub source: usize,
}

/// Firing alerts, laid out by the rules they are sources of, so that asking about an alert costs one look-up a rule,
/// however many fire.
#[derive(Clone, Debug)]
pub struct Inhibitor<'a> {
    rules: &'a [InhibitRule],
    /// Of each rule the sources by the values of its equal labels.
    sources: Vec<HashMap<Vec<&'a str>, Sources>>,
}

/// Those of a rule's sources that share the values of its equal labels, by their positions.
#[derive(Clone, Copy, Debug)]
struct Sources {
    first: usize,
    /// The first that does not satisfy the target side.
    first_on_one_side: Option<usize>,
}

impl<'a> Inhibitor<'a> {
    /// The rules, in their order, and the alerts that fire.
    #[must_use]
    pub fn new(rules: &'a [InhibitRule], firing: &'a [LabelSet]) -> Self {
        let sources = rules.iter().map(|rule| {
            let mut by_values: HashMap<Vec<&str>, Sources> = HashMap::new();
            for (position, alert) in firing.iter().enumerate() {
                if !rule.source.is_match(alert) {
                    continue;
                }
                let is_on_one_side = !rule.target.is_match(alert);
                let sources = by_values.entry(rule.equal_values(alert)).or_insert(Sources {
                    first: position,
                    first_on_one_side: None,
                });
                if is_on_one_side && sources.first_on_one_side.is_none() {
                    sources.first_on_one_side = Some(position);
                }
            }
            by_values
        });
        Self {
            rules,
            sources: sources.collect(),
        }
    }

    /// The first rule, and the first firing alert, that hold `target` back. Whether `target` itself fires makes no
    /// difference.
    #[must_use]
    pub fn source_of(&self, target: &LabelSet) -> Option<Inhibition> {
        self.rules
            .iter()
            .zip(&self.sources)
            .enumerate()
            .find_map(|(at, (rule, by_values))| {
                if by_values.is_empty() || !rule.target.is_match(target) {
                    return None;
                }
                let sources = by_values.get(&rule.equal_values(target))?;
                let source = if rule.source.is_match(target) {
                    sources.first_on_one_side?
                } else {
                    sources.first
                };
                Some(Inhibition { rule: at, source })
            })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::matcher::{Mode, parse_list};
    use crate::version::Version;

    fn labels(pairs: &[(&str, &str)]) -> LabelSet {
        pairs.iter().copied().collect()
    }

    fn matchers(text: &str) -> MatcherSet {
        let parsed = parse_list(text, Mode::default(), Version::default()).expect("the test writes matchers");
        parsed.value.into_iter().collect()
    }

    fn rule(source: &str, target: &str, equal: &[&str]) -> InhibitRule {
        InhibitRule {
            source: matchers(source),
            target: matchers(target),
            equal: equal.iter().map(|&name| name.to_owned()).collect(),
            ..InhibitRule::default()
        }
    }

    #[test]
    fn a_source_holds_back_targets_with_equal_labels() {
        let rule = rule("severity=critical", "severity=warning", &["cluster", "rack"]);
        let source = labels(&[("severity", "critical"), ("cluster", "eu")]);
        assert!(rule.inhibits(&source, &labels(&[("severity", "warning"), ("cluster", "eu")])));
        assert!(!rule.inhibits(&source, &labels(&[("severity", "warning"), ("cluster", "us")])));
        assert!(
            !rule.inhibits(
                &source,
                &labels(&[("severity", "warning"), ("cluster", "eu"), ("rack", "1")])
            ),
            "absent is empty"
        );
        assert!(!rule.inhibits(&source, &labels(&[("severity", "info"), ("cluster", "eu")])));
    }

    #[test]
    fn an_alert_on_both_sides_is_held_back_only_by_one_that_is_not() {
        let rule = rule("a=1", "b=1", &[]);
        let both = labels(&[("a", "1"), ("b", "1")]);
        let source = labels(&[("a", "1")]);
        assert!(!rule.inhibits(&both, &both));
        assert!(rule.inhibits(&source, &both));
        assert!(rule.inhibits(&both, &labels(&[("b", "1")])));
        assert!(
            !self::rule("", "", &[]).inhibits(&source, &both),
            "a rule without matchers never inhibits"
        );
    }

    #[test]
    fn the_first_rule_wins_then_the_first_source() {
        let rules = [rule("a=1", "b=1", &[]), rule("c=1", "b=1", &[])];
        let firing = [
            labels(&[("c", "1")]),
            labels(&[("a", "1")]),
            labels(&[("a", "1"), ("x", "y")]),
        ];
        let target = labels(&[("b", "1")]);
        let source_of = |firing, target| Inhibitor::new(&rules, firing).source_of(target);
        assert_eq!(source_of(&firing, &target), Some(Inhibition { rule: 0, source: 1 }));
        assert_eq!(
            source_of(&firing[..1], &target),
            Some(Inhibition { rule: 1, source: 0 })
        );
        assert_eq!(source_of(&firing, &labels(&[])), None);
    }

    fn label_set() -> impl Strategy<Value = LabelSet> {
        proptest::collection::btree_map("[a-c]", "[x-y]", 0..3).prop_map(|map| map.into_iter().collect())
    }

    proptest! {
        /// No alert holds back itself, and no two hold back each other.
        #[test]
        fn inhibition_is_never_mutual(
            source in "[a-c]=[x-y]", target in "[a-c]=[x-y]", equal in proptest::option::of("[a-c]"),
            a in label_set(), b in label_set(),
        ) {
            let equal: Vec<_> = equal.iter().map(String::as_str).collect();
            let rule = rule(&source, &target, &equal);
            prop_assert!(!rule.inhibits(&a, &a));
            prop_assert!(!(rule.inhibits(&a, &b) && rule.inhibits(&b, &a)));
        }

        /// The look-up finds what trying every rule with every alert finds.
        #[test]
        fn the_look_up_follows_the_definition(
            rules in proptest::collection::vec(
                ("([a-c]=[x-y])?", "([a-c]=[x-y])?", proptest::option::of("[a-c]")),
                0..4,
            ),
            firing in proptest::collection::vec(label_set(), 0..6),
            target in label_set(),
        ) {
            let rules: Vec<_> = rules
                .iter()
                .map(|(source, target, equal)| {
                    rule(source, target, &equal.iter().map(String::as_str).collect::<Vec<_>>())
                })
                .collect();
            let expected = rules.iter().enumerate().find_map(|(at, rule)| {
                let source = firing.iter().position(|source| rule.inhibits(source, &target))?;
                Some(Inhibition { rule: at, source })
            });
            prop_assert_eq!(Inhibitor::new(&rules, &firing).source_of(&target), expected);
        }
    }
}
