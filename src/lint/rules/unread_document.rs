//! `unread-document`

use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::Context;
use crate::lint::rule::{Needs, declare_rule};
use crate::text::{Span, without_mark};

declare_rule! {
    /// A second document stands in the file, and Alertmanager reads only the first.
    ///
    /// ## What it does
    ///
    /// Looks for a line `---` or `...` between two documents that have something in them.
    ///
    /// ## Why is this bad?
    ///
    /// Alertmanager ends reading where the first document ends, without a word: routes and receivers behind it are not there. So do
    /// `amtool` and this program, so nothing of them was checked either.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route: {receiver: runframe}
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ---
    /// inhibit_rules:
    ///   - source_matchers: [severity="critical"]
    ///     target_matchers: [severity="warning"]
    ///     equal: [alertname]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// route: {receiver: runframe}
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// inhibit_rules:
    ///   - source_matchers: [severity="critical"]
    ///     target_matchers: [severity="warning"]
    ///     equal: [alertname]
    /// ```
    {
        name: "unread-document",
        level: Level::Warning,
        since: "0.1.0",
        needs: Needs::Anything,
        upstream: "Alertmanager, config: `Load` decodes one document of the text",
    }
}

/// What begins a document, and what ends one.
const MARKS: [&str; 2] = ["---", "..."];

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    if let Some(mark) = second_document(cx.source.text()) {
        let finding = RULE
            .finding(
                mark,
                "Alertmanager reads the first document only: what stands from here on has no effect",
            )
            .with_help("put it into the first document, or into a file of its own");
        findings.push(finding);
    }
}

/// The mark before the second document that has something in it.
fn second_document(text: &str) -> Option<Span> {
    if !text.contains("\n---") && !text.contains("\n...") {
        return None;
    }
    let mut start = 0;
    let mut has_content = false;
    let mut second = None;
    for line in text.split_inclusive('\n') {
        let text = without_mark(line);
        let behind = MARKS
            .iter()
            .find_map(|mark| text.strip_prefix(mark))
            .filter(|rest| rest.starts_with(char::is_whitespace) || rest.is_empty());
        if behind.is_some() && has_content && second.is_none() {
            let at = u32::try_from(start).ok()?;
            second = Some(Span::new(at, at + 3));
        }
        let content = behind.unwrap_or(text).trim();
        let says_something = !content.is_empty() && !content.starts_with(['#', '%']);
        if says_something && second.is_some() {
            return second;
        }
        has_content |= says_something;
        start += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::second_document;

    #[test]
    fn what_is_no_content_makes_no_document() {
        for text in [
            "\u{feff}# Ours\n---\nroute: {}\n",
            "\u{feff}%YAML 1.1\n---\na: b\n",
            "a: b\n---\n... # the end\n",
            "a: b\n---x\n",
            "\u{feff}---\na: b\n",
            "a: b\n...\n# the end\n",
            "a:\n- ...\n...\n",
        ] {
            assert_eq!(second_document(text), None, "{text}");
        }
        for text in [
            "a: b\n---\nc: d\n",
            "\u{feff}a: b\n--- c\n",
            "--- a\n---\n---\nb\n",
            "a: b\n...\nc: d\n",
        ] {
            assert!(second_document(text).is_some(), "{text}");
        }
    }
}
