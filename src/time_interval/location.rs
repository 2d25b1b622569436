//! Time zones by their names.

use std::sync::OnceLock;

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};

/// Why a text names no time zone; displays as Go says it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LocationError {
    /// The name is a path that leads elsewhere.
    #[error("time: invalid location name")]
    InvalidName,
    /// There is no such zone.
    #[error("unknown time zone {0}")]
    Unknown(String),
    /// The name is that of a group of zones, such as `America`.
    #[error("is a directory")]
    Group,
    /// Something follows the name of a zone.
    #[error("not a directory")]
    NotGroup,
}

/// A time zone, or UTC. Zones come from the database in the program, so that a file gets the same verdict everywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    name: String,
    zone: TimeZone,
}

impl Default for Location {
    fn default() -> Self {
        Self {
            name: "UTC".to_owned(),
            zone: TimeZone::UTC,
        }
    }
}

/// Copies of the whole database that systems keep in folders of their own, and the zone set up on a machine.
const FOLDERS: [&str; 2] = ["posix/", "right/"];
const SET_UP_ON_MACHINE: [&str; 3] = ["Local", "localtime", "posixrules"];

/// Steps that lead to a zone, at most: `posix/America/North_Dakota/Center` has four. What has many more is looked up no
/// more often.
const STEPS_MAX: usize = 8;

impl Location {
    /// Finds a zone by its name, whose case matters. Nothing and `UTC` are UTC; `Local`, the zone of the machine
    /// Alertmanager runs on, is taken to be UTC too, as it is in its container images.
    pub fn parse(name: &str) -> Result<Self, LocationError> {
        let utc_by_another_name = |name: &str| Self {
            name: name.to_owned(),
            zone: TimeZone::UTC,
        };
        if name.is_empty() || name == "UTC" {
            return Ok(Self::default());
        }
        if name.contains("..") || name.starts_with(['/', '\\']) {
            return Err(LocationError::InvalidName);
        }
        if SET_UP_ON_MACHINE.contains(&name) {
            return Ok(utc_by_another_name(name));
        }
        // Names are paths: empty steps and `.` lead nowhere, and the last step must be a zone.
        let steps: Vec<_> = name.split('/').filter(|step| !matches!(*step, "" | ".")).collect();
        let path = steps.join("/");
        let path = FOLDERS
            .iter()
            .find_map(|folder| path.strip_prefix(folder))
            .unwrap_or(&path);
        let is_cut_off = name.ends_with('/') || name.ends_with("/.");
        match find(path) {
            Some(_) if is_cut_off => Err(LocationError::NotGroup),
            Some(zone) => Ok(Self {
                name: name.to_owned(),
                zone,
            }),
            None if is_group(path) => Err(LocationError::Group),
            None if (1..steps.len().min(STEPS_MAX)).any(|end| find(&steps[..end].join("/")).is_some()) => {
                Err(LocationError::NotGroup)
            }
            None => Err(LocationError::Unknown(name.to_owned())),
        }
    }

    /// The name it was found by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The zone.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// How many days the month of `date` has, as Alertmanager counts them up to 0.34.0: whole times 24 hours between
    /// two midnights. A month in which clocks go forward is one day short.
    #[must_use]
    pub fn days_in_month(&self, date: Date) -> i64 {
        let first = date.first_of_month();
        let next = first
            .last_of_month()
            .tomorrow()
            .unwrap_or_else(|_| first.last_of_month());
        let hours = (self.midnight(next) - self.midnight(first)).as_hours();
        hours / 24
    }

    /// Seconds since 1970 of a midnight in the zone, found as Go finds it.
    fn midnight(&self, date: Date) -> SignedDuration {
        let clock = Offset::UTC
            .to_timestamp(date.at(0, 0, 0, 0))
            .map_or(SignedDuration::ZERO, Timestamp::as_duration);
        let offset_at = |instant: SignedDuration| {
            let instant = Timestamp::from_duration(instant).unwrap_or(Timestamp::UNIX_EPOCH);
            SignedDuration::from_secs(self.zone.to_offset(instant).seconds().into())
        };
        clock - offset_at(clock - offset_at(clock))
    }
}

fn database() -> &'static TimeZoneDatabase {
    static DATABASE: OnceLock<TimeZoneDatabase> = OnceLock::new();
    DATABASE.get_or_init(TimeZoneDatabase::bundled)
}

/// The zone of exactly this name.
fn find(name: &str) -> Option<TimeZone> {
    let zone = database().get(name).ok()?;
    (zone.iana_name() == Some(name)).then_some(zone)
}

/// Whether names of zones begin with this one and a slash.
fn is_group(name: &str) -> bool {
    database().available().any(|known| {
        known
            .as_str()
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with('/'))
    })
}
