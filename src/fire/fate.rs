//! What became of the alerts of a message: by the answer, by what the API shows, else by the guide's rules.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use crate::alert::LabelSet;
use crate::api::{self, AlertResult, format_instant};
use crate::incident::mapping::{DetectionSource, SeveritySource, TitleSource};
use crate::incident::{Action, AlertEvent, AlertState, Mapping, MappingSettings, ReceivedAlert};
use crate::report::mapping::{AlertRow, Certainty, Decided, Decision, Incident, NOT_TAKEN};
use crate::webhook::receive::{self, PayloadError};
use crate::webhook::{NotifiedAlert, Status};

/// One alert of a body that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// A receiver can use it.
    Usable(Box<AlertEvent>),
    /// A receiver cannot.
    Unusable {
        /// The hash it states.
        fingerprint: Option<String>,
        /// Why not.
        why: String,
    },
}

impl Sent {
    /// An alert of a message that is sent as it is.
    pub(super) fn of(alert: &NotifiedAlert) -> Self {
        Self::Usable(Box::new(event(alert)))
    }

    fn fingerprint(&self) -> Option<&str> {
        match self {
            Self::Usable(event) => Some(&event.fingerprint),
            Self::Unusable { fingerprint, .. } => fingerprint.as_deref(),
        }
    }
}

/// The alerts of a body that was edited; none if it is no payload at all.
pub(super) fn sent_in(payload: &[u8]) -> Vec<Sent> {
    let alerts = match receive::read(payload) {
        Ok(delivery) => delivery.alerts,
        Err(PayloadError::NothingUsable(alerts)) => alerts,
        Err(_) => Vec::new(),
    };
    let sent = alerts.into_iter().map(|alert| match alert {
        ReceivedAlert::Usable(event) => Sent::Usable(event),
        ReceivedAlert::Unusable { fingerprint, fault } => Sent::Unusable {
            fingerprint,
            why: fault.to_string(),
        },
    });
    sent.collect()
}

/// What an answer says of the alerts.
#[derive(Debug)]
pub(super) struct Said {
    results: Option<Vec<AlertResult>>,
    /// How many alerts it says it got.
    received: Option<u64>,
}

/// What an answer says of one alert.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fate<'a> {
    /// Nothing, as it speaks of none.
    Unsaid,
    /// This.
    Said(&'a AlertResult),
    /// Nothing, while it speaks of others: it was not taken.
    NotTaken,
}

/// The part of an answer that matters.
#[derive(Deserialize)]
struct Answered {
    data: AnsweredData,
}

#[derive(Deserialize)]
struct AnsweredData {
    received: Option<u64>,
    results: Option<Vec<AlertResult>>,
}

impl Said {
    /// What is in the body of an answer.
    pub(super) fn in_answer(body: &[u8]) -> Self {
        let data = serde_json::from_slice::<Answered>(body)
            .ok()
            .map(|answered| answered.data);
        let received = data.as_ref().and_then(|data| data.received);
        let results = data.and_then(|data| data.results);
        Self {
            results: results.filter(|results| {
                // It got some, and does not list them.
                let is_silent = results.is_empty() && received.is_some_and(|received| received > 0);
                !is_silent && results.iter().all(|result| !result.action.is_empty())
            }),
            received,
        }
    }

    /// Whether it speaks of no alert.
    pub(super) fn says_nothing(&self) -> bool {
        self.results.is_none()
    }

    /// What it says of each of these alerts.
    pub(super) fn of_each(&self, sent: &[Sent]) -> Vec<Fate<'_>> {
        let Some(results) = &self.results else {
            return vec![Fate::Unsaid; sent.len()];
        };
        if results.len() == sent.len() {
            return results.iter().map(Fate::Said).collect();
        }
        // Some are missing: those that are there are known by their hashes.
        let mut left: Vec<&AlertResult> = results.iter().collect();
        let fate = |alert: &Sent| {
            let is_it = |result: &&AlertResult| result.fingerprint.as_deref() == alert.fingerprint();
            match left.iter().position(is_it) {
                Some(position) => Fate::Said(left.remove(position)),
                None => Fate::NotTaken,
            }
        };
        sent.iter().map(fate).collect()
    }

    /// How many alerts were taken, if that is known.
    pub(super) fn taken(&self, rows: &[AlertRow]) -> Option<u64> {
        let is_known = self.results.is_some() || rows.iter().any(AlertRow::was_not_taken);
        let taken = rows.iter().filter(|row| !row.was_not_taken()).count() as u64;
        if is_known {
            Some(taken)
        } else {
            self.received.map(|received| received.min(taken))
        }
    }
}

