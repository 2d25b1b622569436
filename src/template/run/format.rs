//! Values as Go's `fmt` prints them.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::alertmanager::Own;
use super::float::{Style, format_float};
use super::value::{Value, placeholder};
use crate::text::quote::quote;

/// The widest field and the most digits a format may ask for.
const SIZE_MAX: i64 = 1_000_000;

/// `fmt.Sprint`: spaces between neighbours of which neither is a text.
pub(super) fn sprint(arguments: &[Value]) -> String {
    let mut text = String::new();
    let mut after_text = true;
    for (position, argument) in arguments.iter().enumerate() {
        let is_text = matches!(argument, Value::Text(_) | Value::Html(_) | Value::Unknown(_));
        if position > 0 && !is_text && !after_text {
            text.push(' ');
        }
        text.push_str(&argument_text(argument));
        after_text = is_text;
    }
    text
}

/// `fmt.Sprintln`
pub(super) fn sprintln(arguments: &[Value]) -> String {
    let texts: Vec<String> = arguments.iter().map(argument_text).collect();
    texts.join(" ") + "\n"
}

/// A value as an argument of `%v`.
fn argument_text(value: &Value) -> String {
    match value {
        Value::Missing | Value::Nil => "<nil>".to_owned(),
        Value::Own(_) => formatted(value, 'v', &Flags::default()),
        other => printed(other),
    }
}

/// A value as a template prints it.
pub(super) fn printed(value: &Value) -> String {
    match value {
        Value::Missing | Value::Nil => "<no value>".to_owned(),
        Value::Unknown(query) => placeholder(query),
        // What a pointer leads to.
        Value::Own(own) => {
            let text = formatted(value, 'v', &Flags::default());
            let is_pointer = matches!(**own, Own::Message(_));
            if is_pointer { text[1..].to_owned() } else { text }
        }
        other => formatted(other, 'v', &Flags::default()),
    }
}

/// An instant as Go prints it: in UTC, with as many digits of a second as needed.
pub(super) fn time_text(time: Timestamp) -> String {
    let civil = time.to_zoned(TimeZone::UTC).datetime();
    let mut text = format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        civil.year(),
        civil.month(),
        civil.day(),
        civil.hour(),
        civil.minute(),
        civil.second()
    );
    let nanoseconds = civil.subsec_nanosecond();
    if nanoseconds != 0 {
        let digits = format!("{nanoseconds:09}");
        let _ = write!(text, ".{}", digits.trim_end_matches('0'));
    }
    text + " +0000 UTC"
}

