//! Lists, maps and nested objects.

use std::borrow::Cow;
use std::collections::HashMap;
use std::marker::PhantomData;

use super::object::Doubtful;
use super::{Checks, Codec, Decoder, Expected, Input, Printer, Rules, SecretText, Text};
use crate::config::Secret;
use crate::diagnostic::Label;
use crate::few::Few;
use crate::text::quote::quote;
use crate::text::{Span, Spanned};
use crate::version::Version;
use crate::yaml::{Kind, NodeId, Resolved};

use super::decoder::name_in_message;

/// Reads the value of an entry, given its key.
type ReadEntry<'r, D, V> = dyn FnMut(&mut D, &Spanned<String>, NodeId) -> Option<V> + 'r;

impl<'d> Decoder<'d> {
    /// Reads an object through its own reader, if it has one, and lets it check itself. Mirrors `callUnmarshaler`.
    pub(in crate::config) fn object<T: Rules>(&mut self, input: Input<'_>, target: &mut T) -> bool {
        if T::STARTS_AFRESH {
            *target = T::default();
        }
        target.set_span(input.node.span);
        let has_reader = T::has_reader(self.version());
        if has_reader && !self.step() {
            return false;
        }
        let type_errors = self.type_errors();
        let mut doubtful = Doubtful::default();
        let good = self.fields(input, T::inner_go_type(self.version()), target, &mut doubtful);
        if !has_reader || !good {
            return good;
        }
        let head = match input.node.kind {
            Kind::Mapping(pairs) => pairs.iter().next().map(|(key, _)| self.document.span(key)),
            _ => None,
        };
        let is_hidden = self.type_errors() > type_errors;
        target.check(&mut Checks {
            head: head.unwrap_or(input.node.span),
            fields: T::FIELDS,
            doubtful,
            is_hidden,
            decoder: self,
        });
        !is_hidden
    }

    /// Reads the items of a list; `null` is `true` for a null one. `false` if it is no list.
    pub(in crate::config) fn items(
        &mut self,
        input: Input<'_>,
        go_type: fn(Version) -> Cow<'static, str>,
        expected: Expected,
        mut read: impl FnMut(&mut Self, NodeId),
    ) -> bool {
        match input.node.kind {
            Kind::Sequence(items) => {
                let outer = self.enter_list();
                for &item in items {
                    read(self, item);
                }
                self.leave_key(outer);
                true
            }
            Kind::Scalar { .. } => match self.resolve(input) {
                Some(Resolved::Null) => true,
                Some(_) => self.wrong_type(input, &go_type(self.version()), expected),
                None => false,
            },
            Kind::Mapping(_) | Kind::Alias(_) => self.wrong_type(input, &go_type(self.version()), expected),
        }
    }

    /// Reads the pairs of a map with text keys into `pairs`. Mirrors `mapping`: a repeated key is a type error.
    pub(in crate::config) fn map_entries<V>(
        &mut self,
        input: Input<'_>,
        go_type: &str,
        pairs: &mut Few<(Spanned<String>, V)>,
        read: &mut ReadEntry<'_, Self, V>,
    ) -> bool {
        let known = pairs.iter().map(|(key, _)| (Cow::Owned(key.value.clone()), key.span));
        let mut known = known.collect();
        self.entries_beyond(input, go_type, pairs, &mut known, read)
    }

    /// [`Self::map_entries`] with the keys of `pairs` at hand, which what is merged shares: collecting them anew for each `<<`
    /// would take as long as all of them together.
    fn entries_beyond<V>(
        &mut self,
        input: Input<'_>,
        go_type: &str,
        pairs: &mut Few<(Spanned<String>, V)>,
        known: &mut HashMap<Cow<'d, str>, Span>,
        read: &mut ReadEntry<'_, Self, V>,
    ) -> bool {
        let Kind::Mapping(entries) = input.node.kind else {
            return self.no_mapping(input, go_type, || {
                pairs.clear();
                known.clear();
            });
        };
        known.reserve(entries.len());
        for (key, value) in entries.iter() {
            if self.is_merge_key(key) {
                self.merge(value, &mut |decoder, merged| {
                    decoder.entries_beyond(merged, go_type, pairs, known, read)
                });
                continue;
            }
            let Some(name) = self.key_text(key) else {
                continue;
            };
            let span = self.document.span(key);
            let spanned = Spanned::new(name.as_ref().to_owned(), span);
            let Some(entry) = read(self, &spanned, value) else {
                continue;
            };
            if let Some(&first) = known.get(&name) {
                self.repeated_map_key(&name, span, first, value);
                continue;
            }
            pairs.push((spanned, entry));
            known.insert(name, span);
        }
        true
    }

