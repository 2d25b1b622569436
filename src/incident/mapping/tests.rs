//! Every rule of the mapping, by name.

use super::*;
use crate::alert::LabelSet;
use crate::incident::{AlertState, Service, SeverityMap};
use proptest::prelude::*;

const CHECKOUT: &str = "svc_K7M4Q9TZ2H";
const SEARCH: &str = "svc_J7Q4CSFTRV";

fn now() -> Timestamp {
    "2026-01-02T12:00:00Z".parse().unwrap()
}

fn alert(labels: &[(&str, &str)], annotations: &[(&str, &str)]) -> AlertEvent {
    let labels: LabelSet = labels.iter().copied().collect();
    AlertEvent {
        fingerprint: labels.fingerprint().to_string(),
        state: AlertState::Firing,
        labels,
        annotations: annotations.iter().copied().collect(),
        starts_at: Some("2026-01-02T11:00:00Z".parse().unwrap()),
        ends_at: None,
        generator_url: String::new(),
    }
}

fn service_of(key: &str) -> Service {
    Service {
        key: key.parse().unwrap(),
        name: key.into(),
        description: String::new(),
        is_active: true,
        default_severity: None,
        alias: None,
        team: None,
    }
}

fn linked(services: Vec<Service>) -> MappingSettings {
    MappingSettings {
        linked: services,
        ..MappingSettings::default()
    }
}

mod titles {
    use super::*;

    #[test]
    fn the_title_is_the_alert_name_verbatim() {
        let mapped = title(&alert(&[("alertname", "High Latency (p99) "), ("instance", "a")], &[]));
        assert_eq!(
            (mapped.value.as_str(), mapped.source),
            ("High Latency (p99) ", TitleSource::AlertName)
        );
    }

    #[test]
    fn without_a_name_the_first_line_of_the_summary_is_the_title() {
        let mapped = title(&alert(&[("a", "b")], &[("summary", "\n  It is slow \nvery slow")]));
        assert_eq!(
            (mapped.value.as_str(), mapped.source),
            ("It is slow", TitleSource::Summary)
        );
    }

    #[test]
    fn without_either_the_fingerprint_is_the_title() {
        let event = alert(&[("a", "b")], &[("summary", " \n ")]);
        let mapped = title(&event);
        assert_eq!(mapped.value, format!("Prometheus alert {}", event.fingerprint));
        assert_eq!(mapped.source, TitleSource::Fingerprint);
    }

    #[test]
    fn a_long_title_is_cut_to_200_characters_with_an_ellipsis() {
        for (length, expected) in [(199, 199), (200, 200), (201, 200), (1000, 200)] {
            let mapped = title(&alert(&[("alertname", &"é".repeat(length))], &[]));
            assert_eq!(mapped.value.chars().count(), expected);
            assert_eq!(mapped.value.ends_with('…'), length > 200);
        }
    }
}

mod descriptions {
    use super::*;

    #[test]
    fn summary_description_runbook_and_the_rest_by_name() {
        let event = alert(
            &[("alertname", "A")],
            &[
                ("zone", "eu"),
                ("summary", "It is slow"),
                ("description", "p99 over 1 s\n"),
                ("runbook_url", "https://wiki/slow"),
                ("dashboard", "https://grafana/d"),
                ("empty", " "),
            ],
        );
        assert_eq!(
            description(&event),
            "It is slow\n\np99 over 1 s\n\nRunbook: https://wiki/slow\ndashboard: https://grafana/d\nzone: eu"
        );
    }

    #[test]
    fn what_is_missing_or_says_the_same_is_left_out() {
        let text = |annotations| description(&alert(&[("alertname", "A")], annotations));
        assert_eq!(text(&[]), "");
        assert_eq!(text(&[("summary", "x"), ("description", "x")]), "x");
        assert_eq!(text(&[("description", "x")]), "x");
        assert_eq!(text(&[("team", "core")]), "team: core");
    }

