//! How an alert's facts become an incident's: each value with the reason for it.
//!
//! The table is the Prometheus integration guide's: alert name to title, annotations to description, `service_id` to
//! service, `severity` to severity, `startsAt` to detection time.

use std::fmt;

use jiff::Timestamp;

use super::severity::LabelMeaning;
use super::{AlertEvent, MappingSettings, ServiceKey, Severity};

/// Characters a title may have.
pub const TITLE_CHARACTERS_MAX: usize = 200;

/// Characters a description may have.
pub const DESCRIPTION_CHARACTERS_MAX: usize = 10_000;

/// What stands between two lines.
const LINE: &str = "\n";

/// What stands between two paragraphs.
const PARAGRAPH: &str = "\n\n";

/// Everything an alert decides about its incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// What the incident is called.
    pub title: Mapped<String, TitleSource>,
    /// The annotations as prose.
    pub description: String,
    /// How bad it is.
    pub severity: Mapped<Severity, SeveritySource>,
    /// The service it goes to.
    pub service: Mapped<Option<ServiceKey>, ServiceSource>,
    /// When the alert began, as far as one can believe it.
    pub detected_at: Mapped<Timestamp, DetectionSource>,
}

impl Mapping {
    /// Maps an alert received at `now`.
    #[must_use]
    pub fn of(alert: &AlertEvent, settings: &MappingSettings, now: Timestamp) -> Self {
        let service = service(alert, settings);
        Self {
            title: title(alert),
            description: description(alert),
            severity: severity(alert, settings, service.value.as_ref()),
            service,
            detected_at: detected_at(alert, now),
        }
    }
}

/// A value and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapped<T, S> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub source: S,
}

impl<T, S> Mapped<T, S> {
    fn new(value: T, source: S) -> Self {
        Self { value, source }
    }
}

/// Where a title comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TitleSource {
    /// The label `alertname`.
    AlertName,
    /// The first line of the annotation `summary`.
    Summary,
    /// The alert names neither.
    Fingerprint,
}

impl fmt::Display for TitleSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AlertName => "label `alertname`",
            Self::Summary => "annotation `summary`, as there is no `alertname`",
            Self::Fingerprint => "the fingerprint, as there is neither `alertname` nor `summary`",
        })
    }
}

/// Where a severity comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SeveritySource {
    /// The label has one of the guide's three values.
    Label(String),
    /// The label names the level itself.
    Literal(String),
    /// The label has a value an operator gave a meaning.
    Alias(String),
    /// The service's default.
    ServiceDefault(SeverityGap),
    /// The integration's default.
    IntegrationDefault(SeverityGap),
    /// The organisation's default.
    OrganisationDefault(SeverityGap),
}

/// Why the label did not decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SeverityGap {
    /// The label is missing or empty.
    Missing,
    /// The label has a value without a meaning.
    Unknown(String),
}

impl SeveritySource {
    /// Whether the label did not decide.
    #[must_use]
    pub fn is_fallback(&self) -> bool {
        matches!(
            self,
            Self::ServiceDefault(_) | Self::IntegrationDefault(_) | Self::OrganisationDefault(_)
        )
    }
}

impl fmt::Display for SeverityGap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("no label `severity`"),
            Self::Unknown(value) => write!(f, "label `severity` is `{value}`, which is not mapped"),
        }
    }
}

impl fmt::Display for SeveritySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Label(value) | Self::Literal(value) => write!(f, "label `severity` is `{value}`"),
            Self::Alias(value) => write!(f, "label `severity` is `{value}`, an alias of this integration"),
            Self::ServiceDefault(gap) => write!(f, "{gap}: the service's default"),
            Self::IntegrationDefault(gap) => write!(f, "{gap}: the integration's default"),
            Self::OrganisationDefault(gap) => write!(f, "{gap}: the organisation's default"),
        }
    }
}

/// Where a service comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServiceSource {
    /// The label `service_id` names it.
    Label(String),
    /// The only active service linked to the integration.
    OnlyLinked(ServiceGap),
    /// No service: none or more than one could be meant.
    Unrouted {
        /// Why the label did not decide.
        gap: ServiceGap,
        /// How many active services are linked.
        candidates: usize,
    },
}

