//! `completions/` is generated from the definition of the command line, `docs/openapi.json` and some of `docs/schema` from
//! the types of the API. These tests fail when they are stale, and write them with `UPDATE=1`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap_complete::Shell;

const HOW_TO_MEND: &str = "run `UPDATE=1 cargo test --test generated` and commit what it writes";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("completions")
}

/// What the folder should hold, by path inside it.
fn expected() -> BTreeMap<PathBuf, Vec<u8>> {
    // Help texts are wrapped by width: fixed here, so that the files do not depend on the terminal.
    let command = || runframe_cli::cli::command().term_width(100);
    let mut files = BTreeMap::new();
    for (shell, name) in [
        (Shell::Bash, "runframe-cli.bash"),
        (Shell::Zsh, "_runframe-cli"),
        (Shell::Fish, "runframe-cli.fish"),
        (Shell::PowerShell, "_runframe-cli.ps1"),
        (Shell::Elvish, "runframe-cli.elv"),
    ] {
        let script = runframe_cli::cli::completion_script(shell, command());
        files.insert(name.into(), script.into_bytes());
    }
    let manual = tempfile::tempdir().expect("a temporary folder can be made");
    clap_mangen::generate_to(command(), manual.path()).expect("the temporary folder takes files");
    for entry in fs::read_dir(manual.path()).expect("it is readable") {
        let path = entry.expect("it is readable").path();
        let name = path.file_name().expect("it has a name");
        files.insert(Path::new("man").join(name), fs::read(&path).expect("it is readable"));
    }
    files
}

fn present() -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for folder in [folder(), folder().join("man")] {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("it is readable").path();
            if path.is_file() {
                let name = path.strip_prefix(self::folder()).expect("it lies inside").to_path_buf();
                files.insert(name, fs::read(&path).expect("it is readable"));
            }
        }
    }
    files
}

/// Git may have turned line ends into CRLF.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace("\r\n", "\n")
}

#[test]
fn completions_and_manual_are_fresh() {
    let expected = expected();
    if std::env::var_os("UPDATE").is_some() {
        let _ = fs::remove_dir_all(folder());
        fs::create_dir_all(folder().join("man")).expect("it can be made");
        for (name, bytes) in &expected {
            fs::write(folder().join(name), bytes).expect("it can be written");
        }
        return;
    }
    let present = present();
    let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        names(&present),
        names(&expected),
        "completions/ holds other files than it should; {HOW_TO_MEND}"
    );
    for (name, bytes) in &expected {
        assert!(
            text(&present[name]) == text(bytes),
            "completions/{} is stale; {HOW_TO_MEND}",
            name.display()
        );
    }
}

/// Schemas of what commands print with `--format json`, where it is a type of the API.
fn schemas() -> BTreeMap<&'static str, serde_json::Value> {
    use runframe_cli::api::{AddedEvent, ApiKey, ApiKeySecret, Escalated, Paged};
    use schemars::generate::SchemaSettings;

    let mut files = BTreeMap::new();
    let mut add = |name, command: &str, write: fn(&mut schemars::SchemaGenerator) -> schemars::Schema| {
        let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
        let mut schema = serde_json::Value::from(write(&mut generator));
        schema["title"] = format!("runframe-cli {command} --format json").into();
        files.insert(name, schema);
    };
    add(
        "api-key",
        "keys revoke",
        schemars::SchemaGenerator::root_schema_for::<ApiKey>,
    );
    add(
        "api-keys",
        "keys list",
        schemars::SchemaGenerator::root_schema_for::<Vec<ApiKey>>,
    );
    add(
        "api-key-secret",
        "keys create",
        schemars::SchemaGenerator::root_schema_for::<ApiKeySecret>,
    );
    add("incident-event", "incidents comment", |g| {
        g.root_schema_for::<AddedEvent>()
    });
    add("incident-escalated", "incidents escalate", |g| {
        g.root_schema_for::<Escalated>()
    });
    add(
        "incident-paged",
        "incidents page",
        schemars::SchemaGenerator::root_schema_for::<Paged>,
    );
    files
}

#[test]
fn the_description_of_the_api_and_schemas_are_fresh() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let mut files = BTreeMap::from([(
        docs.join("openapi.json"),
        runframe_cli::api::openapi::document(env!("CARGO_PKG_VERSION")),
    )]);
    for (name, schema) in schemas() {
        files.insert(docs.join(format!("schema/{name}.json")), schema);
    }
    for (path, value) in files {
        let expected = format!("{value:#}\n");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &expected).expect("it can be written");
        }
        let present = fs::read(&path).unwrap_or_default();
        assert!(text(&present) == expected, "{} is stale; {HOW_TO_MEND}", path.display());
    }
}
