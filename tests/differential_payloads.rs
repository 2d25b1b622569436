//! Payloads of a webhook's own against the newest real Alertmanager: the bytes it posts, or the words in which it fails.

#![allow(clippy::print_stderr, reason = "what was compared is told")]

mod support;

use std::fmt::Write as _;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::Offset;
use runframe_cli::config::value_of;
use runframe_cli::template::run::parse_file;
use runframe_cli::text::quote::quote;
use runframe_cli::webhook::custom::{CustomPayloadError, render};
use runframe_cli::webhook::{Message, Moment, Notification, NotifiedAlert, Reason};
use serde_json::json;

use support::alertmanager::{Alertmanager, wait_for};
use support::real::Release;
use support::receiver::Receiver;

const TEMPLATES: &str = r#"outside {{ define "greet" }}hello {{ . }}{{ end }}
{{ define "lines" }}{{ range . }}{{ template "greet" .Labels.instance }};{{ end }}{{ end }}
{{ define "broken" }}{{ range .Alerts }}
{{ .Nothing }}{{ end }}{{ end }}"#;

/// Whole payloads.
const PAYLOADS: &[&str] = &[
    "\"hello\"",
    "5",
    "~",
    "\"\"",
    "[]",
    "{}",
    "{a: 1, b: '{{ .Status }}', c: [1, '{{ len .Alerts }}', true, null, 1.5, 1e30, 0x10, -1, 18446744073709551615]}",
    "{s: '{{ .CommonAnnotations.summary }}', n: '{{ .CommonAnnotations.num }}', e: '', m: '{{ .CommonLabels.nope }}'}",
    "'{{ . | toJson }}'",
    "{'{{ .Status }}': {1: x, true: y, k: v}, '{{ .Receiver }}x': 1}",
    "{v: .nan}",
    "{v: .inf}",
    "{v: '2026-01-02', w: 2026-01-02, x: 0o17, z: 1_000, d: 1.0, f: 1e-9}",
    "{a: {b: {c: ['{{ .CommonLabels.alertname }}', {d: '{{ range .Alerts }}{{ .Labels.n }},{{ end }}'}]}}}",
    "{x: '{{ .CommonAnnotations.nested }}'}",
];

