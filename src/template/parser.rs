//! Templates and their control structures. Nothing here recurses, so nesting may be as deep as the text is long.

use std::collections::HashMap;

use super::lexer::{Keyword, Kind, Lexer, Token};
use super::syntax::{Branch, NodeId, NodeKind, PipeId, Template};
use super::tree::{Control, Frame, Origin, Tree};
use super::{Functions, TemplateError};
use crate::text::literal;
use crate::text::quote::QuotedBytes;
use crate::version::Version;

/// How a list of nodes goes on after an action.
enum Node {
    /// Something that does something.
    Action,
    /// Text; whether it is only space.
    Text {
        is_blank: bool,
    },
    /// A control structure whose list begins, or that of a `block`.
    Open,
    /// `{{else}}`; what follows decides whether it is an `{{else if}}`.
    Else,
    End,
}

pub(super) struct Parser<'t> {
    pub(super) lexer: Lexer<'t>,
    /// The name errors carry.
    name: &'t str,
    pub(super) functions: Functions,
    pub(super) version: Version,
    /// The template that is read, on top of those that wait for it.
    trees: Vec<Tree<'t>>,
    /// Templates read, and whether they are empty, by name.
    finished: HashMap<Vec<u8>, bool>,
    /// What was read.
    pub(super) template: Template,
}

impl<'t> Parser<'t> {
    pub fn new(name: &'t str, text: &'t str, functions: Functions, version: Version) -> Self {
        Self {
            lexer: Lexer::new(text, version),
            name,
            functions,
            version,
            trees: vec![Tree::new(Origin::Text, name.as_bytes().to_vec())],
            finished: HashMap::new(),
            template: Template::new(name, text),
        }
    }

    pub fn parse(mut self) -> Result<Template, TemplateError> {
        loop {
            let is_outermost = self.tree().origin == Origin::Text && self.tree().frames.is_empty();
            let next = if is_outermost {
                self.peek()
            } else {
                self.peek_not_space()
            };
            if next.kind == Kind::EndOfText {
                if is_outermost {
                    self.finish_tree()?;
                    return Ok(self.template);
                }
                return Err(self.error("unexpected EOF"));
            }
            if is_outermost && next.kind == Kind::LeftDelimiter && self.begins_definition()? {
                continue;
            }
            let node = self.text_or_action()?;
            self.place(&node, is_outermost)?;
        }
    }

