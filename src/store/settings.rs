//! Bringing services and integrations to what a settings file says.

use std::sync::{Arc, PoisonError};

use jiff::Timestamp;

use super::handle::{ask, checked_name, in_transaction};
use super::known_keys::KnownKeys;
use super::writer::Access;
use super::{AdminError, Backend, Directory, KeyTrace, NewIntegration, RoutingKey, Store, StoreError, random};
use crate::incident::{Service, ServiceKey, Severity};
use crate::organisation::{IntegrationSettings, ServiceSettings, Settings, same_name};

/// An integration whose routing key was drawn, at the one moment it is known.
#[derive(Clone, Debug)]
pub struct FreshIntegration {
    /// What people call it.
    pub name: String,
    /// Its routing key.
    pub key: RoutingKey,
}

impl Store {
    /// Makes what is missing of the services and integrations, and brings the others up to what stands there; deletes
    /// nothing. All of it or nothing. `keys` holds the routing keys of the integrations that have one in a file, by name.
    pub async fn apply_settings(
        &self,
        settings: Settings,
        keys: Vec<(String, RoutingKey)>,
    ) -> Result<Vec<FreshIntegration>, AdminError> {
        // As long as the settings name them they are valid at the next start, even if they are not now.
        *self.named_keys.write().unwrap_or_else(PoisonError::into_inner) =
            keys.iter().map(|(_, key)| KeyTrace::of(key)).collect();
        ask(&self.writer, move |access| apply(access, &settings, &keys)).await?
    }

    /// The routing keys of the integrations, those that the settings name, and others the caller has `given`.
    #[must_use]
    pub fn known_keys(&self, given: Arc<[KeyTrace]>) -> KnownKeys {
        KnownKeys {
            directory: self.directory(),
            named: Arc::clone(&self.named_keys.read().unwrap_or_else(PoisonError::into_inner)),
            given,
        }
    }
}

fn apply(
    access: &mut Access<'_>,
    settings: &Settings,
    keys: &[(String, RoutingKey)],
) -> Result<Vec<FreshIntegration>, AdminError> {
    let now = access.now;
    let mut refusal = None;
    let mut fresh = Vec::new();
    let done = in_transaction(access.backend, |backend| {
        let mut work = || -> Result<(), AdminError> {
            backend.set_default_severity(settings.default_severity.unwrap_or(Severity::ORGANISATION_DEFAULT))?;
            apply_services(backend, &settings.services, now)?;
            fresh = apply_integrations(backend, &settings.integrations, keys, now)?;
            Ok(())
        };
        work().map_err(|error| match error {
            AdminError::Store(error) => error,
            other => {
                let message = other.to_string();
                refusal = Some(other);
                StoreError::Database(message)
            }
        })
    });
    match (done, refusal) {
        (Ok(()), _) => {
            access.publish_directory()?;
            Ok(fresh)
        }
        (Err(_), Some(refusal)) => Err(refusal),
        (Err(error), None) => Err(error.into()),
    }
}

