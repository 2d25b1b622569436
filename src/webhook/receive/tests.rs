//! What is read, what is refused, and what is set aside.

use super::*;
use proptest::prelude::*;
use serde_json::{Value, json};

fn read_value(value: &Value) -> Result<Delivery, PayloadError> {
    read(value.to_string().as_bytes())
}

fn one(alert: &Value) -> Result<AlertEvent, AlertFault> {
    // A good one beside it, so that the payload as a whole is not refused.
    let good = json!({"status": "firing", "labels": {"good": "yes"}});
    let delivery = read_value(&json!({"alerts": [alert, good]})).unwrap();
    match &delivery.alerts[0] {
        ReceivedAlert::Usable(event) => Ok((**event).clone()),
        ReceivedAlert::Unusable { fault, .. } => Err(fault.clone()),
    }
}

#[test]
fn a_real_payload_is_read_whole() {
    let delivery = read(include_bytes!("../../../testdata/webhook/resolved.json")).unwrap();
    assert_eq!(
        delivery.group_key,
        r#"{}/{severity="page"}:{alertname="HighLatency", cluster="eu"}"#
    );
    assert_eq!((delivery.truncated_alerts, delivery.alerts.len()), (0, 2));
    let ReceivedAlert::Usable(event) = &delivery.alerts[0] else {
        panic!("it is usable");
    };
    assert_eq!(event.state, AlertState::Resolved);
    assert_eq!(event.fingerprint, "1de0ec8ab0fbc9be");
    assert_eq!(event.annotations.get("summary"), Some("p99 élevé"));
    assert_eq!(event.ends_at, Some("2026-11-22T12:27:00.421Z".parse().unwrap()));
}

