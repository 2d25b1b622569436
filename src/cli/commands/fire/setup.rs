//! Where alerts go: by a file, or by the guide's configuration.

use crate::cli::{Failure, Session, input};
use crate::config;
use crate::fire::Setup;
use crate::guide::{self, Endpoint, Timing};
use crate::lint;
use crate::text::SourceFile;
use crate::version::Version;

/// Where alerts go by this file, or by the guide's configuration.
pub(in crate::cli) fn setup(
    path: Option<&str>,
    version: Version,
    session: &mut Session,
) -> anyhow::Result<(Setup, SourceFile)> {
    let source = match path {
        Some(path) => read_config(path, session)?,
        None => SourceFile::new(
            "the guide's configuration",
            guide::alertmanager_yml(Endpoint::UrlFile(guide::URL_FILE), Timing::GUIDE),
        ),
    };
    if path.is_none()
        && config::load(
            &SourceFile::new("", "route: {receiver: a}"),
            &config::Options::default(),
        )
        .config
        .route
        .is_none()
    {
        return Ok((guide_setup_meanwhile(version), source));
    }
    let options = config::Options {
        version,
        ..config::Options::default()
    };
    let loaded = config::load(&source, &options);
    if let Some(refusal) = crate::diagnostic::refusal(&loaded.diagnostics) {
        return Err(
            Failure::unusable(format!("Alertmanager refuses `{}`: {refusal}", source.name()))
                .with_help(format!(
                    "see everything wrong with it: `runframe-cli validate {}`",
                    source.name()
                ))
                .into(),
        );
    }
    let lint_options = lint::Options {
        version,
        ..lint::Options::default()
    };
    let context = lint::Context::new(&loaded.config, &source, &lint_options);
    let setup = Setup::of(&loaded.config, version, &context.runframe_receivers()).ok_or_else(|| {
        Failure::unusable(format!("`{}` has no root route", source.name()))
            .with_help("`runframe-cli init alertmanager` prints a configuration to start with")
    })?;
    Ok((setup, source))
}

fn read_config(path: &str, session: &mut Session) -> anyhow::Result<SourceFile> {
    let input = input::read(path, session).map_err(|unreadable| {
        let failure = Failure::unusable(unreadable.message);
        unreadable.help.into_iter().fold(failure, Failure::with_help)
    })?;
    Ok(input.source)
}

fn guide_setup_meanwhile(version: Version) -> Setup {
    use crate::fire::{ReceiverFacts, WebhookFacts};
    use crate::route::{Grouping, RouteSettings, TreeBuilder};
    use crate::text::{Span, Spanned};
    let here = Span::at(0);
    let root = RouteSettings {
        receiver: Some(Spanned::new(guide::RECEIVER.to_owned(), here)),
        group_by: Some(Spanned::new(
            Grouping::By(["alertname", "cluster", "service"].map(str::to_owned).into()),
            here,
        )),
        group_interval: Some(Spanned::new(std::time::Duration::from_secs(10), here)),
        ..RouteSettings::default()
    };
    let facts = ReceiverFacts {
        webhooks: vec![WebhookFacts::default()],
        is_runframe: true,
    };
    Setup {
        tree: TreeBuilder::new(root, version).finish(),
        receivers: [(guide::RECEIVER.to_owned(), facts)].into(),
    }
}
