//! Durations: nothing panics, and what is printed reads back.

use runframe_cli::duration::{format_prometheus, parse_go, parse_prometheus};
use runframe_cli::version::Version;

/// # Panics
/// If that does not hold of the text.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let _ = parse_go(text);
    let verdicts = Version::ALL.map(|version| parse_prometheus(text, version).ok());
    assert!(verdicts[0] == verdicts[1] && verdicts[1] == verdicts[2]);
    if let Some(duration) = verdicts[2] {
        assert_eq!(
            parse_prometheus(&format_prometheus(duration), Version::V0_33),
            Ok(duration)
        );
    }
}
