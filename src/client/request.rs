//! Asking.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Method, Response, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{ClientError, EventStream, null};
use crate::api::{
    self, AddEvent, AddedEvent, ApiKeySecret, ChangeStatus, CreateApiKey, CreateIncident, CreateIntegration,
    CreateService, ErrorDetail, Escalated, Failure, Incident, Integration, LinkServices, LocalWebhook, Page,
    PageSomebody, Paged, RecordedDelivery, Reset, ResetRequest, RoutingSecret, Service, SetFault, UpdateIncident,
    UpdateService,
};
use crate::fault::Spec;
use crate::text::secret::masked_url;

/// Where the local Runframe is, unless told otherwise.
pub const DEFAULT_URL: &str = "http://127.0.0.1:9095";

/// Where the V1 API is on its server.
const V1_PATH: &str = "/api/v1";

/// How long an answer may take: as long as Runframe's own client waits.
const TIME_MAX: Duration = Duration::from_secs(15);

/// How long a stream of events may go on.
const STREAM_TIME_MAX: Duration = Duration::from_hours(24 * 365);

/// Bytes of an answer that are read.
const ANSWER_BYTES_MAX: usize = 64 << 20;

/// A key of the V1 API. Prints as `<secret>`.
#[derive(Clone)]
pub struct ApiKey(String);

impl ApiKey {
    /// The key in clear becomes a secret.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<secret>")
    }
}

/// Which incidents to list.
#[derive(Clone, Debug, Default)]
pub struct IncidentQuery {
    /// Any of these statuses; empty for all.
    pub statuses: Vec<String>,
    /// Any of these severities; empty for all.
    pub severities: Vec<String>,
    /// Assigned to any of these, by email; empty for all.
    pub assigned_to: Vec<String>,
    /// Of any of these teams, by name; empty for all.
    pub teams: Vec<String>,
    /// Of this integration alone, by name. Only a local Runframe can tell.
    pub integration: Option<String>,
    /// Created at or after.
    pub created_after: Option<String>,
    /// Created at or before.
    pub created_before: Option<String>,
    /// How many.
    pub limit: Option<u32>,
    /// Where to begin.
    pub offset: Option<u64>,
}

impl IncidentQuery {
    fn pairs(&self) -> Vec<(&str, String)> {
        let mut pairs = Vec::new();
        pairs.extend(self.statuses.iter().map(|status| ("status", status.clone())));
        pairs.extend(self.severities.iter().map(|severity| ("severity", severity.clone())));
        pairs.extend(self.assigned_to.iter().map(|email| ("assigned_to", email.clone())));
        pairs.extend(self.teams.iter().map(|team| ("team_name", team.clone())));
        pairs.extend(self.integration.iter().map(|name| ("integration", name.clone())));
        pairs.extend(self.created_after.iter().map(|at| ("created_after", at.clone())));
        pairs.extend(self.created_before.iter().map(|at| ("created_before", at.clone())));
        pairs.extend(self.limit.map(|limit| ("limit", limit.to_string())));
        pairs.extend(self.offset.map(|offset| ("offset", offset.to_string())));
        pairs
    }
}

/// Which events to be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventQuery {
    /// Any of these kinds; empty for all.
    pub kinds: Vec<String>,
    /// Only those of this integration.
    pub integration: Option<String>,
}

/// Which faults are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhichFaults {
    /// All of them.
    All,
    /// The one with this number.
    One(u64),
    /// Those of this integration alone.
    Integration(String),
}

/// An answer as it came.
struct Received {
    status: StatusCode,
    retry_after: Option<String>,
    body: Vec<u8>,
}

/// Asks one server.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: Url,
}

