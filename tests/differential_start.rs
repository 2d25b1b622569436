//! Whether real Alertmanagers start with a configuration that amtool may well accept, and what they say if they do not.
#![allow(
    clippy::print_stderr,
    reason = "a skipped test says so, and the others how much they compared"
)]

mod support;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;

use runframe_cli::diagnostic::Level;
use runframe_cli::report::Subject;
use runframe_cli::text::SourceFile;
use runframe_cli::validation::{self, Options};
use runframe_cli::version::Version;

use support::alertmanager::LIMIT;
use support::real::{Release, is_required, program};
use support::tls::Authority;

/// A `tls_config` that no client can be made with.
const NEVER: &str = "tls_config: {min_version: TLS13, max_version: TLS12}";

/// The settings each kind of integration cannot do without.
const KINDS: [(&str, &str); 17] = [
    ("webhook", "url: 'http://x/'"),
    ("email", "to: a@b, from: a@b, smarthost: 'h:25'"),
    ("pagerduty", "routing_key: x"),
    ("opsgenie", "api_key: x"),
    ("wechat", "api_secret: x, corp_id: y"),
    ("slack", "api_url: 'http://x/', channel: c"),
    ("victorops", "api_key: x, routing_key: r"),
    ("pushover", "user_key: u, token: t"),
    (
        "sns",
        "topic_arn: 'arn:aws:sns:us-east-2:123456789012:T', sigv4: {region: x}",
    ),
    ("telegram", "bot_token: x, chat_id: 1"),
    ("discord", "webhook_url: 'http://x/'"),
    ("msteams", "webhook_url: 'http://x/'"),
    ("msteamsv2", "webhook_url: 'http://x/'"),
    ("jira", "api_url: 'http://x/', project: p, issue_type: i"),
    ("rocketchat", "token: t, token_id: i, channel: c"),
    ("mattermost", "webhook_url: 'http://x/'"),
    ("incidentio", "url: 'http://x/', alert_source_token: t"),
];

/// A key that nobody can read without its password, between the lines around it.
const ENCRYPTED: [&str; 5] = [
    "MIHrMFYGCSqGSIb3DQEFDTBJMCgGCSqGSIb3DQEFDDAbBAiwoaUK0T3lvwIBATAM",
    "BggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBAgQQ/ZqhvAfpzJF65ZiitVxCLwSBkAMe",
    "p3uhyKB0BY3tWtECzPh0KNf873SezSXmT/lh0Uo14SfL6jLtuC9oKBqq7IQeMCOF",
    "VXOIBt8fVKBG8WUVCRMAgfb9PouM8gcwSS4PizZQdr9Sy+M15N/4l/1kOjGlpSyv",
    "4AN7c1h4HDhjb/MkSCjmOU1CyKffM7+C7//Qg3g+faTl29ULMUqJ/Zax++ECRg==",
];

const ROUTED: &str = "route: {receiver: r}\n";

/// A receiver with one integration that has these settings.
fn receiver(kind: &str, settings: &str) -> String {
    format!("receivers: [{{name: r, {kind}_configs: [{{{settings}}}]}}]\n")
}

fn webhook(http_config: &str) -> String {
    let settings = format!("url: 'http://x/', http_config: {http_config}");
    format!("{ROUTED}{}", receiver("webhook", &settings))
}

/// A private key of this kind, as PEM.
fn key_of(kind: &'static rcgen::SignatureAlgorithm) -> String {
    let key = rcgen::KeyPair::generate_for(kind);
    key.expect("a key can be made").serialize_pem()
}

