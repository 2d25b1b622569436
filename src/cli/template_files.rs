//! Which files a configuration's `templates` patterns name.
//!
//! Mirrors Go's `filepath.Glob`: `*`, `?`, `[...]` and `\` within one part of a path; a pattern that matches nothing is
//! no mistake.

use std::collections::BTreeSet;
use std::fs;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use super::input::STDIN;

/// The files that `patterns` of the configuration at `config` name, each once, in the order of their names. A
/// configuration from standard input has no folder, and so no files.
pub(super) fn matching(config: &str, patterns: &[String]) -> Vec<String> {
    if config == "-" || config == STDIN {
        return Vec::new();
    }
    let folder = Path::new(config).parent().unwrap_or(Path::new(""));
    let mut found = BTreeSet::new();
    for pattern in patterns {
        found.extend(glob(&folder.join(pattern)));
    }
    found
        .into_iter()
        .filter(|path| path.is_file())
        .filter_map(|path| path.to_str().map(str::to_owned))
        .collect()
}

fn glob(pattern: &Path) -> Vec<PathBuf> {
    let mut paths = vec![PathBuf::new()];
    for part in pattern.components() {
        let part = part.as_os_str();
        let Some(text) = part.to_str().filter(|text| text.contains(['*', '?', '[', '\\'])) else {
            for path in &mut paths {
                path.push(part);
            }
            continue;
        };
        if text.contains(MAIN_SEPARATOR) {
            for path in &mut paths {
                path.push(part);
            }
            continue;
        }
        paths = paths.iter().flat_map(|path| entries(path, text)).collect();
    }
    paths.retain(|path| path.exists());
    paths
}

/// The entries of `folder` whose names match.
fn entries(folder: &Path, pattern: &str) -> Vec<PathBuf> {
    let listed = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let Ok(entries) = fs::read_dir(listed) else {
        return Vec::new();
    };
    let pattern: Vec<char> = pattern.chars().collect();
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| matches(&pattern, &name.chars().collect::<Vec<char>>()))
        .map(|name| folder.join(name))
        .collect()
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
    fn patterns_are_relative_to_the_configuration() {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("templates")).expect("it is writable");
        for name in ["templates/b.tmpl", "templates/a.tmpl", "templates/c.txt"] {
            fs::write(path(name), "").expect("it is writable");
        }
        let config = path("alertmanager.yml").to_str().expect("it is UTF-8").to_owned();
        let patterns = ["t*/*.tmpl", "templates/a.tmpl", "nosuch/*", "templates"].map(str::to_owned);
        let found = matching(&config, &patterns);
        let names: Vec<&str> = found.iter().filter_map(|path| path.rsplit('/').next()).collect();
        assert_eq!(names, ["a.tmpl", "b.tmpl"]);
        assert!(matching("-", &patterns).is_empty());
    }
}
