//! Every output format over one shared set of findings, against reviewed texts in `testdata/report`.
//!
//! `UPDATE=1 cargo test --test report` writes them anew.

use std::fs;
use std::io;
use std::path::Path;

use runframe_cli::diagnostic::{Applicability, Diagnostic, Edit, Fix, Level, Stage, Upstream};
use runframe_cli::report::sarif::RuleText;
use runframe_cli::report::{self, Embedded, Report, Subject, Unreadable};
use runframe_cli::text::{SourceFile, Span};

/// A text and where each marked word stands in it.
struct Text(&'static str);

impl Text {
    fn nth(&self, word: &str, number: usize) -> Span {
        let (at, _) = self.0.match_indices(word).nth(number).expect("the word is in the text");
        let offset = |n: usize| u32::try_from(n).expect("the text is short");
        Span::new(offset(at), offset(at + word.len()))
    }

    fn first(&self, word: &str) -> Span {
        self.nth(word, 0)
    }
}

const CONFIG: Text = Text(
    "route:\r\n  reciever: runframe\r\n  receiver: a\r\n\treceiver: b\r\n\r\nreceivers:\r\n- name: \"日本語\" # wide\r\n  \
     webhook_configs:\r\n  - url: https://api.runframe.io/webhooks/0123456789abcdef\r\n    url_file: /k\r\n    \
     max_alerts: 5 # \u{1b}[31m\u{202e}\r\n# the end",
);

fn upstream(text: &str, stage: Stage, line: Option<u32>) -> Upstream {
    Upstream {
        text: text.into(),
        stage,
        line,
    }
}

fn config() -> Subject {
    let unknown = "field reciever not found in type config.plain";
    let repeated = "field receiver already set in type config.plain";
    let findings = vec![
        Diagnostic::error(
            "unknown-key",
            CONFIG.first("reciever"),
            "unknown key `reciever`",
            upstream(unknown, Stage::Type, Some(2)),
        )
        .with_label("not a setting of a route")
        .with_help("use `receiver`")
        .with_fix(Fix {
            applicability: Applicability::Safe,
            edits: vec![Edit {
                span: CONFIG.first("reciever"),
                replacement: "receiver".into(),
            }],
        }),
        Diagnostic::error(
            "repeated-key",
            CONFIG.nth("receiver", 1),
            "key `receiver` is set twice",
            upstream(repeated, Stage::Type, Some(4)),
        )
        .with_label("set again here")
        .with_secondary(CONFIG.first("receiver"), "first set here"),
        Diagnostic::error(
            "exclusive-settings",
            CONFIG.first("url_file"),
            "both `url` and `url_file` are set",
            upstream("at most one of url & url_file must be configured", Stage::Fatal, None),
        )
        .with_label("and here")
        .with_secondary(CONFIG.first("url:"), "the URL is given here")
        .with_secondary(CONFIG.first("日本語"), "of this receiver")
        .with_note("Alertmanager reads `url_file` at every notification")
        .with_note("so a new key needs no reload\nand no restart")
        .with_help("remove `url`"),
        Diagnostic::warning(
            "truncated-alerts",
            CONFIG.first("5 # "),
            "at most 5 alerts are sent to Runframe at a time: \u{1b}[0m",
        )
        .with_secondary(CONFIG.first("max_alerts"), ""),
        Diagnostic::warning(
            "runframe-key-in-plain-text",
            CONFIG.first("https://api.runframe.io/webhooks/0123456789abcdef"),
            "the routing key 0123456789abcdef stands in the file".to_owned(),
        )
        .with_label("key in plain text")
        .with_secondary(CONFIG.first("url:"), "set here"),
        Diagnostic::info("end-of-file", Span::at(u32::MAX), "nothing behind the end"),
    ];
    Subject::new(SourceFile::new("alertmanager.yml", CONFIG.0), findings)
        .with_secrets([CONFIG.first("https://api.runframe.io/webhooks/0123456789abcdef")])
        .with_summary("1 route, 1 receiver")
}

/// A finding in the middle of a long line, in a text decoded from a Secret; an accepted file; one that cannot be read.
fn shared_report() -> Report {
    let filler = "x = y, ".repeat(40);
    let long = format!("matchers: [ {filler}severity === critical, {filler}]");
    let at = u32::try_from(long.find("===").expect("it is there")).expect("the text is short");
    let bad_matcher = Diagnostic::error(
        "bad-matcher",
        Span::new(at, at + 3),
        "`===` is no operator, use \"=\", 100% <&>",
        upstream("bad matcher format: severity === critical", Stage::Fatal, None),
    );
    let decoded = Subject::new(SourceFile::new("k8s/secret.yaml", long), vec![bad_matcher]).with_embedded(Embedded {
        key: "data.alertmanager.yaml".into(),
        position: SourceFile::new("", "kind: Secret\ndata:\n  alertmanager.yaml: bWF0\n").position(40),
    });
    let accepted = Subject::new(SourceFile::new("ok.yml", "route: {receiver: a}\n"), Vec::new())
        .with_summary("1 route, 1 receiver, Runframe through `a`");
    let missing = Unreadable {
        path: "nosuch.yml".into(),
        message: "cannot read `nosuch.yml`: no such file".into(),
        help: vec!["give the path of an alertmanager.yml".into()],
    };
    Report::new(vec![accepted, decoded, config()], vec![missing])
}

type Renderer = fn(&Report, &mut Vec<u8>) -> io::Result<()>;

fn text(report: &Report, out: &mut Vec<u8>) -> io::Result<()> {
    report::text::render(report, report::text::Options::default(), out)
}

fn junit(report: &Report, out: &mut Vec<u8>) -> io::Result<()> {
    report::junit::render(report, Some(Level::Warning), out)
}

fn sarif(report: &Report, out: &mut Vec<u8>) -> io::Result<()> {
    let describe = |name: &str| {
        (name == "unknown-key").then(|| RuleText {
            summary: "a key Alertmanager does not know".into(),
            page: "# unknown-key\n\nThe whole page.".into(),
        })
    };
    report::sarif::render(report, &describe, out)
}

const FORMATS: [(&str, Renderer); 6] = [
    ("report.txt", text),
    ("concise.txt", |report, out| report::concise::render(report, out)),
    ("report.json", |report, out| report::json::render(report, out)),
    ("report.github.txt", |report, out| report::github::render(report, out)),
    ("report.junit.xml", junit),
    ("report.sarif", sarif),
];

fn rendered(renderer: impl Fn(&Report, &mut Vec<u8>) -> io::Result<()>, report: &Report) -> String {
    colored::control::set_override(false);
    let mut out = Vec::new();
    renderer(report, &mut out).expect("a buffer takes all");
    let text = String::from_utf8(out).expect("output is UTF-8");
    text.replace(env!("CARGO_PKG_VERSION"), "0.0.0")
}

fn assert_matches_file(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/report").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, text).expect("testdata is writable");
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let diff = similar::TextDiff::from_lines(expected.as_str(), text);
    assert!(
        expected == text,
        "testdata/report/{name} is not what is printed; if the new text is right: UPDATE=1 cargo test --test report\n{}",
        diff.unified_diff()
    );
}

#[test]
fn every_format_prints_the_reviewed_text() {
    for (name, renderer) in FORMATS {
        assert_matches_file(name, &rendered(renderer, &shared_report()));
    }
}

#[test]
fn no_format_prints_a_secret_or_a_control_character() {
    for (name, renderer) in FORMATS {
        let text = rendered(renderer, &shared_report());
        assert!(!text.contains("0123456789abcdef"), "{name} prints a routing key");
        let control = text
            .chars()
            .find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
        assert_eq!(control, None, "{name} prints a control character");
    }
}

fn assert_fits_schema(schema: &str, renderer: Renderer) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(schema);
    let schema = fs::read_to_string(path).expect("the schema is readable");
    let schema = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    for report in [shared_report(), Report::default()] {
        let json = serde_json::from_str(&rendered(renderer, &report)).expect("the output is JSON");
        let errors: Vec<String> = validator
            .iter_errors(&json)
            .map(|e| format!("{}: {e}", e.instance_path))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

#[test]
fn json_fits_its_schema() {
    assert_fits_schema("docs/schema/validate.json", |report, out| {
        report::json::render(report, out)
    });
}

#[test]
fn sarif_fits_the_official_schema() {
    assert_fits_schema("testdata/schema/sarif-2.1.0.json", sarif);
}

#[test]
fn quiet_text_says_nothing_of_files_without_findings() {
    let accepted = Subject::new(SourceFile::new("ok.yml", ""), Vec::new()).with_summary("1 route");
    let quiet = |report: &Report, out: &mut Vec<u8>| {
        let options = report::text::Options {
            is_quiet: true,
            ..report::text::Options::default()
        };
        report::text::render(report, options, out)
    };
    assert_eq!(rendered(quiet, &Report::new(vec![accepted], Vec::new())), "");
}

#[test]
fn beyond_the_limit_findings_are_counted_and_not_printed() {
    let report = shared_report().with_max_findings(Some(2));
    let text = rendered(text, &report);
    assert_eq!(text.matches(" --> ").count(), 2);
    assert!(
        text.ends_with(
            "3 files: 4 errors, 2 warnings, 1 info\n5 findings not shown, raise `--max-findings` to see more\n"
        ),
        "{text}"
    );
}

#[test]
fn a_narrow_terminal_cuts_excerpts_around_the_finding() {
    let narrow = |report: &Report, out: &mut Vec<u8>| {
        let options = report::text::Options {
            width: Some(48),
            ..report::text::Options::default()
        };
        report::text::render(report, options, out)
    };
    let text = rendered(narrow, &shared_report());
    let line = text.lines().find(|l| l.contains("severity ===")).unwrap_or_default();
    assert!(line.chars().count() <= 48, "{line}");
    assert!(line.contains('…'), "{line}");
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    /// Offsets and lengths.
    type Places = Vec<(u32, u32)>;

    /// A text of everything that is hard to draw, and places that need not lie on character boundaries or in it at all.
    fn finding_anywhere() -> impl Strategy<Value = (String, Places, Places)> {
        let text = "([a-z: ]{0,12}|日|é|\t|\r\n|\n|\r|\u{1b}|\u{202e}|👩\u{200d}🚒|\"|<|&|-){0,40}";
        let spans = || proptest::collection::vec((0..300_u32, 0..60_u32), 1..5);
        (text, spans(), spans())
    }

    proptest! {
        /// Whatever a finding points at, every format prints it, in the width it is given, with every secret hidden.
        #[test]
        fn any_finding_can_be_printed((text, labels, secrets) in finding_anywhere(), width in 1..200_usize) {
            let span = |&(start, len): &(u32, u32)| Span::new(start, start + len);
            let mut finding = Diagnostic::warning("any", span(&labels[0]), "any finding");
            for label in &labels[1..] {
                finding = finding.with_secondary(span(label), "further");
            }
            let secrets = secrets.iter().map(span);
            let subject = Subject::new(SourceFile::new("f", text.clone()), vec![finding]).with_secrets(secrets);
            let report = Report::new(vec![subject], Vec::new());
            for (_, renderer) in FORMATS {
                prop_assert!(!rendered(renderer, &report).is_empty());
            }
            let options = report::text::Options { width: Some(width), is_quiet: true };
            let narrow = |report: &Report, out: &mut Vec<u8>| report::text::render(report, options, out);
            let shown = rendered(narrow, &report);
            for line in shown.lines().filter(|line| line.contains(" | ") && !line.contains("further")) {
                // A gutter of up to two digits, and at least twenty columns of source; a mask is never cut in two.
                let limit = width.max(20 + 6) + "<secret>".len();
                prop_assert!(unicode_width::UnicodeWidthStr::width(line) <= limit, "{width}: {line}");
            }
        }
    }
}
