//! What a walkthrough tells while it goes, and the report that remains.

use std::time::Duration;

use serde::Serialize;

/// The guide's four testing steps, and what comes before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A local Runframe with a service and an integration.
    Setup,
    /// 1: create a rule that fires at once.
    Rule,
    /// 2: see Alertmanager forward it.
    Forward,
    /// 3: see the incident with the right severity and service.
    Incident,
    /// 4: clear the alert and see the incident resolve.
    Resolve,
}

impl Step {
    /// Its number in the guide; the set-up is 0.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8
    }

    /// What is done in it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Setup => "Set up a local Runframe",
            Self::Rule => "Make a Prometheus rule that fires at once",
            Self::Forward => "See Alertmanager forward it",
            Self::Incident => "See the incident, with the right severity and service",
            Self::Resolve => "Clear the alert, and see the incident resolve",
        }
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at: `severity`, `prometheus`, `webhook`.
    pub name: String,
    /// Whether it was as it should be.
    pub passed: bool,
    /// What was observed.
    pub observed: String,
    /// Where it comes from, or how it came about; empty if that goes without saying.
    pub because: String,
}

/// Why a walkthrough stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// The hop that failed, such as `Alertmanager -> Runframe`.
    pub hop: String,
    /// What was expected and what was seen instead.
    pub message: String,
    /// What to do about it.
    pub help: Vec<String>,
    /// The last lines of the process that is to blame, oldest first.
    pub log: Vec<String>,
    /// Whether the user stopped it.
    pub was_interrupted: bool,
    /// Whether it never began, because what the user named is not there.
    #[serde(skip)]
    pub is_unusable: bool,
}

impl Broken {
    /// A failure at `hop`.
    pub fn new(hop: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            hop: hop.into(),
            message: message.into(),
            help: Vec::new(),
            log: Vec::new(),
            was_interrupted: false,
            is_unusable: false,
        }
    }

    /// Something the user named is not there.
    #[must_use]
    pub fn unusable(hop: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            is_unusable: true,
            ..Self::new(hop, message)
        }
    }

    /// Stopped by the user.
    #[must_use]
    pub fn interrupted() -> Self {
        Self {
            was_interrupted: true,
            ..Self::new(
                "interrupted",
                "everything that was started is stopped, the temporary folder is gone",
            )
        }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds the last lines of a process.
    #[must_use]
    pub fn with_log(mut self, log: Vec<String>) -> Self {
        self.log = log;
        self
    }
}

/// What is told while the walkthrough goes.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A step begins.
    Begins(Step),
    /// Something was looked at.
    Checked(&'a Check),
    /// Something takes time.
    Waiting {
        /// What.
        what: &'a str,
        /// How long that may well be.
        expected: Duration,
    },
    /// The walkthrough stopped.
    Broke(&'a Broken),
}

/// The checks of one step.
#[derive(Clone, Debug, Serialize)]
pub struct StepReport {
    /// The step's number in the guide; the set-up is 0.
    pub number: u8,
    /// What was done in it.
    pub title: &'static str,
    /// What was looked at, in order.
    pub checks: Vec<Check>,
}

/// All that was seen.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Whether every check passed.
    pub passed: bool,
    /// What happened, step by step.
    pub steps: Vec<StepReport>,
    /// Where it stopped, if it did.
    pub broken: Option<Broken>,
}

/// Tells events and collects the report.
pub struct Story<'a> {
    tell: &'a mut (dyn FnMut(Event<'_>) + Send),
    steps: Vec<StepReport>,
}

impl<'a> Story<'a> {
    /// A story told to `tell`.
    pub fn new(tell: &'a mut (dyn FnMut(Event<'_>) + Send)) -> Self {
        Self {
            tell,
            steps: Vec::new(),
        }
    }

    /// Begins a step.
    pub fn begin(&mut self, step: Step) {
        (self.tell)(Event::Begins(step));
        self.steps.push(StepReport {
            number: step.number(),
            title: step.title(),
            checks: Vec::new(),
        });
    }

    /// Says that something takes a moment.
    pub fn wait(&mut self, what: &str) {
        self.wait_long(what, Duration::ZERO);
    }

    /// Says that something takes time, and how long that may well be.
    pub fn wait_long(&mut self, what: &str, expected: Duration) {
        (self.tell)(Event::Waiting { what, expected });
    }

    /// Notes that something is as it should be.
    pub fn pass(&mut self, name: &str, observed: impl Into<String>, because: impl Into<String>) {
        self.check(name, true, observed.into(), because.into());
    }

    /// Compares what was observed with what was expected, and notes the outcome.
    ///
    /// # Errors
    /// If they differ.
    pub fn expect(&mut self, name: &str, observed: &str, expected: &str, because: &str) -> Result<(), Broken> {
        let passed = observed == expected;
        let because = if passed {
            because.to_owned()
        } else {
            format!("expected {expected}, from {because}")
        };
        self.check(name, passed, observed.to_owned(), because);
        if passed {
            return Ok(());
        }
        Err(Broken::new(
            "Runframe",
            format!("the incident's {name} is `{observed}`, expected `{expected}`"),
        ))
    }

    /// Ends the story: whole, or where it broke.
    #[must_use]
    pub fn end(self, outcome: Result<(), Broken>) -> Report {
        let broken = outcome.err();
        if let Some(broken) = &broken {
            (self.tell)(Event::Broke(broken));
        }
        Report {
            passed: broken.is_none(),
            steps: self.steps,
            broken,
        }
    }

    fn check(&mut self, name: &str, passed: bool, observed: String, because: String) {
        let check = Check {
            name: name.to_owned(),
            passed,
            observed,
            because,
        };
        (self.tell)(Event::Checked(&check));
        if let Some(step) = self.steps.last_mut() {
            step.checks.push(check);
        }
    }
}
