//! `resolve --via-alertmanager`: tells a real Alertmanager that alerts have ended, and follows that to the local Runframe.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::{
    LOOK, UNRECORDED, arrived, check_followed, connect, counted, expected, explain, failed_since, followed, print,
    progress, release, with_failed,
};
use crate::alert::Alert;
use crate::api::Incident;
use crate::cli::format::Format;
use crate::cli::sending::{self, TargetArgs};
use crate::cli::signal::Stop;
use crate::cli::{ExitStatus, Failure, Session};
use crate::duration::format_prometheus;
use crate::fire::{Fire, Resolution, Target, Way, forget};

/// How the end of alerts is followed.
#[derive(Clone, Copy)]
pub(in crate::cli) struct Following {
    /// For how long; as long as Alertmanager makes it wait if nobody says.
    pub(in crate::cli) wait: Option<Duration>,
    /// Not at all.
    pub(in crate::cli) is_off: bool,
    /// How to print what came of it.
    pub(in crate::cli) format: Format,
}

/// Posts the end of alerts that were posted before, and follows it until their incidents are resolved.
pub(in crate::cli) async fn end(
    url: &str,
    target: &TargetArgs,
    following: Following,
    choose: impl FnOnce(&[Fire], &str) -> anyhow::Result<Vec<Resolution>>,
    session: &mut Session,
) -> anyhow::Result<ExitStatus> {
    check_followed(following.is_off, target)?;
    let alertmanager = connect(url, target)?;
    let failure = |error| explain(error, Some(&alertmanager));
    let (host, identity) = alertmanager.memory_key();
    let memory = sending::memory().map_err(sending::explain_memory)?;
    let chosen = choose(
        &memory.recall(&host, &identity).map_err(sending::explain_memory)?,
        &alertmanager.place(),
    )?;
    let messages = chosen.iter().map(|resolution| &resolution.message);
    let ended = messages.flat_map(|message| &message.alerts).filter_map(|alert| {
        Some(Alert {
            labels: alert.labels.clone(),
            annotations: alert.annotations.clone(),
            starts_at: alert.starts_at.timestamp(),
            ends_at: Some(alert.ends_at?.timestamp()),
            generator_url: alert.generator_url.clone(),
        })
    });
    let ended: Vec<Alert> = ended.collect();
    let simulator = followed(following.is_off, target, session).await?;
    let status = alertmanager.status().await.map_err(failure)?;
    let groups = alertmanager.groups().await.map_err(failure)?;
    let expected = expected(&ended, &status.config, release(&status.release), &groups);
    let fingerprints: Vec<String> = ended
        .iter()
        .map(|alert| alert.labels.fingerprint().to_string())
        .collect();
    let known = match &simulator {
        Some(simulator) => {
            let way = expected.way(&fingerprints, target.integration());
            known_incidents(simulator, &way, &ended).await
        }
        None => BTreeMap::new(),
    };
    let unknown = fingerprints
        .iter()
        .filter(|fingerprint| !known.contains_key(*fingerprint))
        .count();
    let open = known.into_iter().filter(|(_, incident)| !is_over(incident));
    let open: BTreeMap<String, String> = open
        .map(|(fingerprint, incident)| (fingerprint, incident.incident_number))
        .collect();
    let failed_before = alertmanager.failed_webhooks().await;
    let posted_at = Timestamp::now();
    alertmanager.post(&ended).await.map_err(failure)?;
    memory.update(&host, &identity, |fires| {
        for resolution in &chosen {
            forget(fires, resolution);
        }
    })?;
    session.comment(format!(
        "posted the end of {} to {}: it tells receivers at the group's next group_interval",
        counted(ended.len()),
        alertmanager.place()
    ));
    let Some(simulator) = simulator else {
        return Ok(ExitStatus::Success);
    };
    // Without an incident nothing shows that the end arrives.
    let checked = match unknown {
        0 => Ok(ExitStatus::Success),
        unknown => Err(Failure::unmet(format!(
            "the local Runframe shows no incident of {}: whether its end arrives cannot be followed",
            counted(unknown)
        ))
        .with_help("--no-follow only posts it")
        .with_help(UNRECORDED)),
    };
    if open.is_empty() {
        if checked.is_ok() {
            session.comment("its incidents are over already: there is nothing to follow");
        }
        return Ok(checked?);
    }
    expected.tell_waits(session);
    let limit = following.wait.unwrap_or_else(|| expected.limit());
    match follow_end(&simulator, &open, limit, session).await? {
        None => Ok(ExitStatus::Interrupted),
        Some(incidents) if incidents.len() == open.len() => {
            let step = arrived("resolved", &ended, &incidents, posted_at);
            print(step, following.format, false, &simulator, session)?;
            Ok(checked?)
        }
        Some(incidents) => {
            let still = open
                .iter()
                .filter(|(fingerprint, _)| !incidents.contains_key(*fingerprint));
            let still: Vec<&str> = still.map(|(_, number)| number.as_str()).collect();
            let failure = Failure::unmet(format!(
                "not resolved within {}: {}",
                format_prometheus(Duration::from_secs(limit.as_secs())),
                still.join(", ")
            ))
            .with_help("check that `send_resolved` of the receiver is not false, and that nothing silences the alert")
            .with_help("where a group is one incident, that stays open while another alert of the group fires");
            let failed = failed_since(&alertmanager, failed_before).await;
            Err(with_failed(failure, failed).into())
        }
    }
}

