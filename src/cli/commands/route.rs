//! `route`: where an alert goes and why, and the incident it becomes.

use jiff::Timestamp;

use crate::alert::LabelSet;
use crate::cli::configuration::{self, Reading};
use crate::cli::format::Format;
use crate::cli::{ExitStatus, Failure, Session, input};
use crate::incident::{Service, ServiceKey, Severity};
use crate::matcher::{MatchOp, Matcher, Mode, parse_list, parse_one};
use crate::report::trace::{self as report, Traced};
use crate::text::suggest::nearest;
use crate::trace::{Question, RecordedAlert, Setup, recorded_alerts};
use crate::version::Version;

/// Show where an alert goes and why, and the Runframe incident it becomes
///
/// Prints every route that is asked, with the matcher that failed where one did; for each receiver the group and its key,
/// the timings in force with the lines that set them, and its time intervals; then the incident: title, severity and
/// service, each with its source. The receivers and their order are those Alertmanager would notify.
///
/// The labels are the alert's: name=value, as `amtool config routes test` takes them, or {name="value", ...} as Alertmanager
/// shows them. An empty value is no label. --alerts reads many alerts instead and prints a line for each: JSON lines, or what
/// Alertmanager's /api/v2/alerts answers.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// alertmanager.yml; `-` is standard input
    #[arg(value_name = "FILE")]
    file: String,

    /// The alert's labels, such as severity=critical
    #[arg(value_name = "LABEL=VALUE", value_parser = clap::builder::ValueParser::new(parse_labels))]
    labels: Vec<LabelSet>,

    /// An annotation of the alert; may be repeated
    #[arg(long = "annotation", value_name = "NAME=VALUE", value_parser = clap::builder::ValueParser::new(parse_labels))]
    annotations: Vec<LabelSet>,

    /// Follow the alerts in this file; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["labels", "annotations"])]
    alerts: Option<String>,

    /// The alerts of --alerts fire at the same time, so that they may inhibit each other
    #[arg(long, requires = "alerts")]
    together: bool,

    /// When the alert is sent, such as 2026-03-01T03:00:00Z, for time intervals
    #[arg(long, value_name = "TIME", value_parser = clap::builder::ValueParser::new(parse_time))]
    at: Option<Timestamp>,

    /// Another alert that fires, as name=value,... , for inhibition; may be repeated
    #[arg(long, value_name = "LABELS", value_parser = clap::builder::ValueParser::new(parse_label_list))]
    firing: Vec<LabelSet>,

    /// A service linked to the integration, with its default severity if it has one; may be repeated
    #[arg(long, value_name = "KEY[=SEVERITY]", value_parser = clap::builder::ValueParser::new(parse_service))]
    service: Vec<Service>,

    #[command(flatten)]
    reading: Reading,

    /// List every route that is asked, also in long rows that do not match
    #[arg(long, short)]
    verbose: bool,

    /// How to print the answer; the JSON is described by docs/schema/route.json
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  runframe-cli route alertmanager.yml alertname=DiskFull severity=critical team=db
  runframe-cli route alertmanager.yml '{severity=\"warning\", team=\"db\"}' --firing alertname=NodeDown
  runframe-cli route alertmanager.yml severity=warning --at 2026-03-01T03:00:00+01:00
  curl -s localhost:9093/api/v2/alerts | runframe-cli route alertmanager.yml --alerts -";

/// One or more labels: `name=value`, or several in braces.
fn parse_labels(text: &str) -> Result<LabelSet, String> {
    if text.starts_with('{') {
        return parse_label_list(text);
    }
    let parsed = parse_one(text, Mode::default(), Version::default());
    let matcher = parsed.map_err(|_| format!("`{text}` is no label: write name=value"))?;
    label_set(vec![matcher.value])
}

/// Labels separated by commas, braces optional.
fn parse_label_list(text: &str) -> Result<LabelSet, String> {
    // Alertmanager takes a matcher with one brace; here it is a slip.
    if text.starts_with('{') && !text.trim_end().ends_with('}') {
        return Err(format!("`{text}` lacks its closing brace"));
    }
    let parsed = parse_list(text, Mode::default(), Version::default());
    let matchers = parsed.map_err(|_| format!("`{text}` are no labels: write name=value,name=value"))?;
    label_set(matchers.value)
}

fn label_set(matchers: Vec<Matcher>) -> Result<LabelSet, String> {
    let pairs = matchers.into_iter().map(|matcher| match matcher.op() {
        MatchOp::Equal => Ok((matcher.name().to_owned(), matcher.value().to_owned())),
        op => Err(format!(
            "an alert has labels, not conditions: write `=` instead of `{op}`"
        )),
    });
    pairs.collect()
}

fn parse_time(text: &str) -> Result<Timestamp, String> {
    if text == "now" {
        return Ok(Timestamp::now());
    }
    let refused = |_| format!("`{text}` is no time: write one with its offset, such as 2026-03-01T03:00:00Z, or `now`");
    text.parse().map_err(refused)
}

