//! The nodes of a document, in pieces: what is read is never moved, and the memory of a tree that is gone serves others,
//! which one large block would not.

use std::ops::{Index, IndexMut};

use super::tree::PackedNode;

/// How many nodes a piece holds.
const PIECE: usize = 8000;

/// A list of nodes.
#[derive(Clone, Debug, Default)]
pub(super) struct Nodes {
    /// All full but the last, which is never empty.
    pieces: Vec<Vec<PackedNode>>,
}

impl Nodes {
    /// How many there are.
    #[inline]
    pub(super) fn len(&self) -> usize {
        match self.pieces.as_slice() {
            [] => 0,
            [full @ .., last] => full.len() * PIECE + last.len(),
        }
    }

    /// Appends one.
    #[inline]
    pub(super) fn push(&mut self, node: PackedNode) {
        match self.pieces.last_mut() {
            Some(piece) if piece.len() < PIECE => piece.push(node),
            last => {
                // Most documents need no second piece, and few nodes of the first.
                let mut piece = Vec::with_capacity(if last.is_some() { PIECE } else { 0 });
                piece.push(node);
                self.pieces.push(piece);
            }
        }
    }

    /// The last one.
    pub(super) fn last(&self) -> Option<&PackedNode> {
        self.pieces.last()?.last()
    }

    /// The last one.
    pub(super) fn last_mut(&mut self) -> Option<&mut PackedNode> {
        self.pieces.last_mut()?.last_mut()
    }

    /// Keeps the first `len`.
    pub(super) fn truncate(&mut self, len: usize) {
        self.pieces.truncate(len.div_ceil(PIECE));
        if let Some(last) = self.pieces.last_mut() {
            let before = (len.div_ceil(PIECE) - 1) * PIECE;
            last.truncate(len.saturating_sub(before));
        }
    }
}

impl Index<usize> for Nodes {
    type Output = PackedNode;

    #[inline]
    fn index(&self, number: usize) -> &PackedNode {
        &self.pieces[number / PIECE][number % PIECE]
    }
}

impl IndexMut<usize> for Nodes {
    #[inline]
    fn index_mut(&mut self, number: usize) -> &mut PackedNode {
        &mut self.pieces[number / PIECE][number % PIECE]
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::PackedKind;
    use super::*;

    fn node(number: usize) -> PackedNode {
        PackedNode {
            start: u32::try_from(number).expect("it is small"),
            end: 0,
            line: 0,
            first: 0,
            last: 0,
            kind: PackedKind::Sequence,
            has_properties: false,
        }
    }

    #[test]
    fn pieces_make_one_list() {
        let count = 2 * PIECE + 1;
        let mut nodes = Nodes::default();
        (0..count).for_each(|number| nodes.push(node(number)));
        assert_eq!(nodes.len(), count);
        assert!((0..count).all(|number| nodes[number].start as usize == number));
        for len in [count + PIECE, count, count - 1, PIECE + 1, PIECE, PIECE - 1, 1, 0] {
            nodes.truncate(len);
            let len = len.min(count);
            assert_eq!(nodes.len(), len);
            assert_eq!(
                nodes.last().map(|last| last.start as usize + 1),
                (len > 0).then_some(len)
            );
        }
        nodes.push(node(7));
        assert_eq!((nodes.len(), nodes.last_mut().map(|last| last.start)), (1, Some(7)));
    }
}
