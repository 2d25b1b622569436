//! What holds of every text that is read as a configuration, whatever it is.

use runframe_cli::config::{self, Config, Loaded, Secrets, Version};
use runframe_cli::diagnostic::{Diagnostic, Level};
use runframe_cli::text::{SourceFile, Span};
use runframe_cli::validation;

/// Checks them all, of one release.
///
/// # Panics
/// If one does not hold.
pub fn check(text: &str, version: Version) {
    let source = SourceFile::new("config.yml", text);
    let options = config::Options {
        version,
        show_secrets: true,
        ..config::Options::default()
    };
    let loaded = config::load(&source, &options);
    for finding in &loaded.diagnostics {
        check_finding(text, finding);
    }
    for &span in &loaded.secret_spans {
        assert_within(text, span, "a secret");
    }
    if !loaded.is_refused() {
        check_printed(&loaded, options);
    }
    check_validation(source, version);
}

/// Places lie in the text, an error says what Alertmanager says of it, and the headline is one.
fn check_finding(text: &str, finding: &Diagnostic) {
    assert_within(text, finding.primary.span, finding.name);
    for label in &finding.secondary {
        assert_within(text, label.span, finding.name);
    }
    for edit in finding.fix.iter().flat_map(|fix| &fix.edits) {
        assert_within(text, edit.span, finding.name);
    }
    assert_eq!(finding.level == Level::Error, finding.upstream.is_some(), "{finding:?}");
    assert!(!finding.message.is_empty(), "{finding:?}");
}

fn assert_within(text: &str, span: Span, of: &str) {
    assert!(
        text.get(span.range()).is_some(),
        "{of}: {span:?} of {} bytes",
        text.len()
    );
}

/// What is printed of an accepted configuration is read as the same configuration, and is not printed otherwise then.
fn check_printed(loaded: &Loaded, options: config::Options) {
    let printed = loaded.config.to_yaml(Secrets::Shown);
    let again = config::load(&SourceFile::new("printed.yml", printed.as_str()), &options);
    assert!(!again.is_refused(), "{:?}\n{printed}", again.diagnostics);
    assert_eq!(
        without_places(&again.config),
        without_places(&loaded.config),
        "{printed}"
    );
    assert_eq!(again.config.to_yaml(Secrets::Shown), printed);
}

/// A configuration as text, without where its parts stand. Secrets are hidden in it: printing them in clear shows those.
fn without_places(config: &Config) -> String {
    let all = format!("{config:?}");
    let mut text = String::with_capacity(all.len());
    let mut rest = all.as_str();
    while let Some(at) = rest.find("..") {
        let (before, behind) = (&rest[..at], &rest[at + 2..]);
        let digits = |c: char| c.is_ascii_digit();
        let start = before.trim_end_matches(digits);
        let end = behind.trim_start_matches(digits);
        if start.len() < before.len() && end.len() < behind.len() {
            text.push_str(start);
            rest = end;
        } else {
            text.push_str(before);
            text.push_str("..");
            rest = behind;
        }
    }
    text + rest
}

/// Rules and wrappings keep to the text too.
fn check_validation(source: SourceFile, version: Version) {
    let options = validation::Options {
        version,
        ..validation::Options::default()
    };
    let Ok(validated) = validation::validate(source, &options) else {
        return;
    };
    for subject in &validated.subjects {
        for finding in subject.findings() {
            check_finding(subject.source().text(), finding);
        }
    }
}
