//! Threads that send, each with its connections, and one that says what is due.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::Semaphore;
use tokio::task::LocalSet;

use super::tally::Failing;
use super::wire::{Reply, Wire};
use super::{Payloads, StormPlan, Tally};
use crate::config::Secret;
use crate::fire::send::{Connector, Facts, authority, headers, target};
use crate::fire::{HttpSettings, SendError, TIMEOUT_DEFAULT, WebhookUrl};

/// How long answers are waited for once the storm was stopped.
const GRACE: Duration = Duration::from_secs(1);

/// How often a stop is looked for.
const LOOK: Duration = Duration::from_millis(20);

/// The shortest time that is slept between payloads; what is due sooner is due together.
const PACE_MIN: Duration = Duration::from_micros(50);

/// How long a connection waits that could not be made.
const PAUSE: Duration = Duration::from_millis(10);

/// How payloads are sent.
#[derive(Clone, Debug)]
pub struct Course {
    /// Where to.
    pub url: WebhookUrl,
    /// How HTTP is spoken; HTTP/1.1 in any case.
    pub settings: HttpSettings,
    /// The value of `Authorization`, where a server gave one.
    pub token: Option<Secret>,
    /// How the sender introduces itself.
    pub user_agent: &'static str,
}

/// A storm that goes on.
#[derive(Debug)]
pub struct Storm {
    shared: Arc<Shared>,
    senders: Vec<JoinHandle<io::Result<(Tally, Instant)>>>,
    pacer: Option<JoinHandle<()>>,
}

/// How far a storm is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Since its start.
    pub elapsed: Duration,
    /// How many were answered with 2xx.
    pub delivered: u64,
    /// How many were answered otherwise, or not.
    pub failed: u64,
}

/// What a storm comes to.
#[derive(Debug)]
pub struct Outcome {
    /// What was counted and measured.
    pub tally: Tally,
    /// How long it took.
    pub elapsed: Duration,
    /// How many were due and not sent, as every connection was waiting.
    pub unsent: u64,
    /// How many were given up while an answer was waited for.
    pub cut_off: u64,
    /// Whether it was stopped before its end.
    pub was_stopped: bool,
    /// Why the first connection could not be made that could not.
    pub first_error: Option<SendError>,
}

#[derive(Debug)]
struct Shared {
    plan: StormPlan,
    course: Course,
    connector: Connector,
    started: Instant,
    /// The number of the next payload.
    next: AtomicU64,
    /// From which number on there is nothing to do.
    limit: AtomicU64,
    /// How many have become due.
    due: AtomicU64,
    permits: Semaphore,
    delivered: AtomicU64,
    failed: AtomicU64,
    stopped: AtomicBool,
    /// Senders that go on.
    alive: AtomicUsize,
    first_error: Mutex<Option<SendError>>,
}

impl Storm {
    /// Starts one on as many threads as the machine has processors for.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn start(plan: StormPlan, course: Course, payloads: &Payloads) -> io::Result<Self> {
        let processors = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let threads = processors.min(plan.concurrency).max(1);
        let shared = Arc::new(Shared {
            connector: Connector::new(Arc::new(course.settings.clone())),
            started: Instant::now(),
            next: AtomicU64::new(0),
            limit: AtomicU64::new(plan.schedule.count.unwrap_or(u64::MAX)),
            due: AtomicU64::new(0),
            permits: Semaphore::new(0),
            delivered: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            stopped: AtomicBool::new(false),
            alive: AtomicUsize::new(threads),
            first_error: Mutex::new(None),
            course,
            plan,
        });
        let mut senders = Vec::with_capacity(threads);
        for thread in 0..threads {
            let connections = (shared.plan.concurrency + threads - 1 - thread) / threads;
            let (shared, payloads) = (Arc::clone(&shared), payloads.clone());
            let sender = thread::Builder::new().name(format!("storm-{thread}"));
            senders.push(sender.spawn(move || {
                let alive = Alive(&shared.alive);
                let tally = send(&shared, connections, &payloads)?;
                let end = Instant::now();
                drop(alive);
                Ok((tally, end))
            })?);
        }
        let pacer = match shared.plan.schedule.rate {
            None => None,
            Some(_) => {
                let shared = Arc::clone(&shared);
                let pacer = thread::Builder::new().name("storm-pace".to_owned());
                Some(pacer.spawn(move || shared.pace())?)
            }
        };
        Ok(Self { shared, senders, pacer })
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress {
            elapsed: self.shared.started.elapsed(),
            delivered: self.shared.delivered.load(Ordering::Relaxed),
            failed: self.shared.failed.load(Ordering::Relaxed),
        }
    }

    /// Sends no more, and waits for answers a moment only.
    pub fn stop(&self) {
        self.shared.stopped.store(true, Ordering::Relaxed);
        self.shared.permits.close();
    }

    /// Whether nothing is sent or waited for any more.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.shared.alive.load(Ordering::Acquire) == 0
    }

    /// Waits for the end.
    ///
    /// # Errors
    /// If a thread could not do its work.
    pub fn finish(self) -> io::Result<Outcome> {
        let mut tally = Tally::default();
        let mut end = self.shared.started;
        for sender in self.senders {
            let part = sender
                .join()
                .map_err(|_| io::Error::other("a thread of the storm broke"))?;
            let (part, ended) = part?;
            tally.add(&part);
            end = end.max(ended);
        }
        let elapsed = end - self.shared.started;
        if let Some(pacer) = self.pacer {
            let _ = pacer.join();
        }
        let ended: u64 = tally.statuses.values().chain(tally.failures.values()).sum();
        let due = self.shared.due.load(Ordering::Relaxed);
        Ok(Outcome {
            elapsed,
            unsent: due.saturating_sub(tally.sent),
            cut_off: tally.sent.saturating_sub(ended),
            was_stopped: self.shared.stopped.load(Ordering::Relaxed),
            first_error: self
                .shared
                .first_error
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
            tally,
        })
    }
}

