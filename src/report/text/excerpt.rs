//! The lines a finding points at, with a gutter and carets.
//!
//! Only the part of a line that is shown is ever looked at, so a finding in a line of many megabytes costs no more
//! than one in a short line.

use std::io::{self, Write};

use colored::Colorize;
use unicode_width::UnicodeWidthChar;

use super::{in_gutter_color, in_level_color, is_unprintable, visible};
use crate::diagnostic::{Diagnostic, Level};
use crate::report::Subject;
use crate::report::secret;
use crate::text::Span;
use crate::text::secret::MASK;

/// Columns of source shown when nothing is known of a terminal.
const DEFAULT_WIDTH: usize = 140;
/// Fewer columns of source than this are never shown, however narrow the terminal.
const MIN_WIDTH: usize = 20;
/// Columns a tab takes.
const TAB_WIDTH: usize = 4;

/// What is drawn for one finding.
pub(super) struct Excerpt {
    rows: Vec<Row>,
    gutter_width: usize,
}

enum Row {
    /// A source line and its number.
    Source(u32, String),
    /// Marks below a source line: their text and who drew each part.
    Marks(Vec<(Ink, String)>),
    /// Lines left out.
    Gap,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ink {
    Blank,
    Primary,
    Secondary,
}

/// One label, clipped to its first line.
struct Mark {
    line: u32,
    span: Span,
    ink: Ink,
    text: String,
}

impl Excerpt {
    /// Lays out the labels of `finding`; `width` as in [`super::Options`].
    pub(super) fn of(subject: &Subject, finding: &Diagnostic, width: Option<usize>) -> Self {
        let source = subject.source();
        let mut marks: Vec<Mark> = std::iter::once((&finding.primary, Ink::Primary))
            .chain(finding.secondary.iter().map(|label| (label, Ink::Secondary)))
            .map(|(label, ink)| {
                let line = source.position(label.span.start).line;
                let line_span = source.line_span(line);
                let start = label.span.start.min(line_span.end);
                Mark {
                    line,
                    span: Span::new(start, label.span.end.clamp(start, line_span.end)),
                    ink,
                    text: visible(&subject.masked(finding, &label.text)).into_owned(),
                }
            })
            .collect();
        marks.sort_by_key(|mark| (mark.line, mark.span));
        let last_line = marks.last().map_or(1, |mark| mark.line);
        let gutter_width = last_line.to_string().len();
        // The gutter takes its digits, a space, the bar and a space.
        let columns = width.map_or(DEFAULT_WIDTH, |width| width.saturating_sub(gutter_width + 3));
        let columns = columns.max(MIN_WIDTH);

        let mut rows = Vec::new();
        let mut previous: Option<u32> = None;
        let mut rest = marks.as_slice();
        while let Some(mark) = rest.first() {
            match previous.map(|line| mark.line - line) {
                Some(2) => {
                    let between = mark.line - 1;
                    let start = source.line_span(between).start;
                    let shown = Shown::around(subject, between, Span::at(start), columns);
                    rows.push(Row::Source(between, shown.text));
                }
                Some(0 | 1) | None => {}
                Some(_) => rows.push(Row::Gap),
            }
            let shown = Shown::around(subject, mark.line, mark.span, columns);
            let in_view = rest
                .iter()
                .take_while(|other| other.line == mark.line && other.span.start <= shown.end)
                .count()
                .max(1);
            let (drawn, behind) = rest.split_at(in_view);
            rows.push(Row::Source(mark.line, shown.text.trim_end().to_owned()));
            rows.extend(mark_rows(drawn, &shown).into_iter().map(Row::Marks));
            previous = Some(mark.line);
            rest = behind;
        }
        Self { rows, gutter_width }
    }

    /// Columns of the line numbers.
    pub(super) fn gutter_width(&self) -> usize {
        self.gutter_width
    }

