//! Routing keys in payloads. They are secrets and say nothing of an alert, so they are hidden before a payload is read or
//! kept.
//!
//! A key may be spelled as JSON (`\u0061`) and URLs (`%61`) allow, since whoever reads it there can use it.

use std::iter;
use std::ops::Range;

use memchr::memmem::Finder;

use super::RoutingKey;
use crate::text::secret::MASK;

/// `body` with `<secret>` for the key it was sent with, wherever that stands, and for every other text that `is_key`: a
/// whole word, or as many letters as a generated key has. `None` if there is none.
///
/// Those others end with one of the `tails`; where they are not told, every word is looked at.
pub(super) fn without_keys(
    body: &[u8],
    own: &RoutingKey,
    tails: Option<Vec<&Finder<'_>>>,
    is_key: impl Fn(&str) -> bool,
) -> Option<Vec<u8>> {
    let own_tail = Finder::new(own.tail());
    let mut signs = tails.map(|tails| Signs::new(body, &own_tail, tails));
    // Most bodies have no run to look at.
    let mut finder = None;
    let mut shown = Vec::new();
    let mut shown_to = 0;
    let mut from = 0;
    loop {
        let run = match &mut signs {
            None => next_run(body, from),
            Some(signs) => signs.next_run(from),
        };
        let Some(run) = run else { break };
        from = run.end;
        let own = finder.get_or_insert_with(|| Finder::new(own.expose()));
        for key in keys_of_run(&body[run.clone()], own, &is_key) {
            shown.extend_from_slice(&body[shown_to..run.start + key.start]);
            shown.extend_from_slice(MASK.as_bytes());
            shown_to = run.start + key.end;
        }
    }
    (shown_to > 0).then(|| {
        shown.extend_from_slice(&body[shown_to..]);
        shown
    })
}

/// The bytes of the keys in a run, in order.
fn keys_of_run(run: &[u8], own: &Finder<'_>, is_key: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let mut keys = Vec::new();
    let mut at = 0;
    while let Some(word) = next_word(run, at) {
        at = word.end;
        if word.len() < SHORTEST {
            continue;
        }
        let found = keys_in(&run[word.bytes()], word.is_spelled, own, &is_key);
        keys.extend(
            found
                .into_iter()
                .map(|key| word.start + key.start..word.start + key.end),
        );
    }
    let has_json = memchr::memchr(b'\\', run).is_some();
    if !has_json && memchr::memchr(b'%', run).is_none() {
        return keys;
    }
    // A sign that begins no escape may be text, and what an escape stands for need not begin another.
    if has_json || has_odd_percent(run) {
        let text = Letters::of(run, Percent::Kept);
        keys.extend(keys_in_letters(&text, own, &is_key));
        if text.letters.contains(&b'%') {
            keys.extend(keys_in_letters(&text.of_url(), own, &is_key));
        }
    }
    // What looks like the beginning of an escape may be none, and take the first letters of a key with it.
    let is_text = |text: &[u8]| std::str::from_utf8(text).is_ok_and(&is_key);
    let mut start = 0;
    for word in run.split(|byte| !RoutingKey::has_letter(*byte)) {
        let found = keys_among(word, own, is_text);
        keys.extend(
            found
                .into_iter()
                .map(|key| start_of_escape(run, start + key.start)..start + key.end),
        );
        start += word.len() + 1;
    }
    keys.sort_by_key(|key| key.start);
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(keys.len());
    for key in keys {
        match apart.last_mut() {
            Some(last) if key.start < last.end => last.end = last.end.max(key.end),
            _ => apart.push(key),
        }
    }
    apart
}

/// Whether a percent sign begins no escape, or is one that stands for such a sign.
fn has_odd_percent(run: &[u8]) -> bool {
    memchr::memchr_iter(b'%', run).any(|at| match run.get(at + 1..at + 3) {
        Some(digits) => digits == b"25" || !digits.iter().all(u8::is_ascii_hexdigit),
        None => true,
    })
}

