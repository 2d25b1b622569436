//! Keeping secrets out of what is printed.

use std::borrow::Cow;
use std::ops::Range;

mod keys;
mod known_keys;
mod look;
mod net;

use crate::diagnostic::Diagnostic;
use crate::text::secret::MASK;
use crate::text::{SourceFile, Span};

/// No key is looked for further behind its beginning.
const LONGEST_KEY: usize = 256;

/// Shorter secrets are not searched for in messages: `a` would be found everywhere.
const SHORTEST_SECRET_IN_MESSAGES: usize = 4;

/// So much of a longer secret is enough to find it in a message, which may end it with dots.
const BEGINNING_IN_MESSAGES: usize = 7;

/// A message may repeat what is so near to the place it is about, on the same line.
const NEAR_BYTES: usize = 2048;

/// Stands for [`MASK`] until all secrets are masked, so that none is found in it: a character no text has.
const STAND_IN: char = '\u{10FFFE}';

/// Of a longer secret the beginning is looked for.
const MOST_BYTES: usize = 4096;

/// What a secret is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// A configuration, or what one is wrapped in.
    #[default]
    Yaml,
    /// Any other text.
    Prose,
}

/// How much of a secret value may be seen, in bytes: of an http URL its scheme and host, and the constant path in front of a
/// Runframe routing key, or what is meant for it; of anything else nothing.
#[must_use]
pub fn visible_prefix(value: &str) -> usize {
    let quotes = value.len() - value.trim_start_matches(['"', '\'']).len();
    let url = &value[quotes..];
    let scheme = ["https://", "http://"].into_iter().find(|scheme| {
        url.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    let Some(scheme) = scheme else { return 0 };
    let rest = &url[scheme.len()..];
    let host = rest.find(['/', '?', '#', '"', '\'']).unwrap_or(rest.len());
    if !look::is_host(&rest[..host]) || is_random(&rest[..host]) {
        return quotes + scheme.len();
    }
    quotes + scheme.len() + host + constant_path(&rest[host..])
}

/// How much of the path of a URL may be seen: `/webhooks/`, or a slip that is meant for it, else the first slash.
fn constant_path(path: &str) -> usize {
    let Some(rest) = path.strip_prefix('/') else { return 0 };
    let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let is_followed = rest[end..].starts_with('/');
    match &rest[..end] {
        segment if is_followed && is_meant_for_webhooks(segment) => 1 + end + 1,
        "webhook" | "webhooks" if end == rest.trim_end_matches(['"', '\'']).len() => 1 + end,
        _ => 1,
    }
}

/// The key at the end of a webhook's URL that stands where none belongs, given the URL from its host on and the end of the
/// host: what is behind `/webhooks/`, or behind the host of somebody's hooks.
fn webhook_key(url: &str, host: usize) -> Option<Range<usize>> {
    let end = url
        .find(|c: char| c.is_whitespace() || "\"'`".contains(c))
        .unwrap_or(url.len());
    let path = url[host..end].strip_prefix('/')?;
    let mut begin = host + 1;
    if url.starts_with("hooks.") {
        return (begin < end).then_some(begin..end);
    }
    for segment in path.split_inclusive('/') {
        begin += segment.len();
        if segment.strip_suffix('/').is_some_and(is_meant_for_webhooks) {
            return (begin < end).then_some(begin..end);
        }
    }
    None
}

/// Whether a segment of a path is `webhooks` but for a slip or two.
fn is_meant_for_webhooks(segment: &str) -> bool {
    const MOST_SLIPS: usize = 2;
    const LONGEST: usize = 10;
    segment.len() <= LONGEST && strsim::damerau_levenshtein(&segment.to_ascii_lowercase(), "webhooks") <= MOST_SLIPS
}

/// Whether a host looks like what should stand behind one.
fn is_random(host: &str) -> bool {
    const LONGEST_NAME: usize = 16;
    let is_name = host.len() <= LONGEST_NAME && !host.bytes().any(|byte| byte.is_ascii_uppercase());
    !is_name && !host.contains(['.', '-']) && look::looks_random(host)
}

/// What of a text must not be seen, in order and without overlaps: the parts of `spans`, which were read as secrets, and what
/// looks like one up to the end of `shown`. What follows is not looked through: in a large file it may be nearly all.
pub(super) fn spans_to_hide(source: &SourceFile, spans: &[Span], form: Form, shown: Span) -> Vec<Span> {
    let until = shown.end as usize + NEAR_BYTES;
    let count = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let suspects = net::suspects(source.text(), form, until)
        .into_iter()
        .map(|place| Span::new(count(place.start), count(place.end)));
    let mut hidden: Vec<Span> = spans
        .iter()
        .filter_map(|span| {
            let value = source.slice(*span);
            let closing = value.len() - value.trim_end_matches(['"', '\'']).len();
            let opening = value.len() - value.trim_start_matches(['"', '\'']).len();
            let start = visible_prefix(value).max(opening);
            let end = value.len().saturating_sub(closing);
            (start < end).then(|| Span::new(span.start + count(start), span.start + count(end)))
        })
        .chain(suspects)
        .collect();
    hidden.sort_unstable();
    hidden.dedup_by(|next, kept| {
        let overlaps = next.start < kept.end;
        if overlaps {
            kept.end = kept.end.max(next.end);
        }
        overlaps
    });
    hidden
}

/// The secrets that share a byte with `span`.
pub(super) fn touching(secrets: &[Span], span: Span) -> &[Span] {
    let first = secrets.partition_point(|secret| secret.end <= span.start);
    let len = secrets[first..].partition_point(|secret| secret.start < span.end);
    &secrets[first..first + len]
}

/// `text` without the secrets on the lines `finding` points at, whole or in part.
pub(super) fn mask_message<'t>(
    source: &SourceFile,
    secrets: &[Span],
    finding: &Diagnostic,
    text: &'t str,
) -> Cow<'t, str> {
    let mut masked = Cow::Borrowed(text);
    if secrets.is_empty() {
        return masked;
    }
    let spans = std::iter::once(&finding.primary)
        .chain(&finding.secondary)
        .map(|label| label.span);
    for span in spans {
        let lines = lines_around(source.text(), span);
        for &secret in touching(secrets, lines) {
            let value = source.slice(secret);
            let value = &value[..value.floor_char_boundary(MOST_BYTES)];
            mask_value(value, &mut masked);
        }
    }
    if let Cow::Owned(text) = &masked {
        masked = Cow::Owned(text.replace(STAND_IN, MASK));
    }
    masked
}

