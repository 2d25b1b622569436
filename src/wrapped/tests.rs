//! Wrappings of every kind, and where the places of a configuration land.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;
use crate::diagnostic::Level;
use crate::text::Span;

/// The parts of a file, each as its key and its text; every word of the text that also stands in the file must be mapped to
/// the same word.
fn parts(text: &str) -> Vec<(String, String)> {
    let source = SourceFile::new("f", text);
    let Unwrapped::Parts(parts, findings) = unwrap(&source) else {
        panic!("nothing was found in {text}");
    };
    assert!(findings.is_empty(), "{findings:?}");
    for part in &parts {
        let Place::Mapped(map) = &part.place else { continue };
        for word in part
            .text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.len() > 3)
        {
            let at = word.as_ptr() as usize - part.text.as_ptr() as usize;
            let offset = |at: usize| u32::try_from(at).expect("the text is short");
            let place = map.span(Span::new(offset(at), offset(at + word.len())));
            assert!(place.end as usize <= text.len());
            if text.contains(word) && !part.text.starts_with("{\"") {
                assert!(source.slice(place).contains(word), "{word}: {:?}", source.slice(place));
            }
        }
    }
    parts.into_iter().map(|part| (part.key, part.text)).collect()
}

fn one(text: &str) -> (String, String) {
    let mut parts = parts(text);
    assert_eq!(parts.len(), 1, "{parts:?}");
    parts.remove(0)
}

#[test]
fn a_configuration_is_plain() {
    for text in [
        "route: {receiver: a}\n",
        "# config: x\nroute:\n  receiver: a\n",
        "",
        "nonsense",
        "config: [1]\n",
        "kind: x\nroute: {receiver: a}\n---\napiVersion: v1\n",
        "apiVersion: v1\nkind: {\n",
    ] {
        assert!(
            matches!(unwrap(&SourceFile::new("f", text)), Unwrapped::Plain),
            "{text}"
        );
    }
}

#[test]
fn a_secret_holds_a_literal_block() {
    let text = "# c\r\napiVersion: v1\r\nkind: Secret\r\nstringData:\r\n  alertmanager.yaml: |-\r\n    route:\r\n      \
                receiver: team\r\n\r\n    # comment\r\n    receivers: []\r\n  other: x\r\n";
    let (key, config) = one(text);
    assert_eq!(key, "stringData.alertmanager.yaml");
    assert_eq!(config, "route:\n  receiver: team\n\n# comment\nreceivers: []");
}

#[test]
fn what_string_data_writes_over_is_not_read() {
    let text = "apiVersion: v1\nkind: Secret\ndata:\n  alertmanager.yaml: bm8=\n  b.yml: cm91dGU6IHtyZWNlaXZlcjogYX0K\n\
                stringData:\n  alertmanager.yaml: |\n    route: {receiver: team}\n";
    let Unwrapped::Parts(parts, findings) = unwrap(&SourceFile::new("f", text)) else {
        panic!("nothing was found");
    };
    let keys: Vec<&str> = parts.iter().map(|part| part.key.as_str()).collect();
    assert_eq!(keys, ["stringData.alertmanager.yaml", "data.b.yml"]);
    assert_eq!(findings, []);
}

#[test]
fn what_a_list_of_one_kind_holds_need_not_say_so() {
    for kind in ["List", "SecretList"] {
        let own = if kind == "List" { "kind: Secret, " } else { "" };
        let text = format!(
            "apiVersion: v1\nkind: {kind}\nitems:\n- {{{own}stringData: {{a.yml: 'route: {{receiver: a}}'}}}}\n"
        );
        assert_eq!(one(&text).0, "stringData.a.yml", "{kind}");
    }
}

#[test]
fn blocks_keep_their_places_whatever_their_header_says() {
    for header in ["|", "|-", "|+", "|3", "| # note", "&anchor |"] {
        let text = format!(
            "apiVersion: v1\nkind: ConfigMap\ndata:\n  am.yml: {header}\n      route:\n        receiver: team\n\n\n"
        );
        let (_, config) = one(&text);
        assert_eq!(
            config.trim(),
            if header == "|3" {
                "route:\n   receiver: team"
            } else {
                "route:\n  receiver: team"
            }
        );
    }
}

