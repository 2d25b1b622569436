//! `matchers`, `match` and `match_re`: the three ways to say which alerts are meant.

use std::borrow::Cow;

use super::decode::{Codec, Decoder, Expected, Input, Presence, Printer, Text, TextMap, Texts, fatal};
use super::label_name::{is_legacy, refused_legacy_key};
use super::whole::PANIC;
use crate::diagnostic::{Diagnostic, Stage};
use crate::few::Few;
use crate::matcher::{Matcher, MatcherSet, Warning};
use crate::text::quote::quote;
use crate::text::{Span, Spanned};
use crate::version::Version;
use crate::yaml::Kind;

/// A list of texts, each of which holds matchers.
#[derive(Debug)]
pub struct Matchers;

impl Codec for Matchers {
    type Slot = MatcherSet;

    const EXPECTED: Expected = "a list of matchers";

    fn go_type(version: Version) -> Cow<'static, str> {
        Cow::Borrowed(if version < Version::V0_33 {
            "config.Matchers"
        } else {
            "common.Matchers"
        })
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        if !decoder.step() {
            return false;
        }
        let type_errors = decoder.type_errors();
        let mut lines = Vec::new();
        let good = decoder.items(input, Texts::go_type, Self::EXPECTED, |decoder, item| {
            lines.extend(decoder.element::<Text, _>(item));
        });
        let is_hidden = decoder.type_errors() > type_errors;
        let mut matchers = std::mem::take(&mut decoder.matchers_read);
        matchers.extend(
            slot.spanned()
                .map(|(matcher, span)| Spanned::new(matcher.clone(), span)),
        );
        for line in lines {
            decode_line(decoder, &line, is_hidden, &mut matchers);
        }
        *slot = matchers.drain(..).collect();
        decoder.matchers_read = matchers;
        good && !is_hidden
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        *slot = MatcherSet::default();
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        if !slot.is_empty() {
            let texts: Vec<_> = slot.iter().map(canonical).collect();
            printer.texts(key, texts.iter().map(String::as_str));
        }
    }
}

/// A text that both grammars read as this matcher.
fn canonical(matcher: &Matcher) -> String {
    matcher.to_string()
}

fn decode_line(decoder: &mut Decoder<'_>, line: &Spanned<String>, is_hidden: bool, slot: &mut Vec<Spanned<Matcher>>) {
    match decoder.matchers.read(line) {
        Ok(parsed) => {
            if let Some(warning) = parsed.warning {
                decoder.remark(logged(line.span, &warning));
            }
            slot.extend(parsed.value.into_iter().map(|matcher| Spanned::new(matcher, line.span)));
        }
        Err(error) => {
            let finding = fatal(
                "bad-matcher",
                line.span,
                format!("this is no matcher: {error}"),
                error.to_string(),
            )
            .with_help("write `label=\"value\"`, with `=`, `!=`, `=~` or `!~`");
            decoder.refuse_text(&line.value, line.span, hidden_if(is_hidden, finding));
        }
    }
}

/// What Alertmanager logs about matchers it accepts.
fn logged(span: Span, warning: &Warning) -> Diagnostic {
    match warning {
        Warning::Incompatible { suggestion, .. } => Diagnostic::info(
            "classic-matcher",
            span,
            "only Alertmanager's older grammar for matchers reads this",
        )
        .with_note("Alertmanager logs a warning and falls back to that grammar")
        .with_help(format!("write `{suggestion}`, which both grammars read alike")),
        Warning::Disagreement { suggestion } => Diagnostic::warning(
            "ambiguous-matcher",
            span,
            "Alertmanager's two grammars for matchers read this differently",
        )
        .with_note("the older grammar wins for now; Alertmanager logs a warning")
        .with_help(format!("write `{suggestion}`, which both grammars read alike")),
    }
}

fn hidden_if(is_hidden: bool, mut finding: Diagnostic) -> Diagnostic {
    if is_hidden && let Some(upstream) = &mut finding.upstream {
        upstream.stage = Stage::Afterwards;
    }
    finding
}

/// `match`: label names and values. Its keys are checked by the object it stands in.
pub type EqualMap = TextMap;

/// `match_re`: label names and regular expressions. A value that is refused leaves no entry; `None` is a null value.
#[derive(Debug)]
pub struct RegexMap;