/// The lines of a place, as far as they are near to its ends.
fn lines_around(text: &str, span: Span) -> Span {
    let count = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let (start, end) = (span.start as usize, (span.end as usize).min(text.len()));
    let end = end.min(start + NEAR_BYTES);
    let first = start.saturating_sub(NEAR_BYTES);
    let last = (end + NEAR_BYTES).min(text.len());
    let bytes = text.as_bytes();
    let first = memchr::memrchr(b'\n', &bytes[first..start.min(text.len())]).map_or(first, |at| first + at + 1);
    let last = memchr::memchr(b'\n', &bytes[end..last]).map_or(last, |at| end + at);
    Span::new(count(first), count(last))
}

/// Masks a value, then the words in it.
fn mask_value(value: &str, text: &mut Cow<'_, str>) {
    let is_part = |c: char| c.is_alphanumeric() || "_-+/=.~$%".contains(c);
    let whole = value.trim_matches(['"', '\'']);
    for word in std::iter::once(whole).chain(whole.split(|c| !is_part(c))) {
        if word.len() >= SHORTEST_SECRET_IN_MESSAGES && !keys::is_common(word) {
            mask_word(word, text);
        }
    }
}

/// Masks a word wherever it begins in `text`, as far as it goes on there, but not within a word that says nothing: `rout` is
/// no part of `routes`.
fn mask_word(word: &str, text: &mut Cow<'_, str>) {
    let beginning = &word[..word.floor_char_boundary(BEGINNING_IN_MESSAGES)];
    if !text.contains(beginning) {
        return;
    }
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for (at, _) in text.match_indices(beginning) {
        if at < done || keys::is_common(word_around(text, at)) {
            continue;
        }
        masked.push_str(&text[done..at]);
        masked.push(STAND_IN);
        let same = text[at..].chars().zip(word.chars()).take_while(|(a, b)| a == b);
        done = at + same.map(|(c, _)| c.len_utf8()).sum::<usize>();
    }
    masked.push_str(&text[done..]);
    *text = Cow::Owned(masked);
}

