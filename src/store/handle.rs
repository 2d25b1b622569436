//! The handle everybody holds: opens a store, and asks it from asynchronous code.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::thread::JoinHandle;

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};

use super::random;
use super::routing_key::KeyTrace;
use super::sqlite::Sqlite;
use super::writer::{Access, Job, Writer};
use super::{
    AdminError, Backend, Clock, Credential, Delivered, DeliveryId, DeliveryPage, Directory, IncidentFilter,
    IncidentPage, Incoming, NewIntegration, NewService, RecordedDelivery, RecordingBounds, Retention, RoutingKey,
    StoreError, StoredIncident, Watcher,
};
use crate::incident::{IncidentNumber, IntegrationId, Service};

/// Jobs that may wait before senders have to.
const QUEUE_MAX: usize = 1024;

/// Characters a name may have.
const NAME_CHARACTERS_MAX: usize = 100;

/// Where a store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// In this folder, made if need be.
    Folder(PathBuf),
    /// In memory: gone with the process.
    Memory,
}

/// How a store is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoreOptions {
    /// How many deliveries are recorded.
    pub recording: RecordingBounds,
    /// How long incidents are kept.
    pub retention: Retention,
}

/// A store that is open. Clones share it; it closes when the last is gone, or by [`Store::close`].
#[derive(Clone)]
pub struct Store {
    pub(super) writer: mpsc::Sender<Job>,
    /// Reads past the writer; an in-memory store has one connection only, so there it is the writer.
    reader: mpsc::Sender<Job>,
    /// Whether the reader sees everything that was answered.
    is_settled: Arc<AtomicBool>,
    directory: Arc<RwLock<Arc<Directory>>>,
    threads: Arc<std::sync::Mutex<Vec<JoinHandle<()>>>>,
    is_recording: bool,
    watcher: Arc<OnceLock<Arc<dyn Watcher>>>,
    /// The routing keys that the settings name.
    pub(super) named_keys: Arc<RwLock<Arc<[KeyTrace]>>>,
    pub(super) retention: Retention,
}

impl Store {
    /// Opens or makes a store. Blocks while it reads the disk.
    pub fn open(location: &Location, clock: &Clock) -> Result<Self, StoreError> {
        Self::open_with(location, clock, &StoreOptions::default())
    }

    /// Opens or makes a store that is kept in a certain way. Blocks while it reads the disk.
    pub fn open_with(location: &Location, clock: &Clock, options: &StoreOptions) -> Result<Self, StoreError> {
        match location {
            Location::Memory => {
                let backend = Sqlite::in_memory(options.recording)?;
                Self::start(None, Box::new(backend), None, clock, options)
            }
            Location::Folder(folder) => {
                let failed = |source| StoreError::Folder {
                    folder: folder.clone(),
                    source,
                };
                if !folder.is_dir() {
                    fs::create_dir_all(folder).map_err(failed)?;
                    restrict(folder);
                }
                let lock = lock(folder)?;
                let path = folder.join("runframe.db");
                let writer = Sqlite::open(&path, options.recording)?;
                let reader = Sqlite::open_reader(&path)?;
                Self::start(Some(lock), Box::new(writer), Some(Box::new(reader)), clock, options)
            }
        }
    }

    /// The lock comes first, so that it is given up last should this fail.
    fn start(
        lock: Option<File>,
        mut backend: Box<dyn Backend>,
        reader: Option<Box<dyn Backend>>,
        clock: &Clock,
        options: &StoreOptions,
    ) -> Result<Self, StoreError> {
        let directory = Arc::new(RwLock::new(Arc::new(backend.directory()?)));
        let watcher = Arc::new(OnceLock::new());
        let is_settled = Arc::new(AtomicBool::new(true));
        let (sender, jobs) = mpsc::channel(QUEUE_MAX);
        let writer = Writer {
            backend,
            jobs,
            held_back: None,
            directory: Arc::clone(&directory),
            clock: Arc::clone(clock),
            watcher: Arc::clone(&watcher),
            is_settled: Arc::clone(&is_settled),
        };
        let mut threads = vec![spawn("store-writer", move || {
            writer.run();
            // The folder is free only when everything is written.
            drop(lock);
        })?];
        let reader = match reader {
            None => sender.clone(),
            Some(backend) => {
                let (sender, jobs) = mpsc::channel(QUEUE_MAX);
                let reader = Writer {
                    backend,
                    jobs,
                    held_back: None,
                    directory: Arc::clone(&directory),
                    clock: Arc::clone(clock),
                    watcher: Arc::default(),
                    is_settled: Arc::default(),
                };
                threads.push(spawn("store-reader", move || reader.run())?);
                sender
            }
        };
        Ok(Self {
            writer: sender,
            reader,
            is_settled,
            directory,
            threads: Arc::new(std::sync::Mutex::new(threads)),
            is_recording: options.recording.count > 0,
            watcher,
            named_keys: Arc::new(RwLock::new(Arc::default())),
            retention: options.retention,
        })
    }

