//! Rule files inside Kubernetes resources of kind `PrometheusRule`, alone or in a list.

use crate::yaml::{Document, NodeId};

/// The kind of the resource.
const KIND: &str = "PrometheusRule";

/// Whether a text could hold one. Cheap.
pub(super) fn may_be_one(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), KIND.as_bytes()).is_some()
}

/// The rule files in one document: the values of `spec`.
pub(super) fn specs<'d>(document: &'d Document<'_>) -> impl Iterator<Item = NodeId> + 'd {
    document.root().into_iter().flat_map(|root| {
        let items = document
            .get(root, "items")
            .map_or(&[][..], |items| document.items(items));
        std::iter::once(root)
            .chain(items.iter().copied())
            .filter_map(|resource| spec(document, resource))
    })
}

fn spec(document: &Document<'_>, resource: NodeId) -> Option<NodeId> {
    let resource = document.resolve_alias(resource)?;
    document.get(resource, "apiVersion")?;
    let kind = document.get(resource, "kind")?;
    if document.scalar_text(kind) == Some(KIND) {
        document.get(resource, "spec")
    } else {
        None
    }
}
