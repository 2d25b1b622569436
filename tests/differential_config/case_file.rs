//! Files of cases: small configurations, each with what the real amtools say of it.
//!
//! ```text
//! #### in
//! route: {receiver: r}
//! receivers: [{name: r, slack_configs: [{}]}]
//! #### a name
//! api_url: http://example.org
//! #### = 0.25 0.28 0.33
//! accepted
//! ```
//!
//! `#### in` sets the text that the following cases are put into, in place of its last `{}`; `#### in nothing` ends that.
//! `#### =` and what follows are written by `UPDATE=1 cargo test --test differential_config`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::compare::Outcome;
use super::support::real::Release;

/// A file of cases.
#[derive(Debug)]
pub struct CaseFile {
    pub path: PathBuf,
    pub cases: Vec<Case>,
    /// What stands in front of each case, in the order of the file: comments, and texts to put cases into.
    preambles: Vec<String>,
}

/// A small configuration.
#[derive(Debug)]
pub struct Case {
    pub name: String,
    /// As it is written in the file.
    snippet: String,
    /// The whole configuration.
    pub text: String,
    /// What the real amtools say of it, by release.
    pub outcomes: Vec<(Release, Outcome)>,
}

const MARK: &str = "#### ";

fn version_name(release: Release) -> &'static str {
    match release {
        Release::Oldest => "0.25",
        Release::Middle => "0.28",
        Release::Newest => "0.33",
    }
}

impl CaseFile {
    /// Reads a file.
    ///
    /// # Panics
    /// If it is not of the form.
    pub fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).expect("a file of cases can be read");
        let mut file = Self {
            path: path.to_owned(),
            cases: Vec::new(),
            preambles: vec![String::new()],
        };
        let mut frame = String::new();
        let mut sections = text.split("\n#### ");
        let first = sections.next().unwrap_or_default();
        match first.strip_prefix(MARK) {
            Some(section) => file.section(section, &mut frame),
            None => file.preambles[0] = format!("{first}\n"),
        }
        for section in sections {
            file.section(section, &mut frame);
        }
        file
    }

    fn section(&mut self, section: &str, frame: &mut String) {
        let (title, body) = section.split_once('\n').unwrap_or((section, ""));
        let body = if body.is_empty() || body.ends_with('\n') {
            body.to_owned()
        } else {
            format!("{body}\n")
        };
        if title == "in" || title == "in nothing" {
            frame.clone_from(&body);
            let preamble = self.preambles.last_mut().expect("there is always one");
            let _ = write!(preamble, "{MARK}{title}\n{body}");
        } else if let Some(versions) = title.strip_prefix("= ") {
            let case = self
                .cases
                .last_mut()
                .expect("a case stands in front of what is said of it");
            let body = body.trim_end_matches('\n');
            let outcome = match body {
                "accepted" => Outcome::Accepted,
                "crashed" => Outcome::Crashed,
                _ => Outcome::Refused(
                    body.strip_prefix("refused: ")
                        .expect("an outcome is `accepted`, `crashed` or `refused: `")
                        .to_owned(),
                ),
            };
            for version in versions.split(' ') {
                let release = Release::ALL
                    .into_iter()
                    .find(|release| version_name(*release) == version)
                    .expect("the version is one of three");
                case.outcomes.push((release, outcome.clone()));
            }
        } else {
            let text = fill(frame, &body);
            self.cases.push(Case {
                name: title.to_owned(),
                snippet: body,
                text,
                outcomes: Vec::new(),
            });
            self.preambles.push(String::new());
        }
    }

    /// The file as it should be, with what the real amtools say.
    pub fn render(&self) -> String {
        let mut text = String::new();
        for (preamble, case) in self.preambles.iter().zip(&self.cases) {
            let _ = write!(text, "{preamble}{MARK}{}\n{}", case.name, case.snippet);
            let mut done: Vec<&Outcome> = Vec::new();
            for (_, outcome) in &case.outcomes {
                if done.contains(&outcome) {
                    continue;
                }
                done.push(outcome);
                let versions: Vec<_> = case
                    .outcomes
                    .iter()
                    .filter(|(_, other)| other == outcome)
                    .map(|(release, _)| version_name(*release))
                    .collect();
                let said = match outcome {
                    Outcome::Accepted => "accepted".to_owned(),
                    Outcome::Crashed => "crashed".to_owned(),
                    Outcome::Refused(words) => format!("refused: {words}"),
                };
                let _ = writeln!(text, "{MARK}= {}\n{said}", versions.join(" "));
            }
        }
        text.push_str(self.preambles.last().map_or("", String::as_str));
        text
    }
}

/// Puts a snippet in place of the last `{}`, indented as that is if it has several lines.
pub fn fill(frame: &str, snippet: &str) -> String {
    let Some(at) = frame.rfind("{}") else {
        return format!("{frame}{snippet}");
    };
    let column = at - frame[..at].rfind('\n').map_or(0, |line| line + 1);
    let indented = snippet
        .trim_end_matches('\n')
        .replace('\n', &format!("\n{}", " ".repeat(column)));
    format!("{}{indented}{}", &frame[..at], &frame[at + 2..])
}
