//! Labels and annotations of rules as we render them against a real Prometheus, character for character: templates people
//! write, and generated ones.
//!
//! One Prometheus evaluates rules whose annotations are the templates; its API tells what it made of them.
#![allow(clippy::print_stderr, reason = "what was compared is told")]

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};

use runframe_cli::fire::{AlertRequest, LabelPair, Series, rule_alerts};
use runframe_cli::rule_file;
use runframe_cli::template::run::{PREFIX, Sample, render};
use runframe_cli::template::{Functions, check};
use runframe_cli::text::SourceFile;
use runframe_cli::version::Version;
use serde_json::Value;

use support::alertmanager::wait_for;
use support::random::Random;
use support::real::{Release, collected_files, program};
use support::receiver::Receiver;

const EXTERNAL_URL: &str = "http://prom.example.org/some/path";

/// How many templates are generated.
const GENERATED: usize = 1500;

/// Expressions without data behind them, and the labels and values they give.
fn samples() -> Vec<(String, Sample)> {
    let labels: [&[(&str, &str)]; 3] = [
        &[
            ("instance", "db-1.example.com:9100"),
            ("job", "node"),
            ("severity", "x<y>&'z'\\\""),
            ("num", "1234567"),
        ],
        &[("instance", "[::1]:80"), ("job", ""), ("path", "/var/é日本")],
        &[("instance", "10.0.0.1:9100"), ("num", "-0.00012345")],
    ];
    let values = [
        "1234.5",
        "0",
        "1",
        "1e6",
        "0.000123456",
        "-98765.4321",
        "1700000000.123",
        "1/3",
        "0/0",
        "1/0",
        "1e21",
        "3600",
        "0.5",
    ];
    let numbers = [
        1234.5,
        0.0,
        1.0,
        1e6,
        0.000_123_456,
        -98_765.432_1,
        1_700_000_000.123,
        1.0 / 3.0,
        f64::NAN,
        f64::INFINITY,
        1e21,
        3600.0,
        0.5,
    ];
    let all = values
        .iter()
        .zip(numbers)
        .enumerate()
        .map(|(position, (written, value))| {
            let labels = labels[position % labels.len()];
            let mut expression = format!("vector({written})");
            for (name, value) in labels {
                let quoted = Value::from(*value).to_string();
                expression = format!("label_replace({expression}, \"{name}\", {quoted}, \"\", \"\")");
            }
            let labels = labels.iter().filter(|(_, value)| !value.is_empty());
            let sample = Sample {
                labels: labels
                    .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                    .collect(),
                value,
                external_labels: [("region".to_owned(), "eu".to_owned())].into(),
                external_url: EXTERNAL_URL.to_owned(),
            };
            (expression, sample)
        });
    all.collect()
}

