//! The store as its users see it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::alert::LabelSet;
use crate::incident::{Action, AlertEvent, AlertState, Delivery, IncidentNumber, ReceivedAlert, Severity, Status};

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
        payload: Some(RawPayload::of(body, &RoutingKey::generate())),
        refusal: None,
    }
}

fn ids(page: &DeliveryPage) -> Vec<i64> {
    page.deliveries.iter().map(|delivery| delivery.id.0).collect()
}

#[tokio::test]
async fn deliveries_are_recorded_with_what_became_of_them() {
    let bench = Bench::on_disk().await;
    let applied = with_payload("A", bench.clock.now(), b"{\"a\": 1}");
    let delivered = bench.store.deliver(bench.credential, applied).await.unwrap().unwrap();
    let refused = Incoming {
        payload: Some(RawPayload::of(b"{", &RoutingKey::generate())),
        refusal: Some(Refusal {
            status: 400,
            problem: "the body is not JSON".into(),
        }),
        ..Incoming::default()
    };
    bench.store.deliver(bench.credential, refused).await.unwrap();
    // Without its payload it is not recorded.
    bench.fire("B", "info").await;

    let page = bench.store.deliveries(None, 10, 0).await.unwrap();
    assert_eq!((ids(&page), page.total), (vec![2, 1], 2));
    assert_eq!(page.deliveries[0].refusal.as_ref().unwrap().status, 400);
    let first = &page.deliveries[1];
    assert_eq!(delivered.recorded, Some(first.id));
    assert_eq!(first.results[0].action, "created");
    assert_eq!(first.results[0].incident_number.as_deref(), Some("INC-2026-001"));
    assert_eq!(bench.store.payload(first.id).await.unwrap().unwrap(), b"{\"a\": 1}");
    assert_eq!(bench.store.delivery(first.id).await.unwrap().as_ref(), Some(first));
    let nobodys = bench.store.deliveries(Some(crate::incident::IntegrationId(99)), 10, 0);
    assert_eq!(nobodys.await.unwrap().total, 0);
}

/// What a process leaves behind that is killed: the files as they are at this moment.
fn killed(bench: &Bench) -> (tempfile::TempDir, Location) {
    let Location::Folder(folder) = &bench.location else {
        panic!("it is on disk");
    };
    let copy = tempfile::tempdir().unwrap();
    for file in [
        "runframe.db",
        "runframe.db-wal",
        "runframe-journal.db",
        "runframe-journal.db-wal",
    ] {
        std::fs::copy(folder.join(file), copy.path().join(file)).unwrap();
    }
    let location = Location::Folder(copy.path().into());
    (copy, location)
}

#[tokio::test]
async fn what_was_answered_is_there_after_a_crash_that_comes_before_it_is_in_its_place() {
    let bench = Bench::on_disk().await;
    for round in 0..3 {
        bench.fire("A", "critical").await;
        bench.clock.advance(10);
        let payload = format!("{{\"round\": {round}}}");
        let incoming = with_payload("B", bench.clock.now(), payload.as_bytes());
        bench.store.deliver(bench.credential, incoming).await.unwrap();
    }
    bench.deliver("A", "critical", AlertState::Resolved).await;
    bench.fire("C", "info").await;
    // Nobody has read anything, so it is in the journal only.
    let (_copy, location) = killed(&bench);
    for _ in 0..2 {
        let store = Store::open(&location, &bench.clock.clock()).unwrap();
        for sequence in 1..=3 {
            let expected = bench.store.incident(number(sequence)).await.unwrap().unwrap();
            let found = store.incident(number(sequence)).await.unwrap().unwrap();
            assert_eq!(found.incident, expected.incident);
            let kinds = |stored: StoredIncident| {
                stored
                    .timeline
                    .into_iter()
                    .map(|stored| stored.entry)
                    .collect::<Vec<_>>()
            };
            assert_eq!(kinds(found), kinds(expected));
        }
        let deliveries = store.deliveries(None, 10, 0).await.unwrap();
        assert_eq!(deliveries, bench.store.deliveries(None, 10, 0).await.unwrap());
        assert_eq!(store.payload(DeliveryId(2)).await.unwrap().unwrap(), b"{\"round\": 1}");
        for (status, count) in [(Status::New, 2), (Status::Resolved, 1)] {
            let filter = IncidentFilter {
                statuses: vec![status],
                ..IncidentFilter::default()
            };
            assert_eq!(store.incidents(filter, 10, 0).await.unwrap().total, count);
        }
        store.close().await;
    }
    let store = Store::open(&location, &bench.clock.clock()).unwrap();
    let again = delivery("D", "info", AlertState::Firing, bench.clock.now());
    let delivered = store.deliver(bench.credential, again).await.unwrap().unwrap();
    assert_eq!(delivered.outcomes[0].incident, Some(number(4)));
    store.close().await;
}

