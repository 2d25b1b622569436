//! `templates`: patterns of file names. The files themselves are read and checked elsewhere.

use crate::diagnostic::{Diagnostic, Stage, Upstream};
use crate::text::{Span, Spanned};

/// Whether a pattern is one Go's `filepath.Glob` takes: `*`, `?`, `[a-z]`, `[^a-z]` and `\` before a character.
///
/// Alertmanager meets a bad pattern only after it has accepted everything else.
#[must_use]
pub fn check_glob(pattern: &str) -> bool {
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' if rest.next().is_none() => return false,
            '[' => {
                rest.next_if_eq(&'^');
                let mut ranges = 0;
                loop {
                    if ranges > 0 && rest.next_if_eq(&']').is_some() {
                        break;
                    }
                    if !read_class_character(&mut rest) {
                        return false;
                    }
                    if rest.next_if_eq(&'-').is_some() && !read_class_character(&mut rest) {
                        return false;
                    }
                    ranges += 1;
                }
            }
            _ => {}
        }
    }
    true
}

/// Reads one end of a range. Something must follow it: the class is not closed yet.
fn read_class_character(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    match rest.next() {
        None | Some('-' | ']') => return false,
        Some('\\') if rest.next().is_none() => return false,
        Some(_) => {}
    }
    rest.peek().is_some()
}

/// A pattern that is none, as a finding.
pub(super) fn check_pattern(pattern: &Spanned<String>) -> Option<Diagnostic> {
    (!check_glob(pattern)).then(|| {
        afterwards(
            "bad-glob",
            pattern.span,
            "this is no pattern of file names".to_owned(),
            "syntax error in pattern".to_owned(),
        )
        .with_help("put `\\` before a bracket that is meant as a character")
    })
}

fn afterwards(name: &'static str, span: Span, message: String, upstream: String) -> Diagnostic {
    let upstream = Upstream {
        text: upstream,
        stage: Stage::Afterwards,
        line: None,
    };
    Diagnostic::error(name, span, message, upstream)
}

#[cfg(test)]
mod tests {
    use super::check_glob;

    #[test]
    fn patterns_go_takes() {
        for pattern in [
            "", "*.tmpl", "a?b", "[a-z]", "[^a]", "[]", "\\[", "a]", "[\\]]", "{a,b}",
        ] {
            assert_eq!(check_glob(pattern), pattern != "[]", "{pattern}");
        }
        for pattern in ["[", "[a", "[a-", "[a-]", "[-a]", "\\", "[]a]", "[^]", "[a\\"] {
            assert!(!check_glob(pattern), "{pattern}");
        }
    }
}
