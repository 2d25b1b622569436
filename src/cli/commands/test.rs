//! `test`: routing and incident tests, for CI.

use crate::cli::configuration::{self, Configuration, Reading};
use crate::cli::{ExitStatus, Failure, Session, input};
use crate::proof::Reachability;
use crate::report::routing_test::{self as report, Broken, FileRun, TestRun};
use crate::routing_test::{Coverage, TestFile, generate, run as run_case};
use crate::text::Position;
use crate::trace::Setup;
use crate::version::Version;

/// Run tests: alerts, and the receivers, groups and incidents they must come to
///
/// A test file is strict: an unknown key, an expectation of nothing, two that contradict each other are errors. See
/// docs/routing-tests.md for what a test may say. Failures show only what differs, and why.
///
/// Coverage counts the routes a test's alert goes to; routes of which it is proved that they deliver no alert are left out.
/// --generate writes one test for each route, from an alert that goes to it: a start, and a record of what a configuration
/// does today.
///
/// The exit status is 1 if a test fails or too few routes are covered (--fail-under).
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// alertmanager.yml; `-` is standard input
    #[arg(value_name = "FILE")]
    file: String,

    /// Files of tests
    #[arg(
        value_name = "TESTS",
        required_unless_present = "generate",
        conflicts_with = "generate"
    )]
    tests: Vec<String>,

    /// Print a file of tests, one for each route that delivers alerts
    #[arg(long)]
    generate: bool,

    /// Fail if fewer than this many of a hundred routes are covered
    #[arg(long, value_name = "PERCENT", value_parser = clap::builder::ValueParser::new(parse_percent))]
    fail_under: Option<f64>,

    #[command(flatten)]
    reading: Reading,

    /// List tests that pass, and every route without a test
    #[arg(long, short)]
    verbose: bool,

    /// How to print the outcome
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "FORMAT",
        conflicts_with = "generate"
    )]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  runframe-cli test --generate alertmanager.yml > routing.test.yml
  runframe-cli test alertmanager.yml routing.test.yml
  runframe-cli test --fail-under 90 --format junit alertmanager.yml tests/*.yml > junit.xml";

/// An output format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// One object, see docs/schema/test.json
    Json,
    /// JUnit XML
    Junit,
    /// Annotations of a GitHub workflow
    Github,
}

fn parse_percent(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix('%').unwrap_or(text).parse().ok();
    let percent = number.filter(|percent| (0.0..=100.0).contains(percent));
    percent.ok_or_else(|| format!("`{text}` is no percentage from 0 to 100"))
}

/// Runs the tests, or writes some.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    if std::iter::once(&args.file)
        .chain(&args.tests)
        .filter(|path| *path == "-")
        .count()
        > 1
    {
        return Err(Failure::unusable("standard input cannot be more than one of the files")
            .with_help("give the others as files")
            .into());
    }
    let configuration = configuration::load(&args.file, &args.reading, session)?;
    let reachability = Reachability::of(&configuration.setup.tree);
    if args.generate {
        return print_generated(args, &configuration, &reachability, session);
    }
    let mut files = Vec::with_capacity(args.tests.len());
    for path in &args.tests {
        match run_file(path, &configuration.setup, args.reading.alertmanager_version, session) {
            Ok(file) => files.push(file),
            Err(unreadable) => {
                let broken = Broken {
                    path,
                    position: unreadable.position,
                    message: unreadable.message,
                };
                print_broken(args, &configuration, &broken, session)?;
                return Err(unreadable.failure.into());
            }
        }
    }
    let traces = files
        .iter()
        .flat_map(|file| file.cases.iter().map(|(_, outcome)| &outcome.trace));
    let run = TestRun {
        coverage: Coverage::of(&configuration.setup.tree, &reachability, traces),
        source: &configuration.source,
        setup: &configuration.setup,
        files,
        fail_under: args.fail_under,
    };
    let status = if run.is_passed() {
        ExitStatus::Success
    } else {
        ExitStatus::Findings
    };
    session.decided = status;
    let mut out = session.out();
    match args.format {
        Format::Text => report::text::render(&run, args.verbose, &mut out)?,
        Format::Json => report::json::render(&run, &mut out)?,
        Format::Junit => report::junit::render(&run, &mut out)?,
        Format::Github => report::github::render(&run, &mut out)?,
    }
    Ok(status)
}

/// A file of tests that cannot be read.
struct Unreadable {
    position: Option<Position>,
    /// What is wrong, without the place.
    message: String,
    /// The same with the place, for people.
    failure: Failure,
}

impl Unreadable {
    fn of(failure: Failure) -> Self {
        Self {
            position: None,
            message: failure.to_string(),
            failure,
        }
    }
}

/// What programs read gets the error too, where they look for it.
fn print_broken(
    args: &Args,
    configuration: &Configuration,
    broken: &Broken<'_>,
    session: &mut Session,
) -> anyhow::Result<()> {
    let mut out = session.out();
    match args.format {
        Format::Text => {}
        Format::Json => report::json::render_broken(configuration.source.name(), broken, &mut out)?,
        Format::Junit => report::junit::render_broken(broken, &mut out)?,
        Format::Github => report::github::render_broken(broken, &mut out)?,
    }
    Ok(())
}

/// Runs the tests of a file, or says where it cannot be read and why.
fn run_file(path: &str, setup: &Setup, version: Version, session: &mut Session) -> Result<FileRun, Unreadable> {
    let source = input::read(path, session)
        .map_err(|error| Unreadable::of(Failure::from(error)))?
        .source;
    let file = TestFile::parse(source.text()).map_err(|error| Unreadable {
        position: Some(error.position),
        message: error.to_string(),
        failure: {
            let place = format!("{}:{}:{}", source.name(), error.position.line, error.position.column);
            let failure = Failure::unusable(format!("{place}: {error}"));
            error.help.into_iter().fold(failure, Failure::with_help)
        },
    })?;
    for case in &file.cases {
        let sets = [&case.labels, &case.annotations].into_iter().chain(&case.firing);
        configuration::check_names(sets, version).map_err(|failure| {
            let Position { line, column } = case.position;
            Unreadable {
                position: Some(case.position),
                message: failure.message.clone(),
                failure: Failure {
                    message: format!("{}:{line}:{column}: {}", source.name(), failure.message),
                    ..failure
                },
            }
        })?;
    }
    let setup = Setup {
        runframe: file.runframe.applied_to(&setup.runframe),
        ..setup.clone()
    };
    let outcomes = file.cases.into_iter().map(|case| {
        let outcome = run_case(&case, &setup);
        (case, outcome)
    });
    Ok(FileRun {
        path: source.name().to_owned(),
        cases: outcomes.collect(),
    })
}

fn print_generated(
    args: &Args,
    configuration: &Configuration,
    reachability: &Reachability,
    session: &mut Session,
) -> anyhow::Result<ExitStatus> {
    let generated = generate(&configuration.setup, reachability, &args.reading.receiver);
    session.out().write_all(generated.text.as_bytes())?;
    let line = |route| {
        let span = configuration.setup.tree[route].span();
        configuration.source.position(span.start).line
    };
    for route in generated.not_decided {
        session.comment(format!(
            "no test for {}:{}: whether an alert goes there is not decided",
            configuration.source.name(),
            line(route)
        ));
    }
    Ok(ExitStatus::Success)
}
