//! One text, two verdicts: ours and that of a real amtool.

use runframe_cli::config::{self, Options, Version};
use runframe_cli::diagnostic::{Diagnostic, Stage, refusal};
use runframe_cli::validation;

use super::support::amtool::{Amtool, Verdict};
use super::support::real::Release;

/// How a crash begins, in our words and in Go's.
const CRASH: &str = "panic: ";

/// The release as our side names it.
pub fn version_of(release: Release) -> Version {
    match release {
        Release::Oldest => Version::V0_25,
        Release::Middle => Version::V0_28,
        Release::Newest => Version::V0_33,
    }
}

/// What one side says of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is a configuration.
    Accepted,
    /// It is refused, with these words.
    Refused(String),
    /// It makes Alertmanager crash.
    Crashed,
}

impl Outcome {
    /// What amtool says, template patterns included.
    pub fn of_amtool(verdict: &Verdict) -> Self {
        if verdict.crashed {
            return Self::Crashed;
        }
        if verdict.accepted {
            return match verdict.message.split_once("\n  FAILED: ") {
                Some((_, error)) => Self::Refused(error.to_owned()),
                None => Self::Accepted,
            };
        }
        Self::Refused(verdict.message.clone())
    }

    fn of_refusal(refusal: Option<String>) -> Self {
        match refusal {
            None => Self::Accepted,
            Some(words) if words.starts_with(CRASH) => Self::Crashed,
            Some(words) => Self::Refused(words),
        }
    }
}

/// What we say of a text.
#[derive(Clone, Debug)]
pub struct Own {
    pub outcome: Outcome,
    pub diagnostics: Vec<Diagnostic>,
}

/// Loads a text as the given release does.
pub fn load(bytes: &[u8], version: Version) -> Own {
    let decoded = validation::decode("config.yml", bytes.to_vec()).expect("texts are compared");
    if let Some(finding) = decoded.encoding {
        let diagnostics = vec![finding];
        return Own {
            outcome: Outcome::of_refusal(refusal(&diagnostics)),
            diagnostics,
        };
    }
    let options = Options {
        version,
        show_secrets: true,
        ..Options::default()
    };
    let loaded = config::load(&decoded.source, &options);
    Own {
        outcome: Outcome::of_refusal(refusal(&loaded.diagnostics)),
        diagnostics: loaded.diagnostics,
    }
}

/// Findings about entries of one map, of which Alertmanager reports any.
const ABOUT_MAP_ENTRIES: [&str; 4] = ["bad-label-name", "bad-regex", "reserved-header", "repeated-header"];

/// How far the two sides agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// Same verdict, same words.
    Full,
    /// Both refuse, with other words.
    OtherWords,
    /// One accepts and the other does not.
    OtherVerdict,
}

/// Compares the sides.
pub fn agreement(own: &Own, real: &Outcome) -> Agreement {
    match (&own.outcome, real) {
        (own, real) if own == real => Agreement::Full,
        (Outcome::Accepted, _) | (_, Outcome::Accepted) => Agreement::OtherVerdict,
        (Outcome::Refused(_), Outcome::Refused(words)) if is_candidate(own, words) => Agreement::Full,
        _ => Agreement::OtherWords,
    }
}

/// Whether the words are those of another entry of the map that our first finding is about.
fn is_candidate(own: &Own, words: &str) -> bool {
    let mut fatal = own.diagnostics.iter().filter(|finding| {
        finding
            .upstream
            .as_ref()
            .is_some_and(|upstream| upstream.stage == Stage::Fatal)
    });
    let Some(first) = fatal.next() else { return false };
    ABOUT_MAP_ENTRIES.contains(&first.name)
        && fatal
            .take_while(|finding| finding.name == first.name)
            .any(|finding| finding.upstream.as_ref().is_some_and(|upstream| upstream.text == words))
}

/// Where the sides differ.
#[derive(Clone, Debug)]
pub struct Difference {
    pub release: Release,
    /// Index among the texts.
    pub text: usize,
    pub agreement: Agreement,
    pub own: Outcome,
    pub real: Outcome,
}

/// Compares the sides on all texts.
pub fn compare(amtool: &Amtool, texts: &[Vec<u8>]) -> Vec<Difference> {
    let version = version_of(amtool.release);
    let verdicts = amtool.check_configs(texts);
    assert_eq!(verdicts.len(), texts.len(), "amtool says something of every text");
    let mut differences = Vec::new();
    for (index, (text, verdict)) in texts.iter().zip(&verdicts).enumerate() {
        let real = Outcome::of_amtool(verdict);
        let own = load(text, version);
        let agreement = agreement(&own, &real);
        if agreement != Agreement::Full {
            differences.push(Difference {
                release: amtool.release,
                text: index,
                agreement,
                own: own.outcome,
                real,
            });
        }
    }
    differences
}

/// Runs on a stack deep enough for what nests ten thousand times.
pub fn with_deep_stack<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    with_stack(1 << 30, run)
}

/// Runs on a stack of so many bytes.
pub fn with_stack<T: Send>(bytes: usize, run: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(bytes)
            .spawn_scoped(scope, run)
            .expect("a thread can be started")
            .join()
            .expect("the run ends well")
    })
}