#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "they are the flags of `fmt`")]
struct Flags {
    sharp: bool,
    zero: bool,
    plus: bool,
    minus: bool,
    space: bool,
    /// `%#v`
    is_go_syntax: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

impl Flags {
    /// Fills up to the width, with zeros if `zeros`.
    fn pad(&self, text: &str, zeros: bool) -> String {
        let missing = self.width.unwrap_or(0).saturating_sub(text.chars().count());
        if missing == 0 {
            return text.to_owned();
        }
        if self.minus {
            return format!("{text}{}", " ".repeat(missing));
        }
        let filler = if zeros && self.zero { "0" } else { " " };
        format!("{}{text}", filler.repeat(missing))
    }
}

/// One value by one verb.
fn formatted(value: &Value, verb: char, flags: &Flags) -> String {
    if verb == 'T' {
        return flags.pad(value.type_name(), true);
    }
    match value {
        Value::Missing | Value::Nil if verb == 'v' => flags.pad("<nil>", true),
        Value::Unknown(query) => flags.pad(&placeholder(query), false),
        Value::Bool(value) if matches!(verb, 'v' | 't') => flags.pad(if *value { "true" } else { "false" }, true),
        Value::Int(number) => integer(*number, verb, flags).unwrap_or_else(|| bad_verb(verb, value, flags)),
        Value::Byte(number) => integer((*number).into(), verb, flags).unwrap_or_else(|| bad_verb(verb, value, flags)),
        Value::Float(number) => float(*number, verb, flags).unwrap_or_else(|| bad_verb(verb, value, flags)),
        Value::Text(text) | Value::Html(text) => {
            string(text, verb, flags).unwrap_or_else(|| bad_verb(verb, value, flags))
        }
        Value::Time(time) => string(&time_text(*time), verb, flags)
            .unwrap_or_else(|| bad_verb(verb, &Value::text(time_text(*time)), flags)),
        Value::Own(own) => own_value(own, verb, flags).unwrap_or_else(|| bad_verb(verb, value, flags)),
        Value::Labels(labels) => {
            let pairs = labels.pairs.iter().map(|(name, value)| {
                let text = |text: &str| formatted(&Value::text(text), verb, flags);
                format!("{}:{}", text(name), text(value))
            });
            format!("map[{}]", pairs.collect::<Vec<_>>().join(" "))
        }
        Value::Dict(pairs) => {
            let pairs = pairs.iter().map(|(name, value)| {
                let name = formatted(&Value::text(name.as_str()), verb, flags);
                format!("{name}:{}", formatted(value, verb, flags))
            });
            format!("map[{}]", pairs.collect::<Vec<_>>().join(" "))
        }
        Value::Data(data) => {
            let fields = [
                Value::Labels(data.labels.clone()),
                Value::Labels(data.external_labels.clone()),
                Value::Text(data.external_url.clone()),
                Value::Float(data.value),
            ];
            let fields: Vec<_> = fields.iter().map(|field| formatted(field, verb, flags)).collect();
            format!("{{{}}}", fields.join(" "))
        }
        Value::Missing | Value::Nil | Value::Bool(_) => bad_verb(verb, value, flags),
    }
}

/// A value of one of Alertmanager's types: what it makes of itself, or its parts one by one.
fn own_value(own: &Own, verb: char, flags: &Flags) -> Option<String> {
    if let Some((before, parts, after)) = own.parts() {
        let parts: Vec<String> = match own.own_text() {
            Some(text) if matches!(verb, 'v' | 's' | 'q' | 'x' | 'X') => return string(&text, verb, flags),
            _ => parts.iter().map(|part| formatted(part, verb, flags)).collect(),
        };
        return Some(format!("{before}{}{after}", parts.join(" ")));
    }
    if let Some(number) = own.whole()
        && !matches!(verb, 'v' | 's' | 'q' | 'x' | 'X')
    {
        return integer(number, verb, flags);
    }
    string(&own.own_text()?, verb, flags)
}

fn bad_verb(verb: char, value: &Value, flags: &Flags) -> String {
    match value {
        Value::Missing | Value::Nil => format!("%!{verb}(<nil>)"),
        value => format!("%!{verb}({}={})", value.type_name(), formatted(value, 'v', flags)),
    }
}

fn string(text: &str, verb: char, flags: &Flags) -> Option<String> {
    let cut = |text: &str| match flags.precision {
        Some(precision) => text.chars().take(precision).collect(),
        None => text.to_owned(),
    };
    Some(match verb {
        'v' if flags.is_go_syntax => flags.pad(&quote(text), true),
        'v' | 's' => flags.pad(&cut(text), true),
        'q' => {
            let text = cut(text);
            let is_raw = flags.sharp && !text.contains('`') && !text.chars().any(|c| c.is_control() && c != '\t');
            flags.pad(&if is_raw { format!("`{text}`") } else { quote(&text) }, true)
        }
        'x' | 'X' => {
            let bytes = &text.as_bytes()[..flags.precision.unwrap_or(text.len()).min(text.len())];
            let prefix = match (flags.sharp && !bytes.is_empty(), verb) {
                (false, _) => "",
                (true, 'x') => "0x",
                (true, _) => "0X",
            };
            let digits: Vec<String> = bytes
                .iter()
                .map(|byte| {
                    if verb == 'x' {
                        format!("{byte:02x}")
                    } else {
                        format!("{byte:02X}")
                    }
                })
                .collect();
            let (first, separator) = if flags.space {
                (prefix, format!(" {prefix}"))
            } else {
                (prefix, String::new())
            };
            flags.pad(&format!("{first}{}", digits.join(&separator)), true)
        }
        _ => return None,
    })
}

fn integer(value: i64, verb: char, flags: &Flags) -> Option<String> {
    let magnitude = value.unsigned_abs();
    let (mut digits, prefix) = match verb {
        'v' | 'd' => (magnitude.to_string(), ""),
        'b' => (format!("{magnitude:b}"), if flags.sharp { "0b" } else { "" }),
        'o' => (format!("{magnitude:o}"), if flags.sharp { "0" } else { "" }),
        'O' => (format!("{magnitude:o}"), "0o"),
        'x' => (format!("{magnitude:x}"), if flags.sharp { "0x" } else { "" }),
        'X' => (format!("{magnitude:X}"), if flags.sharp { "0X" } else { "" }),
        'c' | 'q' => {
            let c = u32::try_from(value)
                .ok()
                .and_then(char::from_u32)
                .unwrap_or(char::REPLACEMENT_CHARACTER);
            if verb == 'c' {
                return Some(flags.pad(&c.to_string(), true));
            }
            let quoted = match c {
                '\'' => "'\\''".to_owned(),
                '"' => "'\"'".to_owned(),
                c => {
                    let quoted = quote(&c.to_string());
                    format!("'{}'", &quoted[1..quoted.len() - 1])
                }
            };
            return Some(flags.pad(&quoted, true));
        }
        'U' => return Some(flags.pad(&format!("U+{magnitude:04X}"), false)),
        _ => return None,
    };
    let has_sign = value < 0 || flags.plus || flags.space;
    if let Some(precision) = flags.precision {
        if precision == 0 && value == 0 {
            return Some(" ".repeat(flags.width.unwrap_or(0)));
        }
        digits = format!("{}{digits}", "0".repeat(precision.saturating_sub(digits.len())));
    } else if flags.zero && !flags.minus {
        let width = flags.width.unwrap_or(0).saturating_sub(usize::from(has_sign));
        digits = format!("{}{digits}", "0".repeat(width.saturating_sub(digits.len())));
    }
    let sign = match (value < 0, flags.plus, flags.space) {
        (true, ..) => "-",
        (false, true, _) => "+",
        (false, false, true) => " ",
        (false, false, false) => "",
    };
    Some(flags.pad(&format!("{sign}{prefix}{digits}"), false))
}

fn float(value: f64, verb: char, flags: &Flags) -> Option<String> {
    let (style, usual) = match verb {
        'v' | 'g' | 'G' => (Style::General, None),
        'e' | 'E' => (Style::Exponent, Some(6)),
        'f' | 'F' => (Style::Plain, Some(6)),
        'x' | 'X' => (Style::Hexadecimal, None),
        _ => return None,
    };
    let mut text = format_float(value, style, flags.precision.or(usual));
    if matches!(verb, 'E' | 'G' | 'X') && value.is_finite() {
        text = text.to_uppercase();
    }
    if let Some(unsigned) = text.strip_prefix('+') {
        text = unsigned.to_owned();
    }
    if !text.starts_with('-') {
        if flags.plus || (value.is_infinite() && !flags.space) {
            text.insert(0, '+');
        } else if flags.space {
            text.insert(0, ' ');
        }
    }
    if flags.zero && !flags.minus && value.is_finite() {
        let missing = flags.width.unwrap_or(0).saturating_sub(text.chars().count());
        let sign = usize::from(text.starts_with(['-', '+', ' ']));
        text.insert_str(sign, &"0".repeat(missing));
        return Some(text);
    }
    Some(flags.pad(&text, false))
}

/// `fmt.Sprintf`
pub(super) fn sprintf(format: &str, arguments: &[Value]) -> String {
    Printer {
        rest: format,
        arguments,
        next: 0,
        is_reordered: false,
        text: String::new(),
    }
    .run()
}

struct Printer<'a> {
    rest: &'a str,
    arguments: &'a [Value],
    next: usize,
    is_reordered: bool,
    text: String,
}

