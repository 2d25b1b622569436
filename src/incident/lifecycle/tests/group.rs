//! One incident a group.

use super::*;
use crate::incident::Identity;

const GROUP: &str = "{}:{alertname=\"A\"}";

fn grouped() -> Bench {
    let mut bench = Bench::new();
    bench.settings.identity = Identity::Group;
    bench
}

/// An alert of the group: instance and severity.
fn of(shape: Shape, instance: &str, severity: &str) -> Shape {
    shape.with_label("instance", instance).with_label("severity", severity)
}

fn told(outcomes: &[Outcome]) -> Vec<(Action, u32, &'static str)> {
    let number = |outcome: &Outcome| outcome.incident.map_or(0, |number| number.sequence);
    let reason = |outcome: &Outcome| outcome.reasons.first().map_or("", Reason::code);
    outcomes.iter().map(|o| (o.action, number(o), reason(o))).collect()
}

#[test]
fn a_group_is_one_incident_led_by_its_most_severe_firing_alert() {
    let mut bench = grouped();
    let shapes = [
        of(firing(1), "a", "warning"),
        of(firing(2), "b", "critical").with_annotation("summary", "b is down"),
        of(firing(3), "c", "info"),
    ];
    let outcomes = bench.deliver_in_group(5, GROUP, &shapes);
    assert_eq!(
        told(&outcomes),
        [
            (Action::Created, 1, "routing_fallback"),
            (Action::Updated, 1, ""),
            (Action::Updated, 1, "")
        ]
    );
    let incident = bench.incident(1);
    assert_eq!(
        (incident.title.as_str(), incident.severity, incident.detected_at),
        ("A", Severity::Sev0, at(1))
    );
    assert_eq!(incident.description, "b is down");
    assert_eq!(incident.alert.as_ref().unwrap().labels.get("instance"), None);
    assert_eq!(
        bench.deliver_in_group(6, "{}:{alertname=\"B\"}", &shapes)[0]
            .incident
            .unwrap()
            .sequence,
        2
    );
}

#[test]
fn who_leads_is_decided_by_the_severities_that_count() {
    let mut bench = grouped();
    let one = bench.settings.linked[0].clone();
    let two = Service {
        key: "svc_AAAAAAAAAA".parse().unwrap(),
        name: "Payments".into(),
        default_severity: Some(Severity::Sev0),
        ..one.clone()
    };
    bench.settings.linked = vec![
        Service {
            default_severity: Some(Severity::Sev3),
            ..one
        },
        two,
    ];
    let of = |start: i64, service: &str| {
        let shape = firing(start).without_label("severity");
        shape.with_label("service_id", service)
    };
    let (a, b) = (of(1, "svc_K7M4Q9TZ2H"), of(2, "svc_AAAAAAAAAA"));
    bench.deliver_in_group(5, GROUP, std::slice::from_ref(&a));
    bench.deliver_in_group(10, GROUP, &[a, b]);
    // The incident's service stays, and so does its default: `b` is no more severe than `a`, and does not lead.
    let leader = bench.alert(1).labels.get("service_id").map(str::to_owned);
    assert_eq!(
        (leader.as_deref(), bench.incident(1).severity),
        (Some("svc_K7M4Q9TZ2H"), Severity::Sev3)
    );
}

#[test]
fn of_two_sources_that_disagree_on_a_beginning_the_earlier_is_believed_in_any_order() {
    for starts in [[20, 5], [5, 20]] {
        let mut bench = grouped();
        for (second, start) in (30..).zip(starts) {
            bench.deliver_in_group(second, GROUP, &[of(firing(start), "a", "critical")]);
        }
        assert_eq!(bench.incident(1).detected_at, at(5), "{starts:?}");
        // What lies before the last end is of the incident before.
        bench.deliver_in_group(50, GROUP, &[of(resolved(20, 40), "a", "critical")]);
        bench.deliver_in_group(100, GROUP, &[of(firing(90), "a", "critical")]);
        bench.deliver_in_group(101, GROUP, &[of(firing(5), "a", "critical")]);
        assert_eq!(bench.incident(2).detected_at, at(90), "{starts:?}");
    }
}

