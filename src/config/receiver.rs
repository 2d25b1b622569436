//! `receivers`: named lists of integrations.

use std::borrow::Cow;

use super::decode::{
    Checks, Codec, Decoder, Expected, Field, Input, List, Object, Printer, Rules, Text, TextMap, fatal,
};
use super::gaps::{Gaps, NilEntry};
use super::integration::IntegrationKind;
use super::{Integration, Settings, WebhookConfig};
use crate::few::Few;
use crate::text::quote::quote;
use crate::text::{Span, Spanned};
use crate::version::Version;
use crate::yaml::NodeId;

/// A named destination.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Receiver {
    /// The whole receiver.
    pub span: Span,
    /// The name routes refer to.
    pub name: Spanned<String>,
    /// Labels of the receiver.
    pub labels: Few<(Spanned<String>, Spanned<String>)>,
    /// What it sends to, in source order.
    pub integrations: Vec<Integration>,
    /// What could not be read.
    pub gaps: Gaps,
}

impl Receiver {
    /// Its first webhook.
    #[must_use]
    pub fn webhook(&self) -> Option<(&Integration, &WebhookConfig)> {
        self.integrations
            .iter()
            .find_map(|integration| match &integration.settings {
                Settings::Webhook(webhook) => Some((integration, &**webhook)),
                _ => None,
            })
    }
}

/// The keys before the lists of integrations.
const OWN_FIELDS: usize = 2;
const FIELD_COUNT: usize = OWN_FIELDS + IntegrationKind::ALL.len();

const FIELDS: [Field; FIELD_COUNT] = {
    let name = Field {
        key: "name",
        since: 0,
        takes: Text::EXPECTED,
        is_secret: false,
        docs: " The name routes refer to.",
    };
    let labels = Field {
        key: "labels",
        since: 33,
        takes: TextMap::EXPECTED,
        is_secret: false,
        docs: " Labels of the receiver.",
    };
    let mut fields = [name; FIELD_COUNT];
    fields[1] = labels;
    let mut at = 0;
    while at < IntegrationKind::ALL.len() {
        fields[OWN_FIELDS + at] = IntegrationKind::ALL[at].field();
        at += 1;
    }
    fields
};

impl Object for Receiver {
    const WHAT: &'static str = "a receiver";
    const FIELDS: &'static [Field] = &FIELDS;

    fn position(key: &str) -> Option<usize> {
        match key {
            "name" => Some(0),
            "labels" => Some(1),
            _ if key.ends_with("_configs") => FIELDS.iter().position(|field| field.key == key),
            _ => None,
        }
    }

    fn decode_field(&mut self, position: usize, decoder: &mut Decoder<'_>, value: NodeId) -> bool {
        match position {
            0 => {
                let doubts = decoder.doubts();
                let mut name = None;
                let good = decoder.unmarshal::<Text>(value, &mut name);
                self.gaps.is_name_unknown = decoder.doubts() > doubts;
                self.name = name.unwrap_or_default();
                good
            }
            1 => decoder.unmarshal::<TextMap>(value, &mut self.labels),
            _ => {
                let Some(&kind) = IntegrationKind::ALL.get(position - OWN_FIELDS) else {
                    return false;
                };
                self.integrations.retain(|integration| integration.kind != kind);
                let nils = &mut self.gaps.nil_entries;
                nils.retain(|nil| nil.kind != Some(kind));
                kind.decode_list(decoder, value, &mut self.integrations, &mut |index, span| {
                    let kind = Some(kind);
                    nils.push(NilEntry { kind, index, span });
                })
            }
        }
    }

    fn zero(at: Span) -> Self {
        Self {
            span: at,
            name: Spanned::new(String::new(), at),
            ..Self::default()
        }
    }

    fn set_span(&mut self, span: Span) {
        self.span = span;
    }

    fn print_fields(&self, printer: &mut Printer) {
        if self.name.is_empty() {
            printer.null_item();
        }
        printer.text("name", &self.name);
        TextMap::print(&self.labels, "labels", printer);
        let mut written: Vec<IntegrationKind> = Vec::new();
        for kind in self.integrations.iter().map(|integration| integration.kind) {
            if written.contains(&kind) {
                continue;
            }
            written.push(kind);
            let of_kind = self.integrations.iter().filter(|integration| integration.kind == kind);
            printer.list(kind.key(), of_kind, |printer, integration| {
                integration.print_fields(printer);
            });
        }
    }
}

/// `receivers`. Before 0.28 a null one is none at all, on which Alertmanager crashes.
#[derive(Debug)]
pub struct Receivers;

impl Codec for Receivers {
    type Slot = Vec<Receiver>;

    const EXPECTED: Expected = "a list of receivers";

    fn go_type(version: Version) -> Cow<'static, str> {
        List::<Receiver>::go_type(version)
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let mut nils = Vec::new();
        let good = List::<Receiver>::decode_with(decoder, input, slot, |index, span| {
            let kind = None;
            nils.push(NilEntry { kind, index, span });
        });
        decoder.nil_receivers = nils;
        good
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        slot.clear();
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        List::<Receiver>::print(slot, key, printer);
    }
}

impl Rules for Receiver {
    fn go_type(_version: Version) -> &'static str {
        "config.Receiver"
    }

    fn is_pointer_in_lists(version: Version) -> bool {
        version < Version::V0_28
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        let name = Some(self.name.span).filter(|_| !self.name.is_empty());
        checks.required("name", name, "missing name in receiver");
        let label = self.labels.iter().find(|(key, _)| key.value == "name");
        if let Some((_, label)) = label
            && label.value != self.name.value
            && checks.knows("name")
        {
            let finding = fatal(
                "other-name-in-label",
                label.span,
                "the label `name` of a receiver must be its name",
                format!(
                    "receiver label \"name\" must match receiver name {}, got {}",
                    quote(&self.name),
                    quote(label)
                ),
            )
            .with_secondary(self.name.span, "the name of the receiver")
            .with_help("take the label away");
            checks.refuse(finding);
        }
    }
}
