//! A tree to prove things about.

use std::borrow::Cow;

use super::vocabulary::{Condition, RouteConditions, Vocabulary};
use crate::matcher::Matcher;
use crate::route::RouteTree;

/// A tree, prepared for questions.
#[derive(Debug)]
pub struct Prover<'t> {
    pub(super) tree: &'t RouteTree,
    preparation: Cow<'t, Preparation>,
}

/// What a [`Prover`] has to work out about its tree before the first question.
#[derive(Clone, Debug)]
pub struct Preparation {
    vocabulary: Vocabulary,
    conditions: RouteConditions,
}

impl Preparation {
    /// For questions about `tree`, among them such as give some of these matchers.
    #[must_use]
    pub fn new(tree: &RouteTree, given: &[Matcher]) -> Self {
        let mut vocabulary = Vocabulary::default();
        let conditions = vocabulary.add_tree(tree);
        for matcher in given {
            vocabulary.add_given(matcher);
        }
        Self { vocabulary, conditions }
    }
}

impl<'t> Prover<'t> {
    /// Prepares for questions about `tree`.
    #[must_use]
    pub fn new(tree: &'t RouteTree) -> Self {
        Self {
            tree,
            preparation: Cow::Owned(Preparation::new(tree, &[])),
        }
    }

    /// Answers questions about `tree`, which must be the one the preparation is of.
    #[must_use]
    pub fn prepared(tree: &'t RouteTree, preparation: &'t Preparation) -> Self {
        Self {
            tree,
            preparation: Cow::Borrowed(preparation),
        }
    }

    pub(super) fn vocabulary(&self) -> &Vocabulary {
        &self.preparation.vocabulary
    }

    pub(super) fn conditions(&self) -> &RouteConditions {
        &self.preparation.conditions
    }

    /// What these matchers ask for, and a vocabulary that knows it.
    pub(super) fn given(&self, matchers: &[Matcher]) -> (Vec<Condition>, Cow<'_, Vocabulary>) {
        let known: Option<Vec<_>> = matchers
            .iter()
            .map(|matcher| self.vocabulary().known(matcher))
            .collect();
        if let Some(given) = known {
            return (given, Cow::Borrowed(self.vocabulary()));
        }
        let mut vocabulary = self.vocabulary().clone();
        let given = matchers.iter().map(|matcher| vocabulary.add_given(matcher)).collect();
        (given, Cow::Owned(vocabulary))
    }
}
