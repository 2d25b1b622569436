//! Reading server-sent events.

use std::time::Duration;

use reqwest::Response;

use super::ClientError;
use super::request::innermost;

/// How long nothing may come. The server says something every 15 s.
const SILENCE_MAX: Duration = Duration::from_secs(45);

/// Bytes an event may have: as escaped JSON a payload of the usual limit is six times as large at the most.
const EVENT_BYTES_MAX: usize = 64 << 20;

/// One event as it was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerEvent {
    /// What names it; a reader that comes back says which it saw last.
    pub id: Option<String>,
    /// What kind of event it is.
    pub kind: String,
    /// What it says, as JSON.
    pub data: String,
}

/// A stream of events.
pub struct EventStream {
    response: Response,
    server: String,
    parser: Parser,
}

impl EventStream {
    pub(super) fn new(response: Response, server: String) -> Self {
        Self {
            response,
            server,
            parser: Parser::default(),
        }
    }

    /// The next event; `None` when the server has ended the stream.
    pub async fn next(&mut self) -> Result<Option<ServerEvent>, ClientError> {
        loop {
            if let Some(event) = self.parser.next() {
                return Ok(Some(event));
            }
            let unreachable = |why: String| ClientError::Unreachable {
                server: self.server.clone(),
                why,
            };
            match tokio::time::timeout(SILENCE_MAX, self.response.chunk()).await {
                Err(_) => return Err(unreachable("the connection fell silent".to_owned())),
                Ok(Err(error)) => return Err(unreachable(format!("the connection broke: {}", innermost(&error)))),
                Ok(Ok(None)) => return Ok(None),
                Ok(Ok(Some(bytes))) => {
                    if self.parser.push(&bytes).is_err() {
                        return Err(ClientError::TooLarge {
                            server: self.server.clone(),
                            what: "an event",
                            limit: EVENT_BYTES_MAX,
                        });
                    }
                }
            }
        }
    }
}

/// Puts lines together to events.
#[derive(Default)]
struct Parser {
    bytes: Vec<u8>,
    /// Where the lines that have not been looked at begin.
    at: usize,
    /// How far there is no end of such a line.
    searched: usize,
    event: ServerEvent,
    has_data: bool,
}

struct TooLarge;

impl Parser {
    fn push(&mut self, bytes: &[u8]) -> Result<(), TooLarge> {
        self.bytes.drain(..self.at);
        self.searched = self.searched.saturating_sub(self.at);
        self.at = 0;
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() + self.event.data.len() > EVENT_BYTES_MAX {
            return Err(TooLarge);
        }
        Ok(())
    }

    fn next(&mut self) -> Option<ServerEvent> {
        loop {
            let from = self.searched.max(self.at);
            let Some(end) = memchr::memchr(b'\n', &self.bytes[from..]) else {
                self.searched = self.bytes.len();
                return None;
            };
            let line = String::from_utf8_lossy(&self.bytes[self.at..from + end]).into_owned();
            self.at = from + end + 1;
            let line = line.strip_suffix('\r').unwrap_or(&line);
            if line.is_empty() {
                let event = std::mem::take(&mut self.event);
                if std::mem::take(&mut self.has_data) {
                    return Some(event);
                }
                continue;
            }
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match name {
                "id" => self.event.id = Some(value.to_owned()),
                "event" => value.clone_into(&mut self.event.kind),
                "data" => {
                    if self.has_data {
                        self.event.data.push('\n');
                    }
                    self.event.data.push_str(value);
                    self.has_data = true;
                }
                // Comments, and when to come back, which is up to who reads.
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_put_together_wherever_the_stream_was_cut() {
        let text = ": hello\n\nid: a-1\nevent: incident\ndata: {\"a\":\ndata: 1}\r\n\r\nretry: 5\n\ndata\n\nevent: x\ndata:y\n\n";
        let expected = [
            ("incident", "{\"a\":\n1}", Some("a-1")),
            ("", "", None),
            ("x", "y", None),
        ];
        for size in [1, 2, 3, 7, 1000] {
            let mut parser = Parser::default();
            let mut seen = Vec::new();
            for piece in text.as_bytes().chunks(size) {
                assert!(parser.push(piece).is_ok());
                while let Some(event) = parser.next() {
                    seen.push(event);
                }
            }
            let seen: Vec<_> = seen
                .iter()
                .map(|event| (event.kind.as_str(), event.data.as_str(), event.id.as_deref()))
                .collect();
            assert_eq!(seen, expected, "{size}");
        }
    }

    #[test]
    fn an_endless_event_is_refused() {
        let mut parser = Parser::default();
        let piece = vec![b'x'; 1 << 20];
        for _ in 0..EVENT_BYTES_MAX >> 20 {
            assert!(parser.push(&piece).is_ok());
            assert_eq!(parser.next(), None);
        }
        assert!(parser.push(&piece).is_err());
    }
}
