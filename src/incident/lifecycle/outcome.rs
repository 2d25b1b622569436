//! What became of one alert of a delivery.

use std::fmt;

use crate::incident::mapping::{ServiceSource, SeveritySource};
use crate::incident::{AlertEvent, AlertFault, IncidentNumber, Mapping, ReceivedAlert};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// A new incident.
    Created,
    /// A repeat for an active incident.
    Updated,
    /// The incident is over.
    Resolved,
    /// Nothing, for a reason.
    Ignored,
    /// The alert is unusable.
    Rejected,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Created,
        Self::Updated,
        Self::Resolved,
        Self::Ignored,
        Self::Rejected,
    ];

    /// The answer's word for it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Resolved => "resolved",
            Self::Ignored => "ignored",
            Self::Rejected => "rejected",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// Why nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IgnoreReason {
    /// A resolved alert whose key has no active incident.
    NoOpenIncident,
    /// A resolved alert that ended before the active incident's alert began.
    StaleResolve,
    /// A firing alert that began before an end received moments ago.
    StaleFiring,
    /// A person resolved the incident while its alert fires.
    ResolvedByPerson,
    /// The incident is closed, and its alert still fires.
    IncidentClosed,
    /// No alert of a group fires, as far as one can see: some were cut off.
    GroupTruncated,
}

impl IgnoreReason {
    /// A name for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NoOpenIncident => "no_open_incident",
            Self::StaleResolve => "stale_resolve",
            Self::StaleFiring => "stale_firing",
            Self::ResolvedByPerson => "resolved_by_person",
            Self::IncidentClosed => "incident_closed",
            Self::GroupTruncated => "group_truncated",
        }
    }
}

impl fmt::Display for IgnoreReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoOpenIncident => "no incident of this alert is open",
            Self::StaleResolve => {
                "the end of an older episode, from before the open incident's alert began, or one that is known already"
            }
            Self::StaleFiring => "it began before an end received moments ago: a late copy",
            Self::ResolvedByPerson => "a person resolved the incident while the alert fires",
            Self::IncidentClosed => "the incident is closed while the alert fires",
            Self::GroupTruncated => "alerts of the group were cut off, and may still fire",
        })
    }
}

/// Why an outcome is not the plain one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing was done.
    Ignored(IgnoreReason),
    /// The alert is unusable.
    Rejected(AlertFault),
    /// The label did not decide the severity.
    SeverityFallback(SeveritySource),
    /// The label did not decide the service.
    RoutingFallback(ServiceSource),
}

impl Reason {
    /// What of a mapping the labels did not decide.
    pub(super) fn fallbacks(mapping: &Mapping) -> Vec<Self> {
        let severity = &mapping.severity.source;
        let service = &mapping.service.source;
        let severity = severity.is_fallback().then(|| Self::SeverityFallback(severity.clone()));
        let service = service.is_fallback().then(|| Self::RoutingFallback(service.clone()));
        severity.into_iter().chain(service).collect()
    }

    /// A name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ignored(reason) => reason.code(),
            Self::Rejected(fault) => fault.code(),
            Self::SeverityFallback(_) => "severity_fallback",
            Self::RoutingFallback(_) => "routing_fallback",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ignored(reason) => reason.fmt(f),
            Self::Rejected(fault) => fault.fmt(f),
            Self::SeverityFallback(source) => source.fmt(f),
            Self::RoutingFallback(source) => source.fmt(f),
        }
    }
}

/// What became of one alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The alert's fingerprint; `None` if it states none and is unusable.
    pub fingerprint: Option<String>,
    /// What was done.
    pub action: Action,
    /// The incident it concerns.
    pub incident: Option<IncidentNumber>,
    /// Why, if it was not the plain thing.
    pub reasons: Vec<Reason>,
}

impl Outcome {
    pub(super) fn new(
        event: &AlertEvent,
        action: Action,
        incident: Option<IncidentNumber>,
        reasons: Vec<Reason>,
    ) -> Self {
        Self {
            fingerprint: Some(event.fingerprint.clone()),
            action,
            incident,
            reasons,
        }
    }

    /// What is true of an alert before the state machine has seen it: final for an unusable one.
    #[must_use]
    pub fn unapplied(alert: &ReceivedAlert) -> Self {
        match alert {
            ReceivedAlert::Usable(event) => Self::new(event, Action::Ignored, None, Vec::new()),
            ReceivedAlert::Unusable { fingerprint, fault } => Self {
                fingerprint: fingerprint.clone(),
                action: Action::Rejected,
                incident: None,
                reasons: vec![Reason::Rejected(fault.clone())],
            },
        }
    }
}
