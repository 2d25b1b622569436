//! What commands that ask a Runframe have in common: where it is, and what to say when it does not answer.

use std::future::Future;

use anyhow::Context;

use super::Failure;
use crate::api::LOCAL_ONLY;
use crate::client::{self, ApiKey, Client, ClientError, DEFAULT_URL};
use crate::store::LOCAL_KEY_PREFIX;
use crate::text::secret::masked_url;

/// The variable that says where the API is.
const URL_VARIABLE: &str = "RUNFRAME_API_URL";

/// The port a local Runframe has unless it is told another.
const DEFAULT_PORT: u16 = 9095;

/// The variable that holds a key of the V1 API.
const KEY_VARIABLE: &str = "RUNFRAME_API_KEY";

/// What to do where a key is not sent because others could read it.
const NOT_IN_CLEAR: &str = "a key goes to another machine over https:// only";

/// How to be on the machine of a local Runframe.
const TUNNEL: &str =
    "reach a local Runframe there through a tunnel, `ssh -L 9095:127.0.0.1:9095 HOST`, or run this on its machine";

/// Where Runframe is.
#[derive(Debug, clap::Args)]
pub(super) struct ApiArgs {
    /// The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL]
    /// [default: http://127.0.0.1:9095]
    #[arg(long, visible_alias = "url", value_name = "URL")]
    api_url: Option<String>,
}

impl ApiArgs {
    /// A client for it, with the key that goes to it.
    pub(super) fn client(&self) -> anyhow::Result<Client> {
        let url = ApiAddress::of(self.api_url.as_deref()).url;
        let key = key_for(&url);
        if key.is_some() && is_in_clear(&url) {
            return Err(Failure::unusable("the API key would cross the network in clear")
                .with_help(NOT_IN_CLEAR)
                .with_help(TUNNEL)
                .into());
        }
        let key = key.map(|key| ApiKey::new(&key));
        Client::new(&url, key.as_ref()).map_err(failure)
    }
}

/// Where a Runframe is, and who says so.
pub(super) struct ApiAddress {
    /// As it was given.
    pub(super) url: String,
    /// What named it; the default is named by nothing.
    pub(super) named_by: Option<&'static str>,
}

impl ApiAddress {
    /// By the flag `--api-url`, else the environment, else the default. A variable without anything in it is none.
    pub(super) fn of(flag: Option<&str>) -> Self {
        let variable = || std::env::var(URL_VARIABLE).ok().filter(|text| !text.trim().is_empty());
        match (flag, variable()) {
            (Some(url), _) => Self {
                url: url.to_owned(),
                named_by: Some("--api-url"),
            },
            (None, Some(url)) => Self {
                url,
                named_by: Some(URL_VARIABLE),
            },
            (None, None) => Self {
                url: DEFAULT_URL.to_owned(),
                named_by: None,
            },
        }
    }

    /// The address as it may be shown.
    pub(super) fn place(&self) -> String {
        masked_url(&self.url)
    }
}

/// The command that starts a local Runframe at a URL of this machine.
pub(super) fn serve_at(url: &str) -> String {
    let url = reqwest::Url::parse(url).ok();
    let place = url
        .as_ref()
        .and_then(|url| Some((url.host_str()?, url.port_or_known_default()?)));
    match place {
        Some((host, port)) if port != DEFAULT_PORT => {
            let host = if host == "localhost" { "127.0.0.1" } else { host };
            format!("runframe-cli serve --listen {host}:{port}")
        }
        _ => "runframe-cli serve".to_owned(),
    }
}

/// How many names are told where none of them was meant.
const KNOWN_MAX: usize = 10;

/// The key that goes to a server: a key of the real Runframe to other machines only, a local Runframe's own key to it too.
fn key_for(url: &str) -> Option<String> {
    key().filter(|key| !is_loopback(url) || is_local(key))
}

/// The key of the environment.
fn key() -> Option<String> {
    let key = std::env::var(KEY_VARIABLE).ok()?.trim().to_owned();
    (!key.is_empty()).then_some(key)
}

/// Whether it is a key of a local Runframe.
fn is_local(key: &str) -> bool {
    key.starts_with(LOCAL_KEY_PREFIX)
}

/// Whether what is sent there can be read on the way.
fn is_in_clear(url: &str) -> bool {
    !is_loopback(url) && url.starts_with("http:")
}

fn is_loopback(url: &str) -> bool {
    reqwest::Url::parse(url).is_ok_and(|url| client::is_loopback(&url))
}

/// Runs one asynchronous command to its end.
pub(super) fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot set up connections")?
        .block_on(work)
}

/// What to say, and what the user can do about it.
#[expect(clippy::needless_pass_by_value, reason = "it is for `map_err`")]
pub(super) fn failure(error: ClientError) -> anyhow::Error {
    explain(&error).into()
}

