//! One message: sent, and told apart alert by alert.

use std::time::{Duration, Instant};

use hyper::body::Bytes;
use jiff::Timestamp;

use super::attempts::{Backoff, chance};
use super::fate::{Said, Sent, looked_up, met_a_web_page, pairs, row, sent_in, show};
use super::{ANSWER_BYTES_MAX, Answer, Hop, Reaction, Retrying, Sender, Target, Undelivered};
use crate::duration::format_prometheus;
use crate::report::mapping::{AlertRow, Certainty, Delivery, Incident, TargetKind};
use crate::version::Version;
use crate::webhook::Notification;

/// Incidents looked at through the API after one message; of larger groups the rest is as reported.
const LOOKUPS_MAX: usize = 200;

/// One message to send.
#[derive(Clone, Debug)]
pub struct Shot {
    /// The message.
    pub notification: Notification,
    /// The body, if it is another than that of the message.
    pub payload: Option<Bytes>,
    /// The release of Alertmanager to speak as.
    pub version: Version,
    /// How long until Alertmanager would send the group again.
    pub group_interval: Duration,
    /// Whether a failed attempt is followed by others.
    pub retrying: Retrying,
}

/// What happens on the way to an answer.
#[derive(Debug)]
pub enum Incidental<'a> {
    /// An attempt failed and is followed by another.
    Failed {
        /// Its number, from 1.
        number: u32,
        /// What went wrong.
        problem: &'a Undelivered,
        /// How long until the next one.
        next_in: Duration,
    },
    /// A redirect was followed.
    Redirected(&'a Hop),
}

/// A message that was not taken in the end.
#[derive(Debug)]
pub struct NotTaken {
    /// What went wrong at last.
    pub problem: Undelivered,
    /// How many attempts were made.
    pub attempts: u32,
    /// How long they took.
    pub elapsed: Duration,
    /// Whether there would have been more, had there been time.
    pub gave_up: bool,
    /// How failed attempts were followed up.
    pub retrying: Retrying,
    /// Whether one of the attempts may have reached the receiver all the same.
    pub may_have_arrived: bool,
}

impl NotTaken {
    /// What Alertmanager does then, for a group that is sent every `group_interval`; `None` if the settings are to blame.
    #[must_use]
    pub fn consequence(&self, group_interval: Duration) -> Option<String> {
        if self.problem.is_our_fault() {
            return None;
        }
        if self.gave_up {
            return Some(format!(
                "given up after {} attempts in {:.1} s, as Alertmanager does: it would try again at the next \
                 group_interval, {}",
                self.attempts,
                self.elapsed.as_secs_f64(),
                format_prometheus(group_interval)
            ));
        }
        let reaction = match (self.problem.reaction(), self.retrying) {
            // It would have been followed, had it been allowed.
            (Reaction::FollowsRedirect, Retrying::LikeAlertmanager) => Reaction::WaitsForNextInterval,
            (reaction, _) => reaction,
        };
        Some(reaction.tell(group_interval).to_string())
    }
}

