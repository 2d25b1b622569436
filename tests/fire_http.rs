//! How `fire` speaks HTTP: `http_config`, flags, TLS, proxies, redirects - and that no secret of them is ever printed.

mod support;

use std::path::Path;
use std::process::{Output, Stdio};

use tokio::process::Command;
use tokio_rustls::rustls::version::{TLS12, TLS13};

use support::receiver::{Act, Receiver};
use support::tls::Authority;

/// A routing key.
const KEY: &str = "0123456789abcdef0123456789abcdef";

/// Every other secret of these tests holds this.
const SECRET: &str = "s3cr3t";

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder can be made"),
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.path().join(name);
        std::fs::write(&path, text).expect("it can be written");
        path.to_str().expect("it is UTF-8").to_owned()
    }

    /// A configuration with one receiver, whose webhook has these further lines, and what is globally so.
    fn config(&self, url: &str, webhook: &str) -> String {
        let text = format!(
            "route:\n  receiver: runframe\n  group_wait: 0s\n  group_interval: 10s\nreceivers:\n- name: runframe\n  \
             webhook_configs:\n  - {url}\n{webhook}"
        );
        self.write("alertmanager.yml", &text)
    }

    /// Runs `fire` with what is in the environment, and checks that no secret is printed.
    async fn fire_with(&self, args: &[&str], environment: &[(&str, &str)]) -> Output {
        let output = Command::new(env!("CARGO_BIN_EXE_runframe-cli"))
            .arg("fire")
            .args(args)
            .env_clear()
            .env("RUNFRAME_STATE_DIR", self.path().join("state"))
            .args(support::in_process(args, environment))
            .envs(environment.iter().copied())
            .current_dir(self.path())
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await
            .expect("the program can be run");
        for text in [&output.stdout, &output.stderr] {
            let text = String::from_utf8_lossy(text);
            assert!(!text.contains(KEY), "{text}");
            assert!(!text.contains(SECRET), "{text}");
        }
        output
    }

    async fn fire(&self, args: &[&str]) -> Output {
        self.fire_with(args, &[]).await
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn status(output: &Output) -> Option<i32> {
    output.status.code()
}

async fn ok() -> Receiver {
    Receiver::start("200 OK").await
}

fn url_of(receiver: &Receiver) -> String {
    format!("http://{}/webhooks/{KEY}", receiver.address)
}

/// The head of the only request.
fn head(receiver: &Receiver) -> String {
    let requests = receiver.requests();
    assert_eq!(requests.len(), 1, "{requests:?}");
    requests[0].head.clone()
}

#[tokio::test]
async fn credentials_and_headers_of_the_configuration_are_sent() {
    for (http_config, expected) in [
        (
            "basic_auth: {username: u, password_file: password}",
            "Authorization: Basic dTpzM2NyM3Q=",
        ),
        (
            "basic_auth: {username: u, password: s3cr3t}",
            "Authorization: Basic dTpzM2NyM3Q=",
        ),
        (
            "authorization: {type: Custom, credentials: s3cr3t-1}",
            "Authorization: Custom s3cr3t-1",
        ),
        (
            "authorization: {credentials_file: password}",
            "Authorization: Bearer s3cr3t",
        ),
        ("bearer_token: s3cr3t-2", "Authorization: Bearer s3cr3t-2"),
        ("bearer_token_file: password", "Authorization: Bearer s3cr3t"),
        (
            "http_headers: {x-team: {values: [a, b], secrets: [s3cr3t-3], files: [password]}}",
            "X-Team: a\r\nX-Team: b\r\nX-Team: s3cr3t-3\r\nX-Team: s3cr3t",
        ),
    ] {
        let place = Place::new();
        place.write("password", " s3cr3t\n");
        let receiver = ok().await;
        let url = format!("url: {}", url_of(&receiver));
        let config = place.config(&url, &format!("    http_config: {{{http_config}}}\n"));
        let output = place.fire(&["--config", &config, "--to-receiver"]).await;
        assert_eq!(status(&output), Some(0), "{http_config}: {}", stderr(&output));
        let head = head(&receiver);
        assert!(head.contains(expected), "{http_config}: {head}");
    }
}

#[tokio::test]
async fn the_global_http_config_holds_where_the_receiver_has_none() {
    let place = Place::new();
    let receiver = ok().await;
    let config = place.config(
        &format!("url: {}", url_of(&receiver)),
        "global: {http_config: {bearer_token: s3cr3t}}\n",
    );
    let output = place.fire(&["--config", &config, "--to-receiver"]).await;
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    assert!(head(&receiver).contains("Authorization: Bearer s3cr3t"));

    // Another place, given by hand, is spoken to in the same way.
    let other = ok().await;
    let output = place.fire(&["--config", &config, "--url", &url_of(&other)]).await;
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    assert!(head(&other).contains("Authorization: Bearer s3cr3t"));

    // The local Runframe is not: what is secret is none of its business.
    let output = place.fire(&["--config", &config]).await;
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("is not used for the local Runframe"),
        "{}",
        stderr(&output)
    );
}

