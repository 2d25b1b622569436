//! `validate`: everything that is wrong with a configuration.

use std::collections::BTreeSet;

use clap::ValueEnum;
use colored::Colorize;

use crate::cli::configuration::Reading;
use crate::cli::format::{count, visible};
use crate::cli::{ExitStatus, Failure, Session, hands, input, template_files};
use crate::diagnostic::Level;
use crate::report::sarif::RuleText;
use crate::report::{self, Report, Subject, Unreadable};
use crate::validation::{self, Options};
use crate::{lint, report::text};

/// Check alertmanager.yml: what Alertmanager refuses, and what keeps alerts from becoming the right incident
///
/// Finds everything in one pass, each finding with its place and its remedy. An `error` is what Alertmanager refuses to
/// load, in the release chosen with --alertmanager-version; a `warning` loads and will very likely not do what was meant;
/// an `info` could be simpler or safer. `runframe-cli explain NAME` tells more about a finding, and
/// `# runframe: allow NAME` at the end of a line, or on a line above it, allows a warning or an info there.
///
/// The exit status is 1 if there is an error or a warning (see --fail-on), and 2 if a file could not be read; the other
/// files are checked all the same.
///
/// Takes Kubernetes Secrets and ConfigMaps, AlertmanagerConfig resources, Helm values of kube-prometheus-stack and Mimir's
/// wrapping too, several in one stream if need be, and reports in the lines of the file it was given. The files that
/// `templates` names are read from beside a configuration that is a file itself.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Files to check; `-` is standard input
    #[arg(value_name = "FILE")]
    files: Vec<String>,

    #[command(flatten)]
    reading: Reading,

    /// Pass over files with Kubernetes resources or Helm values and no configuration, as long as another has one
    #[arg(long)]
    skip_others: bool,

    /// How to print the findings
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// Print findings only, and nothing if there is none
    #[arg(long, short)]
    quiet: bool,

    /// Print at most this many findings, the worst first kept; all are counted, 0 is no limit
    #[arg(long, value_name = "N", default_value_t = 1000)]
    max_findings: usize,

    /// The least level that makes the exit status 1
    #[arg(long, value_enum, default_value_t, value_name = "LEVEL")]
    fail_on: FailOn,
}