/// Texts inside a payload.
const TEXTS: &[&str] = &[
    r#"{{ dict "a" }}"#,
    r"{{ dict 1 2 }}",
    r#"{{ list "a" "b" | join "," }}"#,
    r#"{{ stringSlice "a" "b" | join "," }}"#,
    r#"{{ join "," .CommonLabels.Values }}"#,
    r#"{{ title "hello wORLD it's a.b 3rd foo_bar x-y ÉCLAIR ﬁx ǆa ǅB ქართ ßa ŉa" }}"#,
    r#"{{ match "^a" "abc" }} x"#,
    r#"{{ match "(" "abc" }}"#,
    r#"{{ reReplaceAll "(" "" "abc" }}"#,
    r#"{{ reReplaceAll "b(.)" "<$1>" "abc" }}"#,
    r#"{{ (index .Alerts 0).StartsAt | date "2006-01-02T15:04:05.000Z07:00 MST Mon" }}"#,
    r#"{{ (index .Alerts 0).StartsAt | tz "Europe/Paris" }}"#,
    r#"{{ (index .Alerts 0).StartsAt | tz "Asia/Kathmandu" | date "15:04 MST -0700 Z07:00 -07" }}"#,
    r#"{{ (index .Alerts 0).StartsAt | tz "No/Where" }}"#,
    r"x{{ (index .Alerts 0).EndsAt.IsZero }}",
    r"{{ humanizeDuration 3661.5 }}",
    r#"{{ humanizeDuration "90" }}"#,
    r#"{{ since (index .Alerts 0).StartsAt | printf "%T" }}"#,
    r#"{{ now | printf "%T" }}"#,
    r#"{{ safeUrl "a b" }} {{ safeUrl "x" | printf "%T" }} {{ safeHtml "<" }}"#,
    r#"{{ urlUnescape "a%20b%zz" }}"#,
    r#"{{ urlUnescape "a%2" }}"#,
    r#"{{ urlUnescape "a%20b+c" }}"#,
    r"{{ index .Alerts 5 }}",
    r#"{{ (.CommonLabels.Remove (stringSlice "severity")) }} x"#,
    r#"{{ .CommonLabels.Remove (list "severity") }} x"#,
    r"{{ .CommonLabels.Remove }}",
    r"{{ .CommonLabels.Names 1 }}",
    r"{{ .Alerts.Firing.Resolved }}",
    r"{{ .Alerts.Foo }}",
    r"{{ .CommonLabels.severity 1 }}",
    r"{{ .Status 1 }}",
    r"{{ range $i, $a := .Alerts }}{{ $i }}={{ $a.Fingerprint }} {{ end }}",
    r"{{ range .CommonLabels.SortedPairs }}{{ .Name }}:{{ .Value }} {{ . }} {{ end }}",
    r"{{ range $k, $v := .CommonLabels }}{{ $k }}:{{ $v }} {{ end }}",
    r"{{ range .Alerts.Resolved }}x{{ else }}none{{ end }}",
    r"{{ range .Status }}x{{ end }}",
    r"{{ . }}",
    r#"{{ printf "%v|%T" . . }}"#,
    r#"x{{ printf "%v|%T" .Alerts .Alerts }}"#,
    r#"{{ printf "%v|%T|%s|%q" .CommonLabels .CommonLabels .CommonLabels .CommonLabels }}"#,
    r#"{{ printf "%T|%T|%T" .CommonLabels.SortedPairs .CommonLabels.Names .Alerts.Firing }}"#,
    r#"{{ printf "%T %T" (index .Alerts 0) (index .Alerts 0).StartsAt }}"#,
    r#"{{ printf "%d %s" .CommonLabels.Names .CommonLabels.Names }}"#,
    r"{{ len .CommonLabels }} {{ len .CommonLabels.SortedPairs }} x",
    r"{{ len . }}",
    r#"{{ index .CommonLabels "severity" }} {{ index .CommonLabels.Names 0 }} {{ (index .CommonLabels.SortedPairs 0).Value }}"#,
    r"{{ index .CommonLabels 1 }}",
    r"{{ slice .Alerts 0 1 | len }} x",
    r"{{ slice .Alerts 0 9 }}",
    r#"{{ .Status | toUpper }} {{ " x " | trimSpace }}."#,
    r#"{{ eq .Status "firing" }} x{{ if .Alerts.Resolved }}r{{ else }}n{{ end }}"#,
    r#"{{ .CommonLabels | toJson | printf "%q" }}"#,
    r#"{{ .CommonLabels.SortedPairs | toJson | printf "%q" }}"#,
    r#"{{ (index .Alerts 0) | toJson | printf "%q" }}"#,
    r#"{{ toJson 1.0 }} {{ toJson 1e21 }} {{ toJson 1e-7 }} {{ toJson "<" }} {{ toJson nil }} {{ toJson .CommonLabels.Names }} x"#,
    r"{{ .CommonLabels.nope.x }}",
    r#"{{ $x := dict "a" 1 }}{{ $x.b }}{{ $x.a }}"#,
    r#"{{ append .CommonLabels.Names "x" }}"#,
    r"{{ append (list 1) 2 3 | toJson }}",
    r#"{{ print .CommonLabels .Status }} {{ print (list 1 "a" nil true 1.5) }} {{ print (dict "a" nil) }}"#,
    r"{{ html .CommonLabels }} {{ .ExternalURL | urlquery }}",
    r#"{{ define "x" }}in{{ . }}{{ end }}{{ template "x" .Status }}"#,
    r"{{ .GroupLabels.Values }} {{ .Receiver }} {{ .NotificationReason | title }}",
    r"{{ (index .Alerts 0).Labels.instance }}{{ (index .Alerts 0).Nope }}",
    r"{{ .alerts }}",
    r"{{ .Version }}{{ .GroupKey }}",
    r"{{ eq .CommonLabels .GroupLabels }}",
    r"{{ eq (index .Alerts 0).StartsAt (index .Alerts 0).StartsAt }}",
    r"{{ lt 1 2 }}{{ gt (len .Alerts) 0 }} {{ range 3 }}{{ . }}{{ end }}",
    r#"{{ and .Status .Receiver }} {{ or "" "z" }} {{ not .Alerts }}"#,
    r"{{ (index .Alerts 0).StartsAt.Unix }} x{{ (index .Alerts 0).StartsAt.Year }} {{ (index .Alerts 0).StartsAt.Weekday }}",
    r"{{ (index .Alerts 1).StartsAt.Sub (index .Alerts 0).StartsAt }} {{ (index .Alerts 0).StartsAt.After (index .Alerts 0).EndsAt }}",
    r#"{{ $t := (index .Alerts 0).StartsAt }}{{ printf "%d %02d %v %q %T" $t.Month $t.Month $t.Month $t.Weekday $t.Weekday }}"#,
    r"{{ $t := (index .Alerts 0).StartsAt }}{{ eq $t.Month 1 }} {{ if $t.Weekday }}x{{ end }} {{ $t.Month.String }} {{ toJson $t.Month }}",
    r#"{{ $t := (index .Alerts 0).StartsAt }}{{ printf "%x %X %s" $t.Month $t.Weekday (list $t.Month) }}"#,
    r"{{ $t := (index .Alerts 0).StartsAt }}{{ $t.UnixMilli }} {{ $t.UnixMicro }} {{ $t.UnixNano }} {{ $t.YearDay }} {{ $t.Nanosecond }}",
    r"{{ $t := (index .Alerts 0).EndsAt }}{{ $t.Unix }} {{ $t.UnixMilli }} {{ $t.UnixMicro }} {{ $t.UnixNano }} {{ $t.IsDST }}",
    r"{{ $t := (index .Alerts 0).StartsAt }}{{ $t.Add 3600000000000 }} {{ $t.Add -1 }} {{ $t.Add 5.0 }}",
    r"{{ $t := (index .Alerts 0).StartsAt }}{{ $t.Add ($t.Sub (index .Alerts 1).StartsAt) }}",
    r"{{ (index .Alerts 0).StartsAt.Add (len .Alerts) }}",
    r#"{{ (index .Alerts 0).StartsAt.Add "1h" }}"#,
    r"{{ (index .Alerts 0).StartsAt.Add 1.5 }}",
    r"{{ (index .Alerts 0).StartsAt.Add nil }}",
    r"{{ (index .Alerts 0).StartsAt.Add }}",
    r"{{ (index .Alerts 0).StartsAt.Add .Nope }}",
    r"{{ (index .Alerts 0).StartsAt.Add true }}",
    r"{{ $t := (index .Alerts 0).StartsAt }}{{ $t.AddDate 0 1 30 }} {{ $t.AddDate -1 -13 (len .Alerts) }} {{ $t.AddDate 0 0 -400 }}",
    r#"{{ $t := (index .Alerts 0).StartsAt | tz "Europe/Paris" }}{{ $t.AddDate 0 3 0 }} {{ $t.AddDate 0 6 1 }} {{ ($t.AddDate 0 6 0).IsDST }}"#,
    r"{{ (index .Alerts 0).StartsAt.AddDate 1 }}",
    r#"{{ (index .Alerts 0).StartsAt.AddDate 1 2 "x" }}"#,
    r"{{ $t := (index .Alerts 0).StartsAt }}{{ $t.Truncate 3600000000000 }} {{ $t.Round 60000000000 }} {{ $t.Round 0 }} {{ $t.Truncate 7 }}",
    r"{{ $t := (index .Alerts 0).StartsAt }}{{ $t.Round 604800000000000 }} {{ $t.Truncate 604800000000000 }} {{ $t.Round 7777777777 }}",
    r"{{ $t := (index .Alerts 0).StartsAt }}{{ $t.Compare (index .Alerts 1).StartsAt }} {{ $t.Compare $t }} {{ (index .Alerts 1).StartsAt.Compare $t }}",
    r"{{ (index .Alerts 0).StartsAt.Compare 1 }}",
    r"{{ (index .Alerts 0).StartsAt.Zone }}",
    r"{{ (index .Alerts 0).StartsAt.ZoneBounds }}",
    r"{{ (index .Alerts 0).StartsAt.ISOWeek }}",
    r"{{ (index .Alerts 0).StartsAt.Date }}",
    r"{{ (index .Alerts 0).StartsAt.Clock }}",
    r"{{ (index .Alerts 0).StartsAt.Zone 1 }}",
    r"{{ (index .Alerts 0).StartsAt.Foo }}",
    r"{{ (index .Alerts 0).StartsAt.Month.Foo }}",
    r"{{ ((index .Alerts 1).StartsAt.Sub (index .Alerts 0).StartsAt).Foo }}",
    r"{{ $d := (index .Alerts 1).StartsAt.Sub (index .Alerts 0).StartsAt }}{{ $d.Round 1000000000 }} {{ $d.Truncate 7000 }} {{ $d.Abs }} {{ $d.Microseconds }} {{ $d.Round 0 }}",
    r"{{ $d := (index .Alerts 0).StartsAt.Sub (index .Alerts 1).StartsAt }}{{ $d.Round 86400000000000 }} {{ $d.Abs }} {{ $d.Truncate 86400000000000 }} {{ $d.Round 13 }}",
    r"{{ append nil 1 }} {{ list }} {{ dict }} {{ stringSlice }}",
    r"{{ toUpper nil }}",
    r"{{ toUpper 1 }}",
    r"{{ toUpper .CommonLabels }}",
    r#"{{ join "," (list 1) }}"#,
    r#"{{ date "2006" "x" }}"#,
    r"{{ if }}",
    r"{{ nofunc }}",
    r#"{{ template "nope" . }}"#,
    r#"{{ template "greet" .Status }}, {{ template "lines" .Alerts }} {{ .Status }}"#,
    r#"{{ template "broken" . }}"#,
    r#"{{ template "greet" .Status }}{{ .Nope }}"#,
    "a\nb: {{ .Status }}",
    "# {{ .Status }}",
    "- {{ .Status }}\n- 2",
    "<b>&é\u{2028}\u{7}",
    "{{ .CommonAnnotations.html }}",
    "'{{ .Status }}'",
    "{{ .Status }}: {a: [1, ~]}",
    "a: 1\na: 2",
    "&x [1]",
    "*x",
    "[FIRING:1] {{ .Status }}",
    "{{ .Status }}: 1 # a comment",
    "--- a\n--- b",
    "{a: 1",
    "\tx",
    "!!str 5",
    "1_000",
    "010",
    "1:30",
    "yes",
    "\u{feff}x",
];

