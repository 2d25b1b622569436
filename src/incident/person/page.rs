//! Calling somebody.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use super::{ActionError, Change};
use crate::incident::{EntryKind, IncidentNumber, Ledger};

/// A way to reach somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// A direct message.
    Slack,
    /// A mail.
    Email,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Slack, Self::Email];

    /// The API's value.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Slack => "slack",
            Self::Email => "email",
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// The text is no channel.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a channel: use slack or email")]
pub struct ParseChannelError(pub String);

impl FromStr for Channel {
    type Err = ParseChannelError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|channel| channel.code() == text)
            .ok_or_else(|| ParseChannelError(text.to_owned()))
    }
}

/// Whom to call, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Whom.
    pub email: String,
    /// How.
    pub channels: Vec<Channel>,
    /// What to tell them.
    pub message: String,
}

/// Calls somebody about an incident on behalf of `person`. Recorded; nothing is sent.
pub fn page(
    ledger: &mut Ledger,
    number: IncidentNumber,
    page: &Page,
    person: &str,
    now: Timestamp,
) -> Result<(), ActionError> {
    let mut change = Change::begin(ledger, number, person, now)?;
    change.active("nobody can be paged for it")?;
    change.edit(|_| {});
    let channels: Vec<&str> = page.channels.iter().map(|channel| channel.code()).collect();
    let whom = format!("{} by {}", page.email, channels.join(" and "));
    let comment = match page.message.as_str() {
        "" => whom,
        message => format!("{whom}: {message}"),
    };
    change.record(EntryKind::Paged, comment);
    Ok(())
}
