//! A connection that can be cut at a chosen place of an answer, so that faults look as they do when a machine dies.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Where an answer is cut. As an extension of a response it has the connection cut there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CutAt {
    /// Before its first byte, and the connection is reset.
    Start,
    /// Inside its head.
    Head,
    /// After the head and so many bytes of the body.
    Body(usize),
}

/// Bytes of a head that are sent when it is cut: the status, and the beginning of what follows.
const HEAD_BYTES: usize = 24;

/// Tells a connection where to cut. Clones share it.
#[derive(Clone, Default)]
pub(super) struct Scissors(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// Looked at with every write, so it costs no lock while there is nothing to cut.
    is_set: AtomicBool,
    at: Mutex<Option<CutAt>>,
}

impl Scissors {
    /// Cuts the answer that is written next.
    pub(super) fn cut(&self, at: CutAt) {
        *self.0.at.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
        self.0.is_set.store(true, Ordering::Release);
    }

    /// How many of these bytes, the next of the answer, may still go; `None` for all of them.
    fn allowed(&self, next: &[u8]) -> Option<usize> {
        if !self.0.is_set.load(Ordering::Acquire) {
            return None;
        }
        let mut at = self.0.at.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = match *at {
            None => return None,
            Some(CutAt::Start) => 0,
            Some(CutAt::Head) => HEAD_BYTES,
            Some(CutAt::Body(bytes)) => {
                // The head comes first and in one piece.
                let head = next
                    .windows(4)
                    .position(|window| window == b"\r\n\r\n")
                    .map(|end| end + 4);
                head.unwrap_or_default() + bytes
            }
        };
        let sent = wanted.min(next.len());
        // What is still allowed after these.
        let rest = wanted - sent;
        *at = Some(if rest == 0 { CutAt::Start } else { CutAt::Body(rest) });
        Some(sent)
    }

    fn resets(&self) -> bool {
        *self.0.at.lock().unwrap_or_else(PoisonError::into_inner) == Some(CutAt::Start)
    }
}

/// A connection with scissors.
pub(super) struct Wire {
    stream: TcpStream,
    scissors: Scissors,
    has_written: bool,
}

impl Wire {
    pub(super) fn new(stream: TcpStream, scissors: Scissors) -> Self {
        Self {
            stream,
            scissors,
            has_written: false,
        }
    }

    fn cut(&mut self) -> io::Error {
        if !self.has_written && self.scissors.resets() {
            // Where that cannot be set the connection is closed instead, which senders treat alike.
            let _ = self.stream.set_zero_linger();
        }
        io::Error::new(io::ErrorKind::ConnectionAborted, "cut on purpose")
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let allowed = self.scissors.allowed(bytes);
        match allowed {
            None => Pin::new(&mut self.stream).poll_write(cx, bytes),
            Some(0) => Poll::Ready(Err(self.cut())),
            Some(some) => {
                self.has_written = true;
                Pin::new(&mut self.stream).poll_write(cx, &bytes[..some])
            }
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.scissors.0.is_set.load(Ordering::Acquire) {
            let first = pieces.iter().find(|piece| !piece.is_empty());
            return self.poll_write(cx, first.map(|piece| &**piece).unwrap_or_default());
        }
        Pin::new(&mut self.stream).poll_write_vectored(cx, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
