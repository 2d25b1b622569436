//! What incidents are to be like, and in what one differs.

use crate::api::{Incident, parse_instant};

/// What an incident is to be like; what is not said does not matter.
#[derive(Clone, Debug, Default)]
pub(super) struct Wish {
    pub number: Option<String>,
    pub title: Option<String>,
    pub severity: Option<String>,
    pub status: Option<String>,
    /// By key or name, whatever the case.
    pub service: Option<String>,
    /// By name. Whoever looks asks for its incidents alone: they do not say it themselves.
    pub integration: Option<String>,
    pub labels: Vec<(String, String)>,
    /// An instant, as the API writes it; earlier ones are not meant.
    pub created_after: Option<String>,
}

/// One thing that is not as wished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub field: String,
    pub wanted: String,
    /// `None` if there is nothing there.
    pub seen: Option<String>,
}

/// The incident that differs least.
pub(super) struct Nearest<'a> {
    pub incident: &'a Incident,
    pub differences: Vec<Difference>,
}

impl Wish {
    /// In what an incident differs; nothing if it is as wished.
    pub(super) fn differences(&self, incident: &Incident) -> Vec<Difference> {
        let mut differences = Vec::new();
        let mut compare = |field: &str, wanted: &Option<String>, seen: &str| {
            if let Some(wanted) = wanted
                && wanted != seen
            {
                differences.push(Difference {
                    field: field.to_owned(),
                    wanted: wanted.clone(),
                    seen: Some(seen.to_owned()),
                });
            }
        };
        compare("number", &self.number, &incident.incident_number);
        compare("title", &self.title, &incident.title);
        compare("severity", &self.severity, &incident.severity);
        compare("status", &self.status, &incident.status);
        if let Some(wanted) = &self.created_after
            && parse_instant(&incident.created_at) < parse_instant(wanted)
        {
            differences.push(Difference {
                field: "created".to_owned(),
                wanted: format!("{wanted} or later"),
                seen: Some(incident.created_at.clone()),
            });
        }
        if let Some(wanted) = &self.service {
            let is_meant = |name: &str| name.to_lowercase() == wanted.to_lowercase();
            let services = &incident.services;
            if !services.iter().any(|s| is_meant(&s.service_key) || is_meant(&s.name)) {
                let names: Vec<&str> = services.iter().map(|service| service.name.as_str()).collect();
                differences.push(Difference {
                    field: "service".to_owned(),
                    wanted: wanted.clone(),
                    seen: (!names.is_empty()).then(|| names.join(", ")),
                });
            }
        }
        for (name, wanted) in &self.labels {
            let seen = incident.alert.as_ref().and_then(|alert| alert.labels.get(name));
            if seen != Some(wanted) {
                differences.push(Difference {
                    field: format!("label {name}"),
                    wanted: wanted.clone(),
                    seen: seen.cloned(),
                });
            }
        }
        differences
    }

    /// The one of these, sorted by number, that differs least without being as wished; the newest of several.
    pub(super) fn nearest<'a>(&self, incidents: impl DoubleEndedIterator<Item = &'a Incident>) -> Option<Nearest<'a>> {
        incidents
            .rev()
            .map(|incident| Nearest {
                incident,
                differences: self.differences(incident),
            })
            .filter(|near| !near.differences.is_empty())
            .min_by_key(|near| near.differences.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Alert, ServiceReference};

    fn incident(number: &str, severity: &str, status: &str) -> Incident {
        Incident {
            incident_number: number.into(),
            title: "HighLatency".into(),
            severity: severity.into(),
            status: status.into(),
            created_at: "2026-01-02T03:04:05.000Z".into(),
            services: vec![ServiceReference {
                service_key: "svc_K7M4Q9TZ2H".into(),
                name: "Checkout".into(),
            }],
            alert: Some(Alert {
                labels: [("cluster".to_owned(), "eu".to_owned())].into(),
                ..Alert::default()
            }),
            ..Incident::default()
        }
    }

    fn wish() -> Wish {
        Wish {
            title: Some("HighLatency".into()),
            severity: Some("SEV0".into()),
            status: Some("resolved".into()),
            service: Some("checkout".into()),
            labels: vec![("cluster".into(), "eu".into())],
            created_after: Some("2026-01-02T03:04:05.000Z".into()),
            ..Wish::default()
        }
    }

    #[test]
    fn an_incident_as_wished_differs_in_nothing() {
        assert_eq!(wish().differences(&incident("INC-2026-001", "SEV0", "resolved")), []);
        assert_eq!(
            Wish::default().differences(&incident("INC-2026-001", "SEV4", "new")),
            []
        );
        let by_key = Wish {
            service: Some("SVC_k7m4q9tz2h".into()),
            ..Wish::default()
        };
        assert_eq!(by_key.differences(&incident("INC-2026-001", "SEV4", "new")), []);
    }

    #[test]
    fn one_of_an_earlier_run_is_not_meant() {
        let wish = Wish {
            created_after: Some("2026-01-02T03:04:05.001Z".into()),
            ..Wish::default()
        };
        let expected = Difference {
            field: "created".into(),
            wanted: "2026-01-02T03:04:05.001Z or later".into(),
            seen: Some("2026-01-02T03:04:05.000Z".into()),
        };
        assert_eq!(wish.differences(&incident("INC-2026-001", "SEV0", "new")), [expected]);
    }

    #[test]
    fn the_nearest_differs_least_and_says_in_what() {
        let incidents = [
            incident("INC-2026-001", "SEV0", "new"),
            incident("INC-2026-002", "SEV2", "new"),
            incident("INC-2026-003", "SEV0", "new"),
        ];
        let wish = wish();
        let nearest = wish.nearest(incidents.iter()).unwrap();
        assert_eq!(nearest.incident.incident_number, "INC-2026-003");
        assert_eq!(
            nearest.differences,
            [Difference {
                field: "status".into(),
                wanted: "resolved".into(),
                seen: Some("new".into()),
            }]
        );
        let other = Wish {
            number: Some("INC-2026-009".into()),
            service: Some("Search".into()),
            labels: vec![("zone".into(), "a".into())],
            ..Wish::default()
        };
        let fields: Vec<String> = other.differences(&incidents[0]).into_iter().map(|d| d.field).collect();
        assert_eq!(fields, ["number", "service", "label zone"]);
        assert!(other.nearest([].iter()).is_none());
    }
}
