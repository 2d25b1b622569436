//! No secret of a configuration is printed, however wrong the configuration is.
//!
//! A configuration with a marker in every place for a secret is broken in thousands of ways, the same ones every time; the
//! marker must be in nothing that is reported, in any format.

mod support;

use std::io::Write as _;

use runframe_cli::report::{self, Report};
use runframe_cli::validation::{self, Options};
use runframe_cli::version::Version;
use support::random::Random;

const MARKER: &str = "s3kr1tMARK";

/// `S` stands for the marker, and for nothing else.
const CONFIGURATION: &str = r#"global:
  smtp_smarthost: mail.example.com:587
  smtp_auth_username: monitoring
  smtp_auth_password: S
  smtp_auth_secret: 'S'
  slack_api_url: https://hooks.slack.com/services/S
  slack_app_token: S
  opsgenie_api_key: S
  victorops_api_key: S
  telegram_bot_token: S
  wechat_api_secret: S
  rocketchat_token: S
  rocketchat_token_id: S
  mattermost_webhook_url: https://chat.example.com/hooks/S
  http_config:
    basic_auth: {username: u, password: S}
    authorization: {credentials: "S"}
    bearer_token: S
    oauth2: {client_id: a, client_secret: S, token_url: http://b, client_certificate_key: S}
    tls_config: {key: S}
    proxy_url: http://u:S@p
    proxy_connect_header: {X: [S]}
    http_headers: {X: {secrets: [S]}}
route:
  receiver: everybody
  group_by: [alertname, cluster]
  routes:
  - matchers: [severity="critical", team=~"a|b"]
    receiver: everybody
receivers:
- name: everybody
  webhook_configs: [{url: "http://u:S@h/S?t=S", send_resolved: true}]
  slack_configs: [{api_url: "http://h/S", app_token: S, channel: '#a'}]
  discord_configs: [{webhook_url: "http://h/S"}]
  msteams_configs: [{webhook_url: "http://h/S"}]
  msteamsv2_configs: [{webhook_url: "http://h/S"}]
  pagerduty_configs: [{routing_key: S, service_key: S, severity: error}]
  opsgenie_configs: [{api_key: S, priority: P1}]
  victorops_configs: [{api_key: S, routing_key: a}]
  pushover_configs: [{user_key: S, token: S}]
  telegram_configs: [{bot_token: S, chat_id: 1}]
  wechat_configs: [{api_secret: S, corp_id: a}]
  sns_configs: [{topic_arn: a, sigv4: {access_key: a, secret_key: S}}]
  email_configs:
  - to: a@example.com
    from: b@example.com
    smarthost: "a:1"
    auth_password: |
      S
    auth_secret: S
  jira_configs: [{api_url: http://a, project: a, issue_type: b, http_config: {basic_auth: {username: a, password: S}}}]
  incidentio_configs: [{url: http://a, alert_source_token: S}]
  mattermost_configs: [{webhook_url: "http://h/S"}]
  rocketchat_configs: [{token: S, token_id: S}]
tracing: {endpoint: a, http_headers: {A: {secrets: [S]}}}
"#;

const SNIPPETS: [&str; 52] = [
    " ", "\t", "\n", ":", "'", "\"", "{", "}", "[", "]", ",", "#", "&", "*", "!", "|", ">", "%", "@", "`", "\\", "-",
    "?", "\n  ", "  ", "- ", ": ", "<<: ", "!!int ", "!!seq ", "~", "\u{feff}", "é", "😀", "(", "|-\n", "http://",
    " #", "*a", "&a ", "!x ", "$", "${", "}}", "{{", "\r\n", "\n- ", "\0", "x", "_", "0x", "=",
];

/// How many broken configurations there are; `RUNFRAME_CASES` says otherwise, and `RUNFRAME_SEED` which ones.
const MUTANTS: usize = 1200;

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// `text`, broken in up to three places, mostly near a marker.
fn mutant(text: &str, random: &mut Random) -> String {
    let mut text = text.to_owned();
    for _ in 0..*random.pick(&[1, 1, 2, 3]) {
        let markers: Vec<usize> = text.match_indices(MARKER).map(|(at, _)| at).collect();
        let at = if random.below(20) < 11 && !markers.is_empty() {
            let behind = *random.pick(&[12, 13, 13, 13 + MARKER.len(), 14 + MARKER.len(), 11, 10, 9, 5, 1, 0]);
            (random.pick(&markers) + behind).saturating_sub(13)
        } else {
            random.below(text.len())
        };
        let at = text.floor_char_boundary(at.min(text.len()));
        if random.below(5) < 4 {
            text.insert_str(at, random.pick::<&str>(&SNIPPETS));
        } else {
            let end = text.floor_char_boundary((at + *random.pick(&[1, 1, 2, 4])).min(text.len()));
            text.replace_range(at..end, "");
        }
    }
    text
}

/// The report in all formats, one after the other.
fn reported(text: &str, version: Version) -> String {
    let options = Options {
        version,
        ..Options::default()
    };
    let decoded = validation::decode("alertmanager.yml", text.as_bytes().to_vec()).expect("it is a text");
    let subjects = match decoded.encoding {
        Some(finding) => vec![report::Subject::new(decoded.source, vec![finding])],
        None => match validation::validate(decoded.source, &options) {
            Ok(validated) => validated.subjects,
            Err(nothing) => return nothing.to_string(),
        },
    };
    let report = Report::new(subjects, Vec::new());
    let mut out = Vec::new();
    let text_options = report::text::Options {
        width: None,
        is_quiet: false,
    };
    report::text::render(&report, text_options, &mut out).expect("memory takes it");
    report::concise::render(&report, &mut out).expect("memory takes it");
    report::json::render(&report, &mut out).expect("memory takes it");
    report::sarif::render(&report, &|_| None, &mut out).expect("memory takes it");
    report::github::render(&report, &mut out).expect("memory takes it");
    report::junit::render(&report, None, &mut out).expect("memory takes it");
    out.flush().expect("memory takes it");
    String::from_utf8(out).expect("reports are texts")
}

/// How many lines are reported of all these, and those with the marker.
fn leaks_of(mutants: &[String], version: Version) -> (usize, Vec<String>) {
    let mut lines = 0;
    let mut leaks = Vec::new();
    for (number, text) in mutants.iter().enumerate() {
        let said = reported(text, version);
        lines += said.lines().count();
        if let Some(line) = said.lines().find(|line| line.contains(MARKER)) {
            leaks.push(format!("mutant {number}, {version}: {line}"));
        }
    }
    (lines, leaks)
}

#[test]
fn no_mutant_of_a_configuration_brings_a_secret_out() {
    let whole = CONFIGURATION.replace('S', MARKER);
    assert_eq!(whole.matches(MARKER).count(), 45, "{whole}");
    let count = variable("RUNFRAME_CASES").map_or(MUTANTS, |count| usize::try_from(count).expect("it fits"));
    let mut random = Random::new(variable("RUNFRAME_SEED").unwrap_or(20_261_126));
    let mutants: Vec<String> = (0..count).map(|_| mutant(&whole, &mut random)).collect();
    // Each release has a thread to itself.
    let found: Vec<(usize, Vec<String>)> = std::thread::scope(|scope| {
        let mutants = &mutants;
        let threads: Vec<_> = Version::ALL
            .into_iter()
            .map(|version| scope.spawn(move || leaks_of(mutants, version)))
            .collect();
        let joined = threads.into_iter().map(|thread| thread.join().expect("nothing panics"));
        joined.collect()
    });
    assert!(
        found.iter().all(|(lines, _)| *lines > count),
        "something is wrong with most of them"
    );
    let leaks: Vec<String> = found.into_iter().flat_map(|(_, leaks)| leaks).collect();
    assert!(
        leaks.is_empty(),
        "{} leaks:\n{}",
        leaks.len(),
        leaks[..leaks.len().min(30)].join("\n")
    );
}

#[test]
fn what_is_written_where_a_secret_belongs_is_hidden() {
    for (snippet, version) in [
        ("global: {slack_app_token: xoxb-S}", Version::V0_25),
        ("global: {smtp_auth_pasword: S}", Version::V0_33),
        ("global: {opsgenie_api_key: a, opsgenie_api_key: S}", Version::V0_33),
        ("global: {opsgenie_api_key: [S]}", Version::V0_33),
        ("global: {opsgenie_api_key: {S}}", Version::V0_33),
        ("global: {opsgenie_api_key: *S}", Version::V0_33),
        ("global:\n  smtp_auth_password: 'S", Version::V0_33),
        ("global:\n  smtp_auth_password: @S", Version::V0_33),
        ("global:\n  smtp_auth_password: %S", Version::V0_33),
        ("global:\n\tsmtp_auth_password: S", Version::V0_33),
        (
            "global:\n  resolve_timeout: 5m\n     smtp_auth_password: S",
            Version::V0_33,
        ),
        ("global:\n  slack_app_token:S", Version::V0_33),
        ("global:\n  slack_app_token: \"TOP\\qS\"", Version::V0_33),
        ("global:\n  slack_app_token: TOP: S", Version::V0_33),
        (
            "global:\n  smtp_auth_password: |\n    first\n    S\n  nosuch: S",
            Version::V0_33,
        ),
        ("global: {http_config: {proxy_url: 'http://u:S@ p'}}", Version::V0_33),
        ("global: {pagerduty_url: 'http://u:S@h:x/'}", Version::V0_33),
        ("global: {jira_api_url: 'ftp://u:S@h'}", Version::V0_33),
        (
            "receivers: [{name: r, mattermot_configs: [{webhook_url: \"http://h/S\"}]}]",
            Version::V0_33,
        ),
        (
            "receivers: [{name: r, telegram_configs: [{bot_token:S, chat_id: 1}]}]",
            Version::V0_33,
        ),
        (
            "global: {http_config: {authorisation: {credentials: S}}}",
            Version::V0_33,
        ),
        ("global: {http_config: {authorization: S}}", Version::V0_33),
        (
            "global: {nosuch: {http_headers: {Authorization: {values: ['Bearer S']}}}}",
            Version::V0_33,
        ),
    ] {
        let text = snippet.replace('S', MARKER) + "\nroute: {receiver: r}\n";
        let said = reported(&text, version);
        assert!(said.contains("error"), "{snippet}: {said}");
        assert!(!said.contains(MARKER), "{snippet}: {said}");
    }
}

#[test]
fn what_is_no_text_where_a_secret_belongs_is_hidden() {
    let receiver = |settings: &str| format!("receivers:\n- name: r\n  {settings}\n");
    let oauth2 = "webhook_configs: [{url: http://h/x, http_config: {oauth2: {client_id: a, token_url: http://b, ";
    for settings in [
        "tracing: {endpoint: a, headers: {authorization: S}}".to_owned(),
        "tracing:\n  endpoint: a\n  headers:\n    authorization: Bearer S".to_owned(),
        "tracing:\n  endpoint: a\n  headers: S".to_owned(),
        "tracing: {endpoint: a, headers: {x-team: [S]}}".to_owned(),
        receiver(&format!("{oauth2}endpoint_params: {{client_assertion: [S]}}}}}}}}]")),
        receiver(&format!("{oauth2}endpoint_params: S}}}}}}]")),
        receiver(
            "webhook_configs:\n  - url: http://h/x\n    http_config:\n      oauth2:\n        endpoint_params:\n          assertion: [S]",
        ),
        receiver("webhook_configs: [{url: http://h/x, http_config: {proxy_url: [S]}}]"),
        receiver("webhook_configs:\n  - url: http://h/x\n    http_config:\n      proxy_url: {S: S}"),
        receiver("webhook_configs:\n  - url: http://h/x\n    http_config:\n      proxy_url:\n      - S"),
        receiver("email_configs: [{to: a@b.c, headers: {Authorization: [S]}}]"),
        receiver("email_configs:\n  - to: a@b.c\n    headers:\n      Authorization:\n      - S"),
    ] {
        let text = format!("route: {{receiver: r}}\n{settings}\n").replace('S', MARKER);
        let said = reported(&text, Version::V0_33);
        assert!(said.contains("error"), "{settings}: {said}");
        assert!(!said.contains(MARKER), "{settings}: {said}");
    }
}

#[test]
fn the_key_of_a_url_that_stands_for_a_name_is_hidden() {
    for url in [
        "https://api.runframe.io/webhooks/S",
        "https://api.runframe.io/webhook/S",
        "https://discord.com/api/webhooks/1/S",
        "https://hooks.slack.com/services/S",
    ] {
        let url = url.replace('S', MARKER);
        let shown = &url[..url.find("//").map_or(0, |at| at + "//hooks".len())];
        for text in [
            format!("route: {{receiver: \"{url}\"}}\nreceivers: [{{name: r}}]\n"),
            format!("route:\n  receiver: {url}\nreceivers: [{{name: r}}]\n"),
            format!("route: {{receiver: r}}\nreceivers:\n- name: r\n- name: '{url}'\n- name: '{url}'\n"),
        ] {
            let said = reported(&text, Version::V0_33);
            assert!(said.contains("error") && said.contains(shown), "{text}: {said}");
            assert!(!said.contains(MARKER), "{text}: {said}");
        }
        let text = format!(
            "route: {{receiver: '{url}'}}\nreceivers:\n- name: '{url}'\n  webhook_configs: [{{url: 'http://api.runframe.io/webhooks/k3y'}}]\n"
        );
        let said = reported(&text, Version::V0_33);
        assert!(said.contains("Runframe through"), "{text}: {said}");
        assert!(!said.contains(MARKER), "{text}: {said}");
    }
}

/// What is said of a configuration with this webhook URL, in which `S` stands for the marker.
fn reported_of_url(url: &str) -> String {
    let url = url.replace('S', MARKER);
    let text = format!(
        "route: {{receiver: r}}\nreceivers:\n- name: r\n  webhook_configs:\n  - url: {url}\n    send_resolved: true\n"
    );
    let said = reported(&text, Version::V0_33);
    assert!(!said.contains(MARKER), "{url}: {said}");
    said
}

#[test]
fn our_own_words_about_a_url_stay_whole() {
    let help = "use the URL the Integrations Hub shows: `https://api.runframe.io/webhooks/` and the routing key";
    let path = "the path of the webhook URL is not `/webhooks/` and a routing key";
    let custom = "the webhook URL is that of a custom webhook, in a form that is no longer served";
    for (url, headline) in [
        ("https://api.runframe.io/webhook/S", path),
        ("https://api.runframe.io/webhoks/S", path),
        ("https://api.runframe.io/Webhooks/S", path),
        ("https://api.runframe.io/v1/S/webhooks", path),
        ("https://api.runframe.io/S/key", path),
        ("https://api.runframe.io/webhooks/custom/S", custom),
        (
            "https://user@api.runframe.io/webhooks/S",
            "the webhook URL carries a user, which Runframe does not ask for",
        ),
        (
            "https://user:S@api.runframe.io/webhooks/S",
            "the webhook URL carries a user, which Runframe does not ask for",
        ),
        (
            "https://api.runframe.io/webhooks/S?query=S",
            "the webhook URL has a query or a fragment behind the routing key",
        ),
    ] {
        let said = reported_of_url(url);
        // The words stand whole in every format.
        for (words, formats) in [(headline, 6), (help, 4)] {
            assert!(said.matches(words).count() >= formats, "{url}: {words}: {said}");
        }
    }
}

#[test]
fn a_slip_in_the_path_of_a_url_can_be_seen() {
    let said = reported_of_url("https://api.runframe.io/webhook/S");
    assert!(
        said.contains("- url: https://api.runframe.io/webhook/<secret>\n"),
        "{said}"
    );
    let said = reported_of_url("https://api.runframe.io/hook/S");
    assert!(said.contains("- url: https://api.runframe.io/<secret>\n"), "{said}");
}

#[test]
fn what_is_no_secret_stays_visible() {
    let text = "route:\n  reciever: team-payments\n  group_by: [alertname, nosuch: a]\n  group_wait: 30x\n  routes:\n  - matchers: \
                [severity==critical]\n    receiver: platform-2024\n  - match: {team: checkout-eu1}\n    receiver: [web]\nreceivers:\n- \
                name: team-payments\n  email_configs: [{to: on-call@example.com, headers: {Subject: 'Alert: {{ .x }}'}, \
                auth_password: S, send_resolved: maybe}]\n";
    let said = reported(text, Version::V0_33);
    for shown in [
        "reciever: team-payments",
        "group_wait: 30x",
        "[severity==critical]",
        "receiver: [web]",
        "auth_password: <secret>, send_resolved: maybe",
    ] {
        assert!(said.contains(shown), "{shown}: {said}");
    }
}