#[tokio::test]
async fn a_url_file_is_read_when_it_is_sent_to() {
    let place = Place::new();
    let receiver = ok().await;
    // Alone among the files, it is looked for where the program was started.
    place.write("url", &format!("{}\n", url_of(&receiver)));
    let config = place.config("url_file: url", "");
    let output = place
        .fire(&["--config", &config, "--receiver", "runframe", "--to-receiver"])
        .await;
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    assert!(head(&receiver).starts_with(&format!("POST /webhooks/{KEY} ")));

    let config = place.config("url_file: missing", "");
    let output = place
        .fire(&["--config", &config, "--receiver", "runframe", "--to-receiver"])
        .await;
    assert_eq!(status(&output), Some(2));
    assert!(
        stderr(&output).contains("cannot read `missing`, the `url_file` of the configuration"),
        "{}",
        stderr(&output)
    );
}

/// Alertmanager sends to each webhook of a receiver; what is for a chat is not for Runframe.
#[tokio::test]
async fn of_several_webhooks_runframes_is_sent_to_as_it_says() {
    let place = Place::new();
    let (chat, receiver) = (ok().await, ok().await);
    let chat_url = format!("url: http://{}/chat", chat.address);
    let of_chat = "    max_alerts: 1\n    send_resolved: false\n    payload: {text: hi}\n    http_config: {bearer_token: s3cr3t-chat}\n";
    let of_runframe = format!(
        "  - url: {}\n    http_config: {{bearer_token: s3cr3t-1}}\n",
        url_of(&receiver)
    );
    let config = place.config(&chat_url, &format!("{of_chat}{of_runframe}"));
    let args = ["--config", &config, "--to-receiver", "--count", "2", "--for", "1ms"];
    let output = place.fire(&args).await;
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    assert!(chat.requests().is_empty());
    assert!(!stderr(&output).contains("warning"), "{}", stderr(&output));
    let requests = receiver.requests();
    assert_eq!(requests.len(), 2, "firing, then resolved");
    assert!(requests[0].head.contains("Bearer s3cr3t-1"), "{}", requests[0].head);
    let body: serde_json::Value = serde_json::from_str(&requests[0].body).expect("Alertmanager's own message is JSON");
    assert_eq!(
        (&body["truncatedAlerts"], body["alerts"].as_array().map(Vec::len)),
        (&0.into(), Some(2))
    );

    let config = place.config(&chat_url, &format!("{of_chat}{of_runframe}{of_runframe}"));
    let output = place.fire(&["--config", &config, "--to-receiver"]).await;
    let expected = "receiver `runframe` has 2 webhooks of Runframe's: Alertmanager sends to each, `fire` to the first";
    assert!(stderr(&output).contains(expected), "{}", stderr(&output));
}

