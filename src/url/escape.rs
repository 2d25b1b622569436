//! Percent escapes.

use super::Reason;

/// Which escapes and characters a part of a host allows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum HostPart {
    Name,
    /// The zone of an IPv6 address.
    Zone,
}

/// Checks that every `%` is followed by two hexadecimal digits.
pub(super) fn check_text(text: &str) -> Result<(), Reason> {
    for at in memchr::memchr_iter(b'%', text.as_bytes()) {
        decode(&text.as_bytes()[at..])?;
    }
    Ok(())
}

/// The byte that the escape at the start of `text` stands for.
fn decode(text: &[u8]) -> Result<u8, Reason> {
    let digit = |at: usize| text.get(at).and_then(|&b| char::from(b).to_digit(16));
    let code = digit(1).zip(digit(2)).map(|(high, low)| high * 16 + low);
    code.and_then(|code| u8::try_from(code).ok())
        .ok_or_else(|| Reason::Escape(text[..text.len().min(3)].to_vec()))
}

/// Resolves the escapes of a part of a host and checks its characters. In a name, only bytes that are not ASCII, and the
/// percent sign, may be escaped.
pub(super) fn unescape_host(text: &str, part: HostPart) -> Result<Vec<u8>, Reason> {
    let bytes = text.as_bytes();
    // Faulty escapes and characters are reported in the order in which they stand.
    let mut result = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%' {
            let byte = decode(&bytes[at..])?;
            let escape = &bytes[at..at + 3];
            let is_allowed = match part {
                _ if escape == b"%25" => true,
                HostPart::Name => !byte.is_ascii(),
                HostPart::Zone => byte == b' ' || is_host_byte(byte),
            };
            if !is_allowed {
                return Err(Reason::Escape(escape.to_vec()));
            }
            result.push(byte);
            at += 3;
            continue;
        }
        if bytes[at].is_ascii() && !is_host_byte(bytes[at]) {
            return Err(Reason::HostCharacter(char::from(bytes[at])));
        }
        result.push(bytes[at]);
        at += 1;
    }
    Ok(result)
}

/// Whether an ASCII byte can stand in a host unescaped.
fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!$&'()*+,;=:[]<>\"-_.~".contains(&byte)
}