fn alert(instance: &str, number: &str, start: Moment) -> NotifiedAlert {
    let labels = [
        ("alertname", "DiskFull"),
        ("severity", "critical"),
        ("instance", instance),
        ("n", number),
    ];
    let annotations = [
        ("summary", "Disk: 97% full"),
        ("num", "007"),
        ("html", "<b>&\u{2028}"),
        ("nested", "[\"{{ .Status }}\", {a: \"{{ 1 }}\"}]"),
    ];
    NotifiedAlert {
        labels: labels.into_iter().collect(),
        annotations: annotations.into_iter().collect(),
        starts_at: start,
        ends_at: None,
        generator_url: "http://prom/graph?g0=1&x=2".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn payloads_are_rendered_as_by_the_real_alertmanager() {
    let receiver = Receiver::start("200 OK").await;
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let file = folder.path().join("t.tmpl");
    std::fs::write(&file, TEMPLATES).expect("it can be written");
    let texts = TEXTS.iter().map(|text| format!("{{v: {}}}", json!(text)));
    let payloads: Vec<String> = PAYLOADS
        .iter()
        .map(|&payload| payload.to_owned())
        .chain(texts)
        .collect();
    let mut config = format!(
        "templates: [{}]\nroute:\n  receiver: none\n  group_by: [alertname]\n  group_wait: 2s\n  group_interval: 1h\n  routes:\n",
        json!(file.to_str().expect("it is plain"))
    );
    let mut receivers = String::from("receivers:\n- name: none\n");
    for (number, payload) in payloads.iter().enumerate() {
        write!(config, "  - receiver: r{number}\n    continue: true\n").expect("a string takes everything");
        write!(
            receivers,
            "- name: r{number}\n  webhook_configs:\n  - url: http://{}/r{number}\n    payload: {payload}\n",
            receiver.address
        )
        .expect("a string takes everything");
    }
    config += &receivers;
    // Alerts that began earlier would not wait for each other.
    let start = Timestamp::from_millisecond(Timestamp::now().as_millisecond()).expect("it is in range");
    let alerts = vec![
        alert("a:1", "42", start.into()),
        alert("b:1", "43", Moment::at_offset(start, Offset::constant(1))),
    ];
    let external_url = "http://am.example";
    let Some(alertmanager) = Alertmanager::start(Release::Newest, &config, external_url).await else {
        return;
    };
    let posted: Vec<_> = alerts
        .iter()
        .map(|alert| {
            json!({
                "labels": alert.labels, "annotations": alert.annotations, "generatorURL": alert.generator_url,
                "startsAt": alert.starts_at.to_string(), "endsAt": "2099-01-01T00:00:00Z",
            })
        })
        .collect();
    alertmanager.post_alerts(&json!(posted)).await;
    let templates = [parse_file("t.tmpl", TEMPLATES).expect("it parses")];
    let mut differences = String::new();
    let mut failed = 0;
    for (number, payload) in payloads.iter().enumerate() {
        let name = format!("r{number}");
        let notification = Notification::new(Message {
            receiver: name.clone(),
            group_labels: [("alertname", "DiskFull")].into_iter().collect(),
            group_key: format!("{{}}/{{}}:{{alertname=\"DiskFull\"}}/{number}"),
            alerts: alerts.clone(),
            reason: Reason::FirstNotification,
            external_url: external_url.to_owned(),
            max_alerts: 0,
        });
        let failure = format!("err=\"{name}/webhook[0]: ");
        // What it posts, or the words it logs.
        let real = wait_for("a notification, or why there is none", async || {
            let requests = receiver.requests();
            if let Some(request) = requests.iter().find(|request| request.path() == format!("/{name}")) {
                return Some(Ok(request.body.clone()));
            }
            let log = alertmanager.log();
            if let Some((_, line)) = log.lines().find_map(|line| line.split_once(&failure)) {
                return Some(Err(line.to_owned()));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        })
        .await;
        let value = value_of(payload).expect("it is YAML");
        let ours = render(&value, &notification, &templates, Timestamp::now());
        let agree = match (&real, &ours) {
            // Without a payload it sends its own message.
            (Ok(_), Ok(_)) if payload == "~" => true,
            (Ok(real), Ok(ours)) => real.as_bytes() == ours,
            (Err(line), Err(error @ CustomPayloadError::Refused(_))) => {
                failed += 1;
                let words = quote(&error.to_string());
                line.contains(words.trim_matches('"'))
            }
            _ => false,
        };
        if !agree {
            let ours = ours.map(|body| String::from_utf8_lossy(&body).into_owned());
            writeln!(differences, "{payload}\n  real: {real:?}\n  ours: {ours:?}").expect("a string takes everything");
        }
    }
    assert!(differences.is_empty(), "{differences}");
    eprintln!(
        "{} payloads, {failed} of which cannot be rendered: all alike",
        payloads.len()
    );
}
