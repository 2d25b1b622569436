//! HTTP/1.1 with as little as possible between a payload and the socket: one write, mostly one read.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::Failing;
use crate::fire::send::Stream;

/// Bytes that are read at a time.
const CHUNK: usize = 16 << 10;
/// Bytes of a head that are waited for.
const HEAD_MAX: usize = 256 << 10;
/// Headers of an answer that are read.
const HEADERS_MAX: usize = 128;
/// Bytes of a body that are read for the sake of using the connection again.
const BODY_MAX: u64 = 1 << 20;

/// A connection that can be used for one request after the other.
pub(super) struct Wire {
    stream: Box<dyn Stream>,
    buffer: Vec<u8>,
    /// How much of the buffer is filled.
    filled: usize,
}

/// What came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) status: u16,
    /// Whether another request can follow.
    pub(super) is_kept: bool,
}

/// How the length of a body is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    Bytes(u64),
    Chunks,
    ToTheEnd,
}

/// The head of an answer.
struct Head {
    status: u16,
    length: Length,
    closes: bool,
    bytes: usize,
}

impl Wire {
    pub(super) fn new(stream: Box<dyn Stream>) -> Self {
        Self {
            stream,
            buffer: vec![0; CHUNK],
            filled: 0,
        }
    }

    /// Sends a whole request and reads the answer.
    pub(super) async fn exchange(&mut self, request: &[u8]) -> Result<Reply, Failing> {
        let write = self.stream.write_all(request).await;
        // Who refuses a request early may have answered all the same.
        if let Err(error) = write
            && !matches!(error.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset)
        {
            return Err(Failing::Broken);
        }
        let head = loop {
            match self.head()? {
                // Such as `100 Continue`.
                Some(head) if head.status < 200 => self.consume(head.bytes),
                Some(head) => break head,
                None => {
                    if self.filled >= HEAD_MAX {
                        return Err(Failing::NoHttp);
                    }
                    self.fill().await?;
                }
            }
        };
        self.consume(head.bytes);
        let is_read = match head.length {
            Length::Bytes(bytes) if bytes <= BODY_MAX => self.skip(bytes).await.is_ok(),
            Length::Chunks => self.skip_chunks().await.is_ok_and(|is_read| is_read),
            Length::Bytes(_) | Length::ToTheEnd => false,
        };
        Ok(Reply {
            status: head.status,
            is_kept: is_read && !head.closes,
        })
    }

    /// The head in the buffer; `None` if it is not whole.
    fn head(&self) -> Result<Option<Head>, Failing> {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
        let mut response = httparse::Response::new(&mut headers);
        let bytes = match response.parse(&self.buffer[..self.filled]) {
            Ok(httparse::Status::Complete(bytes)) => bytes,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(_) => return Err(Failing::NoHttp),
        };
        let status = response.code.ok_or(Failing::NoHttp)?;
        let mut length = Length::ToTheEnd;
        let mut closes = response.version == Some(0);
        for header in response.headers.iter() {
            let is = |word: &[u8]| {
                let mut words = header.value.split(|byte| *byte == b',');
                words.any(|value| value.trim_ascii().eq_ignore_ascii_case(word))
            };
            if header.name.eq_ignore_ascii_case("content-length") && length != Length::Chunks {
                let text = std::str::from_utf8(header.value).unwrap_or_default();
                length = Length::Bytes(text.trim().parse().map_err(|_| Failing::NoHttp)?);
            } else if header.name.eq_ignore_ascii_case("transfer-encoding") && is(b"chunked") {
                length = Length::Chunks;
            } else if header.name.eq_ignore_ascii_case("connection") {
                closes |= is(b"close");
            }
        }
        if status < 200 || matches!(status, 204 | 304) {
            length = Length::Bytes(0);
        }
        Ok(Some(Head {
            status,
            length,
            closes,
            bytes,
        }))
    }

