//! What holds for every history.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::incident::{
    Channel, Edit, EscalationPolicy, NewIncident, Page, acknowledge, comment, edit, escalate, open, page,
};

/// Something that happens.
#[derive(Clone, Debug)]
enum Step {
    /// Time passes, then a payload arrives. Negative: the clock was set back.
    Deliver { wait: i64, shapes: Vec<Shape> },
    /// A person does something to an incident, if that is possible.
    Person { sequence: u32, deed: Deed },
}

/// What a person does.
#[derive(Clone, Debug)]
enum Deed {
    Move(Status),
    Acknowledge,
    Describe,
    Rate(Severity),
    Comment,
    Escalate,
    Page,
    Open,
}

impl Deed {
    /// Does it; what is refused must leave no trace.
    fn done(&self, ledger: &mut Ledger, number: IncidentNumber, now: Timestamp) {
        let before = (ledger.incident(number).cloned(), ledger.changes().clone());
        let edited = |ledger: &mut Ledger, change| edit(ledger, number, change, "kim", now);
        let result = match self {
            Self::Move(status) => set_status(ledger, number, *status, "kim", None, now),
            Self::Acknowledge => acknowledge(ledger, number, "kim", now),
            Self::Describe => edited(
                ledger,
                Edit {
                    description: Some("by hand".into()),
                    ..Edit::default()
                },
            ),
            Self::Rate(severity) => edited(
                ledger,
                Edit {
                    severity: Some(*severity),
                    ..Edit::default()
                },
            ),
            Self::Comment => comment(ledger, number, "noted", "kim", now),
            Self::Escalate => escalate(ledger, number, |_| EscalationPolicy::initial(), "kim", now).map(drop),
            Self::Page => {
                let whom = Page {
                    email: "lee".into(),
                    channels: vec![Channel::Slack],
                    message: String::new(),
                };
                page(ledger, number, &whom, "kim", now)
            }
            Self::Open => {
                let new = NewIncident {
                    title: "by hand".into(),
                    description: String::new(),
                    severity: Severity::Sev3,
                    services: Vec::new(),
                    team: None,
                };
                open(ledger, new, "kim", now);
                Ok(())
            }
        };
        if result.is_err() {
            assert_eq!(
                (ledger.incident(number).cloned(), ledger.changes().clone()),
                before,
                "{self:?}"
            );
        }
    }
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => select(Status::ALL.to_vec()).prop_map(Deed::Move),
        1 => select(Severity::ALL.to_vec()).prop_map(Deed::Rate),
        4 => select(vec![
            Deed::Acknowledge,
            Deed::Describe,
            Deed::Comment,
            Deed::Escalate,
            Deed::Page,
            Deed::Open,
        ]),
    ]
}

fn shape() -> impl Strategy<Value = Shape> {
    let times = (
        proptest::option::weighted(0.9, -60..600_i64),
        proptest::option::weighted(0.9, -60..600_i64),
    );
    (
        select(vec!["A", "B", "C"]),
        any::<bool>(),
        times,
        select(vec!["critical", "warning", "odd"]),
        any::<bool>(),
    )
        .prop_map(|(name, is_firing, (starts_at, ends_at), severity, is_reworded)| {
            let shape = firing(0).named(name).with_label("severity", severity).identified(name);
            let shape = if is_reworded {
                shape.with_annotation("summary", "other words")
            } else {
                shape
            };
            Shape {
                state: if is_firing {
                    AlertState::Firing
                } else {
                    AlertState::Resolved
                },
                starts_at,
                ends_at: ends_at.filter(|_| !is_firing),
                ..shape
            }
        })
}

fn step() -> impl Strategy<Value = Step> {
    let deliver = (select(vec![0, 1, 9, 10, 29, 31, 400, 4000, -20]), vec(shape(), 0..4))
        .prop_map(|(wait, shapes)| Step::Deliver { wait, shapes });
    let person = (1..6_u32, deed()).prop_map(|(sequence, deed)| Step::Person { sequence, deed });
    prop_oneof![5 => deliver, 1 => person]
}

