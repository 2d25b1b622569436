//! How a command ends.

use std::fmt;
use std::io::{self, ErrorKind};
use std::process::ExitCode;

use colored::Colorize;

use super::Session;
use super::format::visible;
use crate::report::Unreadable;

/// The exit status, the same for every command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// 0: as wished.
    Success,
    /// 1: findings, or an expectation not met.
    Findings,
    /// 2: wrong usage, a name that nothing has, unreadable input, or output that cannot be written.
    Unusable,
    /// 3: the other side could not be reached, or refused.
    Unreachable,
    /// 130: stopped by Ctrl-C, after tidying up.
    Interrupted,
}

impl ExitStatus {
    /// The number handed to the shell.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Findings => 1,
            Self::Unusable => 2,
            Self::Unreachable => 3,
            Self::Interrupted => 130,
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status.code())
    }
}

/// A failure that knows its exit status and what the user can do about it. Any other error counts as
/// [`ExitStatus::Unusable`].
#[derive(Debug)]
pub struct Failure {
    /// How the process ends.
    pub status: ExitStatus,
    /// What went wrong: names the thing and the state.
    pub message: String,
    /// What to do, one line each.
    pub help: Vec<String>,
    /// What led to it.
    pub source: Option<anyhow::Error>,
}

impl Failure {
    /// Wrong usage or unreadable input.
    pub fn unusable(message: impl Into<String>) -> Self {
        Self::new(ExitStatus::Unusable, message)
    }

    /// The other side could not be reached, or refused.
    pub fn unreachable(message: impl Into<String>) -> Self {
        Self::new(ExitStatus::Unreachable, message)
    }

    /// An expectation was not met.
    pub fn unmet(message: impl Into<String>) -> Self {
        Self::new(ExitStatus::Findings, message)
    }

    /// Somebody asked for the end before all was done.
    pub fn interrupted(message: impl Into<String>) -> Self {
        Self::new(ExitStatus::Interrupted, message)
    }

    fn new(status: ExitStatus, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            help: Vec::new(),
            source: None,
        }
    }

    /// Adds a line that says what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds what led to it; its chain of causes is printed.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<anyhow::Error>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl From<Unreadable> for Failure {
    fn from(input: Unreadable) -> Self {
        input
            .help
            .into_iter()
            .fold(Self::unusable(input.message), Self::with_help)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|e| &**e as _)
    }
}

/// The exit status an error asks for.
pub(super) fn status_of(error: &anyhow::Error) -> ExitStatus {
    error
        .chain()
        .find_map(|cause| cause.downcast_ref::<Failure>())
        .map_or(ExitStatus::Unusable, |failure| failure.status)
}

/// What a cause says. The system's own words are for programmers, and end with a number.
fn in_words(cause: &(dyn std::error::Error + 'static)) -> String {
    match cause.downcast_ref::<io::Error>() {
        Some(error) => system_words(error),
        None => cause.to_string(),
    }
}

/// The system's words without its number.
pub(super) fn system_words(error: &io::Error) -> String {
    if error.raw_os_error().is_none() {
        // Somebody else's words.
        return error.to_string();
    }
    match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::AlreadyExists => "a file of this name is in the way".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::NotADirectory => "a part of the path is no folder".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_owned()
        }
    }
}

/// Prints an error as one line with its causes, then what to do.
pub(super) fn print(error: &anyhow::Error, session: &mut Session) {
    let mut text = String::new();
    for cause in error.chain() {
        let cause = in_words(cause);
        // Libraries like to repeat their cause in their own text.
        if text.ends_with(&cause) {
            continue;
        }
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&visible(&cause));
    }
    session.comment(format!("{}: {text}", "error".red().bold()));
    let help = error.chain().filter_map(|cause| cause.downcast_ref::<Failure>());
    for line in help.flat_map(|failure| &failure.help) {
        session.comment(format!("  {}: {}", "help".cyan().bold(), visible(line)));
    }
}
