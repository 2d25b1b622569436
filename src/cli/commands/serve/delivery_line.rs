//! One line for each delivery.

use std::collections::BTreeMap;

use colored::Colorize;
use serde_json::json;

use crate::api::{DeliverySummary, format_instant};
use crate::cli::format::{answered, visible};
use crate::incident::{Action, IncidentNumber, Outcome};
use crate::server::DeliveryRecord;

/// Incidents named in a line; of more only the number is told.
const NAMED_MAX: usize = 3;

/// Incidents named in a JSON line.
const INCIDENTS_MAX: usize = 100;

/// Time, end of the key, status, and what became of the alerts.
pub(super) fn of(record: &DeliveryRecord) -> String {
    let time = format_instant(record.at);
    let status = answered(record.status);
    let what = match (&record.problem, &record.fault) {
        (Some(problem), _) => visible(problem).replace('\n', " "),
        (None, Some(fault)) if !fault.is_applied => "not applied".to_owned(),
        (None, _) => summary(&record.outcomes),
    };
    let fault = match &record.fault {
        None => String::new(),
        Some(fault) => format!("  {}", format!("fault: {}", visible(&fault.text)).yellow()),
    };
    let truncated = match record.truncated_alerts {
        0 => String::new(),
        cut => format!(" {}", format!("the sender cut off {cut}: set max_alerts to 0").yellow()),
    };
    let recorded = match record.recorded {
        Some(id) => format!("  {}", id.to_string().dimmed()),
        None => String::new(),
    };
    format!(
        "{} {}  {status}  {what}{truncated}{fault}{recorded}",
        time.dimmed(),
        record.key
    )
}

/// The same as one JSON object, with the integration's name: what `fire` and `replay` send comes by keys of their own.
pub(super) fn json(record: &DeliveryRecord, integration: Option<&str>) -> String {
    let summary = DeliverySummary::of(&record.outcomes, record.truncated_alerts);
    let mut incidents: Vec<String> = record
        .outcomes
        .iter()
        .filter_map(|o| o.incident)
        .map(|n| n.to_string())
        .collect();
    incidents.dedup();
    incidents.truncate(INCIDENTS_MAX);
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in record.outcomes.iter().flat_map(|outcome| &outcome.reasons) {
        *reasons.entry(reason.code()).or_default() += 1;
    }
    let level = match (record.status, record.truncated_alerts) {
        (Some(500..), _) => "error",
        (Some(400..), _) | (_, 1..) => "warn",
        _ if record.fault.is_some() => "warn",
        _ => "info",
    };
    let mut line = json!({
        "time": format_instant(record.at),
        "level": level,
        "msg": "delivery",
        "status": record.status,
        "routing_key": record.key,
        "integration": integration,
        "took_ms": record.took.as_secs_f64() * 1000.0,
        "received": summary.received,
        "created": summary.created,
        "updated": summary.updated,
        "resolved": summary.resolved,
        "ignored": summary.ignored,
        "rejected": summary.rejected,
        "truncated_alerts": summary.truncated_alerts,
        "incidents": incidents,
        "reasons": reasons,
    });
    if let Some(problem) = &record.problem {
        line["problem"] = problem.as_str().into();
    }
    if let Some(fault) = &record.fault {
        line["fault"] = json!({
            "text": fault.text, "is_applied": fault.is_applied, "is_answered": fault.is_answered,
        });
    }
    line.to_string()
}

fn summary(outcomes: &[Outcome]) -> String {
    let mut parts = Vec::new();
    for action in Action::ALL {
        let of_action: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.action == action).collect();
        if of_action.is_empty() {
            continue;
        }
        let count = if outcomes.len() == 1 {
            String::new()
        } else {
            format!("{} ", of_action.len())
        };
        let word = match action {
            Action::Created => action.code().bold(),
            Action::Resolved => action.code().green(),
            Action::Rejected => action.code().yellow(),
            Action::Updated | Action::Ignored => action.code().normal(),
        };
        parts.push(format!("{count}{word}{}", details(&of_action)));
    }
    if parts.is_empty() {
        "no alerts".to_owned()
    } else {
        parts.join(", ")
    }
}

fn details(outcomes: &[&Outcome]) -> String {
    let numbers: Vec<IncidentNumber> = outcomes.iter().filter_map(|outcome| outcome.incident).collect();
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in outcomes.iter().flat_map(|outcome| &outcome.reasons) {
        *reasons.entry(reason.code()).or_default() += 1;
    }
    // A space before each word.
    let mut words = vec![String::new()];
    words.extend(numbers.iter().take(NAMED_MAX).map(ToString::to_string));
    if numbers.len() > NAMED_MAX {
        words.push(format!("and {} more", numbers.len() - NAMED_MAX));
    }
    if !reasons.is_empty() {
        let names: Vec<&str> = reasons.into_keys().collect();
        words.push(format!("({})", names.join(", ")));
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::{IgnoreReason, Reason};
    use std::time::Duration;

    fn outcome(action: Action, sequence: u32, reasons: Vec<Reason>) -> Outcome {
        Outcome {
            fingerprint: None,
            action,
            incident: Some(IncidentNumber { year: 2026, sequence }),
            reasons,
        }
    }

    #[test]
    fn a_line_tells_what_became_of_the_alerts() {
        colored::control::set_override(false);
        let mut record = DeliveryRecord {
            at: "2026-01-02T03:04:05Z".parse().unwrap(),
            status: Some(200),
            key: "…a1b2".into(),
            outcomes: vec![outcome(Action::Created, 1, Vec::new())],
            truncated_alerts: 0,
            problem: None,
            integration: None,
            took: Duration::from_micros(1500),
            fault: None,
            recorded: None,
        };
        assert_eq!(of(&record), "2026-01-02T03:04:05.000Z …a1b2  200  created INC-2026-001");
        record.outcomes = (1..=5).map(|n| outcome(Action::Updated, n, Vec::new())).collect();
        record.outcomes.push(outcome(
            Action::Ignored,
            7,
            vec![Reason::Ignored(IgnoreReason::StaleResolve)],
        ));
        record.truncated_alerts = 2;
        assert_eq!(
            of(&record),
            "2026-01-02T03:04:05.000Z …a1b2  200  5 updated INC-2026-001 INC-2026-002 INC-2026-003 and 2 more, \
             1 ignored INC-2026-007 (stale_resolve) the sender cut off 2: set max_alerts to 0"
        );
        assert!(json(&record, Some("Prometheus")).contains(r#""integration":"Prometheus""#));
        record.problem = Some("the body is not a JSON object".into());
        record.status = Some(400);
        record.truncated_alerts = 0;
        assert_eq!(
            of(&record),
            "2026-01-02T03:04:05.000Z …a1b2  400  the body is not a JSON object"
        );
    }
}
