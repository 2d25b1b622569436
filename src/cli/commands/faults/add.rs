//! `faults add`.

use colored::Colorize;

use crate::cli::api::{ApiArgs, block_on, failure};
use crate::cli::format::{Format, print_json};
use crate::cli::usual::Usual;
use crate::cli::{ExitStatus, Failure, Session};
use crate::fault::{FaultError, Spec};

/// Set a fault in the local Runframe
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What is answered: a status such as 500, `drop` (reset the connection), `cut-head` (only the beginning of the head) or
    /// `cut-body` (a 200, and half of the body); without it there is only the delay. The words of `serve --fault`, such as
    /// next=3, may follow
    #[arg(value_name = "ANSWER", value_parser = answer_parser(), hide_possible_values = true)]
    answer: Vec<String>,

    /// Seconds in the header Retry-After
    #[arg(long, value_name = "SECONDS")]
    retry_after: Option<u32>,

    /// Hold the answer back, such as 12s
    #[arg(long, value_name = "DURATION")]
    delay: Option<String>,

    /// Apply the delivery first: only the answer is bad
    #[arg(long)]
    after_commit: bool,

    /// Only for this integration
    #[arg(long, value_name = "NAME")]
    integration: Option<String>,

    /// Only for the next so many deliveries
    #[arg(long, value_name = "N")]
    next: Option<u64>,

    /// Only for this share of deliveries, such as 0.1
    #[arg(long, value_name = "SHARE")]
    share: Option<f64>,

    /// Where the chance of --share begins: the same number draws the same deliveries
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    /// Only for deliveries with an alert that is firing, or resolved
    #[arg(long, value_name = "STATE", value_parser = ["firing", "resolved"])]
    alerts: Option<String>,

    /// Only for deliveries with an alert these matchers match, such as 'severity="critical"'
    #[arg(long = "match", value_name = "MATCHERS")]
    matchers: Option<String>,

    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    api: ApiArgs,
}

/// Takes any word, as those of `serve --fault` may follow.
fn answer_parser() -> Usual<String> {
    let answers = || vec!["500", "503", "429", "drop", "cut-head", "cut-body"];
    Usual::text(answers)
}

/// Asks and prints.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    // Said here, a mistake costs no connection.
    let unusable = |error: FaultError| Failure::unusable(error.to_string());
    let words: Spec = args.answer.join(" ").parse().map_err(unusable)?;
    let spec = Spec {
        integration: one("integration", args.integration.clone(), words.integration)?,
        answer: words.answer,
        retry_after: one("retry-after", args.retry_after, words.retry_after)?,
        delay: one("delay", args.delay.clone(), words.delay)?,
        after_commit: args.after_commit || words.after_commit,
        next: one("next", args.next, words.next)?,
        share: one("share", args.share, words.share)?,
        seed: one("seed", args.seed, words.seed)?,
        alerts: one("alerts", args.alerts.clone(), words.alerts)?,
        matchers: one("match", args.matchers.clone(), words.matchers)?,
    };
    spec.fault().map_err(unusable)?;
    let client = args.api.client()?;
    let set = block_on(async { client.set_fault(&spec).await.map_err(failure) })?;
    match args.format {
        Format::Json => print_json(session, &set)?,
        Format::Text => {
            writeln!(session.out(), "{}  {}", format!("fault {}", set.id).bold(), set.text)?;
            writeln!(session.out(), "  {}", set.alertmanager)?;
        }
    }
    Ok(ExitStatus::Success)
}

/// What a flag or a word says. Both may, if it is the same.
fn one<T: PartialEq>(name: &str, flag: Option<T>, word: Option<T>) -> Result<Option<T>, Failure> {
    if flag.is_some() && word.is_some() && flag != word {
        let message = format!("`{name}` is given twice: as --{name} and as {name}=");
        return Err(Failure::unusable(message).with_help("give it once"));
    }
    Ok(flag.or(word))
}
