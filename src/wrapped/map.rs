//! From places in a part to places in the file.

use std::borrow::Cow;

use super::resource;
use crate::diagnostic::Diagnostic;
use crate::text::Span;

/// Why a matcher counts that no one has written.
const NAMESPACE_NOTE: &str = "the operator adds a matcher for the namespace of the resource, unless \
     `alertmanagerConfigMatcherStrategy` of the Alertmanager is `None`";

/// A piece of a part and the piece of the file it was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Segment {
    inner: Span,
    outer: Span,
}

impl Segment {
    /// Whether bytes correspond one to one.
    fn is_verbatim(&self) -> bool {
        self.inner.len() == self.outer.len()
    }

    fn start_of(&self, offset: u32) -> u32 {
        if offset >= self.inner.end {
            self.outer.end
        } else if self.is_verbatim() {
            self.outer.start + (offset - self.inner.start)
        } else {
            self.outer.start
        }
    }

    fn end_of(&self, offset: u32) -> u32 {
        if self.is_verbatim() && offset <= self.inner.end {
            self.outer.start + (offset - self.inner.start)
        } else {
            self.outer.end
        }
    }
}

/// Where each place of a part stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap {
    segments: Vec<Segment>,
    /// Keys that are written otherwise in the part: where, as in the part, as in the file.
    renamed: Vec<(Span, String, String)>,
    /// Whether lines mean nothing in the part, because it was put together from pieces.
    is_rewritten: bool,
    /// Whether the part is written anew before Alertmanager gets it.
    has_no_lines: bool,
    /// Whether settings are called as in an `AlertmanagerConfig` resource.
    is_resource: bool,
    /// The namespace in the file that the operator makes a matcher of.
    namespace: Option<Span>,
}

impl OffsetMap {
    /// A part that is one piece of the file.
    #[must_use]
    pub fn slice(outer: Span) -> Self {
        let mut map = Self::default();
        map.push(Span::new(0, outer.end - outer.start), outer);
        map
    }

    /// A part that is put together from pieces of the file.
    pub(super) fn rewritten() -> Self {
        Self {
            is_rewritten: true,
            ..Self::default()
        }
    }

    /// Adds a piece behind the last one.
    pub(super) fn push(&mut self, inner: Span, outer: Span) {
        self.segments.push(Segment { inner, outer });
    }

    /// Moves all places in the file by `by` bytes.
    pub(super) fn shift(&mut self, by: u32) {
        for segment in &mut self.segments {
            segment.outer = Span::new(segment.outer.start + by, segment.outer.end + by);
        }
    }

    /// The map of a part of a text that `outer` maps in turn.
    #[must_use]
    pub(super) fn through(mut self, outer: &Self) -> Self {
        for segment in std::mem::take(&mut self.segments) {
            if !segment.is_verbatim() || segment.outer.is_empty() {
                self.push(segment.inner, outer.span(segment.outer));
                continue;
            }
            // Where the text between was put together from pieces, so is this one.
            let mut at = segment.outer.start;
            while at < segment.outer.end {
                let reach = outer.segment_at(at).map_or(0, |piece| piece.inner.end);
                let end = if reach > at {
                    reach.min(segment.outer.end)
                } else {
                    segment.outer.end
                };
                let inner = Span::new(at, end);
                let shift = |offset: u32| segment.inner.start + (offset - segment.outer.start);
                self.push(Span::new(shift(at), shift(end)), outer.span(inner));
                at = end;
            }
        }
        self
    }

    /// Says that lines mean nothing in the part: it is written anew before Alertmanager gets it.
    pub(super) fn forget_lines(&mut self) {
        self.has_no_lines = true;
    }

    /// Says that the key at `inner` is written otherwise in the file.
    pub(super) fn push_renamed(&mut self, inner: Span, name: &str, name_in_file: &str) {
        self.renamed.push((inner, name.to_owned(), name_in_file.to_owned()));
    }

    /// The place in the file.
    #[must_use]
    pub fn span(&self, span: Span) -> Span {
        let Some(first) = self.segment_at(span.start) else {
            return Span::default();
        };
        let start = first.start_of(span.start);
        if span.is_empty() {
            return Span::at(start);
        }
        let end = self
            .segment_at(span.end - 1)
            .map_or(start, |last| last.end_of(span.end));
        Span::new(start, end.max(start))
    }

