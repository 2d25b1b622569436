//! Mappings with known keys, declared by a table.

use super::{Decoder, Expected, Input, Printer, Rules, fatal};
use crate::diagnostic::Label;
use crate::text::Span;
use crate::version::Version;
use crate::yaml::{self, Kind, Node, NodeId};

use super::decoder::{Presence, name_in_message};

/// A known key of a mapping.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The key.
    pub key: &'static str,
    /// The minor number of the Alertmanager 0.x that first knew it; 0 if it is older than all that are mirrored.
    pub since: u8,
    /// What it takes.
    pub takes: Expected,
    /// Whether its value must not be shown.
    pub is_secret: bool,
    /// What it does.
    pub docs: &'static str,
}

impl Field {
    /// Whether a release knows the key.
    #[must_use]
    pub fn is_known_to(&self, version: Version) -> bool {
        self.since <= minor(version)
    }
}

fn minor(version: Version) -> u8 {
    match version {
        Version::V0_25 => 25,
        Version::V0_28 => 28,
        Version::V0_33 => 33,
    }
}

/// A mapping with known keys; made by [`object!`](super::object!).
pub trait Object: Clone + Default + std::fmt::Debug + PartialEq {
    /// What it is, in words that follow "of": `a route`.
    const WHAT: &'static str;
    /// Its keys.
    const FIELDS: &'static [Field];

    /// Where a key stands among [`Object::FIELDS`].
    fn position(key: &str) -> Option<usize>;

