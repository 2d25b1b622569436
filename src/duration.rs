//! Durations as Prometheus and Go write them.
//!
//! Configuration fields such as `group_wait` take Prometheus durations ([`parse_prometheus`]); the `timeout` of an
//! integration and every command-line flag of the server takes a Go duration ([`parse_go`]). Error texts are those of
//! `model.ParseDuration` and `time.ParseDuration`.

mod go;
mod prometheus;

pub use go::{ParseGoDurationError, parse_go};
pub use prometheus::{ParseDurationError, format_prometheus, parse_prometheus};