/// Where the JSON escape begins that goes on at a place, which is its own beginning if there is none: half an escape would be no
/// JSON.
fn start_of_escape(run: &[u8], at: usize) -> usize {
    const LONGEST: usize = r"\u0000".len();
    let begins = |start: &usize| {
        let is_cut = match &run[*start..at] {
            [b'\\'] => true,
            [b'\\', b'u', digits @ ..] => digits.iter().all(u8::is_ascii_hexdigit),
            _ => false,
        };
        let backslashes = run[..*start].iter().rev().take_while(|byte| **byte == b'\\').count();
        is_cut && backslashes % 2 == 0
    };
    (at.saturating_sub(LONGEST - 1)..at).find(begins).unwrap_or(at)
}

/// Letters that the shortest key has.
const SHORTEST: usize = *RoutingKey::LENGTHS.start();

/// Which bytes a key may be spelled with.
static MAY_SPELL: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte: u8 = 0;
    loop {
        table[byte as usize] = RoutingKey::has_letter(byte) || matches!(byte, b'\\' | b'%');
        match byte.checked_add(1) {
            Some(next) => byte = next,
            None => break,
        }
    }
    table
};

/// The next bytes from `from` on, where a run begins, that may spell a key: as many as the shortest has, and none that no
/// spelling has.
fn next_run(body: &[u8], mut from: usize) -> Option<Range<usize>> {
    // A run that begins here or later and is long enough has the last of these bytes.
    while let Some(&last) = body.get(from + SHORTEST - 1) {
        let known = from + SHORTEST - 1;
        if !may_spell(last) {
            from = known + 1;
            continue;
        }
        let run = run_around(body, from, known);
        if run.len() >= SHORTEST {
            return Some(run);
        }
        from = run.end;
    }
    None
}

/// The bytes around one that may spell a key, from `from` on, that may do so too.
fn run_around(body: &[u8], from: usize, at: usize) -> Range<usize> {
    let before = body[from..at].iter().rposition(|byte| !may_spell(*byte));
    let start = before.map_or(from, |before| from + before + 1);
    let length = body[at..].iter().position(|byte| !may_spell(*byte));
    start..length.map_or(body.len(), |length| at + length)
}

fn may_spell(byte: u8) -> bool {
    MAY_SPELL[usize::from(byte)]
}

/// Where a key may be: at escapes that stand for a letter of it or begin another, and where its last letters stand as they are.
struct Signs<'a> {
    body: &'a [u8],
    /// Where each tail stands next.
    tails: Vec<(&'a Finder<'a>, Option<usize>)>,
    escape: Option<usize>,
}

impl<'a> Signs<'a> {
    fn new(body: &'a [u8], own: &'a Finder<'a>, others: Vec<&'a Finder<'a>>) -> Self {
        let is_other = |tail: &&Finder<'_>| tail.needle() != own.needle();
        let tails = iter::once(own).chain(others.into_iter().filter(is_other));
        Self {
            body,
            tails: tails.map(|tail| (tail, tail.find(body))).collect(),
            escape: next_spelling(body, 0),
        }
    }

    /// The next run from `from` on, where a run begins, that has such a sign.
    fn next_run(&mut self, mut from: usize) -> Option<Range<usize>> {
        while let Some(sign) = self.next_sign(from) {
            let run = run_around(self.body, from, sign);
            if run.len() >= SHORTEST {
                return Some(run);
            }
            from = run.end;
        }
        None
    }

    fn next_sign(&mut self, from: usize) -> Option<usize> {
        let rest = &self.body[from..];
        let mut first = None::<usize>;
        let mut see = |next: Option<usize>| first = [first, next].into_iter().flatten().min();
        for (tail, next) in &mut self.tails {
            if next.is_some_and(|next| next < from) {
                *next = tail.find(rest).map(|at| from + at);
            }
            see(*next);
        }
        if self.escape.is_some_and(|next| next < from) {
            self.escape = next_spelling(self.body, from);
        }
        see(self.escape);
        first
    }
}

