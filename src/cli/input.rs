//! Reading what a command was given to look at: files and standard input, within limits.

use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use super::Session;
use crate::report::Unreadable;
use crate::text::suggest::nearest;
use crate::validation::{self, Decoded, NoText};

/// The name standard input is reported under.
pub(super) const STDIN: &str = "<stdin>";

/// The largest input that is read. The largest configuration anyone has shown is some 10 MB.
const MAX_BYTES: u64 = 256 << 20;

/// Reads the file at `path`, or standard input for `-`.
pub(super) fn read(path: &str, session: &mut Session) -> Result<Decoded, Unreadable> {
    if path == "-" {
        let bytes = read_limited(session.input(), 0).map_err(|problem| problem.of(STDIN))?;
        return decode(STDIN, bytes);
    }
    let bytes = read_file(Path::new(path), || ()).map_err(|problem| problem.of(path))?;
    decode(path, bytes)
}

/// Reads the file at `path`, or standard input for `-`, whatever its bytes are.
pub(super) fn read_bytes(path: &str, session: &mut Session) -> Result<Vec<u8>, Unreadable> {
    if path == "-" {
        return read_limited(session.input(), 0).map_err(|problem| problem.of(STDIN));
    }
    read_file(Path::new(path), || ()).map_err(|problem| problem.of(path))
}

/// Why an input could not be read.
#[derive(Debug)]
enum Problem {
    Io(io::Error),
    IsDirectory,
    TooLarge,
    Changed,
    Binary,
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::IsADirectory => Self::IsDirectory,
            _ => Self::Io(error),
        }
    }
}

impl Problem {
    fn of(self, path: &str) -> Unreadable {
        let (message, help) = match self {
            // It may hold a routing key, so it is not repeated.
            Self::Io(_) if path.starts_with("http://") || path.starts_with("https://") => (
                "a URL stands where a file is to be named".to_owned(),
                Some("a webhook URL is given with `--url`".to_owned()),
            ),
            Self::Io(error) if error.kind() == ErrorKind::NotFound => (
                format!("cannot read `{path}`: there is no such file"),
                similar_name(path).map(|name| format!("there is `{name}`")),
            ),
            Self::Io(error) if error.kind() == ErrorKind::PermissionDenied => {
                (format!("cannot read `{path}`: permission denied"), None)
            }
            Self::Io(error) => (format!("cannot read `{path}`: {}", plain(&error)), None),
            Self::IsDirectory => (
                format!("cannot read `{path}`: it is a directory"),
                Some("name the files in it".to_owned()),
            ),
            Self::TooLarge => (
                format!("cannot read `{path}`: it is larger than {} MiB", MAX_BYTES >> 20),
                None,
            ),
            Self::Changed => (
                format!("cannot read `{path}`: it changed while it was read"),
                Some("run the command again".to_owned()),
            ),
            Self::Binary => (
                format!("cannot read `{path}`: it is a binary file"),
                Some("name a text file".to_owned()),
            ),
        };
        Unreadable {
            path: path.to_owned(),
            message,
            help: help.into_iter().collect(),
        }
    }
}

/// The system's words without its number.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or(&text);
    words.to_lowercase()
}

/// A file beside `path` whose name is much like it.
fn similar_name(path: &str) -> Option<String> {
    let path = Path::new(path);
    let name = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let names: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_dir()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        // That both end in `.yml` makes no name like another.
        .filter(|other| nearest(stem(name), [stem(other)]).is_some())
        .collect();
    let nearest = nearest(name, names.iter().map(String::as_str))?;
    Some(path.with_file_name(nearest).display().to_string())
}

/// A file's name without its ending.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// What tells one state of a file from another.
fn state(metadata: &Metadata) -> (u64, Option<std::time::SystemTime>) {
    (metadata.len(), metadata.modified().ok())
}

/// Reads a whole file in one state. `while_reading` runs between reading and the check that nothing changed.
fn read_file(path: &Path, while_reading: impl FnOnce()) -> Result<Vec<u8>, Problem> {
    let file = File::open(path).map_err(|error| match error.into() {
        // Windows opens no directory, and calls that a lack of permission.
        Problem::Io(_) if path.is_dir() => Problem::IsDirectory,
        problem => problem,
    })?;
    let before = file.metadata()?;
    if before.is_dir() {
        return Err(Problem::IsDirectory);
    }
    if before.is_file() && before.len() > MAX_BYTES {
        return Err(Problem::TooLarge);
    }
    // One more than there is, so that the end is met without growing.
    let len = usize::try_from(before.len()).map_or(0, |len| len + 1);
    let bytes = read_limited(&file, len)?;
    while_reading();
    if before.is_file() {
        let is_whole = usize::try_from(before.len()).is_ok_and(|len| len == bytes.len());
        // Some file systems of the kernel's own report no length.
        let has_length = before.len() > 0;
        if has_length && (!is_whole || state(&before) != state(&file.metadata()?)) {
            return Err(Problem::Changed);
        }
    }
    Ok(bytes)
}

/// Reads about `len` bytes; any other number will do too.
fn read_limited(reader: impl Read, len: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::with_capacity(len);
    reader.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Problem::TooLarge);
    }
    Ok(bytes)
}

fn decode(name: &str, bytes: Vec<u8>) -> Result<Decoded, Unreadable> {
    validation::decode(name, bytes).map_err(|NoText| Problem::Binary.of(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn written(bytes: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().expect("there is a temporary folder");
        file.write_all(bytes).expect("it takes bytes");
        file
    }

    #[test]
    fn a_file_that_changes_while_it_is_read_is_refused() {
        let file = written(b"route:\n");
        let grown = read_file(file.path(), || {
            let mut again = File::options().append(true).open(file.path()).expect("it is there");
            again.write_all(b"  receiver: a\n").expect("it takes bytes");
        });
        assert!(matches!(grown, Err(Problem::Changed)), "{grown:?}");
        assert_eq!(read_file(file.path(), || ()).expect("it stands still").len(), 21);
    }

    #[test]
    fn a_directory_and_a_missing_file_say_what_to_do() {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        std::fs::write(folder.path().join("alertmanager.yml"), "").expect("it takes files");
        let mut session = Session::for_buffers(io::empty(), io::sink(), io::sink());
        let mut read_at = |path: &Path| read(path.to_str().expect("it is UTF-8"), &mut session);
        let directory = read_at(folder.path()).expect_err("it is a directory");
        assert!(directory.message.ends_with("it is a directory"), "{directory:?}");
        let missing = read_at(&folder.path().join("alertmanager.yaml")).expect_err("it is missing");
        assert!(missing.help[0].contains("alertmanager.yml"), "{missing:?}");
        std::fs::write(folder.path().join("one.yml"), "").expect("it takes files");
        let missing = read_at(&folder.path().join("nope.yml")).expect_err("it is missing");
        assert!(missing.help.is_empty(), "{missing:?}");
    }
}
