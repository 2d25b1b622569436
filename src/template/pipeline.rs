//! Pipelines: what stands inside an action.

use super::TemplateError;
use super::lexer::{Keyword, Kind, Token};
use super::number;
use super::parser::Parser;
use super::syntax::{self, Argument, Operand, PipeId};
use crate::text::literal;
use crate::text::quote::Quoted;
use crate::version::Version;

/// The deepest parentheses since Go 1.25.
const MAX_DEPTH: usize = 10_000;

/// A pipeline that is being read; those it is nested in wait below it.
struct Pipe<'c> {
    context: &'c str,
    end: Kind,
    /// What was read of it.
    syntax: syntax::Pipe,
    /// The command that is being read.
    command: syntax::Command,
    /// The first stage, from 2, that cannot be executed.
    not_executable: Option<usize>,
}

enum Term<'t> {
    /// A term, and its token, which messages show.
    Simple(Operand, Token<'t>),
    /// Parentheses were opened.
    Opened,
    None,
}

impl<'t> Parser<'t> {
    /// Reads a pipeline and the token that ends it.
    pub(super) fn pipeline(&mut self, context: &str, end: Kind) -> Result<PipeId, TemplateError> {
        let mut pipes = vec![self.begin_pipe(context, end)?];
        // Whether the next thing is an argument of a command, rather than a command or the end.
        let mut in_command = false;
        loop {
            let pipe = pipe_on_top(&mut pipes);
            if !in_command {
                let token = self.next_not_space();
                if token.kind == pipe.end {
                    self.check(pipe)?;
                    let finished = std::mem::take(&mut pipe.syntax);
                    let offset = finished.offset;
                    let id = self.template.add_pipe(finished);
                    pipes.pop();
                    // Parentheses are an argument of the command around them.
                    let Some(outer) = pipes.last_mut() else {
                        return Ok(id);
                    };
                    let operand = Operand::Pipe(id);
                    outer.add(self.with_fields(offset, operand));
                    in_command = self.end_argument(outer)?;
                    continue;
                }
                if !begins_operand(token.kind) {
                    return Err(self.unexpected(&token, pipe.context));
                }
                self.tree().back_up();
                pipe.command.offset = token.offset;
            }
            self.peek_not_space();
            match self.term(pipes.len())? {
                Term::Opened => {
                    pipes.push(self.begin_pipe("parenthesized pipeline", Kind::RightParen)?);
                    in_command = false;
                    continue;
                }
                Term::Simple(operand, token) => {
                    let takes_fields = operand.takes_fields();
                    let has_fields = self.peek().kind == Kind::Field;
                    let argument = self.with_fields(token.offset, operand);
                    if has_fields && !takes_fields {
                        let text = Quoted(&token.text).to_string();
                        return Err(self.error(format!("unexpected . after term {text}")));
                    }
                    pipe_on_top(&mut pipes).add(argument);
                }
                Term::None => {}
            }
            in_command = self.end_argument(pipe_on_top(&mut pipes))?;
        }
    }

