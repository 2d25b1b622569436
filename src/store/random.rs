//! Names drawn at random.

use std::cell::RefCell;

use crate::incident::{KEY_LENGTH, ServiceKey};

/// Bytes that are asked for at once: asking costs more than they do.
const POOL_BYTES: usize = 1024;

thread_local! {
    /// Random bytes that are not used yet.
    static POOL: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Random bytes of the operating system.
pub(super) fn bytes<const N: usize>() -> [u8; N] {
    let fill = |bytes: &mut [u8]| getrandom::fill(bytes).expect("the operating system has random bytes");
    POOL.with_borrow_mut(|pool| {
        if pool.len() < N {
            pool.resize(POOL_BYTES.max(N), 0);
            fill(pool);
        }
        let mut bytes = [0; N];
        let rest = pool.len() - N;
        bytes.copy_from_slice(&pool[rest..]);
        // What is given out stays nowhere: it may become a secret.
        pool[rest..].fill(0);
        pool.truncate(rest);
        bytes
    })
}

/// Lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    prefixed("", bytes)
}

/// Lower-case hexadecimal digits behind a prefix.
fn prefixed(prefix: &str, bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(prefix.len() + 2 * bytes.len());
    text.push_str(prefix);
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from(DIGITS[usize::from(digit)]));
        }
    }
    text
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
    prefixed("evt_", &bytes::<12>())
}

/// A request's id.
#[must_use]
pub fn request_id() -> String {
    prefixed("req_", &bytes::<12>())
}

/// A service's key.
pub(super) fn service_key() -> ServiceKey {
    loop {
        if let Some(key) = ServiceKey::from_random(bytes::<KEY_LENGTH>()) {
            return key;
        }
    }
}
