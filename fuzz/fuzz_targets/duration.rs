//! Durations: nothing panics, and what is printed reads back.
#![no_main]

#[path = "../../tests/hammer/bodies/duration.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::check(bytes));
