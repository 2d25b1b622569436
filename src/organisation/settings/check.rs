//! What the parts of a settings file say about each other.

use std::collections::BTreeMap;

use super::file::{self, File};
use super::place::Place;
use super::{IntegrationSettings, ServiceSettings, Settings};
use crate::incident::{EscalationLevel, EscalationPolicy, ServiceAlias, ServiceKey, Severity};
use crate::organisation::{Organisation, Schedule, Team, User, same_name};

/// Parts of a file do not fit each other.
#[derive(Debug)]
pub(super) struct Misfit {
    pub place: Place,
    /// What is wrong, without the place.
    pub message: String,
}

fn misfit<T>(place: Place, message: impl Into<String>) -> Result<T, Misfit> {
    Err(Misfit {
        place,
        message: message.into(),
    })
}

pub(super) fn checked(file: File) -> Result<Settings, Misfit> {
    unique("teams", "name", file.teams.iter().map(|team| Some(team.name.as_str())))?;
    unique(
        "users",
        "email",
        file.users.iter().map(|user| Some(user.email.0.as_str())),
    )?;
    unique(
        "services",
        "name",
        file.services.iter().map(|service| Some(service.name.as_str())),
    )?;
    let keys = file
        .services
        .iter()
        .map(|service| service.key.as_ref().map(|key| key.0.as_str()));
    unique("services", "service_key", keys)?;
    let aliases = file
        .services
        .iter()
        .map(|service| service.alias.as_ref().map(|alias| alias.0.as_str()));
    unique("services", "alias", aliases)?;
    unique(
        "integrations",
        "name",
        file.integrations.iter().map(|i| Some(i.name.as_str())),
    )?;
    unique(
        "on_call",
        "schedule",
        file.on_call.iter().map(|schedule| Some(schedule.name.as_str())),
    )?;
    for (at, service) in file.services.iter().enumerate() {
        known_team(&file, Place::of("services", at), service.team.as_deref())?;
    }
    for (at, schedule) in file.on_call.iter().enumerate() {
        let place = Place::of("on_call", at);
        known_team(&file, place, schedule.team.as_deref())?;
        if schedule.team.is_none() && schedule.services.is_empty() {
            return misfit(place, "name a `team` or `services` it is for");
        }
        if schedule.engineers.is_empty() {
            return misfit(place.field("engineers"), "name at least one, who is on call first");
        }
        for (item, service) in schedule.services.iter().enumerate() {
            known_service(&file, place.item("services", item), service)?;
        }
        for (item, engineer) in schedule.engineers.iter().enumerate() {
            let place = place.item("engineers", item);
            known_user(&file, place, &engineer.0)?;
            if file
                .users
                .iter()
                .any(|user| user.email.0 == engineer.0 && !user.is_active)
            {
                return misfit(place, format!("`{}` is not active, and cannot be paged", engineer.0));
            }
        }
    }
    for (at, team) in file.teams.iter().enumerate() {
        for (item, member) in team.members.iter().enumerate() {
            known_user(&file, Place::of("teams", at).item("members", item), &member.0)?;
        }
    }
    for (at, integration) in file.integrations.iter().enumerate() {
        let place = Place::of("integrations", at);
        if integration.rate_limit == Some(0) {
            return misfit(
                place.field("rate_limit"),
                "nothing could ever be delivered with a limit of 0",
            );
        }
        for (item, service) in integration.services.iter().enumerate() {
            known_service(&file, place.item("services", item), service)?;
        }
    }
    let policies = policies(&file)?;
    Ok(settings(file, policies))
}

fn settings(file: File, policies: BTreeMap<Severity, EscalationPolicy>) -> Settings {
    let general = file.severity_aliases.0;
    Settings {
        default_severity: file.default_severity.map(|severity| severity.0),
        services: file
            .services
            .into_iter()
            .map(|service| ServiceSettings {
                name: service.name,
                key: service.key.map(|key| key.0),
                alias: service.alias.map(|alias| alias.0),
                description: service.description,
                default_severity: service.default_severity.map(|severity| severity.0),
                team: service.team,
                is_active: service.is_active,
            })
            .collect(),
        integrations: file
            .integrations
            .into_iter()
            .map(|integration| {
                // Its own meanings come after the general ones, so they win.
                let mut severity_map = general.clone();
                for (value, severity) in integration.severity_aliases.0.aliases() {
                    severity_map.add_alias(value, *severity);
                }
                IntegrationSettings {
                    name: integration.name,
                    services: integration.services,
                    severity_map,
                    routing_key_file: integration.routing_key_file,
                    identity: integration.identity.map(|identity| identity.0),
                    default_severity: integration.default_severity.map(|severity| severity.0),
                    rate_limit: integration.rate_limit,
                }
            })
            .collect(),
        organisation: Organisation {
            name: file.organisation.unwrap_or_else(|| Organisation::default().name),
            teams: file.teams.into_iter().map(team).collect(),
            users: file.users.into_iter().map(user).collect(),
            schedules: file.on_call.into_iter().map(schedule).collect(),
            policies,
        },
    }
}

