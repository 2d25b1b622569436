//! The secret in a webhook URL.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use memchr::memmem::Finder;
use sha2::{Digest, Sha256};

use super::random;

/// Characters of a key that may be shown.
pub(super) const TAIL_CHARACTERS: usize = 4;

/// A routing key in clear. Never stored, and never printed except through [`RoutingKey::expose`].
#[derive(Clone, PartialEq, Eq)]
pub struct RoutingKey(String);

impl RoutingKey {
    /// Characters a key may have.
    pub(super) const LENGTHS: RangeInclusive<usize> = 16..=128;

    /// Characters of a generated key.
    pub(super) const GENERATED_LENGTH: usize = 32;

    /// A new one: hexadecimal digits from 16 random bytes.
    #[must_use]
    pub fn generate() -> Self {
        Self(random::hex(&random::bytes::<{ Self::GENERATED_LENGTH / 2 }>()))
    }

    /// Whether a key may have this byte.
    pub(super) const fn has_letter(byte: u8) -> bool {
        byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
    }

    /// The key itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What the store keeps of it.
    #[must_use]
    pub fn hash(&self) -> KeyHash {
        KeyHash::of(&self.0)
    }

    /// Its last four characters.
    #[must_use]
    pub fn tail(&self) -> &str {
        &self.0[self.0.len() - TAIL_CHARACTERS..]
    }
}

/// What a key is recognised by that is not kept in clear.
#[derive(Clone, Debug)]
pub struct KeyTrace {
    hash: KeyHash,
    tail: Finder<'static>,
}

impl KeyTrace {
    /// What is kept of a key.
    #[must_use]
    pub fn of(key: &RoutingKey) -> Self {
        Self::new(key.hash(), key.tail())
    }

    pub(super) fn new(hash: KeyHash, tail: &str) -> Self {
        Self {
            hash,
            tail: Finder::new(tail.as_bytes()).into_owned(),
        }
    }

    /// The key's hash.
    #[must_use]
    pub fn hash(&self) -> &KeyHash {
        &self.hash
    }

    /// What finds its last characters.
    pub(super) fn tail(&self) -> &Finder<'static> {
        &self.tail
    }

    /// Whether a text is that key. Few are hashed: the tail spares the others.
    pub(super) fn is_of(&self, text: &str) -> bool {
        text.as_bytes().ends_with(self.tail.needle()) && KeyHash::of(text) == self.hash
    }
}

impl fmt::Debug for RoutingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<secret>")
    }
}

/// The text cannot be a routing key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a routing key has 16 to 128 characters from A-Z a-z 0-9 _ -")]
pub struct ParseRoutingKeyError;

impl FromStr for RoutingKey {
    type Err = ParseRoutingKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let well_formed = Self::LENGTHS.contains(&text.len()) && text.bytes().all(Self::has_letter);
        well_formed.then(|| Self(text.to_owned())).ok_or(ParseRoutingKeyError)
    }
}

/// The SHA-256 hash of a routing key. Looking up a hash tells an attacker's clock nothing about the key.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyHash(pub [u8; 32]);

impl KeyHash {
    pub(super) fn of(key: &str) -> Self {
        Self(Sha256::digest(key).into())
    }
}

impl fmt::Debug for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<hash>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_not_printed() {
        let key: RoutingKey = "rk_0123456789abcdef".parse().unwrap();
        assert_eq!(format!("{key:?}{:?}", key.hash()), "<secret><hash>");
        assert_eq!(key.tail(), "cdef");
    }

    #[test]
    fn keys_are_long_and_harmless_in_a_url() {
        let key = RoutingKey::generate();
        assert_eq!(key.expose().len(), 32);
        assert_eq!(key.expose().parse(), Ok(key.clone()));
        assert_ne!(key, RoutingKey::generate());
        for text in ["", "short", "0123456789abcdef/", "é123456789abcdef0", &"x".repeat(129)] {
            assert!(text.parse::<RoutingKey>().is_err(), "{text:?}");
        }
    }
}
