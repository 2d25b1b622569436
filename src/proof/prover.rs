//! A tree to prove things about.

use super::vocabulary::{RouteConditions, Vocabulary};
use crate::route::RouteTree;

/// A tree, prepared for questions.
#[derive(Debug)]
pub struct Prover<'t> {
    pub(super) tree: &'t RouteTree,
    pub(super) vocabulary: Vocabulary,
    pub(super) conditions: RouteConditions,
}

impl<'t> Prover<'t> {
    /// Prepares for questions about `tree`.
    #[must_use]
    pub fn new(tree: &'t RouteTree) -> Self {
        let mut vocabulary = Vocabulary::default();
        let conditions = vocabulary.add_tree(tree);
        Self {
            tree,
            vocabulary,
            conditions,
        }
    }
}
