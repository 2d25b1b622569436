//! What a settings file can say, and how it is refused.

use super::*;
use crate::guide;

#[test]
fn the_example_is_read_whole() {
    let settings = Settings::parse(guide::SETTINGS_YML).unwrap();
    assert_eq!(settings.organisation.name, "Example Ltd");
    assert_eq!(settings.default_severity, Some(Severity::Sev2));
    let [service, ..] = settings.services.as_slice() else {
        panic!("there is a service");
    };
    assert_eq!(
        (service.name.as_str(), service.team.as_deref()),
        ("Checkout", Some("Payments"))
    );
    let [integration] = settings.integrations.as_slice() else {
        panic!("there is one integration");
    };
    assert_eq!(integration.severity_map.aliases().get("page"), Some(&Severity::Sev1));
    assert!(!settings.organisation.users.is_empty() && !settings.organisation.schedules.is_empty());
    let policy = settings.organisation.policy(Severity::Sev0);
    assert_ne!(policy, crate::incident::EscalationPolicy::initial());
}

#[test]
fn an_empty_file_says_nothing() {
    for text in ["", "\n", "# nothing\n", "{}"] {
        assert_eq!(Settings::parse(text), Ok(Settings::default()), "{text:?}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (text, message, line) in [
        ("organisaton: x\n", "unknown field `organisaton`", 1),
        (
            "services:\n  - name: Checkout\n    default_severity: P1\n",
            "services[0].default_severity: `P1` is not a severity: use SEV0, SEV1, SEV2, SEV3 or SEV4",
            3,
        ),
        (
            "services:\n  - name: Checkout\n    service_key: checkout\n",
            "services[0].service_key: `checkout` is not a service key: they look like svc_K7M4Q9TZ2H",
            3,
        ),
        (
            "users: [{name: Kim, email: kim}]\n",
            "users[0].email: `kim` is not an email address",
            1,
        ),
        ("users: [{name: Kim}]\n", "users[0]: missing field `email`", 1),
        (
            "services:\n  - {name: A}\n  - {name: null}\n",
            "services[1]: expected a text, not nothing",
            3,
        ),
        (
            "escalation_policies:\n  - severities: [SEV0]\n    levels: [{role: on_call, timeout_minutes: 0}]\n",
            "escalation_policies[0]: a level without time is passed over: give it minutes",
            3,
        ),
        (
            "severity_aliases:\n  Page: SEV1\n  page: SEV3\n",
            "severity_aliases: `page` has a meaning already: case plays no part",
            3,
        ),
        (
            "integrations:\n  - name: P\n    rate_limit: 0\n",
            "integrations[0]: nothing could ever be delivered with a limit of 0",
            3,
        ),
        (
            "integrations:\n  - name: P\n    identity: team\n",
            "integrations[0].identity: `team` is no identity of incidents: `alert` or `group` is",
            3,
        ),
        (
            "on_call:\n  - schedule: S\n    services: []\n    team: T\n    engineers: []\nteams: [{name: T}]\n",
            "on_call[0]: name at least one, who is on call first",
            5,
        ),
        (
            "[]",
            "expected fields such as `services` and `integrations`, not a list",
            1,
        ),
        (
            "# a\norganisation: x\u{7f}\n",
            "control character U+007F is not allowed in YAML",
            2,
        ),
        ("services: 7\n", "services: expected a list, not `7`", 1),
    ] {
        let error = Settings::parse(text).unwrap_err();
        assert!(error.message.starts_with(message), "{text}: {}", error.message);
        assert_eq!(error.place.map(|(line, _)| line), Some(line), "{text}");
    }
}

#[test]
fn names_have_to_fit_together() {
    for (text, message, place) in [
        (
            "services: [{name: A}, {name: a}]",
            "services[1]: there is a `a` already",
            (1, 30),
        ),
        (
            "services:\n- {name: A}\n- name: B\n  service_key: svc_K7M4Q9TZ2H\n- service_key: svc_K7M4Q9TZ2H\n  name: C\n",
            "services[2]: there is a `svc_K7M4Q9TZ2H` already",
            (5, 16),
        ),
        (
            "services:\n- {name: A, alias: SER-00001}\n- {name: B, alias: ser-00001}\n",
            "services[1]: there is a `SER-00001` already",
            (3, 20),
        ),
        (
            "services: [{name: A, team: Core}]",
            "services[0]: there is no team `Core` in this file, which has none",
            (1, 28),
        ),
        (
            "services: [{name: Search}]\nintegrations: [{name: P, services: [Search, Serch]}]",
            "integrations[0]: there is no service `Serch` in this file, which has: Search",
            (2, 45),
        ),
        (
            "users: [{name: Kim, email: kim@x}]\nteams: &t [{name: T, members: [kim@x, lee@x]}]",
            "teams[0]: there is no user `lee@x` in this file, which has: kim@x",
            (2, 39),
        ),
        (
            "on_call: [{schedule: S, engineers: [kim@x]}]",
            "on_call[0]: name a `team` or `services` it is for",
            (1, 11),
        ),
        (
            "users:\n- {name: K, email: Kim@x, is_active: false}\nteams: [{name: T}]\n\
             on_call:\n- {schedule: S, team: T, engineers: [kim@x]}\n",
            "on_call[0]: `kim@x` is not active, and cannot be paged",
            (5, 38),
        ),
        (
            "escalation_policies:\n- severities: [SEV0]\n  levels: [{role: on_call, timeout_minutes: 5}]\n- severities: [SEV1, sev0]\n  levels: [{role: on_call, timeout_minutes: 5}]\n",
            "escalation_policies[1]: SEV0 has a policy already",
            (4, 22),
        ),
    ] {
        let error = Settings::parse(text).unwrap_err();
        assert_eq!((error.message.as_str(), error.place), (message, Some(place)), "{text}");
    }
}

#[test]
fn services_are_named_by_key_alias_or_name() {
    let text = "services: [{name: Checkout, service_key: svc_K7M4Q9TZ2H, alias: SER-00001}]\n\
                integrations: [{name: P, services: [svc_k7m4q9tz2h, ser-00001, checkout]}]";
    assert_eq!(Settings::parse(text).unwrap().integrations[0].services.len(), 3);
}
