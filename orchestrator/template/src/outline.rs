use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::error::TemplateError;
use crate::resolve::Resolver;
use crate::scope::Scope;

/// What a resource that stands already answers: to `Ref` (`None`) or `Fn::GetAtt` (the attribute).
pub type Made<'m> = &'m dyn Fn(&str, Option<&str>) -> Option<Value>;

/// A template at its place, with its parameters filled and its conditions decided.
#[derive(Debug, Clone)]
pub struct Outline {
    /// In an order in which they can be created.
    pub resources: Vec<Planned>,
    /// What each parameter is, defaults included.
    pub values: BTreeMap<String, String>,
    pub(crate) scope: Scope,
    pub(crate) properties: BTreeMap<String, Value>,
    pub(crate) outputs: BTreeMap<String, Value>,
}

/// A resource that the stack will have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    pub logical_id: String,
    /// `AWS::IAM::Role`
    pub kind: String,
    /// The logical IDs that must stand before it.
    pub needs: BTreeSet<String>,
    /// Whether it stays when it leaves the stack or the stack is deleted.
    pub retained: bool,
}

impl Outline {
    /// Properties with every intrinsic worked out, given what was made before.
    pub fn properties(&self, logical_id: &str, made: Made<'_>) -> Result<Value, TemplateError> {
        let Some(properties) = self.properties.get(logical_id) else {
            let cause = "there is no such resource";
            return Err(TemplateError::part(
                format!("Resources.{logical_id}"),
                cause,
            ));
        };
        let resolver = Resolver {
            scope: &self.scope,
            made,
        };
        let resolved = resolver.resolve(properties).map_err(|error| {
            error
                .within("Properties")
                .within(logical_id)
                .within("Resources")
        })?;
        Ok(match resolved {
            Some(Value::Null) | None => Value::Object(serde_json::Map::new()),
            Some(value) => value,
        })
    }

    pub fn outputs(&self, made: Made<'_>) -> Result<BTreeMap<String, String>, TemplateError> {
        let resolver = Resolver {
            scope: &self.scope,
            made,
        };
        let mut outputs = BTreeMap::new();
        for (name, body) in &self.outputs {
            let value = body.get("Value").unwrap_or(&Value::Null);
            let text = resolver
                .text(value)
                .map_err(|error| error.within("Value").within(name).within("Outputs"))?;
            outputs.insert(name.clone(), text);
        }
        Ok(outputs)
    }
}