#[test]
fn severity_follows_what_still_fires_and_the_last_end_resolves() {
    let mut bench = grouped();
    let (a, b) = (of(firing(1), "a", "warning"), of(firing(2), "b", "critical"));
    bench.deliver_in_group(5, GROUP, &[a.clone(), b.clone()]);
    let outcomes = bench.deliver_in_group(15, GROUP, &[a, of(resolved(2, 12), "b", "critical")]);
    assert_eq!(told(&outcomes), [(Action::Updated, 1, ""), (Action::Updated, 1, "")]);
    assert_eq!(
        (bench.incident(1).severity, bench.incident(1).status),
        (Severity::Sev2, Status::New)
    );
    assert!(bench.kinds(1).contains(&EntryKind::SeverityChanged));
    let outcomes = bench.deliver_in_group(25, GROUP, &[of(resolved(1, 22), "a", "warning")]);
    assert_eq!(told(&outcomes), [(Action::Resolved, 1, "")]);
    assert_eq!(bench.alert(1).ends_at, Some(at(22)));
    // A late copy of what was sent before is one; a later start is a new incident.
    let late = bench.deliver_in_group(40, GROUP, &[of(firing(1), "a", "warning")]);
    assert_eq!(told(&late), [(Action::Ignored, 1, "stale_firing")]);
    let again = bench.deliver_in_group(60, GROUP, &[of(firing(50), "b", "critical")]);
    assert_eq!(told(&again), [(Action::Created, 2, "routing_fallback")]);
    assert_eq!(bench.incident(2).detected_at, at(50));
}

#[test]
fn what_a_person_resolved_stays_until_another_alert_joins() {
    let mut bench = grouped();
    let a = of(firing(1), "a", "warning");
    bench.deliver_in_group(5, GROUP, std::slice::from_ref(&a));
    bench.person_sets(20, 1, Status::Resolved);
    let outcomes = bench.deliver_in_group(30, GROUP, std::slice::from_ref(&a));
    assert_eq!(told(&outcomes), [(Action::Ignored, 1, "resolved_by_person")]);
    let outcomes = bench.deliver_in_group(40, GROUP, &[a, of(firing(35), "b", "critical")]);
    assert_eq!(
        told(&outcomes),
        [(Action::Created, 2, "routing_fallback"), (Action::Updated, 2, "")]
    );
    assert_eq!(bench.incident(2).detected_at, at(35));
    // One that began before the resolve and comes after it was not there either.
    bench.person_sets(50, 2, Status::Resolved);
    let known = [of(firing(1), "a", "warning"), of(firing(35), "b", "critical")];
    let outcomes = bench.deliver_in_group(60, GROUP, &known);
    assert_eq!(told(&outcomes)[0], (Action::Ignored, 2, "resolved_by_person"));
    let [a, b] = known;
    let outcomes = bench.deliver_in_group(70, GROUP, &[a.clone(), b, of(firing(34), "c", "info")]);
    assert_eq!(told(&outcomes)[0], (Action::Created, 3, "routing_fallback"));
    // The same alert in another group is that one's.
    bench.deliver_in_group(71, "{}:{alertname=\"B\"}", std::slice::from_ref(&a));
    bench.person_sets(80, 3, Status::Resolved);
    let outcomes = bench.deliver_in_group(90, GROUP, std::slice::from_ref(&a));
    assert_eq!(told(&outcomes), [(Action::Ignored, 3, "resolved_by_person")]);
}

#[test]
fn an_alert_that_began_again_before_a_person_resolved_its_group_joins_once() {
    let mut bench = grouped();
    let (a, b) = (of(firing(1), "a", "warning"), of(firing(2), "b", "critical"));
    bench.deliver_in_group(5, GROUP, &[a.clone(), b.clone()]);
    bench.deliver_in_group(15, GROUP, &[a.clone(), of(resolved(2, 12), "b", "critical")]);
    bench.person_sets(30, 1, Status::Resolved);
    // What a peer sent before it ended is no news.
    let outcomes = bench.deliver_in_group(31, GROUP, &[a.clone(), b]);
    assert_eq!(told(&outcomes)[0], (Action::Ignored, 1, "resolved_by_person"));
    let again = [a, of(firing(25), "b", "critical")];
    let outcomes = bench.deliver_in_group(35, GROUP, &again);
    assert_eq!(told(&outcomes)[0], (Action::Created, 2, "routing_fallback"));
    bench.person_sets(40, 2, Status::Resolved);
    let outcomes = bench.deliver_in_group(45, GROUP, &again);
    assert_eq!(told(&outcomes)[0], (Action::Ignored, 2, "resolved_by_person"));
}