#[test]
fn encoded_data_and_quoted_texts_know_where_they_begin() {
    for (text, line) in [
        (
            "apiVersion: v1\nkind: Secret\ndata:\n  alertmanager.yaml: cm91dGU6IHtyZWNlaXZlcjogYX0K\n",
            4,
        ),
        (
            "apiVersion: v1\nkind: ConfigMap\ndata: {a: b}\nbinaryData:\n  am.yml: cm91dGU6IHtyZWNlaXZlcjogYX0K\n",
            5,
        ),
        (
            "{\"apiVersion\": \"v1\", \"kind\": \"Secret\",\n\"stringData\": {\"a.yml\": \"route: {receiver: a}\\n\"}}",
            2,
        ),
    ] {
        let Unwrapped::Parts(parts, _) = unwrap(&SourceFile::new("f", text)) else {
            panic!("nothing was found in {text}");
        };
        assert_eq!(parts[0].text, "route: {receiver: a}\n");
        assert!(
            matches!(parts[0].place, Place::Encoded(position) if position.line == line),
            "{parts:?}"
        );
    }
}

#[test]
fn what_cannot_be_decoded_is_said() {
    let text = "apiVersion: v1\nkind: Secret\ndata:\n  alertmanager.yaml: '!!'\n  alertmanager.yaml.gz: H4sI\n";
    let Unwrapped::Parts(parts, findings) = unwrap(&SourceFile::new("f", text)) else {
        panic!("it is a secret");
    };
    assert!(parts.is_empty());
    let names: Vec<&str> = findings.iter().map(|finding| finding.name).collect();
    assert_eq!(names, ["invalid-base64", "compressed-config"]);
    assert!(
        findings.iter().all(|finding| finding.level == Level::Error),
        "nothing was checked"
    );
}

#[test]
fn an_encoded_configuration_is_read_as_alertmanager_reads_bytes() {
    let unwrapped = |content: &[u8]| {
        let encoded = STANDARD.encode(content);
        let text = format!("apiVersion: v1\nkind: Secret\ndata:\n  alertmanager.yaml: {encoded}\n");
        match unwrap(&SourceFile::new("f", text)) {
            Unwrapped::Parts(parts, findings) => (parts, findings),
            other => panic!("{other:?}"),
        }
    };
    let utf16: Vec<u8> = "\u{FEFF}route: {receiver: a}\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let (parts, findings) = unwrapped(&utf16);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(parts[0].text, "route: {receiver: a}\n");
    let (parts, findings) = unwrapped(b"route: {receiver: \xff}\n");
    assert!(parts.is_empty());
    assert_eq!(findings[0].name, "invalid-encoding");
    assert!(findings[0].upstream.is_some(), "Alertmanager refuses it");
    assert_eq!(findings[0].level, Level::Error);
}

#[test]
fn a_compressed_configuration_is_unpacked_within_bounds() {
    let secret = |content: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(content).unwrap();
        let packed = STANDARD.encode(encoder.finish().unwrap());
        let text = format!("apiVersion: v1\nkind: Secret\ndata:\n  alertmanager.yaml.gz: {packed}\n");
        match unwrap(&SourceFile::new("f", text)) {
            Unwrapped::Parts(parts, findings) => (parts, findings),
            other => panic!("{other:?}"),
        }
    };
    let (parts, findings) = secret(b"route: {receiver: a}\n");
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(
        (parts[0].key.as_str(), parts[0].text.as_str()),
        ("data.alertmanager.yaml.gz", "route: {receiver: a}\n")
    );
    assert!(
        matches!(parts[0].place, Place::Encoded(position) if position.line == 4),
        "{parts:?}"
    );
    let (parts, findings) = secret(&vec![b'a'; (16 << 20) + 1]);
    assert!(parts.is_empty());
    assert_eq!(
        findings[0].message,
        "`data.alertmanager.yaml.gz` unpacks to more than 16 MiB"
    );
}

#[test]
fn helm_values_hold_a_mapping() {
    let text = "grafana: {enabled: true}\nalertmanager:\n  enabled: true\n  config:\n    # note\n    route:\n      receiver: team # here\n  x: 1\n";
    let (key, config) = one(text);
    assert_eq!(key, "alertmanager.config");
    assert_eq!(config, "    # note\n    route:\n      receiver: team # here\n");
    let (key, config) = one("kube-prometheus-stack:\n  alertmanager:\n    config: {route: {receiver: team}}\n");
    assert_eq!(
        (key.as_str(), config.as_str()),
        ("kube-prometheus-stack.alertmanager.config", "{route: {receiver: team}}")
    );
    assert_eq!(one("config:\n  receivers:\n    - name: team\n").0, "config");
    assert_eq!(
        one("alertmanagerFiles:\n  alertmanager.yml:\n    route: {receiver: team}\n").0,
        "alertmanagerFiles.alertmanager.yml"
    );
    assert_eq!(
        one("alertmanager:\n  stringConfig: |\n    route: {receiver: team}\n").0,
        "alertmanager.stringConfig"
    );
    // Nothing else has this name: what misses `route` and `receivers` is told so in its own place.
    assert_eq!(
        one("alertmanager:\n  stringConfig: |\n    global: {}\n").0,
        "alertmanager.stringConfig"
    );
}

