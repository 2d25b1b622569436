//! For people: one alert in full, or a row an alert.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use colored::Colorize;
use unicode_width::UnicodeWidthStr as _;

use super::Traced;
use crate::duration::format_prometheus;
use crate::incident::ServiceKey;
use crate::report::table::Table;
use crate::report::text::{plural, thousands, visible};
use crate::report::tree::{condition, grouping};
use crate::route::{Effective, Origin};
use crate::suppression::Muting;
use crate::text::Span;
use crate::text::quote::Quoted;
use crate::trace::{Delivery, Step, Trace, Verdict, walk};

/// Of more than this many routes in a row that missed, only the first and the last are listed.
const MISSES_MAX: usize = 6;

/// Writes one alert in full: the walk down the tree, a block for each receiver, the incident.
pub fn render(traced: &Traced<'_>, trace: &Trace, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{}  {}",
        visible(&trace.labels.to_string()).bold(),
        trace.fingerprint.to_string().dimmed()
    )?;
    writeln!(out)?;
    render_walk(traced, trace, out)?;
    for delivery in &trace.deliveries {
        writeln!(out)?;
        render_delivery(traced, delivery, out)?;
    }
    writeln!(out)?;
    if let Some(inhibition) = trace.inhibition {
        let rule = &traced.setup.inhibit_rules[inhibition.rule];
        let source = visible(&traced.firing[inhibition.source].to_string()).into_owned();
        let name = rule
            .name
            .as_ref()
            .map(|name| format!(" `{}`", visible(name)))
            .unwrap_or_default();
        let place = place(traced, rule.span);
        writeln!(
            out,
            "{} by {source}, rule{name} at {place}",
            "inhibited".yellow().bold()
        )?;
    }
    render_incident(trace, out)
}

/// Writes a row for each alert, and who takes how many.
pub fn render_many(traced: &Traced<'_>, width: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    if traced.traces.is_empty() {
        return writeln!(out, "no alerts");
    }
    let mut table = Table::new(["ALERT", "RECEIVERS", "INCIDENT"]);
    let mut incidents = 0;
    for trace in &traced.traces {
        let receivers: Vec<String> = trace
            .deliveries
            .iter()
            .map(|delivery| receiver(traced, delivery))
            .collect();
        let incident = match &trace.incident {
            Ok(incident) => {
                incidents += 1;
                let service = incident.service.value.as_ref();
                let service = service.map(|key| format!(" · {key}")).unwrap_or_default();
                format!(
                    "{} {}{service}",
                    incident.severity.value,
                    visible(&incident.title.value)
                )
            }
            Err(obstacle) => format!("none: {obstacle}").dimmed().to_string(),
        };
        table.push([
            visible(&trace.labels.to_string()).into_owned(),
            receivers.join(", "),
            incident,
        ]);
    }
    write!(out, "{}", table.render(width))?;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for trace in &traced.traces {
        let receivers: BTreeSet<String> = trace
            .deliveries
            .iter()
            .map(|delivery| receiver(traced, delivery))
            .collect();
        for receiver in receivers {
            *counts.entry(receiver).or_default() += 1;
        }
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let counts: Vec<String> = counts
        .iter()
        .map(|(name, count)| format!("{name} {}", thousands(*count)))
        .collect();
    writeln!(
        out,
        "\n{}, {}\nto {}",
        plural(traced.traces.len(), "alert"),
        plural(incidents, "incident"),
        counts.join(", ")
    )
}

