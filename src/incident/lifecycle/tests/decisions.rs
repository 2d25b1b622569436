//! What the contract decides, one test a behaviour.

use super::*;
use Action::{Created, Ignored, Rejected, Resolved, Updated};

fn result(action: Action, number: &str, reason: &'static str) -> (Action, String, &'static str) {
    (action, number.to_owned(), reason)
}

mod identity {
    use super::*;

    #[test]
    fn an_incident_is_one_alert_not_one_group() {
        let mut bench = Bench::new();
        let outcomes = bench.deliver(
            0,
            &[firing(0), firing(0).named("B"), firing(0).with_label("instance", "b")],
        );
        assert!(outcomes.iter().all(|outcome| outcome.action == Created));
        assert_eq!(bench.incidents(), 3);
        assert_eq!(bench.incident(1).title, bench.incident(3).title);
    }

    #[test]
    fn repeats_and_copies_of_peers_update_and_never_create() {
        let mut bench = Bench::new();
        assert_eq!(
            bench.one(0, firing(0)),
            result(Created, "INC-2026-001", "routing_fallback")
        );
        for second in [10, 15, 60, 43_200] {
            assert_eq!(bench.one(second, firing(0)), result(Updated, "INC-2026-001", ""));
        }
        assert_eq!(bench.alert(1).delivery_count, 5);
        assert_eq!(bench.alert(1).last_received_at, at(43_200));
        assert_eq!(bench.incident(1).updated_at, at(0));
        assert_eq!(bench.kinds(1), [EntryKind::IncidentCreated, EntryKind::RoutingFallback]);
    }

    #[test]
    fn the_same_alert_through_two_routes_is_one_incident() {
        let mut bench = Bench::new();
        bench.deliver_in_group(0, "{}/{team=\"a\"}:{}", &[firing(0)]);
        let outcomes = bench.deliver_in_group(1, "{}:{}", &[firing(0)]);
        assert_eq!(outcomes[0].action, Updated);
        assert_eq!(bench.alert(1).group_key, "{}/{team=\"a\"}:{}");
        bench.deliver_in_group(10, "{}:{}", &[resolved(0, 9)]);
        assert_eq!(bench.incident(1).status, Status::Resolved);
    }

    #[test]
    fn two_integrations_never_share_an_incident() {
        let mut bench = Bench::new();
        bench.one(0, firing(0));
        let delivery = Delivery {
            alerts: vec![ReceivedAlert::Usable(Box::new(firing(0).event()))],
            ..Delivery::default()
        };
        let outcomes = apply(&mut bench.ledger, IntegrationId(2), &bench.settings, &delivery, at(1));
        assert_eq!(outcomes[0].action, Created);
    }

    #[test]
    fn firing_again_after_the_end_is_a_new_incident_that_names_the_previous() {
        let mut bench = Bench::new();
        bench.one(0, firing(0));
        bench.one(10, resolved(0, 9));
        assert_eq!(bench.one(20, firing(20)).1, "INC-2026-002");
        let comments: Vec<&str> = bench.timeline.iter().map(|(_, entry)| entry.comment.as_str()).collect();
        assert!(
            comments.contains(&"created from a firing alert; previous incident INC-2026-001"),
            "{comments:?}"
        );
        assert_eq!(bench.incident(1).status, Status::Resolved);
    }

    #[test]
    fn another_severity_on_the_same_key_is_a_change() {
        let mut bench = Bench::new();
        bench.one(0, firing(0).identified("x"));
        let softer = firing(0).with_label("severity", "warning").identified("x");
        assert_eq!(bench.one(10, softer.clone()).0, Updated);
        assert_eq!(bench.incident(1).severity, Severity::Sev2);
        assert_eq!(bench.incident(1).updated_at, at(10));
        bench.one(20, softer);
        let changes = bench
            .kinds(1)
            .iter()
            .filter(|kind| **kind == EntryKind::SeverityChanged)
            .count();
        assert_eq!(changes, 1);
    }