/// It is sent all the same: that is what `fire` is for.
#[tokio::test]
async fn what_alertmanager_would_not_send_is_told() {
    let place = Place::new();
    let receiver = ok().await;
    let url = format!("url: {}", url_of(&receiver));
    let alerts = place.write(
        "alerts.json",
        r#"[{"labels":{"alertname":"A","severity":"critical"}},{"labels":{"alertname":"A","severity":"warning"}}]"#,
    );
    let rest = "    send_resolved: false\ninhibit_rules:\n- {source_matchers: [severity=critical], target_matchers: [severity=warning]}\n\
                time_intervals: [{name: always, time_intervals: [{years: ['2020:2099']}]}]\n";
    let config = place.config(&url, rest);
    let text = std::fs::read_to_string(&config).expect("it is there");
    let text = text.replace(
        "  group_wait: 0s\n",
        "  group_wait: 0s\n  routes: [{receiver: runframe, mute_time_intervals: [always]}]\n",
    );
    std::fs::write(&config, text).expect("it can be written");
    let args = [
        "--config",
        &config,
        "--to-receiver",
        "--alerts",
        &alerts,
        "--for",
        "1ms",
    ];
    let output = place.fire(&args).await;
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    for expected in [
        "Alertmanager would hold this back now: the route to `runframe` is muted by `always`",
        "Alertmanager would hold this back now: one of the alerts is inhibited by another",
        "Alertmanager would send nothing when the alert clears: `send_resolved` is false for receiver `runframe`",
    ] {
        assert!(stderr(&output).contains(expected), "{}", stderr(&output));
    }
    assert_eq!(receiver.requests().len(), 2);
}

#[tokio::test]
async fn flags_add_headers() {
    let place = Place::new();
    let receiver = ok().await;
    let config = place.config(
        &format!("url: {}", url_of(&receiver)),
        "    http_config: {bearer_token: s3cr3t-1, http_headers: {X-A: {values: [old]}}}\n",
    );
    let output = place
        .fire(&[
            "--config",
            &config,
            "--to-receiver",
            "--header",
            "authorization: Other s3cr3t-2",
            "-H",
            "X-A: new",
        ])
        .await;
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    let head = head(&receiver);
    assert!(head.contains("Authorization: Other s3cr3t-2"), "{head}");
    assert!(!head.contains("s3cr3t-1") && !head.contains("old"), "{head}");
    let output = place.fire(&["-H", "no colon s3cr3"]).await;
    assert_eq!(status(&output), Some(2));
}

