//! Prometheus rule files: groups of alerting and recording rules, also inside `PrometheusRule` resources.
//!
//! [`load`] reads the structure as Prometheus does, and finds everything Prometheus would refuse in it; expressions are
//! kept as text: PromQL is not parsed, so a file of which nothing is found here may still hold an expression that is none.
//! Names and templates are judged by Prometheus 3, in which any UTF-8 text names a label.

mod check;
mod reader;
mod resource;

use std::time::Duration;

use crate::diagnostic::{Diagnostic, Stage, Upstream, refusal};
use crate::text::{SourceFile, Span, Spanned};
use crate::yaml::{self, Document, NodeId};

use reader::Reader;

/// A file of rules. Of a text with errors, what could be read of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleFile {
    /// Its groups, in source order.
    pub groups: Vec<RuleGroup>,
}

/// Rules that are evaluated together, one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleGroup {
    /// The whole entry.
    pub span: Span,
    /// Its name; empty if it has none, which is refused.
    pub name: Spanned<String>,
    /// How often it is evaluated; `None`: as often as Prometheus is configured to.
    pub interval: Option<Spanned<Duration>>,
    /// How far behind the present it is evaluated.
    pub query_offset: Option<Spanned<Duration>>,
    /// The most alerts or series a rule may give; 0 for any number.
    pub limit: Option<Spanned<i64>>,
    /// Labels of all its rules, which a rule's own win over.
    pub labels: Vec<Pair>,
    /// The rules, in order of evaluation.
    pub rules: Vec<Rule>,
}

/// A label or an annotation: its name, and a template of its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// Its name.
    pub name: Spanned<String>,
    /// Its value before it is rendered.
    pub value: Spanned<String>,
}

/// One rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rule {
    /// The whole entry.
    pub span: Span,
    /// The name of the alert, if it raises one.
    pub alert: Option<Spanned<String>>,
    /// The name of the series, if it records one.
    pub record: Option<Spanned<String>>,
    /// The expression, as it is written; `None` if there is none, which is refused.
    pub expression: Option<Spanned<String>>,
    /// How long the expression must hold before the alert fires.
    pub hold: Option<Spanned<Duration>>,
    /// How long the alert goes on firing after the expression holds no more.
    pub keep_firing_for: Option<Spanned<Duration>>,
    /// Labels, as templates.
    pub labels: Vec<Pair>,
    /// Annotations, as templates.
    pub annotations: Vec<Pair>,
}

impl RuleFile {
    /// The alerting rules with a name, in source order, with the groups they stand in.
    pub fn alerts(&self) -> impl Iterator<Item = (&RuleGroup, &Rule, &Spanned<String>)> {
        self.groups.iter().flat_map(|group| {
            let rules = group.rules.iter();
            rules.filter_map(move |rule| Some((group, rule, rule.alert.as_ref()?)))
        })
    }
}

/// What [`load`] found.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// What could be read.
    pub file: RuleFile,
    /// Everything wrong with it but for its expressions.
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// Whether Prometheus refuses the file.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        refusal(&self.diagnostics).is_some()
    }
}

/// Reads a rule file, or what `PrometheusRule` resources in any document of a stream hold. Never fails: what cannot be
/// read is a finding.
#[must_use]
pub fn load(source: &SourceFile) -> Loaded {
    let mut loaded = Loaded::default();
    if resource::may_be_one(source.text()) {
        let documents = yaml::parse_stream(source.text());
        let found: Vec<(&Document<'_>, NodeId)> = documents
            .iter()
            .flat_map(|parsed| resource::specs(&parsed.document).map(|node| (&parsed.document, node)))
            .collect();
        if !found.is_empty() {
            for parsed in &documents {
                let errors = parsed.errors.iter().map(yaml::SyntaxError::to_diagnostic);
                loaded.diagnostics.extend(errors);
            }
            for (document, root) in found {
                read(document, root, &mut loaded);
            }
            return loaded;
        }
    }
    let parsed = yaml::parse(source.text());
    let errors = parsed.errors.iter().map(yaml::SyntaxError::to_diagnostic);
    loaded.diagnostics.extend(errors);
    if let Some(root) = parsed.document.root() {
        read(&parsed.document, root, &mut loaded);
    }
    loaded
}

/// Reads the groups below one node, and checks them as one file.
fn read(document: &Document<'_>, root: NodeId, loaded: &mut Loaded) {
    let mut reader = Reader::new(document);
    let file = reader.file(root);
    loaded.diagnostics.append(&mut reader.diagnostics);
    check::file(&file, &mut loaded.diagnostics);
    loaded.file.groups.extend(file.groups);
}

/// A finding that makes Prometheus refuse the file, with its words.
fn refused(
    name: &'static str,
    span: Span,
    message: impl Into<String>,
    stage: Stage,
    line: Option<u32>,
    words: impl Into<String>,
) -> Diagnostic {
    let upstream = Upstream {
        text: words.into(),
        stage,
        line,
    };
    Diagnostic::error(name, span, message.into(), upstream)
}

#[cfg(test)]
mod tests;
