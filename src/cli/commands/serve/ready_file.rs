//! The file that tells scripts where the server is.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::cli::Failure;
use crate::server::Running;

/// A file that is there while the server can be reached.
pub(super) struct ReadyFile {
    path: PathBuf,
}

impl ReadyFile {
    /// Whether it can be written, before anything is done that is done only once.
    pub(super) fn check(path: &Path) -> anyhow::Result<()> {
        if path.is_dir() {
            return Err(cannot_write(path, "it is a folder").into());
        }
        match tempfile::NamedTempFile::new_in(folder_of(path)) {
            Ok(_) => Ok(()),
            Err(error) => Err(cannot_write(path, &reason(&error)).into()),
        }
    }

    /// Writes address, base URL and process id, all at once: whoever sees the file can read it whole.
    pub(super) fn write(path: &Path, running: &Running) -> anyhow::Result<Self> {
        let content = serde_json::json!({
            "address": running.address.to_string(),
            "base_url": running.base_url,
            "pid": std::process::id(),
        });
        let write = || -> std::io::Result<()> {
            let mut file = tempfile::NamedTempFile::new_in(folder_of(path))?;
            writeln!(file, "{content}")?;
            file.persist(path)?;
            Ok(())
        };
        write().map_err(|error| cannot_write(path, &reason(&error)))?;
        Ok(Self { path: path.to_owned() })
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The error without the name of the file that was only to be there for a moment.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "its folder does not exist".to_owned(),
        kind => kind.to_string(),
    }
}

fn cannot_write(path: &Path, reason: &str) -> Failure {
    Failure::unusable(format!("cannot write the ready file `{}`: {reason}", path.display()))
        .with_help("name a file in a folder that can be written to with --ready-file")
}

impl Drop for ReadyFile {
    fn drop(&mut self) {
        // Somebody else may have tidied up.
        let _ = std::fs::remove_file(&self.path);
    }
}
