//! Templates: nothing panics, and errors point into the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use runframe_cli::template::{Functions, check};
use runframe_cli::version::Version;

fuzz_target!(|text: &str| {
    for version in Version::ALL {
        if let Err(error) = check("fuzz", text, Functions::Alertmanager, version) {
            assert!(text.is_char_boundary(error.offset()), "{error}");
        }
    }
});
