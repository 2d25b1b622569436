//! What a file of routing tests may say. Strict: an unknown key, a repeated label, an expectation of nothing is an error,
//! so that no assertion is ever skipped in silence.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use jiff::Timestamp;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

use super::position::Positions;
use crate::alert::LabelSet;
use crate::incident::{ParseServiceKeyError, ServiceAlias, ServiceKey, Severity};
use crate::text::expected::in_plain_words;
use crate::text::suggest::nearest;
use crate::text::{Position, without_mark};
use crate::yaml;

/// One file of tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestFile {
    /// What the tests know of the Runframe side.
    pub runframe: RunframeSide,
    /// The tests, in order.
    pub cases: Vec<Case>,
}

/// What the tests know of the Runframe side.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(
    deny_unknown_fields,
    default,
    expecting = "a mapping with `receivers`, `services` or `default_severity`"
)]
pub struct RunframeSide {
    /// Receivers that deliver to Runframe, beside those whose URL says so.
    pub receivers: Vec<String>,
    /// The services linked to the integration. `None`: whatever well-formed key a label names is taken for linked.
    pub services: Option<Vec<LinkedService>>,
    /// Severity when neither alert nor service has one.
    #[serde(deserialize_with = "optional_parsed")]
    pub default_severity: Option<Severity>,
}

/// A linked service.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, expecting = "a mapping with `key`")]
pub struct LinkedService {
    /// Its key, such as `svc_K7M4Q9TZ2H`.
    #[serde(deserialize_with = "parsed")]
    pub key: ServiceKey,
    /// Its older name, such as `SER-00001`, if it has one.
    #[serde(default, deserialize_with = "optional_parsed")]
    pub alias: Option<ServiceAlias>,
    /// Its default severity, if it has one.
    #[serde(default, deserialize_with = "optional_parsed")]
    pub default_severity: Option<Severity>,
}

/// One alert, its circumstances, and what is to become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Where it stands.
    pub position: Position,
    /// What it is called: its name, or its labels.
    pub name: String,
    /// The alert's labels.
    pub labels: LabelSet,
    /// The alert's annotations.
    pub annotations: LabelSet,
    /// Other alerts that fire.
    pub firing: Vec<LabelSet>,
    /// When it is to be sent. `None`: time intervals are not looked at.
    pub at: Option<Timestamp>,
    /// What is to become of it.
    pub expect: Expectation,
}

/// What is to become of an alert; what is `None` is not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a mapping of expectations")]
pub struct Expectation {
    /// The receivers, in order.
    pub receivers: Option<Vec<String>>,
    /// The receivers, in any order.
    pub receivers_any_order: Option<Vec<String>>,
    /// The labels the alert is grouped by, on every route that takes it.
    #[serde(deserialize_with = "optional_labels")]
    pub group_labels: Option<LabelSet>,
    /// The labels the alert is grouped by, by receiver.
    #[serde(deserialize_with = "groups")]
    pub groups: Option<BTreeMap<String, LabelSet>>,
    /// Whether every route that takes it keeps silent at that time.
    pub muted: Option<bool>,
    /// The time intervals that make routes keep silent, in any order.
    pub muted_by: Option<Vec<String>>,
    /// Whether another alert holds it back.
    pub inhibited: Option<bool>,
    /// Labels of the alert that holds it back; it may have more.
    #[serde(deserialize_with = "optional_labels")]
    pub inhibited_by: Option<LabelSet>,
    /// Whether it is delivered to Runframe.
    pub runframe: Option<bool>,
    /// The incident it becomes.
    pub incident: Option<IncidentExpectation>,
}

/// What an incident is to be; what is `None` is not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(
    deny_unknown_fields,
    default,
    expecting = "a mapping with `severity`, `service` or `title`"
)]
pub struct IncidentExpectation {
    /// `SEV0` to `SEV4`.
    #[serde(deserialize_with = "optional_parsed")]
    pub severity: Option<Severity>,
    /// The service it goes to.
    #[serde(deserialize_with = "optional_parsed")]
    pub service: Option<ExpectedService>,
    /// The whole title.
    pub title: Option<String>,
}

