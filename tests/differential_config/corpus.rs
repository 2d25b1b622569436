//! The configurations to compare on, and to make mutants of.

use std::path::Path;

use super::case_file::CaseFile;
use super::support::real::collected_files;

/// Our own cases.
pub fn case_files() -> Vec<CaseFile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/config");
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder of cases is there")
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "cases"))
        .collect();
    paths.sort();
    paths.iter().map(|path| CaseFile::read(path)).collect()
}

/// The texts of our own cases.
pub fn case_texts() -> Vec<Vec<u8>> {
    case_files()
        .iter()
        .flat_map(|file| file.cases.iter().map(|case| case.text.clone().into_bytes()))
        .collect()
}

/// Configurations of public repositories; none, which is said, if they are not there.
pub fn real_world_texts() -> Vec<Vec<u8>> {
    collected_files("config", "yml")
        .into_iter()
        .map(|(_, bytes)| bytes)
        .collect()
}