/// Brings services to what is wanted. Names, keys and aliases may have changed places: what counts is where they end.
fn apply_services(backend: &mut dyn Backend, wanted: &[ServiceSettings], now: Timestamp) -> Result<(), AdminError> {
    let directory = backend.directory()?;
    let known = directory.services();
    let by_key: Vec<Option<&Service>> = wanted
        .iter()
        .map(|wanted| wanted.key.as_ref().and_then(|key| directory.service(key)))
        .collect();
    // Who is meant by name is nobody's by key.
    let is_taken = |service: &Service| by_key.iter().flatten().any(|taken| taken.key == service.key);
    let mut targets: Vec<(Service, Option<&Service>)> = Vec::new();
    for (wanted, by_key) in wanted.iter().zip(&by_key) {
        let name = checked_name(&wanted.name, "service")?;
        let by_name = known.iter().find(|s| same_name(&s.name, &name) && !is_taken(s));
        if let (Some(key), Some(other)) = (&wanted.key, by_name) {
            let message = format!("service `{name}` has the key {}, the settings say {key}", other.key);
            return Err(AdminError::Invalid(message));
        }
        let target = by_key.or(by_name);
        let key = target.map(|service| service.key.clone()).or_else(|| wanted.key.clone());
        let service = Service {
            key: key.unwrap_or_else(random::service_key),
            name,
            description: wanted.description.clone(),
            is_active: wanted.is_active,
            default_severity: wanted.default_severity,
            alias: wanted.alias.clone(),
            team: wanted.team.clone(),
        };
        targets.push((service, target));
    }
    let is_target = |service: &Service| {
        targets
            .iter()
            .flat_map(|(_, target)| target)
            .any(|t| t.key == service.key)
    };
    for (service, _) in &targets {
        let others = || known.iter().filter(|other| !is_target(other));
        if let Some(alias) = &service.alias
            && let Some(other) = others().find(|other| other.alias.as_ref() == Some(alias))
        {
            let message = format!("alias {alias} is the service's `{}`", other.name);
            return Err(AdminError::Invalid(message));
        }
    }
    let targeted = targets.iter().filter_map(|(_, target)| *target);
    for target in targeted.filter(|target| target.alias.is_some()) {
        // An alias is nobody else's before it is given on.
        let released = Service {
            alias: None,
            ..target.clone()
        };
        backend.update_service(&released)?;
    }
    for (service, target) in &targets {
        match target {
            Some(_) => backend.update_service(service)?,
            None => backend.insert_service(service, now)?,
        }
    }
    Ok(())
}

/// Brings integrations to what is wanted. Their routing keys may have changed places too.
fn apply_integrations(
    backend: &mut dyn Backend,
    wanted: &[IntegrationSettings],
    keys: &[(String, RoutingKey)],
    now: Timestamp,
) -> Result<Vec<FreshIntegration>, AdminError> {
    let directory = backend.directory()?;
    let key_of = |name: &str| {
        keys.iter()
            .find(|(known, _)| same_name(known, name))
            .map(|(_, key)| key)
    };
    for (at, (name, key)) in keys.iter().enumerate() {
        if let Some((other, _)) = keys[..at].iter().find(|(_, other)| other == key) {
            let message = format!("`{other}` and `{name}` have the same routing key: give each one of its own");
            return Err(AdminError::Invalid(message));
        }
    }
    for wanted in wanted {
        let Some(key) = key_of(&wanted.name) else { continue };
        let owner = directory
            .integration_of(&key.hash())
            .and_then(|id| directory.integration(id));
        let Some(owner) = owner.filter(|owner| !same_name(&owner.name, wanted.name.trim())) else {
            continue;
        };
        // It is free if its owner is given another one.
        if key_of(&owner.name).is_none_or(|other| other.hash() == owner.key_hash) {
            let message = format!("the routing key of `{}` is `{}`'s", wanted.name.trim(), owner.name);
            return Err(AdminError::Invalid(message));
        }
        backend.replace_key(owner, &RoutingKey::generate(), now)?;
    }
    let mut fresh = Vec::new();
    for wanted in wanted {
        fresh.extend(apply_integration(backend, wanted, key_of(&wanted.name), now)?);
    }
    Ok(fresh)
}