#[test]
fn an_end_among_alerts_that_were_cut_off_is_not_believed() {
    let mut bench = grouped();
    bench.deliver_in_group(
        5,
        GROUP,
        &[of(firing(1), "a", "warning"), of(firing(1), "b", "warning")],
    );
    let delivery = Delivery {
        group_key: GROUP.into(),
        truncated_alerts: 1,
        alerts: vec![ReceivedAlert::Usable(Box::new(
            of(resolved(1, 12), "a", "warning").event(),
        ))],
        ..Delivery::default()
    };
    let outcomes = apply(&mut bench.ledger, IntegrationId(1), &bench.settings, &delivery, at(15));
    assert_eq!(told(&outcomes), [(Action::Ignored, 1, "group_truncated")]);
    assert_eq!(bench.incident(1).status, Status::New);
}

#[test]
fn without_a_group_key_and_without_a_usable_alert_nothing_is_grouped() {
    let mut bench = grouped();
    let shapes = [of(firing(1), "a", "warning"), of(firing(1), "b", "warning")];
    let outcomes = bench.deliver_in_group(5, "", &shapes);
    assert_eq!(
        outcomes
            .iter()
            .filter(|outcome| outcome.action == Action::Created)
            .count(),
        2
    );
    let delivery = Delivery {
        group_key: GROUP.into(),
        alerts: vec![ReceivedAlert::Unusable {
            fingerprint: None,
            fault: AlertFault::NoLabels,
        }],
        ..Delivery::default()
    };
    let outcomes = apply(&mut bench.ledger, IntegrationId(1), &bench.settings, &delivery, at(6));
    assert_eq!(told(&outcomes), [(Action::Rejected, 0, "no_labels")]);
}

#[test]
fn an_alert_that_joins_just_after_the_groups_end_is_no_late_copy() {
    for is_resolved_by_a_person in [false, true] {
        let mut bench = grouped();
        bench.deliver_in_group(5, GROUP, &[of(firing(1), "a", "warning")]);
        if is_resolved_by_a_person {
            bench.person_sets(10, 1, Status::Resolved);
        }
        bench.deliver_in_group(15, GROUP, &[of(resolved(1, 14), "a", "warning")]);
        let late = bench.deliver_in_group(20, GROUP, &[of(firing(1), "a", "warning")]);
        assert_eq!(told(&late), [(Action::Ignored, 1, "stale_firing")]);
        let joined = bench.deliver_in_group(25, GROUP, &[of(firing(12), "b", "warning")]);
        assert_eq!(told(&joined), [(Action::Created, 2, "routing_fallback")]);
    }
}

#[test]
fn an_alert_that_joins_later_moves_the_detection_to_its_start_but_not_into_the_incident_before() {
    let mut bench = grouped();
    let (a, b) = (of(firing(10), "a", "warning"), of(firing(2), "b", "critical"));
    bench.deliver_in_group(15, GROUP, std::slice::from_ref(&a));
    bench.deliver_in_group(16, GROUP, &[a.clone(), b.clone()]);
    assert_eq!(bench.incident(1).detected_at, at(2));
    let ends = [
        of(resolved(10, 30), "a", "warning"),
        of(resolved(2, 30), "b", "critical"),
    ];
    bench.deliver_in_group(31, GROUP, &ends);
    let a = of(firing(100), "a", "warning");
    bench.deliver_in_group(105, GROUP, std::slice::from_ref(&a));
    assert_eq!(bench.incident(2).detected_at, at(100));
    // One that was silenced meanwhile, and one that was only late.
    let silenced = of(firing(20), "c", "info");
    bench.deliver_in_group(110, GROUP, &[a.clone(), silenced.clone()]);
    assert_eq!(bench.incident(2).detected_at, at(100));
    bench.deliver_in_group(115, GROUP, &[a, silenced, of(firing(90), "d", "info")]);
    assert_eq!(bench.incident(2).detected_at, at(90));
}

