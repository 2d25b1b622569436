//! Trees, places, errors and going on after them. That texts are accepted and refused as the real reader does is compared
//! in `tests/differential_yaml`.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::text::Span;

#[path = "../../tests/hammer/bodies/soundness.rs"]
mod soundness;
use soundness::assert_sound;

/// A document on one line: `{key: value}`, `[item]`, text in quotes as Rust writes it.
fn shape(document: &Document<'_>) -> String {
    fn write(document: &Document<'_>, id: NodeId, out: &mut String) {
        let node = document.node(id);
        for (sign, name) in [("!", node.tag), ("&", node.anchor)] {
            if let Some(name) = name {
                let _ = write!(out, "{sign}{name} ");
            }
        }
        match node.kind {
            Kind::Scalar { text, style } => match style {
                ScalarStyle::Plain => out.push_str(text),
                _ => {
                    let _ = write!(out, "{text:?}");
                }
            },
            Kind::Alias(alias) => out.push_str(match alias {
                Alias { target: None, .. } => "*?",
                Alias { is_recursive: true, .. } => "*around",
                Alias { .. } => "*",
            }),
            Kind::Sequence(items) => {
                out.push('[');
                for (number, &item) in items.iter().enumerate() {
                    out.push_str(if number > 0 { ", " } else { "" });
                    write(document, item, out);
                }
                out.push(']');
            }
            Kind::Mapping(pairs) => {
                out.push('{');
                for (number, (key, value)) in pairs.iter().enumerate() {
                    out.push_str(if number > 0 { ", " } else { "" });
                    write(document, key, out);
                    out.push_str(": ");
                    write(document, value, out);
                }
                out.push('}');
            }
        }
    }
    let mut out = String::new();
    if let Some(root) = document.root() {
        write(document, root, &mut out);
    }
    out
}

fn shape_of(text: &str) -> String {
    let parsed = parse(text);
    assert_eq!(parsed.errors, [], "{text}");
    shape(&parsed.document)
}

/// The shape, and each error as `line:column message`.
fn read_broken(text: &str) -> (String, Vec<String>) {
    let parsed = parse(text);
    let file = crate::text::SourceFile::new("broken", text);
    let errors = parsed
        .errors
        .iter()
        .map(|error| {
            let place = file.position(error.span.start);
            format!("{}:{} {}", place.line, place.column, error.message)
        })
        .collect();
    (shape(&parsed.document), errors)
}

#[track_caller]
fn assert_broken(text: &str, shape: &str, errors: &[&str]) {
    assert_eq!(
        read_broken(text),
        (shape.to_owned(), errors.iter().map(ToString::to_string).collect())
    );
}

#[test]
fn collections_nest_by_indentation_and_in_brackets() {
    assert_eq!(shape_of(""), "");
    assert_eq!(shape_of("# nothing\n"), "");
    assert_eq!(
        shape_of("a: b\nc:\n- d\n- e: f\n  g: [h, {i: j}]\n"),
        "{a: b, c: [d, {e: f, g: [h, {i: j}]}]}"
    );
    assert_eq!(shape_of("- - a\n  - b\n-\n- {a, b: }"), "[[a, b], , {a: , b: }]");
    assert_eq!(shape_of("? a\n: b\n? [c]\n"), "{a: b, [c]: }");
    assert_eq!(shape_of("[a: b, c]"), "[{a: b}, c]");
    assert_eq!(shape_of("{}: a"), "{}", "what follows an empty mapping is never read");
}

