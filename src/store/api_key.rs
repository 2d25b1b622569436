//! Keys of the V1 API.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{KeyHash, random};
use crate::api::Scope;

/// What every key begins with.
const PREFIX: &str = "rf_";

/// What ours begin with, so that a program can tell that they are worth nothing elsewhere.
pub const LOCAL_KEY_PREFIX: &str = "rf_local_";

/// Characters of a key that may be shown.
const TAIL_CHARACTERS: usize = 4;

/// A key in clear. Never stored, and never printed except through [`ApiKeySecret::expose`].
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKeySecret(String);

impl ApiKeySecret {
    /// A new one: 40 hexadecimal digits from 20 random bytes.
    #[must_use]
    pub fn generate() -> Self {
        Self(format!("{LOCAL_KEY_PREFIX}{}", random::hex(&random::bytes::<20>())))
    }

    /// The key itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What the store keeps of it.
    #[must_use]
    pub fn hash(&self) -> KeyHash {
        KeyHash(Sha256::digest(&self.0).into())
    }

    /// Its last four characters.
    #[must_use]
    pub fn tail(&self) -> &str {
        &self.0[self.0.len() - TAIL_CHARACTERS..]
    }
}

impl fmt::Debug for ApiKeySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<secret>")
    }
}

/// The text cannot be an API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an API key begins with rf_, and has 16 to 256 characters from A-Z a-z 0-9 _ -")]
pub struct ParseApiKeyError;

impl FromStr for ApiKeySecret {
    type Err = ParseApiKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let well_formed = text.starts_with(PREFIX)
            && (16..=256).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        well_formed.then(|| Self(text.to_owned())).ok_or(ParseApiKeyError)
    }
}

/// The store's name of a key; never given out again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ApiKeyId(pub i64);

/// Whom a key stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ApiKeyKind {
    /// A person.
    #[default]
    Personal,
    /// A program.
    ServiceAccount,
}

impl ApiKeyKind {
    /// The API's value.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::ServiceAccount => "service_account",
        }
    }
}

/// What is kept of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// The store's name of it.
    pub id: ApiKeyId,
    /// What people call it; unique whatever its case.
    pub name: String,
    /// Its hash.
    pub hash: KeyHash,
    /// Its last four characters.
    pub tail: String,
    /// Whom it stands for.
    pub kind: ApiKeyKind,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Its owner's email.
    pub owner_email: Option<String>,
    /// Its owner's name.
    pub owner_name: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
}

impl ApiKey {
    /// Who acts with it, as timelines and assignments say: its owner, or the key itself.
    #[must_use]
    pub fn person(&self) -> &str {
        self.owner_email.as_deref().unwrap_or(&self.name)
    }
}

/// A key to create.
#[derive(Clone, Debug, Default)]
pub struct NewApiKey {
    /// What people call it.
    pub name: String,
    /// Whom it stands for.
    pub kind: ApiKeyKind,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Its owner's email.
    pub owner_email: Option<String>,
    /// Its owner's name.
    pub owner_name: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_recognised_and_not_printed() {
        let key = ApiKeySecret::generate();
        assert_eq!(key.expose().len(), "rf_local_".len() + 40);
        assert_eq!(key.expose().parse(), Ok(key.clone()));
        assert_ne!(key, ApiKeySecret::generate());
        assert_eq!(format!("{key:?}"), "<secret>");
        for text in ["", "rf_", "rf_short", "xx_0123456789abcdef", "rf_0123456789abcdef é"] {
            assert!(text.parse::<ApiKeySecret>().is_err(), "{text:?}");
        }
    }
}
