//! Prometheus durations.

use runframe_cli::duration::parse_prometheus;

use crate::support::random::Random;
use crate::{case_count, compare, jumble, mutated, pick, quoted, random};

#[rustfmt::skip]
const PIECES: &[&str] = &[
    "0", "1", "5", "10", "00", "292", "293", "106751", "9223372036", "9223372037", "18446744073709551615",
    "18446744073709551616", "99999999999999999999", "y", "w", "d", "h", "m", "s", "ms", "M", " ", ".", "-", "é",
    "\"",
];
#[rustfmt::skip]
const UNITS: &[&str] = &[
    "y", "w", "d", "h", "m", "s", "ms",
];

/// Terms in the right order, more or less.
fn ordered(random: &mut Random) -> String {
    let numbers = &PIECES[..if random.below(3) == 0 { 11 } else { 6 }];
    let mut text = String::new();
    for unit in UNITS {
        if random.below(3) == 0 {
            text.push_str(pick(random, numbers));
            text.push_str(unit);
        }
    }
    text
}

fn generate(random: &mut Random) -> String {
    match random.below(6) {
        0 => jumble(random, 6, PIECES),
        1..=3 => ordered(random),
        _ => {
            let text = ordered(random);
            mutated(random, &text, PIECES)
        }
    }
}

#[test]
fn durations() {
    let mut random = random(1);
    let values: Vec<_> = (0..case_count()).map(|_| generate(&mut random)).collect();
    compare(
        "durations",
        &values,
        |value| {
            let value = quoted(value);
            format!("route:\n  receiver: a\n  group_wait: {value}\nreceivers:\n- name: a\n")
        },
        |value, version| {
            parse_prometheus(value, version)
                .map(|_| ())
                .map_err(|error| error.to_string())
        },
    );
}
