//! Collections in brackets.

use super::{Parser, State, Step};
use crate::yaml::builder::Place;
use crate::yaml::cursor::Scan;
use crate::yaml::error::Problem;
use crate::yaml::token::TokenKind;
use crate::yaml::tree::PackedKind;

impl Parser<'_> {
    pub(super) fn flow_sequence_entry(&mut self, is_first: bool) -> Scan<Step> {
        let mut token = self.first_token(is_first)?;
        if token.kind != TokenKind::FlowSequenceEnd && !is_first {
            if token.kind != TokenKind::FlowEntry {
                return self.fail_in_collection(Problem::NoSequenceEnd, token);
            }
            token = self.next_token()?;
        }
        match token.kind {
            TokenKind::FlowSequenceEnd => Ok(self.end_collection(Some(token))),
            TokenKind::Key => {
                self.state = State::FlowPairKey;
                let place = Place::empty(token.start, token.line);
                self.builder.open(place, None, PackedKind::Mapping);
                self.scanner.advance();
                Ok(Step::Inside)
            }
            _ => {
                self.states.push(State::FlowSequenceEntry);
                self.node(false, false)
            }
        }
    }

    /// An absent key swallows the token behind it, whatever it is: so does the real parser.
    pub(super) fn flow_pair_key(&mut self) -> Scan<Step> {
        let token = self.scanner.peek()?;
        if matches!(
            token.kind,
            TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowSequenceEnd
        ) {
            self.scanner.advance();
            self.state = State::FlowPairValue;
            return Ok(self.empty_at(token.end, token.line));
        }
        self.states.push(State::FlowPairValue);
        self.node(false, false)
    }

    pub(super) fn flow_pair_value(&mut self) -> Scan<Step> {
        let mut token = self.scanner.peek()?;
        if token.kind == TokenKind::Value {
            token = self.next_token()?;
            if !matches!(token.kind, TokenKind::FlowEntry | TokenKind::FlowSequenceEnd) {
                self.states.push(State::FlowPairEnd);
                return self.node(false, false);
            }
        }
        self.state = State::FlowPairEnd;
        Ok(self.empty_at(token.start, token.line))
    }

    pub(super) fn flow_pair_end(&mut self) -> Scan<Step> {
        self.scanner.peek()?;
        self.state = State::FlowSequenceEntry;
        self.builder.close(None);
        Ok(Step::Inside)
    }

    pub(super) fn flow_mapping_key(&mut self, is_first: bool) -> Scan<Step> {
        let mut token = self.first_token(is_first)?;
        if token.kind != TokenKind::FlowMappingEnd && !is_first {
            if token.kind != TokenKind::FlowEntry {
                return self.fail_in_collection(Problem::NoMappingEnd, token);
            }
            token = self.next_token()?;
        }
        match token.kind {
            TokenKind::FlowMappingEnd => Ok(self.end_collection(Some(token))),
            TokenKind::Key => {
                let next = self.next_token()?;
                if matches!(
                    next.kind,
                    TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowMappingEnd
                ) {
                    self.state = State::FlowMappingValue;
                    return Ok(self.empty_at(next.start, next.line));
                }
                self.states.push(State::FlowMappingValue);
                self.node(false, false)
            }
            _ => {
                self.states.push(State::FlowMappingEmptyValue);
                self.node(false, false)
            }
        }
    }

    pub(super) fn flow_mapping_value(&mut self, is_absent: bool) -> Scan<Step> {
        let mut token = self.scanner.peek()?;
        if !is_absent && token.kind == TokenKind::Value {
            token = self.next_token()?;
            if !matches!(token.kind, TokenKind::FlowEntry | TokenKind::FlowMappingEnd) {
                self.states.push(State::FlowMappingKey);
                return self.node(false, false);
            }
        }
        self.state = State::FlowMappingKey;
        Ok(self.empty_at(token.start, token.line))
    }
}
