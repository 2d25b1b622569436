//! The real programs: three releases of Prometheus and Alertmanager, unpacked side by side.

use std::path::{Path, PathBuf};

/// Where the releases are unpacked; without it, `target/real`.
const DIRECTORY_VARIABLE: &str = "RUNFRAME_REAL_DIR";

/// Set to `1`, a missing program fails the test instead of skipping it.
const REQUIRE_VARIABLE: &str = "RUNFRAME_REQUIRE_REAL";

/// One of the unpacked releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Release {
    /// Alertmanager 0.25.
    Oldest,
    /// Alertmanager 0.28.
    Middle,
    /// Alertmanager 0.33.
    Newest,
}

impl Release {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Oldest, Self::Middle, Self::Newest];

    /// The name of its folder.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Oldest => "oldest",
            Self::Middle => "middle",
            Self::Newest => "newest",
        }
    }
}

/// Whether a missing program fails the test.
pub fn is_required() -> bool {
    std::env::var(REQUIRE_VARIABLE).is_ok_and(|value| value == "1")
}

/// The path of a program such as `amtool`. Without it, says that the test is skipped and returns `None`.
///
/// # Panics
/// If the program is missing and must not be.
pub fn program(release: Release, name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(DIRECTORY_VARIABLE).map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/real"),
        PathBuf::from,
    );
    let path = folder.join(release.folder()).join("bin").join(name);
    if path.is_file() {
        return Some(path);
    }
    assert!(
        !is_required(),
        "{} is missing and {REQUIRE_VARIABLE} is set",
        path.display()
    );
    eprintln!("SKIPPED: no {name} of the {} release", release.folder());
    None
}

/// The text of every file with this extension in a folder of the collection of public files, sorted by name; none where
/// the collection is not at hand.
pub fn collected_files(folder: &str, extension: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/corpus")
        .join(folder);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("SKIPPED: no collection of files at {}", folder.display());
        return Vec::new();
    };
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("a folder entry is readable").path())
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .map(|path| {
            let bytes = std::fs::read(&path).expect("a collected file is readable");
            (path, bytes)
        })
        .collect();
    files.sort();
    files
}