#[test]
fn scalars_are_unfolded() {
    assert_eq!(shape_of("a\n b\n\n c"), "a b\nc");
    assert_eq!(shape_of("'a''b\n  c'"), r#""a'b c""#);
    assert_eq!(
        shape_of(
            r#""\x41\u00e9\L\
   x\t""#
        ),
        r#""Aé\u{2028}x\t""#
    );
    assert_eq!(shape_of("|\n  a\n   b\n\n"), r#""a\n b\n""#);
    assert_eq!(shape_of(">-\n  a\n  b\n\n  c\n"), r#""a b\nc""#);
    assert_eq!(shape_of("|+2\n   a\n\n"), r#"" a\n\n""#);
    assert_eq!(shape_of("a: b c #d"), "{a: b c}");
}

#[test]
fn tags_anchors_and_aliases_are_kept() {
    assert_eq!(shape_of("%TAG !e! tag:e,1:\n---\n!e!x &n a"), "!tag:e,1:x &n a");
    assert_eq!(shape_of("!!str 1"), "!tag:yaml.org,2002:str 1");
    assert_eq!(
        shape_of("a: &x [b]\nc: *x\nd: &y {e: *y}"),
        "{a: &x [b], c: *, d: &y {e: *around}}"
    );
    let parsed = parse("- &name a\n- *name\n");
    let document = &parsed.document;
    let items = document.items(document.root().expect("there is a list"));
    assert_eq!(document.resolve_alias(items[1]), Some(items[0]));
    assert_eq!(document.anchor_span(items[0]), Some(Span::new(2, 7)));
    assert_eq!(document.span(items[0]), Span::new(8, 9));
}

#[test]
fn only_the_first_document_counts() {
    assert_eq!(shape_of("a: b\n---\nc: [\n"), "{a: b}");
    assert_eq!(shape_of("a: b\n...\n@\n"), "{a: b}");
    assert_eq!(shape_of("---\n---\na: ["), "");
    let shapes: Vec<_> = parse_stream("a: b\n--- # x\nc: [d]\n...\n---\n- e\n")
        .iter()
        .map(|parsed| shape(&parsed.document))
        .collect();
    assert_eq!(shapes, ["{a: b}", "{c: [d]}", "[e]"]);
    assert!(parse_stream("# nothing\n").is_empty());
}

#[test]
fn spans_lie_in_the_whole_stream() {
    let text = "a: b\n---\nc: 'é'\n";
    let documents = parse_stream(text);
    let document = &documents[1].document;
    let root = document.root().expect("there is a mapping");
    let value = document.get(root, "c").expect("it has this key");
    assert_eq!(&text[document.span(value).range()], "'é'");
    assert_eq!(document.node(value).line, 3);
    assert_eq!(&text[document.span(root).range()], "c: 'é'");
}

#[test]
fn an_error_names_its_place_and_the_real_words() {
    let parsed = parse("route:\n  receiver: x\n   group_by: [a]\n");
    let [error] = &parsed.errors[..] else {
        panic!("one error: {:?}", parsed.errors);
    };
    assert_eq!(
        error.upstream,
        "yaml: line 3: mapping values are not allowed in this context"
    );
    assert_eq!(error.span, Span::new(24, 37));
    let refusal = crate::diagnostic::refusal(&[error.to_diagnostic()]);
    assert_eq!(refusal.as_deref(), Some(error.upstream.as_str()));
}

#[test]
fn reading_goes_on_at_the_next_line_that_fits() {
    assert_broken(
        "a:\n\tb: c\n\td: e\nf: g\n",
        "{a: , f: g}",
        &["2:1 a tab stands in the indentation"],
    );
    assert_broken(
        "a:\n  b: \"\\d\"\n  c: @d\n  e: f\n- g\nh: i: j\nk: l\n",
        "{a: {b: , c: , e: f}, h: i, k: l}",
        &[
            "2:7 unknown escape `\\d` in double quotes",
            "3:6 an unquoted value cannot begin with `@`",
            "5:1 a `key: value` is expected here",
            "6:5 `: ` cannot stand within an unquoted value",
        ],
    );
    assert_broken(
        "a:\n    b: c\n  d: e\nf:\n  - g\n - h\n  - i\nj: k\n",
        "{a: {b: c}, f: [g], j: k}",
        &[
            "3:3 the indentation of this line fits nothing above",
            "6:2 the indentation of this line fits nothing above",
        ],
    );
}

#[test]
fn what_is_not_closed_ends_with_its_line() {
    assert_broken(
        "a: \"b\nc: d\ne: \"f\"\ng: h\n",
        "{a: \"b\", c: d, e: \"f\", g: h}",
        &["1:4 this quote is closed only lines later"],
    );
    assert_broken("a: 'b\nc: d\n", "{a: , c: d}", &["1:4 this quote is never closed"]);
    assert_broken("a: [b, c\nd: e\n", "{a: [b, c], d: e}", &["1:4 this `[` is not closed"]);
    assert_broken("a: {b: c\n---\nd", "{a: {b: c}}", &["1:4 this `{` is not closed"]);
}

#[test]
fn a_missing_colon_spares_its_neighbours() {
    assert_broken(
        "a:\n  b:c\n  d: e\n  f: g\n",
        "{a: {d: e, f: g}}",
        &["2:4 no space after the colon"],
    );
    assert_broken(
        "a:\n  b: c\n  d\ne: f\n",
        "{a: {b: c}, e: f}",
        &["3:3 this line is no `key: value`"],
    );
}

#[test]
fn further_errors_are_few_and_in_order() {
    let text = "a: @\n".repeat(1000);
    assert_eq!(parse(&text).errors.len(), 20);
    let (_, errors) = read_broken("a: \"b\nc: [\nd: *x\nf: &x\n");
    assert_eq!(errors, ["1:4 this quote is never closed", "2:4 this `[` is not closed"]);
    let (shape, errors) = read_broken("a: *x\nb: *y\nc: d\n");
    assert_eq!(shape, "{a: *?, b: *?, c: d}");
    assert_eq!(
        errors,
        [
            "1:4 no anchor `x` is defined above",
            "2:4 no anchor `y` is defined above"
        ]
    );
}

#[test]
fn what_is_read_again_after_an_error_is_in_the_tree_once() {
    for (text, expected) in [
        (
            "group_by: ['a', # 'b']\ngroup_wait: 30s\ngroup_interval: 5m\n\nrec:sevr\n  - name: x\nlast: y\n",
            "{group_by: [\"a\"], group_wait: 30s, group_interval: 5m, last: y}",
        ),
        (
            "a: [b, {c: d, e:\nf: g\nh: [i\nj: &x k\nl: *x\n",
            "{a: [b, {c: d, e: }], f: g, h: [i], j: &x k, l: *}",
        ),
        ("a: ['b':\nc: d\n", "{a: [{\"b\": }], c: d}"),
        ("s: [?]\nu:", "{s: [{: }], u: }"),
        ("l: {[]:", "{l: {[]: }}"),
        ("e:\n {}:", "{e: {}, {}: }"),
        ("s:\n  - e: g\n    ? \n~\n A", "{s: [{e: g, : }]}"),
    ] {
        let parsed = parse(text);
        assert_sound(text, &parsed);
        assert_eq!(shape(&parsed.document), expected);
    }
}

#[test]
fn every_kind_of_line_is_looked_at_once() {
    for end in ["\u{85}", "\u{2028}", "\u{2029}", "\n", "\r"] {
        // If a line were read to the end of the text each time, this would take minutes.
        let text = format!("a: [b]{{\n{}c: d\n", format!("{{e}}{end}").repeat(100_000));
        assert_eq!(shape(&parse(&text).document), "{a: [b], c: d}", "{end:?}");
    }
}

#[test]
fn trees_of_spoilt_configurations_are_sound() {
    let mut read = 0;
    for cases in [
        include_str!("../../testdata/config/route.cases"),
        include_str!("../../testdata/config/inhibit_rules.cases"),
        include_str!("../../testdata/config/receivers.cases"),
        include_str!("../../testdata/config/time_intervals.cases"),
    ] {
        for case in cases.split("\n#### ").step_by(6) {
            let text = format!("{case}\ngroup_wait: 30s\ngroup_interval: 5m\n\nrepeat: 4h\nname: 'x'\n");
            for (at, character) in text.char_indices().filter(|(_, c)| c.is_ascii_punctuation()).take(40) {
                let behind = &text[at + character.len_utf8()..];
                for sign in ["", "[", "]", "'", "\"", ", # ", ": ", "{a: ["] {
                    let spoilt = [&text[..at], sign, behind].concat();
                    assert_sound(&spoilt, &parse(&spoilt));
                    read += 1;
                }
            }
        }
    }
    assert!(read > 5000, "{read}");
}

#[test]
fn a_control_character_does_not_hide_the_rest() {
    assert_broken(
        "a: b\u{7f}\nc: @\n",
        "{a: b\u{7f}, c: }",
        &[
            "1:5 control character U+007F is not allowed in YAML",
            "2:4 an unquoted value cannot begin with `@`",
        ],
    );
    assert_eq!(
        parse("a: \0").errors[0].upstream,
        "yaml: control characters are not allowed"
    );
}

#[test]
fn input_is_decoded_by_its_mark() {
    assert_eq!(decode_input(b"\xEF\xBB\xBFa: b").as_deref(), Ok("\u{FEFF}a: b"));
    assert_eq!(shape_of("\u{FEFF}a: b"), "{a: b}");
    assert_eq!(decode_input(b"\xFF\xFEa\0:\0 \0\x3D\xD8\0\xDE").as_deref(), Ok("a: 😀"));
    assert_eq!(decode_input(b"\xFE\xFF\0a\0:").as_deref(), Ok("a:"));
    let error = decode_input(b"a: \xC3b").expect_err("the character is broken off");
    assert_eq!(
        (error.upstream, error.offset),
        ("yaml: invalid trailing UTF-8 octet", 3)
    );
    let mut bytes = b"a: b\n---\n".to_vec();
    bytes.extend([b'x'; 600]);
    bytes.push(0xFF);
    assert!(
        decode_input(&bytes).is_ok_and(|text| text.len() == 609),
        "nobody reads that far"
    );
}

#[test]
fn depth_costs_no_stack() {
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")] {
        let depth = 100_000;
        let text = open.repeat(depth) + &close.repeat(depth);
        let parsed = parse(&text);
        assert_eq!(parsed.errors.len(), 1, "{open}");
        assert_eq!(parsed.errors[0].upstream, "yaml: exceeded max depth of 10000");
        let text = open.repeat(9_999) + &close.repeat(9_999);
        assert_eq!(parse(&text).errors, [], "{open}");
    }
}

#[test]
fn aliases_are_not_expanded() {
    let mut text = "a0: &a0 [x, x]\n".to_owned();
    for number in 1..60 {
        let last = number - 1;
        let _ = writeln!(text, "a{number}: &a{number} [*a{last}, *a{last}]");
    }
    assert_eq!(parse(&text).document.node_count(), 60 * 4 + 1);
}

/// Texts out of what YAML is made of.
pub(super) fn yaml_like() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "b: ",
        "- ",
        "\n",
        "\n  ",
        "\n- ",
        " ",
        "\t",
        ":",
        "?",
        "? ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "#",
        "&x ",
        "*x",
        "!t ",
        "!!",
        "|\n",
        ">-\n",
        "'",
        "\"",
        "\\",
        "\\x4",
        "%YAML 1.1\n",
        "---",
        "\n---\n",
        "...",
        "\r\n",
        "\r",
        "\u{85}",
        "\u{2028}",
        "é",
        "😀",
        "\u{FEFF}",
        "\0",
        "\u{7f}",
        "a: b\n",
        "  c: d\n",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_gives_a_sound_tree(text in prop_oneof![yaml_like(), any::<String>()]) {
        let parsed = parse(&text);
        assert_sound(&text, &parsed);
        for parsed in parse_stream(&text) {
            assert_sound(&text, &parsed);
        }
    }

    #[test]
    fn the_reader_s_books_change_nothing_in_plain_texts(text in yaml_like()) {
        let text = text.replace(['\u{FEFF}', '\0', '\u{7f}'], "");
        let survey = Survey { has_inner_mark: true, ..Survey::default() };
        let mut watched = Parser::new(&text, &survey);
        watched.read();
        let (watched, free) = (watched.take_document(), parse(&text));
        prop_assert_eq!(shape(&watched.document), shape(&free.document));
        prop_assert_eq!(watched.errors, free.errors);
    }

    #[test]
    fn any_bytes_are_decoded_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..64), mark in 0_u8..3) {
        let marks: [&[u8]; 3] = [b"", b"\xFF\xFE", b"\xFE\xFF"];
        let bytes = [marks[usize::from(mark)], &bytes].concat();
        match decode_input(&bytes) {
            Ok(text) => assert_sound(&text, &parse(&text)),
            Err(error) => prop_assert!(error.offset <= bytes.len()),
        }
    }

    #[test]
    fn a_text_without_unfolding_reads_as_it_stands(word in "[a-z][a-z0-9 ]{0,20}[a-z]") {
        let text = format!("k: {word}\n");
        let parsed = parse(&text);
        let root = parsed.document.root().expect("there is a mapping");
        let value = parsed.document.get(root, "k").expect("it has this key");
        prop_assert_eq!(parsed.document.scalar_text(value), Some(word.as_str()));
        prop_assert_eq!(&text[parsed.document.span(value).range()], word);
    }

    #[test]
    fn double_quotes_give_back_any_text(word in any::<String>()) {
        let mut quoted = String::new();
        for character in word.chars() {
            let _ = write!(quoted, "\\U{:08x}", u32::from(character));
        }
        let text = format!("\"{quoted}\"");
        let parsed = parse(&text);
        let root = parsed.document.root().expect("there is a scalar");
        prop_assert_eq!(parsed.document.scalar_text(root), Some(word.as_str()));
    }
}
