//! TLS: whom to trust, how to introduce oneself, and what a failure means.

use std::io;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{
    AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
    SupportedProtocolVersion,
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::{SendError, TlsProblem, TlsSettings};
use crate::config::TlsVersion;

/// The name of HTTP/2 in the handshake.
const H2: &[u8] = b"h2";
/// The name of HTTP/1.1 in the handshake.
const HTTP_1_1: &[u8] = b"http/1.1";

/// What a handshake needs, made of settings.
pub(super) fn client_config(settings: &TlsSettings, with_http2: bool) -> Result<ClientConfig, SendError> {
    let set_up = |reason: String| SendError::SetUp { reason };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = versions(settings)?;
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&versions)
        .map_err(|error| set_up(error.to_string()))?;
    let builder = if settings.is_insecure {
        builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(AnyCertificate { provider }))
    } else {
        builder.with_root_certificates(roots(settings)?)
    };
    let mut config = match (&settings.certificate, &settings.key) {
        (None, None) => builder.with_no_client_auth(),
        (Some(certificate), Some(key)) => {
            let chain = certificates(certificate, "the client certificate")?;
            let key = PrivateKeyDer::from_pem_slice(key.expose().as_bytes())
                .map_err(|error| set_up(format!("the client key is no private key in PEM: {error}")))?;
            builder
                .with_client_auth_cert(chain, key)
                .map_err(|error| set_up(format!("the client certificate cannot be used: {error}")))?
        }
        (Some(_), None) => return Err(set_up("there is a client certificate, but no key to it".to_owned())),
        (None, Some(_)) => return Err(set_up("there is a client key, but no certificate to it".to_owned())),
    };
    config.alpn_protocols = if with_http2 {
        vec![H2.to_vec(), HTTP_1_1.to_vec()]
    } else {
        vec![HTTP_1_1.to_vec()]
    };
    Ok(config)
}

/// The versions between those of the settings that can be spoken here.
fn versions(settings: &TlsSettings) -> Result<Vec<&'static SupportedProtocolVersion>, SendError> {
    let spoken = [
        (TlsVersion::Tls12, &rustls::version::TLS12),
        (TlsVersion::Tls13, &rustls::version::TLS13),
    ];
    let versions: Vec<_> = spoken
        .into_iter()
        .filter(|(version, _)| {
            settings.min_version.is_none_or(|min| *version >= min)
                && settings.max_version.is_none_or(|max| *version <= max)
        })
        .map(|(_, supported)| supported)
        .collect();
    if versions.is_empty() {
        return Err(SendError::SetUp {
            reason: "no version between `min_version` and `max_version` can be spoken: TLS 1.2 and 1.3 can".to_owned(),
        });
    }
    Ok(versions)
}

fn roots(settings: &TlsSettings) -> Result<RootCertStore, SendError> {
    let mut roots = RootCertStore::empty();
    match &settings.trusted {
        Some(pem) => {
            for certificate in certificates(pem, "the CA")? {
                roots.add(certificate).map_err(|error| SendError::SetUp {
                    reason: format!("a CA certificate cannot be used: {error}"),
                })?;
            }
        }
        None => {
            // Some machines have a few that are broken: the others count.
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    Ok(roots)
}

fn certificates(pem: &[u8], what: &str) -> Result<Vec<CertificateDer<'static>>, SendError> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let certificates = certificates.map_err(|error| SendError::SetUp {
        reason: format!("{what} is no certificate in PEM: {error}"),
    })?;
    if certificates.is_empty() {
        return Err(SendError::SetUp {
            reason: format!("{what} holds no certificate in PEM (`-----BEGIN CERTIFICATE-----`)"),
        });
    }
    Ok(certificates)
}

/// Shakes hands with `host`, or whatever name it is to prove, over `stream`.
pub(super) async fn handshake<S: AsyncRead + AsyncWrite + Unpin>(
    config: Arc<ClientConfig>,
    name: &str,
    authority: &str,
    stream: S,
) -> Result<(TlsStream<S>, bool), SendError> {
    let server_name = ServerName::try_from(name.to_owned()).map_err(|_| SendError::SetUp {
        reason: format!("`{name}` can be no name of a server"),
    })?;
    let stream = TlsConnector::from(config)
        .connect(server_name, stream)
        .await
        .map_err(|error| failure(&error, authority))?;
    let is_http2 = stream.get_ref().1.alpn_protocol() == Some(H2);
    Ok((stream, is_http2))
}

/// What a handshake failed of.
fn failure(error: &io::Error, authority: &str) -> SendError {
    if let Some(error) = tls_error(error) {
        return tls_failure(error, authority);
    }
    let (problem, reason) = match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset => {
            (TlsProblem::NotTls, "it hung up during the handshake".to_owned())
        }
        _ => (TlsProblem::Other, error.to_string()),
    };
    SendError::Tls {
        authority: authority.to_owned(),
        reason,
        problem,
    }
}

/// The TLS library's error inside an error of the system.
pub(super) fn tls_error(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}

/// The failure behind an error of the TLS library.
pub(super) fn tls_failure(error: &rustls::Error, authority: &str) -> SendError {
    let (problem, reason) = match error {
        rustls::Error::InvalidCertificate(error) => certificate_problem(error),
        rustls::Error::InvalidMessage(_) => (TlsProblem::NotTls, "it does not speak TLS".to_owned()),
        rustls::Error::AlertReceived(AlertDescription::CertificateRequired) => (
            TlsProblem::ClientCertificate,
            "it wants a client certificate".to_owned(),
        ),
        rustls::Error::AlertReceived(
            AlertDescription::BadCertificate
            | AlertDescription::UnknownCA
            | AlertDescription::CertificateUnknown
            | AlertDescription::CertificateExpired
            | AlertDescription::DecryptError
            | AlertDescription::AccessDenied,
        ) => (
            TlsProblem::ClientCertificate,
            "it refuses the client certificate".to_owned(),
        ),
        rustls::Error::AlertReceived(AlertDescription::HandshakeFailure) => (
            TlsProblem::ClientCertificate,
            "it breaks off the handshake: it wants a client certificate, or another cipher".to_owned(),
        ),
        rustls::Error::AlertReceived(AlertDescription::ProtocolVersion) | rustls::Error::PeerIncompatible(_) => (
            TlsProblem::Other,
            "it speaks no version of TLS that is spoken here (1.2 and 1.3)".to_owned(),
        ),
        other => (TlsProblem::Other, other.to_string()),
    };
    SendError::Tls {
        authority: authority.to_owned(),
        reason,
        problem,
    }
}

fn certificate_problem(error: &CertificateError) -> (TlsProblem, String) {
    let words = match error {
        CertificateError::UnknownIssuer => {
            return (
                TlsProblem::Untrusted,
                "its certificate is signed by nobody who is trusted here".to_owned(),
            );
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            return (TlsProblem::WrongName, "its certificate is for another name".to_owned());
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "its certificate has expired".to_owned(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "its certificate is not valid yet: is the clock of this machine right?".to_owned()
        }
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
            return (
                TlsProblem::Untrusted,
                "its certificate is one of an authority, not of a server".to_owned(),
            );
        }
        other => format!("its certificate is not valid: {other}"),
    };
    (TlsProblem::Other, words)
}

/// Takes any certificate, but checks that the other side has the key to it, as Go's `InsecureSkipVerify` does.
#[derive(Debug)]
struct AnyCertificate {
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