    async fn fill(&mut self) -> Result<(), Failing> {
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.filled + CHUNK, 0);
        }
        let read = self.stream.read(&mut self.buffer[self.filled..]).await;
        match read {
            Ok(0) | Err(_) => Err(Failing::Broken),
            Ok(count) => {
                self.filled += count;
                Ok(())
            }
        }
    }

    /// Takes bytes out of the front of the buffer.
    fn consume(&mut self, bytes: usize) {
        self.buffer.copy_within(bytes..self.filled, 0);
        self.filled -= bytes;
    }

    async fn skip(&mut self, mut bytes: u64) -> Result<(), Failing> {
        loop {
            let here = usize::try_from(bytes).unwrap_or(usize::MAX).min(self.filled);
            self.consume(here);
            bytes -= here as u64;
            if bytes == 0 {
                return Ok(());
            }
            self.fill().await?;
        }
    }

    /// Whether the last chunk was read.
    async fn skip_chunks(&mut self) -> Result<bool, Failing> {
        let mut total = 0;
        loop {
            match httparse::parse_chunk_size(&self.buffer[..self.filled]) {
                Ok(httparse::Status::Partial) => self.fill().await?,
                Err(_) => return Err(Failing::NoHttp),
                Ok(httparse::Status::Complete((at, size))) => {
                    self.consume(at);
                    if size == 0 {
                        return self.skip_trailers().await;
                    }
                    total += size;
                    if total > BODY_MAX {
                        return Ok(false);
                    }
                    // With the line break behind it.
                    self.skip(size + 2).await?;
                }
            }
        }
    }

    async fn skip_trailers(&mut self) -> Result<bool, Failing> {
        loop {
            let line = self.buffer[..self.filled].windows(2).position(|pair| pair == b"\r\n");
            match line {
                Some(0) => {
                    self.consume(2);
                    return Ok(true);
                }
                Some(end) => self.consume(end + 2),
                None if self.filled >= HEAD_MAX => return Ok(false),
                None => self.fill().await?,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a server that sends `answer`, in pieces of `piece` bytes, is taken to say to two requests.
    async fn replies(answer: &'static [u8], piece: usize) -> Vec<Result<Reply, Failing>> {
        let (near, mut far) = tokio::io::duplex(1 << 16);
        let server = tokio::spawn(async move {
            for piece in answer.chunks(piece) {
                // The client may have hung up: it has read what it needs to know.
                if far.write_all(piece).await.is_err() {
                    return;
                }
                tokio::task::yield_now().await;
            }
            let mut request = Vec::new();
            let _ = far.shutdown().await;
            let _ = far.read_to_end(&mut request).await;
        });
        let mut wire = Wire::new(Box::new(near));
        let replies = vec![wire.exchange(b"x").await, wire.exchange(b"x").await];
        drop(wire);
        server.await.expect("it ends");
        replies
    }

    #[tokio::test]
    async fn answers_are_read_to_their_end_however_they_come() {
        let kept = |status| Ok(Reply { status, is_kept: true });
        let lost = |status| Ok(Reply { status, is_kept: false });
        for piece in [1, 2, 7, 1000] {
            for (answer, expected) in [
                (
                    &b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"[..],
                    [kept(200), kept(503)],
                ),
                (
                    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n\
                      HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
                    [kept(200), kept(204)],
                ),
                (
                    b"HTTP/1.1 429 Slow\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                    [lost(429), Err(Failing::Broken)],
                ),
                (b"HTTP/1.0 200 OK\r\n\r\n", [lost(200), Err(Failing::Broken)]),
                // Who promises more than a megabyte is hung up on.
                (
                    b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n",
                    [lost(200), Err(Failing::Broken)],
                ),
                // The status counts.
                (
                    b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
                    [lost(200), Err(Failing::Broken)],
                ),
                (b"SSH-2.0-x\r\n", [Err(Failing::NoHttp), Err(Failing::NoHttp)]),
                (b"", [Err(Failing::Broken), Err(Failing::Broken)]),
            ] {
                let text = String::from_utf8_lossy(answer);
                let replies = replies(answer, piece).await;
                assert_eq!(replies[0], expected[0], "{text} by {piece}");
                if expected[0] == kept(200) {
                    assert_eq!(replies[1], expected[1], "{text} by {piece}");
                }
            }
        }
    }
}