    /// Reads the value of the key at a position.
    fn decode_field(&mut self, position: usize, decoder: &mut Decoder<'_>, value: NodeId) -> bool;

    /// Go's zero value: as if every key were written and null.
    fn zero(at: Span) -> Self;

    /// Takes away what this release does not know.
    fn forget_later_keys(&mut self, version: Version) {
        let _ = version;
    }

    /// Says where it stands.
    fn set_span(&mut self, span: Span);

    /// Writes what is written.
    fn print_fields(&self, printer: &mut Printer);
}

/// Declares a mapping with known keys:
///
/// ```text
/// object! {
///     /// Documentation of the type.
///     pub struct Name = "a thing" {
///         /// Documentation of the key `url`.
///         url: Text,
///         /// A key that is a word of Rust or is called differently, and is not known to older releases.
///         kind("type"): Text [since 28],
///     }
/// }
/// ```
///
/// The struct also has a `span`, and after `+` further fields that stand for no key.
macro_rules! object {
    (
        $(#[$meta:meta])*
        pub struct $name:ident = $what:literal {
            $(
                $(#[doc = $docs:literal])*
                $field:ident $(($key:literal))? : $codec:ty $([since $since:literal])?
            ),* $(,)?
        }
        $( + {
            $( $(#[$extra_meta:meta])* $extra_vis:vis $extra:ident : $extra_type:ty ),* $(,)?
        } )?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            /// Where it stands.
            pub span: $crate::text::Span,
            $(
                $(#[doc = $docs])*
                pub $field: <$codec as $crate::config::decode::Codec>::Slot,
            )*
            $( $( $(#[$extra_meta])* $extra_vis $extra: $extra_type, )* )?
        }

        const _: () = {
            use $crate::config::decode::{Codec, Decoder, Field, Object, Printer};

            #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "named after the fields")]
            #[derive(Clone, Copy)]
            enum At {
                $($field,)*
            }

            impl Object for $name {
                const WHAT: &'static str = $what;
                const FIELDS: &'static [Field] = &[
                    $(
                        Field {
                            key: object!(@key $field $($key)?),
                            since: 0 $(+ $since)?,
                            takes: <$codec as Codec>::EXPECTED,
                            is_secret: <$codec as Codec>::IS_SECRET,
                            docs: concat!($($docs),*),
                        },
                    )*
                ];

                fn position(key: &str) -> Option<usize> {
                    Some(match key {
                        $(object!(@key $field $($key)?) => At::$field,)*
                        _ => return None,
                    } as usize)
                }

                fn decode_field(
                    &mut self,
                    position: usize,
                    decoder: &mut Decoder<'_>,
                    value: $crate::yaml::NodeId,
                ) -> bool {
                    match position {
                        $(at if at == At::$field as usize => decoder.unmarshal::<$codec>(value, &mut self.$field),)*
                        _ => false,
                    }
                }

                fn zero(at: $crate::text::Span) -> Self {
                    let mut zero = Self { span: at, ..Self::default() };
                    $(<$codec as Codec>::clear(at, &mut zero.$field);)*
                    zero
                }

                fn forget_later_keys(&mut self, version: $crate::version::Version) {
                    $(if !Self::FIELDS[At::$field as usize].is_known_to(version) {
                        self.$field = Default::default();
                    })*
                }

                fn set_span(&mut self, span: $crate::text::Span) {
                    self.span = span;
                }

                fn print_fields(&self, printer: &mut Printer) {
                    $(<$codec as Codec>::print(&self.$field, object!(@key $field $($key)?), printer);)*
                }
            }
        };
    };
    (@key $field:ident) => { stringify!($field) };
    (@key $field:ident $key:literal) => { $key };
}
pub(in crate::config) use object;

/// Which fields of an object hold something that is not known: refused, or behind a placeholder.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::config) struct Doubtful(u128);

impl Doubtful {
    pub(in crate::config) fn contains(self, position: usize) -> bool {
        self.0 & (1 << position) != 0
    }

    fn insert(&mut self, position: usize) {
        self.0 |= 1 << position;
    }
}

fn is_merge_key(key: Node<'_>) -> bool {
    match key.kind {
        Kind::Scalar { text, style } => yaml::resolve::is_merge_key(text, style, key.tag),
        _ => false,
    }
}

impl<'d> Decoder<'d> {
    /// Reads the keys of a mapping. Mirrors `mappingStruct`.
    pub(in crate::config) fn fields<T: Rules>(
        &mut self,
        input: Input<'_>,
        go_type: &str,
        target: &mut T,
        doubtful: &mut Doubtful,
    ) -> bool {
        let Kind::Mapping(pairs) = input.node.kind else {
            let version = self.version();
            return self.no_mapping(input, go_type, || {
                *target = T::zero(input.node.span);
                target.forget_later_keys(version);
            });
        };
        let document = self.document;
        let mut seen: u128 = 0;
        for (key, value) in pairs.iter() {
            let node = document.node(key);
            if is_merge_key(node) {
                self.merge(value, &mut |decoder, merged| {
                    decoder.fields(merged, go_type, target, doubtful)
                });
                continue;
            }
            let Some(name) = self.text_of_key(key, node) else {
                continue;
            };
            let name = name.as_ref();
            let known = T::position(name).filter(|&at| T::FIELDS[at].is_known_to(self.version()));
            let Some(at) = known else {
                let later = T::position(name).map(|at| T::FIELDS[at].since);
                let suggestion = match later {
                    None => self.suggest(T::WHAT, T::FIELDS, name),
                    Some(_) => None,
                };
                let message = match later {
                    None => format!("{} is no key of {}", name_in_message(name), T::WHAT),
                    Some(since) => format!("`{name}` needs Alertmanager 0.{since} or later"),
                };
                let upstream = format!("field {name} not found in type {go_type}");
                let finding = self.type_error(node.line, "unknown-key", node.span, message, upstream);
                if let Some(key) = suggestion {
                    finding.help.push(format!("there is a key `{key}`").into());
                } else if let Some(help) = T::help_with_stray_key(name) {
                    finding.help.push(help.into());
                }
                continue;
            };
            if seen & (1 << at) != 0 {
                let finding = self.type_error(
                    node.line,
                    "repeated-key",
                    node.span,
                    format!("`{name}` is set twice in {}", T::WHAT),
                    format!("field {name} already set in type {go_type}"),
                );
                let first = pairs
                    .iter()
                    .find(|&(other, _)| document.scalar_text(other) == Some(name));
                if let Some((first, _)) = first {
                    finding.secondary.push(Label {
                        span: document.span(first),
                        text: "first set here".to_owned(),
                    });
                }
                finding.help.push("keep one of them".into());
                continue;
            }
            seen |= 1 << at;
            let doubts = self.doubts();
            let outer = self.enter_key(T::FIELDS[at].key);
            target.decode_field(at, self, value);
            self.leave_key(outer);
            if self.doubts() > doubts {
                doubtful.insert(at);
            }
        }
        true
    }

    /// Something else where a mapping belongs: null where only the text gives it away (`NULL`), or an error.
    pub(in crate::config) fn no_mapping(&mut self, input: Input<'_>, go_type: &str, clear: impl FnOnce()) -> bool {
        if matches!(input.node.kind, Kind::Scalar { .. }) {
            match self.resolve(input) {
                Some(yaml::Resolved::Null) => {
                    clear();
                    return true;
                }
                Some(_) => {}
                None => return false,
            }
        }
        self.wrong_type(input, go_type, "a mapping")
    }

    /// The text of a key; `None` if it is none, which is noted.
    pub(in crate::config) fn key_text(&mut self, key: NodeId) -> Option<std::borrow::Cow<'d, str>> {
        self.text_of_key(key, self.document.node(key))
    }

    #[inline]
    fn text_of_key(&mut self, key: NodeId, node: Node<'d>) -> Option<std::borrow::Cow<'d, str>> {
        if !self.step() {
            return None;
        }
        let Kind::Alias(alias) = node.kind else {
            return self.key_text_of(Input { node });
        };
        let mut text = None;
        self.follow(key, node.span, alias, &mut |decoder, input| {
            text = decoder.key_text_of(input);
            text.is_some()
        });
        text
    }

    #[inline]
    fn key_text_of(&mut self, input: Input<'d>) -> Option<std::borrow::Cow<'d, str>> {
        match Presence::of(input.node) {
            Presence::Null => Some("".into()),
            Presence::QuotedNull | Presence::Present => self.text(input, "string", "texts as keys"),
        }
    }

    pub(in crate::config) fn is_merge_key(&self, key: NodeId) -> bool {
        is_merge_key(self.document.node(key))
    }

    /// Takes over what `<<` names, where it stands.
    pub(in crate::config) fn merge(&mut self, value: NodeId, into: &mut dyn FnMut(&mut Self, Input<'d>) -> bool) {
        match self.document.kind(value) {
            Kind::Sequence(items) => {
                // Backwards, so that earlier ones win.
                for &item in items.iter().rev() {
                    self.merge_one(item, into);
                }
            }
            _ => self.merge_one(value, into),
        }
    }

    fn merge_one(&mut self, value: NodeId, into: &mut dyn FnMut(&mut Self, Input<'d>) -> bool) {
        let target = match self.document.kind(value) {
            Kind::Alias(alias) => alias.target,
            _ => Some(value),
        };
        let is_mapping = target.is_none_or(|target| matches!(self.document.kind(target), Kind::Mapping(_)));
        if is_mapping {
            self.visit(value, into);
            return;
        }
        let finding = fatal(
            "merge-of-no-mapping",
            self.document.span(value),
            "`<<` takes a mapping or a list of mappings",
            "yaml: map merge requires map or sequence of maps as the value",
        );
        self.refuse(finding);
    }
}
