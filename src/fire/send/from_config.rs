//! How a configuration has HTTP spoken to a receiver's webhook, with the files it names read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::Url;

use super::head::basic;
use super::{HttpSettings, OAuth2Settings, ProxyChoice, ProxySettings, TlsFiles, TlsSettings};
use crate::config::{
    Authorization, BasicAuth, Config, Headers, HttpConfig, OAuth2, Receiver, Secret, TlsConfig, TlsVersion,
    WebhookConfig,
};
use crate::text::Spanned;
use crate::text::secret::MASK;

/// The grant that needs nothing but the client's secret.
const CLIENT_CREDENTIALS: &str = "client_credentials";

/// How a receiver's webhook is spoken to.
#[derive(Clone, Debug)]
pub struct ReceiverHttp {
    /// How.
    pub settings: HttpSettings,
    /// Where.
    pub address: ReceiverAddress,
    /// What the configuration asks for and is done otherwise, each in a sentence.
    pub not_simulated: Vec<String>,
}

/// Where a webhook is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceiverAddress {
    /// At this URL, which may be a template.
    Url(Secret),
    /// At the URL in this file.
    File(PathBuf),
    /// It is not said.
    Missing,
}

impl ReceiverAddress {
    /// The URL as text, with the file read; the place must not be known.
    ///
    /// # Errors
    /// If the file cannot be read, or the URL is a template.
    pub fn read(&self) -> Result<Secret, SettingsError> {
        match self {
            Self::Url(url) if url.expose().contains("{{") => Err(SettingsError::TemplateUrl),
            Self::Url(url) => Ok(url.clone()),
            Self::File(path) => Ok(Secret::new(read_trimmed("url_file", path)?)),
            Self::Missing => Err(SettingsError::NoUrl),
        }
    }
}

/// What is done about the files with secrets and certificates that a configuration names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Files {
    /// They are read.
    Read,
    /// They are left alone, for nothing is sent that needs them: what is in them stands as `<secret>`.
    Named,
}

/// The settings cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A file cannot be read.
    #[error("cannot read `{}`, the `{key}` of the configuration", path.display())]
    Unreadable {
        /// The setting that names it.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It takes a secret manager.
    #[error("`{0}` takes a secret manager, and Alertmanager has none: it does not start with this configuration")]
    SecretManager(&'static str),
    /// A URL cannot be used.
    #[error("`{key}` is no URL that can be used: {reason}")]
    BadUrl {
        /// The setting.
        key: &'static str,
        /// Why.
        reason: String,
    },
    /// The URL must be rendered first.
    #[error("the receiver's URL is a template, which is not simulated")]
    TemplateUrl,
    /// The receiver has no URL.
    #[error("the receiver's webhook has no URL")]
    NoUrl,
}

/// How the first webhook of a receiver is spoken to; `None` if it has none. Relative paths are looked up as Alertmanager
/// does: below `folder`, where the configuration is.
///
/// # Errors
/// If a file that the configuration names cannot be read, or Alertmanager itself could not use it.
pub fn receiver_http(
    config: &Config,
    receiver: &str,
    folder: &Path,
    files: Files,
) -> Result<Option<ReceiverHttp>, SettingsError> {
    let receiver = config.receivers.iter().find(|known| known.name.value == receiver);
    let Some((integration, webhook)) = receiver.and_then(Receiver::webhook) else {
        return Ok(None);
    };
    let global = config.global.as_ref().and_then(|global| global.http_config.as_ref());
    let global = global.and_then(|written| written.value.as_deref());
    let mut reading = Reading {
        folder,
        files,
        not_simulated: Vec::new(),
    };
    let mut settings = match integration.http_config().or(global) {
        Some(http) => reading.http(http)?,
        None => HttpSettings {
            follow_redirects: true,
            ..HttpSettings::default()
        },
    };
    settings.timeout = webhook
        .timeout
        .map(|timeout| timeout.value)
        .filter(|timeout| *timeout > Duration::ZERO);
    Ok(Some(ReceiverHttp {
        settings,
        address: address(webhook),
        not_simulated: reading.not_simulated,
    }))
}

fn address(webhook: &WebhookConfig) -> ReceiverAddress {
    let url = webhook.url.as_ref().filter(|url| !url.is_empty());
    let file = webhook.url_file.as_ref().filter(|file| !file.is_empty());
    match (url, file) {
        (Some(url), _) => ReceiverAddress::Url(url.value.clone()),
        // Alone among its files, Alertmanager looks for it where it was started.
        (None, Some(file)) => ReceiverAddress::File(PathBuf::from(&file.value)),
        (None, None) => ReceiverAddress::Missing,
    }
}

struct Reading<'a> {
    folder: &'a Path,
    files: Files,
    not_simulated: Vec<String>,
}

