//! Alerts that rules of rule files raise.

use std::path::Path;

use jiff::Timestamp;

use super::Args;
use super::merged::Merged;
use crate::alert::Alert;
use crate::cli::format::visible;
use crate::cli::{Failure, Session, input};
use crate::diagnostic::{Diagnostic, Level};
use crate::fire::{RuleAlerts, Series, rule_alerts};
use crate::report::{Subject, text};
use crate::rule_file::{self, RuleFile};
use crate::text::SourceFile;
use crate::text::suggest::nearest;

/// The value unless it is given.
const VALUE: f64 = 1.0;

/// The alerts of the rules the flags name, and what is to be said of them.
pub(super) fn alerts(args: &Args, now: Timestamp, session: &mut Session) -> anyhow::Result<Vec<Alert>> {
    let series = Series {
        value: args.value.unwrap_or(VALUE),
        prometheus_url: args.prometheus_url.clone(),
        external_labels: args
            .external_labels
            .iter()
            .map(|pair| (pair.name.clone(), pair.value.clone()))
            .collect(),
    };
    let request = args.request();
    let mut merged = Merged::default();
    for named in &args.from_rules {
        let (path, wanted) = split(named);
        let (source, file) = load(path, session)?;
        let mut found = false;
        for (group, rule, name) in file.alerts() {
            if wanted.is_some_and(|wanted| wanted != name.value) {
                continue;
            }
            found = true;
            let raised = rule_alerts(group, rule, &request, &series, now);
            let line = source.position(rule.span.start).line;
            let rule = format!("{} ({}:{line})", name.value, source.name());
            tell(&rule, &raised, args, session);
            for alert in raised.alerts {
                merged.add(alert, rule.clone());
            }
        }
        if !found {
            return Err(no_alert(wanted, &file, source.name()));
        }
    }
    Ok(merged.tell(session))
}

/// The file, and the alert behind the last colon; a file whose whole name is that comes first.
fn split(named: &str) -> (&str, Option<&str>) {
    if Path::new(named).is_file() {
        return (named, None);
    }
    match named.rsplit_once(':') {
        // The first colon of `C:\rules.yml` parts nothing.
        Some((path, alert)) if path.len() > 1 && !alert.is_empty() => (path, Some(alert)),
        _ => (named, None),
    }
}

fn load(path: &str, session: &mut Session) -> anyhow::Result<(SourceFile, RuleFile)> {
    let input = input::read(path, session).map_err(Failure::from)?;
    let source = input.source;
    let loaded = rule_file::load(&source);
    let findings: Vec<Diagnostic> = input.encoding.into_iter().chain(loaded.diagnostics).collect();
    let errors = findings.iter().filter(|finding| finding.level == Level::Error).count();
    if errors > 0 {
        let name = source.name().to_owned();
        show(source, findings, session)?;
        let count = if errors == 1 {
            "one error".to_owned()
        } else {
            format!("{errors} errors")
        };
        return Err(Failure::unusable(format!("Prometheus refuses `{name}`: {count}")).into());
    }
    Ok((source, loaded.file))
}

/// Shows what is wrong with a rule file, each finding with its place.
fn show(source: SourceFile, mut findings: Vec<Diagnostic>, session: &mut Session) -> anyhow::Result<()> {
    for finding in &mut findings {
        // What `promtool` says is much the same, without the remedy.
        finding.upstream = None;
    }
    let subject = Subject::new(source, findings);
    let options = text::Options {
        width: session.width,
        ..text::Options::default()
    };
    for finding in subject.findings() {
        let mut shown = Vec::new();
        text::render_finding(&subject, finding, options, &mut shown)?;
        session.comment(String::from_utf8_lossy(&shown));
    }
    Ok(())
}

fn no_alert(wanted: Option<&str>, file: &RuleFile, name: &str) -> anyhow::Error {
    const SHOWN: usize = 10;
    let names: Vec<&str> = file.alerts().map(|(_, _, name)| name.value.as_str()).collect();
    let Some(wanted) = wanted else {
        return Failure::unusable(format!("there is no alerting rule in `{name}`")).into();
    };
    let failure = Failure::unusable(format!("there is no alert `{wanted}` in `{name}`"));
    let help = match nearest(wanted, names.iter().copied()) {
        Some(near) => format!("there is `{near}`"),
        None if names.is_empty() => "it has recording rules at most".to_owned(),
        None if names.len() > SHOWN => {
            format!(
                "there are {}, and {} more",
                names[..SHOWN].join(", "),
                names.len() - SHOWN
            )
        }
        None => format!("there are {}", names.join(", ")),
    };
    failure.with_help(help).into()
}

/// Says what the templates of a rule lack.
fn tell(rule: &str, raised: &RuleAlerts, args: &Args, session: &mut Session) {
    let mut lines = Vec::new();
    for (label, places) in &raised.missing_labels {
        let places: Vec<&str> = places.iter().map(String::as_str).collect();
        lines.push(format!(
            "nobody gave the label `{label}`, so it is empty in {}: --label {label}=VALUE",
            places.join(", ")
        ));
    }
    for (place, queries) in &raised.queries {
        let queries: Vec<String> = queries.iter().map(|query| format!("`{query}`")).collect();
        lines.push(format!(
            "{place} asks Prometheus {}, which is not there: a placeholder stands for the answer",
            queries.join(" and ")
        ));
    }
    for (place, failure) in &raised.failures {
        lines.push(format!("{place} fails, as it does in Prometheus: {failure}"));
    }
    if raised.uses_value && args.value.is_none() {
        lines.push(format!(
            "its templates show the value, taken as {VALUE}: --value NUMBER"
        ));
    }
    for line in lines {
        session.comment(visible(&format!("{rule}: {line}")));
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn the_alert_stands_behind_the_last_colon() {
        for (named, expected) in [
            ("rules.yml", ("rules.yml", None)),
            ("rules.yml:Down", ("rules.yml", Some("Down"))),
            ("C:\\rules.yml", ("C:\\rules.yml", None)),
            ("C:\\rules.yml:Down", ("C:\\rules.yml", Some("Down"))),
            ("rules.yml:", ("rules.yml:", None)),
        ] {
            assert_eq!(split(named), expected, "{named}");
        }
    }
}
