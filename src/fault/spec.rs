//! A fault as people and programs write it: `503 retry-after=30 next=3 match={severity="critical"}`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Answer, Fault, Share, Stage, Which};
use crate::duration::{format_prometheus, parse_prometheus};
use crate::incident::AlertState;
use crate::matcher::{Mode, parse_list};
use crate::text::suggest::nearest;
use crate::version::Version;

/// The longest delay: far beyond every deadline a sender has.
const DELAY_MAX: Duration = Duration::from_hours(1);

/// The words of a fault, for help and for mistyped ones.
const WORDS: [&str; 13] = [
    "drop",
    "cut-head",
    "cut-body",
    "retry-after",
    "delay",
    "after-commit",
    "next",
    "share",
    "seed",
    "alerts",
    "match",
    "integration",
    "status",
];

/// A fault in words; what is left out is no condition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Fault")]
pub struct Spec {
    /// Only deliveries to this integration.
    pub integration: Option<String>,
    /// An HTTP status, `drop`, `cut-head` or `cut-body`; without it there is only the delay.
    pub answer: Option<String>,
    /// Seconds in the header `Retry-After`.
    pub retry_after: Option<u32>,
    /// How long the answer is held back, such as `12s`.
    pub delay: Option<String>,
    /// Applies the delivery before the fault strikes.
    pub after_commit: bool,
    /// Only so many deliveries.
    pub next: Option<u64>,
    /// Only this share of deliveries, from 0 to 1.
    pub share: Option<f64>,
    /// Where chance begins.
    pub seed: Option<u64>,
    /// Only deliveries with an alert that is `firing` or `resolved`.
    pub alerts: Option<String>,
    /// Only deliveries with an alert these match, such as `{severity="critical"}`.
    #[serde(rename = "match")]
    pub matchers: Option<String>,
}

/// Why words are no fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FaultError {
    message: String,
}

fn wrong(message: impl Into<String>) -> FaultError {
    FaultError {
        message: message.into(),
    }
}

impl Spec {
    /// What the words mean.
    pub fn fault(&self) -> Result<Fault, FaultError> {
        let answer = self.answer()?;
        let delay = self.delay()?;
        if answer == Answer::Usual && delay.is_zero() {
            return Err(wrong(
                "a fault needs an answer (a status such as 500, `drop`, `cut-head` or `cut-body`) or a `delay`",
            ));
        }
        if self.next == Some(0) {
            return Err(wrong("`next` is 0: such a fault never strikes"));
        }
        Ok(Fault {
            answer,
            delay,
            stage: if self.after_commit {
                Stage::AfterCommit
            } else {
                Stage::BeforeCommit
            },
            which: Which {
                next: self.next,
                share: self.share()?,
                alerts: match self.alerts.as_deref() {
                    None => None,
                    Some("firing") => Some(AlertState::Firing),
                    Some("resolved") => Some(AlertState::Resolved),
                    Some(other) => {
                        return Err(wrong(format!("`alerts` is `{other}`, neither `firing` nor `resolved`")));
                    }
                },
                matchers: match self.matchers.as_deref() {
                    None => None,
                    Some(text) => {
                        let parsed = parse_list(text, Mode::Fallback, Version::default())
                            .map_err(|error| wrong(format!("`match` is not understood: {error}")))?;
                        Some(parsed.value.into_iter().collect())
                    }
                },
            },
        })
    }

    fn answer(&self) -> Result<Answer, FaultError> {
        let answer = match self.answer.as_deref() {
            None => Answer::Usual,
            Some("drop") => Answer::Drop,
            Some("cut-head") => Answer::CutHead,
            Some("cut-body") => Answer::CutBody,
            Some(text) => {
                let code: u16 = text.parse().map_err(|_| {
                    wrong(format!(
                        "`{text}` is no answer: a status such as 500, `drop`, `cut-head` or `cut-body` is"
                    ))
                })?;
                if !matches!(code, 200..=299 | 400..=599) {
                    return Err(wrong(format!(
                        "status {code} cannot be injected: 200 to 299 and 400 to 599 can"
                    )));
                }
                Answer::Status {
                    code,
                    retry_after: self.retry_after,
                }
            }
        };
        if self.retry_after.is_some() && !matches!(answer, Answer::Status { .. }) {
            return Err(wrong("`retry-after` goes with a status only"));
        }
        Ok(answer)
    }

