//! Where a part of a settings file stands in its text.

use std::fmt;

use crate::text::SourceFile;
use crate::yaml::{self, Document, NodeId};

/// An element of one of the lists, and a field of it where one is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    list: &'static str,
    element: usize,
    field: Option<&'static str>,
    item: Option<usize>,
}

impl Place {
    /// An element of a list.
    pub(super) fn of(list: &'static str, element: usize) -> Self {
        Self {
            list,
            element,
            field: None,
            item: None,
        }
    }

    /// A field of it.
    pub(super) fn field(self, field: &'static str) -> Self {
        Self {
            field: Some(field),
            ..self
        }
    }

    /// An item of a field that is a list.
    pub(super) fn item(self, field: &'static str, item: usize) -> Self {
        Self {
            item: Some(item),
            ..self.field(field)
        }
    }

    /// Line and column, from 1; of what is around it where it is not written itself.
    pub(super) fn find(self, text: &str) -> Option<(usize, usize)> {
        let parsed = yaml::parse(text);
        let document = &parsed.document;
        let list = get(document, document.root()?, self.list)?;
        let mut found = item(document, list, self.element)?;
        let inner = self.field.and_then(|field| get(document, found, field));
        if let Some(field) = inner {
            found = self.item.and_then(|at| item(document, field, at)).unwrap_or(field);
        }
        let position = SourceFile::new("settings", text).position(document.span(found).start);
        Some((position.line.try_into().ok()?, position.column.try_into().ok()?))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]", self.list, self.element)
    }
}

fn get(document: &Document<'_>, id: NodeId, key: &str) -> Option<NodeId> {
    document.get(document.resolve_alias(id)?, key)
}

fn item(document: &Document<'_>, id: NodeId, at: usize) -> Option<NodeId> {
    document.items(document.resolve_alias(id)?).get(at).copied()
}