impl<'a> Printer<'a> {
    fn run(mut self) -> String {
        while let Some(at) = self.rest.find('%') {
            self.text.push_str(&self.rest[..at]);
            self.rest = &self.rest[at + 1..];
            self.directive();
        }
        self.text.push_str(self.rest);
        if !self.is_reordered && self.next < self.arguments.len() {
            let extra: Vec<String> = self.arguments[self.next..]
                .iter()
                .map(|argument| match argument {
                    Value::Missing | Value::Nil => "<nil>".to_owned(),
                    value => format!("{}={}", value.type_name(), printed(value)),
                })
                .collect();
            let _ = write!(self.text, "%!(EXTRA {})", extra.join(", "));
        }
        self.text
    }

    fn take(&mut self, c: char) -> bool {
        match self.rest.strip_prefix(c) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn directive(&mut self) {
        let mut flags = Flags::default();
        loop {
            match self.rest.chars().next() {
                Some('#') => flags.sharp = true,
                Some('0') => flags.zero = true,
                Some('+') => flags.plus = true,
                Some('-') => flags.minus = true,
                Some(' ') => flags.space = true,
                _ => break,
            }
            self.rest = &self.rest[1..];
        }
        let mut is_index_good = true;
        let mut after_index = self.index(&mut is_index_good);
        if self.take('*') {
            match self.star() {
                Some(width) => {
                    flags.minus |= width < 0;
                    flags.width = usize::try_from(width.abs()).ok();
                }
                None => self.text.push_str("%!(BADWIDTH)"),
            }
            after_index = false;
        } else {
            flags.width = self.number();
            if after_index && flags.width.is_some() {
                is_index_good = false;
            }
        }
        if self.take('.') {
            if after_index {
                is_index_good = false;
            }
            after_index = self.index(&mut is_index_good);
            if self.take('*') {
                match self.star() {
                    Some(precision) if precision >= 0 => flags.precision = usize::try_from(precision).ok(),
                    Some(_) => {}
                    None => self.text.push_str("%!(BADPREC)"),
                }
                after_index = false;
            } else {
                flags.precision = Some(self.number().unwrap_or(0));
            }
        }
        if !after_index {
            self.index(&mut is_index_good);
        }
        let Some(verb) = self.rest.chars().next() else {
            self.text.push_str("%!(NOVERB)");
            return;
        };
        self.rest = &self.rest[verb.len_utf8()..];
        if verb == 'v' {
            // Both mean something else there.
            flags.is_go_syntax = std::mem::take(&mut flags.sharp);
            flags.plus = false;
        }
        if verb == '%' {
            self.text.push('%');
        } else if !is_index_good {
            let _ = write!(self.text, "%!{verb}(BADINDEX)");
        } else if let Some(argument) = self.arguments.get(self.next) {
            self.text.push_str(&formatted(argument, verb, &flags));
            self.next += 1;
        } else {
            let _ = write!(self.text, "%!{verb}(MISSING)");
        }
    }

    /// The digits that stand here, if they are no larger than they may be.
    fn number(&mut self) -> Option<usize> {
        let length = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.rest.split_at(length);
        self.rest = rest;
        digits
            .parse()
            .ok()
            .filter(|&number: &usize| i64::try_from(number).is_ok_and(|number| number <= SIZE_MAX))
    }

    /// The next argument as a width or a number of digits.
    fn star(&mut self) -> Option<i64> {
        let argument = self.arguments.get(self.next)?;
        self.next += 1;
        match argument {
            Value::Int(number) if (-SIZE_MAX..=SIZE_MAX).contains(number) => Some(*number),
            _ => None,
        }
    }

    /// Reads `[3]`, which chooses the next argument.
    fn index(&mut self, is_good: &mut bool) -> bool {
        let rest: &'a str = self.rest;
        if !rest.starts_with('[') {
            return false;
        }
        self.is_reordered = true;
        let Some(end) = rest.find(']') else {
            *is_good = false;
            self.rest = &rest[1..];
            return false;
        };
        self.rest = &rest[end + 1..];
        match rest[1..end].parse::<usize>() {
            Ok(number) if (1..=self.arguments.len()).contains(&number) => {
                self.next = number - 1;
                true
            }
            _ => {
                *is_good = false;
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(format: &str, arguments: &[Value]) -> String {
        sprintf(format, arguments)
    }

    #[test]
    fn verbs_and_flags() {
        let (int, float, text) = (Value::Int(42), Value::Float(3.25159), Value::text("hé"));
        for (format, argument, expected) in [
            ("%d", &int, "42"),
            ("%5d|", &int, "   42|"),
            ("%-5d|", &int, "42   |"),
            ("%05d", &int, "00042"),
            ("%+d", &int, "+42"),
            ("%x %%", &int, "2a %"),
            ("%#x", &int, "0x2a"),
            ("%c", &int, "*"),
            ("%q", &int, "'*'"),
            ("%s", &int, "%!s(int=42)"),
            ("%v", &float, "3.25159"),
            ("%.2f", &float, "3.25"),
            ("%8.2f|", &float, "    3.25|"),
            ("%08.2f", &float, "00003.25"),
            ("%-8.2f|", &float, "3.25    |"),
            ("%e", &float, "3.251590e+00"),
            ("%g", &float, "3.25159"),
            ("%d", &float, "%!d(float64=3.25159)"),
            ("%s", &text, "hé"),
            ("%q", &text, "\"hé\""),
            ("%5s|", &text, "   hé|"),
            ("%.1s", &text, "h"),
            ("%x", &text, "68c3a9"),
            ("%T", &text, "string"),
            ("%d", &text, "%!d(string=hé)"),
            ("%", &text, "%!(NOVERB)%!(EXTRA string=hé)"),
            ("%v", &Value::Nil, "<nil>"),
            ("%d", &Value::Nil, "%!d(<nil>)"),
            ("%t", &Value::Bool(true), "true"),
            ("%v", &Value::Float(f64::INFINITY), "+Inf"),
        ] {
            assert_eq!(print(format, std::slice::from_ref(argument)), expected, "{format}");
        }
        assert_eq!(print("%d %d", std::slice::from_ref(&int)), "42 %!d(MISSING)");
        assert_eq!(print("%[2]d %[1]s", &[text.clone(), int.clone()]), "42 hé");
        assert_eq!(print("%[3]d", &[text.clone(), int.clone()]), "%!d(BADINDEX)");
        assert_eq!(print("%*d", &[Value::Int(5), int.clone()]), "   42");
        assert_eq!(print("a", &[text, Value::Nil]), "a%!(EXTRA string=hé, <nil>)");
    }
}
