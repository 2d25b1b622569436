//! What is counted and measured.

use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::Histogram;

use crate::fire::{SendError, TlsProblem};

/// The longest latency that is told from longer ones, in microseconds.
const LATENCY_MAX_MICROSECONDS: u64 = 3_600_000_000;

/// Why a payload was not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Failing {
    /// The host's name leads nowhere.
    UnknownHost,
    /// Nobody listens.
    Refused,
    /// No connection for another reason.
    Connect,
    /// The connection cannot be made private.
    Tls,
    /// The proxy does not do what it should.
    Proxy,
    /// No answer in time.
    Timeout,
    /// The connection ended before the answer did.
    Broken,
    /// What came back is no HTTP.
    NoHttp,
}

impl Failing {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnknownHost => "unknown_host",
            Self::Refused => "connection_refused",
            Self::Connect => "cannot_connect",
            Self::Tls => "tls",
            Self::Proxy => "proxy",
            Self::Timeout => "timeout",
            Self::Broken => "connection_broken",
            Self::NoHttp => "no_http",
        }
    }

    /// The class of an error.
    pub(super) fn of(error: &SendError) -> Self {
        match error {
            SendError::UnknownHost { .. } => Self::UnknownHost,
            SendError::Closed { .. } => Self::Refused,
            SendError::Connect { .. } => Self::Connect,
            SendError::Tls {
                problem: TlsProblem::NotTls,
                ..
            }
            | SendError::Tls { .. }
            | SendError::SetUp { .. } => Self::Tls,
            SendError::Proxy { .. } | SendError::UnusableProxy { .. } | SendError::Token { .. } => Self::Proxy,
            SendError::NoConnection { .. } | SendError::Timeout { .. } => Self::Timeout,
            SendError::Broken { .. } | SendError::Redirects { .. } | SendError::Redirected { .. } => Self::Broken,
        }
    }
}

/// What was counted and measured. Its size does not depend on how much that was.
#[derive(Clone, Debug)]
pub struct Tally {
    /// How many payloads were sent, or tried to be.
    pub sent: u64,
    /// How many answers had each status.
    pub statuses: BTreeMap<u16, u64>,
    /// How many had no answer, by why.
    pub failures: BTreeMap<Failing, u64>,
    /// Microseconds from when a payload was due until its answer was read.
    pub latency: Histogram<u64>,
    /// Microseconds from when it was sent until its answer was read.
    pub service: Histogram<u64>,
    /// Bytes of bodies sent.
    pub body_bytes: u64,
}

impl Default for Tally {
    fn default() -> Self {
        let histogram =
            || Histogram::new_with_max(LATENCY_MAX_MICROSECONDS, 3).expect("an hour with three digits is a histogram");
        Self {
            sent: 0,
            statuses: BTreeMap::new(),
            failures: BTreeMap::new(),
            latency: histogram(),
            service: histogram(),
            body_bytes: 0,
        }
    }
}

impl Tally {
    /// Counts an answer.
    pub(super) fn answered(&mut self, status: u16, latency: Duration, service: Duration) {
        *self.statuses.entry(status).or_default() += 1;
        record(&mut self.latency, latency);
        record(&mut self.service, service);
    }

    /// Counts a failure.
    pub(super) fn failed(&mut self, failing: Failing) {
        *self.failures.entry(failing).or_default() += 1;
    }

    /// Adds what another one counted.
    pub(super) fn add(&mut self, other: &Self) {
        self.sent += other.sent;
        self.body_bytes += other.body_bytes;
        for (status, count) in &other.statuses {
            *self.statuses.entry(*status).or_default() += count;
        }
        for (failing, count) in &other.failures {
            *self.failures.entry(*failing).or_default() += count;
        }
        // Both have the same bounds.
        let _ = self.latency.add(&other.latency);
        let _ = self.service.add(&other.service);
    }

    /// How many were taken.
    #[must_use]
    pub fn delivered(&self) -> u64 {
        self.statuses.range(200..300).map(|(_, count)| count).sum()
    }
}

fn record(histogram: &mut Histogram<u64>, duration: Duration) {
    let microseconds = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
    histogram.saturating_record(microseconds.max(1));
}
