//! Reading a body within bounds of size and time.

use std::fmt::Display;
use std::future::{Future, poll_fn};
use std::io::Read as _;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, Request};
use flate2::read::MultiGzDecoder;
use http_body_util::BodyExt;
use hyper::body::Frame;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::answer::Problem;
use crate::api::ErrorCode;

/// How long a body may take to arrive. A sender's own budget is 10 s.
const TIME_MAX: Duration = Duration::from_secs(30);

/// Bytes of all bodies that are held at once, or one body's if that is more.
const BYTES_AT_ONCE_MAX: usize = 256 << 20;

/// What the room for bodies is counted in.
const UNIT_BYTES: usize = 1024;

/// Bytes that are copied, so that who reads the connection can use its own memory again.
const COPIED_BYTES_MAX: usize = 4096;

/// How much of a refused body is still read, so that the sender gets to see the answer.
const DRAIN_BYTES_MAX: usize = 64 << 20;

/// How long refusing takes at most.
const DRAIN_TIME_MAX: Duration = Duration::from_secs(5);

/// Reads bodies within bounds: each has a size and a time, all together have room in memory.
pub(super) struct Bodies {
    limit: usize,
    time: Duration,
    room: Arc<Semaphore>,
}

/// A body that was read. Its room is free again when this is dropped.
pub(super) struct ReadBody {
    pub bytes: Bytes,
    _room: OwnedSemaphorePermit,
}

/// What headers say of a body.
pub(super) struct Stated {
    is_compressed: bool,
    /// How long it may be.
    bytes_max: usize,
}

/// A body as it comes in.
pub(super) trait Readable: hyper::body::Body<Data = Bytes, Error: Display> + Send + Unpin {}

impl<B: hyper::body::Body<Data = Bytes, Error: Display> + Send + Unpin> Readable for B {}

impl Bodies {
    /// Bodies of at most `limit` bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self::with_time(limit, TIME_MAX)
    }

    fn with_time(limit: usize, time: Duration) -> Self {
        Self {
            limit,
            time,
            room: Arc::new(Semaphore::new(units(BYTES_AT_ONCE_MAX.max(limit)))),
        }
    }

    /// What headers say of a JSON body. It is refused if they show that it is none, or too large.
    pub(super) fn check(&self, headers: &HeaderMap) -> Result<Stated, Box<Problem>> {
        check_headers(headers, self.limit)?;
        let is_compressed = is_compressed(headers);
        // How large a compressed body is shows only when it is unpacked.
        let length = stated_length(headers).filter(|_| !is_compressed);
        Ok(Stated {
            is_compressed,
            bytes_max: length.unwrap_or(self.limit),
        })
    }

    /// Reads the JSON body of a request.
    pub(super) async fn read_json(&self, request: Request<Body>) -> Result<ReadBody, Problem> {
        let (head, mut body) = request.into_parts();
        self.read(self.check(&head.headers), &mut body).await
    }

    /// Reads a body of which [`Bodies::check`] says this.
    pub(super) async fn read<B: Readable>(
        &self,
        stated: Result<Stated, Box<Problem>>,
        body: &mut B,
    ) -> Result<ReadBody, Problem> {
        let stated = match stated {
            Ok(stated) => stated,
            Err(problem) => {
                drain(body).await;
                return Err(*problem);
            }
        };
        let wanted = u32::try_from(units(stated.bytes_max)).unwrap_or(u32::MAX);
        let room = match Arc::clone(&self.room).try_acquire_many_owned(wanted) {
            Ok(room) => room,
            Err(_) => Box::pin(self.wait_for_room(wanted)).await?,
        };
        match within(self.time, collect(&mut *body, self.limit)).await {
            Some(Ok(bytes)) => {
                let bytes = if stated.is_compressed {
                    Box::pin(unpack(bytes, self.limit)).await?
                } else {
                    bytes
                };
                Ok(ReadBody { bytes, _room: room })
            }
            Some(Err(problem)) => {
                drain(body).await;
                Err(*problem)
            }
            None => {
                let message = format!("the body did not arrive within {} s", self.time.as_secs());
                Err(Problem::new(ErrorCode::RequestTimeout, message))
            }
        }
    }

    async fn wait_for_room(&self, wanted: u32) -> Result<OwnedSemaphorePermit, Problem> {
        match tokio::time::timeout(self.time, Arc::clone(&self.room).acquire_many_owned(wanted)).await {
            Ok(Ok(room)) => Ok(room),
            _ => {
                let message = "too many large payloads at once";
                Err(Problem::new(ErrorCode::ServiceUnavailable, message))
            }
        }
    }
}

/// What the future gives, if it gives it in time.
///
/// Who reads a connection hands out what is there when it is asked a second time: a timer is worth its cost only then.
async fn within<T>(time: Duration, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut was_asked = false;
    let at_once = poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending if std::mem::replace(&mut was_asked, true) => Poll::Ready(None),
        Poll::Pending => {
            cx.waker().wake_by_ref();
            Poll::Pending
        }
    });
    match at_once.await {
        Some(value) => Some(value),
        None => Box::pin(tokio::time::timeout(time, future)).await.ok(),
    }
}

/// Bytes in units, rounded up.
fn units(bytes: usize) -> usize {
    bytes.div_ceil(UNIT_BYTES)
}

fn stated_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Reads and forgets the body of a request that is refused for another reason.
pub(super) async fn discard(request: Request<Body>) {
    drain(&mut request.into_body()).await;
}