    /// Has somebody told about every commit from now on. There is one at most: the first stays.
    pub fn watch(&self, watcher: Arc<dyn Watcher>) {
        let _ = self.watcher.set(watcher);
    }

    /// Services and integrations as they are now.
    #[must_use]
    pub fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.directory.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Applies a delivery and returns after it is durable; `None` if its credential is nobody's.
    pub fn deliver(
        &self,
        credential: Credential,
        incoming: impl Into<Box<Incoming>>,
    ) -> impl Future<Output = Result<Option<Delivered>, StoreError>> + Send {
        let (reply, answer) = oneshot::channel();
        let job = Job::Deliver {
            credential,
            incoming: incoming.into(),
            reply,
        };
        // As a rule there is room, and then nothing need be kept of it here.
        let queued = self.writer.try_send(job);
        async move {
            match queued {
                Ok(()) => {}
                Err(TrySendError::Full(job)) => {
                    let sending = Box::pin(self.writer.send(job));
                    sending.await.map_err(|_| StoreError::Closed)?;
                }
                Err(TrySendError::Closed(_)) => return Err(StoreError::Closed),
            }
            answer.await.map_err(|_| StoreError::Closed)?
        }
    }

    /// Has `work` read, past the writer if there is a way. It sees everything that was answered before.
    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Access<'_>) -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        if !self.is_settled.load(Ordering::Acquire) {
            // On a full disk that fails, and reading shows what was there before.
            if let Err(StoreError::Closed) = ask(&self.writer, |_| ()).await {
                return Err(StoreError::Closed);
            }
        }
        ask(&self.reader, work).await
    }

    /// One incident with its timeline.
    pub async fn incident(&self, number: IncidentNumber) -> Result<Option<StoredIncident>, StoreError> {
        self.read(move |access| access.backend.incident(number)).await?
    }

    /// The incidents a filter lets through, newest first.
    pub async fn incidents(&self, filter: IncidentFilter, limit: u32, offset: u64) -> Result<IncidentPage, StoreError> {
        self.read(move |access| access.backend.incidents(&filter, limit, offset))
            .await?
    }

    /// Whether deliveries are recorded that come with their payload.
    #[must_use]
    pub fn is_recording(&self) -> bool {
        self.is_recording
    }

    /// The recorded deliveries of an integration, or of all, the newest first.
    pub async fn deliveries(
        &self,
        integration: Option<IntegrationId>,
        limit: u32,
        offset: u64,
    ) -> Result<DeliveryPage, StoreError> {
        self.read(move |access| access.backend.deliveries(integration, limit, offset))
            .await?
    }

    /// One recorded delivery.
    pub async fn delivery(&self, id: DeliveryId) -> Result<Option<RecordedDelivery>, StoreError> {
        self.read(move |access| access.backend.delivery(id)).await?
    }

    /// The payload of a recorded delivery.
    pub async fn payload(&self, id: DeliveryId) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(move |access| access.backend.payload(id)).await?
    }

    /// Lets the file grow to so many pages only, as on a full disk.
    #[cfg(test)]
    pub(super) async fn limit_pages(&self, pages: Option<u32>) {
        let (reply, done) = oneshot::channel();
        let job = Job::Run(Box::new(move |access, _| {
            access.backend.limit_pages(pages);
            reply.send(()).unwrap();
        }));
        assert!(self.writer.send(job).await.is_ok());
        done.await.unwrap();
    }

    /// Whether the database answers.
    pub async fn check(&self) -> Result<(), StoreError> {
        ask(&self.writer, |access| access.backend.directory().map(|_| ())).await?
    }

    /// Forgets incidents, their timelines and what is known of their alerts: all, or those of one integration. Numbers
    /// go on. Says how many incidents there were, first to `tell`: after the commit, and before anything else is committed.
    pub async fn reset(
        &self,
        integration: Option<&str>,
        tell: impl FnOnce(Option<&super::Integration>, u64) + Send + 'static,
    ) -> Result<u64, AdminError> {
        let integration = integration.map(str::to_owned);
        ask(&self.writer, move |access| {
            let integration = integration
                .map(|name| find_integration(&access.directory(), &name))
                .transpose()?;
            let id = integration.as_ref().map(|integration| integration.id);
            let mut forgotten = 0;
            // What is kept loaded is forgotten too, whatever becomes of the rest.
            *access.ledger = crate::incident::Ledger::default();
            in_transaction(access.backend, |backend| {
                forgotten = backend.forget_incidents(id)?;
                Ok(())
            })?;
            tell(integration.as_ref(), forgotten);
            Ok(forgotten)
        })
        .await?
    }

    /// Adds a service.
    pub async fn create_service(&self, new: NewService) -> Result<Service, AdminError> {
        ask(&self.writer, move |access| create_service(access, new)).await?
    }

    /// Switches a service on or off, by key, alias or name.
    pub async fn set_service_active(&self, service: &str, is_active: bool) -> Result<Service, AdminError> {
        let service = service.to_owned();
        ask(&self.writer, move |access| {
            let found = find_service(&access.directory(), &service)?;
            in_transaction(access.backend, |backend| {
                backend.set_service_active(&found.key, is_active)
            })?;
            access.publish_directory()?;
            Ok(Service { is_active, ..found })
        })
        .await?
    }

    /// Adds an integration and returns its routing key, which is shown nowhere else.
    pub async fn create_integration(&self, new: NewIntegration) -> Result<RoutingKey, AdminError> {
        ask(&self.writer, move |access| create_integration(access, &new)).await?
    }

    /// Gives an integration another routing key; the old one is nobody's from then on.
    pub async fn rotate_key(&self, integration: &str) -> Result<RoutingKey, AdminError> {
        let integration = integration.to_owned();
        ask(&self.writer, move |access| {
            let found = find_integration(&access.directory(), &integration)?;
            let key = RoutingKey::generate();
            let now = access.now;
            in_transaction(access.backend, |backend| backend.replace_key(&found, &key, now))?;
            access.publish_directory()?;
            Ok(key)
        })
        .await?
    }

    /// Disconnects an integration. Its incidents stay.
    pub async fn delete_integration(&self, integration: &str) -> Result<(), AdminError> {
        let integration = integration.to_owned();
        ask(&self.writer, move |access| {
            let found = find_integration(&access.directory(), &integration)?;
            in_transaction(access.backend, |backend| backend.delete_integration(found.id))?;
            access.publish_directory()?;
            Ok(())
        })
        .await?
    }

    /// Links services to an integration, or unlinks them: all of them or none.
    pub async fn set_links(&self, integration: &str, services: Vec<String>, is_linked: bool) -> Result<(), AdminError> {
        let integration = integration.to_owned();
        ask(&self.writer, move |access| {
            let directory = access.directory();
            let integration = find_integration(&directory, &integration)?;
            let services = find_services(&directory, &services)?;
            in_transaction(access.backend, |backend| {
                services.iter().try_for_each(|service| {
                    if is_linked {
                        backend.link(integration.id, &service.key)
                    } else {
                        backend.unlink(integration.id, &service.key)
                    }
                })
            })?;
            access.publish_directory()?;
            Ok(())
        })
        .await?
    }

    /// Waits until everything asked for is written, and the folder is free again. Other clones find it closed.
    pub async fn close(self) {
        for owner in [&self.reader, &self.writer] {
            // Whoever is gone need not be told.
            let _ = owner.send(Job::Stop).await;
        }
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        // A panic of such a thread has been printed; there is nothing to add.
        let _ = tokio::task::spawn_blocking(|| threads.into_iter().for_each(|thread| drop(thread.join()))).await;
    }
}

