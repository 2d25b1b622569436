//! Whether a text holds a certificate or a key in PEM, as Go's `encoding/pem` finds blocks.
//!
//! Of what is in a block only the frame is looked at, so what is refused here is refused there; and of a pair, whether it is one.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::ParsedCertificate;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// Whether a pool of certificates takes one from it.
pub(super) fn has_certificate(text: &str) -> bool {
    blocks(text).any(|block| block.kind == "CERTIFICATE" && !block.has_headers && is_der(&block.bytes))
}

/// What Go says of a text that has no certificate where one belongs that has a key; `None` if it has one.
pub(super) fn missing_certificate(text: &str) -> Option<String> {
    let kinds: Vec<&str> = blocks(text).map(|block| block.kind).collect();
    match kinds.as_slice() {
        kinds if kinds.contains(&"CERTIFICATE") => None,
        [] => Some("failed to find any PEM data in certificate input".to_owned()),
        [one] if one.ends_with("PRIVATE KEY") => Some(
            "failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have \
             been switched"
                .to_owned(),
        ),
        others => Some(format!(
            "failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the following \
             types: [{}]",
            others.join(" ")
        )),
    }
}

/// The same of a private key that can be used as it stands there: one that is encrypted cannot.
pub(super) fn missing_private_key(text: &str) -> Option<String> {
    // Every kind of key begins with a version; what is encrypted does not.
    if let Some(key) = private_key(text) {
        const INTEGER: u8 = 0x02;
        let has_version = der_sequence(&key.bytes).is_some_and(|(content, _)| content.first() == Some(&INTEGER));
        return (!has_version).then(|| "failed to parse private key".to_owned());
    }
    let kinds: Vec<&str> = blocks(text).map(|block| block.kind).collect();
    match kinds.as_slice() {
        [] => Some("failed to find any PEM data in key input".to_owned()),
        ["CERTIFICATE"] => Some("found a certificate rather than a key in the PEM for the private key".to_owned()),
        others => Some(format!(
            "failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of the \
             following types: [{}]",
            others.join(" ")
        )),
    }
}

/// The same of a certificate and a private key that do not belong together; `None` too where that cannot be said.
pub(super) fn foreign_key(certificate: &str, key: &str) -> Option<&'static str> {
    let certificate = CertificateDer::from(blocks(certificate).find(|block| block.kind == "CERTIFICATE")?.bytes);
    let certified = ParsedCertificate::try_from(&certificate)
        .ok()?
        .subject_public_key_info();
    let key = any_supported_type(&PrivateKeyDer::try_from(private_key(key)?.bytes).ok()?).ok()?;
    let own = key.public_key()?;
    let (certified, own) = (certified.as_ref(), own.as_ref());
    if certified == own {
        None
    } else if algorithm(certified)? == algorithm(own)? {
        Some("private key does not match public key")
    } else {
        Some("private key type does not match public key type")
    }
}

/// The object identifier of the algorithm of a public key, if it is one that Go's TLS knows: RSA, ECDSA or Ed25519.
fn algorithm(public_key: &[u8]) -> Option<&[u8]> {
    const KNOWN: [&[u8]; 3] = [
        &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01],
        &[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
        &[0x06, 0x03, 0x2b, 0x65, 0x70],
    ];
    let (public_key, _) = der_sequence(public_key)?;
    let (algorithm, _) = der_sequence(public_key)?;
    KNOWN.into_iter().find(|known| algorithm.starts_with(known))
}

/// The first private key of a text: it counts.
fn private_key(text: &str) -> Option<Block<'_>> {
    blocks(text).find(|block| block.kind == "PRIVATE KEY" || block.kind.ends_with(" PRIVATE KEY"))
}

struct Block<'t> {
    kind: &'t str,
    has_headers: bool,
    bytes: Vec<u8>,
}

/// The blocks of a text. A line begins one wherever it stands, so what cannot be one costs no more than its own line.
fn blocks(text: &str) -> impl Iterator<Item = Block<'_>> {
    let mut lines = Vec::new();
    let mut begins = Vec::new();
    for line in text.split('\n').map(|line| line.trim_end_matches([' ', '\t', '\r'])) {
        if line.starts_with(BEGIN) {
            begins.push(lines.len());
        }
        lines.push(line);
    }
    let mut nexts = begins.clone().into_iter().skip(1);
    begins.into_iter().filter_map(move |begin| {
        let next = nexts.next().unwrap_or(lines.len());
        block(&lines[begin..next])
    })
}

