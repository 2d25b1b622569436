//! `serve` as people start it, and what is checked before something is made that is shown only once.

#[path = "support/serve.rs"]
mod serve;

use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use serve::*;

/// Starts `serve` so that it ends at once, over a store that outlives it.
fn refused(folder: &Path, arguments: &[&str]) -> Output {
    let output = program(folder)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .args(arguments)
        .output()
        .expect("the program can be run");
    assert_eq!((status(&output), stdout(&output).as_str()), (2, ""), "{arguments:?}");
    output
}

#[test]
fn a_ready_file_that_cannot_be_written_costs_no_webhook_url() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let nowhere = folder.path().join("nowhere/ready.json");
    let nowhere = nowhere.to_str().expect("it is UTF-8");
    let here = folder.path().to_str().expect("it is UTF-8").to_owned();
    for (path, why) in [(nowhere, "its folder does not exist"), (&here, "it is a folder")] {
        let output = refused(folder.path(), &["--ready-file", path]);
        assert_eq!(
            stderr(&output),
            format!(
                "error: cannot write the ready file `{path}`: {why}\n  \
                 help: name a file in a folder that can be written to with --ready-file\n"
            )
        );
    }
    // The first start that works is the first one.
    let serve = Serve::start_in(folder, &[]);
    assert!(serve.webhook_url().contains("/webhooks/"));
}

#[test]
fn a_fault_of_an_unknown_integration_costs_no_webhook_url() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let settings = folder.path().join("settings.yml");
    std::fs::write(&settings, "integrations: [{name: Staging}]\n").expect("it can be written");
    let settings = settings.to_str().expect("it is UTF-8").to_owned();
    for (arguments, known) in [
        (&["--settings", &settings][..], "  help: there is: Staging\n"),
        (&["--empty"], ""),
        (&[], "  help: there is: Prometheus\n"),
    ] {
        let all = [arguments, &["--fault", "500 integration=Nope"]].concat();
        let output = refused(folder.path(), &all);
        assert_eq!(
            stderr(&output),
            format!("error: there is no integration `Nope`\n{known}")
        );
    }
    let serve = Serve::start_in(folder, &["--fault", "500 integration=prometheus next=1"]);
    let answer = deliver(&serve.webhook_url(), &payload("firing", &json!({"alertname": "A"})));
    assert_eq!(answer["data"], Value::Null);
}

#[test]
fn a_url_file_that_holds_something_else_is_kept_and_nothing_is_made() {
    let serve = Serve::start(&["--in-memory", "--quiet"]);
    let file = |name: &str| serve.folder.path().join(name).to_str().expect("it is UTF-8").to_owned();
    let (urls, notes) = (file("url"), file("notes"));
    std::fs::write(&notes, "do not lose this\n").expect("it can be written");
    let output = serve.run(&["integrations", "create", "Other", "--url-file", &notes]);
    assert_eq!(
        (status(&output), stderr(&output)),
        (
            2,
            format!(
                "error: `{notes}` is not empty, and may be the only copy of another webhook URL: it is not overwritten\n  \
                 help: name another file with --url-file, or move that one away\n"
            )
        )
    );
    let output = serve.run(&["integrations", "create", "Other", "--url-file", &urls]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));

    // Neither a text nor the URL of another integration gives way to a new URL; the one that stops working does.
    for path in [&notes, &urls] {
        let output = serve.run(&["integrations", "rotate", "Prometheus", "--url-file", path]);
        assert_eq!(
            (status(&output), stderr(&output)),
            (
                2,
                format!(
                    "error: `{path}` holds something else than the webhook URL of `Prometheus`: it is not overwritten\n  \
                     help: name another file with --url-file, or move that one away\n"
                )
            )
        );
    }
    assert_eq!(
        std::fs::read_to_string(&notes).expect("it is there"),
        "do not lose this\n"
    );
    let answer = deliver(&serve.webhook_url(), &payload("firing", &json!({"alertname": "A"})));
    assert_eq!(answer["data"]["created"], 1);
    let old = std::fs::read_to_string(&urls).expect("it is there");
    let output = serve.run(&["integrations", "rotate", "other", "--url-file", &urls]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert_ne!(std::fs::read_to_string(&urls).expect("it is there"), old);
    let output = serve.run(&["integrations", "rotate", "Nope", "--url-file", &urls]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("there is no integration `Nope`"));
}

#[test]
fn listening_for_other_machines_says_what_they_can_reach() {
    let open = Serve::start(&["--in-memory", "--listen", "0.0.0.0:0"]);
    assert!(
        open.stdout.contains(
            "  other machines can reach the webhook endpoint and /metrics, and the V1 API with a key; nothing is encrypted\n"
        ),
        "{}",
        open.stdout
    );
    let closed = Serve::start(&["--in-memory"]);
    assert!(!closed.stdout.contains("other machines"), "{}", closed.stdout);
}

