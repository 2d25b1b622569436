//! What a local Runframe has heard of alerts, by the deliveries it records: they tell which integration an alert came by, and the
//! incident of a group, which has no alert's fingerprint.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::Target;
use crate::api::{AlertResult, Incident, RecordedDelivery};
use crate::client::{Client, ClientError};
use crate::incident::{Action, IgnoreReason};
use crate::organisation::same_name;

/// Deliveries asked for at a time.
const PAGE: u32 = 100;

/// How many times so many are looked through at most.
const PAGES_MAX: u64 = 10;

/// Which alerts, on which way.
#[derive(Clone, Debug, Default)]
pub struct Way {
    /// The alerts' fingerprints.
    pub fingerprints: BTreeSet<String>,
    /// The integration they have to come by; any if `None`.
    pub integration: Option<String>,
    /// The receivers of Alertmanager's they come from; any if there are none.
    pub receivers: BTreeSet<String>,
}

/// Deliveries that bring some alerts, as they come.
pub struct Hearing {
    client: Client,
    way: Way,
    /// The last delivery that was looked at; 0 for none.
    until: i64,
    is_recording: bool,
    incidents: BTreeMap<String, String>,
    unapplied: Option<Unapplied>,
}

/// A delivery that brought alerts to no incident.
struct Unapplied {
    delivery: RecordedDelivery,
    fingerprints: BTreeSet<String>,
}

/// What of a payload tells whose it is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Payload {
    receiver: String,
    alerts: Vec<PayloadAlert>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PayloadAlert {
    fingerprint: String,
}

impl Hearing {
    /// Hears what comes from now on; `None` where there is no API to ask.
    pub async fn start(target: &Target, way: Way) -> Option<Self> {
        let client = target.client()?.clone();
        let newest = client.deliveries(None, 1, 0).await.ok()?;
        Some(Self {
            client,
            way,
            until: newest.items.first().map_or(0, number),
            is_recording: newest.total > 0,
            incidents: BTreeMap::new(),
            unapplied: None,
        })
    }

    /// Looks at what came since.
    pub async fn listen(&mut self) -> Result<(), ClientError> {
        let mut fresh = Vec::new();
        for page in 0..PAGES_MAX {
            let page = self.client.deliveries(None, PAGE, page * u64::from(PAGE)).await?;
            self.is_recording |= page.total > 0;
            let is_last = !page.has_more || page.items.last().is_some_and(|oldest| number(oldest) <= self.until);
            fresh.extend(page.items.into_iter().filter(|delivery| number(delivery) > self.until));
            if is_last {
                break;
            }
        }
        for delivery in fresh.into_iter().rev() {
            match self.look_at(&delivery).await {
                // It has been pushed out by later ones.
                Err(error) if error.status() != Some(404) => return Err(error),
                Ok(()) | Err(_) => self.until = self.until.max(number(&delivery)),
            }
        }
        Ok(())
    }

    async fn look_at(&mut self, delivery: &RecordedDelivery) -> Result<(), ClientError> {
        let is_of_another = |name: &String| delivery.integration.as_ref().is_none_or(|own| !same_name(own, name));
        if self.way.integration.as_ref().is_some_and(is_of_another) {
            return Ok(());
        }
        let payload = self.client.delivery_payload(&delivery.id).await?;
        let fingerprints = self.way.brought_by(&payload);
        if fingerprints.is_empty() {
            return Ok(());
        }
        let delivery = self.client.delivery(&delivery.id).await?;
        let results = delivery.summary.results.iter();
        let arrived: Vec<_> = results.filter_map(|result| self.way.arrived(result)).collect();
        if arrived.is_empty() {
            self.unapplied = Some(Unapplied { delivery, fingerprints });
        }
        self.incidents.extend(arrived);
        Ok(())
    }

    /// Whether deliveries are recorded, as far as is known.
    #[must_use]
    pub fn is_recording(&self) -> bool {
        self.is_recording
    }

    /// The numbers of the incidents that alerts came to, by the alerts' fingerprints.
    #[must_use]
    pub fn incidents(&self) -> &BTreeMap<String, String> {
        &self.incidents
    }

    /// The last delivery that brought all alerts which still have no incident.
    #[must_use]
    pub fn unapplied(&self) -> Option<&RecordedDelivery> {
        let unapplied = self.unapplied.as_ref()?;
        let mut missing = self
            .way
            .fingerprints
            .iter()
            .filter(|known| !self.incidents.contains_key(*known));
        missing
            .all(|fingerprint| unapplied.fingerprints.contains(fingerprint))
            .then_some(&unapplied.delivery)
    }
}

impl Target {
    /// The newest incident of each of these alerts that recorded deliveries tell of; `None` if none is recorded.
    pub async fn heard_before(&self, way: &Way) -> Option<BTreeMap<String, Incident>> {
        let client = self.client()?;
        if client.deliveries(None, 1, 0).await.ok()?.total == 0 {
            return None;
        }
        let mut found = BTreeMap::new();
        for page in 0..PAGES_MAX {
            let offset = page * u64::from(PAGE);
            let page = client.deliveries(way.integration.as_deref(), PAGE, offset).await.ok()?;
            for delivery in page.items {
                let Ok(whole) = client.delivery(&delivery.id).await else {
                    continue;
                };
                let arrived: Vec<(String, String)> = whole
                    .summary
                    .results
                    .iter()
                    .filter_map(|result| way.arrived(result))
                    .collect();
                for (fingerprint, number) in arrived {
                    if found.contains_key(&fingerprint) {
                        continue;
                    }
                    let payload = client.delivery_payload(&delivery.id).await.unwrap_or_default();
                    if way.brought_by(&payload).contains(&fingerprint)
                        && let Ok(incident) = client.incident(&number).await
                    {
                        found.insert(fingerprint, incident);
                    }
                }
                if found.len() == way.fingerprints.len() {
                    return Some(found);
                }
            }
            if !page.has_more {
                break;
            }
        }
        Some(found)
    }
}

impl Way {
    /// Which of the alerts a payload brings, if it is from one of the receivers.
    fn brought_by(&self, payload: &[u8]) -> BTreeSet<String> {
        let payload: Payload = serde_json::from_slice(payload).unwrap_or_default();
        if !self.receivers.is_empty() && !self.receivers.contains(&payload.receiver) {
            return BTreeSet::new();
        }
        let brought = payload.alerts.into_iter().map(|alert| alert.fingerprint);
        brought
            .filter(|fingerprint| self.fingerprints.contains(fingerprint))
            .collect()
    }

    /// The alert and its incident, if it is one of these and came to one.
    fn arrived(&self, result: &AlertResult) -> Option<(String, String)> {
        let fingerprint = result
            .fingerprint
            .as_ref()
            .filter(|known| self.fingerprints.contains(*known))?;
        let is_heard = [Action::Created, Action::Updated]
            .iter()
            .any(|action| action.code() == result.action)
            || [IgnoreReason::ResolvedByPerson, IgnoreReason::IncidentClosed]
                .iter()
                .any(|reason| result.reason.as_deref() == Some(reason.code()));
        let incident = result.incident_number.as_ref().filter(|_| is_heard)?;
        Some((fingerprint.clone(), incident.clone()))
    }
}

/// The number of a recorded delivery: later ones have greater ones.
fn number(delivery: &RecordedDelivery) -> i64 {
    let digits = delivery.id.rsplit('_').next().unwrap_or_default();
    digits.parse().unwrap_or_default()
}