/// Why the label did not decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServiceGap {
    /// The label is missing or empty.
    Missing,
    /// No service has that key or alias.
    Unknown(String),
    /// The service takes no incidents.
    Inactive(String),
    /// The service is not linked to the integration.
    Unlinked(String),
}

impl ServiceSource {
    /// Whether the label did not decide.
    #[must_use]
    pub fn is_fallback(&self) -> bool {
        !matches!(self, Self::Label(_))
    }
}

impl fmt::Display for ServiceGap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("no label `service_id`"),
            Self::Unknown(value) => write!(f, "label `service_id` is `{value}`, which names no service"),
            Self::Inactive(value) => write!(f, "label `service_id` is `{value}`, which is not active"),
            Self::Unlinked(value) => {
                write!(
                    f,
                    "label `service_id` is `{value}`, which is not linked to the integration"
                )
            }
        }
    }
}

impl fmt::Display for ServiceSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Label(value) => write!(f, "label `service_id` is `{value}`"),
            Self::OnlyLinked(gap) => write!(f, "{gap}: the only linked service"),
            Self::Unrouted { gap, candidates: 0 } => write!(f, "{gap}: no active service is linked"),
            Self::Unrouted { gap, candidates } => write!(f, "{gap}: {candidates} services are linked"),
        }
    }
}

/// Where a detection time comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DetectionSource {
    /// `startsAt`.
    StartsAt,
    /// When it was received, as `startsAt` is missing.
    ReceivedNoStart,
    /// When it was received, as `startsAt` lies in the future.
    ReceivedFutureStart,
}

impl fmt::Display for DetectionSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StartsAt => "`startsAt`",
            Self::ReceivedNoStart => "time of receipt, as `startsAt` is missing",
            Self::ReceivedFutureStart => "time of receipt, as `startsAt` lies in the future",
        })
    }
}

/// The alert's name verbatim; else the first line of its summary; else its fingerprint.
#[must_use]
pub fn title(alert: &AlertEvent) -> Mapped<String, TitleSource> {
    let name = alert.labels.get("alertname").filter(|name| !name.trim().is_empty());
    let summary = || {
        let text = alert.annotations.get("summary")?;
        text.lines().map(str::trim).find(|line| !line.is_empty())
    };
    let (title, source) = match (name, summary()) {
        (Some(name), _) => (name.to_owned(), TitleSource::AlertName),
        (None, Some(line)) => (line.to_owned(), TitleSource::Summary),
        (None, None) => (
            format!("Prometheus alert {}", alert.fingerprint),
            TitleSource::Fingerprint,
        ),
    };
    Mapped::new(cut(title, TITLE_CHARACTERS_MAX), source)
}

/// `summary`; `description` unless it says the same; then a line for the runbook and one for each other annotation, by
/// name. A blank line between the three.
#[must_use]
pub fn description(alert: &AlertEvent) -> String {
    let annotation = |name| {
        alert
            .annotations
            .get(name)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    };
    let summary = annotation("summary");
    // All annotations, each with its name and what comes between, fit.
    let room = alert
        .annotations
        .iter()
        .map(|(name, value)| name.len() + value.len() + 4)
        .sum();
    let mut text = String::with_capacity(room);
    text.push_str(summary.unwrap_or_default());
    if let Some(description) = annotation("description").filter(|&text| Some(text) != summary) {
        add(&mut text, PARAGRAPH, &[description]);
    }
    let mut between = PARAGRAPH;
    if let Some(url) = annotation("runbook_url") {
        add(&mut text, between, &["Runbook: ", url]);
        between = LINE;
    }
    for (name, value) in alert.annotations.iter() {
        let value = value.trim();
        if !value.is_empty() && !matches!(name, "summary" | "description" | "runbook_url") {
            add(&mut text, between, &[name, ": ", value]);
            between = LINE;
        }
    }
    cut(text, DESCRIPTION_CHARACTERS_MAX)
}

/// Adds parts to a text, apart from what is there.
fn add(text: &mut String, between: &str, parts: &[&str]) {
    if !text.is_empty() {
        text.push_str(between);
    }
    text.extend(parts.iter().copied());
}