/// The next escape from `from` on that may stand for a letter of a key, or for a percent sign. Where escapes stand for other
/// escapes, the innermost is one.
fn next_spelling(body: &[u8], from: usize) -> Option<usize> {
    memchr::memchr2_iter(b'\\', b'%', &body[from..])
        .map(|at| from + at)
        .find(|at| match &body[*at..] {
            [b'\\', next, ..] => *next == b'u',
            rest => matches!(escape(rest), (letter, 3) if RoutingKey::has_letter(letter) || letter == b'%'),
        })
}

/// A part of a run between escapes that cannot be letters of a key.
struct Word {
    start: usize,
    end: usize,
    /// Whether there are escapes in it.
    is_spelled: bool,
}

impl Word {
    fn len(&self) -> usize {
        self.end - self.start
    }

    fn bytes(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// The next word at or behind a place of a run that ends with `run`; it may be empty.
fn next_word(run: &[u8], mut start: usize) -> Option<Word> {
    let mut at = start;
    let mut is_spelled = false;
    while let Some(&byte) = run.get(at) {
        let (letter, bytes) = match byte {
            b'\\' | b'%' => escape(&run[at..]),
            _ => {
                at += 1;
                continue;
            }
        };
        // What a percent sign begins may go on in other escapes.
        if RoutingKey::has_letter(letter) || letter == b'%' {
            is_spelled = true;
            at += bytes;
        } else if at > start {
            return Some(Word {
                start,
                end: at,
                is_spelled,
            });
        } else {
            at += bytes;
            start = at;
        }
    }
    let end = at.min(run.len());
    (start < end).then_some(Word { start, end, is_spelled })
}

/// What the escape at the beginning of these bytes stands for, and how many bytes it has.
fn escape(bytes: &[u8]) -> (u8, usize) {
    match bytes {
        [b'\\', b'u', digits @ ..] => (hexadecimal(digits.get(..4)), 6.min(bytes.len())),
        [b'\\', ..] => (0, 2.min(bytes.len())),
        [b'%', high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
            (hexadecimal(Some(&[*high, *low])), 3)
        }
        [byte, ..] => (*byte, 1),
        [] => (0, 0),
    }
}

/// The bytes of the keys in a word, in order.
fn keys_in(word: &[u8], is_spelled: bool, own: &Finder<'_>, is_key: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    if !is_spelled {
        return keys_among(word, own, |text| std::str::from_utf8(text).is_ok_and(&is_key));
    }
    keys_in_letters(&Letters::of(word, Percent::Decoded), own, is_key)
}

/// The bytes of the keys among what escapes stand for, in order.
fn keys_in_letters(read: &Letters, own: &Finder<'_>, is_key: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let Letters { letters, places } = read;
    let is_key = |text: &[u8]| std::str::from_utf8(text).is_ok_and(&is_key);
    let mut keys = Vec::new();
    let mut start = 0;
    for part in letters.split(|byte| !RoutingKey::has_letter(*byte)) {
        let bytes = |key: Range<usize>| places[start + key.start].start..places[start + key.end - 1].end;
        keys.extend(keys_among(part, own, is_key).into_iter().map(bytes));
        start += part.len() + 1;
    }
    keys
}

/// The keys among letters, in order.
fn keys_among(letters: &[u8], own: &Finder<'_>, is_key: impl Fn(&[u8]) -> bool) -> Vec<Range<usize>> {
    let mut keys = Vec::new();
    if letters.len() < SHORTEST {
        return keys;
    }
    if is_key(letters) {
        keys.push(0..letters.len());
        return keys;
    }
    let mut from = 0;
    while let Some(key) = next_key(letters, from, own, &is_key) {
        from = key.end;
        keys.push(key);
    }
    keys
}

/// The first key among letters from `from` on.
fn next_key(letters: &[u8], from: usize, own: &Finder<'_>, is_key: impl Fn(&[u8]) -> bool) -> Option<Range<usize>> {
    let rest = &letters[from..];
    let own_at = (rest.len() >= own.needle().len()).then(|| own.find(rest)).flatten();
    let other = rest[..own_at.unwrap_or(rest.len())]
        .windows(RoutingKey::GENERATED_LENGTH)
        .position(is_key);
    let (at, length) = match (other, own_at) {
        (Some(at), _) => (at, RoutingKey::GENERATED_LENGTH),
        (None, Some(at)) => (at, own.needle().len()),
        (None, None) => return None,
    };
    Some(from + at..from + at + length)
}

/// Whether `%61` is read as a URL's escape, and what that stands for again: `%2561` as `a`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Percent {
    Kept,
    Decoded,
}

