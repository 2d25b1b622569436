//! Regular expressions: nothing panics, and the shortcut for simple shapes agrees with the automaton.
#![no_main]

use libfuzzer_sys::fuzz_target;
use runframe_cli::matcher::Regex;
use runframe_cli::version::Version;

fuzz_target!(|texts: (&str, &str)| {
    let (pattern, text) = texts;
    for version in Version::ALL {
        match Regex::anchored(pattern, version) {
            Err(error) => {
                let _ = error.to_string();
                assert!(error.range_in_value(pattern.len()).end <= pattern.len());
            }
            Ok(regex) => {
                let matched = regex.is_match(text);
                if let Some(literals) = regex.literals() {
                    assert_eq!(matched, literals.iter().any(|literal| literal == text));
                }
            }
        }
    }
});