const WRITTEN: &[&str] = &[
    "{{ $value }}",
    "{{ .Value }}",
    "{{ $labels }}",
    "{{ . }}",
    "{{ $ }}",
    "{{ $labels.instance }} {{ .Labels.job }} {{ $labels.nothing }} {{ $externalLabels.region }} {{ $externalURL }}",
    "{{ .ExternalLabels.nothing }}{{ .ExternalURL }}",
    "{{ $value | humanize }} {{ humanize1024 $value }} {{ $value | humanizeDuration }} {{ $value | humanizePercentage }}",
    "{{ $value | humanizeTimestamp }}",
    "{{ humanize \"12345\" }} {{ humanize 12345 }} {{ humanize \"x\" }}",
    "{{ humanize true }}",
    "{{ humanize $labels.num }}",
    "{{ $labels.num | humanizeDuration }}",
    "{{ humanizeDuration -90061.5 }} {{ humanizeDuration 0.0021 }} {{ humanizeDuration 59.99999 }} {{ humanizeDuration 60 }}",
    "{{ toTime $value }}",
    "{{ (toTime $value).Format \"2006-01-02T15:04:05.000Z07:00 Mon Jan _2 3PM\" }}",
    "{{ (toTime 1700000000).Year }} {{ (toTime 1700000000).Month }} {{ (toTime 1700000000).Weekday }} {{ (toTime 1700000000).Unix }}",
    "{{ (toTime 1700000000).Nothing }}",
    "{{ $t := toTime 1700000000.25 }}{{ $t.Add 5 }} {{ $t.AddDate 0 3 20 }} {{ $t.Round 3600000000000 }} {{ $t.Sub $t }}",
    "{{ $t := toTime 1700000000.25 }}{{ printf \"%d %02d %T %T\" $t.Month $t.Weekday $t.UTC ($t.Add 1) }} {{ $t.UnixNano }}",
    "{{ $t := toTime 1700000000.25 }}{{ $t.After $t }} {{ ($t.Add 1).After $t }} {{ $t.Equal $t.UTC }} {{ $t.UTC.Year }} {{ $t.UTC.Foo }}",
    "{{ (toTime 1700000000).Date }}",
    "{{ (toTime 1700000000).Add $value }}",
    "{{ (toTime 1700000000).Format 1 }}{{ (toTime 1700000000).Format }}",
    "{{ printf \"%.2f\" $value }} {{ printf \"%5.1f|%-9.2f|%09.3f|%+g|%e|%v\" $value $value $value $value $value $value }}",
    "{{ printf \"%d\" $value }} {{ printf \"%s\" $value }} {{ printf \"%q\" $labels.severity }} {{ printf \"%x\" \"hi\" }}",
    "{{ printf \"%d %5d %-5d| %05d %+d %x %X %o %b %c %q %U\" 42 42 42 42 42 42 42 42 42 42 42 42 }}",
    "{{ printf \"%s %10s|%-10s|%.2s|%q|%v|%x\" \"aé\" \"aé\" \"aé\" \"aé\" \"aé\" \"aé\" \"aé\" }}",
    "{{ printf \"%t %v %5t\" true false true }} {{ printf \"%T %T %T %T\" 1 1.5 \"a\" true }}",
    "{{ printf \"%d %s\" 1 }} {{ printf \"%d\" 1 2 \"a\" }} {{ printf \"%\" }} {{ printf \"%!\" 1 }} {{ printf \"%z\" 1 }}",
    "{{ printf \"%[2]d %[1]d\" 1 2 }} {{ printf \"%[3]d\" 1 2 }} {{ printf \"%*d|%-*d|\" 5 1 5 1 }} {{ printf \"%.*f\" 2 3.14159 }}",
    "{{ printf \"%v %s %q\" $labels $labels $labels }}",
    "{{ printf \"%v %d\" nil nil }}",
    "{{ printf \"%6.2f%%\" 12.345 }} {{ printf \"%g %G %e %E\" 1e-10 1e-10 1e-10 1e20 }} {{ printf \"%.3g %.10g\" 1234.5678 0.1 }}",
    "{{ printf \"% d|% f|%+.1e|%08d|%-08d|%x|%X\" 5 5.5 12345.678 -42 -42 -255 \"hi\" }}",
    "{{ print 1 2 \"a\" \"b\" 3 4.5 true nil }}|{{ println 1 \"a\" }}|",
    "{{ print }}{{ println }}",
    "{{ html \"<a href='x'>&\\\"\" }} {{ js \"<a='x'>&\\n\\u00e9\\u2028\\\"\" }} {{ urlquery \"a b&c/é~\" }} {{ html 1 \"<\" }}",
    "{{ $labels.severity | html }} {{ $labels.severity | js }} {{ $labels.severity | urlquery }}",
    "{{ if gt $value 1000.0 }}high{{ else if gt $value 0.0 }}some{{ else }}low{{ end }}",
    "{{ if gt $value 1000 }}x{{ end }}",
    "{{ if eq $labels.job \"node\" }}node{{ end }}{{ if ne $labels.job \"node\" }}other{{ end }}",
    "{{ eq 1 1 }} {{ eq 1 2 1 }} {{ ne 1 2 }} {{ lt 1 2 }} {{ le 2 2 }} {{ gt 1 2 }} {{ ge 2 2 }} {{ lt \"a\" \"b\" }} {{ eq 1.5 1.5 }}",
    "{{ eq 1 1.0 }}",
    "{{ lt \"a\" 1 }}",
    "{{ lt true false }}",
    "{{ lt $labels $labels }}",
    "{{ eq $labels $labels }}",
    "{{ eq nil nil }}",
    "{{ eq $labels.nothing \"\" }}",
    "{{ eq 1 }}",
    "{{ eq true true }} {{ eq 'a' 97 }}",
    "{{ and true 0 }} {{ and 1 \"a\" }} {{ or 0 \"\" }} {{ or \"a\" nofail }}",
    "{{ and true 0 }} {{ and 1 \"a\" }} {{ or 0 \"\" }} {{ not 1 }} {{ not \"\" }} {{ 1 | and true }} {{ 0 | or false }}",
    "{{ len \"aé\" }} {{ len $labels }} {{ len 1 }}",
    "{{ index $labels \"job\" }} {{ index .Labels \"nothing\" }} {{ index \"abc\" 1 }}",
    "{{ index \"abc\" 3 }}",
    "{{ index $labels 1 }}",
    "{{ index 1 1 }}",
    "{{ index nil 1 }}",
    "{{ slice \"abcdef\" 1 3 }} {{ slice \"abc\" 1 }} {{ slice \"abc\" }}",
    "{{ slice \"abc\" 2 1 }}",
    "{{ slice \"abc\" 5 }}",
    "{{ slice 1 }}",
    "{{ range $k, $v := $labels }}{{ $k }}={{ $v }};{{ end }}",
    "{{ range $v := .Labels }}{{ $v }};{{ end }}{{ range .Labels }}{{ . }};{{ else }}none{{ end }}",
    "{{ range $i := 3 }}{{ $i }}{{ end }}{{ range 2 }}{{ . }}{{ end }}",
    "{{ range $i, $e := 3 }}{{ $i }}{{ $e }}{{ end }}",
    "{{ range .Labels }}{{ if eq . \"node\" }}{{ continue }}{{ end }}{{ . }},{{ end }}",
    "{{ range .Labels }}{{ break }}x{{ end }}",
    "{{ range \"abc\" }}{{ . }}{{ end }}",
    "{{ range 1.5 }}{{ . }}{{ end }}",
    "{{ range nil }}x{{ end }}",
    "{{ with $labels.job }}[{{ . }}]{{ else }}no job{{ end }}{{ with $x := 5 }}{{ $x }}{{ . }}{{ end }}",
    "{{ with $labels.nothing }}a{{ else with $labels.instance }}b {{ . }}{{ else }}c{{ end }}",
    "{{ $x := 1 }}{{ $x }}{{ $x = 2 }}{{ $x }}{{ if true }}{{ $x := 3 }}{{ $x }}{{ $x = 4 }}{{ $x }}{{ end }}{{ $x }}",
    "{{ $x := 1 }}{{ range .Labels }}{{ $x = . }}{{ end }}{{ $x }}",
    "{{ $labels.instance | stripPort }} {{ $labels.instance | stripDomain }} {{ stripDomain \"a.b.c\" }} {{ stripPort \"a:b:c\" }} {{ stripPort \"[::1]\" }} {{ stripDomain \"1.2.3.4\" }} {{ stripPort \":80\" }}",
    "{{ title \"hello wORLD foo-bar foo_bar é'a\" }} {{ toUpper \"aéß\" }} {{ toLower \"AÉİ\" }}",
    "{{ $labels.job | title | toUpper | printf \"%s!\" }}",
    "{{ match \"^[a-z]+$\" \"abc\" }} {{ match \"a.c\" \"xabcx\" }} {{ match \"\\\\d+\" \"x\" }} {{ match \"(\" \"x\" }}",
    "{{ reReplaceAll \"(.*):.*\" \"$1\" $labels.instance }} {{ reReplaceAll \"a\" \"$$\" \"banana\" }} {{ reReplaceAll \"(?P<x>a)\" \"<${x}>\" \"banana\" }} {{ reReplaceAll \"x*\" \"-\" \"abc\" }}",
    "{{ reReplaceAll \"(\" \"\" \"a\" }}",
    "{{ reReplaceAll \"[[:alpha:]]+|\\\\s\" \"_\" \"ab 12\\tcd\" }} {{ reReplaceAll \"\\\\b\" \"|\" \"a b\" }} {{ reReplaceAll \"[^\\\\w]\" \"\" \"a-b é\" }}",
    "{{ parseDuration \"1h30m\" }} {{ parseDuration \"5ms\" }} {{ parseDuration \"x\" }}",
    "{{ graphLink \"up{job=\\\"a\\\"}\" }} {{ tableLink \"sum(rate(x[5m]))\" }} {{ pathPrefix }} {{ externalURL }}",
    "{{ args 1 \"a\" 2.5 }} {{ (args 1 \"b\").arg1 }} {{ (args 1).arg5 }}",
    "{{ safeHtml \"<b>\" }} {{ safeHtml \"<b>\" | printf \"%s %T\" }}",
    "{{ safeHtml \"<b>\" | toUpper }}",
    "{{ toUpper 1 }}",
    "{{ toUpper $value }}",
    "{{ toUpper nil }}",
    "{{ $value | toUpper }}",
    "{{ toUpper }}",
    "{{ toUpper \"a\" \"b\" }}",
    "{{ \"a\" | toUpper \"b\" }}",
    "{{ .Nothing }}",
    "{{ .Labels.a.b }}",
    "{{ $value.x }}",
    "{{ $labels.job 1 }}",
    "{{ .Value 1 }}",
    "{{ 1 2 }}",
    "{{ \"a\" | .Value }}",
    "{{ nil }}",
    "{{ (1) 2 }}",
    "{{ template \"nothing\" }}",
    "{{ define \"a\" }}<{{ . }}>{{ end }}{{ template \"a\" $labels.job }}{{ template \"a\" }}{{ template \"a\" 1.50 }}",
    "{{ define \"a\" }}{{ .x.y }}{{ end }}{{ template \"a\" $labels }}",
    "{{ define \"a\" }}{{ . | humanize }}{{ end }}{{ template \"a\" \"zzz\" }}",
    "{{ block \"b\" $labels.job }}[{{ . }}]{{ end }}",
    "a {{- 1 -}} b {{ 2 }} c\n{{- 3 }}\n{{ 4 -}}\nd {{/* comment */}}e {{- /* c */ -}} f",
    "line 1\nline 2 {{ $value | humanize }}\n  {{ .Nothing }}",
    "{{ 1 }} {{ -1 }} {{ 1.0 }} {{ 1e3 }} {{ 0x10 }} {{ 0b11 }} {{ 0o17 }} {{ 017 }} {{ 1_000 }} {{ 'a' }} {{ '\\n' }} {{ 0x1p4 }} {{ true }}",
    "{{ 18446744073709551615 }}",
    "{{ `raw \\n \"x\"` }} {{ \"a\\tb\\u00e9\\x41\" }}",
    "{{ (index $labels \"job\") | printf \"%s-%v\" \"x\" }}",
    "{{ printf \"%s\" (printf \"%d\" (len $labels)) }}",
    "{{ call nil }}",
    "{{ call 1 }}",
    "{{ $labels.instance | reReplaceAll \":[0-9]+\" \"\" | toUpper }}",
    "{{ if and (gt $value 0.5) (lt $value 2000.0) }}in{{ else }}out{{ end }}",
    "{{ if or (eq $labels.job \"x\") (eq $labels.job \"node\") }}y{{ end }}",
    "{{ if not $labels.nothing }}none{{ end }}",
    "{{ 5 | printf \"%d\" | len }}",
    "{{ $labels.job | eq \"node\" }}",
    "{{ first nil }}",
    "{{ label \"a\" nil }}",
    "{{ value 1 }}",
    "{{ value \"a\" }}",
    "{{ sortByLabel \"a\" 1 }}",
    "{{ query 1 }}",
    "{{ humanizeTimestamp 1e30 }}",
    "{{ toTime \"abc\" }}",
    "{{ humanizePercentage \"0.1234567\" }} {{ humanizePercentage 1 }}",
    "{{ humanize1024 1048576 }} {{ humanize1024 1e30 }} {{ humanize 1e-30 }} {{ humanize 1e30 }} {{ humanize -1500 }} {{ humanize 999.96 }}",
];

