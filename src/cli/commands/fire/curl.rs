//! A payload as a command for the shell.

use std::path::Path;

use crate::cli::http::CurlFiles;
use crate::fire::{HttpSettings, ProxyChoice, user_agent};
use crate::version::Version;

/// The line that ends the payload in the command. A payload is one line that begins with a brace.
const END: &str = "PAYLOAD";

/// The variable that holds the value of the header `Authorization`.
const AUTHORIZATION: &str = "RUNFRAME_AUTHORIZATION";

/// A command, and what has to be done before it can be run.
pub(super) struct Curl {
    pub(super) command: Vec<u8>,
    pub(super) notes: Vec<String>,
}

/// A command that posts `payload`, byte for byte, as `settings` say. The URL and the values of headers are taken from the
/// environment: so no secret stands in it.
pub(super) fn curl_command(payload: &[u8], version: Version, settings: &HttpSettings, files: CurlFiles<'_>) -> Curl {
    let mut options = Vec::new();
    let mut notes = Vec::new();
    for (name, _) in &settings.headers {
        let variable = variable(name);
        options.push(format!("-H \"{name}: ${variable}\""));
        notes.push(format!("put the value of the header `{name}` into {variable}"));
    }
    let is_set = |(name, _): &(String, _)| name.eq_ignore_ascii_case("Authorization");
    if !settings.headers.iter().any(is_set) {
        let value = match (&settings.authorization, &settings.oauth2) {
            (_, Some(_)) => Some("`Bearer ` and a token of its `oauth2`".to_owned()),
            (Some(value), None) => {
                let scheme = value.expose().split_once(' ').map_or("", |(scheme, _)| scheme);
                Some(format!("`{scheme} ` and the credentials"))
            }
            (None, None) => None,
        };
        if let Some(value) = value {
            options.push(format!("-H \"Authorization: ${AUTHORIZATION}\""));
            notes.push(format!("put {value} into {AUTHORIZATION}"));
        }
    }
    let tls = &settings.tls;
    for (flag, path, is_wanted) in [
        ("--cacert", files.cacert, tls.trusted.is_some()),
        ("--cert", files.cert, tls.certificate.is_some()),
        ("--key", files.key, tls.key.is_some()),
    ] {
        match path {
            Some(path) => options.push(format!("{flag} {}", quoted(path))),
            None if is_wanted => notes.push(format!("add {flag} FILE, as the `tls_config` has it")),
            None => {}
        }
    }
    if tls.is_insecure {
        options.push("--insecure".to_owned());
    }
    if let Some(name) = &tls.server_name {
        notes.push(format!(
            "curl checks the host of the URL, the `tls_config` checks `{name}`"
        ));
    }
    if matches!(settings.proxy.choice, ProxyChoice::Url { .. }) {
        notes.push("put the `proxy_url` into HTTPS_PROXY".to_owned());
    }
    options.push(String::new());
    let options = options.join(" \\\n  ");
    let mut command = format!(
        "curl -sS -X POST -H 'Content-Type: application/json' -H 'User-Agent: {}' --data-binary @- \\\n  \
         {options}\"$RUNFRAME_WEBHOOK_URL\" <<'{END}'\n",
        user_agent(version)
    )
    .into_bytes();
    command.extend_from_slice(payload);
    command.extend_from_slice(format!("{END}\n").as_bytes());
    Curl { command, notes }
}

/// The variable that holds the value of a header.
fn variable(header: &str) -> String {
    if header.eq_ignore_ascii_case("Authorization") {
        return AUTHORIZATION.to_owned();
    }
    let name: String = header
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect();
    format!("RUNFRAME_HEADER_{name}")
}

/// A path as one word of a shell.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', "'\\''"))
}
