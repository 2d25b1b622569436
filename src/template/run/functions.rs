//! The functions of templates: those of the language, Prometheus' and Alertmanager's own.

use std::rc::Rc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::alertmanager::{self, Own};
use super::compare;
use super::float::{Style, format_float};
use super::value::{Labels, Value};
use super::{Usage, escape, format, humanize, pattern, time, words};
use crate::time_interval::Location;

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parameter {
    Any,
    Text,
    Vector,
    Sample,
    /// `[]string`
    Texts,
    /// `[]interface {}`
    List,
    /// `time.Time`
    Time,
    /// `time.Duration`
    Duration,
    /// `int`
    Int,
}

impl Parameter {
    /// Go's name of the type.
    pub(super) fn type_name(self) -> &'static str {
        match self {
            Self::Any => "interface {}",
            Self::Text => "string",
            Self::Vector => "template.queryResult",
            Self::Sample => "*template.sample",
            Self::Texts => "[]string",
            Self::List => "[]interface {}",
            Self::Time => "time.Time",
            Self::Duration => "time.Duration",
            Self::Int => "int",
        }
    }
}

/// What a function takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Function {
    pub parameters: &'static [Parameter],
    /// What any further arguments are; `None` if there can be none.
    pub rest: Option<Parameter>,
}

/// What functions know of the world.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'c> {
    pub external_url: &'c str,
    /// What time it is, if the functions are Alertmanager's.
    pub alertmanager: Option<Timestamp>,
}

/// The function of this name.
pub(super) fn find(name: &str) -> Option<Function> {
    use Parameter::{Any, List, Sample, Text, Texts, Time, Vector};
    let (parameters, rest): (&'static [Parameter], Option<Parameter>) = match name {
        "and" | "or" | "eq" | "index" | "slice" | "call" => (&[Any], Some(Any)),
        "print" | "println" | "html" | "js" | "urlquery" | "args" | "list" | "dict" => (&[], Some(Any)),
        "printf" => (&[Text], Some(Any)),
        "not" | "len" | "humanize" | "humanize1024" | "humanizeDuration" | "humanizePercentage"
        | "humanizeTimestamp" | "toTime" | "toJson" => (&[Any], None),
        "ge" | "gt" | "le" | "lt" | "ne" => (&[Any, Any], None),
        "first" => (&[Vector], None),
        "label" => (&[Text, Sample], None),
        "value" | "strvalue" => (&[Sample], None),
        "sortByLabel" => (&[Text, Vector], None),
        "match" => (&[Text, Text], None),
        "reReplaceAll" => (&[Text, Text, Text], None),
        "query" | "graphLink" | "tableLink" | "title" | "toUpper" | "toLower" | "safeHtml" | "stripPort"
        | "stripDomain" | "parseDuration" | "trimSpace" | "safeUrl" | "urlUnescape" => (&[Text], None),
        "pathPrefix" | "externalURL" | "now" => (&[], None),
        "join" => (&[Text, Texts], None),
        "stringSlice" => (&[], Some(Text)),
        "append" => (&[List], Some(Any)),
        "date" | "tz" => (&[Text, Time], None),
        "since" => (&[Time], None),
        _ => return None,
    };
    Some(Function { parameters, rest })
}

type Answer = Result<Value, String>;

