//! Tests of rendering. What Prometheus itself renders is compared in `tests/differential_rule_templates.rs`.

use proptest::prelude::*;

use super::*;

fn sample() -> Sample {
    let labels = [("instance", "db-1.example.com:9100"), ("job", "node")];
    Sample {
        labels: labels.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        value: 1234.5,
        external_labels: BTreeMap::new(),
        external_url: "http://prom.example/p".to_owned(),
    }
}

fn announcement() -> Announcement {
    let labels: BTreeMap<String, String> = [("alertname".to_owned(), "A".to_owned())].into();
    let start: jiff::Zoned = Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC);
    Announcement {
        receiver: "r".to_owned(),
        status: "firing".to_owned(),
        alerts: vec![AnnouncedAlert {
            status: "firing".to_owned(),
            labels: labels.clone(),
            annotations: BTreeMap::new(),
            starts_at: start.clone(),
            ends_at: start,
            generator_url: String::new(),
            fingerprint: "1".to_owned(),
        }],
        reason: "first notification".to_owned(),
        group_labels: labels.clone(),
        common_labels: labels,
        common_annotations: BTreeMap::new(),
        external_url: String::new(),
    }
}

fn rendered(text: &str) -> String {
    match render("A", text, &sample()) {
        Ok(rendered) => rendered.text,
        Err(error) => error.to_string(),
    }
}

#[test]
fn templates_of_rules_are_rendered() {
    for (template, text) in [
        ("plain", "plain"),
        ("{{ $labels.instance }} {{ .Labels.job }}", "db-1.example.com:9100 node"),
        ("{{ $value }} {{ .Value | humanize }}", "1234.5 1.234k"),
        ("{{ $labels.nothing }}|", "|"),
        ("{{ if gt $value 1000.0 }}high{{ else }}low{{ end }}", "high"),
        ("{{ with $labels.job }}{{ . | title }}{{ end }}", "Node"),
        (
            "{{ range $name, $value := .Labels }}{{ $name }}={{ $value }},{{ end }}",
            "instance=db-1.example.com:9100,job=node,",
        ),
        (
            "{{ range .Labels }}{{ . }}{{ break }}{{ end }}",
            "db-1.example.com:9100",
        ),
        ("{{ printf \"%.1f%%\" $value }}", "1234.5%"),
        ("{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}", "2"),
        ("{{ $labels.instance | stripPort | stripDomain }}", "db-1"),
        (
            "{{ define \"a\" }}<{{ . }}>{{ end }}{{ template \"a\" $labels.job }}",
            "<node>",
        ),
        ("{{ block \"b\" 1 }}[{{ . }}]{{ end }}", "[1]"),
        ("{{ if .Labels.x }}a{{ else if .Labels.job }}b{{ else }}c{{ end }}", "b"),
        (
            "{{ pathPrefix }} {{ externalURL }} {{ $externalURL }}",
            "/p http://prom.example/p http://prom.example/p",
        ),
        ("{{ (args 1 \"b\").arg1 }}", "b"),
        ("{{ $labels }}", "map[instance:db-1.example.com:9100 job:node]"),
        ("{{ 1700000000 | humanizeTimestamp }}", "2023-11-14 22:13:20 +0000 UTC"),
    ] {
        assert_eq!(rendered(template), text, "{template}");
    }
}

#[test]
fn errors_are_those_of_prometheus() {
    assert_eq!(
        rendered("{{ $labels.job | humanize }}"),
        "<error expanding template: error executing template __alert_A: template: __alert_A:1:129: executing \
         \"__alert_A\" at <humanize>: error calling humanize: strconv.ParseFloat: parsing \"node\": invalid syntax>"
    );
    assert_eq!(
        rendered("{{ nofunc }}"),
        "<error expanding template: error parsing template __alert_A: template: __alert_A:1: function \"nofunc\" not \
         defined>"
    );
}