fn create_service(access: &mut Access<'_>, new: NewService) -> Result<Service, AdminError> {
    let name = checked_name(&new.name, "service")?;
    let directory = access.directory();
    let is_taken = directory
        .services()
        .iter()
        .any(|s| s.name.to_lowercase() == name.to_lowercase());
    let exists = |name: String| AdminError::Exists {
        what: "a service",
        name,
    };
    if is_taken {
        return Err(exists(name));
    }
    if let Some(key) = new.key.as_ref().filter(|key| directory.service(key).is_some()) {
        return Err(exists(key.to_string()));
    }
    if let Some(alias) = &new.alias
        && directory.services().iter().any(|s| s.alias.as_ref() == Some(alias))
    {
        return Err(exists(alias.to_string()));
    }
    let service = Service {
        key: new.key.unwrap_or_else(random::service_key),
        name,
        description: new.description,
        is_active: true,
        default_severity: new.default_severity,
        alias: new.alias,
        team: new.team,
    };
    let integrations = new
        .integrations
        .iter()
        .map(|name| find_integration(&directory, name))
        .collect::<Result<Vec<_>, _>>()?;
    let now = access.now;
    in_transaction(access.backend, |backend| {
        backend.insert_service(&service, now)?;
        integrations
            .iter()
            .try_for_each(|integration| backend.link(integration.id, &service.key))
    })?;
    access.publish_directory()?;
    Ok(service)
}

