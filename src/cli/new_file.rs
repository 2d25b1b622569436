//! Files that will be written: whether that is possible, asked before anything is done that is done only once.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;

/// Whether a file at `path` can be written, or made there; the error says why not.
pub(super) fn check(path: &Path) -> Result<(), String> {
    if path.is_dir() {
        return Err("it is a folder".to_owned());
    }
    let tried = if path.exists() {
        OpenOptions::new().append(true).open(path).map(drop)
    } else {
        tempfile::NamedTempFile::new_in(folder_of(path)).map(drop)
    };
    tried.map_err(|error| reason(&error))
}

/// The folder of a file.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The error without the name of a file that was only to be there for a moment.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "its folder does not exist".to_owned(),
        kind => kind.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_written_is_let_through() {
        let folder = tempfile::tempdir().unwrap();
        let there = folder.path().join("there");
        std::fs::write(&there, "kept").unwrap();
        assert_eq!(check(&there), Ok(()));
        assert_eq!(std::fs::read(&there).unwrap(), b"kept");
        let new = folder.path().join("new");
        assert_eq!(check(&new), Ok(()));
        assert!(!new.exists());
        assert_eq!(check(folder.path()).unwrap_err(), "it is a folder");
        assert_eq!(
            check(&folder.path().join("no/new")).unwrap_err(),
            "its folder does not exist"
        );
        assert!(check(&there.join("under")).is_err());
    }
}
