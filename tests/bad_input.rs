//! What no configuration is: refused with status 1, or unreadable with status 2, with an error that says why, in little
//! time and memory.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_runframe-cli");
/// Address space a run may take, in KiB: its deep stack is a part of it that is hardly touched.
#[cfg(target_os = "linux")]
const MOST_KIB: u32 = 4_000_000;

/// How deep the deepest files nest.
const DEEP: usize = 100_000;

/// A run of `validate`, with bounded memory where the system can.
fn command(arguments: &[&str]) -> Command {
    #[cfg(target_os = "linux")]
    let mut command = {
        let mut shell = Command::new("sh");
        shell.args([
            "-c",
            &format!("ulimit -v {MOST_KIB}; exec \"$0\" validate \"$@\""),
            PROGRAM,
        ]);
        shell
    };
    #[cfg(not(target_os = "linux"))]
    let mut command = {
        let mut program = Command::new(PROGRAM);
        program.arg("validate");
        program
    };
    command.args(arguments).stdin(Stdio::null()).env("NO_COLOR", "1");
    command
}

fn validate(path: &Path) -> Output {
    let path = path.to_str().expect("temporary paths are UTF-8");
    command(&[path]).output().expect("the program can be run")
}

/// Writes a file and holds what is said of it: the status, and words of the first finding or error.
#[track_caller]
fn assert_said(folder: &Path, name: &str, content: impl AsRef<[u8]>, status: i32, words: &str) {
    let path = folder.join(name);
    fs::write(&path, content).expect("the folder takes files");
    assert_output(&validate(&path), name, status, words);
}

#[track_caller]
fn assert_output(output: &Output, name: &str, status: i32, words: &str) {
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{name}: {stderr}");
    let said = if status == 2 { &stderr } else { &stdout };
    assert!(
        said.contains(words),
        "{name}: {words:?} is not said\n{stdout}\n{stderr}"
    );
    assert!(!stderr.contains("panicked"), "{name}: {stderr}");
    assert!(stdout.len() < 1 << 20, "{name}: {} bytes are printed", stdout.len());
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("there is a temporary folder")
}

#[test]
fn what_is_no_text_of_a_configuration_is_refused_or_unreadable() {
    let folder = folder();
    let folder = folder.path();
    assert_said(folder, "empty.yml", "", 1, "the configuration is empty");
    assert_said(folder, "mark.yml", "\u{feff}", 1, "the configuration is empty");
    assert_said(
        folder,
        "nul.yml",
        "route: {receiver: a\0}\n",
        1,
        "control character U+0000 is not allowed",
    );
    assert_said(
        folder,
        "latin1.yml",
        b"route: {receiver: caf\xe9}\n",
        1,
        "invalid-encoding",
    );
    assert_said(folder, "utf16.yml", b"r\0o\0u\0t\0e\0:\0\n\0", 1, "the file is UTF-16");
    assert_said(
        folder,
        "cyrillic.yml",
        "route: {receiver: r}\nreceivers: [{name: r}]\ninhibit_rules:\n- бmatch: {a: b}\n",
        1,
        "unknown-key",
    );
    assert_said(folder, "elf", b"\x7fELF\x02\x01\x01\0\0\0", 2, "it is a binary file");
    assert_said(folder, "bytes", [0xff, 0, 0xfe, 0x80, 3, 1], 2, "it is a binary file");
    assert_output(&validate(folder), "a folder", 2, "it is a directory");
    assert_output(
        &validate(&folder.join("nosuch.yml")),
        "nothing",
        2,
        "there is no such file",
    );
}

#[test]
fn depth_and_repetition_take_little() {
    let folder = folder();
    let folder = folder.path();
    let flow = format!("route: {}{}", "[".repeat(DEEP), "]".repeat(DEEP));
    assert_said(folder, "flow.yml", flow, 1, "nested more than 10000 levels deep");
    let open = "{".repeat(DEEP * 10);
    assert_said(folder, "open.yml", open, 1, "nested more than 10000 levels deep");
    let list = format!("{}a\n", "- ".repeat(DEEP));
    assert_said(folder, "list.yml", list, 1, "nested more than 10000 levels deep");
    let regex = format!(
        "route: {{receiver: r, routes: [{{matchers: ['a=~\"{}{}\"']}}]}}",
        "(".repeat(5000),
        ")".repeat(5000)
    );
    assert_said(folder, "regex.yml", regex, 1, "bad-matcher");

    let mut laughs =
        "route: {receiver: r}\nreceivers:\n- name: r\n  webhook_configs:\n  - url: http://example.org/\n    \
                      payload:\n      a0: &a0 [x, x]\n"
            .to_owned();
    for level in 1..16 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        let _ = writeln!(laughs, "      a{level}: &a{level} [{aliases}]");
    }
    assert_said(folder, "laughs.yml", laughs, 1, "alias-bomb");

    let name = "a".repeat(4 << 20);
    let long = format!("route: {{receiver: {name}}}\nreceivers: []\n");
    assert_said(folder, "long.yml", long, 1, "undefined-receiver");
    // On one line, what tells wrappings and old matchers apart is gone over once.
    let line = "config match ".repeat(100_000);
    let long = format!("route: {{receiver: r, {line}: x}}\nreceivers: [{{name: r}}]\n");
    assert_said(folder, "words.yml", long, 1, "expected `,` or `}`");
    let lines = "{e}\u{85}".repeat(100_000);
    let text = format!("route: {{receiver: r}}{{\n{lines}receivers: [{{name: r}}]\n");
    assert_said(folder, "breaks.yml", text, 1, "the value is complete before this");
    let mut faults = String::new();
    for number in 0..20_000 {
        let _ = writeln!(faults, "k{number}: 1");
    }
    assert_said(folder, "faults.yml", faults, 1, "not shown, raise `--max-findings`");
}