#[test]
fn what_helm_renders_is_not_taken_for_what_alertmanager_reads() {
    let of = |tpl: &str, group: &str| {
        format!(
            "alertmanager:\n  {tpl}config:\n    route: {{receiver: team, group_by: ['{group}']}}\n    receivers: [{{name: team}}]\n"
        )
    };
    let rendered = of("tplConfig: true\n  ", "{{ .Values.group }}");
    let nested = format!(
        "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nspec:\n  valuesContent: |-\n    {}",
        rendered.replace('\n', "\n    ")
    );
    for text in [&rendered, &nested] {
        let Unwrapped::Parts(parts, findings) = unwrap(&SourceFile::new("f", text.as_str())) else {
            panic!("it is wrapped: {text}");
        };
        let names: Vec<&str> = findings.iter().map(|finding| finding.name).collect();
        assert_eq!((parts.len(), names), (0, vec!["helm-template"]), "{text}");
    }
    // Nothing to render, or nobody who does.
    for text in [
        of("tplConfig: true\n  ", "a"),
        of("tplConfig: false\n  ", "{{ x }}"),
        of("", "{{ x }}"),
    ] {
        assert_eq!(one(&text).0, "alertmanager.config");
    }
}

#[test]
fn the_switch_of_a_chart_is_no_setting() {
    let (_, config) = one("config:\n  enabled: true # on\n  route: {receiver: team}\n");
    assert_eq!(config, "                # on\n  route: {receiver: team}\n");
    let (_, config) = one("alertmanager:\n  config: {enabled: false, route: {receiver: team}}\n");
    assert_eq!(config, "{\"route\": {\"receiver\": team, }, }");
    // Not what Mimir wraps.
    let (_, config) = one("alertmanager_config: |\n  enabled: true\n  route: {receiver: team}\n");
    assert_eq!(config, "enabled: true\nroute: {receiver: team}\n");
}

#[test]
fn helm_values_without_a_configuration_are_named() {
    for text in [
        "alertmanager:\n  enabled: true\ngrafana: {}\n",
        "kube-prometheus-stack:\n  alertmanager:\n    config:\n      templates: [x]\n",
    ] {
        let Unwrapped::Nothing(kinds) = unwrap(&SourceFile::new("f", text)) else {
            panic!("no configuration: {text}");
        };
        assert_eq!(kinds, ["Helm values"]);
    }
    // Whoever put one level too many above a configuration is told so.
    let text = "alertmanager:\n  route: {receiver: team}\n  receivers: [{name: team}]\n";
    assert!(matches!(unwrap(&SourceFile::new("f", text)), Unwrapped::Plain));
}

#[test]
fn an_alias_to_the_outside_is_replaced_by_what_it_stands_for() {
    let (_, config) = one("x: &team {receiver: team, group_wait: 10s}\nalertmanager:\n  config:\n    route: *team\n");
    assert_eq!(config, "{\"route\": {\"receiver\": team, \"group_wait\": 10s, }, }");
}

#[test]
fn mimir_wraps_a_text() {
    let (key, config) = one("template_files: {a: b}\nalertmanager_config: |\n  route:\n    receiver: team\n");
    assert_eq!(
        (key.as_str(), config.as_str()),
        ("alertmanager_config", "route:\n  receiver: team\n")
    );
}

#[test]
fn a_stream_and_a_list_hold_several() {
    let secret = "apiVersion: v1\nkind: Secret\nstringData:\n  alertmanager.yaml: |\n    route: {receiver: team}\n";
    let stream = format!("---\napiVersion: v1\nkind: Service\n--- # next\n{secret}---\n# empty\n---\n{secret}");
    assert_eq!(parts(&stream).len(), 2);
    let list = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  data:\n    a.yml: |\n      route: {receiver: team}\n";
    assert_eq!(one(list).0, "data.a.yml");
    let template = "apiVersion: template.openshift.io/v1\nkind: Template\nobjects:\n- apiVersion: v1\n  kind: Secret\n  stringData:\n    \
                    a.yml: |\n      route: {receiver: team}\nparameters:\n- name: A\n";
    assert_eq!(one(template).0, "stringData.a.yml");
}