    #[test]
    fn a_long_description_is_cut_to_10_000_characters() {
        let text = description(&alert(&[("alertname", "A")], &[("summary", &"日".repeat(20_000))]));
        assert_eq!(text.chars().count(), DESCRIPTION_CHARACTERS_MAX);
        assert!(text.ends_with('…'));
    }
}

mod services {
    use super::*;

    #[test]
    fn the_label_names_an_active_linked_service_in_any_case() {
        let settings = linked(vec![service_of(CHECKOUT), service_of(SEARCH)]);
        let mapped = service(&alert(&[("service_id", " SVC_j7q4csftrv ")], &[]), &settings);
        assert_eq!(mapped.value.unwrap().as_str(), SEARCH);
        assert!(!mapped.source.is_fallback());
    }

    #[test]
    fn a_legacy_alias_is_honoured() {
        let mut checkout = service_of(CHECKOUT);
        checkout.alias = Some("SER-00001".parse().unwrap());
        let settings = linked(vec![checkout, service_of(SEARCH)]);
        let mapped = service(&alert(&[("service_id", "ser-00001")], &[]), &settings);
        assert_eq!(mapped.value.unwrap().as_str(), CHECKOUT);
    }

    #[test]
    fn each_gap_falls_back_to_the_only_linked_service() {
        let settings = MappingSettings {
            linked: vec![service_of(CHECKOUT)],
            unlinked: vec![service_of(SEARCH)],
            ..MappingSettings::default()
        };
        let cases: [(&[(&str, &str)], ServiceGap); 4] = [
            (&[("a", "b")], ServiceGap::Missing),
            (&[("service_id", " ")], ServiceGap::Missing),
            (&[("service_id", "checkout")], ServiceGap::Unknown("checkout".into())),
            (&[("service_id", SEARCH)], ServiceGap::Unlinked(SEARCH.into())),
        ];
        for (labels, gap) in cases {
            let mapped = service(&alert(labels, &[]), &settings);
            assert_eq!(mapped.value.unwrap().as_str(), CHECKOUT);
            assert_eq!(mapped.source, ServiceSource::OnlyLinked(gap));
        }
    }

    #[test]
    fn an_inactive_service_is_given_nothing() {
        let mut inactive = service_of(CHECKOUT);
        inactive.is_active = false;
        let settings = linked(vec![inactive.clone(), service_of(SEARCH)]);
        let mapped = service(&alert(&[("service_id", CHECKOUT)], &[]), &settings);
        assert_eq!(mapped.value.unwrap().as_str(), SEARCH);
        assert_eq!(
            mapped.source,
            ServiceSource::OnlyLinked(ServiceGap::Inactive(CHECKOUT.into()))
        );
        let mapped = service(&alert(&[("service_id", CHECKOUT)], &[]), &linked(vec![inactive]));
        assert_eq!(mapped.value, None);
    }

    #[test]
    fn with_none_or_several_linked_the_incident_has_no_service() {
        let none = service(&alert(&[("a", "b")], &[]), &linked(Vec::new()));
        assert_eq!(
            (none.value, none.source.to_string().as_str()),
            (None, "no label `service_id`: no active service is linked")
        );
        let several = service(
            &alert(&[("service_id", "typo")], &[]),
            &linked(vec![service_of(CHECKOUT), service_of(SEARCH)]),
        );
        assert_eq!(
            (several.value, several.source.to_string().as_str()),
            (
                None,
                "label `service_id` is `typo`, which names no service: 2 services are linked"
            )
        );
    }
}

mod severities {
    use super::*;

    fn mapped(label: Option<&str>, settings: &MappingSettings) -> Mapped<Severity, SeveritySource> {
        let labels: Vec<(&str, &str)> = label.map(|value| ("severity", value)).into_iter().collect();
        let event = alert(&labels, &[]);
        let routed = service(&event, settings).value;
        severity(&event, settings, routed.as_ref())
    }

