//! Regular expressions: nothing panics, and the shortcut for simple shapes agrees with the automaton.

use runframe_cli::matcher::Regex;
use runframe_cli::version::Version;

/// A pattern and, behind a NUL, the text it is tried on.
///
/// # Panics
/// If that does not hold of them.
pub fn check(bytes: &[u8]) {
    let Ok(bytes) = std::str::from_utf8(bytes) else {
        return;
    };
    let (pattern, text) = bytes.split_once('\0').unwrap_or((bytes, ""));
    for version in Version::ALL {
        match Regex::anchored(pattern, version) {
            Err(error) => {
                let _ = error.to_string();
                assert!(error.range_in_value(pattern.len()).end <= pattern.len());
            }
            Ok(regex) => {
                let matched = regex.is_match(text);
                if let Some(literals) = regex.literals() {
                    assert_eq!(matched, literals.iter().any(|literal| **literal == *text));
                }
            }
        }
    }
}
