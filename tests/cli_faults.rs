//! `faults` and `serve --fault` as people run them.

#[path = "support/serve.rs"]
mod serve;

use serde_json::json;

use serve::*;

#[test]
fn faults_are_set_listed_met_and_taken_back() {
    let serve = Serve::start(&["--in-memory", "--fault", "500 next=1"]);
    let url = serve.webhook_url();
    let alert = payload("firing", &json!({"alertname": "A", "severity": "critical"}));

    let output = serve.run(&[
        "faults",
        "add",
        "429",
        "--retry-after",
        "30",
        "--next",
        "1",
        "--integration",
        "prometheus",
    ]);
    assert_eq!(
        (stdout(&output).as_str(), stderr(&output).as_str(), status(&output)),
        (
            "fault 2  429 retry-after=30 next=1 integration=\"Prometheus\"\n  Alertmanager does not try again in this flush and \
             does not read Retry-After; it sends the whole group again at the next group_interval\n",
            "",
            0
        )
    );
    assert_eq!(deliver(&url, &alert)["error"]["code"], "INTERNAL_ERROR");
    assert_eq!(deliver(&url, &alert)["error"]["code"], "RATE_LIMITED");
    assert_eq!(deliver(&url, &alert)["data"]["created"], 1);

    let listed = serve.json(&["faults", "list", "--format", "json"], "faults");
    assert_eq!(
        (&listed[0]["injected"], &listed[1]["remaining"]),
        (&json!(1), &json!(0))
    );
    let set = serve.json(
        &["faults", "add", "--delay", "1ms", "--after-commit", "--format", "json"],
        "fault",
    );
    assert_eq!(set["text"], "delay=1ms after-commit");
    let words = ["faults", "add", "503", "next=2", "--after-commit", "--format", "json"];
    let set = serve.json(&words, "fault");
    assert_eq!(
        (
            &set["fault"]["answer"],
            &set["fault"]["next"],
            &set["fault"]["after_commit"]
        ),
        (&json!("503"), &json!(2), &json!(true))
    );
    assert_eq!(deliver(&url, &alert)["data"]["updated"], 1);

    let again = serve.run(&["faults", "add", "502"]);
    assert_eq!(status(&again), 0);
    let output = serve.run(&["faults", "list"]);
    let text = stdout(&output);
    let (table, told) = text
        .split_once("\n\n")
        .expect("the table is followed by what Alertmanager does");
    assert!(
        table.starts_with("ID  FAULT") && !table.contains("Alertmanager"),
        "{text}"
    );
    let told: Vec<&str> = told
        .lines()
        .map(|line| line.split_once(':').map_or(line, |(ids, _)| ids))
        .collect();
    assert_eq!(told, ["1, 5", "2", "3", "4"], "{text}");

    let output = serve.run(&["faults", "clear", "3"]);
    assert_eq!(stdout(&output), "took back 1 fault, injected 1 time\n");
    serve.json(&["faults", "clear", "--format", "json"], "faults");
    let output = serve.run(&["faults", "list"]);
    assert_eq!(
        (stdout(&output).as_str(), stderr(&output).as_str()),
        ("", "no faults: deliveries are treated well\n")
    );
    let (code, text, _) = serve.stop();
    assert_eq!(code, 0, "{text}");
    assert!(
        text.starts_with("fault 500 next=1  Alertmanager tries again at once"),
        "{text}"
    );
    assert!(
        text.contains("  500  not applied  fault: 500 next=1  dlv_1\n"),
        "{text}"
    );
}

#[test]
fn mistakes_are_explained() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    // Nobody is asked for what cannot be.
    let output = run(folder.path(), "http://127.0.0.1:1", &["faults", "add", "--next", "3"]);
    assert_eq!(
        (stderr(&output).as_str(), status(&output)),
        (
            "error: a fault needs an answer (a status such as 500, `drop`, `cut-head` or `cut-body`) or a `delay`\n",
            2
        )
    );
    let twice = ["faults", "add", "500", "--next", "3", "next=4"];
    let output = run(folder.path(), "http://127.0.0.1:1", &twice);
    assert_eq!(
        (stderr(&output).as_str(), status(&output)),
        (
            "error: `next` is given twice: as --next and as next=\n  help: give it once\n",
            2
        )
    );
    let output = run(folder.path(), "http://127.0.0.1:1", &["faults", "add", "500", "nxt=3"]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("did you mean `next`?"), "{}", stderr(&output));
    let output = run(
        folder.path(),
        "http://127.0.0.1:1",
        &["serve", "--in-memory", "--fault", "500 nxt=3"],
    );
    assert_eq!(status(&output), 2);
    assert!(
        stderr(&output).contains("`nxt` is no word of a fault; did you mean `next`?"),
        "{}",
        stderr(&output)
    );
    let output = run(folder.path(), "http://127.0.0.1:1", &["faults", "list"]);
    assert_eq!(status(&output), 3);
    let arguments = [
        "serve",
        "--in-memory",
        "--listen",
        "127.0.0.1:0",
        "--fault",
        "500 integration=Nobody",
    ];
    let output = run(folder.path(), "http://127.0.0.1:1", &arguments);
    assert_eq!(
        (stderr(&output).as_str(), status(&output)),
        (
            "error: there is no integration `Nobody`\n  help: there is: Prometheus\n",
            2
        )
    );
}
