//! YAML as Alertmanager reads it: Go's yaml v2, a 1.1 dialect, with a span on every node.
//!
//! [`parse`] never fails: it returns the tree it could build and every syntax error it met, the first of which is the
//! one the real reader stops at. The tree ([`Document`]) is borrowed from the text wherever a scalar needs no unfolding.
//! Knows nothing of Alertmanager's settings; what a scalar means to a field is decided by [`resolve`] and `config`.

mod tree;

pub use tree::{Alias, Document, Kind, Node, NodeId, ScalarStyle};