    #[test]
    fn a_service_that_is_linked_no_more_still_has_its_say() {
        let mut bench = Bench::new();
        bench.settings.linked[0].default_severity = Some(Severity::Sev1);
        bench.one(0, firing(0).without_label("severity"));
        bench.settings.unlinked = std::mem::take(&mut bench.settings.linked);
        bench.one(10, firing(0).without_label("severity"));
        assert_eq!(bench.incident(1).severity, Severity::Sev1);
    }

    #[test]
    fn another_severity_label_is_another_key() {
        let mut bench = Bench::new();
        bench.one(0, firing(0));
        assert_eq!(
            bench.one(1, firing(1).with_label("severity", "warning")).1,
            "INC-2026-002"
        );
    }

    #[test]
    fn a_severity_a_person_has_set_stays() {
        let mut bench = Bench::new();
        bench.one(0, firing(0).identified("x"));
        let number = IncidentNumber {
            year: 2026,
            sequence: 1,
        };
        bench.ledger.edit(number, Touch::Whole, |incident| {
            incident.severity = Severity::Sev3;
            incident.pinned.severity = true;
        });
        bench.one(10, firing(0).with_label("severity", "warning").identified("x"));
        assert_eq!(bench.incident(1).severity, Severity::Sev3);
    }
}

mod mapping {
    use super::*;

    #[test]
    fn what_the_labels_do_not_decide_is_told() {
        let mut bench = Bench::new();
        let outcomes = bench.deliver(0, &[firing(0).without_label("severity")]);
        let codes: Vec<&str> = outcomes[0].reasons.iter().map(Reason::code).collect();
        assert_eq!(codes, ["severity_fallback", "routing_fallback"]);
        assert_eq!(
            bench.kinds(1),
            [
                EntryKind::IncidentCreated,
                EntryKind::SeverityFallback,
                EntryKind::RoutingFallback
            ]
        );
    }

    #[test]
    fn changed_annotations_rewrite_the_description_once() {
        let mut bench = Bench::new();
        bench.one(0, firing(0));
        let changed = firing(0).with_annotation("summary", "It is slower");
        bench.one(10, changed.clone());
        bench.one(20, changed);
        assert_eq!(bench.incident(1).description, "It is slower");
        let updates = bench
            .kinds(1)
            .iter()
            .filter(|kind| **kind == EntryKind::AlertUpdated)
            .count();
        assert_eq!(updates, 1);
    }

    #[test]
    fn a_description_a_person_wrote_stays() {
        let mut bench = Bench::new();
        bench.one(0, firing(0));
        let number = IncidentNumber {
            year: 2026,
            sequence: 1,
        };
        bench.ledger.edit(number, Touch::Whole, |incident| {
            incident.description = "Kim looks at it".into();
            incident.pinned.description = true;
        });
        bench.one(10, firing(0).with_annotation("summary", "It is slower"));
        assert_eq!(bench.incident(1).description, "Kim looks at it");
        assert!(!bench.kinds(1).contains(&EntryKind::AlertUpdated));
        assert_eq!(bench.alert(1).annotations.get("summary"), Some("It is slower"));
    }

    #[test]
    fn an_earlier_start_moves_the_detection_earlier_and_a_later_one_does_not() {
        let mut bench = Bench::new();
        bench.one(100, firing(90));
        bench.one(110, firing(80));
        assert_eq!(bench.incident(1).detected_at, at(80));
        bench.one(120, firing(95));
        assert_eq!(bench.incident(1).detected_at, at(80));
        assert_eq!(bench.alert(1).starts_at, Some(at(80)));
    }

    #[test]
    fn a_start_in_the_future_is_the_time_of_receipt_and_kept_as_sent() {
        let mut bench = Bench::new();
        bench.one(0, firing(500));
        assert_eq!(bench.incident(1).detected_at, at(0));
        assert_eq!(bench.alert(1).starts_at, Some(at(500)));
        assert_eq!(bench.one(10, firing(500)), result(Updated, "INC-2026-001", ""));
        assert_eq!(bench.one(20, resolved(500, 600)), result(Resolved, "INC-2026-001", ""));
        assert_eq!(bench.alert(1).ends_at, Some(at(20)));
        assert_eq!(bench.one(25, firing(500)).2, "stale_firing");
    }

