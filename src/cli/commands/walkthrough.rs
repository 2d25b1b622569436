//! `walkthrough`: the guide's four testing steps, with proof at each hop.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use colored::Colorize;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::cli::configuration::unwrapped;
use crate::cli::format::{Format, print_json};
use crate::cli::sending::severity_parser;
use crate::cli::{ExitStatus, Failure, Session, input};
use crate::fire::{LabelError, LabelPair};
use crate::text::SourceFile;
use crate::walkthrough::{self, Broken, Check, Event, Options, RealPrograms, Report, Step};

/// Take one alert from a Prometheus rule to a resolved Runframe incident, and show the proof at each hop
///
/// The four testing steps of the integration guide: make a rule that fires at once; see Alertmanager forward it; see the
/// incident with the right severity and service; clear the alert and see the incident resolve.
///
/// Without --real nothing needs to be installed: the alert is routed by this program's own reading of alertmanager.yml
/// and sent over HTTP to a local Runframe in this process. With --real, real Prometheus and Alertmanager processes do it,
/// on free loopback ports and in a temporary folder. Nothing leaves this machine, and nothing is left behind.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Go through real Prometheus and Alertmanager processes, found on PATH or in --bin-dir
    #[arg(long)]
    real: bool,

    /// Folder that holds the `prometheus` and `alertmanager` executables, for --real
    #[arg(long, value_name = "DIR", requires = "real")]
    bin_dir: Option<PathBuf>,

    /// Route through this alertmanager.yml instead of the guide's; only its Runframe receiver is sent to, and that is
    /// aimed at the local Runframe
    #[arg(long, value_name = "FILE")]
    config: Option<String>,

    /// The receiver in --config that is Runframe, if its URL does not tell
    #[arg(long, value_name = "NAME", requires = "config")]
    receiver: Option<String>,

    /// Severity of the test alert
    #[arg(long, value_name = "SEVERITY", default_value = "critical", value_parser = severity_parser(), hide_possible_values = true)]
    severity: String,

    /// A further label of the test alert, to send it down a route of --config; may be repeated
    #[arg(long = "label", value_name = "NAME=VALUE", value_parser = parse_label)]
    labels: Vec<(String, String)>,

    /// How long each hop may take with --real, on top of the waits the configuration asks for
    #[arg(long, value_name = "DURATION", default_value = "1m", value_parser = crate::cli::sending::parse_duration)]
    timeout: Duration,

    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  runframe-cli walkthrough
  runframe-cli walkthrough --config alertmanager.yml --label team=payments
  runframe-cli walkthrough --real --bin-dir ~/monitoring/bin";

fn parse_label(text: &str) -> Result<(String, String), String> {
    let LabelPair { name, value } = text.parse().map_err(|error: LabelError| error.to_string())?;
    match name.as_str() {
        "alertname" | "service_id" => Err("this label is the walkthrough's own".into()),
        "severity" => Err("severity is given with --severity".into()),
        _ => Ok((name, value)),
    }
}

/// What `--format json` prints.
#[derive(Serialize)]
struct Json<'a> {
    mode: &'static str,
    elapsed_seconds: f64,
    #[serde(flatten)]
    report: &'a Report,
}

/// Walks, and tells.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let start = Instant::now();
    let real = args.real.then(|| RealPrograms {
        folder: args.bin_dir.clone(),
        limit_per_hop: args.timeout,
    });
    let options = Options {
        config: args.config.as_deref().map(|path| read(path, session)).transpose()?,
        receiver: args.receiver.clone(),
        severity: args.severity.clone(),
        labels: args.labels.clone(),
        real,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let report = match args.format {
        Format::Json => runtime
            .block_on(walkthrough::run(&options, &mut |_| {}))
            .map_err(no_folder)?,
        Format::Text => {
            let mut teller = Teller::new(session);
            let report = runtime.block_on(walkthrough::run(&options, &mut |event| teller.tell(event)));
            let report = report.map_err(no_folder)?;
            teller.finish()?;
            report
        }
    };
    runtime.shutdown_timeout(Duration::from_secs(5));
    let elapsed = start.elapsed();
    match args.format {
        Format::Json => {
            let json = Json {
                mode: if args.real { "real" } else { "embedded" },
                elapsed_seconds: (elapsed.as_secs_f64() * 1000.0).round() / 1000.0,
                report: &report,
            };
            print_json(session, &json)?;
        }
        Format::Text if report.passed => {
            writeln!(session.out())?;
            let message = format!("All four steps passed in {:.1} s.", elapsed.as_secs_f64());
            writeln!(session.out(), "{}", message.green().bold())?;
            session.flush()?;
            session.comment(next_steps(args));
        }
        Format::Text => {}
    }
    Ok(match &report.broken {
        None => ExitStatus::Success,
        Some(broken) if broken.was_interrupted => ExitStatus::Interrupted,
        Some(broken) if broken.is_unusable => ExitStatus::Unusable,
        Some(_) => ExitStatus::Findings,
    })
}