/// The active linked service the label names; else the only active linked one; else none.
#[must_use]
pub fn service(alert: &AlertEvent, settings: &MappingSettings) -> Mapped<Option<ServiceKey>, ServiceSource> {
    let label = alert
        .labels
        .get("service_id")
        .map(str::trim)
        .filter(|label| !label.is_empty());
    let gap = match label {
        None => ServiceGap::Missing,
        Some(label) => {
            let text = label.to_owned();
            let named = |services: &'_ [super::Service]| services.iter().position(|service| service.is_named_by(label));
            match named(&settings.linked) {
                Some(at) if settings.linked[at].is_active => {
                    let key = settings.linked[at].key.clone();
                    return Mapped::new(Some(key), ServiceSource::Label(text));
                }
                Some(_) => ServiceGap::Inactive(text),
                None => match named(&settings.unlinked) {
                    Some(at) if settings.unlinked[at].is_active => ServiceGap::Unlinked(text),
                    Some(_) => ServiceGap::Inactive(text),
                    None => ServiceGap::Unknown(text),
                },
            }
        }
    };
    let mut active = settings.linked.iter().filter(|service| service.is_active);
    match (active.next(), active.count()) {
        (Some(only), 0) => Mapped::new(Some(only.key.clone()), ServiceSource::OnlyLinked(gap)),
        (None, _) => Mapped::new(None, ServiceSource::Unrouted { gap, candidates: 0 }),
        (Some(_), others) => Mapped::new(
            None,
            ServiceSource::Unrouted {
                gap,
                candidates: others + 1,
            },
        ),
    }
}

/// What the label says; else the routed service's default; else the integration's; else the organisation's.
#[must_use]
pub fn severity(
    alert: &AlertEvent,
    settings: &MappingSettings,
    routed: Option<&ServiceKey>,
) -> Mapped<Severity, SeveritySource> {
    let label = alert.labels.get("severity").unwrap_or_default();
    let gap = if label.trim().is_empty() {
        SeverityGap::Missing
    } else {
        let text = label.to_owned();
        match settings.severity_map.meaning(label) {
            LabelMeaning::Guide(severity) => return Mapped::new(severity, SeveritySource::Label(text)),
            LabelMeaning::Literal(severity) => return Mapped::new(severity, SeveritySource::Literal(text)),
            LabelMeaning::Alias(severity) => return Mapped::new(severity, SeveritySource::Alias(text)),
            LabelMeaning::Unknown => SeverityGap::Unknown(text),
        }
    };
    // An incident keeps its service when that is linked no more.
    let mut services = settings.linked.iter().chain(&settings.unlinked);
    let of_service = routed
        .and_then(|key| services.find(|service| service.key == *key))
        .and_then(|service| service.default_severity);
    match (of_service, settings.own_severity) {
        (Some(severity), _) => Mapped::new(severity, SeveritySource::ServiceDefault(gap)),
        (None, Some(severity)) => Mapped::new(severity, SeveritySource::IntegrationDefault(gap)),
        (None, None) => Mapped::new(settings.default_severity, SeveritySource::OrganisationDefault(gap)),
    }
}

/// `startsAt`, unless it is missing or lies after `now`: then `now`, so that no duration is negative.
#[must_use]
pub fn detected_at(alert: &AlertEvent, now: Timestamp) -> Mapped<Timestamp, DetectionSource> {
    match alert.starts_at {
        Some(start) if start <= now => Mapped::new(start, DetectionSource::StartsAt),
        Some(_) => Mapped::new(now, DetectionSource::ReceivedFutureStart),
        None => Mapped::new(now, DetectionSource::ReceivedNoStart),
    }
}

/// At most `limit` characters; what was cut ends in an ellipsis.
fn cut(mut text: String, limit: usize) -> String {
    // Most texts have fewer bytes than the limit has characters.
    if text.len() <= limit || text.char_indices().nth(limit).is_none() {
        return text;
    }
    if let Some((at, _)) = text.char_indices().nth(limit - 1) {
        text.truncate(at);
    }
    text.push('…');
    text
}

#[cfg(test)]
mod tests;
