//! `services add`.

use crate::api::CreateService;
use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::format::{Format, print_json};
use crate::cli::{ExitStatus, Session};
use crate::incident::{ServiceAlias, ServiceKey, Severity};

/// Add a service to the local Runframe, and print its key
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What people call it
    #[arg(value_name = "NAME")]
    name: String,

    /// What it is
    #[arg(long, value_name = "TEXT", default_value = "")]
    description: String,

    /// Severity of incidents whose alert names none, SEV0 to SEV4
    #[arg(long, visible_alias = "default-severity", value_name = "SEVERITY")]
    severity: Option<Severity>,

    /// Its key, such as svc_K7M4Q9TZ2H, instead of a random one
    #[arg(long, value_name = "KEY")]
    key: Option<ServiceKey>,

    /// An older name that `service_id` labels may still have, such as SER-00001
    #[arg(long, value_name = "ALIAS")]
    alias: Option<ServiceAlias>,

    /// Link it to this integration; may be repeated
    #[arg(long, value_name = "INTEGRATION")]
    link: Vec<String>,

    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// The team that owns it: its incidents belong to that team
    #[arg(long, value_name = "TEAM")]
    team: Option<String>,

    #[command(flatten)]
    api: ApiArgs,
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.api.client()?;
    let new = CreateService {
        name: args.name.clone(),
        description: args.description.clone(),
        default_severity: args.severity.map(|severity| severity.code().to_owned()),
        service_key: args.key.as_ref().map(ToString::to_string),
        alias: args.alias.as_ref().map(ToString::to_string),
        team: args.team.clone(),
        integrations: args.link.clone(),
    };
    let service = block_on(async { client.create_service(&new).await.map_err(failure) })?;
    match args.format {
        Format::Json => print_json(session, &service)?,
        Format::Text => {
            writeln!(session.out(), "{}", service.service_key)?;
            let key = &service.service_key;
            session.comment(format!(
                "added `{}`; alerts name it with the label service_id: {key}",
                service.name
            ));
            if args.link.is_empty() {
                session.comment("link it next: `runframe-cli services link` routes an integration's alerts to it");
            }
        }
    }
    Ok(ExitStatus::Success)
}
