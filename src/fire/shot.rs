//! One message: sent, and told apart alert by alert.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use hyper::body::Bytes;
use jiff::Timestamp;

use super::attempts::{Backoff, chance};
use super::{Answer, Hop, Reaction, Retrying, Sender, Target, Undelivered};
use crate::alert::LabelSet;
use crate::api::{self, AlertResult, DeliverySummary, format_instant};
use crate::duration::format_prometheus;
use crate::incident::mapping::{DetectionSource, SeveritySource, TitleSource};
use crate::incident::{Action, AlertEvent, AlertState, Mapping, MappingSettings};
use crate::report::mapping::{AlertRow, Certainty, Decided, Decision, Delivery, Incident};
use crate::version::Version;
use crate::webhook::{Notification, NotifiedAlert, Status};

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
    let (answer, attempts) = send_until_taken(body, shot.group_interval, shot.retrying, sender, target, tell).await?;
    let now = Timestamp::now();
    let results = results(&answer.body, shot.notification.alerts().len());
    let mut rows: Vec<AlertRow> = shot
        .notification
        .alerts()
        .iter()
        .enumerate()
        .map(|(position, alert)| row(alert, results.as_ref().map(|results| &results[position]), now))
        .collect();
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

/// What the answer says of each alert; `None` if it says nothing, as a Runframe may.
fn results(body: &[u8], alert_count: usize) -> Option<Vec<AlertResult>> {
    let envelope: api::Success<DeliverySummary> = serde_json::from_slice(body).ok()?;
    let results = envelope.data.results;
    (results.len() == alert_count && results.iter().all(|result| !result.action.is_empty())).then_some(results)
}

/// The row of an alert by what the answer says, else by what is expected.
fn row(alert: &NotifiedAlert, result: Option<&AlertResult>, now: Timestamp) -> AlertRow {
    let event = event(alert);
    let mapping = Mapping::of(&event, &MappingSettings::default(), now);
    let service = event
        .labels
        .get("service_id")
        .map(str::trim)
        .filter(|label| !label.is_empty());
    let expected_action = match alert.status() {
        Status::Firing => Action::Created,
        Status::Resolved => Action::Resolved,
    };
    let action = result.map_or_else(|| expected_action.code().to_owned(), |result| result.action.clone());
    let because = match result {
        Some(result) => reported_reasons(result, &event),
        None => expected_reasons(expected_action, &mapping, service),
    };
    let decisions = if action == Action::Created.code() {
        decisions(result, &event, &mapping, service)
    } else {
        Vec::new()
    };
    AlertRow {
        alertname: alert.labels.get("alertname").unwrap_or_default().to_owned(),
        fingerprint: event.fingerprint.clone(),
        status: alert.status().as_str(),
        labels: pairs(&alert.labels),
        action,
        incident: Incident {
            number: result.and_then(|result| result.incident_number.clone()),
            title: Some(mapping.title.value),
            severity: Some(mapping.severity.value.code().to_owned()),
            services: service.map(str::to_owned).into_iter().collect(),
            detected_at: Some(format_instant(mapping.detected_at.value)),
            status: None,
        },
        certainty: result.map_or(Certainty::Expected, |_| Certainty::Reported),
        decisions,
        because,
    }
}

/// The row of an alert that came another way and became `incident`.
#[must_use]
pub fn arrived_row(alert: &NotifiedAlert, incident: &api::Incident, now: Timestamp) -> AlertRow {
    let mut row = row(alert, None, now);
    let was_known = incident.alert.as_ref().is_some_and(|alert| alert.delivery_count > 1);
    if was_known {
        Action::Updated.code().clone_into(&mut row.action);
        row.because = vec!["its incident is open already".to_owned()];
        row.decisions.clear();
    }
    row.incident = shown(incident.clone());
    row.certainty = Certainty::Confirmed;
    row
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
    row.incident = shown(incident);
    row.certainty = Certainty::Confirmed;
}

/// What the API shows of an incident.
fn shown(incident: api::Incident) -> Incident {
    Incident {
        number: Some(incident.incident_number),
        title: Some(incident.title),
        severity: Some(incident.severity),
        services: incident
            .services
            .into_iter()
            .map(|service| service.service_key)
            .collect(),
        detected_at: incident.detected_at,
        status: Some(incident.status),
    }
}

/// What decided each value of a new incident. Of severity and service the answer tells where the labels did not decide;
/// without it, the integration guide does, as far as it can.
fn decisions(
    result: Option<&AlertResult>,
    event: &AlertEvent,
    mapping: &Mapping,
    service: Option<&str>,
) -> Vec<Decision> {
    let decision = |what, by: String, fell_back| Decision { what, by, fell_back };
    let told = |code: &str| {
        let result = result?;
        let codes: Vec<&str> = result.reason.as_deref()?.split(", ").collect();
        let details: Vec<&str> = result.detail.as_deref().unwrap_or_default().split("; ").collect();
        let position = codes.iter().position(|known| known.starts_with(code))?;
        // Where they cannot be told apart, all of them are shown.
        Some(if codes.len() == details.len() {
            details[position].to_owned()
        } else {
            details.join("; ")
        })
    };
    let label = |name: &str| format!("label `{name}` is `{}`", event.labels.get(name).unwrap_or_default());
    let [severity, by_guide] = expected_reasons(Action::Created, mapping, service)
        .try_into()
        .unwrap_or_default();
    let severity = match (result, told("severity_fallback")) {
        (_, Some(by)) => decision(Decided::Severity, by, true),
        (Some(_), None) => decision(Decided::Severity, label("severity"), false),
        (None, None) => decision(Decided::Severity, severity, mapping.severity.source.is_fallback()),
    };
    let service = match (result, told("routing_fallback")) {
        (_, Some(by)) => decision(Decided::Service, by, true),
        (Some(_), None) => decision(Decided::Service, label("service_id"), false),
        (None, None) => decision(Decided::Service, by_guide, service.is_none()),
    };
    vec![
        decision(
            Decided::Title,
            mapping.title.source.to_string(),
            mapping.title.source != TitleSource::AlertName,
        ),
        severity,
        service,
        decision(
            Decided::DetectedAt,
            mapping.detected_at.source.to_string(),
            mapping.detected_at.source != DetectionSource::StartsAt,
        ),
    ]
}

