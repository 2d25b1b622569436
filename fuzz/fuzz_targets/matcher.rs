//! Matchers: nothing panics in any mode, and canonical text reads back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use runframe_cli::matcher::{MatcherSet, Mode, parse_list, parse_one};
use runframe_cli::version::Version;

fuzz_target!(|text: &str| {
    for version in Version::ALL {
        for mode in [Mode::Fallback, Mode::Classic, Mode::Utf8Strict] {
            if let Err(error) = parse_one(text, mode, version) {
                let _ = error.to_string();
            }
            match parse_list(text, mode, version) {
                Err(error) => drop(error.to_string()),
                Ok(parsed) => {
                    let set: MatcherSet = parsed.value.into_iter().collect();
                    for matcher in &set {
                        matcher.matches_value(text);
                    }
                    if mode == Mode::Utf8Strict && version == Version::V0_33 {
                        let again = parse_list(&set.to_string(), mode, version);
                        let again: MatcherSet = again.expect("canonical text parses").value.into_iter().collect();
                        // A name without characters shows as nothing.
                        assert!(again == set || set.iter().any(|matcher| matcher.name().is_empty()));
                    }
                }
            }
        }
    }
});
