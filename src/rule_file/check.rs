//! What Prometheus checks once a file is read, all of it at once.

use super::{Pair, Rule, RuleFile, RuleGroup, refused};
use crate::diagnostic::{Diagnostic, Stage};
use crate::template::{self, Functions, run};
use crate::text::quote::quote;
use crate::text::{Span, Spanned};
use crate::version::Version;

/// The name a series has as a label.
const METRIC_NAME: &str = "__name__";

pub(super) fn file(file: &RuleFile, findings: &mut Vec<Diagnostic>) {
    let mut names: Vec<&Spanned<String>> = Vec::new();
    for group in &file.groups {
        if group.name.is_empty() {
            findings.push(
                whole(
                    "missing-key",
                    group.name.span,
                    "a group has no name",
                    "Groupname must not be empty",
                )
                .with_help("give it a `name` that is its own in this file"),
            );
        }
        if let Some(first) = names.iter().find(|name| ***name == group.name) {
            findings.push(
                whole(
                    "repeated-group",
                    group.name.span,
                    format!("two groups are called {}", quote(&group.name)),
                    format!("groupname: {} is repeated in the same file", quote(&group.name)),
                )
                .with_secondary(first.span, "the first one")
                .with_help("give one of them another name"),
            );
        }
        names.push(&group.name);
        for (name, value) in group.labels.iter().map(|pair| (&pair.name, &pair.value)) {
            check_label(name, value, "", findings);
        }
        for (position, rule) in group.rules.iter().enumerate() {
            Checks {
                group,
                rule,
                number: position + 1,
                findings,
            }
            .run();
        }
    }
}

/// The checks of one rule.
struct Checks<'a> {
    group: &'a RuleGroup,
    rule: &'a Rule,
    number: usize,
    findings: &'a mut Vec<Diagnostic>,
}

impl Checks<'_> {
    fn run(mut self) {
        let rule = self.rule;
        let start = Span::at(rule.span.start);
        match (&rule.alert, &rule.record) {
            (Some(alert), Some(record)) => {
                self.refuse(
                    "exclusive-keys",
                    record.span,
                    "a rule either raises an alert or records a series",
                    "only one of 'record' and 'alert' must be set",
                );
                if let Some(finding) = self.findings.last_mut() {
                    finding.secondary.push(crate::diagnostic::Label {
                        span: alert.span,
                        text: "this rule raises an alert".to_owned(),
                    });
                    finding.help.push("make two rules of it".into());
                }
            }
            (None, None) => {
                self.refuse(
                    "missing-key",
                    start,
                    "a rule has neither `alert` nor `record`",
                    "one of 'record' or 'alert' must be set",
                );
            }
            _ => {}
        }
        if rule.expression.is_none() {
            let place = rule
                .alert
                .as_ref()
                .or(rule.record.as_ref())
                .map_or(start, |name| name.span);
            self.refuse(
                "missing-key",
                place,
                "a rule has no `expr`",
                "field 'expr' must be set in rule",
            );
        }
        if let Some(record) = &rule.record {
            self.recording(record);
        }
        for pair in &rule.labels {
            self.label(pair);
        }
        for pair in &rule.annotations {
            if pair.name.is_empty() {
                self.refuse(
                    "bad-label-name",
                    pair.name.span,
                    "an annotation has no name",
                    "invalid annotation name: ",
                );
            }
        }
        if rule.alert.is_some() {
            self.templates();
        }
    }

    fn recording(&mut self, record: &Spanned<String>) {
        let rule = self.rule;
        let places = [
            ("annotations", rule.annotations.first().map(|pair| pair.name.span)),
            (
                "for",
                rule.hold.as_ref().filter(|hold| !hold.is_zero()).map(|hold| hold.span),
            ),
            (
                "keep_firing_for",
                rule.keep_firing_for
                    .as_ref()
                    .filter(|hold| !hold.is_zero())
                    .map(|hold| hold.span),
            ),
        ];
        for (key, place) in places {
            if let Some(place) = place {
                self.refuse(
                    "exclusive-keys",
                    place,
                    format!("`{key}` belongs to alerting rules, and this one records a series"),
                    format!("invalid field '{key}' in recording rule"),
                );
            }
        }
        if record.contains(['{', '}']) {
            self.refuse(
                "bad-series-name",
                record.span,
                format!("{} is no name of a series", quote(record)),
                format!(
                    "braces present in the recording rule name; should it be in expr?: {}",
                    record.value
                ),
            );
        }
    }

    fn label(&mut self, pair: &Pair) {
        let place = self.place();
        check_label(&pair.name, &pair.value, &format!("{place}: "), self.findings);
    }

    fn templates(&mut self) {
        let rule = self.rule;
        let Some(alert) = &rule.alert else { return };
        let name = format!("__alert_{}", alert.value);
        let labels = rule.labels.iter().map(|pair| ("label", pair));
        let annotations = rule.annotations.iter().map(|pair| ("annotation", pair));
        for (what, pair) in labels.chain(annotations) {
            if !pair.value.contains("{{") {
                continue;
            }
            let text = format!("{}{}", run::PREFIX, pair.value.value);
            if let Err(error) = template::check(&name, &text, Functions::Prometheus, Version::V0_33) {
                self.refuse(
                    "bad-template",
                    pair.value.span,
                    format!("{what} `{}` is no template: {}", pair.name.value, error.message()),
                    format!("{what} {}: {error}", quote(&pair.name)),
                );
            }
        }
    }

    fn place(&self) -> String {
        let name = self.rule.record.as_ref().or(self.rule.alert.as_ref());
        let name = name.map_or("", |name| name.value.as_str());
        format!(
            "group {}, rule {}, {}",
            quote(&self.group.name),
            self.number,
            quote(name)
        )
    }

    fn refuse(&mut self, name: &'static str, span: Span, message: impl Into<String>, words: impl AsRef<str>) {
        let words = format!("{}: {}", self.place(), words.as_ref());
        self.findings.push(whole(name, span, message, words));
    }
}

fn check_label(name: &Spanned<String>, value: &Spanned<String>, place: &str, findings: &mut Vec<Diagnostic>) {
    if name.is_empty() || name.value == METRIC_NAME {
        findings.push(
            whole(
                "bad-label-name",
                name.span,
                format!("{} is no label a rule can set", quote(name)),
                format!("{place}invalid label name: {}", name.value),
            )
            .with_label(if name.is_empty() {
                format!("the value is {}", quote(value))
            } else {
                "the name of a series is what `record` says".to_owned()
            }),
        );
    }
}

fn whole(name: &'static str, span: Span, message: impl Into<String>, words: impl Into<String>) -> Diagnostic {
    refused(name, span, message, Stage::Whole, None, words)
}
