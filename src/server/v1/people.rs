//! Who asks, who is there, who is on call, who is asked next.

use axum::Extension;
use axum::extract::State as Shared;

use super::query::{Stretch, invalid, last, required};
use crate::api::{
    Coverage, Engineer, EscalationLevel, EscalationPolicy, KeyStatus, OnCall, PolicyOfSeverity, ServiceOnCall, Team,
    User, format_instant,
};
use crate::incident::{Service, Severity};
use crate::organisation::{Organisation, same_name};
use crate::server::answer::{Answer, ok};
use crate::server::caller::Caller;
use crate::server::parts::Pairs;
use crate::server::state::State;

/// `GET /api/v1/auth/verify`.
pub(in crate::server) async fn verify(Shared(state): Shared<State>, Extension(caller): Extension<Caller>) -> Answer {
    ok(KeyStatus {
        valid: true,
        scopes: caller.scopes().iter().map(ToString::to_string).collect(),
        organization_name: state.organisation().name.clone(),
    })
}

/// `GET /api/v1/teams`.
pub(in crate::server) async fn teams(Shared(state): Shared<State>, Pairs(pairs): Pairs) -> Answer {
    let stretch = Stretch::of(&pairs)?;
    let search = last(&pairs, "search").unwrap_or_default().trim().to_lowercase();
    let found: Vec<Team> = state
        .organisation()
        .teams
        .iter()
        .filter(|team| team.name.to_lowercase().contains(&search))
        .map(|team| Team {
            name: team.name.clone(),
            description: team.description.clone(),
            members: team.members.clone(),
        })
        .collect();
    ok(stretch.page(found))
}

/// `GET /api/v1/users`: those of the settings, and the owners of API keys.
pub(in crate::server) async fn users(Shared(state): Shared<State>, Pairs(pairs): Pairs) -> Answer {
    let stretch = Stretch::of(&pairs)?;
    let search = last(&pairs, "search").unwrap_or_default().trim().to_lowercase();
    let is_active = match last(&pairs, "is_active") {
        None => None,
        Some("true") => Some(true),
        Some("false") => Some(false),
        Some(text) => return Err(invalid("is_active", text, "true or false")),
    };
    let organisation = state.organisation();
    let mut known: Vec<User> = organisation
        .users
        .iter()
        .map(|user| User {
            name: user.name.clone(),
            email: user.email.clone(),
            is_active: user.is_active,
        })
        .collect();
    for key in state.store().directory().api_keys() {
        let Some(email) = &key.owner_email else {
            continue;
        };
        if !known.iter().any(|user| same_name(&user.email, email)) {
            known.push(User {
                name: key.owner_name.clone().unwrap_or_else(|| email.clone()),
                email: email.clone(),
                is_active: true,
            });
        }
    }
    known.retain(|user| {
        let is_found = user.name.to_lowercase().contains(&search) || user.email.to_lowercase().contains(&search);
        is_found && is_active.is_none_or(|wanted| user.is_active == wanted)
    });
    ok(stretch.page(known))
}

/// `GET /api/v1/on-call/current`.
pub(in crate::server) async fn on_call(Shared(state): Shared<State>, Pairs(pairs): Pairs) -> Answer {
    let team = last(&pairs, "team_name").filter(|team| !team.trim().is_empty());
    let directory = state.store().directory();
    let organisation = state.organisation();
    let services: Vec<ServiceOnCall> = directory
        .services()
        .iter()
        .filter(|service| service.is_active)
        .filter(|service| {
            let owner = service.team.as_deref();
            team.is_none_or(|team| owner.is_some_and(|owner| same_name(team, owner)))
        })
        .map(|service| service_on_call(organisation, service))
        .collect();
    let total = services.len() as u64;
    let covered = services.iter().filter(|service| service.has_coverage).count() as u64;
    ok(OnCall {
        timestamp: format_instant((state.0.clock)()),
        summary: Coverage {
            total_services: total,
            services_with_coverage: covered,
            services_without_coverage: total - covered,
            coverage_percentage: (covered * 200 + total).checked_div(total * 2).unwrap_or(0),
        },
        services,
    })
}

fn service_on_call(organisation: &Organisation, service: &Service) -> ServiceOnCall {
    let mut engineers: Vec<Engineer> = Vec::new();
    let mut schedules = Vec::new();
    for schedule in organisation.schedules_of(service) {
        schedules.push(schedule.name.clone());
        for email in &schedule.engineers {
            let user = organisation.user(email);
            if !engineers.iter().any(|known| same_name(&known.email, email)) {
                engineers.push(Engineer {
                    name: user.map_or_else(|| email.clone(), |user| user.name.clone()),
                    email: email.clone(),
                });
            }
        }
    }
    ServiceOnCall {
        service_key: service.key.to_string(),
        service_name: service.name.clone(),
        team_name: service.team.clone(),
        has_coverage: !engineers.is_empty(),
        primary_on_call: engineers.first().cloned(),
        on_call_engineers: engineers,
        schedule_names: schedules,
    }
}

/// `GET /api/v1/escalation-policies`.
pub(in crate::server) async fn escalation_policy(Shared(state): Shared<State>, Pairs(pairs): Pairs) -> Answer {
    let text = required(&pairs, "severity")?;
    let severity: Severity = text
        .parse()
        .map_err(|_| invalid("severity", text, "SEV0, SEV1, SEV2, SEV3 or SEV4"))?;
    let policy = state.organisation().policy(severity);
    ok(PolicyOfSeverity {
        policy: EscalationPolicy {
            id: format!("pol_{}", severity.code().to_lowercase()),
            severity_level: severity.code().to_owned(),
            levels: policy.levels.iter().map(EscalationLevel::from).collect(),
        },
    })
}