#[test]
fn resources_without_a_configuration_are_named() {
    let text = "apiVersion: v1\nkind: Service\n---\napiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\n---\napiVersion: v1\nkind: Service\n";
    let Unwrapped::Nothing(kinds) = unwrap(&SourceFile::new("f", text)) else {
        panic!("there is no configuration in it");
    };
    assert_eq!(kinds, ["Service", "PrometheusRule"]);
}

#[test]
fn a_resource_becomes_what_the_operator_makes_of_it() {
    let text = "\
apiVersion: monitoring.coreos.com/v1alpha1
kind: AlertmanagerConfig
metadata:
  name: shop
  namespace: prod
spec:
  route:
    receiver: runframe
    groupBy: [job]
    groupWait: 30s
    continue: false
    matchers:
      - {name: team, value: a|b, matchType: =~}
    routes:
      - receiver: runframe
        continue: true
  receivers:
    - name: runframe
      webhookConfigs:
        - urlSecret: {name: runframe-webhook, key: url}
          sendResolved: true
          maxAlerts: 0
          httpConfig: {proxyUrl: 'http://old', proxyURL: 'http://new'}
      pagerdutyConfigs:
        - routingKey: {name: pager, key: key}
          details: [{key: a, value: b}]
  inhibitRules:
    - sourceMatch: [{name: severity, value: critical}]
      targetMatch: [{name: severity, value: 'x', regex: true}]
      equal: [job]
    - sourceMatch: [{name: a, value: b}]
  muteTimeIntervals:
    - name: night
      timeIntervals:
        - times: [{startTime: '00:00', endTime: '06:00'}]
          daysOfMonth: [{start: 1, end: 5}]
";
    let (key, config) = one(text);
    assert_eq!(key, "AlertmanagerConfig shop");
    let expected = [
        r#"{"route": {"receiver": "null", "routes": [{"continue": true, "receiver": runframe, "group_by": [job, ], "#,
        r#""group_wait": 30s, "matchers": ["namespace=\"prod\"", "team=~\"a|b\"", ], "#,
        r#""routes": [{"receiver": runframe, "continue": true, }, ], }]}, "#,
        r#""receivers": [{"name": runframe, "webhook_configs": [{"#,
        r#""url_file": "runframe-webhook/url", "send_resolved": true, "max_alerts": 0, "http_config": {"proxy_url": "http://new", }, }, ], "#,
        r#""pagerduty_configs": [{"routing_key": "taken-from-a-secret", "details": {"a": b, }, }, ], }, {"name": "null"}], "#,
        r#""inhibit_rules": [{"source_matchers": ["namespace=\"prod\"", "severity=\"critical\"", ], "#,
        r#""target_matchers": ["namespace=\"prod\"", "severity=~\"x\"", ], "equal": [job, ], }, "#,
        r#"{"target_matchers": ["namespace=\"prod\"", ], "source_matchers": ["namespace=\"prod\"", "a=\"b\"", ], }, ], "#,
        r#""time_intervals": [{"name": night, "time_intervals": [{"#,
        r#""times": [{"start_time": "00:00", "end_time": "06:00", }, ], "days_of_month": ["1:5", ], }, ], }, ], }"#,
    ];
    assert_eq!(config, expected.concat());
}

#[test]
fn before_url_files_the_operator_writes_what_the_secret_says() {
    let text = "apiVersion: m/v1alpha1\nkind: AlertmanagerConfig\nmetadata: {name: shop}\nspec:\n  route: {receiver: runframe}\n  \
                receivers:\n    - name: runframe\n      webhookConfigs:\n        - urlSecret: {name: runframe, key: url}\n";
    let source = SourceFile::new("f.yml", text);
    let webhook = |version| match unwrap_for(&source, version) {
        Unwrapped::Parts(parts, _) => parts[0].text.split("webhook_configs\": [").nth(1).map(str::to_owned),
        other => panic!("{other:?}"),
    };
    let starts = |version, with: &str| webhook(version).is_some_and(|text| text.starts_with(with));
    assert!(starts(
        Version::V0_25,
        "{\"url\": \"https://taken-from-a-secret.invalid/runframe/url\""
    ));
    assert!(starts(Version::V0_28, "{\"url_file\": \"runframe/url\""));
}

