//! Hosts: names, and IPv6 addresses in brackets.

use super::escape::{HostPart, unescape_host};
use super::{Reason, address};
use crate::version::Version;

/// Checks a host with its port and resolves its escapes; bytes that are not UTF-8 become U+FFFD.
pub(super) fn parse(host: &str, version: Version) -> Result<String, Reason> {
    let bytes = if version < Version::V0_33 {
        parse_lenient(host)?
    } else {
        parse_strict(host)?
    };
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Anything may stand in brackets. Go before 1.25.2.
fn parse_lenient(host: &str) -> Result<Vec<u8>, Reason> {
    if !host.starts_with('[') {
        check_last_port(host)?;
        return unescape_host(host, HostPart::Name);
    }
    let close = host.rfind(']').ok_or(Reason::MissingBracket)?;
    check_port(&host[close + 1..])?;
    let Some(zone) = host[..close].find("%25") else {
        return unescape_host(host, HostPart::Name);
    };
    let mut bytes = unescape_host(&host[..zone], HostPart::Name)?;
    bytes.extend(unescape_host(&host[zone..close], HostPart::Zone)?);
    bytes.extend(unescape_host(&host[close..], HostPart::Name)?);
    Ok(bytes)
}

/// Only an IPv6 address may stand in brackets, and nothing before them.
fn parse_strict(host: &str) -> Result<Vec<u8>, Reason> {
    match host.rfind('[') {
        None => {
            check_last_port(host)?;
            unescape_host(host, HostPart::Name)
        }
        Some(0) => {
            let close = host.rfind(']').ok_or(Reason::MissingBracket)?;
            let (inner, port) = (&host[1..close], &host[close + 1..]);
            check_port(port)?;
            let zone = inner.find("%25").unwrap_or(inner.len());
            let mut name = unescape_host(&inner[..zone], HostPart::Name)?;
            name.extend(unescape_host(&inner[zone..], HostPart::Zone)?);
            if address::check(&name)? == address::Family::V4 {
                return Err(Reason::IpLiteral);
            }
            Ok([b"[", name.as_slice(), b"]", port.as_bytes()].concat())
        }
        Some(_) => Err(Reason::IpLiteral),
    }
}

fn check_last_port(host: &str) -> Result<(), Reason> {
    host.rfind(':').map_or(Ok(()), |colon| check_port(&host[colon..]))
}

/// Nothing, or a colon and digits, however many.
fn check_port(text: &str) -> Result<(), Reason> {
    let is_port = match text.strip_prefix(':') {
        Some(digits) => digits.bytes().all(|b| b.is_ascii_digit()),
        None => text.is_empty(),
    };
    if is_port {
        Ok(())
    } else {
        Err(Reason::Port(text.to_owned()))
    }
}
