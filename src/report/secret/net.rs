//! What a text shows that may be secret, whether it could be read or not.
//!
//! Looks at lines, keys and brackets only, as an eye does, so that a slip in the text does not bring out what is hidden in the
//! text as it was meant. When in doubt it hides: behind keys that hold secrets in any release or by their name, behind keys no
//! configuration has, in what should be a key and is none, and users in URLs.

use std::ops::Range;

use super::keys::{Class, is_secret_choice, listed};
use super::known_keys::KnownKeys;
use super::look::{is_address, is_harmless, is_nothing, is_template, looks_random};
use super::{Form, LONGEST_KEY, visible_prefix, webhook_key};

/// How much of what is behind a key tells whether it only names a secret.
const SELECTOR_BYTES: usize = 300;

/// The places in `text` that may be secret, in order, on the lines that begin no later than `until`.
pub(super) fn suspects(text: &str, form: Form, until: usize) -> Vec<Range<usize>> {
    let root = match form {
        Form::Yaml => root_of(text),
        Form::Prose => Class::Plain,
    };
    let mut net = Net::new(text, root);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if start > until {
            break;
        }
        let end = start + line.trim_end_matches(['\n', '\r']).len();
        match form {
            Form::Yaml => net.line(start, end),
            Form::Prose => net.prose(start, end),
        }
        start += line.len();
    }
    net.found
}

/// What surrounds the lines that are not indented: a configuration, or what it is wrapped in.
fn root_of(text: &str) -> Class {
    let sections = [
        "global:",
        "route:",
        "receivers:",
        "inhibit_rules:",
        "time_intervals:",
        "tracing:",
    ];
    let is_configuration = sections.iter().any(|section| {
        text.starts_with(section)
            || memchr::memmem::find_iter(text.as_bytes(), section).any(|at| text[..at].ends_with('\n'))
    });
    if is_configuration { Class::Known } else { Class::Foreign }
}

/// A key whose lines may go on.
struct Level {
    column: usize,
    class: Class,
    /// Whether something stands behind it on its line.
    has_value: bool,
}

/// What the line before has left open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dangling {
    No,
    /// A key of a secret, without a value.
    Empty,
    /// What may be the first half of such a key.
    Broken,
}

/// A key on a line.
struct Key {
    name: Range<usize>,
    /// Behind its colon.
    behind: usize,
}

/// Where a key stands, and how well it is known.
#[derive(Clone, Copy)]
struct Place {
    column: usize,
    /// Of its line.
    indent: usize,
    /// Whether its class is that of a key it is like.
    is_guess: bool,
}

struct Net<'t> {
    text: &'t str,
    bytes: &'t [u8],
    found: Vec<Range<usize>>,
    open: Vec<Level>,
    /// What is in the brackets that are open.
    brackets: Vec<Class>,
    /// Where the line begins on which the first of them was opened.
    bracket_column: usize,
    /// Whether the next line may hold a secret, however it is indented.
    dangling: Dangling,
    root: Class,
    /// Whether the section is `tracing`, whose `headers` are as secret as `http_headers`.
    is_tracing: bool,
    known: KnownKeys<'t>,
}

