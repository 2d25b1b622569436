//! The files that `templates` names, as the real amtools read them: which ones, in which order, and what is wrong with them.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use support::amtool::Amtool;
use support::real::Release;

const BINARY: &str = env!("CARGO_BIN_EXE_runframe-cli");

const SMALLEST: &str = "route: {receiver: r}\nreceivers: [{name: r}]\n";

/// What `templates` is, in a folder with what [`write_files`] writes.
const PATTERNS: [&str; 31] = [
    "[good.tmpl]",
    "[bad.tmpl]",
    "[good.tmpl, sub/bad.tmpl, bad.tmpl]",
    "['*.tmpl']",
    "['[g-z]*.tmpl']",
    "['sub/*']",
    "['sub/*/../*']",
    "['./sub//bad.tmpl']",
    "['**/bad.tmpl']",
    "['../*/bad.tmpl']",
    "[folder.tmpl]",
    "['f*.tmpl', bad.tmpl]",
    "[link.tmpl]",
    "['l*.tmpl']",
    "['.']",
    "['']",
    "['/']",
    "[nosuch.tmpl, 'nosuch/*', '~/x']",
    "[latin1.tmpl]",
    "[empty.tmpl]",
    "[break.tmpl]",
    "[newest.tmpl]",
    "[redefined.tmpl]",
    "[open.tmpl]",
    "[bad.tmpl, '[a']",
    "['[a', bad.tmpl]",
    "['b\\\\ad.tmpl']",
    "['{bad,good}.tmpl']",
    "['[!b]ad.tmpl', 'b?d.tmpl']",
    "[good.tmpl, good.tmpl, '*d.tmpl']",
    "[1, ~, 'good.tmpl ']",
];

fn write_files(folder: &Path) {
    let files: [(&str, &[u8]); 9] = [
        ("good.tmpl", b"{{ define \"x\" }}{{ .Foo | toUpper }}{{ end }}"),
        ("bad.tmpl", b"\n{{ define \"x\" }}{{ foo }}{{ end }}"),
        ("sub/bad.tmpl", b"{{ if }"),
        ("latin1.tmpl", b"caf\xe9 {{ define \"b\" }}\xe9{{ end }}"),
        ("empty.tmpl", b""),
        ("break.tmpl", b"{{ break }}"),
        ("newest.tmpl", b"{{ toJson . }}{{ list 1 }}{{ now }}"),
        ("redefined.tmpl", b"{{ define \"slack.default.title\" }}x{{ end }}"),
        ("open.tmpl", b"{{ define \"x\" }}\n\n"),
    ];
    for name in ["sub", "folder.tmpl"] {
        fs::create_dir(folder.join(name)).expect("it is writable");
    }
    for (name, text) in files {
        fs::write(folder.join(name), text).expect("it is writable");
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", folder.join("link.tmpl")).expect("it takes links");
}

/// What we say of a configuration of this folder: whether Alertmanager accepts it, and the words it would say.
fn own(folder: &Path, release: Release) -> Vec<(bool, Vec<String>)> {
    let version = match release {
        Release::Oldest => "0.25",
        Release::Middle => "0.28",
        Release::Newest => "0.33",
    };
    let of_one = |number: usize| {
        let name = name_of(number);
        let arguments = ["validate", "--format", "json", "--alertmanager-version", version, &name];
        let output = Command::new(BINARY)
            .args(arguments)
            .current_dir(folder)
            .output()
            .expect("the program runs");
        let report: Value = serde_json::from_slice(&output.stdout).expect("the report is JSON");
        let files = report["files"].as_array().expect("it lists files");
        let file = files.iter().find(|file| file["path"] == name.as_str());
        let words = report["findings"].as_array().expect("it lists findings");
        let words = words.iter().filter_map(|finding| finding["alertmanager"].as_str());
        (
            file.expect("the file is listed")["accepted"] == true,
            words.map(str::to_owned).collect(),
        )
    };
    (0..PATTERNS.len()).map(of_one).collect()
}

fn name_of(number: usize) -> String {
    format!("config{number:02}.yml")
}

#[test]
fn template_files_are_read_as_the_real_amtools_read_them() {
    let place = tempfile::tempdir().expect("there is a temporary folder");
    // One level down: what other programs put beside the place comes and goes.
    let folder = &place.path().join("configurations");
    fs::create_dir(folder).expect("it is writable");
    write_files(folder);
    for (number, pattern) in PATTERNS.iter().enumerate() {
        fs::write(
            folder.join(name_of(number)),
            format!("{SMALLEST}templates: {pattern}\n"),
        )
        .expect("it is writable");
    }
    for amtool in Amtool::all() {
        let names: Vec<String> = (0..PATTERNS.len()).map(name_of).collect();
        let verdicts = amtool.check_files(folder, &names);
        let own = own(folder, amtool.release);
        for ((pattern, verdict), (is_accepted, words)) in PATTERNS.iter().zip(&verdicts).zip(&own) {
            let real = verdict.message.split_once("\n  FAILED: ").map(|(_, words)| words);
            let place = format!("{:?}, {pattern}: {verdict:?}, ours {words:?}", amtool.release);
            assert!(verdict.accepted, "{place}");
            assert_eq!(real.is_none(), *is_accepted, "{place}");
            match real {
                Some(real) => assert!(words.iter().any(|said| said == real), "{place}"),
                None => assert!(words.is_empty(), "{place}"),
            }
        }
    }
}

#[test]
fn a_finding_stands_in_the_template_file_and_says_what_takes_it_in() {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let folder = folder.path();
    write_files(folder);
    fs::write(folder.join("a.yml"), format!("{SMALLEST}templates: [bad.tmpl]\n")).expect("it is writable");
    let said = |arguments: &[&str]| {
        let output = Command::new(BINARY)
            .args(arguments)
            .args(["--color", "never"])
            .current_dir(folder)
            .output()
            .expect("the program runs");
        let (out, err) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        (format!("{out}{err}"), output.status.code())
    };
    let (text, code) = said(&["validate", "a.yml"]);
    assert_eq!(code, Some(1), "{text}");
    for part in [
        "--> bad.tmpl:2:20",
        "2 | {{ define \"x\" }}{{ foo }}{{ end }}",
        "note: `templates` takes it in, at a.yml:3",
        "a.yml: 1 warning, refused with a template file",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    for arguments in [&["tree", "a.yml"][..], &["route", "a.yml", "a=b"]] {
        let (text, code) = said(arguments);
        assert_eq!(code, Some(2), "{text}");
        let words = "Alertmanager refuses `a.yml`: template: bad.tmpl:2: function \"foo\" not defined";
        assert!(text.contains(words), "{text}");
    }
}
