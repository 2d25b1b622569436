//! YAML: nothing panics on any bytes, and every place lies in the text.

use runframe_cli::yaml::resolve::resolve;
use runframe_cli::yaml::{Document, Kind, NodeId, Parsed, decode_input, parse, parse_stream};

mod soundness;

use soundness::assert_sound;

/// # Panics
/// If that does not hold of the bytes.
pub fn check(bytes: &[u8]) {
    match decode_input(bytes) {
        Ok(text) => {
            check_parsed(&text, &parse(&text));
            for parsed in parse_stream(&text) {
                check_parsed(&text, &parsed);
            }
        }
        Err(error) => assert!(error.offset <= bytes.len()),
    }
}

fn check_parsed(text: &str, parsed: &Parsed<'_>) {
    assert_sound(text, parsed);
    let document = &parsed.document;
    for id in document.ids() {
        let node = document.node(id);
        if let Kind::Scalar { text, style } = node.kind {
            let _ = resolve(text, style, node.tag);
        }
    }
}
