//! How many requests somebody may send.
//!
//! Counted in windows of a minute, each request in the window it arrives in. Off unless a limit is set: what is left is
//! told all the same, as the headers are part of the contract.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use jiff::Timestamp;

use super::answer::Problem;
use crate::api::ErrorCode;

/// The length of a window.
const WINDOW_SECONDS: i64 = 60;

/// What is left is said to be this where nothing is limited.
const UNLIMITED: u32 = 1000;

const CATEGORY: HeaderName = HeaderName::from_static("x-ratelimit-category");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");
const RETRY_AFTER: HeaderName = HeaderName::from_static("retry-after");

/// Counts the requests of many senders.
pub(super) struct Limiter<K> {
    /// The number of the present window, and what came in it.
    window: Mutex<(i64, HashMap<K, u32>)>,
}

/// What somebody may still do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quota {
    /// `read`, `write` or `webhook`.
    pub category: &'static str,
    /// Requests left in this window.
    pub remaining: u32,
    /// When the next window begins, in seconds since 1970.
    pub reset: i64,
    /// Seconds until then if this request is one too many.
    pub retry_after: Option<i64>,
}

impl<K> Default for Limiter<K> {
    fn default() -> Self {
        Self {
            window: Mutex::new((0, HashMap::new())),
        }
    }
}

impl<K: Hash + Eq> Limiter<K> {
    /// Counts a request of `sender` at `now`, of which `limit` are allowed in a window.
    pub(super) fn count(&self, sender: K, category: &'static str, limit: Option<u32>, now: Timestamp) -> Quota {
        let second = now.as_second();
        let number = second.div_euclid(WINDOW_SECONDS);
        let reset = (number + 1) * WINDOW_SECONDS;
        let Some(limit) = limit else {
            return Quota {
                category,
                remaining: UNLIMITED,
                reset,
                retry_after: None,
            };
        };
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if window.0 != number {
            // What came before does not count any more, so it need not be remembered.
            *window = (number, HashMap::new());
        }
        let used = window.1.entry(sender).or_insert(0);
        let is_allowed = *used < limit;
        if is_allowed {
            *used += 1;
        }
        Quota {
            category,
            remaining: limit - *used,
            reset,
            retry_after: (!is_allowed).then_some(reset - second),
        }
    }
}

impl Quota {
    /// The refusal, if this request is one too many.
    pub(super) fn check(&self) -> Result<(), Problem> {
        match self.retry_after {
            None => Ok(()),
            Some(seconds) => {
                let message = format!(
                    "too many requests of category `{}`: try again in {seconds} s",
                    self.category
                );
                Err(Problem::new(ErrorCode::RateLimited, message))
            }
        }
    }

    /// Writes it into an answer's headers.
    pub(super) fn tell(&self, response: &mut Response) {
        let headers = response.headers_mut();
        headers.insert(CATEGORY, HeaderValue::from_static(self.category));
        headers.insert(REMAINING, self.remaining.into());
        headers.insert(RESET, self.reset.into());
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(600 + second).unwrap()
    }

    #[test]
    fn each_sender_has_so_many_requests_a_minute() {
        let limiter = Limiter::default();
        let count = |sender: &'static str, second| {
            let quota = limiter.count(sender, "read", Some(2), at(second));
            (quota.remaining, quota.retry_after)
        };
        assert_eq!(count("a", 0), (1, None));
        assert_eq!(count("a", 10), (0, None));
        assert_eq!(count("a", 11), (0, Some(49)));
        assert_eq!(count("b", 11), (1, None));
        assert_eq!(count("a", 60), (1, None));
        assert_eq!(limiter.count("a", "read", Some(2), at(61)).reset, 720);
    }

    #[test]
    fn without_a_limit_nothing_is_counted() {
        let limiter = Limiter::default();
        for _ in 0..5000 {
            let quota = limiter.count("a", "read", None, at(0));
            assert_eq!((quota.remaining, quota.retry_after), (UNLIMITED, None));
        }
        assert!(limiter.window.lock().unwrap().1.is_empty());
    }
}
