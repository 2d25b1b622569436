//! Running a template: Go's `text/template`, rule by rule. Here is what nodes do; [`evaluate`] has what pipelines come to.

mod evaluate;

use super::super::syntax::{Argument, Branch, Command, NodeId, NodeKind, PipeId, Template};
use super::alertmanager::Own;
use super::functions;
use super::value::Value;
use super::{Usage, format};
use crate::text::quote::{QuotedBytes, quote};

/// How deep templates and parentheses may be nested. Go goes on much longer.
const DEPTH_MAX: usize = 100;
/// How many steps a template may take, and how many bytes it may write. Go knows no such limit.
const STEPS_MAX: usize = 1_000_000;
const BYTES_MAX: usize = 1 << 20;

/// Why a list of nodes is left early.
pub(super) enum Stop {
    /// For good, and why.
    Error(String),
    Break,
    Continue,
}

type Outcome<T> = Result<T, Stop>;

/// The node an error names.
#[derive(Clone, Copy)]
enum At<'t> {
    Nothing,
    Node(NodeId),
    Pipe(PipeId),
    Command(&'t Command),
    Argument(&'t Argument),
}

/// A template while it runs.
pub(super) struct Execution<'t> {
    /// What is run in the end.
    main: &'t Template,
    /// Where the running template stands.
    template: &'t Template,
    /// Where other templates are defined; of those of one name the last counts.
    library: &'t [Template],
    functions: functions::Context<'t>,
    pub usage: Usage,
    pub output: String,
    /// Of the template that runs, and of those that wait for it.
    variables: Vec<(&'t str, Value)>,
    /// Where the variables of the running template begin.
    scope: usize,
    /// The name of the running template.
    name: String,
    at: At<'t>,
    depth: usize,
    steps: usize,
}

impl<'t> Execution<'t> {
    pub(super) fn new(template: &'t Template, functions: functions::Context<'t>) -> Self {
        Self {
            main: template,
            template,
            library: &[],
            functions,
            usage: Usage::default(),
            output: String::new(),
            variables: Vec::new(),
            scope: 0,
            name: template.name.clone(),
            at: At::Nothing,
            depth: 0,
            steps: 0,
        }
    }

    /// With templates that are defined elsewhere.
    pub(super) fn with_library(mut self, library: &'t [Template]) -> Self {
        self.library = library;
        self
    }

    /// Runs the template on `data`.
    pub(super) fn run(&mut self, data: &Value) -> Result<(), String> {
        let template = self.template;
        let Some(body) = template.bodies.get(template.name.as_bytes()) else {
            return Err(format!(
                "template: {name}: {} is an incomplete or empty template",
                quote(&template.name),
                name = template.name
            ));
        };
        self.variables.push(("$", data.clone()));
        match self.list(data, body) {
            Err(Stop::Error(message)) => Err(message),
            _ => Ok(()),
        }
    }

    fn error<T>(&self, message: impl AsRef<str>) -> Outcome<T> {
        let template = self.template;
        let (offset, context) = match self.at {
            At::Nothing => {
                return Err(Stop::Error(format!("template: {}: {}", self.name, message.as_ref())));
            }
            At::Node(id) => {
                let node = template.node(id);
                let context = match &node.kind {
                    NodeKind::Text(text) => text.clone(),
                    NodeKind::Action(pipe) => format!("{{{{{}}}}}", template.pipe_text(*pipe)),
                    NodeKind::Call { name, pipe } => {
                        let pipe = pipe.map_or(String::new(), |pipe| format!(" {}", template.pipe_text(pipe)));
                        format!("{{{{template {}{pipe}}}}}", QuotedBytes(name))
                    }
                    NodeKind::If(branch) | NodeKind::With(branch) | NodeKind::Range(branch) => {
                        template.pipe_text(branch.pipe)
                    }
                    NodeKind::Break => "{{break}}".to_owned(),
                    NodeKind::Continue => "{{continue}}".to_owned(),
                };
                (node.offset, context)
            }
            At::Pipe(id) => (template.pipe(id).offset, template.pipe_text(id)),
            At::Command(command) => (command.offset, template.command_text(command)),
            At::Argument(argument) => (argument.offset, template.argument_text(argument)),
        };
        let before = &template.text[..offset];
        let line = 1 + memchr::memchr_iter(b'\n', before.as_bytes()).count();
        // On the first line bytes are counted from 0, on others from 1.
        let column = before.rfind('\n').map_or(offset, |at| offset - at - 1);
        Err(Stop::Error(format!(
            "template: {}:{line}:{column}: executing {} at <{context}>: {}",
            template.name,
            quote(&self.name),
            message.as_ref()
        )))
    }

    /// Counts a step, and a level for as long as `inner` runs.
    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        self.steps += 1;
        if self.depth >= DEPTH_MAX || self.steps > STEPS_MAX || self.output.len() > BYTES_MAX {
            self.usage.is_too_much = true;
        }
        if self.depth >= DEPTH_MAX {
            return self.error(format!("the template is nested more than {DEPTH_MAX} deep"));
        }
        if self.steps > STEPS_MAX || self.output.len() > BYTES_MAX {
            return self.error("the template does not come to an end");
        }
        self.depth += 1;
        let outcome = inner(self);
        self.depth -= 1;
        outcome
    }

    fn list(&mut self, dot: &Value, nodes: &'t [NodeId]) -> Outcome<()> {
        for &node in nodes {
            self.deeper(|this| this.node(dot, node))?;
        }
        Ok(())
    }

    fn node(&mut self, dot: &Value, id: NodeId) -> Outcome<()> {
        let template = self.template;
        match &template.node(id).kind {
            NodeKind::Text(text) => self.output.push_str(text),
            NodeKind::Action(pipe) => {
                self.at = At::Node(id);
                let value = self.pipe(dot, *pipe)?;
                if template.pipe(*pipe).variables.is_empty() {
                    self.at = At::Node(id);
                    self.output.push_str(&format::printed(&value));
                }
            }
            NodeKind::If(branch) => self.choose(dot, branch, false)?,
            NodeKind::With(branch) => self.choose(dot, branch, true)?,
            NodeKind::Range(branch) => {
                self.at = At::Node(id);
                let mark = self.variables.len();
                let outcome = self.range(dot, branch);
                self.variables.truncate(mark);
                outcome?;
            }
            NodeKind::Call { name, pipe } => {
                self.at = At::Node(id);
                self.call_template(dot, name, *pipe)?;
                // What was named last stands in another template.
                self.at = At::Node(id);
            }
            NodeKind::Break => return Err(Stop::Break),
            NodeKind::Continue => return Err(Stop::Continue),
        }
        Ok(())
    }

    fn choose(&mut self, dot: &Value, branch: &'t Branch, is_with: bool) -> Outcome<()> {
        let mark = self.variables.len();
        let value = self.pipe(dot, branch.pipe)?;
        let outcome = if value.is_true() {
            self.list(if is_with { &value } else { dot }, &branch.list)
        } else if let Some(otherwise) = &branch.otherwise {
            self.list(dot, otherwise)
        } else {
            Ok(())
        };
        self.variables.truncate(mark);
        outcome
    }

    fn range(&mut self, dot: &Value, branch: &'t Branch) -> Outcome<()> {
        let value = self.pipe(dot, branch.pipe)?;
        let integer = |number: usize| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
        let pairs: Vec<(Value, Value)> = match &value {
            Value::Labels(labels) => labels
                .pairs
                .iter()
                .map(|(name, value)| (Value::text(name.as_str()), Value::text(value.as_str())))
                .collect(),
            Value::Dict(pairs) => pairs
                .iter()
                .map(|(name, value)| (Value::text(name.as_str()), value.clone()))
                .collect(),
            Value::Int(number) => {
                if self.template.pipe(branch.pipe).variables.len() > 1 {
                    return self.error(format!("can't use {number} to iterate over more than one variable"));
                }
                let count = usize::try_from(*number).unwrap_or(0).min(STEPS_MAX + 1);
                (0..count).map(|index| (integer(index), integer(index))).collect()
            }
            Value::Own(own) if matches!(**own, Own::Set(_)) || own.elements().is_some() => match &**own {
                Own::Set(pairs) => pairs
                    .iter()
                    .map(|(name, value)| (Value::text(name.as_str()), Value::text(value.as_str())))
                    .collect(),
                list => {
                    let elements = list.elements().unwrap_or_default().into_iter().enumerate();
                    elements
                        .map(|(position, element)| (integer(position), element))
                        .collect()
                }
            },
            // As if the answer had one element.
            Value::Unknown(_) => vec![(Value::Int(0), value.clone())],
            Value::Missing => Vec::new(),
            other => {
                return self.error(format!("range can't iterate over {}", format::printed(other)));
            }
        };
        if pairs.is_empty() {
            return match &branch.otherwise {
                Some(otherwise) => self.list(dot, otherwise),
                None => Ok(()),
            };
        }
        let pipe = self.template.pipe(branch.pipe);
        let mark = self.variables.len();
        for (index, item) in pairs {
            let names = pipe.variables.len();
            if pipe.is_assignment {
                if names > 1 {
                    self.assign(&pipe.variables[0], &index);
                    self.assign(&pipe.variables[1], &item);
                } else if names == 1 {
                    self.assign(&pipe.variables[0], &item);
                }
            } else {
                if names > 0 {
                    self.variables[mark - 1].1 = item.clone();
                }
                if names > 1 {
                    self.variables[mark - 2].1 = index;
                }
            }
            let outcome = self.list(&item, &branch.list);
            self.variables.truncate(mark);
            match outcome {
                Err(Stop::Break) => break,
                Ok(()) | Err(Stop::Continue) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn call_template(&mut self, dot: &Value, name: &'t [u8], pipe: Option<PipeId>) -> Outcome<()> {
        let others = self.library.iter().rev();
        let mut places = [self.main].into_iter().chain(others);
        let found = places.find_map(|template| Some((template, template.bodies.get(name)?)));
        let Some((template, body)) = found else {
            return self.error(format!("template {} not defined", QuotedBytes(name)));
        };
        let dot = match pipe {
            Some(pipe) => self.pipe(dot, pipe)?,
            None => Value::Missing,
        };
        let outer = std::mem::replace(&mut self.template, template);
        let outer_name = std::mem::replace(&mut self.name, String::from_utf8_lossy(name).into_owned());
        let scope = std::mem::replace(&mut self.scope, self.variables.len());
        self.variables.push(("$", dot.clone()));
        let outcome = self.list(&dot, body);
        self.variables.truncate(self.scope);
        self.scope = scope;
        self.name = outer_name;
        self.template = outer;
        outcome
    }

    fn assign(&mut self, name: &str, value: &Value) {
        let variables = self.variables[self.scope..].iter_mut().rev();
        if let Some((_, slot)) = variables.into_iter().find(|(known, _)| *known == name) {
            *slot = value.clone();
        }
    }
}