    /// Writes the rows, with an empty gutter line above.
    pub(super) fn render(&self, level: Level, out: &mut dyn Write) -> io::Result<()> {
        let width = self.gutter_width;
        let bar = in_gutter_color("|");
        writeln!(out, "{:width$} {bar}", "")?;
        for row in &self.rows {
            match row {
                Row::Source(line, text) => {
                    let number = in_gutter_color(&format!("{line:>width$}"));
                    let text = if text.is_empty() {
                        String::new()
                    } else {
                        format!(" {text}")
                    };
                    writeln!(out, "{number} {bar}{text}")?;
                }
                Row::Marks(parts) => {
                    write!(out, "{:width$} {bar} ", "")?;
                    for (ink, text) in parts {
                        match ink {
                            Ink::Blank => write!(out, "{text}")?,
                            Ink::Primary => write!(out, "{}", in_level_color(level, text).bold())?,
                            Ink::Secondary => write!(out, "{}", text.blue().bold())?,
                        }
                    }
                    writeln!(out)?;
                }
                Row::Gap => writeln!(out, "{}", in_gutter_color("..."))?,
            }
        }
        Ok(())
    }
}

/// The part of a line that is shown, and where its characters stand on the screen.
struct Shown {
    text: String,
    /// Offset behind the last character shown.
    end: u32,
    /// Offsets with the column each starts at, in order.
    columns: Vec<(u32, usize)>,
    /// The column behind the last character.
    end_column: usize,
}

impl Shown {
    /// At most about `width` columns of `line`, with the start of `span` in view.
    fn around(subject: &Subject, line: u32, span: Span, width: usize) -> Self {
        let source = subject.source();
        let line_span = source.line_span(line);
        let text = source.text();
        let cells_of = |range: std::ops::Range<usize>| text[range].char_indices();
        let (line_start, line_end) = (line_span.start as usize, line_span.end as usize);
        let anchor = span.start as usize;

        // Right of the anchor first, at most three quarters; then left; then what room is left on the right.
        // Two columns are kept for the marks of what is cut off.
        let width = width - 2;
        let mut room = width;
        let forward = |from: usize, limit: usize, room: &mut usize| {
            let mut end = from;
            let mut used = 0;
            for (at, c) in cells_of(from..line_end) {
                let columns = width_of(c);
                if used + columns > limit {
                    break;
                }
                used += columns;
                end = from + at + c.len_utf8();
            }
            *room = room.saturating_sub(used);
            end
        };
        let mut end = forward(anchor, width * 3 / 4, &mut room);
        let mut start = anchor;
        for (at, c) in cells_of(line_start..anchor).rev() {
            let columns = width_of(c);
            if columns > room {
                break;
            }
            room -= columns;
            start = line_start + at;
        }
        let more = room;
        end = forward(end, more, &mut room);

        let mut shown = Self {
            text: String::new(),
            end: count(end),
            columns: Vec::new(),
            end_column: 0,
        };
        if start > line_start {
            shown.put('…');
        }
        let mut secrets = secret::touching(subject.secrets(), Span::new(count(start), count(end)))
            .iter()
            .peekable();
        let mut hidden_until = 0;
        for (at, c) in cells_of(start..end) {
            let offset = count(start + at);
            if offset < hidden_until {
                continue;
            }
            if let Some(secret) = secrets.next_if(|secret| secret.start <= offset) {
                hidden_until = secret.end;
                shown.columns.push((offset, shown.end_column));
                MASK.chars().for_each(|c| shown.put(c));
                continue;
            }
            shown.columns.push((offset, shown.end_column));
            match c {
                '\t' => (0..TAB_WIDTH).for_each(|_| shown.put(' ')),
                c if is_unprintable(c) => shown.put('\u{fffd}'),
                c => shown.put(c),
            }
        }
        shown.columns.push((count(end), shown.end_column));
        if end < line_end {
            shown.put('…');
        }
        shown
    }

    fn put(&mut self, c: char) {
        self.text.push(c);
        self.end_column += width_of(c);
    }