/// The row of an alert by what the answer says, else by what is expected.
pub(super) fn row(sent: &Sent, fate: Fate<'_>, now: Timestamp) -> AlertRow {
    let event = match sent {
        Sent::Usable(event) => event,
        Sent::Unusable { fingerprint, why } => return unusable_row(fingerprint.as_deref(), why, fate),
    };
    let mapping = Mapping::of(event, &MappingSettings::default(), now);
    let service = service_label(event);
    let expected_action = match event.state {
        AlertState::Firing => Action::Created,
        AlertState::Resolved => Action::Resolved,
    };
    let (action, because, result) = match fate {
        Fate::Said(result) => (result.action.clone(), reported_reasons(result, event), Some(result)),
        Fate::Unsaid => (
            expected_action.code().to_owned(),
            expected_reasons(expected_action, &mapping, service),
            None,
        ),
        Fate::NotTaken => (
            NOT_TAKEN.to_owned(),
            vec!["the receiver does not name it among the alerts it took".to_owned()],
            None,
        ),
    };
    let decisions = if action == Action::Created.code() {
        decisions(result, event, &mapping, service)
    } else if action == Action::Updated.code() {
        let mut decisions = decisions(None, event, &mapping, service);
        keep(&mut decisions);
        decisions
    } else {
        Vec::new()
    };
    let (incident, certainty) = match fate {
        Fate::NotTaken => (Incident::default(), Certainty::Reported),
        Fate::Said(_) | Fate::Unsaid => (
            Incident {
                number: result.and_then(|result| result.incident_number.clone()),
                title: Some(mapping.title.value),
                severity: Some(mapping.severity.value.code().to_owned()),
                services: service.map(str::to_owned).into_iter().collect(),
                detected_at: Some(format_instant(mapping.detected_at.value)),
                status: None,
            },
            result.map_or(Certainty::Expected, |_| Certainty::Reported),
        ),
    };
    AlertRow {
        alertname: event.labels.get("alertname").unwrap_or_default().to_owned(),
        fingerprint: event.fingerprint.clone(),
        status: match event.state {
            AlertState::Firing => Status::Firing.as_str(),
            AlertState::Resolved => Status::Resolved.as_str(),
        },
        labels: pairs(&event.labels),
        action,
        incident,
        certainty,
        decisions,
        because,
    }
}

fn service_label(event: &AlertEvent) -> Option<&str> {
    let label = event.labels.get("service_id").map(str::trim);
    label.filter(|label| !label.is_empty())
}

/// The row of an alert that no receiver can use.
fn unusable_row(fingerprint: Option<&str>, why: &str, fate: Fate<'_>) -> AlertRow {
    let (action, certainty) = match fate {
        Fate::Said(result) => (result.action.clone(), Certainty::Reported),
        Fate::NotTaken => (NOT_TAKEN.to_owned(), Certainty::Reported),
        Fate::Unsaid => (Action::Rejected.code().to_owned(), Certainty::Expected),
    };
    AlertRow {
        alertname: String::new(),
        fingerprint: fingerprint.unwrap_or_default().to_owned(),
        status: Status::Firing.as_str(),
        labels: BTreeMap::new(),
        action,
        incident: Incident::default(),
        certainty,
        decisions: Vec::new(),
        because: vec![why.to_owned()],
    }
}

/// What is answered with a web page did not get to a Runframe.
pub(super) fn met_a_web_page(row: &mut AlertRow) {
    row.incident = Incident::default();
    NOT_TAKEN.clone_into(&mut row.action);
    row.decisions.clear();
    row.because = vec!["the answer is a web page, so it is no Runframe's: check host and path of the URL".to_owned()];
}

/// What the API shows of an alert that the answer said nothing of.
pub(super) fn looked_up(row: &mut AlertRow, incident: Option<api::Incident>, began: Timestamp) {
    let is_firing = row.status == Status::Firing.as_str();
    let is_open = |incident: &api::Incident| !matches!(incident.status.as_str(), "resolved" | "closed");
    match incident {
        Some(incident) if is_firing && is_open(&incident) => {
            let is_new = is_opened_since(&incident, began);
            if !is_new {
                Action::Updated.code().clone_into(&mut row.action);
                row.because = vec!["its incident is open already".to_owned()];
                keep(&mut row.decisions);
            }
            show(row, incident);
            if !is_new {
                // Whether it heard of this alert is not to be seen.
                row.certainty = Certainty::Expected;
            }
        }
        Some(incident) if !is_firing && !is_open(&incident) => {
            show(row, incident);
        }
        None if !is_firing => {}
        Some(_) | None if row.action != Action::Rejected.code() => {
            row.incident = Incident::default();
            NOT_TAKEN.clone_into(&mut row.action);
            row.certainty = Certainty::Confirmed;
            row.decisions.clear();
            row.because = vec![
                if is_firing {
                    "the receiver says nothing of it, and no incident of it is open"
                } else {
                    "the receiver says nothing of it, and its incident is still open"
                }
                .to_owned(),
            ];
        }
        Some(_) | None => {}
    }
}