    #[test]
    fn without_a_start_the_time_of_receipt_is_the_detection() {
        let mut bench = Bench::new();
        bench.one(7, firing(0).timeless());
        assert_eq!(bench.incident(1).detected_at, at(7));
        assert_eq!(bench.alert(1).starts_at, None);
        bench.one(8, firing(0).timeless());
        assert_eq!(bench.incident(1).detected_at, at(7));
    }

    #[test]
    fn an_incident_is_new_and_numbered_by_year() {
        let mut bench = Bench::new();
        bench.one(0, firing(0));
        assert_eq!(bench.incident(1).status, Status::New);
        let next_year = 400 * 86_400;
        assert_eq!(bench.one(next_year, firing(0).named("B")).1, "INC-2027-001");
    }
}

mod resolution {
    use super::*;

    #[test]
    fn the_end_resolves_from_any_active_status() {
        for status in [
            None,
            Some(Status::Investigating),
            Some(Status::Fixing),
            Some(Status::Monitoring),
        ] {
            let mut bench = Bench::new();
            bench.one(0, firing(0));
            if let Some(status) = status {
                bench.person_sets(5, 1, status);
            }
            assert_eq!(bench.one(60, resolved(0, 55)), result(Resolved, "INC-2026-001", ""));
            let incident = bench.incident(1);
            assert_eq!(incident.status, Status::Resolved);
            assert_eq!((incident.resolved_at, &incident.resolved_by), (Some(at(60)), &None));
            assert_eq!(bench.alert(1).ends_at, Some(at(55)));
            assert_eq!(bench.kinds(1).last(), Some(&EntryKind::AlertResolved));
        }
    }

    #[test]
    fn the_alerts_own_status_counts_not_its_end() {
        let mut bench = Bench::new();
        bench.one(0, firing(0));
        let mut firing_with_end = firing(0);
        firing_with_end.ends_at = Some(5);
        assert_eq!(bench.one(10, firing_with_end).0, Updated);
    }

    #[test]
    fn a_partly_resolved_group_resolves_in_part() {
        let mut bench = Bench::new();
        bench.deliver(0, &[firing(0), firing(0).named("B")]);
        let outcomes = bench.deliver(10, &[firing(0), resolved(0, 9).named("B")]);
        assert_eq!((outcomes[0].action, outcomes[1].action), (Updated, Resolved));
        assert!(bench.incident(1).status.is_active());
    }

    #[test]
    fn absence_is_no_resolution() {
        let mut bench = Bench::new();
        bench.deliver(0, &[firing(0), firing(0).named("B")]);
        bench.deliver(10, &[firing(0)]);
        bench.deliver(20, &[]);
        assert!(bench.incident(2).status.is_active());
    }

    #[test]
    fn an_end_without_an_open_incident_is_ignored_and_remembered() {
        let mut bench = Bench::new();
        assert_eq!(
            bench.one(0, resolved(-20, -10)),
            result(Ignored, "", "no_open_incident")
        );
        assert_eq!(bench.incidents(), 0);
        assert_eq!(bench.one(5, firing(-20)), result(Ignored, "", "stale_firing"));
    }

    #[test]
    fn an_end_that_is_missing_or_in_the_future_is_the_time_of_receipt() {
        for end in [None, Some(1000)] {
            let mut bench = Bench::new();
            bench.one(0, firing(0));
            let mut shape = resolved(0, 0);
            shape.ends_at = end;
            bench.one(60, shape);
            assert_eq!(bench.alert(1).ends_at, Some(at(60)));
        }
    }

    #[test]
    fn after_a_person_resolved_a_firing_alert_neither_reopens_nor_creates() {
        let mut bench = Bench::new();
        bench.one(0, firing(0));
        bench.person_sets(100, 1, Status::Resolved);
        for second in [110, 120, 1000, 3700] {
            assert_eq!(
                bench.one(second, firing(0)),
                result(Ignored, "INC-2026-001", "resolved_by_person")
            );
        }
        assert_eq!(bench.one(3711, firing(0)).0, Ignored);
        let notes = bench
            .kinds(1)
            .iter()
            .filter(|kind| **kind == EntryKind::AlertStillFiring)
            .count();
        assert_eq!(notes, 2, "at most one an hour");
        assert_eq!(bench.incidents(), 1);
    }