#[test]
fn payloads_are_refused_for_what_they_are() {
    let refusal = |body: &str| read(body.as_bytes()).unwrap_err().to_string();
    assert!(refusal("").starts_with("the body is not JSON"));
    assert!(refusal("{\"alerts\":[").starts_with("the body is not JSON"));
    assert!(refusal("{\"alerts\":[]} x").starts_with("the body is not JSON"));
    assert_eq!(refusal("[]"), "the body is not a JSON object");
    assert_eq!(refusal("null"), "the body is not a JSON object");
    assert_eq!(refusal("{}"), "`alerts` is missing or not an array");
    assert_eq!(refusal(r#"{"alerts":{}}"#), "`alerts` is missing or not an array");
    assert_eq!(refusal(r#"{"alerts":null}"#), "`alerts` is missing or not an array");
    assert_eq!(
        refusal(r#"{"version":"3","alerts":[]}"#),
        "`version` is \"3\", only \"4\" is understood"
    );
    assert_eq!(
        refusal(r#"{"version":4,"alerts":[]}"#),
        "`version` is not a string, only \"4\" is understood"
    );
    assert_eq!(
        refusal(r#"{"alerts":[{}]}"#),
        "no alert is usable: the alert has no labels"
    );
    assert_eq!(
        refusal(r#"{"alerts":[{"status":"active","labels":{"a":"b"}}]}"#),
        "no alert is usable: `status` is `active`, neither `firing` nor `resolved`"
    );
}

#[test]
fn no_alerts_and_no_version_are_fine() {
    assert_eq!(read(br#"{"alerts":[]}"#).unwrap(), Delivery::default());
    assert!(read(br#"{"version":"4","alerts":[],"status":"firing"}"#).is_ok());
}

#[test]
fn what_is_unknown_is_skipped_at_every_level() {
    let delivery = read_value(&json!({
        "notification_reason": ["x"], "routeLabels": {"a": {"b": [1, 2, null]}}, "receiver": 7, "groupLabels": null,
        "alerts": [{"status": "firing", "labels": {"a": "b"}, "extra": {"deep": [[[1]]]}, "silenceURL": false}],
    }));
    assert_eq!(delivery.unwrap().alerts.len(), 1);
}

#[test]
fn of_duplicate_names_the_last_wins() {
    let delivery = read(
        br#"{"version":"9","version":"4","alerts":[],"alerts":[
            {"status":"firing","status":"resolved","labels":{"x":1},"labels":{"a":1,"a":"2"}}]}"#,
    )
    .unwrap();
    let ReceivedAlert::Usable(event) = &delivery.alerts[0] else {
        panic!("it is usable");
    };
    assert_eq!((event.state, event.labels.get("a")), (AlertState::Resolved, Some("2")));
}

#[test]
fn values_that_are_no_strings_make_an_alert_unusable() {
    for value in [
        json!(1),
        json!(1.5),
        json!(-1),
        json!(true),
        json!(null),
        json!([]),
        json!({}),
    ] {
        assert_eq!(
            one(&json!({"status": "firing", "labels": {"a": "b", "c": value}})),
            Err(AlertFault::LabelNotAString("c".into()))
        );
        assert_eq!(
            one(&json!({"status": "firing", "labels": {"a": "b"}, "annotations": {"c": value}})),
            Err(AlertFault::AnnotationNotAString("c".into()))
        );
    }
}

#[test]
fn each_fault_is_named() {
    assert_eq!(one(&json!(7)), Err(AlertFault::NotAnObject));
    assert_eq!(one(&json!({"status": "firing"})), Err(AlertFault::NoLabels));
    assert_eq!(
        one(&json!({"status": "firing", "labels": {}})),
        Err(AlertFault::NoLabels)
    );
    assert_eq!(
        one(&json!({"status": "firing", "labels": {"a": ""}})),
        Err(AlertFault::NoLabels)
    );
    assert_eq!(
        one(&json!({"status": "firing", "labels": []})),
        Err(AlertFault::NoLabels)
    );
    assert_eq!(
        one(&json!({"labels": {"a": "b"}})),
        Err(AlertFault::UnknownStatus(None))
    );
    assert_eq!(
        one(&json!({"status": "Firing", "labels": {"a": "b"}})),
        Err(AlertFault::UnknownStatus(Some("Firing".into())))
    );
    assert_eq!(
        one(&json!({"status": "firing", "labels": {"a": "b"}, "annotations": []})),
        Err(AlertFault::AnnotationNotAString(String::new()))
    );
}

#[test]
fn a_missing_fingerprint_is_computed_as_alertmanager_does() {
    for stated in [json!(null), json!(""), json!(12), json!("x".repeat(256))] {
        let event = one(&json!({"status": "firing", "labels": {"alertname": "A", "empty": ""}, "fingerprint": stated}));
        assert_eq!(event.unwrap().fingerprint, "d2c6efc389df0927");
    }
    let event = one(&json!({"status": "firing", "labels": {"alertname": "A"}, "fingerprint": "mine"}));
    assert_eq!(event.unwrap().fingerprint, "mine");
}

#[test]
fn times_that_say_nothing_are_none() {
    for text in [
        "0001-01-01T00:00:00Z",
        "",
        "yesterday",
        "2026-13-01T00:00:00Z",
        "9999-01-01T00:00:00Z",
    ] {
        let event = one(&json!({"status": "firing", "labels": {"a": "b"}, "startsAt": text, "endsAt": 17}));
        let event = event.unwrap();
        assert_eq!((event.starts_at, event.ends_at), (None, None), "{text}");
    }
    let event =
        one(&json!({"status": "firing", "labels": {"a": "b"}, "startsAt": "2026-01-02T03:04:05.123456789+02:00"}));
    assert_eq!(
        event.unwrap().starts_at,
        Some("2026-01-02T01:04:05.123456789Z".parse().unwrap())
    );
}

#[test]
fn nulls_of_go_are_empty_maps() {
    let event = one(&json!({"status": "firing", "labels": {"a": "b"}, "annotations": null}));
    assert!(event.unwrap().annotations.is_empty());
}

#[test]
fn deep_nesting_neither_overflows_nor_hurts() {
    let deep = format!(r#"{{"alerts":[],"x":{}{}}}"#, "[".repeat(500_000), "]".repeat(500_000));
    // Whatever the verdict, the stack holds.
    let _ = read(deep.as_bytes());
    let deep = format!(
        r#"{{"alerts":[{}{}]}}"#,
        "{\"labels\":".repeat(100_000),
        "}".repeat(100_000)
    );
    assert!(read(deep.as_bytes()).is_err());
}

proptest! {
    /// No bytes make the reader panic.
    #[test]
    fn any_bytes_are_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&body);
    }

    /// No broken piece of a real payload makes the reader panic, and one byte more or less is never read as the whole.
    #[test]
    fn damaged_payloads_are_read_or_refused(at in 0..900_usize, byte in any::<u8>(), is_cut in any::<bool>()) {
        let mut body = include_bytes!("../../../testdata/webhook/resolved.json").to_vec();
        let at = at % body.len();
        if is_cut {
            body.truncate(at);
            prop_assert!(read(&body).is_err());
        } else {
            body[at] = byte;
            let _ = read(&body);
        }
    }

    /// Every alert of the payload has its place in the delivery.
    #[test]
    fn every_alert_has_its_place(kinds in proptest::collection::vec(0..5_u8, 0..20)) {
        let alerts: Vec<Value> = kinds
            .iter()
            .map(|kind| match kind {
                0 => json!({"status": "firing", "labels": {"a": "b"}}),
                1 => json!({"status": "resolved", "labels": {"a": "b"}}),
                2 => json!({"status": "firing"}),
                3 => json!({"status": "?", "labels": {"a": "b"}}),
                _ => json!([]),
            })
            .collect();
        match read_value(&json!({ "alerts": alerts })) {
            Ok(delivery) => {
                prop_assert_eq!(delivery.alerts.len(), kinds.len());
                for (alert, kind) in delivery.alerts.iter().zip(kinds) {
                    prop_assert_eq!(matches!(alert, ReceivedAlert::Usable(_)), kind < 2);
                }
            }
            Err(_) => prop_assert!(kinds.iter().all(|kind| *kind >= 2) && !kinds.is_empty()),
        }
    }
}
