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
