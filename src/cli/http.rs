//! How `fire` and `resolve` speak HTTP: by flags, and by the configuration's `http_config`.

use clap::builder::TypedValueParser;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use colored::Colorize;

use super::{Failure, Session};
use crate::config::{Config, Secret};
use crate::fire::{
    Files, HttpSettings, ProxyChoice, ReceiverAddress, ReceiverHttp, Retrying, SettingsError, TIMEOUT_DEFAULT, Target,
    WebhookUrl, receiver_http,
};
use crate::report::mapping::TargetKind;

/// How HTTP is spoken, by flags.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "HTTP")]
pub(super) struct HttpArgs {
    /// A header to send, besides those of an `http_config`; may be repeated
    #[arg(long = "header", short = 'H', value_name = "NAME: VALUE", value_parser = HeaderParser)]
    headers: Vec<Header>,

    /// Trust the certificates in this PEM file, and no others
    #[arg(long, value_name = "FILE")]
    cacert: Option<PathBuf>,

    /// Introduce oneself with the certificate in this PEM file
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Option<PathBuf>,

    /// The private key of --cert, as PEM
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,

    /// Do not check whom the other side's certificate is for, and who signed it
    #[arg(long, conflicts_with = "cacert")]
    insecure: bool,

    /// How long an attempt may take [default: 10s; with --delivery alertmanager what the webhook's `timeout` says, else
    /// as long as the delivery may]
    #[arg(long, value_name = "DURATION", value_parser = super::sending::parse_limit)]
    timeout: Option<Duration>,
}

/// One header of the command line.
#[derive(Clone, Debug)]
struct Header {
    name: String,
    value: Secret,
}

/// What a client sets itself.
const RESERVED: [&str; 3] = ["content-length", "connection", "transfer-encoding"];

/// Reads a header without telling its value where it is none, as clap's own errors do.
#[derive(Clone)]
struct HeaderParser;

impl TypedValueParser for HeaderParser {
    type Value = Header;

    fn parse_ref(
        &self,
        command: &clap::Command,
        _argument: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<Header, clap::Error> {
        let header = value
            .to_str()
            .ok_or_else(|| "a header is UTF-8".to_owned())
            .and_then(parse_header);
        header.map_err(|error| {
            let message = format!("the value of '--header <NAME: VALUE>' cannot be used: {error}");
            command.clone().error(clap::error::ErrorKind::ValueValidation, message)
        })
    }
}

/// Reads `NAME: VALUE`. Its errors never repeat the value.
fn parse_header(text: &str) -> Result<Header, String> {
    let (name, value) = text
        .split_once(':')
        .ok_or("a header is written as `NAME: VALUE`, with a colon")?;
    let (name, value) = (name.trim(), value.trim());
    if reqwest::header::HeaderName::from_bytes(name.as_bytes()).is_err() {
        return Err("what stands before the colon can be no name of a header".to_owned());
    }
    if RESERVED.contains(&name.to_ascii_lowercase().as_str()) {
        return Err(format!("the header `{name}` cannot be set"));
    }
    if reqwest::header::HeaderValue::from_str(value).is_err() {
        return Err(format!("the value of `{name}` has characters that none may have"));
    }
    Ok(Header {
        name: name.to_owned(),
        value: Secret::new(value),
    })
}

/// A configuration, and where it is.
#[derive(Clone, Copy)]
pub(super) struct ConfigFile<'a> {
    pub(super) config: &'a Config,
    /// The path it was read from.
    pub(super) path: &'a str,
}

