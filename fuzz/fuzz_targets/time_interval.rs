//! Time intervals: nothing panics, neither on reading nor on asking.
#![no_main]

#[path = "../../tests/hammer/bodies/time_interval.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::check(bytes));
