//! A future that outlives who waits for it, and whose panic is told instead of passed on.
//!
//! What a task of its own would do, without one: a task a request costs more than reading its JSON.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::runtime::Handle;

/// Gives what the future gives; `None` if it panics. Dropped before it is ready, it goes on by itself.
pub(super) struct Surviving<F: Future<Output: Send> + Send + 'static>(Option<Pin<Box<F>>>);

impl<F: Future<Output: Send> + Send + 'static> Surviving<F> {
    pub(super) fn new(future: F) -> Self {
        Self(Some(Box::pin(future)))
    }
}

impl<F: Future<Output: Send> + Send + 'static> Future for Surviving<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(future) = &mut self.0 else {
            return Poll::Ready(None);
        };
        let polled = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx)));
        match polled {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(output)) => {
                self.0 = None;
                Poll::Ready(Some(output))
            }
            Err(_) => {
                self.0 = None;
                Poll::Ready(None)
            }
        }
    }
}

impl<F: Future<Output: Send> + Send + 'static> Drop for Surviving<F> {
    fn drop(&mut self) {
        // Without a runtime nothing can go on: it is ending.
        if let (Some(future), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
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
        assert_eq!(Surviving::new(async { 7 }).await, Some(7));
        let broken = async {
            tokio::task::yield_now().await;
            panic!("on purpose")
        };
        assert_eq!(Surviving::<_>::new(broken).await, None::<()>);
    }

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_goes_on() {
        let (begin, may_begin) = oneshot::channel::<()>();
        let (finish, finished) = oneshot::channel();
        let mut surviving = Surviving::new(async move {
            may_begin.await.unwrap();
            finish.send(()).unwrap();
        });
        // Once, so that it has begun.
        std::future::poll_fn(|cx| {
            assert!(Pin::new(&mut surviving).poll(cx).is_pending());
            Poll::Ready(())
        })
        .await;
        drop(surviving);
        begin.send(()).unwrap();
        finished.await.unwrap();
    }
}
