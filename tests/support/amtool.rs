//! `amtool check-config` over many texts at once.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::real::{Release, program};

/// How many files one run is given.
const BATCH: usize = 2000;

/// What amtool says of one configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it says `SUCCESS`.
    pub accepted: bool,
    /// What stands behind `FAILED: `, or behind `SUCCESS` and a line break.
    pub message: String,
    /// Whether it crashed instead of giving a verdict.
    pub crashed: bool,
    /// What it logged meanwhile, a line each.
    pub log: Vec<String>,
}

impl Verdict {
    /// The error; `None` if the configuration was accepted or amtool crashed.
    pub fn refusal(&self) -> Option<&str> {
        (!self.accepted && !self.crashed).then_some(self.message.as_str())
    }
}

/// One amtool.
#[derive(Clone, Debug)]
pub struct Amtool {
    pub release: Release,
    path: PathBuf,
    flags: Vec<String>,
}

impl Amtool {
    /// That of a release; says so and returns `None` if it is missing and may be.
    pub fn of(release: Release) -> Option<Self> {
        let path = program(release, "amtool")?;
        Some(Self {
            release,
            path,
            flags: Vec::new(),
        })
    }

    /// The same, always run with this flag.
    #[must_use]
    pub fn with_flag(mut self, flag: &str) -> Self {
        self.flags.push(flag.to_owned());
        self
    }

    /// What it prints when run with these arguments, whatever its status.
    pub fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new(&self.path)
            .args(&self.flags)
            .args(arguments)
            .output()
            .expect("amtool can be run");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Those that are there.
    pub fn all() -> Vec<Self> {
        Release::ALL.into_iter().filter_map(Self::of).collect()
    }

    /// Its verdict on each text.
    pub fn check_configs<T: AsRef<[u8]>>(&self, texts: &[T]) -> Vec<Verdict> {
        let mut verdicts = Vec::with_capacity(texts.len());
        for batch in texts.chunks(BATCH) {
            let folder = tempfile::tempdir().expect("a temporary folder can be made");
            let names: Vec<String> = (0..batch.len()).map(|number| format!("{number:06}.yml")).collect();
            for (name, text) in names.iter().zip(batch) {
                std::fs::write(folder.path().join(name), text).expect("a temporary file can be written");
            }
            verdicts.extend(self.check_files(folder.path(), &names));
        }
        verdicts
    }

    /// Its verdict on each of these files of a folder.
    pub fn check_files(&self, folder: &Path, names: &[String]) -> Vec<Verdict> {
        let mut verdicts = Vec::with_capacity(names.len());
        while verdicts.len() < names.len() {
            let left = &names[verdicts.len()..];
            let output = Command::new(&self.path)
                .args(&self.flags)
                .arg("check-config")
                .args(left)
                .current_dir(folder)
                .output()
                .expect("amtool can be run");
            let stdout = String::from_utf8_lossy(&output.stdout);
            let found = read_verdicts(&stdout, left);
            assert!(!found.is_empty(), "amtool gave no verdict: {stdout}");
            verdicts.extend(found);
        }
        verdicts
    }
}

/// The verdicts in what amtool prints, up to a crash.
fn read_verdicts(stdout: &str, names: &[String]) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    let mut rest = stdout.find("Checking '").map_or("", |at| &stdout[at..]);
    for (number, name) in names.iter().enumerate() {
        let Some(body) = rest.strip_prefix(&format!("Checking '{name}'")) else {
            break;
        };
        let end = names
            .get(number + 1)
            .and_then(|next| body.find(&format!("\nChecking '{next}'")))
            .map_or(body.len(), |at| at + 1);
        let (own, following) = body.split_at(end);
        rest = following;
        let mut own = own.strip_suffix("\n\n").unwrap_or(own);
        let mut log = Vec::new();
        while own.starts_with("time=")
            && let Some((line, after)) = own.split_once('\n')
        {
            log.push(line.to_owned());
            own = after;
        }
        let verdict = if let Some(message) = own.strip_prefix("  FAILED: ") {
            (false, message, false)
        } else if let Some(message) = own.strip_prefix("  SUCCESS\n") {
            (true, message, false)
        } else {
            (false, own, true)
        };
        verdicts.push(Verdict {
            accepted: verdict.0,
            message: verdict.1.to_owned(),
            crashed: verdict.2,
            log,
        });
    }
    verdicts
}