/// Tells that a sender has ended, however it does.
struct Alive<'a>(&'a AtomicUsize);

impl Drop for Alive<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Release);
    }
}

impl Shared {
    /// Lets payloads go as they become due.
    fn pace(&self) {
        let schedule = &self.plan.schedule;
        let mut released = 0;
        loop {
            if self.stopped.load(Ordering::Relaxed) {
                return;
            }
            let elapsed = self.started.elapsed();
            let due = schedule.due_by(elapsed).unwrap_or_default();
            if let Some(further) = due.checked_sub(released).filter(|further| *further > 0) {
                self.due.store(due, Ordering::Relaxed);
                self.permits.add_permits(usize::try_from(further).unwrap_or_default());
                released = due;
            }
            if schedule.is_over(elapsed, released) {
                break;
            }
            let next = schedule.due(released).unwrap_or_default().saturating_sub(elapsed);
            thread::sleep(next.clamp(PACE_MIN, LOOK));
        }
        let begun = self.next.load(Ordering::Relaxed);
        let is_behind = released.saturating_sub(begun) > self.plan.concurrency as u64;
        // Who does not keep up would go on for long after the end of a storm that has one.
        let limit = if schedule.duration.is_some() && is_behind {
            begun
        } else {
            released
        };
        self.limit.fetch_min(limit, Ordering::Relaxed);
        // One each, to see that there is nothing left.
        self.permits.add_permits(self.plan.concurrency);
    }

    /// The number of the next payload, and when it was due; `None` when there is none.
    async fn claim(&self) -> Option<(u64, Instant)> {
        let schedule = &self.plan.schedule;
        if schedule.rate.is_some() {
            self.permits.acquire().await.ok()?.forget();
        } else if self.stopped.load(Ordering::Relaxed) || schedule.is_over(self.started.elapsed(), 0) {
            return None;
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        if number >= self.limit.load(Ordering::Relaxed) {
            return None;
        }
        let due = schedule.due(number);
        Some((number, due.map_or_else(Instant::now, |due| self.started + due)))
    }
}

/// Sends over some connections, on this thread, to the end.
fn send(shared: &Arc<Shared>, connections: usize, payloads: &Payloads) -> io::Result<Tally> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let tally = Rc::new(RefCell::new(Tally::default()));
    let local = LocalSet::new();
    let mut tasks = Vec::with_capacity(connections);
    for _ in 0..connections {
        let connection = Connection {
            shared: Arc::clone(shared),
            payloads: payloads.clone(),
            tally: Rc::clone(&tally),
            open: None,
            body: Vec::new(),
            request: Vec::new(),
        };
        tasks.push(local.spawn_local(connection.run()));
    }
    local.block_on(&runtime, async {
        let all = async {
            for task in tasks {
                let _ = task.await;
            }
        };
        let stopped = async {
            while !shared.stopped.load(Ordering::Relaxed) {
                tokio::time::sleep(LOOK).await;
            }
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            () = all => {}
            () = stopped => {}
        }
    });
    // Whatever still waits for an answer ends here.
    drop(local);
    drop(runtime);
    let tally = tally.borrow().clone();
    Ok(tally)
}

