//! Graphviz.

use std::io::{self, Write};

use super::{Chart, Fate, condition, settings};

/// Writes a directed graph.
pub fn render(chart: &Chart<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph routes {{")?;
    // Routes are asked in this order: it must not be shuffled for a tighter drawing.
    writeln!(out, "  rankdir=LR; ordering=out;")?;
    writeln!(
        out,
        "  node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=\"sans-serif\"];"
    )?;
    writeln!(out, "  edge [fontname=\"sans-serif\", fontsize=10];")?;
    for (index, route) in chart.tree.iter() {
        let mut lines = vec![route.options().receiver.value.clone()];
        lines.extend(settings(chart.tree, index));
        let fate = chart.fate(index);
        lines.extend(fate.iter().map(Fate::text));
        let style = match fate.is_some_and(|fate| fate.is_dead()) {
            true => {
                ", style=\"rounded,filled,dashed\", fillcolor=\"#f1f3f4\", color=\"#9aa0a6\", fontcolor=\"#80868b\""
            }
            false if chart.reaches_runframe(index) => ", fillcolor=\"#e6f4ea\", color=\"#137333\"",
            false => "",
        };
        let label: Vec<String> = lines.iter().map(|line| escape(line)).collect();
        writeln!(out, "  r{index} [label=\"{}\"{style}];", label.join("\\n"))?;
    }
    for (index, route) in chart.tree.iter() {
        if let Some(parent) = route.parent() {
            let style = if chart.is_dead(index) { ", style=dashed" } else { "" };
            writeln!(
                out,
                "  r{parent} -> r{index} [label=\"{}\"{style}];",
                escape(&condition(route))
            )?;
        }
    }
    writeln!(out, "}}")
}

/// Text inside double quotes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            c if c.is_control() => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}
