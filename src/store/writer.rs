//! The one writer: takes what has queued up, applies it in one transaction, answers everybody after the commit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, RwLock};
use std::time::Instant;

use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};

use super::{Backend, Commit, DeliveryId, Directory, Incoming, KeyHash, NewRecording, StoreError, Watcher};
use crate::api::DeliverySummary;
use crate::incident::{self, Bounds, IntegrationId, Ledger, Outcome, keys_of, year_of};

/// Deliveries committed together at most. More would leave those who read and answer requests with nothing to do meanwhile.
const BATCH_MAX: usize = 64;

/// How often others get their turn before a commit.
const PATIENCE: u32 = 2;

/// With so many alerts no further delivery is taken into a commit: those that are in it wait for all of them, and while all who
/// send wait for one commit, nobody reads or answers.
const BATCH_ALERTS_MAX: usize = 500;

/// What is kept between batches, so that repeats need no reading: some tens of megabytes of ordinary alerts. Tests keep little, so
/// that they come to what was forgotten.
const WORKING_SET_MAX: Bounds = Bounds {
    count: if cfg!(test) { 20 } else { 30_000 },
    bytes: if cfg!(test) { 2000 } else { 64 << 20 },
};

/// What may be held while it is not where it can be read again.
const HELD_MAX: Bounds = Bounds {
    count: 60_000,
    bytes: 128 << 20,
};

/// Where instants come from.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The clock of the operating system.
#[must_use]
pub fn system_clock() -> Clock {
    Arc::new(Timestamp::now)
}

/// What a delivery proves its right with.
#[derive(Clone, Copy, Debug)]
pub enum Credential {
    /// A routing key. It must still be an integration's when the delivery is applied.
    Key(KeyHash),
    /// A key the process itself gave out for an integration.
    Integration(IntegrationId),
}

/// What became of a delivery.
#[derive(Clone, Debug)]
pub struct Delivered {
    /// Each alert's fate, in the order of the payload.
    pub outcomes: Vec<Outcome>,
    /// Under which number it is recorded, if it is.
    pub recorded: Option<DeliveryId>,
    /// What became of its alerts, as JSON, if it is recorded.
    pub results: Option<String>,
    /// What came in. Whoever made it had best drop it: memory is dear to give back on another thread.
    pub incoming: Box<Incoming>,
}

/// The answer to a delivery; `None` if its credential is nobody's.
pub(super) type DeliveryReply = Result<Option<Delivered>, StoreError>;

/// Work for the one who owns the database.
pub(super) enum Job {
    Deliver {
        credential: Credential,
        incoming: Box<Incoming>,
        reply: oneshot::Sender<DeliveryReply>,
    },
    /// Anything else: gets the database, and answers by itself. Told why, if what was delivered before could not be put
    /// where it is read.
    Run(Work),
    /// The end, after everything that was asked for before.
    Stop,
}

/// What is done with the database.
pub(super) type Work = Box<dyn FnOnce(&mut Access<'_>, Result<(), StoreError>) + Send>;

/// What a job gets.
pub(super) struct Access<'a> {
    pub backend: &'a mut dyn Backend,
    /// What batches keep loaded: who changes an incident does it there.
    pub ledger: &'a mut Ledger,
    pub shared: &'a RwLock<Arc<Directory>>,
    pub now: Timestamp,
}

impl Access<'_> {
    /// Reads services and integrations again, and lets everybody see them.
    pub(super) fn publish_directory(&mut self) -> Result<(), StoreError> {
        let directory = Arc::new(self.backend.directory()?);
        *self.shared.write().unwrap_or_else(std::sync::PoisonError::into_inner) = directory;
        Ok(())
    }

    pub(super) fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.shared.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

/// Owns the database until nobody can send jobs any more.
pub(super) struct Writer {
    pub backend: Box<dyn Backend>,
    pub jobs: mpsc::Receiver<Job>,
    /// The job that ended a batch of deliveries: the next one.
    pub held_back: Option<Job>,
    pub directory: Arc<RwLock<Arc<Directory>>>,
    pub clock: Clock,
    pub watcher: Arc<OnceLock<Arc<dyn Watcher>>>,
    /// Whether everything that was answered is where others read it.
    pub is_settled: Arc<AtomicBool>,
}

struct Waiting {
    reply: oneshot::Sender<DeliveryReply>,
    outcome: Option<Delivered>,
}

impl Writer {
    /// Works until it is told to stop, or the last handle is gone.
    pub(super) fn run(mut self) {
        let mut ledger = Ledger::default();
        while let Some(job) = self.held_back.take().or_else(|| self.jobs.blocking_recv()) {
            match job {
                Job::Stop => break,
                Job::Run(work) => self.survive(&mut ledger, |writer, ledger| writer.run_job(ledger, work)),
                Job::Deliver {
                    credential,
                    incoming,
                    reply,
                } => {
                    let first = (credential, incoming, reply);
                    self.survive(&mut ledger, |writer, ledger| writer.deliver(ledger, first));
                }
            }
            // What is not settled is still needed; if that is too much for once, everybody waits for it.
            ledger.forget(self.backend.settled_turn(), WORKING_SET_MAX);
            if ledger.exceeds(HELD_MAX) {
                self.survive(&mut ledger, |writer, ledger| {
                    if writer.settle(ledger).is_ok() {
                        // Also what was only looked at since.
                        ledger.forget(u64::MAX, WORKING_SET_MAX);
                    }
                });
            }
        }
        self.survive(&mut ledger, |writer, ledger| {
            // What is not in its place is put there at the next start.
            let _ = writer.settle(ledger);
        });
        self.backend.close();
    }