#[test]
fn a_repeat_moves_no_detection() {
    for is_resolved_by_a_person in [false, true] {
        let mut bench = grouped();
        let (a, b) = (of(firing(1), "a", "warning"), of(firing(90), "b", "critical"));
        bench.deliver_in_group(5, GROUP, std::slice::from_ref(&a));
        let a = if is_resolved_by_a_person {
            bench.person_sets(60, 1, Status::Resolved);
            a
        } else {
            bench.deliver_in_group(60, GROUP, &[of(resolved(1, 50), "a", "warning")]);
            of(firing(80), "a", "warning")
        };
        for second in [95, 96, 200] {
            bench.deliver_in_group(second, GROUP, &[a.clone(), b.clone()]);
            assert_eq!(
                (bench.incidents(), bench.incident(2).detected_at),
                (2, at(90)),
                "{second}"
            );
        }
    }
}

#[test]
fn an_alert_that_was_only_silenced_while_its_group_ended_fires_on() {
    for is_resolved_by_a_person in [false, true] {
        let mut bench = grouped();
        let (a, b) = (of(firing(1), "a", "warning"), of(firing(2), "b", "critical"));
        bench.deliver_in_group(5, GROUP, &[a, b.clone()]);
        if is_resolved_by_a_person {
            bench.person_sets(10, 1, Status::Resolved);
        }
        bench.deliver_in_group(15, GROUP, &[of(resolved(1, 14), "a", "warning")]);
        assert_eq!(bench.incident(1).status, Status::Resolved);
        let expected = if is_resolved_by_a_person {
            (Action::Ignored, 1, "resolved_by_person")
        } else {
            (Action::Created, 2, "routing_fallback")
        };
        for second in [25, 60] {
            let again = bench.clone().deliver_in_group(second, GROUP, std::slice::from_ref(&b));
            assert_eq!(told(&again), [expected], "{second}");
        }
        // What ended is late beside it.
        let late = [of(firing(1), "a", "warning")];
        assert_eq!(
            told(&bench.deliver_in_group(25, GROUP, &late)),
            [(Action::Ignored, 1, "stale_firing")]
        );
    }
}

#[test]
fn a_member_that_contradicts_its_own_end_is_believed_after_a_while() {
    let (a, b) = (of(firing(1), "a", "warning"), of(firing(2), "b", "critical"));
    for resolved_at in [10, 20] {
        let mut bench = grouped();
        bench.deliver_in_group(5, GROUP, &[a.clone(), b.clone()]);
        let end = [of(resolved(1, 14), "a", "warning"), b.clone()];
        if resolved_at < 15 {
            bench.person_sets(resolved_at, 1, Status::Resolved);
        }
        bench.deliver_in_group(15, GROUP, &end);
        if resolved_at > 15 {
            bench.person_sets(resolved_at, 1, Status::Resolved);
        }
        let both = [a.clone(), b.clone()];
        let late = bench.deliver_in_group(40, GROUP, &both);
        assert_eq!(
            told(&late),
            [
                (Action::Ignored, 1, "stale_firing"),
                (Action::Ignored, 1, "resolved_by_person")
            ]
        );
        let again = bench.deliver_in_group(46, GROUP, &both);
        assert_eq!(told(&again)[0], (Action::Created, 2, "routing_fallback"));
    }
}

#[test]
fn one_that_was_silenced_while_its_group_ended_leads_the_next_incident_where_it_is_alone() {
    // It comes back within moments of the end, beside the one that begins the next incident, or later and alone.
    for (back_at, beside) in [(20, true), (20, false), (60, true), (60, false)] {
        for severity in ["info", "critical"] {
            let mut bench = grouped();
            let silenced = of(firing(2), "d", severity);
            bench.deliver_in_group(5, GROUP, &[of(firing(1), "a", "warning"), silenced.clone()]);
            bench.deliver_in_group(15, GROUP, &[of(resolved(1, 14), "a", "warning")]);
            let next = of(firing(18), "c", "warning");
            bench.deliver_in_group(19, GROUP, std::slice::from_ref(&next));
            let back = if beside {
                vec![next, silenced.clone()]
            } else {
                vec![silenced.clone()]
            };
            bench.deliver_in_group(back_at, GROUP, &back);
            let ended = [of(resolved(18, back_at + 1), "c", "warning"), silenced.clone()];
            let outcomes = bench.deliver_in_group(back_at + 2, GROUP, &ended);
            assert_eq!(told(&outcomes), [(Action::Updated, 2, ""), (Action::Updated, 2, "")]);
            let expected = if severity == "info" {
                Severity::Sev4
            } else {
                Severity::Sev0
            };
            assert_eq!(bench.incident(2).severity, expected, "{back_at} {beside}");
            assert_eq!(bench.incident(2).detected_at, at(18));
        }
    }
}

