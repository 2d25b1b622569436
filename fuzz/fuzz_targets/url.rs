//! URLs: nothing panics.
#![no_main]

use libfuzzer_sys::fuzz_target;
use runframe_cli::url::parse_http;
use runframe_cli::version::Version;

fuzz_target!(|text: &str| {
    for version in Version::ALL {
        match parse_http(text, version) {
            Ok(url) => assert!(url.host_name().len() <= url.host.len()),
            Err(error) => drop(error.to_string()),
        }
    }
});
