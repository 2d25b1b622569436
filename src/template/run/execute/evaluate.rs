//! What pipelines come to: variables, fields, methods and functions.

use std::rc::Rc;

use jiff::tz::TimeZone;

use super::super::super::syntax::{Argument, Command, Constant, Operand, PipeId, number_value, text_value};
use super::super::alertmanager::Own;
use super::super::functions::{self, Parameter};
use super::super::value::Value;
use super::super::{PREFIX, time};
use super::{At, Execution, Outcome};
use crate::text::quote::quote;

impl<'t> Execution<'t> {
    fn variable(&self, name: &str) -> Outcome<Value> {
        let variables = self.variables[self.scope..].iter().rev();
        match variables.into_iter().find(|(known, _)| *known == name) {
            Some((_, value)) => Ok(value.clone()),
            None => self.error(format!("undefined variable: {name}")),
        }
    }

    pub(super) fn pipe(&mut self, dot: &Value, id: PipeId) -> Outcome<Value> {
        self.deeper(|this| {
            this.at = At::Pipe(id);
            let pipe = this.template.pipe(id);
            let mut value = None;
            for command in &pipe.commands {
                value = Some(this.command(dot, command, value)?);
            }
            let value = value.unwrap_or(Value::Missing);
            for name in &pipe.variables {
                if pipe.is_assignment {
                    this.assign(name, &value);
                } else {
                    this.variables.push((name.as_str(), value.clone()));
                }
            }
            Ok(value)
        })
    }

    /// `last` is what the command before it in the pipeline gave.
    fn command(&mut self, dot: &Value, command: &'t Command, last: Option<Value>) -> Outcome<Value> {
        let Some(first) = command.arguments.first() else {
            return self.error("empty command");
        };
        let arguments = &command.arguments[..];
        match &first.operand {
            Operand::Field(fields) => {
                self.at = At::Argument(first);
                self.fields(dot, dot.clone(), fields, arguments, last)
            }
            Operand::PipeFields(..) | Operand::FunctionFields(..) => self.chain(dot, first, arguments, last),
            Operand::Function(name) => {
                self.at = At::Argument(first);
                self.function(dot, At::Command(command), name, arguments, last)
            }
            Operand::Pipe(id) => {
                self.no_function(arguments, last.as_ref())?;
                self.pipe(dot, *id)
            }
            Operand::Variable(name, fields) => self.variable_fields(dot, first, name, fields, arguments, last),
            operand => {
                self.at = At::Argument(first);
                self.no_function(arguments, last.as_ref())?;
                match operand {
                    Operand::Bool(value) => Ok(Value::Bool(*value)),
                    Operand::Dot => Ok(dot.clone()),
                    Operand::Number(written) => self.number(written),
                    Operand::Text(written) => Ok(Value::text(text_value(written))),
                    _ => self.error("nil is not a command"),
                }
            }
        }
    }

    fn no_function(&self, arguments: &[Argument], last: Option<&Value>) -> Outcome<()> {
        match arguments.first() {
            Some(first) if arguments.len() > 1 || last.is_some() => self.error(format!(
                "can't give argument to non-function {}",
                self.template.argument_text(first)
            )),
            _ => Ok(()),
        }
    }

    fn number(&self, written: &str) -> Outcome<Value> {
        match number_value(written) {
            Constant::Int(value) => Ok(Value::Int(value)),
            Constant::Float(value) => Ok(Value::Float(value)),
            Constant::Large => self.error(format!("{written} overflows int")),
            Constant::Complex => self.error("complex numbers are not supported here"),
        }
    }

