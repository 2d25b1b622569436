//! A timer for deadlines that as a rule are not needed: the head of the next request is there long before its time is over.
//!
//! A connection has one alarm. A later deadline leaves it as it is, and it is set anew when it goes off too early: once in a
//! deadline's time instead of once a request.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use hyper::rt::{Sleep, Timer};

/// One connection's timer: one task polls what it gives.
#[derive(Clone, Default)]
pub(super) struct LateTimer(Arc<Mutex<Alarm>>);

type Alarm = Option<Pin<Box<tokio::time::Sleep>>>;

struct LateSleep {
    deadline: Instant,
    alarm: Arc<Mutex<Alarm>>,
}

impl Timer for LateTimer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(Instant::now() + duration)
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        Box::pin(LateSleep {
            deadline,
            alarm: Arc::clone(&self.0),
        })
    }
}

impl Sleep for LateSleep {}

impl Future for LateSleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let deadline = self.deadline.into();
        let mut alarm = self.alarm.lock().unwrap_or_else(PoisonError::into_inner);
        let alarm = alarm.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        if alarm.deadline() > deadline {
            alarm.as_mut().reset(deadline);
        }
        while alarm.as_mut().poll(cx).is_ready() {
            if alarm.deadline() >= deadline {
                return Poll::Ready(());
            }
            alarm.as_mut().reset(deadline);
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn none_goes_off_before_its_time_whatever_was_waited_for_before() {
        let timer = LateTimer::default();
        // Later than the one before, and earlier; some are given up.
        for (milliseconds, is_given_up) in [
            (5, false),
            (10_000, true),
            (20, false),
            (30, true),
            (40, false),
            (10, false),
        ] {
            let time = Duration::from_millis(milliseconds);
            let began = Instant::now();
            let mut sleep = timer.sleep(time);
            if is_given_up {
                let polled = std::future::poll_fn(|cx| Poll::Ready(sleep.as_mut().poll(cx)));
                assert!(polled.await.is_pending());
            } else {
                sleep.await;
                assert!(began.elapsed() >= time);
            }
        }
    }
}