/// Why, by the answer. It is silent about what is plain: there the labels have decided.
fn reported_reasons(result: &AlertResult, event: &AlertEvent) -> Vec<String> {
    let mut reasons = Vec::new();
    let given = result.reason.as_deref().unwrap_or_default();
    let label = |name| {
        event
            .labels
            .get(name)
            .map(|value| format!("label `{name}` is `{value}`"))
    };
    match Action::ALL.into_iter().find(|action| action.code() == result.action) {
        Some(Action::Created) => {
            reasons.extend(label("severity").filter(|_| !given.contains("severity_fallback")));
            reasons.extend(label("service_id").filter(|_| !given.contains("routing_fallback")));
        }
        Some(Action::Updated) => reasons.push("its incident is open already".to_owned()),
        Some(Action::Resolved) => reasons.push("the alert has ended".to_owned()),
        Some(Action::Ignored | Action::Rejected) | None => {}
    }
    reasons.extend(result.detail.clone().or_else(|| result.reason.clone()));
    reasons
}

/// Why, by the integration guide.
fn expected_reasons(action: Action, mapping: &Mapping, service: Option<&str>) -> Vec<String> {
    if action == Action::Resolved {
        return vec!["the alert has ended".to_owned()];
    }
    let severity = match &mapping.severity.source {
        source @ (SeveritySource::Label(_) | SeveritySource::Literal(_) | SeveritySource::Alias(_)) => {
            source.to_string()
        }
        SeveritySource::ServiceDefault(gap)
        | SeveritySource::IntegrationDefault(gap)
        | SeveritySource::OrganisationDefault(gap) => {
            format!("{gap}: the service's or the organisation's default")
        }
    };
    let service = match service {
        Some(service) => format!("service `{service}`, if it is linked to the integration"),
        None => "no label `service_id`: the only linked service, if there is just one".to_owned(),
    };
    vec![severity, service]
}

fn event(alert: &NotifiedAlert) -> AlertEvent {
    AlertEvent {
        fingerprint: alert.fingerprint().to_string(),
        state: match alert.status() {
            Status::Firing => AlertState::Firing,
            Status::Resolved => AlertState::Resolved,
        },
        labels: alert.labels.clone(),
        annotations: alert.annotations.clone(),
        starts_at: Some(alert.starts_at.timestamp()),
        ends_at: alert.ends_at.map(crate::webhook::Moment::timestamp),
        generator_url: alert.generator_url.clone(),
    }
}

fn pairs(labels: &LabelSet) -> BTreeMap<String, String> {
    labels
        .iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alert(labels: &[(&str, &str)]) -> NotifiedAlert {
        NotifiedAlert {
            labels: labels.iter().copied().collect(),
            annotations: LabelSet::new(),
            starts_at: Timestamp::UNIX_EPOCH.into(),
            ends_at: None,
            generator_url: String::new(),
        }
    }

    #[test]
    fn a_silent_answer_leaves_what_is_expected() {
        for body in ["", "ok", "{}", r#"{"success":true,"data":{}}"#] {
            assert_eq!(results(body.as_bytes(), 1), None, "{body}");
        }
        let alert = alert(&[
            ("alertname", "A"),
            ("severity", "Critical"),
            ("service_id", "svc_K7M4Q9TZ2H"),
        ]);
        let row = row(&alert, None, Timestamp::UNIX_EPOCH);
        assert_eq!((row.action.as_str(), row.certainty), ("created", Certainty::Expected));
        assert_eq!(row.incident.severity.as_deref(), Some("SEV0"));
        assert_eq!(row.incident.services, ["svc_K7M4Q9TZ2H"]);
        assert_eq!(
            row.because,
            [
                "label `severity` is `Critical`",
                "service `svc_K7M4Q9TZ2H`, if it is linked to the integration"
            ]
        );
    }

    #[test]
    fn an_answer_is_believed() {
        let body = r#"{"success":true,"data":{"results":[{"fingerprint":"x","action":"ignored","incident_number":null,
            "reason":"no_open_incident","detail":"no incident of this alert is open"}]},"meta":{}}"#;
        let results = results(body.as_bytes(), 1).expect("it says something");
        let row = row(&alert(&[("alertname", "A")]), Some(&results[0]), Timestamp::UNIX_EPOCH);
        assert_eq!(row.certainty, Certainty::Reported);
        assert_eq!(row.because, ["no incident of this alert is open"]);
    }
}
