//! Configurations, rules and wrappings: nothing panics on any bytes, places lie in the text, and what is printed of a
//! configuration reads back as the same one.
#![no_main]

#[path = "../../tests/hammer/bodies/config.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::check(bytes));