impl Context<'_> {
    /// Calls a function with as many arguments as it takes.
    pub(super) fn call(&self, name: &str, arguments: &[Value], usage: &mut Usage) -> Answer {
        let prints = matches!(name, "print" | "println" | "printf" | "args");
        let unknown = arguments.iter().find_map(|argument| match argument {
            Value::Unknown(query) => Some(Rc::clone(query)),
            _ => None,
        });
        if let Some(query) = unknown
            && !prints
        {
            return Ok(Value::Unknown(query));
        }
        let text = |position: usize| match arguments.get(position) {
            Some(Value::Text(text)) => &**text,
            _ => "",
        };
        let any = |position: usize| arguments.get(position).unwrap_or(&Value::Missing);
        let written = |written: String| Ok(Value::text(written));
        match name {
            "query" => {
                usage.queries.insert(text(0).to_owned());
                Ok(Value::Unknown(text(0).into()))
            }
            // There are no vectors and samples but those of queries; what is left is `nil`.
            "first" => Err("first() called on vector with no elements".to_owned()),
            "label" | "value" | "strvalue" => {
                Err("runtime error: invalid memory address or nil pointer dereference".to_owned())
            }
            "sortByLabel" => Ok(any(1).clone()),
            "print" => written(format::sprint(arguments)),
            "println" => written(format::sprintln(arguments)),
            "printf" => written(format::sprintf(text(0), arguments.get(1..).unwrap_or_default())),
            "html" => written(escape::html(&escape::argument(arguments))),
            "js" => written(escape::js(&escape::argument(arguments))),
            "urlquery" => written(escape::query(&escape::argument(arguments))),
            "args" => {
                let pairs = arguments.iter().enumerate();
                let pairs = pairs.map(|(position, value)| (format!("arg{position}"), value.clone()));
                Ok(Value::Dict(Rc::new(pairs.collect())))
            }
            "not" => Ok(Value::Bool(!any(0).is_true())),
            "len" => length(any(0)),
            "index" => index(any(0), &arguments[1..], usage),
            "slice" => slice(any(0), &arguments[1..]),
            "call" => Err(match any(0) {
                Value::Missing | Value::Nil => "call of nil".to_owned(),
                other => format!("non-function {} of type {}", format::printed(other), other.type_name()),
            }),
            "eq" => compare::equal(any(0), &arguments[1..]).map(Value::Bool),
            "ne" => compare::equal(any(0), &arguments[1..]).map(|equal| Value::Bool(!equal)),
            "lt" => compare::less(any(0), any(1)).map(Value::Bool),
            "le" => compare::less_or_equal(any(0), any(1)).map(Value::Bool),
            "gt" => compare::less_or_equal(any(0), any(1)).map(|is| Value::Bool(!is)),
            "ge" => compare::less(any(0), any(1)).map(|is| Value::Bool(!is)),
            "match" => pattern::is_match(text(0), text(1)).map(Value::Bool),
            "reReplaceAll" => pattern::replace_all(text(0), text(1), text(2)).map(Value::text),
            "title" if self.alertmanager.is_some() => written(words::title_and_lower(text(0))),
            "title" => written(words::title(text(0))),
            "toUpper" => written(words::upper(text(0))),
            "toLower" => written(words::lower(text(0))),
            "safeHtml" => Ok(Value::Html(text(0).into())),
            "graphLink" => written(format!("/graph?g0.expr={}&g0.tab=0", escape::query(text(0)))),
            "tableLink" => written(format!("/graph?g0.expr={}&g0.tab=1", escape::query(text(0)))),
            "stripPort" => written(words::strip_port(text(0))),
            "stripDomain" => written(words::strip_domain(text(0))),
            "humanize" => written(humanize::humanize(float(any(0))?)),
            "humanize1024" => written(humanize::humanize_1024(float(any(0))?)),
            "humanizeDuration" => written(humanize::duration(float(any(0))?)),
            "humanizePercentage" => {
                let percent = format_float(float(any(0))? * 100.0, Style::General, Some(4));
                written(format!("{percent}%"))
            }
            "humanizeTimestamp" => humanize::timestamp(float(any(0))?).map(Value::text),
            "toTime" => humanize::to_time(float(any(0))?).map(Value::Time),
            "parseDuration" => humanize::parse_duration(text(0)).map(Value::Float),
            "pathPrefix" => written(words::path_of(self.external_url).to_owned()),
            "externalURL" => written(self.external_url.to_owned()),
            name => self.alertmanagers(name, arguments),
        }
    }

    /// Calls a function only Alertmanager has.
    fn alertmanagers(&self, name: &str, arguments: &[Value]) -> Answer {
        let text = |position: usize| match arguments.get(position) {
            Some(Value::Text(text)) => &**text,
            _ => "",
        };
        let own = |position: usize| match arguments.get(position) {
            Some(Value::Own(own)) => Some(Rc::as_ref(own)),
            _ => None,
        };
        let time = |position: usize| arguments.get(position).and_then(time::zoned);
        let texts = || {
            arguments
                .iter()
                .enumerate()
                .map(|(position, _)| text(position).to_owned())
        };
        let value: Option<Value> = match name {
            "trimSpace" => Some(Value::text(words::trim_space(text(0)))),
            "safeUrl" => Some(Own::Url(text(0).to_owned()).into()),
            "urlUnescape" => Some(Value::text(escape::unescape_query(text(0))?)),
            "join" => match own(1) {
                Some(Own::Texts(texts)) => Some(Value::text(texts.join(text(0)))),
                _ => Some(Value::text("")),
            },
            "stringSlice" => Some(Own::Texts(texts().collect()).into()),
            "list" => Some(Own::List(arguments.to_vec()).into()),
            "append" => {
                let mut values = match own(0) {
                    Some(Own::List(values)) => values.clone(),
                    _ => Vec::new(),
                };
                values.extend_from_slice(arguments.get(1..).unwrap_or_default());
                Some(Own::List(values).into())
            }
            "dict" => Some(dict(arguments)?),
            "toJson" => {
                let mut json = String::new();
                alertmanager::push_json(&mut json, arguments.first().unwrap_or(&Value::Missing))?;
                Some(Value::text(json))
            }
            "date" => time(1).map(|time| Value::text(time::layout_text(&time, text(0)))),
            "tz" => {
                let zone = Location::parse(text(0)).map_err(|error| error.to_string())?;
                time(1).map(|time| Own::Time(time.with_time_zone(zone.zone().clone())).into())
            }
            "since" => time(0)
                .zip(self.alertmanager)
                .map(|(time, now)| Own::Duration(time::nanoseconds_between(time.timestamp(), now)).into()),
            "now" => self
                .alertmanager
                .map(|now| Own::Time(now.to_zoned(TimeZone::UTC)).into()),
            _ => None,
        };
        value.ok_or_else(|| "it is not known here".to_owned())
    }
}