fn explain(error: &ClientError) -> Failure {
    match error {
        ClientError::InvalidUrl { .. } | ClientError::InvalidKey | ClientError::Setup(_) => {
            Failure::unusable(error.to_string())
        }
        ClientError::NotTls { server } if is_loopback(server) => Failure::unreachable(error.to_string())
            .with_help("a local Runframe speaks plain HTTP: write http:// instead of https://"),
        ClientError::NotTls { .. } => {
            Failure::unreachable(error.to_string()).with_help("check the port: what listens there may speak plain HTTP")
        }
        ClientError::Unreachable { server, .. } if is_loopback(server) => Failure::unreachable(error.to_string())
            .with_help(format!(
                "start a local Runframe with `{}`, in another terminal",
                serve_at(server)
            ))
            .with_help("or name another one with --api-url or RUNFRAME_API_URL"),
        ClientError::Unreachable { .. } | ClientError::TimedOut { .. } => {
            Failure::unreachable(error.to_string()).with_help("check the address: --api-url, or RUNFRAME_API_URL")
        }
        ClientError::TooLarge { .. } => Failure::unreachable(error.to_string())
            .with_help("ask for less at once, as with --limit where there is one"),
        ClientError::Unexpected { .. } => Failure::unreachable(error.to_string())
            .with_help("something else listens there: check --api-url, or RUNFRAME_API_URL"),
        ClientError::Refused {
            status,
            detail,
            retry_after,
            server,
        } => refused(error, (server, *status), detail, retry_after.as_deref()),
    }
}

fn refused(
    error: &ClientError,
    (server, status): (&str, u16),
    detail: &crate::api::ErrorDetail,
    retry_after: Option<&str>,
) -> Failure {
    let failure = match status {
        // What was asked cannot be, or names what there is not: that is the asker's to mend.
        400 | 404 | 422 => Failure::unusable(error.to_string()),
        _ => Failure::unreachable(error.to_string()),
    };
    let known: Vec<&str> = detail
        .details
        .as_ref()
        .and_then(|details| details.get("known")?.as_array())
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str())
        .collect();
    match status {
        401 if is_loopback(server) && key().is_some_and(|key| !is_local(&key)) => failure
            .with_help(format!(
                "the key in {KEY_VARIABLE} was not sent: it is none of a local Runframe, whose keys begin with {LOCAL_KEY_PREFIX}"
            ))
            .with_help("`runframe-cli keys create NAME` makes one"),
        401 if is_in_clear(server) => failure.with_help(NOT_IN_CLEAR).with_help(TUNNEL),
        401 if key_for(server).is_none() => failure.with_help(format!("put an API key into {KEY_VARIABLE}")),
        401 if is_loopback(server) => failure
            .with_help(format!(
                "the key in {KEY_VARIABLE} is none of this server's: `runframe-cli keys list` shows them"
            ))
            .with_help("`runframe-cli keys create NAME` makes one"),
        401 => failure.with_help(format!("the key in {KEY_VARIABLE} is none of this server's")),
        403 if detail.message == LOCAL_ONLY => failure.with_help(TUNNEL),
        403 if key_for(server).is_some() => failure.with_help("the API key lacks the scope for this"),
        404 if !known.is_empty() => {
            let more = match known.len().saturating_sub(KNOWN_MAX) {
                0 => String::new(),
                more => format!(", and {more} more"),
            };
            let shown = &known[..known.len().min(KNOWN_MAX)];
            failure.with_help(format!("there is: {}{more}", shown.join(", ")))
        }
        429 => match retry_after {
            // Most say it themselves.
            Some(_) if detail.message.contains("try again in") => failure,
            Some(seconds) => failure.with_help(format!("try again in {seconds} s")),
            None => failure.with_help("try again later"),
        },
        _ => failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ErrorDetail;

    fn helps(server: &str, status: u16, message: &str) -> Vec<String> {
        let refused = ClientError::Refused {
            server: server.to_owned(),
            status,
            detail: Box::new(ErrorDetail {
                code: String::new(),
                message: message.to_owned(),
                details: None,
            }),
            retry_after: None,
        };
        explain(&refused).help
    }

    /// Nothing is advised that is refused then.
    #[test]
    fn a_key_is_asked_for_only_where_it_would_be_sent() {
        assert_eq!(helps("http://192.0.2.2:9095", 401, ""), [NOT_IN_CLEAR, TUNNEL]);
        for server in ["https://192.0.2.2", "https://runframe.io"] {
            assert_eq!(helps(server, 401, ""), ["put an API key into RUNFRAME_API_KEY"]);
        }
        assert_eq!(helps("http://192.0.2.2:9095", 403, LOCAL_ONLY), [TUNNEL]);
    }
}
