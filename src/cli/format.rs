//! What commands that print a table or JSON have in common.

use clap::ValueEnum;
use serde::Serialize;

use super::Session;
use crate::report::table::Table;

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

/// `1 incident`, `2 incidents`.
pub(super) fn count(number: u64, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}