/// A service, or expressly none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectedService {
    /// Written `none`.
    None,
    /// The service of this key.
    Key(ServiceKey),
}

impl FromStr for ExpectedService {
    type Err = ParseServiceKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "none" {
            Ok(Self::None)
        } else {
            text.parse().map(Self::Key)
        }
    }
}

impl fmt::Display for ExpectedService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Key(key) => key.fmt(f),
        }
    }
}

/// Why a file holds no tests.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FileError {
    /// Where.
    pub position: Position,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// The file as it is written.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, expecting = "a mapping with `tests`")]
struct WrittenFile {
    #[serde(default)]
    runframe: RunframeSide,
    tests: Vec<WrittenCase>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, expecting = "a test: a mapping with `labels` and `expect`")]
struct WrittenCase {
    name: Option<String>,
    labels: Labels,
    #[serde(default)]
    annotations: Labels,
    #[serde(default)]
    firing: Vec<Labels>,
    #[serde(default, deserialize_with = "optional_parsed")]
    at: Option<Instant>,
    expect: Expectation,
}

impl TestFile {
    /// Reads a file. The first thing that is wrong is reported.
    pub fn parse(text: &str) -> Result<Self, FileError> {
        let text = without_mark(text);
        let written: WrittenFile = serde_yaml::from_str(text).map_err(|error| described(&error, text))?;
        let positions = Positions::of(text);
        let mut cases = Vec::with_capacity(written.tests.len());
        for (index, case) in written.tests.into_iter().enumerate() {
            let case = Case {
                position: positions.of_case(index),
                name: case.name.unwrap_or_else(|| case.labels.0.to_string()),
                labels: case.labels.0,
                annotations: case.annotations.0,
                firing: case.firing.into_iter().map(|labels| labels.0).collect(),
                at: case.at.map(|at| at.0),
                expect: case.expect,
            };
            if let Some((key, message, help)) = contradiction(&case) {
                return Err(FileError {
                    position: positions.of_expectation(index, key),
                    message: format!("{message} in `tests[{index}].expect`"),
                    help: Some(help.to_owned()),
                });
            }
            cases.push(case);
        }
        if cases.is_empty() {
            return Err(FileError {
                position: positions.of_tests(),
                message: "`tests` is empty".to_owned(),
                help: Some("`runframe-cli test --generate alertmanager.yml` writes one test for each route".to_owned()),
            });
        }
        Ok(Self {
            runframe: written.runframe,
            cases,
        })
    }
}

/// The key, what is wrong with it and what to do, where an expectation says nothing or two things at once.
fn contradiction(case: &Case) -> Option<(&'static str, &'static str, &'static str)> {
    let expect = &case.expect;
    if *expect == Expectation::default() {
        return Some(("", "nothing is expected", "say at least `receivers: [...]`"));
    }
    if expect.receivers.is_some() && expect.receivers_any_order.is_some() {
        return Some((
            "receivers_any_order",
            "both `receivers` and `receivers_any_order`",
            "keep `receivers` if their order matters, else the other",
        ));
    }
    if expect.runframe == Some(false) && expect.incident.is_some() {
        return Some((
            "incident",
            "an `incident` though `runframe` is false",
            "what is not delivered to Runframe becomes no incident: remove one of the two",
        ));
    }
    if expect.incident.as_ref() == Some(&IncidentExpectation::default()) {
        return Some((
            "incident",
            "an empty `incident`",
            "say its `severity`, `service` or `title`",
        ));
    }
    if expect.inhibited == Some(false) && expect.inhibited_by.is_some() {
        return Some((
            "inhibited_by",
            "`inhibited_by` though `inhibited` is false",
            "remove one of the two",
        ));
    }
    if expect.muted == Some(false) && expect.muted_by.as_ref().is_some_and(|names| !names.is_empty()) {
        return Some((
            "muted_by",
            "`muted_by` though `muted` is false",
            "remove one of the two",
        ));
    }
    if case.at.is_none() {
        let help = "give the test the time it is about, such as `at: 2026-03-01T03:00:00Z`";
        if expect.muted.is_some() {
            return Some(("muted", "`muted` in a test without `at`", help));
        }
        if expect.muted_by.is_some() {
            return Some(("muted_by", "`muted_by` in a test without `at`", help));
        }
    }
    None
}

