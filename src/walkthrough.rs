//! The guide's four testing steps, walked: on an embedded default, or through real Prometheus and Alertmanager processes.
//!
//! [`run`] tells its [`Event`]s as they happen and returns a [`Report`]. Everything it starts it stops, also when it is
//! interrupted, and its files lie in a temporary folder that goes with it. It prints nothing.

mod aim;
mod confirm;
mod embedded;
mod process;
mod real;
mod runframe;
mod story;

use std::path::PathBuf;
use std::time::Duration;

pub use story::{Broken, Check, Event, Report, Step, StepReport};

use aim::Aim;
use runframe::LocalRunframe;
use story::Story;

use crate::guide::TestRule;
use crate::text::SourceFile;

/// What to walk through.
#[derive(Debug, Default)]
pub struct Options {
    /// The configuration; the guide's if there is none.
    pub config: Option<SourceFile>,
    /// The receiver of that configuration that is Runframe, if its URL does not tell.
    pub receiver: Option<String>,
    /// Severity of the test alert.
    pub severity: String,
    /// Further labels of the test alert.
    pub labels: Vec<(String, String)>,
    /// Real programs to go through.
    pub real: Option<RealPrograms>,
}

/// Where the real programs are, and how patient to be with them.
#[derive(Debug)]
pub struct RealPrograms {
    /// The folder they are in; without it `PATH` is searched.
    pub folder: Option<PathBuf>,
    /// How long each hop may take, on top of the waits the configuration asks for.
    pub limit_per_hop: Duration,
}

/// Walks the four steps.
///
/// A broken chain is no error: it is in the report.
///
/// # Errors
/// If no temporary folder can be made.
pub async fn run(options: &Options, tell: &mut (dyn FnMut(Event<'_>) + Send)) -> std::io::Result<Report> {
    let folder = tempfile::Builder::new().prefix("runframe-walkthrough-").tempdir()?;
    let mut story = Story::new(tell);
    story.begin(Step::Setup);
    let outcome = match LocalRunframe::start(folder.path(), &mut story).await {
        Err(broken) => Err(broken),
        Ok(runframe) => {
            let outcome = walk(options, &runframe, folder.path(), &mut story).await;
            runframe.stop().await;
            outcome
        }
    };
    let report = story.end(outcome);
    // Files that are in use cannot be removed everywhere; the operating system clears its temporary folder.
    let _ = folder.close();
    Ok(report)
}

async fn walk(
    options: &Options,
    runframe: &LocalRunframe,
    folder: &std::path::Path,
    story: &mut Story<'_>,
) -> Result<(), Broken> {
    let mut rule = TestRule::new(&options.severity, Some(runframe.service_key().to_owned()));
    rule.further_labels.clone_from(&options.labels);
    let aim = Aim::new(options, &rule, runframe.webhook_url())?;
    let Some(programs) = &options.real else {
        return tokio::select! {
            outcome = embedded::walk(runframe, &rule, &aim, story) => outcome,
            () = interruption() => Err(Broken::interrupted()),
        };
    };
    let mut stack = real::Stack::new(programs, folder)?;
    let outcome = tokio::select! {
        outcome = stack.walk(runframe, &rule, &aim, story) => outcome,
        () = interruption() => Err(Broken::interrupted()),
    };
    stack.stop().await;
    outcome
}

/// Comes back when the user or the system asks the program to end.
async fn interruption() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without a handler the program simply ends.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
