//! A webhook's own `payload`: a value of any shape whose texts are templates.
//!
//! Mirrors `notify/webhook` and `template.DeepCopyWithTemplate`. A text that renders to YAML of another type than a text
//! becomes that value: `97` a number, nothing at all `null`, and `Disk: full` an object.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::Timestamp;

use super::Notification;
use crate::config::{Value, value_of};
use crate::template::run::{self, Announcement, AnnouncementError, Template};
use crate::text::json;

/// How deep values may be nested, and how many texts they may have. Alertmanager has no such limits.
const DEPTH_MAX: usize = 100;
const TEXTS_MAX: usize = 10_000;

/// Why there is no payload.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CustomPayloadError {
    /// Alertmanager cannot render it either, in its words, and sends nothing.
    #[error("failed to render custom payload: {0}")]
    Refused(String),
    /// Only Alertmanager knows what it comes to.
    #[error("{0}")]
    NotSimulated(String),
}

impl From<AnnouncementError> for CustomPayloadError {
    fn from(error: AnnouncementError) -> Self {
        match error {
            AnnouncementError::Failed(words) => Self::Refused(words),
            AnnouncementError::NotSimulated(why) => Self::NotSimulated(why),
        }
    }
}

/// The body Alertmanager posts for a message when the webhook has this payload, byte for byte, with its final line break.
/// `templates` are those of the configuration's files.
///
/// # Errors
/// If Alertmanager cannot render it, or this cannot.
pub fn render(
    payload: &Value,
    notification: &Notification,
    templates: &[Template],
    now: Timestamp,
) -> Result<Vec<u8>, CustomPayloadError> {
    let mut copy = Copy {
        data: notification.announcement(),
        templates,
        now,
        texts: 0,
    };
    let rendered = copy.value(payload, 0)?;
    let mut text = String::new();
    push(&mut text, &rendered).map_err(CustomPayloadError::Refused)?;
    text.push('\n');
    Ok(text.into_bytes())
}

/// A value that was rendered.
enum Rendered {
    /// What JSON has no nested values in.
    Plain(Value),
    List(Vec<Rendered>),
    Object(BTreeMap<String, Rendered>),
}

struct Copy<'a> {
    data: Announcement,
    templates: &'a [Template],
    now: Timestamp,
    texts: usize,
}

impl Copy<'_> {
    fn value(&mut self, value: &Value, depth: usize) -> Result<Rendered, CustomPayloadError> {
        if depth > DEPTH_MAX {
            return Err(CustomPayloadError::NotSimulated(format!(
                "it renders to values more than {DEPTH_MAX} deep"
            )));
        }
        Ok(match value {
            Value::Text(text) => {
                let text = self.text(text)?;
                match value_of(&text) {
                    None | Some(Value::Text(_)) => Rendered::Plain(Value::Text(text)),
                    // What is in it is rendered once more.
                    Some(value) => self.value(&value, depth + 1)?,
                }
            }
            Value::List(items) => {
                let items = items.iter().map(|item| self.value(item, depth + 1));
                Rendered::List(items.collect::<Result<_, _>>()?)
            }
            Value::Map(pairs) => {
                let mut object = BTreeMap::new();
                for (key, value) in pairs {
                    // Other keys are left out.
                    if let Value::Text(key) = key {
                        let key = self.text(key)?;
                        object.insert(key, self.value(value, depth + 1)?);
                    }
                }
                Rendered::Object(object)
            }
            plain => Rendered::Plain(plain.clone()),
        })
    }

    fn text(&mut self, text: &str) -> Result<String, CustomPayloadError> {
        self.texts += 1;
        if self.texts > TEXTS_MAX {
            return Err(CustomPayloadError::NotSimulated(format!(
                "it renders to more than {TEXTS_MAX} texts"
            )));
        }
        Ok(run::render_announcement(text, &self.data, self.templates, self.now)?)
    }
}