#[test]
fn heavy_expressions_take_little() {
    let folder = folder();
    let folder = folder.path();
    let siblings = |count: usize, route: &dyn Fn(usize) -> String| {
        let routes: Vec<String> = (0..count).map(|n| format!("  - {{{}}}\n", route(n))).collect();
        let routes = routes.concat();
        format!("route:\n  receiver: r\n  routes:\n{routes}receivers: [{{name: r}}]\n")
    };
    // Go takes little for these, and automata of bytes 100 MB for each.
    let heavy = siblings(20, &|n| format!("matchers: ['a=~\"{n}|(?:\\pL{{1,500}}x){{2}}\"']"));
    assert_said(folder, "heavy.yml", heavy, 1, "21 routes, 1 receiver");
    let mut inhibit = "route: {receiver: r}\nreceivers: [{name: r}]\ninhibit_rules:\n".to_owned();
    for number in 0..50 {
        let _ = writeln!(
            inhibit,
            "- {{source_matchers: ['a=~\"\\pL{{1000}}{number}\"'], target_matchers: ['b=~\"{number}\\pN{{1000}}\"']}}"
        );
    }
    assert_said(folder, "inhibit.yml", inhibit, 1, "1 route, 1 receiver");
    let one = |count: usize, matcher: &dyn Fn(usize) -> String| {
        let all: Vec<String> = (0..count).map(matcher).collect();
        siblings(1, &|_| format!("matchers: [{}]", all.join(", ")))
    };
    let contradiction = one(50_000, &|n| format!("a=~b{n}.*"));
    assert_said(folder, "contradiction.yml", contradiction, 1, "contradictory-matchers");
}

#[test]
fn comments_that_allow_are_read_once() {
    let folder = folder();
    let folder = folder.path();
    let config = "route: {receiver: r}\nreceivers: [{name: r}]\n";
    let comments = "# runframe: allow missing-runframe\n".repeat(50_000);
    assert_said(
        folder,
        "above.yml",
        format!("{comments}{config}"),
        1,
        "unused-suppression",
    );
    assert_said(
        folder,
        "behind.yml",
        format!("{config}{comments}"),
        1,
        "unused-suppression",
    );
    let line = comments.replace('\n', " ");
    assert_said(folder, "line.yml", format!("{line}\n{config}"), 1, "unused-suppression");
}

#[test]
fn a_file_of_a_gigabyte_is_not_read() {
    let folder = folder();
    let path = folder.path().join("large.yml");
    let file = File::create(&path).expect("the folder takes files");
    // It takes no room on the disk where the system knows sparse files.
    file.set_len(1 << 30).expect("a file can be made long");
    assert_output(&validate(&path), "large.yml", 2, "it is larger than 256 MiB");
}

#[cfg(unix)]
#[test]
fn pipes_are_read_and_what_nobody_may_read_is_not() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder();
    let text = "route: {receiver: runframe}\nreceivers: [{name: runframe, webhook_configs: [{url_file: /a}]}]\n";
    let pipe = folder.path().join("pipe");
    let is_made = Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .is_ok_and(|status| status.success());
    assert!(is_made, "mkfifo is there wherever `sh` is");
    let writer = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::write(pipe, text)
    });
    assert_output(&validate(&pipe), "pipe", 0, "1 receiver");
    writer.join().expect("the writer ends").expect("the pipe is read");

    let closed = folder.path().join("closed.yml");
    fs::write(&closed, text).expect("the folder takes files");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).expect("it is ours");
    // Whoever may read everything may read this.
    if File::open(&closed).is_err() {
        assert_output(&validate(&closed), "closed.yml", 2, "permission denied");
    }

    let output = command(&["-"]).output().expect("the program can be run");
    assert_output(&output, "no input", 1, "the configuration is empty");
}