impl Reading<'_> {
    fn http(&mut self, http: &HttpConfig) -> Result<HttpSettings, SettingsError> {
        let mut authorization = None;
        if let Some(basic_auth) = &http.basic_auth {
            authorization = Some(self.basic_auth(basic_auth)?);
        }
        if let Some(given) = &http.authorization {
            authorization = self.authorization(given)?;
        }
        let token = filled_secret(http.bearer_token.as_ref());
        let token = match token {
            Some(token) => Some(token),
            None => self.file("bearer_token_file", http.bearer_token_file.as_ref())?,
        };
        if let Some(token) = token {
            authorization = Some(Secret::new(format!("Bearer {}", token.expose())));
        }
        let oauth2 = match &http.oauth2 {
            Some(oauth2) => self.oauth2(oauth2)?.map(Box::new),
            None => None,
        };
        Ok(HttpSettings {
            authorization,
            oauth2,
            headers: match &http.http_headers {
                Some(headers) => self.headers(headers)?,
                None => Vec::new(),
            },
            tls: self.tls(http.tls_config.as_deref())?,
            proxy: proxy(
                http.proxy_url.as_ref(),
                http.no_proxy.as_ref(),
                http.proxy_from_environment.as_ref(),
                &http.proxy_connect_header,
            )?,
            follow_redirects: is_set(http.follow_redirects.as_ref(), true),
            without_http2: !is_set(http.enable_http2.as_ref(), true),
            timeout: None,
        })
    }

    fn basic_auth(&self, basic_auth: &BasicAuth) -> Result<Secret, SettingsError> {
        refuse_reference("basic_auth.username_ref", basic_auth.username_ref.as_ref())?;
        refuse_reference("basic_auth.password_ref", basic_auth.password_ref.as_ref())?;
        let user = match filled(basic_auth.username.as_ref()) {
            Some(user) => Some(Secret::new(user)),
            None => self.file("basic_auth.username_file", basic_auth.username_file.as_ref())?,
        };
        let password = match filled_secret(basic_auth.password.as_ref()) {
            Some(password) => Some(password),
            None => self.file("basic_auth.password_file", basic_auth.password_file.as_ref())?,
        };
        let text = |secret: &Option<Secret>| secret.as_ref().map_or("", Secret::expose).trim().to_owned();
        Ok(basic(&text(&user), &text(&password)))
    }

    fn authorization(&self, given: &Authorization) -> Result<Option<Secret>, SettingsError> {
        refuse_reference("authorization.credentials_ref", given.credentials_ref.as_ref())?;
        let credentials = match filled_secret(given.credentials.as_ref()) {
            Some(credentials) => Some(credentials),
            None => self.file("authorization.credentials_file", given.credentials_file.as_ref())?,
        };
        let kind = filled(given.kind.as_ref()).map(str::trim).unwrap_or_default();
        let kind = if kind.is_empty() { "Bearer" } else { kind };
        Ok(credentials.map(|credentials| Secret::new(format!("{kind} {}", credentials.expose()))))
    }

    fn headers(&self, headers: &Headers) -> Result<Vec<(String, Secret)>, SettingsError> {
        let mut all = Vec::new();
        for (name, header) in &headers.entries {
            let Some(header) = header else { continue };
            let mut add = |value: Secret| all.push((name.value.clone(), value));
            for value in &header.values {
                add(Secret::new(value.value.clone()));
            }
            for secret in &header.secrets {
                add(secret.value.clone());
            }
            for file in &header.files {
                add(Secret::new(
                    self.trimmed("http_headers", &self.folder.join(&file.value))?,
                ));
            }
        }
        Ok(all)
    }

    fn tls(&mut self, tls: Option<&TlsConfig>) -> Result<TlsSettings, SettingsError> {
        let Some(tls) = tls else {
            return Ok(TlsSettings::default());
        };
        refuse_reference("tls_config.ca_ref", tls.ca_ref.as_ref())?;
        refuse_reference("tls_config.cert_ref", tls.cert_ref.as_ref())?;
        refuse_reference("tls_config.key_ref", tls.key_ref.as_ref())?;
        let pem = |key, text: Option<&Spanned<String>>, file: Option<&Spanned<String>>| match filled(text) {
            Some(text) => Ok(Some(text.as_bytes().to_vec())),
            None => filled(file)
                .map(|file| self.bytes(key, &self.folder.join(file)))
                .transpose(),
        };
        let place = |text: Option<&str>, file: Option<&Spanned<String>>| match text {
            Some(_) => None,
            None => filled(file).map(|file| self.folder.join(file)),
        };
        let trusted = pem("tls_config.ca_file", tls.ca.as_ref(), tls.ca_file.as_ref())?;
        let certificate = pem("tls_config.cert_file", tls.cert.as_ref(), tls.cert_file.as_ref())?;
        let key = match filled_secret(tls.key.as_ref()) {
            Some(key) => Some(key),
            None => self.file("tls_config.key_file", tls.key_file.as_ref())?,
        };
        for (key, version) in [("min_version", tls.min_version), ("max_version", tls.max_version)] {
            if let Some(version) = version.filter(|version| version.value < TlsVersion::Tls12) {
                self.not_simulated.push(format!(
                    "`tls_config.{key}: {}`: spoken are TLS12 and TLS13",
                    version.value
                ));
            }
        }
        Ok(TlsSettings {
            trusted,
            certificate,
            key,
            server_name: filled(tls.server_name.as_ref()).map(str::to_owned),
            is_insecure: is_set(tls.insecure_skip_verify.as_ref(), false),
            min_version: tls.min_version.map(|version| version.value),
            max_version: tls.max_version.map(|version| version.value),
            files: TlsFiles {
                trusted: place(filled(tls.ca.as_ref()), tls.ca_file.as_ref()),
                certificate: place(filled(tls.cert.as_ref()), tls.cert_file.as_ref()),
                key: place(filled_secret(tls.key.as_ref()).map(|_| ""), tls.key_file.as_ref()),
            },
        })
    }

    /// `None` for a grant that is not simulated.
    fn oauth2(&mut self, oauth2: &OAuth2) -> Result<Option<OAuth2Settings>, SettingsError> {
        refuse_reference("oauth2.client_secret_ref", oauth2.client_secret_ref.as_ref())?;
        if let Some(grant) = filled(oauth2.grant_type.as_ref()).filter(|grant| *grant != CLIENT_CREDENTIALS) {
            self.not_simulated.push(format!(
                "`oauth2.grant_type: {grant}`: the request goes without a token; give one with --header"
            ));
            return Ok(None);
        }
        let client_secret = match filled_secret(oauth2.client_secret.as_ref()) {
            Some(secret) => Some(secret),
            None => self.file("oauth2.client_secret_file", oauth2.client_secret_file.as_ref())?,
        };
        let token_url = filled(oauth2.token_url.as_ref()).unwrap_or_default();
        Ok(Some(OAuth2Settings {
            client_id: filled(oauth2.client_id.as_ref()).unwrap_or_default().to_owned(),
            client_secret: client_secret.unwrap_or_default(),
            token_url: http_url("oauth2.token_url", token_url)?,
            scopes: oauth2.scopes.iter().map(|scope| scope.value.clone()).collect(),
            parameters: oauth2
                .endpoint_params
                .iter()
                .map(|(name, value)| (name.value.clone(), value.value.clone()))
                .collect(),
            tls: self.tls(oauth2.tls_config.as_deref())?,
            proxy: proxy(
                oauth2.proxy_url.as_ref(),
                oauth2.no_proxy.as_ref(),
                oauth2.proxy_from_environment.as_ref(),
                &oauth2.proxy_connect_header,
            )?,
        }))
    }

    /// A secret in a file, without the blanks around it.
    fn file(&self, key: &'static str, path: Option<&Spanned<String>>) -> Result<Option<Secret>, SettingsError> {
        let path = filled(path).map(|path| self.folder.join(path));
        path.map(|path| self.trimmed(key, &path).map(Secret::new)).transpose()
    }

    fn trimmed(&self, key: &'static str, path: &Path) -> Result<String, SettingsError> {
        match self.files {
            Files::Read => read_trimmed(key, path),
            Files::Named => Ok(MASK.to_owned()),
        }
    }

    fn bytes(&self, key: &'static str, path: &Path) -> Result<Vec<u8>, SettingsError> {
        match self.files {
            Files::Read => read(key, path),
            Files::Named => Ok(MASK.as_bytes().to_vec()),
        }
    }
}

