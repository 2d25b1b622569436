//! What people do to incidents. Each answers with the incident as it is right afterwards.

use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::StatusCode;
use jiff::Timestamp;

use super::incidents::whole;
use super::input;
use super::query::number;
use crate::api::{
    AddEvent, AddedEvent, COMMENT_MAX, ChangeStatus, DESCRIPTION_MAX, ErrorCode, Escalated, EscalationLevel, Incident,
    PageRecord, PageSomebody, Paged, TITLE_MAX, TimelineEntry, UpdateIncident,
};
use crate::incident::{self, ActionError, Channel, Edit, IncidentNumber, Ledger, Page, Status};
use crate::server::answer::{Answer, Problem, ok, success};
use crate::server::caller::Caller;
use crate::server::parts::Segment;
use crate::server::state::State;
use crate::store::Acted;

/// `PATCH /api/v1/incidents/{number}`.
pub(in crate::server) async fn update(
    Shared(state): Shared<State>,
    Extension(caller): Extension<Caller>,
    Segment(path): Segment,
    request: Request<Body>,
) -> Answer {
    let number = number(&path)?;
    let wanted = input::read::<UpdateIncident>(request).await?;
    let edit = Edit {
        title: wanted
            .title
            .map(|title| input::text("title", title, TITLE_MAX))
            .transpose()?,
        description: wanted
            .description
            .map(|text| input::optional_text("description", text, DESCRIPTION_MAX))
            .transpose()?,
        severity: wanted.severity.as_deref().map(input::severity).transpose()?,
        assigned_to: wanted
            .assigned_to
            .map(|email| input::email("assigned_to", &email, &state))
            .transpose()?,
    };
    if edit == Edit::default() {
        let message = "nothing to change: give `title`, `description`, `severity` or `assigned_to`";
        return Err(Problem::invalid(message));
    }
    let acted = act(&state, &caller, number, move |ledger, person, now| {
        incident::edit(ledger, number, edit, person, now)
    })
    .await?;
    ok(shown(&state, &acted))
}

/// `POST /api/v1/incidents/{number}/status`.
pub(in crate::server) async fn set_status(
    Shared(state): Shared<State>,
    Extension(caller): Extension<Caller>,
    Segment(path): Segment,
    request: Request<Body>,
) -> Answer {
    let number = number(&path)?;
    let wanted = input::read::<ChangeStatus>(request).await?;
    let to: Status = wanted
        .status
        .parse()
        .map_err(|error: incident::ParseStatusError| input::refused("status", error.to_string()))?;
    let comment = input::optional_text("comment", wanted.comment.unwrap_or_default(), COMMENT_MAX)?;
    let acted = act(&state, &caller, number, move |ledger, person, now| {
        let comment = (!comment.trim().is_empty()).then_some(comment.as_str());
        incident::set_status(ledger, number, to, person, comment, now)
    })
    .await?;
    ok(shown(&state, &acted))
}

/// `POST /api/v1/incidents/{number}/acknowledge`.
pub(in crate::server) async fn acknowledge(
    Shared(state): Shared<State>,
    Extension(caller): Extension<Caller>,
    Segment(path): Segment,
    request: Request<Body>,
) -> Answer {
    let number = number(&path)?;
    input::read_nothing(request).await?;
    let acted = act(&state, &caller, number, move |ledger, person, now| {
        incident::acknowledge(ledger, number, person, now)
    })
    .await?;
    ok(shown(&state, &acted))
}

