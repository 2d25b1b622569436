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

/// What a [`Prover`] has worked out about its tree, to go on with later.
#[derive(Debug)]
pub struct Preparation {
    vocabulary: Vocabulary,
    conditions: RouteConditions,
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

    /// Goes on with questions about `tree`, which must be the one the preparation is of.
    #[must_use]
    pub fn resume(tree: &'t RouteTree, preparation: Preparation) -> Self {
        Self {
            tree,
            vocabulary: preparation.vocabulary,
            conditions: preparation.conditions,
        }
    }

    /// What to [`Self::resume`] with.
    #[must_use]
    pub fn into_preparation(self) -> Preparation {
        Preparation {
            vocabulary: self.vocabulary,
            conditions: self.conditions,
        }
    }
}
