//! Reading a settings file, and what it names.

use std::path::{Path, PathBuf};

use crate::cli::Failure;
use crate::organisation::Settings;
use crate::store::RoutingKey;

/// What a settings file says, and the routing keys it names by file.
#[derive(Default)]
pub(super) struct Read {
    pub settings: Settings,
    pub keys: Vec<(String, RoutingKey)>,
}

/// Reads the file at `path`; nothing without one.
pub(super) fn read(path: Option<&PathBuf>) -> anyhow::Result<Read> {
    let Some(path) = path else {
        return Ok(Read::default());
    };
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::unusable(format!("cannot read the settings `{shown}`")).with_source(error))?;
    let settings = Settings::parse(&text).map_err(|error| {
        let place = match error.place {
            Some((line, column)) => format!("{shown}:{line}:{column}"),
            None => shown.to_string(),
        };
        Failure::unusable(format!("{place}: {}", error.message))
            .with_help("`runframe-cli init settings` prints an example")
    })?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut keys = Vec::new();
    for integration in &settings.integrations {
        let Some(file) = &integration.routing_key_file else {
            continue;
        };
        let file = folder.join(file);
        let text = std::fs::read_to_string(&file).map_err(|error| {
            let message = format!(
                "cannot read the routing key of `{}` from `{}`",
                integration.name,
                file.display()
            );
            Failure::unusable(message).with_source(error)
        })?;
        let key = text
            .trim()
            .parse::<RoutingKey>()
            .map_err(|error| Failure::unusable(format!("`{}` holds no routing key: {error}", file.display())))?;
        keys.push((integration.name.clone(), key));
    }
    Ok(Read { settings, keys })
}
