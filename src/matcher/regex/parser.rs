//! Patterns by Go's rules, from left to right: the first fault met is the one reported.

mod class;
mod escape;
mod part;

use super::error::{RegexError, RegexErrorKind};
use super::syntax::{Class, ClassItem, Look, Node};
use crate::version::Version;
use part::Part;

/// The most a repetition may ask for, nested ones multiplied.
const MAX_REPEAT: u64 = 1000;
/// The deepest tree.
const MAX_HEIGHT: u32 = 1000;
/// The most instructions Go's matcher would need.
const MAX_SIZE: u64 = (128 << 20) / 40;

/// Parses a whole pattern.
pub(super) fn parse(pattern: &str, version: Version) -> Result<Node, RegexError> {
    let mut parser = Parser {
        pattern,
        at: 0,
        version,
        flags: Flags::default(),
        groups: Vec::new(),
        group: Group::default(),
        has_no_posix_end: false,
    };
    // Where the repetition starts that ended just here.
    let mut last_repeat = None;
    while let Some(c) = parser.peek() {
        last_repeat = parser.step(c, last_repeat)?;
    }
    if !parser.groups.is_empty() {
        return Err(parser.whole_error(RegexErrorKind::MissingParen));
    }
    Ok(parser.finish_group()?.node)
}

#[derive(Clone, Copy, Debug, Default)]
struct Flags {
    /// `i`
    fold: bool,
    /// `m`
    lines: bool,
    /// `s`
    dot_newline: bool,
}

/// What stands between two parentheses, or at the top.
#[derive(Default)]
struct Group {
    captures: bool,
    /// What the flags were before it.
    flags: Flags,
    branches: Vec<Part>,
    sequence: Vec<Part>,
}

struct Parser<'p> {
    pattern: &'p str,
    at: usize,
    version: Version,
    flags: Flags,
    groups: Vec<Group>,
    group: Group,
    /// Whether no `:]` follows any more, which is not looked for again.
    has_no_posix_end: bool,
}

