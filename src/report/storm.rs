//! What a storm came to: counts, latencies, and how they are spread.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use colored::Colorize;
use serde::Serialize;

use super::mapping::Target;

/// Characters of the longest bar of a histogram.
const BAR_WIDTH: u64 = 40;

/// What a storm came to.
#[derive(Clone, Debug, Serialize)]
pub struct StormReport {
    /// Version of this shape.
    pub version: u32,
    /// Where the payloads went.
    pub target: Target,
    /// What was asked for.
    pub asked: Asked,
    /// How long it took.
    pub elapsed_ms: f64,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
    /// Payloads that were sent, or tried to be.
    pub payloads: u64,
    /// Alerts in one payload.
    pub alerts_per_payload: u64,
    /// Bytes of all bodies.
    pub body_bytes: u64,
    /// Payloads answered with 2xx.
    pub delivered: u64,
    /// Those in a second.
    pub delivered_per_second: f64,
    /// Payloads that were due and not sent, as every connection was waiting.
    pub unsent: u64,
    /// Payloads given up while an answer was waited for.
    pub cut_off: u64,
    /// Answers by status.
    pub statuses: BTreeMap<u16, u64>,
    /// Payloads without an answer, by why.
    pub failures: BTreeMap<&'static str, u64>,
    /// From when a payload was due until its answer; `None` without an answer.
    pub latency: Option<Latency>,
    /// From when a payload was sent until its answer; `None` without an answer.
    pub service: Option<Latency>,
}

/// What was asked for.
#[derive(Clone, Debug, Serialize)]
pub struct Asked {
    /// Payloads in a second; `None`: as many as the connections carry.
    pub rate_per_second: Option<f64>,
    /// How many payloads.
    pub payloads: Option<u64>,
    /// For how long.
    pub duration_ms: Option<u64>,
    /// How long the rate grows.
    pub ramp_ms: u64,
    /// How many connections.
    pub concurrency: u64,
}

/// A distribution, in microseconds.
#[derive(Clone, Debug, Serialize)]
pub struct Latency {
    /// The least.
    pub min_us: u64,
    /// The mean.
    pub mean_us: f64,
    /// How they scatter about the mean.
    pub standard_deviation_us: f64,
    /// Half are below.
    pub p50_us: u64,
    /// Of ten, nine are below.
    pub p90_us: u64,
    /// Of a hundred, 99 are below.
    pub p99_us: u64,
    /// Of a thousand, 999 are below.
    pub p999_us: u64,
    /// The greatest.
    pub max_us: u64,
    /// How many there are up to each bound, and above the one before.
    pub histogram: Vec<Bucket>,
}

/// One step of a histogram.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Bucket {
    /// Its upper bound, in microseconds.
    pub up_to_us: u64,
    /// How many there are.
    pub count: u64,
}

