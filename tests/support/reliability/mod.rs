//! What must never happen to the local Runframe, tried again and again: a crash under load that loses or doubles something,
//! a malformed request that is answered with 500, an accepted request without an answer at the end.
//!
//! `tests/reliability.rs` runs a small slice, `examples/reliability.rs` as much as is wished.
#![allow(dead_code, reason = "each user takes its own part")]

pub mod crash;
pub mod load;
pub mod malformed;
pub mod process;
pub mod stop;
