//! The file that tells scripts where the server is.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::server::Running;

/// A file that is there while the server can be reached.
pub(super) struct ReadyFile {
    path: PathBuf,
}

impl ReadyFile {
    /// Writes address, base URL and process id, all at once: whoever sees the file can read it whole.
    pub(super) fn write(path: &Path, running: &Running) -> anyhow::Result<Self> {
        let content = serde_json::json!({
            "address": running.address.to_string(),
            "base_url": running.base_url,
            "pid": std::process::id(),
        });
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let write = || -> std::io::Result<()> {
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            writeln!(file, "{content}")?;
            file.persist(path)?;
            Ok(())
        };
        write().with_context(|| format!("cannot write the ready file `{}`", path.display()))?;
        Ok(Self { path: path.to_owned() })
    }
}

impl Drop for ReadyFile {
    fn drop(&mut self) {
        // Somebody else may have tidied up.
        let _ = std::fs::remove_file(&self.path);
    }
}