fn create_integration(access: &mut Access<'_>, new: &NewIntegration) -> Result<RoutingKey, AdminError> {
    let name = checked_name(&new.name, "integration")?;
    let directory = access.directory();
    if directory.integration_named(&name).is_some() {
        return Err(AdminError::Exists {
            what: "an integration",
            name,
        });
    }
    let services = find_services(&directory, &new.services)?;
    let key = RoutingKey::generate();
    let now = access.now;
    let named = NewIntegration {
        name: name.clone(),
        ..new.clone()
    };
    in_transaction(access.backend, |backend| {
        backend.insert_integration(&named, &key, now)?;
        if let Some(integration) = backend.directory()?.integration_named(&name) {
            for service in &services {
                backend.link(integration.id, &service.key)?;
            }
        }
        Ok(())
    })?;
    access.publish_directory()?;
    Ok(key)
}

fn find_service(directory: &Directory, name: &str) -> Result<Service, AdminError> {
    directory
        .service_named(name)
        .cloned()
        .ok_or_else(|| AdminError::NotFound {
            what: "service",
            name: name.to_owned(),
            known: directory.services().iter().map(|s| s.name.clone()).collect(),
        })
}

fn find_services(directory: &Directory, names: &[String]) -> Result<Vec<Service>, AdminError> {
    names.iter().map(|name| find_service(directory, name)).collect()
}

fn find_integration(directory: &Directory, name: &str) -> Result<super::Integration, AdminError> {
    directory
        .integration_named(name)
        .cloned()
        .ok_or_else(|| AdminError::NotFound {
            what: "integration",
            name: name.to_owned(),
            known: directory.integrations().iter().map(|i| i.name.clone()).collect(),
        })
}

pub(super) fn checked_name(name: &str, what: &str) -> Result<String, AdminError> {
    let name = name.trim();
    let refuse = |why: String| Err(AdminError::Invalid(format!("the {what}'s name {why}")));
    if name.is_empty() {
        return refuse("is empty".to_owned());
    }
    if name.chars().count() > NAME_CHARACTERS_MAX {
        return refuse(format!("has more than {NAME_CHARACTERS_MAX} characters"));
    }
    if name.chars().any(char::is_control) {
        return refuse("has control characters".to_owned());
    }
    // They mean other places in the path of a URL, and cannot be spelled otherwise there.
    if matches!(name, "." | "..") {
        return refuse(format!("is `{name}`, which no path can have in it"));
    }
    Ok(name.to_owned())
}

pub(super) fn in_transaction(
    backend: &mut dyn Backend,
    work: impl FnOnce(&mut dyn Backend) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    backend.begin()?;
    let result = work(backend).and_then(|()| backend.commit());
    if result.is_err() {
        backend.roll_back();
    }
    result
}

/// Has `work` done by the owner of a connection.
pub(super) async fn ask<T: Send + 'static>(
    owner: &mpsc::Sender<Job>,
    work: impl FnOnce(&mut Access<'_>) -> T + Send + 'static,
) -> Result<T, StoreError> {
    let (reply, answer) = oneshot::channel();
    let job = Job::Run(Box::new(move |access, settled| {
        // Who asked may have gone.
        let _ = reply.send(settled.map(|()| work(access)));
    }));
    owner.send(job).await.map_err(|_| StoreError::Closed)?;
    answer.await.map_err(|_| StoreError::Closed)?
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, StoreError> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(|error| StoreError::Database(format!("cannot start a thread: {error}")))
}

/// Keeps other processes out for as long as the file is open.
fn lock(folder: &Path) -> Result<File, StoreError> {
    let failed = |source| StoreError::Folder {
        folder: folder.to_owned(),
        source,
    };
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join("runframe.lock"))
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse {
            folder: folder.to_owned(),
        }),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Lets only the owner look in, where the platform knows owners. Alert labels and annotations are nobody else's business.
fn restrict(folder: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Where that is impossible the folder keeps what it was made with.
        let _ = fs::set_permissions(folder, fs::Permissions::from_mode(0o700));
    }
    #[cfg(not(unix))]
    let _ = folder;
}