/// The incidents that alerts came to last, by the alerts' hashes.
async fn known_incidents(simulator: &Target, way: &Way, ended: &[Alert]) -> BTreeMap<String, Incident> {
    let mut incidents = simulator.heard_before(way).await.unwrap_or_default();
    // One that records nothing, or no more, shows incidents of alerts.
    if way.integration.is_none() {
        let known = |fingerprint: &&String| incidents.contains_key(*fingerprint);
        let missing: Vec<String> = way.fingerprints.iter().filter(|f| !known(f)).cloned().collect();
        if !missing.is_empty() {
            incidents.extend(simulator.incidents_of(&missing).await);
        }
    }
    // One that was over before an alert began is not its own.
    incidents.retain(|fingerprint, incident| {
        let is_it = |alert: &&Alert| alert.labels.fingerprint().to_string() == *fingerprint;
        let began = ended.iter().find(is_it).map(|alert| alert.starts_at);
        let over_at = incident
            .resolved_at
            .as_deref()
            .and_then(|at| at.parse::<Timestamp>().ok());
        !is_over(incident) || began.is_none_or(|began| over_at.is_some_and(|at| at >= began))
    });
    incidents
}

fn is_over(incident: &Incident) -> bool {
    matches!(incident.status.as_str(), "resolved" | "closed")
}

/// Watches until all that were open are over, or the time is. Gives those that are over; `None` if somebody stops it.
async fn follow_end(
    simulator: &Target,
    open: &BTreeMap<String, String>,
    limit: Duration,
    session: &mut Session,
) -> anyhow::Result<Option<BTreeMap<String, Incident>>> {
    let start = Instant::now();
    let bar = progress(limit, session);
    let mut signals = Stop::new()?;
    let over = loop {
        let mut over = BTreeMap::new();
        for (fingerprint, number) in open {
            let Some(incident) = simulator.incident(number).await else {
                bar.finish_and_clear();
                let message = "the local Runframe, or its incident, has gone before that was resolved";
                return Err(Failure::unreachable(message).into());
            };
            if is_over(&incident) {
                over.insert(fingerprint.clone(), incident);
            }
        }
        bar.set_message(format!("{} of {} resolved", over.len(), open.len()));
        if over.len() == open.len() || start.elapsed() >= limit {
            break Some(over);
        }
        bar.set_position(start.elapsed().as_secs());
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = signals.wait() => break None,
        }
    };
    bar.finish_and_clear();
    Ok(over)
}
