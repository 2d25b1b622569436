//! `fire` and `resolve` as people run them: the program, its streams and its exit status, against receivers of every kind.

mod support;

use std::path::Path;
use std::process::{Output, Stdio};

use runframe_cli::server::{self, Options, Running};
use runframe_cli::store::NewIntegration;
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use support::receiver::{Act, Receiver};

/// Nobody listens there: port 1 needs privileges and is reserved.
const NOBODY: &str = "http://127.0.0.1:1";

const KEY: &str = "0123456789abcdef0123456789abcdef";

/// Runs the program with nothing inherited that would change what it does.
async fn run(folder: &Path, args: &[&str], environment: &[(&str, &str)]) -> Output {
    command(folder, args, environment)
        .output()
        .await
        .expect("the program can be run")
}

fn command(folder: &Path, args: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runframe-cli"));
    command
        .args(args)
        .env_clear()
        .env("RUNFRAME_STATE_DIR", folder)
        .args(support::in_process(args, environment))
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("output is UTF-8")
}

fn status(output: &Output) -> i32 {
    output.status.code().expect("it was not killed")
}

/// Rows of a table, split where two spaces or more stand.
fn rows(table: &str) -> Vec<Vec<&str>> {
    table
        .lines()
        .map(|line| {
            line.split("  ")
                .map(str::trim)
                .filter(|cell| !cell.is_empty())
                .collect()
        })
        .collect()
}

