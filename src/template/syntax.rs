//! A parsed template: what its texts and actions are, for whoever runs it.
//!
//! Nodes and pipelines lie in two lists and name each other by number, so that a template may be nested as deep as its
//! text is long: nothing here recurses, dropping it included.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::number;
use crate::text::literal;

/// A node of one [`Template`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NodeId(u32);

/// A pipeline of one [`Template`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PipeId(u32);

/// A template that was parsed, with those defined in it.
#[derive(Clone, Debug, Default)]
pub struct Template {
    /// Its name, which errors carry.
    pub(super) name: String,
    /// Its text, by which errors give places.
    pub(super) text: String,
    nodes: Vec<Node>,
    pipes: Vec<Pipe>,
    /// The lists of nodes of this and every defined template, by name.
    pub(super) bodies: HashMap<Vec<u8>, Vec<NodeId>>,
}

/// What a template does at one point.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub offset: usize,
    pub kind: NodeKind,
}

#[derive(Clone, Debug)]
pub(super) enum NodeKind {
    Text(String),
    Action(PipeId),
    If(Branch),
    With(Branch),
    Range(Branch),
    Call { name: Vec<u8>, pipe: Option<PipeId> },
    Break,
    Continue,
}

/// A pipeline that decides between two lists.
#[derive(Clone, Debug)]
pub(super) struct Branch {
    pub pipe: PipeId,
    pub list: Vec<NodeId>,
    pub otherwise: Option<Vec<NodeId>>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Pipe {
    pub offset: usize,
    /// Whether its variables are set rather than declared.
    pub is_assignment: bool,
    /// With their `$`.
    pub variables: Vec<String>,
    pub commands: Vec<Command>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Command {
    pub offset: usize,
    pub arguments: Vec<Argument>,
}

#[derive(Clone, Debug)]
pub(super) struct Argument {
    pub offset: usize,
    pub operand: Operand,
}

#[derive(Clone, Debug)]
pub(super) enum Operand {
    Dot,
    Nil,
    Bool(bool),
    /// As it is written; a character constant too.
    Number(String),
    /// As it is written, with its quotes.
    Text(String),
    /// `.a.b`
    Field(Vec<String>),
    /// `$a.b`
    Variable(String, Vec<String>),
    Function(String),
    Pipe(PipeId),
    /// `(…).a.b`
    PipeFields(PipeId, Vec<String>),
    /// `function.a.b`
    FunctionFields(String, Vec<String>),
}

impl Template {
    pub(super) fn new(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
            ..Self::default()
        }
    }

    pub(super) fn add_node(&mut self, offset: usize, kind: NodeKind) -> NodeId {
        self.nodes.push(Node { offset, kind });
        NodeId(u32::try_from(self.nodes.len() - 1).expect("a template has fewer nodes than bytes"))
    }

    pub(super) fn add_pipe(&mut self, pipe: Pipe) -> PipeId {
        self.pipes.push(pipe);
        PipeId(u32::try_from(self.pipes.len() - 1).expect("a template has fewer pipelines than bytes"))
    }

    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    pub(super) fn pipe(&self, id: PipeId) -> &Pipe {
        &self.pipes[id.0 as usize]
    }

    /// The branch of a control structure.
    pub(super) fn branch_mut(&mut self, id: NodeId) -> Option<&mut Branch> {
        match &mut self.nodes[id.0 as usize].kind {
            NodeKind::If(branch) | NodeKind::With(branch) | NodeKind::Range(branch) => Some(branch),
            _ => None,
        }
    }

    /// A pipeline as errors show it.
    pub(super) fn pipe_text(&self, id: PipeId) -> String {
        const DEPTH: usize = 50;
        let mut text = String::new();
        self.write_pipe(id, &mut text, DEPTH);
        text
    }

    /// A command as errors show it.
    pub(super) fn command_text(&self, command: &Command) -> String {
        const DEPTH: usize = 50;
        let mut text = String::new();
        self.write_command(command, &mut text, DEPTH);
        text
    }

    /// An argument as errors show it.
    pub(super) fn argument_text(&self, argument: &Argument) -> String {
        const DEPTH: usize = 50;
        if let Operand::Pipe(id) = argument.operand {
            return self.pipe_text(id);
        }
        let mut text = String::new();
        self.write_argument(argument, &mut text, DEPTH);
        text
    }

    fn write_pipe(&self, id: PipeId, text: &mut String, depth: usize) {
        let pipe = self.pipe(id);
        if !pipe.variables.is_empty() {
            let sign = if pipe.is_assignment { "=" } else { ":=" };
            let _ = write!(text, "{} {sign} ", pipe.variables.join(", "));
        }
        for (position, command) in pipe.commands.iter().enumerate() {
            if position > 0 {
                text.push_str(" | ");
            }
            self.write_command(command, text, depth);
        }
    }

    fn write_command(&self, command: &Command, text: &mut String, depth: usize) {
        for (position, argument) in command.arguments.iter().enumerate() {
            if position > 0 {
                text.push(' ');
            }
            self.write_argument(argument, text, depth);
        }
    }

    fn write_argument(&self, argument: &Argument, text: &mut String, depth: usize) {
        if depth == 0 {
            text.push('…');
            return;
        }
        let fields = match &argument.operand {
            Operand::Dot => {
                text.push('.');
                return;
            }
            Operand::Nil => {
                text.push_str("nil");
                return;
            }
            Operand::Bool(value) => {
                let _ = write!(text, "{value}");
                return;
            }
            Operand::Number(written) | Operand::Text(written) | Operand::Function(written) => {
                text.push_str(written);
                return;
            }
            Operand::Pipe(id) => {
                text.push('(');
                self.write_pipe(*id, text, depth - 1);
                text.push(')');
                return;
            }
            Operand::Field(fields) => fields,
            Operand::Variable(name, fields) | Operand::FunctionFields(name, fields) => {
                text.push_str(name);
                fields
            }
            Operand::PipeFields(id, fields) => {
                text.push('(');
                self.write_pipe(*id, text, depth - 1);
                text.push(')');
                fields
            }
        };
        for field in fields {
            text.push('.');
            text.push_str(field);
        }
    }
}

impl Operand {
    /// Whether it cannot be executed behind a `|`.
    pub(super) fn is_constant(&self) -> bool {
        matches!(
            self,
            Self::Dot | Self::Nil | Self::Bool(_) | Self::Number(_) | Self::Text(_)
        )
    }

    /// Whether fields may follow it.
    pub(super) fn takes_fields(&self) -> bool {
        !self.is_constant()
    }

    /// With these fields behind it.
    pub(super) fn with_fields(self, more: Vec<String>) -> Self {
        match self {
            Self::Field(mut fields) => {
                fields.extend(more);
                Self::Field(fields)
            }
            Self::Variable(name, mut fields) => {
                fields.extend(more);
                Self::Variable(name, fields)
            }
            Self::Function(name) => Self::FunctionFields(name, more),
            Self::Pipe(id) => Self::PipeFields(id, more),
            other => other,
        }
    }
}

/// What a text constant says; bytes that are no UTF-8 are replaced.
pub(super) fn text_value(written: &str) -> String {
    if written.starts_with('`') {
        return written.trim_matches('`').replace('\r', "");
    }
    let bytes = literal::unquote(written).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

pub(super) use number::{Constant, value_of as number_value};