/// A template of random parts.
fn generated(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..=random.below(2) {
        let before: &str = random.pick::<&str>(&["", "a ", "\n", "% "]);
        text.push_str(before);
        match random.below(6) {
            0 => {
                let _ = write!(
                    text,
                    "{{{{ if {} }}}}{{{{ {} }}}}{{{{ else }}}}{{{{ {} }}}}{{{{ end }}}}",
                    pipeline(random, 2),
                    pipeline(random, 1),
                    pipeline(random, 1)
                );
            }
            1 => {
                let _ = write!(
                    text,
                    "{{{{ range $k, $v := {} }}}}{{{{ $k }}}}:{{{{ $v }}}} {{{{ {} }}}}{{{{ end }}}}",
                    random.pick(&[
                        "$labels",
                        ".Labels",
                        "2",
                        "(args 1 \"b\" $value)",
                        "\"a\"",
                        "$value",
                        ".ExternalLabels"
                    ]),
                    pipeline(random, 1)
                );
            }
            2 => {
                let _ = write!(
                    text,
                    "{{{{ with {} }}}}{{{{ . }}}} {{{{ {} }}}}{{{{ end }}}}",
                    pipeline(random, 2),
                    pipeline(random, 1)
                );
            }
            3 => {
                let _ = write!(text, "{{{{ $x := {} }}}}{{{{ $x }}}}", pipeline(random, 2));
            }
            _ => {
                let _ = write!(text, "{{{{ {} }}}}", pipeline(random, 2));
            }
        }
    }
    text
}

