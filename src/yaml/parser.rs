//! From tokens to nodes, by the state machine of libyaml: nothing is recursive, so depth costs no stack.

mod block;
mod flow;
mod recovery;

use std::collections::HashMap;

use super::builder::{Builder, Place, Prefix};
use super::cursor::Scan;
use super::error::{Failure, Finder, Mark, Problem, SyntaxError};
use super::input::Survey;
use super::scanner::Scanner;
use super::token::{Text, Token, TokenKind};
use super::tree::{PackedKind, ScalarStyle};
use super::{Parsed, wording};
use crate::text::Span;

/// After how many errors reading ends: what follows so many is no use to anybody.
const MAX_ERRORS: usize = 20;

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    StreamStart,
    /// The first document, which needs no `---`.
    FirstDocumentStart,
    DocumentStart,
    DocumentContent,
    DocumentEnd,
    BlockNode,
    BlockSequenceFirstEntry,
    BlockSequenceEntry,
    /// Entries at the indentation of the mapping around them.
    IndentlessSequenceEntry,
    BlockMappingFirstKey,
    BlockMappingKey,
    BlockMappingValue,
    FlowSequenceFirstEntry,
    FlowSequenceEntry,
    /// A pair without braces in a list: `[a: b]`.
    FlowPairKey,
    FlowPairValue,
    FlowPairEnd,
    FlowMappingFirstKey,
    FlowMappingKey,
    FlowMappingValue,
    FlowMappingEmptyValue,
    End,
}

/// What a step of the parser came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Somewhere within a document.
    Inside,
    /// A document is complete.
    DocumentEnd,
    /// There is no more.
    StreamEnd,
}

/// How the reading of a document ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// A document was read.
    Document,
    /// Nothing is left.
    StreamEnd,
}

/// The parser.
#[derive(Debug)]
pub(super) struct Parser<'s> {
    scanner: Scanner<'s>,
    builder: Builder<'s>,
    state: State,
    /// States to go back to.
    states: Vec<State>,
    /// Where the open collections began, those without indentation left out.
    marks: Vec<Token>,
    /// Tag handles and what they stand for.
    tag_directives: HashMap<Box<str>, Box<str>>,
    /// Offset of the last line that reading went on from after an error.
    resumed_at: u32,
    has_end_mark: bool,
    errors: Vec<SyntaxError>,
}

impl<'s> Parser<'s> {
    /// At the start of `text`.
    pub(super) fn new(text: &'s str, survey: &Survey) -> Self {
        Self::with_room(text, survey, text.len())
    }

    /// At the start of a line of `text`, as if nothing stood before it. Lines are counted from there.
    pub(super) fn starting_at(text: &'s str, offset: u32) -> Self {
        let mut parser = Self::with_room(text, &Survey::default(), text.len() - offset as usize);
        parser.scanner.cursor.resume_at(offset, 0);
        parser
    }

    /// With room for a document of `len` bytes.
    fn with_room(text: &'s str, survey: &Survey, len: usize) -> Self {
        Self {
            scanner: Scanner::new(text, survey),
            builder: Builder::new(text, len),
            state: State::StreamStart,
            states: Vec::new(),
            marks: Vec::new(),
            tag_directives: HashMap::new(),
            resumed_at: 0,
            has_end_mark: false,
            errors: Vec::new(),
        }
    }

    /// Whether `...` stood behind the document that was read last.
    pub(super) fn has_end_mark(&self) -> bool {
        self.has_end_mark
    }

    /// The line it has got to, from 0.
    pub(super) fn line(&self) -> u32 {
        self.scanner.cursor.line()
    }

    /// Reads up to the end of the next document, or to the first error.
    pub(super) fn read_strictly(&mut self) -> Result<Outcome, Failure> {
        loop {
            match self.step() {
                Ok(Step::Inside) => {}
                Ok(Step::DocumentEnd) => return Ok(Outcome::Document),
                Ok(Step::StreamEnd) => return Ok(Outcome::StreamEnd),
                Err(_) => {
                    let failure = self.scanner.cursor.take_failure();
                    return Err(failure.expect("whoever stops notes down why"));
                }
            }
        }
    }

