//! What an answer means, and what Alertmanager would do with it.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;

use super::attempts::BUDGET_MIN;
use crate::duration::format_prometheus;

/// What an HTTP status means to Alertmanager's webhook integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 2xx: delivered.
    Delivered,
    /// A redirect: Alertmanager follows it unless told not to; this program does not.
    Redirected,
    /// 404 or 410: nobody has this routing key.
    UnknownKey,
    /// 401 or 403: the receiver wants other credentials.
    Unauthorized,
    /// 429: too many requests.
    RateLimited,
    /// Anything else.
    Refused,
    /// 5xx: the receiver cannot at the moment.
    Unavailable,
}

impl Outcome {
    /// The meaning of a status.
    #[must_use]
    pub fn of(status: StatusCode) -> Self {
        match status.as_u16() {
            200..=299 => Self::Delivered,
            301..=303 | 307 | 308 => Self::Redirected,
            404 | 410 => Self::UnknownKey,
            401 | 403 => Self::Unauthorized,
            429 => Self::RateLimited,
            500..=599 => Self::Unavailable,
            _ => Self::Refused,
        }
    }

    /// What Alertmanager does with it.
    #[must_use]
    pub fn reaction(self) -> Reaction {
        match self {
            Self::Delivered => Reaction::Done,
            Self::Redirected => Reaction::FollowsRedirect,
            Self::Unavailable => Reaction::RetriesWithBackOff,
            Self::UnknownKey | Self::Unauthorized | Self::RateLimited | Self::Refused => Reaction::WaitsForNextInterval,
        }
    }
}

/// What Alertmanager does after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// It notes the group as notified.
    Done,
    /// It asks the other place, mostly by GET without the payload.
    FollowsRedirect,
    /// It tries again and again until the time for this delivery is over, then waits for the next interval.
    RetriesWithBackOff,
    /// It gives up at once, and sends the group again at the next interval.
    WaitsForNextInterval,
}

impl Reaction {
    /// One sentence, for a group that is sent every `group_interval`.
    #[must_use]
    pub fn tell(self, group_interval: Duration) -> impl fmt::Display {
        Told {
            reaction: self,
            group_interval,
        }
    }
}

struct Told {
    reaction: Reaction,
    group_interval: Duration,
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let interval = format_prometheus(self.group_interval);
        match self.reaction {
            Reaction::Done => f.write_str("Alertmanager would count the group as notified"),
            Reaction::FollowsRedirect => f.write_str(
                "Alertmanager would follow the redirect: after 301, 302 or 303 with a GET that carries no alerts",
            ),
            Reaction::RetriesWithBackOff => {
                let budget = format_prometheus(self.group_interval.max(BUDGET_MIN));
                write!(
                    f,
                    "Alertmanager would retry with back-off for {budget}, then again at the next group_interval, {interval}"
                )
            }
            Reaction::WaitsForNextInterval => write!(
                f,
                "Alertmanager would not retry at once: it would try again at the next group_interval, {interval}"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_5xx_is_retried_at_once() {
        let reaction = |status| Outcome::of(StatusCode::from_u16(status).expect("it is a status")).reaction();
        for status in [200, 204, 299] {
            assert_eq!(reaction(status), Reaction::Done);
        }
        for status in [500, 503, 599] {
            assert_eq!(reaction(status), Reaction::RetriesWithBackOff);
        }
        for status in [304, 400, 404, 408, 413, 429, 600] {
            assert_eq!(reaction(status), Reaction::WaitsForNextInterval, "{status}");
        }
        assert_eq!(reaction(302), Reaction::FollowsRedirect);
    }

    #[test]
    fn the_budget_is_never_below_ten_seconds() {
        let told = |seconds| {
            Reaction::RetriesWithBackOff
                .tell(Duration::from_secs(seconds))
                .to_string()
        };
        assert!(told(5).contains("for 10s, then again at the next group_interval, 5s"));
        assert!(told(300).contains("for 5m, then again"));
    }
}