fn cases() -> Vec<String> {
    let mut cases = Vec::new();
    for (kind, settings) in KINDS {
        if kind != "email" {
            let own = format!("{settings}, http_config: {{{NEVER}}}");
            cases.push(format!("{ROUTED}{}", receiver(kind, &own)));
        }
        for global in [format!("{{{NEVER}}}"), String::new()] {
            let own = receiver(kind, settings);
            cases.push(format!("global: {{http_config: {global}}}\n{ROUTED}{own}"));
        }
    }
    let authority = Authority::new();
    let pair = authority.certificate(&["x"]);
    let quoted = |text: &str| serde_json::to_string(text).expect("texts can be quoted");
    let (ca, cert, key) = (authority.pem(), quoted(&pair.certificate), quoted(&pair.key));
    for text in [
        ca.clone(),
        ca.replace('\n', " "),
        ca.replace('\n', "\n  "),
        ca.replace('\n', "\r\n"),
        format!("# of the proxy\n{ca}"),
        ca.replace("-----\nMI", "-----\nA: b\n\nMI"),
        "x".to_owned(),
        " ".to_owned(),
        pair.key.clone(),
    ] {
        cases.push(webhook(&format!("{{tls_config: {{ca: {}}}}}", quoted(&text))));
    }
    let label = "ENCRYPTED PRIVATE KEY";
    let encrypted = format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        ENCRYPTED.join("\n")
    );
    for tls in [
        format!("cert: {cert}, key: {key}"),
        format!("cert: {cert}, key: y"),
        format!("cert: {key}, key: {key}"),
        "cert: x, key: y".to_owned(),
        format!("cert: {cert}, key: {cert}"),
        format!("cert: {cert}, key: {}", quoted(&encrypted)),
        format!(
            "cert: {cert}, key: {}",
            quoted(&pair.key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"))
        ),
        format!(
            "cert: {cert}, key: {}",
            quoted(&pair.key.replacen(
                "-----\n",
                "-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n",
                1
            ))
        ),
        format!("cert: {}, key: {key}", quoted(&format!("{0}{0}", pair.key))),
        format!("cert: {cert}, key: {}", quoted(&format!("{0}{0}", pair.certificate))),
        format!(
            "cert: {}, key: {key}",
            quoted(&pair.certificate.replace("CERTIFICATE", "CRL"))
        ),
        format!("cert: {cert}, key: {}", quoted(&authority.certificate(&["x"]).key)),
        format!("cert: {}, key: {key}", quoted(&(authority.pem() + &pair.certificate))),
        format!(
            "cert: {}, key: {key}",
            quoted(&(pair.certificate.clone() + &authority.pem()))
        ),
        format!("cert: {cert}, key: {}", quoted(&key_of(&rcgen::PKCS_ED25519))),
        format!("cert: {cert}, key: {}", quoted(&key_of(&rcgen::PKCS_ECDSA_P384_SHA384))),
        format!("cert: {cert}, key_ref: k"),
        format!("cert_ref: c, key: {key}"),
        "cert_ref: c, key_ref: k".to_owned(),
        "ca_ref: c".to_owned(),
        "cert_file: /nowhere".to_owned(),
        "key_file: /nowhere".to_owned(),
        "min_version: TLS12, max_version: TLS12".to_owned(),
        "max_version: TLS10".to_owned(),
        "min_version: TLS12, max_version: TLS11".to_owned(),
    ] {
        cases.push(webhook(&format!("{{tls_config: {{{tls}}}}}")));
    }
    let jwt = "grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer'";
    for http in [
        "{authorization: {credentials_ref: c}}".to_owned(),
        "{basic_auth: {username: u, password_ref: p}}".to_owned(),
        "{basic_auth: {username_ref: u, password: p}}".to_owned(),
        "{oauth2: {client_id: c, token_url: 'http://x/', client_secret_ref: s}}".to_owned(),
        format!("{{oauth2: {{client_id: c, token_url: 'http://x/', client_secret: s, {NEVER}}}}}"),
        format!("{{oauth2: {{client_id: c, token_url: 'http://x/', client_certificate_key_ref: k, {jwt}}}}}"),
        format!("{{oauth2: {{client_id: c, token_url: 'http://x/', client_secret_ref: k, {jwt}}}}}"),
        "{oauth2: {client_id: c, token_url: 'http://x/', client_secret: s, client_certificate_key_ref: k}}".to_owned(),
        "{authorization: {credentials_file: /nowhere}}".to_owned(),
        String::new(),
        "{}".to_owned(),
    ] {
        cases.push(webhook(&http));
        let topic = "topic_arn: 'arn:aws:sns:us-east-2:123456789012:T', sigv4: {region: x}";
        let sns = receiver("sns", &format!("{topic}, http_config: {http}"));
        cases.push(format!("{ROUTED}{sns}"));
    }
    for tracing in [
        NEVER.to_owned(),
        format!("client_type: http, {NEVER}"),
        format!("insecure: true, {NEVER}"),
        format!("insecure: false, {NEVER}"),
        "tls_config: {ca_ref: c}".to_owned(),
        "tls_config: {ca: x}".to_owned(),
    ] {
        cases.push(format!(
            "{ROUTED}receivers: [{{name: r}}]\ntracing: {{endpoint: 'x:1', {tracing}}}\n"
        ));
    }
    for tracing in [
        "endpoint: 'a:1', client_type: ",
        "endpoint: 'a:1', client_type: ~, tls_config: {ca: x}",
        "endpoint: 'a:1', client_type: '~'",
        "endpoint: 'a:1', client_type: 'null', headers: {a: {files: [f]}}",
        "endpoint: 'a:1', headers: {a: {files: [f]}}",
        "endpoint: 'a%', client_type: http, insecure: true, headers: {b: {values: [v]}, a: {files: ['']}}",
        "endpoint: 'a%', tls_config: {ca: x}, headers: {a: {files: [f]}}",
        "endpoint: 'a:1', headers: {a: {files: []}, b: ~}",
        "endpoint: 'a:1', headers: {a: {files: [f], values: [v]}, b: {files: [f], secrets: [s]}}",
        "endpoint: 'a%'",
        "endpoint: 'a%', client_type: grpc, insecure: true",
        "endpoint: 'a%', client_type: http",
        "endpoint: 'a:1#%zz'",
        "endpoint: 'unix:a%zz'",
        "endpoint: 'unix:///a%zz'",
        "endpoint: 'other:a%zz'",
        "endpoint: 'DNS:a%zz'",
        "endpoint: 'http://a/%2'",
        "endpoint: 'a b'",
        "endpoint: ':'",
        "endpoint: '[::1'",
        "endpoint: 'http://[::1'",
        "endpoint: 'dns://[::1/x'",
    ] {
        cases.push(format!("{ROUTED}receivers: [{{name: r}}]\ntracing: {{{tracing}}}\n"));
    }
    let unusable = format!("webhook_configs: [{{url: 'http://x/', http_config: {{{NEVER}}}}}]");
    for route in [
        "{receiver: z}",
        "{receiver: z, routes: [{matchers: [a=b], receiver: r}]}",
    ] {
        cases.push(format!(
            "route: {route}\nreceivers: [{{name: z}}, {{name: r, {unusable}}}]\n"
        ));
        let null = "webhook_configs: [{url: 'http://x/'}]";
        cases.push(format!(
            "global: {{http_config: }}\nroute: {route}\nreceivers: [{{name: z}}, {{name: r, {null}}}]\n"
        ));
    }
    for rules in [
        "[null]",
        "[{source_match: {a: b}}, ~, null]",
        "[{}]",
        "",
        "[~]\ntime_intervals: [{name: t}]",
    ] {
        cases.push(format!("inhibit_rules: {rules}\n{}", webhook("{}")));
    }
    cases.push(format!("global: {{http_config: }}\n{}", webhook("{}")));
    cases.push(format!("global: {{http_config: }}\n{}", webhook("")));
    cases
}

