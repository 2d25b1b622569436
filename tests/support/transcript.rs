//! Transcripts: files, commands, and what they print, kept in one reviewed text.
//!
//! ```text
//! > alertmanager.yml
//! | route: {receiver: a}
//!
//! $ runframe-cli validate alertmanager.yml
//! what it prints
//! 2> what it prints to stderr
//! [exit 1]
//! ```
//!
//! Files lie in a temporary folder, which commands run in. `< FILE` is standard input. Lines of prose begin with `#`. With
//! `UPDATE=1` the outputs are written anew.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs the transcript at `path` (from the package's folder) with the program `binary`.
///
/// # Panics
/// If something else is printed than it says.
pub fn run(path: &str, binary: &str) {
    run_with(path, binary, None);
}

/// The same, with copies of the files of a folder (from the package's folder) at hand.
///
/// # Panics
/// If something else is printed than it says.
pub fn run_with(path: &str, binary: &str, files: Option<&str>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let written = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    for entry in files.into_iter().flat_map(|files| {
        fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(files)).expect("the files are readable")
    }) {
        let file = entry.expect("the files are readable").path();
        let name = file.file_name().expect("it has a name");
        fs::copy(&file, folder.path().join(name)).expect("the folder is writable");
    }
    let mut played = String::new();
    let mut file: Option<String> = None;
    let mut is_output = false;
    for line in written.lines() {
        if let Some(name) = line.strip_prefix("> ") {
            let target = folder.path().join(name);
            fs::create_dir_all(target.parent().expect("it lies in the folder")).expect("it is writable");
            fs::write(&target, "").expect("it is writable");
            file = Some(name.to_owned());
        } else if let (Some(name), Some(text)) = (&file, line.strip_prefix('|')) {
            let text = text.strip_prefix(' ').unwrap_or(text);
            let target = fs::File::options().append(true).open(folder.path().join(name));
            writeln!(target.expect("it was made"), "{text}").expect("it is writable");
        } else if let Some(command) = line.strip_prefix("$ runframe-cli ") {
            played.push_str(line);
            played.push('\n');
            played.push_str(&output_of(command, binary, folder.path()));
            is_output = true;
            continue;
        } else if is_output {
            is_output = !line.starts_with("[exit ");
            continue;
        }
        played.push_str(line);
        played.push('\n');
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &played).expect("testdata is writable");
        return;
    }
    let diff = similar::TextDiff::from_lines(&written, &played);
    assert!(
        written == played,
        "{} is not what is printed; if the new output is right: UPDATE=1 cargo test\n{}",
        path.display(),
        diff.unified_diff()
    );
}

fn output_of(command: &str, binary: &str, folder: &Path) -> String {
    let (arguments, input) = command.split_once(" < ").unwrap_or((command, ""));
    let stdin = if input.is_empty() {
        Stdio::null()
    } else {
        Stdio::from(fs::File::open(folder.join(input)).expect("the input was made"))
    };
    let output = Command::new(binary)
        .args(words(arguments))
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .stdin(stdin)
        .output()
        .expect("the program runs");
    let mut text = String::from_utf8(output.stdout).expect("output is UTF-8");
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    for line in String::from_utf8(output.stderr).expect("output is UTF-8").lines() {
        let _ = writeln!(text, "2> {line}");
    }
    let folder = folder.to_str().expect("it is UTF-8");
    let text = text
        .replace(folder, "/folder")
        .replace(env!("CARGO_PKG_VERSION"), "0.0.0");
    let code = output.status.code().map_or("none".to_owned(), |code| code.to_string());
    format!("{text}[exit {code}]\n")
}

/// Words as a shell splits them, single quotes understood.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, piece) in command.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(piece.to_owned());
        } else {
            words.extend(piece.split_whitespace().map(str::to_owned));
        }
    }
    words
}
