//! How HTTP is spoken to a receiver: everything an `http_config` or the command line can ask for, ready to use.

use std::path::PathBuf;
use std::time::Duration;

use reqwest::Url;

use crate::config::{Secret, TlsVersion};
use crate::text::secret::MASK;

/// How HTTP is spoken. The default is what Alertmanager does without an `http_config`, but that redirects are not followed.
#[derive(Clone, Debug, Default)]
pub struct HttpSettings {
    /// The value of the header `Authorization`.
    pub authorization: Option<Secret>,
    /// Where a token for `Authorization` is got.
    pub oauth2: Option<Box<OAuth2Settings>>,
    /// Further headers, by name.
    pub headers: Vec<(String, Secret)>,
    /// How TLS is spoken.
    pub tls: TlsSettings,
    /// Through which proxy.
    pub proxy: ProxySettings,
    /// Whether redirects are followed, as Go's client does.
    pub follow_redirects: bool,
    /// Whether HTTP/2 is kept from being used over TLS.
    pub without_http2: bool,
    /// How long an attempt may take; without one, as long as its delivery may.
    pub timeout: Option<Duration>,
}

impl HttpSettings {
    /// Whether a header of this name is set.
    pub(super) fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name))
    }

    /// Whether anything of it becomes `Authorization`.
    #[must_use]
    pub fn has_credentials(&self) -> bool {
        self.authorization.is_some() || self.oauth2.is_some() || self.has_header("Authorization")
    }
}

/// How TLS is spoken.
#[derive(Clone, Default)]
pub struct TlsSettings {
    /// The certificates to trust, as PEM, instead of those the machine trusts.
    pub trusted: Option<Vec<u8>>,
    /// The own certificate, as PEM.
    pub certificate: Option<Vec<u8>>,
    /// The key of the own certificate, as PEM.
    pub key: Option<Secret>,
    /// The name the other side must prove, instead of the host of the URL.
    pub server_name: Option<String>,
    /// Whether the other side need not prove its name.
    pub is_insecure: bool,
    /// The oldest version to speak.
    pub min_version: Option<TlsVersion>,
    /// The newest version to speak.
    pub max_version: Option<TlsVersion>,
    /// Where that was read which lies in files.
    pub files: TlsFiles,
}

/// The files that settings of TLS were read from.
#[derive(Clone, Debug, Default)]
pub struct TlsFiles {
    /// That of the certificates to trust.
    pub trusted: Option<PathBuf>,
    /// That of the own certificate.
    pub certificate: Option<PathBuf>,
    /// That of its key.
    pub key: Option<PathBuf>,
}

impl std::fmt::Debug for TlsSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TlsSettings")
            .field("is_insecure", &self.is_insecure)
            .field("server_name", &self.server_name)
            .finish_non_exhaustive()
    }
}

/// Through which proxy.
#[derive(Clone, Debug, Default)]
pub struct ProxySettings {
    /// Which one.
    pub choice: ProxyChoice,
    /// Headers that go to the proxy when it is asked for a tunnel.
    pub connect_headers: Vec<(String, Secret)>,
}

/// Which proxy.
#[derive(Clone, Debug, Default)]
pub enum ProxyChoice {
    /// None.
    #[default]
    Direct,
    /// The one that `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` name.
    Environment,
    /// This one, but for some hosts.
    Url {
        /// Where it is; may hold a password.
        url: Url,
        /// The hosts that are reached without it, in the notation of `NO_PROXY`.
        except: String,
    },
}

/// How a token is got by client credentials.
#[derive(Clone, Debug)]
pub struct OAuth2Settings {
    /// The client's name.
    pub client_id: String,
    /// The client's secret.
    pub client_secret: Secret,
    /// Where the token is got.
    pub token_url: Url,
    /// What the token is for.
    pub scopes: Vec<String>,
    /// Further parameters of the request.
    pub parameters: Vec<(String, String)>,
    /// How TLS is spoken there.
    pub tls: TlsSettings,
    /// Through which proxy.
    pub proxy: ProxySettings,
}

impl HttpSettings {
    /// `text` without any of the secrets in here that can be recognised.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        const RECOGNISABLE_BYTES: usize = 6;
        let authorization = self.authorization.iter().map(Secret::expose);
        let credentials = authorization
            .clone()
            .filter_map(|value| value.split_once(' ').map(|(_, credentials)| credentials));
        let headers = self.headers.iter().map(|(_, value)| value.expose());
        let secrets = authorization.chain(credentials).chain(headers);
        let mut text = text.to_owned();
        for secret in secrets.filter(|secret| secret.len() >= RECOGNISABLE_BYTES) {
            text = text.replace(secret, MASK);
        }
        text
    }
}
