//! URLs.

use runframe_cli::url::parse_http;

use crate::support::random::Random;
use crate::{case_count, compare, jumble, mutated, quoted, random};

#[rustfmt::skip]
const PIECES: &[&str] = &[
    "http", "https", "HTTP", "ftp", ":", "://", "//", "/", "///", "?", "#", "@", "a", "host", "é", "[", "]",
    "[::1]", "%", "%25", "%41", "%zz", "%2f", "%C3%A9", "%4", " ", "\t", "\u{7f}", "80", ":80", ":x", ".", "-",
    "_", "~", "!", "$", "<", ">", "\"", "\\", "^", "`", "{", "|", "\u{2028}",
];
#[rustfmt::skip]
const SCHEMES: &[&str] = &[
    "http:", "https:", "HTTPS:", "ftp:", "", "ht tp:", "1http:",
];
#[rustfmt::skip]
const USERS: &[&str] = &[
    "", "", "", "u@", "u:p@", "u:p:q@", "u%41@", "u é@",
];
#[rustfmt::skip]
const HOSTS: &[&str] = &[
    "h", "example.com", "é", "1.2.3.4", "[::1]", "[fe80::1%25en0]", "[fe80::1%25%20]", "[::1]x", "[foo]",
    "[1.2.3.4]", "[]", "a b", "a%41", "a%C3", "", "[::ffff:1.2.3.4]", "[1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:7::]",
    "[::1:2:3:4:5:6:7:8]", "[1::2::3]", "[12345::]", "[::g]", "[::1.2.3.400]", "[::1.2.3]",
    "[1:2:3:4:5:6:7:1.2.3.4]", "[1:2:3:1.2.3.4]", "[1:]", "[::1%25]", "[::1..2.3]", "[::1.2.3.4.5]",
];
#[rustfmt::skip]
const PORTS: &[&str] = &[
    "", "", "", ":80", ":", ":x", ":80:80", ":99999",
];
#[rustfmt::skip]
const PATHS: &[&str] = &[
    "", "", "/", "/p", "/p q", "/%41", "/%zz", "?q=%zz", "#f", "#%zz",
];
/// What an address in brackets is made of.
#[rustfmt::skip]
const ADDRESS: &[&str] = &[
    "1", "ffff", "0", "12345", "::", ":", ":", ".", "1.2.3.4", "256", "%25z", "g",
];

fn composed(random: &mut Random) -> String {
    let host = if random.below(8) == 0 {
        format!("[{}]", jumble(random, 12, ADDRESS))
    } else if random.below(2) == 0 {
        "example.com".to_owned()
    } else {
        (*random.pick(HOSTS)).to_owned()
    };
    let slashes = if random.below(8) == 0 { "/" } else { "//" };
    // One part at a time goes wrong, mostly.
    let wrong = random.below(6);
    let part = |random: &mut Random, number: usize, parts: &[&'static str]| {
        let few = parts.len().min(3);
        let parts = if wrong == number || wrong == 5 {
            parts
        } else {
            &parts[..few]
        };
        parts[random.below(parts.len())]
    };
    [
        part(random, 0, SCHEMES),
        slashes,
        part(random, 1, USERS),
        host.as_str(),
        part(random, 3, PORTS),
        part(random, 4, PATHS),
    ]
    .concat()
}

fn generate(random: &mut Random) -> String {
    let text = match random.below(8) {
        0 => jumble(random, 9, PIECES),
        1..=5 => composed(random),
        _ => {
            let text = composed(random);
            mutated(random, &text, PIECES)
        }
    };
    // YAML takes it for nothing, even in quotes.
    if text == "~" { String::new() } else { text }
}

#[test]
fn urls() {
    let mut random = random(2);
    let values: Vec<_> = (0..case_count()).map(|_| generate(&mut random)).collect();
    compare(
        "URLs",
        &values,
        |value| {
            let value = quoted(value);
            format!(
                "route:\n  receiver: a\nreceivers:\n- name: a\n  slack_configs:\n  - api_url: {value}\n    channel: c\n"
            )
        },
        |value, version| {
            parse_http(value, version)
                .map(|_| ())
                .map_err(|error| error.to_string())
        },
    );
}
