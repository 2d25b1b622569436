//! Keeping secrets out of what is printed.

use std::borrow::Cow;

use crate::diagnostic::Diagnostic;
use crate::text::{SourceFile, Span};

/// What stands in place of a secret.
pub(super) const MASK: &str = "<secret>";

/// Shorter secrets are not searched for in messages: `a` would be found everywhere.
const SHORTEST_SECRET_IN_MESSAGES: usize = 4;

/// How much of a secret value may be seen, in bytes: of an http URL its scheme and host, and the constant path in front of a
/// Runframe routing key; of anything else nothing.
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
    let host = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    if rest[..host].contains('@') {
        return quotes + scheme.len();
    }
    let path = &rest[host..];
    let constant = ["/webhooks/", "/"].into_iter().find(|p| path.starts_with(p));
    quotes + scheme.len() + host + constant.map_or(0, str::len)
}

/// The parts of `spans` that must not be seen, in order and without overlaps.
pub(super) fn spans_to_hide(source: &SourceFile, spans: impl IntoIterator<Item = Span>) -> Vec<Span> {
    let mut hidden: Vec<Span> = spans
        .into_iter()
        .filter_map(|span| {
            let value = source.slice(span);
            let closing = value.len() - value.trim_end_matches(['"', '\'']).len();
            let opening = value.len() - value.trim_start_matches(['"', '\'']).len();
            let start = visible_prefix(value).max(opening);
            let end = value.len().saturating_sub(closing);
            let offset = |at: usize| span.start + u32::try_from(at).unwrap_or(u32::MAX - span.start);
            (start < end).then(|| Span::new(offset(start), offset(end)))
        })
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

/// `text` without the secrets on the lines `finding` points at.
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
        for &secret in touching(secrets, span) {
            let value = source.slice(secret);
            if value.len() >= SHORTEST_SECRET_IN_MESSAGES && masked.contains(value) {
                masked = Cow::Owned(masked.replace(value, MASK));
            }
        }
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(text: &str) -> String {
        let source = SourceFile::new("f", text);
        let end = u32::try_from(text.len()).expect("short");
        let mut shown = text.to_owned();
        for span in spans_to_hide(&source, [Span::new(0, end)]).into_iter().rev() {
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
        assert_eq!(spans_to_hide(&source, spans), [Span::new(0, 5), Span::new(6, 7)]);
    }

    #[test]
    fn messages_lose_the_secrets_they_point_at() {
        let source = SourceFile::new("f", "url: h ttp://key");
        let finding = Diagnostic::warning("bad-url", Span::new(5, 16), "cannot read `h ttp://key`");
        let secrets = spans_to_hide(&source, [Span::new(5, 16)]);
        assert_eq!(
            mask_message(&source, &secrets, &finding, &finding.message),
            "cannot read `<secret>`"
        );
    }
}
