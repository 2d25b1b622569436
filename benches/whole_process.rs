//! `validate` beside `amtool check-config`, each as a whole process on the same generated configurations: median time of
//! paired runs (ours, theirs, ours, theirs, …), their ratio, and peak memory.
//!
//! ```sh
//! cargo bench --bench whole_process                       # every size, 30 pairs each
//! cargo bench --bench whole_process -- --runs 50 --teams 1
//! ```
//!
//! amtool is `$AMTOOL`, or the newest one in `$RUNFRAME_REAL_DIR` or `target/real`. Memory is what GNU time (`/usr/bin/time`)
//! reports, where it is installed.

#![allow(clippy::print_stdout, reason = "printing figures is its job")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// Teams in the generated configurations; two routes and two receivers each.
const TEAMS: [usize; 5] = [1, 100, 1_000, 5_000, 20_000];

fn main() -> ExitCode {
    let mut runs = 30;
    let mut teams = TEAMS.to_vec();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let number = |value: Option<String>| value.and_then(|v| v.parse().ok());
        match argument.as_str() {
            "--runs" => runs = number(arguments.next()).unwrap_or(runs),
            "--teams" => teams = number(arguments.next()).map_or(teams, |n| vec![n]),
            // Cargo's own.
            "--bench" => {}
            other => {
                println!("unknown argument {other}: --runs N, --teams N");
                return ExitCode::from(2);
            }
        }
    }
    let Some(amtool) = amtool() else {
        println!("SKIPPED: no amtool; set AMTOOL=PATH");
        return ExitCode::SUCCESS;
    };
    let ours = PathBuf::from(env!("CARGO_BIN_EXE_runframe-cli"));
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    println!("| teams | bytes | runframe-cli | amtool | amtool / ours | ours MB | amtool MB | memory, amtool / ours |");
    println!("|---:|---:|---:|---:|---:|---:|---:|---:|");
    for teams in teams {
        let text = configuration(teams);
        let path = folder.path().join(format!("{teams}.yml"));
        std::fs::write(&path, &text).expect("the temporary folder takes files");
        let contenders = [(&ours, "validate"), (&amtool, "check-config")];
        let mut times = [Vec::new(), Vec::new()];
        // The first pair warms the caches and is not counted.
        for round in 0..=runs {
            for (index, (program, command)) in contenders.iter().enumerate() {
                let time = time(program, command, &path);
                if round > 0 {
                    times[index].push(time);
                }
            }
        }
        let [our_time, their_time] = times.map(median);
        let [our_memory, their_memory] = contenders.map(|(program, command)| peak_memory_mb(program, command, &path));
        println!(
            "| {teams} | {} | {} | {} | {:.1} | {} | {} | {} |",
            text.len(),
            milliseconds(our_time),
            milliseconds(their_time),
            their_time.as_secs_f64() / our_time.as_secs_f64(),
            megabytes(our_memory),
            megabytes(their_memory),
            our_memory
                .zip(their_memory)
                .map_or_else(|| "-".into(), |(ours, theirs)| format!("{:.1}", theirs / ours)),
        );
    }
    ExitCode::SUCCESS
}

fn amtool() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("AMTOOL") {
        return Some(path.into());
    }
    let real = std::env::var_os("RUNFRAME_REAL_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/real"),
        PathBuf::from,
    );
    let path = real.join("newest/bin/amtool");
    path.is_file().then_some(path)
}

/// A configuration as teams write it: each has a route for what must wake somebody, and one for the rest.
fn configuration(teams: usize) -> String {
    let mut text = String::from(
        "global:\n  resolve_timeout: 5m\nroute:\n  receiver: runframe\n  group_by: [alertname, cluster, service]\n  \
         group_wait: 10s\n  group_interval: 10s\n  repeat_interval: 12h\n  routes:\n",
    );
    for team in 0..teams {
        let _ = write!(
            text,
            "    - matchers: [team=\"team-{team}\", severity=~\"critical|page\"]\n      receiver: team-{team}-runframe\n      \
             group_wait: 30s\n    - matchers:\n        - team = team-{team}\n        - severity != info\n      \
             receiver: team-{team}-chat\n      repeat_interval: 4h\n"
        );
    }
    text.push_str(
        "receivers:\n  - name: runframe\n    webhook_configs:\n      - url_file: /etc/alertmanager/runframe-webhook-url\n",
    );
    for team in 0..teams {
        let _ = write!(
            text,
            "  - name: team-{team}-runframe\n    webhook_configs:\n      - url_file: /etc/alertmanager/team-{team}-url\n        \
             send_resolved: true\n  - name: team-{team}-chat\n    webhook_configs:\n      - url: \
             http://chat.example/hooks/team-{team}\n        max_alerts: 0\n"
        );
    }
    text
}

fn time(program: &Path, command: &str, path: &Path) -> Duration {
    let start = Instant::now();
    let status = Command::new(program)
        .arg(command)
        .arg(path)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the program starts");
    let time = start.elapsed();
    assert!(
        status.success(),
        "{} {command} must accept {}",
        program.display(),
        path.display()
    );
    time
}

fn peak_memory_mb(program: &Path, command: &str, path: &Path) -> Option<f64> {
    let output = Command::new("/usr/bin/time")
        .args(["-f", "%M"])
        .arg(program)
        .arg(command)
        .arg(path)
        .stdout(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stderr);
    let kilobytes: f64 = text.lines().last()?.trim().parse().ok()?;
    Some(kilobytes / 1024.0)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

fn megabytes(memory: Option<f64>) -> String {
    memory.map_or_else(|| "-".into(), |mb| format!("{mb:.0}"))
}