    fn delay(&self) -> Result<Duration, FaultError> {
        let Some(text) = &self.delay else {
            return Ok(Duration::ZERO);
        };
        let delay = parse_prometheus(text, Version::default())
            .map_err(|_| wrong(format!("`delay` is `{text}`, not a duration such as 12s or 500ms")))?;
        if delay > DELAY_MAX {
            return Err(wrong(format!("`delay` is {text}, more than an hour")));
        }
        Ok(delay)
    }

    fn share(&self) -> Result<Option<Share>, FaultError> {
        match (self.share, self.seed) {
            (None, None) => Ok(None),
            (None, Some(_)) => Err(wrong("`seed` goes with `share` only")),
            (Some(of_all), seed) if of_all > 0.0 && of_all <= 1.0 => Ok(Some(Share {
                of_all,
                seed: seed.unwrap_or_default(),
            })),
            (Some(of_all), _) => Err(wrong(format!("`share` is {of_all}, not above 0 and up to 1"))),
        }
    }

    fn set(&mut self, name: &str, value: Option<&str>) -> Result<(), FaultError> {
        fn read<T: FromStr>(name: &str, value: &str) -> Result<T, FaultError> {
            let read = value.parse();
            read.map_err(|_| wrong(format!("`{name}` is `{value}`, not a number")))
        }
        let Some(value) = value else {
            if name == "after-commit" {
                self.after_commit = true;
            } else if self.answer.is_some() {
                return Err(wrong(format!("`{name}`: there is an answer already")));
            } else if is_answer(name) {
                self.answer = Some(name.to_owned());
            } else {
                return Err(unknown(name));
            }
            return Ok(());
        };
        // No word counts twice.
        let was_set = match name {
            "retry-after" => self.retry_after.replace(read(name, value)?).is_some(),
            "delay" => self.delay.replace(value.to_owned()).is_some(),
            "next" => self.next.replace(read(name, value)?).is_some(),
            "share" => self.share.replace(read(name, value)?).is_some(),
            "seed" => self.seed.replace(read(name, value)?).is_some(),
            "alerts" => self.alerts.replace(value.to_owned()).is_some(),
            "match" => self.matchers.replace(value.to_owned()).is_some(),
            "integration" => self.integration.replace(value.to_owned()).is_some(),
            "status" => self.answer.replace(value.to_owned()).is_some(),
            _ => return Err(unknown(name)),
        };
        match (was_set, name) {
            (false, _) => Ok(()),
            (true, "status") => Err(wrong(format!("`status={value}`: there is an answer already"))),
            (true, _) => Err(wrong(format!("`{name}={value}`: `{name}` is there already"))),
        }
    }
}

fn is_answer(word: &str) -> bool {
    matches!(word, "drop" | "cut-head" | "cut-body") || word.parse::<u16>().is_ok()
}

fn unknown(word: &str) -> FaultError {
    match nearest(word, WORDS) {
        Some(known) => wrong(format!("`{word}` is no word of a fault; did you mean `{known}`?")),
        None => wrong(format!(
            "`{word}` is no word of a fault: a status such as 500, or one of {}",
            WORDS.join(", ")
        )),
    }
}

impl FromStr for Spec {
    type Err = FaultError;

    /// Reads words with spaces or commas between them. Braces and double quotes hold a value together.
    fn from_str(text: &str) -> Result<Self, FaultError> {
        let mut spec = Self::default();
        for word in words(text)? {
            match word.split_once('=') {
                // Matchers have quotes of their own.
                Some(("match", value)) => spec.set("match", Some(value))?,
                Some((name, value)) => spec.set(name, Some(value.trim_matches('"').trim()))?,
                None => spec.set(&word, None)?,
            }
        }
        Ok(spec)
    }
}

fn words(text: &str) -> Result<Vec<String>, FaultError> {
    let mut words = Vec::new();
    let mut word = String::new();
    let (mut depth, mut is_quoted, mut is_escaped) = (0_usize, false, false);
    for c in text.chars() {
        if depth == 0 && !is_quoted && (c.is_whitespace() || c == ',') {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            continue;
        }
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            '{' if !is_quoted => depth += 1,
            '}' if !is_quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        word.push(c);
    }
    if is_quoted {
        return Err(wrong("a quote is not closed"));
    }
    if depth > 0 {
        return Err(wrong("a brace is not closed"));
    }
    if !word.is_empty() {
        words.push(word);
    }
    Ok(words)
}