/// The letters, digits and `_` around a place, as far as a key may go.
fn word_around(text: &str, at: usize) -> &str {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let bytes = text.as_bytes();
    let before = bytes[..at]
        .iter()
        .rev()
        .take(LONGEST_KEY)
        .take_while(|byte| is_part(byte));
    let behind = bytes[at..].iter().take(LONGEST_KEY).take_while(|byte| is_part(byte));
    &text[at - before.count()..at + behind.count()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(text: &str) -> String {
        let source = SourceFile::new("f", text);
        let end = u32::try_from(text.len()).expect("short");
        let mut shown = text.to_owned();
        for span in spans_to_hide(&source, &[Span::new(0, end)], Form::Prose, Span::new(0, end))
            .into_iter()
            .rev()
        {
            shown.replace_range(span.range(), MASK);
        }
        shown
    }

    #[test]
    fn of_a_url_the_host_stays_and_the_key_goes() {
        assert_eq!(
            hidden("https://api.runframe.io/webhooks/0123456789abcdef"),
            "https://api.runframe.io/webhooks/<secret>"
        );
        for path in ["webhook", "Webhooks", "webhoks", "wehbooks"] {
            let url = format!("https://api.runframe.io/{path}/");
            assert_eq!(hidden(&format!("{url}0123456789abcdef")), format!("{url}<secret>"));
        }
        assert_eq!(hidden("https://h/hooks/0123"), "https://h/<secret>");
        assert_eq!(hidden("https://h/webhookx"), "https://h/<secret>");
        assert_eq!(hidden("'https://h/webhooks'"), "'https://h/webhooks'");
        assert_eq!(hidden("'http://h:1/x?y'"), "'http://h:1/<secret>'");
        assert_eq!(hidden("https://u:p@h/x"), "https://<secret>");
        assert_eq!(hidden("https://h"), "https://h");
        assert_eq!(hidden("\"s3cr3t\""), "\"<secret>\"");
        assert_eq!(hidden("''"), "''");
    }

    #[test]
    fn overlapping_places_are_one() {
        let source = SourceFile::new("f", "abcdefgh");
        let spans = [Span::new(2, 5), Span::new(0, 3), Span::new(6, 7)];
        assert_eq!(
            spans_to_hide(&source, &spans, Form::Prose, Span::new(0, 8)),
            [Span::new(0, 5), Span::new(6, 7)]
        );
    }

    #[test]
    fn what_is_made_of_keys_is_no_secret() {
        let text = "route:\n  match=: {}\n  group_by[]: a\n  group'_wait: 3s\n  pa55=: b\n";
        let source = SourceFile::new("f", text);
        let all = Span::new(0, u32::try_from(text.len()).expect("short"));
        let hidden = spans_to_hide(&source, &[], Form::Yaml, all);
        let names: Vec<&str> = hidden.iter().map(|span| source.slice(*span)).collect();
        assert_eq!(names, ["pa55=", "b"]);
    }

    #[test]
    fn a_word_of_a_secret_is_left_in_longer_words_that_say_nothing() {
        let source = SourceFile::new("f", "rout#e:");
        let span = Span::new(0, 6);
        let message = "no routes provided, and `rout#e` is no `route`";
        let finding = Diagnostic::warning("missing-route", span, message);
        assert_eq!(
            mask_message(&source, &[span], &finding, message),
            "no routes provided, and `<secret>` is no `route`"
        );
    }

    #[test]
    fn messages_lose_the_secrets_they_point_at() {
        let source = SourceFile::new("f", "url: h ttp://key");
        let finding = Diagnostic::warning("bad-url", Span::new(5, 16), "cannot read `h ttp://key`");
        let secrets = spans_to_hide(&source, &[Span::new(5, 16)], Form::Yaml, Span::new(5, 16));
        assert_eq!(
            mask_message(&source, &secrets, &finding, &finding.message),
            "cannot read `<secret>`"
        );
    }

    #[test]
    fn no_secret_is_found_in_what_stands_for_one() {
        let source = SourceFile::new("f", "password: its secret");
        let finding = Diagnostic::warning("wrong-type", Span::new(0, 8), "cannot read `its secret`");
        let secrets = spans_to_hide(&source, &[], Form::Yaml, finding.primary.span);
        assert_eq!(
            mask_message(&source, &secrets, &finding, &finding.message),
            "cannot read `<secret>`"
        );
    }
}
