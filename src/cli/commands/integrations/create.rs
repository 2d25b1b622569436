//! `integrations create`.

use std::collections::BTreeMap;

use super::secret::{SecretArgs, hand_out};
use crate::api::CreateIntegration;
use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::number::at_least_one;
use crate::cli::{ExitStatus, Failure, Session};
use crate::incident::Severity;

/// Create an integration in the local Runframe, and print its webhook URL once
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What people call it
    #[arg(value_name = "NAME")]
    name: String,

    /// Link this service, by key, alias or name; may be repeated
    #[arg(long, value_name = "SERVICE")]
    service: Vec<String>,

    /// Let a value of the `severity` label mean a severity, such as page=SEV1; may be repeated
    #[arg(long, visible_alias = "severity", value_name = "VALUE=SEVERITY", value_parser = alias)]
    alias: Vec<(String, Severity)>,

    /// Severity of incidents whose alert and service name none, SEV0 to SEV4, instead of the organisation's
    #[arg(long, value_name = "SEVERITY")]
    default_severity: Option<Severity>,

    /// What is one incident: each alert, or each group of Alertmanager's
    #[arg(long, value_name = "WHAT", value_parser = ["alert", "group"], default_value = "alert")]
    identity: String,

    /// Take only so many deliveries a minute; answers 429 to others
    #[arg(long, value_name = "N", value_parser = at_least_one::<u32>)]
    rate_limit: Option<u32>,

    #[command(flatten)]
    secret: SecretArgs,

    #[command(flatten)]
    api: ApiArgs,
}

fn alias(text: &str) -> Result<(String, Severity), String> {
    let (value, severity) = text.split_once('=').ok_or("write VALUE=SEVERITY, such as page=SEV1")?;
    if value.trim().is_empty() {
        return Err("the value is empty".to_owned());
    }
    let severity: Severity = severity.trim().parse().map_err(|error| format!("{error}"))?;
    Ok((value.trim().to_owned(), severity))
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    if args.secret.present().is_some() {
        return Err(args
            .secret
            .kept("is not empty, and may be the only copy of another webhook URL")
            .into());
    }
    args.secret.check()?;
    let client = args.api.client()?;
    let mut aliases = BTreeMap::new();
    for (value, severity) in &args.alias {
        if aliases.insert(value.clone(), severity.code().to_owned()).is_some() {
            return Err(Failure::unusable(format!("--alias {value} is given twice")).into());
        }
    }
    let new = CreateIntegration {
        name: args.name.clone(),
        services: args.service.clone(),
        severity_aliases: aliases,
        identity: Some(args.identity.clone()),
        default_severity: args.default_severity.map(|severity| severity.code().to_owned()),
        rate_limit: args.rate_limit,
    };
    let secret = block_on(async { client.create_integration(&new).await.map_err(failure) })?;
    hand_out(&args.secret, secret, session)?;
    Ok(ExitStatus::Success)
}
