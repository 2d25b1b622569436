//! Alerts people know, ready to fire.

use crate::alert::LabelSet;

/// An alert of common Prometheus rules, with example labels.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// What it is asked for by.
    pub name: &'static str,
    /// `alertname`.
    pub alertname: &'static str,
    /// `severity`.
    pub severity: &'static str,
    /// Its other labels.
    pub labels: &'static [(&'static str, &'static str)],
    /// The annotation `summary`.
    pub summary: &'static str,
    /// The annotation `description`.
    pub description: &'static str,
}

impl Preset {
    /// All of them, by name.
    pub const ALL: [Self; 10] = [
        Self {
            name: "certificate-expiry",
            alertname: "CertificateExpiringSoon",
            severity: "warning",
            labels: &[("instance", "https://shop.example.com"), ("job", "blackbox")],
            summary: "The certificate of shop.example.com expires in 6 days",
            description: "Renewal has not happened. Browsers will refuse the site once it has expired.",
        },
        Self {
            name: "database-down",
            alertname: "PostgresDown",
            severity: "critical",
            labels: &[("instance", "db-1:9187"), ("job", "postgres"), ("cluster", "eu-1")],
            summary: "PostgreSQL on db-1 does not answer",
            description: "The exporter has not reached the database for one minute.",
        },
        Self {
            name: "disk-full",
            alertname: "NodeFilesystemAlmostOutOfSpace",
            severity: "critical",
            labels: &[
                ("instance", "node-1:9100"),
                ("job", "node"),
                ("device", "/dev/sda1"),
                ("mountpoint", "/var"),
            ],
            summary: "/var on node-1 has 2.8 % of its space left",
            description: "At the rate of the last hours it is full within two hours.",
        },
        Self {
            name: "error-rate",
            alertname: "HighErrorRate",
            severity: "critical",
            labels: &[("service", "checkout"), ("job", "checkout"), ("cluster", "eu-1")],
            summary: "7.3 % of requests to checkout fail",
            description: "The share of 5xx answers has been above 5 % for five minutes.",
        },
        Self {
            name: "high-cpu",
            alertname: "NodeCPUHighUsage",
            severity: "info",
            labels: &[("instance", "node-1:9100"), ("job", "node")],
            summary: "CPU of node-1 is 94 % busy",
            description: "It has been above 90 % for fifteen minutes.",
        },
        Self {
            name: "high-latency",
            alertname: "HighRequestLatency",
            severity: "warning",
            labels: &[("service", "checkout"), ("job", "checkout"), ("quantile", "0.99")],
            summary: "p99 latency of checkout is 2.4 s",
            description: "One request in a hundred has taken longer than 2 s for ten minutes.",
        },
        Self {
            name: "node-down",
            alertname: "InstanceDown",
            severity: "critical",
            labels: &[("instance", "node-1:9100"), ("job", "node")],
            summary: "node-1 is down",
            description: "Prometheus has not been able to scrape node-1:9100 for five minutes.",
        },
        Self {
            name: "pod-crash",
            alertname: "KubePodCrashLooping",
            severity: "warning",
            labels: &[
                ("namespace", "shop"),
                ("pod", "checkout-6d4cf56db6-x2x7k"),
                ("container", "checkout"),
                ("job", "kube-state-metrics"),
            ],
            summary: "A container of pod shop/checkout-6d4cf56db6-x2x7k keeps crashing",
            description: "It has been waiting with reason CrashLoopBackOff for fifteen minutes.",
        },
        Self {
            name: "queue-backlog",
            alertname: "QueueBacklogGrowing",
            severity: "warning",
            labels: &[("queue", "orders"), ("job", "rabbitmq"), ("cluster", "eu-1")],
            summary: "Queue orders has 48,213 messages waiting",
            description: "It has grown for thirty minutes: consumers do not keep up.",
        },
        Self {
            name: "watchdog",
            alertname: "Watchdog",
            severity: "none",
            labels: &[("job", "prometheus")],
            summary: "An alert that always fires, to show that the whole path works",
            description: "Route it away from Runframe: as any alert it opens an incident there.",
        },
    ];

    /// The one of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        const PRESETS: &[Preset] = &Preset::ALL;
        PRESETS.iter().find(|preset| preset.name == name)
    }

    /// Its labels.
    #[must_use]
    pub fn label_set(&self) -> LabelSet {
        let mut labels: LabelSet = self.labels.iter().copied().collect();
        labels.insert("alertname", self.alertname);
        labels.insert("severity", self.severity);
        labels
    }

    /// Its annotations.
    #[must_use]
    pub fn annotation_set(&self) -> LabelSet {
        [("summary", self.summary), ("description", self.description)]
            .into_iter()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_are_sorted_and_complete() {
        assert!(Preset::ALL.is_sorted_by_key(|preset| preset.name));
        for preset in Preset::ALL {
            assert_eq!(Preset::named(preset.name).map(|p| p.alertname), Some(preset.alertname));
            assert!(!preset.summary.is_empty() && !preset.description.is_empty());
        }
        assert!(Preset::named("nonsense").is_none());
    }
}