#[test]
fn a_resource_without_a_route_adds_inhibition_alone() {
    let (_, config) = one("apiVersion: m/v1beta1\nkind: AlertmanagerConfig\nspec:\n  inhibitRules: []\n");
    assert_eq!(
        config,
        r#"{"inhibit_rules": [], "route": {"receiver": "null"}, "receivers": [{"name": "null"}], }"#
    );
}

#[test]
fn what_kubernetes_refuses_of_a_resource_is_said() {
    let text = "\
apiVersion: monitoring.coreos.com/v1alpha1
kind: AlertmanagerConfig
spec:
  route:
    receiver: r
    group_wait: 10s
    routes:
      - match: {a: b}
      - matchers: ['a = b']
  receivers:
    - name: r
      slackConfigs: [{apiURL: 'https://example.com/'}, {apiURL: {name: s}}, {apiUrl: {name: s, key: k}}]
";
    let source = SourceFile::new("f", text);
    let Unwrapped::Parts(parts, findings) = unwrap(&source) else {
        panic!("it is a resource");
    };
    // Meant is the setting of the resource, whatever the size of its letters.
    assert!(
        parts[0]
            .text
            .contains(r#"{"api_url": "https://taken-from-a-secret.invalid/""#)
    );
    let places: Vec<&str> = findings
        .iter()
        .map(|finding| source.slice(finding.primary.span))
        .collect();
    let expected = [
        "group_wait",
        "match",
        "'a = b'",
        "'https://example.com/'",
        "{name: s}",
        "apiUrl",
    ];
    assert_eq!(places, expected);
    assert!(findings.iter().all(|finding| finding.name == "resource-schema"));
}

#[test]
fn what_the_operator_leaves_out_is_told_and_left_out() {
    let text = "\
apiVersion: monitoring.coreos.com/v1alpha1
kind: AlertmanagerConfig
spec:
  route:
    receiver: r
    groupInterval: 0s
    routes: [{repeatInterval: 0m, groupWait: 0s}]
  receivers:
    - name: r
      webhookConfigs:
        - {urlSecret: {name: s, key: k}, url: 'http://u', timeout: 5s, payload: {}, httpConfig: {noProxy: x, proxyUrl: 'http://p'}}
        - {urlSecret: ~, url: 'http://v'}
";
    let source = SourceFile::new("f", text);
    let told = |version| {
        let Unwrapped::Parts(parts, findings) = unwrap_for(&source, version) else {
            panic!("it is a resource");
        };
        assert!(findings.iter().all(|finding| finding.name == "dropped-setting"));
        let places = findings
            .iter()
            .map(|finding| source.slice(finding.primary.span).to_owned());
        (places.collect::<Vec<_>>(), parts[0].text.clone())
    };
    let (places, config) = told(Version::V0_25);
    assert_eq!(
        places,
        [
            "groupInterval",
            "repeatInterval",
            "url",
            "timeout",
            "payload",
            "noProxy"
        ]
    );
    for gone in ["interval\": 0", "http://u", "timeout", "payload", "no_proxy"] {
        assert!(!config.contains(gone), "{gone}: {config}");
    }
    for kept in [
        "\"group_wait\": 0s",
        "\"http://p\"",
        "[{\"url\": ",
        "{\"url\": \"http://v\", }",
    ] {
        assert!(config.contains(kept), "{kept}: {config}");
    }
    assert_eq!(
        told(Version::V0_28).0,
        ["groupInterval", "repeatInterval", "url", "payload"]
    );
    assert_eq!(told(Version::V0_33).0, ["groupInterval", "repeatInterval", "url"]);
}

#[test]
fn helm_values_stand_in_texts_of_other_resources() {
    let values = "    # values\n    alertmanager:\n      config:\n        route:\n          receiver: team\n\n        receivers:\n          \
                  - name: team\n";
    for head in [
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  values: |\n",
        "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nspec:\n  valuesContent: |-\n",
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  values.yaml: |\n",
    ] {
        let (key, config) = one(&format!("{head}{values}"));
        assert!(key.ends_with("alertmanager.config"), "{key}");
        assert_eq!(
            config.trim_end(),
            "    route:\n      receiver: team\n\n    receivers:\n      - name: team"
        );
    }
}