    /// Reads up to the end of the next document, over errors where that can be done.
    pub(super) fn read(&mut self) -> Outcome {
        loop {
            let failure = match self.read_strictly() {
                Ok(outcome) => return outcome,
                Err(failure) => failure,
            };
            self.report(&failure);
            let goes_on = match failure.finder {
                Finder::Reader => {
                    self.restart();
                    true
                }
                Finder::Composer => true,
                Finder::Scanner | Finder::Parser => self.recover(&failure),
            };
            if !goes_on {
                return Outcome::Document;
            }
            if self.errors.len() >= MAX_ERRORS {
                self.state = State::End;
                return Outcome::Document;
            }
        }
    }

    /// The document read so far and what is wrong with it; the next one starts empty.
    pub(super) fn take_document(&mut self) -> Parsed<'s> {
        let text = self.scanner.cursor.text();
        let builder = std::mem::replace(&mut self.builder, Builder::new(text, 0));
        Parsed {
            document: builder.finish(std::mem::take(&mut self.scanner.unfolded)),
            errors: std::mem::take(&mut self.errors),
        }
    }

    /// An anchor that is missing after something was skipped is probably there.
    fn report(&mut self, failure: &Failure) {
        if failure.problem != Problem::NoAnchor || self.resumed_at == 0 {
            let text = self.scanner.cursor.text();
            self.errors.push(wording::explain(text, failure));
        }
    }

    /// From the start, characters that are not allowed let pass.
    fn restart(&mut self) {
        let text = self.scanner.cursor.text();
        let errors = std::mem::take(&mut self.errors);
        *self = Self::new(text, &Survey::default());
        self.errors = errors;
    }

    fn step(&mut self) -> Scan<Step> {
        match self.state {
            State::StreamStart => {
                self.scanner.peek()?;
                self.scanner.advance();
                self.state = State::FirstDocumentStart;
                Ok(Step::Inside)
            }
            State::FirstDocumentStart => self.document_start(true),
            State::DocumentStart => self.document_start(false),
            State::DocumentContent => self.document_content(),
            State::DocumentEnd => self.document_end(),
            State::BlockNode => self.node(true, false),
            State::BlockSequenceFirstEntry => self.block_sequence_entry(true),
            State::BlockSequenceEntry => self.block_sequence_entry(false),
            State::IndentlessSequenceEntry => self.indentless_sequence_entry(),
            State::BlockMappingFirstKey => self.block_mapping_key(true),
            State::BlockMappingKey => self.block_mapping_key(false),
            State::BlockMappingValue => self.block_mapping_value(),
            State::FlowSequenceFirstEntry => self.flow_sequence_entry(true),
            State::FlowSequenceEntry => self.flow_sequence_entry(false),
            State::FlowPairKey => self.flow_pair_key(),
            State::FlowPairValue => self.flow_pair_value(),
            State::FlowPairEnd => self.flow_pair_end(),
            State::FlowMappingFirstKey => self.flow_mapping_key(true),
            State::FlowMappingKey => self.flow_mapping_key(false),
            State::FlowMappingValue => self.flow_mapping_value(false),
            State::FlowMappingEmptyValue => self.flow_mapping_value(true),
            State::End => Ok(Step::StreamEnd),
        }
    }

    fn document_start(&mut self, is_first: bool) -> Scan<Step> {
        let mut token = self.scanner.peek()?;
        if !is_first {
            while token.kind == TokenKind::DocumentEnd {
                token = self.next_token()?;
            }
        }
        let is_explicit = matches!(
            token.kind,
            TokenKind::VersionDirective | TokenKind::TagDirective | TokenKind::DocumentStart
        );
        if token.kind == TokenKind::StreamEnd {
            self.scanner.advance();
            self.state = State::End;
            return Ok(Step::StreamEnd);
        }
        if is_first && !is_explicit {
            self.directives()?;
            self.state = State::BlockNode;
        } else {
            token = self.directives()?;
            if token.kind != TokenKind::DocumentStart {
                return self.fail(Problem::NoDocumentStart, token);
            }
            self.scanner.advance();
            self.state = State::DocumentContent;
        }
        self.states.push(State::DocumentEnd);
        Ok(Step::Inside)
    }

    /// Takes the directives before a document and returns the token behind them.
    fn directives(&mut self) -> Scan<Token> {
        let mut has_version = false;
        let mut token = self.scanner.peek()?;
        loop {
            match token.kind {
                TokenKind::VersionDirective => {
                    if has_version {
                        return self.fail(Problem::VersionTwice, token);
                    }
                    if (token.text.start, token.text.end) != (1, 1) {
                        return self.fail(Problem::VersionUnsupported, token);
                    }
                    has_version = true;
                }
                TokenKind::TagDirective => {
                    let tag = &self.scanner.tags[token.text.start as usize];
                    let before = self.tag_directives.insert(tag.handle.clone(), tag.suffix.clone());
                    if before.is_some() {
                        return self.fail(Problem::TagDirectiveTwice, token);
                    }
                }
                _ => break,
            }
            token = self.next_token()?;
        }
        for (handle, prefix) in [("!", "!"), ("!!", "tag:yaml.org,2002:")] {
            self.tag_directives
                .entry(handle.into())
                .or_insert_with(|| prefix.into());
        }
        Ok(token)
    }

    fn document_content(&mut self) -> Scan<Step> {
        let token = self.scanner.peek()?;
        match token.kind {
            TokenKind::VersionDirective
            | TokenKind::TagDirective
            | TokenKind::DocumentStart
            | TokenKind::DocumentEnd
            | TokenKind::StreamEnd => {
                self.leave();
                Ok(self.empty_at(token.start, token.line))
            }
            _ => self.node(true, false),
        }
    }

    fn document_end(&mut self) -> Scan<Step> {
        self.has_end_mark = self.scanner.peek()?.kind == TokenKind::DocumentEnd;
        if self.has_end_mark {
            self.scanner.advance();
        }
        self.tag_directives.clear();
        self.state = State::DocumentStart;
        Ok(Step::DocumentEnd)
    }

    /// A node with the anchor and the tag before it. `is_block`: block collections may stand here; `is_indentless`:
    /// entries may stand here at the indentation of the mapping around.
    fn node(&mut self, is_block: bool, is_indentless: bool) -> Scan<Step> {
        let mut token = self.scanner.peek()?;
        if token.kind == TokenKind::Alias {
            return self.alias(token);
        }
        let first = token;
        let mut prefix = None;
        let mut prefix_end = first.start;
        if matches!(token.kind, TokenKind::Anchor | TokenKind::Tag) {
            let found;
            (found, prefix_end, token) = self.prefix(first)?;
            prefix = Some(Box::new(found));
        }
        let place = Place {
            span: Span::new(token.start, token.end),
            line: first.line,
        };
        match token.kind {
            TokenKind::BlockEntry if is_indentless => {
                self.state = State::IndentlessSequenceEntry;
                let place = Place::empty(token.start, first.line);
                self.builder.open(place, prefix, PackedKind::Sequence);
            }
            TokenKind::Scalar(style) => {
                self.leave();
                self.scanner.advance();
                self.builder.scalar(place, prefix, token.text, style);
            }
            TokenKind::FlowSequenceStart => {
                self.state = State::FlowSequenceFirstEntry;
                self.builder.open(place, prefix, PackedKind::Sequence);
            }
            TokenKind::FlowMappingStart => {
                self.state = State::FlowMappingFirstKey;
                self.builder.open(place, prefix, PackedKind::Mapping);
            }
            TokenKind::BlockSequenceStart if is_block => {
                self.state = State::BlockSequenceFirstEntry;
                self.builder.open(place, prefix, PackedKind::Sequence);
            }
            TokenKind::BlockMappingStart if is_block => {
                self.state = State::BlockMappingFirstKey;
                let reached = self.builder.reached();
                let place = Place {
                    span: Span::new(token.start.max(reached), token.end.max(reached)),
                    line: first.line,
                };
                self.builder.open(place, prefix, PackedKind::Mapping);
            }
            _ if prefix.is_some() => {
                self.leave();
                let place = Place::empty(prefix_end, first.line);
                self.builder.scalar(place, prefix, Text::EMPTY, ScalarStyle::Plain);
            }
            _ => {
                let bracket = if is_block { None } else { self.marks.last().copied() };
                return self.fail_since(Problem::NoNode, token, bracket.unwrap_or(first));
            }
        }
        Ok(Step::Inside)
    }

    /// An anchor, a tag or both, from the first token on; also where they end, and the token behind them.
    #[cold]
    fn prefix(&mut self, first: Token) -> Scan<(Prefix, u32, Token)> {
        let mut prefix = Prefix::default();
        let mut tag = None;
        let mut end = first.end;
        let mut token = first;
        loop {
            match token.kind {
                TokenKind::Anchor if prefix.anchor.is_none() => {
                    prefix.anchor = Some(Span::new(token.text.start, token.text.end));
                }
                TokenKind::Tag if tag.is_none() => tag = Some(token),
                _ => break,
            }
            end = token.end;
            token = self.next_token()?;
        }
        if let Some(tag) = tag {
            prefix.tag = Some(self.resolve_tag(tag, first)?);
        }
        Ok((prefix, end, token))
    }

    fn alias(&mut self, token: Token) -> Scan<Step> {
        self.leave();
        self.scanner.advance();
        let text = self.scanner.cursor.text();
        let name = &text[token.text.start as usize..token.text.end as usize];
        let place = Place {
            span: Span::new(token.start, token.end),
            line: token.line,
        };
        if self.builder.alias(place, name) {
            return Ok(Step::Inside);
        }
        let failure = Failure {
            finder: Finder::Composer,
            problem: Problem::NoAnchor,
            at: mark_of(token),
            began: None,
            name: Some(name.into()),
            long_scalar: None,
        };
        Err(self.scanner.cursor.fail(failure))
    }

    fn resolve_tag(&mut self, token: Token, first: Token) -> Scan<Box<str>> {
        let tag = &self.scanner.tags[token.text.start as usize];
        if tag.handle.is_empty() {
            return Ok(tag.suffix.clone());
        }
        match self.tag_directives.get(&tag.handle) {
            Some(prefix) if !prefix.is_empty() || !tag.suffix.is_empty() => {
                Ok([&**prefix, &*tag.suffix].concat().into_boxed_str())
            }
            _ => self.fail_since(Problem::TagUndefined, token, first),
        }
    }

    /// The next token; of a collection that has just been opened, the one behind its start token.
    fn first_token(&mut self, is_first: bool) -> Scan<Token> {
        let token = self.scanner.peek()?;
        if !is_first {
            return Ok(token);
        }
        self.marks.push(token);
        self.next_token()
    }

    /// Takes the token at hand and peeks at the next.
    fn next_token(&mut self) -> Scan<Token> {
        self.scanner.advance();
        self.scanner.peek()
    }

    /// Takes the end token of a collection; a bracket belongs to it.
    fn end_collection(&mut self, bracket: Option<Token>) -> Step {
        self.marks.pop();
        self.leave();
        self.scanner.advance();
        self.builder.close(bracket.map(|token| token.end));
        Step::Inside
    }

    /// An absent value.
    fn empty_at(&mut self, at: u32, line: u32) -> Step {
        // The token of a key that is known late stands where the key began.
        let at = at.max(self.builder.reached());
        self.builder
            .scalar(Place::empty(at, line), None, Text::EMPTY, ScalarStyle::Plain);
        Step::Inside
    }

    /// Back to what was begun before.
    fn leave(&mut self) {
        self.state = self.states.pop().unwrap_or(State::End);
    }

    #[cold]
    fn fail<T>(&mut self, problem: Problem, at: Token) -> Scan<T> {
        self.fail_with(problem, at, None)
    }

    #[cold]
    fn fail_since<T>(&mut self, problem: Problem, at: Token, began: Token) -> Scan<T> {
        self.fail_with(problem, at, Some(mark_of(began)))
    }

    #[cold]
    fn fail_in_collection<T>(&mut self, problem: Problem, at: Token) -> Scan<T> {
        let began = self.marks.last().copied().map(mark_of);
        self.fail_with(problem, at, began)
    }

    fn fail_with<T>(&mut self, problem: Problem, at: Token, began: Option<Mark>) -> Scan<T> {
        let failure = Failure {
            finder: Finder::Parser,
            problem,
            at: mark_of(at),
            began,
            name: None,
            long_scalar: self.scanner.long_scalar_before(at.start, at.line),
        };
        Err(self.scanner.cursor.fail(failure))
    }
}

fn mark_of(token: Token) -> Mark {
    Mark {
        offset: token.start,
        line: token.line,
        ..Mark::default()
    }
}
