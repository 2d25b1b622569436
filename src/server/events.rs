//! `GET /api/local/events`: what happens, as server-sent events.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State as Shared;
use axum::http::HeaderMap;
use axum::response::sse::{Event as Message, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::{OwnedSemaphorePermit, watch};

use super::answer::Problem;
use super::hub::{Beginning, Event, Read, Reader, What};
use super::local::chosen_integration;
use super::parts::Pairs;
use super::state::State;
use crate::api::ErrorCode;
use crate::incident::IntegrationId;

/// Readers at once. Each holds a connection for as long as it likes.
pub(super) const READERS_MAX: usize = 64;

/// How long nothing is said at most.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// When a reader whose connection breaks is asked to come back.
const RETRY: Duration = Duration::from_secs(1);

/// One reader's stream of events.
struct Watching {
    state: State,
    reader: Reader,
    stopping: watch::Receiver<bool>,
    integration: Option<IntegrationId>,
    kinds: Vec<String>,
    /// Said before anything else.
    first: Option<Message>,
    _seat: OwnedSemaphorePermit,
}

/// Streams events from now on, or from after the one named in `Last-Event-ID`. `integration` and `kind` (repeatable:
/// `incident`, `delivery`, `reset`) choose which.
pub(super) async fn watch(
    Shared(state): Shared<State>,
    Pairs(pairs): Pairs,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let integration = chosen_integration(&pairs, &state.store().directory())?.map(|chosen| chosen.id);
    let kinds: Vec<String> = pairs
        .iter()
        .filter(|(name, _)| name == "kind")
        .map(|(_, value)| value.clone())
        .collect();
    if let Some(kind) = kinds
        .iter()
        .find(|kind| !matches!(kind.as_str(), "incident" | "delivery" | "reset"))
    {
        return Err(Problem::invalid(format!(
            "`kind` is `{kind}`, not `incident`, `delivery` or `reset`"
        )));
    }
    let seat = Arc::clone(&state.0.event_seats).try_acquire_owned().map_err(|_| {
        Problem::new(
            ErrorCode::ServiceUnavailable,
            format!("{READERS_MAX} others read events already"),
        )
    })?;
    let last_id = headers.get("last-event-id").map(|id| id.to_str().unwrap_or_default());
    let (reader, beginning) = state.0.hub.read(last_id);
    let first = match beginning {
        Beginning::Unbroken => "ready",
        Beginning::Broken => "gap",
    };
    let first = Message::default()
        .event(first)
        .id(state.0.hub.id(reader.last()))
        .retry(RETRY)
        .data("{}");
    let watching = Watching {
        reader,
        stopping: state.0.stopping.subscribe(),
        integration,
        kinds,
        first: Some(first),
        _seat: seat,
        state,
    };
    let messages = stream::unfold(watching, |mut watching| async move {
        let message = watching.next().await?;
        Some((Ok::<_, Infallible>(message), watching))
    });
    Ok(Sse::new(messages).into_response())
}

impl Watching {
    /// The next thing to say; `None` at the end.
    async fn next(&mut self) -> Option<Message> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        loop {
            if *self.stopping.borrow_and_update() {
                return None;
            }
            match self.state.0.hub.next(&mut self.reader) {
                Read::Event(event) if self.is_wanted(&event) => return Some(self.message(&event)),
                Read::Event(_) => {}
                Read::Missed(missed) => {
                    return Some(
                        Message::default()
                            .event("dropped")
                            .data(format!("{{\"missed\":{missed}}}")),
                    );
                }
                // Whoever comes back is told so, or finds the one that has its name now.
                Read::Nothing if self.is_over() => return None,
                Read::Nothing => {
                    tokio::select! {
                        () = self.reader.changed() => {}
                        _ = self.stopping.changed() => return None,
                        () = tokio::time::sleep(HEARTBEAT) => return Some(Message::default().comment("heartbeat")),
                    }
                }
            }
        }
    }

    /// Whether the integration is gone whose events are wanted.
    fn is_over(&self) -> bool {
        let directory = self.state.store().directory();
        self.integration.is_some_and(|id| directory.integration(id).is_none())
    }

    fn is_wanted(&self, event: &Event) -> bool {
        let is_kind = self.kinds.is_empty() || self.kinds.iter().any(|kind| kind == event.kind());
        // A reset of all is one of each. What a person creates is no integration's, and nor is a delivery with an unknown key.
        let is_of_all = event.integration.is_none() && matches!(event.what, What::Reset(_));
        is_kind && (self.integration.is_none() || event.integration == self.integration || is_of_all)
    }

    fn message(&self, event: &Event) -> Message {
        let directory = self.state.store().directory();
        Message::default()
            .event(event.kind())
            .id(self.state.0.hub.id(event.number))
            .data(event.text(&directory))
    }
}
