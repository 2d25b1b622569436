//! Texts that are nearly YAML.

use super::support::random::Random;

/// What YAML is made of.
pub const PIECES: [&str; 47] = [
    "a", "b1", "-", " ", "  ", "\n", "\t", ":", ": ", "- ", "? ", "?", "[", "]", "{", "}", ",", "#", " #", "&x ", "*x",
    "&", "*", "!", "!!str ", "!<a> ", "|", ">", "|-", ">+1", "'", "\"", "\\", "\\n", "%", "@", "`", "---", "...",
    "--- ", "\r", "\u{85}", "\u{2028}", "é", "<<", "\n  ", "\n- ",
];

/// What is rarer.
const RARE: [&str; 34] = [
    "\u{FEFF}",
    "\0",
    "\u{7f}",
    "\u{80}",
    "\u{FFFE}",
    "日本",
    "😀",
    "\r\n",
    "\u{2029}",
    "%YAML 1.1\n",
    "%YAML 1.2\n",
    "%TAG ! tag:x,2000:\n",
    "%TAG !e! tag:e:\n",
    "!e!x ",
    "!%41 ",
    "!%zz",
    "\\x41",
    "\\u00e9",
    "\\U0001F600",
    "\\ud800",
    "\\",
    "''",
    "\"\"",
    "'\n",
    "\"\n",
    "|2\n",
    ">-\n",
    "\n\n",
    "\n\t",
    " \t",
    "~",
    "null",
    "yes",
    "{}",
];

/// Bytes that are no text.
const BAD: [&[u8]; 10] = [
    b"\xff",
    b"\xc3",
    b"\xc0\x80",
    b"\xe2\x28",
    b"\xed\xa0\x80",
    b"\xf8",
    b"\xf4\x90\x80\x80",
    b"\x80",
    b"\xe2\x82",
    b"\xf0\x9f",
];

/// A changed seed, or a text out of pieces.
pub fn any(random: &mut Random, seeds: &[Vec<u8>]) -> Vec<u8> {
    if random.below(4) == 0 {
        return soup(random);
    }
    let mut text = random.pick(seeds).clone();
    if text.len() > 600 && random.below(3) > 0 {
        let start = random.below(text.len());
        let end = (start + random.below(600)).min(text.len());
        text = text[start..end].to_vec();
    }
    for _ in 0..=random.below(4) {
        change(random, &mut text, seeds);
    }
    text
}

fn soup(random: &mut Random) -> Vec<u8> {
    let mut text = Vec::new();
    for _ in 0..random.below(24) {
        text.extend_from_slice(piece(random));
    }
    text
}

/// A scalar of any style, nearly always well formed, to stand behind `? ` or a key.
pub fn scalar(random: &mut Random) -> String {
    const WORDS: [&str; 22] = [
        "a",
        "bc",
        " ",
        "  ",
        "\t",
        "\n",
        "\n\n",
        "\n  ",
        "\n ",
        "\r\n",
        "\u{2028}",
        "\u{2029}\n",
        "\u{85}",
        "é",
        "#",
        " #x",
        ":",
        "'",
        "\"",
        "-",
        "\r",
        "1",
    ];
    const ESCAPES: [&str; 18] = [
        "\\n",
        "\\t",
        "\\\\",
        "\\\"",
        "\\x41",
        "\\u00e9",
        "\\U0001F600",
        "\\0",
        "\\a",
        "\\e",
        "\\N",
        "\\_",
        "\\L",
        "\\P",
        "\\ ",
        "\\\n",
        "\\\n  ",
        "\\/",
    ];
    const HEADERS: [&str; 12] = [
        "|", ">", "|-", ">-", "|+", ">+", "|2", ">2", "|1-", ">+1", "| # x", ">3",
    ];
    let style = random.below(4);
    let len = random.below(9);
    let mut words = String::new();
    for _ in 0..len {
        let word = match style {
            1 if random.below(3) == 0 => random.pick(&ESCAPES),
            _ => random.pick(&WORDS),
        };
        words.push_str(word);
    }
    match style {
        0 => format!("'{}'", words.replace('\'', "''")),
        1 => {
            let inner = words.replace('"', "");
            format!("\"{inner}\"")
        }
        2 => {
            let indent = " ".repeat(1 + random.below(3));
            let header = random.pick(&HEADERS);
            format!("{header}\n{indent}{}", words.replace('\n', &format!("\n{indent}")))
        }
        _ => words.replace('\n', "\n "),
    }
}

