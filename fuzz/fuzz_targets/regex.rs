//! Regular expressions: nothing panics, and the shortcut for simple shapes agrees with the automaton.
#![no_main]

#[path = "../../tests/hammer/bodies/regex.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::check(bytes));
