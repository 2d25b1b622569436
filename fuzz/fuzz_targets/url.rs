//! URLs: nothing panics.
#![no_main]

#[path = "../../tests/hammer/bodies/url.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::check(bytes));
