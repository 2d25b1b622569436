//! YAML: nothing panics on any bytes, and every place lies in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use runframe_cli::yaml::resolve::resolve;
use runframe_cli::yaml::{Document, Kind, Parsed, decode_input, parse, parse_stream};

fn check(text: &str, parsed: &Parsed<'_>) {
    check_tree(text, &parsed.document);
    assert!(parsed.errors.len() <= 20);
    for error in &parsed.errors {
        assert!(text.get(error.span.range()).is_some(), "{error:?}");
        assert!(error.related.is_none_or(|(span, _)| text.get(span.range()).is_some()), "{error:?}");
        assert!(error.upstream.starts_with("yaml: ") && !error.message.is_empty());
    }
}

fn check_tree(text: &str, document: &Document<'_>) {
    for id in document.ids() {
        let node = document.node(id);
        assert!(text.get(node.span.range()).is_some());
        let children = match node.kind {
            Kind::Scalar { text, style } => {
                let _ = resolve(text, style, node.tag);
                continue;
            }
            Kind::Sequence(items) => items.to_vec(),
            Kind::Mapping(pairs) => pairs.iter().flat_map(|(key, value)| [key, value]).collect(),
            Kind::Alias(_) => continue,
        };
        let mut behind = node.span.start;
        for child in children {
            let span = document.span(child);
            assert!(child > id && span.start >= behind && span.end <= node.span.end);
            behind = span.end;
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = decode_input(bytes) {
        check(&text, &parse(&text));
        for parsed in parse_stream(&text) {
            check(&text, &parsed);
        }
    }
});
