//! The Runframe side of a trace: what is known of it without asking it.

use std::collections::BTreeSet;

use crate::alert::LabelSet;
use crate::incident::mapping::{self, Mapped, ServiceGap, ServiceSource, SeveritySource, TitleSource};
use crate::incident::{AlertEvent, AlertState, MappingSettings, Service, ServiceKey, Severity, SeverityMap};

/// What is known of the Runframe a configuration delivers to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Runframe {
    /// Receivers through which it is reached.
    pub receivers: BTreeSet<String>,
    /// Those of them that do not tell it when an alert ends: `send_resolved` is false.
    pub without_resolves: BTreeSet<String>,
    /// Services linked to the integration. `None`: not known; any well-formed key is taken for one of a linked service.
    pub services: Option<Vec<Service>>,
    /// Severity when neither alert nor service has one; `None`: a new organisation's.
    pub default_severity: Option<Severity>,
}

/// The incident an alert becomes, as far as its labels and annotations decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentOutline {
    /// What it is called.
    pub title: Mapped<String, TitleSource>,
    /// How bad it is.
    pub severity: Mapped<Severity, SeveritySource>,
    /// The service it goes to.
    pub service: Mapped<Option<ServiceKey>, ServiceSource>,
    /// The annotations as prose.
    pub description: String,
    /// Whether the linked services were known; if not, the service is what the label says.
    pub are_services_known: bool,
}

impl Runframe {
    /// Whether Runframe is told through this receiver when an alert ends.
    #[must_use]
    pub fn tells_resolves(&self, receiver: &str) -> bool {
        self.receivers.contains(receiver) && !self.without_resolves.contains(receiver)
    }

    /// The incident an alert with these labels becomes.
    #[must_use]
    pub fn incident(&self, labels: &LabelSet, annotations: &LabelSet) -> IncidentOutline {
        let linked = match &self.services {
            Some(services) => services.clone(),
            None => assumed_service(labels).into_iter().collect(),
        };
        let settings = MappingSettings {
            severity_map: SeverityMap::default(),
            default_severity: self.default_severity.unwrap_or(Severity::ORGANISATION_DEFAULT),
            linked,
            ..MappingSettings::default()
        };
        let alert = AlertEvent {
            fingerprint: labels.fingerprint().to_string(),
            state: AlertState::Firing,
            labels: labels.clone(),
            annotations: annotations.clone(),
            starts_at: None,
            ends_at: None,
            generator_url: String::new(),
        };
        let service = mapping::service(&alert, &settings);
        IncidentOutline {
            title: mapping::title(&alert),
            severity: mapping::severity(&alert, &settings, service.value.as_ref()),
            service,
            description: mapping::description(&alert),
            are_services_known: self.services.is_some(),
        }
    }
}

impl IncidentOutline {
    /// Why the incident goes to its service. Where the linked services are not known, what Runframe will do is said
    /// instead.
    #[must_use]
    pub fn service_reason(&self) -> String {
        match &self.service.source {
            ServiceSource::Label(value) if !self.are_services_known => {
                format!("label `service_id` is `{value}`, if that service is linked")
            }
            ServiceSource::Unrouted { gap, .. } | ServiceSource::OnlyLinked(gap) if !self.are_services_known => {
                let gap = match gap {
                    ServiceGap::Unknown(value) => format!("label `service_id` is `{value}`, which is no service key"),
                    other => other.to_string(),
                };
                format!("{gap}: the only linked service, if there is exactly one")
            }
            source => source.to_string(),
        }
    }
}

/// The service the label names, if its value has the form of a key.
fn assumed_service(labels: &LabelSet) -> Option<Service> {
    let key = labels.get("service_id")?.parse().ok()?;
    Some(Service {
        key,
        name: String::new(),
        description: String::new(),
        is_active: true,
        default_severity: None,
        alias: None,
        team: None,
    })
}
