//! What several integration tests share.
#![allow(dead_code, reason = "each test uses its own part")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

pub mod alertmanager;
pub mod amtool;
pub mod random;
pub mod real;
pub mod receiver;
pub mod route_pairs;
pub mod routes;
pub mod soak;
pub mod tls;
pub mod transcript;

/// What keeps `fire` and its like from a Runframe that happens to run on this machine: a flag, where nothing says where to
/// send.
pub fn in_process(args: &[&str], environment: &[(&str, &str)]) -> Option<&'static str> {
    const TARGETS: [&str; 5] = [
        "--url",
        "--to-receiver",
        "--api-url",
        "--via-alertmanager",
        "--in-process",
    ];
    const VARIABLES: [&str; 2] = ["RUNFRAME_WEBHOOK_URL", "RUNFRAME_API_URL"];
    let is_named = args.iter().any(|arg| TARGETS.contains(arg) || *arg == "list")
        || environment.iter().any(|(name, _)| VARIABLES.contains(name));
    (!is_named).then_some("--in-process")
}
