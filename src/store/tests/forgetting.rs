//! The store forgets what was not needed for long; nobody may notice.

use super::*;
use crate::incident::{self, Ledger};

/// What happens to a store, beside a ledger that holds everything and never forgets.
struct Double {
    bench: Bench,
    all: Ledger,
    last: u32,
    random: u64,
}

impl Double {
    fn over(bench: Bench) -> Self {
        Self {
            bench,
            all: Ledger::default(),
            last: 0,
            random: 7,
        }
    }

    /// As good as random, and the same each time.
    fn below(&mut self, bound: u64) -> u64 {
        let (factor, step) = (6_364_136_223_846_793_005, 1_442_695_040_888_963_407);
        self.random = self.random.wrapping_mul(factor).wrapping_add(step);
        (self.random >> 33) % bound
    }

    /// One of the incidents.
    fn some_incident(&mut self) -> IncidentNumber {
        let sequence = 1 + self.below(u64::from(self.last));
        number(u32::try_from(sequence).unwrap())
    }

    /// A few alerts of 200, of which some are there often.
    fn some_delivery(&mut self, now: Timestamp) -> Delivery {
        let alerts = if self.below(10) == 0 { self.below(15) + 1 } else { 1 };
        let alerts = (0..alerts).flat_map(|_| {
            let names = if self.below(2) == 0 { 8 } else { 200 };
            let state = if self.below(3) == 0 {
                AlertState::Resolved
            } else {
                AlertState::Firing
            };
            let severity = ["critical", "info"][usize::from(self.below(2) == 0)];
            delivery(&format!("A{}", self.below(names)), severity, state, now).alerts
        });
        Delivery {
            alerts: alerts.collect(),
            ..Delivery::default()
        }
    }

    async fn deliver(&mut self) {
        let now = self.bench.clock.now();
        let delivery = self.some_delivery(now);
        let (store, credential) = (&self.bench.store, self.bench.credential);
        let Credential::Key(hash) = credential else {
            panic!("it is a key");
        };
        let directory = store.directory();
        let integration = directory.integration_of(&hash).unwrap();
        let settings = directory.settings(integration).unwrap();
        let expected = incident::apply(&mut self.all, integration, settings, &delivery, now);
        let delivered = store.deliver(credential, delivery).await.unwrap().unwrap();
        assert_eq!(delivered.outcomes, expected);
        let sequences = expected.iter().filter_map(|outcome| Some(outcome.incident?.sequence));
        self.last = sequences.fold(self.last, u32::max);
    }

    async fn set_status(&mut self) {
        let number = self.some_incident();
        let status = [Status::Resolved, Status::Closed, Status::Fixing][usize::try_from(self.below(3)).unwrap()];
        let expected = incident::set_status(&mut self.all, number, status, "kim", None, self.bench.clock.now());
        let done = self.bench.store.set_status(number, status, "kim", None).await.unwrap();
        assert_eq!(format!("{done:?}"), format!("{expected:?}"));
    }

    /// A panic while a delivery is applied.
    async fn fail(&self) {
        let delivery = delivery("A1", "critical", AlertState::Firing, self.bench.clock.now());
        self.bench.clock.set_broken(true);
        assert!(self.bench.store.deliver(self.bench.credential, delivery).await.is_err());
        self.bench.clock.set_broken(false);
    }

    async fn reopen(&mut self) {
        if self.bench.location != Location::Memory {
            self.bench.store.clone().close().await;
            self.bench.store = Store::open(&self.bench.location, &self.bench.clock.clock()).unwrap();
        }
    }

    async fn compare(&self, number: IncidentNumber) {
        let stored = self.bench.store.incident(number).await.unwrap().unwrap();
        assert_eq!(Some(&stored.incident), self.all.incident(number));
        let entries = &self.all.changes().entries;
        let expected = entries.iter().filter(|(of, _)| *of == number).map(|(_, entry)| entry);
        assert!(stored.timeline.iter().map(|stored| &stored.entry).eq(expected));
    }
}

/// Most of what is needed again has been forgotten, and some of it was not written back when others came.
#[tokio::test]
async fn what_is_forgotten_between_deliveries_makes_no_difference() {
    for bench in [Bench::on_disk().await, Bench::in_memory().await] {
        let mut double = Double::over(bench);
        for step in 0..3000 {
            double.bench.clock.advance(i64::from(step % 3 == 0) * 120);
            match double.below(60) {
                0 => double.fail().await,
                1 if double.last > 0 => double.set_status().await,
                2 if double.last > 0 => {
                    let number = double.some_incident();
                    double.compare(number).await;
                }
                3 => double.reopen().await,
                4 => {
                    // It changes nothing, so that there is no row of it.
                    let nothing = double.bench.store.deliver(double.bench.credential, Delivery::default());
                    nothing.await.unwrap().unwrap();
                }
                _ => double.deliver().await,
            }
        }
        for sequence in 1..=double.last {
            double.compare(number(sequence)).await;
        }
    }
}
