//! Routing keys in payloads. They are secrets and say nothing of an alert, so they are hidden before a payload is read or
//! kept.
//!
//! A key may be spelled as JSON (`\u0061`) and URLs (`%61`) allow, since whoever reads it there can use it.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem::Finder;

use super::RoutingKey;
use crate::text::secret::MASK;

/// `body` with `<secret>` for the key it was sent with, wherever that stands, and for every other text that `is_key`: a
/// whole word, or as many letters as a generated key has. `None` if there is none.
pub(super) fn without_keys(body: &[u8], own: &RoutingKey, is_key: impl Fn(&str) -> bool) -> Option<Vec<u8>> {
    let mut shown = Vec::new();
    let mut shown_to = 0;
    let mut from = 0;
    while let Some(run) = next_run(body, from) {
        from = run.end;
        let spelled = Spelled::of(&body[run.clone()]);
        for key in spelled.keys(own.expose().as_bytes(), &is_key) {
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

/// The next bytes from `from` on, where a run begins, that may spell a key: as many as the shortest has, and none that no
/// spelling has.
fn next_run(body: &[u8], mut from: usize) -> Option<Range<usize>> {
    const SHORTEST: usize = *RoutingKey::LENGTHS.start();
    let may_spell = |byte: u8| RoutingKey::has_letter(byte) || matches!(byte, b'\\' | b'%');
    // A run that begins here or later and is long enough has the last of these bytes.
    while let Some(&last) = body.get(from + SHORTEST - 1) {
        let known = from + SHORTEST - 1;
        if !may_spell(last) {
            from = known + 1;
            continue;
        }
        let before = body[from..known].iter().rposition(|byte| !may_spell(*byte));
        let start = before.map_or(from, |before| from + before + 1);
        let length = body[known..].iter().position(|byte| !may_spell(*byte));
        let end = length.map_or(body.len(), |length| known + length);
        if end - start >= SHORTEST {
            return Some(start..end);
        }
        from = end;
    }
    None
}

/// A run of bytes as it is read.
struct Spelled<'a> {
    /// Its letters; what is none is 0.
    letters: Cow<'a, [u8]>,
    /// Where each letter stands; `None` if each is its own byte.
    places: Option<Vec<Range<usize>>>,
}

impl<'a> Spelled<'a> {
    fn of(run: &'a [u8]) -> Self {
        if memchr::memchr2(b'\\', b'%', run).is_none() {
            return Self {
                letters: Cow::Borrowed(run),
                places: None,
            };
        }
        let (mut letters, mut places) = (Vec::new(), Vec::new());
        let mut at = 0;
        while at < run.len() {
            let (letter, bytes) = match &run[at..] {
                [b'\\', b'u', digits @ ..] => (hexadecimal(digits.get(..4)), 6),
                [b'\\', ..] => (0, 2),
                [byte, ..] => (*byte, 1),
                [] => break,
            };
            let end = (at + bytes).min(run.len());
            letters.push(letter);
            places.push(at..end);
            // The text is JSON first, and what that says may be a URL.
            if let [.., b'%', high, low] = letters[..]
                && let letter @ 1.. = hexadecimal(Some(&[high, low]))
            {
                letters.truncate(letters.len() - 3);
                letters.push(letter);
                let start = places[places.len() - 3].start;
                places.truncate(places.len() - 3);
                places.push(start..end);
            }
            at = end;
        }
        Self {
            letters: Cow::Owned(letters),
            places: Some(places),
        }
    }

    /// The bytes of the keys in it, in order.
    fn keys(&self, own: &[u8], is_key: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
        let is_key = |text: &[u8]| std::str::from_utf8(text).is_ok_and(&is_key);
        let own = Finder::new(own);
        let mut keys = Vec::new();
        let mut start = 0;
        for word in self.letters.split(|byte| !RoutingKey::has_letter(*byte)) {
            let mut found = |inside: Range<usize>| keys.push(self.bytes(start + inside.start..start + inside.end));
            if is_key(word) {
                found(0..word.len());
            } else {
                let mut from = 0;
                while let Some(key) = next_key(word, from, &own, is_key) {
                    from = key.end;
                    found(key);
                }
            }
            start += word.len() + 1;
        }
        keys
    }

    fn bytes(&self, letters: Range<usize>) -> Range<usize> {
        match &self.places {
            None => letters,
            Some(places) => places[letters.start].start..places[letters.end - 1].end,
        }
    }
}

/// The first key inside a word from `from` on.
fn next_key(word: &[u8], from: usize, own: &Finder<'_>, is_key: impl Fn(&[u8]) -> bool) -> Option<Range<usize>> {
    let own_at = own.find(&word[from..]).map(|at| from + at);
    let before_own = &word[from..own_at.unwrap_or(word.len())];
    let other = before_own
        .windows(RoutingKey::GENERATED_LENGTH)
        .position(is_key)
        .map(|at| from + at..from + at + RoutingKey::GENERATED_LENGTH);
    other.or_else(|| own_at.map(|at| at..at + own.needle().len()))
}

/// The ASCII letter that hexadecimal digits stand for, 0 for any other character and for what are no digits.
fn hexadecimal(digits: Option<&[u8]>) -> u8 {
    let text = digits
        .and_then(|digits| std::str::from_utf8(digits).ok())
        .unwrap_or_default();
    let is_number = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let value = is_number.then(|| u8::from_str_radix(text, 16).ok()).flatten();
    value.filter(u8::is_ascii).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OWN: &str = "0123456789abcdef0123456789abcdef";
    const OTHER: &str = "fedcba9876543210fedcba9876543210";
    const WORDY: &str = "our-very-own_routing-key";

    fn hidden(body: &str) -> Option<String> {
        let own = OWN.parse().unwrap();
        without_keys(body.as_bytes(), &own, |text| [OTHER, WORDY].contains(&text))
            .map(|shown| String::from_utf8(shown).unwrap())
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

    proptest! {
        /// Where a key stands between what it cannot be part of plays no part, and nothing around it is touched.
        #[test]
        fn a_key_is_hidden_anywhere(
            before in r#"([ -~é]{0,40}[ ":/])?"#,
            after in r#"([ "?/][ -~é]{0,40})?"#,
        ) {
            // A backslash before it would take its first letter, or the quotation mark.
            prop_assume!(!before.contains('\\'));
            let body = format!("{before}{OTHER}{after}");
            prop_assert_eq!(hidden(&body), Some(format!("{before}<secret>{after}")));
        }

        /// No bytes are too odd.
        #[test]
        fn any_bytes_can_be_looked_through(body in proptest::collection::vec(any::<u8>(), 0..200), cut in 0..64_usize) {
            let mut body = body;
            body.splice(0..0, escaped(OTHER)[..cut * 3].bytes());
            let own = OWN.parse().unwrap();
            let _ = without_keys(&body, &own, |text| text == OTHER);
        }
    }
}