fn proxy(
    url: Option<&Spanned<String>>,
    except: Option<&Spanned<String>>,
    from_environment: Option<&Spanned<bool>>,
    connect_header: &[(Spanned<String>, Vec<Spanned<Secret>>)],
) -> Result<ProxySettings, SettingsError> {
    let choice = match filled(url) {
        _ if is_set(from_environment, false) => ProxyChoice::Environment,
        None => ProxyChoice::Direct,
        Some(url) => ProxyChoice::Url {
            url: Url::parse(url).map_err(|error| SettingsError::BadUrl {
                key: "proxy_url",
                reason: error.to_string(),
            })?,
            except: filled(except).unwrap_or_default().to_owned(),
        },
    };
    let headers = connect_header
        .iter()
        .flat_map(|(name, values)| values.iter().map(|value| (name.value.clone(), value.value.clone())));
    Ok(ProxySettings {
        choice,
        connect_headers: headers.collect(),
    })
}

fn http_url(key: &'static str, text: &str) -> Result<Url, SettingsError> {
    let bad = |reason: String| SettingsError::BadUrl { key, reason };
    let url = Url::parse(text).map_err(|error| bad(error.to_string()))?;
    if matches!(url.scheme(), "http" | "https") {
        Ok(url)
    } else {
        Err(bad("it is neither http nor https".to_owned()))
    }
}

