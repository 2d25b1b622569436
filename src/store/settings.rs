//! Bringing services and integrations to what a settings file says.

use std::sync::{Arc, PoisonError};

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
            for service in &settings.services {
                apply_service(backend, service, now)?;
            }
            for integration in &settings.integrations {
                let key = keys.iter().find(|(name, _)| *name == integration.name);
                fresh.extend(apply_integration(backend, integration, key.map(|(_, key)| key), now)?);
            }
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

fn apply_service(backend: &mut dyn Backend, wanted: &ServiceSettings, now: jiff::Timestamp) -> Result<(), AdminError> {
    let directory = backend.directory()?;
    let name = checked_name(&wanted.name, "service")?;
    let by_key = wanted.key.as_ref().and_then(|key| directory.service(key));
    let by_name = directory
        .services()
        .iter()
        .find(|service| same_name(&service.name, &name));
    if let (Some(key), Some(known)) = (&wanted.key, by_name)
        && known.key != *key
    {
        let message = format!("service `{name}` has the key {}, the settings say {key}", known.key);
        return Err(AdminError::Invalid(message));
    }
    if let Some(alias) = &wanted.alias
        && let Some(other) = directory.services().iter().find(|s| s.alias.as_ref() == Some(alias))
        && !same_name(&other.name, &name)
        && by_key.is_none_or(|known| known.key != other.key)
    {
        let message = format!("alias {alias} is the service's `{}`", other.name);
        return Err(AdminError::Invalid(message));
    }
    let known = by_key.or(by_name);
    let service = Service {
        key: match (known, &wanted.key) {
            (Some(known), _) => known.key.clone(),
            (None, Some(key)) => key.clone(),
            (None, None) => random::service_key(),
        },
        name,
        description: wanted.description.clone(),
        is_active: wanted.is_active,
        default_severity: wanted.default_severity,
        alias: wanted.alias.clone(),
        team: wanted.team.clone(),
    };
    match known {
        Some(_) => backend.update_service(&service)?,
        None => backend.insert_service(&service, now)?,
    }
    Ok(())
}

fn apply_integration(
    backend: &mut dyn Backend,
    wanted: &IntegrationSettings,
    key: Option<&RoutingKey>,
    now: jiff::Timestamp,
) -> Result<Option<FreshIntegration>, AdminError> {
    let name = checked_name(&wanted.name, "integration")?;
    let directory = backend.directory()?;
    if let Some(key) = key
        && let Some(owner) = directory
            .integration_of(&key.hash())
            .and_then(|id| directory.integration(id))
        && !same_name(&owner.name, &name)
    {
        let message = format!("the routing key of `{name}` is `{}`'s", owner.name);
        return Err(AdminError::Invalid(message));
    }
    let mut fresh = None;
    match directory.integration_named(&name) {
        Some(known) => {
            backend.update_integration(known.id, &wanted.severity_map)?;
            if let Some(key) = key.filter(|key| key.hash() != known.key_hash) {
                backend.replace_key(known, key, now)?;
            }
        }
        None => {
            let drawn = RoutingKey::generate();
            let new = NewIntegration {
                name: name.clone(),
                severity_map: wanted.severity_map.clone(),
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
}
