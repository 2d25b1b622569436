//! `deprecated-match`

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::Context;
use crate::lint::rule::{Needs, declare_rule};
use crate::text::Span;

declare_rule! {
    /// Matchers are written the old way.
    ///
    /// ## What it does
    ///
    /// Looks for `match` and `match_re` on routes, and for `source_match`, `target_match` and their `_re` forms in inhibit
    /// rules.
    ///
    /// ## Why is this bad?
    ///
    /// They are deprecated in favour of `matchers`, which also knows `!=` and `!~`.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route:
    ///   receiver: runframe
    ///   routes:
    ///     - match: {team: batch}
    ///       receiver: runframe
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// route:
    ///   receiver: runframe
    ///   routes:
    ///     - matchers: [team = batch]
    ///       receiver: runframe
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ```
    {
        name: "deprecated-match",
        level: Level::Info,
        since: "0.1.0",
        needs: Needs::Anything,
        upstream: "Alertmanager's documentation: `match` and `match_re` are deprecated",
    }
}

const KEYS: [&str; 6] = [
    "match",
    "match_re",
    "source_match",
    "source_match_re",
    "target_match",
    "target_match_re",
];

/// One finding for the whole file: such files are old throughout.
fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    let routes = cx.config.route.as_ref().map(|root| root.span);
    let rules = cx.config.inhibit_rules.iter().map(|rule| rule.span);
    let mut uses: Vec<Span> = routes
        .into_iter()
        .chain(rules)
        .flat_map(|span| keys_in(cx, span))
        .collect();
    uses.sort_unstable();
    let Some(&first) = uses.first() else { return };
    let names: BTreeSet<String> = uses
        .iter()
        .map(|&span| format!("`{}`", cx.source.slice(span)))
        .collect();
    let names = names.into_iter().collect::<Vec<_>>().join(", ");
    let mut finding = RULE.finding(first, format!("matchers are written the old way: {names}"));
    if uses.len() > 1 {
        finding = finding.with_note(format!("in {} places of this file", uses.len()));
    }
    findings.push(finding.with_help("write `matchers`, as in `matchers: [severity = critical]`"));
}

/// Where one of [`KEYS`] stands as a key in `within`, which holds routes or an inhibit rule and so no free text.
fn keys_in(cx: &Context<'_>, within: Span) -> Vec<Span> {
    let text = cx.source.slice(within);
    let finder = memchr::memmem::Finder::new("match");
    let mut found = Vec::new();
    let (mut from, mut looked, mut is_comment) = (0, 0, false);
    while let Some(at) = finder.find(&text.as_bytes()[from..]) {
        let key = word_at(text, from + at);
        from = key.end;
        if !KEYS.contains(&&text[key.clone()]) {
            continue;
        }
        let between = &text[looked..key.start];
        looked = key.start;
        is_comment = match between.rsplit_once('\n') {
            Some((_, line)) => line.contains('#'),
            None => is_comment || between.contains('#'),
        };
        let before = text[..key.start].chars().next_back();
        if !is_comment && is_key(before, &text[key.end..]) {
            let offset = |at: usize| within.start + u32::try_from(at).expect("offsets into a source text fit");
            found.push(Span::new(offset(key.start), offset(key.end)));
        }
    }
    found
}

/// The word around an offset.
fn word_at(text: &str, at: usize) -> Range<usize> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let start = text[..at].trim_end_matches(is_word).len();
    let behind = text[at..].trim_start_matches(is_word);
    start..text.len() - behind.len()
}

/// Whether a word is a key, by the character before it and the text behind it.
fn is_key(before: Option<char>, behind: &str) -> bool {
    let behind = match before {
        Some(quote @ ('"' | '\'')) => behind.strip_prefix(quote).unwrap_or_default(),
        Some(c) if !" \t\n\r{,".contains(c) => "",
        _ => behind,
    };
    behind.trim_start_matches(' ').starts_with(':')
}
