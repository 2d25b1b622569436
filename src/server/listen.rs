//! Starting, listening, stopping.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::future::RouteFuture;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::{JoinHandle, JoinSet};
use tower::Service;

use super::faults::SetFaultError;
use super::guard::Peer;
use super::housekeeping;
use super::late_timer::LateTimer;
use super::router::{failed, router};
use super::state::{AccessRules, DeliveryLog, State};
use super::surviving::{Surviving, Waiting};
use super::webhook;
use super::wire::{CutAt, Scissors, Wire};
use crate::api::SetFault;
use crate::fault::Spec;
use crate::organisation::Organisation;
use crate::store::{Clock, Location, RoutingKey, Store, StoreError, StoreOptions, system_clock};

/// Connections served at once; more have to wait.
const CONNECTIONS_MAX: usize = 1024;

/// How long the head of a request may take, counted from the end of the one before it.
const HEAD_TIME_MAX: Duration = Duration::from_mins(1);

/// Bytes the head of a request may have.
const HEAD_BYTES_MAX: usize = 64 << 10;

/// How long requests in flight have once the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// How to run a server.
#[derive(Clone)]
pub struct Options {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where incidents are kept.
    pub location: Location,
    /// How they are kept.
    pub store: StoreOptions,
    /// Bytes a webhook payload may have.
    pub body_limit: usize,
    /// How many deliveries an integration may send a minute, unless it has a limit of its own; `None` for no limit.
    pub webhook_rate_limit: Option<u32>,
    /// Where instants come from.
    pub clock: Clock,
    /// Told about every delivery.
    pub log: Option<DeliveryLog>,
    /// Whose incidents they are.
    pub organisation: Organisation,
    /// Who may use the V1 API, and how often.
    pub access: AccessRules,
}

impl Options {
    /// Bytes a webhook payload may have by default: groups are unbounded, and a refused one is sent again for ever.
    pub const BODY_LIMIT: usize = 5 << 20;

    /// The port the local Runframe is found at.
    pub const PORT: u16 = 9095;

    /// A server on a free loopback port, in memory, silent.
    #[must_use]
    pub fn ephemeral() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            location: Location::Memory,
            store: StoreOptions::default(),
            body_limit: Self::BODY_LIMIT,
            webhook_rate_limit: None,
            clock: system_clock(),
            log: None,
            organisation: Organisation::default(),
            access: AccessRules::default(),
        }
    }
}

/// A server cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address cannot be listened at.
    #[error("cannot listen on {address}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A server that runs. Dropped without [`Running::shutdown`] it ends at once, as after a crash.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where programs on this machine find it, such as `http://127.0.0.1:9095`.
    pub base_url: String,
    state: State,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
    housekeeping: JoinHandle<()>,
}

impl Running {
    /// What is behind it: services, integrations, incidents.
    #[must_use]
    pub fn store(&self) -> &Store {
        self.state.store()
    }

    /// Treats deliveries badly from now on.
    pub fn set_fault(&self, fault: &Spec) -> Result<SetFault, SetFaultError> {
        self.state.set_fault(fault)
    }

    /// The URL alerts are sent to with a routing key. A secret.
    #[must_use]
    pub fn webhook_url(&self, key: &RoutingKey) -> String {
        self.state.webhook_url(key)
    }

    /// Stops accepting, answers what is in flight, writes everything down.
    pub async fn shutdown(mut self) {
        self.state.stop();
        if let Some(stop) = self.stop.take() {
            // It may have ended by itself.
            let _ = stop.send(());
        }
        let _ = (&mut self.task).await;
        self.housekeeping.abort();
        self.state.store().clone().close().await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
        self.housekeeping.abort();
    }
}

/// Opens the store and begins to listen.
pub async fn start(options: Options) -> Result<Running, StartError> {
    let Options {
        listen,
        location,
        store,
        body_limit,
        webhook_rate_limit,
        clock,
        log,
        organisation,
        access,
    } = options;
    let refused = |source| StartError::Listen {
        address: listen,
        source,
    };
    let listener = TcpListener::bind(listen).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    let store = {
        let clock = Arc::clone(&clock);
        // Opening reads the disk.
        tokio::task::spawn_blocking(move || Store::open_with(&location, &clock, &store))
            .await
            .map_err(|_| StoreError::Closed)??
    };
    let base_url = format!("http://{}", reachable(address));
    let housekeeping = tokio::spawn(housekeeping::run(store.clone()));
    let state = State::with_rules(store, clock, base_url.clone(), body_limit, log, organisation, access)
        .limited(webhook_rate_limit);
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(accept(listener, state.clone(), stopped));
    Ok(Running {
        address,
        base_url,
        state,
        stop: Some(stop),
        task,
        housekeeping,
    })
}

/// The address a program on this machine uses.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

async fn accept(listener: TcpListener, state: State, mut stopped: oneshot::Receiver<()>) {
    let graceful = GracefulShutdown::new();
    let router = router(state.clone());
    let seats = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut connections = JoinSet::new();
    loop {
        let next = async {
            let seat = Arc::clone(&seats).acquire_owned().await;
            (listener.accept().await, seat)
        };
        let (accepted, seat) = tokio::select! {
            next = next => next,
            _ = &mut stopped => break,
        };
        // Those that have ended need no memory.
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, peer)) => {
                let connection = graceful.watch(serve(stream, peer, &state, &router));
                connections.spawn(async move {
                    // A connection that breaks off is the client's affair.
                    let _ = connection.await;
                    drop(seat);
                });
            }
            // Out of file descriptors, as a rule: some will come free.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    drop(listener);
    // Who has not finished by then is cut off when the set is dropped.
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
}

/// An answer on its way.
enum Answering {
    /// To a delivery, past the router: it would find no more than the path shows, at a tenth of a delivery's cost.
    Delivery(Surviving<Response>),
    /// To anything else.
    Other(Pin<Box<RouteFuture<Infallible>>>),
}

fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    state: &State,
    router: &Router,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + use<> {
    // Answers are small; waiting for more would only delay them.
    let _ = stream.set_nodelay(true);
    let scissors = Scissors::default();
    let wire = Wire::new(stream, scissors.clone());
    let (state, router) = (state.clone(), router.clone());
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let answering = match webhook::key_of(&request) {
            Some(key) => {
                let (head, body) = request.into_parts();
                let waiting = Waiting::default();
                let answer = webhook::answer(state.clone(), Some(key), waiting.clone(), &head.headers, body);
                Answering::Delivery(Surviving::new(answer, waiting))
            }
            None => {
                let mut request = request.map(Body::new);
                request.extensions_mut().insert(Peer(peer));
                Answering::Other(Box::pin(router.clone().call(request)))
            }
        };
        let scissors = scissors.clone();
        async move {
            let response = match answering {
                Answering::Delivery(answer) => answer.await.unwrap_or_else(failed),
                Answering::Other(answer) => answer.await?,
            };
            if let Some(at) = response.extensions().get::<CutAt>() {
                scissors.cut(*at);
            }
            Ok::<_, Infallible>(response)
        }
    });
    http1::Builder::new()
        .timer(LateTimer::default())
        .header_read_timeout(HEAD_TIME_MAX)
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(TokioIo::new(wire), service)
}