fn team(team: file::Team) -> Team {
    Team {
        name: team.name,
        description: team.description,
        members: team.members.into_iter().map(|email| email.0).collect(),
    }
}

fn user(user: file::User) -> User {
    User {
        name: user.name,
        email: user.email.0,
        is_active: user.is_active,
    }
}

fn schedule(schedule: file::Schedule) -> Schedule {
    Schedule {
        name: schedule.name,
        team: schedule.team,
        services: schedule.services,
        engineers: schedule.engineers.into_iter().map(|email| email.0).collect(),
    }
}

fn policies(file: &File) -> Result<BTreeMap<Severity, EscalationPolicy>, Misfit> {
    let mut policies = BTreeMap::new();
    for (at, policy) in file.escalation_policies.iter().enumerate() {
        let place = Place::of("escalation_policies", at);
        if policy.severities.is_empty() {
            return misfit(place.field("severities"), "name the severities it is for");
        }
        if policy.levels.is_empty() {
            return misfit(place.field("levels"), "name at least one level");
        }
        if let Some(item) = policy.levels.iter().position(|level| level.timeout_minutes == 0) {
            return misfit(
                place.item("levels", item),
                "a level without time is passed over: give it minutes",
            );
        }
        let levels: Vec<EscalationLevel> = (1..)
            .zip(&policy.levels)
            .map(|(level, written)| EscalationLevel {
                level,
                role: written.role.clone(),
                timeout_minutes: written.timeout_minutes,
                is_enabled: written.enabled,
            })
            .collect();
        for (item, severity) in policy.severities.iter().enumerate() {
            let policy = EscalationPolicy { levels: levels.clone() };
            if policies.insert(severity.0, policy).is_some() {
                let place = Place::of("escalation_policies", at).item("severities", item);
                return misfit(place, format!("{} has a policy already", severity.0));
            }
        }
    }
    Ok(policies)
}

/// No two names of a list are one.
fn unique<'a>(
    list: &'static str,
    field: &'static str,
    names: impl Iterator<Item = Option<&'a str>>,
) -> Result<(), Misfit> {
    let mut seen: Vec<&str> = Vec::new();
    for (at, name) in names.enumerate() {
        let Some(name) = name else { continue };
        let place = Place::of(list, at).field(field);
        if name.trim().is_empty() {
            return misfit(place, "the name is empty");
        }
        if seen.iter().any(|known| same_name(known, name)) {
            return misfit(place, format!("there is a `{name}` already"));
        }
        seen.push(name);
    }
    Ok(())
}

fn known_team(file: &File, place: Place, name: Option<&str>) -> Result<(), Misfit> {
    let Some(name) = name else {
        return Ok(());
    };
    let names = file.teams.iter().map(|team| team.name.as_str());
    known(place.field("team"), "team", name, names)
}

/// A service by name, key or alias.
fn known_service(file: &File, place: Place, name: &str) -> Result<(), Misfit> {
    let is_named = |service: &file::Service| {
        same_name(&service.name, name)
            || service
                .key
                .as_ref()
                .is_some_and(|key| name.parse().is_ok_and(|named: ServiceKey| named == key.0))
            || service
                .alias
                .as_ref()
                .is_some_and(|alias| name.parse().is_ok_and(|named: ServiceAlias| named == alias.0))
    };
    if file.services.iter().any(is_named) {
        return Ok(());
    }
    known(place, "service", name, file.services.iter().map(|s| s.name.as_str()))
}

/// Where users are listed, everybody who is named has to be among them.
fn known_user(file: &File, place: Place, email: &str) -> Result<(), Misfit> {
    if file.users.is_empty() {
        return Ok(());
    }
    known(
        place,
        "user",
        email,
        file.users.iter().map(|user| user.email.0.as_str()),
    )
}

fn known<'a>(place: Place, what: &str, name: &str, names: impl Iterator<Item = &'a str> + Clone) -> Result<(), Misfit> {
    if names.clone().any(|known| same_name(known, name)) {
        return Ok(());
    }
    let names: Vec<&str> = names.collect();
    let hint = match names.as_slice() {
        [] => "which has none".to_owned(),
        names => format!("which has: {}", names.join(", ")),
    };
    misfit(place, format!("there is no {what} `{name}` in this file, {hint}"))
}
