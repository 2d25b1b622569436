//! For a pull request.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::{Compared, REGROUPED, Side, incident_note, rule_text};
use crate::change::DeliveryChange;
use crate::report::text::visible;

/// Classes shown in the table; the rest are counted.
const ROWS_MAX: usize = 50;

/// Writes a heading, a table of classes, what is to be watched, and the verdict.
pub fn render(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let change = &compared.change;
    writeln!(
        out,
        "### Routing: {} → {}\n",
        code(compared.old.source.name()),
        code(compared.new.source.name())
    )?;
    let verdict = compared.verdict();
    let mut characters = verdict.chars();
    let first = characters
        .next()
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default();
    let mark = if change.is_equal() { "✅ " } else { "" };
    writeln!(out, "{mark}{first}{}.", characters.as_str())?;
    if !change.classes.is_empty() {
        writeln!(
            out,
            "\n| Alerts like | Before | After | What changes |\n|---|---|---|---|"
        )?;
    }
    for class in change.classes.iter().take(ROWS_MAX) {
        let mut what = String::new();
        for delivery in &class.deliveries {
            if !what.is_empty() {
                what.push_str("<br>");
            }
            let _ = match delivery {
                DeliveryChange::Gone(_) | DeliveryChange::Added(_) => write!(what, "{}", compared.phrase(delivery)),
                DeliveryChange::Altered { old, new, aspects } => {
                    let mut texts = Vec::new();
                    for aspect in aspects {
                        let (name, before, after) = compared.aspect(*old, *new, aspect);
                        texts.push(format!("{name} {} → {}", code(&before), code(&after)));
                    }
                    write!(what, "{}: {}", code(compared.new.receiver(*new)), texts.join(", "))
                }
            };
        }
        if let Some(note) = incident_note(class.incidents()) {
            let _ = write!(what, "<br>⚠️ {note}");
        }
        writeln!(
            out,
            "| {} | {} | {} | {what} |",
            code(&class.witness().to_string()),
            receivers(&Compared::receivers(&compared.old, &class.old)),
            receivers(&Compared::receivers(&compared.new, &class.new)),
        )?;
    }
    if change.classes.len() > ROWS_MAX {
        let left = change.classes.len() - ROWS_MAX;
        let open = if change.is_complete { "" } else { "or " };
        writeln!(out, "\n… and {left} {open}more.")?;
    }
    if !(change.inhibit_rules_gone.is_empty() && change.inhibit_rules_added.is_empty()) {
        writeln!(out, "\n**Inhibit rules**\n")?;
        let mut list = |side: &Side<'_>, positions: &[usize], word: &str| -> io::Result<()> {
            for &position in positions {
                writeln!(
                    out,
                    "- {word}: {}",
                    code(&rule_text(&side.setup.inhibit_rules[position]))
                )?;
            }
            Ok(())
        };
        list(&compared.old, &change.inhibit_rules_gone, "gone")?;
        list(&compared.new, &change.inhibit_rules_added, "added")?;
    }
    let settings = compared.settings();
    if !settings.is_empty() {
        writeln!(out, "\n**Other settings**\n")?;
        for (what, place) in settings {
            writeln!(out, "- {} {}", visible(&what), code(&place))?;
        }
    }
    if compared.is_regrouped() {
        let mut characters = REGROUPED.chars();
        let first = characters
            .next()
            .map(|c| c.to_uppercase().to_string())
            .unwrap_or_default();
        writeln!(out, "\n⚠️ {first}{}.", characters.as_str())?;
    }
    Ok(())
}

fn receivers(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| code(name)).collect();
    names.join(", ")
}

/// Text in a code span inside a table cell: in more backticks than it holds, its bars escaped, on one line.
fn code(text: &str) -> String {
    let text = visible(text).replace('|', "\\|");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') || text.is_empty() {
        " "
    } else {
        ""
    };
    format!("{fence}{space}{text}{space}{fence}")
}
