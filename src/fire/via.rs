//! A real Alertmanager, as Prometheus and `amtool` see it: alerts go in, and what it holds can be looked at.

use std::collections::BTreeMap;

use hyper::body::Bytes;
use jiff::Timestamp;
use reqwest::Url;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::{SendError, Sender, TargetId};
use crate::alert::{Alert, LabelSet};
use crate::webhook::Moment;

/// An Alertmanager, by its URL.
#[derive(Debug)]
pub struct Alertmanager {
    base: Url,
    sender: Sender,
}

/// It did not do as it was asked.
#[derive(Debug, thiserror::Error)]
pub enum AlertmanagerError {
    /// The text is no URL of one.
    #[error("the Alertmanager's URL is no http or https URL{0}")]
    BadUrl(String),
    /// It did not answer.
    #[error("{0}")]
    NoAnswer(SendError),
    /// It refused.
    #[error("{url} answered {status}{}", words.as_ref().map(|words| format!(": {words}")).unwrap_or_default())]
    Refused {
        /// What was asked.
        url: String,
        /// The status.
        status: u16,
        /// What it says.
        words: Option<String>,
    },
    /// The answer is none of an Alertmanager.
    #[error("what answers at {0} is no Alertmanager")]
    Strange(String),
}

/// What it says of itself.
#[derive(Clone, Debug)]
pub struct Status {
    /// Its release, such as `0.28.1`.
    pub release: String,
    /// Its configuration, secrets masked.
    pub config: String,
}

/// An alert it holds in a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// The receiver of the group.
    pub receiver: String,
    /// The labels of the group.
    pub group_labels: LabelSet,
    /// The alert's hash.
    pub fingerprint: String,
    /// Whether something holds it back.
    pub is_suppressed: bool,
    /// Silences that do.
    pub silenced_by: Vec<String>,
    /// Alerts that do.
    pub inhibited_by: Vec<String>,
    /// Time intervals that do; older releases do not tell.
    pub muted_by: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StatusAnswer {
    config: ConfigAnswer,
    version_info: VersionAnswer,
}

#[derive(Deserialize)]
struct ConfigAnswer {
    original: String,
}

#[derive(Deserialize)]
struct VersionAnswer {
    version: String,
}

#[derive(Deserialize)]
struct GroupAnswer {
    labels: BTreeMap<String, String>,
    receiver: ReceiverAnswer,
    alerts: Vec<AlertAnswer>,
}

#[derive(Deserialize)]
struct ReceiverAnswer {
    name: String,
}

#[derive(Deserialize)]
struct AlertAnswer {
    fingerprint: String,
    status: StateAnswer,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StateAnswer {
    state: String,
    #[serde(default)]
    silenced_by: Vec<String>,
    #[serde(default)]
    inhibited_by: Vec<String>,
    #[serde(default)]
    muted_by: Vec<String>,
}

impl Alertmanager {
    /// The one at a URL, which may have a path before `/api/v2` and a user with a password.
    ///
    /// # Errors
    /// If the text is no such URL; it is not repeated, as it may hold a password.
    pub fn new(url: &str, sender: Sender) -> Result<Self, AlertmanagerError> {
        let mut base = Url::parse(url.trim()).map_err(|error| AlertmanagerError::BadUrl(format!(": {error}")))?;
        if !matches!(base.scheme(), "http" | "https") {
            return Err(AlertmanagerError::BadUrl(String::new()));
        }
        base.set_query(None);
        base.set_fragment(None);
        let path = base.path().trim_end_matches('/');
        // People copy what they see in a browser or a documentation.
        let path = path
            .strip_suffix("/api/v2/alerts")
            .or(path.strip_suffix("/api/v2"))
            .unwrap_or(path);
        let path = path.to_owned();
        base.set_path(&path);
        Ok(Self { base, sender })
    }

    /// Its URL, without a user and a password.
    #[must_use]
    pub fn place(&self) -> String {
        shown(&self.base)
    }

    /// Under which name what is posted to it is remembered.
    #[must_use]
    pub fn memory_key(&self) -> (String, TargetId) {
        let place = self.place();
        let host = place.split_once("://").map_or(place.as_str(), |(_, host)| host);
        (host.to_owned(), TargetId::of(&format!("alertmanager {place}")))
    }

    /// Release and configuration.
    ///
    /// # Errors
    /// If it does not tell.
    pub async fn status(&self) -> Result<Status, AlertmanagerError> {
        let answer: StatusAnswer = self.get("/api/v2/status").await?;
        Ok(Status {
            release: answer.version_info.version,
            config: answer.config.original,
        })
    }

