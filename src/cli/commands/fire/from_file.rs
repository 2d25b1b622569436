//! Alerts that stand in a file.

use jiff::Timestamp;

use super::Args;
use super::merged::Merged;
use super::messages::Times;
use crate::alert::Alert;
use crate::cli::{Failure, Session, input};
use crate::fire::read_alerts;

/// The alerts of the file at `path`, with the labels and annotations the flags set, and their times as they are written.
pub(super) fn alerts(
    path: &str,
    args: &Args,
    now: Timestamp,
    session: &mut Session,
) -> anyhow::Result<(Vec<Alert>, Times)> {
    let input = input::read(path, session).map_err(Failure::from)?;
    if let Some(finding) = input.encoding {
        return Err(Failure::unusable(format!("`{path}`: {}", finding.message)).into());
    }
    let alerts = read_alerts(input.source.text(), now).map_err(|error| {
        Failure::unusable(format!("cannot take alerts from `{}`: {error}", input.source.name())).with_help(
            "write one JSON object a line, {\"labels\": {…}, \"annotations\": {…}}, or what /api/v2/alerts gives",
        )
    })?;
    let request = args.request();
    let mut merged = Merged::default();
    let mut times = Times::default();
    for (position, filed) in alerts.into_iter().enumerate() {
        let alert = request.changed(filed.alert);
        times.insert(alert.labels.clone(), (filed.starts_at, filed.ends_at));
        merged.add(alert, format!("alert {}", position + 1));
    }
    Ok((merged.tell(session), times))
}