/// Sends a message and finds out what became of its alerts. `tell` hears what happens before the end.
///
/// # Errors
/// If the message was not taken in the end.
pub async fn shoot(
    shot: &Shot,
    sender: &Sender,
    target: &Target,
    tell: impl FnMut(Incidental<'_>),
) -> Result<(Delivery, Vec<AlertRow>), NotTaken> {
    let body = match &shot.payload {
        Some(payload) => payload.clone(),
        None => shot.notification.to_json(shot.version).into(),
    };
    let sent = match &shot.payload {
        Some(payload) => sent_in(payload),
        None => shot.notification.alerts().iter().map(Sent::of).collect(),
    };
    let began = Timestamp::now();
    let (answer, attempts) = send_until_taken(body, shot.group_interval, shot.retrying, sender, target, tell).await?;
    let now = Timestamp::now();
    let said = Said::in_answer(&answer.body);
    let mut rows: Vec<AlertRow> = said
        .of_each(&sent)
        .into_iter()
        .zip(&sent)
        .map(|(fate, sent)| row(sent, fate, now))
        .collect();
    if said.says_nothing() && answer.is_html() {
        rows.iter_mut().for_each(met_a_web_page);
    }
    // Somebody else's receiver is asked nothing it did not invite.
    if said.says_nothing() && target.kind != TargetKind::Url {
        look_up(&mut rows, target, began).await;
    }
    for row in rows.iter_mut().take(LOOKUPS_MAX) {
        confirm(row, target).await;
    }
    let delivery = Delivery {
        receiver: shot.notification.receiver().to_owned(),
        group_key: shot.notification.group_key().to_owned(),
        group_labels: pairs(shot.notification.group_labels()),
        attempts,
        http_status: answer.status.as_u16(),
        alertmanager: answer.outcome().reaction().tell(shot.group_interval).to_string(),
        elapsed_ms: (answer.elapsed.as_secs_f64() * 1e6).round() / 1e3,
        truncated_alerts: shot.notification.truncated_alerts(),
        alerts: rows.len() as u64,
        taken: said.taken(&rows),
        answer_broke_off: answer.was_cut && answer.body.len() < ANSWER_BYTES_MAX,
        answer_too_long: answer.was_cut && answer.body.len() >= ANSWER_BYTES_MAX,
    };
    Ok((delivery, rows))
}

/// Posts a body until it is taken, refused for good, or its time is over; returns the answer and how many attempts it took.
///
/// # Errors
/// If it was not taken in the end.
pub async fn send_until_taken(
    body: Bytes,
    group_interval: Duration,
    retrying: Retrying,
    sender: &Sender,
    target: &Target,
    mut tell: impl FnMut(Incidental<'_>),
) -> Result<(Answer, u32), NotTaken> {
    let first_start = Instant::now();
    let mut backoff = Backoff::new(group_interval);
    let mut number = 1;
    let mut may_have_arrived = false;
    loop {
        let start = Instant::now();
        // Alertmanager breaks an attempt off when the time for the delivery is over.
        let limit = match retrying {
            Retrying::Never => Duration::MAX,
            Retrying::LikeAlertmanager => backoff.budget().saturating_sub(start - first_start),
        };
        let problem = match sender.send_within(&target.url, body.clone(), limit).await {
            Ok(answer) => {
                for hop in &answer.hops {
                    tell(Incidental::Redirected(hop));
                }
                match answer.hops.last().filter(|hop| !hop.with_payload) {
                    Some(hop) => Undelivered::Lost {
                        url: target.url.to_string(),
                        hop: hop.clone(),
                        status: answer.status,
                    },
                    None if answer.status.is_success() => return Ok((answer, number)),
                    None => Undelivered::refused(&target.url, &answer, sender.settings()),
                }
            }
            Err(error) => Undelivered::NoAnswer(error),
        };
        may_have_arrived |= problem.may_have_arrived();
        let is_retried = retrying == Retrying::LikeAlertmanager
            && problem.reaction() == Reaction::RetriesWithBackOff
            && !problem.is_our_fault();
        let delay = is_retried
            .then(|| backoff.next(start - first_start, first_start.elapsed(), chance()))
            .flatten();
        let Some(delay) = delay else {
            return Err(NotTaken {
                problem,
                attempts: number,
                elapsed: first_start.elapsed(),
                gave_up: is_retried,
                retrying,
                may_have_arrived,
            });
        };
        // Counted from the start of the attempt: after a slow one the next comes at once.
        let next_in = delay.saturating_sub(start.elapsed());
        tell(Incidental::Failed {
            number,
            problem: &problem,
            next_in,
        });
        tokio::time::sleep(next_in).await;
        number += 1;
    }
}

/// Where the answer said nothing, what the API shows, if there is one to ask: whether each alert has an incident.
async fn look_up(rows: &mut [AlertRow], target: &Target, began: Timestamp) {
    let fingerprints: Vec<String> = rows.iter().map(|row| row.fingerprint.clone()).collect();
    let Some(incidents) = target.look_for(&fingerprints).await else {
        return;
    };
    for row in rows {
        looked_up(row, incidents.get(&row.fingerprint).cloned(), began);
    }
}

/// Replaces what is known of a row's incident by what the API shows.
async fn confirm(row: &mut AlertRow, target: &Target) {
    let Some(number) = &row.incident.number else {
        if row.certainty == Certainty::Reported {
            // It concerns no incident.
            row.incident = Incident::default();
        }
        return;
    };
    let Some(incident) = target.incident(number).await else {
        return;
    };
    show(row, incident);
}
