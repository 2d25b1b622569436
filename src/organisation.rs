//! Whose incidents they are: teams, users, who is on call, and who is asked next.
//!
//! Nothing of it comes from alerts. [`Settings`] is the file an operator writes it in, together with services and
//! integrations; an organisation nobody described has what [`Organisation::default`] says.

mod settings;

pub use settings::{IntegrationSettings, ServiceSettings, Settings, SettingsError};

use std::collections::BTreeMap;

use crate::incident::{EscalationPolicy, Service, Severity};

/// People, and what they are there for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// What it is called.
    pub name: String,
    /// Its teams.
    pub teams: Vec<Team>,
    /// Its users.
    pub users: Vec<User>,
    /// Who is on call for what.
    pub schedules: Vec<Schedule>,
    /// Who is asked, by severity; the others have the initial policy.
    pub policies: BTreeMap<Severity, EscalationPolicy>,
}

/// People who own services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// What people call it.
    pub name: String,
    /// What it does; may be empty.
    pub description: String,
    /// Who is in it, by email.
    pub members: Vec<String>,
}

/// Somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// What people call them.
    pub name: String,
    /// What names them; in lower case.
    pub email: String,
    /// Whether they still work here.
    pub is_active: bool,
}

/// Who is on call for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// What people call it.
    pub name: String,
    /// Every service of this team.
    pub team: Option<String>,
    /// These services, by key or name.
    pub services: Vec<String>,
    /// Who is on call, by email, the first one first.
    pub engineers: Vec<String>,
}

impl Schedule {
    /// Whether it covers a service.
    #[must_use]
    pub fn covers(&self, service: &Service) -> bool {
        let is_of_team = match (&self.team, &service.team) {
            (Some(team), Some(owner)) => same_name(team, owner),
            _ => false,
        };
        is_of_team
            || self
                .services
                .iter()
                .any(|name| service.is_named_by(name) || same_name(name, &service.name))
    }
}

impl Default for Organisation {
    fn default() -> Self {
        Self {
            name: "Local Runframe".to_owned(),
            teams: Vec::new(),
            users: Vec::new(),
            schedules: Vec::new(),
            policies: BTreeMap::new(),
        }
    }
}

impl Organisation {
    /// A user by email.
    #[must_use]
    pub fn user(&self, email: &str) -> Option<&User> {
        self.users.iter().find(|user| same_name(&user.email, email))
    }

    /// Who is asked about incidents of a severity.
    #[must_use]
    pub fn policy(&self, severity: Severity) -> EscalationPolicy {
        self.policies
            .get(&severity)
            .cloned()
            .unwrap_or_else(EscalationPolicy::initial)
    }

    /// The schedules of a service.
    pub fn schedules_of<'a>(&'a self, service: &'a Service) -> impl Iterator<Item = &'a Schedule> {
        self.schedules.iter().filter(|schedule| schedule.covers(service))
    }
}

/// Whether two names are one, whatever their case and the spaces around them.
#[must_use]
pub fn same_name(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