#[test]
fn a_late_copy_of_what_has_ended_leads_nothing() {
    let mut bench = grouped();
    let (a, b) = (of(firing(1), "a", "critical"), of(firing(2), "b", "info"));
    bench.deliver_in_group(5, GROUP, &[a.clone(), b.clone()]);
    bench.deliver_in_group(15, GROUP, &[of(resolved(1, 14), "a", "critical"), b.clone()]);
    assert_eq!(bench.incident(1).severity, Severity::Sev4);
    let late = bench.deliver_in_group(20, GROUP, &[a.clone(), b.clone()]);
    assert_eq!(
        told(&late),
        [(Action::Ignored, 1, "stale_firing"), (Action::Updated, 1, "")]
    );
    let late = bench.deliver_in_group(21, GROUP, std::slice::from_ref(&a));
    assert_eq!(told(&late), [(Action::Ignored, 1, "stale_firing")]);
    assert_eq!(bench.incident(1).severity, Severity::Sev4);
    // Nor does it keep the group firing.
    let ended = [of(resolved(2, 21), "b", "info"), a.clone()];
    let last = bench.clone().deliver_in_group(22, GROUP, &ended);
    assert_eq!(
        told(&last),
        [(Action::Resolved, 1, ""), (Action::Ignored, 1, "stale_firing")]
    );
    // A source that goes on contradicting its own end is believed, and one that disagrees on a beginning is no late copy.
    bench.deliver_in_group(50, GROUP, &[a, b]);
    assert_eq!(bench.incident(1).severity, Severity::Sev0);
    let earlier = bench.deliver_in_group(51, GROUP, &[of(firing(0), "a", "critical"), of(firing(2), "b", "info")]);
    assert_eq!(told(&earlier), [(Action::Updated, 1, ""), (Action::Updated, 1, "")]);
    assert_eq!(bench.incident(1).severity, Severity::Sev0);
}

#[test]
fn a_member_of_a_clock_that_is_ahead_is_no_late_copy() {
    let mut bench = grouped();
    let a = of(firing(60), "a", "critical");
    bench.deliver_in_group(5, GROUP, std::slice::from_ref(&a));
    for second in [15, 25, 70, 200] {
        let again = bench.deliver_in_group(second, GROUP, std::slice::from_ref(&a));
        assert_eq!(told(&again), [(Action::Updated, 1, "")], "{second}");
    }
    assert_eq!((bench.incidents(), bench.incident(1).severity), (1, Severity::Sev0));
}

#[test]
fn what_another_source_says_of_a_beginning_leads_unless_it_may_be_old() {
    let begin = || {
        let mut bench = grouped();
        bench.deliver_in_group(5, GROUP, &[of(firing(1), "a", "info")]);
        bench.deliver_in_group(10, GROUP, &[of(resolved(1, 9), "a", "info")]);
        let both = [of(firing(12), "a", "info"), of(firing(12), "b", "critical")];
        bench.deliver_in_group(13, GROUP, &both);
        bench
    };
    let other = of(firing(8), "a", "info");
    // A copy of what was sent before this incident, as far as anybody can tell.
    let mut bench = begin();
    let late = bench.deliver_in_group(20, GROUP, std::slice::from_ref(&other));
    assert_eq!(told(&late), [(Action::Ignored, 2, "stale_firing")]);
    assert_eq!(bench.incident(2).severity, Severity::Sev0);
    // An end within this incident is beside it, or it comes later.
    let ended = of(resolved(12, 18), "b", "critical");
    for (second, told_so) in [(20, vec![other.clone(), ended]), (50, vec![other.clone()])] {
        let mut bench = begin();
        let outcomes = bench.deliver_in_group(second, GROUP, &told_so);
        assert!(
            told(&outcomes)
                .iter()
                .all(|outcome| *outcome == (Action::Updated, 2, "")),
            "{outcomes:?}"
        );
        assert_eq!(bench.incident(2).severity, Severity::Sev4);
        let outcomes = bench.deliver_in_group(second + 10, GROUP, &[of(resolved(8, second + 9), "a", "info")]);
        assert_eq!(told(&outcomes), [(Action::Resolved, 2, "")]);
    }
}

