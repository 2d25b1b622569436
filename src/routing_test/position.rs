//! Where the tests of a file stand, which the reader of their values does not tell.

use crate::text::{Position, SourceFile};
use crate::yaml::{self, NodeId};

/// The places of one file.
pub(super) struct Positions<'t> {
    source: SourceFile,
    document: yaml::Document<'t>,
}

impl<'t> Positions<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self {
            source: SourceFile::new("", text),
            document: yaml::parse(text).document,
        }
    }

    /// The list of tests.
    pub(super) fn of_tests(&self) -> Position {
        self.position(self.tests())
    }

    /// A test.
    pub(super) fn of_case(&self, index: usize) -> Position {
        self.position(self.case(index).or_else(|| self.tests()))
    }

    /// A key among the expectations of a test; all of them if there is no such key.
    pub(super) fn of_expectation(&self, index: usize, key: &str) -> Position {
        let Some(case) = self.case(index) else {
            return self.of_tests();
        };
        let expect = self.value(case, "expect");
        let at = expect.and_then(|expect| {
            let mut pairs = self.document.pairs(expect);
            pairs.find(|&(name, _)| self.document.scalar_text(name) == Some(key))
        });
        self.position(at.map(|(name, _)| name).or(expect).or(Some(case)))
    }

    fn tests(&self) -> Option<NodeId> {
        self.value(self.document.root()?, "tests")
    }

    fn case(&self, index: usize) -> Option<NodeId> {
        self.document.items(self.tests()?).get(index).copied()
    }

    fn value(&self, mapping: NodeId, key: &str) -> Option<NodeId> {
        let mapping = self.document.resolve_alias(mapping)?;
        self.document.resolve_alias(self.document.get(mapping, key)?)
    }

    fn position(&self, node: Option<NodeId>) -> Position {
        let start = node.map_or(0, |node| self.document.span(node).start);
        self.source.position(start)
    }
}