#[test]
fn a_key_that_was_not_sent_is_told() {
    let serve = Serve::start(&["--in-memory", "--require-key"]);
    let said = |key: Option<&str>| {
        let mut command = program(serve.folder.path());
        command
            .env("RUNFRAME_API_URL", &serve.base_url)
            .args(["incidents", "list"]);
        command.envs(key.map(|key| ("RUNFRAME_API_KEY", key)));
        let output = command.output().expect("the program can be run");
        assert_eq!(status(&output), 3);
        let text = stderr(&output);
        text.split_inclusive('\n').skip(1).collect::<String>()
    };
    assert_eq!(said(None), "  help: put an API key into RUNFRAME_API_KEY\n");
    assert_eq!(
        said(Some("rf_of_the_real_one")),
        "  help: the key in RUNFRAME_API_KEY was not sent: it is none of a local Runframe, whose keys begin with rf_local_\n  \
         help: `runframe-cli keys create NAME` makes one\n"
    );
    let unknown = "rf_local_0123456789abcdef0123456789abcdef0123456789abcdef";
    assert_eq!(
        said(Some(unknown)),
        "  help: the key in RUNFRAME_API_KEY is none of this server's: `runframe-cli keys list` shows them\n  \
         help: `runframe-cli keys create NAME` makes one\n"
    );
}

#[test]
fn incidents_are_listed_by_team_and_person() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let settings = folder.path().join("settings.yml");
    let text = "teams: [{name: Core}, {name: Edge}]\nservices: [{name: A, team: Core}, {name: B, team: Edge}, {name: C}]\n\
                integrations: [{name: P, services: [A, B, C]}]\n";
    std::fs::write(&settings, text).expect("it can be written");
    let serve = Serve::start_in(
        folder,
        &["--in-memory", "--settings", settings.to_str().expect("it is UTF-8")],
    );
    let url = serve
        .stdout
        .split_whitespace()
        .find(|word| word.contains("/webhooks/"))
        .expect("it is shown");
    let services = serve.json(&["services", "list", "--format", "json"], "services");
    for service in services["items"].as_array().expect("it is a list") {
        let name = service["name"].as_str().expect("it has one");
        let labels = json!({"alertname": format!("of {name}"), "service_id": service["service_key"]});
        assert_eq!(deliver(url, &payload("firing", &labels))["data"]["created"], 1);
    }
    let titles = |arguments: &[&str]| {
        let all = [&["incidents", "list", "--format", "json"], arguments].concat();
        let list = serve.json(&all, "incidents");
        let items = list["items"].as_array().expect("it is a list").iter();
        let mut found: Vec<_> = items
            .map(|item| item["title"].as_str().expect("it has one").to_owned())
            .collect();
        found.sort();
        found
    };
    assert_eq!(titles(&["--team", "core"]), ["of A"]);
    assert_eq!(titles(&["--team", "Core", "--team", "Edge"]), ["of A", "of B"]);
    let all = serve.json(&["incidents", "list", "--format", "json"], "incidents");
    let number = all["items"][0]["incident_number"].as_str().expect("it has one");
    let output = serve.run(&["incidents", "assign", number, "kim@example.com"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert_eq!(titles(&["--assigned-to", "Kim@example.com"]).len(), 1);
    assert_eq!(titles(&["--assigned-to", "lee@example.com", "--team", "Core"]).len(), 0);
    let output = serve.run(&["incidents", "list", "--team", "Nope"]);
    assert_eq!(
        (status(&output), stderr(&output).as_str()),
        (0, "no incident matches\n")
    );
}

/// How many incidents are kept, once that is so.
fn assert_kept(serve: &Serve, kept: u64) {
    wait_for("old incidents to go", || {
        let list = serve.json(&["incidents", "list", "--format", "json"], "incidents");
        (list["total"] == kept).then_some(())
    });
}

#[test]
fn old_incidents_go_when_told_and_active_ones_stay() {
    let serve = Serve::start(&[]);
    for name in ["a", "b", "c", "active"] {
        let labels = json!({"alertname": name});
        deliver(&serve.webhook_url(), &payload("firing", &labels));
        if name != "active" {
            deliver(&serve.webhook_url(), &payload("resolved", &labels));
        }
    }
    let (_, _, folder) = serve.stop();
    let serve = Serve::start_in(folder, &["--max-incidents", "2", "--keep", "1d"]);
    assert_kept(&serve, 2);
    let list = serve.json(&["incidents", "list", "--format", "json"], "incidents");
    assert_eq!(
        (&list["items"][0]["title"], &list["items"][1]["title"]),
        (&json!("active"), &json!("c"))
    );
    let (_, _, folder) = serve.stop();
    let serve = Serve::start_in(folder, &["--keep", "1ms"]);
    assert_kept(&serve, 1);
}
