//! `inhibit_rules`: alerts that silence others.

use std::borrow::Cow;

use super::decode::{Checks, Codec, Decoder, Expected, Input, List, Printer, Rules, Text, Texts, fatal, object};
use super::label_name::{check_legacy_keys, is_legacy, is_valid};
use super::matchers::{EqualMap, Matchers, RegexMap, gather};
use crate::few::Few;
use crate::text::Span;
use crate::text::quote::quote;
use crate::version::Version;

/// `inhibit_rules`. Before 0.28 a null one is none at all, and Alertmanager crashes on that when it starts.
#[derive(Debug)]
pub struct InhibitRules;

/// The rules, and where the null ones stand that are none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InhibitRuleList {
    pub(super) rules: Vec<InhibitRule>,
    pub(super) nils: Few<Span>,
}

impl Codec for InhibitRules {
    type Slot = InhibitRuleList;

    const EXPECTED: Expected = List::<InhibitRule>::EXPECTED;

    fn go_type(version: Version) -> Cow<'static, str> {
        List::<InhibitRule>::go_type(version)
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let mut nils = Few::default();
        let good = List::<InhibitRule>::decode_with(decoder, input, &mut slot.rules, |_, span| nils.push(span));
        if good {
            slot.nils = nils;
        }
        good
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        *slot = InhibitRuleList::default();
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        List::print(&slot.rules, key, printer);
    }
}

/// `equal`: texts, and before 0.28 label names, each of which checks itself.
#[derive(Debug)]
pub struct EqualLabels;

impl Codec for EqualLabels {
    type Slot = <Texts as Codec>::Slot;

    const EXPECTED: Expected = "a list of label names";

    fn go_type(version: Version) -> Cow<'static, str> {
        if version < Version::V0_28 {
            Cow::Borrowed("model.LabelNames")
        } else {
            Texts::go_type(version)
        }
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        if decoder.version() >= Version::V0_28 {
            return Texts::decode(decoder, input, slot);
        }
        let mut names = Vec::new();
        let good = decoder.items(input, Self::go_type, Self::EXPECTED, |decoder, item| {
            names.extend(decoder.element::<LabelName, _>(item));
        });
        if good {
            *slot = names.into();
        }
        good
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        slot.clear();
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        Texts::print(slot, key, printer);
    }
}

/// `model.LabelName`
#[derive(Debug)]
struct LabelName;

impl Codec for LabelName {
    type Slot = <Text as Codec>::Slot;

    const EXPECTED: Expected = "a label name";

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Borrowed("model.LabelName")
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let Some(text) = decoder.own_text(input, Self::EXPECTED) else {
            return false;
        };
        if !is_legacy(&text) {
            let finding = fatal(
                "bad-label-name",
                input.node.span,
                format!("{} is no label name", quote(&text)),
                format!("{} is not a valid label name", quote(&text)),
            );
            decoder.refuse_value(input, finding);
            return false;
        }
        *slot = Some(crate::text::Spanned::new(text.into_owned(), input.node.span));
        true
    }

    fn clear(at: Span, slot: &mut Self::Slot) {
        Text::clear(at, slot);
    }

    fn decode_quoted_null(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        Text::decode(decoder, input, slot)
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        Text::print(slot, key, printer);
    }
}

object! {
    /// Alerts that silence others.
    pub struct InhibitRule = "an inhibit rule" {
        /// A name for people.
        name: Text [since 30],
        /// `source_match` while it is read; then empty.
        source_match: EqualMap,
        /// `source_match_re` while it is read; then empty.
        source_match_re: RegexMap,
        /// What an alert must satisfy to silence others: `source_match`, `source_match_re` and `source_matchers` together.
        source_matchers: Matchers,
        /// `target_match` while it is read; then empty.
        target_match: EqualMap,
        /// `target_match_re` while it is read; then empty.
        target_match_re: RegexMap,
        /// What an alert must satisfy to be silenced: `target_match`, `target_match_re` and `target_matchers` together.
        target_matchers: Matchers,
        /// Labels whose values both alerts must share.
        equal: EqualLabels,
    }
}

impl Rules for InhibitRule {
    fn go_type(version: Version) -> &'static str {
        if version < Version::V0_33 {
            "config.InhibitRule"
        } else {
            "common.InhibitRule"
        }
    }

    fn inner_go_type(version: Version) -> &'static str {
        if version < Version::V0_33 {
            "config.plain"
        } else {
            "common.plain"
        }
    }

    fn is_pointer_in_lists(version: Version) -> bool {
        version < Version::V0_28
    }

    fn is_null(&self) -> bool {
        // Releases without names read null, and no rule with an empty name.
        let has_empty_name = self.name.as_ref().is_some_and(|name| name.is_empty());
        has_empty_name && self.source_matchers.is_empty() && self.target_matchers.is_empty() && self.equal.is_empty()
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        check_legacy_keys(self.source_match.iter().map(|(name, _)| name), checks);
        check_legacy_keys(self.target_match.iter().map(|(name, _)| name), checks);
        gather(
            &mut self.source_match,
            &mut self.source_match_re,
            &mut self.source_matchers,
        );
        gather(
            &mut self.target_match,
            &mut self.target_match_re,
            &mut self.target_matchers,
        );
        if checks.version() < Version::V0_28 {
            return;
        }
        let options = checks.decoder.options;
        for name in &self.equal {
            if !is_valid(name, options) {
                let finding = fatal(
                    "bad-label-name",
                    name.span,
                    format!("{} is no label name", quote(name)),
                    format!("invalid label name {} in equal list", quote(name)),
                );
                checks.refuse(finding);
            }
        }
    }
}
