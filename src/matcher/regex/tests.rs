//! Tests of Go's dialect by its words and verdicts.

use super::*;

fn message(value: &str, version: Version) -> Option<String> {
    let error = Regex::anchored(value, version).err()?;
    Some(error.to_string().replace("error parsing regexp: ", ""))
}

#[test]
fn faults_are_worded_like_go() {
    for (value, words) in [
        ("(", "missing closing ): `^(?:()$`"),
        ("a)", "unexpected ): `^(?:a))$`"),
        ("a\\", "missing closing ): `^(?:a\\)$`"),
        (r"\Qa", r"missing closing ): `^(?:\Qa)$`"),
        ("[", "missing closing ]: `[)$`"),
        ("[]", "missing closing ]: `[])$`"),
        ("[z-a]", "invalid character class range: `z-a`"),
        ("[a--b]", "invalid character class range: `a--`"),
        ("[a-", "invalid character class range: `a-)`"),
        (r"[a-\d]", r"invalid escape sequence: `\d`"),
        ("[[:foo:]]", "invalid character class range: `[:foo:]`"),
        ("[[:foo]x:]]", "invalid character class range: `[:foo]x:]`"),
        (r"\x4g", r"invalid escape sequence: `\x4g`"),
        (r"\x{110000}", r"invalid escape sequence: `\x{110000`"),
        (r"\18", r"invalid escape sequence: `\1`"),
        (r"\é", r"invalid escape sequence: `\é`"),
        (r"\C", r"invalid escape sequence: `\C`"),
        (r"a\Qb\E\E", r"invalid escape sequence: `\E`"),
        (r"\p{Emoji}", r"invalid character class range: `\p{Emoji}`"),
        (r"\p{L", r"invalid character class range: `\p{L)$`"),
        (r"\p", r"invalid character class range: `\p)`"),
        ("(?x)", "invalid or unsupported Perl syntax: `(?x`"),
        ("(?i-)", "invalid or unsupported Perl syntax: `(?i-)`"),
        ("(?i-s-m:a)", "invalid or unsupported Perl syntax: `(?i-s-`"),
        ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"),
        ("(?P=n)", "invalid or unsupported Perl syntax: `(?P`"),
        ("(?P<é>a)", "invalid named capture: `(?P<é>`"),
        ("(?P<n", "invalid named capture: `(?P<n)$`"),
        ("(?<=a)", "invalid named capture: `(?<=a))$`"),
        ("*", "missing argument to repetition operator: `*`"),
        ("(?i)*", "missing argument to repetition operator: `*`"),
        ("a|{2}", "missing argument to repetition operator: `{2}`"),
        ("a**", "invalid nested repetition operator: `**`"),
        ("a{2}*?", "invalid nested repetition operator: `{2}*?`"),
        ("a{1001}", "invalid repeat count: `{1001}`"),
        ("a{2,1}", "invalid repeat count: `{2,1}`"),
        ("a{1,99999999999}", "invalid repeat count: `{1,99999999999}`"),
        ("(a{1000}){2}?", "invalid repeat count: `{2}?`"),
        ("((a{32}){32})", "invalid repeat count: `{32}`"),
    ] {
        assert_eq!(message(value, Version::V0_33).as_deref(), Some(words), "{value}");
    }
    assert_eq!(
        message("(?<n>a)", Version::V0_25).as_deref(),
        Some("invalid or unsupported Perl syntax: `(?<`")
    );
    let deep = "(".repeat(999) + "a" + &")".repeat(999);
    assert!(message(&deep, Version::V0_33).is_some_and(|words| words.starts_with("expression nests too deeply")));
}

#[test]
fn what_go_accepts_is_accepted() {
    let deep = "(".repeat(998) + "a" + &")".repeat(998);
    for value in [
        "",
        "|",
        "a||b",
        "()",
        "(|a)",
        "a{,2}",
        "a{01}",
        "a{",
        "a{1",
        "a{x}",
        "a}",
        "x{2}{",
        "^*",
        r"\b*",
        "(?:)*",
        "(a*)*",
        "a(?i)*",
        "a*(?i)*",
        r"a\Q\E*",
        "(a{1000}){1,}",
        "(a{0}){1000}",
        "((a{31}){32})",
        "(?P<n>a)(?P<n>b)",
        "(?<1>a)",
        "(?)",
        "(?-i)",
        "[]a]",
        "[^]a]",
        "[[:foo]",
        r"[\d-z]",
        "a)|(b",
        ")(",
        r"\x{10FFFF}",
        r"\x{d800}",
        r"\777",
        r"\08",
        "\\\n",
        r"\pN\PL\p{^Lu}\P{^Greek}",
        &deep,
    ] {
        assert_eq!(message(value, Version::V0_33), None, "{value}");
    }
}