/// A word with escapes as it is read.
struct Letters {
    /// What is no letter is 0.
    letters: Vec<u8>,
    /// Where each stands.
    places: Vec<Range<usize>>,
}

impl Letters {
    fn of(word: &[u8], percent: Percent) -> Self {
        let (mut letters, mut places) = (Vec::new(), Vec::new());
        let mut at = 0;
        while at < word.len() {
            let (letter, bytes) = match word[at] {
                b'\\' => escape(&word[at..]),
                byte => (byte, 1),
            };
            letters.push(letter);
            places.push(at..at + bytes);
            at += bytes;
            // The text is JSON first, and what that says may be a URL.
            if percent == Percent::Decoded
                && let [.., b'%', high, low] = letters[..]
                && let letter @ 1.. = hexadecimal(Some(&[high, low]))
            {
                letters.truncate(letters.len() - 3);
                letters.push(letter);
                let start = places[places.len() - 3].start;
                places.truncate(places.len() - 3);
                places.push(start..at);
            }
        }
        Self { letters, places }
    }

    /// As a URL is read, once and from left to right.
    fn of_url(&self) -> Self {
        let (mut letters, mut places) = (Vec::new(), Vec::new());
        let mut at = 0;
        while let Some(&letter) = self.letters.get(at) {
            let digits = self.letters.get(at + 1..at + 3);
            let is_escape = letter == b'%' && digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
            let (letter, count) = if is_escape {
                (hexadecimal(digits), 3)
            } else {
                (letter, 1)
            };
            letters.push(letter);
            places.push(self.places[at].start..self.places[at + count - 1].end);
            at += count;
        }
        Self { letters, places }
    }
}

