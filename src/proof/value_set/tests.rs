//! Members of sets, against what matchers say of them.

use proptest::prelude::*;

use super::*;
use crate::matcher::{Matcher, Mode, parse_one};
use crate::version::Version;

fn matcher(text: &str) -> Matcher {
    parse_one(text, Mode::default(), Version::default())
        .expect("the test writes matchers")
        .value
}

fn pick(matchers: &[&str]) -> Picked {
    let matchers: Vec<_> = matchers.iter().map(|text| matcher(text)).collect();
    let mut vocabulary = Vocabulary::default();
    let conditions: Vec<_> = matchers.iter().map(|matcher| vocabulary.add(matcher)).collect();
    let mut set = ValueSet::default();
    for &condition in &conditions {
        set.insert(condition, &vocabulary);
    }
    let label = vocabulary.label_of(conditions[0].test);
    let picked = Picker::default().pick(&set, label, &vocabulary, &mut 0, &mut Budget::new(10_000_000));
    if let Picked::Value(value) = &picked {
        for matcher in &matchers {
            assert!(matcher.matches_value(value), "{value:?} {matcher}");
        }
    }
    picked
}

fn value(text: &str) -> Picked {
    Picked::Value(text.into())
}

#[test]
fn members_are_short_and_readable() {
    assert_eq!(pick(&["a!=x"]), value(""));
    assert_eq!(pick(&["a!=\"\""]), value("other"));
    assert_eq!(pick(&["a!=\"\"", "a!=other"]), value("other1"));
    assert_eq!(pick(&["a=~\"x|y\"", "a!=x"]), value("y"));
    assert_eq!(pick(&["a=~\".*b\"", "a!=b"]), value("ab"));
    assert_eq!(pick(&["a=~\"[0-9]+\"", "a!~\".\""]), value("00"));
    assert_eq!(pick(&["a=~\"[0-9]+\"", "a!=0", "a!=00", "a!~\"[1-9]\""]), value("01"));
    assert_eq!(pick(&["a!~\"[a-z]*\"", "a!~\"[a-z0-9]+\""]), value("A"));
    assert_eq!(pick(&["a=~\"[^a-z]{2}é\""]), value("00é"));
}

#[test]
fn empty_sets_are_empty() {
    assert_eq!(pick(&["a=x", "a=y"]), Picked::Nothing);
    assert_eq!(pick(&["a=~\"x|y\"", "a!=x", "a!~y"]), Picked::Nothing);
    assert_eq!(pick(&["a!~\"(?s).*\""]), Picked::Nothing);
    assert_eq!(pick(&["a=~\"[xy]\"", "a!=x", "a!=y"]), Picked::Nothing);
    assert_eq!(pick(&["a=~\"(?i)k\"", "a!=k", "a!=K"]), value("\u{212a}"));
    assert_eq!(pick(&["a=~\"(?i)k\"", "a!=k", "a!=K", "a!=\u{212a}"]), Picked::Nothing);
    assert_eq!(pick(&["a=~\"(ab)*\"", "a=~\"a(ba)*\""]), Picked::Nothing);
    assert_eq!(pick(&["a=~\"x.*\"", "a=~\".*y\"", "a!~\"x(?s:.)*y\""]), Picked::Nothing);
}

#[test]
fn what_is_too_large_is_not_decided() {
    assert_eq!(
        pick(&["a=~\"(x|y)*x(x|y){900}\"", "a!~\"(x|y)*x(x|y){900}|z\""]),
        Picked::NotDecided(Undecided::Automaton)
    );
    // One that is too large cannot add values.
    assert_eq!(
        pick(&["a=~\"(\\\\pL{100}){10}\"", "a=~\"[xy]\"", "a!~\"(?s)[^z]\""]),
        Picked::Nothing
    );
}

proptest! {
    /// A set said to be empty has no member among all short texts.
    #[test]
    fn empty_sets_have_no_member(
        matchers in proptest::collection::vec("a(=~|!~)\"(x|y|\\[xy\\]|\\.|\\(xy\\)|x\\?|y\\*|\\.\\*|\\(\\?i\\)|\\(x\\|y\\)){0,4}\"", 1..4),
    ) {
        let matchers: Vec<&str> = matchers.iter().map(String::as_str).collect();
        let picked = pick(&matchers);
        prop_assert!(!matches!(picked, Picked::NotDecided(_)));
        if picked == Picked::Nothing {
            let matchers: Vec<_> = matchers.iter().map(|text| matcher(text)).collect();
            let mut texts = vec![String::new()];
            for at in 0..400 {
                for letter in ["x", "y", "X", "\n"] {
                    texts.push(format!("{}{letter}", texts[at]));
                }
            }
            for text in texts {
                prop_assert!(!matchers.iter().all(|matcher| matcher.matches_value(&text)), "{text:?}");
            }
        }
    }
}