fn apply_integration(
    backend: &mut dyn Backend,
    wanted: &IntegrationSettings,
    key: Option<&RoutingKey>,
    now: Timestamp,
) -> Result<Option<FreshIntegration>, AdminError> {
    let name = checked_name(&wanted.name, "integration")?;
    let directory = backend.directory()?;
    let mut fresh = None;
    match directory.integration_named(&name) {
        Some(known) => {
            if wanted.identity.is_some_and(|identity| identity != known.identity) {
                let message = format!(
                    "integration `{name}` has one incident for each {}, which cannot change: make another integration instead",
                    known.identity.code()
                );
                return Err(AdminError::Invalid(message));
            }
            backend.update_integration(known.id, wanted)?;
            if let Some(key) = key.filter(|key| key.hash() != known.key_hash) {
                backend.replace_key(known, key, now)?;
            }
        }
        None => {
            let drawn = RoutingKey::generate();
            let new = NewIntegration {
                name: name.clone(),
                severity_map: wanted.severity_map.clone(),
                identity: wanted.identity.unwrap_or_default(),
                default_severity: wanted.default_severity,
                rate_limit: wanted.rate_limit,
                ..NewIntegration::default()
            };
            backend.insert_integration(&new, key.unwrap_or(&drawn), now)?;
            if key.is_none() {
                fresh = Some(FreshIntegration {
                    name: name.clone(),
                    key: drawn,
                });
            }
        }
    }
    let directory = backend.directory()?;
    let linked = links(&directory, wanted)?;
    if let Some(known) = directory.integration_named(&name) {
        for service in known.linked.iter().filter(|service| !linked.contains(service)) {
            backend.unlink(known.id, service)?;
        }
        for service in &linked {
            backend.link(known.id, service)?;
        }
    }
    Ok(fresh)
}

