//! `tls_config`.

use std::borrow::Cow;
use std::fmt;

use super::{filled, filled_secret};
use crate::config::decode::{
    Checks, Codec, Decoder, Expected, Flag, Input, Printer, Rules, SecretText, Text, fatal, object,
};
use crate::text::{Span, Spanned};
use crate::version::Version;

object! {
    /// How TLS is done.
    pub struct TlsConfig = "a `tls_config`" {
        /// Certificates that are trusted, as PEM.
        ca: Text [since 26],
        /// The client's certificate, as PEM.
        cert: Text [since 26],
        /// The client's key, as PEM.
        key: SecretText [since 26],
        /// A file of certificates that are trusted.
        ca_file: Text,
        /// A file that holds the client's certificate.
        cert_file: Text,
        /// A file that holds the client's key.
        key_file: Text,
        /// A name `ca` is kept under by a secret manager.
        ca_ref: Text [since 28],
        /// A name `cert` is kept under by a secret manager.
        cert_ref: Text [since 28],
        /// A name `key` is kept under by a secret manager.
        key_ref: Text [since 28],
        /// The name the server must prove.
        server_name: Text,
        /// Whether the server need not prove its name.
        insecure_skip_verify: Flag,
        /// The oldest version of TLS to use.
        min_version: TlsVersionCodec,
        /// The newest version of TLS to use.
        max_version: TlsVersionCodec,
    }
}

impl Rules for TlsConfig {
    fn go_type(_version: Version) -> &'static str {
        "config.TLSConfig"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        if checks.version() < Version::V0_28 {
            return;
        }
        let ca = [
            ("ca", filled(self.ca.as_ref())),
            ("ca_file", filled(self.ca_file.as_ref())),
            ("ca_ref", filled(self.ca_ref.as_ref())),
        ];
        let cert = [
            ("cert", filled(self.cert.as_ref())),
            ("cert_file", filled(self.cert_file.as_ref())),
            ("cert_ref", filled(self.cert_ref.as_ref())),
        ];
        let key = [
            ("key", filled_secret(self.key.as_ref())),
            ("key_file", filled(self.key_file.as_ref())),
            ("key_ref", filled(self.key_ref.as_ref())),
        ];
        checks.at_most_one(&ca, "at most one of ca, ca_file & ca_ref must be configured");
        checks.at_most_one(&cert, "at most one of cert, cert_file & cert_ref must be configured");
        checks.at_most_one(&key, "at most one of key and key_file must be configured");
        let is_set = |settings: &[(&str, Option<Span>)], checks: &Checks<'_, '_>| {
            settings.iter().any(|&(key, span)| span.is_some() || !checks.knows(key))
        };
        match (is_set(&cert, checks), is_set(&key, checks)) {
            (true, false) => checks.at_least_one(
                &key,
                "exactly one of key or key_file must be configured when a client certificate is configured",
            ),
            (false, true) => checks.at_least_one(
                &cert,
                "exactly one of cert or cert_file must be configured when a client key is configured",
            ),
            _ => {}
        }
    }
}

/// A version of TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TlsVersion {
    /// `TLS10`
    Tls10,
    /// `TLS11`
    Tls11,
    /// `TLS12`
    Tls12,
    /// `TLS13`
    Tls13,
}

impl TlsVersion {
    const ALL: [Self; 4] = [Self::Tls10, Self::Tls11, Self::Tls12, Self::Tls13];

    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tls10 => "TLS10",
            Self::Tls11 => "TLS11",
            Self::Tls12 => "TLS12",
            Self::Tls13 => "TLS13",
        }
    }
}

impl fmt::Display for TlsVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// `TLSVersion`
#[derive(Debug)]
pub struct TlsVersionCodec;

impl Codec for TlsVersionCodec {
    type Slot = Option<Spanned<TlsVersion>>;

    const EXPECTED: Expected = "a version of TLS";

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Borrowed("config.TLSVersion")
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let Some(text) = decoder.own_text(input, Self::EXPECTED) else {
            return false;
        };
        let Some(version) = TlsVersion::ALL.into_iter().find(|version| version.as_str() == text) else {
            let finding = fatal(
                "bad-tls-version",
                input.node.span,
                format!("{} is no version of TLS", decoder.place()),
                format!("unknown TLS version: {text}"),
            )
            .with_help("write `TLS12` or `TLS13` (or, for old servers, `TLS10`, `TLS11`)");
            decoder.refuse_value(input, finding);
            return false;
        };
        *slot = Some(Spanned::new(version, input.node.span));
        true
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        *slot = None;
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        if let Some(version) = slot {
            printer.plain(key, version.as_str());
        }
    }
}
