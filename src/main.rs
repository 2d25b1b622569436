//! The program: parse the arguments, run, turn the outcome into an exit status. Nothing else.

use std::process::ExitCode;

/// A configuration becomes millions of small pieces. On a thread other than the first, the C library's allocator of Linux
/// asks the system for memory page by page; this one is faster there and takes less.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let status = std::thread::Builder::new()
        .name("runframe-cli".into())
        .stack_size(runframe_cli::cli::STACK_BYTES)
        .spawn(runframe_cli::cli::main)
        .expect("a process can start one thread")
        .join();
    match status {
        Ok(status) => status.into(),
        Err(_) => runframe_cli::cli::ExitStatus::Unusable.into(),
    }
}
