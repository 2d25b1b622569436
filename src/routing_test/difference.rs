//! The least that must be read to see what is different.

/// What was expected and what came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// One value instead of another.
    Value {
        /// What was expected.
        expected: String,
        /// What came.
        got: String,
    },
    /// Lines of a list, in order.
    Lines(Vec<Line>),
}

/// A line of two lists laid on one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// In both.
    Same(String),
    /// Expected only.
    Missing(String),
    /// Came only.
    Unexpected(String),
}

/// Lays two lists on one another with as few missing and unexpected lines as there can be. Missing lines stand before the
/// unexpected ones that came in their place.
///
/// Takes time and memory in the product of the lengths of what differs, which a person wrote one side of.
#[must_use]
pub fn lines_between(expected: &[String], got: &[String]) -> Vec<Line> {
    // Lengths of the longest common sequence of the tails.
    let width = got.len() + 1;
    let mut common = vec![0_usize; (expected.len() + 1) * width];
    for left in (0..expected.len()).rev() {
        for right in (0..got.len()).rev() {
            common[left * width + right] = if expected[left] == got[right] {
                common[(left + 1) * width + right + 1] + 1
            } else {
                common[(left + 1) * width + right].max(common[left * width + right + 1])
            };
        }
    }
    let mut lines = Vec::new();
    let (mut left, mut right) = (0, 0);
    while left < expected.len() || right < got.len() {
        if left < expected.len() && right < got.len() && expected[left] == got[right] {
            lines.push(Line::Same(expected[left].clone()));
            left += 1;
            right += 1;
        } else if left < expected.len()
            && (right == got.len() || common[(left + 1) * width + right] >= common[left * width + right + 1])
        {
            lines.push(Line::Missing(expected[left].clone()));
            left += 1;
        } else {
            lines.push(Line::Unexpected(got[right].clone()));
            right += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_marked() {
        let list = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let shown = |expected, got| -> String {
            let lines = lines_between(&list(expected), &list(got)).into_iter();
            let words = lines.map(|line| match line {
                Line::Same(text) => format!(" {text}"),
                Line::Missing(text) => format!("-{text}"),
                Line::Unexpected(text) => format!("+{text}"),
            });
            words.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shown("a b c", "a x c"), " a -b +x  c");
        assert_eq!(shown("a b", "b a"), "-a  b +a");
        assert_eq!(shown("", "a"), "+a");
        assert_eq!(shown("a b c d", "b d"), "-a  b -c  d");
    }
}