impl Codec for RegexMap {
    type Slot = Few<(Spanned<String>, Option<Spanned<Matcher>>)>;

    const EXPECTED: Expected = "a mapping of regular expressions";

    fn go_type(version: Version) -> Cow<'static, str> {
        Cow::Borrowed(if version < Version::V0_33 {
            "config.MatchRegexps"
        } else {
            "common.MatchRegexps"
        })
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        if !decoder.step() {
            return false;
        }
        let type_errors = decoder.type_errors();
        let go_type = if decoder.version() < Version::V0_33 {
            "config.plain"
        } else {
            "common.plain"
        };
        let before = slot.len();
        let good = decoder.map_entries(input, go_type, slot, &mut |decoder, name, value| {
            let mut regex = None;
            let good = decoder.visit(value, &mut |decoder, input| {
                decode_regex(decoder, input, name, &mut regex)
            });
            good.then_some(regex)
        });
        if !good {
            return false;
        }
        let is_hidden = decoder.type_errors() > type_errors;
        for (name, regex) in slot.get(before.min(slot.len())..).unwrap_or_default() {
            if !is_legacy(name) {
                decoder.refuse(hidden_if(is_hidden, refused_legacy_key(name)));
            } else if regex.is_none() {
                let finding = fatal(
                    "bad-regex",
                    name.span,
                    format!("{} has no regular expression", quote(name)),
                    format!("invalid regexp value for {}", quote(name)),
                )
                .with_help("write a regular expression behind it, or take it away");
                decoder.refuse(hidden_if(is_hidden, finding));
            }
        }
        !is_hidden
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        slot.clear();
    }

    /// As matchers, see [`Matchers`].
    fn print(_slot: &Self::Slot, _key: &str, _printer: &mut Printer) {}
}

/// Reads a `Regexp`. `false` if the real decoder would throw it away.
fn decode_regex(
    decoder: &mut Decoder<'_>,
    input: Input<'_>,
    name: &Spanned<String>,
    slot: &mut Option<Spanned<Matcher>>,
) -> bool {
    match (Presence::of(input.node), input.node.kind) {
        (Presence::Null, _) => return true,
        (Presence::QuotedNull, Kind::Scalar { text, .. }) if input.node.tag.is_none() => {
            if decoder.version() < Version::V0_28 {
                return decoder.wrong_type(input, "config.Regexp", "a regular expression");
            }
            // The type has a reader of texts by way of a pointer that is not set.
            let finding = fatal(
                "bad-regex",
                input.node.span,
                format!("Alertmanager crashes on the text `{text}` here"),
                PANIC,
            )
            .with_help(format!("write `({text})`"));
            decoder.refuse_value(input, finding);
            return false;
        }
        _ => {}
    }
    let Some(text) = decoder.own_text(input, "a regular expression") else {
        return false;
    };
    match Matcher::legacy_regex(name.value.as_str(), &text, decoder.version()) {
        Ok(matcher) => {
            *slot = Some(Spanned::new(matcher, input.node.span));
            true
        }
        Err(error) => {
            let finding = fatal(
                "bad-regex",
                input.node.span,
                format!("this is no regular expression: {error}"),
                error.to_string(),
            );
            decoder.refuse_value(input, finding);
            false
        }
    }
}

/// Puts the entries of the legacy maps to the matchers.
pub(super) fn gather(
    equal: &mut Few<(Spanned<String>, Spanned<String>)>,
    regex: &mut Few<(Spanned<String>, Option<Spanned<Matcher>>)>,
    matchers: &mut MatcherSet,
) {
    if equal.is_empty() && regex.is_empty() {
        return;
    }
    let written = matchers
        .spanned()
        .map(|(matcher, span)| Spanned::new(matcher.clone(), span));
    let equal = equal
        .take()
        .into_iter()
        .map(|(name, value)| Spanned::new(Matcher::equal(name.value, value.value), name.span.to(value.span)));
    let regex = regex
        .take()
        .into_iter()
        .filter_map(|(name, matcher)| matcher.map(|matcher| Spanned::new(matcher.value, name.span.to(matcher.span))));
    *matchers = written.chain(equal).chain(regex).collect();
}