    #[test]
    fn the_end_of_an_older_episode_leaves_what_a_person_resolved() {
        let mut bench = Bench::new();
        bench.one(0, firing(0));
        bench.person_sets(100, 1, Status::Resolved);
        // It began anew before that.
        let still_fires = result(Ignored, "INC-2026-001", "resolved_by_person");
        assert_eq!(bench.one(110, firing(90)), still_fires);
        bench.one(120, resolved(0, 80));
        assert_eq!(bench.alert(1).ends_at, None);
        assert_eq!(bench.one(130, firing(90)), still_fires);
        bench.one(140, resolved(90, 135));
        assert_eq!(bench.alert(1).ends_at, Some(at(135)));
        assert_eq!(bench.one(200, firing(190)).0, Created);
    }

    #[test]
    fn a_copy_of_the_end_leaves_what_a_person_took_up_again() {
        let mut bench = Bench::new();
        bench.one(0, firing(0));
        bench.one(20, resolved(0, 10));
        bench.person_sets(30, 1, Status::Investigating);
        for end in [10, 8] {
            let copy = bench.one(40, resolved(0, end));
            assert_eq!(copy, result(Ignored, "INC-2026-001", "stale_resolve"));
        }
        assert!(bench.incident(1).status.is_active());
        assert_eq!(bench.alert(1).ends_at, Some(at(10)));
        // Nor is it news if its time was in the future at first, which is another clock's.
        let mut ahead = Bench::new();
        ahead.one(0, firing(0));
        ahead.one(20, resolved(0, 25));
        ahead.person_sets(30, 1, Status::Investigating);
        assert_eq!(
            ahead.one(40, resolved(0, 25)),
            result(Ignored, "INC-2026-001", "stale_resolve")
        );
        // Fired again meanwhile, of which nothing was heard.
        assert_eq!(bench.one(90, resolved(50, 80)).0, Resolved);
    }

    #[test]
    fn without_a_start_repeats_are_no_beginnings() {
        let without_start = || firing(0).timeless();
        let mut bench = Bench::new();
        assert_eq!(bench.one(10, without_start()).0, Created);
        assert_eq!(bench.one(20, without_start()).0, Updated);
        // An end is the alert's if it lies after the first receipt.
        assert_eq!(bench.one(30, resolved(0, 15)).0, Resolved);
        // After it, and after a person's resolve, one has begun anew: who sends no ends would never be heard again.
        assert_eq!(bench.one(40, without_start()).0, Created);
        bench.person_sets(50, 2, Status::Resolved);
        assert_eq!(bench.one(60, without_start()).0, Created);
        // Nor is it one where a start was stated before.
        bench.one(70, firing(65));
        bench.one(80, without_start());
        assert_eq!(bench.one(90, resolved(65, 75)).0, Resolved);
    }

    #[test]
    fn without_a_start_what_a_person_took_up_again_hears_its_alert() {
        let without_start = |severity: &str| firing(0).timeless().with_label("severity", severity).identified("x");
        let mut bench = Bench::new();
        bench.one(10, without_start("critical"));
        bench.one(20, resolved(0, 15).identified("x"));
        bench.person_sets(30, 1, Status::Investigating);
        for second in [40, 41] {
            assert_eq!(bench.one(second, without_start("critical")).0, Updated, "{second}");
        }
        assert_eq!(bench.one(60, without_start("warning")).0, Updated);
        assert_eq!(bench.incident(1).severity, Severity::Sev2);
        // An end since it was closed is known too.
        bench.person_sets(70, 1, Status::Resolved);
        bench.person_sets(71, 1, Status::Closed);
        bench.one(80, resolved(0, 79).identified("x"));
        assert_eq!(bench.one(85, without_start("critical")).0, Created);
    }