    /// A constant where a whole number is taken.
    fn integer(&self, written: &str, argument: &Argument) -> Outcome<Value> {
        match number_value(written) {
            Constant::Int(value) => Ok(Value::Int(value)),
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_precision_loss,
                clippy::float_cmp,
                reason = "as Go does"
            )]
            Constant::Float(value) if (value as i64) as f64 == value => Ok(Value::Int(value as i64)),
            _ => self.no_integer(argument),
        }
    }

    fn no_integer(&self, argument: &Argument) -> Outcome<Value> {
        self.error(format!(
            "expected integer; found {}",
            self.template.argument_text(argument)
        ))
    }

    fn variable_fields(
        &mut self,
        dot: &Value,
        argument: &'t Argument,
        name: &str,
        fields: &'t [String],
        arguments: &'t [Argument],
        last: Option<Value>,
    ) -> Outcome<Value> {
        self.at = At::Argument(argument);
        let value = self.variable(name)?;
        if fields.is_empty() {
            self.no_function(arguments, last.as_ref())?;
            if name == "$value" {
                self.usage.value = true;
            }
            return Ok(value);
        }
        self.fields(dot, value, fields, arguments, last)
    }

    fn chain(
        &mut self,
        dot: &Value,
        argument: &'t Argument,
        arguments: &'t [Argument],
        last: Option<Value>,
    ) -> Outcome<Value> {
        self.at = At::Argument(argument);
        let (value, fields) = match &argument.operand {
            Operand::PipeFields(id, fields) => (self.pipe(dot, *id)?, fields),
            Operand::FunctionFields(name, fields) => {
                let value = self.function(dot, At::Argument(argument), name, &[], None)?;
                (value, fields)
            }
            _ => return self.error("no field was named"),
        };
        self.fields(dot, value, fields, arguments, last)
    }

    /// `value.a.b`; the arguments are for a method at the end.
    fn fields(
        &mut self,
        dot: &Value,
        value: Value,
        fields: &'t [String],
        arguments: &'t [Argument],
        last: Option<Value>,
    ) -> Outcome<Value> {
        let mut value = value;
        let mut last = last;
        for (position, field) in fields.iter().enumerate() {
            let is_last = position + 1 == fields.len();
            let (arguments, last) = if is_last {
                (arguments.get(1..).unwrap_or_default(), last.take())
            } else {
                (&[][..], None)
            };
            value = self.field(dot, &value, field, arguments, last)?;
        }
        Ok(value)
    }

    fn field(
        &mut self,
        dot: &Value,
        value: &Value,
        name: &str,
        arguments: &'t [Argument],
        last: Option<Value>,
    ) -> Outcome<Value> {
        let has_arguments = !arguments.is_empty() || last.is_some();
        let found = match value {
            Value::Missing => return Ok(Value::Missing),
            Value::Unknown(_) => return Ok(value.clone()),
            Value::Time(time) => {
                let own = Own::Time(time.to_zoned(TimeZone::UTC));
                return self.own_field(dot, &own, value.type_name(), name, arguments, last);
            }
            Value::Own(own) => return self.own_field(dot, own, own.type_name(), name, arguments, last),
            Value::Labels(labels) => {
                if has_arguments {
                    return self.error(format!("{name} is not a method but has arguments"));
                }
                Value::text(self.usage.label(labels, name))
            }
            Value::Dict(pairs) => {
                if has_arguments {
                    return self.error(format!("{name} is not a method but has arguments"));
                }
                pairs.get(name).cloned().unwrap_or(Value::Missing)
            }
            Value::Data(data) => {
                let field = match name {
                    "Labels" => Value::Labels(Rc::clone(&data.labels)),
                    "ExternalLabels" => Value::Labels(Rc::clone(&data.external_labels)),
                    "ExternalURL" => Value::Text(Rc::clone(&data.external_url)),
                    "Value" => {
                        // The prefix of every template reads it into `$value`; that is no use of it yet.
                        self.usage.value |= self.is_behind_prefix();
                        Value::Float(data.value)
                    }
                    _ => return self.error(format!("can't evaluate field {name} in type {}", value.type_name())),
                };
                if has_arguments {
                    return self.error(format!("{name} has arguments but cannot be invoked as function"));
                }
                field
            }
            other => return self.error(format!("can't evaluate field {name} in type {}", other.type_name())),
        };
        Ok(found)
    }

    /// A field or a method of a value of Alertmanager's.
    fn own_field(
        &mut self,
        dot: &Value,
        own: &Own,
        type_name: &str,
        name: &str,
        arguments: &'t [Argument],
        last: Option<Value>,
    ) -> Outcome<Value> {
        let at = self.at;
        let count = arguments.len() + usize::from(last.is_some());
        if let Some(parameters) = own.method(name) {
            if count != parameters.len() {
                let wanted = parameters.len();
                return self.error(format!("wrong number of args for {name}: want {wanted} got {count}"));
            }
            let mut values = Vec::with_capacity(count);
            for (argument, parameter) in arguments.iter().zip(parameters) {
                values.push(self.argument(dot, *parameter, argument)?);
            }
            if let (Some(last), Some(parameter)) = (last, parameters.last()) {
                values.push(self.checked(last, *parameter)?);
            }
            if let Some(unknown) = values.iter().find(|value| matches!(value, Value::Unknown(_))) {
                return Ok(unknown.clone());
            }
            return match own.call(name, &values) {
                Ok(value) => Ok(value),
                Err(message) => {
                    self.at = at;
                    self.usage.is_too_much = true;
                    self.error(format!("error calling {name}: {message}"))
                }
            };
        }
        if matches!(own, Own::Time(_)) {
            if let Some(words) = time::unusable(name) {
                return match count {
                    0 => self.error(words),
                    _ => self.error(format!("wrong number of args for {name}: want 0 got {count}")),
                };
            }
            if time::is_not_simulated(name) {
                self.usage.is_too_much = true;
                return self.error(format!("the method {name} of a time {}", time::IS_NOT_SIMULATED));
            }
        }
        match own.field(name) {
            Some(_) if count > 0 && matches!(own, Own::Set(_)) => {
                self.error(format!("{name} is not a method but has arguments"))
            }
            Some(_) if count > 0 => self.error(format!("{name} has arguments but cannot be invoked as function")),
            Some(value) => Ok(value),
            None => self.error(format!("can't evaluate field {name} in type {type_name}")),
        }
    }

    /// Whether the four assignments in front of every template are behind us.
    fn is_behind_prefix(&self) -> bool {
        match self.at {
            At::Argument(argument) => argument.offset >= PREFIX.len(),
            _ => true,
        }
    }

    fn function(
        &mut self,
        dot: &Value,
        call: At<'t>,
        name: &str,
        arguments: &'t [Argument],
        last: Option<Value>,
    ) -> Outcome<Value> {
        let Some(function) = functions::find(name) else {
            return self.error(format!("{} is not a defined function", quote(name)));
        };
        let arguments = arguments.get(1..).unwrap_or_default();
        let count = arguments.len() + usize::from(last.is_some());
        let fixed = function.parameters.len();
        if function.rest.is_some() {
            if count < fixed {
                return self.error(format!(
                    "wrong number of args for {name}: want at least {fixed} got {}",
                    arguments.len()
                ));
            }
        } else if count != fixed {
            return self.error(format!("wrong number of args for {name}: want {fixed} got {count}"));
        }
        if matches!(name, "and" | "or") {
            let mut value = Value::Missing;
            for argument in arguments {
                value = self.argument(dot, Parameter::Any, argument)?;
                if value.is_true() == (name == "or") {
                    return Ok(value);
                }
            }
            return Ok(last.unwrap_or(value));
        }
        let parameter = |position: usize| {
            let parameter = function.parameters.get(position).copied().or(function.rest);
            parameter.unwrap_or(Parameter::Any)
        };
        let mut values = Vec::with_capacity(count);
        for (position, argument) in arguments.iter().enumerate() {
            values.push(self.argument(dot, parameter(position), argument)?);
        }
        if let Some(last) = last {
            values.push(self.checked(last, parameter(arguments.len()))?);
        }
        let outcome = self.functions.call(name, &values, &mut self.usage);
        match outcome {
            Ok(value) => Ok(value),
            Err(message) => {
                self.at = call;
                self.error(format!("error calling {name}: {message}"))
            }
        }
    }

    fn argument(&mut self, dot: &Value, wanted: Parameter, argument: &'t Argument) -> Outcome<Value> {
        self.at = At::Argument(argument);
        let value = match &argument.operand {
            Operand::Dot => dot.clone(),
            Operand::Nil => {
                return match wanted {
                    Parameter::Text | Parameter::Time | Parameter::Duration | Parameter::Int => {
                        self.error(format!("cannot assign nil to {}", wanted.type_name()))
                    }
                    Parameter::Any | Parameter::Vector | Parameter::Sample | Parameter::Texts | Parameter::List => {
                        Ok(Value::Nil)
                    }
                };
            }
            Operand::Field(fields) => self.fields(dot, dot.clone(), fields, std::slice::from_ref(argument), None)?,
            Operand::Variable(name, fields) => {
                self.variable_fields(dot, argument, name, fields, std::slice::from_ref(argument), None)?
            }
            Operand::Pipe(id) => self.pipe(dot, *id)?,
            Operand::Function(name) => self.function(dot, At::Argument(argument), name, &[], None)?,
            Operand::PipeFields(..) | Operand::FunctionFields(..) => {
                self.chain(dot, argument, std::slice::from_ref(argument), None)?
            }
            Operand::Bool(_) | Operand::Number(_) | Operand::Text(_) => {
                return match (&argument.operand, wanted) {
                    (Operand::Text(written), Parameter::Text | Parameter::Any) => Ok(Value::text(text_value(written))),
                    (Operand::Bool(value), Parameter::Any) => Ok(Value::Bool(*value)),
                    (Operand::Number(written), Parameter::Any) => self.number(written),
                    (Operand::Number(written), Parameter::Duration | Parameter::Int) => self.integer(written, argument),
                    (_, Parameter::Duration | Parameter::Int) => self.no_integer(argument),
                    (_, Parameter::Text) => self.error(format!(
                        "expected string; found {}",
                        self.template.argument_text(argument)
                    )),
                    (_, wanted) => self.error(format!(
                        "can't handle {} for arg of type {}",
                        self.template.argument_text(argument),
                        wanted.type_name()
                    )),
                };
            }
        };
        self.checked(value, wanted)
    }

    fn checked(&self, value: Value, wanted: Parameter) -> Outcome<Value> {
        let fits = match (&value, wanted) {
            (_, Parameter::Any)
            | (Value::Unknown(_), _)
            | (Value::Text(_), Parameter::Text)
            | (Value::Time(_), Parameter::Time)
            | (Value::Int(_), Parameter::Int)
            | (
                Value::Missing | Value::Nil,
                Parameter::Vector | Parameter::Sample | Parameter::Texts | Parameter::List,
            ) => true,
            (Value::Missing | Value::Nil, Parameter::Text | Parameter::Time | Parameter::Duration | Parameter::Int) => {
                return self.error(format!("invalid value; expected {}", wanted.type_name()));
            }
            (Value::Own(own), wanted) => matches!(
                (&**own, wanted),
                (Own::Texts(_), Parameter::Texts)
                    | (Own::List(_), Parameter::List)
                    | (Own::Time(_), Parameter::Time)
                    | (Own::Duration(_), Parameter::Duration)
            ),
            _ => false,
        };
        if fits {
            return Ok(value);
        }
        self.error(format!(
            "wrong type for value; expected {}; got {}",
            wanted.type_name(),
            value.type_name()
        ))
    }
}
