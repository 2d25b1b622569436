//! Loading the configuration a command is about.

use super::format::visible;
use super::usual::Usual;
use super::{Failure, Session, input, template_files};
use crate::alert::LabelSet;
use crate::config;
use crate::diagnostic::{Diagnostic, refusal};
use crate::lint;
use crate::report::Subject;
use crate::text::SourceFile;
use crate::text::suggest::nearest;
use crate::trace::{Runframe, Setup};
use crate::validation;
use crate::version::{ParseVersionError, Version};
use crate::wrapped::{self, NotOne, Unwrapped};

/// How a configuration is to be read.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Reading {
    /// The Alertmanager release the file is for (0.25, 0.28 or 0.33)
    #[arg(long, value_name = "VERSION", default_value_t, value_parser = version_parser(), hide_possible_values = true)]
    pub(super) alertmanager_version: Version,

    /// A receiver that reaches Runframe, if its URL does not tell; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(super) receiver: Vec<String>,

    /// Accept $VAR and ${VAR}, for files that envsubst or the like fills in first
    #[arg(long)]
    pub(super) allow_placeholders: bool,
}

pub(super) fn version_parser() -> Usual<Version> {
    Usual::new(|| Version::ALL.map(Version::as_str).to_vec(), parse_version)
}

fn parse_version(text: &str) -> Result<Version, String> {
    text.parse().map_err(|error: ParseVersionError| {
        let known: Vec<&str> = Version::ALL.iter().map(|version| version.as_str()).collect();
        format!("{error}; known are {}: take the nearest of them", known.join(", "))
    })
}

/// Refuses labels and annotations whose names the release takes in no alert, so that it never sees one.
pub(super) fn check_names<'a>(sets: impl IntoIterator<Item = &'a LabelSet>, version: Version) -> Result<(), Failure> {
    if version >= Version::V0_28 {
        return Ok(());
    }
    let mut names = sets.into_iter().flat_map(LabelSet::iter).map(|(name, _)| name);
    match names.find(|name| !config::is_legacy_label_name(name)) {
        None => Ok(()),
        Some(name) => Err(Failure::unusable(format!(
            "Alertmanager {version} takes no alert with a label or annotation `{}`",
            visible(name)
        ))
        .with_help("only letters, digits and `_` may be in the name before 0.27")),
    }
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
    let [configuration] = load_all([path], reading, session)?;
    Ok(configuration)
}

/// Reads several files. Each `--receiver` must be one of some of them.
pub(super) fn load_all<const N: usize>(
    paths: [&str; N],
    reading: &Reading,
    session: &mut Session,
) -> anyhow::Result<[Configuration; N]> {
    let mut names: Vec<String> = Vec::new();
    let mut configurations = Vec::with_capacity(N);
    for path in paths {
        configurations.push(load_one(path, reading, &mut names, session)?);
    }
    if let Some(unknown) = reading.receiver.iter().find(|name| !names.contains(name)) {
        let files = format!("`{}`", paths.join("` and `"));
        return Err(unknown_receiver(unknown, &files, &names).into());
    }
    let configurations: Result<[Configuration; N], _> = configurations.try_into();
    Ok(configurations.expect("there is one configuration for each path"))
}

/// No receiver of some files, or of what stands in for one, is called so.
pub(super) fn unknown_receiver(unknown: &str, files: &str, names: &[String]) -> Failure {
    let failure = Failure::unusable(format!("there is no receiver `{unknown}` in {files}"));
    match nearest(unknown, names.iter().map(String::as_str)) {
        Some(near) => failure.with_help(format!("there is `{near}`")),
        None if names.is_empty() => failure,
        None => failure.with_help(format!("its receivers are {}", first_few(names))),
    }
}

/// Some of many names.
fn first_few(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let more = if names.len() > SHOWN { ", …" } else { "" };
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    shown.join(", ") + more
}