impl ConfigFile<'_> {
    fn folder(&self) -> &Path {
        Path::new(self.path).parent().unwrap_or(Path::new(""))
    }

    fn receiver(&self, name: &str, files: Files) -> anyhow::Result<Option<ReceiverHttp>> {
        receiver_http(self.config, name, self.folder(), files).map_err(|error| explain(error).into())
    }

    /// The one URL that these receivers have in common.
    pub(super) fn url<'n>(&self, receivers: impl Iterator<Item = &'n str>) -> anyhow::Result<WebhookUrl> {
        let mut found: Option<(ReceiverAddress, &str)> = None;
        for name in receivers {
            let Some(http) = self.receiver(name, Files::Named)? else {
                continue;
            };
            match &found {
                Some((address, first)) if *address != http.address => {
                    return Err(Failure::unusable(format!(
                        "the receivers `{first}` and `{name}` have different URLs: one at a time can be sent to"
                    ))
                    .with_help("name one of them with --receiver")
                    .into());
                }
                _ => found = Some((http.address, name)),
            }
        }
        let Some((address, _)) = found else {
            return Err(Failure::unusable("no receiver of the configuration has a webhook URL").into());
        };
        let url = address.read().map_err(explain)?;
        url.expose().parse().map_err(|error| {
            let failure = super::sending::explain_url(&error);
            match &address {
                ReceiverAddress::File(path) => failure.with_help(format!("it stands in `{}`", path.display())),
                ReceiverAddress::Url(_) | ReceiverAddress::Missing => failure,
            }
            .into()
        })
    }
}

fn explain(error: SettingsError) -> Failure {
    let failure = Failure::unusable(error.to_string());
    match error {
        // The one path of a webhook that Alertmanager takes as it stands.
        SettingsError::Unreadable {
            source,
            key: "url_file",
            ..
        } => failure
            .with_source(source)
            .with_help("Alertmanager reads it too: a relative path starts where the program was started, here too"),
        SettingsError::Unreadable { source, .. } => failure
            .with_source(source)
            .with_help("Alertmanager reads it too: relative paths start where the configuration is"),
        SettingsError::SecretManager(_) => failure.with_help("use the setting that names a file"),
        SettingsError::TemplateUrl => failure.with_help("render it, and give it with --url"),
        SettingsError::NoUrl | SettingsError::BadUrl { .. } => failure,
    }
}

/// How HTTP is spoken for each receiver.
#[derive(Debug, Default)]
pub(super) struct Speaking {
    by_receiver: BTreeMap<String, HttpSettings>,
    otherwise: HttpSettings,
}

impl Speaking {
    /// For messages to a receiver.
    pub(super) fn to(&self, receiver: &str) -> &HttpSettings {
        self.by_receiver.get(receiver).unwrap_or(&self.otherwise)
    }
}