const EXAMPLES: &str = "\
Examples:
  runframe-cli validate alertmanager.yml
  runframe-cli validate --alertmanager-version 0.28 --format concise monitoring/*.yml
  kubectl get secret alertmanager-main -o yaml | runframe-cli validate -
  runframe-cli validate --skip-others manifests/*.yaml
  runframe-cli validate --format sarif alertmanager.yml > findings.sarif";

/// An output format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, with excerpts
    #[default]
    Text,
    /// One line a finding
    Concise,
    /// One object, see docs/schema/validate.json
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of a GitHub workflow
    Github,
    /// JUnit XML
    Junit,
}

/// From which level on findings make the command fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// What Alertmanager refuses
    Error,
    /// Also what will very likely not do what was meant
    #[default]
    Warning,
    /// Any finding
    Info,
    /// No finding
    Never,
}

impl FailOn {
    fn least(self) -> Option<Level> {
        match self {
            Self::Error => Some(Level::Error),
            Self::Warning => Some(Level::Warning),
            Self::Info => Some(Level::Info),
            Self::Never => None,
        }
    }
}

/// Checks the files and prints what was found.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    if args.files.is_empty() {
        return Err(Failure::unusable("there is nothing to check")
            .with_help("name a file: `runframe-cli validate alertmanager.yml`")
            .with_help("or `-` for standard input: `runframe-cli validate - < alertmanager.yml`")
            .into());
    }
    let options = Options {
        version: args.reading.alertmanager_version,
        allow_placeholders: args.reading.allow_placeholders,
        runframe_receivers: args.reading.receiver.clone(),
        ..Options::default()
    };
    let (subjects, mut unreadable, others) = check(&args.files, &options, session);
    if args.skip_others && !subjects.is_empty() {
        unreadable.retain(|input| !others.contains(&input.path));
        if !others.is_empty() && !args.quiet {
            let files = count(others.len() as u64, "file");
            session.comment(format!("passed over {files} without an Alertmanager configuration"));
        }
    }
    for input in &unreadable {
        session.comment(format!("{}: {}", "error".red().bold(), visible(&input.message)));
        for help in &input.help {
            session.comment(format!("  {}: {}", "help".cyan().bold(), visible(help)));
        }
    }
    let report =
        Report::new(subjects, unreadable).with_max_findings(Some(args.max_findings).filter(|&limit| limit > 0));
    let status = status(&report, args);
    session.decided = status;
    print(&report, args, session)?;
    if args.format != Format::Text && !args.quiet {
        let shown: usize = report.shown().iter().map(|(_, findings)| findings.len()).sum();
        if let Some(rest) = text::not_shown(report.count().total() - shown) {
            session.comment(rest);
        }
    }
    // The process ends soon, and takes all of it along at once.
    std::mem::forget(report);
    Ok(status)
}

fn status(report: &Report, args: &Args) -> ExitStatus {
    let fails = |level| args.fail_on.least().is_some_and(|least| level >= least);
    let has_failing = report
        .subjects()
        .iter()
        .any(|s| s.findings().iter().any(|f| fails(f.level)));
    match (report.unreadable().is_empty(), has_failing) {
        (false, _) => ExitStatus::Unusable,
        (true, true) => ExitStatus::Findings,
        (true, false) => ExitStatus::Success,
    }
}

/// What is to be said of each file, which cannot be read, and which of these hold no configuration.
fn check(
    files: &[String],
    options: &Options,
    session: &mut Session,
) -> (Vec<Subject>, Vec<Unreadable>, BTreeSet<String>) {
    let mut subjects = Vec::new();
    let mut unreadable = Vec::new();
    let mut others = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut seen_templates = BTreeSet::new();
    for path in files {
        // A shell's patterns may name a file twice.
        if !seen.insert(path) {
            continue;
        }
        let input = match input::read(path, session) {
            Ok(input) => input,
            Err(problem) => {
                unreadable.push(problem);
                continue;
            }
        };
        if let Some(finding) = input.encoding {
            subjects.push(Subject::new(input.source, vec![finding]));
            continue;
        }
        match validation::validate_by(input.source, options, hands::runner()) {
            Ok(mut checked) => {
                if files.len() == 1 {
                    // The process ends soon, and takes all of it along at once.
                    std::mem::forget(checked.workings);
                }
                if let [configuration] = &mut checked.subjects[..] {
                    let templates = template_files::read(path, &checked.template_patterns);
                    let mut findings = Vec::new();
                    for template in templates {
                        findings.extend(template.refusal());
                        if let Some(subject) = template.check(configuration.source(), options) {
                            configuration.refuse_elsewhere();
                            // Two configurations may take in the same.
                            if seen_templates.insert(template.path) {
                                subjects.push(subject);
                            }
                        }
                    }
                    configuration.add(findings);
                }
                subjects.extend(checked.subjects);
            }
            Err(nothing) => {
                others.insert(path.clone());
                unreadable.push(Unreadable {
                    path: path.clone(),
                    message: nothing.to_string(),
                    help: vec![format!("found {}", nothing.kinds.join(", "))],
                });
            }
        }
    }
    (subjects, unreadable, others)
}

fn print(report: &Report, args: &Args, session: &mut Session) -> anyhow::Result<()> {
    let text_options = text::Options {
        width: session.width,
        is_quiet: args.quiet,
    };
    let mut out = session.out();
    match args.format {
        Format::Text => report::text::render(report, text_options, &mut out)?,
        Format::Concise => report::concise::render(report, &mut out)?,
        Format::Json => report::json::render(report, &mut out)?,
        Format::Sarif => report::sarif::render(report, &describe, &mut out)?,
        Format::Github => report::github::render(report, &mut out)?,
        Format::Junit => report::junit::render(report, args.fail_on.least(), &mut out)?,
    }
    Ok(())
}

fn describe(name: &str) -> Option<RuleText> {
    Some(RuleText {
        summary: lint::summary(name)?.to_owned(),
        page: lint::page(name)?,
    })
}
