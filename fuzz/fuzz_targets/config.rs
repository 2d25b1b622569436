//! Configurations, rules and wrappings: nothing panics on any bytes, places lie in the text, and what is printed of a
//! configuration reads back as the same one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use runframe_cli::config::Version;
use runframe_cli::yaml::decode_input;

#[path = "../../tests/config_laws/laws.rs"]
mod laws;

fuzz_target!(|bytes: &[u8]| {
    let Some((&release, bytes)) = bytes.split_first() else {
        return;
    };
    if let Ok(text) = decode_input(bytes) {
        laws::check(&text, Version::ALL[usize::from(release) % Version::ALL.len()]);
    }
});