    pub(super) fn tree(&mut self) -> &mut Tree<'t> {
        self.trees
            .last_mut()
            .expect("the outermost template is never taken off")
    }

    pub(super) fn next(&mut self) -> Token<'t> {
        let tree = self
            .trees
            .last_mut()
            .expect("the outermost template is never taken off");
        tree.next(&mut self.lexer)
    }

    pub(super) fn next_not_space(&mut self) -> Token<'t> {
        let tree = self
            .trees
            .last_mut()
            .expect("the outermost template is never taken off");
        tree.next_not_space(&mut self.lexer)
    }

    pub(super) fn peek(&mut self) -> Token<'t> {
        let tree = self
            .trees
            .last_mut()
            .expect("the outermost template is never taken off");
        tree.peek(&mut self.lexer)
    }

    pub(super) fn peek_not_space(&mut self) -> Token<'t> {
        let tree = self
            .trees
            .last_mut()
            .expect("the outermost template is never taken off");
        tree.peek_not_space(&mut self.lexer)
    }

    /// An error on the line of the last token read.
    pub(super) fn error(&mut self, message: impl Into<String>) -> TemplateError {
        let token = self.tree().last_token();
        let (line, offset) = (token.line, token.offset);
        TemplateError {
            name: self.name.to_owned(),
            line,
            offset,
            message: message.into(),
        }
    }

    /// An error about a token that does not fit.
    pub(super) fn unexpected(&mut self, token: &Token<'t>, context: &str) -> TemplateError {
        if token.kind != Kind::Error {
            return self.error(format!("unexpected {token} in {context}"));
        }
        let action_line = self.tree().action_line;
        let mut extra = String::new();
        if action_line != 0 && action_line != token.line {
            let action = if token.text.ends_with(" action") {
                ""
            } else {
                " in action"
            };
            extra = format!("{action} started at {}:{action_line}", self.name);
        }
        self.error(format!("{token}{extra}"))
    }

    pub(super) fn expect(&mut self, kind: Kind, context: &str) -> Result<Token<'t>, TemplateError> {
        let token = self.next_not_space();
        if token.kind == kind {
            Ok(token)
        } else {
            Err(self.unexpected(&token, context))
        }
    }

    /// Reads the head of a `define`; nothing is read if there is none.
    fn begins_definition(&mut self) -> Result<bool, TemplateError> {
        const CONTEXT: &str = "define clause";
        let delimiter = self.next();
        if self.next_not_space().kind != Kind::Keyword(Keyword::Define) {
            self.tree().back_up_two(delimiter);
            return Ok(false);
        }
        self.trees.push(Tree::new(Origin::Define, Vec::new()));
        let name = self.next_not_space();
        self.tree().name = self.template_name(&name, CONTEXT)?;
        self.expect(Kind::RightDelimiter, CONTEXT)?;
        Ok(true)
    }

    fn template_name(&mut self, token: &Token<'t>, context: &str) -> Result<Vec<u8>, TemplateError> {
        match token.kind {
            Kind::String => literal::unquote(&token.text).ok_or_else(|| self.error("invalid syntax")),
            Kind::RawString => Ok(token.text.trim_matches('`').replace('\r', "").into_bytes()),
            _ => Err(self.unexpected(token, context)),
        }
    }

    /// Reads a text, or an action up to its end.
    fn text_or_action(&mut self) -> Result<Node, TemplateError> {
        let token = self.next_not_space();
        match token.kind {
            Kind::Text => {
                self.add(token.offset, NodeKind::Text(token.text.clone().into_owned()));
                Ok(Node::Text {
                    is_blank: token.text.trim().is_empty(),
                })
            }
            Kind::LeftDelimiter => {
                self.tree().action_line = token.line;
                self.action()
            }
            _ => Err(self.unexpected(&token, "input")),
        }
    }

    fn action(&mut self) -> Result<Node, TemplateError> {
        let token = self.next_not_space();
        let Kind::Keyword(keyword) = token.kind else {
            self.tree().back_up();
            return self.plain_action();
        };
        match keyword {
            Keyword::If => self.open(Control::If),
            Keyword::Range => self.open(Control::Range),
            Keyword::With => self.open(Control::With),
            Keyword::Block => self.open_block(),
            Keyword::Break => self.leave_loop("{{break}}", NodeKind::Break),
            Keyword::Continue => self.leave_loop("{{continue}}", NodeKind::Continue),
            Keyword::Template => {
                const CONTEXT: &str = "template clause";
                let token = self.next_not_space();
                let name = self.template_name(&token, CONTEXT)?;
                let pipe = if self.next_not_space().kind == Kind::RightDelimiter {
                    None
                } else {
                    self.tree().back_up();
                    Some(self.pipeline(CONTEXT, Kind::RightDelimiter)?)
                };
                self.add(token.offset, NodeKind::Call { name, pipe });
                Ok(Node::Action)
            }
            Keyword::Else => {
                let next = self.peek_not_space().kind;
                let is_chained = next == Kind::Keyword(Keyword::If)
                    || (next == Kind::Keyword(Keyword::With) && self.version >= Version::V0_28);
                if !is_chained {
                    self.expect(Kind::RightDelimiter, "else")?;
                }
                Ok(Node::Else)
            }
            Keyword::End => {
                self.expect(Kind::RightDelimiter, "end")?;
                Ok(Node::End)
            }
            Keyword::Define | Keyword::Nil => {
                self.tree().back_up();
                self.plain_action()
            }
        }
    }

    fn plain_action(&mut self) -> Result<Node, TemplateError> {
        let pipe = self.pipeline("command", Kind::RightDelimiter)?;
        let offset = self.template.pipe(pipe).offset;
        self.add(offset, NodeKind::Action(pipe));
        Ok(Node::Action)
    }

    /// Adds a node to the list that is read.
    fn add(&mut self, offset: usize, kind: NodeKind) -> NodeId {
        let node = self.template.add_node(offset, kind);
        self.tree().push(node);
        node
    }

    fn leave_loop(&mut self, what: &str, kind: NodeKind) -> Result<Node, TemplateError> {
        let token = self.next_not_space();
        if token.kind != Kind::RightDelimiter {
            return Err(self.unexpected(&token, what));
        }
        if self.tree().range_depth == 0 {
            return Err(self.error(format!("{what} outside {{{{range}}}}")));
        }
        self.add(token.offset, kind);
        Ok(Node::Action)
    }

    fn open(&mut self, control: Control) -> Result<Node, TemplateError> {
        let variables = self.tree().variables.len();
        let pipe = self.pipeline(control.as_str(), Kind::RightDelimiter)?;
        let node = self.branch(control, pipe);
        self.tree().push(node);
        let tree = self.tree();
        tree.range_depth += u32::from(control == Control::Range);
        tree.frames.push(Frame {
            control,
            in_else: false,
            variables,
            node,
            list: Vec::new(),
        });
        Ok(Node::Open)
    }

    /// A control structure without its lists, in no list yet.
    fn branch(&mut self, control: Control, pipe: PipeId) -> NodeId {
        let branch = Branch {
            pipe,
            list: Vec::new(),
            otherwise: None,
        };
        let offset = self.template.pipe(pipe).offset;
        let kind = match control {
            Control::If => NodeKind::If(branch),
            Control::Range => NodeKind::Range(branch),
            Control::With => NodeKind::With(branch),
        };
        self.template.add_node(offset, kind)
    }

    fn open_block(&mut self) -> Result<Node, TemplateError> {
        const CONTEXT: &str = "block clause";
        let token = self.next_not_space();
        let name = self.template_name(&token, CONTEXT)?;
        let pipe = self.pipeline(CONTEXT, Kind::RightDelimiter)?;
        self.add(
            token.offset,
            NodeKind::Call {
                name: name.clone(),
                pipe: Some(pipe),
            },
        );
        self.trees.push(Tree::new(Origin::Block, name));
        Ok(Node::Open)
    }

    /// Puts a node into the list it belongs to.
    fn place(&mut self, node: &Node, is_outermost: bool) -> Result<(), TemplateError> {
        match node {
            Node::Open => return Ok(()),
            Node::Text { is_blank } => {
                let tree = self.tree();
                if tree.frames.is_empty() {
                    tree.is_empty &= is_blank;
                }
                return Ok(());
            }
            Node::Action => {
                let tree = self.tree();
                tree.action_line = 0;
                tree.is_empty &= !tree.frames.is_empty();
                return Ok(());
            }
            Node::Else | Node::End => self.tree().action_line = 0,
        }
        let is_end = matches!(node, Node::End);
        let shown = if is_end { "{{end}}" } else { "{{else}}" };
        if is_outermost {
            return Err(self.error(format!("unexpected {shown}")));
        }
        if !self.tree().frames.is_empty() {
            return if is_end {
                self.close_control();
                Ok(())
            } else {
                self.open_else()
            };
        }
        // The list of a definition or a block.
        if is_end {
            return self.finish_tree();
        }
        if self.tree().origin == Origin::Define {
            return Err(self.error("unexpected {{else}} in define clause"));
        }
        self.trees.pop();
        Err(self.error("unexpected {{else}} in block clause"))
    }

    fn open_else(&mut self) -> Result<(), TemplateError> {
        let frame = self.tree().frames.last().expect("there is an open control structure");
        let (control, in_else) = (frame.control, frame.in_else);
        if in_else {
            return Err(self.error("expected end; found {{else}}"));
        }
        let keyword = match control {
            Control::If => Some(Keyword::If),
            Control::With if self.version >= Version::V0_28 => Some(Keyword::With),
            Control::With | Control::Range => None,
        };
        if let Some(keyword) = keyword
            && self.peek().kind == Kind::Keyword(keyword)
        {
            // One frame does for the whole chain: one `end` closes all of it.
            self.next();
            let pipe = self.pipeline(control.as_str(), Kind::RightDelimiter)?;
            let next = self.branch(control, pipe);
            if let Some(frame) = self.tree().frames.last_mut() {
                let list = std::mem::take(&mut frame.list);
                let node = std::mem::replace(&mut frame.node, next);
                if let Some(branch) = self.template.branch_mut(node) {
                    branch.list = list;
                    branch.otherwise = Some(vec![next]);
                }
            }
            return Ok(());
        }
        let tree = self.tree();
        tree.range_depth -= u32::from(control == Control::Range);
        if let Some(frame) = tree.frames.last_mut() {
            frame.in_else = true;
            let (node, list) = (frame.node, std::mem::take(&mut frame.list));
            if let Some(branch) = self.template.branch_mut(node) {
                branch.list = list;
            }
        }
        Ok(())
    }

    fn close_control(&mut self) {
        let tree = self.tree();
        if let Some(frame) = tree.frames.pop() {
            tree.variables.truncate(frame.variables);
            tree.range_depth -= u32::from(frame.control == Control::Range && !frame.in_else);
            tree.is_empty &= !tree.frames.is_empty();
            if let Some(branch) = self.template.branch_mut(frame.node) {
                if frame.in_else {
                    branch.otherwise = Some(frame.list);
                } else {
                    branch.list = frame.list;
                }
            }
        }
    }

    /// Adds the template that was read to those known by name.
    fn finish_tree(&mut self) -> Result<(), TemplateError> {
        let tree = self.tree();
        let (name, is_empty, origin) = (tree.name.clone(), tree.is_empty, tree.origin);
        let list = std::mem::take(&mut tree.list);
        match self.finished.get(&name) {
            Some(false) if !is_empty => {
                let message = format!("template: multiple definition of template {}", QuotedBytes(&name));
                return Err(self.error(message));
            }
            Some(false) => {}
            _ => {
                self.finished.insert(name.clone(), is_empty);
                self.template.bodies.insert(name, list);
            }
        }
        if origin == Origin::Text {
            return Ok(());
        }
        self.trees.pop();
        if origin == Origin::Block {
            let outer = self.tree();
            outer.action_line = 0;
            outer.is_empty &= !outer.frames.is_empty();
        }
        Ok(())
    }
}
