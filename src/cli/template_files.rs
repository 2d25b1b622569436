//! The template files that a configuration's `templates` patterns name.
//!
//! Mirrors how Alertmanager puts a pattern behind the configuration's folder, and Go's `filepath.Glob`: `*`, `?`, `[...]`
//! and `\` within one part of a path; a pattern that matches nothing is no mistake, but what it matches must be a file.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::input::STDIN;
use crate::diagnostic::Diagnostic;
use crate::report::Subject;
use crate::text::{SourceFile, Spanned};
use crate::validation::{self, Options};

/// What is in a template file.
#[derive(Debug)]
pub(super) enum Content {
    Text(String),
    /// Alertmanager cannot read it either, and says so in these words.
    Unreadable(String),
}

/// A file that Alertmanager takes in with a configuration.
#[derive(Debug)]
pub(super) struct TemplateFile<'p> {
    pub(super) path: String,
    /// The pattern that names it.
    pub(super) pattern: &'p Spanned<String>,
    pub(super) content: Content,
}

impl TemplateFile<'_> {
    /// What is wrong with its text; `config` is what takes it in.
    pub(super) fn check(&self, config: &SourceFile, options: &Options) -> Option<Subject> {
        let Content::Text(text) = &self.content else {
            return None;
        };
        let source = SourceFile::new(&self.path, text.clone());
        let taken_in = format!(
            "`templates` takes it in, at {}:{}",
            config.name(),
            config.position(self.pattern.span.start).line
        );
        let subject = validation::validate_template(source, &taken_in, options);
        (!subject.findings().is_empty()).then_some(subject)
    }

    /// What is wrong with the pattern that names it.
    pub(super) fn refusal(&self) -> Option<Diagnostic> {
        let Content::Unreadable(words) = &self.content else {
            return None;
        };
        Some(validation::unreadable_template(self.pattern.span, &self.path, words))
    }
}

/// The files that `patterns` of the configuration at `config` name, in Alertmanager's order, each once. A configuration from
/// standard input has no folder, and so no files.
pub(super) fn read<'p>(config: &str, patterns: &'p [Spanned<String>]) -> Vec<TemplateFile<'p>> {
    let mut files: Vec<TemplateFile<'p>> = Vec::new();
    if config == "-" || config == STDIN {
        return files;
    }
    let folder = folder_of(config);
    for pattern in patterns {
        for path in glob(&beside(folder, pattern)) {
            if files.iter().any(|file| file.path == path) {
                continue;
            }
            if let Some(content) = content_of(&path) {
                files.push(TemplateFile { path, pattern, content });
            }
        }
    }
    files
}

/// `None` of what could be read without an end, such as a pipe.
fn content_of(path: &str) -> Option<Content> {
    let words = |error: &io::Error| match error.kind() {
        ErrorKind::NotFound => format!("open {path}: no such file or directory"),
        ErrorKind::PermissionDenied => format!("open {path}: permission denied"),
        _ => format!("open {path}: {error}"),
    };
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) => return Some(Content::Unreadable(words(&error))),
    };
    if metadata.is_dir() {
        return Some(Content::Unreadable(format!("read {path}: is a directory")));
    }
    if !metadata.is_file() {
        return None;
    }
    Some(match fs::read(path) {
        // Go's templates may hold any bytes.
        Ok(bytes) => Content::Text(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) => Content::Unreadable(words(&error)),
    })
}

/// The folder a file lies in. Mirrors `filepath.Dir`.
fn folder_of(path: &str) -> &str {
    match path.rfind(std::path::is_separator) {
        None => "",
        Some(0) => &path[..1],
        Some(at) => &path[..at],
    }
}

/// Where a pattern leads from the configuration's folder. Mirrors Alertmanager's `resolveFilepaths`.
fn beside(folder: &str, pattern: &str) -> String {
    if pattern.is_empty() || Path::new(pattern).is_absolute() {
        return pattern.to_owned();
    }
    join(folder, pattern)
}

/// Mirrors `filepath.Join`: `.` and `..` are gone afterwards, whatever the folders in front of them are.
fn join(folder: &str, name: &str) -> String {
    let whole = if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    };
    let is_rooted = whole.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(&last) if last != ".." => _ = parts.pop(),
                None if is_rooted => {}
                _ => parts.push(part),
            },
            _ => parts.push(part),
        }
    }
    match (is_rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}

/// Whether a path is a pattern.
fn has_meta(path: &str) -> bool {
    path.contains(['*', '?', '[']) || (!cfg!(windows) && path.contains('\\'))
}

/// Mirrors `filepath.Glob`.
fn glob(pattern: &str) -> Vec<String> {
    if !has_meta(pattern) {
        let exists = fs::symlink_metadata(pattern).is_ok();
        return exists.then(|| pattern.to_owned()).into_iter().collect();
    }
    let (folder, name) = match pattern.rfind('/') {
        None => (".", pattern),
        Some(0) => ("/", &pattern[1..]),
        Some(at) => (&pattern[..at], &pattern[at + 1..]),
    };
    if !has_meta(folder) {
        return entries(folder, name);
    }
    let folders = glob(folder);
    folders.iter().flat_map(|folder| entries(folder, name)).collect()
}

/// The entries of `folder` whose names match, in order.
fn entries(folder: &str, pattern: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let pattern: Vec<char> = pattern.chars().collect();
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| matches(&pattern, &name.chars().collect::<Vec<char>>()))
        .collect();
    names.sort();
    names.iter().map(|name| join(folder, name)).collect()
}