/// Replaces what is expected of the incident of a row by what the API shows.
pub(super) fn show(row: &mut AlertRow, incident: api::Incident) {
    let expected = std::mem::replace(&mut row.incident, shown(incident));
    row.certainty = Certainty::Confirmed;
    if row.action != Action::Updated.code() {
        return;
    }
    let actual = &row.incident;
    for decision in &mut row.decisions {
        let is_the_same = match decision.what {
            Decided::Title => expected.title == actual.title,
            Decided::Severity => expected.severity == actual.severity,
            Decided::Service => expected.services.iter().all(|key| actual.services.contains(key)),
            Decided::DetectedAt => expected.detected_at == actual.detected_at,
        };
        if !is_the_same {
            "decided when it was opened".clone_into(&mut decision.by);
            decision.fell_back = false;
        }
    }
}

/// The decisions on an incident that was open already: those of its opening.
fn keep(decisions: &mut [Decision]) {
    for decision in decisions {
        decision.by.push_str(KEPT);
    }
}

/// How a decision says that it was made before.
const KEPT: &str = ", as when it was opened";

/// Whether an incident was opened at an instant or later.
fn is_opened_since(incident: &api::Incident, began: Timestamp) -> bool {
    // Instants are told to the millisecond.
    let created: Option<Timestamp> = incident.created_at.parse().ok();
    created.is_some_and(|at| at.as_millisecond() >= began.as_millisecond())
}

/// The row of an alert that came another way, begun with at an instant, and became `incident`.
#[must_use]
pub fn arrived_row(alert: &NotifiedAlert, incident: &api::Incident, began: Timestamp, now: Timestamp) -> AlertRow {
    let mut row = row(&Sent::of(alert), Fate::Unsaid, now);
    // Two routes may have brought what is new.
    let has_repeats = incident.alert.as_ref().is_some_and(|alert| alert.delivery_count > 1);
    if has_repeats && !is_opened_since(incident, began) && alert.status() == Status::Firing {
        Action::Updated.code().clone_into(&mut row.action);
        row.because = vec!["its incident is open already".to_owned()];
        keep(&mut row.decisions);
    }
    show(&mut row, incident.clone());
    row
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

pub(super) fn pairs(labels: &LabelSet) -> BTreeMap<String, String> {
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
            assert!(Said::in_answer(body.as_bytes()).says_nothing(), "{body}");
        }
        let alert = alert(&[
            ("alertname", "A"),
            ("severity", "Critical"),
            ("service_id", "svc_K7M4Q9TZ2H"),
        ]);
        let row = row(&Sent::of(&alert), Fate::Unsaid, Timestamp::UNIX_EPOCH);
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
        let sent = [Sent::of(&alert(&[("alertname", "A")]))];
        let said = Said::in_answer(body.as_bytes());
        let row = row(&sent[0], said.of_each(&sent)[0], Timestamp::UNIX_EPOCH);
        assert_eq!(row.certainty, Certainty::Reported);
        assert_eq!(row.because, ["no incident of this alert is open"]);
        assert_eq!(said.taken(&[row]), Some(1));
    }

    #[test]
    fn an_alert_that_an_answer_passes_over_was_not_taken() {
        let sent: Vec<Sent> = ["A", "B"]
            .into_iter()
            .map(|name| Sent::of(&alert(&[("alertname", name)])))
            .collect();
        let fingerprint = sent[1].fingerprint().expect("it has one").to_owned();
        for (results, actions, taken) in [
            ("[]".to_owned(), ["not_taken", "not_taken"], Some(0)),
            (
                format!(r#"[{{"fingerprint":"{fingerprint}","action":"updated"}}]"#),
                ["not_taken", "updated"],
                Some(1),
            ),
        ] {
            let body = format!(r#"{{"success":true,"data":{{"results":{results}}}}}"#);
            let said = Said::in_answer(body.as_bytes());
            let fates = said.of_each(&sent).into_iter().zip(&sent);
            let rows: Vec<AlertRow> = fates
                .map(|(fate, sent)| row(sent, fate, Timestamp::UNIX_EPOCH))
                .collect();
            assert_eq!(rows.iter().map(|row| row.action.as_str()).collect::<Vec<_>>(), actions);
            assert_eq!(said.taken(&rows), taken);
        }
        let said = Said::in_answer(br#"{"data":{"received":1}}"#);
        let rows: Vec<AlertRow> = sent
            .iter()
            .map(|sent| row(sent, Fate::Unsaid, Timestamp::UNIX_EPOCH))
            .collect();
        assert_eq!(said.taken(&rows), Some(1), "it counts, and does not say which");
    }

    #[test]
    fn an_edited_body_is_read_as_a_receiver_reads_it() {
        let body = br#"{"alerts":[{"status":"firing","labels":{"alertname":"A","severity":"info"}},{"status":"odd"}]}"#;
        let sent = sent_in(body);
        let [Sent::Usable(event), Sent::Unusable { .. }] = sent.as_slice() else {
            panic!("{sent:?}")
        };
        assert_eq!(event.labels.get("severity"), Some("info"));
        let row = row(&sent[1], Fate::Unsaid, Timestamp::UNIX_EPOCH);
        assert_eq!(row.action, "rejected");
        assert_eq!(sent_in(br#"{"alerts":[]}"#), []);
        assert_eq!(sent_in(b"7"), []);
    }
}
