//! Label sets and their hash.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::text::quote::Quoted;

/// Names and values, sorted by name bytewise, each name once. Annotations have the same shape.
///
/// The texts lie one behind the other: a set is two pieces of memory, however many labels it has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct LabelSet {
    text: String,
    ends: Vec<Ends>,
}

/// Where the name and the value of a pair end. The name begins where the pair before it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Ends {
    name: usize,
    value: usize,
}

impl LabelSet {
    /// The empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The empty set, with room for so many labels, their names and values so many bytes long.
    #[must_use]
    pub fn with_capacity(labels: usize, bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            ends: Vec::with_capacity(labels),
        }
    }

    /// The value of `name`; `None` if it is absent. Matchers read an absent label as the empty string.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let at = self.position(name).ok()?;
        Some(self.value(at))
    }

    /// Sets `name` to `value`, whatever it was.
    pub fn insert(&mut self, name: impl AsRef<str>, value: impl AsRef<str>) {
        let (name, value) = (name.as_ref(), value.as_ref());
        match self.position(name) {
            Ok(at) => {
                let Ends {
                    name: start,
                    value: end,
                } = self.ends[at];
                self.text.replace_range(start..end, value);
                self.ends[at].value = start + value.len();
                self.move_pairs(at + 1, end - start, value.len());
            }
            Err(at) if at == self.len() => self.push(name, value),
            Err(at) => {
                let start = self.start(at);
                let ends = Ends {
                    name: start + name.len(),
                    value: start + name.len() + value.len(),
                };
                self.text.insert_str(start, value);
                self.text.insert_str(start, name);
                self.ends.insert(at, ends);
                self.move_pairs(at + 1, 0, name.len() + value.len());
            }
        }
    }

    /// Takes `name` out, if it is there.
    pub fn remove(&mut self, name: &str) {
        if let Ok(at) = self.position(name) {
            let start = self.start(at);
            let end = self.ends.remove(at).value;
            self.text.replace_range(start..end, "");
            self.move_pairs(at, end - start, 0);
        }
    }

    /// Takes out labels whose value is empty, as Alertmanager does with what it receives.
    pub fn remove_empty(&mut self) {
        self.retain(|_, value| !value.is_empty());
    }

    /// Keeps the pairs `keep` says yes to.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &str) -> bool) {
        let Some(first) = self.iter().position(|(name, value)| !keep(name, value)) else {
            return;
        };
        let mut kept = Self::with_capacity(self.len(), self.text.len());
        for (at, (name, value)) in self.iter().enumerate() {
            if at < first || (at > first && keep(name, value)) {
                kept.push(name, value);
            }
        }
        *self = kept;
    }

    /// The pairs in the order of their names.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> + Clone {
        (0..self.len()).map(|at| self.pair(at))
    }

    /// How many labels there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no label.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many bytes it takes, but for room that is not used.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.text.len() + self.ends.len() * size_of::<Ends>()
    }

    /// The 64-bit FNV-1a hash over name, 0xff, value, 0xff of each pair, as Prometheus computes it.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        const OFFSET: u64 = 14_695_981_039_346_656_037;
        const PRIME: u64 = 1_099_511_628_211;
        let mut hash = OFFSET;
        let mut add = |bytes: &[u8]| {
            for &byte in bytes.iter().chain(&[0xff]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(PRIME);
            }
        };
        for (name, value) in self.iter() {
            add(name.as_bytes());
            add(value.as_bytes());
        }
        Fingerprint(hash)
    }

    fn position(&self, name: &str) -> Result<usize, usize> {
        // Mostly they come in order.
        if self.len().checked_sub(1).is_none_or(|last| self.name(last) < name) {
            return Err(self.len());
        }
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.name(middle).cmp(name) {
                Ordering::Less => low = middle + 1,
                Ordering::Equal => return Ok(middle),
                Ordering::Greater => high = middle,
            }
        }
        Err(low)
    }

    fn pair(&self, at: usize) -> (&str, &str) {
        (self.name(at), self.value(at))
    }

    fn name(&self, at: usize) -> &str {
        &self.text[self.start(at)..self.ends[at].name]
    }

    fn value(&self, at: usize) -> &str {
        &self.text[self.ends[at].name..self.ends[at].value]
    }

    /// Where the pair begins, or would.
    fn start(&self, at: usize) -> usize {
        at.checked_sub(1).map_or(0, |before| self.ends[before].value)
    }

    /// Adds a pair behind all others.
    fn push(&mut self, name: &str, value: &str) {
        self.text.push_str(name);
        let end = self.text.len();
        self.text.push_str(value);
        self.ends.push(Ends {
            name: end,
            value: self.text.len(),
        });
    }

    /// Notes that the text before the pairs from `at` on became longer or shorter: what had so many bytes has so many now.
    fn move_pairs(&mut self, at: usize, before: usize, now: usize) {
        for ends in &mut self.ends[at..] {
            ends.name = ends.name - before + now;
            ends.value = ends.value - before + now;
        }
    }
}

/// By the first pair that differs.
impl Ord for LabelSet {
    fn cmp(&self, other: &Self) -> Ordering {
        self.iter().cmp(other.iter())
    }
}

