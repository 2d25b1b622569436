//! `keys create`.

use clap::builder::PossibleValuesParser;

use crate::api::{CreateApiKey, Scope};
use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::format::{Format, print_json};
use crate::cli::{ExitStatus, Session};

/// Create an API key, and print it once
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What people call it
    #[arg(value_name = "NAME")]
    name: String,

    /// What it may do; may be repeated. Everything if there is none
    #[arg(long, value_name = "SCOPE", value_delimiter = ',', value_parser = PossibleValuesParser::new(Scope::ALL.map(Scope::code)))]
    scope: Vec<String>,

    /// Whom it stands for: incidents are acknowledged, resolved and assigned in this name
    #[arg(long, value_name = "EMAIL", visible_alias = "owner-email")]
    email: Option<String>,

    /// What people call them
    #[arg(long, value_name = "TEXT")]
    owner_name: Option<String>,

    /// It stands for a program, not for a person
    #[arg(long)]
    service_account: bool,

    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    api: ApiArgs,
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.api.client()?;
    let new = CreateApiKey {
        name: args.name.clone(),
        scopes: args.scope.clone(),
        owner_email: args.email.clone(),
        owner_name: args.owner_name.clone(),
        is_service_account: args.service_account,
    };
    let secret = block_on(async { client.create_api_key(&new).await.map_err(failure) })?;
    match args.format {
        Format::Json => print_json(session, &secret)?,
        Format::Text => {
            writeln!(session.out(), "{}", secret.api_key)?;
            let what = if args.scope.is_empty() {
                "everything".to_owned()
            } else {
                secret.key.scopes.join(", ")
            };
            session.comment(format!(
                "key `{}`, shown this once; it may do: {what}\nput it into RUNFRAME_API_KEY, or send it as \
                 `Authorization: Bearer`",
                secret.key.name
            ));
        }
    }
    Ok(ExitStatus::Success)
}
