//! Tests of template syntax by Go's words.

use super::*;
use proptest::prelude::*;

fn message(text: &str, version: Version) -> String {
    match check("T", text, Functions::Alertmanager, version) {
        Ok(()) => "ok".to_owned(),
        Err(error) => error.to_string().replacen("template: T:", "", 1),
    }
}

#[test]
fn words_are_those_of_amtool() {
    for (text, words) in [
        ("{{", "1: unclosed action"),
        ("{{}}", "1: missing value for command"),
        ("{{.", "1: illegal number syntax: \".\""),
        ("{{.a}", "1: bad character U+007D '}'"),
        ("{{.x\u{a0}}}", "1: bad character U+00A0"),
        ("{{\u{1}}}", "1: unrecognized character in action: U+0001"),
        ("{{$x}}", "1: undefined variable \"$x\""),
        ("{{$x, $y := 1}}", "1: too many declarations in command"),
        ("{{range $x, 1 := .}}{{end}}", "1: range can only initialize variables"),
        ("{{nofunc \"", "1: function \"nofunc\" not defined"),
        ("{{\"a\n\"}}", "1: unterminated quoted string"),
        ("{{'ab'}}", "1: malformed character constant: 'ab'"),
        ("{{\"\\q\"}}", "1: invalid syntax"),
        ("{{1a}}", "1: bad number syntax: \"1a\""),
        ("{{1+2}}", "1: bad number syntax: \"1+2\""),
        ("{{(1}}", "1: unclosed left paren"),
        ("{{()}}", "1: missing value for parenthesized pipeline"),
        ("{{\"a\".x}}", "1: unexpected . after term \"\\\"a\\\"\""),
        ("{{.x|len|nil}}", "1: non executable command in pipeline stage 3"),
        ("{{.x||len}}", "1: unexpected \"|\" in command"),
        ("{{.x,}}", "1: unexpected \",\" in operand"),
        ("{{:}}", "1: expected :="),
        ("{{.x=1}}", "1: bad character U+003D '='"),
        ("{{/* c", "1: unclosed comment"),
        ("{{/* c */ }}", "1: comment ends before closing delimiter"),
        ("{{if .}}", "1: unexpected EOF"),
        ("{{if .}}{{else}}{{else}}{{end}}", "1: expected end; found {{else}}"),
        (
            "{{range .}}{{else}}{{else -}}\n{{if .}}",
            "1: expected end; found {{else}}",
        ),
        ("{{with .}}{{else if .}}{{end}}", "1: unexpected <if> in input"),
        ("{{else}}", "1: unexpected {{else}}"),
        ("{{end x}}", "1: unexpected \"x\" in end"),
        ("{{break}}", "1: {{break}} outside {{range}}"),
        (
            "{{range .}}{{else}}{{continue}}{{end}}",
            "1: {{continue}} outside {{range}}",
        ),
        (
            "{{if .}}{{define \"a\"}}{{end}}{{end}}",
            "1: unexpected <define> in command",
        ),
        (
            "{{define \"a\"}}{{else}}{{end}}",
            "1: unexpected {{else}} in define clause",
        ),
        (
            "{{define \"a\"}}x{{end}}{{define \"a\"}}y{{end}}",
            "1: template: multiple definition of template \"a\"",
        ),
        ("{{block \"a\" .}}\n{{else}}", "1: unexpected {{else}} in block clause"),
        (
            "{{range .}}{{block \"a\" .}}{{break}}{{end}}{{end}}",
            "1: {{break}} outside {{range}}",
        ),
        (
            "{{$x := 1}}{{block \"a\" .}}{{$x}}{{end}}",
            "1: undefined variable \"$x\"",
        ),
        ("{{template a}}", "1: unexpected \"a\" in template clause"),
        ("{{if .}}{{$x := 1}}{{end}}{{$x}}", "1: undefined variable \"$x\""),
        ("{{\n", "2: unclosed action started at T:1"),
        ("{{if .}}\n{{/* x", "2: unclosed comment in action started at T:1"),
        ("{{.x\n|nofunc}}", "2: function \"nofunc\" not defined"),
        ("{{define \"a\"}}\n\n", "3: unexpected EOF"),
        (
            "{{define \"abc\" \"éabcdefghijklmnop\"}}",
            r#"1: unexpected "\"éabcdefgh"... in define clause"#,
        ),
    ] {
        for version in Version::ALL {
            assert_eq!(message(text, version), words, "{text:?}");
        }
    }
}

#[test]
fn what_go_parses_passes() {
    for text in [
        "",
        "}}",
        "{{.x}}}}",
        "{{.x|}}",
        "{{. .x}}",
        "{{$x = 1}}",
        "{{- .x -}}",
        "{{/**/}}{{- /* a */ -}}",
        "{{(1).x}}",
        "{{len.x}}",
        "{{range $i, $e := .}}{{$e}}{{if .}}{{continue}}{{end}}{{else}}b{{end}}",
        "{{if .}}a{{else if .b}}b{{else}}c{{end}}",
        "{{if .}}{{$x := 1}}{{else}}{{$x}}{{end}}",
        "{{define `a`}}x{{end}}{{define \"a\"}} {{end}}{{template \"a\" .}}",
        "{{block \"a\" .}}x{{end}}",
        "{{`}}`}}{{print \"{{\"}}",
        "{{toUpper .x | title | join \",\"}}",
    ] {
        for version in Version::ALL {
            let expected = if text == "{{ -}}" {
                "1: missing value for command"
            } else {
                "ok"
            };
            assert_eq!(message(text, version), expected, "{text:?}");
        }
    }
}

#[test]
fn releases_differ() {
    let messages = |text| Version::ALL.map(|version| message(text, version));
    let ok = "ok".to_owned();
    assert_eq!(
        messages("{{)}}"),
        [
            "1: unexpected \")\" in command",
            "1: unexpected right paren",
            "1: unexpected right paren"
        ]
    );
    assert_eq!(
        messages("{{with .}}{{else with .}}{{end}}"),
        ["1: unexpected <with> in else".to_owned(), ok.clone(), ok.clone()]
    );
    assert_eq!(
        messages("{{trimSpace .}}"),
        ["1: function \"trimSpace\" not defined".to_owned(), ok.clone(), ok]
    );
    assert_eq!(
        check("", "{{toUpper .}}", Functions::BuiltIn, Version::V0_33)
            .expect_err("it is no function of the language")
            .to_string(),
        "template: :1: function \"toUpper\" not defined"
    );
}

#[test]
fn deep_nesting_takes_no_stack() {
    let parens = |depth| "{{".to_owned() + &"(".repeat(depth) + "1" + &")".repeat(depth) + "}}";
    assert_eq!(message(&parens(10_000), Version::V0_33), "ok");
    assert_eq!(
        message(&parens(10_001), Version::V0_33),
        "1: max expression depth exceeded"
    );
    assert_eq!(message(&parens(20_000), Version::V0_28), "ok");
    let ifs = "{{if 1}}".repeat(20_000) + &"{{end}}".repeat(20_000);
    assert_eq!(message(&ifs, Version::V0_33), "ok");
}

proptest! {
    #[test]
    fn nothing_panics(text in "(\\{\\{-? ?|-?\\}\\}|[a-z.$|():=\"'`0-9+\\\\/* \n-]|if|end|else|range|define|block|é){0,30}") {
        for version in Version::ALL {
            if let Err(error) = check("T", &text, Functions::Alertmanager, version) {
                prop_assert!(error.offset() <= text.len());
            }
        }
    }
}
