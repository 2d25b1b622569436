//! Durations: nothing panics, and what is printed reads back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use runframe_cli::duration::{format_prometheus, parse_go, parse_prometheus};
use runframe_cli::version::Version;

fuzz_target!(|text: &str| {
    let _ = parse_go(text);
    let verdicts = Version::ALL.map(|version| parse_prometheus(text, version).ok());
    assert!(verdicts[0] == verdicts[1] && verdicts[1] == verdicts[2]);
    if let Some(duration) = verdicts[2] {
        assert_eq!(parse_prometheus(&format_prometheus(duration), Version::V0_33), Ok(duration));
    }
});
