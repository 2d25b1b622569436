//! Matchers: nothing panics in any mode, and canonical text reads back.

use runframe_cli::matcher::{MatcherSet, Mode, parse_list, parse_one};
use runframe_cli::version::Version;

/// # Panics
/// If that does not hold of the text.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    for version in Version::ALL {
        for mode in [Mode::Fallback, Mode::Classic, Mode::Utf8Strict] {
            if let Err(error) = parse_one(text, mode, version) {
                let _ = error.to_string();
            }
            match parse_list(text, mode, version) {
                Err(error) => drop(error.to_string()),
                Ok(parsed) => {
                    let set: MatcherSet = parsed.value.into_iter().collect();
                    for matcher in set.iter() {
                        let _ = matcher.matches_value(text);
                    }
                    if mode == Mode::Utf8Strict && version == Version::V0_33 {
                        // A name without characters shows as nothing, in Alertmanager too.
                        if set.iter().any(|matcher| matcher.name().is_empty()) {
                            continue;
                        }
                        let again = parse_list(&set.to_string(), mode, version);
                        let again: MatcherSet = again.expect("canonical text parses").value.into_iter().collect();
                        assert!(again == set);
                    }
                }
            }
        }
    }
}