/// A short plain scalar that may be a number, a time or a word.
pub fn meaning(random: &mut Random) -> String {
    const WORDS: [&str; 24] = [
        "yes", "No", "TRUE", "off", "y", "n", "~", "null", "NULL", "nUll", ".inf", "-.Inf", ".nan", "+.NAN", "0x1F",
        "0b10", "0o17", "0b+1", "-0b1", "1e5", "1e999", "08", "<<", "on",
    ];
    const TIMES: [&str; 12] = [
        "2001-12-14",
        "2001-1-2",
        "2001-02-29",
        "2000-2-29",
        "T1:2:3Z",
        "t21:59:43.10+05:30",
        " 1:2:3",
        "  21:59:43.1",
        " 24:0:0",
        "-05:00",
        "Z",
        ",5",
    ];
    const BYTES: &[u8] = b"0123456789+-._eExob:TZ fF,";
    match random.below(6) {
        0 => (*random.pick(&WORDS)).to_owned(),
        1 => {
            let time = *random.pick(&TIMES[..4]);
            (0..random.below(3)).fold(time.to_owned(), |text, _| text + random.pick::<&str>(&TIMES))
        }
        2 => {
            let digits = [b'0', b'1', b'7', b'8', b'9', b'_'];
            (0..=random.below(22))
                .map(|_| char::from(*random.pick(&digits)))
                .collect()
        }
        _ => (0..=random.below(7)).map(|_| char::from(*random.pick(BYTES))).collect(),
    }
}

fn piece(random: &mut Random) -> &'static [u8] {
    match random.below(40) {
        0 => random.pick::<&[u8]>(&BAD),
        1..6 => random.pick(&RARE).as_bytes(),
        _ => random.pick(&PIECES).as_bytes(),
    }
}

fn change(random: &mut Random, text: &mut Vec<u8>, seeds: &[Vec<u8>]) {
    let at = random.below(text.len() + 1);
    let lines = |text: &[u8]| -> Vec<usize> {
        let breaks = text
            .iter()
            .enumerate()
            .filter(|(_, b)| **b == b'\n')
            .map(|(i, _)| i + 1);
        std::iter::once(0).chain(breaks).collect()
    };
    match random.below(12) {
        0..4 => {
            let new = piece(random);
            text.splice(at..at, new.iter().copied());
        }
        4 => {
            let end = (at + 1 + random.below(3)).min(text.len());
            text.drain(at..end);
        }
        5 => {
            let end = (at + 1).min(text.len());
            let new = piece(random);
            text.splice(at..end, new.iter().copied());
        }
        6 => text.truncate(at),
        7 => {
            let starts = lines(text);
            let start = *random.pick(&starts);
            let indent = [" ", "  ", "\t", "- ", "    ", "# "];
            let new = random.pick(&indent);
            text.splice(start..start, new.bytes());
        }
        8 => {
            let starts = lines(text);
            let start = *random.pick(&starts);
            let blanks = text[start..].iter().take_while(|b| **b == b' ').count();
            text.drain(start..start + random.below(blanks + 1));
        }
        9 => {
            let starts = lines(text);
            let line = random.below(starts.len());
            let end = starts.get(line + 1).copied().unwrap_or(text.len());
            let copy = text[starts[line]..end].to_vec();
            if random.below(2) == 0 {
                text.drain(starts[line]..end);
            }
            let to = random.pick(&lines(text)).to_owned();
            text.splice(to..to, copy);
        }
        10 => {
            let other = random.pick(seeds);
            let start = random.below(other.len() + 1);
            let end = (start + random.below(60)).min(other.len());
            text.splice(at..at, other[start..end].iter().copied());
        }
        _ => {
            let filler = [b'a', b' ', b'\n', b'#'];
            let byte = *random.pick(&filler);
            let sizes = [490, 505, 512, 1015, 1024, 1030];
            let len = random.pick(&sizes) + random.below(12);
            text.splice(at..at, std::iter::repeat_n(byte, len));
        }
    }
}
