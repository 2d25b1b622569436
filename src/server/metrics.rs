//! `GET /metrics`: the server's own figures, in Prometheus's text format.

use axum::extract::State as Shared;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use prometheus::{
    Encoder, Histogram, HistogramOpts, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder,
};

use super::answer::Problem;
use super::state::{DeliveryRecord, State};
use crate::api::ErrorCode;
use crate::incident::{Action, Severity, Status};
use crate::store::{Commit, Directory, IncidentFilter};

/// The server's figures.
pub(super) struct Metrics {
    registry: Registry,
    deliveries: IntCounterVec,
    alerts: IntCounterVec,
    truncated: IntCounterVec,
    faults: IntCounterVec,
    answer_time: Histogram,
    commit_time: Histogram,
    batch: Histogram,
    open: IntGaugeVec,
    readers: IntGauge,
}

/// Seconds that a commit or an answer takes, from a fast disk to a sender's patience.
const SECONDS: [f64; 12] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0,
];

/// Deliveries committed together; the store takes no more than the last at once.
const BATCHES: [f64; 7] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

/// What deliveries with a valid key are refused with, as a rule.
const REFUSALS: [&str; 7] = ["400", "408", "413", "415", "429", "500", "503"];

impl Metrics {
    /// All of them at zero.
    pub(super) fn new() -> Self {
        let counters = |name: &str, help: &str, labels: &[&str]| {
            IntCounterVec::new(Opts::new(name, help), labels).expect("the name is well formed")
        };
        let histogram = |name: &str, help: &str, buckets: &[f64]| {
            let options = HistogramOpts::new(name, help).buckets(buckets.to_vec());
            Histogram::with_opts(options).expect("the name is well formed")
        };
        let open = Opts::new(
            "runframe_incidents_open",
            "Incidents that are neither resolved nor closed.",
        );
        let metrics = Self {
            registry: Registry::new(),
            deliveries: counters(
                "runframe_deliveries_total",
                "Webhook deliveries by integration, outcome and status of the answer (none if it was cut off before).",
                &["integration", "outcome", "code"],
            ),
            alerts: counters(
                "runframe_alerts_total",
                "Alerts in deliveries by integration and by what became of them.",
                &["integration", "action"],
            ),
            truncated: counters(
                "runframe_alerts_truncated_total",
                "Alerts that senders cut off because of max_alerts.",
                &["integration"],
            ),
            faults: counters(
                "runframe_faults_injected_total",
                "Deliveries treated badly on purpose.",
                &["integration"],
            ),
            answer_time: histogram(
                "runframe_delivery_duration_seconds",
                "Time from the head of a delivery to its answer.",
                &SECONDS,
            ),
            commit_time: histogram(
                "runframe_commit_duration_seconds",
                "Time from the beginning of a transaction until it is on disk.",
                &SECONDS,
            ),
            batch: histogram("runframe_commit_deliveries", "Deliveries committed together.", &BATCHES),
            open: IntGaugeVec::new(open, &["severity"]).expect("the name is well formed"),
            readers: IntGauge::new("runframe_event_readers", "Connections that read events.")
                .expect("the name is well formed"),
        };
        let build = Opts::new("runframe_build_info", "The release that runs; always 1.");
        let build = IntGaugeVec::new(build, &["version"]).expect("the name is well formed");
        build.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
        let all: [Box<dyn prometheus::core::Collector>; 10] = [
            Box::new(metrics.deliveries.clone()),
            Box::new(metrics.alerts.clone()),
            Box::new(metrics.truncated.clone()),
            Box::new(metrics.faults.clone()),
            Box::new(metrics.answer_time.clone()),
            Box::new(metrics.commit_time.clone()),
            Box::new(metrics.batch.clone()),
            Box::new(metrics.open.clone()),
            Box::new(metrics.readers.clone()),
            Box::new(build),
        ];
        for collector in all {
            metrics
                .registry
                .register(collector)
                .expect("each name is registered once");
        }
        metrics
    }

    /// Counts a delivery of an integration that was answered. Keys that are nobody's count under the empty name, so that strangers cannot
    /// make series.
    pub(super) fn count(&self, record: &DeliveryRecord, integration: Option<&str>) {
        let integration = integration.unwrap_or_default();
        let outcome = match (&record.problem, &record.fault) {
            (Some(_), _) => "refused",
            (None, Some(fault)) if !fault.is_applied => "faulted",
            (None, _) => "applied",
        };
        let code = record
            .status
            .map_or_else(|| "none".to_owned(), |status| status.to_string());
        self.deliveries.with_label_values(&[integration, outcome, &code]).inc();
        for action in Action::ALL {
            let number = record
                .outcomes
                .iter()
                .filter(|outcome| outcome.action == action)
                .count();
            if number > 0 {
                self.alerts
                    .with_label_values(&[integration, action.code()])
                    .inc_by(number as u64);
            }
        }
        if record.truncated_alerts > 0 {
            self.truncated
                .with_label_values(&[integration])
                .inc_by(record.truncated_alerts);
        }
        if record.fault.is_some() {
            self.faults.with_label_values(&[integration]).inc();
        }
        self.answer_time.observe(record.took.as_secs_f64());
    }

    /// Has what usually happens to an integration's deliveries stand at zero, from the first look at it: a series that begins
    /// with its first event shows no increase, and no rule that watches for one would see that event.
    fn begin(&self, directory: &Directory) {
        let names = directory.integrations().iter().map(|known| known.name.as_str());
        for name in names {
            self.deliveries.with_label_values(&[name, "applied", "200"]);
            for code in REFUSALS {
                self.deliveries.with_label_values(&[name, "refused", code]);
            }
            for action in Action::ALL {
                self.alerts.with_label_values(&[name, action.code()]);
            }
            self.truncated.with_label_values(&[name]);
            self.faults.with_label_values(&[name]);
        }
        // Keys that are nobody's.
        self.deliveries.with_label_values(&["", "refused", "404"]);
    }

    /// Counts a commit.
    pub(super) fn committed(&self, commit: &Commit<'_>) {
        self.commit_time.observe(commit.took.as_secs_f64());
        if commit.deliveries > 0 {
            self.batch
                .observe(f64::from(u32::try_from(commit.deliveries).unwrap_or(u32::MAX)));
        }
    }

    /// Notes how many read events.
    pub(super) fn set_readers(&self, readers: usize) {
        self.readers.set(i64::try_from(readers).unwrap_or(i64::MAX));
    }
}

/// Answers with all figures as they are now.
pub(super) async fn show(Shared(state): Shared<State>) -> Result<Response, Problem> {
    let metrics = &state.0.metrics;
    metrics.begin(&state.store().directory());
    for severity in Severity::ALL {
        let filter = IncidentFilter {
            statuses: Status::ALL.into_iter().filter(|status| status.is_active()).collect(),
            severities: vec![severity],
            ..IncidentFilter::default()
        };
        // Such totals are kept, not counted.
        let open = state.store().incidents(filter, 1, 0).await?.total;
        let gauge = metrics.open.with_label_values(&[severity.code()]);
        gauge.set(i64::try_from(open).unwrap_or(i64::MAX));
    }
    metrics.set_readers(super::events::READERS_MAX - state.0.event_seats.available_permits());
    let encoder = TextEncoder::new();
    let mut text = Vec::new();
    encoder
        .encode(&metrics.registry.gather(), &mut text)
        .map_err(|_| Problem::new(ErrorCode::InternalError, "the figures cannot be written"))?;
    Ok(([(CONTENT_TYPE, encoder.format_type().to_owned())], text).into_response())
}