impl<'t> Net<'t> {
    fn new(text: &'t str, root: Class) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            found: Vec::new(),
            open: Vec::new(),
            brackets: Vec::new(),
            bracket_column: 0,
            dangling: Dangling::No,
            root,
            is_tracing: false,
            known: KnownKeys::default(),
        }
    }

    fn line(&mut self, start: usize, end: usize) {
        let mut at = self.spaces_end(start, end);
        if at == end {
            return;
        }
        let content = &self.text[at..end];
        let is_mark = content.starts_with("---") || content.starts_with("...");
        if is_mark && at == start && content[3..].chars().next().is_none_or(char::is_whitespace) {
            self.open.clear();
            self.brackets.clear();
            self.dangling = Dangling::No;
            at = self.spaces_end(at + 3, end);
            if at == end {
                return;
            }
        }
        let indent = at - start;
        if self.bytes[at] == b'#' {
            let parent = self.open.iter().rev().find(|level| level.column < indent);
            if self.dangling != Dangling::No || parent.is_some_and(|level| level.class.is_hidden()) {
                self.hide(at, end);
            } else {
                self.prose(at, end);
            }
            return;
        }
        let mut column = indent;
        let mut is_item = false;
        while matches!(self.bytes[at], b'-' | b'?') && self.bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace) {
            is_item |= self.bytes[at] == b'-';
            at = self.spaces_end(at + 1, end);
            column = at - start;
            if at == end {
                return;
            }
        }
        let key = self.key(at, end, !self.brackets.is_empty());
        let class = key
            .as_ref()
            .and_then(|key| self.known.listed(&self.text[key.name.clone()]));
        if class.is_some() && indent <= self.bracket_column {
            self.brackets.clear();
        }
        let mut parent = self.root;
        if self.brackets.is_empty() {
            while self
                .open
                .pop_if(|level| {
                    if is_item {
                        level.column > indent
                    } else {
                        level.column >= indent
                    }
                })
                .is_some()
            {}
            let above = self.open.last().map(|level| (level.class, level.has_value));
            if let Some((above, has_value)) = above {
                parent = above;
                if above.is_hidden() {
                    if class.is_none() || !has_value {
                        self.hide(at, end);
                        return;
                    }
                    parent = Class::Known;
                }
            }
        }
        if self.dangling == Dangling::Broken || (self.dangling == Dangling::Empty && class.is_none()) {
            self.hide(at, end);
            if self.dangling == Dangling::Broken {
                self.dangling = Dangling::No;
            }
            return;
        }
        self.dangling = Dangling::No;
        if parent == Class::Plain && self.brackets.is_empty() {
            let is_secret = key.is_some_and(|key| self.known.told(&self.text[key.name]).is_some_and(Class::is_hidden));
            if !is_secret {
                self.prose(at, end);
                return;
            }
        }
        self.entries(at, end, column, indent, parent);
    }

    /// What stands on a line from `at` on: keys with their values, or something else.
    fn entries(&mut self, mut at: usize, end: usize, column: usize, indent: usize, parent: Class) {
        let begin = at;
        loop {
            at = self.spaces_end(at, end);
            if at >= end {
                return;
            }
            match self.bytes[at] {
                b',' => at += 1,
                b'}' | b']' => {
                    self.brackets.pop();
                    at += 1;
                }
                b'{' | b'[' => {
                    let inside = self.brackets.last().copied().unwrap_or(parent);
                    self.open_bracket(inside, indent);
                    at += 1;
                }
                b'#' if at == begin || self.bytes[at - 1].is_ascii_whitespace() => {
                    self.prose(at, end);
                    return;
                }
                _ => at = self.entry(at, end, column + (at - begin), indent, parent),
            }
        }
    }

    fn open_bracket(&mut self, inside: Class, indent: usize) {
        if self.brackets.is_empty() {
            self.bracket_column = indent;
        }
        self.brackets.push(inside);
    }

    /// One key and its value, or what is none. Where it ends.
    fn entry(&mut self, at: usize, end: usize, column: usize, indent: usize, parent: Class) -> usize {
        let is_inside = !self.brackets.is_empty();
        let parent = self.brackets.last().copied().unwrap_or(parent);
        if self.dangling == Dangling::Broken {
            self.dangling = Dangling::No;
            let stop = if is_inside { self.value_end(at, end) } else { end };
            self.hide(at, stop);
            return stop;
        }
        if let Some(key) = self.key(at, end, is_inside) {
            let class = self.class(&key, parent);
            if class == Class::Unknown || !self.brackets.is_empty() || parent == Class::Known {
                self.hide_odd_name(key.name.clone());
            }
            let is_guess = matches!(parent, Class::Known | Class::Unknown)
                && self.known.listed(&self.text[key.name.clone()]).is_none();
            let place = Place {
                column,
                indent,
                is_guess,
            };
            return self.value(self.spaces_end(key.behind, end), end, class, place);
        }
        let stop = if is_inside { self.value_end(at, end) } else { end };
        match parent {
            Class::Plain | Class::Free => self.prose(at, stop),
            Class::Foreign => self.foreign(at, stop),
            _ => self.stray_key(at, stop, end),
        }
        stop
    }

    /// What stands where a key should. What follows may be its second half.
    fn stray_key(&mut self, at: usize, stop: usize, end: usize) {
        let text = self.text[at..stop].trim_end();
        let is_cut = stop < end && b"{[".contains(&self.bytes[stop]);
        if is_cut || (self.known.listed(text).is_none() && self.known.told(text).is_some_and(Class::is_hidden)) {
            self.dangling = Dangling::Broken;
        } else if stop == end {
            self.dangling = Dangling::Empty;
        }
        self.stray(at, stop);
    }

    /// Hides what stands as a key and looks like none, unless it is made of keys, as `match=` is, or a key with a slip in it, as
    /// `receiv!ers`.
    fn hide_odd_name(&mut self, name: Range<usize>) {
        let text = &self.text[name.clone()];
        let is_word = |c: char| c.is_alphanumeric() || "_-./ ".contains(c);
        let mut words = text
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|word| !word.is_empty());
        if self.known.listed(text).is_none()
            && (looks_random(text) || !text.chars().all(is_word))
            && !words.all(|word| self.known.listed(word).is_some())
            && !is_listed_but_for_signs(text)
        {
            self.hide(name.start, name.end);
        }
    }

    fn class(&mut self, key: &Key, parent: Class) -> Class {
        let name = &self.text[key.name.clone()];
        match name {
            "tracing" => self.is_tracing = true,
            "global" | "route" | "receivers" | "inhibit_rules" | "templates" | "time_intervals" => {
                self.is_tracing = false;
            }
            "headers" if self.is_tracing => return Class::Secret,
            _ => {}
        }
        match (self.known.listed(name), parent) {
            // Of a resource: the key of something else.
            (Some(Class::Secret), Class::Foreign) if name == "key" => return Class::Foreign,
            (Some(Class::Known), Class::Free) if is_secret_choice(name) => return Class::Secret,
            (Some(Class::Known | Class::Free), Class::Free) => return Class::Free,
            (Some(class), _) => return class,
            _ if name == "<<" => return Class::Plain,
            _ => {}
        }
        if let Some(class) = self.known.told(name) {
            return class;
        }
        match parent {
            Class::Free | Class::Plain => Class::Plain,
            Class::Foreign => Class::Foreign,
            _ => self.known.meant(name).unwrap_or(Class::Unknown),
        }
    }

    /// What stands behind a key, from `at` on. Where it ends.
    fn value(&mut self, at: usize, end: usize, class: Class, place: Place) -> usize {
        let Place {
            column,
            indent,
            is_guess,
        } = place;
        let is_inside = !self.brackets.is_empty();
        if class.is_hidden() {
            return self.hidden_value(at, end, class, column);
        }
        let mut begin = at;
        while begin < end && matches!(self.bytes[begin], b'&' | b'!') {
            let reach = end.min(begin + LONGEST_KEY);
            let Some(word) = memchr::memchr2(b' ', b'\t', &self.bytes[begin..reach]) else {
                break;
            };
            begin = self.spaces_end(begin + word, end);
        }
        let has_value = begin < end && !is_nothing(&self.text[begin..end]);
        if !is_inside {
            self.open.push(Level {
                column,
                class,
                has_value,
            });
        }
        if begin < end && matches!(self.bytes[begin], b'{' | b'[') {
            self.open_bracket(class, indent);
            return begin + 1;
        }
        if !has_value {
            return if is_inside { begin } else { end };
        }
        let stop = if is_inside { self.value_end(at, end) } else { end };
        match class {
            Class::Known => self.stray(at, stop),
            Class::Foreign => self.foreign(at, stop),
            _ => self.prose(at, stop),
        }
        if is_guess {
            self.hide_random_words(at, stop);
        }
        stop
    }

    fn hidden_value(&mut self, at: usize, end: usize, class: Class, column: usize) -> usize {
        let is_inside = !self.brackets.is_empty();
        let stop = match self.bytes[at..end].first() {
            _ if !is_inside => end,
            Some(b'{' | b'[') => self.brackets_end(at, end),
            _ => self.value_end(at, end),
        };
        let value = self.text[at..stop].trim_end();
        let is_selector = self.is_selector(at, column, is_inside);
        let is_shown = is_nothing(value) || is_selector || (class == Class::Unknown && is_harmless(value));
        if !is_inside {
            self.open.push(Level {
                column,
                class: if is_selector { Class::Foreign } else { class },
                has_value: !is_nothing(value),
            });
        }
        if !is_shown {
            self.hide_value(at, at + value.len(), class);
        }
        if stop == end && value.is_empty() && !is_selector {
            self.dangling = Dangling::Empty;
        }
        stop
    }

    /// Whether what is behind a key only says where the secret is: `name` and perhaps `key` of a resource.
    fn is_selector(&self, at: usize, column: usize, is_inside: bool) -> bool {
        let reach = self
            .text
            .floor_char_boundary((at + SELECTOR_BYTES).min(self.text.len()));
        let behind = &self.text[at..reach];
        let words = |text: &str| {
            let mut words = text.split([',', '\n']).filter_map(|part| part.split_once(':'));
            let names: Vec<String> = words
                .by_ref()
                .map(|(name, _)| name.trim_matches([' ', '{', '\t', '"']).to_owned())
                .collect();
            names
                .iter()
                .all(|name| matches!(name.as_str(), "name" | "key" | "optional"))
                && names.iter().any(|name| name == "name")
        };
        if behind.starts_with('{') {
            return behind.find('}').is_some_and(|end| words(&behind[..end]));
        }
        if is_inside || !behind.starts_with(['\n', '\r']) {
            return false;
        }
        let lines = behind.split_inclusive('\n').skip(1);
        let deeper = lines.take_while(|line| line.len() - line.trim_start_matches(' ').len() > column);
        words(&deeper.collect::<String>())
    }

    /// What stands where a key should: only words that are keys are shown.
    fn stray(&mut self, at: usize, stop: usize) {
        let text = self.text[at..stop].trim_end();
        let word = text
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(text.len());
        match self.known.listed(&text[..word]) {
            Some(class) if !class.is_hidden() => {
                self.hide_random_words(at + word, stop);
                self.prose(at + word, stop);
            }
            Some(_) => {
                let begin = self.spaces_end(at + word, stop);
                self.hide(begin, at + text.len());
            }
            None if is_harmless(text) || is_nothing(text) => {}
            None => self.hide(at, at + text.len()),
        }
    }

    fn hide_random_words(&mut self, start: usize, end: usize) {
        let mut at = start;
        for word in self.text[start..end].split_inclusive(|c: char| c.is_whitespace() || "\"',:{}[]".contains(c)) {
            if looks_random(word.trim_end_matches(|c: char| c.is_whitespace() || "\"',:{}[]".contains(c))) {
                self.hide(at, at + word.len());
            }
            at += word.len();
        }
    }

    /// What stands in what wraps a configuration.
    fn foreign(&mut self, at: usize, stop: usize) {
        const SHORTEST: usize = 24;
        let mut begin = at;
        for word in self.text[at..stop].split_inclusive(char::is_whitespace) {
            let bare = word.trim_end().trim_matches(['"', '\'']);
            let is_encoded = bare.len() >= SHORTEST
                && bare
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"+/=_-".contains(&byte))
                && bare.bytes().any(|byte| byte.is_ascii_digit())
                && bare.bytes().any(|byte| byte.is_ascii_uppercase());
            if is_encoded {
                self.hide(begin, begin + word.trim_end().len());
            }
            begin += word.len();
        }
        self.prose(at, stop);
    }

    /// Text that may be seen, but for what it says is a secret.
    fn prose(&mut self, at: usize, stop: usize) {
        let text = &self.text[at..stop];
        let mut is_inner = false;
        for colon in memchr::memchr_iter(b':', text.as_bytes()) {
            let (before, behind) = (&text[..colon], &text[colon + 1..]);
            if let Some(url) = behind.strip_prefix("//") {
                let end = url
                    .find(|c: char| c.is_whitespace() || "\"'`/?#".contains(c))
                    .unwrap_or(url.len());
                let begin = at + colon + 3;
                if let Some(user) = url[..end].rfind('@') {
                    self.hide(begin, begin + user);
                }
                if let Some(key) = webhook_key(url, end) {
                    self.hide(begin + key.start, begin + key.end);
                }
                continue;
            }
            let word = before.trim_end_matches([' ', '"', '\'']);
            let rest = word.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "_-.".contains(c));
            let name = &word[rest.len()..];
            let value = behind.trim_start();
            let begin = stop - value.len();
            if let Some(class @ (Class::Secret | Class::SecretUrl)) = self.known.told(name) {
                if is_nothing(value.trim_end()) {
                    self.dangling = Dangling::Empty;
                    continue;
                }
                self.hide_value(begin, begin + value.trim_end().len(), class);
                return;
            }
            if behind.starts_with(' ') && !is_inner {
                is_inner = true;
                self.hide_random_words(begin, stop);
            }
        }
    }

    /// Hides a value, without its quotes.
    fn hide_value(&mut self, start: usize, end: usize, class: Class) {
        let value = &self.text[start..end];
        let quotes = match value.as_bytes() {
            [open @ (b'"' | b'\''), .., close] if open == close => 1,
            _ => 0,
        };
        let shown = match class {
            Class::Address | Class::SecretUrl if is_template(value) => return,
            // No address, but a list or a mapping with whatever in it.
            Class::Address if value.starts_with(['[', '{']) && !value.starts_with("{{") => 0,
            Class::Address if is_address(&value[quotes..value.len() - quotes]) => return,
            Class::Address | Class::SecretUrl => visible_prefix(value).max(quotes),
            _ => quotes,
        };
        self.hide(start + shown, end - quotes);
    }

    fn hide(&mut self, start: usize, end: usize) {
        if start < end {
            self.found.push(start..end);
        }
    }

    /// The key that begins at `at`.
    fn key(&mut self, at: usize, end: usize, is_inside: bool) -> Option<Key> {
        let mut begin = at;
        while begin < end && matches!(self.bytes[begin], b'&' | b'!') {
            let reach = end.min(begin + LONGEST_KEY);
            let word = memchr::memchr2(b' ', b'\t', &self.bytes[begin..reach])?;
            begin = self.spaces_end(begin + word, end);
        }
        if begin == end {
            return None;
        }
        let reach = end.min(begin + LONGEST_KEY);
        if let quote @ (b'"' | b'\'') = self.bytes[begin]
            && let Some(len) = memchr::memchr(quote, &self.bytes[begin + 1..reach])
        {
            let close = begin + 1 + len;
            let colon = self.spaces_end(close + 1, end);
            if self.bytes[..end].get(colon) == Some(&b':') {
                return Some(Key {
                    name: begin + 1..close,
                    behind: colon + 1,
                });
            }
        }
        for at in begin..reach {
            match self.bytes[at] {
                b':' => {
                    let next = self.bytes[..end].get(at + 1);
                    let is_end = next.is_none_or(|next| next.is_ascii_whitespace() || b"\"'".contains(next));
                    let is_end = is_end || (is_inside && next.is_some_and(|next| b",{}[]".contains(next)));
                    let name = self.text[begin..at].trim_end();
                    if is_end || self.known.told(name).is_some() {
                        return Some(Key {
                            name: begin..begin + name.len(),
                            behind: at + 1,
                        });
                    }
                }
                b',' | b'{' | b'}' | b'[' | b']' if is_inside => return None,
                b'#' if self.bytes[at.saturating_sub(1)].is_ascii_whitespace() => return None,
                _ => {}
            }
        }
        None
    }

    /// Where a value inside brackets ends.
    fn value_end(&self, at: usize, end: usize) -> usize {
        let mut begin = at;
        if let Some(quote @ (b'"' | b'\'')) = self.bytes[at..end].first()
            && let Some(len) = memchr::memchr(*quote, &self.bytes[at + 1..end])
        {
            begin = at + 1 + len + 1;
        }
        let len = self.bytes[begin..end].iter().position(|byte| b",{}[]".contains(byte));
        len.map_or(end, |len| begin + len)
    }

    /// Where the brackets close that are opened at `at`.
    fn brackets_end(&self, at: usize, end: usize) -> usize {
        let mut depth = 0_usize;
        for (len, byte) in self.bytes[at..end].iter().enumerate() {
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return at + len + 1;
            }
        }
        end
    }

    fn spaces_end(&self, at: usize, end: usize) -> usize {
        let text = &self.text[at..end];
        end - text.trim_start_matches([' ', '\t', '\u{feff}']).len()
    }
}

/// Whether the letters of a text are those of a key.
fn is_listed_but_for_signs(text: &str) -> bool {
    let letters: String = text.chars().filter(|c| c.is_alphanumeric() || *c == '_').collect();
    listed(&letters).is_some()
}
