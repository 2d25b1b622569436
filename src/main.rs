//! The program: parse the arguments, run, turn the outcome into an exit status. Nothing else.

use std::process::ExitCode;

/// Configurations may nest 10,000 levels deep, which is more than a main thread's stack holds everywhere. Only pages in
/// use are committed.
const STACK_BYTES: usize = 512 << 20;

fn main() -> ExitCode {
    let status = std::thread::Builder::new()
        .name("runframe-cli".into())
        .stack_size(STACK_BYTES)
        .spawn(runframe_cli::cli::main)
        .expect("a process can start one thread")
        .join();
    match status {
        Ok(status) => status.into(),
        Err(_) => runframe_cli::cli::ExitStatus::Unusable.into(),
    }
}
