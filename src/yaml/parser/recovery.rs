//! Going on after a syntax error.
//!
//! The lines behind the culprit are skipped until one stands exactly at the indentation of an open block collection and
//! looks like one of its keys or entries; the collections within are closed there, what was already read from there on is
//! forgotten, and reading goes on. What lies between is lost, and so is the rest of the document if there is no such line. The real reader stops at the first error: that
//! one is its own, later ones are only as good as the guess.

use super::{Parser, State};
use crate::yaml::error::{Failure, Problem};
use crate::yaml::tree::ScalarStyle;

/// An open block collection.
#[derive(Clone, Copy, Debug)]
struct Level {
    column: i32,
    /// What comes next in it.
    state: State,
}

/// How a line may be taken up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entrance {
    /// As the next key or entry of the level with this number.
    Next(usize),
    /// As the value the last key lacks.
    Value,
}

impl Parser<'_> {
    /// Goes to a line where reading can go on; whether there is one in this document.
    pub(super) fn recover(&mut self, failure: &Failure) -> bool {
        self.scanner.cursor.unwatch();
        if failure.problem == Problem::TooDeep {
            self.state = State::End;
            return false;
        }
        let levels = self.levels();
        let may_be_value = failure.problem == Problem::ValueNotAllowed
            && failure.long_scalar.is_some()
            && levels.last().is_some_and(|level| level.state == State::BlockMappingKey)
            && levels.len() == self.builder.depth();
        if let Some(scalar) = failure.long_scalar {
            self.builder.cut_last_scalar(scalar.start);
        }
        self.go_behind_culprit(failure);
        loop {
            let offset = self.scanner.cursor.offset();
            let line = self.scanner.cursor.line();
            let rest = self.scanner.cursor.rest();
            if self.scanner.cursor.is_document_mark() {
                self.states.clear();
                self.marks.clear();
                self.tag_directives.clear();
                self.state = State::DocumentStart;
                self.scanner.resume(offset, line, &[]);
                return false;
            }
            let mut entrance = entrance(rest, &levels, may_be_value);
            if let (Some(Entrance::Value), Some(scalar)) = (entrance, failure.long_scalar)
                && !self.builder.take_back_value(scalar.start)
            {
                entrance = None;
            }
            if let Some(entrance) = entrance {
                self.enter(entrance, &levels);
                let columns: Vec<_> = self.open_columns(&levels);
                self.scanner.resume(offset, line, &columns);
                return true;
            }
            if !self.go_to_next_line() {
                self.state = State::End;
                return false;
            }
        }
    }

    /// Whether reading stopped within a document rather than before or behind one.
    fn is_in_content(&self) -> bool {
        self.states.first() == Some(&State::DocumentEnd)
    }

    /// The open block collections around which there are no brackets, outermost first.
    fn levels(&self) -> Vec<Level> {
        let mut levels: Vec<Level> = Vec::new();
        if !self.is_in_content() {
            return levels;
        }
        let (mut last_start, mut last_column) = (0, 0);
        for (depth, start) in self.builder.open_starts().enumerate() {
            // Collections often begin on the line of the one around them: only what lies between is counted.
            let (characters, is_same_line) = self.characters_on_line(last_start, start);
            let column = if is_same_line {
                last_column + characters
            } else {
                characters
            };
            (last_start, last_column) = (start, column);
            let state = self.states.get(depth + 1).copied().unwrap_or(self.state);
            let (column, state) = match state {
                State::BlockMappingFirstKey | State::BlockMappingKey | State::BlockMappingValue => {
                    (column, State::BlockMappingKey)
                }
                State::BlockSequenceFirstEntry | State::BlockSequenceEntry => (column, State::BlockSequenceEntry),
                State::IndentlessSequenceEntry => match levels.last() {
                    Some(level) => (level.column, state),
                    None => break,
                },
                _ => break,
            };
            levels.push(Level { column, state });
        }
        levels
    }

    /// The characters between `from` and `to` on the line of `to`, and whether `from` is on it too.
    fn characters_on_line(&self, from: u32, to: u32) -> (i32, bool) {
        let between = &self.scanner.cursor.text()[from as usize..to as usize];
        let is_break = |c| matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}');
        let on_line = between.rsplit(is_break).next().unwrap_or_default();
        let characters = i32::try_from(on_line.chars().count()).unwrap_or(i32::MAX);
        (characters, on_line.len() == between.len())
    }

    /// Moves to the start of the first line to look at.
    fn go_behind_culprit(&mut self, failure: &Failure) {
        let at = (failure.at.offset, failure.at.line);
        let began = failure.began.map(|mark| (mark.offset, mark.line));
        let culprit = match (failure.problem, failure.long_scalar) {
            (Problem::ValueNotAllowed, Some(scalar)) if scalar.style == ScalarStyle::Plain => {
                // The line of the `:` is what another key is missing its own on, or is itself indented too far.
                if self.indentation_at(at.0) > self.indentation_at(scalar.start) {
                    at
                } else {
                    (scalar.start, scalar.line)
                }
            }
            (
                Problem::NoSequenceEnd
                | Problem::NoMappingEnd
                | Problem::NoColon
                | Problem::QuoteOpen
                | Problem::QuoteDocumentMark,
                _,
            ) => began.unwrap_or(at),
            (_, Some(scalar)) if scalar.style != ScalarStyle::Plain => (scalar.start, scalar.line),
            _ => at,
        };
        let (offset, line) = if culprit.0 >= self.resumed_at { culprit } else { at };
        self.scanner.cursor.resume_at(offset, line);
        if offset >= self.resumed_at && !self.go_to_next_line() {
            return;
        }
        self.resumed_at = self.scanner.cursor.offset();
    }

    /// How far the line of an offset is indented.
    fn indentation_at(&self, offset: u32) -> usize {
        let text = self.scanner.cursor.text();
        let before = text.get(..offset as usize).unwrap_or_default();
        let is_break = |c| matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
        let on_line = before.rsplit(is_break).next().unwrap_or_default();
        let line = &text.as_bytes()[before.len() - on_line.len()..];
        line.iter().take_while(|b| **b == b' ').count()
    }

    /// Whether there was a next line.
    fn go_to_next_line(&mut self) -> bool {
        let cursor = &mut self.scanner.cursor;
        cursor.skip_line_rest().is_ok() && cursor.skip_break().is_some()
    }

    /// Leaves what lies deeper than the entrance.
    fn enter(&mut self, entrance: Entrance, levels: &[Level]) {
        let number = match entrance {
            Entrance::Next(number) => number,
            Entrance::Value => levels.len().saturating_sub(1),
        };
        let line = self.scanner.cursor.line();
        self.states.truncate(number + 1);
        self.builder.cut(self.scanner.cursor.offset(), number + 1);
        self.builder.close_to(number + 1, line);
        if entrance == Entrance::Value {
            self.states.push(State::BlockMappingKey);
            self.state = State::BlockNode;
        } else {
            self.builder.complete_pair(line);
            self.state = levels[number].state;
        }
        let marked = levels[..=number]
            .iter()
            .filter(|level| level.state != State::IndentlessSequenceEntry)
            .count();
        self.marks.truncate(marked);
    }

    /// The columns of the collections still open that have one of their own.
    fn open_columns(&self, levels: &[Level]) -> Vec<i32> {
        levels[..self.builder.depth()]
            .iter()
            .filter(|level| level.state != State::IndentlessSequenceEntry)
            .map(|level| level.column)
            .collect()
    }
}