/// `POST /api/v1/incidents/{number}/events`.
pub(in crate::server) async fn add_event(
    Shared(state): Shared<State>,
    Extension(caller): Extension<Caller>,
    Segment(path): Segment,
    request: Request<Body>,
) -> Answer {
    let number = number(&path)?;
    let wanted = input::read::<AddEvent>(request).await?;
    let (name, comment) = match (wanted.comment, wanted.message) {
        (Some(comment), None) => ("comment", comment),
        (None, Some(message)) => ("message", message),
        (None, None) => return Err(input::refused("comment", "`comment` is missing")),
        (Some(_), Some(_)) => return Err(input::refused("comment", "`comment` is given as `message`, too")),
    };
    let comment = input::text(name, comment, DESCRIPTION_MAX)?;
    let acted = act(&state, &caller, number, move |ledger, person, now| {
        incident::comment(ledger, number, &comment, person, now)
    })
    .await?;
    let added = acted.stored.timeline.last();
    let event = AddedEvent {
        incident_number: number.to_string(),
        event: added
            .map(|stored| TimelineEntry::of(&stored.event_id, &stored.entry))
            .unwrap_or_default(),
    };
    Ok(success(StatusCode::CREATED, event))
}

/// `POST /api/v1/incidents/{number}/escalate`.
pub(in crate::server) async fn escalate(
    Shared(state): Shared<State>,
    Extension(caller): Extension<Caller>,
    Segment(path): Segment,
    request: Request<Body>,
) -> Answer {
    let number = number(&path)?;
    input::read_nothing(request).await?;
    let organisation = state.0.organisation.clone();
    let acted = act(&state, &caller, number, move |ledger, person, now| {
        incident::escalate(ledger, number, |severity| organisation.policy(severity), person, now)
    })
    .await?;
    ok(Escalated {
        escalation: EscalationLevel::from(&acted.result),
        incident: shown(&state, &acted),
    })
}

/// `POST /api/v1/incidents/{number}/page`.
pub(in crate::server) async fn page(
    Shared(state): Shared<State>,
    Extension(caller): Extension<Caller>,
    Segment(path): Segment,
    request: Request<Body>,
) -> Answer {
    let number = number(&path)?;
    let wanted = input::read::<PageSomebody>(request).await?;
    let mut channels: Vec<Channel> = Vec::new();
    for (at, text) in wanted.channels.iter().enumerate() {
        let channel: Channel = text.parse().map_err(|error: incident::ParseChannelError| {
            input::refused(&format!("channels[{at}]"), error.to_string())
        })?;
        if !channels.contains(&channel) {
            channels.push(channel);
        }
    }
    if channels.is_empty() {
        return Err(input::refused(
            "channels",
            "`channels` is empty: name slack, email or both",
        ));
    }
    let page = Page {
        email: input::email("email", &wanted.email, &state)?,
        channels,
        message: input::optional_text("message", wanted.message.unwrap_or_default(), COMMENT_MAX)?,
    };
    let record = PageRecord {
        email: page.email.clone(),
        channels: page.channels.iter().map(ToString::to_string).collect(),
        message: page.message.clone(),
    };
    let acted = act(&state, &caller, number, move |ledger, person, now| {
        incident::page(ledger, number, &page, person, now)
    })
    .await?;
    ok(Paged {
        incident: shown(&state, &acted),
        page: record,
    })
}

/// Has the store carry out an action of the caller.
async fn act<T: Send + 'static>(
    state: &State,
    caller: &Caller,
    number: IncidentNumber,
    action: impl FnOnce(&mut Ledger, &str, Timestamp) -> Result<T, ActionError> + Send + 'static,
) -> Result<Acted<T>, Problem> {
    let person = caller.person().to_owned();
    let acted = state
        .store()
        .act(number, move |ledger, now| action(ledger, &person, now))
        .await?;
    acted.map_err(Problem::from)
}

fn shown<T>(state: &State, acted: &Acted<T>) -> Incident {
    whole(&acted.stored, &state.store().directory())
}

impl From<ActionError> for Problem {
    fn from(error: ActionError) -> Self {
        let code = match error {
            ActionError::NotFound(_) => ErrorCode::NotFound,
            ActionError::Transition { .. } => ErrorCode::InvalidStatusTransition,
            ActionError::Acknowledged { .. }
            | ActionError::Over { .. }
            | ActionError::LastLevel { .. }
            | ActionError::NoLevel(_) => ErrorCode::Conflict,
        };
        Self::new(code, error.to_string())
    }
}