/// What a real Alertmanager does with the configuration in a folder.
enum Start {
    /// It listens.
    Up,
    /// It ended, having printed this.
    Down(String),
}

/// Starts one, and stops it as soon as it listens.
fn start(program: &Path, folder: &Path) -> Start {
    let mut child = Command::new(program)
        .arg(format!("--config.file={}", folder.join("alertmanager.yml").display()))
        .arg(format!("--storage.path={}", folder.join("data").display()))
        .args(["--web.listen-address=127.0.0.1:0", "--cluster.listen-address="])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("Alertmanager can be started");
    let log = BufReader::new(child.stderr.take().expect("it is piped"));
    let (line, lines) = mpsc::channel();
    let reader = std::thread::spawn(move || log.lines().map_while(Result::ok).try_for_each(|text| line.send(text)));
    let mut printed = String::new();
    let outcome = loop {
        match lines.recv_timeout(LIMIT) {
            Ok(text) if text.contains("Listening on") => break Start::Up,
            Ok(text) => {
                printed.push_str(&text);
                printed.push('\n');
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => break Start::Down(printed),
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("it neither listens nor ends: {printed}"),
        }
    };
    drop(lines);
    let _ = child.kill();
    let _ = child.wait();
    let _ = reader.join();
    outcome
}

/// What we expect of its start: the words it ends with, any of them; none if it starts.
fn expected(config: &str, version: Version) -> Vec<String> {
    let options = Options {
        version,
        ..Options::default()
    };
    let validated = validation::validate(SourceFile::new("alertmanager.yml", config), &options);
    let validated = validated.expect("it is a configuration");
    let findings = validated.subjects.iter().flat_map(Subject::findings);
    let errors = findings.filter(|finding| finding.level == Level::Error);
    errors
        .map(|finding| finding.upstream.as_ref().expect("an error has words").text.clone())
        .collect()
}

#[test]
fn real_alertmanagers_start_with_what_is_accepted_and_with_nothing_else() {
    let cases = cases();
    for (release, version) in Release::ALL.into_iter().zip(Version::ALL) {
        let Some(program) = program(release, "alertmanager") else {
            continue;
        };
        let mut refused = 0;
        for config in &cases {
            let folder = tempfile::tempdir().expect("a temporary folder can be made");
            std::fs::write(folder.path().join("alertmanager.yml"), config).expect("it can be written");
            let ours = expected(config, version);
            let place = format!("{}: {config}\nours: {ours:#?}\ntheirs: ", release.folder());
            match start(&program, folder.path()) {
                Start::Up => assert!(ours.is_empty(), "{place}it starts"),
                Start::Down(log) if log.contains("default.tmpl: no such file") => {
                    assert!(!is_required(), "Alertmanager cannot start: {log}");
                    eprintln!("SKIPPED: Alertmanager ({}) misses its templates", release.folder());
                    break;
                }
                Start::Down(log) => {
                    refused += 1;
                    // As it quotes in its log.
                    let plain = log.replace("\\\"", "\"").replace("\\n", "\n");
                    assert!(ours.iter().any(|words| plain.contains(words.as_str())), "{place}{log}");
                }
            }
        }
        eprintln!("{}: {refused} of {} do not start", release.folder(), cases.len());
    }
}