/// A number in whatever form it comes.
fn float(value: &Value) -> Result<f64, String> {
    match value {
        Value::Float(value) => Ok(*value),
        #[allow(clippy::cast_precision_loss, reason = "that is what Go does")]
        Value::Int(value) => Ok(*value as f64),
        Value::Text(text) => words::parse_float(text),
        other => Err(format!("can't convert {} to float", other.type_name())),
    }
}

fn dict(arguments: &[Value]) -> Answer {
    if !arguments.len().is_multiple_of(2) {
        return Err("dict requires an even number of arguments".to_owned());
    }
    let pairs = arguments.chunks(2).map(|pair| match &pair[0] {
        Value::Text(name) => Ok((name.to_string(), pair[1].clone())),
        _ => Err("dict keys must be strings".to_owned()),
    });
    Ok(Value::Dict(Rc::new(pairs.collect::<Result<_, _>>()?)))
}

/// The type of a value, or of what it points at.
fn pointed_at(value: &Value) -> &'static str {
    value.type_name().trim_start_matches('*')
}

fn length(value: &Value) -> Answer {
    let length = match value {
        Value::Own(own) => own.len().ok_or_else(|| format!("len of type {}", pointed_at(value)))?,
        Value::Text(text) | Value::Html(text) => text.len(),
        Value::Labels(labels) => labels.pairs.len(),
        Value::Dict(pairs) => pairs.len(),
        Value::Missing | Value::Nil => return Err("len of nil pointer".to_owned()),
        Value::Time(_) => return Err("len of type time.Time".to_owned()),
        other => return Err(format!("len of type {}", other.type_name())),
    };
    Ok(Value::Int(i64::try_from(length).unwrap_or(i64::MAX)))
}