/// A delivery of many alerts, each of which is new.
fn storm(first: usize, count: usize, now: Timestamp) -> Delivery {
    let alerts = (first..first + count).flat_map(|index| {
        let one = delivery(&format!("A{index}"), "critical", AlertState::Firing, now);
        one.alerts
    });
    Delivery {
        alerts: alerts.collect(),
        ..Delivery::default()
    }
}

#[tokio::test]
async fn whoever_reads_in_a_storm_sees_what_was_answered() {
    let bench = Bench::on_disk().await;
    for round in 0..24 {
        let delivery = storm(round * 250, 250, bench.clock.now());
        bench.store.deliver(bench.credential, delivery).await.unwrap().unwrap();
        // In most rounds much of it is on its way to where it is read from.
        if round % 5 == 4 {
            let page = bench.store.incidents(IncidentFilter::default(), 1, 0).await.unwrap();
            assert_eq!(page.total, (round as u64 + 1) * 250);
        }
    }
    assert_nothing_is_lost_or_doubled(bench, 6000).await;
}

async fn assert_nothing_is_lost_or_doubled(bench: Bench, incidents: u32) {
    bench.store.clone().close().await;
    let Location::Folder(folder) = &bench.location else {
        panic!("it is on disk");
    };
    let file = rusqlite::Connection::open(folder.join("runframe.db")).unwrap();
    for sql in [
        "SELECT count(*) FROM incident",
        "SELECT count(*) FROM alert_key",
        // Of each that it was created, and that it went to the one linked service.
        "SELECT count(*) FROM (SELECT 1 FROM timeline_entry GROUP BY incident HAVING count(*) = 2)",
        "SELECT count(*) / 2 FROM timeline_entry",
        "SELECT sum(incidents) FROM incident_count",
        "SELECT last FROM incident_sequence",
    ] {
        let found: u32 = file.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(found, incidents, "{sql}");
    }
}

#[tokio::test]
async fn a_failure_while_much_is_on_its_way_costs_what_failed_only() {
    let bench = Bench::on_disk().await;
    for round in 0..6 {
        let delivery = storm(round * 750, 750, bench.clock.now());
        bench.store.deliver(bench.credential, delivery).await.unwrap().unwrap();
        // The settler has the last 750, or is about to.
        bench.clock.set_broken(true);
        let delivery = storm(9000, 10, bench.clock.now());
        assert!(bench.store.deliver(bench.credential, delivery).await.is_err());
        bench.clock.set_broken(false);
    }
    assert_nothing_is_lost_or_doubled(bench, 4500).await;
}

#[tokio::test]
async fn a_store_that_records_no_more_lets_its_journal_go() {
    let bench = Bench::on_disk().await;
    for name in ["A", "B", "C"] {
        let incoming = with_payload(name, bench.clock.now(), b"{}");
        bench.store.deliver(bench.credential, incoming).await.unwrap();
    }
    bench.store.clone().close().await;
    let options = StoreOptions {
        recording: RecordingBounds { count: 0, bytes: 0 },
        ..StoreOptions::default()
    };
    let store = Store::open_with(&bench.location, &bench.clock.clock(), &options).unwrap();
    for name in ["D", "E"] {
        let one = delivery(name, "critical", AlertState::Firing, bench.clock.now());
        store.deliver(bench.credential, one).await.unwrap();
        store.incidents(IncidentFilter::default(), 1, 0).await.unwrap();
    }
    store.close().await;
    let Location::Folder(folder) = &bench.location else {
        panic!("it is on disk");
    };
    let journal = rusqlite::Connection::open(folder.join("runframe-journal.db")).unwrap();
    let rows: u32 = journal
        .query_row("SELECT count(*) FROM journal", [], |row| row.get(0))
        .unwrap();
    assert_eq!(rows, 0);
    // What is recorded later gets a number of its own.
    let store = Store::open(&bench.location, &bench.clock.clock()).unwrap();
    let incoming = with_payload("F", bench.clock.now(), b"{}");
    let delivered = store.deliver(bench.credential, incoming).await.unwrap().unwrap();
    assert_eq!(delivered.recorded, Some(DeliveryId(4)));
}