/// Checks a report against the committed schema.
fn assert_valid(report: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/fire.json");
    let schema = std::fs::read(path).expect("the schema is there");
    let schema: Value = serde_json::from_slice(&schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let problems: Vec<_> = validator
        .iter_errors(report)
        .map(|e| format!("{}: {e}", e.instance_path))
        .collect();
    assert!(problems.is_empty(), "{problems:?}");
}

fn json(output: &Output) -> Value {
    let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", stderr(output)));
    assert_valid(&report);
    report
}

/// A local Runframe with an integration.
async fn runframe() -> Running {
    let running = server::start(Options::ephemeral()).await.expect("it starts");
    let integration = NewIntegration {
        name: "prometheus".into(),
        ..NewIntegration::default()
    };
    running
        .store()
        .create_integration(integration)
        .await
        .expect("it is created");
    running
}

#[tokio::test]
async fn the_chain_runs_in_process() {
    let folder = folder();
    let output = run(
        folder.path(),
        &["fire", "--severity", "critical", "--service-id", "svc_K7M4Q9TZ2H"],
        &[],
    )
    .await;
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let text = stdout(&output);
    let rows = rows(&text);
    assert_eq!(rows[0], ["ALERT", "WHAT", "INCIDENT", "SEVERITY", "SERVICE", "KEY"]);
    assert_eq!(rows[1][0], "RunframeTest");
    assert!(rows[1][2].starts_with("INC-"), "{text}");
    assert_eq!(rows[1][1], "created");
    assert_eq!(rows[1][3..5], ["SEV0", "svc_K7M4Q9TZ2H"]);
    assert_eq!(
        rows[3..],
        [
            ["title", "label `alertname`"],
            ["severity", "label `severity` is `critical`"],
            ["service", "label `service_id` is `svc_K7M4Q9TZ2H`"],
        ]
    );
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    let comments = stderr(&output);
    assert!(
        comments.starts_with("--in-process: running a Runframe in this process, which ends with it\n"),
        "{comments}"
    );

    let output = run(folder.path(), &["resolve"], &[]).await;
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(
        stdout(&output).contains("\nresolved  the alert has ended"),
        "{}",
        stdout(&output)
    );
    let output = run(folder.path(), &["resolve"], &[]).await;
    assert_eq!(status(&output), 1);
    assert!(
        stderr(&output).contains("error: nothing fired at a Runframe in this process is remembered"),
        "{}",
        stderr(&output)
    );
}

#[tokio::test]
async fn a_target_that_is_named_has_to_be_there() {
    let folder = folder();
    let payload = folder.path().join("payload.json");
    std::fs::write(&payload, "{}").expect("it can be written");
    let payload = payload.to_str().expect("it is UTF-8");
    let receiver = Receiver::start("200 OK").await;
    let stranger = format!("http://{}", receiver.address);
    for command in [
        &["fire"][..],
        &["fire", "--count", "2"],
        &["resolve"],
        &["replay", payload],
        &["fire", "--rate", "1/s"],
    ] {
        for (flags, environment, url, named_by) in [
            (&["--api-url", NOBODY][..], &[][..], NOBODY, "--api-url"),
            (&[], &[("RUNFRAME_API_URL", NOBODY)], NOBODY, "RUNFRAME_API_URL"),
            (&["--api-url", &stranger], &[], &stranger, "--api-url"),
        ] {
            let args: Vec<&str> = command.iter().chain(flags).copied().collect();
            let output = run(folder.path(), &args, environment).await;
            let text = stderr(&output);
            assert_eq!(status(&output), 3, "{args:?}: {text}");
            assert_eq!(stdout(&output), "");
            assert!(
                text.contains(url) && text.contains(&format!(", which {named_by} names\n")),
                "{text}"
            );
            let listen = url.trim_start_matches("http://");
            assert!(
                text.ends_with(&format!(
                    "  help: start it in another terminal: `runframe-cli serve --listen {listen}`\n  \
                     help: or send to one in this process: `--in-process`\n"
                )),
                "{text}"
            );
        }
    }
    // The flag wins over the environment.
    let output = run(
        folder.path(),
        &["fire", "--in-process"],
        &[("RUNFRAME_API_URL", NOBODY)],
    )
    .await;
    assert_eq!(status(&output), 0, "{}", stderr(&output));
}

/// Whoever names the local Runframe means it, whatever else the environment knows.
#[tokio::test]
async fn the_command_line_goes_before_the_environment() {
    let folder = folder();
    let (meant, known) = (runframe().await, Receiver::start("200 OK").await);
    let url = format!("http://{}/webhooks/{KEY}", known.address);
    let environment = [("RUNFRAME_WEBHOOK_URL", url.as_str())];
    let payload = folder.path().join("payload.json");
    std::fs::write(&payload, r#"{"version": "4", "alerts": []}"#).expect("it can be written");
    let payload = payload.to_str().expect("it is UTF-8");
    for command in [
        &["fire"][..],
        &["resolve"],
        &["replay", payload],
        &["fire", "--rate", "5/s", "--count", "2"],
    ] {
        let args = [command, &["--api-url", &meant.base_url]].concat();
        let output = run(folder.path(), &args, &environment).await;
        assert_eq!(status(&output), 0, "{args:?}: {}", stderr(&output));
    }
    assert_eq!(known.requests().len(), 0);
    // Neither flag: the webhook URL of the environment. Both: the webhook URL, which the flag names.
    let both = [environment[0], ("RUNFRAME_API_URL", meant.base_url.as_str())];
    run(folder.path(), &["fire"], &both).await;
    run(
        folder.path(),
        &["fire", "--api-url", &meant.base_url, "--url", &url],
        &[],
    )
    .await;
    assert_eq!(known.requests().len(), 2);
    // A variable without anything in it is none.
    let empty = [("RUNFRAME_API_URL", " ")];
    let output = run(
        folder.path(),
        &["incidents", "list", "--api-url", &meant.base_url],
        &empty,
    )
    .await;
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let output = run(folder.path(), &["incidents", "list"], &empty).await;
    assert!(
        !stderr(&output).contains("is not the URL of an API"),
        "{}",
        stderr(&output)
    );
    meant.shutdown().await;
}

#[tokio::test]
async fn a_password_in_an_address_is_not_printed() {
    let folder = folder();
    for address in [
        "http://user:pa55word@127.0.0.1:1",
        "ftp://user:pa55word@127.0.0.1:1",
        "http://user:pa55word@api.example",
        "user:pa55word@127.0.0.1:1",
    ] {
        for command in [
            &["fire", "--api-url", address][..],
            &["fire", "--via-alertmanager", "http://127.0.0.1:1", "--api-url", address],
            &["fire", "--via-alertmanager", address],
            &["fire", "--url", address],
            &["replay", "latest", "--api-url", address],
            &["replay", "latest", "--url", address],
            &["incidents", "list", "--api-url", address],
            &["fire", "--count", address],
            &["validate", address],
        ] {
            if !address.contains("://") && !command.contains(&"--api-url") {
                continue;
            }
            let output = run(folder.path(), command, &[]).await;
            let text = stderr(&output) + &stdout(&output);
            assert!(!text.contains("pa55word"), "{command:?}: {text}");
            assert!([2, 3].contains(&status(&output)), "{command:?}: {text}");
        }
    }
}

#[tokio::test]
async fn a_local_runframe_is_found_and_what_was_fired_there_is_resolved() {
    let folder = folder();
    let runframe = runframe().await;
    let server = [("RUNFRAME_API_URL", runframe.base_url.as_str())];
    let fired = json(&run(folder.path(), &["fire", "--count", "2", "--format", "json"], &server).await);
    assert_eq!(fired["target"]["kind"], "local_runframe");
    let alerts = fired["steps"][0]["alerts"].as_array().expect("alerts are a list");
    assert_eq!(alerts.len(), 2);
    for alert in alerts {
        assert_eq!(alert["action"], "created");
        assert_eq!(alert["certainty"], "confirmed");
        assert_eq!(alert["incident"]["severity"], "SEV2");
        assert_eq!(alert["incident"]["status"], "new");
    }
    let again = json(&run(folder.path(), &["fire", "--count", "2", "--format", "json"], &server).await);
    assert_eq!(again["steps"][0]["alerts"][0]["action"], "updated");

    let first = alerts[0]["labels"]["instance"].as_str().expect("it has one");
    let instance = format!("instance={first}");
    let args = ["resolve", "--label", &instance, "--format", "json"];
    let resolved = json(&run(folder.path(), &args, &server).await);
    let actions: Vec<_> = resolved["steps"][0]["alerts"]
        .as_array()
        .expect("alerts are a list")
        .iter()
        .map(|alert| (alert["status"].as_str(), alert["action"].as_str()))
        .collect();
    assert_eq!(
        actions,
        [(Some("resolved"), Some("resolved")), (Some("firing"), Some("updated"))],
        "the other alert of the group goes on"
    );
    let resolved = json(&run(folder.path(), &["resolve", "--all", "--format", "json"], &server).await);
    assert_eq!(resolved["steps"][0]["alerts"][0]["action"], "resolved");
    assert_eq!(resolved["steps"][0]["alerts"][0]["incident"]["status"], "resolved");
    assert_eq!(status(&run(folder.path(), &["resolve"], &server).await), 1);
    runframe.shutdown().await;
}

#[tokio::test]
async fn what_is_not_remembered_is_made_up_from_the_flags() {
    let fired_from = folder();
    let resolved_from = folder();
    let runframe = runframe().await;
    let server = [("RUNFRAME_API_URL", runframe.base_url.as_str())];
    let output = run(fired_from.path(), &["fire", "--alertname", "DiskFull"], &server).await;
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let output = run(resolved_from.path(), &["resolve", "--alertname", "DiskFull"], &server).await;
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(
        stderr(&output).contains("nothing with these labels is remembered: making the alert up from the flags"),
        "{}",
        stderr(&output)
    );
    assert!(
        stdout(&output).contains("\nresolved  the alert has ended"),
        "{}",
        stdout(&output)
    );
    let output = run(resolved_from.path(), &["resolve", "--alertname", "Other"], &server).await;
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(
        stdout(&output).contains("ignored  no incident of this alert is open"),
        "{}",
        stdout(&output)
    );
    runframe.shutdown().await;
}

#[tokio::test]
async fn a_receiver_that_says_nothing_leaves_what_is_expected() {
    let folder = folder();
    let receiver = Receiver::start("202 Accepted").await;
    let url = format!("http://{}/webhooks/{KEY}", receiver.address);
    let environment = [("RUNFRAME_WEBHOOK_URL", url.as_str())];
    let output = run(
        folder.path(),
        &["fire", "--severity", "info", "--format", "json"],
        &environment,
    )
    .await;
    let report = json(&output);
    let alert = &report["steps"][0]["alerts"][0];
    assert_eq!(alert["certainty"], "expected");
    assert_eq!(alert["incident"]["severity"], "SEV4");
    assert_eq!(alert["incident"]["number"], Value::Null);
    let output = run(folder.path(), &["resolve"], &environment).await;
    assert!(stdout(&output).contains("resolved (expected)"), "{}", stdout(&output));

    // What is resolved is what was fired.
    let bodies: Vec<Value> = receiver
        .requests()
        .iter()
        .map(|request| serde_json::from_str(&request.body).expect("a payload is JSON"))
        .collect();
    assert_eq!(bodies.len(), 2);
    for key in ["receiver", "groupKey", "groupLabels", "commonLabels", "externalURL"] {
        assert_eq!(bodies[0][key], bodies[1][key], "{key}");
    }
    for key in ["labels", "annotations", "startsAt", "fingerprint"] {
        assert_eq!(bodies[0]["alerts"][0][key], bodies[1]["alerts"][0][key], "{key}");
    }
    assert_eq!(bodies[1]["status"], "resolved");
    assert_eq!(bodies[1]["notification_reason"], "all alerts resolved");
}

#[tokio::test]
async fn what_is_told_is_reasoned_from_what_was_sent() {
    let folder = folder();
    let edits = [
        "fire",
        "--severity",
        "critical",
        "--set",
        "alerts[0].labels.severity=info",
    ];
    let output = run(folder.path(), &edits, &[]).await;
    let text = stdout(&output);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(text.contains("severity  label `severity` is `info`\n"), "{text}");
    assert!(text.contains("SEV4") && !text.contains("critical"), "{text}");

    let output = run(folder.path(), &["fire", "--set", "alerts:=[]"], &[]).await;
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert_eq!(stdout(&output), "");
    let text = stderr(&output);
    assert!(
        text.contains("warning: there is no alert in the payload as it was sent"),
        "{text}"
    );

    let args = [
        "fire",
        "--count",
        "2",
        "--unset",
        "alerts[1].status",
        "--format",
        "json",
    ];
    let output = run(folder.path(), &args, &[]).await;
    assert_eq!(status(&output), 1, "{}", stderr(&output));
    let report = json(&output);
    let delivery = &report["steps"][0]["deliveries"][0];
    assert_eq!((&delivery["alerts"], &delivery["taken"]), (&2.into(), &1.into()));
    assert_eq!(report["steps"][0]["alerts"][1]["action"], "rejected");
}

#[tokio::test]
async fn an_answer_that_says_nothing_hides_no_loss() {
    let folder = folder();
    let runframe = runframe().await;
    let server = [("RUNFRAME_API_URL", runframe.base_url.as_str())];
    let fault = async |args: &[&str]| {
        let args: Vec<&str> = ["faults", "add", "--next", "1"].iter().chain(args).copied().collect();
        let output = run(folder.path(), &args, &server).await;
        assert_eq!(status(&output), 0, "{}", stderr(&output));
    };
    fault(&["200"]).await;
    let output = run(folder.path(), &["fire", "--alertname", "Lost"], &server).await;
    assert_eq!(status(&output), 1, "{}", stderr(&output));
    let text = stdout(&output);
    assert!(
        text.contains("not taken  the receiver does not name it among the alerts it took\n"),
        "{text}"
    );
    assert!(stderr(&output).contains("warning: the receiver took 0 of 1 alert\n"));

    fault(&["200", "--after-commit"]).await;
    let output = run(
        folder.path(),
        &["fire", "--alertname", "Taken", "--format", "json"],
        &server,
    )
    .await;
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let alert = &json(&output)["steps"][0]["alerts"][0];
    assert_eq!(
        (&alert["action"], &alert["certainty"]),
        (&"created".into(), &"confirmed".into())
    );

    // An end that was not taken can be sent again.
    fault(&["200"]).await;
    let output = run(folder.path(), &["resolve", "Taken"], &server).await;
    assert_eq!(status(&output), 1, "{}", stderr(&output));
    let output = run(folder.path(), &["resolve", "Taken", "--format", "json"], &server).await;
    assert_eq!(json(&output)["steps"][0]["alerts"][0]["action"], "resolved");
    assert_eq!(status(&run(folder.path(), &["resolve", "Taken"], &server).await), 1);

    // What cannot be remembered is not said to be.
    let nowhere = folder.path().join("payload");
    std::fs::write(&nowhere, "").expect("it is writable");
    let output = run(&nowhere, &["fire", "--alertname", "Taken"], &server).await;
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let text = stderr(&output);
    assert!(text.contains("warning: `resolve` will not know of this"), "{text}");
    assert!(!text.contains("`runframe-cli resolve` ends it"), "{text}");

    fault(&["cut-body", "--after-commit"]).await;
    let output = run(folder.path(), &["fire", "--alertname", "Cut"], &server).await;
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(
        stderr(&output).contains("warning: the answer broke off"),
        "{}",
        stderr(&output)
    );
    runframe.shutdown().await;
}

#[tokio::test]
async fn an_answer_that_is_no_runframes_is_told() {
    let folder = folder();
    let answer = |content_type: &str, body: &str| {
        let length = body.len();
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n");
        Act::Bytes((head + body).into_bytes())
    };
    for (act, code, expected) in [
        (
            answer("text/html", "<html>Log in</html>"),
            1,
            "warning: the receiver took 0 of 1 alert\n",
        ),
        (
            answer("text/plain", &" ".repeat(5 << 20)),
            0,
            "warning: the answer is longer than 4 MiB: the rest was not read",
        ),
    ] {
        let receiver = Receiver::start_scripted(move |_| act.clone()).await;
        let url = format!("http://{}/webhooks/{KEY}", receiver.address);
        let output = run(folder.path(), &["fire", "--url", &url], &[]).await;
        assert_eq!(status(&output), code, "{}", stderr(&output));
        assert!(stderr(&output).contains(expected), "{}", stderr(&output));
        assert_eq!(
            code == 1,
            stdout(&output).contains("the answer is a web page"),
            "{}",
            stdout(&output)
        );
    }
}

#[tokio::test]
async fn a_typing_error_makes_no_alert_up() {
    let folder = folder();
    let receiver = Receiver::start("200 OK").await;
    let url = format!("http://{}/webhooks/{KEY}", receiver.address);
    let to = ["--url", url.as_str()];
    let resolve = async |what: &[&str]| {
        let args: Vec<&str> = ["resolve"].iter().chain(what).chain(&to).copied().collect();
        let output = run(folder.path(), &args, &[]).await;
        (status(&output), stderr(&output))
    };
    let (code, text) = resolve(&["DiskFull"]).await;
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("nothing fired at http://127.0.0.1:"), "{text}");
    let args = [
        "fire",
        "--alertname",
        "DiskFull",
        "--label",
        "instance=db-1",
        "--url",
        &url,
    ];
    assert_eq!(status(&run(folder.path(), &args, &[]).await), 0);
    for (what, help) in [
        (&["DiskFul"][..], "there is `DiskFull`"),
        (&["Other"], "there is `DiskFull`"),
        (&["instance=db-2"], "there is `instance=db-1`"),
        (&["DiskFull", "instance=db-2"], "there is `instance=db-1`"),
        (&["--label", "zone=eu"], "there is `DiskFull`"),
        (&["DiskFul", "--severity", "info"], "there is `DiskFull`"),
    ] {
        let (code, text) = resolve(what).await;
        assert_eq!(code, 1, "{what:?}: {text}");
        assert!(text.contains("and still fires has `"), "{what:?}: {text}");
        assert!(text.contains(help), "{what:?}: {text}");
    }
    assert_eq!(receiver.requests().len(), 1, "nothing was sent");
    assert_eq!(resolve(&["DiskFull"]).await.0, 0);
}

#[tokio::test]
async fn what_may_have_arrived_can_be_resolved() {
    let folder = folder();
    for (script, is_remembered) in [
        (Act::Silence, true),
        (Act::Reset, true),
        (Act::Status("504 Gateway Timeout".to_owned()), true),
        (Act::Status("404 Not Found".to_owned()), false),
    ] {
        let first = std::sync::atomic::AtomicBool::new(true);
        let receiver = Receiver::start_scripted(move |_| {
            if first.swap(false, std::sync::atomic::Ordering::SeqCst) {
                script.clone()
            } else {
                Act::Status("200 OK".to_owned())
            }
        })
        .await;
        let url = format!("http://{}/webhooks/{KEY}", receiver.address);
        let args = ["fire", "--url", &url, "--timeout", "300ms"];
        let output = run(folder.path(), &args, &[]).await;
        let text = stderr(&output);
        assert_eq!(status(&output), 3, "{text}");
        let help = "it may have arrived all the same: `runframe-cli resolve` ends it";
        assert_eq!(text.contains(help), is_remembered, "{text}");
        let listed = stdout(&run(folder.path(), &["fire", "list"], &[]).await);
        assert_eq!(listed.contains(", unanswered"), is_remembered, "{listed}");
        let output = run(folder.path(), &["resolve", "--url", &url], &[]).await;
        assert_eq!(status(&output), i32::from(!is_remembered), "{}", stderr(&output));
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn output_that_cannot_be_written_is_told_and_what_was_fired_is_remembered() {
    let folder = folder();
    let receiver = Receiver::start("200 OK").await;
    let url = format!("http://{}/webhooks/{KEY}", receiver.address);
    for args in [
        &["fire", "--url", &url][..],
        &["--help"],
        &["fire", "--help"],
        &["--version"],
        &["man"],
    ] {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .expect("it is there");
        let output = command(folder.path(), args, &[("RUNFRAME_WEBHOOK_URL", &url)])
            .stdout(full)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be run")
            .wait_with_output()
            .await
            .expect("the program can be run");
        assert_eq!(status(&output), 2, "{args:?}: {}", stderr(&output));
        assert!(
            stderr(&output).ends_with("error: cannot write the output: No space left on device\n"),
            "{args:?}: {}",
            stderr(&output)
        );
    }
    let output = run(folder.path(), &["resolve", "--url", &url], &[]).await;
    assert_eq!(status(&output), 0, "{}", stderr(&output));
}

#[tokio::test]
async fn fire_for_a_while_resolves_by_itself() {
    let folder = folder();
    let receiver = Receiver::start("200 OK").await;
    let url = format!("http://{}/webhooks/{KEY}", receiver.address);
    let args = ["fire", "--url", &url, "--for", "50ms", "--format", "json"];
    let report = json(&run(folder.path(), &args, &[]).await);
    let statuses: Vec<_> = report["steps"].as_array().expect("steps are a list").iter().collect();
    assert_eq!(statuses.len(), 2);
    assert_eq!(statuses[1]["status"], "resolved");
    assert_eq!(receiver.requests().len(), 2);
    assert_eq!(
        status(&run(folder.path(), &["resolve", "--url", &url], &[]).await),
        1,
        "nothing is left"
    );
}

/// Does what Ctrl-C does.
#[cfg(unix)]
async fn interrupt(child: &tokio::process::Child) {
    let pid = child.id().expect("it runs").to_string();
    let killed = Command::new("kill")
        .args(["-INT", &pid])
        .status()
        .await
        .expect("kill can be run");
    assert!(killed.success());
}

#[cfg(unix)]
#[tokio::test]
async fn an_interrupt_remembers_what_may_have_arrived() {
    let folder = folder();
    let receiver = Receiver::start_scripted(|_| Act::Silence).await;
    let url = format!("http://{}/webhooks/{KEY}", receiver.address);
    let mut command = command(folder.path(), &["fire", "--url", &url], &[]);
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    support::alertmanager::wait_for("the message", async || (!receiver.requests().is_empty()).then_some(())).await;
    interrupt(&child).await;
    let output = child.wait_with_output().await.expect("it ends");
    assert_eq!(status(&output), 130, "{}", stderr(&output));
    let help = "it may have arrived all the same: `runframe-cli resolve` ends it";
    assert!(stderr(&output).contains(help), "{}", stderr(&output));
    let listed = stdout(&run(folder.path(), &["fire", "list"], &[]).await);
    assert!(listed.contains(", unanswered"), "{listed}");
}

#[cfg(unix)]
#[tokio::test]
async fn an_interrupt_resolves_at_once() {
    let folder = folder();
    let receiver = Receiver::start("200 OK").await;
    let url = format!("http://{}/webhooks/{KEY}", receiver.address);
    let mut command = command(folder.path(), &["fire", "--url", &url, "--for", "1h"], &[]);
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    support::alertmanager::wait_for("the first message", async || {
        (!receiver.requests().is_empty()).then_some(())
    })
    .await;
    let mut lines = tokio::io::BufReader::new(child.stderr.take().expect("it is piped"));
    let mut seen = String::new();
    while !seen.contains("Ctrl-C resolves at once") {
        use tokio::io::AsyncBufReadExt;
        let read = lines.read_line(&mut seen).await.expect("it is readable");
        assert!(read > 0, "{seen}");
    }
    interrupt(&child).await;
    let ended = child.wait().await.expect("it ends");
    assert_eq!(ended.code(), Some(0));
    assert_eq!(receiver.requests().len(), 2);
}

#[tokio::test]
async fn failures_say_what_to_do() {
    let folder = folder();
    let fire = async |url: &str| {
        let output = run(folder.path(), &["fire", "--url", url, "--timeout", "300ms"], &[]).await;
        (status(&output), stderr(&output))
    };
    let (code, text) = fire(&format!("http://127.0.0.1:1/webhooks/{KEY}")).await;
    assert_eq!(code, 3);
    assert_eq!(
        text,
        "error: nobody listens on 127.0.0.1:1\n  \
         help: start a local Runframe with `runframe-cli serve`, or name another webhook URL with --url\n  \
         help: Alertmanager would retry with back-off for 10s, then again at the next group_interval, 10s\n"
    );
    let output = run(folder.path(), &["fire", "--receiver", "zzz"], &[]).await;
    assert_eq!(status(&output), 2);
    assert_eq!(
        stderr(&output),
        "error: there is no receiver `zzz` in the guide's configuration\n  \
         help: its receivers are `runframe`\n  \
         help: name your own with --config\n"
    );
    let (code, text) = fire("https://api.runframe.io/webhooks/YOUR_ROUTING_KEY").await;
    assert_eq!(code, 2);
    assert!(text.contains("a placeholder where the routing key belongs"), "{text}");
    let (code, text) = fire(&format!("api.runframe.io/webhooks/{KEY}")).await;
    assert_eq!(code, 2);
    assert!(text.starts_with("error: the webhook URL is not a URL"), "{text}");
    let (code, text) = fire(&format!("https://no-such-host.invalid/webhooks/{KEY}")).await;
    assert_eq!(code, 3);
    assert!(text.contains("no-such-host.invalid"), "{text}");

    let runframe = runframe().await;
    let (code, text) = fire(&format!("{}/webhooks/{KEY}", runframe.base_url)).await;
    assert_eq!(code, 3);
    assert!(text.contains("/webhooks/<secret> answered 404 Not Found"), "{text}");
    assert!(text.contains("help: the routing key is unknown there"), "{text}");
    runframe.shutdown().await;

    let receiver = Receiver::start("503 Service Unavailable").await;
    let (code, text) = fire(&format!("http://{}/webhooks/{KEY}", receiver.address)).await;
    assert_eq!(code, 3);
    assert!(text.contains("answered 503 Service Unavailable"), "{text}");
    assert!(text.contains("retry with back-off for 10s"), "{text}");
    assert_eq!(receiver.requests().len(), 1, "it is sent once");

    let silent = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port is free");
    let (code, text) = fire(&format!("http://{}/x", silent.local_addr().expect("it is bound"))).await;
    assert_eq!(code, 3);
    assert!(text.starts_with("error: no answer from 127.0.0.1:"), "{text}");

    let remembered = run(
        folder.path(),
        &["resolve"],
        &[("RUNFRAME_WEBHOOK_URL", &format!("http://127.0.0.1:1/webhooks/{KEY}"))],
    )
    .await;
    assert_eq!(status(&remembered), 1, "what was not delivered is not remembered");
}

/// As its API answers: `invalid label set: invalid name`.
#[tokio::test]
async fn an_early_release_takes_no_name_of_other_characters() {
    let folder = folder();
    let args = ["fire", "--label", "\"a.b\"=c", "--dry-run", "--alertmanager-version"];
    for (version, expected) in [("0.25", 2), ("0.28", 0)] {
        let output = run(folder.path(), &[&args[..], &[version]].concat(), &[]).await;
        assert_eq!(status(&output), expected, "{}", stderr(&output));
        let refusal = "Alertmanager 0.25 takes no alert with a label or annotation `a.b`";
        assert_eq!(stderr(&output).contains(refusal), expected == 2, "{}", stderr(&output));
    }
}

#[tokio::test]
async fn a_slip_in_a_label_name_is_shown() {
    let folder = folder();
    let output = run(folder.path(), &["fire", "--label", "service-id=x"], &[]).await;
    assert_eq!(status(&output), 2);
    assert!(
        stderr(&output).contains("(`service_id` would be)"),
        "{}",
        stderr(&output)
    );
}

#[tokio::test]
async fn a_dry_run_prints_the_payload_and_sends_nothing() {
    let folder = folder();
    let receiver = Receiver::start("200 OK").await;
    let url = format!("http://{}/webhooks/{KEY}", receiver.address);
    let args = ["fire", "--url", &url, "--dry-run", "--alertmanager-version", "0.28"];
    let output = run(folder.path(), &args, &[]).await;
    assert_eq!(status(&output), 0);
    let payload: Value = serde_json::from_slice(&output.stdout).expect("a payload is JSON");
    assert_eq!(payload["groupKey"], r#"{}:{alertname="RunframeTest"}"#);
    assert!(payload.get("notification_reason").is_none(), "0.28 gives none");
    assert!(output.stdout.ends_with(b"}\n"));
    assert!(receiver.requests().is_empty());
}

/// Two teams and a chat; Runframe is recognised by its URLs.
const CONFIG: &str = "\
route:
  receiver: chat
  routes:
    - matchers: [team=payments]
      receiver: payments-runframe
      group_by: [alertname, team]
      routes:
        - matchers: [severity=critical]
          receiver: payments-runframe
          group_by: [alertname]
    - matchers: [team=search]
      receiver: search-runframe
    - matchers: [team=none]
      receiver: nobody
receivers:
  - name: nobody
  - name: chat
    webhook_configs:
      - url: http://chat.example/hook
  - name: payments-runframe
    webhook_configs:
      - url: https://api.runframe.io/webhooks/00000000000000000000000000000001
  - name: search-runframe
    webhook_configs:
      - url: https://api.runframe.io/webhooks/00000000000000000000000000000002
        send_resolved: false
        max_alerts: 1
";

#[tokio::test]
async fn a_configuration_decides_receiver_and_group() {
    let folder = folder();
    let config = folder.path().join("alertmanager.yml");
    std::fs::write(&config, CONFIG).expect("it can be written");
    let config = config.to_str().expect("the path is UTF-8");
    let receiver = Receiver::start("200 OK").await;
    let url = format!("http://{}/webhooks/{KEY}", receiver.address);
    let environment = [("RUNFRAME_WEBHOOK_URL", url.as_str())];
    let fire = async |args: &[&str]| {
        let args = [&["fire", "--config", config], args].concat();
        run(folder.path(), &args, &environment).await
    };

    let output = fire(&["--label", "team=payments", "--severity", "critical", "--format", "json"]).await;
    let report = json(&output);
    let delivery = &report["steps"][0]["deliveries"][0];
    assert_eq!(delivery["receiver"], "payments-runframe");
    assert_eq!(
        delivery["group_key"],
        r#"{}/{team="payments"}/{severity="critical"}:{alertname="RunframeTest"}"#
    );

    let output = fire(&["--label", "team=ops"]).await;
    assert_eq!(status(&output), 1);
    assert!(
        stderr(&output).starts_with(
            "error: nothing goes to a receiver that reaches Runframe: the alert goes to receiver `chat`, \
             which is not Runframe's\n"
        ),
        "{}",
        stderr(&output)
    );
    let output = fire(&["--receiver", "serach-runframe"]).await;
    assert_eq!(status(&output), 2);
    assert!(
        stderr(&output).contains("help: there is `search-runframe`"),
        "{}",
        stderr(&output)
    );

    let output = fire(&["--receiver", "zzz"]).await;
    assert!(
        stderr(&output).contains("help: its receivers are `"),
        "{}",
        stderr(&output)
    );
    let output = fire(&["--label", "team=none", "--receiver", "nobody"]).await;
    assert_eq!(status(&output), 1);
    assert!(
        stderr(&output).starts_with("error: receiver `nobody` takes no messages: it has no webhook\n"),
        "{}",
        stderr(&output)
    );

    let output = fire(&["--label", "team=search", "--count", "3"]).await;
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(
        stderr(&output).contains("`max_alerts` kept 2 alerts out of this message"),
        "{}",
        stderr(&output)
    );
    let output = run(folder.path(), &["resolve"], &environment).await;
    assert!(
        stderr(&output).contains("`send_resolved` is false for receiver `search-runframe`"),
        "{}",
        stderr(&output)
    );

    let before = receiver.requests().len();
    let output = fire(&["--all-routes", "--format", "json"]).await;
    let report = json(&output);
    let keys: Vec<_> = report["steps"][0]["deliveries"]
        .as_array()
        .expect("deliveries are a list")
        .iter()
        .map(|delivery| delivery["group_key"].as_str().expect("it is text").to_owned())
        .collect();
    assert_eq!(keys.len(), 3, "{keys:?}");
    assert!(keys[0].starts_with(r#"{}/{team="payments"}:{"#), "{keys:?}");
    assert!(
        keys[1].starts_with(r#"{}/{team="payments"}/{severity="critical"}:{"#),
        "{keys:?}"
    );
    assert!(keys[2].starts_with(r#"{}/{team="search"}:{"#), "{keys:?}");
    assert_eq!(receiver.requests().len(), before + 3);

    let output = fire(&["--route", "8", "--dry-run"]).await;
    let payload: Value = serde_json::from_slice(&output.stdout).expect("a payload is JSON");
    assert_eq!(payload["commonLabels"]["severity"], "critical");
    let output = fire(&["--route", "99"]).await;
    assert_eq!(status(&output), 2);
}

#[tokio::test]
async fn presets_and_what_still_fires_can_be_listed() {
    let folder = folder();
    let receiver = Receiver::start("200 OK").await;
    let url = format!("http://{}/webhooks/{KEY}", receiver.address);
    let output = run(folder.path(), &["fire", "list"], &[]).await;
    assert_eq!((status(&output), stdout(&output).as_str()), (0, ""));
    let output = run(folder.path(), &["fire", "--list-presets"], &[]).await;
    assert!(stdout(&output).contains("\nnode-down  "), "{}", stdout(&output));
    let output = run(folder.path(), &["fire", "--preset", "node-dwon"], &[]).await;
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("but `node-down`"), "{}", stderr(&output));
    let args = [
        "fire",
        "--url",
        &url,
        "--preset",
        "node-down",
        "--label",
        "instance=node-7:9100",
    ];
    let output = run(folder.path(), &args, &[]).await;
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let output = run(folder.path(), &["fire", "list"], &[]).await;
    let text = stdout(&output);
    assert!(
        text.contains("InstanceDown  instance=node-7:9100 job=node severity=critical"),
        "{text}"
    );
    let output = run(folder.path(), &["fire", "list", "--format", "json"], &[]).await;
    let list: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(
        list[0]["fires"][0]["messages"][0]["alerts"][0]["labels"]["alertname"],
        "InstanceDown"
    );
}

#[tokio::test]
async fn failed_deliveries_are_followed_up_on_request() {
    let folder = folder();
    let answers = std::sync::atomic::AtomicUsize::new(0);
    let receiver =
        Receiver::start_scripted(
            move |_| match answers.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
                0 => "503 Service Unavailable".to_owned(),
                _ => "200 OK".to_owned(),
            },
        )
        .await;
    let url = format!("http://{}/webhooks/{KEY}", receiver.address);
    let args = ["fire", "--url", &url, "--delivery", "alertmanager", "--format", "json"];
    let output = run(folder.path(), &args, &[]).await;
    assert_eq!(json(&output)["steps"][0]["deliveries"][0]["attempts"], 2);
    assert!(
        stderr(&output).contains("attempt 1: http://127.0.0.1:"),
        "{}",
        stderr(&output)
    );
}

#[tokio::test]
async fn a_command_for_curl_has_headers_and_no_secrets() {
    let folder = folder();
    let config = folder.path().join("alertmanager.yml");
    let text = "route: {receiver: runframe}\nreceivers:\n- name: runframe\n  webhook_configs:\n  - url: \
                http://127.0.0.1:1/webhooks/0123456789abcdef\n    http_config:\n      authorization: {credentials: s3cr3t}\n      \
                tls_config: {insecure_skip_verify: true}\n";
    std::fs::write(&config, text).expect("it can be written");
    let config = config.to_str().expect("it is UTF-8");
    let args = [
        "fire",
        "--config",
        config,
        "--header",
        "X-Team: s3cr3t",
        "--dry-run=curl",
    ];
    let output = run(folder.path(), &args, &[]).await;
    let (script, notes) = (stdout(&output), stderr(&output));
    assert_eq!(status(&output), 0, "{notes}");
    for line in [
        "  -H \"X-Team: $RUNFRAME_HEADER_X_TEAM\" \\\n",
        "  -H \"Authorization: $RUNFRAME_AUTHORIZATION\" \\\n",
        "  --insecure \\\n  --noproxy '*' \\\n  --location --max-redirs 10 \\\n  \"$RUNFRAME_WEBHOOK_URL\" <<'PAYLOAD'\n",
    ] {
        assert!(script.contains(line), "{script}");
    }
    assert!(
        notes.contains("put `Bearer ` and the credentials into RUNFRAME_AUTHORIZATION\n"),
        "{notes}"
    );
    assert!(
        notes.contains("put the value of the header `X-Team` into RUNFRAME_HEADER_X_TEAM\n"),
        "{notes}"
    );
    assert!(
        !script.contains("s3cr3t") && !notes.contains("s3cr3t"),
        "{script}{notes}"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_dry_run_for_curl_sends_the_same_bytes() {
    let folder = folder();
    let receiver = Receiver::start("200 OK").await;
    let url = format!("http://{}/webhooks/{KEY}", receiver.address);
    let args = ["fire", "--summary", "it's \"odd\" $HOME `x` \\", "--dry-run=curl"];
    let output = run(folder.path(), &args, &[]).await;
    let script = stdout(&output);
    assert!(script.starts_with("curl -sS -H "), "{script}");
    let which = Command::new("sh")
        .args(["-c", "command -v curl"])
        .output()
        .await
        .expect("sh runs");
    if !which.status.success() {
        // What it would send stands in it all the same.
        return;
    }
    let sent = Command::new("sh")
        .args(["-c", &script])
        .env("RUNFRAME_WEBHOOK_URL", &url)
        .status()
        .await
        .expect("sh runs");
    assert!(sent.success());
    let body: Value = serde_json::from_str(&receiver.requests()[0].body).expect("a payload is JSON");
    assert_eq!(body["commonAnnotations"]["summary"], "it's \"odd\" $HOME `x` \\");
    assert!(receiver.requests()[0].body.ends_with("}\n"));
}

/// Whatever happens, no stream, no help and no file of ours holds the routing key.
#[tokio::test]
async fn a_url_that_is_none_is_traced_to_where_it_stands() {
    let folder = folder();
    let output = run(folder.path(), &["fire"], &[("RUNFRAME_WEBHOOK_URL", "xx")]).await;
    assert_eq!(status(&output), 2);
    assert!(
        stderr(&output).contains("help: it stands in RUNFRAME_WEBHOOK_URL"),
        "{}",
        stderr(&output)
    );
    let output = run(
        folder.path(),
        &["fire", "--url", "xx"],
        &[("RUNFRAME_WEBHOOK_URL", "yy")],
    )
    .await;
    assert!(!stderr(&output).contains("it stands in"), "{}", stderr(&output));
    let file = folder.path().join("url");
    std::fs::write(&file, "xx\n").expect("it is writable");
    let config = folder.path().join("alertmanager.yml");
    let args = ["fire", "--receiver", "a", "--to-receiver", "--config"];
    let args = [&args[..], &[config.to_str().expect("it is UTF-8")]].concat();
    let absolute = file.to_str().expect("it is UTF-8");
    for (url_file, help) in [
        ("url", "a relative path starts where the program was started".to_owned()),
        (absolute, format!("help: it stands in `{absolute}`")),
    ] {
        let webhook = format!("webhook_configs: [{{url_file: '{url_file}'}}]");
        let text = format!("route: {{receiver: a}}\nreceivers: [{{name: a, {webhook}}}]\n");
        std::fs::write(&config, text).expect("it is writable");
        let output = run(folder.path(), &args, &[]).await;
        assert!(stderr(&output).contains(&help), "{}", stderr(&output));
    }
    let output = run(folder.path(), &["fire", "--in-process", "--timeout", "0s"], &[]).await;
    assert_eq!(status(&output), 2, "{}", stderr(&output));
}

#[tokio::test]
async fn the_routing_key_is_never_printed_or_stored() {
    let folder = folder();
    let receiver = Receiver::start("200 OK").await;
    let echo = echoing_receiver().await;
    let urls = [
        format!("http://{}/webhooks/{KEY}", receiver.address),
        format!("http://127.0.0.1:1/webhooks/{KEY}"),
        format!("http://{echo}/webhooks/{KEY}"),
        format!("http://user:{KEY}@{}/hook?token={KEY}", receiver.address),
        format!("gopher://host/webhooks/{KEY}"),
        format!("https://[bad/webhooks/{KEY}"),
    ];
    let mut seen = String::new();
    for url in &urls {
        for args in [
            vec!["fire", "--url", url],
            vec!["fire", "--url", url, "--format", "json"],
            vec!["fire", "--dry-run", "--url", url],
            vec!["resolve", "--url", url],
            vec!["fire", "--help", "--url", url],
        ] {
            let output = run(folder.path(), &args, &[("RUNFRAME_WEBHOOK_URL", url)]).await;
            seen.push_str(&stdout(&output));
            seen.push_str(&stderr(&output));
        }
    }
    for entry in std::fs::read_dir(folder.path()).expect("the folder is there") {
        let path = entry.expect("it is readable").path();
        seen.push_str(&path.to_string_lossy());
        seen.push_str(&std::fs::read_to_string(&path).expect("it is text"));
    }
    assert!(seen.contains("<secret>"));
    assert!(!seen.contains(KEY), "{seen}");
}

/// A receiver that says no, and repeats the request while doing so.
async fn echoing_receiver() -> std::net::SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let body = format!("no route for POST /webhooks/{KEY}");
            let answer = format!(
                "HTTP/1.1 307 Temporary Redirect\r\nLocation: /webhooks/{KEY}\r\nContent-Type: text/plain\r\n\
                 Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            // Who hangs up early has seen enough.
            let _ = stream.write_all(answer.as_bytes()).await;
            let mut rest = vec![0; 1 << 16];
            let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut rest).await;
        }
    });
    address
}