impl StormReport {
    /// Writes the report as indented JSON with a final line break.
    ///
    /// # Errors
    /// If the stream refuses it.
    pub fn write_json(&self, mut out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut out, self)?;
        out.write_all(b"\n")
    }

    /// The report for people.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |name: &str, value: String| {
            // A string takes everything.
            let _ = writeln!(text, "{}  {value}", format!("{name:<9}").bold());
        };
        let seconds = self.elapsed_ms / 1e3;
        let asked = match self.asked.rate_per_second {
            Some(rate) => format!(", asked for {}/s", decimal(rate)),
            None => String::new(),
        };
        line(
            "delivered",
            format!(
                "{} of {} payloads in {seconds:.1} s: {}/s{asked}{}",
                grouped(self.delivered),
                grouped(self.payloads),
                decimal(self.delivered_per_second),
                if self.interrupted { "; stopped early" } else { "" }
            ),
        );
        if self.alerts_per_payload > 1 {
            line(
                "alerts",
                format!(
                    "{}, {} in a payload",
                    grouped(self.delivered * self.alerts_per_payload),
                    self.alerts_per_payload
                ),
            );
        }
        if !self.statuses.is_empty() {
            let statuses = self.statuses.iter();
            let parts = statuses.map(|(status, count)| format!("{status}: {}", grouped(*count)));
            line("answers", parts.collect::<Vec<_>>().join(" · "));
        }
        if !self.failures.is_empty() {
            let failures = self.failures.iter();
            let parts = failures.map(|(why, count)| format!("{}: {}", why.replace('_', " "), grouped(*count)));
            line("failures", parts.collect::<Vec<_>>().join(" · ").red().to_string());
        }
        if self.unsent > 0 {
            let unsent = grouped(self.unsent);
            line(
                "unsent",
                format!("{unsent} were due while every connection was waiting: more --concurrency, or a slower --rate")
                    .yellow()
                    .to_string(),
            );
        }
        if self.cut_off > 0 {
            line(
                "cut off",
                format!("{} were waiting for an answer", grouped(self.cut_off)),
            );
        }
        if let Some(latency) = &self.latency {
            let from = match self.asked.rate_per_second {
                Some(_) => "from when a payload was due",
                None => "from when a payload was sent",
            };
            line("latency", format!("{} ({from})", latency.summary()));
            if let (Some(service), Some(_)) = (&self.service, self.asked.rate_per_second) {
                line("service", format!("{} (from when it was sent)", service.summary()));
            }
            latency.write_histogram(&mut text);
        }
        text
    }
}

impl Latency {
    fn summary(&self) -> String {
        format!(
            "p50 {} · p90 {} · p99 {} · p99.9 {} · max {}",
            time(self.p50_us),
            time(self.p90_us),
            time(self.p99_us),
            time(self.p999_us),
            time(self.max_us)
        )
    }

    fn write_histogram(&self, text: &mut String) {
        let most = self
            .histogram
            .iter()
            .map(|bucket| bucket.count)
            .max()
            .unwrap_or(1)
            .max(1);
        for bucket in &self.histogram {
            // Something is never nothing.
            let length = (bucket.count * BAR_WIDTH).div_ceil(most);
            let bar: String = (0..length).map(|_| '█').collect();
            let _ = writeln!(
                text,
                "{:>11}  {bar} {}",
                format!("≤ {}", time(bucket.up_to_us)),
                grouped(bucket.count)
            );
        }
    }
}

/// Upper bounds for a histogram: 1, 2 and 5 times the powers of ten, in microseconds.
pub fn bounds() -> impl Iterator<Item = u64> {
    (0..10).flat_map(|power| [1, 2, 5].map(|step| step * 10_u64.pow(power)))
}

/// Microseconds with three digits.
#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
fn time(microseconds: u64) -> String {
    let (value, unit) = match microseconds {
        0..1000 => return format!("{microseconds} µs"),
        1000..1_000_000 => (microseconds as f64 / 1e3, "ms"),
        _ => (microseconds as f64 / 1e6, "s"),
    };
    let digits = match value {
        ..10.0 => 2,
        ..100.0 => 1,
        _ => 0,
    };
    // `500 ms`, not `500.00 ms`.
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    format!("{text} {unit}")
}

/// A number of things in a second.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rates are positive and far below 2^63"
)]
fn decimal(rate: f64) -> String {
    if rate >= 100.0 {
        grouped(rate.round() as u64)
    } else {
        let text = format!("{rate:.2}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

/// `12,345`
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_to_be_read() {
        assert_eq!(
            [0, 999, 1000, 1_234_567].map(grouped),
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!(
            [7, 999, 1000, 1234, 20_000, 123_456, 1_500_000, 500_000].map(time),
            [
                "7 µs", "999 µs", "1 ms", "1.23 ms", "20 ms", "123 ms", "1.5 s", "500 ms"
            ]
        );
        assert_eq!(
            [0.5, 20.0, 99.99, 12_345.6].map(decimal),
            ["0.5", "20", "99.99", "12,346"]
        );
        assert_eq!(bounds().take(5).collect::<Vec<_>>(), [1, 2, 5, 10, 20]);
    }
}
