//! The files of Runframe's Prometheus integration guide, as text: the configuration that sends every alert to Runframe,
//! and the rule that fires at once. `init` prints them, `fire` and `walkthrough` use them as their default.
//!
//! Only writes; reading a configuration is the business of `config`.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A settings file of the local Runframe, with everything in it.
pub const SETTINGS_YML: &str = include_str!("guide/settings.yml");

/// Name of the receiver in the guide.
pub const RECEIVER: &str = "runframe";

/// Where the guide's configuration finds the webhook URL by default.
pub const URL_FILE: &str = "/etc/alertmanager/runframe-webhook-url";

/// Prometheus rules that watch the local Runframe itself.
pub const SIMULATOR_RULES: &str = include_str!("guide/simulator.rules.yml");

/// How the configuration names the webhook URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint<'a> {
    /// `url_file`: the routing key stays out of the configuration. Needs Alertmanager 0.26 or later.
    UrlFile(&'a str),
    /// `url`: the routing key stands in the configuration.
    Url(&'a str),
}

/// How long Alertmanager waits, in its own notation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing<'a> {
    /// Before a new group is first sent.
    pub group_wait: &'a str,
    /// Between two notifications of one group.
    pub group_interval: &'a str,
    /// Before an unchanged group is sent again.
    pub repeat_interval: &'a str,
}

impl Timing<'static> {
    /// The guide's.
    pub const GUIDE: Self = Self {
        group_wait: "10s",
        group_interval: "10s",
        repeat_interval: "12h",
    };
}

/// The guide's alertmanager.yml.
#[must_use]
pub fn alertmanager_yml(endpoint: Endpoint<'_>, timing: Timing<'_>) -> String {
    let Timing {
        group_wait,
        group_interval,
        repeat_interval,
    } = timing;
    format!(
        "\
# Sends every alert to Runframe, and tells it when the alert clears.
route:
  receiver: {RECEIVER}
  group_by: [alertname, cluster, service]
  group_wait: {group_wait}
  group_interval: {group_interval}
  repeat_interval: {repeat_interval}
{receivers}",
        receivers = receivers_yml(endpoint),
    )
}

/// The receivers of the guide's alertmanager.yml alone: one, which is Runframe.
#[must_use]
pub fn receivers_yml(endpoint: Endpoint<'_>) -> String {
    let (comment, key, value) = match endpoint {
        Endpoint::UrlFile(path) => (
            "# One line: the webhook URL. Whoever reads it can open incidents.",
            "url_file",
            path,
        ),
        Endpoint::Url(url) => ("# Whoever reads this URL can open incidents.", "url", url),
    };
    format!(
        "\
receivers:
  - name: {RECEIVER}
    webhook_configs:
      {comment}
      - {key}: {value}
        send_resolved: true
",
        value = scalar(value),
    )
}

/// A rule that fires at its first evaluation, and clears when its expression is made to have no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestRule {
    /// Becomes the incident's title.
    pub alertname: String,
    /// The PromQL expression.
    pub expr: &'static str,
    /// Becomes the incident's severity.
    pub severity: String,
    /// Which service the incident is for; without it the label is left out.
    pub service_id: Option<String>,
    /// First paragraph of the incident's description.
    pub summary: String,
    /// Second paragraph of the incident's description.
    pub description: String,
    /// Labels beside `severity` and `service_id`; one of these names replaces that one.
    pub further_labels: Vec<(String, String)>,
}

impl TestRule {
    /// An expression that always has one value, so the alert fires at once.
    pub const FIRING: &str = "vector(1)";
    /// An expression that never has a value, so the alert clears.
    pub const CLEARED: &str = "vector(1) == 0";

    /// The guide's test alert.
    #[must_use]
    pub fn new(severity: impl Into<String>, service_id: Option<String>) -> Self {
        Self {
            alertname: "RunframeTest".into(),
            expr: Self::FIRING,
            severity: severity.into(),
            service_id,
            summary: "Test of the path from Prometheus to Runframe".into(),
            description: "Fires at once and always. Remove the rule and the incident resolves itself.".into(),
            further_labels: Vec::new(),
        }
    }

