//! Regular expressions in templates: Go's, found anywhere in a text.

use crate::matcher;
use crate::version::Version;

/// Whether a pattern is found in a text.
pub(super) fn is_match(pattern: &str, text: &str) -> Result<bool, String> {
    Ok(compile(pattern)?.is_match(text))
}

/// A text with what the pattern finds in it replaced. `$1` and `${name}` in the replacement are what its groups found.
pub(super) fn replace_all(pattern: &str, replacement: &str, text: &str) -> Result<String, String> {
    let regex = compile(pattern).map_err(|error| match error.strip_prefix("error parsing regexp: ") {
        Some(reason) => format!(
            "regexp: Compile({}): error parsing regexp: {reason}",
            back_quoted(pattern)
        ),
        None => error,
    })?;
    let replaced = regex.replace_all(text, |captures: &regex::Captures<'_>| expand(replacement, captures));
    Ok(replaced.into_owned())
}

fn back_quoted(text: &str) -> String {
    if text.contains('`') {
        crate::text::quote::quote(text)
    } else {
        format!("`{text}`")
    }
}

fn compile(pattern: &str) -> Result<regex::Regex, String> {
    matcher::check_regex(pattern, Version::V0_33).map_err(|error| error.to_string())?;
    regex::Regex::new(&translate(pattern)).map_err(|_| "the expression is too large".to_owned())
}

/// A pattern of Go's in the dialect at hand: classes are of ASCII, and brackets do not nest.
fn translate(pattern: &str) -> String {
    let mut translated = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    let mut in_class = false;
    // Directly behind `[` or `[^`, where a bracket closes nothing.
    let mut class_began = false;
    while let Some(c) = rest.chars().next() {
        let began = std::mem::take(&mut class_began);
        if let Some(quoted) = rest.strip_prefix("\\Q").filter(|_| !in_class) {
            let (text, after) = quoted.split_once("\\E").unwrap_or((quoted, ""));
            translated.push_str(&regex::escape(text));
            rest = after;
            continue;
        }
        if c == '\\' {
            let escaped = rest[1..].chars().next().unwrap_or('\\');
            rest = rest.get(1 + escaped.len_utf8()..).unwrap_or_default();
            translated.push_str(match (escaped, in_class) {
                ('d', true) => "0-9",
                ('d', false) => "[0-9]",
                ('D', _) => "[^0-9]",
                ('w', true) => "0-9A-Za-z_",
                ('w', false) => "[0-9A-Za-z_]",
                ('W', _) => "[^0-9A-Za-z_]",
                ('s', true) => "\\t\\n\\x0C\\r ",
                ('s', false) => "[\\t\\n\\x0C\\r ]",
                ('S', _) => "[^\\t\\n\\x0C\\r ]",
                ('b', false) => "(?-u:\\b)",
                ('B', false) => "(?-u:\\B)",
                _ => {
                    translated.push('\\');
                    translated.push(escaped);
                    continue;
                }
            });
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match (c, in_class) {
            ('[', false) => {
                in_class = true;
                class_began = true;
                translated.push('[');
                if let Some(after) = rest.strip_prefix('^') {
                    translated.push('^');
                    rest = after;
                }
            }
            ('[', true) => match rest.find(":]").filter(|_| rest.starts_with(':')) {
                Some(end) => {
                    translated.push('[');
                    translated.push_str(&rest[..end + 2]);
                    rest = &rest[end + 2..];
                }
                None => translated.push_str("\\["),
            },
            (']', true) if !began => {
                in_class = false;
                translated.push(']');
            }
            (']' | '&' | '~', true) => {
                translated.push('\\');
                translated.push(c);
            }
            // A range of one hyphen, not a difference.
            ('-', true) if rest.starts_with('-') => translated.push_str("\\-"),
            (c, _) => translated.push(c),
        }
    }
    translated
}

/// A replacement with what the groups found. Mirrors `Regexp.Expand`.
fn expand(replacement: &str, captures: &regex::Captures<'_>) -> String {
    let mut text = String::new();
    let mut rest = replacement;
    while let Some(at) = rest.find('$') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("$$") {
            text.push('$');
            rest = after;
            continue;
        }
        let is_word = |c: char| c == '_' || c.is_alphanumeric();
        let (name, after) = match rest.strip_prefix("${") {
            Some(braced) => match braced.split_once('}') {
                Some((name, after)) if !name.is_empty() && name.chars().all(is_word) => (name, after),
                _ => ("", ""),
            },
            None => {
                let length = rest[1..].find(|c| !is_word(c)).unwrap_or(rest.len() - 1);
                (&rest[1..=length], &rest[1 + length..])
            }
        };
        if name.is_empty() {
            text.push('$');
            rest = &rest[1..];
            continue;
        }
        let number = name
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| name.parse::<usize>().ok());
        let found = match number {
            Some(number) => number.and_then(|number| captures.get(number)),
            None => captures.name(name),
        };
        text.push_str(found.map_or("", |found| found.as_str()));
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_what_they_mean_to_go() {
        assert_eq!(is_match("^a.c$", "abc"), Ok(true));
        assert_eq!(is_match(r"\d", "٣"), Ok(false), "digits are of ASCII");
        assert_eq!(is_match("[[:alpha:][]", "["), Ok(true));
        assert_eq!(is_match("[a&&b]", "&"), Ok(true));
        assert_eq!(
            is_match("(", ""),
            Err("error parsing regexp: missing closing ): `(`".to_owned())
        );
        for (pattern, replacement, text, expected) in [
            ("(.*):.*", "$1", "a:b", "a"),
            ("(.*):.*", "$1x", "a:b", ""),
            ("(.*):.*", "${1}x", "a:b", "ax"),
            ("(?P<n>a)", "[$n]$$", "ab", "[a]$b"),
            ("a*", "-", "baac", "-b-c-"),
            (r"\Qa.\E", "$", "a.b", "$b"),
        ] {
            assert_eq!(
                replace_all(pattern, replacement, text).as_deref(),
                Ok(expected),
                "{pattern}"
            );
        }
    }
}