fn read(path: &str, session: &mut Session) -> anyhow::Result<SourceFile> {
    match input::read(path, session) {
        Ok(input) => match input.encoding {
            None => Ok(unwrapped(input.source)?),
            Some(finding) => Err(Failure::unusable(format!("`{path}`: {}", finding.message)).into()),
        },
        Err(unreadable) => Err(unreadable
            .help
            .into_iter()
            .fold(Failure::unusable(unreadable.message), Failure::with_help)
            .into()),
    }
}

fn no_folder(error: std::io::Error) -> Failure {
    let folder = std::env::temp_dir();
    Failure::unusable(format!("cannot make a folder in `{}`", folder.display()))
        .with_source(error)
        .with_help(if cfg!(windows) {
            "set TEMP to a folder that can be written to"
        } else {
            "set TMPDIR to a folder that can be written to"
        })
}

fn next_steps(args: &Args) -> String {
    let mut lines = vec![String::new(), "Next:".bold().to_string()];
    let mut line = |command: &str, job: &str| lines.push(format!("  {command:<42}{}", job.dimmed()));
    if !args.real {
        line(
            "runframe-cli walkthrough --real",
            "the same through real Prometheus and Alertmanager",
        );
    }
    line(
        "runframe-cli validate alertmanager.yml",
        "what is wrong with your own configuration",
    );
    line("runframe-cli serve", "a local Runframe that stays");
    lines.join("\n")
}

/// A wait of which who cannot see a spinner is told.
const LONG_WAIT: Duration = Duration::from_secs(5);

/// Prints events as they come; a spinner turns on a terminal while something takes time.
struct Teller<'s> {
    session: &'s mut Session,
    spinner: Option<ProgressBar>,
    failure: Option<std::io::Error>,
}

impl<'s> Teller<'s> {
    fn new(session: &'s mut Session) -> Self {
        Self {
            session,
            spinner: None,
            failure: None,
        }
    }

    fn tell(&mut self, event: Event<'_>) {
        if let Some(spinner) = self.spinner.take() {
            spinner.finish_and_clear();
        }
        let told = match event {
            Event::Begins(step) => self.begin(step),
            Event::Checked(check) => self.check(check),
            Event::Waiting { what, expected } => {
                self.wait(what, expected);
                Ok(())
            }
            Event::Broke(broken) => self.broke(broken),
        };
        let told = told.and_then(|()| self.session.flush());
        // A reader that has gone ends the telling, not the tidying up.
        if let Err(error) = told {
            self.failure.get_or_insert(error);
        }
    }

    fn finish(self) -> std::io::Result<()> {
        self.failure.map_or(Ok(()), Err)
    }

    fn begin(&mut self, step: Step) -> std::io::Result<()> {
        let title = step.title().bold();
        match step {
            Step::Setup => writeln!(self.session.out(), "  {title}"),
            _ => writeln!(
                self.session.out(),
                "\n{} {title}",
                step.number().to_string().cyan().bold()
            ),
        }
    }

    fn check(&mut self, check: &Check) -> std::io::Result<()> {
        let mark = if check.passed { "✓".green() } else { "✗".red() };
        let Check {
            name,
            observed,
            because,
            ..
        } = check;
        if because.is_empty() {
            return writeln!(self.session.out(), "  {mark} {name:<13} {observed}");
        }
        let because = because.dimmed();
        writeln!(self.session.out(), "  {mark} {name:<13} {observed:<34}  {because}")
    }

    fn wait(&mut self, what: &str, expected: Duration) {
        if self.session.is_interactive {
            let style = ProgressStyle::with_template("  {spinner:.cyan} {msg} {elapsed:.dim}")
                .unwrap_or_else(|_| ProgressStyle::default_spinner());
            let spinner = ProgressBar::new_spinner()
                .with_style(style)
                .with_message(what.to_owned());
            spinner.enable_steady_tick(Duration::from_millis(100));
            self.spinner = Some(spinner);
        } else if expected >= LONG_WAIT {
            self.session.comment(format!("  … {what}"));
        }
    }

    fn broke(&mut self, broken: &Broken) -> std::io::Result<()> {
        let out = self.session.out();
        writeln!(out, "\n{} {}: {}", "✗".red(), broken.hop.bold(), broken.message)?;
        for help in &broken.help {
            writeln!(out, "  {}: {help}", "help".cyan().bold())?;
        }
        if !broken.log.is_empty() {
            writeln!(out, "  its last log lines:")?;
        }
        for line in &broken.log {
            writeln!(out, "    {}", line.dimmed())?;
        }
        Ok(())
    }
}
