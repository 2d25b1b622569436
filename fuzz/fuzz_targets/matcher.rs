//! Matchers: nothing panics in any mode, and canonical text reads back.
#![no_main]

#[path = "../../tests/hammer/bodies/matcher.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::check(bytes));
