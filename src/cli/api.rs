//! What commands that ask a Runframe have in common: where it is, and what to say when it does not answer.

use std::future::Future;
use std::net::IpAddr;

use anyhow::Context;

use super::Failure;
use crate::client::{ApiKey, Client, ClientError, DEFAULT_URL};
use crate::store::LOCAL_KEY_PREFIX;

/// The variable that holds a key of the V1 API.
const KEY_VARIABLE: &str = "RUNFRAME_API_KEY";

/// Where Runframe is.
#[derive(Debug, clap::Args)]
pub(super) struct ApiArgs {
    /// The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY
    #[arg(long, visible_alias = "url", env = "RUNFRAME_API_URL", value_name = "URL", default_value = DEFAULT_URL, hide_env_values = true)]
    api_url: String,
}

impl ApiArgs {
    /// A client for it. A key of the real Runframe goes to other machines only, a local Runframe's own key to it too.
    pub(super) fn client(&self) -> anyhow::Result<Client> {
        let is_here = is_loopback(&self.api_url);
        let key = key().filter(|key| !is_here || is_local(key));
        if key.is_some() && !is_here && self.api_url.starts_with("http:") {
            return Err(Failure::unusable("the API key would cross the network in clear")
                .with_help("use an https:// URL with --api-url")
                .with_help(format!("or unset {KEY_VARIABLE}"))
                .into());
        }
        let key = key.map(|key| ApiKey::new(&key));
        Client::new(&self.api_url, key.as_ref()).map_err(failure)
    }
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

fn is_loopback(url: &str) -> bool {
    let url = reqwest::Url::parse(url).ok();
    let host = url.as_ref().and_then(reqwest::Url::host_str).unwrap_or_default();
    host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse::<IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
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
        ClientError::Unreachable { origin, .. } if is_loopback(origin) => Failure::unreachable(error.to_string())
            .with_help("start a local Runframe with `runframe-cli serve`, in another terminal")
            .with_help("or name another one with --api-url or RUNFRAME_API_URL"),
        ClientError::Unreachable { .. } | ClientError::TimedOut { .. } => {
            Failure::unreachable(error.to_string()).with_help("check the address: --api-url, or RUNFRAME_API_URL")
        }
        ClientError::Unexpected { .. } => Failure::unreachable(error.to_string())
            .with_help("something else listens there: check --api-url, or RUNFRAME_API_URL"),
        ClientError::Refused {
            status,
            detail,
            retry_after,
            origin,
        } => refused(error, (origin, *status), detail, retry_after.as_deref()),
    }
}

fn refused(
    error: &ClientError,
    (origin, status): (&str, u16),
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
        401 if is_loopback(origin) && key().is_some_and(|key| !is_local(&key)) => failure
            .with_help(format!(
                "the key in {KEY_VARIABLE} was not sent: it is none of a local Runframe, whose keys begin with {LOCAL_KEY_PREFIX}"
            ))
            .with_help("`runframe-cli keys create NAME` makes one"),
        401 => failure.with_help(format!("put an API key into {KEY_VARIABLE}")),
        403 => failure.with_help("the API key lacks the scope for this"),
        404 if !known.is_empty() => failure.with_help(format!("there is: {}", known.join(", "))),
        429 => match retry_after {
            // Most say it themselves.
            Some(_) if detail.message.contains("try again in") => failure,
            Some(seconds) => failure.with_help(format!("try again in {seconds} s")),
            None => failure.with_help("try again later"),
        },
        _ => failure,
    }
}