fn check_headers(headers: &HeaderMap, limit: usize) -> Result<(), Box<Problem>> {
    if let Some(value) = headers.get(CONTENT_TYPE) {
        // Bytes that are no text are no content type that is understood, and not none either.
        let text = String::from_utf8_lossy(value.as_bytes());
        let kind = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if !kind.is_empty() && kind != "application/json" && !kind.ends_with("+json") {
            let message = format!("content type `{kind}` is not understood: send application/json");
            return Err(Problem::new(ErrorCode::UnsupportedMediaType, message).into());
        }
    }
    if let Some(value) = headers.get(CONTENT_ENCODING) {
        let encoding = String::from_utf8_lossy(value.as_bytes()).trim().to_ascii_lowercase();
        if !matches!(encoding.as_str(), "" | "identity" | "gzip" | "x-gzip") {
            let message = format!("content encoding `{encoding}` is not understood: send gzip, or none");
            return Err(Problem::new(ErrorCode::UnsupportedMediaType, message).into());
        }
    }
    if stated_length(headers).is_some_and(|length| length > limit) {
        return Err(too_large(limit).into());
    }
    Ok(())
}

fn is_compressed(headers: &HeaderMap) -> bool {
    let encoding = headers.get(CONTENT_ENCODING).and_then(|value| value.to_str().ok());
    encoding.is_some_and(|encoding| encoding.trim().to_ascii_lowercase().ends_with("gzip"))
}

/// Unpacks a body of gzip, up to `limit` bytes: what would become larger is refused as soon as it does.
async fn unpack(bytes: Bytes, limit: usize) -> Result<Bytes, Problem> {
    // It takes milliseconds of computing, which others must not wait for.
    let unpacking = tokio::task::spawn_blocking(move || {
        let mut unpacked = Vec::new();
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        let read = MultiGzDecoder::new(&*bytes).take(most).read_to_end(&mut unpacked);
        read.map(|_| unpacked)
    });
    match unpacking.await {
        Ok(Ok(unpacked)) if unpacked.len() > limit => Err(too_large(limit)),
        Ok(Ok(unpacked)) => Ok(unpacked.into()),
        Ok(Err(error)) => Err(Problem::invalid(format!("the body is not gzip: {error}"))),
        Err(_) => Err(Problem::new(ErrorCode::InternalError, "the server failed")),
    }
}

async fn collect<B: Readable>(body: &mut B, limit: usize) -> Result<Bytes, Box<Problem>> {
    let mut first = Bytes::new();
    let mut all: Vec<u8> = Vec::new();
    while !body.is_end_stream()
        && let Some(frame) = body.frame().await
    {
        let data = match frame.map(Frame::into_data) {
            Ok(Ok(data)) => data,
            // Trailers.
            Ok(Err(_)) => continue,
            Err(error) => {
                let message = format!("the body broke off: {error}");
                return Err(Problem::invalid(message).into());
            }
        };
        if first.len() + all.len() + data.len() > limit {
            return Err(too_large(limit).into());
        }
        // Most bodies come in one piece; a large one needs no copy.
        if first.is_empty() && all.is_empty() {
            first = if data.len() <= COPIED_BYTES_MAX {
                Bytes::copy_from_slice(&data)
            } else {
                data
            };
        } else {
            all.extend_from_slice(&std::mem::take(&mut first));
            all.extend_from_slice(&data);
        }
    }
    Ok(if all.is_empty() { first } else { all.into() })
}

fn too_large(limit: usize) -> Problem {
    let message = format!("the body is larger than {limit} bytes");
    Problem::new(ErrorCode::PayloadTooLarge, message)
}

pub(super) fn drain<B: Readable>(body: &mut B) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
    // Few are, so that the others need not have room for it.
    Box::pin(async move {
        let reading = async {
            let mut read = 0;
            while let Some(Ok(frame)) = body.frame().await {
                read += frame.data_ref().map_or(0, Bytes::len);
                if read > DRAIN_BYTES_MAX {
                    break;
                }
            }
        };
        // Who is slower than this does not get to see the answer.
        let _ = tokio::time::timeout(DRAIN_TIME_MAX, reading).await;
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    /// A body of which nothing ever arrives.
    struct Never;

    impl hyper::body::Body for Never {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            Poll::Pending
        }
    }

    fn post(body: impl Into<Body>) -> Request<Body> {
        Request::post("/").body(body.into()).unwrap()
    }

    #[tokio::test]
    async fn a_slow_sender_is_told_that_its_time_is_over() {
        let bodies = Bodies::with_time(1000, Duration::from_millis(20));
        let problem = bodies.read_json(post(Body::new(Never))).await.err().unwrap();
        assert_eq!(problem.status(), 408);
    }

    #[tokio::test]
    async fn bodies_wait_for_room_and_give_it_back() {
        let limit = BYTES_AT_ONCE_MAX;
        let bodies = Bodies::with_time(limit, Duration::from_millis(20));
        // Without a stated length it may become as large as is allowed.
        let first = bodies.read_json(post("{}")).await.unwrap();
        assert_eq!(first.bytes, "{}");
        let problem = bodies.read_json(post("{}")).await.err().unwrap();
        assert_eq!(problem.status(), 503);
        drop(first);
        assert!(bodies.read_json(post("{}")).await.is_ok());
    }
}
