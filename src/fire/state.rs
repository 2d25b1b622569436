//! What was fired at a target, so that exactly that can be resolved.
//!
//! One file a target, named by host and a hash of the webhook URL; the URL itself, and with it the routing key, is not in it.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::TargetId;
use crate::alert::LabelSet;
use crate::webhook::Moment;

/// The shape of the file. A program that meets a later one says so instead of guessing.
const FORMAT_VERSION: u32 = 1;

/// How the names of the files begin.
const FILE_PREFIX: &str = "fires-";
/// How they end.
const FILE_SUFFIX: &str = ".json";

/// Whoever changes a file holds this one meanwhile.
const LOCK_FILE: &str = "lock";

/// Digits of the target's hash in the name of its file.
const NAME_DIGITS: usize = 16;

/// Most fires kept for one target; the oldest go first.
const FIRES_MAX: usize = 1000;

/// Names the folder instead of the usual place.
const FOLDER_VARIABLE: &str = "RUNFRAME_STATE_DIR";

/// The folder the memory is kept in.
#[derive(Clone, Debug)]
pub struct StateFolder {
    folder: PathBuf,
}

/// One `fire`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fire {
    /// When.
    pub fired_at: Moment,
    /// Its messages.
    pub messages: Vec<FiredMessage>,
}

/// One group that was fired and is not wholly resolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FiredMessage {
    /// Name of the receiver.
    pub receiver: String,
    /// Labels of the group.
    #[serde(with = "pairs")]
    pub group_labels: LabelSet,
    /// Text of the group's key.
    pub group_key: String,
    /// Where Alertmanager said it can be reached.
    pub external_url: String,
    /// Release of Alertmanager that was spoken as: `0.33`.
    pub alertmanager_version: String,
    /// The most alerts a message may hold; 0 for any number.
    pub max_alerts: u64,
    /// Whether the configuration has resolved alerts sent.
    pub send_resolved: bool,
    /// Whether the receiver has a body of its own, made of templates.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_payload: bool,
    /// `group_interval` in milliseconds.
    pub group_interval_ms: u64,
    /// Those that still fire.
    pub alerts: Vec<FiredAlert>,
    /// Whether it may not have arrived: it was not answered as it should be.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_uncertain: bool,
}

/// One alert that was fired and is not resolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FiredAlert {
    /// What identifies it.
    #[serde(with = "pairs")]
    pub labels: LabelSet,
    /// What describes it.
    #[serde(with = "pairs")]
    pub annotations: LabelSet,
    /// When it began.
    pub starts_at: Moment,
    /// Link back to the expression that raised it.
    pub generator_url: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct StateFile {
    version: u32,
    host: String,
    target: String,
    fires: Vec<Fire>,
}

