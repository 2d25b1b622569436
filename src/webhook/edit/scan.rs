//! Places of values in a text that is known to be JSON.

use std::ops::Range;

use super::Splice;

/// The members of an object, or the elements of an array.
pub(super) struct Members {
    /// Where the closing bracket is.
    close: usize,
    /// Right behind the last element, or the opening bracket.
    end: usize,
    list: Vec<Member>,
}

struct Member {
    /// The name with its quotes; empty in an array.
    name: Range<usize>,
    value: Range<usize>,
}

impl Member {
    fn start(&self) -> usize {
        if self.name.is_empty() {
            self.value.start
        } else {
            self.name.start
        }
    }
}

impl Members {
    /// `None` if the value at `at` is no object.
    pub(super) fn of_object(text: &str, at: usize) -> Option<Self> {
        Self::read(text, at, b'{')
    }

    /// `None` if the value at `at` is no array.
    pub(super) fn of_array(text: &str, at: usize) -> Option<Self> {
        Self::read(text, at, b'[')
    }

    fn read(text: &str, at: usize, open: u8) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.get(at) != Some(&open) {
            return None;
        }
        let mut members = Vec::new();
        let mut end = at + 1;
        let mut at = skip_space(text, end);
        while !matches!(bytes.get(at), None | Some(b'}' | b']')) {
            let name = if open == b'{' {
                let name = at..value_end(text, at);
                at = skip_space(text, skip_space(text, name.end) + 1);
                name
            } else {
                at..at
            };
            end = value_end(text, at);
            members.push(Member { name, value: at..end });
            at = skip_space(text, end);
            if bytes.get(at) == Some(&b',') {
                at = skip_space(text, at + 1);
            }
        }
        Some(Self {
            close: at,
            end,
            list: members,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn value(&self, index: usize) -> Range<usize> {
        self.list[index].value.clone()
    }

    pub(super) fn is_named(&self, text: &str, index: usize, name: &str) -> bool {
        let written = &text[self.list[index].name.clone()];
        serde_json::from_str::<String>(written).is_ok_and(|written| written == name)
    }

    /// The names as they are to be shown.
    pub(super) fn names(&self, text: &str) -> Vec<String> {
        let name = |member: &Member| format!("`{}`", text[member.name.clone()].trim_matches('"'));
        self.list.iter().map(name).collect()
    }

    /// One more at the end.
    pub(super) fn appended(&self, text: &str, member: &str) -> Splice {
        // What is spread over lines or spaces stays so.
        let space = match self.list.as_slice() {
            [.., before, last] => {
                let between = &text[before.value.end..last.start()];
                between.split_once(',').map_or("", |(_, space)| space)
            }
            [only] => {
                let open = text[..only.start()].rfind(['{', '[']).unwrap_or(only.start());
                text.get(open + 1..only.start()).unwrap_or_default()
            }
            [] => "",
        };
        let comma = if self.list.is_empty() { "" } else { "," };
        let place = if self.list.is_empty() {
            self.end..self.close
        } else {
            self.end..self.end
        };
        Splice {
            place,
            with: format!("{comma}{space}{member}"),
        }
    }

    /// All but some, which are in order.
    pub(super) fn without(&self, gone: &[usize]) -> Vec<Splice> {
        let is_gone = |index: usize| gone.contains(&index);
        let mut splices = Vec::new();
        let mut index = 0;
        while index < self.list.len() {
            if !is_gone(index) {
                index += 1;
                continue;
            }
            let first = index;
            while index < self.list.len() && is_gone(index) {
                index += 1;
            }
            let last_end = self.list[index - 1].value.end;
            // With the comma after it, or the one before it if it is the last.
            let place = match (first, self.list.get(index)) {
                (_, Some(next)) => self.list[first].start()..next.start(),
                (0, None) => self.list[0].start()..last_end,
                (_, None) => self.list[first - 1].value.end..last_end,
            };
            splices.push(Splice {
                place,
                with: String::new(),
            });
        }
        splices
    }
}

pub(super) fn skip_space(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// Where the value that begins at `at` ends.
pub(super) fn value_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = at;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'"' => at = string_end(bytes, at),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' => continue,
            _ => {
                let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
                at += bytes[at..].iter().take_while(is_word).count();
            }
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// Right behind the quote that closes a string whose first character is at `at`.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}