impl PartialOrd for LabelSet {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<N: AsRef<str>, V: AsRef<str>> FromIterator<(N, V)> for LabelSet {
    /// Of a repeated name the last value stays.
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let mut pairs: Vec<(N, V)> = pairs.into_iter().collect();
        // In order each is added behind the others, which no number of them makes slow.
        pairs.sort_by(|(one, _), (other, _)| one.as_ref().cmp(other.as_ref()));
        let bytes = |(name, value): &(N, V)| name.as_ref().len() + value.as_ref().len();
        let mut set = Self::with_capacity(pairs.len(), pairs.iter().map(bytes).sum());
        set.extend(pairs);
        set
    }
}

impl<N: AsRef<str>, V: AsRef<str>> Extend<(N, V)> for LabelSet {
    fn extend<I: IntoIterator<Item = (N, V)>>(&mut self, pairs: I) {
        for (name, value) in pairs {
            self.insert(name, value);
        }
    }
}

/// As in `{alertname="A", cluster="eu"}`, values quoted as Go does. Mirrors `model.LabelSet.String`.
impl fmt::Display for LabelSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (at, (name, value)) in self.iter().enumerate() {
            let separator = if at == 0 { "" } else { ", " };
            write!(f, "{separator}{name}={}", Quoted(value))?;
        }
        f.write_str("}")
    }
}

impl Serialize for LabelSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (name, value) in self.iter() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// The hash that identifies an alert: of its labels, whatever their order. Prints as 16 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(pub u64);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not 16 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a fingerprint of 16 hexadecimal digits")]
pub struct ParseFingerprintError(String);

impl FromStr for Fingerprint {
    type Err = ParseFingerprintError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let well_formed = text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
        well_formed
            .then(|| u64::from_str_radix(text, 16).ok())
            .flatten()
            .map(Self)
            .ok_or_else(|| ParseFingerprintError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn fingerprints_equal_those_of_a_real_alertmanager() {
        let cases: [(&[(&str, &str)], &str); 6] = [
            (&[], "cbf29ce484222325"),
            (&[("alertname", "A")], "d2c6efc389df0927"),
            (
                &[
                    ("alertname", "InstanceDown"),
                    ("instance", "localhost:9090"),
                    ("job", "prometheus"),
                ],
                "b263407b9809ae48",
            ),
            (
                &[("Zed", "é"), ("_a", " "), ("alertname", "日本"), ("b", "x\"y\\z\n")],
                "607a0c7bd1d5b53a",
            ),
            (
                &[("A", "3"), ("a", "1"), ("a1", "2"), ("aB", "5"), ("a_", "4")],
                "95fdc5820d777419",
            ),
            (
                &[
                    ("severity", "page"),
                    ("instance", "a:9090"),
                    ("cluster", "eu"),
                    ("alertname", "HighLatency"),
                ],
                "1de0ec8ab0fbc9be",
            ),
        ];
        for (pairs, expected) in cases {
            let set: LabelSet = pairs.iter().copied().collect();
            assert_eq!(set.fingerprint().to_string(), expected, "{pairs:?}");
            assert_eq!(expected.parse(), Ok(set.fingerprint()));
        }
        assert!("d2c6".parse::<Fingerprint>().is_err());
    }

    /// What a sender can make a receiver do must not grow with the square of what is sent.
    #[test]
    fn very_many_labels_are_no_burden() {
        let names = (0..200_000).rev().map(|number| format!("{number:06}"));
        let mut set: LabelSet = names.map(|name| (name, "")).collect();
        assert_eq!(set.len(), 200_000);
        set.insert("x", "y");
        set.remove_empty();
        assert!(set.iter().eq([("x", "y")]));
    }

    proptest! {
        /// The order in which labels arrive changes neither the set nor its hash.
        #[test]
        fn order_of_labels_does_not_matter(pairs in proptest::collection::btree_map("[a-zA-Z_é]{1,6}", ".{0,6}", 0..8)) {
            let forwards: LabelSet = pairs.clone().into_iter().collect();
            let backwards: LabelSet = pairs.into_iter().rev().collect();
            prop_assert_eq!(forwards.fingerprint(), backwards.fingerprint());
            prop_assert_eq!(forwards, backwards);
        }

        #[test]
        fn of_a_repeated_name_the_last_value_stays(pairs in proptest::collection::vec(("[ab]{1,2}", ".{0,3}"), 0..12)) {
            let set: LabelSet = pairs.clone().into_iter().collect();
            let map: BTreeMap<String, String> = pairs.into_iter().collect();
            prop_assert!(set.iter().eq(map.iter().map(|(name, value)| (name.as_str(), value.as_str()))));
        }

        /// What is done to a set is what is done to a map.
        #[test]
        fn a_set_is_a_map(steps in proptest::collection::vec(("[a-cé]{0,2}", ".{0,3}", 0_u8..4), 0..30)) {
            let (mut set, mut map) = (LabelSet::new(), BTreeMap::new());
            let mut before = (set.clone(), map.clone());
            for (name, value, what) in steps {
                match what {
                    0 => {
                        set.remove(&name);
                        map.remove(&name);
                    }
                    1 => {
                        set.retain(|known, _| *known <= *name);
                        map.retain(|known, _| *known <= name);
                    }
                    _ => {
                        set.insert(&name, &value);
                        map.insert(name.clone(), value.clone());
                    }
                }
                let pairs = map.iter().map(|(name, value)| (name.as_str(), value.as_str()));
                prop_assert!(set.iter().eq(pairs));
                prop_assert_eq!(set.get(&name), map.get(&name).map(String::as_str));
                prop_assert_eq!(set.cmp(&before.0), map.cmp(&before.1));
                prop_assert_eq!(&set, &map.iter().collect());
                before = (set.clone(), map.clone());
            }
        }
    }
}
