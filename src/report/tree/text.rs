//! For people: a row a route, indented as the tree is.

use std::io::{self, Write};

use colored::Colorize;

use super::{Chart, Fate, condition, settings};
use crate::report::table::Table;
use crate::report::text::{plural, visible};
use crate::route::RouteIndex;

/// Writes the tree and a line that counts it. `width`: columns of the terminal, if there is one.
pub fn render(chart: &Chart<'_>, width: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new(["ROUTE", "RECEIVER", "LINE", "SETTINGS"]);
    let mut dead = 0;
    let mut undecided = 0;
    for (index, prefix) in prefixed(chart) {
        let route = &chart.tree[index];
        let mut words = settings(chart.tree, index);
        let mut receiver = visible(&route.options().receiver.value).into_owned();
        if chart.reaches_runframe(index) {
            receiver.push_str(" ◆");
        }
        let mut text = visible(&condition(route)).into_owned();
        match chart.fate(index) {
            Some(Fate::Dead(reason)) => {
                dead += 1;
                text = text.dimmed().to_string();
                receiver = receiver.dimmed().to_string();
                words.insert(0, format!("{} {}", "dead:".red().bold(), visible(&reason)));
            }
            Some(Fate::NotDecided(reason)) => {
                undecided += 1;
                words.push(reason.yellow().to_string());
            }
            None => {}
        }
        let line = chart.line(index).to_string();
        table.push([format!("{prefix}{text}"), receiver, line, words.join("; ")]);
    }
    write!(out, "{}", table.render(width))?;
    let mut summary = vec![plural(chart.tree.route_count(), "route")];
    if dead > 0 {
        summary.push(format!("{dead} dead"));
    }
    if undecided > 0 {
        summary.push(format!("{undecided} not decided"));
    }
    if !chart.runframe_receivers.is_empty() {
        summary.push("◆ delivers to Runframe".to_owned());
    }
    writeln!(out, "\n{}", summary.join(", "))
}

/// Every route in file order with the lines that lead to it.
fn prefixed(chart: &Chart<'_>) -> Vec<(RouteIndex, String)> {
    let mut rows = Vec::with_capacity(chart.tree.route_count());
    // The next route to print is the last one here; with it what its own row and those of its children begin with.
    let mut waiting = vec![(RouteIndex::ROOT, String::new(), String::new())];
    while let Some((index, own, below)) = waiting.pop() {
        let children = chart.tree[index].children();
        for (at, &child) in children.iter().enumerate().rev() {
            let is_last = at + 1 == children.len();
            let (branch, bar) = if is_last {
                ("└─ ", "   ")
            } else {
                ("├─ ", "│  ")
            };
            waiting.push((child, format!("{below}{branch}"), format!("{below}{bar}")));
        }
        rows.push((index, own));
    }
    rows
}