    /// Reads the variables a pipeline declares or assigns to.
    fn begin_pipe<'c>(&mut self, context: &'c str, end: Kind) -> Result<Pipe<'c>, TemplateError> {
        let mut declared = 0;
        let mut syntax = syntax::Pipe {
            offset: self.peek_not_space().offset,
            ..syntax::Pipe::default()
        };
        loop {
            let variable = self.peek_not_space();
            if variable.kind != Kind::Variable {
                break;
            }
            self.next();
            // A space behind the variable must be put back with what follows it.
            let after_variable = self.peek();
            let next = self.peek_not_space();
            match next.kind {
                Kind::Assign | Kind::Declare => {
                    self.next_not_space();
                    syntax.is_assignment = next.kind == Kind::Assign;
                    syntax.variables.push(variable.text.clone().into_owned());
                    self.tree().variables.push(variable.text);
                    break;
                }
                Kind::Character if next.text == "," => {
                    self.next_not_space();
                    syntax.variables.push(variable.text.clone().into_owned());
                    self.tree().variables.push(variable.text);
                    declared += 1;
                    if context != "range" || declared >= 2 {
                        return Err(self.error(format!("too many declarations in {context}")));
                    }
                    let follows = self.peek_not_space().kind;
                    if !matches!(follows, Kind::Variable | Kind::RightDelimiter | Kind::RightParen) {
                        return Err(self.error("range can only initialize variables"));
                    }
                }
                _ => {
                    if after_variable.kind == Kind::Space {
                        self.tree().back_up_three(variable, after_variable);
                    } else {
                        self.tree().back_up_two(variable);
                    }
                    break;
                }
            }
        }
        Ok(Pipe {
            context,
            end,
            syntax,
            command: syntax::Command::default(),
            not_executable: None,
        })
    }

    fn check(&mut self, pipe: &Pipe<'_>) -> Result<(), TemplateError> {
        if pipe.syntax.commands.is_empty() {
            return Err(self.error(format!("missing value for {}", pipe.context)));
        }
        match pipe.not_executable {
            Some(stage) => Err(self.error(format!("non executable command in pipeline stage {stage}"))),
            None => Ok(()),
        }
    }

    /// Reads what parts one argument from the next; `false` if the command ends here.
    fn end_argument(&mut self, pipe: &mut Pipe<'_>) -> Result<bool, TemplateError> {
        let token = self.next();
        match token.kind {
            Kind::Space => return Ok(true),
            Kind::RightDelimiter | Kind::RightParen => self.tree().back_up(),
            Kind::Pipe => {}
            _ => return Err(self.unexpected(&token, "operand")),
        }
        if pipe.command.arguments.is_empty() {
            return Err(self.error("empty command"));
        }
        let command = std::mem::take(&mut pipe.command);
        pipe.syntax.commands.push(command);
        Ok(false)
    }

    /// A term with the fields behind it, which are read.
    fn with_fields(&mut self, offset: usize, operand: Operand) -> Argument {
        let mut offset = offset;
        let mut fields = Vec::new();
        loop {
            let token = self.peek();
            if token.kind != Kind::Field {
                break;
            }
            if fields.is_empty() {
                offset = token.offset;
            }
            fields.push(token.text[1..].to_owned());
            self.next();
        }
        let operand = if fields.is_empty() {
            operand
        } else {
            operand.with_fields(fields)
        };
        Argument { offset, operand }
    }

    fn term(&mut self, depth: usize) -> Result<Term<'t>, TemplateError> {
        let token = self.next_not_space();
        let text = || token.text.clone().into_owned();
        let operand = match token.kind {
            Kind::Field => Operand::Field(vec![token.text[1..].to_owned()]),
            Kind::Identifier => {
                if !self.knows_function(&token.text) {
                    return Err(self.error(format!("function {} not defined", Quoted(&token.text))));
                }
                Operand::Function(text())
            }
            Kind::Dot => Operand::Dot,
            Kind::Bool => Operand::Bool(token.text == "true"),
            Kind::Keyword(Keyword::Nil) => Operand::Nil,
            Kind::RawString => Operand::Text(text()),
            Kind::Variable => {
                if !self.tree().variables.contains(&token.text) {
                    return Err(self.error(format!("undefined variable {}", Quoted(&token.text))));
                }
                Operand::Variable(text(), Vec::new())
            }
            Kind::CharacterLiteral => {
                match literal::skip_character(&token.text[1..]) {
                    Some("'") => {}
                    Some(_) => return Err(self.error(format!("malformed character constant: {}", token.text))),
                    None => return Err(self.error("invalid syntax")),
                }
                Operand::Number(text())
            }
            Kind::Complex => {
                number::check_complex(&token.text).map_err(|message| self.error(message))?;
                Operand::Number(text())
            }
            Kind::Number => {
                number::check(&token.text).map_err(|message| self.error(message))?;
                Operand::Number(text())
            }
            Kind::String => {
                if literal::unquote(&token.text).is_none() {
                    return Err(self.error("invalid syntax"));
                }
                Operand::Text(text())
            }
            Kind::LeftParen => {
                if depth > MAX_DEPTH && self.version >= Version::V0_33 {
                    return Err(self.error("max expression depth exceeded"));
                }
                return Ok(Term::Opened);
            }
            _ => {
                self.tree().back_up();
                return Ok(Term::None);
            }
        };
        Ok(Term::Simple(operand, token))
    }

    fn knows_function(&self, name: &str) -> bool {
        self.functions.names(self.version).any(|known| known == name)
    }
}

impl Pipe<'_> {
    fn add(&mut self, argument: Argument) {
        let is_first = self.command.arguments.is_empty();
        let commands = self.syntax.commands.len();
        if is_first && commands > 0 && argument.operand.is_constant() {
            self.not_executable.get_or_insert(commands + 1);
        }
        self.command.arguments.push(argument);
    }
}

fn pipe_on_top<'p, 'c>(pipes: &'p mut [Pipe<'c>]) -> &'p mut Pipe<'c> {
    pipes.last_mut().expect("the loop runs while there is one")
}

fn begins_operand(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Bool
            | Kind::CharacterLiteral
            | Kind::Complex
            | Kind::Dot
            | Kind::Field
            | Kind::Identifier
            | Kind::Number
            | Kind::Keyword(Keyword::Nil)
            | Kind::RawString
            | Kind::String
            | Kind::Variable
            | Kind::LeftParen
    )
}
