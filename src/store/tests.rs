//! The store as its users see it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

mod durability;
mod forgetting;
mod recordings;
mod retention;

use super::*;
use crate::alert::LabelSet;
use crate::incident::{
    Action, AlertEvent, AlertState, Delivery, Identity, IncidentNumber, ReceivedAlert, Severity, Status,
};

/// A clock that is set by hand.
#[derive(Clone)]
struct HandClock {
    now: Arc<Mutex<Timestamp>>,
    is_broken: Arc<AtomicBool>,
}

impl HandClock {
    fn new() -> Self {
        Self {
            now: Arc::new(Mutex::new("2026-03-01T00:00:00Z".parse().unwrap())),
            is_broken: Arc::default(),
        }
    }

    fn advance(&self, seconds: i64) {
        *self.now.lock().unwrap() += SignedDuration::from_secs(seconds);
    }

    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    /// Has whoever asks for the time panic, or not any more.
    fn set_broken(&self, is_broken: bool) {
        self.is_broken.store(is_broken, Ordering::SeqCst);
    }

    fn clock(&self) -> Clock {
        let this = self.clone();
        Arc::new(move || {
            assert!(
                !this.is_broken.load(Ordering::SeqCst),
                "the clock is broken, on purpose"
            );
            this.now()
        })
    }
}

struct Bench {
    store: Store,
    clock: HandClock,
    credential: Credential,
    location: Location,
    _folder: tempfile::TempDir,
}

impl Bench {
    async fn on_disk() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Folder(folder.path().join("data"));
        Self::over(location, folder).await
    }

    async fn in_memory() -> Self {
        Self::over(Location::Memory, tempfile::tempdir().unwrap()).await
    }

    async fn over(location: Location, folder: tempfile::TempDir) -> Self {
        let clock = HandClock::new();
        let store = Store::open(&location, &clock.clock()).unwrap();
        let service = NewService {
            name: "Checkout".into(),
            ..NewService::default()
        };
        let service = store.create_service(service).await.unwrap();
        let new = NewIntegration {
            name: "Prometheus".into(),
            services: vec![service.key.to_string()],
            ..NewIntegration::default()
        };
        let key = store.create_integration(new).await.unwrap();
        Self {
            store,
            clock,
            credential: Credential::Key(key.hash()),
            location,
            _folder: folder,
        }
    }

    async fn fire(&self, name: &str, severity: &str) -> Delivered {
        self.deliver(name, severity, AlertState::Firing).await
    }

    async fn deliver(&self, name: &str, severity: &str, state: AlertState) -> Delivered {
        let delivery = delivery(name, severity, state, self.clock.now());
        self.store.deliver(self.credential, delivery).await.unwrap().unwrap()
    }

    async fn list(&self, filter: IncidentFilter, limit: u32, offset: u64) -> (Vec<String>, u64) {
        let page = self.store.incidents(filter, limit, offset).await.unwrap();
        (
            page.incidents.into_iter().map(|incident| incident.title).collect(),
            page.total,
        )
    }
}

fn delivery(name: &str, severity: &str, state: AlertState, now: Timestamp) -> Delivery {
    let labels: LabelSet = [("alertname", name), ("severity", severity)].into_iter().collect();
    let event = AlertEvent {
        fingerprint: labels.fingerprint().to_string(),
        state,
        annotations: [("summary", "Es ist \"langsam\"\n日本")].into_iter().collect(),
        starts_at: Some(now),
        ends_at: (state == AlertState::Resolved).then_some(now),
        generator_url: "http://prometheus.example".into(),
        labels,
    };
    Delivery {
        group_key: "{}:{}".into(),
        alerts: vec![ReceivedAlert::Usable(Box::new(event))],
        ..Delivery::default()
    }
}

fn number(sequence: u32) -> IncidentNumber {
    IncidentNumber { year: 2026, sequence }
}

#[tokio::test]
async fn everything_is_there_again_after_a_restart() {
    let bench = Bench::on_disk().await;
    bench.fire("A", "critical").await;
    bench.clock.advance(10);
    bench.deliver("A", "critical", AlertState::Resolved).await;
    bench.clock.advance(60);
    bench.fire("A", "critical").await;
    bench
        .store
        .set_status(number(2), Status::Investigating, "kim", Some("mine"))
        .await
        .unwrap()
        .unwrap();
    let before = [
        bench.store.incident(number(1)).await.unwrap(),
        bench.store.incident(number(2)).await.unwrap(),
    ];
    bench.store.close().await;

    let store = Store::open(&bench.location, &bench.clock.clock()).unwrap();
    let after = [
        store.incident(number(1)).await.unwrap(),
        store.incident(number(2)).await.unwrap(),
    ];
    assert_eq!(before, after);
    let last = after[1].as_ref().unwrap().timeline.last().unwrap();
    assert_eq!(last.entry.comment, "new to investigating: mine");
    let again = delivery("A", "critical", AlertState::Firing, bench.clock.now());
    let delivered = store.deliver(bench.credential, again).await.unwrap().unwrap();
    assert_eq!(delivered.outcomes[0].action, Action::Updated);
    assert_eq!(store.directory().services()[0].name, "Checkout");
    assert_eq!(store.directory().integrations()[0].linked.len(), 1);
    store.close().await;
}