/// Whether a name matches a pattern as a whole. A malformed pattern matches nothing; that it is malformed is said where
/// it stands.
fn matches(pattern: &[char], name: &[char]) -> bool {
    // Where to go on from when what follows the last star does not fit.
    let mut retry: Option<(usize, usize)> = None;
    let (mut p, mut n) = (0, 0);
    loop {
        if p == pattern.len() && n == name.len() {
            return true;
        }
        if pattern.get(p) == Some(&'*') {
            retry = Some((p + 1, n));
            p += 1;
            continue;
        }
        if let Some(len) = name.get(n).and_then(|&c| matches_one(&pattern[p..], c)) {
            p += len;
            n += 1;
            continue;
        }
        match retry {
            Some((behind_star, at)) if at < name.len() => {
                retry = Some((behind_star, at + 1));
                (p, n) = (behind_star, at + 1);
            }
            _ => return false,
        }
    }
}

/// Whether the first element of a pattern matches a character: how long that element is.
fn matches_one(pattern: &[char], c: char) -> Option<usize> {
    match pattern.first()? {
        '?' => Some(1),
        '\\' => pattern.get(1).filter(|&&escaped| escaped == c).map(|_| 2),
        '[' => {
            let mut at = 1;
            let is_negated = pattern.get(at) == Some(&'^');
            at += usize::from(is_negated);
            let mut is_in = false;
            let mut is_first = true;
            while is_first || pattern.get(at)? != &']' {
                is_first = false;
                let low = class_member(pattern, &mut at)?;
                let high = if pattern.get(at) == Some(&'-') {
                    at += 1;
                    class_member(pattern, &mut at)?
                } else {
                    low
                };
                is_in |= (low..=high).contains(&c);
            }
            (is_in != is_negated).then_some(at + 1)
        }
        literal => (*literal == c).then_some(1),
    }
}

fn class_member(pattern: &[char], at: &mut usize) -> Option<char> {
    *at += usize::from(*pattern.get(*at)? == '\\');
    let member = *pattern.get(*at)?;
    *at += 1;
    Some(member)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn names_match_as_in_go() {
        let is_match = |pattern: &str, name: &str| {
            matches(&pattern.chars().collect::<Vec<_>>(), &name.chars().collect::<Vec<_>>())
        };
        for (pattern, name) in [
            ("*.tmpl", "a.tmpl"),
            ("*.tmpl", ".tmpl"),
            ("a*b*c", "a1b2b3c"),
            ("?é", "xé"),
            ("[a-c]x", "bx"),
            ("[^a-c]x", "dx"),
            ("a\\*b", "a*b"),
            ("[\\]]", "]"),
            ("*", ""),
        ] {
            assert!(is_match(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("*.tmpl", "a.tmp"),
            ("a*b*c", "abd"),
            ("?", ""),
            ("[a-c]x", "dx"),
            ("a\\*b", "axb"),
            ("[", "["),
            ("**", "a"),
        ] {
            assert_eq!(is_match(pattern, name), pattern == "**", "{pattern} {name}");
        }
    }

    #[test]
    fn paths_are_joined_as_in_go() {
        for (folder, name, joined) in [
            ("", "./a.tmpl", "a.tmpl"),
            ("", "sub/*/../*", "sub/*"),
            ("", ".", "."),
            ("", "../a", "../a"),
            ("..", "../a", "../../a"),
            ("/etc", "../../a", "/a"),
            ("x", "..", "."),
            ("x/y", "a//b/", "x/y/a/b"),
        ] {
            assert_eq!(join(folder, name), joined, "{folder} {name}");
        }
        assert_eq!(beside("x", "/a/../*"), "/a/../*");
        assert_eq!(folder_of("a.yml"), "");
        assert_eq!(folder_of("/a.yml"), "/");
    }

    #[test]
    fn patterns_are_relative_to_the_configuration() {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("templates")).expect("it is writable");
        for name in ["templates/b.tmpl", "templates/a.tmpl", "templates/c.txt"] {
            fs::write(path(name), "").expect("it is writable");
        }
        let config = path("alertmanager.yml").to_str().expect("it is UTF-8").to_owned();
        let patterns = ["t*/*.tmpl", "templates/a.tmpl", "nosuch/*", "templates", ""]
            .map(|pattern| Spanned::new(pattern.to_owned(), Span::at(0)));
        let found = read(&config, &patterns);
        let names: Vec<&str> = found.iter().filter_map(|file| file.path.rsplit('/').next()).collect();
        assert_eq!(names, ["a.tmpl", "b.tmpl", "templates"]);
        assert!(
            matches!(&found[2].content, Content::Unreadable(words) if words.ends_with("templates: is a directory"))
        );
        assert!(read("-", &patterns).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_nowhere_cannot_be_opened() {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        std::os::unix::fs::symlink("/nosuch", folder.path().join("a.tmpl")).expect("it takes links");
        let config = folder.path().join("alertmanager.yml").display().to_string();
        let patterns = [Spanned::new("*.tmpl".to_owned(), Span::at(0))];
        let found = read(&config, &patterns);
        let [file] = &found[..] else { panic!("{found:?}") };
        assert!(
            matches!(&file.content, Content::Unreadable(words) if words.ends_with("a.tmpl: no such file or directory"))
        );
    }
}