impl Client {
    /// For the server at `url`; a path before that of the API, that of the API itself and a slash at its end are fine. The
    /// key goes with every V1 request.
    pub fn new(url: &str, key: Option<&ApiKey>) -> Result<Self, ClientError> {
        let invalid = |why: &str| ClientError::InvalidUrl {
            url: masked_url(url),
            why: why.to_owned(),
        };
        let server = url.trim_end_matches('/');
        // The base that Runframe's documentation names has it.
        let server = server.strip_suffix(V1_PATH).unwrap_or(server);
        let base = Url::parse(server).map_err(|error| invalid(&error.to_string()))?;
        if !matches!(base.scheme(), "http" | "https") || !base.has_host() {
            return Err(invalid("it has to begin with http:// or https://"));
        }
        if !base.username().is_empty() || base.password().is_some() {
            return Err(invalid("it must have no credentials"));
        }
        if base.query().is_some() || base.fragment().is_some() {
            return Err(invalid("it must have neither a query nor a fragment"));
        }
        let mut headers = HeaderMap::new();
        if let Some(ApiKey(key)) = key {
            let mut value = HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| ClientError::InvalidKey)?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("runframe-cli/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers)
            .timeout(TIME_MAX)
            .redirect(reqwest::redirect::Policy::none());
        if is_loopback(&base) {
            // No proxy leads to this machine, as Go's programs have it.
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(|error| ClientError::Setup(chain(&error)))?;
        Ok(Self { http, base })
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    /// What its errors call it: the URL it was made for.
    #[must_use]
    pub fn server(&self) -> String {
        self.base.as_str().trim_end_matches('/').to_owned()
    }

    /// Incidents, newest first.
    pub async fn incidents(&self, query: &IncidentQuery) -> Result<Page<Incident>, ClientError> {
        let api = if query.integration.is_some() { "local" } else { "v1" };
        self.get(&["api", api, "incidents"], &query.pairs()).await
    }

    /// One incident with its timeline.
    pub async fn incident(&self, number: &str) -> Result<Incident, ClientError> {
        self.get(&["api", "v1", "incidents", number], &[]).await
    }

    /// Takes an incident on.
    pub async fn acknowledge(&self, number: &str) -> Result<Incident, ClientError> {
        self.act(number, "acknowledge", &serde_json::json!({})).await
    }

    /// Moves an incident to another status.
    pub async fn change_status(&self, number: &str, change: &ChangeStatus) -> Result<Incident, ClientError> {
        self.act(number, "status", change).await
    }

    /// Writes something into an incident's timeline.
    pub async fn add_event(&self, number: &str, event: &AddEvent) -> Result<AddedEvent, ClientError> {
        self.act(number, "events", event).await
    }

    /// Asks the next level of the escalation policy.
    pub async fn escalate(&self, number: &str) -> Result<Escalated, ClientError> {
        self.act(number, "escalate", &serde_json::json!({})).await
    }

    /// Calls somebody.
    pub async fn page(&self, number: &str, page: &PageSomebody) -> Result<Paged, ClientError> {
        self.act(number, "page", page).await
    }

    /// Changes what an incident says.
    pub async fn update_incident(&self, number: &str, update: &UpdateIncident) -> Result<Incident, ClientError> {
        let path = ["api", "v1", "incidents", number];
        self.send(Method::PATCH, &path, Some(update)).await
    }

    /// Creates an incident; with an idempotency key, once however often it is asked.
    pub async fn create_incident(&self, new: &CreateIncident, key: Option<&str>) -> Result<Incident, ClientError> {
        let request = self.http.post(self.url(&["api", "v1", "incidents"])).json(new);
        let request = match key {
            Some(key) => request.header("Idempotency-Key", key),
            None => request,
        };
        self.answer(request).await
    }

    /// The API keys of the local Runframe.
    pub async fn api_keys(&self) -> Result<Vec<api::ApiKey>, ClientError> {
        self.get(&["api", "local", "keys"], &[]).await
    }

    /// Creates an API key in the local Runframe.
    pub async fn create_api_key(&self, new: &CreateApiKey) -> Result<ApiKeySecret, ClientError> {
        self.send(Method::POST, &["api", "local", "keys"], Some(new)).await
    }

    /// Revokes an API key.
    pub async fn revoke_api_key(&self, name: &str) -> Result<api::ApiKey, ClientError> {
        self.send(Method::DELETE, &["api", "local", "keys", name], None::<&()>)
            .await
    }

    /// Services with this in their name.
    pub async fn services_named(&self, name: &str) -> Result<Page<Service>, ClientError> {
        let pairs = [("limit", "100".to_owned()), ("search", name.to_owned())];
        self.get(&["api", "v1", "services"], &pairs).await
    }

    /// Services.
    pub async fn services(&self, limit: u32, offset: u64) -> Result<Page<Service>, ClientError> {
        let pairs = [("limit", limit.to_string()), ("offset", offset.to_string())];
        self.get(&["api", "v1", "services"], &pairs).await
    }

    /// A webhook URL of the local Runframe for this machine.
    pub async fn local_webhook(&self, integration: Option<&str>) -> Result<LocalWebhook, ClientError> {
        let pairs: Vec<_> = integration
            .map(|name| ("integration", name.to_owned()))
            .into_iter()
            .collect();
        self.get(&["api", "local", "webhook"], &pairs).await
    }

    /// The integrations of the local Runframe.
    pub async fn integrations(&self) -> Result<Vec<Integration>, ClientError> {
        self.get(&["api", "local", "integrations"], &[]).await
    }

    /// Creates an integration in the local Runframe.
    pub async fn create_integration(&self, new: &CreateIntegration) -> Result<RoutingSecret, ClientError> {
        self.send(Method::POST, &["api", "local", "integrations"], Some(new))
            .await
    }

    /// Gives an integration another routing key.
    pub async fn rotate_integration(&self, name: &str) -> Result<RoutingSecret, ClientError> {
        let path = ["api", "local", "integrations", name, "rotate"];
        self.send(Method::POST, &path, None::<&()>).await
    }

    /// Disconnects an integration.
    pub async fn delete_integration(&self, name: &str) -> Result<Integration, ClientError> {
        self.send(Method::DELETE, &["api", "local", "integrations", name], None::<&()>)
            .await
    }

    /// Links services to an integration.
    pub async fn link_services(&self, name: &str, link: &LinkServices) -> Result<Integration, ClientError> {
        let path = ["api", "local", "integrations", name, "services"];
        self.send(Method::POST, &path, Some(link)).await
    }

    /// Takes a link away.
    pub async fn unlink_service(&self, name: &str, service: &str) -> Result<Integration, ClientError> {
        let path = ["api", "local", "integrations", name, "services", service];
        self.send(Method::DELETE, &path, None::<&()>).await
    }

    /// Creates a service in the local Runframe.
    pub async fn create_service(&self, new: &CreateService) -> Result<Service, ClientError> {
        self.send(Method::POST, &["api", "local", "services"], Some(new)).await
    }

    /// Changes a service of the local Runframe.
    pub async fn update_service(&self, name: &str, update: &UpdateService) -> Result<Service, ClientError> {
        self.send(Method::PATCH, &["api", "local", "services", name], Some(update))
            .await
    }

    /// What happens in the local Runframe from now on, or after the event named `last_id`.
    pub async fn events(&self, query: &EventQuery, last_id: Option<&str>) -> Result<EventStream, ClientError> {
        let mut url = self.url(&["api", "local", "events"]);
        {
            let mut pairs = url.query_pairs_mut();
            pairs.extend_pairs(query.kinds.iter().map(|kind| ("kind", kind)));
            pairs.extend_pairs(query.integration.iter().map(|name| ("integration", name)));
        }
        let request = self.http.get(url).timeout(STREAM_TIME_MAX);
        let request = match last_id {
            Some(id) => request.header("last-event-id", id),
            None => request,
        };
        let response = match tokio::time::timeout(TIME_MAX, request.send()).await {
            Ok(response) => response.map_err(|error| self.failed(&error))?,
            Err(_) => {
                return Err(ClientError::TimedOut {
                    server: self.server(),
                    limit: TIME_MAX,
                });
            }
        };
        if !response.status().is_success() {
            let received = self.read(response).await?;
            return Err(self.refused(received));
        }
        let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("text/event-stream")) {
            return Err(self.unexpected(response.status().as_u16(), "it is no stream of events"));
        }
        Ok(EventStream::new(response, self.server()))
    }

    /// Forgets incidents of the local Runframe: all, or those of an integration.
    pub async fn reset(&self, reset: &ResetRequest) -> Result<Reset, ClientError> {
        self.send(Method::POST, &["api", "local", "reset"], Some(reset)).await
    }

    /// The faults that are set in the local Runframe.
    pub async fn faults(&self) -> Result<Vec<SetFault>, ClientError> {
        self.get(&["api", "local", "faults"], &[]).await
    }

    /// Sets a fault.
    pub async fn set_fault(&self, fault: &Spec) -> Result<SetFault, ClientError> {
        self.send(Method::POST, &["api", "local", "faults"], Some(fault)).await
    }

    /// Takes faults back: one, those of an integration, or all.
    pub async fn clear_faults(&self, which: &WhichFaults) -> Result<Vec<SetFault>, ClientError> {
        let path = ["api", "local", "faults"];
        match which {
            WhichFaults::One(id) => {
                let path = ["api", "local", "faults", &id.to_string()];
                Ok(vec![self.send(Method::DELETE, &path, None::<&()>).await?])
            }
            WhichFaults::All => self.send(Method::DELETE, &path, None::<&()>).await,
            WhichFaults::Integration(name) => {
                let mut url = self.url(&path);
                url.query_pairs_mut().append_pair("integration", name);
                self.answer(self.http.delete(url)).await
            }
        }
    }

    /// The deliveries the local Runframe has recorded, the newest first.
    pub async fn deliveries(
        &self,
        integration: Option<&str>,
        limit: u32,
        offset: u64,
    ) -> Result<Page<RecordedDelivery>, ClientError> {
        let mut pairs = vec![("limit", limit.to_string()), ("offset", offset.to_string())];
        pairs.extend(integration.map(|name| ("integration", name.to_owned())));
        self.get(&["api", "local", "deliveries"], &pairs).await
    }

    /// One recorded delivery, by its number or `latest`.
    pub async fn delivery(&self, id: &str) -> Result<RecordedDelivery, ClientError> {
        self.get(&["api", "local", "deliveries", id], &[]).await
    }

    /// The payload of a recorded delivery.
    pub async fn delivery_payload(&self, id: &str) -> Result<Vec<u8>, ClientError> {
        let url = self.url(&["api", "local", "deliveries", id, "payload"]);
        let received = self.receive(self.http.get(url)).await?;
        if received.status.is_success() {
            Ok(received.body)
        } else {
            Err(self.refused(received))
        }
    }

    /// Whether a local Runframe answers there.
    pub async fn is_local_runframe(&self) -> bool {
        self.get::<Value>(&["healthz"], &[])
            .await
            .is_ok_and(|data| data.get("status").is_some())
    }

    /// An action on an incident.
    async fn act<T: DeserializeOwned>(
        &self,
        number: &str,
        action: &str,
        body: &impl Serialize,
    ) -> Result<T, ClientError> {
        let path = ["api", "v1", "incidents", number, action];
        self.send(Method::POST, &path, Some(body)).await
    }

    async fn get<T: DeserializeOwned>(&self, path: &[&str], pairs: &[(&str, String)]) -> Result<T, ClientError> {
        let mut url = self.url(path);
        if !pairs.is_empty() {
            url.query_pairs_mut().extend_pairs(pairs);
        }
        self.answer(self.http.get(url)).await
    }

    async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        body: Option<&impl Serialize>,
    ) -> Result<T, ClientError> {
        let request = self.http.request(method, self.url(path));
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        self.answer(request).await
    }

    /// The base with segments after it, each escaped.
    fn url(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        url
    }

    async fn answer<T: DeserializeOwned>(&self, request: reqwest::RequestBuilder) -> Result<T, ClientError> {
        let received = self.receive(request).await?;
        let status = received.status.as_u16();
        if !received.status.is_success() {
            return Err(self.refused(received));
        }
        let mut value: Value = serde_json::from_slice(&received.body).unwrap_or_default();
        null::strip(&mut value);
        let Some(data) = value.get_mut("data") else {
            return Err(self.unexpected(status, "there is no `data`"));
        };
        serde_json::from_value(data.take()).map_err(|error| self.unexpected(status, &error.to_string()))
    }

    /// Sends a request and reads the whole answer, whatever it is.
    async fn receive(&self, request: reqwest::RequestBuilder) -> Result<Received, ClientError> {
        let response = request.send().await.map_err(|error| self.failed(&error))?;
        self.read(response).await
    }

    /// Reads the rest of an answer.
    async fn read(&self, mut response: Response) -> Result<Received, ClientError> {
        let status = response.status();
        let retry_after = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| Some(value.to_str().ok()?.to_owned()));
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|error| self.failed(&error))? {
            body.extend_from_slice(&piece);
            if body.len() > ANSWER_BYTES_MAX {
                return Err(ClientError::TooLarge {
                    server: self.server(),
                    what: "an answer",
                    limit: ANSWER_BYTES_MAX,
                });
            }
        }
        Ok(Received {
            status,
            retry_after,
            body,
        })
    }

    /// What an answer says that is a no.
    fn refused(&self, received: Received) -> ClientError {
        let mut value: Value = serde_json::from_slice(&received.body).unwrap_or_default();
        null::strip(&mut value);
        let detail = match serde_json::from_value::<Failure>(value) {
            Ok(failure) => failure.error,
            Err(_) => ErrorDetail {
                code: String::new(),
                message: received.status.canonical_reason().unwrap_or_default().to_lowercase(),
                details: None,
            },
        };
        ClientError::Refused {
            server: self.server(),
            status: received.status.as_u16(),
            detail: Box::new(detail),
            retry_after: received.retry_after,
        }
    }

    fn failed(&self, error: &reqwest::Error) -> ClientError {
        let server = self.server();
        if error.is_timeout() && !error.is_connect() {
            return ClientError::TimedOut {
                server,
                limit: TIME_MAX,
            };
        }
        if is_not_tls(error) {
            return ClientError::NotTls { server };
        }
        ClientError::Unreachable {
            server,
            why: innermost(error),
        }
    }

    fn unexpected(&self, status: u16, why: &str) -> ClientError {
        ClientError::Unexpected {
            server: self.server(),
            status,
            why: why.to_owned(),
        }
    }
}

/// Whether a URL leads to this machine. Who asks for no address in particular gets there too.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else {
        return false;
    };
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost"
        || host.ends_with(".localhost")
        || address
            .map(|address| address.to_canonical())
            .is_ok_and(|address| address.is_loopback() || address.is_unspecified())
}

/// Whether the other side answered a TLS handshake with something else.
fn is_not_tls(error: &reqwest::Error) -> bool {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(rustls::Error::InvalidMessage(_)) = error.downcast_ref() {
            return true;
        }
        // An error of the system has the one of the TLS library inside, not below it.
        next = match error.downcast_ref::<std::io::Error>() {
            Some(error) => error.get_ref().map(|inner| inner as _),
            None => error.source(),
        };
    }
    false
}

/// The first cause, which is the one that helps: the others only say that something failed.
pub(super) fn innermost(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(cause) = error.source() {
        error = cause;
    }
    let text = error.to_string();
    // `(os error 111)` adds nothing to the words before it.
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut texts = vec![error.to_string()];
    let mut error = error;
    while let Some(cause) = error.source() {
        texts.push(cause.to_string());
        error = cause;
    }
    texts.join(": ")
}
