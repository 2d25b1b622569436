//! Reading the many lists of one configuration.
//!
//! Nearly all are written plainly: `team="db", severity=~"critical|page"`. Of such a text both grammars make the same
//! matchers, so it is read once, in one go; anything else is left to the grammars. Label names and regular expressions that
//! come again are kept once, so that an expression is compiled once however many routes have it.

use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::{Grammar, MatchOp, Matcher, Mode, ParseError, Parsed, Regex, parse_list};
use crate::version::Version;

/// Reads lists of matchers as [`parse_list`] does.
#[derive(Debug)]
pub struct ListReader {
    mode: Mode,
    version: Version,
    names: HashSet<Arc<str>>,
    regexes: HashMap<Arc<str>, Regex>,
}

impl ListReader {
    /// For texts that are to be read this way.
    #[must_use]
    pub fn new(mode: Mode, version: Version) -> Self {
        Self {
            mode: mode.of(version),
            version,
            names: HashSet::default(),
            regexes: HashMap::default(),
        }
    }

    /// What [`parse_list`] says of `text`.
    pub fn read(&mut self, text: &str) -> Result<Parsed<Vec<Matcher>>, ParseError> {
        if let Some(value) = self.read_plain(text) {
            return Ok(Parsed {
                value,
                grammar: match self.mode {
                    Mode::Classic => Grammar::Classic,
                    Mode::Fallback | Mode::Utf8Strict => Grammar::Utf8,
                },
                warning: None,
            });
        }
        let mut parsed = parse_list(text, self.mode, self.version)?;
        for matcher in &mut parsed.value {
            if let Some(regex) = &mut matcher.regex {
                match self.regexes.get(&matcher.value) {
                    Some(known) => *regex = known.clone(),
                    None => {
                        self.regexes.insert(matcher.value.clone(), regex.clone());
                    }
                }
            }
        }
        Ok(parsed)
    }

    /// `None` if the text is not plain, or one of its expressions is none.
    fn read_plain(&mut self, text: &str) -> Option<Vec<Matcher>> {
        let mut matchers = Vec::with_capacity(1);
        let mut rest = text;
        loop {
            let plain;
            (plain, rest) = Plain::split_from(rest)?;
            matchers.push(self.matcher(&plain)?);
            if rest.is_empty() {
                return Some(matchers);
            }
            rest = rest.strip_prefix(',')?;
        }
    }

    fn matcher(&mut self, plain: &Plain<'_>) -> Option<Matcher> {
        let name = match self.names.get(plain.name) {
            Some(known) => known.clone(),
            None => {
                let name: Arc<str> = plain.name.into();
                self.names.insert(name.clone());
                name
            }
        };
        if !plain.op.is_regex() {
            return Some(Matcher {
                name,
                op: plain.op,
                value: plain.value.into(),
                regex: None,
            });
        }
        let (value, regex) = match self.regexes.get_key_value(plain.value) {
            Some((value, regex)) => (value.clone(), regex.clone()),
            None => {
                let value: Arc<str> = plain.value.into();
                let regex = Regex::anchored(&value, self.version).ok()?;
                self.regexes.insert(value.clone(), regex.clone());
                (value, regex)
            }
        };
        Some(Matcher {
            name,
            op: plain.op,
            value,
            regex: Some(regex),
        })
    }
}

/// A matcher without anything that the grammars read in ways of their own: a name of ASCII letters, digits and `_`; a value
/// of plain characters, or of printable ASCII without `"` and `\` in double quotes; spaces around each.
struct Plain<'a> {
    name: &'a str,
    op: MatchOp,
    value: &'a str,
}

impl<'a> Plain<'a> {
    /// The matcher `text` begins with, and what follows it.
    fn split_from(text: &'a str) -> Option<(Self, &'a str)> {
        let text = skip_spaces(text);
        if !text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') {
            return None;
        }
        let (name, rest) = split_at_end(text, |byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let rest = skip_spaces(rest);
        let (op, rest) = [MatchOp::Regex, MatchOp::NotEqual, MatchOp::NotRegex, MatchOp::Equal]
            .into_iter()
            .find_map(|op| Some((op, rest.strip_prefix(op.as_str())?)))?;
        let rest = skip_spaces(rest);
        let (value, rest) = if let Some(quoted) = rest.strip_prefix('"') {
            let is_plain = |byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
            let (value, rest) = split_at_end(quoted, is_plain);
            (value, rest.strip_prefix('"')?)
        } else {
            split_at_end(rest, |byte| {
                byte.is_ascii_alphanumeric()
                    || matches!(
                        byte,
                        b'_' | b'-' | b'.' | b':' | b'/' | b'|' | b'*' | b'+' | b'?' | b'(' | b')'
                    )
            })
        };
        (!value.is_empty()).then_some((Self { name, op, value }, skip_spaces(rest)))
    }
}

fn skip_spaces(text: &str) -> &str {
    text.trim_start_matches(' ')
}

/// Splits behind the ASCII characters at the start that `is_in` says yes to.
fn split_at_end(text: &str, is_in: impl Fn(u8) -> bool) -> (&str, &str) {
    text.split_at(text.bytes().position(|byte| !is_in(byte)).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn agree(text: &str) {
        for version in Version::ALL {
            for mode in [Mode::Fallback, Mode::Classic, Mode::Utf8Strict] {
                let mut reader = ListReader::new(mode, version);
                let expected = parse_list(text, mode, version);
                assert_eq!(reader.read(text), expected, "{text:?} {mode:?} {version}");
                assert_eq!(reader.read(text), expected, "{text:?} once more");
            }
        }
    }

    #[test]
    fn what_is_plain_is_what_the_grammars_say() {
        let texts = [
            "a=b",
            " a = b ",
            "a=\"b, c\" , d=~x|y",
            "a=~\"x(\"",
            "a=b,",
            "a=",
            "a=\"\"",
            "a==b",
            "a=~~b",
            "a!=b c",
            "1a=b",
            "a:b=c",
            "{a=b}",
            "a=b}",
            "a=\"b\"c",
            "a=\"b}\"",
            "a=\"b\\n\"",
            "a=b,,c=d",
            "a!b",
            "",
        ];
        texts.into_iter().for_each(agree);
        assert!(
            ListReader::new(Mode::default(), Version::default())
                .read_plain("a=b")
                .is_some()
        );
    }

    #[test]
    fn an_expression_is_kept_once() {
        let mut reader = ListReader::new(Mode::default(), Version::default());
        let mut regex = |text| reader.read(text).expect("it is well formed").value[0].regex.clone();
        let patterns = [
            regex("a=~\"x|y\""),
            regex("b!~x|y"),
            regex("c=~\"x\\\\.y\""),
            regex("c=~\"x\\\\.y\""),
        ];
        let at = |index: usize| patterns[index].as_ref().map(|regex| regex.pattern().as_ptr());
        assert_eq!(at(0), at(1));
        assert_eq!(at(2), at(3));
    }

    proptest! {
        /// Whatever is written, plainly or not, is read as the grammars read it.
        #[test]
        fn lists_are_read_as_the_grammars_read_them(
            text in "[ ,{}]{0,1}(([a-c_:1]{1,2} {0,1}(=|!=|=~|!~|!|==) {0,1}(\"[ab,|.(=}~ é\\\\]{0,3}\"|[ab|.*()+{=~é\\\\\"]{0,3}))[ ,]{0,2}){0,3}[}]{0,1}"
        ) {
            agree(&text);
        }
    }
}