fn index(value: &Value, indexes: &[Value], usage: &mut Usage) -> Answer {
    if matches!(value, Value::Missing | Value::Nil) {
        return Err("index of untyped nil".to_owned());
    }
    let mut value = value.clone();
    for index in indexes {
        let key = |index: &Value| match index {
            Value::Text(name) => Ok(Rc::clone(name)),
            Value::Missing | Value::Nil => Err("value is nil; should be of type string".to_owned()),
            other => Err(format!("value has type {}; should be string", other.type_name())),
        };
        value = match &value {
            Value::Labels(labels) => Value::text(usage.label(labels, &key(index)?)),
            Value::Dict(pairs) => pairs.get(&*key(index)?).cloned().unwrap_or(Value::Missing),
            Value::Text(text) | Value::Html(text) => match text.as_bytes().get(position(index, text.len())?) {
                Some(byte) => Value::Byte(*byte),
                None => return Err("reflect: string index out of range".to_owned()),
            },
            Value::Own(own) => match (&**own, own.elements()) {
                (Own::Set(pairs), _) => Value::text(pairs.get(&*key(index)?).map_or("", String::as_str)),
                (_, Some(elements)) => {
                    let at = position(index, elements.len())?;
                    match elements.get(at) {
                        Some(element) => element.clone(),
                        None => return Err(format!("index out of range: {at}")),
                    }
                }
                _ => return Err(format!("can't index item of type {}", pointed_at(&value))),
            },
            Value::Missing | Value::Nil => return Err("index of nil pointer".to_owned()),
            other => return Err(format!("can't index item of type {}", other.type_name())),
        };
    }
    Ok(value)
}

/// An index into something of this length, or behind its last element.
fn position(index: &Value, length: usize) -> Result<usize, String> {
    match index {
        Value::Int(index) => usize::try_from(*index)
            .ok()
            .filter(|&index| index <= length)
            .ok_or_else(|| format!("index out of range: {index}")),
        Value::Missing | Value::Nil => Err("cannot index slice/array with nil".to_owned()),
        other => Err(format!("cannot index slice/array with type {}", other.type_name())),
    }
}

fn slice(value: &Value, indexes: &[Value]) -> Answer {
    let length = match value {
        Value::Missing | Value::Nil => return Err("slice of untyped nil".to_owned()),
        Value::Text(_) | Value::Html(_) if indexes.len() == 3 => return Err("cannot 3-index slice a string".to_owned()),
        _ if indexes.len() > 3 => return Err(format!("too many slice indexes: {}", indexes.len())),
        Value::Text(text) | Value::Html(text) => text.len(),
        Value::Own(own) if own.elements().is_some() => own.len().unwrap_or(0),
        other => return Err(format!("can't slice item of type {}", other.type_name())),
    };
    let mut bounds = [0, length, length];
    for (bound, index) in bounds.iter_mut().zip(indexes) {
        *bound = position(index, length)?;
    }
    let [from, to, _] = bounds;
    if from > to {
        return Err(format!("invalid slice index: {from} > {to}"));
    }
    let cut = |text: &str| String::from_utf8_lossy(&text.as_bytes()[from..to]).into_owned();
    Ok(match value {
        Value::Text(text) => Value::text(cut(text)),
        Value::Html(text) => Value::Html(cut(text).into()),
        Value::Own(own) => own.part(from, to).unwrap_or(Value::Missing),
        other => other.clone(),
    })
}

impl Usage {
    /// The value of a label, and a note if it is one of the alert's that is not there.
    pub(super) fn label(&mut self, labels: &Labels, name: &str) -> String {
        match labels.pairs.get(name) {
            Some(value) => value.clone(),
            None => {
                if labels.are_of_alert {
                    self.missing_labels.insert(name.to_owned());
                }
                String::new()
            }
        }
    }
}