#[test]
fn one_that_an_incident_never_heard_of_joins_whatever_a_person_decided() {
    for back_at in [22, 60] {
        let mut bench = grouped();
        let silenced = of(firing(2), "d", "critical");
        bench.deliver_in_group(5, GROUP, &[of(firing(1), "a", "critical"), silenced.clone()]);
        bench.deliver_in_group(15, GROUP, &[of(resolved(1, 14), "a", "critical")]);
        bench.deliver_in_group(19, GROUP, &[of(firing(18), "c", "info")]);
        bench.person_sets(20, 2, Status::Resolved);
        let back = bench.deliver_in_group(back_at, GROUP, std::slice::from_ref(&silenced));
        assert_eq!(told(&back), [(Action::Created, 3, "routing_fallback")], "{back_at}");
    }
}

#[test]
fn ends_before_any_incident_hold_back_their_own_alerts_only() {
    let mut bench = grouped();
    bench.deliver_in_group(10, GROUP, &[of(resolved(1, 9), "a", "critical")]);
    let late = bench.deliver_in_group(12, GROUP, &[of(firing(1), "a", "critical")]);
    assert_eq!(told(&late), [(Action::Ignored, 0, "stale_firing")]);
    let other = bench.deliver_in_group(13, GROUP, &[of(firing(2), "b", "critical")]);
    assert_eq!(told(&other), [(Action::Created, 1, "routing_fallback")]);
}

#[test]
fn a_late_copy_of_a_clock_that_is_ahead_begins_nothing() {
    // Its end is stated, or not.
    for end in [Some(115), None] {
        let mut bench = grouped();
        let (a, c) = (of(firing(120), "a", "critical"), of(firing(1), "c", "info"));
        bench.deliver_in_group(5, GROUP, &[a.clone(), c.clone()]);
        let mut ended = of(resolved(120, 115), "a", "critical");
        ended.ends_at = end;
        bench.deliver_in_group(10, GROUP, &[ended, c.clone()]);
        let late = bench.deliver_in_group(12, GROUP, &[a.clone(), c.clone()]);
        assert_eq!(told(&late)[0], (Action::Ignored, 1, "stale_firing"), "{end:?}");
        let last = bench.deliver_in_group(15, GROUP, &[a.clone(), of(resolved(1, 14), "c", "info")]);
        assert_eq!(told(&last)[1], (Action::Resolved, 1, ""), "{end:?}");
        let late = bench.deliver_in_group(17, GROUP, std::slice::from_ref(&a));
        assert_eq!(told(&late), [(Action::Ignored, 1, "stale_firing")], "{end:?}");
    }
}

#[test]
fn the_end_of_one_that_nobody_heard_of_holds_back_its_late_copy() {
    let mut bench = grouped();
    let (a, c) = (of(firing(1), "a", "warning"), of(firing(2), "c", "critical"));
    bench.deliver_in_group(5, GROUP, std::slice::from_ref(&a));
    bench.deliver_in_group(15, GROUP, &[a.clone(), of(resolved(2, 12), "c", "critical")]);
    let outcomes = bench.deliver_in_group(20, GROUP, &[a.clone(), c.clone()]);
    assert_eq!(
        told(&outcomes),
        [(Action::Updated, 1, ""), (Action::Ignored, 1, "stale_firing")]
    );
    assert_eq!(bench.incident(1).severity, Severity::Sev2);
    // Nor does it keep the group firing, nor open an incident when the group is over.
    let end = of(resolved(1, 24), "a", "warning");
    let outcomes = bench.deliver_in_group(25, GROUP, &[end, c.clone()]);
    assert_eq!(told(&outcomes)[0], (Action::Resolved, 1, ""));
    let outcomes = bench.deliver_in_group(30, GROUP, std::slice::from_ref(&c));
    assert_eq!(told(&outcomes), [(Action::Ignored, 1, "stale_firing")]);
    // A source that contradicts it for long is believed.
    let outcomes = bench.deliver_in_group(60, GROUP, &[c]);
    assert_eq!(told(&outcomes)[0].0, Action::Created);
}

