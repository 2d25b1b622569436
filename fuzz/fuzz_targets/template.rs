//! Templates: nothing panics, and errors point into the text.
#![no_main]

#[path = "../../tests/hammer/bodies/template.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::check(bytes));