/// Reads one file and adds the names of its receivers to `names`.
fn load_one(
    path: &str,
    reading: &Reading,
    names: &mut Vec<String>,
    session: &mut Session,
) -> anyhow::Result<Configuration> {
    let input = input::read(path, session).map_err(Failure::from)?;
    let is_whole = matches!(wrapped::unwrap(&input.source), Unwrapped::Plain);
    let configuration = prepare(input.source, input.encoding, reading)?;
    if is_whole {
        check_templates(path, &configuration, reading)?;
    }
    let receivers = configuration.config.receivers.iter();
    names.extend(receivers.map(|receiver| receiver.name.value.clone()));
    Ok(configuration)
}

/// Reads the template files that the configuration takes in, without which Alertmanager does not start.
fn check_templates(path: &str, configuration: &Configuration, reading: &Reading) -> Result<(), Failure> {
    let options = validation::Options {
        version: reading.alertmanager_version,
        ..validation::Options::default()
    };
    for template in template_files::read(path, &configuration.config.templates) {
        let findings = match template.check(&configuration.source, &options) {
            Some(subject) => subject.findings().to_vec(),
            None => template.refusal().into_iter().collect(),
        };
        if let Some(words) = refusal(&findings) {
            return Err(refused(path, path, &words));
        }
    }
    Ok(())
}

/// Alertmanager does not take what is called so and stands in the file at `path`.
fn refused(name: &str, path: &str, words: &str) -> Failure {
    let typed = if path == input::STDIN { "-" } else { path };
    Failure::unusable(format!("Alertmanager refuses `{name}`: {words}"))
        .with_help(format!("see everything wrong with it: `runframe-cli validate {typed}`"))
}

/// The configuration inside a Kubernetes resource or the like; of any other file the file itself.
pub(super) fn unwrapped(source: SourceFile) -> Result<SourceFile, Failure> {
    let name = source.name().to_owned();
    wrapped::sole(source).map_err(|error| {
        let failure = Failure::unusable(format!("`{name}` {error}"));
        match error {
            NotOne::Nothing(kinds) if kinds.is_empty() => failure,
            NotOne::Nothing(kinds) => failure.with_help(format!("it holds: {}", kinds.join(", "))),
            NotOne::Several(keys) => failure.with_help(format!(
                "put one of them into a file of its own: `{}`",
                keys.join("`, `")
            )),
            NotOne::Piece => {
                failure.with_help("take what Alertmanager gets in the end, such as the operator's generated Secret")
            }
        }
    })
}

/// Makes a text that was read ready, with what is wrong with its encoding.
pub(super) fn prepare(
    source: SourceFile,
    encoding: Option<Diagnostic>,
    reading: &Reading,
) -> anyhow::Result<Configuration> {
    let source = unwrapped(source)?;
    let options = config::Options {
        version: reading.alertmanager_version,
        allow_placeholders: reading.allow_placeholders,
        ..config::Options::default()
    };
    let loaded = config::load(&source, &options);
    let mut findings: Vec<_> = encoding.into_iter().chain(loaded.diagnostics).collect();
    if refusal(&findings).is_none() {
        findings.extend(config::check_start(&loaded.config, options));
    }
    if let Some(words) = refusal(&findings) {
        let filled_in = config::Options {
            allow_placeholders: true,
            ..options
        };
        let is_template = !reading.allow_placeholders && {
            let loaded = config::load(&source, &filled_in);
            !loaded.is_refused() && config::check_start(&loaded.config, filled_in).is_empty()
        };
        let (name, path) = (source.name().to_owned(), source.path().to_owned());
        let subject = Subject::new(source, findings).with_secrets(loaded.secret_spans);
        let failure = refused(&name, &path, &subject.masked_throughout(&words));
        return Err(if is_template {
            failure
                .with_help("or accept its variables unseen: `--allow-placeholders`")
                .into()
        } else {
            failure.into()
        });
    }
    let lint_options = lint::Options {
        version: reading.alertmanager_version,
        runframe_receivers: reading.receiver.clone(),
        allow_placeholders: reading.allow_placeholders,
        ..lint::Options::default()
    };
    let context = lint::Context::new(&loaded.config, &source, &lint_options);
    let runframe = Runframe {
        receivers: context
            .runframe_receivers()
            .iter()
            .map(|&name| name.to_owned())
            .collect(),
        without_resolves: context
            .receivers_without_resolves()
            .into_iter()
            .map(str::to_owned)
            .collect(),
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