    #[test]
    fn the_label_decides_when_it_can() {
        let settings = linked(vec![service_of(CHECKOUT)]);
        for (label, expected) in [
            ("critical", Severity::Sev0),
            ("Warning", Severity::Sev2),
            ("INFO", Severity::Sev4),
            ("sev1", Severity::Sev1),
            ("SEV3", Severity::Sev3),
        ] {
            let mapped = mapped(Some(label), &settings);
            assert_eq!(mapped.value, expected, "{label}");
            assert!(!mapped.source.is_fallback());
        }
    }

    #[test]
    fn without_the_label_the_services_default_decides_then_the_organisations() {
        let mut checkout = service_of(CHECKOUT);
        let organisation = mapped(None, &linked(vec![checkout.clone()]));
        assert_eq!(organisation.value, Severity::Sev2);
        assert_eq!(
            organisation.source,
            SeveritySource::OrganisationDefault(SeverityGap::Missing)
        );
        checkout.default_severity = Some(Severity::Sev1);
        let of_service = mapped(Some("  "), &linked(vec![checkout]));
        assert_eq!(of_service.value, Severity::Sev1);
        assert_eq!(of_service.source, SeveritySource::ServiceDefault(SeverityGap::Missing));
    }

    #[test]
    fn an_unknown_value_goes_the_same_way_and_is_told() {
        for label in ["page", "high", "error", "none", "Critical!", "Medium"] {
            let mapped = mapped(Some(label), &linked(vec![service_of(CHECKOUT)]));
            assert_eq!(mapped.value, Severity::Sev2);
            assert!(mapped.source.to_string().contains(label), "{}", mapped.source);
        }
    }

    #[test]
    fn an_alias_is_no_fallback() {
        let mut severity_map = SeverityMap::default();
        severity_map.add_alias("page", Severity::Sev1);
        let settings = MappingSettings {
            severity_map,
            ..MappingSettings::default()
        };
        let mapped = mapped(Some("Page"), &settings);
        assert_eq!(
            (mapped.value, mapped.source),
            (Severity::Sev1, SeveritySource::Alias("Page".into()))
        );
    }
}

mod detection {
    use super::*;

    #[test]
    fn the_start_is_believed_unless_it_is_missing_or_in_the_future() {
        let mut event = alert(&[("a", "b")], &[]);
        assert_eq!(detected_at(&event, now()).value, event.starts_at.unwrap());
        event.starts_at = Some(now());
        assert_eq!(detected_at(&event, now()).source, DetectionSource::StartsAt);
        event.starts_at = Some("2026-01-02T12:00:01Z".parse().unwrap());
        assert_eq!(
            detected_at(&event, now()),
            Mapped::new(now(), DetectionSource::ReceivedFutureStart)
        );
        event.starts_at = None;
        assert_eq!(
            detected_at(&event, now()),
            Mapped::new(now(), DetectionSource::ReceivedNoStart)
        );
    }
}

proptest! {
    /// Whatever an alert says, the mapping keeps the API's limits and never lies in the future.
    #[test]
    fn limits_hold_for_any_alert(
        labels in proptest::collection::btree_map("alertname|severity|service_id|[a-z]{1,3}", ".{0,300}", 1..5),
        annotations in proptest::collection::btree_map("summary|description|runbook_url|[a-z]{1,3}", ".{0,300}", 0..5),
        offset in -100_000_i64..100_000,
    ) {
        let labels: Vec<(&str, &str)> = labels.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let annotations: Vec<(&str, &str)> = annotations.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let mut event = alert(&labels, &annotations);
        event.starts_at = Some(now() + jiff::SignedDuration::from_secs(offset));
        let mapping = Mapping::of(&event, &linked(vec![service_of(CHECKOUT)]), now());
        prop_assert!((1..=TITLE_CHARACTERS_MAX).contains(&mapping.title.value.chars().count()));
        prop_assert!(mapping.description.chars().count() <= DESCRIPTION_CHARACTERS_MAX);
        prop_assert!(mapping.detected_at.value <= now());
    }
}
