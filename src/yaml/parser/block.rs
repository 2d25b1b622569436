//! Collections by indentation.

use super::{Parser, State, Step};
use crate::yaml::cursor::Scan;
use crate::yaml::error::Problem;
use crate::yaml::token::{Token, TokenKind};

impl Parser<'_> {
    pub(super) fn block_sequence_entry(&mut self, is_first: bool) -> Scan<Step> {
        let token = self.first_token(is_first)?;
        match token.kind {
            TokenKind::BlockEntry => {
                let next = self.next_token()?;
                if matches!(next.kind, TokenKind::BlockEntry | TokenKind::BlockEnd) {
                    self.state = State::BlockSequenceEntry;
                    return Ok(self.empty_at(token.end, token.line));
                }
                self.states.push(State::BlockSequenceEntry);
                self.node(true, false)
            }
            TokenKind::BlockEnd => Ok(self.end_collection(None)),
            _ => self.fail_in_collection(Problem::NoEntry, token),
        }
    }

    pub(super) fn indentless_sequence_entry(&mut self) -> Scan<Step> {
        let token = self.scanner.peek()?;
        if token.kind != TokenKind::BlockEntry {
            self.leave();
            self.builder.close(None);
            return Ok(Step::Inside);
        }
        let next = self.next_token()?;
        if matches!(
            next.kind,
            TokenKind::BlockEntry | TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd
        ) {
            self.state = State::IndentlessSequenceEntry;
            return Ok(self.empty_at(token.end, token.line));
        }
        self.states.push(State::IndentlessSequenceEntry);
        self.node(true, false)
    }

    pub(super) fn block_mapping_key(&mut self, is_first: bool) -> Scan<Step> {
        let token = self.first_token(is_first)?;
        match token.kind {
            TokenKind::Key => self.block_pair_half(token, State::BlockMappingValue),
            TokenKind::BlockEnd => Ok(self.end_collection(None)),
            _ => self.fail_in_collection(Problem::NoKey, token),
        }
    }

    pub(super) fn block_mapping_value(&mut self) -> Scan<Step> {
        let token = self.scanner.peek()?;
        if token.kind == TokenKind::Value {
            return self.block_pair_half(token, State::BlockMappingKey);
        }
        self.state = State::BlockMappingKey;
        Ok(self.empty_at(token.start, token.line))
    }

    /// The key or the value behind its indicator.
    fn block_pair_half(&mut self, indicator: Token, then: State) -> Scan<Step> {
        let next = self.next_token()?;
        if matches!(next.kind, TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd) {
            self.state = then;
            return Ok(self.empty_at(indicator.end, indicator.line));
        }
        self.states.push(then);
        self.node(true, true)
    }
}