#[test]
fn verdicts_follow_go_where_dialects_differ() {
    let cases: &[(&str, &str, bool)] = &[
        (r"\d+", "12", true),
        (r"\d+", "١", false),
        (r"\w", "é", false),
        (r"\W", "é", true),
        (r"[^a]", "\n", true),
        ("a.b", "a\nb", false),
        ("(?s)a.b", "a\nb", true),
        ("a$", "a\n", false),
        ("(?i)k", "\u{212a}", true),
        ("(?i)[s]", "ſ", true),
        (r"(?i)\w", "ſ", true),
        (r"(?i)\W", "ſ", false),
        ("(?i)ß", "ẞ", true),
        ("(?i)aBc", "AbC", true),
        ("a(?i)b|c", "aB", true),
        ("a(?i)b|c", "C", true),
        ("(?i:a)b", "AB", false),
        ("a)|(b", "axx", true),
        ("a)|(b", "xxb", true),
        ("a)|(b", "xxbx", false),
        (r"x)|\B|(y", "aéa", false),
        (r"x)|\B|(y", "ab", true),
        ("[a&&b]", "&", true),
        ("[[a-z]&&[aeiou]]", "a", false),
        ("[[a-z]&&[aeiou]]", "a&&e]", true),
        (r"\101\x42\x{43}\Q*.\E", "ABC*.", true),
        (r"\x{d800}|a", "a", true),
        ("(?U)a+", "aaa", true),
        ("(?m)a$\n^b", "a\nb", true),
        ("[[:^alpha:]]", "é", true),
        (r"[\s]", "\u{b}", false),
        ("[[:space:]]", "\u{b}", true),
        ("(a+)+", &"a".repeat(5000), true),
    ];
    for &(value, text, expected) in cases {
        let regex = Regex::anchored(value, Version::V0_33).expect(value);
        assert_eq!(regex.is_match(text), expected, "{value} on {text:?}");
    }
}

#[test]
fn shapes_and_automata_agree() {
    let values = [
        "",
        "a",
        "a|b|c",
        "foo.*",
        ".*foo",
        ".*foo.*",
        ".+",
        ".*",
        "a.*b.+c",
        "(foo|bar).*",
        "foo|bar.*|",
        r"a\.b.*",
        ".*a.*a",
        ".+.*.+",
        "(a|b)(c|d)e?",
        ".*ab.*ba",
    ];
    let texts = [
        "", "a", "b", "foo", "foobar", "xfoo", "foo\n", "\n", "é", "aé", "ab", "aa", "abba", "aba", "a\nb", "abc",
        "axbxxc", "bar", "bar\n", "a.bc", "axbc", "acd", "ac", "bde", "abxba", "ab\nba",
    ];
    for value in values {
        let regex = Regex::anchored(value, Version::V0_33).expect(value);
        let automaton = meta::Builder::new().build_from_hir(&regex.hir()).expect("it is small");
        for text in texts {
            assert_eq!(regex.is_match(text), automaton.is_match(text), "{value} on {text:?}");
        }
    }
    let regex = |value| Regex::anchored(value, Version::V0_33).expect("it is valid");
    assert_eq!(regex("b|a|b").literals(), Some(["a".into(), "b".into()].as_slice()));
    assert_eq!(regex("a.*").literals(), None);
}

#[test]
fn a_fault_is_found_again_in_the_value() {
    let range = |value: &str| {
        Regex::anchored(value, Version::V0_33)
            .expect_err("it is not valid")
            .range_in_value(value.len())
    };
    assert_eq!(range("ab**"), 2..4);
    assert_eq!(range("x["), 1..2);
    assert_eq!(range("(é"), 0..3);
}

#[test]
fn the_end_of_a_named_class_is_looked_for_once() {
    // Looking through the rest for each beginning would take minutes.
    let pattern = "[a[:b]".repeat(100_000);
    assert!(Regex::anchored(&pattern, Version::V0_33).is_ok());
}
