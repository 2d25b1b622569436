//! Which sequences of bytes are UTF-8, as an automaton: label values always are.

/// Where a sequence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Utf8State(u8);

impl Utf8State {
    /// Between two characters.
    pub(super) const START: Self = Self(0);
    const ONE_MORE: Self = Self(1);
    const TWO_MORE: Self = Self(2);
    const THREE_MORE: Self = Self(3);
    /// Behind 0xe0, 0xed, 0xf0 and 0xf4, which leave out overlong forms, surrogates and what is too large.
    const AFTER_E0: Self = Self(4);
    const AFTER_ED: Self = Self(5);
    const AFTER_F0: Self = Self(6);
    const AFTER_F4: Self = Self(7);

    /// `None` if no character goes on so.
    pub(super) fn step(self, byte: u8) -> Option<Self> {
        Some(match (self, byte) {
            (Self::START, 0..=0x7f) | (Self::ONE_MORE, 0x80..=0xbf) => Self::START,
            (Self::START, 0xc2..=0xdf)
            | (Self::TWO_MORE, 0x80..=0xbf)
            | (Self::AFTER_E0, 0xa0..=0xbf)
            | (Self::AFTER_ED, 0x80..=0x9f) => Self::ONE_MORE,
            (Self::START, 0xe0) => Self::AFTER_E0,
            (Self::START, 0xed) => Self::AFTER_ED,
            (Self::START, 0xe1..=0xef)
            | (Self::THREE_MORE, 0x80..=0xbf)
            | (Self::AFTER_F0, 0x90..=0xbf)
            | (Self::AFTER_F4, 0x80..=0x8f) => Self::TWO_MORE,
            (Self::START, 0xf0) => Self::AFTER_F0,
            (Self::START, 0xf4) => Self::AFTER_F4,
            (Self::START, 0xf1..=0xf3) => Self::THREE_MORE,
            _ => return None,
        })
    }
}

/// Bytes of one class lead to the same state from every state.
pub(super) fn class(byte: u8) -> u8 {
    match byte {
        0..=0x7f => 0,
        0x80..=0x8f => 1,
        0x90..=0x9f => 2,
        0xa0..=0xbf => 3,
        0xc2..=0xdf => 4,
        0xe0 => 5,
        0xed => 6,
        0xe1..=0xef => 7,
        0xf0 => 8,
        0xf4 => 9,
        0xf1..=0xf3 => 10,
        0xc0..=0xc1 | 0xf5..=0xff => 11,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_utf8(bytes: &[u8]) -> bool {
        bytes
            .iter()
            .try_fold(Utf8State::START, |state, &byte| state.step(byte))
            .is_some_and(|state| state == Utf8State::START)
    }

    #[test]
    fn it_is_what_the_standard_library_says() {
        let edges = [
            0, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5,
            0xff,
        ];
        for first in edges {
            for second in edges {
                for third in edges {
                    for fourth in edges {
                        for length in 1..=4 {
                            let bytes = &[first, second, third, fourth][..length];
                            assert_eq!(is_utf8(bytes), std::str::from_utf8(bytes).is_ok(), "{bytes:x?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_class_is_not_told_apart() {
        for state in (0..8).map(Utf8State) {
            for (a, b) in (0..=255_u8).zip(1..=255_u8) {
                if class(a) == class(b) {
                    assert_eq!(state.step(a), state.step(b), "{a:x} {b:x}");
                }
            }
        }
    }
}