    /// Reads a struct that is nothing but a map into `pairs`: what is merged throws away what was there before.
    pub(in crate::config) fn inline_map<C: Codec>(
        &mut self,
        input: Input<'_>,
        go_type: &str,
        pairs: &mut Vec<(Spanned<String>, C::Slot)>,
    ) -> bool {
        let Kind::Mapping(entries) = input.node.kind else {
            return self.no_mapping(input, go_type, || pairs.clear());
        };
        pairs.clear();
        let mut known: HashMap<Cow<'_, str>, Span> = HashMap::with_capacity(entries.len());
        for (key, value) in entries.iter() {
            if self.is_merge_key(key) {
                self.merge(value, &mut |decoder, merged| {
                    decoder.inline_map::<C>(merged, go_type, pairs)
                });
                known.clear();
                known.extend(pairs.iter().map(|(key, _)| (Cow::Owned(key.value.clone()), key.span)));
                continue;
            }
            let Some(name) = self.key_text(key) else {
                continue;
            };
            let mut slot = C::Slot::default();
            self.unmarshal::<C>(value, &mut slot);
            let span = self.document.span(key);
            if let Some(&first) = known.get(&name) {
                self.repeated_map_key(&name, span, first, value);
                continue;
            }
            pairs.push((Spanned::new(name.as_ref().to_owned(), span), slot));
            known.insert(name, span);
        }
        true
    }

    fn repeated_map_key(&mut self, name: &str, span: Span, first: Span, value: NodeId) {
        let line = self.document.node(value).line;
        let message = format!("{} is set twice", name_in_message(name));
        let text = format!("key {} already set in map", quote(name));
        let finding = self.type_error(line, "repeated-key", span, message, text);
        finding.secondary.push(Label {
            span: first,
            text: "first set here".to_owned(),
        });
        finding.help.push("keep one of them".into());
    }

    /// An element or an entry of a collection; `None` if there is none: refused, or a null pointer.
    pub(in crate::config) fn element<C, T>(&mut self, id: NodeId) -> Option<T>
    where
        C: Codec<Slot = Option<T>>,
        T: Clone + std::fmt::Debug + PartialEq,
    {
        let mut slot = None;
        if self.unmarshal::<C>(id, &mut slot) { slot } else { None }
    }
}

/// Go's `[]string`.
#[derive(Debug)]
pub struct Texts;

impl Codec for Texts {
    type Slot = Few<Spanned<String>>;

    const EXPECTED: Expected = "a list of texts";

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Borrowed("[]string")
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let mut texts = Vec::new();
        let good = decoder.items(input, Self::go_type, Self::EXPECTED, |decoder, item| {
            texts.extend(decoder.element::<Text, _>(item));
        });
        if good {
            *slot = texts.into();
        }
        good
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        slot.clear();
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        if !slot.is_empty() {
            printer.texts(key, slot.iter().map(|text| text.value.as_str()));
        }
    }
}

/// `[]Secret`.
#[derive(Debug)]
pub struct SecretTexts;

impl Codec for SecretTexts {
    type Slot = Vec<Spanned<Secret>>;

    const EXPECTED: Expected = "a list of texts";

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Borrowed("[]config.Secret")
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let mut secrets = Vec::new();
        let good = decoder.items(input, Self::go_type, Self::EXPECTED, |decoder, item| {
            secrets.extend(decoder.element::<SecretText, _>(item));
        });
        if good {
            *slot = secrets;
        }
        good
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        slot.clear();
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        if !slot.is_empty() {
            printer.secret_texts(key, slot.iter().map(|secret| &secret.value));
        }
    }
}