/// Why what was fired cannot be remembered or recalled.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// There is no place for it.
    #[error("no folder to remember fires in: neither `RUNFRAME_STATE_DIR` nor a home folder is set")]
    NoFolder,
    /// The operating system refuses.
    #[error("cannot {verb} `{}`", path.display())]
    Io {
        /// What was tried.
        verb: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The file is not ours, or broken.
    #[error("`{}` is not a memory of fires: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A later release of this program wrote it.
    #[error("`{}` was written by a later runframe-cli (format {found}, known up to {FORMAT_VERSION})", path.display())]
    FromTheFuture {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
}

impl StateFolder {
    /// The folder that the environment names: `RUNFRAME_STATE_DIR`, else the system's usual place.
    pub fn from_environment() -> Result<Self, StateError> {
        let variable = |name| {
            std::env::var_os(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let usual = || {
            if cfg!(windows) {
                return variable("LOCALAPPDATA").map(|folder| folder.join("runframe-cli"));
            }
            if cfg!(target_os = "macos") {
                return variable("HOME").map(|home| home.join("Library/Application Support/runframe-cli"));
            }
            let state = variable("XDG_STATE_HOME").or_else(|| Some(variable("HOME")?.join(".local/state")))?;
            Some(state.join("runframe-cli"))
        };
        let folder = variable(FOLDER_VARIABLE).or_else(usual).ok_or(StateError::NoFolder)?;
        Ok(Self::at(folder))
    }

    /// This folder; it need not exist.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// What still fires at a target, oldest first.
    pub fn recall(&self, host: &str, target: &TargetId) -> Result<Vec<Fire>, StateError> {
        let path = self.file(host, target);
        let Some(state) = read(&path)? else {
            return Ok(Vec::new());
        };
        if state.target != target.as_str() {
            return Err(StateError::Unreadable {
                path,
                reason: "it is about another target".into(),
            });
        }
        Ok(state.fires)
    }

    /// What still fires at any target, with the target's host; sorted by that.
    pub fn recall_all(&self) -> Result<Vec<(String, Vec<Fire>)>, StateError> {
        let list = |source| StateError::Io {
            verb: "list",
            path: self.folder.clone(),
            source,
        };
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(list(error)),
        };
        let mut all = Vec::new();
        for entry in entries {
            let path = entry.map_err(list)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_ours = name.starts_with(FILE_PREFIX) && name.ends_with(FILE_SUFFIX);
            if is_ours && let Some(state) = read(&path)? {
                all.push((state.host, state.fires));
            }
        }
        all.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(all)
    }

    /// Adds a fire to what still fires at a target.
    pub fn add(&self, host: &str, target: &TargetId, fire: Fire) -> Result<(), StateError> {
        self.update(host, target, |fires| add(fires, fire))
    }

    /// Makes a fire all that still fires at a target.
    pub fn replace(&self, host: &str, target: &TargetId, fire: Fire) -> Result<(), StateError> {
        self.update(host, target, |fires| *fires = vec![fire])
    }

    /// Changes what still fires at a target. Processes that do so at once wait for each other, and none loses what
    /// another remembers.
    pub fn update(&self, host: &str, target: &TargetId, change: impl FnOnce(&mut Vec<Fire>)) -> Result<(), StateError> {
        let _lock = self.lock()?;
        let mut fires = self.recall(host, target)?;
        change(&mut fires);
        self.remember(host, target, fires)
    }

    /// Waits until nobody else changes anything, and keeps others waiting until it is dropped.
    fn lock(&self) -> Result<File, StateError> {
        let path = self.folder.join(LOCK_FILE);
        let open = || {
            std::fs::create_dir_all(&self.folder)?;
            File::options().create(true).truncate(false).write(true).open(&path)
        };
        let lock = |file: File| match file.lock() {
            // Some network folders know no locks; one person alone needs none.
            Err(error) if error.kind() != io::ErrorKind::Unsupported => Err(error),
            _ => Ok(file),
        };
        open().and_then(lock).map_err(|source| StateError::Io {
            verb: "lock",
            path: path.clone(),
            source,
        })
    }

    /// Replaces what still fires at a target; if that is nothing, the file goes.
    fn remember(&self, host: &str, target: &TargetId, mut fires: Vec<Fire>) -> Result<(), StateError> {
        let path = self.file(host, target);
        if fires.is_empty() {
            return match std::fs::remove_file(&path) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => Err(StateError::Io {
                    verb: "remove",
                    path,
                    source,
                }),
                _ => Ok(()),
            };
        }
        fires.drain(..fires.len().saturating_sub(FIRES_MAX));
        let state = StateFile {
            version: FORMAT_VERSION,
            host: host.to_owned(),
            target: target.as_str().to_owned(),
            fires,
        };
        self.write(&path, &state).map_err(|source| StateError::Io {
            verb: "write",
            path,
            source,
        })
    }

    /// Whole or not at all: whoever reads meanwhile sees the old or the new file.
    fn write(&self, path: &Path, state: &StateFile) -> io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        serde_json::to_writer_pretty(&mut file, state)?;
        file.write_all(b"\n")?;
        file.as_file().sync_data()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }

    fn file(&self, host: &str, target: &TargetId) -> PathBuf {
        let host: String = host
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || "-.".contains(c) {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        let digits = &target.as_str()[..NAME_DIGITS];
        self.folder.join(format!("{FILE_PREFIX}{host}-{digits}{FILE_SUFFIX}"))
    }
}

/// One file; `None` if there is none.
fn read(path: &Path) -> Result<Option<StateFile>, StateError> {
    let text = match std::fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            return Err(StateError::Io {
                verb: "read",
                path: path.to_path_buf(),
                source,
            });
        }
    };
    let unreadable = |reason: String| StateError::Unreadable {
        path: path.to_path_buf(),
        reason,
    };
    let value: serde_json::Value = serde_json::from_slice(&text).map_err(|e| unreadable(e.to_string()))?;
    match value.get("version").and_then(serde_json::Value::as_u64) {
        None => return Err(unreadable("it has no `version`".into())),
        Some(found) if found > u64::from(FORMAT_VERSION) => {
            return Err(StateError::FromTheFuture {
                path: path.to_path_buf(),
                found: u32::try_from(found).unwrap_or(u32::MAX),
            });
        }
        Some(_) => {}
    }
    serde_json::from_value(value)
        .map(Some)
        .map_err(|e| unreadable(e.to_string()))
}

/// Adds a fire to what still fires. An alert of the same group that fired before is forgotten there: it is the same one.
fn add(fires: &mut Vec<Fire>, fire: Fire) {
    for earlier in fires.iter_mut() {
        for message in &mut earlier.messages {
            let same_group = fire.messages.iter().filter(|m| m.group_key == message.group_key);
            let again: Vec<&LabelSet> = same_group.flat_map(|m| &m.alerts).map(|a| &a.labels).collect();
            message.alerts.retain(|alert| !again.contains(&&alert.labels));
        }
    }
    fires.push(fire);
    forget_empty(fires);
}