fn render_walk(traced: &Traced<'_>, trace: &Trace, out: &mut dyn Write) -> io::Result<()> {
    let tree = &traced.setup.tree;
    let steps = walk(tree, &trace.labels);
    let places: Vec<String> = steps
        .iter()
        .map(|step| place(traced, tree[step.route].span()))
        .collect();
    let place_width = places.iter().map(|place| place.width()).max().unwrap_or(0);
    let conditions: Vec<String> = steps
        .iter()
        .map(|step| format!("{}{}", "  ".repeat(step.depth), visible(&condition(&tree[step.route]))))
        .collect();
    let hidden = if traced.is_verbose {
        Vec::new()
    } else {
        hidden_runs(&steps)
    };
    let is_hidden = |at: usize| hidden.iter().find(|run| run.contains(&at));
    let condition_width = conditions
        .iter()
        .enumerate()
        .filter(|&(at, _)| is_hidden(at).is_none())
        .map(|(_, text)| text.width())
        .max()
        .unwrap_or(0);
    for (at, step) in steps.iter().enumerate() {
        if let Some(run) = is_hidden(at) {
            if run.start == at {
                let indent = "  ".repeat(step.depth);
                let text = format!("… {} more that do not match, see `--verbose`", run.len());
                writeln!(out, "{:place_width$}    {indent}{}", "", text.dimmed())?;
            }
            continue;
        }
        let place = padded(&places[at], place_width);
        let place = place.dimmed();
        let condition = padded(&conditions[at], condition_width);
        let receiver = visible(&tree[step.route].options().receiver.value).into_owned();
        let continues = if tree[step.route].continues() {
            ", continues"
        } else {
            ""
        };
        let line = match &step.verdict {
            Verdict::Kept => {
                format!(
                    "{place}  {} {condition}  → {}{continues}",
                    "✓".green().bold(),
                    receiver.bold()
                )
            }
            Verdict::PassedOn => {
                let line = format!("{place}  {} {condition}", "✓".green().bold());
                if continues.is_empty() {
                    line
                } else {
                    format!("{line}  continues")
                }
            }
            Verdict::Missed { matcher, value, .. } => {
                let why = match value {
                    None => format!("no label `{}`", visible(matcher.name())),
                    Some(value) => format!("`{}` is {}", visible(matcher.name()), Quoted(value)),
                };
                // Of several matchers, say which one it was.
                let why = if tree[step.route].matchers().len() > 1 {
                    format!("{}: {why}", visible(&matcher.to_string()))
                } else {
                    why
                };
                format!("{place}  {} {}  {why}", "✗".red(), condition.dimmed())
            }
        };
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// A text with blanks up to this width on the screen.
fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// The middle of each long run of siblings that missed.
fn hidden_runs(steps: &[Step<'_>]) -> Vec<std::ops::Range<usize>> {
    let mut runs = Vec::new();
    let mut start = 0;
    for at in 0..=steps.len() {
        let goes_on = steps.get(at).is_some_and(|step| {
            matches!(step.verdict, Verdict::Missed { .. }) && (at == start || step.depth == steps[start].depth)
        });
        if !goes_on {
            if at - start > MISSES_MAX {
                runs.push(start + MISSES_MAX / 2..at - MISSES_MAX / 2);
            }
            let begins_anew = steps
                .get(at)
                .is_some_and(|step| matches!(step.verdict, Verdict::Missed { .. }));
            start = if begins_anew { at } else { at + 1 };
        }
    }
    runs
}

fn render_delivery(traced: &Traced<'_>, delivery: &Delivery, out: &mut dyn Write) -> io::Result<()> {
    let node = &traced.setup.tree[delivery.route];
    let options = node.options();
    let set_at = |origin: Origin| match origin {
        Origin::Default => "default".to_owned(),
        Origin::Route(_, span) => format!("line {}", line(traced, span)),
    };
    writeln!(out, "{}", receiver(traced, delivery).bold())?;
    let mut row = |name: &str, text: &str| writeln!(out, "  {:<10} {text}", name.dimmed());
    row(
        "group",
        &format!(
            "{}  {}",
            visible(&delivery.group_labels.to_string()),
            format!(
                "{} ({})",
                visible(&grouping(&options.group_by.value)),
                set_at(options.group_by.origin)
            )
            .dimmed()
        ),
    )?;
    row("group key", &visible(delivery.group_key.as_str()))?;
    let timing = |words: &str, setting: &Effective<std::time::Duration>| {
        format!(
            "{words} {} {}",
            format_prometheus(setting.value),
            format!("({})", set_at(setting.origin)).dimmed()
        )
    };
    row(
        "timing",
        &[
            timing("wait", &options.group_wait),
            timing("interval", &options.group_interval),
            timing("repeat", &options.repeat_interval),
        ]
        .join(", "),
    )?;
    for (word, names) in [
        ("active", node.active_time_intervals()),
        ("mute", node.mute_time_intervals()),
    ] {
        let names: Vec<String> = names
            .iter()
            .map(|name| {
                format!(
                    "`{}` {}",
                    visible(name),
                    format!("(line {})", line(traced, name.span)).dimmed()
                )
            })
            .collect();
        if !names.is_empty() {
            row(word, &names.join(", "))?;
        }
    }
    let has_intervals = !(node.active_time_intervals().is_empty() && node.mute_time_intervals().is_empty());
    match (&delivery.muting, traced.at) {
        (Some(muting), Some(at)) => row("at", &format!("{at} {}", muting_text(muting).yellow()))?,
        (None, Some(at)) if has_intervals => row("at", &format!("{at} not muted"))?,
        (None, None) if has_intervals => row("at", &"any time, see `--at`".dimmed().to_string())?,
        _ => {}
    }
    Ok(())
}

fn render_incident(trace: &Trace, out: &mut dyn Write) -> io::Result<()> {
    let incident = match &trace.incident {
        Ok(incident) => incident,
        Err(obstacle) => {
            return writeln!(out, "{}: {}", "no incident".yellow().bold(), obstacle);
        }
    };
    let severity = incident.severity.value;
    let heading = format!("{severity} {}", severity.name());
    writeln!(out, "{}  {}", "incident".bold(), visible(&incident.title.value).bold())?;
    let mut row = |name: &str, text: &str, why: &str| {
        let why = format!("({why})").dimmed();
        writeln!(out, "  {:<10} {text} {why}", name.dimmed())
    };
    row(
        "title",
        &visible(&incident.title.value),
        &incident.title.source.to_string(),
    )?;
    row("severity", &heading, &visible(&incident.severity.source.to_string()))?;
    let service = incident.service.value.as_ref().map_or("none", ServiceKey::as_str);
    row("service", service, &visible(&incident.service_reason()))?;
    let deliveries = trace.deliveries.iter();
    let speaking: Vec<_> = deliveries
        .filter(|delivery| delivery.is_to_runframe && delivery.muting.is_none())
        .collect();
    if !speaking.iter().any(|delivery| delivery.tells_resolves) {
        row(
            "resolve",
            "none: it stays open when the alert ends",
            "`send_resolved` is false",
        )?;
    }
    if speaking.len() > 1 {
        let count = speaking.len();
        writeln!(
            out,
            "  {:<10} delivered in {count} groups: one incident, and the first resolve ends it",
            "note".dimmed()
        )?;
    }
    Ok(())
}

/// As in `muted by `nights`` and `outside of `office-hours``.
#[must_use]
pub fn muting_text(muting: &Muting) -> String {
    let names: Vec<String> = muting
        .names()
        .iter()
        .map(|name| format!("`{}`", visible(name)))
        .collect();
    match muting {
        Muting::Muted(_) => format!("muted by {}", names.join(", ")),
        Muting::Inactive(_) => format!("muted: outside of {}", names.join(", ")),
    }
}

fn receiver(traced: &Traced<'_>, delivery: &Delivery) -> String {
    let name = visible(&traced.setup.tree[delivery.route].options().receiver.value).into_owned();
    if delivery.is_to_runframe {
        format!("{name} ◆")
    } else {
        name
    }
}

fn line(traced: &Traced<'_>, span: Span) -> u32 {
    traced.source.position(span.start).line
}

fn place(traced: &Traced<'_>, span: Span) -> String {
    format!("{}:{}", visible(traced.source.name()), line(traced, span))
}
