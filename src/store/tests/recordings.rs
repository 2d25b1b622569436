//! Deliveries that are recorded, and how many of them.

use super::*;

fn ids(page: &DeliveryPage) -> Vec<i64> {
    page.deliveries.iter().map(|delivery| delivery.id.0).collect()
}

#[tokio::test]
async fn deliveries_are_recorded_with_what_became_of_them() {
    let bench = Bench::on_disk().await;
    let applied = with_payload("A", bench.clock.now(), b"{\"a\": 1}");
    let delivered = bench.store.deliver(bench.credential, applied).await.unwrap().unwrap();
    let refused = Incoming {
        payload: Some(RawPayload::of("{".into(), &RoutingKey::generate(), &KnownKeys::none())),
        reply: Reply {
            status: Some(400),
            problem: Some("the body is not JSON".into()),
            fault: None,
        },
        ..Incoming::default()
    };
    bench.store.deliver(bench.credential, refused).await.unwrap();
    // Without its payload it is not recorded.
    bench.fire("B", "info").await;

    let page = bench.store.deliveries(None, 10, 0).await.unwrap();
    assert_eq!((ids(&page), page.total), (vec![2, 1], 2));
    assert_eq!(page.deliveries[0].reply.status, Some(400));
    let first = &page.deliveries[1];
    assert_eq!(delivered.recorded, Some(first.id));
    assert_eq!(first.results[0].action, "created");
    assert_eq!(first.results[0].incident_number.as_deref(), Some("INC-2026-001"));
    assert_eq!(bench.store.payload(first.id).await.unwrap().unwrap(), b"{\"a\": 1}");
    assert_eq!(bench.store.delivery(first.id).await.unwrap().as_ref(), Some(first));
    let nobodys = bench.store.deliveries(Some(crate::incident::IntegrationId(99)), 10, 0);
    assert_eq!(nobodys.await.unwrap().total, 0);
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
