//! The file that tells scripts where the server is.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::cli::{Failure, new_file};
use crate::server::Running;

/// A file that is there while the server can be reached.
pub(super) struct ReadyFile {
    path: PathBuf,
    content: String,
}

impl ReadyFile {
    /// Whether it can be written, before anything is done that is done only once.
    pub(super) fn check(path: &Path) -> anyhow::Result<()> {
        new_file::check(path).map_err(|reason| cannot_write(path, &reason).into())
    }

    /// Writes address, base URL and process id, all at once: whoever sees the file can read it whole.
    pub(super) fn write(path: &Path, running: &Running) -> anyhow::Result<Self> {
        let content = serde_json::json!({
            "address": running.address.to_string(),
            "base_url": running.base_url,
            "pid": std::process::id(),
        });
        let content = format!("{content}\n");
        let write = || -> std::io::Result<()> {
            let mut file = tempfile::NamedTempFile::new_in(new_file::folder_of(path))?;
            file.write_all(content.as_bytes())?;
            file.persist(path)?;
            Ok(())
        };
        write().map_err(|error| cannot_write(path, &new_file::reason(&error)))?;
        Ok(Self {
            path: path.to_owned(),
            content,
        })
    }
}

fn cannot_write(path: &Path, reason: &str) -> Failure {
    Failure::unusable(format!("cannot write the ready file `{}`: {reason}", path.display()))
        .with_help("name a file in a folder that can be written to with --ready-file")
}

impl Drop for ReadyFile {
    fn drop(&mut self) {
        // Somebody else may have tidied up, or another server may have written its own.
        if std::fs::read(&self.path).is_ok_and(|content| content == self.content.as_bytes()) {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
