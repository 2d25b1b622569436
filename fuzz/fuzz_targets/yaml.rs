//! YAML: nothing panics on any bytes, and every place lies in the text.
#![no_main]

#[path = "../../tests/hammer/bodies/yaml.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::check(bytes));
