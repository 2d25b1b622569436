//! Configurations, rules and wrappings: nothing panics on any bytes, places lie in the text, and what is printed of a
//! configuration reads back as the same one.

use runframe_cli::config::Version;
use runframe_cli::yaml::decode_input;

#[path = "../../config_laws/laws.rs"]
mod laws;

/// The first byte chooses the release.
///
/// # Panics
/// If that does not hold of the text.
pub fn check(bytes: &[u8]) {
    let Some((&release, bytes)) = bytes.split_first() else {
        return;
    };
    if let Ok(text) = decode_input(bytes) {
        laws::check(&text, Version::ALL[usize::from(release) % Version::ALL.len()]);
    }
}