#[tokio::test]
async fn what_cannot_be_put_in_its_place_waits_until_it_can() {
    let bench = Bench::on_disk().await;
    let Location::Folder(folder) = &bench.location else {
        panic!("it is on disk");
    };
    let meddler = rusqlite::Connection::open(folder.join("runframe.db")).unwrap();
    let rename = |from: &str, to: &str| {
        meddler
            .execute_batch(&format!("ALTER TABLE {from} RENAME TO {to}"))
            .unwrap();
    };
    rename("timeline_entry", "elsewhere");
    let mut acknowledged = 0;
    let error = loop {
        let delivery = storm(acknowledged, 250, bench.clock.now());
        match bench.store.deliver(bench.credential, delivery).await {
            Ok(_) => acknowledged += 250,
            Err(error) => break error,
        }
        assert!(acknowledged < 100_000, "it never noticed");
    };
    assert!(matches!(error, StoreError::Database(_)), "{error:?}");
    let (_copy, location) = killed(&bench);
    rename("elsewhere", "timeline_entry");
    bench.fire("Last", "critical").await;
    let total = |store: Store| async move {
        let page = store.incidents(IncidentFilter::default(), 1, 0).await.unwrap();
        usize::try_from(page.total).unwrap()
    };
    assert_eq!(total(bench.store.clone()).await, acknowledged + 1);
    // Who finds it like that at the start says so, and takes nothing away.
    let open = || Store::open(&location, &bench.clock.clock());
    assert!(open().is_err());
    let Location::Folder(folder) = &location else {
        panic!("it is on disk");
    };
    rusqlite::Connection::open(folder.join("runframe.db"))
        .unwrap()
        .execute_batch("ALTER TABLE elsewhere RENAME TO timeline_entry")
        .unwrap();
    assert_eq!(total(open().unwrap()).await, acknowledged);
}

#[tokio::test]
async fn a_journal_that_does_not_fit_the_store_is_refused() {
    let bench = Bench::on_disk().await;
    bench.fire("A", "critical").await;
    let (before, location) = killed(&bench);
    let (oldest, _) = killed(&bench);
    bench.fire("B", "critical").await;
    // It is read, so it is in its place, and the next row is not.
    bench.list(IncidentFilter::default(), 1, 0).await;
    bench.fire("C", "critical").await;
    let (after, _) = killed(&bench);
    let other = Bench::on_disk().await;
    other.fire("A", "critical").await;
    let (others, _) = killed(&other);
    let refusal = |journal: &tempfile::TempDir| {
        for file in ["runframe-journal.db", "runframe-journal.db-wal"] {
            std::fs::copy(journal.path().join(file), before.path().join(file)).unwrap();
        }
        Store::open(&location, &bench.clock.clock())
            .err()
            .map(|error| error.to_string())
    };
    let text = refusal(&others).unwrap();
    assert!(
        text.contains("runframe-journal.db") && text.contains("it belongs to another store"),
        "{text}"
    );
    // What was in its place is in the journal no more, so an older store cannot go on with it.
    let text = refusal(&after).unwrap();
    assert!(text.ends_with("it has row 3, and not row 1"), "{text}");
    // Nor can a newer store go on with an older journal, which would give numbers out again.
    for file in ["runframe.db", "runframe.db-wal"] {
        std::fs::copy(after.path().join(file), before.path().join(file)).unwrap();
    }
    let text = refusal(&oldest).unwrap();
    assert!(
        text.ends_with("does not fit the store beside it: it is older"),
        "{text}"
    );
    for _ in 0..2 {
        for file in ["runframe-journal.db", "runframe-journal.db-wal"] {
            std::fs::remove_file(before.path().join(file)).ok();
        }
        let error = Store::open(&location, &bench.clock.clock()).err().unwrap();
        assert!(error.to_string().contains("it is missing or empty"), "{error}");
    }
}