    /// Hands it alerts that fire, or have ended if they say so.
    ///
    /// # Errors
    /// If it does not take them.
    pub async fn post(&self, alerts: &[Alert]) -> Result<(), AlertmanagerError> {
        let instant = |at: Timestamp| Moment::from(at).to_string();
        let pairs = |set: &LabelSet| -> BTreeMap<String, String> {
            let pairs = set.iter();
            pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
        };
        let alerts: Vec<_> = alerts
            .iter()
            .map(|alert| {
                let mut json = json!({
                    "labels": pairs(&alert.labels),
                    "annotations": pairs(&alert.annotations),
                    "startsAt": instant(alert.starts_at),
                });
                if let Some(end) = alert.ends_at {
                    json["endsAt"] = instant(end).into();
                }
                if !alert.generator_url.is_empty() {
                    json["generatorURL"] = alert.generator_url.clone().into();
                }
                json
            })
            .collect();
        let body = serde_json::Value::from(alerts).to_string();
        self.call("/api/v2/alerts", Some(body.into())).await.map(drop)
    }

    /// What it holds of the alerts with these hashes.
    ///
    /// # Errors
    /// If it does not tell.
    pub async fn held(&self, fingerprints: &[String]) -> Result<Vec<Held>, AlertmanagerError> {
        let groups: Vec<GroupAnswer> = self.get("/api/v2/alerts/groups").await?;
        let mut held = Vec::new();
        for group in groups {
            for alert in group.alerts {
                if fingerprints.contains(&alert.fingerprint) {
                    held.push(Held {
                        receiver: group.receiver.name.clone(),
                        group_labels: group.labels.clone().into_iter().collect(),
                        fingerprint: alert.fingerprint,
                        is_suppressed: alert.status.state == "suppressed",
                        silenced_by: alert.status.silenced_by,
                        inhibited_by: alert.status.inhibited_by,
                        muted_by: alert.status.muted_by,
                    });
                }
            }
        }
        Ok(held)
    }

    /// The groups it holds: receivers and labels.
    ///
    /// # Errors
    /// If it does not tell.
    pub async fn groups(&self) -> Result<Vec<(String, LabelSet)>, AlertmanagerError> {
        let groups: Vec<GroupAnswer> = self.get("/api/v2/alerts/groups").await?;
        let groups = groups.into_iter();
        Ok(groups
            .map(|group| (group.receiver.name, group.labels.into_iter().collect()))
            .collect())
    }

    /// How many of its webhook requests have failed since it was started; `None` if it does not tell.
    pub async fn failed_webhooks(&self) -> Option<f64> {
        let answer = self.call("/metrics", None).await.ok()?;
        let text = String::from_utf8_lossy(&answer).into_owned();
        let lines = text.lines().filter(|line| {
            line.starts_with("alertmanager_notification_requests_failed_total{") && line.contains("\"webhook\"")
        });
        let counts = lines.filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok());
        Some(counts.sum())
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, AlertmanagerError> {
        let body = self.call(path, None).await?;
        serde_json::from_slice(&body).map_err(|_| AlertmanagerError::Strange(self.place()))
    }

    async fn call(&self, path: &str, body: Option<Bytes>) -> Result<Vec<u8>, AlertmanagerError> {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        let answer = self
            .sender
            .call(&url, body)
            .await
            .map_err(AlertmanagerError::NoAnswer)?;
        if answer.status.is_success() {
            return Ok(answer.body);
        }
        let text = String::from_utf8_lossy(&answer.body);
        let words = (!answer.is_html()).then(|| {
            let line = text.lines().next().unwrap_or_default().trim_matches(['"', ' ']);
            line.chars().filter(|c| !c.is_control()).take(200).collect::<String>()
        });
        Err(AlertmanagerError::Refused {
            url: shown(&url),
            status: answer.status.as_u16(),
            words: words.filter(|words| !words.is_empty()),
        })
    }
}

fn shown(url: &Url) -> String {
    let mut url = url.clone();
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.as_str().trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fire::{HttpSettings, TIMEOUT_DEFAULT};
    use crate::version::Version;

    #[test]
    fn a_url_is_taken_as_people_copy_it_and_shows_no_password() {
        let sender = || {
            let settings = HttpSettings {
                timeout: Some(TIMEOUT_DEFAULT),
                ..HttpSettings::default()
            };
            Sender::with_settings(Version::default(), settings)
        };
        for (text, place) in [
            ("http://am:9093", "http://am:9093"),
            ("http://am:9093/", "http://am:9093"),
            ("https://u:s3cr3t@am/alerts/", "https://am/alerts"),
            ("http://am:9093/prefix/api/v2/alerts", "http://am:9093/prefix"),
            ("http://am:9093/api/v2/", "http://am:9093"),
        ] {
            let alertmanager = Alertmanager::new(text, sender()).expect(text);
            assert_eq!(alertmanager.place(), place);
        }
        for text in ["am:9093", "s3cr3t", "ftp://s3cr3t@am"] {
            let error = Alertmanager::new(text, sender()).expect_err(text);
            assert!(!error.to_string().contains("s3cr3t"), "{error}");
        }
    }
}
