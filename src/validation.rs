//! One text through every stage: wrapping, configuration, rules, and what is to be reported of it.
//!
//! Pure, so that `validate`, `walkthrough` and tests say the same of the same text.

use crate::config::{self, Config};
use crate::diagnostic::Diagnostic;
use crate::lint;
use crate::matcher::Mode;
use crate::report::Subject;
use crate::text::SourceFile;
use crate::version::Version;

/// What the text is for, and what is known besides it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The release of Alertmanager whose verdict counts.
    pub version: Version,
    /// How that Alertmanager reads matchers.
    pub matcher_mode: Mode,
    /// Whether `$VAR` and `${VAR}` are filled in before Alertmanager reads the file.
    pub allow_placeholders: bool,
    /// Receivers that reach Runframe whatever their URLs look like.
    pub runframe_receivers: Vec<String>,
}

/// Everything to be said of a text.
#[must_use]
pub fn validate(source: SourceFile, options: &Options) -> Vec<Subject> {
    let checked = check(&source, options);
    vec![
        Subject::new(source, checked.findings)
            .with_secrets(checked.secret_spans)
            .with_summary(checked.summary),
    ]
}

struct Checked {
    findings: Vec<Diagnostic>,
    secret_spans: Vec<crate::text::Span>,
    summary: String,
}

fn check(source: &SourceFile, options: &Options) -> Checked {
    let loaded = config::load(
        source,
        &config::Options {
            version: options.version,
            matcher_mode: options.matcher_mode,
            allow_placeholders: options.allow_placeholders,
        },
    );
    let is_accepted = !loaded.is_refused();
    let lint_options = lint::Options {
        version: options.version,
        runframe_receivers: options.runframe_receivers.clone(),
        allow_placeholders: options.allow_placeholders,
    };
    let mut findings = loaded.diagnostics;
    findings.extend(lint::run(&loaded.config, source, is_accepted, &lint_options));
    let context = lint::Context::new(&loaded.config, source, &lint_options);
    Checked {
        summary: summary(&loaded.config, &context),
        findings,
        secret_spans: loaded.secret_spans,
    }
}

/// As in ``3 routes, 2 receivers, Runframe through `runframe` ``.
fn summary(config: &Config, context: &lint::Context<'_>) -> String {
    let plural = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    let mut text = format!(
        "{}, {}",
        plural(context.route_count(), "route"),
        plural(config.receivers.len(), "receiver")
    );
    let names: Vec<String> = context
        .runframe_receivers()
        .iter()
        .map(|name| format!("`{name}`"))
        .collect();
    match names.as_slice() {
        [] => {}
        [one] => text = format!("{text}, Runframe through {one}"),
        [first, rest @ ..] => text = format!("{text}, Runframe through {first} and {} more", rest.len()),
    }
    text
}
