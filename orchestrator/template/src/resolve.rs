//! Intrinsic functions, worked out.

use serde_json::{Map, Value};

use crate::error::TemplateError;
use crate::intrinsic::{self, NO_VALUE, Piece};
use crate::outline::Made;
use crate::parameter::scalar_text;
use crate::scope::Scope;

type Resolved = Result<Option<Value>, TemplateError>;

pub(crate) struct Resolver<'r> {
    pub(crate) scope: &'r Scope,
    pub(crate) made: Made<'r>,
}

fn refuse<T>(cause: impl Into<String>) -> Result<T, TemplateError> {
    Err(TemplateError::part("", cause))
}

impl Resolver<'_> {
    /// `None` stands for `AWS::NoValue`, which takes the key or the item that holds it away.
    pub(crate) fn resolve(&self, value: &Value) -> Resolved {
        match value {
            Value::Array(items) => {
                let mut resolved = Vec::with_capacity(items.len());
                for (at, item) in items.iter().enumerate() {
                    let item = self.resolve(item);
                    resolved.extend(item.map_err(|error| error.within(&format!("[{at}]")))?);
                }
                Ok(Some(Value::Array(resolved)))
            }
            Value::Object(fields) => match intrinsic::call(fields)? {
                Some((function, argument)) => self
                    .call(function, argument)
                    .map_err(|error| error.within(function)),
                None => self.object(fields),
            },
            plain => Ok(Some(plain.clone())),
        }
    }

    fn object(&self, fields: &Map<String, Value>) -> Resolved {
        let mut resolved = Map::new();
        for (key, field) in fields {
            let field = self.resolve(field).map_err(|error| error.within(key))?;
            if let Some(field) = field {
                resolved.insert(key.clone(), field);
            }
        }
        Ok(Some(Value::Object(resolved)))
    }

    fn call(&self, function: &str, argument: &Value) -> Resolved {
        match function {
            "Ref" => match argument.as_str() {
                Some(NO_VALUE) => Ok(None),
                Some(name) => self.name(name).map(Some),
                None => refuse("it takes a name"),
            },
            "Fn::GetAtt" => match intrinsic::attribute(argument) {
                Some((id, attribute)) => self.resource(id, Some(attribute)).map(Some),
                None => refuse("it takes a resource and an attribute"),
            },
            "Fn::If" => {
                let [condition, then, otherwise] = self.arguments(argument)?;
                let chosen = if self.scope.condition(condition)? {
                    then
                } else {
                    otherwise
                };
                self.resolve(chosen)
            }
            "Fn::Sub" => self.sub(argument).map(|text| Some(text.into())),
            "Fn::Join" => {
                let [delimiter, items] = self.arguments(argument)?;
                let items = self.texts(items)?;
                Ok(Some(items.join(literal(delimiter)?).into()))
            }
            "Fn::Split" => {
                let [delimiter, text] = self.arguments(argument)?;
                let delimiter = literal(delimiter)?;
                if delimiter.is_empty() {
                    return refuse("its delimiter is empty");
                }
                let text = self.text(text)?;
                Ok(Some(text.split(delimiter).collect::<Vec<_>>().into()))
            }
            "Fn::Select" => {
                let [index, items] = self.arguments(argument)?;
                self.select(index, items)
            }
            "Fn::FindInMap" => {
                let [map, first, second] = self.arguments(argument)?;
                self.find(&self.text(map)?, &self.text(first)?, &self.text(second)?)
            }
            other => refuse(format!("the function {other} is not known here")),
        }
    }

    fn arguments<'v, const N: usize>(
        &self,
        argument: &'v Value,
    ) -> Result<&'v [Value; N], TemplateError> {
        let arguments = argument.as_array().map(Vec::as_slice);
        match arguments.and_then(|list| list.try_into().ok()) {
            Some(arguments) => Ok(arguments),
            None => refuse(format!("it takes a list of {N}")),
        }
    }

    fn name(&self, name: &str) -> Result<Value, TemplateError> {
        if name.starts_with("AWS::") {
            return self.scope.place.pseudo(name).map(Value::from);
        }
        match self.scope.parameters.get(name) {
            Some(value) => Ok(value.clone()),
            None => self.resource(name, None),
        }
    }

    fn resource(&self, id: &str, attribute: Option<&str>) -> Result<Value, TemplateError> {
        if !self.scope.resources.contains(id) {
            return refuse(format!("there is no {id}"));
        }
        match ((self.made)(id, attribute), attribute) {
            (Some(value), _) => Ok(value),
            (None, Some(attribute)) => refuse(format!("{id} has no {attribute} yet")),
            (None, None) => refuse(format!("{id} is not made yet")),
        }
    }

    fn sub(&self, argument: &Value) -> Result<String, TemplateError> {
        let (text, variables) = intrinsic::substitution(argument)?;
        let mut result = String::new();
        for piece in intrinsic::pieces(text)? {
            match piece {
                Piece::Text(text) => result.push_str(text),
                Piece::Name(name) => {
                    let own = variables.and_then(|variables| variables.get(name));
                    let value = match (own, name.split_once('.')) {
                        (Some(value), _) => self.text(value)?,
                        (None, Some((id, attribute))) => {
                            plain(&self.resource(id, Some(attribute))?)?
                        }
                        (None, None) => plain(&self.name(name)?)?,
                    };
                    result.push_str(&value);
                }
            }
        }
        Ok(result)
    }

    fn select(&self, index: &Value, items: &Value) -> Resolved {
        let index = self.text(index)?;
        let items = self.resolve(items)?;
        let items = items.as_ref().and_then(Value::as_array);
        let item = items.zip(index.parse::<usize>().ok());
        match item.and_then(|(items, index)| items.get(index)) {
            Some(item) => Ok(Some(item.clone())),
            None => refuse(format!("there is no item {index}")),
        }
    }

    fn find(&self, map: &str, first: &str, second: &str) -> Resolved {
        let found = self.scope.mappings.get(map);
        let found = found.and_then(|map| map.get(first)?.get(second));
        match found {
            Some(value) => Ok(Some(value.clone())),
            None => refuse(format!("there is no {map}.{first}.{second}")),
        }
    }

    pub(crate) fn text(&self, value: &Value) -> Result<String, TemplateError> {
        match self.resolve(value)? {
            Some(value) => plain(&value),
            None => refuse("no value stands where a text should"),
        }
    }

    fn texts(&self, value: &Value) -> Result<Vec<String>, TemplateError> {
        match self.resolve(value)? {
            Some(Value::Array(items)) => items.iter().map(plain).collect(),
            _ => refuse("it takes a list of texts"),
        }
    }
}

/// Delimiters must be literal: CloudFormation calls no function there.
fn literal(delimiter: &Value) -> Result<&str, TemplateError> {
    match delimiter.as_str() {
        Some(text) => Ok(text),
        None => refuse("its delimiter is no plain text"),
    }
}

fn plain(value: &Value) -> Result<String, TemplateError> {
    match scalar_text(value) {
        Some(text) => Ok(text),
        None => refuse("a text should stand here"),
    }
}