    /// The rule's labels, without `alertname`, which Prometheus adds.
    #[must_use]
    pub fn labels(&self) -> Vec<(&str, &str)> {
        let mut labels = vec![("severity", self.severity.as_str())];
        labels.extend(self.service_id.as_deref().map(|id| ("service_id", id)));
        for (name, value) in &self.further_labels {
            labels.retain(|(known, _)| known != name);
            labels.push((name, value));
        }
        labels
    }

    /// The rule's annotations.
    #[must_use]
    pub fn annotations(&self) -> Vec<(&'static str, &str)> {
        vec![("summary", &self.summary), ("description", &self.description)]
    }

    /// The rule file that holds it.
    #[must_use]
    pub fn rules_yml(&self) -> String {
        let mut text = format!(
            "\
# Fires at its first evaluation: a test of the path from Prometheus to Runframe.
groups:
  - name: runframe-test
    rules:
      - alert: {}
        expr: {}
        labels:
",
            scalar(&self.alertname),
            self.expr
        );
        let mut pair = |(name, value): (&str, &str)| {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "          {}: {}", scalar(name), scalar(value));
        };
        self.labels().into_iter().for_each(&mut pair);
        if self.service_id.is_none() {
            text.push_str("          # service_id: svc_…  the key of a service linked to the integration\n");
        }
        text.push_str("        annotations:\n");
        let mut pair = |(name, value): (&str, &str)| {
            let _ = writeln!(text, "          {name}: {}", scalar(value));
        };
        self.annotations().into_iter().for_each(&mut pair);
        text
    }
}

/// `text` as a YAML scalar that every YAML reads as this very string: bare where that is safe, else in double quotes.
#[must_use]
pub fn scalar(text: &str) -> Cow<'_, str> {
    const WORDS_WITH_A_MEANING: [&str; 10] = ["y", "n", "yes", "no", "true", "false", "on", "off", "null", "nan"];
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b"_-./ ,:".contains(&b);
    let is_bare = text
        .bytes()
        .next()
        .is_some_and(|b| b.is_ascii_alphabetic() || b == b'/')
        && text.bytes().all(is_word)
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !WORDS_WITH_A_MEANING.contains(&text.to_ascii_lowercase().as_str());
    if is_bare {
        return Cow::Borrowed(text);
    }
    // A JSON string is a double-quoted YAML scalar, but for what YAML takes for the end of a line.
    let mut quoted = serde_json::Value::from(text).to_string();
    for (line_end, escaped) in [('\u{85}', "\\u0085"), ('\u{2028}', "\\u2028"), ('\u{2029}', "\\u2029")] {
        quoted = quoted.replace(line_end, escaped);
    }
    Cow::Owned(quoted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn scalars_are_quoted_only_where_they_must_be() {
        for bare in [
            "runframe",
            URL_FILE,
            "https://api.runframe.io/webhooks/abc",
            "Fires at once, always.",
        ] {
            assert_eq!(scalar(bare), bare);
        }
        for (text, quoted) in [
            ("", r#""""#),
            ("yes", r#""yes""#),
            ("a: b", r#""a: b""#),
            ("a #b", r#""a #b""#),
            ("C:\\x", r#""C:\\x""#),
            ("12", r#""12""#),
            ("tail ", r#""tail ""#),
            ("\u{85} \u{2028} \u{2029}", r#""\u0085 \u2028 \u2029""#),
        ] {
            assert_eq!(scalar(text), quoted);
        }
    }

    proptest! {
        /// Whatever the text, YAML reads back the same string.
        #[test]
        fn scalars_survive_yaml(text in "\\PC*") {
            let read: String = serde_yaml::from_str(&scalar(&text)).expect("it is one scalar");
            prop_assert_eq!(read, text);
        }
    }

    #[test]
    fn the_rule_holds_what_it_says() {
        let rule = TestRule::new("critical", Some("svc_K7M4Q9TZ2H".into()));
        let read: serde_yaml::Value = serde_yaml::from_str(&rule.rules_yml()).expect("it is YAML");
        let alert = &read["groups"][0]["rules"][0];
        assert_eq!(alert["alert"], "RunframeTest");
        assert_eq!(alert["expr"], "vector(1)");
        assert_eq!(alert["labels"]["severity"], "critical");
        assert_eq!(alert["labels"]["service_id"], "svc_K7M4Q9TZ2H");
        assert_eq!(alert["annotations"]["summary"], rule.summary.as_str());
    }
}
