//! Bytes that are nearly what a reader takes: seeds with changes of bytes and of tokens, one repetition now and then.

use crate::support::random::Random;

/// The longest input, repetitions aside.
const MAX_BYTES: usize = 4096;

/// Bytes that mean something to somebody.
const WILD: [&[u8]; 24] = [
    b"\0",
    b"\t",
    b"\n",
    b"\r\n",
    b" ",
    b"\"",
    b"'",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b"(",
    b")",
    b",",
    b":",
    b"-",
    b"0",
    b"9",
    b"\x7f",
    b"\xff",
    b"\xc3\xa9",
    b"\xe2\x80\xa8",
    b"\xf0\x9f\x98\x80",
];

/// A changed seed.
pub fn mutant(random: &mut Random, seeds: &[Vec<u8>], tokens: &[&str]) -> Vec<u8> {
    let mut bytes = random.pick(seeds).clone();
    if bytes.len() > MAX_BYTES {
        let start = random.below(bytes.len() - MAX_BYTES);
        bytes = bytes[start..start + MAX_BYTES].to_vec();
    }
    for _ in 0..=random.below(6) {
        change(random, &mut bytes, seeds, tokens);
    }
    bytes.truncate(2 * MAX_BYTES);
    bytes
}

fn change(random: &mut Random, bytes: &mut Vec<u8>, seeds: &[Vec<u8>], tokens: &[&str]) {
    let at = random.below(bytes.len() + 1);
    let range = at..(at + 1 + random.below(12)).min(bytes.len());
    match random.below(16) {
        0..5 => {
            bytes.splice(at..at, random.pick::<&str>(tokens).bytes());
        }
        5..7 => {
            bytes.splice(range, random.pick::<&str>(tokens).bytes());
        }
        7 => {
            bytes.drain(range);
        }
        8 => {
            bytes.splice(at..at, random.pick::<&[u8]>(&WILD).iter().copied());
        }
        9 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = byte.wrapping_add(*random.pick(&[1, 0xff, 0x20, 0x80, 0x10]));
            }
        }
        10 => {
            let piece = bytes[range].repeat(1 + random.below(4));
            bytes.splice(at..at, piece);
        }
        11 => {
            // From here on another seed.
            let other = random.pick::<Vec<u8>>(seeds);
            let from = random.below(other.len() + 1);
            bytes.splice(at.., other[from..].iter().copied());
        }
        12 => {
            // A piece of another seed.
            let other = random.pick::<Vec<u8>>(seeds);
            let from = random.below(other.len() + 1);
            let to = (from + 1 + random.below(40)).min(other.len());
            bytes.splice(at..at, other[from..to].iter().copied());
        }
        13 => {
            let piece: Vec<u8> = bytes.drain(range).collect();
            let to = random.below(bytes.len() + 1);
            bytes.splice(to..to, piece);
        }
        14 => bytes.truncate(at),
        _ => {
            let piece = random.pick::<&str>(tokens).repeat(1 + random.below(30));
            bytes.splice(at..at, piece.into_bytes());
        }
    }
}

/// An input that can be made longer: a piece of it repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    before: Vec<u8>,
    piece: Vec<u8>,
    behind: Vec<u8>,
}

impl Stretch {
    /// Around a piece of up to some sixty bytes of the input.
    pub fn any(random: &mut Random, input: &[u8]) -> Self {
        let start = random.below(input.len().max(1));
        let end = (start + 1 + random.below(64)).min(input.len());
        Self {
            before: input[..start].to_vec(),
            piece: input[start..end].to_vec(),
            behind: input[end..].to_vec(),
        }
    }

    /// The whole input as the piece.
    pub fn whole(input: &[u8]) -> Self {
        Self {
            before: Vec::new(),
            piece: input.to_vec(),
            behind: Vec::new(),
        }
    }

    /// The input with its piece repeated until that has about so many bytes.
    pub fn of_length(&self, bytes: usize) -> Vec<u8> {
        let times = bytes / self.piece.len().max(1);
        [&self.before, &self.piece.repeat(times), &self.behind]
            .map(Vec::as_slice)
            .concat()
    }
}