#[test]
fn what_was_looked_at_is_told() {
    let used = |template: &str| render("A", template, &sample()).expect("it renders").usage;
    assert_eq!(used("{{ $labels.job }}"), Usage::default());
    let usage = used("{{ $labels.pod }} {{ index .Labels \"node\" }} {{ $externalLabels.x }}");
    assert_eq!(usage.missing_labels, ["node".to_owned(), "pod".to_owned()].into());
    assert!(used("{{ $value }}").value && used("{{ .Value | humanize }}").value);
    let rendered = render(
        "A",
        "{{ with query \"up\" }}{{ . | first | value | humanize }}{{ end }}",
        &sample(),
    )
    .expect("it renders");
    assert_eq!(rendered.text, "<query: up>");
    assert_eq!(rendered.usage.queries, ["up".to_owned()].into());
}

#[test]
fn templates_without_an_end_are_stopped() {
    for template in [
        "{{ define \"a\" }}{{ template \"a\" }}{{ end }}{{ template \"a\" }}",
        "{{ range 1000000000 }}{{ range 1000000000 }}x{{ end }}{{ end }}",
        "{{ define \"a\" }}{{ range 30 }}{{ template \"b\" }}{{ end }}{{ end }}{{ define \"b\" }}{{ range 30 }}{{ template \
         \"c\" }}{{ end }}{{ end }}{{ define \"c\" }}{{ range 3000 }}{{ printf \"%1000d\" 1 }}{{ end }}{{ end }}{{ template \
         \"a\" }}",
    ] {
        assert!(render("A", template, &sample()).is_err(), "{template}");
    }
    let deep = "{{".to_owned() + &"(".repeat(9_000) + "1" + &")".repeat(9_000) + "}}";
    assert!(rendered(&deep).contains("nested"), "it takes no stack");
}

proptest! {
    /// Whatever the template, it comes to an end without a panic.
    #[test]
    fn nothing_panics(text in "(\\{\\{ ?|\\}\\}|if|end|else|range|with|\\$x|:=|=|\\.|\\$labels|\\.Value|\\$value|printf|\"%[dsvqxfgeTc*5.#+-]*\"|index|slice|len|eq|lt|humanize|toTime|match|reReplaceAll|stripPort|html|js|query|first|title|\\(|\\)|\\||1|2\\.5|nil|'a'|\"[a-z(:\\[]?\"|,| ){0,25}") {
        let _ = render("A", &text, &sample());
    }

    /// Nor is there one with Alertmanager's message.
    #[test]
    fn nothing_panics_on_a_message_either(text in "(\\{\\{ ?|\\}\\}|if|end|else|range|with|template|define|\\$x|:=|=|\\.|\\.Alerts|\\.CommonLabels|\\.SortedPairs|\\.Names|\\.Remove|\\.StartsAt|\\.Firing|\\.Sub|printf|print|\"%[dsvqxfgeTc*5.#+-]*\"|index|slice|len|eq|lt|list|dict|append|toJson|date|tz|since|now|join|title|stringSlice|urlUnescape|\"%4\"|\"UTC\"|\"2006 MST\"|\\(|\\)|\\||1|2\\.5|nil|\"[a-z(:\\[]?\"|,| ){0,25}") {
        let _ = render_announcement(&text, &announcement(), &[], Timestamp::UNIX_EPOCH);
    }
}

/// Words that Alertmanager has too are its own; what only it can do is said to be so.
#[test]
fn methods_of_times_are_done_or_said_not_to_be() {
    let announced = |text: &str| render_announcement(text, &announcement(), &[], Timestamp::UNIX_EPOCH);
    let time = "(index .Alerts 0).StartsAt";
    assert_eq!(
        announced(&format!("{{{{ ({time}.Add 1500000000).UnixMilli }}}}")),
        Ok("1500".to_owned())
    );
    for method in ["Local", "GoString", "MarshalJSON", "In nil", "AddDate 90000 0 0"] {
        let outcome = announced(&format!("{{{{ {time}.{method} }}}}"));
        assert!(
            matches!(&outcome, Err(AnnouncementError::NotSimulated(words)) if words.ends_with("is not simulated")),
            "{method}: {outcome:?}"
        );
    }
    for method in ["Foo", "Zone", "Month.Foo", "Add \"1h\""] {
        let outcome = announced(&format!("{{{{ {time}.{method} }}}}"));
        assert!(
            matches!(outcome, Err(AnnouncementError::Failed(_))),
            "{method}: {outcome:?}"
        );
    }
    let words = rendered("{{ (toTime 0).GoString }}");
    assert!(
        words.contains("the method GoString of a time is not simulated"),
        "{words}"
    );
}