const FUNCTIONS_OF_ONE: &[&str] = &[
    "humanize",
    "humanize1024",
    "humanizeDuration",
    "humanizePercentage",
    "humanizeTimestamp",
    "toTime",
    "title",
    "toUpper",
    "toLower",
    "stripPort",
    "stripDomain",
    "len",
    "not",
    "print",
    "html",
    "js",
    "urlquery",
    "parseDuration",
    "safeHtml",
    "graphLink",
    "printf \"%v\"",
    "printf \"%s\"",
    "printf \"%.3f\"",
    "printf \"%q\"",
    "printf \"%6.2f|\"",
    "printf \"%05d\"",
    "printf \"%x\"",
    "printf \"%T\"",
    "printf \"%-8v|\"",
    "printf \"%+d\"",
    "reReplaceAll \"[aeiou0-9]+\" \"<$0>\"",
    "match \"[a-c]\"",
    "eq \"node\"",
    "eq 1",
    "gt 5.0",
    "lt 2",
    "index",
    "slice",
    "and true",
    "or 0",
];

fn operand(random: &mut Random, depth: usize) -> String {
    if depth > 0 && random.below(4) == 0 {
        return format!("({})", pipeline(random, depth - 1));
    }
    (*random.pick(&[
        "$value",
        ".Value",
        "$labels.instance",
        "$labels.num",
        "$labels.severity",
        "$labels.nothing",
        "$labels",
        "1",
        "0",
        "2.5",
        "-3",
        "1e6",
        "\"a b\"",
        "\"12.5\"",
        "\"\"",
        "`x\"y`",
        "true",
        "nil",
        "'a'",
        "$externalURL",
        ".Labels.path",
        "3600",
        "\"1h\"",
        "100000000",
    ]))
    .to_owned()
}