#[tokio::test]
async fn a_token_is_got_by_client_credentials() {
    let place = Place::new();
    place.write("secret", "s3cr3t/1\n");
    let receiver = ok().await;
    let tokens = Receiver::start_scripted(|request| {
        // Servers that want the credentials in the form refuse them in the header.
        if request.head.contains("Authorization: Basic") {
            return Act::Status("401 Unauthorized".to_owned());
        }
        let token = r#"{"access_token":"s3cr3t-token","token_type":"bearer","expires_in":3600}"#;
        Act::Bytes(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{token}", token.len()).into_bytes())
    })
    .await;
    let oauth2 = format!(
        "oauth2: {{client_id: 'a b', client_secret_file: secret, token_url: 'http://{}/token', scopes: [x, y], \
         endpoint_params: {{audience: z}}}}",
        tokens.address
    );
    let config = place.config(
        &format!("url: {}", url_of(&receiver)),
        &format!("    http_config: {{{oauth2}}}\n"),
    );
    let output = place.fire(&["--config", &config, "--to-receiver"]).await;
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    assert!(head(&receiver).contains("Authorization: Bearer s3cr3t-token"));
    let requests = tokens.requests();
    assert!(
        requests[0].head.contains("Authorization: Basic YStiOnMzY3IzdCUyRjE="),
        "{}",
        requests[0].head
    );
    assert_eq!(requests[0].body, "audience=z&grant_type=client_credentials&scope=x+y");
    assert_eq!(
        requests[1].body,
        "audience=z&client_id=a+b&client_secret=s3cr3t%2F1&grant_type=client_credentials&scope=x+y"
    );

    // Without a token nothing is sent.
    let refusing = Receiver::start("403 Forbidden").await;
    let oauth2 = format!(
        "oauth2: {{client_id: a, client_secret: s3cr3t, token_url: 'http://{}/token'}}",
        refusing.address
    );
    let config = place.config(
        &format!("url: {}", url_of(&receiver)),
        &format!("    http_config: {{{oauth2}}}\n"),
    );
    let output = place
        .fire(&["--config", &config, "--to-receiver", "--delivery", "once"])
        .await;
    assert_eq!(status(&output), Some(3));
    assert!(
        stderr(&output).contains("no OAuth 2.0 token from 127.0.0.1"),
        "{}",
        stderr(&output)
    );
    assert_eq!(receiver.requests().len(), 1);
}

#[tokio::test]
async fn a_proxy_is_gone_through() {
    let place = Place::new();
    let proxy = ok().await;
    let address = proxy.address;
    for (http_config, environment) in [
        (format!("proxy_url: 'http://u:s3cr3t@{address}'"), Vec::new()),
        (
            "proxy_from_environment: true".to_owned(),
            vec![("HTTP_PROXY", format!("http://u:s3cr3t@{address}"))],
        ),
    ] {
        let before = proxy.requests().len();
        let config = place.config(
            &format!("url: http://receiver.example/webhooks/{KEY}"),
            &format!("    http_config: {{{http_config}}}\n"),
        );
        let environment: Vec<_> = environment
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let output = place
            .fire_with(
                &["--config", &config, "--to-receiver", "--receiver", "runframe"],
                &environment,
            )
            .await;
        assert_eq!(status(&output), Some(0), "{}", stderr(&output));
        let head = proxy.requests()[before].head.clone();
        assert!(
            head.starts_with(&format!(
                "POST http://receiver.example/webhooks/{KEY} HTTP/1.1\r\nHost: receiver.example\r\n"
            )),
            "{head}"
        );
        assert!(head.contains("Proxy-Authorization: Basic dTpzM2NyM3Q="), "{head}");
    }
    // An exception is reached straight, which cannot be here.
    let config = place.config(
        &format!("url: http://receiver.invalid/webhooks/{KEY}"),
        &format!("    http_config: {{proxy_url: 'http://{address}', no_proxy: invalid}}\n"),
    );
    let output = place
        .fire(&[
            "--config",
            &config,
            "--to-receiver",
            "--receiver",
            "runframe",
            "--delivery",
            "once",
        ])
        .await;
    assert_eq!(status(&output), Some(3));
    assert!(
        stderr(&output).contains("cannot find the host `receiver.invalid`"),
        "{}",
        stderr(&output)
    );
}

#[tokio::test]
async fn a_tunnel_is_asked_for_with_the_headers_for_the_proxy() {
    let place = Place::new();
    let proxy = Receiver::start("407 Proxy Authentication Required").await;
    let config = place.config(
        &format!("url: https://receiver.example/webhooks/{KEY}"),
        &format!(
            "    http_config: {{proxy_url: 'http://{}', proxy_connect_header: {{X-Pass: [s3cr3t]}}}}\n",
            proxy.address
        ),
    );
    let output = place
        .fire(&[
            "--config",
            &config,
            "--to-receiver",
            "--receiver",
            "runframe",
            "--delivery",
            "once",
        ])
        .await;
    assert_eq!(status(&output), Some(3));
    assert!(
        stderr(&output).contains("it gives no tunnel to receiver.example: 407 Proxy Authentication Required"),
        "{}",
        stderr(&output)
    );
    assert!(stderr(&output).contains("help: check the proxy"), "{}", stderr(&output));
    let head = head(&proxy);
    assert!(
        head.starts_with("CONNECT receiver.example:443 HTTP/1.1\r\nHost: receiver.example:443\r\nX-Pass: s3cr3t"),
        "{head}"
    );
}

#[tokio::test]
async fn tls_settings_of_the_configuration_hold() {
    let place = Place::new();
    let authority = Authority::new();
    place.write("ca.pem", &authority.pem());
    let client = authority.certificate(&["client"]);
    place.write("client.pem", &client.certificate);
    place.write("client.key", &client.key);
    let stranger = Authority::new().certificate(&["client"]);
    place.write("stranger.pem", &stranger.certificate);
    place.write("stranger.key", &stranger.key);
    let answer = |_: &support::receiver::Request| "200 OK".to_owned();
    let plain = Receiver::start_tls(authority.server(&["localhost"], false, &[&TLS12, &TLS13]), answer).await;
    let named = Receiver::start_tls(authority.server(&["inner.example"], false, &[&TLS13]), answer).await;
    let choosy = Receiver::start_tls(authority.server(&["localhost"], true, &[&TLS13]), answer).await;
    let old = Receiver::start_tls(authority.server(&["localhost"], false, &[&TLS12]), answer).await;
    let url = |receiver: &Receiver| format!("url: https://localhost:{}/webhooks/{KEY}", receiver.address.port());
    let inline = authority.pem().replace('\n', "\n          ");
    for (receiver, tls_config, expected) in [
        (&plain, "{ca_file: ca.pem}".to_owned(), Ok(())),
        (&plain, format!("\n        ca: |\n          {inline}"), Ok(())),
        (&plain, "{insecure_skip_verify: true}".to_owned(), Ok(())),
        (
            &plain,
            "{}".to_owned(),
            Err("its certificate is signed by nobody who is trusted here"),
        ),
        (
            &named,
            "{ca_file: ca.pem}".to_owned(),
            Err("its certificate is for another name"),
        ),
        (
            &named,
            "{ca_file: ca.pem, server_name: inner.example}".to_owned(),
            Ok(()),
        ),
        (
            &choosy,
            "{ca_file: ca.pem}".to_owned(),
            Err("it wants a client certificate"),
        ),
        (
            &choosy,
            "{ca_file: ca.pem, cert_file: client.pem, key_file: client.key}".to_owned(),
            Ok(()),
        ),
        (
            &choosy,
            "{ca_file: ca.pem, cert_file: stranger.pem, key_file: stranger.key}".to_owned(),
            Err("it refuses the client certificate"),
        ),
        (&old, "{ca_file: ca.pem, max_version: TLS12}".to_owned(), Ok(())),
        (
            &old,
            "{ca_file: ca.pem, min_version: TLS13}".to_owned(),
            Err("it speaks no version of TLS that is spoken here"),
        ),
    ] {
        let config = place.config(
            &url(receiver),
            &format!("    http_config:\n      tls_config: {tls_config}\n"),
        );
        let output = place
            .fire(&["--config", &config, "--to-receiver", "--delivery", "once"])
            .await;
        match expected {
            Ok(()) => assert_eq!(status(&output), Some(0), "{tls_config}: {}", stderr(&output)),
            Err(words) => {
                assert_eq!(status(&output), Some(3), "{tls_config}: {}", stderr(&output));
                assert!(stderr(&output).contains(words), "{tls_config}: {}", stderr(&output));
            }
        }
    }
    let config = place.config(
        &url(&plain),
        "    http_config: {tls_config: {ca_file: ca.pem, min_version: TLS10}}\n",
    );
    let output = place.fire(&["--config", &config, "--to-receiver"]).await;
    assert!(
        stderr(&output).contains("not simulated: `tls_config.min_version: TLS10`: spoken are TLS12 and TLS13"),
        "{}",
        stderr(&output)
    );
}

#[tokio::test]
async fn tls_flags_hold() {
    let place = Place::new();
    let authority = Authority::new();
    let ca = place.write("ca.pem", &authority.pem());
    let client = authority.certificate(&["client"]);
    let cert = place.write("client.pem", &client.certificate);
    let key = place.write("client.key", &client.key);
    let answer = |_: &support::receiver::Request| "200 OK".to_owned();
    let receiver = Receiver::start_tls(authority.server(&["localhost"], true, &[&TLS13]), answer).await;
    let url = format!("https://localhost:{}/webhooks/{KEY}", receiver.address.port());
    let output = place.fire(&["--url", &url]).await;
    assert_eq!(status(&output), Some(3));
    let text = stderr(&output);
    assert!(
        text.contains("cannot make a TLS connection to localhost:") && text.contains("--cacert FILE"),
        "{text}"
    );
    let output = place.fire(&["--url", &url, "--cacert", &ca]).await;
    assert_eq!(status(&output), Some(3));
    assert!(
        stderr(&output).contains("--cert FILE and --key FILE"),
        "{}",
        stderr(&output)
    );
    let output = place
        .fire(&["--url", &url, "--cacert", &ca, "--cert", &cert, "--key", &key])
        .await;
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    let output = place
        .fire(&["--url", &url, "--insecure", "--cert", &cert, "--key", &key])
        .await;
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    // What is no certificate, or not there.
    let output = place.fire(&["--url", &url, "--cacert", &key]).await;
    assert_eq!(status(&output), Some(2));
    assert!(
        stderr(&output).contains("the CA holds no certificate in PEM"),
        "{}",
        stderr(&output)
    );
    let output = place.fire(&["--url", &url, "--cacert", "missing.pem"]).await;
    assert_eq!(status(&output), Some(2));
    assert!(
        stderr(&output).contains("cannot read `missing.pem`, given with --cacert"),
        "{}",
        stderr(&output)
    );
}

#[tokio::test]
async fn redirects_are_told_and_followed_only_as_alertmanager_does() {
    let place = Place::new();
    let goal = ok().await;
    for (status_line, method) in [("302 Found", "GET"), ("307 Temporary Redirect", "POST")] {
        let answer = format!("{status_line}\r\nLocation: http://{}/webhooks/{KEY}", goal.address);
        let receiver = Receiver::start_scripted(move |_| answer.clone()).await;
        let before = goal.requests().len();

        // A script that tries once learns of it.
        let output = place.fire(&["--url", &url_of(&receiver)]).await;
        assert_eq!(status(&output), Some(3));
        let text = stderr(&output);
        assert!(text.contains(&format!("answered {status_line}")), "{text}");
        assert!(
            text.contains("/webhooks/<secret>: if that is the receiver, use its URL"),
            "{text}"
        );
        assert_eq!(goal.requests().len(), before);

        let output = place
            .fire(&["--url", &url_of(&receiver), "--delivery", "alertmanager"])
            .await;
        let text = stderr(&output);
        let followed = &goal.requests()[before];
        assert!(followed.head.starts_with(method), "{}", followed.head);
        if method == "POST" {
            assert_eq!(status(&output), Some(0), "{text}");
            assert!(
                text.contains("redirected: 307 Temporary Redirect, followed to"),
                "{text}"
            );
            assert_eq!(followed.body, receiver.requests()[1].body);
        } else {
            assert_eq!(status(&output), Some(3), "{text}");
            assert!(text.contains("the alerts are lost"), "{text}");
            assert!(
                text.contains("Alertmanager would count the group as notified"),
                "{text}"
            );
        }
        // One without a host is shown with it.
        let other = KEY.chars().rev().collect::<String>();
        let answer = format!("{status_line}\r\nLocation: ../webhooks/{other}");
        let relative = Receiver::start_scripted(move |_| answer.clone()).await;
        let output = place.fire(&["--url", &url_of(&relative)]).await;
        let text = stderr(&output);
        let shown = format!("it points to http://{}/webhooks/<secret>: ", relative.address);
        assert!(text.contains(&shown) && !text.contains(&other), "{text}");
        // Unless told not to.
        let before = goal.requests().len();
        let config = place.config(
            &format!("url: {}", url_of(&receiver)),
            "    http_config: {follow_redirects: false}\n",
        );
        let output = place.fire(&["--config", &config, "--to-receiver"]).await;
        assert_eq!(status(&output), Some(3));
        assert!(
            stderr(&output).contains("it would try again at the next group_interval, 10s"),
            "{}",
            stderr(&output)
        );
        assert_eq!(goal.requests().len(), before);
    }
}

#[tokio::test]
async fn it_is_told_whether_credentials_go_along_to_another_host() {
    let place = Place::new();
    let goal = ok().await;
    let answer = format!(
        "307 Moved\r\nLocation: http://localhost:{}/webhooks/{KEY}",
        goal.address.port()
    );
    let receiver = Receiver::start_scripted(move |_| answer.clone()).await;
    let config = place.config(
        &format!("url: {}", url_of(&receiver)),
        "    http_config: {basic_auth: {username: n, password: q}}\n",
    );
    for (version, is_given) in [("0.28", true), ("0.33", false)] {
        let before = goal.requests().len();
        let arguments = ["--config", &config, "--to-receiver", "--alertmanager-version", version];
        let output = place.fire(&arguments).await;
        let text = stderr(&output);
        assert_eq!(status(&output), Some(0), "{text}");
        let word = if is_given { "with" } else { "without" };
        let told = format!("(POST, {word} the credentials), as Alertmanager {version} does");
        assert!(text.contains(&told), "{text}");
        let followed = &goal.requests()[before];
        assert_eq!(followed.head.contains("Authorization: Basic bjpx"), is_given);
    }
}

#[tokio::test]
async fn credentials_that_go_to_another_host_than_the_receivers_are_told() {
    let place = Place::new();
    let receiver = ok().await;
    let config = place.config(
        &format!("url: 'http://runframe.example/webhooks/{KEY}'"),
        "    http_config: {basic_auth: {username: n, password: q}}\n",
    );
    let output = place.fire(&["--config", &config, "--url", &url_of(&receiver)]).await;
    let text = stderr(&output);
    let warning = format!(
        "warning: the credentials and headers of receiver `runframe` go to {}, which is not the host of its URL",
        receiver.address
    );
    assert!(text.contains(&warning), "{text}");
    assert_eq!(receiver.requests().len(), 1);
    let config = place.config(
        &format!("url: {}", url_of(&receiver)),
        "    http_config: {basic_auth: {username: n, password: q}}\n",
    );
    let text = stderr(&place.fire(&["--config", &config, "--to-receiver"]).await);
    assert!(!text.contains("which is not the host"), "{text}");
}

#[tokio::test]
async fn files_with_secrets_are_wanted_only_where_they_are_sent() {
    let place = Place::new();
    let receiver = ok().await;
    for http in [
        "basic_auth: {username: a, password_file: missing-secret}",
        "authorization: {credentials_file: missing-secret}",
        "http_headers: {X-A: {files: [missing-secret]}}",
        "oauth2: {client_id: c, token_url: 'http://127.0.0.1:1/', client_secret_file: missing-secret}",
        "tls_config: {ca_file: missing-secret}",
    ] {
        let config = place.config(
            &format!("url: {}", url_of(&receiver)),
            &format!("    http_config: {{{http}}}\n"),
        );
        let output = place.fire(&["--config", &config, "--in-process"]).await;
        let text = stderr(&output);
        assert_eq!(status(&output), Some(0), "{text}");
        assert!(
            text.contains("the `http_config` of receiver `runframe` is not used for the local Runframe"),
            "{text}"
        );
        let output = place.fire(&["--config", &config, "--dry-run=curl"]).await;
        assert_eq!(status(&output), Some(0), "{}", stderr(&output));
        let output = place.fire(&["--config", &config, "--to-receiver"]).await;
        assert_eq!(status(&output), Some(2));
        assert!(
            stderr(&output).contains("missing-secret`, the `"),
            "{}",
            stderr(&output)
        );
    }
    assert_eq!(receiver.requests().len(), 0);
}

#[tokio::test]
async fn the_time_a_webhook_may_take_is_that_of_the_configuration() {
    let place = Place::new();
    let receiver = Receiver::start_scripted(|_| Act::Silence).await;
    let config = place.config(&format!("url: {}", url_of(&receiver)), "    timeout: 70ms\n");
    let output = place
        .fire(&["--config", &config, "--to-receiver", "--delivery", "once"])
        .await;
    assert_eq!(status(&output), Some(3));
    assert!(stderr(&output).contains("within 70ms"), "{}", stderr(&output));
    let output = place
        .fire(&[
            "--config",
            &config,
            "--to-receiver",
            "--delivery",
            "once",
            "--timeout",
            "90ms",
        ])
        .await;
    assert!(stderr(&output).contains("within 90ms"), "{}", stderr(&output));
}

#[tokio::test]
async fn answers_that_no_receiver_gives_are_told_and_never_printed_at_length() {
    let place = Place::new();
    let page = |status: &str, body: &str| {
        let length = body.len();
        Act::Bytes(
            format!("HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\r\n{body}")
                .into_bytes(),
        )
    };
    let huge = || {
        let mut answer = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 104857600\r\n\r\n".to_vec();
        answer.resize(answer.len() + (100 << 20), b'x');
        Act::Bytes(answer)
    };
    let echoing = format!("HTTP/1.1 400 Bad Request\r\nContent-Length: 44\r\n\r\nno such key {KEY}");
    for (act, words, help) in [
        (
            page("502 Bad Gateway", "<html><h1>502</h1></html>"),
            "answered 502 Bad Gateway\n",
            "the answer is a web page",
        ),
        (huge(), "answered 502 Bad Gateway\n", "look at its log"),
        (
            Act::Bytes(echoing.into_bytes()),
            "answered 400 Bad Request: no such key <secret>\n",
            "would not retry at once",
        ),
        (
            Act::Bytes(Vec::new()),
            "the connection to 127.0.0.1:",
            "whether it wants https://",
        ),
        (
            Act::Bytes(b"SSH-2.0-OpenSSH\r\n".to_vec()),
            "the connection to 127.0.0.1:",
            "the port is that of a web server",
        ),
    ] {
        let receiver = Receiver::start_scripted(move |_| act.clone()).await;
        let output = place.fire(&["--url", &url_of(&receiver)]).await;
        let text = stderr(&output);
        assert_eq!(status(&output), Some(3), "{text}");
        assert!(text.contains(words) && text.contains(help), "{text}");
        assert!(text.len() < 1000, "{text}");
    }
}

#[tokio::test]
async fn the_wrong_scheme_is_told() {
    let place = Place::new();
    let authority = Authority::new();
    let config = authority.server(&["localhost"], false, &[&TLS12, &TLS13]);
    let encrypted = Receiver::start_tls(config, |_| "200 OK".to_owned()).await;
    let output = place.fire(&["--url", &url_of(&encrypted)]).await;
    assert_eq!(status(&output), Some(3));
    assert!(
        stderr(&output).contains("whether it wants https://"),
        "{}",
        stderr(&output)
    );

    let plain = ok().await;
    let url = url_of(&plain).replace("http:", "https:");
    let output = place.fire(&["--url", &url, "--timeout", "2s"]).await;
    assert_eq!(status(&output), Some(3));
    let text = stderr(&output);
    assert!(
        text.contains("cannot make a TLS connection to 127.0.0.1:") || text.contains("no connection to 127.0.0.1:"),
        "{text}"
    );
}

/// Runs what `--dry-run=curl` prints; `None` where there is no curl.
#[cfg(unix)]
async fn run_with_curl(place: &Place, args: &[&str], url: &str) -> Option<Output> {
    let which = Command::new("sh").args(["-c", "command -v curl"]).output().await;
    if !which.expect("sh runs").status.success() {
        return None;
    }
    let mut whole = args.to_vec();
    whole.push("--dry-run=curl");
    let printed = place.fire(&whole).await;
    assert_eq!(status(&printed), Some(0), "{}", stderr(&printed));
    let output = Command::new("sh")
        .args(["-c", &String::from_utf8_lossy(&printed.stdout)])
        .env("RUNFRAME_WEBHOOK_URL", url)
        .env("RUNFRAME_PROXY", "http://127.0.0.1:1")
        .current_dir(place.path())
        .output()
        .await;
    Some(output.expect("sh runs"))
}

#[cfg(unix)]
#[tokio::test]
async fn curl_speaks_tls_as_the_flags_say() {
    let place = Place::new();
    let authority = Authority::new();
    let client = authority.certificate(&["it's me"]);
    let ca = place.write("it's ca.pem", &authority.pem());
    let cert = place.write("client.pem", &client.certificate);
    let key = place.write("client.key", &client.key);
    let config = authority.server(&["localhost"], true, &[&TLS13]);
    let receiver = Receiver::start_tls(config, |_| "200 OK".to_owned()).await;
    let url = format!("https://localhost:{}/webhooks/{KEY}", receiver.address.port());
    let args = ["--cacert", &ca, "--cert", &cert, "--key", &key, "--timeout", "5s"];
    let Some(output) = run_with_curl(&place, &args, &url).await else {
        return;
    };
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(receiver.requests()[0].body.ends_with("}\n"));
    let output = run_with_curl(&place, &args[2..], &url).await.expect("there is curl");
    assert!(!output.status.success(), "nobody else vouches for the server");
}

#[cfg(unix)]
#[tokio::test]
async fn curl_goes_through_the_proxy_and_where_it_is_led() {
    let place = Place::new();
    let proxy = Receiver::start_scripted(|request: &support::receiver::Request| {
        if request.path().ends_with("/moved") {
            "200 OK".to_owned()
        } else {
            "307 Temporary Redirect\r\nLocation: http://elsewhere.invalid/moved".to_owned()
        }
    })
    .await;
    let config = place.config(
        "url: http://elsewhere.invalid/webhooks/0123456789abcdef\n    timeout: 20s",
        &format!(
            "    http_config: {{proxy_url: 'http://{}', enable_http2: false}}\n",
            proxy.address
        ),
    );
    let url = "http://elsewhere.invalid/webhooks/0123456789abcdef";
    let Some(output) = run_with_curl(&place, &["--config", &config], url).await else {
        return;
    };
    assert!(output.status.success(), "{}", stderr(&output));
    let requests = proxy.requests();
    let seen: Vec<(&str, bool)> = requests
        .iter()
        .map(|request| (request.path(), request.body.ends_with("}\n")))
        .collect();
    assert_eq!(seen, [(url, true), ("http://elsewhere.invalid/moved", true)]);
}