#[tokio::test]
async fn deliveries_are_found_among_many_also_by_whose_they_are() {
    let bench = Bench::on_disk().await;
    let other = NewIntegration {
        name: "Other".into(),
        ..NewIntegration::default()
    };
    let other = Credential::Key(bench.store.create_integration(other).await.unwrap().hash());
    let mut waiting = tokio::task::JoinSet::new();
    for index in 0..300_usize {
        let store = bench.store.clone();
        let credential = if index % 3 == 0 { other } else { bench.credential };
        let incoming = with_payload(
            &format!("A{}", index % 50),
            bench.clock.now(),
            format!("{{{index}").as_bytes(),
        );
        waiting.spawn(async move {
            let delivered = store.deliver(credential, incoming).await.unwrap().unwrap();
            (delivered.recorded.unwrap(), index)
        });
    }
    let sent = waiting.join_all().await;
    let directory = bench.store.directory();
    let id = directory.integration_named("Other").unwrap().id;
    let mut others: Vec<DeliveryId> = sent
        .iter()
        .filter(|(_, index)| index % 3 == 0)
        .map(|(id, _)| *id)
        .collect();
    others.sort_unstable();
    others.reverse();
    let page = bench.store.deliveries(Some(id), 7, 40).await.unwrap();
    let found: Vec<DeliveryId> = page.deliveries.iter().map(|delivery| delivery.id).collect();
    assert_eq!((page.total, &found[..]), (100, &others[40..47]));
    for (id, index) in sent {
        assert_eq!(
            bench.store.payload(id).await.unwrap().unwrap(),
            format!("{{{index}").into_bytes()
        );
    }
    assert_eq!(bench.store.payload(DeliveryId(301)).await.unwrap(), None);
}

#[tokio::test]
async fn the_oldest_deliveries_go_when_there_are_too_many_also_after_a_restart() {
    let bench = Bench::on_disk().await;
    bench.store.clone().close().await;
    let open = |count, bytes| {
        let options = StoreOptions {
            recording: RecordingBounds { count, bytes },
            ..StoreOptions::default()
        };
        Store::open_with(&bench.location, &bench.clock.clock(), &options).unwrap()
    };
    let store = open(3, 1 << 20);
    for name in ["A", "B", "C", "D"] {
        let incoming = with_payload(name, bench.clock.now(), b"{}");
        store.deliver(bench.credential, incoming).await.unwrap();
    }
    assert_eq!(ids(&store.deliveries(None, 10, 0).await.unwrap()), [4, 3, 2]);
    store.close().await;
    let store = open(2, 1 << 20);
    let incoming = with_payload("E", bench.clock.now(), b"{}");
    store.deliver(bench.credential, incoming).await.unwrap();
    assert_eq!(ids(&store.deliveries(None, 10, 0).await.unwrap()), [5, 4]);
    store.close().await;
    // The newest stays, however large it is.
    let store = open(100, 10);
    let incoming = with_payload("F", bench.clock.now(), b"{\"many\": \"bytes that are all different\"}");
    store.deliver(bench.credential, incoming).await.unwrap();
    assert_eq!(ids(&store.deliveries(None, 10, 0).await.unwrap()), [6]);
    store.close().await;
}

async fn with_retention(keep: Option<SignedDuration>, max_incidents: Option<u64>) -> Bench {
    let bench = Bench::on_disk().await;
    bench.store.clone().close().await;
    let options = StoreOptions {
        retention: Retention { keep, max_incidents },
        ..StoreOptions::default()
    };
    let store = Store::open_with(&bench.location, &bench.clock.clock(), &options).unwrap();
    Bench { store, ..bench }
}

impl Bench {
    async fn titles(&self) -> Vec<String> {
        self.list(IncidentFilter::default(), 100, 0).await.0
    }

