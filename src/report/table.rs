//! Tables: a header and rows, columns two spaces apart, no frame, so that they read well and `awk` can split them.

use tabled::builder::Builder;
use tabled::settings::object::Rows;
use tabled::settings::peaker::PriorityMax;
use tabled::settings::style::Style;
use tabled::settings::{Modify, Padding, Width};

use colored::Colorize;

use super::text::visible;

/// What others wrote, as a cell may hold it: without what a terminal obeys, and not endless.
#[must_use]
pub fn cell(text: &str) -> String {
    const MOST: usize = 80;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", visible(&text[..end])),
        None => visible(text).into_owned(),
    }
}

/// Rows under a header. Cells may be coloured; a line break in a cell becomes a space.
#[derive(Clone, Debug)]
pub struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new<H: Into<String>>(header: impl IntoIterator<Item = H>) -> Self {
        Self {
            header: header.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row. Missing cells are empty; cells beyond the header are dropped.
    pub fn push<C: Into<String>>(&mut self, cells: impl IntoIterator<Item = C>) {
        let mut row: Vec<String> = cells
            .into_iter()
            .take(self.header.len())
            .map(|cell| on_one_line(cell.into()))
            .collect();
        row.resize(self.header.len(), String::new());
        self.rows.push(row);
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The text, each line ended by a line break. On a terminal of `width` columns the widest cells are wrapped until it
    /// fits; `None` never wraps.
    #[must_use]
    pub fn render(&self, width: Option<usize>) -> String {
        let mut builder = Builder::with_capacity(self.rows.len() + 1, self.header.len());
        builder.push_record(self.header.iter().map(|name| name.bold().to_string()));
        for row in &self.rows {
            builder.push_record(row);
        }
        let mut table = builder.build();
        table
            .with(Style::empty())
            .with(Padding::new(0, 2, 0, 0))
            .with(Modify::new(Rows::first()).with(Padding::new(0, 2, 0, 0)));
        if let Some(width) = width {
            // The last column's padding may hang over the edge: it is cut off below.
            table.with(Width::wrap(width + 2).priority(PriorityMax::right()).keep_words(true));
        }
        let mut text = String::new();
        for line in table.to_string().lines() {
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

fn on_one_line(cell: String) -> String {
    if cell.contains(['\n', '\r', '\t']) {
        cell.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::{Table, cell};

    #[test]
    fn what_others_wrote_is_tamed() {
        assert_eq!(cell("a\nb\u{1b}[31m"), "a\\nb\\u{1b}[31m");
        assert_eq!(cell(&"é".repeat(100)), "é".repeat(80) + "…");
    }

    fn example() -> Table {
        colored::control::set_override(false);
        let mut table = Table::new(["ALERT", "INCIDENT", "WHY"]);
        table.push(["InstanceDown", "#12", "created:\nno open incident has this fingerprint"]);
        table.push(["日本", "#7"]);
        table
    }

    #[test]
    fn columns_are_aligned_and_nothing_is_wrapped_when_piped() {
        assert_eq!(
            example().render(None),
            "ALERT         INCIDENT  WHY\n\
             InstanceDown  #12       created: no open incident has this fingerprint\n\
             日本          #7\n"
        );
    }

    #[test]
    fn on_a_narrow_terminal_the_widest_column_is_wrapped() {
        let text = example().render(Some(50));
        assert_eq!(
            text,
            "ALERT         INCIDENT  WHY\n\
             InstanceDown  #12       created: no open incident\n\
             \x20                       has this fingerprint\n\
             日本          #7\n"
        );
    }
}
