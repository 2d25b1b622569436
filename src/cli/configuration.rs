//! Loading the configuration a command is about.

use super::{Failure, Session, input};
use crate::config;
use crate::diagnostic::{Diagnostic, refusal};
use crate::lint;
use crate::text::SourceFile;
use crate::trace::{Runframe, Setup};
use crate::version::{ParseVersionError, Version};

/// How a configuration is to be read.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Reading {
    /// The Alertmanager release the file is for
    #[arg(long, value_name = "VERSION", default_value_t, value_parser = clap::builder::ValueParser::new(parse_version))]
    pub(super) alertmanager_version: Version,

    /// A receiver that reaches Runframe, if its URL does not tell; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(super) receiver: Vec<String>,

    /// Accept $VAR and ${VAR}, for files that envsubst or the like fills in first
    #[arg(long)]
    pub(super) allow_placeholders: bool,
}

pub(super) fn parse_version(text: &str) -> Result<Version, String> {
    text.parse().map_err(|error: ParseVersionError| {
        let known: Vec<&str> = Version::ALL.iter().map(|version| version.as_str()).collect();
        format!("{error}; known are {}", known.join(", "))
    })
}

/// A configuration that Alertmanager accepts, ready to be asked.
#[derive(Debug)]
pub(super) struct Configuration {
    pub(super) source: SourceFile,
    pub(super) config: config::Config,
    pub(super) setup: Setup,
}

/// Reads the file at `path`, or standard input for `-`.
pub(super) fn load(path: &str, reading: &Reading, session: &mut Session) -> anyhow::Result<Configuration> {
    let input = input::read(path, session).map_err(Failure::from)?;
    prepare(input.source, input.encoding, reading)
}

/// Makes a text that was read ready, with what is wrong with its encoding.
pub(super) fn prepare(
    source: SourceFile,
    encoding: Option<Diagnostic>,
    reading: &Reading,
) -> anyhow::Result<Configuration> {
    let options = config::Options {
        version: reading.alertmanager_version,
        allow_placeholders: reading.allow_placeholders,
        ..config::Options::default()
    };
    let loaded = config::load(&source, &options);
    let findings = encoding.into_iter().chain(loaded.diagnostics).collect::<Vec<_>>();
    if let Some(words) = refusal(&findings) {
        return Err(
            Failure::unusable(format!("Alertmanager refuses `{}`: {words}", source.name()))
                .with_help(format!(
                    "see everything wrong with it: `runframe-cli validate {}`",
                    source.name()
                ))
                .into(),
        );
    }
    let lint_options = lint::Options {
        version: reading.alertmanager_version,
        runframe_receivers: reading.receiver.clone(),
        allow_placeholders: reading.allow_placeholders,
    };
    let context = lint::Context::new(&loaded.config, &source, &lint_options);
    let receivers = context.runframe_receivers().into_iter().map(str::to_owned).collect();
    if let Some(unknown) = reading.receiver.iter().find(|name| !has_receiver(&loaded.config, name)) {
        let names = loaded.config.receivers.iter().map(|receiver| receiver.name.as_str());
        let failure = Failure::unusable(format!("`{}` has no receiver `{unknown}`", source.name()));
        return Err(match crate::text::suggest::nearest(unknown, names) {
            Some(near) => failure.with_help(format!("there is `{near}`")).into(),
            None => failure.into(),
        });
    }
    let runframe = Runframe {
        receivers,
        ..Runframe::default()
    };
    let setup = Setup::of(&loaded.config, reading.alertmanager_version, runframe);
    let setup = setup.ok_or_else(|| Failure::unusable(format!("`{}` has no root route", source.name())))?;
    Ok(Configuration {
        source,
        config: loaded.config,
        setup,
    })
}

fn has_receiver(config: &config::Config, name: &str) -> bool {
    config.receivers.iter().any(|receiver| receiver.name.value == name)
}