fn links(directory: &Directory, wanted: &IntegrationSettings) -> Result<Vec<ServiceKey>, AdminError> {
    wanted
        .services
        .iter()
        .map(|name| match directory.service_named(name) {
            Some(service) => Ok(service.key.clone()),
            None => Err(AdminError::NotFound {
                what: "service",
                name: name.clone(),
                known: directory.services().iter().map(|s| s.name.clone()).collect(),
            }),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide;
    use crate::incident::Identity;
    use crate::store::{Location, system_clock};

    fn store() -> Store {
        Store::open(&Location::Memory, &system_clock()).unwrap()
    }

    #[tokio::test]
    async fn settings_are_applied_once_and_again_without_effect() {
        let store = store();
        let settings = Settings::parse(guide::SETTINGS_YML).unwrap();
        let fresh = store.apply_settings(settings.clone(), Vec::new()).await.unwrap();
        let [fresh] = fresh.as_slice() else {
            panic!("one integration is new");
        };
        let directory = store.directory();
        assert_eq!(directory.services().len(), 2);
        assert_eq!(directory.services()[0].default_severity, Some(Severity::Sev1));
        let integration = &directory.integrations()[0];
        assert_eq!((integration.linked.len(), integration.key_hash), (2, fresh.key.hash()));
        assert!(store.apply_settings(settings, Vec::new()).await.unwrap().is_empty());
        assert_eq!(
            format!("{:?}", store.directory().services()),
            format!("{:?}", directory.services())
        );
    }

    #[tokio::test]
    async fn later_settings_change_what_is_there() {
        let store = store();
        let settings = |text: &str| Settings::parse(text).unwrap();
        let first = settings("services: [{name: A}, {name: B}]\nintegrations: [{name: P, services: [A]}]");
        store.apply_settings(first, Vec::new()).await.unwrap();
        let key: RoutingKey = "0123456789abcdef0123456789abcdef".parse().unwrap();
        let second = settings(
            "default_severity: SEV4\nservices: [{name: a, is_active: false}, {name: B}]\n\
             integrations: [{name: p, services: [B], severity_aliases: {page: SEV1}}]",
        );
        let fresh = store
            .apply_settings(second, vec![("p".into(), key.clone())])
            .await
            .unwrap();
        assert!(fresh.is_empty());
        let directory = store.directory();
        assert_eq!(
            (directory.services().len(), directory.default_severity()),
            (2, Severity::Sev4)
        );
        assert!(!directory.services()[0].is_active);
        let integration = &directory.integrations()[0];
        assert_eq!(integration.linked, [directory.services()[1].key.clone()]);
        assert_eq!(directory.integration_of(&key.hash()), Some(integration.id));
        // What they do not say any more is as if they had never said it.
        store
            .apply_settings(settings("services: [{name: B}]"), Vec::new())
            .await
            .unwrap();
        assert_eq!(store.directory().default_severity(), Severity::Sev2);
    }

    #[tokio::test]
    async fn settings_that_do_not_fit_change_nothing() {
        let store = store();
        let settings = |text: &str| Settings::parse(text).unwrap();
        let first = settings("services: [{name: A, service_key: svc_K7M4Q9TZ2H, alias: SER-00001}]");
        store.apply_settings(first, Vec::new()).await.unwrap();
        for text in [
            "services: [{name: New}, {name: A, service_key: svc_J7Q4CSFTRV}]",
            "services: [{name: New}, {name: B, alias: SER-00001}]",
        ] {
            let refused = store.apply_settings(settings(text), Vec::new()).await;
            assert!(matches!(refused, Err(AdminError::Invalid(_))), "{text}: {refused:?}");
            // Settings that say nothing show what is stored.
            store.apply_settings(Settings::default(), Vec::new()).await.unwrap();
            assert_eq!(store.directory().services().len(), 1, "{text}");
        }
    }

    #[tokio::test]
    async fn names_aliases_and_keys_can_change_places() {
        let store = store();
        let settings = |text: &str| Settings::parse(text).unwrap();
        let first = settings(
            "services: [{name: A, service_key: svc_K7M4Q9TZ2H, alias: SER-00001}, \
             {name: B, service_key: svc_J7Q4CSFTRV, alias: SER-00002}]\nintegrations: [{name: P}, {name: Q}]",
        );
        let keys = ["0123456789abcdef", "fedcba9876543210"].map(|key| key.parse::<RoutingKey>().unwrap());
        let given = |p: usize, q: usize| vec![("P".to_owned(), keys[p].clone()), ("Q".to_owned(), keys[q].clone())];
        store.apply_settings(first.clone(), given(0, 1)).await.unwrap();
        let before = store.directory();
        let second = settings(
            "services: [{name: B, service_key: svc_K7M4Q9TZ2H, alias: SER-00002}, \
             {name: A, service_key: svc_J7Q4CSFTRV, alias: SER-00001}]\nintegrations: [{name: P}, {name: Q}]",
        );
        store.apply_settings(second, given(1, 0)).await.unwrap();
        let after = store.directory();
        let services: Vec<_> = after
            .services()
            .iter()
            .map(|s| (s.name.as_str(), s.key.as_str()))
            .collect();
        assert_eq!(services, [("B", "svc_K7M4Q9TZ2H"), ("A", "svc_J7Q4CSFTRV")]);
        assert_eq!(after.service_named("SER-00001").unwrap().name, "A");
        for key in &keys {
            assert_ne!(before.integration_of(&key.hash()), after.integration_of(&key.hash()));
        }
        // A key that its owner keeps is not given away.
        let refused = store
            .apply_settings(first.clone(), vec![("P".to_owned(), keys[0].clone())])
            .await;
        assert!(matches!(refused, Err(AdminError::Invalid(_))), "{refused:?}");
        assert_eq!(store.directory().integrations()[0].key_hash, keys[1].hash());
        let refused = store.apply_settings(first, given(0, 0)).await.unwrap_err();
        assert!(
            refused.to_string().starts_with("`P` and `Q` have the same routing key"),
            "{refused}"
        );
    }

    #[tokio::test]
    async fn an_integration_is_described_whole_and_keeps_what_is_not_said() {
        let store = store();
        let settings = |text: &str| Settings::parse(text).unwrap();
        let first = settings("integrations: [{name: P, identity: group, default_severity: SEV3, rate_limit: 60}]");
        for described in [first, settings("integrations: [{name: P}]")] {
            store.apply_settings(described, Vec::new()).await.unwrap();
            let directory = store.directory();
            let known = &directory.integrations()[0];
            assert_eq!(
                (known.identity, known.default_severity, known.rate_limit),
                (Identity::Group, Some(Severity::Sev3), Some(60))
            );
        }
        let other = settings("integrations: [{name: P, identity: alert}]");
        let refused = store.apply_settings(other, Vec::new()).await;
        assert!(matches!(refused, Err(AdminError::Invalid(_))), "{refused:?}");
    }
}
