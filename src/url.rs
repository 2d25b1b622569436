//! URLs by the rules of Go's `net/url`.
//!
//! [`parse`] gives Go's verdict and words, which differ from those of the WHATWG rules in many places: `http://a:99999`
//! is fine, ` http://a` is not. [`parse_http`] adds what Alertmanager asks of a URL it will call.
//!
//! Errors quote what was parsed. URLs hold routing keys and passwords: whoever prints an error masks it.

mod address;
mod escape;
mod host;

use crate::text::quote::{Quoted, QuotedBytes};
use crate::version::Version;
use address::AddressError;

/// A parsed URL. Parts are as they were written, percent escapes and all, unless said otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Url {
    /// Lower-case; empty if there is none.
    pub scheme: String,
    /// What stands before `@`: user name, perhaps a colon and a password.
    pub user_info: Option<String>,
    /// Host and port; empty if there is none.
    pub host: String,
    /// The path, from its first slash; of a URL such as `mailto:a@b`, everything behind the scheme.
    pub path: String,
    /// What stands behind `?`.
    pub query: Option<String>,
    /// What stands behind `#`.
    pub fragment: Option<String>,
}

impl Url {
    /// The host without port and without the brackets of an IPv6 address.
    #[must_use]
    pub fn host_name(&self) -> &str {
        match self.host.strip_prefix('[') {
            Some(address) => address.rsplit_once(']').map_or(address, |(address, _)| address),
            None => self.host.rsplit_once(':').map_or(&self.host, |(name, _)| name),
        }
    }

    /// The port as it is written; `None` if there is none or it is empty.
    #[must_use]
    pub fn port(&self) -> Option<&str> {
        let (_, port) = self.host.rsplit_once(':')?;
        let is_port = !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
        is_port.then_some(port)
    }
}

/// Why a text is no URL; displays as Go says it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("parse {}: {reason}", Quoted(.text))]
pub struct ParseError {
    text: String,
    reason: Reason,
}

impl ParseError {
    /// The reason alone, which quotes at most a few characters of the text.
    #[must_use]
    pub fn reason(&self) -> &Reason {
        &self.reason
    }
}

/// What is wrong with a URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// A byte below 0x20, or 0x7f.
    #[error("net/url: invalid control character in URL")]
    ControlCharacter,
    /// It begins with a colon.
    #[error("missing protocol scheme")]
    MissingScheme,
    /// What might have been a scheme is none.
    #[error("first path segment in URL cannot contain colon")]
    ColonInFirstSegment,
    /// A character that cannot stand in a user name or password.
    #[error("net/url: invalid userinfo")]
    UserInfo,
    /// What follows the host is no port.
    #[error("invalid port {} after host", Quoted(.0))]
    Port(String),
    /// `[` without `]`.
    #[error("missing ']' in host")]
    MissingBracket,
    /// A bracket that begins no IPv6 address.
    #[error("invalid IP-literal")]
    IpLiteral,
    /// What stands in brackets is no address.
    #[error("invalid host: {0}")]
    Address(#[from] AddressError),
    /// `%` without two hexadecimal digits, or an escape that is not allowed in the place.
    #[error("invalid URL escape {}", QuotedBytes(.0))]
    Escape(Vec<u8>),
    /// A character that cannot stand in a host name.
    #[error("invalid character {} in host name", Quoted(.0.encode_utf8(&mut [0; 4])))]
    HostCharacter(char),
}

/// Why Alertmanager will not call a URL; displays as it says it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpUrlError {
    /// It is no URL.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// The scheme is neither http nor https.
    #[error("unsupported scheme {} for URL", Quoted(.0))]
    Scheme(String),
    /// There is no host.
    #[error("missing host for URL")]
    MissingHost,
}

/// Parses a URL that Alertmanager will call: http or https, and with a host.
pub fn parse_http(text: &str, version: Version) -> Result<Url, HttpUrlError> {
    let url = parse(text, version)?;
    if url.scheme != "http" && url.scheme != "https" {
        return Err(HttpUrlError::Scheme(url.scheme));
    }
    if url.host.is_empty() {
        return Err(HttpUrlError::MissingHost);
    }
    Ok(url)
}

/// Parses any URL, also a relative or empty one. Mirrors `url.Parse` of the Go release a version was built with.
pub fn parse(text: &str, version: Version) -> Result<Url, ParseError> {
    let (main, fragment) = split_once(text, '#');
    let mut url = parse_main(main, version).map_err(|reason| ParseError {
        text: main.to_owned(),
        reason,
    })?;
    if let Some(fragment) = fragment {
        escape::check_text(fragment).map_err(|reason| ParseError {
            text: text.to_owned(),
            reason,
        })?;
        url.fragment = Some(fragment.to_owned());
    }
    Ok(url)
}

/// Parses what stands before `#`.
fn parse_main(text: &str, version: Version) -> Result<Url, Reason> {
    if text.bytes().any(|b| b.is_ascii_control()) {
        return Err(Reason::ControlCharacter);
    }
    let (scheme, rest) = split_scheme(text)?;
    let (rest, query) = split_once(rest, '?');
    let mut url = Url {
        scheme: scheme.to_ascii_lowercase(),
        query: query.map(str::to_owned),
        ..Url::default()
    };
    let mut path = rest;
    if !rest.starts_with('/') {
        if !scheme.is_empty() {
            rest.clone_into(&mut url.path);
            return Ok(url);
        }
        if rest.split('/').next().is_some_and(|segment| segment.contains(':')) {
            return Err(Reason::ColonInFirstSegment);
        }
    } else if let Some(authority) = rest.strip_prefix("//")
        && (!scheme.is_empty() || !authority.starts_with('/'))
    {
        let (authority, after) = authority.split_at(authority.find('/').unwrap_or(authority.len()));
        path = after;
        let (user_info, host) = match authority.rsplit_once('@') {
            Some((user_info, host)) => (Some(user_info), host),
            None => (None, authority),
        };
        url.host = host::parse(host, version)?;
        if let Some(user_info) = user_info {
            check_user_info(user_info)?;
            url.user_info = Some(user_info.to_owned());
        }
    }
    escape::check_text(path)?;
    path.clone_into(&mut url.path);
    Ok(url)
}

fn split_once(text: &str, separator: char) -> (&str, Option<&str>) {
    match text.split_once(separator) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// The scheme, without its colon, and the rest; no scheme if what stands before the first colon cannot be one.
fn split_scheme(text: &str) -> Result<(&str, &str), Reason> {
    let is_scheme_byte = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    let length = text.bytes().take_while(|&b| is_scheme_byte(b)).count();
    match text[length..].strip_prefix(':') {
        Some(_) if length == 0 => Err(Reason::MissingScheme),
        Some(rest) if text.starts_with(|c: char| c.is_ascii_alphabetic()) => Ok((&text[..length], rest)),
        _ => Ok(("", text)),
    }
}

fn check_user_info(user_info: &str) -> Result<(), Reason> {
    let is_allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&b);
    if !user_info.bytes().all(is_allowed) {
        return Err(Reason::UserInfo);
    }
    user_info.splitn(2, ':').try_for_each(escape::check_text)
}

#[cfg(test)]
mod tests;
