//! `init`: the two files to start with.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::ValueEnum;

use crate::cli::{ExitStatus, Failure, Session};
use crate::guide::{self, Endpoint, TestRule, Timing};

/// Print an alertmanager.yml that sends every alert to Runframe, and a rule that fires at once
///
/// Without an argument both are printed, one after the other. The routing key stays out of them: the configuration
/// reads the webhook URL from a file (`url_file`, Alertmanager 0.26 or later).
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Print only this file
    #[arg(value_enum, value_name = "FILE")]
    file: Option<File>,

    /// Write alertmanager.yml and runframe-test.rules.yml to this folder instead; never overwrites
    #[arg(long, value_name = "DIR", conflicts_with = "file")]
    dir: Option<PathBuf>,

    /// The file Alertmanager reads the webhook URL from [default: /etc/alertmanager/runframe-webhook-url]
    #[arg(long, value_name = "PATH", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    url_file: Option<String>,

    /// Severity of the test alert [default: warning]
    #[arg(long, value_name = "SEVERITY")]
    severity: Option<String>,

    /// Runframe service of the test alert, such as svc_K7M4Q9TZ2H
    #[arg(long, value_name = "KEY")]
    service_id: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  runframe-cli init alertmanager > alertmanager.yml
  runframe-cli init rules --severity critical --service-id svc_K7M4Q9TZ2H > runframe-test.rules.yml
  runframe-cli init simulator-rules > runframe-simulator.rules.yml
  runframe-cli init --dir monitoring";

/// One of the two files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum File {
    /// alertmanager.yml
    Alertmanager,
    /// The Prometheus rule file
    Rules,
    /// A settings file for `serve --settings`; printed only when it is asked for
    Settings,
    /// Prometheus rules that watch the local Runframe itself; only when asked for
    SimulatorRules,
}

impl File {
    /// Those of the guide.
    const ALL: [Self; 2] = [Self::Alertmanager, Self::Rules];

    fn name(self) -> &'static str {
        match self {
            Self::Alertmanager => "alertmanager.yml",
            Self::Rules => "runframe-test.rules.yml",
            Self::Settings => "runframe.yml",
            Self::SimulatorRules => "runframe-simulator.rules.yml",
        }
    }

    fn text(self, args: &Args) -> String {
        match self {
            Self::Alertmanager => guide::alertmanager_yml(Endpoint::UrlFile(args.url_file()), Timing::GUIDE),
            Self::Rules => {
                let severity = args.severity.as_deref().unwrap_or(SEVERITY);
                TestRule::new(severity, args.service_id.clone()).rules_yml()
            }
            Self::Settings => guide::SETTINGS_YML.to_owned(),
            Self::SimulatorRules => guide::SIMULATOR_RULES.to_owned(),
        }
    }
}

/// Severity of the test alert if none is asked for.
const SEVERITY: &str = "warning";

impl Args {
    fn url_file(&self) -> &str {
        self.url_file.as_deref().unwrap_or(guide::URL_FILE)
    }

    /// A flag that has no say in the file that is asked for, and the file it is for.
    fn idle_flag(&self) -> Option<(&'static str, &'static str)> {
        let flags = [
            ("--url-file", self.url_file.is_some(), File::Alertmanager),
            ("--severity", self.severity.is_some(), File::Rules),
            ("--service-id", self.service_id.is_some(), File::Rules),
        ];
        let file = self.file?;
        let idle = flags.into_iter().find(|(_, is_given, of)| *is_given && *of != file);
        idle.map(|(flag, _, of)| (flag, of.name()))
    }
}

/// Prints or writes the files.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    if let Some((flag, file)) = args.idle_flag() {
        return Err(
            Failure::unusable(format!("`{flag}` is for {file}, which is not asked for"))
                .with_help("leave it out, or leave out the name of the file to get both")
                .into(),
        );
    }
    if let Some(dir) = &args.dir {
        return write(dir, args, session);
    }
    if let Some(file) = args.file {
        write!(session.out(), "{}", file.text(args))?;
        return Ok(ExitStatus::Success);
    }
    for (index, file) in File::ALL.into_iter().enumerate() {
        if index > 0 {
            writeln!(session.out(), "---")?;
        }
        write!(session.out(), "# {}\n{}", file.name(), file.text(args))?;
    }
    session
        .comment("two files: `runframe-cli init --dir .` writes them, `init alertmanager` and `init rules` print one");
    Ok(ExitStatus::Success)
}

fn write(dir: &Path, args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    if dir.exists() && !dir.is_dir() {
        return Err(
            Failure::unusable(format!("`{}` is a file, not a folder", dir.display()))
                .with_help("name a folder with --dir; it is made if it is not there")
                .into(),
        );
    }
    std::fs::create_dir_all(dir).with_context(|| format!("cannot create `{}`", dir.display()))?;
    // All or nothing: look before the first is written.
    if let Some(path) = File::ALL.map(|f| dir.join(f.name())).into_iter().find(|p| p.exists()) {
        return Err(
            Failure::unusable(format!("`{}` exists already, nothing was written", path.display()))
                .with_help("move it away, or name another folder with --dir")
                .into(),
        );
    }
    for file in File::ALL {
        let path = dir.join(file.name());
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
            .and_then(|mut f| f.write_all(file.text(args).as_bytes()))
            .with_context(|| format!("cannot write `{}`", path.display()))?;
        writeln!(session.out(), "{}", path.display())?;
    }
    session.comment(format!(
        "next: put the webhook URL into {}, then run `runframe-cli validate {}`",
        args.url_file(),
        dir.join(File::Alertmanager.name()).display()
    ));
    Ok(ExitStatus::Success)
}
