//! A local Runframe that alerts are on their way to: which of them have arrived.

use std::collections::BTreeMap;

use crate::api::Incident;
use crate::fire::{Hearing, Target, Way};

/// By an alert's hash, the number of its incident and how often it was delivered.
type Counts = BTreeMap<String, (String, u64)>;

/// Where alerts are to arrive.
pub(super) struct Watched<'a> {
    target: &'a Target,
    way: Way,
    /// What it had heard before.
    before: Counts,
    /// What it hears now; `None` where that cannot be asked for.
    pub(super) hearing: Option<Hearing>,
}

impl<'a> Watched<'a> {
    /// Watches from now on.
    pub(super) async fn start(target: &'a Target, way: Way) -> Self {
        let fingerprints: Vec<String> = way.fingerprints.iter().cloned().collect();
        let incidents = target.incidents_of(&fingerprints).await;
        let hearing = Hearing::start(target, way.clone()).await;
        Self {
            target,
            way,
            before: incidents
                .into_iter()
                .map(|(fingerprint, incident)| {
                    let count = deliveries(&incident);
                    (fingerprint, (incident.incident_number, count))
                })
                .collect(),
            hearing,
        }
    }

    /// The incidents that alerts have come to, by the alerts' hashes.
    pub(super) async fn arrived(&mut self) -> BTreeMap<String, Incident> {
        if let Some(hearing) = &mut self.hearing {
            // One that fails is tried again soon.
            let _ = hearing.listen().await;
            if hearing.is_recording() {
                let mut arrived = BTreeMap::new();
                for (fingerprint, number) in hearing.incidents() {
                    if let Some(incident) = self.target.incident(number).await {
                        arrived.insert(fingerprint.clone(), incident);
                    }
                }
                return arrived;
            }
        }
        // One that records nothing shows incidents of alerts, and not by whom they came.
        if self.way.integration.is_some() {
            return BTreeMap::new();
        }
        let fingerprints: Vec<String> = self.way.fingerprints.iter().cloned().collect();
        let mut incidents = self.target.incidents_of(&fingerprints).await;
        incidents.retain(|fingerprint, incident| {
            let known = self.before.get(fingerprint);
            known.is_none_or(|(number, known)| *number != incident.incident_number || deliveries(incident) > *known)
        });
        incidents
    }
}

/// How often an incident's alert was delivered.
fn deliveries(incident: &Incident) -> u64 {
    incident.alert.as_ref().map_or(0, |alert| alert.delivery_count)
}
