//! What holds of a group's deliveries as Alertmanagers make them: flush by flush, with the copies of a peer, late and out of
//! order within the documented bounds.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::incident::Identity;

/// Between two flushes.
const INTERVAL: i64 = 10;

/// How late a copy may be: less than the window in which an older start counts as a late copy.
const LATE_MAX: i64 = 29;

const GROUP: &str = "{}:{alertname=\"A\"}";

/// When an alert fires: quiet and firing seconds in turn, from the beginning on.
type Life = Vec<(i64, i64)>;

/// The payloads of a group, each at its second: what fires, and what has ended since the flush before.
fn flushes(lives: &[(Life, &'static str)]) -> Vec<(i64, Vec<Shape>)> {
    let mut episodes: Vec<(usize, i64, i64)> = Vec::new();
    for (alert, (life, _)) in lives.iter().enumerate() {
        let mut now = 0;
        for &(quiet, length) in life {
            now += quiet;
            episodes.push((alert, now, now + length));
            now += length;
        }
    }
    let last = episodes.iter().map(|(_, _, end)| *end).max().unwrap_or(0);
    let mut flushes = Vec::new();
    let mut second = INTERVAL;
    while second <= last + INTERVAL {
        let mut shapes = Vec::new();
        for (alert, (_, severity)) in lives.iter().enumerate() {
            // Alertmanager knows one state of an alert: the newest.
            let newest = episodes.iter().rfind(|(of, start, _)| *of == alert && *start <= second);
            let Some(&(_, start, end)) = newest else {
                continue;
            };
            let shape = if second < end {
                firing(start)
            } else if end > second - INTERVAL {
                resolved(start, end)
            } else {
                continue;
            };
            shapes.push(
                shape
                    .with_label("instance", &alert.to_string())
                    .with_label("severity", severity),
            );
        }
        if !shapes.is_empty() {
            flushes.push((second, shapes));
        }
        second += INTERVAL;
    }
    flushes
}

fn lives() -> impl Strategy<Value = Vec<(Life, &'static str)>> {
    let life = vec((1..80_i64, 1..120_i64), 1..5);
    vec((life, select(vec!["critical", "warning", "info"])), 1..5)
}

/// When a person looks in.
fn resolves() -> impl Strategy<Value = Vec<i64>> {
    vec(0..400_i64, 1..4).prop_map(|mut resolves| {
        resolves.sort_unstable();
        resolves
    })
}

fn play(identity: Identity, deliveries: &[(i64, &[Shape])]) -> Bench {
    play_beside_people(identity, deliveries, &[])
}

/// The same, with a person who resolves whatever is open at the end of these seconds, in order.
fn play_beside_people(identity: Identity, deliveries: &[(i64, &[Shape])], resolves: &[i64]) -> Bench {
    let mut bench = Bench::new();
    bench.settings.identity = identity;
    let mut resolves = resolves.iter().peekable();
    for (second, shapes) in deliveries {
        while let Some(&at) = resolves.next_if(|at| *at < second) {
            for sequence in 1..=u32::try_from(bench.incidents()).unwrap() {
                if bench.incident(sequence).status.is_active() {
                    bench.person_sets(at, sequence, Status::Resolved);
                }
            }
        }
        bench.deliver_in_group(*second, GROUP, shapes);
    }
    bench
}

/// Number, status, beginning, end and title of each incident.
fn lifetimes(bench: &Bench) -> Vec<(IncidentNumber, Status, Timestamp, Option<Timestamp>, String)> {
    let lifetime = |i: Incident| (i.number, i.status, i.created_at, i.resolved_at, i.title);
    seen(bench).into_iter().map(lifetime).collect()
}

/// Each delivery, and copies of some that come later than it, in the order of their arrival.
fn with_copies<'a>(sent: &'a [(i64, Vec<Shape>)], copies: &[(usize, i64)]) -> Vec<(i64, &'a [Shape])> {
    let mut all: Vec<(i64, bool, &[Shape])> = sent.iter().map(|(second, s)| (*second, false, s.as_slice())).collect();
    for &(which, late) in copies {
        let (second, shapes) = &sent[which % sent.len()];
        all.push((second + late, true, shapes));
    }
    // Of what arrives in one second the delivery comes before a copy, and copies in any order.
    all.sort_by_key(|(second, is_copy, _)| (*second, *is_copy));
    all.into_iter().map(|(second, _, shapes)| (second, shapes)).collect()
}

/// What everybody sees of all incidents: everything but the counts of receipts.
fn seen(bench: &Bench) -> Vec<Incident> {
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
    /// Whatever copies come, however late within the bounds and in whatever order: the same incidents, the same timelines.
    #[test]
    fn copies_of_a_groups_deliveries_lead_to_the_same_incidents(
        lives in lives(),
        copies in vec((any::<usize>(), 0..=LATE_MAX), 0..30),
    ) {
        let sent = flushes(&lives);
        let alone = play(Identity::Alert, &with_copies(&sent, &[]));
        let copied = play(Identity::Alert, &with_copies(&sent, &copies));
        prop_assert_eq!(seen(&alone), seen(&copied));
        prop_assert_eq!(alone.timeline, copied.timeline);
    }

    /// With one incident a group the same incidents begin and end at the same times. (What leads a group is taken from the
    /// delivery that came last, so a late copy can bring back an older severity until the next.)
    #[test]
    fn copies_leave_the_incidents_of_groups_alone(
        lives in lives(),
        copies in vec((any::<usize>(), 0..=LATE_MAX), 0..30),
    ) {
        let sent = flushes(&lives);
        let alone = play(Identity::Group, &with_copies(&sent, &[]));
        let copied = play(Identity::Group, &with_copies(&sent, &copies));
        prop_assert_eq!(lifetimes(&alone), lifetimes(&copied));
    }

    /// What a person resolved comes back for what is new alone, whatever copies come.
    #[test]
    fn copies_bring_nothing_back_that_a_person_resolved(
        lives in lives(),
        copies in vec((any::<usize>(), 0..=LATE_MAX), 0..30),
        resolves in resolves(),
    ) {
        let sent = flushes(&lives);
        for identity in Identity::ALL {
            let alone = play_beside_people(identity, &with_copies(&sent, &[]), &resolves);
            let copied = play_beside_people(identity, &with_copies(&sent, &copies), &resolves);
            prop_assert_eq!(lifetimes(&alone), lifetimes(&copied), "{:?}", identity);
        }
    }

    /// A group has a new incident for what fires that was not there before, and for nothing else, whether the one before it
    /// ended or a person resolved it. After a person's resolve another beginning of what fired all along is none that lies before it.
    #[test]
    fn a_group_has_an_incident_for_what_is_new(lives in lives(), resolves in resolves()) {
        let sent = flushes(&lives);
        let bench = play_beside_people(Identity::Group, &with_copies(&sent, &[]), &resolves);
        let (mut is_open, mut expected, mut resolved_at) = (false, 0, None);
        let mut last_heard = std::collections::BTreeMap::new();
        let mut ends = resolves.iter().peekable();
        for (second, shapes) in &sent {
            while let Some(end) = ends.next_if(|at| *at < second) {
                if is_open {
                    (is_open, resolved_at) = (false, Some(at(*end)));
                }
            }
            let (mut fires, mut has_news) = (false, false);
            for shape in shapes {
                let event = shape.event();
                let now = (event.state, event.starts_at);
                let before = last_heard.insert(event.fingerprint, now);
                if event.state == AlertState::Firing {
                    fires = true;
                    let fired = before.is_some_and(|(state, _)| state == AlertState::Firing);
                    has_news |= before != Some(now) && (!fired || event.starts_at > resolved_at);
                }
            }
            if has_news && !is_open {
                expected += 1;
            }
            is_open = fires && (is_open || has_news);
        }
        prop_assert_eq!(bench.incidents(), expected);
    }

    /// No event is lost: after every delivery each alert that fires in it has its incident open, and none that has ended
    /// has one. Alerts may be silenced for a while, so that they are missing.
    #[test]
    fn after_each_delivery_incidents_stand_as_the_alerts_do(
        lives in lives(),
        silenced in vec((0..5_usize, 0..400_i64, 0..100_i64), 0..6),
    ) {
        for identity in Identity::ALL {
            let mut bench = Bench::new();
            bench.settings.identity = identity;
            for (second, mut shapes) in flushes(&lives) {
                shapes.retain(|shape| {
                    let is_of = |alert: &usize| shape.labels.contains(&("instance".into(), alert.to_string()));
                    let mut during = silenced.iter().filter(|(_, from, time)| (*from..from + time).contains(&second));
                    !during.any(|(alert, _, _)| is_of(alert))
                });
                if shapes.is_empty() {
                    continue;
                }
                bench.deliver_in_group(second, GROUP, &shapes);
                let is_open = |key: &AlertKey| {
                    let newest = bench.ledger.key(key).and_then(|state| state.incident);
                    newest.and_then(|number| bench.ledger.incident(number)).is_some_and(|i| i.status.is_active())
                };
                match identity {
                    Identity::Alert => for shape in &shapes {
                        let key = AlertKey::of(IntegrationId(1), &shape.event());
                        prop_assert_eq!(is_open(&key), shape.state == AlertState::Firing, "at {}", second);
                    },
                    Identity::Group => {
                        let fires = shapes.iter().any(|shape| shape.state == AlertState::Firing);
                        prop_assert_eq!(is_open(&AlertKey::of_group(IntegrationId(1), GROUP)), fires, "at {}", second);
                    }
                }
            }
        }
    }

    /// An incident for each episode that was seen firing after the one before it was seen to end, and no other.
    #[test]
    fn each_episode_that_was_told_is_one_incident(lives in lives()) {
        let sent = flushes(&lives);
        let bench = play(Identity::Alert, &with_copies(&sent, &[]));
        let mut expected = 0;
        for alert in 0..lives.len() {
            let instance = alert.to_string();
            let mut is_open = false;
            for (_, shapes) in &sent {
                let of_alert = shapes.iter().find(|s| s.labels.iter().any(|(n, v)| n == "instance" && *v == instance));
                match of_alert.map(|shape| shape.state) {
                    Some(AlertState::Firing) if !is_open => { is_open = true; expected += 1; }
                    Some(AlertState::Resolved) => is_open = false,
                    _ => {}
                }
            }
        }
        prop_assert_eq!(bench.incidents(), expected);
    }
}