#[tokio::test]
async fn what_a_person_did_counts_for_the_next_delivery() {
    let bench = Bench::in_memory().await;
    bench.fire("A", "critical").await;
    bench.clock.advance(10);
    bench
        .store
        .set_status(number(1), Status::Resolved, "kim", None)
        .await
        .unwrap()
        .unwrap();
    let again = delivery(
        "A",
        "critical",
        AlertState::Firing,
        bench.clock.now() - SignedDuration::from_secs(10),
    );
    let delivered = bench.store.deliver(bench.credential, again).await.unwrap().unwrap();
    assert_eq!(delivered.outcomes[0].action, Action::Ignored);
    let refused = bench
        .store
        .set_status(number(1), Status::Fixing, "kim", None)
        .await
        .unwrap();
    assert!(refused.is_err());
    assert!(
        bench
            .store
            .set_status(number(9), Status::Fixing, "kim", None)
            .await
            .unwrap()
            .is_err()
    );
}

#[tokio::test]
async fn deliveries_at_once_get_numbers_without_gaps() {
    let bench = Bench::on_disk().await;
    let mut waiting = tokio::task::JoinSet::new();
    for index in 0..200 {
        let store = bench.store.clone();
        let (credential, now) = (bench.credential, bench.clock.now());
        waiting.spawn(async move {
            let delivery = delivery(&format!("A{}", index % 100), "critical", AlertState::Firing, now);
            store.deliver(credential, delivery).await.unwrap().unwrap()
        });
    }
    let outcomes: Vec<_> = waiting
        .join_all()
        .await
        .into_iter()
        .flat_map(|delivered| delivered.outcomes)
        .collect();
    let mut created: Vec<u32> = outcomes
        .iter()
        .filter(|outcome| outcome.action == Action::Created)
        .map(|outcome| outcome.incident.unwrap().sequence)
        .collect();
    created.sort_unstable();
    assert_eq!(created, (1..=100).collect::<Vec<_>>());
    assert_eq!(
        outcomes
            .iter()
            .filter(|outcome| outcome.action == Action::Updated)
            .count(),
        100
    );
    bench.store.close().await;
}

#[tokio::test]
async fn a_credential_that_is_nobodys_changes_nothing() {
    let bench = Bench::in_memory().await;
    let stranger = Credential::Key(RoutingKey::generate().hash());
    let delivery = delivery("A", "critical", AlertState::Firing, bench.clock.now());
    assert!(bench.store.deliver(stranger, delivery).await.unwrap().is_none());
    assert_eq!(bench.list(IncidentFilter::default(), 10, 0).await.1, 0);
}

#[tokio::test]
async fn a_folder_in_use_is_told_and_free_again_after_the_end() {
    let bench = Bench::on_disk().await;
    let clock = bench.clock.clock();
    assert!(matches!(
        Store::open(&bench.location, &clock),
        Err(StoreError::InUse { .. })
    ));
    bench.store.close().await;
    Store::open(&bench.location, &clock).unwrap().close().await;
}

#[tokio::test]
async fn a_closed_store_says_so() {
    let bench = Bench::in_memory().await;
    let clone = bench.store.clone();
    bench.store.close().await;
    assert!(matches!(clone.incident(number(1)).await, Err(StoreError::Closed)));
}

#[tokio::test]
async fn a_panic_costs_one_delivery_only() {
    let folder = tempfile::tempdir().unwrap();
    let hand = HandClock::new();
    let store = Store::open(&Location::Folder(folder.path().into()), &hand.clock()).unwrap();
    let new = NewIntegration {
        name: "Prometheus".into(),
        ..NewIntegration::default()
    };
    let credential = Credential::Key(store.create_integration(new).await.unwrap().hash());
    let fire = |name: &str| store.deliver(credential, delivery(name, "critical", AlertState::Firing, hand.now()));
    assert_eq!(fire("A").await.unwrap().unwrap().outcomes[0].action, Action::Created);
    hand.set_broken(true);
    assert!(fire("B").await.is_err());
    hand.set_broken(false);
    let delivered = fire("B").await.unwrap().unwrap();
    assert_eq!(
        (delivered.outcomes[0].action, delivered.outcomes[0].incident),
        (Action::Created, Some(number(2)))
    );
    assert_eq!(fire("A").await.unwrap().unwrap().outcomes[0].action, Action::Updated);
    store.close().await;
}

