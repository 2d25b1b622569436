//! What is known of one template of a text while it is parsed.
//!
//! A text holds several: its own, and one for each `define` and `block`. Each reads on where the other stopped, with its
//! own variables and its own memory of the tokens it looked ahead at.

use std::borrow::Cow;

use super::lexer::{Kind, Lexer, Token};
use super::syntax::NodeId;

/// What opened a list of nodes that `end` will close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Control {
    If,
    Range,
    With,
}

impl Control {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::If => "if",
            Self::Range => "range",
            Self::With => "with",
        }
    }
}

/// An open control structure.
pub(super) struct Frame {
    pub control: Control,
    pub in_else: bool,
    /// How many variables there were before it.
    pub variables: usize,
    /// The node whose lists are read; of a chain of `else if`, the last.
    pub node: NodeId,
    /// The list that is read.
    pub list: Vec<NodeId>,
}

/// How a template came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Text,
    Define,
    Block,
}

pub(super) struct Tree<'t> {
    pub origin: Origin,
    pub name: Vec<u8>,
    /// The last token read, then those that were put back.
    tokens: [Token<'t>; 3],
    put_back: usize,
    pub variables: Vec<Cow<'t, str>>,
    pub range_depth: u32,
    /// The line of the action that is being read; 0 outside of one.
    pub action_line: u32,
    pub frames: Vec<Frame>,
    /// Whether nothing but space was met outside of definitions.
    pub is_empty: bool,
    /// Its nodes outside of control structures.
    pub list: Vec<NodeId>,
}

impl<'t> Tree<'t> {
    pub fn new(origin: Origin, name: Vec<u8>) -> Self {
        let nothing = Token {
            kind: Kind::Error,
            text: Cow::Borrowed(""),
            line: 0,
            offset: 0,
        };
        Self {
            origin,
            name,
            tokens: [nothing.clone(), nothing.clone(), nothing],
            put_back: 0,
            variables: vec![Cow::Borrowed("$")],
            range_depth: 0,
            action_line: 0,
            frames: Vec::new(),
            is_empty: true,
            list: Vec::new(),
        }
    }

    /// Adds a node to the list that is read.
    pub fn push(&mut self, node: NodeId) {
        match self.frames.last_mut() {
            Some(frame) => frame.list.push(node),
            None => self.list.push(node),
        }
    }

    /// The token whose line an error names: the last that was read, whatever was put back.
    pub fn last_token(&self) -> &Token<'t> {
        &self.tokens[0]
    }

    pub fn next(&mut self, lexer: &mut Lexer<'t>) -> Token<'t> {
        if self.put_back > 0 {
            self.put_back -= 1;
        } else {
            self.tokens[0] = lexer.next();
        }
        self.tokens[self.put_back].clone()
    }

    pub fn back_up(&mut self) {
        self.put_back += 1;
    }

    /// Puts `token` back before the last token, which is put back too.
    pub fn back_up_two(&mut self, token: Token<'t>) {
        self.tokens[1] = token;
        self.put_back = 2;
    }

    /// Puts two tokens back before the last one, `first` in front.
    pub fn back_up_three(&mut self, first: Token<'t>, second: Token<'t>) {
        self.tokens[1] = second;
        self.tokens[2] = first;
        self.put_back = 3;
    }

    pub fn peek(&mut self, lexer: &mut Lexer<'t>) -> Token<'t> {
        let token = self.next(lexer);
        self.back_up();
        token
    }

    pub fn next_not_space(&mut self, lexer: &mut Lexer<'t>) -> Token<'t> {
        loop {
            let token = self.next(lexer);
            if token.kind != Kind::Space {
                return token;
            }
        }
    }

    pub fn peek_not_space(&mut self, lexer: &mut Lexer<'t>) -> Token<'t> {
        let token = self.next_not_space(lexer);
        self.back_up();
        token
    }
}
