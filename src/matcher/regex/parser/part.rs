//! Parts of a pattern with the measures limits are checked against.

use crate::matcher::regex::syntax::Node;

/// A node, and what Go would count of it.
pub(super) struct Part {
    pub node: Node,
    /// Levels of Go's tree: runs of literals are one node, groups that capture nothing are none.
    pub height: u32,
    /// Instructions once repetitions are written out.
    pub size: u64,
    /// The greatest product of counts on a path down.
    pub repeats: u64,
}

impl Part {
    pub fn leaf(node: Node) -> Self {
        Self {
            node,
            height: 1,
            size: 1,
            repeats: 1,
        }
    }

    /// The part in a group that captures.
    pub fn captured(self) -> Self {
        Self {
            node: Node::Capture(Box::new(self.node)),
            height: self.height + 1,
            size: self.size + 2,
            repeats: self.repeats,
        }
    }

    /// The part repeated; `counted` if it was written in braces.
    pub fn repeated(self, minimum: u32, maximum: Option<u32>, counted: bool) -> Self {
        let size = match (minimum, maximum) {
            (0, None) => self.size + 2,
            (_, None) => u64::from(minimum).saturating_mul(self.size) + 1,
            (_, Some(maximum)) => {
                let optional = u64::from(maximum.saturating_sub(minimum));
                u64::from(maximum).saturating_mul(self.size) + optional
            }
        };
        let repeats = match (counted, maximum) {
            (false, _) => self.repeats,
            // What is never there is not looked into.
            (true, Some(0)) => 1,
            (true, _) => self
                .repeats
                .saturating_mul(u64::from(maximum.unwrap_or(minimum).max(1))),
        };
        Self {
            node: Node::Repeat {
                minimum,
                maximum,
                node: Box::new(self.node),
            },
            height: self.height + 1,
            size: size.max(1),
            repeats,
        }
    }

    /// The parts one after the other.
    pub fn concat(mut parts: Vec<Self>) -> Self {
        if parts.len() <= 1 {
            return parts.pop().unwrap_or_else(|| Self::leaf(Node::Empty));
        }
        // Literals of one case make one node of Go's.
        let fold = parts[0].literal_fold();
        let is_one_run = fold.is_some() && parts.iter().all(|part| part.literal_fold() == fold);
        let is_concat = |part: &Self| matches!(part.node, Node::Concat(_));
        let (height, size, repeats) = measures(&parts, is_concat, is_one_run);
        let mut nodes = Vec::with_capacity(parts.len());
        for part in parts {
            match part.node {
                Node::Concat(inner) => nodes.extend(inner),
                node => nodes.push(node),
            }
        }
        Self {
            node: Node::Concat(nodes),
            height,
            size,
            repeats,
        }
    }

    /// One of the parts.
    pub fn alternation(mut parts: Vec<Self>) -> Self {
        if parts.len() <= 1 {
            return parts.pop().unwrap_or_else(|| Self::leaf(Node::Empty));
        }
        // Single characters make one class.
        let is_one_class = parts
            .iter()
            .all(|part| matches!(part.node, Node::Literal { .. } | Node::Class(_) | Node::Any { .. }));
        let is_alternation = |part: &Self| matches!(part.node, Node::Alternation(_));
        let (height, size, repeats) = measures(&parts, is_alternation, is_one_class);
        let size = if is_one_class { 1 } else { size + parts.len() as u64 - 1 };
        let mut nodes = Vec::with_capacity(parts.len());
        for part in parts {
            match part.node {
                Node::Alternation(inner) => nodes.extend(inner),
                node => nodes.push(node),
            }
        }
        Self {
            node: Node::Alternation(nodes),
            height,
            size,
            repeats,
        }
    }

    /// Whether the part is a run of literals, and if so, whether of either case.
    fn literal_fold(&self) -> Option<bool> {
        match &self.node {
            Node::Literal { fold, .. } => Some(*fold),
            Node::Concat(nodes) if self.height == 1 => match nodes.first() {
                Some(Node::Literal { fold, .. }) => Some(*fold),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Height, size and repeats of parts put together; parts of the same kind are opened, and parts that make `one_node` of
/// Go's add no level.
fn measures(parts: &[Part], is_same_kind: impl Fn(&Part) -> bool, one_node: bool) -> (u32, u64, u64) {
    let below = |part: &Part| part.height - u32::from(part.height > 1 && is_same_kind(part));
    let height = parts.iter().map(below).max().unwrap_or(0) + u32::from(!one_node);
    let size = parts.iter().map(|part| part.size).fold(0, u64::saturating_add);
    let repeats = parts.iter().map(|part| part.repeats).max().unwrap_or(1);
    (height, size, repeats)
}