    /// Says that settings are called as in an `AlertmanagerConfig` resource, and where its namespace stands.
    pub(super) fn speak_of_resources(&mut self, namespace: Option<Span>) {
        self.is_resource = true;
        self.namespace = namespace;
    }

    /// Whether the finding is about something that the author of the file can change. What the operator adds to a
    /// resource, such as `continue: true` on its top route, is not.
    #[must_use]
    pub fn is_in_the_authors_hands(&self, finding: &Diagnostic) -> bool {
        let at = finding.primary.span.start;
        !self.is_rewritten || self.segment_at(at).is_some_and(|segment| at < segment.inner.end)
    }

    /// The finding with places in the file, its keys named as there.
    #[must_use]
    pub fn diagnostic(&self, mut finding: Diagnostic) -> Diagnostic {
        let at = finding.primary.span;
        let from = self.renamed.partition_point(|(span, ..)| span.end <= at.start);
        if let Some((span, name, name_in_file)) = self.renamed.get(from)
            && (span.contains(at) || at.contains(*span))
        {
            let (name, name_in_file) = (format!("`{name}`"), format!("`{name_in_file}`"));
            reword(&mut finding.message, |words| words.replace(&name, &name_in_file));
        }
        if self.is_resource {
            reword(&mut finding.message, resource::in_resource);
            let labels = std::iter::once(&mut finding.primary).chain(&mut finding.secondary);
            labels.for_each(|label| label.text = resource::in_resource(&label.text));
            for line in finding.notes.iter_mut().chain(&mut finding.help) {
                reword(line, resource::in_resource);
            }
        }
        if let Some(upstream) = &mut finding.upstream
            && (self.is_rewritten || self.has_no_lines)
        {
            upstream.line = None;
        }
        if self.is_rewritten {
            finding.fix = None;
        }
        // What is put in may need more than one line, and with it an indent.
        finding.fix = finding
            .fix
            .filter(|fix| fix.edits.iter().all(|edit| !edit.replacement.contains('\n')));
        finding.map_spans(|span| self.span(span));
        if let Some(namespace) = self.namespace
            && finding.secondary.iter().any(|label| label.span == namespace)
        {
            finding.notes.push(NAMESPACE_NOTE.into());
        }
        finding
    }

    /// The last piece that begins at or before `offset`, else the first.
    fn segment_at(&self, offset: u32) -> Option<&Segment> {
        let behind = self.segments.partition_point(|segment| segment.inner.start <= offset);
        self.segments.get(behind.max(1) - 1)
    }
}

/// Says it in other words; what stays as it is stays borrowed, and so our own.
fn reword(text: &mut Cow<'static, str>, words: impl FnOnce(&str) -> String) {
    let said = words(text);
    if said != **text {
        *text = Cow::Owned(said);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_move_with_their_pieces() {
        let mut map = OffsetMap::default();
        map.push(Span::new(0, 4), Span::new(10, 14));
        map.push(Span::new(4, 8), Span::new(20, 24));
        map.push(Span::new(8, 10), Span::new(30, 35));
        assert_eq!(map.span(Span::new(1, 3)), Span::new(11, 13));
        assert_eq!(
            map.span(Span::new(1, 4)),
            Span::new(11, 14),
            "an end belongs to what it ends"
        );
        assert_eq!(map.span(Span::new(3, 6)), Span::new(13, 22));
        assert_eq!(map.span(Span::at(4)), Span::at(20));
        assert_eq!(
            map.span(Span::new(9, 10)),
            Span::new(30, 35),
            "inside what is not verbatim all of it counts"
        );
        assert_eq!(map.span(Span::at(99)), Span::at(35));
        assert_eq!(OffsetMap::default().span(Span::new(1, 2)), Span::default());
    }

    #[test]
    fn places_move_through_a_text_in_a_text() {
        let mut outer = OffsetMap::default();
        outer.push(Span::new(0, 4), Span::new(10, 14));
        outer.push(Span::new(4, 8), Span::new(20, 24));
        let map = OffsetMap::slice(Span::new(2, 7)).through(&outer);
        assert_eq!(map.span(Span::new(0, 2)), Span::new(12, 14));
        assert_eq!(map.span(Span::new(2, 5)), Span::new(20, 23));
        assert_eq!(map.span(Span::new(1, 3)), Span::new(13, 21));
    }
}
