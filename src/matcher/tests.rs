//! Tests of matchers and of both grammars, by their words.

use super::*;

fn list(text: &str, mode: Mode) -> String {
    match parse_list(text, mode, Version::V0_33) {
        Ok(parsed) => parsed.value.iter().cloned().collect::<MatcherSet>().to_string(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn canonical_text_is_that_of_a_real_route_key() {
    let matchers = [r#"t=~"q|r""#, r#"sev!="info""#, "path=\"C:\\\\dir \\\"x\\\"\\n\té\""];
    let set: MatcherSet = matchers
        .iter()
        .flat_map(|text| {
            parse_list(text, Mode::Fallback, Version::V0_33)
                .expect("it parses")
                .value
        })
        .collect();
    assert_eq!(
        set.to_string(),
        "{path=\"C:\\\\dir \\\"x\\\"\\n\té\",sev!=\"info\",t=~\"q|r\"}"
    );
    let quoted = Matcher::new("foo bar", MatchOp::Equal, "x\ty\"z", Version::V0_33).expect("no regex");
    assert_eq!(quoted.to_string(), r#""foo bar"="x\ty\"z""#);
    let legacy = Matcher::legacy_regex("z", "1|2", Version::V0_33).expect("it compiles");
    assert_eq!(legacy.to_string(), r#"z=~"^(?:1|2)$""#);
}

#[test]
fn an_absent_label_is_empty() {
    let none = LabelSet::new();
    for (text, expected) in [
        (r#"x="""#, true),
        (r#"x!="a""#, true),
        (r#"x=~".*""#, true),
        (r#"x=~"a|""#, true),
        (r#"x!~".+""#, true),
        (r#"x!="""#, false),
        (r#"x=~".+""#, false),
    ] {
        let matcher = parse_one(text, Mode::Fallback, Version::V0_33).expect(text).value;
        assert_eq!(matcher.is_match(&none), expected, "{text}");
    }
}

#[test]
fn the_classic_grammar_reads_and_refuses_like_amtool() {
    for (text, read) in [
        ("", "{}"),
        ("{", "{}"),
        ("}", "{}"),
        ("{}", "{}"),
        ("a=b,", r#"{a="b"}"#),
        ("a=b,,", "bad matcher format: "),
        (",a=b", "bad matcher format: "),
        ("foo==bar", r#"{foo="=bar"}"#),
        ("a!=~b", r#"{a!="~b"}"#),
        ("foo={bar}", r#"{foo="{bar"}"#),
        ("foo='x'", r#"{foo="'x'"}"#),
        ("foo=", r#"{foo=""}"#),
        ("{a=b} ", r#"{a="b}"}"#),
        (r#"foo="a\b""#, r#"{foo="a\\b"}"#),
        (r#"foo="a"#, r#"matcher value contains unescaped double quote: "a"#),
        (r#"foo=a"b"#, r#"matcher value contains unescaped double quote: a"b"#),
        (r#"a="b,c",d=e"#, r#"{a="b,c",d="e"}"#),
        (r"a=b\,c=d", r#"{a="b\\",c="d"}"#),
        (r"a=b\", r#"{a="b\\"}"#),
        ("1a=b", "bad matcher format: 1a=b"),
        ("a:b=c", r#"{a:b="c"}"#),
    ] {
        assert_eq!(list(text, Mode::Classic), read, "{text:?}");
    }
}

#[test]
fn the_utf8_grammar_reads_and_refuses_like_amtool() {
    for (text, read) in [
        (" ", "{}"),
        ("{}", "{}"),
        (" {a=b} ", r#"{a="b"}"#),
        ("日本=x,", r#"{日本="x"}"#),
        (r#"""=bar"#, r#"{="bar"}"#),
        (r#"a="\xc3\xa9\u00e9\101""#, r#"{a="ééA"}"#),
        ("{", "0:1: end of input: expected close brace"),
        ("  {a=b  ", "0:6: end of input: expected close brace"),
        ("a=b }x", "0:5: }: expected opening brace"),
        (
            "a",
            "end of input: expected an operator such as '=', '!=', '=~' or '!~'",
        ),
        ("a=", "end of input: expected label value"),
        ("{a=b}x", "5:6: x: expected end of input"),
        ("{a=b}\"x", "5:7: \"x: missing end \": expected end of input"),
        (
            "a=b,,",
            "4:5: unexpected ,: expected a matcher or close brace after comma",
        ),
        (",a=b", "0:1: unexpected ,: expected label name"),
        (
            "a ! b",
            "2:3: !: expected one of '=~': expected an operator such as '=', '!=', '=~' or '!~'",
        ),
        ("!", "0:1: unexpected end of input, expected one of '=~'"),
        ("{!x", "1:2: !: expected one of '=~'"),
        (
            "a=b!",
            "3:4: unexpected end of input, expected one of '=~': expected a comma or close brace",
        ),
        ("é=~\"é", "3:5: \"é: missing end \": expected label value"),
        (r#"a="\d""#, r#"2:6: "\d": invalid input"#),
        (r#"a="\ud800""#, r#"2:10: "\ud800": invalid input"#),
        ("a='b'", "2:3: ': invalid input: expected label value"),
        (
            r#"a=~"(""#,
            "failed to create matcher: error parsing regexp: missing closing ): `^(?:()$`",
        ),
    ] {
        assert_eq!(list(text, Mode::Utf8Strict), read, "{text:?}");
    }
}

#[test]
fn on_disagreement_classic_wins_and_a_warning_says_so() {
    let read = |text| parse_list(text, Mode::Fallback, Version::V0_33).expect("it parses");
    let both = read(r#"a="b""#);
    assert_eq!((both.grammar, both.warning), (Grammar::Utf8, None));
    let differ = read(r#"foo="a\b""#);
    assert_eq!(differ.grammar, Grammar::Classic);
    assert!(matches!(differ.warning, Some(Warning::Disagreement { .. })));
    let classic_only = read(r"foo=~\d+,a=b");
    let Some(Warning::Incompatible { error, suggestion }) = classic_only.warning else {
        panic!("a warning is due");
    };
    assert_eq!(error.to_string(), r"5:6: \: invalid input: expected label value");
    assert_eq!(suggestion, r#"foo=~"\\d+",a="b""#);
    let utf8_only = read("(a=b");
    assert_eq!((utf8_only.grammar, utf8_only.warning), (Grammar::Utf8, None));
    assert_eq!(list("a!b", Mode::Fallback), "bad matcher format: a!b");
    assert_eq!(
        parse_list("é=b", Mode::Fallback, Version::V0_25)
            .expect_err("0.25 is classic")
            .to_string(),
        "bad matcher format: é=b"
    );
}

#[test]
fn a_single_matcher_has_no_braces() {
    let one = |text, mode| parse_one(text, mode, Version::V0_33).map_err(|e| e.to_string());
    assert_eq!(
        one("{x=y}", Mode::Fallback),
        Err("unexpected open or close brace: {x=y}".to_owned())
    );
    assert_eq!(one("x", Mode::Fallback), Err("bad matcher format: x".to_owned()));
    assert_eq!(one("", Mode::Utf8Strict), Err("no matchers".to_owned()));
    assert_eq!(
        one("a=b,c=d", Mode::Utf8Strict),
        Err("expected 1 matcher, found 2".to_owned())
    );
    assert!(one("x=y}", Mode::Classic).is_ok());
}