fn pipeline(random: &mut Random, depth: usize) -> String {
    let mut text = match random.below(3) {
        0 => operand(random, depth),
        1 => format!("{} {}", random.pick(FUNCTIONS_OF_ONE), operand(random, depth)),
        _ => {
            let function = random.pick(&[
                "printf \"%v-%v\"",
                "print",
                "eq",
                "ne",
                "lt",
                "ge",
                "and",
                "or",
                "index",
                "slice",
                "println",
            ]);
            format!("{function} {} {}", operand(random, depth), operand(random, depth))
        }
    };
    for _ in 0..random.below(3) {
        let _ = write!(text, " | {}", random.pick(FUNCTIONS_OF_ONE));
    }
    text
}

/// A running Prometheus; dropping it stops it.
struct Prometheus {
    child: Child,
    folder: tempfile::TempDir,
    base: String,
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Prometheus {
    /// One that evaluates these rules every second; `None`, and says so, where there is no Prometheus.
    fn start(rules: &str, alertmanager: Option<SocketAddr>) -> Option<Self> {
        let path = program(Release::Newest, "prometheus")?;
        let folder = tempfile::tempdir().expect("a folder can be made");
        let file = |name: &str| folder.path().join(name);
        std::fs::write(file("rules.yml"), rules).expect("it can be written");
        let mut config =
            "global:\n  evaluation_interval: 1s\n  external_labels: {region: eu}\nrule_files: [rules.yml]\n".to_owned();
        if let Some(address) = alertmanager {
            let _ = writeln!(
                config,
                "alerting: {{alertmanagers: [{{static_configs: [{{targets: ['{address}']}}]}}]}}"
            );
        }
        std::fs::write(file("prometheus.yml"), config).expect("it can be written");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        drop(listener);
        let log = std::fs::File::create(file("log")).expect("it can be made");
        let child = Command::new(path)
            .arg(format!("--config.file={}", file("prometheus.yml").display()))
            .arg(format!("--storage.tsdb.path={}", file("data").display()))
            .arg(format!("--web.listen-address={address}"))
            .arg(format!("--web.external-url={EXTERNAL_URL}"))
            .arg("--web.route-prefix=/")
            // What was sent before the Alertmanager was found is sent again soon.
            .arg("--rules.alert.resend-delay=1s")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("Prometheus can be started");
        Some(Self {
            child,
            folder,
            base: format!("http://{address}"),
        })
    }

    /// The annotations of each alert, once all have fired.
    async fn annotations(&mut self, alerts: usize) -> BTreeMap<String, Value> {
        let client = reqwest::Client::new();
        let url = format!("{}/api/v1/alerts", self.base);
        wait_for("all alerts", async || {
            let log = self.folder.path().join("log");
            assert!(
                self.child.try_wait().expect("its state is known").is_none(),
                "Prometheus ended: {}",
                std::fs::read_to_string(log).unwrap_or_default()
            );
            let answer = client.get(&url).send().await.ok()?;
            let answer: Value = answer.json().await.ok()?;
            let found = answer["data"]["alerts"].as_array()?;
            let found: BTreeMap<String, Value> = found
                .iter()
                .map(|alert| {
                    let name = alert["labels"]["alertname"].as_str().unwrap_or_default().to_owned();
                    (name, alert["annotations"].clone())
                })
                .collect();
            (found.len() == alerts).then_some(found)
        })
        .await
    }
}

/// Templates of public rule files, without those that ask Prometheus or look at more than there is.
fn public_templates() -> Vec<String> {
    let mut templates = Vec::new();
    for (path, text) in collected_files("rules", "yml") {
        let text = String::from_utf8_lossy(&text);
        let loaded = rule_file::load(&SourceFile::new(path.display().to_string(), text.as_ref()));
        for (_, rule, _) in loaded.file.alerts() {
            for pair in rule.annotations.iter().chain(&rule.labels) {
                if pair.value.contains("{{") && !pair.value.contains("query") {
                    templates.push(pair.value.value.clone());
                }
            }
        }
    }
    templates.sort();
    templates.dedup();
    templates
}

#[tokio::test]
async fn texts_are_those_of_prometheus() {
    let mut random = Random::new(11);
    let mut templates: Vec<String> = WRITTEN.iter().map(|text| (*text).to_owned()).collect();
    let public = public_templates();
    eprintln!(
        "{} written, {} public, {GENERATED} generated",
        templates.len(),
        public.len()
    );
    templates.extend(public);
    templates.extend((0..GENERATED).map(|_| generated(&mut random)));
    // A file with a template that does not parse is refused as a whole; words of that are compared elsewhere.
    templates.retain(|text| check("t", &format!("{PREFIX}{text}"), Functions::Prometheus, Version::V0_33).is_ok());
    let samples = samples();
    let mut rules = String::from("groups:\n- name: g\n  rules:\n");
    for (number, (expression, _)) in samples.iter().enumerate() {
        let _ = writeln!(
            rules,
            "  - alert: A{number}\n    expr: {}\n    annotations:",
            Value::from(expression.as_str())
        );
        for (position, template) in templates.iter().enumerate() {
            // Every written template with every sample, others with one.
            if position < WRITTEN.len() || position % samples.len() == number {
                let _ = writeln!(rules, "      t{position}: {}", Value::from(template.as_str()));
            }
        }
    }
    let Some(mut prometheus) = Prometheus::start(&rules, None) else {
        return;
    };
    let theirs = prometheus.annotations(samples.len()).await;
    let mut compared = 0;
    let mut differences = Vec::new();
    for (number, (_, sample)) in samples.iter().enumerate() {
        let name = format!("A{number}");
        for (position, theirs) in theirs[&name].as_object().expect("annotations are an object") {
            let position: usize = position[1..].parse().expect("they are numbered");
            let template = &templates[position];
            let ours = match render(&name, template, sample) {
                Ok(rendered) if !rendered.usage.queries.is_empty() => continue,
                Ok(rendered) => rendered.text,
                Err(error) => error.to_string(),
            };
            compared += 1;
            let theirs = theirs.as_str().unwrap_or_default();
            if ours != theirs && !is_known_difference(theirs) {
                differences.push(format!(
                    "{template:?} of {}\n  ours:   {ours:?}\n  theirs: {theirs:?}",
                    sample.value
                ));
            }
        }
    }
    eprintln!("compared {compared} texts");
    assert!(
        compared > WRITTEN.len() * samples.len() / 2,
        "hardly anything was compared"
    );
    assert!(
        differences.is_empty(),
        "{} of {compared} differ:\n{}",
        differences.len(),
        differences[..differences.len().min(60)].join("\n")
    );
}

/// What knowingly differs: the type an error names where Go has a value in a box, and an instant taken apart by a verb that
/// is none for it.
fn is_known_difference(theirs: &str) -> bool {
    theirs.contains("type interface {}") || theirs.contains("*time.Location=")
}

/// Rules whose alerts are compared as they are sent, with the labels their expressions give.
const SENT: &str = r#"
groups:
- name: g
  labels: {team: infra, tier: '1', none: ''}
  rules:
  - alert: Labels
    expr: label_replace(label_replace(vector(0.03), "instance", "db-1:9100", "", ""), "pod", "p", "", "")
    labels:
      tier: '2'
      host: '{{ $labels.instance | stripPort }}'
      gone: '{{ $labels.nothing }}'
      alertname: other
      severity: '{{ if gt $value 0.5 }}critical{{ else }}warning{{ end }}'
    annotations:
      summary: '{{ $labels.instance }} of {{ $labels.team }} at {{ $value | humanizePercentage }}'
      empty: ''
      nothing: '{{ $labels.nothing }}'
      broken: '{{ humanize "x" }}'
  - alert: "no < labels & 'quotes'"
    expr: vector(0.03)
  - alert: Same
    expr: label_replace(vector(0.03), "team", "mine", "", "")
    labels: {region: us}
"#;

#[tokio::test(flavor = "multi_thread")]
async fn alerts_of_rules_are_those_prometheus_sends() {
    let receiver = Receiver::start("200 OK").await;
    let Some(mut prometheus) = Prometheus::start(SENT, Some(receiver.address)) else {
        return;
    };
    let loaded = rule_file::load(&SourceFile::new("rules.yml", SENT));
    assert_eq!(loaded.diagnostics, []);
    let count = loaded.file.alerts().count();
    prometheus.annotations(count).await;
    let theirs = wait_for("all alerts to be sent", async || {
        let mut sent: BTreeMap<String, Value> = BTreeMap::new();
        for request in receiver.requests() {
            let alerts: Value = serde_json::from_str(&request.body).ok()?;
            for alert in alerts.as_array()? {
                let name = alert["labels"]["alertname"].as_str()?.to_owned();
                sent.insert(name, alert.clone());
            }
        }
        (sent.len() == count).then_some(sent)
    })
    .await;
    let given: [&[(&str, &str)]; 3] = [&[("instance", "db-1:9100"), ("pod", "p")], &[], &[]];
    let series = Series {
        value: 0.03,
        prometheus_url: EXTERNAL_URL.to_owned(),
        external_labels: runframe_cli::alert::LabelSet::new(),
    };
    for ((group, rule, name), given) in loaded.file.alerts().zip(given) {
        let request = AlertRequest {
            labels: given
                .iter()
                .map(|(name, value)| LabelPair {
                    name: (*name).to_owned(),
                    value: (*value).to_owned(),
                })
                .collect(),
            ..AlertRequest::default()
        };
        let ours = rule_alerts(group, rule, &request, &series, jiff::Timestamp::UNIX_EPOCH);
        let theirs = &theirs[&name.value];
        let mut labels = ours.alerts[0].labels.clone();
        // What a Prometheus adds of its own.
        if labels.get("region").is_none() {
            labels.insert("region", "eu");
        }
        let value = |text| serde_json::to_value(text).expect("it is JSON");
        assert_eq!(value(&labels), theirs["labels"], "{}", name.value);
        // None are left out.
        let annotations = Some(&theirs["annotations"]).filter(|annotations| !annotations.is_null());
        let annotations = annotations.cloned().unwrap_or_else(|| serde_json::json!({}));
        assert_eq!(value(&ours.alerts[0].annotations), annotations, "{}", name.value);
        assert_eq!(ours.alerts[0].generator_url, theirs["generatorURL"], "{}", name.value);
    }
}
