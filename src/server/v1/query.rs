//! What stands in query strings and paths.

use crate::api::{Page, last_written_alike, parse_instant};
use crate::incident::IncidentNumber;
use crate::server::answer::Problem;
use crate::store::IncidentFilter;

/// Elements of a list when nobody says how many.
pub(in crate::server) const LIMIT_DEFAULT: u32 = 20;

/// Elements of a list at most.
pub(in crate::server) const LIMIT_MAX: u32 = 100;

/// The last value of a name.
pub(in crate::server) fn last<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .rfind(|(known, _)| known == name)
        .map(|(_, value)| value.as_str())
}

pub(super) fn invalid(name: &str, value: &str, wanted: &str) -> Problem {
    Problem::invalid(format!("`{name}` is `{value}`, not {wanted}"))
        .with_details(serde_json::json!({ "parameter": name }))
}

/// The last value of a name that has to be there.
pub(super) fn required<'a>(pairs: &'a [(String, String)], name: &str) -> Result<&'a str, Problem> {
    last(pairs, name)
        .filter(|value| !value.trim().is_empty())
        .ok_or_else(|| {
            Problem::invalid(format!("`{name}` is missing")).with_details(serde_json::json!({ "parameter": name }))
        })
}

/// The incident a path names. What is no number is an incident there is not.
pub(super) fn number(path: &str) -> Result<IncidentNumber, Problem> {
    path.parse()
        .map_err(|error: crate::incident::ParseIncidentNumberError| Problem::not_found(error.to_string()))
}

/// Which stretch of a list is asked for.
pub(in crate::server) struct Stretch {
    pub limit: u32,
    pub offset: u64,
}

impl Stretch {
    pub(in crate::server) fn of(pairs: &[(String, String)]) -> Result<Self, Problem> {
        let limit = match last(pairs, "limit") {
            None => LIMIT_DEFAULT,
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=LIMIT_MAX).contains(limit))
                .ok_or_else(|| invalid("limit", text, "a number from 1 to 100"))?,
        };
        let offset = match last(pairs, "offset") {
            None => 0,
            Some(text) => text.parse().map_err(|_| invalid("offset", text, "a number from 0"))?,
        };
        Ok(Self { limit, offset })
    }

    /// The stretch of a list that is in memory.
    pub(super) fn page<T>(&self, all: Vec<T>) -> Page<T> {
        let total = all.len() as u64;
        let items = all
            .into_iter()
            .skip(usize::try_from(self.offset).unwrap_or(usize::MAX))
            .take(self.limit as usize)
            .collect();
        Page::new(items, total, self.offset)
    }
}

/// Which incidents are asked for. Emails are compared without regard to case, so they are kept in lower case.
pub(super) fn filter(pairs: &[(String, String)]) -> Result<IncidentFilter, Problem> {
    let mut filter = IncidentFilter::default();
    for (name, value) in pairs {
        let instant = || {
            // What an unescaped plus is read as.
            let hint = if value.contains(' ') {
                "; a + is written %2B here"
            } else {
                ""
            };
            parse_instant(value).ok_or_else(|| {
                invalid(
                    name,
                    value,
                    &format!("an ISO 8601 instant with its offset, such as 2026-01-02T03:04:05Z{hint}"),
                )
            })
        };
        let refused = |error: &dyn std::fmt::Display| {
            Problem::invalid(error.to_string()).with_details(serde_json::json!({ "parameter": name }))
        };
        match name.as_str() {
            "status" => filter.statuses.push(
                value
                    .parse()
                    .map_err(|error: crate::incident::ParseStatusError| refused(&error))?,
            ),
            "severity" => filter.severities.push(
                value
                    .parse()
                    .map_err(|error: crate::incident::ParseSeverityError| refused(&error))?,
            ),
            "assigned_to" => filter.assigned_to.push(value.trim().to_owned()),
            "resolved_by" => filter.resolved_by.push(value.trim().to_owned()),
            "team_name" => filter.teams.push(value.trim().to_owned()),
            "created_after" => filter.created_after = Some(instant()?),
            "created_before" => filter.created_before = Some(last_written_alike(instant()?)),
            "resolved_after" => filter.resolved_after = Some(instant()?),
            "resolved_before" => filter.resolved_before = Some(last_written_alike(instant()?)),
            _ => {}
        }
    }
    Ok(filter)
}