/// Drops messages without alerts, and fires without messages.
pub(super) fn forget_empty(fires: &mut Vec<Fire>) {
    for fire in fires.iter_mut() {
        fire.messages.retain(|message| !message.alerts.is_empty());
    }
    fires.retain(|fire| !fire.messages.is_empty());
}

/// Label sets as JSON objects.
mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::alert::LabelSet;

    pub(super) fn serialize<S: Serializer>(labels: &LabelSet, serializer: S) -> Result<S::Ok, S::Error> {
        labels.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<LabelSet, D::Error> {
        let pairs = BTreeMap::<String, String>::deserialize(deserializer)?;
        Ok(pairs.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fire::WebhookUrl;

    fn moment(text: &str) -> Moment {
        text.parse().expect("the test writes RFC 3339")
    }

    fn alert(name: &str) -> FiredAlert {
        FiredAlert {
            labels: [("alertname", name)].into_iter().collect(),
            annotations: LabelSet::new(),
            starts_at: moment("2026-01-01T00:00:00Z"),
            generator_url: String::new(),
        }
    }

    fn fire(minute: u32, group_key: &str, alerts: &[&str]) -> Fire {
        Fire {
            fired_at: moment(&format!("2026-01-01T00:{minute:02}:00Z")),
            messages: vec![FiredMessage {
                receiver: "runframe".into(),
                group_labels: LabelSet::new(),
                group_key: group_key.into(),
                external_url: "http://localhost:9093".into(),
                alertmanager_version: "0.33".into(),
                max_alerts: 0,
                is_uncertain: false,
                send_resolved: true,
                has_payload: false,
                group_interval_ms: 10_000,
                alerts: alerts.iter().map(|name| alert(name)).collect(),
            }],
        }
    }

    fn target() -> (String, TargetId) {
        let url: WebhookUrl = "https://api.runframe.io/webhooks/0123456789abcdef"
            .parse()
            .expect("it is a URL");
        (url.authority(), url.identity())
    }

    #[test]
    fn what_was_fired_is_recalled_and_the_key_is_nowhere() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let state = StateFolder::at(folder.path().join("new"));
        let (host, id) = target();
        assert_eq!(state.recall(&host, &id).expect("nothing is no error"), []);
        let fires = vec![fire(1, "{}:{}", &["A", "B"])];
        state.remember(&host, &id, fires.clone()).expect("it can be written");
        assert_eq!(state.recall(&host, &id).expect("it can be read"), fires);
        let file = state.file(&host, &id);
        let text = std::fs::read_to_string(&file).expect("it is text");
        assert!(!text.contains("0123456789abcdef") && !file.to_string_lossy().contains("0123456789abcdef"));
        state.remember(&host, &id, Vec::new()).expect("it can be removed");
        assert!(!file.exists());
    }

    #[test]
    fn files_of_others_and_of_the_future_are_told_apart() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let state = StateFolder::at(folder.path());
        let (host, id) = target();
        let recall = |text: &str| {
            std::fs::write(state.file(&host, &id), text).expect("it can be written");
            state.recall(&host, &id).expect_err("it is no memory of fires")
        };
        assert!(matches!(recall("nonsense"), StateError::Unreadable { .. }));
        assert!(matches!(recall("{}"), StateError::Unreadable { .. }));
        assert!(matches!(
            recall(r#"{"version":2}"#),
            StateError::FromTheFuture { found: 2, .. }
        ));
        assert!(matches!(
            recall(r#"{"version":1,"host":"h","target":"x","fires":[]}"#),
            StateError::Unreadable { .. }
        ));
    }

    #[test]
    fn those_who_remember_at_once_lose_nothing() {
        const FIRES: u32 = 40;
        let folder = tempfile::tempdir().expect("a folder can be made");
        let (host, id) = target();
        std::thread::scope(|scope| {
            for number in 0..FIRES {
                let (path, host, id) = (folder.path(), &host, &id);
                scope.spawn(move || {
                    let fire = fire(number, &format!("{{}}:{{a=\"{number}\"}}"), &["A"]);
                    StateFolder::at(path).add(host, id, fire).expect("it can be written");
                });
            }
        });
        let fires = StateFolder::at(folder.path())
            .recall(&host, &id)
            .expect("it can be read");
        assert_eq!(fires.len(), FIRES as usize);
    }

    #[test]
    fn the_same_alert_fired_twice_is_remembered_once() {
        let mut fires = vec![fire(1, "{}:{}", &["A", "B"]), fire(2, "{}/{a=\"b\"}:{}", &["A"])];
        add(&mut fires, fire(3, "{}:{}", &["A"]));
        let left: Vec<_> = fires
            .iter()
            .map(|f| (f.fired_at.to_string(), f.messages[0].alerts.len()))
            .collect();
        assert_eq!(
            left,
            [1, 2, 3].map(|minute| (format!("2026-01-01T00:0{minute}:00Z"), 1))
        );
        add(&mut fires, fire(4, "{}:{}", &["B"]));
        assert_eq!(fires.len(), 3, "nothing is left of the first");
    }
}
