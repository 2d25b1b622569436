//! Reading the sections of a configuration: one after the other, or the two halves of a large one at the same time.

use std::collections::HashSet;

use super::decode::{Decoder, Findings, Input, MOST_SUGGESTIONS, Struct};
use super::gaps::NilEntry;
use super::{Options, Root};
use crate::runner::Runner;
use crate::yaml::{Document, Kind, Node, NodeId, Pairs, ScalarStyle};

/// What was read of a document.
pub(super) struct Reading {
    /// `None` if nothing was.
    pub(super) root: Option<Box<Root>>,
    pub(super) nil_receivers: Vec<NilEntry>,
    pub(super) findings: Findings,
}

impl Reading {
    /// Reads a document. It comes to the same whatever the runner.
    pub(super) fn of(document: &Document<'_>, options: Options, runner: Runner) -> Self {
        Self::in_halves(document, options, runner).unwrap_or_else(|| Self::in_one(document, options))
    }

    fn in_one(document: &Document<'_>, options: Options) -> Self {
        let mut decoder = Decoder::new(document, options);
        let mut root = None;
        if let Some(id) = document.root() {
            decoder.unmarshal::<Struct<Root>>(id, &mut root);
        }
        Self::end(root, decoder)
    }

    /// `None` if one half may make a difference to the other.
    fn in_halves(document: &Document<'_>, options: Options, runner: Runner) -> Option<Self> {
        let id = document.root()?;
        if document.has_properties() {
            return None;
        }
        let node = document.node(id);
        let Kind::Mapping(pairs) = node.kind else { return None };
        let (first, second) = pairs.split_at(middle(document, id, pairs)?);
        let (first, second) = runner.both(
            || Self::of_some(first, node, document, options),
            || Self::of_some(second, node, document, options),
        );
        first.join(second)
    }

    /// Reads some pairs of the root.
    fn of_some(pairs: Pairs<'_>, root: Node<'_>, document: &Document<'_>, options: Options) -> Self {
        let mut decoder = Decoder::new(document, options);
        let mut read = Box::new(Root::default());
        let kind = Kind::Mapping(pairs);
        let node = Node { kind, ..root };
        decoder.object(Input { node }, &mut *read);
        Self::end(Some(read), decoder)
    }

    fn end(root: Option<Box<Root>>, mut decoder: Decoder<'_>) -> Self {
        Self {
            root,
            nil_receivers: std::mem::take(&mut decoder.nil_receivers),
            findings: decoder.finish(),
        }
    }

    /// Takes the other half in; `None` if there is so much wrong in them that a limit for both is exceeded.
    fn join(mut self, other: Self) -> Option<Self> {
        if self.findings.suggestions + other.findings.suggestions > MOST_SUGGESTIONS {
            return None;
        }
        if let (Some(root), Some(other)) = (&mut self.root, other.root) {
            root.join(*other);
        }
        self.nil_receivers.extend(other.nil_receivers);
        self.findings.join(other.findings);
        Some(self)
    }
}

/// Before which pair halves of about the same length meet. `None` if there is none, or a key is more than a plain text or
/// stands there twice.
fn middle(document: &Document<'_>, root: NodeId, pairs: Pairs<'_>) -> Option<usize> {
    let mut known = HashSet::new();
    let is_simple = pairs.iter().all(|(key, _)| match document.kind(key) {
        Kind::Scalar { text, style } => style == ScalarStyle::Plain && text != "<<" && known.insert(text),
        _ => false,
    });
    let whole = document.span(root);
    let middle = whole.start.midpoint(whole.end);
    let starts = pairs.iter().map(|(key, _)| document.span(key).start);
    let (at, _) = starts
        .enumerate()
        .skip(1)
        .min_by_key(|(_, start)| start.abs_diff(middle))?;
    is_simple.then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::version::Version;
    use crate::yaml;

    /// How a text comes out of its halves; `None` if it is not read in halves. Always as it does in one go.
    fn halves(text: &str) -> Option<Reading> {
        let parsed = yaml::parse(text);
        let mut read = None;
        for version in Version::ALL {
            let options = Options {
                version,
                allow_placeholders: text.contains('$'),
                ..Options::default()
            };
            let in_one = Reading::in_one(&parsed.document, options);
            read = Reading::in_halves(&parsed.document, options, Runner::default());
            if let Some(read) = &read {
                let parts = |reading: &Reading| {
                    let (findings, nils) = (&reading.findings, &reading.nil_receivers);
                    format!("{:?} {findings:?} {nils:?}", reading.root)
                };
                assert_eq!(read.root, in_one.root, "{text}");
                assert_eq!(parts(read), parts(&in_one), "{text}");
            }
        }
        read
    }

    #[test]
    fn two_halves_make_the_whole() {
        for text in [
            "route: {receiver: a, rutes: []}\nreceivers: [{name: a, webhook_configs: [{url: 1}]}, ~, {nam: b}]\n",
            "receivers:\n- name: a\n  webhook_configs: [{url: \"http://a/$KEY\"}]\n- null\nglobal: {slack_api_url: x, resolve_timeout: 1}\n\
             templates: [a, b]\nroute: {receiver: $A, routes: [~, {matchers: [a=~'(']}]}\n",
            "global: x\nroute: 1\nreceivers: {}\nbogus: 1\ninhibit_rules: [{equal: a}]\ntime_intervals: [{name: n}]\n",
            "route: ~\nreceivers: ~\n",
            "tracing: {endpoint: e}\nevent_recorder: {}\nmute_time_intervals: [{name: m, time_intervals: 1}]\nglobal: {}\n",
        ] {
            assert!(halves(text).is_some(), "{text}");
        }
    }

    #[test]
    fn what_halves_may_read_differently_is_read_in_one() {
        let unknown_keys = |from: usize| {
            let keys = from..from + MOST_SUGGESTIONS / 2 + 1;
            keys.map(|key| format!("k{key}: 1")).collect::<Vec<_>>().join(", ")
        };
        for text in [
            "",
            "~",
            "route: {receiver: a}\n",
            "route: &r {receiver: a}\nreceivers: []\n",
            "route: {receiver: a}\n<<: {receivers: []}\n",
            "route: {receiver: a}\nreceivers: []\nroute: {}\n",
            "route: {receiver: a}\n'receivers': []\n",
            &format!("route: {{{}}}\nglobal: {{{}}}\n", unknown_keys(0), unknown_keys(10_000)),
        ] {
            assert!(halves(text).is_none(), "{text}");
        }
    }
}
