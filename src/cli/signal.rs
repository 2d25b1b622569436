//! Being told to stop.

use std::io;

/// Ctrl-C everywhere, and SIGTERM where there is one.
pub(super) struct Stop {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Stop {
    /// Watches from now on.
    #[cfg(unix)]
    pub(super) fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Watches from the first wait on.
    #[cfg(not(unix))]
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Takes back what has come in so far.
    pub(super) fn forget(&mut self) {
        #[cfg(unix)]
        {
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            let _ = self.interrupt.poll_recv(&mut context);
            let _ = self.terminate.poll_recv(&mut context);
        }
    }

    /// Returns at the next signal.
    #[cfg(unix)]
    pub(super) async fn wait(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    /// Returns at the next signal.
    #[cfg(not(unix))]
    pub(super) async fn wait(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            // Nobody can tell it to stop, so it runs on.
            std::future::pending::<()>().await;
        }
    }
}
