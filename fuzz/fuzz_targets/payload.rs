//! Webhook payloads: no body makes the reader panic, none asks for much more memory than it has bytes, and what is read is
//! applied without a panic.
#![no_main]

#[path = "../../tests/hammer/bodies/payload.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::check(bytes));