/// The block whose first line is the first of these, and whose last is one of them.
fn block<'t>(lines: &[&'t str]) -> Option<Block<'t>> {
    let kind = lines.first()?.strip_prefix(BEGIN)?.strip_suffix(DASHES)?;
    let end = lines.iter().position(|line| line.starts_with(END))?;
    if lines[end].strip_prefix(END)?.strip_suffix(DASHES)? != kind {
        return None;
    }
    let body = &lines[1..end];
    let headers = body.iter().take_while(|line| line.contains(':')).count();
    let digits: String = body[headers..].concat().replace([' ', '\t'], "");
    Some(Block {
        kind,
        has_headers: headers > 0,
        bytes: STANDARD.decode(digits).ok()?,
    })
}

/// Whether it is one sequence in DER and nothing else, as certificates are.
fn is_der(bytes: &[u8]) -> bool {
    der_sequence(bytes).is_some_and(|(_, rest)| rest.is_empty())
}

/// What is in the sequence that these bytes begin with in DER, and what is behind it.
fn der_sequence(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    const SEQUENCE: u8 = 0x30;
    let [SEQUENCE, length, rest @ ..] = bytes else {
        return None;
    };
    let digits = match length {
        0..=0x7f => return rest.split_at_checked(usize::from(*length)),
        0x81..=0x84 => usize::from(*length) - 0x80,
        _ => return None,
    };
    let (digits, content) = rest.split_at_checked(digits)?;
    let length = digits
        .iter()
        .fold(0_usize, |length, digit| (length << 8) | usize::from(*digit));
    content.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The frame of a certificate, and of a key.
    const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n";
    const KEY: &str = "-----BEGIN RSA PRIVATE KEY-----\nMAMCAQE=\n-----END RSA PRIVATE KEY-----\n";

    #[test]
    fn blocks_are_found_where_go_finds_them() {
        for (text, expected) in [
            (CERTIFICATE.to_owned(), true),
            (CERTIFICATE.trim().to_owned(), true),
            (CERTIFICATE.replace('\n', "\r\n"), true),
            (CERTIFICATE.replace('\n', " \t\n"), true),
            (format!("# of the proxy\n{CERTIFICATE}"), true),
            (format!("{KEY}{CERTIFICATE}"), true),
            (CERTIFICATE.replace('\n', " "), false),
            (CERTIFICATE.replace('\n', "\n  "), false),
            (format!("x {CERTIFICATE}"), false),
            (CERTIFICATE.replace("MAMC", "A: b\n\nMAMC"), false),
            (CERTIFICATE.replace("MAMCAQE=", "AAAA"), false),
            (CERTIFICATE.replace("MAMC", "MAUC"), false),
            (CERTIFICATE.replace("MAMC", "?"), false),
            (format!("-----BEGIN CERTIFICATE-----\n{CERTIFICATE}"), true),
            (CERTIFICATE.replace("END CERTIFICATE", "END CERT"), false),
            (KEY.to_owned(), false),
            ("x".to_owned(), false),
            (String::new(), false),
        ] {
            assert_eq!(has_certificate(&text), expected, "{text}");
        }
        assert_eq!(missing_certificate(&format!("{KEY}{CERTIFICATE}")), None);
        let encrypted = Some("failed to parse private key".to_owned());
        for key in [
            KEY.replace("MAMCAQE=", "MAUwAwIBAQ=="),
            KEY.replace("MAMC", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nqqqq"),
        ] {
            assert_eq!(missing_private_key(&key), encrypted, "{key}");
        }
        assert_eq!(missing_private_key(&KEY.replace("MAMCAQE=", "MAMCAQEA")), None);
        for key in [KEY.to_owned(), KEY.replace("RSA ", ""), format!("{CERTIFICATE}{KEY}")] {
            assert_eq!(missing_private_key(&key), None);
        }
    }

    #[test]
    fn long_sequences_state_their_length_in_several_bytes() {
        for length in [0x7f_usize, 0x80, 0xff, 0x100, 0x1_0000] {
            let digits: Vec<u8> = length
                .to_be_bytes()
                .into_iter()
                .skip_while(|digit| *digit == 0)
                .collect();
            let mut bytes = vec![0x30];
            if length >= 0x80 {
                bytes.push(0x80 + u8::try_from(digits.len()).unwrap());
            }
            bytes.extend(digits);
            bytes.resize(bytes.len() + length, 0);
            assert!(is_der(&bytes), "{length}");
            assert!(!is_der(&bytes[..bytes.len() - 1]), "{length}");
        }
        for bytes in [&[][..], &[0x30], &[0x30, 0x80], &[0x30, 0x82, 1], &[0x31, 0]] {
            assert!(!is_der(bytes), "{bytes:?}");
        }
    }
}