    /// The columns to mark for `span`: at least one.
    fn marked(&self, span: Span) -> (usize, usize) {
        let first = self.columns.partition_point(|&(offset, _)| offset <= span.start).max(1) - 1;
        let behind = self.columns.partition_point(|&(offset, _)| offset < span.end);
        let start = self.columns[first].1;
        let end = self.columns.get(behind).map_or(self.end_column, |&(_, column)| column);
        (start, end.max(start + 1))
    }
}

/// Columns a character takes in an excerpt.
fn width_of(c: char) -> usize {
    match c {
        '\t' => TAB_WIDTH,
        c if is_unprintable(c) => 1,
        c => c.width().unwrap_or(1),
    }
}

fn count(offset: usize) -> u32 {
    u32::try_from(offset).expect("offsets into a source text fit, see `SourceFile::new`")
}

/// The rows below a source line: the carets with the text of the rightmost label, then the other texts, each hanging
/// from its caret.
fn mark_rows(marks: &[Mark], shown: &Shown) -> Vec<Vec<(Ink, String)>> {
    let mut placed: Vec<(usize, usize, &Mark)> = marks
        .iter()
        .map(|mark| {
            let (start, end) = shown.marked(mark.span);
            (start, end, mark)
        })
        .collect();
    placed.sort_by_key(|&(start, end, mark)| (start, end, mark.ink == Ink::Primary));

    let mut carets = Canvas::default();
    // The primary label is drawn last, over the others.
    for ink in [Ink::Secondary, Ink::Primary] {
        for &(start, end, mark) in placed.iter().filter(|(_, _, mark)| mark.ink == ink) {
            let c = if mark.ink == Ink::Primary { '^' } else { '-' };
            (start..end).for_each(|column| carets.put(column, c, ink));
        }
    }
    let mut hanging: Vec<(usize, &Mark)> = Vec::new();
    let rightmost_end = placed.iter().map(|&(_, end, _)| end).max().unwrap_or(0);
    for (index, &(start, end, mark)) in placed.iter().enumerate() {
        if mark.text.is_empty() {
            continue;
        }
        if index + 1 == placed.len() && end == rightmost_end {
            carets.write(end + 1, &mark.text, mark.ink);
        } else {
            hanging.push((start, mark));
        }
    }
    let mut rows = vec![carets.into_parts()];
    if !hanging.is_empty() {
        rows.push(hung(&hanging).into_parts());
    }
    while let Some((start, mark)) = hanging.pop() {
        let mut row = hung(&hanging);
        row.truncate(start);
        row.write(start, &mark.text, mark.ink);
        rows.push(row.into_parts());
    }
    rows
}

fn hung(marks: &[(usize, &Mark)]) -> Canvas {
    let mut row = Canvas::default();
    for &(start, mark) in marks {
        row.put(start, '|', mark.ink);
    }
    row
}

/// One row of characters with the ink each is drawn in.
#[derive(Default)]
struct Canvas {
    cells: Vec<(char, Ink)>,
}

impl Canvas {
    fn put(&mut self, column: usize, c: char, ink: Ink) {
        if self.cells.len() <= column {
            self.cells.resize(column + 1, (' ', Ink::Blank));
        }
        self.cells[column] = (c, ink);
    }

    fn write(&mut self, column: usize, text: &str, ink: Ink) {
        // Nothing stands right of a text, so wide characters need no cells of their own.
        for (index, c) in text.chars().enumerate() {
            self.put(column + index, c, ink);
        }
    }

    fn truncate(&mut self, column: usize) {
        self.cells.truncate(column);
    }

    fn into_parts(self) -> Vec<(Ink, String)> {
        let mut parts: Vec<(Ink, String)> = Vec::new();
        for (c, ink) in self.cells {
            match parts.last_mut() {
                Some((last, text)) if *last == ink => text.push(c),
                _ => parts.push((ink, c.to_string())),
            }
        }
        parts
    }
}