    /// A panic, which is a bug, costs what is being done and no more: nothing of it is kept, who waits is told that the
    /// store failed, and the next job finds everything as it was.
    fn survive(&mut self, ledger: &mut Ledger, work: impl FnOnce(&mut Self, &mut Ledger)) {
        let result = catch_unwind(AssertUnwindSafe(|| work(self, ledger)));
        if result.is_err() {
            self.backend.roll_back();
            *ledger = Ledger::default();
        }
    }

    /// Puts everything where others read it.
    fn settle(&mut self, ledger: &mut Ledger) -> Result<(), StoreError> {
        let settled = self.backend.settle();
        match &settled {
            Ok(()) => self.is_settled.store(true, Ordering::Release),
            // It holds what was not written.
            Err(_) => *ledger = Ledger::default(),
        }
        settled
    }

    fn run_job(&mut self, ledger: &mut Ledger, work: Work) {
        let began = Instant::now();
        let settled = self.settle(ledger);
        let now = (self.clock)();
        let access = &mut Access {
            backend: &mut *self.backend,
            ledger,
            shared: &self.directory,
            now,
        };
        work(access, settled);
        self.tell(ledger, 0, began);
    }

    /// Tells who watches what has just been committed.
    fn tell(&self, ledger: &mut Ledger, deliveries: usize, began: Instant) {
        let changes = ledger.take_saved();
        let Some(watcher) = self.watcher.get() else {
            return;
        };
        if deliveries > 0 || !changes.is_empty() {
            watcher.committed(&Commit {
                deliveries,
                took: began.elapsed(),
                changes: &changes,
                ledger,
            });
        }
    }

    /// Commits a delivery together with those queued behind it, up to the next other job, which is held back.
    fn deliver(&mut self, ledger: &mut Ledger, first: (Credential, Box<Incoming>, oneshot::Sender<DeliveryReply>)) {
        let mut waiting = Vec::new();
        let mut next = Some(first);
        let began = Instant::now();
        let mut alerts = 0;
        let mut patience = PATIENCE;
        let mut result = self.backend.begin_deliveries();
        ledger.begin_turn(self.backend.next_turn());
        // What changes it comes between batches.
        let directory = Arc::clone(&self.directory.read().unwrap_or_else(std::sync::PoisonError::into_inner));
        while let Some((credential, incoming, reply)) = next.take() {
            alerts += incoming.delivery.alerts.len();
            let outcome = match &result {
                Ok(()) => self
                    .apply(ledger, &directory, credential, incoming)
                    .unwrap_or_else(|error| {
                        result = Err(error);
                        None
                    }),
                Err(_) => None,
            };
            waiting.push(Waiting { reply, outcome });
            if waiting.len() < BATCH_MAX && alerts < BATCH_ALERTS_MAX {
                match self.next_job(&mut patience) {
                    Some(Job::Deliver {
                        credential,
                        incoming,
                        reply,
                    }) => next = Some((credential, incoming, reply)),
                    other => self.held_back = other,
                }
            }
        }
        let result = result.and_then(|()| self.backend.note(ledger));
        if let Err(error) = &result {
            self.backend.roll_back();
            // It holds what was never written.
            *ledger = Ledger::default();
            for waiting in waiting {
                let _ = waiting.reply.send(Err(error.for_each()));
            }
            return;
        }
        // Before anybody is answered, who may want to read it.
        self.is_settled.store(self.backend.is_settled(), Ordering::Release);
        self.tell(ledger, waiting.len(), began);
        for waiting in waiting {
            // Who has hung up meanwhile sends again, which is a repeat.
            let _ = waiting.reply.send(Ok(waiting.outcome));
        }
    }

    /// The next job that is there. Before there is none, those who have one ready to send get their turn: a delivery more
    /// in a commit costs less than a commit more.
    fn next_job(&mut self, patience: &mut u32) -> Option<Job> {
        loop {
            if let Ok(job) = self.jobs.try_recv() {
                return Some(job);
            }
            if *patience == 0 {
                return None;
            }
            *patience -= 1;
            std::thread::yield_now();
        }
    }

    fn apply(
        &mut self,
        ledger: &mut Ledger,
        directory: &Directory,
        credential: Credential,
        incoming: Box<Incoming>,
    ) -> Result<Option<Delivered>, StoreError> {
        let integration = match credential {
            Credential::Key(hash) => directory.integration_of(&hash),
            Credential::Integration(id) => Some(id),
        };
        let Some((integration, settings)) = integration.and_then(|id| Some((id, directory.settings(id)?))) else {
            return Ok(None);
        };
        let now = (self.clock)();
        let delivery = &incoming.delivery;
        for key in keys_of(integration, settings, delivery) {
            self.backend.load_key(ledger, &key)?;
        }
        self.backend.load_sequence(ledger, year_of(now))?;
        let outcomes = incident::apply(ledger, integration, settings, delivery, now);
        let results = incoming
            .payload
            .is_some()
            .then(|| DeliverySummary::results_text(&outcomes));
        let recorded = match (&incoming.payload, &results) {
            (Some(payload), Some(results)) => Some(self.backend.record(&NewRecording {
                integration,
                received_at: now,
                reply: &incoming.reply,
                payload,
                truncated_alerts: delivery.truncated_alerts,
                results,
            })?),
            _ => None,
        };
        Ok(Some(Delivered {
            outcomes,
            recorded,
            results,
            incoming,
        }))
    }
}