impl<'p> Parser<'p> {
    fn rest(&self) -> &'p str {
        &self.pattern[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn skip(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    /// An error about what stands from `start` up to here.
    fn error(&self, kind: RegexErrorKind, start: usize) -> RegexError {
        RegexError::new(kind, self.pattern, start..self.at)
    }

    fn error_to_end(&self, kind: RegexErrorKind, start: usize) -> RegexError {
        RegexError::new(kind, self.pattern, start..self.pattern.len())
    }

    fn whole_error(&self, kind: RegexErrorKind) -> RegexError {
        self.error_to_end(kind, 0)
    }

    /// Reads one construct that starts with `c`. Returns where it starts if it is a repetition.
    fn step(&mut self, c: char, last_repeat: Option<usize>) -> Result<Option<usize>, RegexError> {
        let start = self.at;
        match c {
            '(' if self.rest().starts_with("(?") => self.group_with_flags()?,
            '(' => {
                self.at += 1;
                self.open_group(true, self.flags);
            }
            '|' => {
                self.at += 1;
                let branch = self.finish_sequence()?;
                self.group.branches.push(branch);
            }
            ')' => self.close_group()?,
            '^' => self.look(if self.flags.lines {
                Look::LineStart
            } else {
                Look::TextStart
            }),
            '$' => self.look(if self.flags.lines { Look::LineEnd } else { Look::TextEnd }),
            '.' => {
                self.at += 1;
                let newline = self.flags.dot_newline;
                self.push(Node::Any { newline });
            }
            '[' => {
                let class = self.bracket_class()?;
                self.push(class);
            }
            '*' | '+' | '?' => {
                self.at += 1;
                let (minimum, maximum) = match c {
                    '*' => (0, None),
                    '+' => (1, None),
                    _ => (0, Some(1)),
                };
                self.repeat(minimum, maximum, false, start, last_repeat)?;
                return Ok(Some(start));
            }
            '{' => {
                let Some((minimum, maximum)) = self.counts()? else {
                    self.at += 1;
                    self.literal(u32::from('{'));
                    return Ok(None);
                };
                self.repeat(minimum, maximum, true, start, last_repeat)?;
                return Ok(Some(start));
            }
            '\\' => self.backslash()?,
            _ => {
                self.at += c.len_utf8();
                self.literal(u32::from(c));
            }
        }
        Ok(None)
    }

    fn push(&mut self, node: Node) {
        self.group.sequence.push(Part::leaf(node));
    }

    fn literal(&mut self, code: u32) {
        let fold = self.flags.fold;
        self.push(Node::Literal { code, fold });
    }

    fn look(&mut self, look: Look) {
        self.at += 1;
        self.push(Node::Look(look));
    }

    fn class(&mut self, item: ClassItem) {
        let fold = self.flags.fold;
        self.push(Node::Class(Box::new(Class {
            items: vec![item],
            negated: false,
            fold,
        })));
    }

    fn open_group(&mut self, captures: bool, outer_flags: Flags) {
        let inner = Group {
            captures,
            flags: outer_flags,
            ..Group::default()
        };
        self.groups.push(std::mem::replace(&mut self.group, inner));
    }

    fn close_group(&mut self) -> Result<(), RegexError> {
        if self.groups.is_empty() {
            // Limits are met while what came before is put together.
            self.finish_group()?;
            return Err(self.whole_error(RegexErrorKind::UnexpectedParen));
        }
        self.at += 1;
        let captures = self.group.captures;
        let outer_flags = self.group.flags;
        let mut part = self.finish_group()?;
        if captures {
            part = self.within_limits(part.captured())?;
        }
        self.flags = outer_flags;
        self.group = self.groups.pop().expect("the stack was not empty");
        self.group.sequence.push(part);
        Ok(())
    }

    fn finish_sequence(&mut self) -> Result<Part, RegexError> {
        let parts = std::mem::take(&mut self.group.sequence);
        self.within_limits(Part::concat(parts))
    }

    fn finish_group(&mut self) -> Result<Part, RegexError> {
        let last = self.finish_sequence()?;
        let mut branches = std::mem::take(&mut self.group.branches);
        branches.push(last);
        self.within_limits(Part::alternation(branches))
    }

    fn within_limits(&self, part: Part) -> Result<Part, RegexError> {
        if part.size > MAX_SIZE {
            return Err(self.whole_error(RegexErrorKind::Large));
        }
        if part.height > MAX_HEIGHT {
            return Err(self.whole_error(RegexErrorKind::NestingDepth));
        }
        Ok(part)
    }

    /// Applies a repetition, which started at `start` and whose sign was just read, to what came before.
    fn repeat(
        &mut self,
        minimum: u32,
        maximum: Option<u32>,
        counted: bool,
        start: usize,
        last_repeat: Option<usize>,
    ) -> Result<(), RegexError> {
        self.skip("?");
        if let Some(last) = last_repeat {
            return Err(self.error(RegexErrorKind::InvalidRepeatOperator, last));
        }
        let Some(argument) = self.group.sequence.pop() else {
            return Err(self.error(RegexErrorKind::MissingRepeatArgument, start));
        };
        let part = self.within_limits(argument.repeated(minimum, maximum, counted))?;
        if counted && (minimum >= 2 || maximum.is_some_and(|n| n >= 2)) && part.repeats > MAX_REPEAT {
            return Err(self.error(RegexErrorKind::InvalidRepeatSize, start));
        }
        self.group.sequence.push(part);
        Ok(())
    }

    /// Reads `{n}`, `{n,}` or `{n,m}`; `None`, and nothing read, if the brace starts no such thing.
    fn counts(&mut self) -> Result<Option<(u32, Option<u32>)>, RegexError> {
        let start = self.at;
        let Some((minimum, maximum)) = self.try_counts() else {
            self.at = start;
            return Ok(None);
        };
        let too_many = |count: u32| u64::from(count) > MAX_REPEAT;
        let backwards = maximum.is_some_and(|maximum| minimum > maximum);
        if too_many(minimum) || maximum.is_some_and(too_many) || backwards {
            return Err(self.error(RegexErrorKind::InvalidRepeatSize, start));
        }
        Ok(Some((minimum, maximum)))
    }

    fn try_counts(&mut self) -> Option<(u32, Option<u32>)> {
        self.skip("{");
        let minimum = self.number()?;
        let maximum = if !self.skip(",") {
            Some(minimum)
        } else if self.rest().starts_with('}') {
            None
        } else {
            Some(self.number()?)
        };
        self.skip("}").then_some((minimum, maximum))
    }

    /// A decimal number without leading zeros; one that does not fit is as good as the greatest that does.
    fn number(&mut self) -> Option<u32> {
        let rest = self.rest();
        let digits = &rest[..rest.bytes().take_while(u8::is_ascii_digit).count()];
        if digits.is_empty() || (digits.len() > 1 && digits.starts_with('0')) {
            return None;
        }
        self.at += digits.len();
        Some(digits.parse().unwrap_or(u32::MAX))
    }

    /// Reads `(?flags)`, `(?flags:`, `(?P<name>` or `(?<name>`.
    fn group_with_flags(&mut self) -> Result<(), RegexError> {
        let start = self.at;
        let rest = self.rest();
        let knows_short_form = self.version >= Version::V0_28;
        if rest.starts_with("(?P<") || (knows_short_form && rest.starts_with("(?<")) {
            return self.named_group();
        }
        self.at += "(?".len();
        let mut flags = self.flags;
        let mut clearing = false;
        let mut saw_flag = false;
        while let Some(c) = self.next() {
            match c {
                'i' => flags.fold = !clearing,
                'm' => flags.lines = !clearing,
                's' => flags.dot_newline = !clearing,
                // Swaps greed, which decides no verdict.
                'U' => {}
                '-' if !clearing => {
                    clearing = true;
                    saw_flag = false;
                    continue;
                }
                ':' | ')' if !clearing || saw_flag => {
                    if c == ':' {
                        self.open_group(false, self.flags);
                    }
                    self.flags = flags;
                    return Ok(());
                }
                _ => break,
            }
            saw_flag = true;
        }
        Err(self.error(RegexErrorKind::InvalidPerlOperator, start))
    }

    fn named_group(&mut self) -> Result<(), RegexError> {
        let start = self.at;
        let name_start = self.rest().find('<').map_or(start, |at| start + at + 1);
        let Some(length) = self.pattern[name_start..].find('>') else {
            return Err(self.error_to_end(RegexErrorKind::InvalidNamedCapture, start));
        };
        self.at = name_start + length + 1;
        let name = &self.pattern[name_start..name_start + length];
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if !is_name {
            return Err(self.error(RegexErrorKind::InvalidNamedCapture, start));
        }
        self.open_group(true, self.flags);
        Ok(())
    }
}
