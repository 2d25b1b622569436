//! A future that outlives who waits for it, and whose panic is told instead of passed on.
//!
//! What a task of its own would do, without one: a task a request costs more than reading its JSON.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::runtime::Handle;

/// Whoever waits for a future. Clones are the same one.
#[derive(Clone, Default)]
pub(super) struct Waiting(Arc<AtomicBool>);

impl Waiting {
    /// Whether nobody waits any more.
    pub(super) fn is_over(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Gives what the future gives; `None` if it panics. Dropped before it is ready, it goes on by itself.
pub(super) struct Surviving<T: Send + 'static> {
    future: Option<Pin<Box<dyn Future<Output = T> + Send>>>,
    waiting: Waiting,
}

impl<T: Send + 'static> Surviving<T> {
    /// `waiting` is over when this is dropped too early.
    pub(super) fn new(future: impl Future<Output = T> + Send + 'static, waiting: Waiting) -> Self {
        Self {
            future: Some(Box::pin(future)),
            waiting,
        }
    }
}

impl<T: Send + 'static> Future for Surviving<T> {
    type Output = Option<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(future) = &mut self.future else {
            return Poll::Ready(None);
        };
        let polled = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx)));
        match polled {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(output)) => {
                self.future = None;
                Poll::Ready(Some(output))
            }
            Err(_) => {
                self.future = None;
                Poll::Ready(None)
            }
        }
    }
}

impl<T: Send + 'static> Drop for Surviving<T> {
    fn drop(&mut self) {
        let Some(future) = self.future.take() else {
            return;
        };
        self.waiting.0.store(true, Ordering::Release);
        // Without a runtime nothing can go on: it is ending.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(future);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::oneshot;

    #[tokio::test]
    async fn it_gives_what_the_future_gives_and_nothing_for_a_panic() {
        let waiting = Waiting::default();
        assert_eq!(Surviving::new(async { 7 }, waiting.clone()).await, Some(7));
        assert!(!waiting.is_over());
        let broken = async {
            tokio::task::yield_now().await;
            panic!("on purpose")
        };
        assert_eq!(Surviving::<_>::new(broken, waiting).await, None::<()>);
    }

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_goes_on() {
        let (begin, may_begin) = oneshot::channel::<()>();
        let (finish, finished) = oneshot::channel();
        let waiting = Waiting::default();
        let is_over = waiting.clone();
        let work = async move {
            may_begin.await.unwrap();
            finish.send(is_over.is_over()).unwrap();
        };
        let mut surviving = Surviving::new(work, waiting);
        // Once, so that it has begun.
        std::future::poll_fn(|cx| {
            assert!(Pin::new(&mut surviving).poll(cx).is_pending());
            Poll::Ready(())
        })
        .await;
        drop(surviving);
        begin.send(()).unwrap();
        assert!(finished.await.unwrap());
    }
}
