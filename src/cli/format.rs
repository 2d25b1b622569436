//! What commands that print a table or JSON have in common.

use std::borrow::Cow;

use clap::ValueEnum;
use colored::{ColoredString, Colorize};
use serde::Serialize;

use super::Session;
use crate::report::table::Table;
use crate::text::quote::is_unprintable;

/// How to print the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    #[default]
    Text,
    /// For programs, as docs/schema describes it
    Json,
}

/// Prints a value as JSON, indented.
pub(super) fn print_json(session: &mut Session, value: &impl Serialize) -> anyhow::Result<()> {
    let text = serde_json::to_string_pretty(value)?;
    writeln!(session.out(), "{text}")?;
    Ok(())
}

/// Prints a table, as wide as the terminal at most.
pub(super) fn print_table(session: &mut Session, table: &Table) -> anyhow::Result<()> {
    let text = table.render(session.width);
    session.out().write_all(text.as_bytes())?;
    Ok(())
}

/// The status of an answer: what was taken is green, what was refused is not.
pub(super) fn answered(status: Option<u16>) -> ColoredString {
    match status {
        None => "cut".red(),
        Some(status @ 200..=299) => status.to_string().green(),
        Some(status @ 400..=499) => status.to_string().yellow(),
        Some(status) => status.to_string().red(),
    }
}

/// Text of other people for the terminal: control characters, which could move the cursor or change colours, and what reorders or
/// hides text are shown as escapes. Line breaks and tabs stay.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    let is_hidden = |c: char| is_unprintable(c) && !matches!(c, '\n' | '\t');
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    for c in text.chars() {
        if is_hidden(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// [`visible`] where it has to stay on its line.
pub(super) fn on_one_line(text: &str) -> String {
    visible(&text.replace(['\n', '\t'], " ")).into_owned()
}

/// `1 incident`, `2 incidents`.
pub(super) fn count(number: u64, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_other_people_stays_on_its_line() {
        assert_eq!(on_one_line("a\nb\t\u{1b}[31m"), "a b \\u{1b}[31m");
    }

    #[test]
    fn control_characters_are_shown_and_do_nothing() {
        assert_eq!(visible("a\nb\té日"), "a\nb\té日");
        assert_eq!(
            visible("\u{1b}[31mred\u{7}\r\u{9b}x"),
            "\\u{1b}[31mred\\u{7}\\r\\u{9b}x"
        );
        assert_eq!(visible("a\u{202e}b\u{2028}c"), "a\\u{202e}b\\u{2028}c");
        assert_eq!(visible("שלום 👩\u{200d}🚒"), "שלום 👩\u{200d}🚒");
    }

    #[test]
    fn one_is_singular() {
        assert_eq!(
            (count(1, "time").as_str(), count(0, "time").as_str()),
            ("1 time", "0 times")
        );
    }
}