impl From<&Fault> for Spec {
    fn from(fault: &Fault) -> Self {
        let (answer, retry_after) = match fault.answer {
            Answer::Usual => (None, None),
            Answer::Status { code, retry_after } => (Some(code.to_string()), retry_after),
            Answer::Drop => (Some("drop".to_owned()), None),
            Answer::CutHead => (Some("cut-head".to_owned()), None),
            Answer::CutBody => (Some("cut-body".to_owned()), None),
        };
        Self {
            integration: None,
            answer,
            retry_after,
            delay: (!fault.delay.is_zero()).then(|| format_prometheus(fault.delay)),
            after_commit: fault.stage == Stage::AfterCommit,
            next: fault.which.next,
            share: fault.which.share.map(|share| share.of_all),
            seed: fault.which.share.map(|share| share.seed),
            alerts: fault.which.alerts.map(|state| match state {
                AlertState::Firing => "firing".to_owned(),
                AlertState::Resolved => "resolved".to_owned(),
            }),
            matchers: fault.which.matchers.as_ref().map(ToString::to_string),
        }
    }
}

impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words: Vec<String> = self.answer.iter().cloned().collect();
        words.extend(self.retry_after.map(|seconds| format!("retry-after={seconds}")));
        words.extend(self.delay.as_ref().map(|delay| format!("delay={delay}")));
        words.extend(self.after_commit.then(|| "after-commit".to_owned()));
        words.extend(self.next.map(|next| format!("next={next}")));
        words.extend(self.share.map(|share| format!("share={share}")));
        words.extend(self.seed.filter(|seed| *seed != 0).map(|seed| format!("seed={seed}")));
        words.extend(self.alerts.as_ref().map(|state| format!("alerts={state}")));
        words.extend(self.matchers.as_ref().map(|matchers| format!("match={matchers}")));
        words.extend(self.integration.as_ref().map(|name| format!("integration=\"{name}\"")));
        f.write_str(&words.join(" "))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Spec::from(self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<Fault, String> {
        let spec: Spec = text.parse().map_err(|error: FaultError| error.to_string())?;
        spec.fault().map_err(|error| error.to_string())
    }

    #[test]
    fn every_word_is_understood_and_written_again() {
        for text in [
            "500",
            "429 retry-after=30 next=3",
            "delay=12s",
            "drop share=0.25 seed=7",
            "cut-head after-commit",
            "cut-body delay=500ms next=1",
            "503 alerts=resolved match={alertname=\"A, B\",severity=~\"crit.*\"}",
        ] {
            assert_eq!(read(text).map(|fault| fault.to_string()).as_deref(), Ok(text));
        }
        let spec: Spec = "500,next=2,integration=\"My Prometheus\"".parse().unwrap();
        assert_eq!(spec.integration.as_deref(), Some("My Prometheus"));
        assert_eq!(spec.next, Some(2));
        assert_eq!(read("status=500"), read("500"));
    }

    #[test]
    fn mistakes_are_named() {
        for (text, part) in [
            ("", "needs an answer"),
            ("next=3", "needs an answer"),
            ("500 429", "an answer already"),
            ("500 status=429", "an answer already"),
            ("500 next=1 next=7", "`next=7`: `next` is there already"),
            ("301", "cannot be injected"),
            ("999", "cannot be injected"),
            ("nxt=3 500", "did you mean `next`?"),
            ("500 next=0", "never strikes"),
            ("500 next=x", "not a number"),
            ("500 share=1.5", "not above 0"),
            ("500 share=NaN", "not above 0"),
            ("500 seed=1", "goes with `share`"),
            ("drop retry-after=3", "with a status"),
            ("delay=soon", "not a duration"),
            ("delay=2h", "more than an hour"),
            ("500 alerts=on", "neither"),
            ("500 match={a=\"b\"", "brace"),
            ("500 match={a=~\"(\"}", "not understood"),
            ("zebra", "no word of a fault"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    proptest! {
        /// No text makes the reader panic, and what it reads it reads again from its own words.
        #[test]
        fn any_text_is_read_or_refused(text in "[a-z0-9={}\",\\\\ ~.-]{0,40}|.*") {
            if let Ok(fault) = read(&text) {
                prop_assert_eq!(read(&fault.to_string()), Ok(fault));
            }
        }
    }
}
