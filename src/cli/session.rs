//! What a command may touch of the process it runs in: its streams, its terminal, its environment.

use std::io::{self, BufWriter, IsTerminal, Read, Write};

use clap::ValueEnum;

use super::ExitStatus;

/// When to colour the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl From<ColorChoice> for clap::ColorChoice {
    fn from(choice: ColorChoice) -> Self {
        match choice {
            ColorChoice::Auto => Self::Auto,
            ColorChoice::Always => Self::Always,
            ColorChoice::Never => Self::Never,
        }
    }
}

/// The streams of one run: stdout is the result, stderr the commentary.
pub struct Session {
    out: Box<dyn Write + Send>,
    err: Box<dyn Write + Send>,
    input: Box<dyn Read + Send>,
    /// Whether stdout is a terminal; tables and excerpts are cut to its width only then.
    pub is_terminal: bool,
    /// Whether stderr is a terminal: progress is shown only then.
    pub is_interactive: bool,
    /// Whether stdin is a terminal, so that reading it would wait for typing.
    pub input_is_terminal: bool,
    /// Columns of the terminal; `None` when stdout is none.
    pub width: Option<usize>,
    /// How the command ends, as far as it knows before all is printed.
    pub decided: ExitStatus,
}

/// A stream whose failures say that they are about the output.
struct Output<W>(W);

/// The output cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the output: {}", super::exit::system_words(.0))]
struct Unwritable(#[source] io::Error);

fn unwritable(error: io::Error) -> io::Error {
    match error.kind() {
        // It is tried again.
        io::ErrorKind::Interrupted => error,
        kind => io::Error::new(kind, Unwritable(error)),
    }
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(unwritable)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(unwritable)
    }
}

impl Session {
    /// The streams of this process.
    #[must_use]
    pub fn for_process(color: ColorChoice) -> Self {
        let is_terminal = io::stdout().is_terminal();
        let use_color = match color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                let refused = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
                let is_dumb = std::env::var_os("TERM").is_some_and(|t| t == "dumb");
                is_terminal && !refused && !is_dumb
            }
        };
        colored::control::set_override(use_color);
        #[cfg(windows)]
        let _ = colored::control::set_virtual_terminal(true);
        Self {
            out: Box::new(BufWriter::new(Output(io::stdout()))),
            err: Box::new(io::stderr()),
            input: Box::new(io::stdin()),
            is_terminal,
            is_interactive: io::stderr().is_terminal(),
            input_is_terminal: io::stdin().is_terminal(),
            width: is_terminal
                .then(terminal_size::terminal_size)
                .flatten()
                .map(|(width, _)| usize::from(width.0)),
            decided: ExitStatus::Success,
        }
    }

    /// Streams made of buffers, for tests: no colour, no terminal.
    #[must_use]
    pub fn for_buffers(
        input: impl Read + Send + 'static,
        out: impl Write + Send + 'static,
        err: impl Write + Send + 'static,
    ) -> Self {
        colored::control::set_override(false);
        Self {
            out: Box::new(out),
            err: Box::new(err),
            input: Box::new(input),
            is_terminal: false,
            is_interactive: false,
            input_is_terminal: false,
            width: None,
            decided: ExitStatus::Success,
        }
    }

    /// The stream for results.
    pub fn out(&mut self) -> &mut (dyn Write + Send) {
        &mut *self.out
    }

    /// The stream for input.
    pub fn input(&mut self) -> &mut (dyn Read + Send) {
        &mut *self.input
    }

    /// Writes one line of commentary to stderr. A reader that has gone is no failure of the command.
    pub fn comment(&mut self, line: impl AsRef<str>) {
        let _ = self.out.flush();
        let _ = writeln!(self.err, "{}", line.as_ref());
    }

    /// Hands everything written so far to the reader.
    ///
    /// # Errors
    /// If the stream refuses it.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