fn push(out: &mut String, rendered: &Rendered) -> Result<(), String> {
    match rendered {
        Rendered::Plain(value) => match value {
            Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            // Writing to a string cannot fail, here as below.
            Value::Int(number) => {
                let _ = write!(out, "{number}");
            }
            Value::Uint(number) => {
                let _ = write!(out, "{number}");
            }
            Value::Float(number) => json::push_float(out, *number)?,
            Value::Text(text) => json::push_string(out, text, true),
            Value::Null | Value::List(_) | Value::Map(_) => out.push_str("null"),
        },
        Rendered::List(items) => json::push_list(out, items, push)?,
        Rendered::Object(fields) => {
            json::push_object(out, fields.iter().map(|(name, value)| (name.as_str(), value)), push)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::LabelSet;
    use crate::webhook::{Message, NotifiedAlert, Reason};

    fn notification() -> Notification {
        let set = |pairs: &[(&str, &str)]| -> LabelSet {
            pairs
                .iter()
                .map(|&(name, value)| (name.to_owned(), value.to_owned()))
                .collect()
        };
        let alert = |instance: &str, number: &str| NotifiedAlert {
            labels: set(&[
                ("alertname", "DiskFull"),
                ("severity", "critical"),
                ("instance", instance),
                ("n", number),
            ]),
            annotations: set(&[
                ("summary", "Disk: 97% full"),
                ("num", "007"),
                ("loop", "[\"{{ .CommonAnnotations.loop }}\"]"),
            ]),
            starts_at: "2026-01-02T03:04:05.678Z"
                .parse::<Timestamp>()
                .expect("it is an instant")
                .into(),
            ends_at: None,
            generator_url: "http://prom/graph?g0=1&x=2".to_owned(),
        };
        Notification::new(Message {
            receiver: "a.b".to_owned(),
            group_labels: set(&[("alertname", "DiskFull")]),
            group_key: "{}:{}".to_owned(),
            alerts: vec![alert("b:1", "43"), alert("a:1", "42")],
            reason: Reason::FirstNotification,
            external_url: "http://am.example".to_owned(),
            max_alerts: 0,
        })
    }

    fn rendered(payload: &str) -> Result<String, CustomPayloadError> {
        let payload = value_of(payload).expect("it is YAML");
        let templates =
            [run::parse_file("t.tmpl", "outside {{ define \"greet\" }}hello {{ . }}{{ end }}").expect("it parses")];
        let body = render(&payload, &notification(), &templates, Timestamp::UNIX_EPOCH)?;
        Ok(String::from_utf8(body).expect("it is text"))
    }

    /// Each of these is what Alertmanager 0.33 posts.
    #[test]
    fn texts_become_what_they_render_to() {
        for (payload, body) in [
            ("\"hello\"", "\"hello\"\n"),
            ("5", "5\n"),
            ("\"\"", "null\n"),
            (
                "{a: 1, b: '{{ .Status }}', c: [1, '{{ len .Alerts }}', true, null, 1.5, 1e30, 0x10]}",
                "{\"a\":1,\"b\":\"firing\",\"c\":[1,2,true,null,1.5,1e+30,16]}\n",
            ),
            (
                "{s: '{{ .CommonAnnotations.summary }}', n: '{{ .CommonAnnotations.num }}', e: '', m: '{{ .CommonLabels.nope }}'}",
                "{\"e\":null,\"m\":null,\"s\":{\"Disk\":\"97% full\"}}\n",
            ),
            (
                "{'{{ .Status }}': {1: x, true: y, k: v}}",
                "{\"firing\":{\"k\":\"v\"}}\n",
            ),
            (
                "'{{ toJson .CommonLabels }}'",
                "{\"alertname\":\"DiskFull\",\"severity\":\"critical\"}\n",
            ),
            ("{v: '<b>&é'}", "{\"v\":\"\\u003cb\\u003e\\u0026é\"}\n"),
            ("[1, '{{ .Receiver }}']", "[1,\"a\\\\.b\"]\n"),
            (
                "{v: '2026-01-02', w: 2026-01-02, x: 0o17, z: 1_000}",
                "{\"v\":\"2026-01-02\",\"w\":\"2026-01-02\",\"x\":15,\"z\":1000}\n",
            ),
            (
                "'{{ dict \"a\" 1 \"b\" (list 1 2) | toJson }}'",
                "{\"a\":1,\"b\":[1,2]}\n",
            ),
            (
                "{w: '{{ range .Alerts }}{{ .Labels.instance }};{{ end }}'}",
                "{\"w\":\"a:1;b:1;\"}\n",
            ),
            ("'{{ template \"greet\" .Status }}'", "\"hello firing\"\n"),
        ] {
            assert_eq!(rendered(payload).as_deref(), Ok(body), "{payload}");
        }
    }

    #[test]
    fn what_cannot_be_rendered_says_why() {
        let refused = |words: &str| Err(CustomPayloadError::Refused(words.to_owned()));
        assert_eq!(
            rendered("{x: '{{ .Nope }}'}"),
            refused("template: :1:3: executing \"\" at <.Nope>: can't evaluate field Nope in type *template.Data")
        );
        assert_eq!(
            rendered("{x: '{{ if }}'}"),
            refused("template: :1: missing value for if")
        );
        assert_eq!(rendered("{v: .nan}"), refused("json: unsupported value: NaN"));
        assert_eq!(
            rendered("'{{ template \"nope\" . }}'"),
            refused("template: :1:12: executing \"\" at <{{template \"nope\" .}}>: template \"nope\" not defined")
        );
        let endless = rendered("'{{ .CommonAnnotations.loop }}'");
        assert!(
            matches!(endless, Err(CustomPayloadError::NotSimulated(_))),
            "{endless:?}"
        );
    }
}