/// How the line at the start of `rest` can be taken up.
fn entrance(rest: &[u8], levels: &[Level], may_be_value: bool) -> Option<Entrance> {
    let indentation = rest.iter().take_while(|b| **b == b' ').count();
    let line = first_line(&rest[indentation..]);
    let column = i32::try_from(indentation).ok()?;
    let is_entry = line == b"-" || line.starts_with(b"- ");
    let is_key = !is_entry && looks_like_key(line);
    let number = levels.iter().rposition(|level| {
        level.column == column
            && match level.state {
                State::BlockMappingKey => is_key,
                _ => is_entry,
            }
    });
    let is_deeper = levels.last().is_some_and(|level| level.column < column);
    match number {
        Some(number) => Some(Entrance::Next(number)),
        None if may_be_value && is_deeper && is_key => Some(Entrance::Value),
        None => None,
    }
}

/// The text up to the next line break, as the reader counts them: looking further would make long texts slow.
fn first_line(text: &[u8]) -> &[u8] {
    let is_break = |at: &usize| match text[*at] {
        b'\n' | b'\r' => true,
        0xC2 => text[*at..].starts_with("\u{85}".as_bytes()),
        0xE2 => text[*at..].starts_with("\u{2028}".as_bytes()) || text[*at..].starts_with("\u{2029}".as_bytes()),
        _ => false,
    };
    let end = (0..text.len()).find(is_break);
    &text[..end.unwrap_or(text.len())]
}

/// Whether a line without its indentation is `key:` or `key: value`.
fn looks_like_key(line: &[u8]) -> bool {
    let Some(first) = line.first() else {
        return false;
    };
    if b"#[]{},|>@`%\t".contains(first) {
        return false;
    }
    let ends = line
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b':')
        .map(|(at, _)| at + 1);
    let is_behind_key = |end: &usize| matches!(line.get(*end), None | Some(b' ' | b'\t'));
    match ends.into_iter().find(is_behind_key) {
        Some(end) => end > 1 && !line[..end].windows(2).any(|pair| pair == b" #"),
        None => false,
    }
}
