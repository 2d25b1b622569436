//! Being told to stop.

use std::io;
use std::task::{Context, Waker};

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlC, ctrl_c};

/// Ctrl-C, and SIGTERM where there is one.
pub(super) struct Stop {
    #[cfg(unix)]
    interrupt: Signal,
    #[cfg(unix)]
    terminate: Signal,
    #[cfg(windows)]
    interrupt: CtrlC,
}

impl Stop {
    /// Watches from now on.
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {
            #[cfg(unix)]
            interrupt: signal(SignalKind::interrupt())?,
            #[cfg(unix)]
            terminate: signal(SignalKind::terminate())?,
            #[cfg(windows)]
            interrupt: ctrl_c()?,
        })
    }

    /// Takes back what has come in so far.
    pub(super) fn forget(&mut self) {
        let mut context = Context::from_waker(Waker::noop());
        let _ = self.interrupt.poll_recv(&mut context);
        #[cfg(unix)]
        let _ = self.terminate.poll_recv(&mut context);
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
    #[cfg(windows)]
    pub(super) async fn wait(&mut self) {
        self.interrupt.recv().await;
    }
}