    #[test]
    fn the_later_end_of_an_incident_a_person_resolved_is_only_stored() {
        let mut bench = Bench::new();
        bench.one(0, firing(0));
        bench.person_sets(100, 1, Status::Resolved);
        assert_eq!(
            bench.one(200, resolved(0, 190)),
            result(Ignored, "INC-2026-001", "no_open_incident")
        );
        let incident = bench.incident(1);
        assert_eq!(incident.resolved_at, Some(at(100)));
        assert_eq!(incident.resolved_by.as_deref(), Some("kim@example.com"));
        assert_eq!(bench.alert(1).ends_at, Some(at(190)));
        assert_eq!(bench.one(300, firing(300)).1, "INC-2026-002");
    }

    #[test]
    fn a_start_after_a_persons_resolve_is_a_new_incident() {
        let mut bench = Bench::new();
        bench.one(0, firing(0));
        bench.person_sets(100, 1, Status::Resolved);
        assert_eq!(bench.one(150, firing(101)).1, "INC-2026-002");
    }

    #[test]
    fn a_closed_incident_is_not_touched() {
        let mut bench = Bench::new();
        bench.one(0, firing(0));
        bench.person_sets(100, 1, Status::Resolved);
        bench.person_sets(101, 1, Status::Closed);
        let before = bench.incident(1).clone();
        assert_eq!(
            bench.one(110, firing(0)),
            result(Ignored, "INC-2026-001", "incident_closed")
        );
        assert_eq!(bench.one(120, resolved(0, 119)).0, Ignored);
        assert_eq!(*bench.incident(1), before);
        assert_eq!(bench.one(200, firing(200)).1, "INC-2026-002");
    }

    #[test]
    fn a_person_may_reopen_and_the_end_resolves_again() {
        let mut bench = Bench::new();
        bench.one(0, firing(0));
        bench.person_sets(100, 1, Status::Resolved);
        bench.person_sets(110, 1, Status::Investigating);
        assert_eq!(bench.incident(1).resolved_at, None);
        assert_eq!(bench.one(120, firing(0)).0, Updated);
        assert_eq!(bench.one(130, resolved(0, 125)).0, Resolved);
        assert_eq!(bench.incident(1).resolved_by, None);
    }
}

mod ordering {
    use super::*;

    #[test]
    fn an_end_before_the_open_incidents_start_is_another_episodes() {
        let mut bench = Bench::new();
        bench.one(100, firing(90));
        assert_eq!(
            bench.one(105, resolved(50, 60)),
            result(Ignored, "INC-2026-001", "stale_resolve")
        );
        assert!(bench.incident(1).status.is_active());
    }

    #[test]
    fn a_late_copy_of_a_firing_alert_is_ignored() {
        let mut bench = Bench::new();
        bench.one(0, firing(0));
        bench.one(10, resolved(0, 9));
        assert_eq!(
            bench.one(39, firing(0)),
            result(Ignored, "INC-2026-001", "stale_firing")
        );
        assert_eq!(bench.incidents(), 1);
    }

    #[test]
    fn a_source_that_contradicts_its_own_end_opens_a_new_incident() {
        let mut bench = Bench::new();
        bench.one(0, firing(0));
        bench.one(10, resolved(0, 9));
        assert_eq!(bench.one(40, firing(0)).1, "INC-2026-002");
        assert_eq!(bench.one(50, firing(0)).1, "INC-2026-002");
        assert_eq!(bench.one(60, resolved(0, 55)), result(Resolved, "INC-2026-002", ""));
    }

    #[test]
    fn repeats_of_an_end_do_not_hold_off_a_live_alert() {
        let mut bench = Bench::new();
        bench.one(0, firing(0));
        bench.one(10, resolved(0, 9));
        bench.one(35, resolved(0, 9));
        assert_eq!(bench.one(41, firing(0)).0, Created);
    }

    #[test]
    fn the_window_can_be_switched_off() {
        let mut bench = Bench::new();
        bench.settings.stale_window = SignedDuration::ZERO;
        bench.one(0, firing(0));
        bench.one(10, resolved(0, 9));
        assert_eq!(bench.one(10, firing(0)).0, Created);
    }

