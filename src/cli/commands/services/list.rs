//! `services list`.

use crate::api::{Page, Service};
use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::format::{Format, print_json, print_table};
use crate::cli::{ExitStatus, Session};
use crate::report::table::Table;

/// List services
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    api: ApiArgs,
}

/// How many are asked for at once.
const PAGE: u32 = 100;

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let client = args.api.client()?;
    let services = block_on(async {
        let mut services: Vec<Service> = Vec::new();
        let mut offset = Some(0);
        while let Some(from) = offset {
            let page = client.services(PAGE, from).await.map_err(failure)?;
            // A server that repeats an offset would be asked for ever.
            offset = page.next_offset.filter(|next| *next > from);
            services.extend(page.items);
        }
        Ok(services)
    })?;
    let total = services.len() as u64;
    let page = Page::new(services, total, 0);
    match args.format {
        Format::Json => print_json(session, &page)?,
        Format::Text if page.items.is_empty() => {
            session.comment("no services yet; `runframe-cli services add` makes one");
        }
        Format::Text => {
            let mut table = Table::new(["SERVICE", "NAME", "ACTIVE", "SEVERITY", "DESCRIPTION"]);
            for service in page.items {
                table.push([
                    service.service_key,
                    service.name,
                    if service.is_active { "yes" } else { "no" }.to_owned(),
                    service.default_severity.unwrap_or_else(|| "-".to_owned()),
                    service.description,
                ]);
            }
            print_table(session, &table)?;
        }
    }
    Ok(ExitStatus::Success)
}
