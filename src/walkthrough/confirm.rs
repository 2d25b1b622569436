//! Holds an incident, as the V1 API shows it, against what the rule promises.

use super::runframe::{Incident, LocalRunframe, severity_text};
use super::story::{Broken, Story};
use crate::guide::TestRule;
use crate::incident::{LabelMeaning, SeverityMap};

/// The incident is open, and title, severity, service and detection time are the alert's.
pub(super) fn open(
    incident: &Incident,
    rule: &TestRule,
    runframe: &LocalRunframe,
    starts_at: &str,
    story: &mut Story<'_>,
) -> Result<(), Broken> {
    story.pass("incident", incident.number(), format!("status {}", incident.status()));
    story.expect("title", incident.title(), &rule.alertname, "alertname")?;
    let because = format!("severity={}", rule.severity);
    match SeverityMap::default().meaning(&rule.severity) {
        LabelMeaning::Guide(severity) | LabelMeaning::Literal(severity) | LabelMeaning::Alias(severity) => {
            story.expect("severity", &incident.severity(), &severity_text(severity), &because)?;
        }
        LabelMeaning::Unknown => story.pass(
            "severity",
            incident.severity(),
            incident
                .severity_fallback()
                .map_or_else(|| format!("{because} names none"), |why| format!("fell back: {why}")),
        ),
    }
    let service = runframe.service();
    story.expect("service", &incident.service(), &service, "service_id")?;
    let instant = |text: &str| {
        text.parse::<jiff::Timestamp>()
            .map(jiff::Timestamp::as_millisecond)
            .ok()
    };
    if instant(incident.detected_at()).is_some() && instant(incident.detected_at()) == instant(starts_at) {
        story.pass("detected", incident.detected_at(), "startsAt");
        return Ok(());
    }
    story.expect("detected", incident.detected_at(), starts_at, "startsAt")
}

/// The incident has resolved itself.
pub(super) fn resolved(incident: &Incident, story: &mut Story<'_>) {
    let how = match incident.resolved_by() {
        None => "by its alert, no person involved".to_owned(),
        Some(person) => format!("by {person}"),
    };
    story.pass(
        "incident",
        format!("{} resolved", incident.number()),
        format!("{how}, {}", incident.resolved_at()),
    );
}