#[test]
fn what_a_payload_says_is_over_does_not_fire_in_it() {
    let mut bench = grouped();
    let a = of(firing(1), "a", "warning");
    let both = [a.clone(), of(resolved(1, 12), "a", "warning")];
    let outcomes = bench.deliver_in_group(15, GROUP, &both);
    assert_eq!(
        told(&outcomes),
        [
            (Action::Ignored, 0, "stale_firing"),
            (Action::Ignored, 0, "no_open_incident")
        ]
    );
    let other = "{}:{alertname=\"B\"}";
    bench.deliver_in_group(5, other, std::slice::from_ref(&a));
    for (seconds, action) in [(15, Action::Resolved), (16, Action::Ignored)] {
        let outcomes = bench.deliver_in_group(seconds, other, &both);
        assert_eq!(told(&outcomes)[1].0, action);
    }
    // What began after that end fires.
    let again = [of(resolved(1, 12), "a", "warning"), of(firing(20), "a", "warning")];
    let outcomes = bench.deliver_in_group(21, other, &again);
    assert_eq!(told(&outcomes)[0].0, Action::Created);
    assert_eq!(bench.deliver_in_group(22, other, &again)[0].action, Action::Updated);
}

#[test]
fn another_source_does_not_undo_what_a_person_resolved() {
    let mut bench = grouped();
    bench.deliver_in_group(5, GROUP, &[of(firing(1), "a", "warning")]);
    bench.person_sets(20, 1, Status::Resolved);
    let outcomes = bench.deliver_in_group(30, GROUP, &[of(firing(3), "a", "warning")]);
    assert_eq!(told(&outcomes), [(Action::Ignored, 1, "resolved_by_person")]);
    let outcomes = bench.deliver_in_group(40, GROUP, &[of(firing(35), "a", "warning")]);
    assert_eq!(told(&outcomes)[0].0, Action::Created);
}

#[test]
fn the_end_of_the_last_that_fires_resolves_its_group_though_a_silenced_one_began_later() {
    let mut bench = grouped();
    let (a, b) = (of(firing(1), "a", "warning"), of(firing(20), "b", "critical"));
    bench.deliver_in_group(25, GROUP, &[a.clone(), b.clone()]);
    let end = of(resolved(1, 15), "a", "warning");
    // Beside an end that lies before what is known to have begun, an end is as old.
    let too_early = of(resolved(2, 10), "b", "critical");
    let outcomes = bench.deliver_in_group(28, GROUP, &[end.clone(), too_early]);
    assert_eq!(told(&outcomes)[0], (Action::Ignored, 1, "stale_resolve"));
    let mut bench = grouped();
    bench.deliver_in_group(25, GROUP, &[a, b.clone()]);
    let outcomes = bench.deliver_in_group(28, GROUP, std::slice::from_ref(&end));
    assert_eq!(told(&outcomes), [(Action::Resolved, 1, "")]);
    // The one that was silenced fires on, and a copy of the other's end is none of its own.
    let outcomes = bench.deliver_in_group(35, GROUP, &[b]);
    assert_eq!(told(&outcomes)[0].0, Action::Created);
    let outcomes = bench.deliver_in_group(40, GROUP, &[end]);
    assert_eq!(told(&outcomes), [(Action::Ignored, 2, "stale_resolve")]);
}

#[test]
fn one_that_ends_as_it_begins_has_ended() {
    let mut bench = grouped();
    let a = of(firing(1), "a", "warning");
    bench.deliver_in_group(5, GROUP, std::slice::from_ref(&a));
    bench.deliver_in_group(6, GROUP, &[of(resolved(1, 1), "a", "warning")]);
    let outcomes = bench.deliver_in_group(7, GROUP, &[a]);
    assert_eq!(told(&outcomes), [(Action::Ignored, 1, "stale_firing")]);
}

#[test]
fn a_clock_that_was_set_back_hides_no_end() {
    for identity in Identity::ALL {
        for end in [Some(110), None] {
            let mut bench = Bench::new();
            bench.settings.identity = identity;
            let a = of(firing(90), "a", "warning");
            bench.deliver_in_group(100, GROUP, std::slice::from_ref(&a));
            let mut ended = of(resolved(90, 110), "a", "warning");
            ended.ends_at = end;
            let outcomes = bench.deliver_in_group(40, GROUP, &[ended]);
            assert_eq!(told(&outcomes), [(Action::Resolved, 1, "")], "{identity:?} {end:?}");
            let late = bench.deliver_in_group(45, GROUP, &[a]);
            assert_eq!(
                told(&late),
                [(Action::Ignored, 1, "stale_firing")],
                "{identity:?} {end:?}"
            );
        }
    }
}