/// An error of the YAML reader in our words.
fn described(error: &serde_yaml::Error, file: &str) -> FileError {
    if let Some((position, message)) = yaml::control_character(&error.to_string(), file) {
        return FileError {
            position,
            message,
            help: Some("remove it".to_owned()),
        };
    }
    let position = error.location().map_or(Position { line: 1, column: 1 }, |at| Position {
        line: u32::try_from(at.line()).unwrap_or(u32::MAX),
        column: u32::try_from(at.column()).unwrap_or(u32::MAX),
    });
    let text = error.to_string();
    let text = match text.rfind(" at line ") {
        Some(at) if error.location().is_some() => &text[..at],
        _ => text.as_str(),
    };
    let (path, reason) = match text.split_once(": ") {
        Some((path, reason)) if is_path(path) => (Some(path), reason),
        _ => (None, text),
    };
    let place = path.map(|path| format!(" in `{path}`")).unwrap_or_default();
    let mut names = reason.split('`').skip(1).step_by(2);
    let (message, help) = if reason.starts_with("unknown field ") {
        let unknown = names.next().unwrap_or_default();
        let known: Vec<&str> = names.collect();
        let help = match nearest(unknown, known.iter().copied()) {
            Some(near) => format!("use `{near}`"),
            None => format!("known here: {}", ticked(&known)),
        };
        (format!("unknown key `{unknown}`{place}"), Some(help))
    } else if reason.starts_with("missing field ") {
        (format!("no `{}`{place}", names.next().unwrap_or_default()), None)
    } else if reason.starts_with("duplicate field ") {
        (
            format!("`{}` is given twice{place}", names.next().unwrap_or_default()),
            None,
        )
    } else {
        (format!("{}{place}", in_plain_words(reason)), None)
    };
    FileError {
        position,
        message,
        help,
    }
}

/// Whether a text is the way to a value, such as `tests[0].expect`, and not a part of a message.
fn is_path(text: &str) -> bool {
    let known = ["tests", "runframe"];
    known.iter().any(|name| text.starts_with(name)) && !text.contains(char::is_whitespace)
}

fn ticked(names: &[&str]) -> String {
    let ticked: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    ticked.join(", ")
}

/// A label set that says each name once. A value that looks like a number or a boolean is taken as it is written.
#[derive(Default)]
struct Labels(LabelSet);

impl<'de> Deserialize<'de> for Labels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LabelsVisitor;
        impl<'de> Visitor<'de> for LabelsVisitor {
            type Value = Labels;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("labels: a mapping of names to values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Labels, A::Error> {
                let mut labels = LabelSet::new();
                while let Some((name, value)) = map.next_entry::<String, String>()? {
                    if labels.get(&name).is_some() {
                        return Err(de::Error::custom(format_args!("label `{name}` is given twice")));
                    }
                    labels.insert(name, value);
                }
                Ok(Labels(labels))
            }
        }
        deserializer.deserialize_map(LabelsVisitor)
    }
}

fn optional_labels<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<LabelSet>, D::Error> {
    Ok(Some(Labels::deserialize(deserializer)?.0))
}

fn groups<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<BTreeMap<String, LabelSet>>, D::Error> {
    let groups = BTreeMap::<String, Labels>::deserialize(deserializer)?;
    Ok(Some(
        groups
            .into_iter()
            .map(|(receiver, labels)| (receiver, labels.0))
            .collect(),
    ))
}

/// A time with its offset.
#[derive(Clone, Copy)]
struct Instant(Timestamp);

impl FromStr for Instant {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refused = |_| format!("`{text}` is not a time such as 2026-03-01T03:00:00Z");
        text.parse().map(Self).map_err(refused)
    }
}

/// A text that is parsed inside the visitor, so that the reader adds the place of the value and not of what holds it.
struct ParsedVisitor<T>(PhantomData<T>);

impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for ParsedVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

fn parsed<'de, D: Deserializer<'de>, T: FromStr<Err: fmt::Display>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_str(ParsedVisitor(PhantomData))
}