    #[test]
    fn a_late_copy_from_the_episode_before_does_not_touch_the_open_incident() {
        let mut bench = Bench::new();
        bench.one(10, firing(0));
        bench.one(20, resolved(0, 19));
        bench.one(30, firing(25));
        assert_eq!(
            bench.one(35, firing(0)),
            result(Ignored, "INC-2026-002", "stale_firing")
        );
        assert_eq!(bench.incident(2).detected_at, at(25));
        assert_eq!(
            bench.one(36, resolved(0, 19)),
            result(Ignored, "INC-2026-002", "stale_resolve")
        );
        assert_eq!(bench.one(90, firing(0)), result(Updated, "INC-2026-002", ""));
        assert_eq!(bench.incident(2).detected_at, at(25));
    }

    #[test]
    fn a_lost_end_that_arrives_late_does_not_resolve_the_next_episode() {
        let mut bench = Bench::new();
        bench.one(0, firing(0));
        bench.one(50, firing(45));
        assert_eq!(
            bench.one(55, resolved(0, 30)),
            result(Ignored, "INC-2026-001", "stale_resolve")
        );
        assert_eq!(bench.one(70, resolved(45, 60)), result(Resolved, "INC-2026-001", ""));
    }

    #[test]
    fn both_states_in_one_payload_are_applied_by_their_start() {
        let mut bench = Bench::new();
        bench.one(0, firing(0));
        let outcomes = bench.deliver(60, &[firing(50), resolved(0, 40)]);
        assert_eq!((outcomes[0].action, outcomes[1].action), (Created, Resolved));
        assert_eq!(outcomes[0].incident.unwrap().sequence, 2);
        assert!(bench.incident(2).status.is_active());
    }

    #[test]
    fn on_equal_starts_the_end_comes_first() {
        let mut bench = Bench::new();
        bench.one(0, firing(0));
        let outcomes = bench.deliver(60, &[firing(0), resolved(0, 40)]);
        assert_eq!((outcomes[0].action, outcomes[1].action), (Ignored, Resolved));
        assert_eq!(outcomes[0].reasons[0].code(), "stale_firing");
    }
}

#[test]
fn an_unusable_alert_is_rejected_and_the_others_are_applied() {
    let mut bench = Bench::new();
    let delivery = Delivery {
        alerts: vec![
            ReceivedAlert::Unusable {
                fingerprint: Some("f".into()),
                fault: AlertFault::NoLabels,
            },
            ReceivedAlert::Usable(Box::new(firing(0).event())),
        ],
        ..Delivery::default()
    };
    let outcomes = apply(&mut bench.ledger, IntegrationId(1), &bench.settings, &delivery, at(0));
    assert_eq!((outcomes[0].action, outcomes[1].action), (Rejected, Created));
    assert_eq!(outcomes[0].reasons[0].code(), "no_labels");
    assert_eq!(outcomes[0].fingerprint.as_deref(), Some("f"));
}

#[test]
fn an_alert_that_fires_again_after_a_person_reopened_has_not_ended() {
    // Whether it begins anew or contradicts its own end.
    for start in [50, 1] {
        let mut bench = Bench::new();
        bench.deliver(5, &[firing(1)]);
        bench.deliver(15, &[resolved(1, 12)]);
        bench.person_sets(20, 1, Status::Investigating);
        // A late copy is no news.
        let late = bench.deliver(22, &[firing(1)]);
        assert_eq!((late[0].action, late[0].reasons[0].code()), (Ignored, "stale_firing"));
        assert_eq!(bench.alert(1).ends_at, Some(at(12)));
        for second in [60, 70] {
            assert_eq!(bench.deliver(second, &[firing(start)])[0].action, Updated);
        }
        assert_eq!((bench.incidents(), bench.alert(1).ends_at), (1, None));
        let news = bench
            .timeline
            .iter()
            .filter(|(_, entry)| entry.comment == "the alert fires again");
        assert_eq!(news.count(), 1);
    }
}
