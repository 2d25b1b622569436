//! Alerts from several places, of which equal labels make one.

use std::collections::HashMap;

use crate::alert::{Alert, LabelSet};
use crate::cli::Session;
use crate::cli::format::visible;

/// Alerts with different labels. To Alertmanager equal labels are one alert, that has the rest from whoever came last.
#[derive(Default)]
pub(super) struct Merged {
    alerts: Vec<Alert>,
    /// By labels, where the alert is, and where it comes from.
    known: HashMap<LabelSet, (usize, String)>,
    told: Vec<String>,
}

impl Merged {
    /// Adds an alert that comes from `origin`.
    pub(super) fn add(&mut self, alert: Alert, origin: String) {
        if let Some((position, known)) = self.known.get_mut(&alert.labels) {
            self.told.push(format!(
                "{origin} has the labels of {known}: to Alertmanager they are one alert, and the last one counts"
            ));
            self.alerts[*position] = alert;
            *known = origin;
            return;
        }
        self.known.insert(alert.labels.clone(), (self.alerts.len(), origin));
        self.alerts.push(alert);
    }

    /// The alerts; says which were merged.
    pub(super) fn tell(self, session: &mut Session) -> Vec<Alert> {
        /// How many are named.
        const NAMED: usize = 10;
        for line in self.told.iter().take(NAMED) {
            session.comment(visible(line));
        }
        if let Some(more) = self.told.len().checked_sub(NAMED + 1) {
            session.comment(format!("and {} more are one alert with others", more + 1));
        }
        self.alerts
    }
}
