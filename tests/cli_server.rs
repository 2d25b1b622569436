//! `serve`, `incidents`, `integrations` and `services` as people run them: the program, its streams and its exit status.

#[path = "support/serve.rs"]
mod serve;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use serve::*;

#[test]
fn from_the_first_start_to_a_resolved_incident() {
    let serve = Serve::start(&["--in-memory"]);
    assert_eq!(
        settled(&serve.stdout),
        "\
Runframe, locally  http://127.0.0.1:<port>
  store         in memory, gone when it stops
  service       Demo service  svc_XXXXXXXXXX
  integration   Prometheus, linked to it
  webhook URL   http://127.0.0.1:<port>/webhooks/<key>
                shown this once; whoever has it can open incidents

Receiver for alertmanager.yml, the URL in a file:
  receivers:
    - name: runframe
      webhook_configs:
        # One line: the webhook URL. Whoever reads it can open incidents.
        - url_file: /etc/alertmanager/runframe-webhook-url
          send_resolved: true

  try it        runframe-cli fire --severity critical   with RUNFRAME_API_URL=http://127.0.0.1:<port>
  stop          Ctrl-C
"
    );
    let output = serve.run(&["incidents", "list"]);
    assert_eq!((stdout(&output).as_str(), status(&output)), ("", 0));
    assert_eq!(stderr(&output), "no incidents yet; `runframe-cli fire` makes one\n");

    let labels = json!({"alertname": "HighLatency", "severity": "critical", "instance": "a"});
    deliver(&serve.webhook_url(), &payload("firing", &labels));
    let page = json!({"alertname": "Odd", "severity": "page"});
    deliver(&serve.webhook_url(), &payload("firing", &page));
    let output = serve.run(&["incidents", "list"]);
    assert_eq!(
        settled(&stdout(&output)),
        "\
INCIDENT      SEVERITY  STATUS  TITLE        SERVICE       DETECTED
INC-2026-002  SEV2      new     Odd          Demo service  <instant>
INC-2026-001  SEV0      new     HighLatency  Demo service  <instant>
"
    );
    deliver(&serve.webhook_url(), &payload("resolved", &labels));
    let numbers = serve.json(&["incidents", "list", "--format", "json"], "incidents");
    let number = numbers["items"][1]["incident_number"].as_str().expect("it has one");
    let output = serve.run(&["incidents", "show", &number.to_lowercase()]);
    assert_eq!(
        settled(&stdout(&output)),
        "\
INC-2026-001  HighLatency

  status        resolved
  severity      SEV0  Critical
  service       Demo service  svc_XXXXXXXXXX
  assigned to   -
  detected      <instant>
  created       <instant>
  resolved      <instant> by its alert

Description
  Checkout is slow

  Runbook: https://wiki.example/slow

Alert
  fingerprint   <fingerprint>
  starts at     <instant>
  ends at       <instant>
  received      2 times, last at <instant>
  group         {}:{alertname=\"HighLatency\"}
  source        http://prometheus.example/graph
  labels        alertname=\"HighLatency\" instance=\"a\" severity=\"critical\"

Timeline
  TIME       WHAT              BY                      COMMENT
  <instant>  incident_created  integration:prometheus  created from a firing alert
  <instant>  routing_fallback  integration:prometheus  no label `service_id`: the only linked service
  <instant>  alert_resolved    integration:prometheus  the alert cleared
"
        // Columns are as wide as what stood there before.
        .replace("TIME       ", "TIME                  ")
    );
    serve.json(&["incidents", "show", number, "--format", "json"], "incident");
    let output = serve.run(&[
        "incidents",
        "list",
        "--status",
        "RESOLVED",
        "--severity",
        "sev0",
        "--limit",
        "1",
    ]);
    assert_eq!(stdout(&output).lines().count(), 2);
    let output = serve.run(&["incidents", "list", "--limit", "1"]);
    assert_eq!(stderr(&output), "1 of 2 incidents; `--offset 1` shows more\n");
    let output = serve.run(&["incidents", "list", "--status", "closed"]);
    assert_eq!(stderr(&output), "no incident matches\n");

    let (status, text, _folder) = serve.stop();
    assert_eq!(status, 0);
    assert_eq!(
        settled(&text),
        "\
<instant> …<end>  200  created INC-2026-001 (routing_fallback)  dlv_1
<instant> …<end>  200  created INC-2026-002 (routing_fallback, severity_fallback)  dlv_2
<instant> …<end>  200  resolved INC-2026-001  dlv_3
stopping: answering what is in flight
stopped
"
    );
}

#[test]
fn services_and_integrations_are_set_up() {
    let serve = Serve::start(&["--in-memory", "--empty", "--quiet"]);
    assert!(serve.stdout.contains("integrations  none yet"), "{}", serve.stdout);
    let said = |arguments: &[&str]| {
        let output = serve.run(arguments);
        assert_eq!(status(&output), 0, "{arguments:?}: {}", stderr(&output));
        (settled(&stdout(&output)), settled(&stderr(&output)))
    };
    assert_eq!(
        said(&["services", "list"]).1,
        "no services yet; `runframe-cli services add` makes one\n"
    );
    assert_eq!(
        said(&["integrations", "list"]).1,
        "no integrations yet; `runframe-cli integrations create` makes one\n"
    );
    assert_eq!(
        said(&[
            "services",
            "add",
            "Checkout",
            "--severity",
            "sev1",
            "--alias",
            "SER-00001"
        ]),
        (
            "svc_XXXXXXXXXX\n".to_owned(),
            "added `Checkout`; alerts name it with the label service_id: svc_XXXXXXXXXX\n\
             link it next: `runframe-cli services link` routes an integration's alerts to it\n"
                .to_owned()
        )
    );
    let (out, err) = said(&["integrations", "create", "Prometheus", "--alias", "page=SEV1"]);
    assert_eq!(out, "http://127.0.0.1:<port>/webhooks/<key>\n");
    assert_eq!(
        err,
        "
webhook URL of `Prometheus`, shown this once: whoever has it can open incidents. Keep it in a file:
  /etc/alertmanager/runframe-webhook-url

Receiver for alertmanager.yml:
receivers:
  - name: runframe
    webhook_configs:
      # One line: the webhook URL. Whoever reads it can open incidents.
      - url_file: /etc/alertmanager/runframe-webhook-url
        send_resolved: true

no service is linked: incidents will have none until `runframe-cli services link SERVICE \"Prometheus\"`
"
    );
    assert_eq!(
        said(&["services", "link", "checkout"]).0,
        "alerts of `Prometheus` can go to: Checkout\n"
    );
    assert_eq!(
        said(&["services", "list"]).0.lines().last(),
        Some("svc_XXXXXXXXXX  Checkout  yes     SEV1")
    );
    let listed = said(&["integrations", "list"]).0;
    assert!(listed.contains("…<end>"), "{listed}");
    assert_eq!(
        said(&["services", "link", "Checkout", "--remove"]).0,
        "alerts of `Prometheus` can go to: no service\n"
    );
    assert_eq!(
        said(&["integrations", "delete", "prometheus"]).0,
        "deleted `Prometheus`; its incidents stay\n"
    );
    let listed = serve.json(&["integrations", "create", "Q", "--format", "json"], "integration-url");
    let url = listed["webhook_url"].as_str().expect("it has one");
    deliver(url, &payload("firing", &json!({"alertname": "A"})));
    assert_eq!(
        said(&["integrations", "delete", "Q", "--reset"]).0,
        "deleted `Q`, and forgot 1 incident\n"
    );
}

#[test]
fn what_programs_read_follows_the_schemas() {
    let serve = Serve::start(&["--in-memory", "--quiet"]);
    serve.json(&["services", "list", "--format", "json"], "services");
    serve.json(&["services", "add", "Search", "--format", "json"], "service");
    serve.json(&["services", "link", "Search", "--format", "json"], "integration");
    serve.json(&["integrations", "list", "--format", "json"], "integrations");
    serve.json(
        &["integrations", "create", "Staging", "--format", "json"],
        "integration-url",
    );
    serve.json(
        &["integrations", "rotate", "Staging", "--format", "json"],
        "integration-url",
    );
    serve.json(&["integrations", "list", "--format", "json"], "integrations");
    serve.json(
        &["integrations", "delete", "Staging", "--format", "json"],
        "integration",
    );
    serve.json(&["incidents", "list", "--format", "json"], "incidents");
}

#[test]
fn a_url_goes_into_a_file_only_its_owner_can_read() {
    let serve = Serve::start(&["--in-memory", "--quiet"]);
    let path = serve.folder.path().join("url");
    let file = path.to_str().expect("it is UTF-8");
    let output = serve.run(&["integrations", "rotate", "Prometheus", "--url-file", file]);
    assert_eq!(
        stdout(&output),
        format!("webhook URL of `Prometheus` written to {file}\n")
    );
    assert!(
        stderr(&output).contains(&format!("- url_file: {file}\n")),
        "{}",
        stderr(&output)
    );
    let url = std::fs::read_to_string(&path).expect("it is there");
    let answer = deliver(url.trim(), &payload("firing", &json!({"alertname": "A"})));
    assert_eq!(answer["data"]["created"], 1);
    assert_eq!(
        deliver(&serve.webhook_url(), &json!({"alerts": []}))["error"]["code"],
        "NOT_FOUND"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }
    let arguments = [
        "integrations",
        "rotate",
        "Prometheus",
        "--format",
        "json",
        "--url-file",
        file,
    ];
    assert_eq!(serve.json(&arguments, "integration-url")["webhook_url"], "<secret>");
}

#[test]
fn incidents_outlive_the_process_and_numbers_go_on() {
    let serve = Serve::start(&[]);
    let url = serve.webhook_url();
    let key = url.rsplit('/').next().expect("it has a key").to_owned();
    deliver(&url, &payload("firing", &json!({"alertname": "A"})));
    let (_, _, folder) = serve.stop();
    assert!(!folder.path().join("ready.json").exists());

    let serve = Serve::start_in(folder, &[]);
    assert!(serve.stdout.contains("1 incident\n"), "{}", serve.stdout);
    assert!(!serve.stdout.contains("/webhooks/"), "{}", serve.stdout);
    let url = format!("{}/webhooks/{key}", serve.base_url);
    let answer = deliver(&url, &payload("firing", &json!({"alertname": "A"})));
    assert_eq!(answer["data"]["updated"], 1);
    let answer = deliver(&url, &payload("firing", &json!({"alertname": "B"})));
    let number = answer["data"]["results"][0]["incident_number"]
        .as_str()
        .expect("it has one");
    assert!(number.ends_with("-002"), "{number}");

    let (_, _, folder) = serve.stop();
    let is_journal = |path: &PathBuf| path.ends_with("runframe-journal.db");
    let journal = files(folder.path()).into_iter().find(is_journal).expect("it is there");
    std::fs::remove_file(journal).expect("it can be removed");
    let output = program(folder.path())
        .args(["serve", "--listen", "127.0.0.1:0"])
        .output()
        .expect("the program can be run");
    let text = stderr(&output);
    assert_eq!(status(&output), 2, "{text}");
    assert!(
        text.contains("runframe-journal.db` does not fit the store beside it: it is missing or empty\n")
            && text.contains("help: put back both files"),
        "{text}"
    );
}

#[cfg(unix)]
#[test]
fn what_was_acknowledged_survives_a_kill() {
    let serve = Serve::start(&["--quiet"]);
    let url = serve.webhook_url();
    let key = url.rsplit('/').next().expect("it has a key").to_owned();
    for number in 0..20 {
        let answer = deliver(
            &url,
            &payload("firing", &json!({"alertname": "A", "n": number.to_string()})),
        );
        assert_eq!(answer["data"]["created"], 1);
    }
    let mut serve = serve;
    serve.child.kill().expect("it runs");
    serve.child.wait().expect("it ends");
    let folder = std::mem::replace(&mut serve.folder, tempfile::tempdir().expect("it can be made"));
    drop(serve);
    std::fs::remove_file(folder.path().join("ready.json")).expect("nobody tidied up");

    let serve = Serve::start_in(folder, &["--quiet"]);
    assert!(serve.stdout.contains("20 incidents"), "{}", serve.stdout);
    let url = format!("{}/webhooks/{key}", serve.base_url);
    let answer = deliver(&url, &payload("firing", &json!({"alertname": "A", "n": "7"})));
    assert_eq!(answer["data"]["updated"], 1);
}

#[test]
fn routing_keys_are_nowhere_to_be_found() {
    let serve = Serve::start(&[]);
    let mut keys = vec![serve.webhook_url()];
    for arguments in [
        ["integrations", "create", "Staging"],
        ["integrations", "rotate", "Staging"],
    ] {
        keys.push(stdout(&serve.run(&arguments)).trim().to_owned());
    }
    let local = block_on(async {
        let url = format!("{}/api/local/webhook", serve.base_url);
        let answer: Value = reqwest::get(url)
            .await
            .expect("it answers")
            .json()
            .await
            .expect("it is JSON");
        answer["data"]["webhook_url"].as_str().expect("it has one").to_owned()
    });
    keys.push(local);
    let keys: Vec<String> = keys
        .iter()
        .map(|url| url.rsplit('/').next().unwrap_or_default().to_owned())
        .collect();
    for key in &keys {
        assert_eq!(key.len(), 32);
        let url = format!("{}/webhooks/{key}", serve.base_url);
        deliver(&url, &payload("firing", &json!({"alertname": "A"})));
        deliver(&url, &json!({"alerts": 7}));
        deliver(&format!("{url}x"), &json!({"alerts": []}));
    }
    let mut seen: Vec<(String, Vec<u8>)> = Vec::new();
    for arguments in [
        &["integrations", "list"][..],
        &["integrations", "list", "--format", "json"],
        &["incidents", "list", "--format", "json"],
        &["services", "list", "--format", "json"],
        &["integrations", "delete", "Staging", "--format", "json"],
        &["integrations", "rotate", &keys[0]],
        &["integrations", "delete", "nope"],
    ] {
        let output = serve.run(arguments);
        // What the user typed may be said back to him.
        if !arguments.contains(&keys[0].as_str()) {
            seen.push((format!("{arguments:?}"), output.stdout));
            seen.push((format!("{arguments:?}"), output.stderr));
        }
    }
    let (_, log, folder) = serve.stop();
    assert!(log.lines().count() > 8, "{log}");
    seen.push(("the log".to_owned(), log.into_bytes()));
    for path in files(folder.path()) {
        let bytes = std::fs::read(&path).expect("it is readable");
        seen.push((path.display().to_string(), bytes));
    }
    assert!(
        seen.iter()
            .any(|(name, bytes)| name.ends_with("runframe.db") && bytes.len() > 10_000)
    );
    for (name, bytes) in seen {
        for key in &keys {
            let is_there = bytes
                .windows(key.len())
                .any(|window| window.eq_ignore_ascii_case(key.as_bytes()));
            assert!(!is_there, "a routing key stands in {name}");
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("it is readable");
    entries
        .map(|entry| entry.expect("it is readable").path())
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect()
}

#[test]
fn what_goes_wrong_says_what_to_do() {
    let serve = Serve::start(&["--in-memory", "--quiet"]);
    let address = serve.base_url.trim_start_matches("http://").to_owned();
    let folder = serve.folder.path().to_owned();
    let data = folder.join("data");
    let data = data.to_str().expect("it is UTF-8");
    let failure = |arguments: &[&str]| {
        let output = serve.run(arguments);
        assert_eq!(stdout(&output), "", "{arguments:?}");
        (status(&output), settled(&stderr(&output)))
    };
    let expect = |arguments: &[&str], status: i32, text: &str| {
        assert_eq!(failure(arguments), (status, text.to_owned()), "{arguments:?}");
    };
    expect(
        &["serve", "--in-memory", "--listen", &address],
        2,
        "error: 127.0.0.1:<port> is in use\n  help: a local Runframe runs there already: use it, or stop it\n  \
         help: `--listen 127.0.0.1:<port>` takes a free port\n",
    );
    expect(
        &["incidents", "show", "INC-1999-001"],
        2,
        "error: there is no incident INC-1999-001 (http://127.0.0.1:<port> answered 404)\n",
    );
    expect(
        &["integrations", "rotate", "Nope"],
        2,
        "error: there is no integration `Nope` (http://127.0.0.1:<port> answered 404)\n  help: there is: Prometheus\n",
    );
    expect(
        &["services", "add", "demo service"],
        3,
        "error: there is already a service `demo service` (http://127.0.0.1:<port> answered 409)\n",
    );
    expect(
        &["incidents", "list", "--api-url", "ftp://x"],
        2,
        "error: `ftp://x` is not the URL of an API: it has to begin with http:// or https://\n",
    );
    let set_up = || ["services", "integrations"].map(|what| stdout(&serve.run(&[what, "list"])));
    let before = set_up();
    let tls = format!("https://{address}");
    for arguments in [&["services", "list"][..], &["fire"], &["incidents", "watch"]] {
        expect(
            &[arguments, &["--api-url", &tls]].concat(),
            3,
            "error: https://127.0.0.1:<port> does not speak TLS\n  \
             help: a local Runframe speaks plain HTTP: write http:// instead of https://\n",
        );
    }
    expect(
        &["services", "list", "--api-url", &format!("http://{address}/below/")],
        2,
        "error: there is nothing at this path (http://127.0.0.1:<port>/below answered 404)\n",
    );
    // The base URL of Runframe's documentation is understood.
    let output = serve.run(&["services", "list", "--api-url", &format!("http://{address}/api/v1/")]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    // What cannot be asked is wrong usage, whoever finds out.
    for arguments in [
        &["deliveries", "show", "foo"][..],
        &["incidents", "create", "", "--service", "Demo service"],
        &["keys", "create", "x", "--email", "bad"],
        // And what is not there.
        &["incidents", "create", "A", "--service", "Nope"],
        &["incidents", "show", "INC-1999-001"],
        &["incidents", "ack", "INC-1999-001"],
        &["integrations", "delete", "Nope"],
        &["services", "link", "Nope", "Nope"],
        &["services", "add", "Search", "--link", "Prometheus", "--link", "Nope"],
        &["integrations", "create", "Other", "--url-file", "no/such/folder"],
        &["integrations", "rotate", "Prometheus", "--url-file", "no/such/folder"],
        &["keys", "revoke", "Nope"],
        &["deliveries", "show", "dlv_77"],
        &["faults", "clear", "77"],
    ] {
        let (status_of, text) = failure(arguments);
        assert_eq!(status_of, 2, "{arguments:?}: {text}");
    }
    // None of it has changed anything.
    assert_eq!(set_up(), before);
    let (status_of, text) = failure(&["incidents", "show", "42"]);
    assert_eq!(status_of, 2);
    assert!(
        text.contains("`42` is not an incident number: they look like INC-2026-001"),
        "{text}"
    );
    let (status_of, text) = failure(&["incidents", "list", "--api-url", "http://127.0.0.1:1"]);
    assert_eq!(status_of, 3);
    assert_eq!(
        text,
        "error: cannot reach http://127.0.0.1:<port>: connection refused\n  \
         help: start a local Runframe with `runframe-cli serve --listen 127.0.0.1:<port>`, in another terminal\n  \
         help: or name another one with --api-url or RUNFRAME_API_URL\n"
    );

    std::fs::create_dir(data).expect("it can be made");
    std::fs::write(folder.join("data/runframe.db"), "nonsense ".repeat(1000)).expect("it can be written");
    let (status_of, text) = failure(&["serve", "--data-dir", data, "--listen", "127.0.0.1:0"]);
    assert_eq!(status_of, 2);
    assert!(
        text.starts_with("error: the store `") && text.contains("is damaged"),
        "{text}"
    );
    assert!(text.contains("help: move the whole folder away"), "{text}");

    let not_a_folder = folder.join("file");
    std::fs::write(&not_a_folder, "").expect("it can be written");
    let not_a_folder = not_a_folder.to_str().expect("it is UTF-8");
    let (status_of, text) = failure(&["serve", "--data-dir", not_a_folder, "--listen", "127.0.0.1:0"]);
    assert_eq!(status_of, 2);
    assert!(text.contains("cannot use the data folder"), "{text}");
}

#[test]
fn a_store_serves_one_process() {
    let serve = Serve::start(&[]);
    let output = serve.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(status(&output), 2);
    let text = stderr(&output);
    assert!(text.contains("is in use by another process"), "{text}");
    assert!(
        text.contains("help: stop the other `runframe-cli serve`, or use it"),
        "{text}"
    );
}

#[test]
fn a_remote_api_gets_the_key_only_over_tls() {
    let folder = tempfile::tempdir().expect("it can be made");
    let output = program(folder.path())
        .env("RUNFRAME_API_KEY", "rf_secret")
        .args(["incidents", "list", "--api-url", "http://runframe.example"])
        .output()
        .expect("the program can be run");
    assert_eq!(status(&output), 2);
    let text = stderr(&output);
    assert!(
        text.starts_with("error: the API key would cross the network in clear\n"),
        "{text}"
    );
    assert!(!text.contains("rf_secret"));
}

#[test]
fn people_act_on_incidents() {
    let serve = Serve::start(&["--in-memory", "--quiet"]);
    let labels = json!({"alertname": "HighLatency", "severity": "warning"});
    let answer = deliver(&serve.webhook_url(), &payload("firing", &labels));
    let number = answer["data"]["results"][0]["incident_number"]
        .as_str()
        .expect("it has one")
        .to_owned();
    let said = |arguments: &[&str]| {
        let output = serve.run(arguments);
        assert_eq!(status(&output), 0, "{arguments:?}: {}", stderr(&output));
        (settled(&stdout(&output)), settled(&stderr(&output)))
    };
    let line = |text: &str, done: &str| (format!("INC-2026-001  {text}\n"), format!("{done}\n"));
    assert_eq!(
        said(&["incidents", "ack", &number]),
        line("SEV2  investigating  HighLatency  local@localhost", "acknowledged")
    );
    assert_eq!(
        said(&["incidents", "assign", &number, "Kim@example.com"]),
        line("SEV2  investigating  HighLatency  kim@example.com", "assigned")
    );
    assert_eq!(
        said(&[
            "incidents",
            "update",
            &number,
            "--severity",
            "sev1",
            "--title",
            "Checkout is slow"
        ]),
        line("SEV1  investigating  Checkout is slow  kim@example.com", "changed")
    );
    assert_eq!(
        said(&["incidents", "status", &number, "Fixing", "-m", "rolling back"]).0,
        "INC-2026-001  SEV1  fixing  Checkout is slow  kim@example.com\n"
    );
    assert_eq!(
        said(&["incidents", "comment", &number, "rolled back"]).0,
        "INC-2026-001  <instant>  user:local@localhost  rolled back\n"
    );
    assert_eq!(
        said(&["incidents", "escalate", &number]).1,
        "escalated to level 1: on_call, for 15 min\n"
    );
    assert_eq!(
        said(&[
            "incidents",
            "page",
            &number,
            "lee@example.com",
            "--channel",
            "slack,email"
        ])
        .1,
        "paged lee@example.com by slack and email\n"
    );
    assert_eq!(
        said(&["incidents", "resolve", &number, "--comment", "over"]).0,
        "INC-2026-001  SEV1  resolved  Checkout is slow  kim@example.com\n"
    );
    let created = said(&[
        "incidents",
        "create",
        "Search is down",
        "--service",
        "demo service",
        "--severity",
        "SEV0",
    ]);
    assert_eq!(
        created,
        (
            "INC-2026-002  SEV0  new  Search is down\n".to_owned(),
            "created\n".to_owned()
        )
    );
    let shown = said(&["incidents", "show", &number]).0;
    let timeline: Vec<&str> = shown.lines().skip_while(|line| *line != "Timeline").skip(2).collect();
    let kinds: Vec<&str> = timeline
        .iter()
        .filter_map(|line| line.split_whitespace().nth(1))
        .collect();
    assert_eq!(
        kinds,
        [
            "incident_created",
            "routing_fallback",
            "acknowledged",
            "assigned",
            "status_changed",
            "assigned",
            "comment",
            "severity_changed",
            "status_changed",
            "comment",
            "escalated",
            "paged",
            "status_changed",
        ]
    );

    let refused = |arguments: &[&str]| {
        let output = serve.run(arguments);
        (status(&output), settled(&stderr(&output)))
    };
    let (code, text) = refused(&["incidents", "ack", &number]);
    assert_eq!(code, 3);
    assert!(
        text.starts_with("error: INC-2026-001 is acknowledged already"),
        "{text}"
    );
    let (code, text) = refused(&["incidents", "create", "x", "--service", "nope"]);
    assert_eq!(
        (code, text.lines().next()),
        (2, Some("error: there is no service `nope`"))
    );
    assert_eq!(refused(&["incidents", "update", &number]).0, 2);
    assert_eq!(refused(&["incidents", "status", &number, "open"]).0, 2);
}

#[test]
fn what_actions_print_for_programs_follows_the_schemas() {
    let serve = Serve::start(&["--in-memory", "--quiet"]);
    let json = |arguments: &[&str], schema: &str| serve.json(&[arguments, &["--format", "json"]].concat(), schema);
    let create = [
        "incidents",
        "create",
        "Down",
        "--service",
        "Demo service",
        "--idempotency-key",
        "k",
    ];
    let incident = json(&create, "incident");
    assert_eq!(json(&create, "incident"), incident);
    let number = incident["incident_number"].as_str().expect("it has one");
    json(&["incidents", "ack", number], "incident");
    json(&["incidents", "assign", number, "a@b.example"], "incident");
    json(&["incidents", "update", number, "--description", "d"], "incident");
    json(&["incidents", "comment", number, "c"], "incident-event");
    json(&["incidents", "escalate", number], "incident-escalated");
    json(&["incidents", "page", number, "a@b.example"], "incident-paged");
    json(&["incidents", "status", number, "fixing"], "incident");
    json(&["incidents", "resolve", number], "incident");
    json(&["keys", "create", "x"], "api-key-secret");
    json(&["keys", "list"], "api-keys");
    json(&["keys", "revoke", "x"], "api-key");
}

#[test]
fn a_key_is_made_shown_once_used_and_revoked() {
    let serve = Serve::start(&["--require-key", "--quiet"]);
    let output = serve.run(&["incidents", "list"]);
    assert_eq!(status(&output), 3);
    assert!(
        stderr(&output).contains("help: put an API key into RUNFRAME_API_KEY"),
        "{}",
        stderr(&output)
    );
    assert_eq!(
        stderr(&serve.run(&["keys", "list"])),
        "no API keys yet; `runframe-cli keys create` makes one\n"
    );
    let scopes = [
        "--scope",
        "incidents:read,incidents:write",
        "--email",
        "kim@example.com",
    ];
    let output = serve.run(&[&["keys", "create", "kim"], &scopes[..]].concat());
    let key = stdout(&output).trim().to_owned();
    assert!(key.starts_with("rf_local_"), "{key}");
    assert_eq!(
        stderr(&output),
        "key `kim`, shown this once; it may do: incidents:read, incidents:write\n\
         put it into RUNFRAME_API_KEY, or send it as `Authorization: Bearer`\n"
    );
    let with_key = |arguments: &[&str]| {
        let mut command = program(serve.folder.path());
        command
            .env("RUNFRAME_API_URL", &serve.base_url)
            .env("RUNFRAME_API_KEY", &key);
        command.args(arguments).output().expect("the program can be run")
    };
    let answer = deliver(&serve.webhook_url(), &payload("firing", &json!({"alertname": "A"})));
    let number = answer["data"]["results"][0]["incident_number"]
        .as_str()
        .expect("it has one")
        .to_owned();
    let output = with_key(&["incidents", "ack", &number]);
    assert!(
        stdout(&output).ends_with("investigating  A  kim@example.com\n"),
        "{}",
        stdout(&output)
    );
    let output = with_key(&["services", "list"]);
    assert_eq!(status(&output), 3);
    assert!(stderr(&output).contains("lacks the scope"), "{}", stderr(&output));
    let listed = stdout(&serve.run(&["keys", "list"]));
    assert!(
        listed.contains(&key[key.len() - 4..]) && !listed.contains(&key),
        "{listed}"
    );
    assert!(stdout(&serve.run(&["keys", "revoke", "KIM"])).starts_with("revoked `kim` …"));
    let output = with_key(&["incidents", "list"]);
    assert_eq!(status(&output), 3);
    assert!(stderr(&output).contains("unknown or revoked"), "{}", stderr(&output));

    let (_, log, folder) = serve.stop();
    assert!(!log.contains(&key));
    for path in files(folder.path()) {
        let bytes = std::fs::read(&path).expect("it is readable");
        let is_there = bytes.windows(key.len()).any(|window| window == key.as_bytes());
        assert!(!is_there, "an API key stands in {}", path.display());
    }
}

#[test]
fn a_settings_file_sets_everything_up() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("runframe.yml");
    let example = program(folder.path()).args(["init", "settings"]).output();
    let example = stdout(&example.expect("the program can be run"));
    let with_key = example.replace("# routing_key_file:", "routing_key_file:");
    assert_ne!(with_key, example);
    std::fs::write(&path, &example).expect("it can be written");
    let file = path.to_str().expect("it is UTF-8").to_owned();
    let serve = Serve::start(&["--in-memory", "--quiet", "--settings", &file]);
    let line = serve
        .stdout
        .lines()
        .find(|line| line.contains("/webhooks/"))
        .expect("the URL is shown");
    assert!(line.ends_with("  of Prometheus, shown this once"), "{line}");
    let url = line.split_whitespace().nth(2).expect("it is there");
    let answer = deliver(
        url,
        &payload("firing", &json!({"alertname": "A", "service_id": "svc_K7M4Q9TZ2H"})),
    );
    assert_eq!(answer["data"]["results"][0]["reason"], "severity_fallback");
    let shown = serve.json(&["incidents", "list", "--format", "json"], "incidents");
    let incident = &shown["items"][0];
    assert_eq!(
        (&incident["severity"], &incident["team"]),
        (&json!("SEV1"), &json!("Payments"))
    );
    let number = incident["incident_number"].as_str().expect("it has one");
    let output = serve.run(&["incidents", "page", number, "who@example.com"]);
    assert_eq!(status(&output), 2);
    assert!(
        stderr(&output).contains("there is no user `who@example.com`"),
        "{}",
        stderr(&output)
    );
    drop(serve);

    // A routing key from a file is nowhere shown, and does not change from start to start.
    let key = "0123456789abcdef0123456789abcdef";
    std::fs::write(folder.path().join("routing-key"), format!("{key}\n")).expect("it can be written");
    std::fs::write(&path, &with_key).expect("it can be written");
    let serve = Serve::start(&["--in-memory", "--quiet", "--settings", &file]);
    assert!(!serve.stdout.contains("/webhooks/"), "{}", serve.stdout);
    let answer = deliver(
        &format!("{}/webhooks/{key}", serve.base_url),
        &payload("firing", &json!({"alertname": "A"})),
    );
    assert_eq!(answer["data"]["created"], 1);
    // It stays a secret when another takes its place: at the next start it is back.
    let output = serve.run(&["integrations", "rotate", "Prometheus"]);
    let rotated = stdout(&output);
    let url = rotated.split_whitespace().find(|word| word.contains("/webhooks/"));
    deliver(
        url.expect("the URL is shown"),
        &payload("firing", &json!({"alertname": "B", "instance": format!("was {key}")})),
    );
    let shown = serve.run(&["deliveries", "show", "latest", "--payload"]);
    assert!(stdout(&shown).contains("was <secret>"), "{}", stdout(&shown));
    assert!(!stdout(&shown).contains(key), "{}", stdout(&shown));
}

#[test]
fn settings_that_make_no_sense_are_refused_with_their_place() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let refused = |text: &str| {
        std::fs::write(folder.path().join("s.yml"), text).expect("it can be written");
        let mut command = program(folder.path());
        command
            .current_dir(folder.path())
            .args(["serve", "--in-memory", "--settings", "s.yml"]);
        let output = command.output().expect("the program can be run");
        assert_eq!((status(&output), stdout(&output).as_str()), (2, ""));
        stderr(&output)
    };
    let help = "  help: `runframe-cli init settings` prints an example\n";
    assert_eq!(
        refused("services:\n  - name: A\n    default_severity: high\n"),
        format!(
            "error: s.yml:3:23: services[0].default_severity: `high` is not a severity: use SEV0, SEV1, SEV2, SEV3 or \
             SEV4\n{help}"
        )
    );
    assert_eq!(
        refused("services: [{name: A, team: Core}]"),
        format!("error: s.yml:1:28: services[0]: there is no team `Core` in this file, which has none\n{help}")
    );
    assert!(
        refused("integrations: [{name: P, routing_key_file: nope}]")
            .starts_with("error: cannot read the routing key of `P`")
    );
    std::fs::write(folder.path().join("short"), "x").expect("it can be written");
    let text = refused("integrations: [{name: P, routing_key_file: short}]");
    assert!(text.contains("holds no routing key"), "{text}");
}

#[test]
fn a_server_takes_only_its_own_ready_file_away() {
    let first = Serve::start(&["--in-memory", "--quiet"]);
    let second = Serve::start(&["--in-memory", "--quiet"]);
    let ready = |serve: &Serve| serve.folder.path().join("ready.json");
    std::fs::copy(ready(&second), ready(&first)).expect("it can be copied");
    let (_, _, folder) = first.stop();
    assert!(folder.path().join("ready.json").exists());
    let (_, _, folder) = second.stop();
    assert!(!folder.path().join("ready.json").exists());
}
