//! Templates: nothing panics, and errors point into the text.

use runframe_cli::template::{self, Functions};
use runframe_cli::version::Version;

/// # Panics
/// If that does not hold of the text.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    for version in Version::ALL {
        if let Err(error) = template::check("fuzz", text, Functions::Alertmanager, version) {
            assert!(text.is_char_boundary(error.offset()), "{error}");
        }
    }
}
