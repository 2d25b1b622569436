//! URLs: nothing panics.

use runframe_cli::url::parse_http;
use runframe_cli::version::Version;

/// # Panics
/// If that does not hold of the text.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    for version in Version::ALL {
        match parse_http(text, version) {
            Ok(url) => assert!(url.host_name().len() <= url.host.len()),
            Err(error) => drop(error.to_string()),
        }
    }
}
