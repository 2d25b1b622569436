//! Showing a webhook URL at the one moment it is known.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use colored::Colorize;

use crate::api::RoutingSecret;
use crate::cli::format::{Format, print_json};
use crate::cli::{Failure, Session, new_file};
use crate::guide;

/// How to hand out a webhook URL.
#[derive(Debug, clap::Args)]
pub(super) struct SecretArgs {
    /// Write the webhook URL to this file, for `url_file`, instead of printing it
    #[arg(long, value_name = "PATH")]
    url_file: Option<PathBuf>,

    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

impl SecretArgs {
    /// Whether the file can be written; to be asked before a key is changed for good.
    pub(super) fn check(&self) -> Result<(), Failure> {
        let Some(path) = &self.url_file else {
            return Ok(());
        };
        new_file::check(path).map_err(|reason| {
            Failure::unusable(format!("cannot write `{}`: {reason}", path.display()))
                .with_help("name a file in a folder that can be written to with --url-file")
        })
    }

    /// What the file holds already, which may be the only copy of a key.
    pub(super) fn present(&self) -> Option<String> {
        let path = self.url_file.as_deref().filter(|path| path.is_file())?;
        let content = std::fs::read(path).unwrap_or_default();
        let content = String::from_utf8_lossy(&content).trim().to_owned();
        (!content.is_empty()).then_some(content)
    }

    /// That the file is not overwritten, because of what it holds.
    pub(super) fn kept(&self, what: &str) -> Failure {
        let path = self.url_file.as_deref().unwrap_or(Path::new(""));
        Failure::unusable(format!("`{}` {what}: it is not overwritten", path.display()))
            .with_help("name another file with --url-file, or move that one away")
    }
}

/// Prints the URL, or writes it to a file, and shows the receiver that uses it.
pub(super) fn hand_out(args: &SecretArgs, mut secret: RoutingSecret, session: &mut Session) -> anyhow::Result<()> {
    if let Some(path) = &args.url_file {
        write(path, &secret.webhook_url).with_context(|| {
            format!(
                "cannot write `{}`, and the URL is not known any more: `runframe-cli integrations rotate` makes another",
                path.display()
            )
        })?;
        "<secret>".clone_into(&mut secret.webhook_url);
    }
    match args.format {
        Format::Json => print_json(session, &secret),
        Format::Text => print(args.url_file.as_deref(), &secret, session),
    }
}

fn print(url_file: Option<&Path>, secret: &RoutingSecret, session: &mut Session) -> anyhow::Result<()> {
    let services: Vec<&str> = secret.integration.services.iter().map(|s| s.name.as_str()).collect();
    let name = &secret.integration.name;
    let out = session.out();
    let file = match url_file {
        Some(path) => {
            writeln!(out, "webhook URL of `{name}` written to {}", path.display())?;
            let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
            path.display().to_string()
        }
        None => {
            writeln!(out, "{}", secret.webhook_url)?;
            guide::URL_FILE.to_owned()
        }
    };
    session.comment("");
    if url_file.is_none() {
        session.comment(format!(
            "webhook URL of `{name}`, shown this once: whoever has it can open incidents. {}",
            "Keep it in a file:".bold()
        ));
        session.comment(format!("  {file}\n"));
    }
    session.comment(format!("{}", "Receiver for alertmanager.yml:".bold()));
    session.comment(guide::receivers_yml(guide::Endpoint::UrlFile(&file)).trim_end());
    if services.is_empty() {
        session.comment(format!(
            "\nno service is linked: incidents will have none until `runframe-cli services link SERVICE \"{name}\"`"
        ));
    }
    Ok(())
}

/// Writes a file only its owner can read.
pub(in crate::cli) fn write(path: &Path, url: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)?.write_all(format!("{url}\n").as_bytes())
}
