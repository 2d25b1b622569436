//! Lists that are mostly empty.
//!
//! Central type: [`Few`], which takes one word where a `Vec` takes three. A configuration has very many lists, and hardly
//! any of them are written.

use std::fmt;
use std::ops::{Deref, DerefMut};

/// A list that is mostly empty. Read as a slice.
#[derive(Clone, PartialEq, Eq)]
pub struct Few<T> {
    /// `None` while it is empty; boxed twice, so that a pointer is all there is.
    #[expect(clippy::box_collection, reason = "the size of an empty list is the point")]
    items: Option<Box<Vec<T>>>,
}

impl<T> Few<T> {
    /// Appends an item.
    pub fn push(&mut self, item: T) {
        match &mut self.items {
            Some(items) => items.push(item),
            // Mostly the only one.
            None => self.items = Some(Box::new(vec![item])),
        }
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        self.items = None;
    }

    /// The items; nothing is left.
    pub fn take(&mut self) -> Vec<T> {
        self.items.take().map(|items| *items).unwrap_or_default()
    }

    /// Leaves out the items `keep` says no to.
    pub fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        if let Some(items) = &mut self.items {
            items.retain(keep);
        }
    }
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self { items: None }
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.items.as_deref().map_or(&[], Vec::as_slice)
    }
}

impl<T> DerefMut for Few<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        self.items.as_deref_mut().map_or(&mut [], Vec::as_mut_slice)
    }
}

impl<T> From<Vec<T>> for Few<T> {
    fn from(items: Vec<T>) -> Self {
        Self {
            items: (!items.is_empty()).then(|| Box::new(items)),
        }
    }
}

impl<T> FromIterator<T> for Few<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Vec::from_iter(items).into()
    }
}

impl<'a, T> IntoIterator for &'a Few<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T> IntoIterator for &'a mut Few<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl<T: fmt::Debug> fmt::Debug for Few<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_list_takes_one_word_and_equals_any_other() {
        assert_eq!(size_of::<Few<String>>(), size_of::<usize>());
        assert_eq!(Few::from(Vec::<u8>::new()), Few::default());
        let mut few: Few<u8> = [1, 2].into_iter().collect();
        few.retain(|&item| item > 1);
        few.push(3);
        assert_eq!((&few[..], few.clone().take()), (&[2, 3][..], vec![2, 3]));
        assert_eq!(few.take(), [2, 3]);
        assert_eq!(few, Few::default());
    }
}