/// One connection, and what is kept for it.
struct Connection {
    shared: Arc<Shared>,
    payloads: Payloads,
    tally: Rc<RefCell<Tally>>,
    open: Option<Open>,
    body: Vec<u8>,
    request: Vec<u8>,
}

/// An open connection, and the head of its requests.
struct Open {
    wire: Wire,
    /// Up to the length of the body.
    before: Vec<u8>,
    /// From there to the body.
    after: Vec<u8>,
    was_used: bool,
}

impl Connection {
    async fn run(mut self) {
        let shared = Arc::clone(&self.shared);
        let timeout = shared.course.settings.timeout.unwrap_or(TIMEOUT_DEFAULT);
        while let Some((number, due)) = shared.claim().await {
            let subject = shared.plan.flap.subject(number, shared.plan.schedule.rate);
            self.body.clear();
            self.payloads.write(subject, Timestamp::now(), &mut self.body);
            {
                let mut tally = self.tally.borrow_mut();
                tally.sent += 1;
                tally.body_bytes += self.body.len() as u64;
            }
            let start = Instant::now();
            let outcome = tokio::time::timeout(timeout, self.exchange()).await;
            let end = Instant::now();
            let outcome = outcome.unwrap_or(Err(Failing::Timeout));
            let counter = match outcome {
                Ok(reply) if (200..300).contains(&reply.status) => &shared.delivered,
                Ok(_) | Err(_) => &shared.failed,
            };
            counter.fetch_add(1, Ordering::Relaxed);
            match outcome {
                Ok(reply) => {
                    let (latency, service) = (end.duration_since(due), end.duration_since(start));
                    self.tally.borrow_mut().answered(reply.status, latency, service);
                    if !reply.is_kept {
                        self.open = None;
                    }
                }
                Err(failing) => {
                    self.tally.borrow_mut().failed(failing);
                    // Whoever cannot even connect would do nothing but count failures.
                    if self.open.take().is_none() && shared.plan.schedule.rate.is_none() {
                        tokio::time::sleep(PAUSE).await;
                    }
                }
            }
        }
    }

    async fn exchange(&mut self) -> Result<Reply, Failing> {
        if let Some(open) = &mut self.open
            && open.was_used
        {
            match open.send(&self.body, &mut self.request).await {
                // As Go's client does: it had been closed while nothing was asked of it.
                Err(Failing::Broken) => self.open = None,
                done => return done,
            }
        }
        let open = match &mut self.open {
            Some(open) => open,
            None => self.open.insert(Open::to(&self.shared).await?),
        };
        let done = open.send(&self.body, &mut self.request).await;
        open.was_used = true;
        done
    }
}

impl Open {
    async fn to(shared: &Shared) -> Result<Self, Failing> {
        let course = &shared.course;
        let url = course.url.expose();
        let opened = shared.connector.open(url, false).await;
        let opened = opened.map_err(|error| {
            let failing = Failing::of(&error);
            let mut first = shared.first_error.lock().unwrap_or_else(PoisonError::into_inner);
            first.get_or_insert(error);
            failing
        })?;
        let facts = Facts {
            length: Some(0),
            token: course.token.as_ref(),
            proxy_authorization: opened.proxy_authorization.as_ref(),
            with_credentials: true,
            ..Facts::default()
        };
        let mut before = format!(
            "POST {} HTTP/1.1\r\nHost: {}\r\n",
            target(url, opened.to_proxy),
            authority(url)
        );
        let mut after = String::from("\r\n");
        let mut is_behind = false;
        for (name, value) in headers(url, course.user_agent, &course.settings, facts) {
            if name == "Content-Length" {
                before.push_str("Content-Length: ");
                is_behind = true;
                continue;
            }
            let part = if is_behind { &mut after } else { &mut before };
            part.extend([&name, ": ", value.expose(), "\r\n"]);
        }
        after.push_str("\r\n");
        Ok(Self {
            wire: Wire::new(opened.stream),
            before: before.into_bytes(),
            after: after.into_bytes(),
            was_used: false,
        })
    }

    async fn send(&mut self, body: &[u8], request: &mut Vec<u8>) -> Result<Reply, Failing> {
        request.clear();
        request.extend_from_slice(&self.before);
        request.extend_from_slice(body.len().to_string().as_bytes());
        request.extend_from_slice(&self.after);
        request.extend_from_slice(body);
        self.wire.exchange(request).await
    }
}