/// Runs a history and hands every state to `check`.
fn run(steps: &[Step], mut check: impl FnMut(&Bench, i64, &[Shape], &[Outcome])) -> Bench {
    let mut bench = Bench::new();
    let mut now = 0;
    for step in steps {
        match step {
            Step::Deliver { wait, shapes } => {
                now += wait;
                let outcomes = bench.deliver(now, shapes);
                check(&bench, now, shapes, &outcomes);
            }
            Step::Person { sequence, deed } => {
                let number = IncidentNumber {
                    year: 2026,
                    sequence: *sequence,
                };
                deed.done(&mut bench.ledger, number, at(now));
                bench.timeline.extend(bench.ledger.take_changes().entries);
            }
        }
    }
    bench
}

/// What an API client sees of all incidents, without the counters of receipts.
fn state(bench: &Bench) -> Vec<Incident> {
    (1..=u32::try_from(bench.incidents()).unwrap())
        .map(|sequence| {
            let mut incident = bench.incident(sequence).clone();
            if let Some(alert) = incident.alert.as_mut() {
                alert.delivery_count = 0;
                alert.last_received_at = at(0);
            }
            incident
        })
        .collect()
}

proptest! {
    /// The same payload any number of times more, soon or late, changes no incident and adds nothing to a timeline.
    /// (A person's resolve is noted again each hour while the alert goes on firing, so there is none here.)
    #[test]
    fn posting_the_same_again_changes_nothing(
        steps in vec(step().prop_filter("no person", |s| matches!(s, Step::Deliver { .. })), 1..10),
        // Starts that are missing are times of receipt, so the same bytes are not the same alert then.
        last in vec(shape().prop_filter("a start and an end", |s| s.starts_at.is_some()
            && (s.state == AlertState::Firing || s.ends_at.is_some())), 1..7),
        waits in vec(select(vec![0, 5, 31, 4000]), 1..4),
    ) {
        let mut bench = run(&steps, |_, _, _, _| {});
        let mut now = 100_000;
        bench.deliver(now, &last);
        let (before, entries) = (state(&bench), bench.timeline.len());
        for wait in waits {
            now += wait;
            bench.deliver(now, &last);
            prop_assert_eq!(&state(&bench), &before);
            prop_assert_eq!(bench.timeline.len(), entries);
        }
    }

    /// A key never has two active incidents, and an active one is always its newest.
    #[test]
    fn a_key_has_one_active_incident_at_most(steps in vec(step(), 1..25)) {
        run(&steps, |bench, _, _, _| {
            let mut active = BTreeSet::new();
            for incident in state(bench) {
                let Some(key) = incident.alert.map(|alert| alert.key) else {
                    continue;
                };
                if incident.status.is_active() {
                    // A person may have reopened an older one.
                    let newest = bench.ledger.key(&key).unwrap().incident;
                    if newest == Some(incident.number) {
                        assert!(active.insert(key), "{}", incident.number);
                    }
                }
            }
        });
    }

    /// Every alert has exactly one outcome, and says which incident it concerns when it did something.
    #[test]
    fn every_alert_is_accounted_for(steps in vec(step(), 1..25)) {
        run(&steps, |_, _, shapes, outcomes| {
            assert_eq!(shapes.len(), outcomes.len());
            for (shape, outcome) in shapes.iter().zip(outcomes) {
                assert_eq!(outcome.fingerprint.as_deref(), shape.fingerprint.as_deref());
                assert!(matches!(outcome.action, Action::Ignored) || outcome.incident.is_some());
                assert_eq!(outcome.action == Action::Ignored, matches!(outcome.reasons.first(), Some(Reason::Ignored(_))));
            }
        });
    }

    /// Numbers are given in order, once each, and a timeline never runs backwards, even when the clock does.
    #[test]
    fn numbers_are_unique_and_timelines_run_forwards(steps in vec(step(), 1..25)) {
        let bench = run(&steps, |_, _, _, _| {});
        let created: Vec<u32> = bench
            .timeline
            .iter()
            .filter(|(_, entry)| entry.kind == EntryKind::IncidentCreated)
            .map(|(number, _)| number.sequence)
            .collect();
        let expected: Vec<u32> = (1..=u32::try_from(bench.incidents()).unwrap()).collect();
        prop_assert_eq!(created, expected);
        for incident in state(&bench) {
            let times: Vec<Timestamp> = bench
                .timeline
                .iter()
                .filter(|(number, _)| *number == incident.number)
                .map(|(_, entry)| entry.at)
                .collect();
            prop_assert!(times.is_sorted(), "{:?}", times);
            prop_assert_eq!(times[0], incident.created_at);
            prop_assert!(incident.resolved_at.is_none_or(|resolved| resolved >= incident.created_at));
            prop_assert!(incident.detected_at <= incident.created_at);
            prop_assert!(incident.updated_at >= *times.last().unwrap());
        }
    }

    /// What a person set stays, whatever is delivered afterwards.
    #[test]
    fn what_a_person_decided_stays(steps in vec(step().prop_filter("no person", |s| matches!(s, Step::Deliver { .. })), 0..8),
        sequence in 1..6_u32, severity in select(Severity::ALL.to_vec()), more in vec(vec(shape(), 0..4), 0..8)) {
        let mut bench = run(&steps, |_, _, _, _| {});
        let number = IncidentNumber { year: 2026, sequence };
        let change = Edit {
            severity: Some(severity),
            description: Some("by hand".into()),
            title: Some("mine".into()),
            assigned_to: Some("kim".into()),
        };
        prop_assume!(edit(&mut bench.ledger, number, change, "kim", at(50_000)).is_ok());
        let mut now = 50_000;
        for shapes in more {
            now += 10;
            bench.deliver(now, &shapes);
        }
        let incident = bench.incident(sequence);
        prop_assert_eq!(incident.severity, severity);
        prop_assert_eq!(
            (incident.title.as_str(), incident.description.as_str(), incident.assigned_to.as_deref()),
            ("mine", "by hand", Some("kim"))
        );
    }

    /// A live alert is never lost: a firing alert that began after everything known about its key is active afterwards,
    /// unless a person has just said otherwise.
    #[test]
    fn a_new_episode_always_leaves_an_active_incident(steps in vec(step(), 0..15)) {
        let mut bench = run(&steps, |_, _, _, _| {});
        let outcomes = bench.deliver(200_000, &[firing(199_999).named("A").identified("A")]);
        let number = outcomes[0].incident.unwrap();
        prop_assert!(bench.ledger.incident(number).unwrap().status.is_active());
    }

    /// Alerts of different keys do not disturb each other: in one payload or one after another, in any order.
    #[test]
    fn keys_are_independent(
        shapes in vec(shape(), 1..6),
        order in Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let distinct: Vec<Shape> = shapes
            .into_iter()
            .enumerate()
            .map(|(index, shape)| shape.identified(&index.to_string()))
            .collect();
        let mut together = Bench::new();
        together.deliver(1000, &distinct);
        let mut apart = Bench::new();
        for index in order {
            if let Some(shape) = distinct.get(index) {
                apart.deliver(1000, std::slice::from_ref(shape));
            }
        }
        let unnumbered = |bench: &Bench| -> BTreeSet<String> {
            state(bench)
                .into_iter()
                .map(|incident| format!("{:?}", Incident { number: IncidentNumber { year: 0, sequence: 0 }, ..incident }))
                .collect()
        };
        prop_assert_eq!(unnumbered(&together), unnumbered(&apart));
    }

    /// Copies that arrive late, within the window, lead to the same incidents as the deliveries alone: what a
    /// high-availability pair of Alertmanagers sends.
    #[test]
    fn late_copies_of_a_peer_change_nothing(
        episodes in vec((1..200_i64, 40..300_i64, 30..200_i64), 1..5),
        delays in vec((0..15_i64, 0..15_i64), 5),
    ) {
        let mut sent: Vec<(i64, Shape)> = Vec::new();
        let mut now = 0;
        for (gap, length, quiet) in episodes {
            now += gap;
            let start = now;
            sent.push((now + 1, firing(start)));
            now += length;
            sent.push((now + 1, resolved(start, now)));
            now += quiet;
        }
        let mut alone = Bench::new();
        for (second, shape) in &sent {
            alone.deliver(*second, std::slice::from_ref(shape));
        }
        let mut with_copies: Vec<(i64, usize, Shape)> = Vec::new();
        for (index, (second, shape)) in sent.iter().enumerate() {
            with_copies.push((*second, index, shape.clone()));
            let (first, second_delay) = delays[index % delays.len()];
            with_copies.push((second + first, index, shape.clone()));
            with_copies.push((second + second_delay, index, shape.clone()));
        }
        with_copies.sort_by_key(|(second, index, _)| (*second, *index));
        let mut pair = Bench::new();
        for (second, _, shape) in with_copies {
            pair.deliver(second, &[shape]);
        }
        prop_assert_eq!(state(&alone), state(&pair));
        prop_assert_eq!(alone.timeline.len(), pair.timeline.len());
    }
}