#[tokio::test]
async fn names_are_unique_whatever_their_case() {
    let bench = Bench::in_memory().await;
    let service = |name: &str| NewService {
        name: name.into(),
        ..NewService::default()
    };
    assert!(matches!(
        bench.store.create_service(service(" CHECKOUT ")).await,
        Err(AdminError::Exists { .. })
    ));
    for name in ["", "  ", "a\nb", &"x".repeat(101)] {
        assert!(matches!(
            bench.store.create_service(service(name)).await,
            Err(AdminError::Invalid(_))
        ));
    }
    let key = bench.store.directory().services()[0].key.clone();
    let same_key = NewService {
        key: Some(key),
        ..service("Other")
    };
    assert!(matches!(
        bench.store.create_service(same_key).await,
        Err(AdminError::Exists { .. })
    ));
}

/// A list of incidents, and every filter over it, compared with a plain loop.
mod lists {
    use super::*;

    const SEVERITIES: [&str; 3] = ["critical", "warning", "info"];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Filters, totals, order and pages agree with a loop over all incidents.
        #[test]
        fn filters_agree_with_a_plain_loop(
            made in proptest::collection::vec((0..3_usize, 0..4_u8, 0..30_i64), 0..25),
            statuses in proptest::collection::vec(proptest::sample::select(Status::ALL.to_vec()), 0..3),
            severities in proptest::collection::vec(proptest::sample::select(Severity::ALL.to_vec()), 0..3),
            after in proptest::option::of(0..400_i64),
            before in proptest::option::of(0..400_i64),
            limit in 1..8_u32,
            offset in 0..20_u64,
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(async {
                let bench = Bench::in_memory().await;
                let start = bench.clock.now();
                for (index, (severity, fate, wait)) in made.iter().enumerate() {
                    let name = format!("A{index}");
                    bench.fire(&name, SEVERITIES[*severity]).await;
                    bench.clock.advance(*wait);
                    let number = number(u32::try_from(index).unwrap() + 1);
                    match fate {
                        0 => {}
                        1 => drop(bench.deliver(&name, SEVERITIES[*severity], AlertState::Resolved).await),
                        2 => bench.store.set_status(number, Status::Fixing, "kim", None).await.unwrap().unwrap(),
                        _ => bench.store.set_status(number, Status::Resolved, "kim", None).await.unwrap().unwrap(),
                    }
                }
                let at = |seconds: i64| start + SignedDuration::from_secs(seconds);
                let filter = IncidentFilter {
                    statuses,
                    severities,
                    created_after: after.map(at),
                    created_before: before.map(at),
                    ..IncidentFilter::default()
                };
                let mut all = Vec::new();
                for index in 0..made.len() {
                    let number = number(u32::try_from(index).unwrap() + 1);
                    all.push(bench.store.incident(number).await.unwrap().unwrap().incident);
                }
                all.sort_by_key(|incident| (incident.created_at, incident.number));
                let expected: Vec<String> = all
                    .into_iter()
                    .rev()
                    .filter(|i| filter.statuses.is_empty() || filter.statuses.contains(&i.status))
                    .filter(|i| filter.severities.is_empty() || filter.severities.contains(&i.severity))
                    .filter(|i| filter.created_after.is_none_or(|bound| i.created_at >= bound))
                    .filter(|i| filter.created_before.is_none_or(|bound| i.created_at <= bound))
                    .map(|incident| incident.title)
                    .collect();
                let (titles, total) = bench.list(filter, limit, offset).await;
                assert_eq!(total, expected.len() as u64);
                let page: Vec<String> =
                    expected.into_iter().skip(usize::try_from(offset).unwrap()).take(limit as usize).collect();
                assert_eq!(titles, page);
            });
        }
    }
}

fn with_payload(name: &str, now: Timestamp, body: &[u8]) -> Incoming {
    Incoming {
        delivery: delivery(name, "critical", AlertState::Firing, now),
        payload: Some(RawPayload::of(
            body.to_vec().into(),
            &RoutingKey::generate(),
            &KnownKeys::none(),
        )),
        reply: Reply::default(),
    }
}
