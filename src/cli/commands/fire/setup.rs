//! Where alerts go: by a file, or by the guide's configuration.

use crate::cli::configuration::{self, Configuration, Reading};
use crate::cli::{Failure, Session};
use crate::config::Config;
use crate::fire::Setup;
use crate::guide::{self, Endpoint, Timing};
use crate::lint;
use crate::text::SourceFile;
use crate::version::Version;

/// Where alerts go by the file at `path`, or by the guide's configuration. `receiver` reaches Runframe even if its URL does
/// not tell.
pub(in crate::cli) fn setup(
    path: Option<&str>,
    receiver: Option<&str>,
    version: Version,
    session: &mut Session,
) -> anyhow::Result<(Setup, SourceFile, Config)> {
    let reading = Reading {
        alertmanager_version: version,
        receiver: receiver.into_iter().map(str::to_owned).collect(),
        allow_placeholders: false,
    };
    let Configuration {
        source,
        mut config,
        setup,
    } = match path {
        Some(path) => configuration::load(path, &reading, session)?,
        None => {
            // `url_file` is not known to the oldest release; where a message goes is not read here.
            let endpoint = Endpoint::Url(GUIDE_URL);
            let text = guide::alertmanager_yml(endpoint, Timing::GUIDE);
            let source = SourceFile::new("the guide's configuration", text);
            let guide = configuration::prepare(source, None, &reading)?;
            let names = guide
                .config
                .receivers
                .iter()
                .map(|receiver| receiver.name.value.clone());
            let names: Vec<String> = names.collect();
            if let Some(unknown) = receiver.filter(|receiver| !names.iter().any(|name| name == receiver)) {
                return Err(
                    configuration::unknown_receiver(unknown, "the guide's configuration", &names)
                        .with_help("name your own with --config")
                        .into(),
                );
            }
            guide
        }
    };
    let receivers = setup.runframe.receivers.iter().map(String::as_str).collect();
    // Of a receiver's webhooks the first is sent to.
    let several = lint::put_runframe_first(&mut config);
    let mut setup = Setup::of(&config, version, &receivers)
        .ok_or_else(|| Failure::unusable(format!("`{}` has no root route", source.name())))?;
    for (name, count) in several {
        if let Some(facts) = setup.receivers.get_mut(&name) {
            facts.runframe_webhooks = count;
        }
    }
    Ok((setup, source, config))
}

/// A webhook URL that leads nowhere and is recognised as Runframe's.
const GUIDE_URL: &str = "https://api.runframe.io/webhooks/00000000000000000000000000000000";