/// The ASCII letter that hexadecimal digits stand for, 0 for any other character and for what are no digits.
fn hexadecimal(digits: Option<&[u8]>) -> u8 {
    let value = digits.unwrap_or_default().iter().try_fold(0, |value, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        Some(value * 16 + digit)
    });
    let letter = value.and_then(|value| u8::try_from(value).ok());
    letter.filter(u8::is_ascii).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OWN: &str = "0123456789abcdef0123456789abcdef";
    const OTHER: &str = "fedcba9876543210fedcba9876543210";
    const WORDY: &str = "our-very-own_routing-key";

    fn hidden(body: &str) -> Option<String> {
        hidden_among(body, OWN, &[OTHER, WORDY])
    }

    fn hidden_among(body: &str, own: &str, others: &[&str]) -> Option<String> {
        without(body.as_bytes(), own, others).map(|shown| String::from_utf8(shown).unwrap())
    }

    /// Whether tails are told or not must play no part.
    fn without(body: &[u8], own: &str, others: &[&str]) -> Option<Vec<u8>> {
        let own = own.parse().unwrap();
        let is_key = |text: &str| others.contains(&text);
        let tails: Vec<Finder<'_>> = others.iter().map(|key| Finder::new(&key[key.len() - 4..])).collect();
        let shown = without_keys(body, &own, Some(tails.iter().collect()), is_key);
        assert_eq!(shown, without_keys(body, &own, None, is_key));
        shown
    }

    fn escaped(text: &str) -> String {
        spelled(text, |byte| format!("\\u{byte:04x}"))
    }

    fn percent(text: &str) -> String {
        spelled(text, |byte| format!("%{byte:02X}"))
    }

    fn spelled(text: &str, spell: impl Fn(u8) -> String) -> String {
        text.bytes().map(spell).collect::<Vec<_>>().concat()
    }

    #[test]
    fn keys_are_hidden_however_they_are_spelled() {
        for key in [OWN, OTHER, WORDY] {
            let (head, tail) = key.split_at(5);
            for spelled in [
                key.to_owned(),
                escaped(key),
                percent(key),
                format!("{head}{}", escaped(tail)),
                format!("{}{tail}", percent(head)),
                escaped(&percent(key)),
                escaped(&percent(key)).replace("\\u0025", "%"),
            ] {
                for (before, after) in [
                    ("", ""),
                    ("http://h/webhooks/", "?x"),
                    ("http%3A%2F%2Fh%2Fwebhooks%2F", "%3Fx"),
                    (r"\n", r"\n"),
                    (r#"{"a":""#, r#""}"#),
                    (r"\u00e9", r"\u2028"),
                    (r"\\", r"\\"),
                    ("é", "é"),
                ] {
                    let wanted = format!("{before}<secret>{after} rest of it");
                    let body = format!("{before}{spelled}{after} rest of it");
                    assert_eq!(hidden(&body).as_deref(), Some(&*wanted), "{body}");
                }
            }
        }
    }

    #[test]
    fn what_only_begins_an_escape_hides_none() {
        let hexadecimal = "7a3456789abcdef0123456789abcdef7";
        for before in [
            "%", "%2", "%25", "%2525", "50%2", r"\u", r"\u0", r"\u00", r"\u0025", r"\u00e9", r"\n", "%C3%A9", r"\",
            "%u",
        ] {
            for (body, key) in [
                (format!("{before}{hexadecimal}"), hexadecimal),
                (format!("{before}{OTHER} x"), OTHER),
            ] {
                let shown = hidden_among(&body, hexadecimal, &[OTHER]).unwrap();
                assert!(!shown.contains(&key[6..]), "{body}: {shown}");
            }
        }
        assert_eq!(hidden(&format!("%C3%A9{WORDY}")).as_deref(), Some("%C3%A9<secret>"));
    }

    #[test]
    fn a_percent_sign_before_a_key_may_be_text() {
        let own = "5c5aee4b27ea1b22786c0a4296d1186d";
        let json_from = |at: usize| format!("{}{}", &own[..at], escaped(&own[at..]));
        for spelled in [0, 1, 2, 5, 31].map(json_from) {
            for before in [
                "100%",
                "%",
                "%2",
                "%6",
                "%%",
                "%3%",
                "%2%2",
                "100\\u0025",
                r"100%25",
                "%zz",
                "%5c",
            ] {
                let body = format!("{{\"summary\": \"{before}{spelled} of it\"}}");
                let shown = hidden_among(&body, own, &[]).unwrap_or_default();
                assert!(shown.ends_with("<secret> of it\"}"), "{body}: {shown}");
            }
        }
    }

    #[test]
    fn what_is_json_stays_json() {
        let own = "b0003456789abcdef0123456789abcde";
        for before in [
            r"", r"\", r"\\", r"\\\", r"\u", r"\u0", r"\u00", r"\u000", r"\u00e9", r"\n", r"\\u00", r"\\\u00", "%",
        ] {
            let body = format!("\"a{before}{own} z\"");
            let shown = hidden_among(&body, own, &[]).unwrap();
            assert!(!shown.contains(&own[4..]), "{body}: {shown}");
            let is_json = |text: &str| serde_json::from_str::<String>(text).is_ok();
            assert_eq!(is_json(&body), is_json(&shown), "{body}: {shown}");
        }
    }

    #[test]
    fn one_that_is_part_of_a_word_is_hidden_if_its_length_is_known() {
        for (body, wanted) in [
            (
                format!("a{OWN}b{OTHER}c{OWN}{OWN}"),
                Some("a<secret>b<secret>c<secret><secret>"),
            ),
            (format!("key-{OTHER}-{OTHER}"), Some("key-<secret>-<secret>")),
            (format!("{OTHER}{OTHER}"), Some("<secret><secret>")),
            (format!("x{WORDY}"), None),
        ] {
            assert_eq!(hidden(&body).as_deref(), wanted, "{body}");
        }
    }

    #[test]
    fn nothing_else_is_changed() {
        for body in [
            "",
            "{}",
            "0123456789abcdef",
            "0123456789abcdef0123456789abcdeg",
            r"0123456789abcdef\0123456789abcdef",
            r"0123456789abcdef\\u00300123456789abcdef",
            "%",
            r"\",
            r"\u",
            r"aaaaaaaaaaaaaaaaaa\u12",
            "aaaaaaaaaaaaaaaaaa%1",
            "aaaaaaaaaaaaaaaaaa%+1%-1%zz%00%ff",
        ] {
            assert_eq!(hidden(body), None, "{body}");
        }
    }

    /// What may stand beside a key in a text of JSON.
    fn noise() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec![
            "%", "%2", "%25", "%4", "%6", "%%", "a", "7", "f", "-", "_", "/", " ", r"\\", r"\n", r"\u00e9", r"\u0025",
            r"\u0032", r"\u005c", "\u{e9}", "%c3%a9", "%5c", "u0061",
        ])
    }

    /// A text as a URL's reader takes it.
    fn percent_decoded(text: &str) -> String {
        let mut bytes = Vec::new();
        let mut rest = text.as_bytes();
        while let Some((&first, behind)) = rest.split_first() {
            let digits = behind
                .get(..2)
                .filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
            if let (b'%', Some(digits)) = (first, digits) {
                bytes.push(u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap());
                rest = &behind[2..];
            } else {
                bytes.push(first);
                rest = behind;
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    proptest! {
        /// Where a key stands between what it cannot be part of plays no part, and nothing around it is touched.
        #[test]
        fn a_key_is_hidden_anywhere(
            // A backslash before it would take its first letter, or the quotation mark.
            before in r#"([ -\[\]-~é]{0,40}[ ":/])?"#,
            after in r#"([ "?/][ -~é]{0,40})?"#,
        ) {
            let body = format!("{before}{OTHER}{after}");
            prop_assert_eq!(hidden(&body), Some(format!("{before}<secret>{after}")));
        }

        /// Whoever reads the text finds no key in it, whether they take it for a URL or not.
        #[test]
        fn no_reader_finds_a_key(
            key in "[0-9a-f]{32}",
            before in proptest::collection::vec(noise(), 0..4),
            spelling in proptest::collection::vec(0..4_u8, 32),
            after in proptest::collection::vec(noise(), 0..4),
        ) {
            let spelled = key.bytes().zip(spelling).map(|(byte, how)| match how {
                0 => char::from(byte).to_string(),
                1 => escaped(&char::from(byte).to_string()),
                2 => percent(&char::from(byte).to_string()),
                _ => escaped(&percent(&char::from(byte).to_string())),
            });
            let body = format!("\"{}{}{}\"", before.concat(), spelled.collect::<String>(), after.concat());
            let shown = hidden_among(&body, &key, &[]).unwrap_or_else(|| body.clone());
            let read: String = serde_json::from_str(&shown).unwrap();
            prop_assert!(!read.contains(&key), "{body}: {shown}");
            prop_assert!(!percent_decoded(&read).contains(&key), "{body}: {shown}");
        }

        /// No bytes are too odd.
        #[test]
        fn any_bytes_can_be_looked_through(body in proptest::collection::vec(any::<u8>(), 0..200), cut in 0..64_usize) {
            let mut body = body;
            body.splice(0..0, escaped(OTHER)[..cut * 3].bytes());
            let _ = without(&body, OWN, &[OTHER]);
        }
    }
}
