//! What the README and the pages in `docs/` show on screen is what the program prints: every ```` ```console ```` block is
//! run and compared, and rewritten with `UPDATE=1`.
//!
//! A block's commands start with `$ `. Those of the program run in a folder that holds `testdata/readme/`, and
//! `testdata/routing/` as its folder `routing`; `cat FILE` shows a file of it. What changes from run to run (instants, ports, generated keys, durations) is compared by shape.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use regex::Regex;

const HOW_TO_MEND: &str = "run `UPDATE=1 cargo test --test readme`, then read the difference";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md")];
    for entry in fs::read_dir(root().join("docs")).expect("docs/ is readable") {
        let path = entry.expect("it is readable").path();
        if path.extension().is_some_and(|extension| extension == "md") {
            pages.push(path);
        }
    }
    pages.sort();
    pages
}

/// Words of a command line; double and single quotes hold words together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for character in line.chars() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}

/// What a command prints: stdout, then stderr.
fn output(line: &str, folder: &Path) -> String {
    let words = words(line);
    let [program, arguments @ ..] = words.as_slice() else {
        panic!("an empty command");
    };
    match program.as_str() {
        "cat" => fs::read_to_string(folder.join(&arguments[0])).expect("the README shows files that exist"),
        "runframe-cli" => {
            let output = Command::new(env!("CARGO_BIN_EXE_runframe-cli"))
                .args(arguments)
                .current_dir(folder)
                .env_remove("RUNFRAME_WEBHOOK_URL")
                .env_remove("RUNFRAME_API_URL")
                .env("XDG_STATE_HOME", folder.join("state"))
                .env("HOME", folder)
                .env("LOCALAPPDATA", folder)
                .stdin(Stdio::null())
                .output()
                .expect("the program starts");
            let mut text = String::from_utf8(output.stdout).expect("output is UTF-8");
            text.push_str(&String::from_utf8(output.stderr).expect("output is UTF-8"));
            text
        }
        other => panic!("a console block runs `{other}`; only `runframe-cli` and `cat` can be kept true"),
    }
}

/// What changes from run to run, replaced by its kind.
fn shape(text: &str) -> String {
    let kinds = [
        (r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?Z?", "INSTANT"),
        (r"INC-\d{4}-", "INC-YEAR-"),
        (r"svc_[A-Z0-9]{10}", "SERVICE"),
        (r"127\.0\.0\.1:\d+", "ADDRESS"),
        (r"\d+(\.\d+)? m?s\b", "DURATION"),
        (r"\b[0-9a-f]{16}\b", "FINGERPRINT"),
        (r"/webhooks/[0-9a-f]{32}", "/webhooks/KEY"),
    ];
    let mut text = text.replace("\r\n", "\n");
    for (pattern, kind) in kinds {
        let pattern = Regex::new(pattern).expect("the patterns above are well formed");
        text = pattern.replace_all(&text, kind).into_owned();
    }
    // Columns are padded by what is in them.
    let blanks = Regex::new(" {2,}").expect("the pattern is well formed");
    text.lines()
        .map(|line| blanks.replace_all(line.trim_end(), "  ").into_owned() + "\n")
        .collect()
}

fn copy_files(from: &str, to: &Path) {
    fs::create_dir_all(to).expect("the temporary folder takes folders");
    for entry in fs::read_dir(root().join(from)).expect("it is readable") {
        let path = entry.expect("it is readable").path();
        let name = path.file_name().expect("it has a name");
        fs::copy(&path, to.join(name)).expect("the temporary folder takes files");
    }
}

/// The page with what its commands print now.
fn rewritten(page: &str) -> String {
    let mut text = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        text.push_str(line);
        text.push('\n');
        if line != "```console" {
            continue;
        }
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        copy_files("testdata/readme", folder.path());
        copy_files("testdata/routing", &folder.path().join("routing"));
        for line in lines.by_ref() {
            if let Some(command) = line.strip_prefix("$ ") {
                text.push_str(line);
                text.push('\n');
                let output = output(command, folder.path());
                text.push_str(output.trim_end());
                text.push('\n');
            } else if line == "```" {
                text.push_str("```\n");
                break;
            }
        }
    }
    text
}

#[test]
fn what_is_shown_is_what_is_printed() {
    for path in pages() {
        let page = fs::read_to_string(&path).expect("it is readable").replace("\r\n", "\n");
        let now = rewritten(&page);
        if shape(&now) == shape(&page) {
            continue;
        }
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, now).expect("it can be written");
            continue;
        }
        let (shown, printed) = (shape(&page), shape(&now));
        let difference = similar::TextDiff::from_lines(&shown, &printed);
        panic!(
            "{} does not show what the program prints; {HOW_TO_MEND}\n{}",
            path.display(),
            difference.unified_diff().header("shown", "printed")
        );
    }
}
