//! A Mermaid flow chart, for READMEs and pull requests.

use std::io::{self, Write};

use super::{Chart, condition, settings};

/// Writes the chart, without a fence around it.
pub fn render(chart: &Chart<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    for (index, route) in chart.tree.iter() {
        let mut label = vec![format!("<b>{}</b>", escape(&route.options().receiver.value))];
        label.extend(settings(chart.tree, index).iter().map(|text| escape(text)));
        let fate = chart.fate(index);
        label.extend(fate.iter().map(|fate| escape(&fate.text())));
        let class = match fate.is_some_and(|fate| fate.is_dead()) {
            true => ":::dead",
            false if chart.reaches_runframe(index) => ":::runframe",
            false => "",
        };
        writeln!(out, "  r{index}[\"{}\"]{class}", label.join("<br>"))?;
    }
    for (index, route) in chart.tree.iter() {
        if let Some(parent) = route.parent() {
            let arrow = if chart.is_dead(index) { "-.->" } else { "-->" };
            writeln!(out, "  r{parent} {arrow}|\"{}\"| r{index}", escape(&condition(route)))?;
        }
    }
    writeln!(out, "  classDef runframe fill:#e6f4ea,stroke:#137333,color:#0b3d1e")?;
    writeln!(
        out,
        "  classDef dead fill:#f1f3f4,stroke:#9aa0a6,color:#80868b,stroke-dasharray:4 3"
    )
}

/// Text inside double quotes: what Mermaid or its HTML labels would act on is written as an entity.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => escaped.push_str("#quot;"),
            '#' => escaped.push_str("#35;"),
            ';' => escaped.push_str("#59;"),
            '&' => escaped.push_str("#amp;"),
            '<' => escaped.push_str("#lt;"),
            '>' => escaped.push_str("#gt;"),
            '`' => escaped.push_str("#96;"),
            '\\' => escaped.push_str("#92;"),
            c if c.is_control() => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}
