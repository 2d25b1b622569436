//! Template files.

use runframe_cli::template::{Functions, check};

use crate::support::amtool::Amtool;
use crate::support::random::Random;
use crate::{case_count, jumble, mutated, random, report, version};

#[rustfmt::skip]
const PIECES: &[&str] = &[
    "{{", "{{", "{{", "}}", "}}", "}}", "{{- ", " -}}", "{{-", "-}}", " ", " ", " ", "\n", "if", "else", "end",
    "range", "with", "define", "block", "template", "break", "continue", "nil", "true", ".", ".x", ".Labels", "$",
    "$x", "$y", ":=", "=", ",", "|", "(", ")", "\"a\"", "\"b\"", "`a`", "'c'", "'", "\"", "`", "1", "1.5", "0x1F",
    "-1", "1i", "1+2i", "08", "len", "toUpper", "join", "nofunc", "trimSpace", "safeUrl", "/*", "*/",
    "{{/* c */}}", "{{end}}", "{{else}}", "{{if .}}", "{{range .}}", "{{define \"a\"}}", "{{else if .}}",
    "{{else with .}}", "{{with .}}", "é", "%", "\\", "\u{a0}", "text", "{", "}", "\u{1}", "{{break}}",
];
#[rustfmt::skip]
const ACTIONS: &[&str] = &[
    ".x", ".x.y | len", "$x := .y", "range $i, $e := .", "range .", "end", "end", "end", "if .a", "else",
    "else if .b", "with .", "else with .", "define \"t\"", "define \"u\"", "block \"b\" .", "template \"t\" .",
    "break", "continue", "/* c */", "$x", "(len .x).y", "\"s\" | printf \"%s\"", "join \",\" .x",
];

/// Actions with the right delimiters.
fn actions(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..=random.below(5) {
        let left = *random.pick(&["{{", "{{", "{{- "]);
        let right = *random.pick(&["}}", "}}", " -}}"]);
        let between = *random.pick(&["", "", " ", "\n", "t", " t\n"]);
        text.extend([left, *random.pick(ACTIONS), right, between]);
    }
    text
}

/// A number, or something like one.
fn number(random: &mut Random) -> String {
    #[rustfmt::skip]
    const DIGITS: &[&str] = &[
        "0", "1", "9", "0x", "0b", "0o", "_", ".", "e", "E", "p", "+", "-", "f", "99999999999", "308", "i", "1",
        "0", "7", "x", "1024",
    ];
    format!("{{{{{}}}}}", jumble(random, 6, DIGITS))
}

fn generate(random: &mut Random) -> String {
    match random.below(8) {
        0 => jumble(random, 14, PIECES),
        1 => format!("{{{{{}}}}}", jumble(random, 6, &PIECES[10..])),
        2 => number(random),
        3..=6 => actions(random),
        _ => {
            let text = actions(random);
            mutated(random, &text, PIECES)
        }
    }
}

#[test]
fn templates() {
    let mut random = random(5);
    let values: Vec<_> = (0..case_count()).map(|_| generate(&mut random)).collect();
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let configs: Vec<String> = values
        .iter()
        .enumerate()
        .map(|(number, text)| {
            let path = folder.path().join(format!("{number:06}.tmpl"));
            std::fs::write(&path, text).expect("a temporary file can be written");
            let path = path.display();
            format!("route:\n  receiver: a\nreceivers:\n- name: a\ntemplates: ['{path}']\n")
        })
        .collect();
    for amtool in Amtool::all() {
        let verdicts = amtool.check_configs(&configs);
        let mut differences = Vec::new();
        let mut refused = 0;
        for (number, (text, verdict)) in values.iter().zip(&verdicts).enumerate() {
            let name = format!("{number:06}.tmpl");
            let real = verdict
                .message
                .split_once("  FAILED: ")
                .map(|(_, message)| message.to_owned());
            let own = check(&name, text, Functions::Alertmanager, version(amtool.release))
                .err()
                .map(|error| error.to_string());
            refused += usize::from(own.is_some());
            if !verdict.accepted || real != own {
                differences.push(format!("{text:?}\n  real {real:?}\n  own  {own:?}"));
            }
        }
        eprintln!(
            "templates: {} texts, {refused} of them refused, {:?}",
            values.len(),
            amtool.release
        );
        report("templates", amtool.release, &differences);
    }
}
