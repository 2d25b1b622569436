//! What was answered stays, whatever happens: crashes, failures in between, full disks, files that do not fit.

use super::*;

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

#[tokio::test]
async fn what_met_a_fault_is_there_after_a_crash_too() {
    let bench = Bench::on_disk().await;
    for (status, alert) in [(Some(500), "A"), (None, "B"), (Some(503), "")] {
        let incoming = Incoming {
            delivery: if alert.is_empty() {
                Delivery::default()
            } else {
                delivery(alert, "critical", AlertState::Firing, bench.clock.now())
            },
            reply: Reply {
                status,
                problem: None,
                fault: Some("500 after-commit".to_owned()),
            },
            ..with_payload("A", bench.clock.now(), b"{}")
        };
        bench.store.deliver(bench.credential, incoming).await.unwrap().unwrap();
    }
    let (_copy, location) = killed(&bench);
    for _ in 0..2 {
        let store = Store::open(&location, &bench.clock.clock()).unwrap();
        assert_eq!(
            store.incidents(IncidentFilter::default(), 10, 0).await.unwrap().total,
            2
        );
        let deliveries = store.deliveries(None, 10, 0).await.unwrap();
        assert_eq!(deliveries, bench.store.deliveries(None, 10, 0).await.unwrap());
        assert_eq!(deliveries.total, 3);
        store.close().await;
    }
}

#[tokio::test]
async fn alerts_are_known_again_after_a_crash_that_comes_before_their_keys_are_in_their_place() {
    let bench = Bench::on_disk().await;
    let first = storm(0, 10, bench.clock.now());
    bench.store.deliver(bench.credential, first).await.unwrap().unwrap();
    // Read, so the incidents are in their place, and their keys are not.
    bench.list(IncidentFilter::default(), 1, 0).await;
    let (_early, early) = killed(&bench);
    let stored_keys = |location: &Location| {
        let Location::Folder(folder) = location else {
            panic!("it is on disk");
        };
        let file = rusqlite::Connection::open(folder.join("runframe.db")).unwrap();
        let sql = "SELECT (SELECT count(*) FROM incident), (SELECT count(*) FROM alert_key)";
        let counts: (u32, u32) = file.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        counts
    };
    assert_eq!(stored_keys(&early), (10, 0));
    // Some rounds later.
    for round in 1..10 {
        let more = storm(round * 10, 10, bench.clock.now());
        bench.store.deliver(bench.credential, more).await.unwrap().unwrap();
        bench.list(IncidentFilter::default(), 1, 0).await;
    }
    let (_late, late) = killed(&bench);
    let (incidents, keys) = stored_keys(&late);
    assert!(incidents == 100 && (1..100).contains(&keys), "{incidents} {keys}");
    for (location, alerts) in [(early, 10), (late, 100)] {
        let store = Store::open(&location, &bench.clock.clock()).unwrap();
        // While the keys that are stored are being read, and afterwards.
        for _ in 0..20 {
            let again = storm(0, alerts, bench.clock.now());
            let delivered = store.deliver(bench.credential, again).await.unwrap().unwrap();
            for (sequence, outcome) in (1..).zip(delivered.outcomes) {
                assert_eq!(outcome.incident, Some(number(sequence)));
            }
        }
        store.clone().close().await;
        let alerts = u32::try_from(alerts).unwrap();
        assert_eq!(stored_keys(&location), (alerts, alerts));
    }
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
    let many = storm(0, 40, bench.clock.now());
    bench.store.deliver(bench.credential, many).await.unwrap().unwrap();
    // It is read, so it is in its place, as are so many keys, and the next row is not.
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
        // What is missing stays so: made anew it would pass for what was there.
        assert!(!before.path().join("runframe-journal.db").exists());
    }
    for file in ["runframe-journal.db", "runframe-journal.db-wal"] {
        // A log that was carried over is there no more.
        std::fs::copy(after.path().join(file), before.path().join(file)).ok();
    }
    for file in ["runframe.db", "runframe.db-wal"] {
        std::fs::remove_file(before.path().join(file)).ok();
    }
    let error = Store::open(&location, &bench.clock.clock()).err().unwrap();
    assert!(matches!(error, StoreError::Missing { .. }), "{error}");
    assert!(!before.path().join("runframe.db").exists());
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