fn refuse_reference(key: &'static str, reference: Option<&Spanned<String>>) -> Result<(), SettingsError> {
    filled(reference).map_or(Ok(()), |_| Err(SettingsError::SecretManager(key)))
}

fn filled(text: Option<&Spanned<String>>) -> Option<&str> {
    text.map(|text| text.value.as_str()).filter(|text| !text.is_empty())
}

fn filled_secret(secret: Option<&Spanned<Secret>>) -> Option<Secret> {
    secret
        .map(|secret| secret.value.clone())
        .filter(|secret| !secret.is_empty())
}

fn is_set(flag: Option<&Spanned<bool>>, default: bool) -> bool {
    flag.map_or(default, |flag| flag.value)
}

fn read(key: &'static str, path: &Path) -> Result<Vec<u8>, SettingsError> {
    fs::read(path).map_err(|source| SettingsError::Unreadable {
        key,
        path: path.to_owned(),
        source,
    })
}

fn read_trimmed(key: &'static str, path: &Path) -> Result<String, SettingsError> {
    let bytes = read(key, path)?;
    let text = String::from_utf8(bytes).map_err(|_| SettingsError::Unreadable {
        key,
        path: path.to_owned(),
        source: io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"),
    })?;
    Ok(text.trim().to_owned())
}
