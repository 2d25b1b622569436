//! Where an incident stands, and where it may go from there.

use std::fmt;
use std::str::FromStr;

/// Where an incident stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Created, nobody on it yet.
    New,
    /// Being looked into.
    Investigating,
    /// A fix is in progress.
    Fixing,
    /// A fix is applied and being watched.
    Monitoring,
    /// Over.
    Resolved,
    /// Finished and archived.
    Closed,
}

impl Status {
    /// All of them, in the order an incident passes them.
    pub const ALL: [Self; 6] = [
        Self::New,
        Self::Investigating,
        Self::Fixing,
        Self::Monitoring,
        Self::Resolved,
        Self::Closed,
    ];

    /// The API's value, such as `investigating`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Investigating => "investigating",
            Self::Fixing => "fixing",
            Self::Monitoring => "monitoring",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
        }
    }

    /// Whether the incident is not over yet.
    #[must_use]
    pub fn is_active(self) -> bool {
        !matches!(self, Self::Resolved | Self::Closed)
    }

    /// Whether a person may move an incident from here to `to`. Nobody ever goes back to `new`; only `resolved` leads to
    /// `closed`, and only there can an incident be reopened.
    #[must_use]
    pub fn may_become(self, to: Self) -> bool {
        match (self, to) {
            (Self::Closed, _) | (_, Self::New) => false,
            (Self::Resolved, to) => matches!(to, Self::Closed | Self::Investigating),
            (_, Self::Closed) => false,
            (from, to) => from != to,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// The text is no status.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a status: use new, investigating, fixing, monitoring, resolved or closed")]
pub struct ParseStatusError(pub String);

impl FromStr for Status {
    type Err = ParseStatusError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|status| status.code() == text)
            .ok_or_else(|| ParseStatusError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_transition_table_is_the_documented_one() {
        use Status::{Closed, Fixing, Investigating, Monitoring, New, Resolved};
        let table: [(Status, &[Status]); 6] = [
            (New, &[Investigating, Fixing, Monitoring, Resolved]),
            (Investigating, &[Fixing, Monitoring, Resolved]),
            (Fixing, &[Investigating, Monitoring, Resolved]),
            (Monitoring, &[Investigating, Fixing, Resolved]),
            (Resolved, &[Investigating, Closed]),
            (Closed, &[]),
        ];
        for (from, allowed) in table {
            for to in Status::ALL {
                assert_eq!(from.may_become(to), allowed.contains(&to), "{from} -> {to}");
            }
        }
    }

    #[test]
    fn values_read_back() {
        for status in Status::ALL {
            assert_eq!(status.code().parse(), Ok(status));
        }
        assert!("Resolved".parse::<Status>().is_err());
    }
}