impl HttpArgs {
    /// How HTTP is spoken to these receivers; tells what is done otherwise than configured.
    pub(super) fn speaking<'n>(
        &self,
        file: Option<ConfigFile<'_>>,
        receivers: impl Iterator<Item = &'n str>,
        retrying: Retrying,
        aim: Aim<'_>,
        session: &mut Session,
    ) -> anyhow::Result<Speaking> {
        let mut speaking = Speaking {
            otherwise: self.plain(retrying)?,
            by_receiver: BTreeMap::new(),
        };
        let Some(file) = file else { return Ok(speaking) };
        let warning = "warning".yellow().bold();
        for name in receivers {
            if speaking.by_receiver.contains_key(name) {
                continue;
            }
            let files = match aim {
                Aim::Url(_) => Files::Read,
                Aim::LocalRunframe | Aim::Shown => Files::Named,
            };
            let Some(http) = file.receiver(name, files)? else {
                continue;
            };
            match aim {
                // What is meant for somebody else is no business of the local Runframe, and no proxy leads there.
                Aim::LocalRunframe => {
                    if is_telling(&http.settings) {
                        session.comment(format!(
                            "the `http_config` of receiver `{name}` is not used for the local Runframe"
                        ));
                    }
                    continue;
                }
                Aim::Url(url) if has_secrets(&http.settings) && leads_elsewhere(&http.address, url) => {
                    session.comment(format!(
                        "{warning}: the credentials and headers of receiver `{name}` go to {}, which is not the host of its URL",
                        url.authority()
                    ));
                }
                Aim::Url(_) | Aim::Shown => {}
            }
            for line in &http.not_simulated {
                session.comment(format!("{warning}: receiver `{name}`: not simulated: {line}"));
            }
            let settings = self.completed(http.settings, retrying)?;
            speaking.by_receiver.insert(name.to_owned(), settings);
        }
        Ok(speaking)
    }

    /// How HTTP is spoken where no configuration says so.
    pub(super) fn plain(&self, retrying: Retrying) -> anyhow::Result<HttpSettings> {
        let plain = HttpSettings {
            proxy: crate::fire::ProxySettings {
                choice: ProxyChoice::Environment,
                ..Default::default()
            },
            // It is as if `http_config` were not written.
            follow_redirects: true,
            ..HttpSettings::default()
        };
        self.completed(plain, retrying)
    }

    /// `settings` with what the flags say.
    fn completed(&self, mut settings: HttpSettings, retrying: Retrying) -> anyhow::Result<HttpSettings> {
        let read = |path: &PathBuf, flag: &str| {
            std::fs::read(path).map_err(|error| {
                Failure::unusable(format!("cannot read `{}`, given with {flag}", path.display())).with_source(error)
            })
        };
        for Header { name, .. } in &self.headers {
            settings.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
            if name.eq_ignore_ascii_case("Authorization") {
                settings.oauth2 = None;
            }
        }
        let headers = self
            .headers
            .iter()
            .map(|header| (header.name.clone(), header.value.clone()));
        settings.headers.extend(headers);
        if let Some(path) = &self.cacert {
            settings.tls.trusted = Some(read(path, "--cacert")?);
            settings.tls.files.trusted = Some(path.clone());
            settings.tls.is_insecure = false;
        }
        if let Some(path) = &self.cert {
            settings.tls.certificate = Some(read(path, "--cert")?);
            settings.tls.files.certificate = Some(path.clone());
        }
        if let Some(path) = &self.key {
            let key = read(path, "--key")?;
            settings.tls.key = Some(Secret::new(String::from_utf8_lossy(&key).into_owned()));
            settings.tls.files.key = Some(path.clone());
        }
        settings.tls.is_insecure |= self.insecure;
        let usual = match retrying {
            Retrying::Never => Some(settings.timeout.unwrap_or(TIMEOUT_DEFAULT)),
            Retrying::LikeAlertmanager => settings.timeout,
        };
        settings.timeout = self.timeout.or(usual);
        // A script that tries once wants to know the first answer.
        settings.follow_redirects &= retrying == Retrying::LikeAlertmanager;
        Ok(settings)
    }
}

/// Where a payload goes.
#[derive(Clone, Copy)]
pub(super) enum Aim<'a> {
    /// To this URL.
    Url(&'a WebhookUrl),
    /// To a local Runframe.
    LocalRunframe,
    /// Nowhere: it is shown how it would be sent to a URL.
    Shown,
}

impl<'a> Aim<'a> {
    /// To this target.
    pub(super) fn at(target: &'a Target) -> Self {
        match target.kind {
            TargetKind::Url => Self::Url(&target.url),
            TargetKind::LocalRunframe | TargetKind::InProcess => Self::LocalRunframe,
        }
    }
}

/// Whether settings hold what only the receiver's host should learn.
fn has_secrets(settings: &HttpSettings) -> bool {
    settings.authorization.is_some() || settings.oauth2.is_some() || !settings.headers.is_empty()
}

/// Whether a URL is at another host than a receiver; not if that is not known.
fn leads_elsewhere(address: &ReceiverAddress, url: &WebhookUrl) -> bool {
    let Ok(own) = address.read() else { return false };
    let Ok(own) = own.expose().parse::<WebhookUrl>() else {
        return false;
    };
    own.expose().host_str() != url.expose().host_str()
}

/// Whether settings ask for more than plain HTTP.
fn is_telling(settings: &HttpSettings) -> bool {
    settings.authorization.is_some()
        || settings.oauth2.is_some()
        || !settings.headers.is_empty()
        || !matches!(settings.proxy.choice, ProxyChoice::Direct)
        || settings.tls.trusted.is_some()
        || settings.tls.certificate.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_without_telling_its_value() {
        let header = parse_header("X-Team:  payments ").expect("it is one");
        assert_eq!((header.name.as_str(), header.value.expose()), ("X-Team", "payments"));
        for text in ["s3cret", "a b: s3cret", "X: s3cret\u{7}", "Content-Length: s3cret"] {
            let error = parse_header(text).expect_err(text);
            assert!(!error.contains("s3cret"), "{error}");
        }
    }
}