fn parse_service(text: &str) -> Result<Service, String> {
    let (key, severity) = match text.split_once('=') {
        Some((key, severity)) => (key, Some(severity)),
        None => (text, None),
    };
    let key: ServiceKey = key
        .parse()
        .map_err(|error: crate::incident::ParseServiceKeyError| error.to_string())?;
    let parse = |severity: &str| {
        let parsed: Result<Severity, _> = severity.parse();
        parsed.map_err(|error| error.to_string())
    };
    Ok(Service {
        key,
        name: String::new(),
        description: String::new(),
        is_active: true,
        default_severity: severity.map(parse).transpose()?,
        alias: None,
        team: None,
    })
}

/// Follows the alerts and prints what becomes of them.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    if args.file == "-" && args.alerts.as_deref() == Some("-") {
        return Err(
            Failure::unusable("standard input cannot be both the configuration and the alerts")
                .with_help("give one of them as a file")
                .into(),
        );
    }
    // `requires` is not looked at if what it requires conflicts with what was given.
    if args.together && args.alerts.is_none() {
        return Err(Failure::unusable("--together needs the alerts of a file: --alerts")
            .with_help("alerts that fire beside this one are given with --firing")
            .into());
    }
    let mut configuration = configuration::load(&args.file, &args.reading, session)?;
    if !args.service.is_empty() {
        configuration.setup.runframe.services = Some(args.service.clone());
    }
    let alerts = alerts(args, session)?;
    if args.alerts.is_none() {
        warn_of_misspelt(&configuration.setup, &alerts[0].labels, session);
        warn_of_joined(&alerts[0].labels, session);
    }
    let mut firing = args.firing.clone();
    if args.together {
        firing.extend(alerts.iter().map(|alert| alert.labels.clone()));
    }
    let sets = alerts.iter().flat_map(|alert| [&alert.labels, &alert.annotations]);
    configuration::check_names(sets.chain(&firing), args.reading.alertmanager_version)?;
    let setup = &configuration.setup;
    let inhibitor = setup.inhibitor(&firing);
    let traces = alerts
        .iter()
        .map(|alert| {
            setup.trace(&Question {
                labels: &alert.labels,
                annotations: &alert.annotations,
                at: args.at,
                inhibitor: &inhibitor,
            })
        })
        .collect();
    let answer = Traced {
        source: &configuration.source,
        setup,
        at: args.at,
        firing: &firing,
        traces,
        is_verbose: args.verbose,
    };
    let width = session.width;
    let mut out = session.out();
    match args.format {
        Format::Json => report::json::render(&answer, &mut out)?,
        Format::Text if args.alerts.is_some() => report::text::render_many(&answer, width, &mut out)?,
        Format::Text => {
            for trace in &answer.traces {
                report::text::render(&answer, trace, &mut out)?;
            }
        }
    }
    Ok(ExitStatus::Success)
}

/// The pairs of all arguments. One that says something else than an earlier one is a mistake that would pass unseen.
fn merged(sets: &[LabelSet], what: &str) -> Result<LabelSet, Failure> {
    let mut merged = LabelSet::new();
    for (name, value) in sets.iter().flat_map(LabelSet::iter) {
        if merged.get(name).is_some_and(|before| before != value) {
            let failure = Failure::unusable(format!("{what} `{name}` is given twice, with different values"));
            return Err(failure.with_help("give each name once"));
        }
        merged.insert(name, value);
    }
    Ok(merged)
}

/// Says which labels no route or rule asks for and look like misspelt ones.
fn warn_of_misspelt(setup: &Setup, labels: &LabelSet, session: &mut Session) {
    let asked = setup.asked_labels();
    for (name, _) in labels.iter().filter(|(name, _)| !asked.contains(name)) {
        let free = asked.iter().copied().filter(|known| labels.get(known).is_none());
        if let Some(near) = nearest(name, free) {
            session.comment(format!("nothing asks for label `{name}`; did you mean `{near}`?"));
        }
    }
}

/// Says which values look like further labels.
fn warn_of_joined(labels: &LabelSet, session: &mut Session) {
    for (name, value) in labels.iter() {
        if let Some((_, further)) = value.split_once(',').filter(|(_, further)| further.contains('=')) {
            session.comment(format!(
                "`{further}` is part of the value of `{name}`; labels are arguments of their own, or go in braces"
            ));
        }
    }
}

/// The one alert of the arguments, or those of the file.
fn alerts(args: &Args, session: &mut Session) -> anyhow::Result<Vec<RecordedAlert>> {
    let Some(path) = &args.alerts else {
        return Ok(vec![RecordedAlert {
            labels: merged(&args.labels, "label")?,
            annotations: merged(&args.annotations, "annotation")?,
        }]);
    };
    let source = input::read(path, session).map_err(Failure::from)?.source;
    recorded_alerts(source.text()).map_err(|error| {
        Failure::unusable(format!("{}:{}: {error}", source.name(), error.line))
            .with_help("one JSON object a line, or what Alertmanager's /api/v2/alerts answers")
            .into()
    })
}
