//! A picture that needs nothing but itself: no font, script or style from elsewhere; light and dark by the reader's
//! preference.

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::{Chart, condition, settings};
use crate::report::markup::escape;
use crate::route::RouteIndex;

/// Height of a row, in pixels, as everything here.
const ROW: usize = 30;
/// Further right for each level of the tree.
const INDENT: usize = 26;
/// Around everything.
const MARGIN: usize = 16;
/// Width of a column of monospaced text of 13 pixels, generously.
const COLUMN: usize = 8;
/// Between the texts of a row.
const GAP: usize = 18;
/// Columns shown of a text before it is cut; the whole text is its tooltip.
const COLUMNS_MAX: usize = 72;
/// The same of what is said of a route: why it is dead is worth the room.
const NOTE_COLUMNS_MAX: usize = 120;

const STYLE: &str = "\
svg{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}.page{fill:#fff}\
text{fill:#202124}.edge{fill:none;stroke:#9aa0a6}.receiver{font-weight:600}.note{fill:#5f6368}\
.box{fill:#f8f9fa;stroke:#dadce0}.runframe .box{fill:#e6f4ea;stroke:#137333}\
.dead text{fill:#9aa0a6}.dead .box{stroke-dasharray:4 3}.dead .why{fill:#c5221f}\
@media(prefers-color-scheme:dark){.page{fill:#202124}text{fill:#e8eaed}.note{fill:#9aa0a6}\
.box{fill:#303134;stroke:#5f6368}.runframe .box{fill:#0f3d23;stroke:#34a853}.dead text{fill:#80868b}.dead .why{fill:#f28b82}}";

struct Row {
    index: RouteIndex,
    depth: usize,
    parent: Option<usize>,
    condition: String,
    receiver: String,
    note: String,
}

/// Writes the picture.
pub fn render(chart: &Chart<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows = rows(chart);
    let conditions = rows.iter().map(|row| (row.depth * INDENT, row.condition.as_str()));
    let condition_width = widest(conditions, COLUMNS_MAX);
    let receiver_width = widest(rows.iter().map(|row| (0, row.receiver.as_str())), COLUMNS_MAX);
    let note_width = widest(rows.iter().map(|row| (0, row.note.as_str())), NOTE_COLUMNS_MAX);
    let receiver_x = MARGIN + condition_width + GAP * 2;
    let note_x = receiver_x + receiver_width + GAP * 2;
    let width = note_x + note_width + MARGIN;
    let height = rows.len() * ROW + MARGIN * 2;
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         role=\"img\"><title>Routes of {}</title><style>{STYLE}</style>\
         <rect class=\"page\" width=\"{width}\" height=\"{height}\"/>",
        escape(chart.source.name())
    )?;
    for (number, row) in rows.iter().enumerate() {
        let top = MARGIN + number * ROW;
        let x = MARGIN + row.depth * INDENT;
        let baseline = top + 20;
        if let Some(parent) = row.parent {
            let from_x = x - INDENT + 10;
            let from_y = MARGIN + parent * ROW + ROW - 3;
            let to_y = top + ROW / 2;
            writeln!(out, "<path class=\"edge\" d=\"M{from_x} {from_y}V{to_y}H{x}\"/>")?;
        }
        let is_dead = chart.is_dead(row.index);
        let class = match is_dead {
            true => "dead",
            false if chart.reaches_runframe(row.index) => "runframe",
            false => "route",
        };
        let text_x = x + 10;
        let box_width = columns(&row.condition, COLUMNS_MAX) * COLUMN + 20;
        let box_y = top + 3;
        let box_height = ROW - 6;
        writeln!(
            out,
            "<g class=\"{class}\"><title>{}</title>",
            escape(&tooltip(chart, row))
        )?;
        writeln!(
            out,
            "<rect class=\"box\" x=\"{x}\" y=\"{box_y}\" width=\"{box_width}\" height=\"{box_height}\" rx=\"5\"/>\
             <text x=\"{text_x}\" y=\"{baseline}\">{}</text>",
            escape(&cut(&row.condition, COLUMNS_MAX))
        )?;
        let note_class = if is_dead { "why" } else { "note" };
        writeln!(
            out,
            "<text class=\"receiver\" x=\"{receiver_x}\" y=\"{baseline}\">{}</text>\
             <text class=\"{note_class}\" x=\"{note_x}\" y=\"{baseline}\">{}</text></g>",
            escape(&cut(&row.receiver, COLUMNS_MAX)),
            escape(&cut(&row.note, NOTE_COLUMNS_MAX))
        )?;
    }
    writeln!(out, "</svg>")
}

fn rows(chart: &Chart<'_>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::with_capacity(chart.tree.route_count());
    for (index, route) in chart.tree.iter() {
        // Routes are numbered in file order, so a row's number is its route's.
        let parent = route.parent().map(RouteIndex::position);
        let mut notes = settings(chart.tree, index);
        if let Some(fate) = chart.fate(index) {
            notes.insert(0, fate.text());
        }
        rows.push(Row {
            index,
            depth: parent.map_or(0, |parent| rows[parent].depth + 1),
            parent,
            condition: condition(route),
            receiver: format!(
                "→ {}{}",
                route.options().receiver.value,
                if chart.reaches_runframe(index) { " ◆" } else { "" }
            ),
            note: notes.join(" · "),
        });
    }
    rows
}

fn tooltip(chart: &Chart<'_>, row: &Row) -> String {
    format!(
        "{}:{}\n{} {}\n{}",
        chart.source.name(),
        chart.line(row.index),
        row.condition,
        row.receiver,
        row.note
    )
}

/// Pixels of the widest of texts that begin so many pixels to the right and are cut after so many columns.
fn widest<'a>(texts: impl Iterator<Item = (usize, &'a str)>, columns_max: usize) -> usize {
    texts
        .map(|(left, text)| left + columns(text, columns_max) * COLUMN + 20)
        .max()
        .unwrap_or(0)
}

fn columns(text: &str, columns_max: usize) -> usize {
    text.width().min(columns_max)
}

fn cut(text: &str, columns_max: usize) -> String {
    if text.width() <= columns_max {
        return text.to_owned();
    }
    let mut shown = String::new();
    let mut width = 0;
    for character in text.chars() {
        width += character.width().unwrap_or(0);
        if width >= columns_max {
            break;
        }
        shown.push(character);
    }
    shown.push('…');
    shown
}
