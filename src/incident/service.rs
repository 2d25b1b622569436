//! Services and the keys that name them.

use std::fmt;
use std::str::FromStr;

use super::Severity;

/// The letters and digits of a service key after `svc_`: none that look alike (I, O, U, 0, 1). The first 23 are letters.
pub const KEY_ALPHABET: &[u8; 31] = b"ABCDEFGHJKLMNPQRSTVWXYZ23456789";

/// How many of [`KEY_ALPHABET`] are letters; a key begins with one.
pub const KEY_LETTERS: usize = 23;

/// How many characters follow `svc_`.
pub const KEY_LENGTH: usize = 10;

const PREFIX: &str = "svc_";

/// A service's public name, such as `svc_K7M4Q9TZ2H`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceKey(String);

impl ServiceKey {
    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A key made of random bytes, `None` if one of them would favour a character: draw again then.
    #[must_use]
    pub fn from_random(bytes: [u8; KEY_LENGTH]) -> Option<Self> {
        let mut text = PREFIX.to_owned();
        for (position, byte) in bytes.into_iter().enumerate() {
            let choices = if position == 0 { KEY_LETTERS } else { KEY_ALPHABET.len() };
            // The largest multiple of `choices` a byte can hold; above it the remainder would be uneven.
            if usize::from(byte) >= 256 / choices * choices {
                return None;
            }
            text.push(char::from(KEY_ALPHABET[usize::from(byte) % choices]));
        }
        Some(Self(text))
    }
}

impl fmt::Display for ServiceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The text is not a service key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a service key: they look like svc_K7M4Q9TZ2H")]
pub struct ParseServiceKeyError(pub String);

impl FromStr for ServiceKey {
    type Err = ParseServiceKeyError;

    /// Trims, then reads `svc_` in any case and the rest in any case, as Runframe's own client does.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || ParseServiceKeyError(text.to_owned());
        let trimmed = text.trim();
        let rest = match (trimmed.get(..PREFIX.len()), trimmed.get(PREFIX.len()..)) {
            (Some(prefix), Some(rest)) if prefix.eq_ignore_ascii_case(PREFIX) => rest.to_ascii_uppercase(),
            _ => return Err(refused()),
        };
        let well_formed = rest.len() == KEY_LENGTH
            && rest.bytes().all(|b| KEY_ALPHABET.contains(&b))
            && rest.as_bytes()[0].is_ascii_uppercase();
        well_formed.then(|| Self(format!("{PREFIX}{rest}"))).ok_or_else(refused)
    }
}

/// A service's older name, such as `SER-00001`; honoured in the `service_id` label only.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceAlias(String);

impl ServiceAlias {
    /// The alias as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ServiceAlias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The text is not an alias.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a service alias: they look like SER-00001")]
pub struct ParseServiceAliasError(pub String);

impl FromStr for ServiceAlias {
    type Err = ParseServiceAliasError;

    /// `SER-` in any case and five to ten digits.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let upper = text.trim().to_ascii_uppercase();
        upper
            .strip_prefix("SER-")
            .is_some_and(|digits| (5..=10).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()))
            .then(|| Self(upper.clone()))
            .ok_or_else(|| ParseServiceAliasError(text.to_owned()))
    }
}

/// A Runframe service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its public name.
    pub key: ServiceKey,
    /// What people call it.
    pub name: String,
    /// What it is; may be empty.
    pub description: String,
    /// Only active services are given incidents.
    pub is_active: bool,
    /// Severity of an incident whose alert names none.
    pub default_severity: Option<Severity>,
    /// Its older name, if it has one.
    pub alias: Option<ServiceAlias>,
    /// The team that owns it; its incidents belong to that team.
    pub team: Option<String>,
}

impl Service {
    /// Whether a `service_id` label with this value names the service.
    #[must_use]
    pub fn is_named_by(&self, label: &str) -> bool {
        label.parse().is_ok_and(|key: ServiceKey| key == self.key)
            || (self.alias.is_some() && label.parse().ok() == self.alias)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_are_normalised_before_they_are_checked() {
        for text in ["svc_K7M4Q9TZ2H", "SVC_k7m4q9tz2h", "  sVc_K7m4Q9tz2H\n"] {
            assert_eq!(text.parse::<ServiceKey>().unwrap().as_str(), "svc_K7M4Q9TZ2H");
        }
    }

    #[test]
    fn look_alikes_wrong_lengths_and_leading_digits_are_refused() {
        for text in [
            "",
            "svc_",
            "svc_K7M4Q9TZ2",
            "svc_K7M4Q9TZ2HH",
            "svc_77M4Q9TZ2H",
            "svc_K0M4Q9TZ2H",
            "svc_K7M4Q9TZ2U",
            "SER-00001",
            "sv",
            "svc_K7M4Q9TZé",
            "日本語日本語",
        ] {
            assert!(text.parse::<ServiceKey>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_label_names_a_service_by_its_key_or_its_alias() {
        let mut service = Service {
            key: "svc_K7M4Q9TZ2H".parse().unwrap(),
            name: "Checkout".into(),
            description: String::new(),
            is_active: true,
            default_severity: None,
            alias: None,
            team: None,
        };
        assert!(service.is_named_by("svc_k7m4q9tz2h"));
        assert!(!service.is_named_by("SER-00001"));
        assert!(!service.is_named_by("nonsense"));
        service.alias = Some("SER-00001".parse().unwrap());
        assert!(service.is_named_by(" ser-00001 "));
        assert!(!service.is_named_by("SER-00002"));
        assert!("SER-1".parse::<ServiceAlias>().is_err());
    }

    proptest! {
        /// Whatever the random bytes, the key is one our own parser takes.
        #[test]
        fn random_keys_are_well_formed(bytes in any::<[u8; KEY_LENGTH]>()) {
            if let Some(key) = ServiceKey::from_random(bytes) {
                prop_assert_eq!(key.as_str().parse::<ServiceKey>(), Ok(key.clone()));
            }
        }

        /// No text makes the parsers panic.
        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            let _ = text.parse::<ServiceKey>();
            let _ = text.parse::<ServiceAlias>();
        }
    }
}
