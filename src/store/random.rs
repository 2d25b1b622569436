//! Names drawn at random.

use crate::incident::{KEY_LENGTH, ServiceKey};

/// Random bytes of the operating system.
pub(super) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has random bytes");
    bytes
}

/// Lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

/// A random name of `2 * bytes` hexadecimal digits, 24 at most.
#[must_use]
pub fn random_hex(bytes: usize) -> String {
    let mut digits = hex(&self::bytes::<12>());
    digits.truncate(2 * bytes);
    digits
}

/// A timeline entry's public id.
#[must_use]
pub fn event_id() -> String {
    format!("evt_{}", hex(&bytes::<12>()))
}

/// A request's id.
#[must_use]
pub fn request_id() -> String {
    format!("req_{}", hex(&bytes::<12>()))
}

/// A service's key.
pub(super) fn service_key() -> ServiceKey {
    loop {
        if let Some(key) = ServiceKey::from_random(bytes::<KEY_LENGTH>()) {
            return key;
        }
    }
}
