//! What an API key may do.

use std::fmt;
use std::str::FromStr;

/// One thing a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// See incidents.
    IncidentsRead,
    /// Create and change incidents.
    IncidentsWrite,
    /// See services.
    ServicesRead,
    /// See who is on call, and the escalation policies.
    OncallRead,
    /// See postmortems.
    PostmortemsRead,
    /// Write postmortems.
    PostmortemsWrite,
    /// See teams.
    TeamsRead,
    /// See users.
    UsersRead,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::IncidentsRead,
        Self::IncidentsWrite,
        Self::ServicesRead,
        Self::OncallRead,
        Self::PostmortemsRead,
        Self::PostmortemsWrite,
        Self::TeamsRead,
        Self::UsersRead,
    ];

    /// The scope on the wire, such as `incidents:read`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::IncidentsRead => "incidents:read",
            Self::IncidentsWrite => "incidents:write",
            Self::ServicesRead => "services:read",
            Self::OncallRead => "oncall:read",
            Self::PostmortemsRead => "postmortems:read",
            Self::PostmortemsWrite => "postmortems:write",
            Self::TeamsRead => "teams:read",
            Self::UsersRead => "users:read",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// The text is no scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a scope: use {known}", known = known())]
pub struct ParseScopeError(pub String);

fn known() -> String {
    Scope::ALL.map(Scope::code).join(", ")
}

impl FromStr for Scope {
    type Err = ParseScopeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.code() == text)
            .ok_or_else(|| ParseScopeError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_back_and_the_older_order_is_refused() {
        for scope in Scope::ALL {
            assert_eq!(scope.code().parse(), Ok(scope));
        }
        let refused = "read:incidents".parse::<Scope>().unwrap_err().to_string();
        assert!(refused.contains("use incidents:read, "), "{refused}");
    }
}
