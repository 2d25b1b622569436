//! For people.

use std::io::{self, Write};

use colored::Colorize;

use super::{Compared, REGROUPED, Side, incident_note, rule_text};
use crate::change::{ClassChange, DeliveryChange};
use crate::report::text::visible;

/// Writes each class with its example, then the inhibit rules, then what all of it amounts to.
pub fn render(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    for class in &compared.change.classes {
        render_class(compared, class, out)?;
        writeln!(out)?;
    }
    let rules = |side: &Side<'_>, positions: &[usize], sign: &str, out: &mut dyn Write| -> io::Result<()> {
        for &position in positions {
            let rule = &side.setup.inhibit_rules[position];
            let line = side.source.position(rule.span.start).line;
            let text = format!("{sign} {}:{line} {}", side.source.name(), rule_text(rule));
            writeln!(out, "  {}", in_color(sign, &visible(&text)))?;
        }
        Ok(())
    };
    let change = &compared.change;
    if !(change.inhibit_rules_gone.is_empty() && change.inhibit_rules_added.is_empty()) {
        writeln!(out, "{}", "inhibit rules".bold())?;
        rules(&compared.old, &change.inhibit_rules_gone, "-", out)?;
        rules(&compared.new, &change.inhibit_rules_added, "+", out)?;
        writeln!(out)?;
    }
    let settings = compared.settings();
    if !settings.is_empty() {
        writeln!(out, "{}", "other settings".bold())?;
        for (what, place) in settings {
            writeln!(out, "  {}", visible(&format!("~ {what}  {place}")).yellow())?;
        }
        writeln!(out)?;
    }
    if compared.is_regrouped() {
        writeln!(out, "{} {REGROUPED}\n", "!".red().bold())?;
    }
    let verdict = compared.verdict();
    let verdict = if change.is_equal() {
        verdict.green().bold()
    } else {
        verdict.bold()
    };
    writeln!(out, "{verdict}")
}

fn render_class(compared: &Compared<'_>, class: &ClassChange, out: &mut dyn Write) -> io::Result<()> {
    let witness = class.witness().to_string();
    writeln!(out, "alerts like {}", visible(&witness).bold())?;
    for delivery in &class.deliveries {
        match delivery {
            DeliveryChange::Gone(route) => {
                let text = format!("- {}  {}", compared.old.receiver(*route), compared.old.place(*route));
                writeln!(out, "  {}", in_color("-", &visible(&text)))?;
            }
            DeliveryChange::Added(route) => {
                let text = format!("+ {}  {}", compared.new.receiver(*route), compared.new.place(*route));
                writeln!(out, "  {}", in_color("+", &visible(&text)))?;
            }
            DeliveryChange::Altered { old, new, aspects } => {
                let text = format!("~ {}  {}", compared.new.receiver(*new), compared.new.place(*new));
                writeln!(out, "  {}", visible(&text).yellow())?;
                for aspect in aspects {
                    let (name, before, after) = compared.aspect(*old, *new, aspect);
                    writeln!(out, "      {:<16} {} → {}", name, visible(&before), visible(&after))?;
                }
            }
        }
    }
    if let Some(note) = incident_note(class.incidents()) {
        writeln!(out, "  {} {note}", "!".red().bold())?;
    }
    Ok(())
}

fn in_color(sign: &str, text: &str) -> colored::ColoredString {
    match sign {
        "-" => text.red(),
        _ => text.green(),
    }
}
