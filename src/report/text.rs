//! Findings for people: headline, place, excerpt with carets, what the other side says, what to do.
//!
//! Colour is decided by `colored`'s switch, so that one renderer serves terminals and pipes.

mod excerpt;

use std::borrow::Cow;
use std::io::{self, Write};

use colored::{ColoredString, Colorize};

use super::{Remark, Report, Subject};
use crate::diagnostic::{Diagnostic, Level};
use crate::text::quote::is_unprintable;

/// How to render.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Columns of the terminal; `None` when there is none. Only excerpts are cut to it.
    pub width: Option<usize>,
    /// Findings only: no summary lines, and nothing for a text without findings.
    pub is_quiet: bool,
}

/// Writes every finding, a summary line for each text, and one for all of them if there are several.
pub fn render(report: &Report, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let mut not_shown = report.count().total();
    for (subject, findings) in report.shown() {
        not_shown -= findings.len();
        for finding in findings {
            render_finding(subject, finding, options, out)?;
            writeln!(out)?;
        }
        if !options.is_quiet {
            writeln!(out, "{}", summary_line(subject))?;
        }
    }
    if options.is_quiet {
        return Ok(());
    }
    if report.subjects().len() > 1 {
        let count = report.count();
        writeln!(out, "{} files: {count}", report.subjects().len())?;
    }
    if let Some(rest) = self::not_shown(not_shown) {
        writeln!(out, "{rest}")?;
    }
    Ok(())
}

/// What is said of findings that are not shown, if there are such.
#[must_use]
pub fn not_shown(count: usize) -> Option<String> {
    (count > 0).then(|| {
        format!(
            "{} not shown, raise `--max-findings` to see more",
            plural(count, "finding")
        )
    })
}

/// Writes one finding, without a blank line behind it.
pub fn render_finding(
    subject: &Subject,
    finding: &Diagnostic,
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let headline = subject.masked_message(finding);
    let tag = format!("{}[{}]", finding.level.as_str(), finding.name);
    writeln!(
        out,
        "{}{}",
        in_level_color(finding.level, &tag).bold(),
        format!(": {}", readable(&headline)).bold()
    )?;
    let excerpt = excerpt::Excerpt::of(subject, finding, options.width);
    let gutter = " ".repeat(excerpt.gutter_width());
    writeln!(out, "{gutter}{} {}", in_gutter_color("-->"), location(subject, finding))?;
    excerpt.render(finding.level, out)?;
    for Remark { title, text } in subject.remarks(finding) {
        // Lines behind the first stand below its text.
        let indent = format!("{gutter}   {}", " ".repeat(title.len() + 2));
        let text = text
            .lines()
            .map(readable)
            .collect::<Vec<_>>()
            .join(&format!("\n{indent}"));
        let title = format!("{title}:");
        writeln!(out, "{gutter} {} {} {text}", in_gutter_color("="), title.bold())?;
    }
    Ok(())
}

/// As in `alertmanager.yml: 2 errors, 1 warning`, or `alertmanager.yml: ok — 3 routes, 2 receivers`.
fn summary_line(subject: &Subject) -> String {
    let name = visible(&subject.display_name()).into_owned();
    let count = subject.count();
    let verdict = match (count.errors, count.warnings, count.total()) {
        (0, _, 0) => "ok".green().bold().to_string(),
        (0, 0, _) => count.to_string().cyan().to_string(),
        (0, _, _) => count.to_string().yellow().to_string(),
        _ => count.to_string().red().to_string(),
    };
    if count.errors == 0 && subject.is_refused_elsewhere() {
        let verdict = if count.total() == 0 {
            String::new()
        } else {
            format!("{verdict}, ")
        };
        return format!("{name}: {verdict}{} with a template file", "refused".red().bold());
    }
    match subject.summary() {
        Some(summary) if count.errors == 0 && !summary.is_empty() => {
            format!("{name}: {verdict} — {}", visible(summary))
        }
        _ => format!("{name}: {verdict}"),
    }
}

/// As in `alertmanager.yml:12:5`; of an embedded text also the place inside.
pub(super) fn location(subject: &Subject, finding: &Diagnostic) -> String {
    let offset = finding.primary.span.start;
    let place = subject.file_position(offset);
    let text = format!("{}:{}:{}", visible(subject.source().name()), place.line, place.column);
    match inside(subject, finding) {
        Some(inside) => format!("{text} ({inside})"),
        None => text,
    }
}

/// The place inside of an embedded text, as in `data.alertmanager.yaml line 3, column 5`.
pub(super) fn inside(subject: &Subject, finding: &Diagnostic) -> Option<String> {
    let key = visible(&subject.embedded()?.key);
    let place = subject.source().position(finding.primary.span.start);
    Some(format!("{key} line {}, column {}", place.line, place.column))
}

/// `text` with characters that would act on a terminal, or turn the reading order around, written as escapes.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_unprintable) {
        let mut escaped = String::with_capacity(text.len() + 8);
        for c in text.chars() {
            if is_unprintable(c) {
                escaped.extend(c.escape_default());
            } else {
                escaped.push(c);
            }
        }
        Cow::Owned(escaped)
    } else {
        Cow::Borrowed(text)
    }
}

/// The most characters that are shown of a line.
const MOST_SHOWN: usize = 1000;

/// As [`visible`], and cut where nobody reads on: a name that is repeated in a message may be as long as a file.
pub(super) fn readable(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => Cow::Owned(format!("{}…", visible(&text[..end]))),
        None => visible(text),
    }
}

fn in_level_color(level: Level, text: &str) -> ColoredString {
    match level {
        Level::Error => text.red(),
        Level::Warning => text.yellow(),
        Level::Info => text.cyan(),
    }
}

fn in_gutter_color(text: &str) -> ColoredString {
    text.blue().bold()
}

/// As in `1 finding` and `39,900 findings`.
pub(super) fn plural(number: usize, word: &str) -> String {
    format!("{} {word}{}", thousands(number), if number == 1 { "" } else { "s" })
}

/// As in `39,900`.
pub(super) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
