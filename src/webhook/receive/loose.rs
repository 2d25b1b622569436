//! The payload's shapes before anything is demanded of them: a name of the wrong type is a value here, not an error.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A string, or something else.
pub(super) enum Text<'a> {
    String(Cow<'a, str>),
    Other,
}

/// An object's names and values in order, or something else.
pub(super) enum Values<'a> {
    Object(Vec<(Cow<'a, str>, Text<'a>)>),
    Other,
}

/// The whole payload.
pub(super) enum Payload<'a> {
    Object(Box<PayloadFields<'a>>),
    Other,
}

/// What is read of a payload.
#[derive(Default)]
pub(super) struct PayloadFields<'a> {
    pub version: Option<Text<'a>>,
    pub group_key: Option<Text<'a>>,
    pub external_url: Option<Text<'a>>,
    pub truncated_alerts: u64,
    pub alerts: Option<Alerts<'a>>,
}

/// `alerts`.
pub(super) enum Alerts<'a> {
    Array(Vec<Alert<'a>>),
    Other,
}

/// One of `alerts`.
pub(super) enum Alert<'a> {
    Object(Box<AlertFields<'a>>),
    Other,
}

/// What is read of an alert.
#[derive(Default)]
pub(super) struct AlertFields<'a> {
    pub status: Option<Text<'a>>,
    pub labels: Option<Values<'a>>,
    pub annotations: Option<Values<'a>>,
    pub starts_at: Option<Text<'a>>,
    pub ends_at: Option<Text<'a>>,
    pub generator_url: Option<Text<'a>>,
    pub fingerprint: Option<Text<'a>>,
}

/// A shape made from whatever JSON holds: each kind of value has a default answer, "something else".
trait Loose<'de>: Sized {
    /// What every kind of value becomes that is not wanted.
    fn other() -> Self;

    fn null() -> Self {
        Self::other()
    }

    fn string(_: Cow<'de, str>) -> Self {
        Self::other()
    }

    fn number(_: u64) -> Self {
        Self::other()
    }

    fn array<A: SeqAccess<'de>>(mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::other())
    }

    fn object<A: MapAccess<'de>>(mut fields: A) -> Result<Self, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::other())
    }
}

struct LooseVisitor<T>(PhantomData<T>);

impl<'de, T: Loose<'de>> Visitor<'de> for LooseVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<T, E> {
        Ok(T::other())
    }

    fn visit_i64<E>(self, _: i64) -> Result<T, E> {
        Ok(T::other())
    }

    fn visit_u64<E>(self, number: u64) -> Result<T, E> {
        Ok(T::number(number))
    }

    fn visit_f64<E>(self, _: f64) -> Result<T, E> {
        Ok(T::other())
    }

    fn visit_unit<E>(self) -> Result<T, E> {
        Ok(T::null())
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<T, E> {
        Ok(T::string(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(T::string(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<T, A::Error> {
        T::array(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<T, A::Error> {
        T::object(fields)
    }
}

macro_rules! deserialize_loosely {
    ($lifetime:lifetime: $($shape:ty),*) => {$(
        impl<$lifetime> Deserialize<$lifetime> for $shape {
            fn deserialize<D: Deserializer<$lifetime>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(LooseVisitor(PhantomData))
            }
        }
    )*};
}

deserialize_loosely!('de: Text<'de>, Values<'de>, Payload<'de>, Alerts<'de>, Alert<'de>, Name<'de>, Count);

impl<'de> Loose<'de> for Text<'de> {
    fn other() -> Self {
        Self::Other
    }

    fn string(text: Cow<'de, str>) -> Self {
        Self::String(text)
    }
}

impl<'de> Loose<'de> for Values<'de> {
    fn other() -> Self {
        Self::Other
    }

    /// What Go makes of a map nobody filled.
    fn null() -> Self {
        Self::Object(Vec::new())
    }

    fn object<A: MapAccess<'de>>(mut fields: A) -> Result<Self, A::Error> {
        // As many as alerts mostly have.
        let mut pairs = Vec::with_capacity(8);
        while let Some((Name(name), value)) = fields.next_entry()? {
            pairs.push((name, value));
        }
        Ok(Self::Object(pairs))
    }
}

impl<'de> Loose<'de> for Payload<'de> {
    fn other() -> Self {
        Self::Other
    }

    fn object<A: MapAccess<'de>>(mut fields: A) -> Result<Self, A::Error> {
        let mut read = PayloadFields::default();
        while let Some(Name(name)) = fields.next_key()? {
            match &*name {
                "version" => read.version = Some(fields.next_value()?),
                "groupKey" => read.group_key = Some(fields.next_value()?),
                "externalURL" => read.external_url = Some(fields.next_value()?),
                "truncatedAlerts" => read.truncated_alerts = fields.next_value::<Count>()?.0,
                "alerts" => read.alerts = Some(fields.next_value()?),
                _ => {
                    fields.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Self::Object(Box::new(read)))
    }
}

impl<'de> Loose<'de> for Alerts<'de> {
    fn other() -> Self {
        Self::Other
    }

    fn array<A: SeqAccess<'de>>(mut items: A) -> Result<Self, A::Error> {
        let mut alerts = Vec::new();
        while let Some(alert) = items.next_element()? {
            alerts.push(alert);
        }
        Ok(Self::Array(alerts))
    }
}

impl<'de> Loose<'de> for Alert<'de> {
    fn other() -> Self {
        Self::Other
    }

    fn object<A: MapAccess<'de>>(mut fields: A) -> Result<Self, A::Error> {
        let mut read = AlertFields::default();
        while let Some(Name(name)) = fields.next_key()? {
            match &*name {
                "status" => read.status = Some(fields.next_value()?),
                "labels" => read.labels = Some(fields.next_value()?),
                "annotations" => read.annotations = Some(fields.next_value()?),
                "startsAt" => read.starts_at = Some(fields.next_value()?),
                "endsAt" => read.ends_at = Some(fields.next_value()?),
                "generatorURL" => read.generator_url = Some(fields.next_value()?),
                "fingerprint" => read.fingerprint = Some(fields.next_value()?),
                _ => {
                    fields.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Self::Object(Box::new(read)))
    }
}

/// An object's name; always a string.
struct Name<'a>(Cow<'a, str>);

impl<'de> Loose<'de> for Name<'de> {
    fn other() -> Self {
        Self(Cow::Borrowed(""))
    }

    fn string(text: Cow<'de, str>) -> Self {
        Self(text)
    }
}

/// A number that counts; everything else is none.
struct Count(u64);

impl Loose<'_> for Count {
    fn other() -> Self {
        Self(0)
    }

    fn number(number: u64) -> Self {
        Self(number)
    }
}