/// Go's `map[string]string`.
#[derive(Debug)]
pub struct TextMap;

impl Codec for TextMap {
    type Slot = Few<(Spanned<String>, Spanned<String>)>;

    const EXPECTED: Expected = "a mapping of texts";

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Borrowed("map[string]string")
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        decoder.map_entries(input, "map[string]string", slot, &mut |decoder, _, value| {
            decoder.element::<Text, _>(value)
        })
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        slot.clear();
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        if !slot.is_empty() {
            printer.mapping(key, |printer| {
                for (name, value) in slot {
                    printer.text(name, value);
                }
            });
        }
    }
}

/// A map from texts to lists of secrets: headers for a proxy. Its type is called differently by different releases.
#[derive(Debug)]
pub struct SecretLists;

impl Codec for SecretLists {
    type Slot = Few<(Spanned<String>, Vec<Spanned<Secret>>)>;

    const EXPECTED: Expected = "a mapping of lists";

    fn go_type(version: Version) -> Cow<'static, str> {
        Cow::Borrowed(if version < Version::V0_28 {
            "config.Header"
        } else {
            "config.ProxyHeader"
        })
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let go_type = Self::go_type(decoder.version());
        decoder.map_entries(input, &go_type, slot, &mut |decoder, _, value| {
            let mut secrets = Vec::new();
            decoder.unmarshal::<SecretTexts>(value, &mut secrets).then_some(secrets)
        })
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        slot.clear();
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        if !slot.is_empty() {
            printer.mapping(key, |printer| {
                for (name, values) in slot {
                    printer.secret_texts(name, values.iter().map(|secret| &secret.value));
                }
            });
        }
    }
}

/// A pointer to an object: null means not set.
#[derive(Debug)]
pub struct Pointer<T>(PhantomData<T>);

impl<T: Rules> Codec for Pointer<T> {
    type Slot = Option<Box<T>>;

    const EXPECTED: Expected = "a mapping";

    fn go_type(version: Version) -> Cow<'static, str> {
        Cow::Owned(format!("*{}", T::go_type(version)))
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        decoder.object(input, &mut **slot.get_or_insert_default())
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        *slot = None;
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        if let Some(object) = slot {
            printer.mapping(key, |printer| object.print_fields(printer));
        }
    }
}

/// An object inside another: null empties it.
#[derive(Debug)]
pub struct Struct<T>(PhantomData<T>);

impl<T: Rules> Codec for Struct<T> {
    type Slot = Option<Box<T>>;

    const EXPECTED: Expected = "a mapping";

    fn go_type(version: Version) -> Cow<'static, str> {
        Cow::Borrowed(T::go_type(version))
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        decoder.object(input, &mut **slot.get_or_insert_default())
    }

    fn clear(at: Span, slot: &mut Self::Slot) {
        *slot = Some(Box::new(T::zero(at)));
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        Pointer::<T>::print(slot, key, printer);
    }
}

/// An object inside another that is all zero by default, so that null means as much as nothing.
#[derive(Debug)]
pub struct Blank<T>(PhantomData<T>);

impl<T: Rules> Codec for Blank<T> {
    type Slot = Option<Box<T>>;

    const EXPECTED: Expected = "a mapping";

    fn go_type(version: Version) -> Cow<'static, str> {
        Cow::Borrowed(T::go_type(version))
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        Pointer::<T>::decode(decoder, input, slot)
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        *slot = None;
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        Pointer::<T>::print(slot, key, printer);
    }
}

/// An entry of a list of objects, read where it will stay: such objects are large, and of some lists there are very many.
#[derive(Debug)]
struct Item<T, const IS_POINTER: bool>(PhantomData<T>);

impl<T: Rules, const IS_POINTER: bool> Codec for Item<T, IS_POINTER> {
    type Slot = Vec<T>;

    const EXPECTED: Expected = "a mapping";

    fn go_type(version: Version) -> Cow<'static, str> {
        if IS_POINTER {
            Pointer::<T>::go_type(version)
        } else {
            Struct::<T>::go_type(version)
        }
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let object = slot.push_mut(T::default());
        decoder.object(input, object)
    }

    fn clear(at: Span, slot: &mut Self::Slot) {
        if !IS_POINTER {
            slot.push(T::zero(at));
        }
    }

    /// Only ever read.
    fn print(_slot: &Self::Slot, _key: &str, _printer: &mut Printer) {}
}

