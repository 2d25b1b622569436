//! Label sets and their hash.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::text::quote::Quoted;

/// Names and values, sorted by name bytewise, each name once. Annotations have the same shape. Clones share the texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LabelSet {
    pairs: Vec<(Arc<str>, Arc<str>)>,
}

impl LabelSet {
    /// The empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of `name`; `None` if it is absent. Matchers read an absent label as the empty string.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let at = self.position(name).ok()?;
        Some(&self.pairs[at].1)
    }

    /// Sets `name` to `value` and returns the value it had.
    pub fn insert(&mut self, name: impl Into<Arc<str>>, value: impl Into<Arc<str>>) -> Option<Arc<str>> {
        let (name, value) = (name.into(), value.into());
        match self.position(&name) {
            Ok(at) => Some(std::mem::replace(&mut self.pairs[at].1, value)),
            Err(at) => {
                self.pairs.insert(at, (name, value));
                None
            }
        }
    }

    /// Takes `name` out and returns the value it had.
    pub fn remove(&mut self, name: &str) -> Option<Arc<str>> {
        let at = self.position(name).ok()?;
        Some(self.pairs.remove(at).1)
    }

    /// Takes out labels whose value is empty, as Alertmanager does with what it receives.
    pub fn remove_empty(&mut self) {
        self.pairs.retain(|(_, value)| !value.is_empty());
    }

    /// Keeps the pairs `keep` says yes to.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &str) -> bool) {
        self.pairs.retain(|(name, value)| keep(name, value));
    }

    /// The pairs in the order of their names.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> + Clone {
        self.pairs.iter().map(|(name, value)| (&**name, &**value))
    }

    /// How many labels there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there is no label.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
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
        for (name, value) in &self.pairs {
            add(name.as_bytes());
            add(value.as_bytes());
        }
        Fingerprint(hash)
    }

    fn position(&self, name: &str) -> Result<usize, usize> {
        self.pairs.binary_search_by(|(known, _)| (**known).cmp(name))
    }
}

impl<N: Into<Arc<str>>, V: Into<Arc<str>>> FromIterator<(N, V)> for LabelSet {
    /// Of a repeated name the last value stays.
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let mut set = Self::new();
        set.extend(pairs);
        set
    }
}

impl<N: Into<Arc<str>>, V: Into<Arc<str>>> Extend<(N, V)> for LabelSet {
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
        for (name, value) in &self.pairs {
            map.serialize_entry(&**name, &**value)?;
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

    proptest! {
        /// The order in which labels arrive changes neither the set nor its hash.
        #[test]
        fn order_of_labels_does_not_matter(pairs in proptest::collection::btree_map("[a-zA-Z_é]{1,6}", ".{0,6}", 0..8)) {
            let forwards: LabelSet = pairs.clone().into_iter().collect();
            let backwards: LabelSet = pairs.into_iter().rev().collect();
            prop_assert_eq!(forwards.fingerprint(), backwards.fingerprint());
            prop_assert_eq!(forwards, backwards);
        }
    }
}
