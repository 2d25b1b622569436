//! Pipelines: what stands inside an action.

use super::TemplateError;
use super::lexer::{Keyword, Kind, Token};
use super::number;
use super::parser::Parser;
use crate::text::literal;
use crate::text::quote::Quoted;
use crate::version::Version;

/// The deepest parentheses since Go 1.25.
const MAX_DEPTH: usize = 10_000;

/// A pipeline that is being read; those it is nested in wait below it.
struct Pipe<'c> {
    context: &'c str,
    end: Kind,
    /// Commands read.
    commands: usize,
    /// Arguments of the command that is being read.
    arguments: usize,
    /// The first stage, from 2, that cannot be executed.
    not_executable: Option<usize>,
}

/// What an argument is, as far as it matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Argument {
    /// A constant, or the dot: takes no fields, and cannot be executed.
    Constant,
    Other,
}

enum Term<'t> {
    /// A term that has no fields of its own; how messages show a constant.
    Simple(Argument, Token<'t>),
    /// Parentheses were opened.
    Opened,
    None,
}

impl<'t> Parser<'t> {
    /// Reads a pipeline and the token that ends it.
    pub(super) fn pipeline(&mut self, context: &str, end: Kind) -> Result<(), TemplateError> {
        let mut pipes = vec![self.begin_pipe(context, end)?];
        // Whether the next thing is an argument of a command, rather than a command or the end.
        let mut in_command = false;
        while let Some(pipe) = pipes.last_mut() {
            if !in_command {
                let token = self.next_not_space();
                if token.kind == pipe.end {
                    self.check(pipe)?;
                    pipes.pop();
                    // Parentheses are an argument of the command around them.
                    if let Some(outer) = pipes.last_mut() {
                        self.skip_fields();
                        outer.add(Argument::Other);
                        in_command = self.end_argument(outer)?;
                    }
                    continue;
                }
                if !begins_operand(token.kind) {
                    return Err(self.unexpected(&token, pipe.context));
                }
                self.tree().back_up();
                pipe.arguments = 0;
            }
            self.peek_not_space();
            match self.term(pipes.len())? {
                Term::Opened => {
                    pipes.push(self.begin_pipe("parenthesized pipeline", Kind::RightParen)?);
                    in_command = false;
                    continue;
                }
                Term::Simple(argument, token) => {
                    if self.skip_fields() && argument == Argument::Constant {
                        let text = Quoted(&token.text).to_string();
                        return Err(self.error(format!("unexpected . after term {text}")));
                    }
                    pipe_on_top(&mut pipes).add(argument);
                }
                Term::None => {}
            }
            in_command = self.end_argument(pipe_on_top(&mut pipes))?;
        }
        Ok(())
    }

    /// Reads the variables a pipeline declares or assigns to.
    fn begin_pipe<'c>(&mut self, context: &'c str, end: Kind) -> Result<Pipe<'c>, TemplateError> {
        let mut declared = 0;
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
                    self.tree().variables.push(variable.text);
                    break;
                }
                Kind::Character if next.text == "," => {
                    self.next_not_space();
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
            commands: 0,
            arguments: 0,
            not_executable: None,
        })
    }

    fn check(&mut self, pipe: &Pipe<'_>) -> Result<(), TemplateError> {
        if pipe.commands == 0 {
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
        if pipe.arguments == 0 {
            return Err(self.error("empty command"));
        }
        pipe.commands += 1;
        Ok(false)
    }

    /// Whether there were fields behind a term.
    fn skip_fields(&mut self) -> bool {
        let mut found = false;
        while self.peek().kind == Kind::Field {
            self.next();
            found = true;
        }
        found
    }

    fn term(&mut self, depth: usize) -> Result<Term<'t>, TemplateError> {
        let token = self.next_not_space();
        let argument = match token.kind {
            Kind::Field => Argument::Other,
            Kind::Identifier => {
                if !self.knows_function(&token.text) {
                    return Err(self.error(format!("function {} not defined", Quoted(&token.text))));
                }
                Argument::Other
            }
            Kind::Dot | Kind::Bool | Kind::Keyword(Keyword::Nil) | Kind::RawString => Argument::Constant,
            Kind::Variable => {
                if !self.tree().variables.contains(&token.text) {
                    return Err(self.error(format!("undefined variable {}", Quoted(&token.text))));
                }
                Argument::Other
            }
            Kind::CharacterLiteral => {
                match literal::skip_character(&token.text[1..]) {
                    Some("'") => {}
                    Some(_) => return Err(self.error(format!("malformed character constant: {}", token.text))),
                    None => return Err(self.error("invalid syntax")),
                }
                Argument::Constant
            }
            Kind::Complex => {
                number::check_complex(&token.text).map_err(|message| self.error(message))?;
                Argument::Constant
            }
            Kind::Number => {
                number::check(&token.text).map_err(|message| self.error(message))?;
                Argument::Constant
            }
            Kind::String => {
                if literal::unquote(&token.text).is_none() {
                    return Err(self.error("invalid syntax"));
                }
                Argument::Constant
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
        Ok(Term::Simple(argument, token))
    }

    fn knows_function(&self, name: &str) -> bool {
        self.functions.names(self.version).any(|known| known == name)
    }
}

impl Pipe<'_> {
    fn add(&mut self, argument: Argument) {
        self.arguments += 1;
        if self.arguments == 1 && self.commands > 0 && argument == Argument::Constant {
            self.not_executable.get_or_insert(self.commands + 1);
        }
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
