//! What holds of every tree that is read, and of the errors beside it, whatever the text. Included where the reader's types are
//! in scope: by the reader's own tests too.

use super::{Document, Kind, NodeId, Parsed};

/// # Panics
/// If places do not lie in the text, children not in their parents and in order, or errors are too many or say nothing.
#[track_caller]
pub fn assert_sound(text: &str, parsed: &Parsed<'_>) {
    let document = &parsed.document;
    for id in document.ids() {
        assert_node_sound(text, document, id);
    }
    assert!(parsed.errors.len() <= 20);
    for error in &parsed.errors {
        assert!(text.get(error.span.range()).is_some(), "{error:?}");
        assert!(
            error.related.is_none_or(|(span, _)| text.get(span.range()).is_some()),
            "{error:?}"
        );
        assert!(
            error.upstream.starts_with("yaml: ") && !error.message.is_empty(),
            "{error:?}"
        );
    }
}

#[track_caller]
fn assert_node_sound(text: &str, document: &Document<'_>, id: NodeId) {
    let node = document.node(id);
    assert!(text.get(node.span.range()).is_some(), "{:?} of {text:?}", node.span);
    assert!(node.line >= 1);
    let children: Vec<_> = match node.kind {
        Kind::Sequence(items) => items.to_vec(),
        Kind::Mapping(pairs) => pairs.iter().flat_map(|(key, value)| [key, value]).collect(),
        Kind::Scalar { .. } | Kind::Alias(_) => return,
    };
    let mut behind = node.span.start;
    for child in children {
        assert!(child > id, "children come after their parents");
        let span = document.span(child);
        assert!(
            span.start >= behind && span.end <= node.span.end,
            "{span:?} in {:?} of {text:?}",
            node.span
        );
        behind = span.end;
    }
}