/// How many objects of a list memory is reserved for at once: for no more than a large configuration has, as an item may
/// take far less room in the text than the object it becomes.
const MOST_RESERVED: usize = 1 << 16;

/// A list of objects.
#[derive(Debug)]
pub struct List<T>(PhantomData<T>);

impl<T: Rules> List<T> {
    /// Reads the items; of null ones that are pointers, `on_nil` learns the place.
    pub(in crate::config) fn decode_with(
        decoder: &mut Decoder<'_>,
        input: Input<'_>,
        slot: &mut Vec<T>,
        mut on_nil: impl FnMut(usize, Span),
    ) -> bool {
        let is_pointer = T::is_pointer_in_lists(decoder.version());
        let mut objects = Vec::with_capacity(match input.node.kind {
            Kind::Sequence(items) => items.len().min(MOST_RESERVED),
            _ => 0,
        });
        let good = decoder.items(input, Self::go_type, Self::EXPECTED, |decoder, item| {
            let doubts = decoder.doubts();
            let before = objects.len();
            if is_pointer {
                decoder.unmarshal::<Item<T, true>>(item, &mut objects);
            } else {
                decoder.unmarshal::<Item<T, false>>(item, &mut objects);
            }
            if objects.len() == before {
                if decoder.doubts() == doubts {
                    on_nil(before, decoder.span_of(item));
                } else {
                    decoder.note_loss();
                }
            }
        });
        if good {
            *slot = objects;
        } else {
            decoder.note_loss();
        }
        good
    }
}

impl<T: Rules> Codec for List<T> {
    type Slot = Vec<T>;

    const EXPECTED: Expected = "a list of mappings";

    fn go_type(version: Version) -> Cow<'static, str> {
        let pointer = if T::is_pointer_in_lists(version) { "*" } else { "" };
        Cow::Owned(format!("[]{pointer}{}", T::go_type(version)))
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        Self::decode_with(decoder, input, slot, |_, _| {})
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        slot.clear();
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        if !slot.is_empty() {
            printer.list(key, slot, |printer, object| {
                if object.is_null() {
                    printer.null_item();
                }
                object.print_fields(printer);
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use crate::config::{self, Options};
    use crate::text::SourceFile;

    fn findings(text: &str) -> Vec<String> {
        let loaded = config::load(&SourceFile::new("a.yml", text), &Options::default());
        let told = loaded.diagnostics.iter();
        told.map(|finding| {
            format!(
                "{} {:?}",
                finding.name,
                finding.secondary.first().map(|label| label.span.start)
            )
        })
        .collect()
    }

    const RECEIVERS: &str = "receivers: [{name: a}]\nroute:\n  receiver: a\n  routes:\n  - match:\n";

    #[test]
    fn keys_are_known_through_what_is_merged() {
        for (entries, first) in [
            ("      x: a\n      <<: {y: b}\n      y: c\n", "y: b"),
            ("      <<: [{x: a}, {<<: {y: b}, z: c}]\n      y: c\n", "y: b"),
            ("      <<: {x: a}\n      <<: {x: b}\n", "x: a"),
        ] {
            let text = format!("{RECEIVERS}{entries}");
            let first = text.find(first).expect("it is in there");
            assert_eq!(findings(&text), [format!("repeated-key Some({first})")], "{text}");
        }
        assert_eq!(
            findings(&format!("{RECEIVERS}      x: a\n      <<: {{y: b}}\n")),
            [""; 0]
        );
    }

    /// If each `<<` took as long as all before it, this would take minutes.
    #[test]
    fn many_merges_take_no_longer_than_many_keys() {
        let mut text = RECEIVERS.to_owned();
        for key in 0..50_000 {
            let _ = writeln!(text, "      <<: {{k{key}: v}}");
        }
        text.push_str("      k0: v\n");
        let first = text.find("k0: v").expect("it is in there");
        assert_eq!(findings(&text), [format!("repeated-key Some({first})")]);
    }
}
