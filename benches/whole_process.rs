//! `validate` beside `amtool check-config`, each as a whole process on the same generated configurations: median time of
//! paired runs (ours, theirs, ours, theirs, …), their ratio, processor time, and peak memory. The last row is of a
//! configuration with two faults a team.
//!
//! ```sh
//! cargo bench --bench whole_process                       # every size, 30 pairs each
//! cargo bench --bench whole_process -- --runs 50 --teams 1
//! ```
//!
//! amtool is `$AMTOOL`, or the newest one in `$RUNFRAME_REAL_DIR` or `target/real`. Processor time and memory are what GNU
//! time (`/usr/bin/time`) reports, where it is installed; processor time only where it is not too short for it.

#![allow(clippy::print_stdout, reason = "printing figures is its job")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// Teams in the generated configurations; two routes and two receivers each.
const TEAMS: [usize; 5] = [1, 100, 1_000, 5_000, 20_000];

/// How often processor time and memory are measured.
const MEASURED: usize = 5;

/// GNU time counts in hundredths of a second.
const SHORTEST_CPU: Duration = Duration::from_millis(50);

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
    println!(
        "| teams | bytes | runframe-cli | amtool | amtool / ours | our CPU | amtool CPU | CPU, amtool / ours | our MB | amtool MB | \
         memory, amtool / ours |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    let largest = teams.iter().max().copied();
    let sound = teams.into_iter().map(|teams| (teams, false));
    for (teams, is_faulty) in sound.chain(largest.map(|teams| (teams, true))) {
        let text = configuration(teams, is_faulty);
        let path = folder.path().join(format!("{teams}.yml"));
        std::fs::write(&path, &text).expect("the temporary folder takes files");
        let contenders = [(&ours, "validate"), (&amtool, "check-config")];
        let mut times = [Vec::new(), Vec::new()];
        // The first pair warms the caches and is not counted.
        for round in 0..=runs {
            for (index, (program, command)) in contenders.iter().enumerate() {
                let time = time(program, command, &path, is_faulty);
                if round > 0 {
                    times[index].push(time);
                }
            }
        }
        let [our_time, their_time] = times.map(median);
        let mut usages = [Vec::new(), Vec::new()];
        for _ in 0..runs.min(MEASURED) {
            for (usages, (program, command)) in usages.iter_mut().zip(&contenders) {
                usages.extend(usage(program, command, &path));
            }
        }
        let cpu = usages
            .each_ref()
            .map(|usages| median(usages.iter().map(|usage| usage.cpu)));
        let cpu = cpu.map(|time| time.filter(|time| *time >= SHORTEST_CPU));
        let memory = usages.map(|usages| usages.iter().map(|usage| usage.memory_mb).reduce(f64::max));
        let ratio = |[ours, theirs]: [Option<f64>; 2]| {
            let ratio = ours.zip(theirs).map(|(ours, theirs)| format!("{:.1}", theirs / ours));
            ratio.unwrap_or_else(|| "-".into())
        };
        let times = [our_time, their_time].map(|time| time.map(|time| time.as_secs_f64()));
        println!(
            "| {teams}{} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            if is_faulty { ", faulty" } else { "" },
            text.len(),
            milliseconds(our_time),
            milliseconds(their_time),
            ratio(times),
            milliseconds(cpu[0]),
            milliseconds(cpu[1]),
            ratio(cpu.map(|time| time.map(|time| time.as_secs_f64()))),
            megabytes(memory[0]),
            megabytes(memory[1]),
            ratio(memory),
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

/// A configuration as teams write it: each has a route for what must wake somebody, and one for the rest. A faulty one has
/// a misspelt key and a value of the wrong type for each.
fn configuration(teams: usize, is_faulty: bool) -> String {
    let (send_resolved, max_alerts) = if is_faulty {
        ("send_resolvd", "x")
    } else {
        ("send_resolved", "0")
    };
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
             {send_resolved}: true\n  - name: team-{team}-chat\n    webhook_configs:\n      - url: \
             http://chat.example/hooks/team-{team}\n        max_alerts: {max_alerts}\n"
        );
    }
    text
}

fn time(program: &Path, command: &str, path: &Path, is_faulty: bool) -> Duration {
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
    assert_eq!(
        status.code(),
        Some(i32::from(is_faulty)),
        "{} {command} {}",
        program.display(),
        path.display()
    );
    time
}

struct Usage {
    cpu: Duration,
    memory_mb: f64,
}

fn usage(program: &Path, command: &str, path: &Path) -> Option<Usage> {
    let output = Command::new("/usr/bin/time")
        .args(["-f", "%U %S %M"])
        .arg(program)
        .arg(command)
        .arg(path)
        .stdout(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stderr);
    let mut numbers = text.lines().last()?.split(' ').map(str::parse::<f64>);
    let mut next = || numbers.next()?.ok();
    Some(Usage {
        cpu: Duration::from_secs_f64(next()? + next()?),
        memory_mb: next()? / 1024.0,
    })
}

fn median(times: impl IntoIterator<Item = Duration>) -> Option<Duration> {
    let mut times: Vec<_> = times.into_iter().collect();
    times.sort();
    times.get(times.len() / 2).copied()
}

fn milliseconds(time: Option<Duration>) -> String {
    time.map_or_else(|| "-".into(), |time| format!("{:.1} ms", time.as_secs_f64() * 1000.0))
}

fn megabytes(memory: Option<f64>) -> String {
    memory.map_or_else(|| "-".into(), |mb| format!("{mb:.0}"))
}