    async fn resolve_by_hand(&self, sequence: u32) {
        let done = self.store.set_status(number(sequence), Status::Resolved, "kim", None);
        done.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn incidents_go_when_they_have_been_over_long_enough_and_active_ones_never() {
    let bench = with_retention(Some(SignedDuration::from_hours(24)), None).await;
    for name in ["A", "B", "C", "D"] {
        bench.fire(name, "critical").await;
    }
    bench.clock.advance(60);
    bench.deliver("A", "critical", AlertState::Resolved).await;
    // B's alert fires on after a person resolved its incident.
    bench.resolve_by_hand(2).await;
    let b = delivery(
        "B",
        "critical",
        AlertState::Firing,
        "2026-03-01T00:00:00Z".parse().unwrap(),
    );
    bench.clock.advance(3600 * 20);
    bench.deliver("C", "critical", AlertState::Resolved).await;
    bench.store.deliver(bench.credential, b.clone()).await.unwrap();
    assert_eq!(bench.store.expire(100).await.unwrap(), 0);
    bench.clock.advance(3600 * 4);
    assert_eq!(bench.store.expire(100).await.unwrap(), 1);
    assert_eq!(bench.titles().await, ["D", "C", "B"]);
    assert_eq!(bench.store.incident(number(1)).await.unwrap(), None);
    // What a person resolved does not come back with the next repeat.
    let again = bench.store.deliver(bench.credential, b).await.unwrap().unwrap();
    assert_eq!(again.outcomes[0].action, Action::Ignored);
    bench.clock.advance(3600 * 24);
    assert_eq!(bench.store.expire(100).await.unwrap(), 2);
    assert_eq!(bench.titles().await, ["D"]);
    // Numbers go on, also after a restart, and what is gone begins anew.
    bench.store.clone().close().await;
    let store = Store::open(&bench.location, &bench.clock.clock()).unwrap();
    let bench = Bench { store, ..bench };
    let delivered = bench.fire("A", "critical").await;
    assert_eq!(delivered.outcomes[0].incident, Some(number(5)));
}

#[tokio::test]
async fn the_oldest_incidents_go_in_small_bites_when_there_are_too_many() {
    let bench = with_retention(None, Some(3)).await;
    for position in 0..8 {
        let name = position.to_string();
        bench.fire(&name, "info").await;
        bench.clock.advance(60);
        if position > 1 {
            bench.deliver(&name, "info", AlertState::Resolved).await;
        }
    }
    assert_eq!(bench.store.expire(2).await.unwrap(), 2);
    assert_eq!(bench.titles().await, ["7", "6", "5", "4", "1", "0"]);
    assert_eq!(bench.store.expire(100).await.unwrap(), 3);
    assert_eq!(bench.titles().await, ["7", "1", "0"]);
    assert_eq!(bench.store.expire(100).await.unwrap(), 0);
}

#[tokio::test]
async fn a_full_disk_fails_deliveries_until_there_is_room_and_loses_none() {
    let bench = Bench::on_disk().await;
    bench.store.limit_pages(Some(60)).await;
    let mut acknowledged = Vec::new();
    let error = loop {
        let name = format!("Alert{}", acknowledged.len());
        let incoming = with_payload(
            &name,
            bench.clock.now(),
            &RoutingKey::generate().expose().repeat(40).into_bytes(),
        );
        match bench.store.deliver(bench.credential, incoming).await {
            Ok(delivered) => acknowledged.push((name, delivered.unwrap().outcomes[0].incident.unwrap())),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, StoreError::DiskFull), "{error:?}");
    bench.store.limit_pages(None).await;
    let name = format!("Alert{}", acknowledged.len());
    let delivered = bench.fire(&name, "critical").await;
    acknowledged.push((name, delivered.outcomes[0].incident.unwrap()));
    bench.store.clone().close().await;
    let store = Store::open(&bench.location, &bench.clock.clock()).unwrap();
    for (position, (name, number)) in acknowledged.into_iter().enumerate() {
        let incident = store.incident(number).await.unwrap().unwrap().incident;
        assert_eq!((incident.title, incident.alert.unwrap().delivery_count), (name, 1));
        // What failed took no number.
        assert_eq!(number.sequence as usize, position + 1);
    }
}
