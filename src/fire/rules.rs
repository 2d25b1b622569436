//! The alerts that rules of a rule file raise: labels and annotations as Prometheus renders them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::AlertRequest;
use crate::alert::{Alert, LabelSet};
use crate::rule_file::{Pair, Rule, RuleGroup};
use crate::template::run::{self, Sample};

/// The label that says which rule an alert is of.
const ALERT_NAME: &str = "alertname";

/// What an expression gives, as far as it is known: it is not evaluated.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// `$value`.
    pub value: f64,
    /// Where Prometheus says it can be reached.
    pub prometheus_url: String,
    /// What Prometheus adds to the labels of each alert that does not have them.
    pub external_labels: LabelSet,
}

/// The alerts of one rule, and what is to be said of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleAlerts {
    /// All different.
    pub alerts: Vec<Alert>,
    /// Labels that templates asked for and nobody gave, with the labels and annotations they are missing from.
    pub missing_labels: BTreeMap<String, BTreeSet<String>>,
    /// Labels and annotations that ask Prometheus something, with what they ask.
    pub queries: BTreeMap<String, BTreeSet<String>>,
    /// Labels and annotations whose templates fail, with what Prometheus puts in their place.
    pub failures: BTreeMap<String, String>,
    /// Whether a template looks at the value.
    pub uses_value: bool,
}

/// The alerts of an alerting rule, firing since `now`, as `request` asks for them.
///
/// The labels of the request are those the expression would give, which templates see; in the alert they win over what the
/// rule says.
#[must_use]
pub fn rule_alerts(
    group: &RuleGroup,
    rule: &Rule,
    request: &AlertRequest,
    series: &Series,
    now: Timestamp,
) -> RuleAlerts {
    let name = rule.alert.as_ref().map_or("", |name| name.value.as_str());
    let mut all = RuleAlerts::default();
    let count = request.count.max(1);
    for number in 1..=count {
        let mut given = request.labels.clone();
        if count > 1 {
            given.push(request.numbered_instance(number));
        }
        let given: LabelSet = given
            .iter()
            .map(|pair| (pair.name.as_str(), pair.value.as_str()))
            .collect();
        let sample = Sample {
            labels: given
                .iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            value: series.value,
            external_labels: series
                .external_labels
                .iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            external_url: series.prometheus_url.clone(),
        };
        let mut render = |what: &str, pair: &Pair| -> String {
            let place = format!("{what} `{}`", pair.name.value);
            match run::render(name, &pair.value, &sample) {
                Ok(rendered) => {
                    for label in rendered.usage.missing_labels {
                        all.missing_labels.entry(label).or_default().insert(place.clone());
                    }
                    if !rendered.usage.queries.is_empty() {
                        all.queries.entry(place).or_default().extend(rendered.usage.queries);
                    }
                    all.uses_value |= rendered.usage.value;
                    rendered.text
                }
                Err(error) => {
                    all.failures.insert(place, error.to_string());
                    error.to_string()
                }
            }
        };
        let mut labels: LabelSet = given.clone();
        let of_rule = |name: &str| rule.labels.iter().any(|pair| pair.name.value == name);
        let pairs = group.labels.iter().filter(|pair| !of_rule(&pair.name));
        for pair in pairs.chain(&rule.labels) {
            labels.insert(&pair.name.value, render("label", pair));
        }
        labels.insert(ALERT_NAME, name);
        let annotations: LabelSet = rule
            .annotations
            .iter()
            .map(|pair| (pair.name.value.clone(), render("annotation", pair)))
            .collect();
        let one = AlertRequest {
            base_labels: Some(labels),
            base_annotations: Some(annotations),
            generator_url: rule
                .expression
                .as_ref()
                .map(|expression| run::graph_url(&series.prometheus_url, expression))
                .unwrap_or_default(),
            count: 1,
            labels: given
                .iter()
                .map(|(name, value)| super::LabelPair {
                    name: name.to_owned(),
                    value: value.to_owned(),
                })
                .collect(),
            ..request.clone()
        };
        let mut alerts = one.alerts(now);
        for alert in &mut alerts {
            for (name, value) in series.external_labels.iter() {
                if alert.labels.get(name).is_none() {
                    alert.labels.insert(name, value);
                }
            }
        }
        all.alerts.extend(alerts);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule_file;
    use crate::text::SourceFile;

    const RULES: &str = "\
groups:
- name: g
  labels: {team: infra, tier: '1'}
  rules:
  - alert: DiskFull
    expr: node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1
    labels: {severity: warning, tier: '2', gone: '{{ $labels.nothing }}'}
    annotations:
      summary: '{{ $labels.instance }} has {{ $value | humanizePercentage }} left on {{ $labels.mountpoint }}'
      other: '{{ with query \"up\" }}{{ . | first | value }}{{ end }}'
      broken: '{{ humanize \"x\" }}'
      from: '{{ $externalLabels.cluster }} {{ $externalURL }}'
";

    fn alerts(request: &AlertRequest) -> RuleAlerts {
        let loaded = rule_file::load(&SourceFile::new("rules.yml", RULES));
        assert_eq!(loaded.diagnostics, []);
        let (group, rule, _) = loaded.file.alerts().next().expect("there is one");
        let series = Series {
            value: 0.05,
            prometheus_url: "http://prom:9090/".into(),
            external_labels: [("cluster", "eu-1"), ("severity", "none")].into_iter().collect(),
        };
        rule_alerts(group, rule, request, &series, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_rule_becomes_the_alert_prometheus_sends() {
        let request = AlertRequest {
            labels: vec!["instance=db-1".parse().expect("it is a pair")],
            severity: Some("critical".into()),
            ..AlertRequest::default()
        };
        let all = alerts(&request);
        let [alert] = all.alerts.as_slice() else {
            panic!("{all:?}")
        };
        let labels: Vec<_> = alert.labels.iter().collect();
        assert_eq!(
            labels,
            [
                ("alertname", "DiskFull"),
                ("cluster", "eu-1"),
                ("instance", "db-1"),
                ("severity", "critical"),
                ("team", "infra"),
                ("tier", "2"),
            ]
        );
        assert_eq!(alert.annotations.get("summary"), Some("db-1 has 5% left on "));
        assert_eq!(alert.annotations.get("other"), Some("<query: up>"));
        assert_eq!(alert.annotations.get("from"), Some("eu-1 http://prom:9090/"));
        assert!(
            alert
                .annotations
                .get("broken")
                .is_some_and(|text| text.starts_with("<error expanding"))
        );
        assert_eq!(
            alert.generator_url,
            "http://prom:9090/graph?g0.expr=node_filesystem_avail_bytes+%2F+node_filesystem_size_bytes+%3C+0.1&g0.tab=1"
        );
        let missing: Vec<_> = all.missing_labels.keys().collect();
        assert_eq!(missing, ["mountpoint", "nothing"]);
        assert!(all.queries.contains_key("annotation `other`") && all.failures.contains_key("annotation `broken`"));
        assert!(all.uses_value);
    }

    #[test]
    fn several_alerts_of_a_rule_speak_of_their_own_instance() {
        let all = alerts(&AlertRequest {
            count: 2,
            ..AlertRequest::default()
        });
        let summaries: Vec<_> = all
            .alerts
            .iter()
            .filter_map(|alert| alert.annotations.get("summary"))
            .collect();
        assert_eq!(
            summaries,
            ["runframe-cli-1 has 5% left on ", "runframe-cli-2 has 5% left on "]
        );
    }
}
