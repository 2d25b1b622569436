//! Runs every reader on seeded mutations, as many as you like, and says what panics and what takes more than linear time:
//!
//! ```text
//! cargo run --release --example hammer -- --executions 10000000 --seed 1 [--target yaml]
//! cargo run --release --example hammer -- --target yaml --seed 1 --only 4711    # one of them again
//! ```
//!
//! The targets are those of `fuzz/`. Inputs that panic are made smaller and put into `target/hammer`. Exits 1 if there is one, or
//! an input that takes four times as long when it is twice as long.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::exit,
    reason = "it is a program of its own"
)]
#![allow(dead_code, reason = "shared with tests, which use more of it")]

#[path = "../tests/differential_config/case_file.rs"]
mod case_file;
#[path = "../tests/differential_config/compare.rs"]
mod compare;
#[path = "../tests/differential_config/corpus.rs"]
mod corpus;
#[path = "../tests/hammer/engine.rs"]
mod engine;
#[path = "../tests/differential_config/mutants.rs"]
mod mutants;
#[path = "../tests/hammer/mutation.rs"]
mod mutation;
#[path = "../tests/support/mod.rs"]
mod support;
#[path = "../tests/hammer/targets.rs"]
mod targets;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use clap::Parser;
use compare::{with_deep_stack, with_stack};
use engine::{Report, execute, hammer, input_of};
use targets::Target;

/// A stack such as the server's threads have.
const STACK_BYTES: usize = 2 << 20;
/// How often it is said how far a run is.
const SAY_EVERY: Duration = Duration::from_secs(30);
/// An execution that takes longer is taken for one that never ends.
const ENDLESS: Duration = Duration::from_mins(10);

#[derive(Parser)]
struct Args {
    /// How many executions, of all targets together.
    #[arg(long, default_value_t = 1_000_000)]
    executions: u64,
    /// Where the random numbers start.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only this target, which gets all executions.
    #[arg(long)]
    target: Option<String>,
    /// Only this execution, with the panic as it comes.
    #[arg(long, requires = "target")]
    only: Option<u64>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let chosen: Vec<_> = targets::ALL
        .into_iter()
        .filter(|target| args.target.as_deref().is_none_or(|name| name == target.name))
        .collect();
    if chosen.is_empty() {
        let names = targets::ALL.map(|target| target.name);
        eprintln!("there is no such target; the targets are {}", names.join(", "));
        return ExitCode::from(2);
    }
    if let Some(execution) = args.only {
        let target = chosen[0];
        let input = input_of(&target, &(target.seeds)(), args.seed, execution);
        println!("{}", String::from_utf8_lossy(&input));
        on_its_stack(&target, || (target.check)(&input));
        return ExitCode::SUCCESS;
    }
    std::panic::set_hook(Box::new(|_| {}));
    let mut is_clean = true;
    for target in &chosen {
        let executions = if chosen.len() == 1 {
            args.executions
        } else {
            args.executions * target.share / 100
        };
        let start = Instant::now();
        let report = run(target, args.seed, executions);
        is_clean &= report.is_clean();
        say(target, args.seed, &report, start.elapsed());
    }
    if is_clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Which execution is under way since when.
struct Watch(Mutex<(u64, Instant)>);

fn run(target: &Target, seed: u64, executions: u64) -> Report {
    let watch = Watch(Mutex::new((0, Instant::now())));
    let (done, ended) = std::sync::mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let ended = ended;
            while ended
                .recv_timeout(SAY_EVERY)
                .is_err_and(|why| why == std::sync::mpsc::RecvTimeoutError::Timeout)
            {
                let (execution, since) = *watch.0.lock().expect("nobody panics with it");
                eprintln!("{}: {execution} of {executions}", target.name);
                if since.elapsed() > ENDLESS {
                    eprintln!(
                        "it does not end: --target {} --seed {seed} --only {execution}",
                        target.name
                    );
                    std::process::exit(1);
                }
            }
        });
        let report = on_its_stack(target, || {
            let before = |execution| *watch.0.lock().expect("nobody panics with it") = (execution, Instant::now());
            let seeds = (target.seeds)();
            hammer(
                target,
                &seeds,
                seed,
                0..executions,
                |input| execute(target.check, input),
                before,
            )
        });
        drop(done);
        report
    })
}

fn on_its_stack<T: Send>(target: &Target, run: impl FnOnce() -> T + Send) -> T {
    if target.is_deep {
        with_deep_stack(run)
    } else {
        with_stack(STACK_BYTES, run)
    }
}

fn say(target: &Target, seed: u64, report: &Report, took: Duration) {
    let slowest = report.slowest.as_ref().map_or_else(String::new, |slow| {
        format!(
            ", at most {:.0} ({} bytes, --only {})",
            slow.nanos_per_byte, slow.bytes, slow.execution
        )
    });
    println!(
        "{}: {} executions, {} bytes, {:.0} s; ns a byte: {:.0} in the middle{slowest}; {} panics, {} super-linear",
        target.name,
        report.executions,
        report.bytes,
        took.as_secs_f64(),
        report.median_nanos_per_byte,
        report.panics.len(),
        report.super_linear.len()
    );
    for (message, panic) in &report.panics {
        let path = save(target, panic.execution, &panic.input);
        println!(
            "  panic, {} times: {message}\n    --target {} --seed {seed} --only {}; made smaller: {}",
            panic.times,
            target.name,
            panic.execution,
            path.display()
        );
    }
    for growth in &report.super_linear {
        let path = save(target, growth.execution, &growth.input);
        println!(
            "  {} bytes, twice and four times as many: {:?}\n    execution {}: {}",
            growth.input.len(),
            growth.times,
            growth.execution,
            path.display()
        );
    }
}

fn save(target: &Target, execution: u64, input: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/hammer");
    fs::create_dir_all(&folder).expect("the folder can be made");
    let path = folder.join(format!("{}-{execution}", target.name));
    fs::write(&path, input).expect("the folder takes files");
    path
}