fn optional_parsed<'de, D: Deserializer<'de>, T: FromStr<Err: fmt::Display>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    parsed(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> (u32, u32, String, Option<String>) {
        let error = TestFile::parse(text).expect_err("the file is wrong");
        (error.position.line, error.position.column, error.message, error.help)
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_a_file() {
        for text in [
            "tests: [{labels: {}, expect: {receivers: [a]}}]",
            "runframe: {}\ntests: [{labels: {}, expect: {runframe: true}}]",
        ] {
            assert_eq!(TestFile::parse(&format!("\u{feff}{text}")), TestFile::parse(text));
        }
    }

    #[test]
    fn a_file_says_what_it_says() {
        let file = TestFile::parse(
            "runframe: {receivers: [pager]}\n\
             tests:\n\
             - labels: {alertname: A, port: 9090}\n\
             \x20 firing: [{alertname: B}]\n\
             \x20 at: 2026-03-01T03:00:00+01:00\n\
             \x20 expect:\n\
             \x20   receivers: [a, b]\n\
             \x20   muted_by: []\n\
             \x20   incident: {severity: SEV0}\n\
             - name: second\n\
             \x20 labels: {}\n\
             \x20 expect: {runframe: false, groups: {a: {x: y}}}\n",
        )
        .expect("the file is right");
        assert_eq!(file.runframe.receivers, ["pager"]);
        let [first, second] = file.cases.as_slice() else {
            panic!("there are two tests: {file:?}");
        };
        assert_eq!(first.name, r#"{alertname="A", port="9090"}"#);
        assert_eq!(first.position, Position { line: 3, column: 3 });
        assert_eq!(first.at, Some("2026-03-01T02:00:00Z".parse().expect("a time")));
        assert_eq!(first.expect.muted_by, Some(Vec::new()));
        assert_eq!(second.name, "second");
        assert_eq!(second.position.line, 10);
        assert_eq!(second.expect.runframe, Some(false));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place_and_a_remedy() {
        assert_eq!(
            error("\u{feff}tests:\n- labels: {a: \"é\u{1}\"}\n"),
            (
                2,
                17,
                "control character U+0001 is not allowed in YAML".into(),
                Some("remove it".into())
            )
        );
        assert_eq!(
            error("tests:\n- labels: {a: b}\n  expect:\n    recievers: [a]\n"),
            (
                4,
                5,
                "unknown key `recievers` in `tests[0].expect`".into(),
                Some("use `receivers`".into())
            )
        );
        assert_eq!(
            error("tests:\n- labels: {a: b}\n  colour: red\n  expect: {}\n")
                .3
                .as_deref(),
            Some("known here: `name`, `labels`, `annotations`, `firing`, `at`, `expect`")
        );
        assert_eq!(error("tests:\n- labels: {a: b}\n").2, "no `expect` in `tests[0]`");
        assert_eq!(error("").2, "no `tests`");
        assert_eq!(error("tests: []\n").2, "`tests` is empty");
        assert_eq!(
            error("tests:\n- labels: {a: b, a: c}\n  expect: {}\n").2,
            "label `a` is given twice in `tests[0].labels`"
        );
        assert_eq!(
            error("tests:\n- labels: {a: b}\n  at: noon\n  expect: {muted: true}\n"),
            (
                3,
                7,
                "`noon` is not a time such as 2026-03-01T03:00:00Z in `tests[0].at`".into(),
                None
            )
        );
    }

    #[test]
    fn expectations_that_contradict_each_other_are_errors() {
        let of = |expect: &str| {
            let text = format!("tests:\n- labels: {{a: b}}\n  expect:\n{expect}");
            let (line, column, message, _) = error(&text);
            (line, column, message)
        };
        assert_eq!(
            of("    runframe: false\n    incident: {title: x}\n"),
            (
                5,
                5,
                "an `incident` though `runframe` is false in `tests[0].expect`".into()
            )
        );
        assert_eq!(of("    receivers: [a]\n    muted: true\n").0, 5);
        assert_eq!(
            error("tests:\n- labels: {a: b}\n  expect: {}\n").2,
            "nothing is expected in `tests[0].expect`"
        );
    }
}