#[test]
fn a_start_in_the_future_brings_nothing_back_that_a_person_resolved() {
    for identity in Identity::ALL {
        let mut bench = Bench::new();
        bench.settings.identity = identity;
        let ahead = of(firing(120), "a", "warning");
        bench.deliver_in_group(5, GROUP, std::slice::from_ref(&ahead));
        bench.person_sets(10, 1, Status::Resolved);
        let outcomes = bench.deliver_in_group(15, GROUP, std::slice::from_ref(&ahead));
        assert_eq!(
            told(&outcomes),
            [(Action::Ignored, 1, "resolved_by_person")],
            "{identity:?}"
        );
        let outcomes = bench.deliver_in_group(20, GROUP, &[of(firing(125), "a", "warning")]);
        assert_eq!(told(&outcomes)[0].0, Action::Created, "{identity:?}");
    }
}

#[test]
fn what_a_person_resolved_stays_though_a_source_contradicted_the_end_before() {
    for identity in Identity::ALL {
        let mut bench = Bench::new();
        bench.settings.identity = identity;
        let a = of(firing(1), "a", "warning");
        bench.deliver_in_group(5, GROUP, std::slice::from_ref(&a));
        bench.deliver_in_group(15, GROUP, &[of(resolved(1, 12), "a", "warning")]);
        let again = bench.deliver_in_group(60, GROUP, std::slice::from_ref(&a));
        assert_eq!(told(&again)[0].0, Action::Created, "{identity:?}");
        bench.person_sets(70, 2, Status::Resolved);
        for seconds in [80, 90] {
            let repeat = bench.deliver_in_group(seconds, GROUP, std::slice::from_ref(&a));
            assert_eq!(
                told(&repeat),
                [(Action::Ignored, 2, "resolved_by_person")],
                "{identity:?}"
            );
        }
        bench.deliver_in_group(100, GROUP, &[of(resolved(1, 95), "a", "warning")]);
        assert_eq!(bench.alert(2).ends_at, Some(at(95)), "{identity:?}");
        let next = bench.deliver_in_group(120, GROUP, &[of(firing(110), "a", "warning")]);
        assert_eq!(told(&next)[0].0, Action::Created, "{identity:?}");
    }
}

#[test]
fn a_late_copy_brings_no_silenced_alert_back() {
    let mut bench = grouped();
    let (a, b) = (of(firing(1), "a", "warning"), of(firing(2), "b", "critical"));
    bench.deliver_in_group(5, GROUP, &[a.clone(), b.clone()]);
    bench.deliver_in_group(15, GROUP, &[of(resolved(1, 12), "a", "warning")]);
    let copy = bench.deliver_in_group(20, GROUP, &[a, b.clone()]);
    assert!(copy.iter().all(|outcome| outcome.action == Action::Ignored), "{copy:?}");
    // Alone it is back.
    let back = bench.deliver_in_group(25, GROUP, &[b]);
    assert_eq!(told(&back)[0].0, Action::Created);
}

#[test]
fn an_alert_that_ended_after_its_incident_was_closed_can_fire_again() {
    for identity in Identity::ALL {
        let mut bench = Bench::new();
        bench.settings.identity = identity;
        let a = of(firing(1), "a", "warning");
        bench.deliver_in_group(5, GROUP, std::slice::from_ref(&a));
        bench.person_sets(20, 1, Status::Resolved);
        bench.person_sets(21, 1, Status::Closed);
        let repeat = bench.deliver_in_group(30, GROUP, std::slice::from_ref(&a));
        assert_eq!(told(&repeat), [(Action::Ignored, 1, "incident_closed")], "{identity:?}");
        bench.deliver_in_group(40, GROUP, &[of(resolved(1, 39), "a", "warning")]);
        assert_eq!(bench.alert(1).ends_at, None, "a closed incident is not touched");
        // A source that contradicts that end is believed after a while.
        let again = bench.deliver_in_group(100, GROUP, &[a]);
        assert_eq!(told(&again)[0].0, Action::Created, "{identity:?}");
    }
}
