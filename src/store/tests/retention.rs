//! Incidents that need not be kept.

use super::*;

async fn with_retention(keep: Option<SignedDuration>, max_incidents: Option<u64>) -> Bench {
    let bench = Bench::on_disk().await;
    bench.store.clone().close().await;
    with_retention_over(bench, keep, max_incidents)
}

/// Opens the closed store again.
fn with_retention_over(bench: Bench, keep: Option<SignedDuration>, max_incidents: Option<u64>) -> Bench {
    let options = StoreOptions {
        retention: Retention { keep, max_incidents },
        ..StoreOptions::default()
    };
    let store = Store::open_with(&bench.location, &bench.clock.clock(), &options).unwrap();
    Bench { store, ..bench }
}

impl Bench {
    /// It with an integration that has one incident a group.
    async fn grouped(self) -> Self {
        let new = NewIntegration {
            name: "Grouped".into(),
            identity: Identity::Group,
            ..NewIntegration::default()
        };
        let key = self.store.create_integration(new).await.unwrap();
        let credential = Credential::Key(key.hash());
        Self { credential, ..self }
    }

    async fn titles(&self) -> Vec<String> {
        self.list(IncidentFilter::default(), 100, 0).await.0
    }

    /// How many alert keys are on disk after the store was closed.
    async fn keys_after_close(&self) -> u32 {
        self.store.clone().close().await;
        let Location::Folder(folder) = &self.location else {
            unreachable!("these stores are on disk");
        };
        let file = rusqlite::Connection::open(folder.join("runframe.db")).unwrap();
        file.query_row("SELECT count(*) FROM alert_key", [], |row| row.get(0))
            .unwrap()
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
async fn the_members_of_a_group_go_with_its_incident() {
    let bench = with_retention(Some(SignedDuration::from_hours(24)), None).await;
    let bench = bench.grouped().await;
    for state in [AlertState::Firing, AlertState::Resolved] {
        let mut both = delivery("A", "critical", state, bench.clock.now());
        both.alerts
            .extend(delivery("B", "info", state, bench.clock.now()).alerts);
        bench.store.deliver(bench.credential, both).await.unwrap();
        bench.clock.advance(60);
    }
    assert_eq!(bench.titles().await, ["A"]);
    // The group's own, and one for each of its alerts.
    assert_eq!(bench.keys_after_close().await, 3);
    let bench = with_retention_over(bench, Some(SignedDuration::from_hours(24)), None);
    bench.clock.advance(3600 * 25);
    assert_eq!(bench.store.expire(100).await.unwrap(), 1);
    assert_eq!(bench.keys_after_close().await, 0);
}

#[tokio::test]
async fn the_ends_of_a_groups_members_are_remembered_for_late_copies() {
    let bench = with_retention(None, Some(1)).await;
    let bench = bench.grouped().await;
    let began = bench.clock.now();
    let of = |group: &str, state| Delivery {
        group_key: group.into(),
        ..delivery("A", "critical", state, began)
    };
    for group in ["1", "2"] {
        for state in [AlertState::Firing, AlertState::Resolved] {
            bench.clock.advance(1);
            bench.store.deliver(bench.credential, of(group, state)).await.unwrap();
        }
    }
    assert_eq!(bench.store.expire(100).await.unwrap(), 1);
    let late = bench.store.deliver(bench.credential, of("1", AlertState::Firing)).await;
    assert_eq!(late.unwrap().unwrap().outcomes[0].action, Action::Ignored);
}

#[tokio::test]
async fn keys_that_nothing_depends_on_go_when_their_end_is_old() {
    let day = Some(SignedDuration::from_hours(24));
    let bench = with_retention(day, None).await;
    bench.deliver("Alone", "info", AlertState::Resolved).await;
    bench.fire("Active", "info").await;
    assert_eq!(bench.store.expire(100).await.unwrap(), 0);
    assert_eq!(bench.keys_after_close().await, 2);
    let bench = with_retention_over(bench, day, None);
    bench.clock.advance(3600 * 2);
    assert_eq!(bench.store.expire(100).await.unwrap(), 0);
    assert_eq!(bench.keys_after_close().await, 1, "the active one's");
    let bench = with_retention_over(bench, day, None);
    let again = bench.fire("Active", "info").await;
    assert_eq!(again.outcomes[0].action, Action::Updated);
}
