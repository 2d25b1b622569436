//! The routing tree: which routes take an alert, with which options, in which group.
//!
//! Central type: [`RouteTree`], made by [`RouteTree::from_config`] or with a [`TreeBuilder`]. It answers [`RouteTree::matched`]
//! (which routes take a label set), [`Route::options`] (what they inherited and where from), [`RouteTree::group_key`].
//! Mirrors `dispatch/route.go`. Does not know time, inhibition or receivers beyond their names.

mod affix;
mod builder;
mod from_config;
mod index;
mod key;
mod options;
mod tree;

pub use builder::{RouteSettings, TreeBuilder};
pub use key::GroupKey;
pub use options::{Effective, Grouping, Options, Origin};
pub use tree::{Route, RouteIndex, RouteTree};

#[cfg(test)]
mod tests;
