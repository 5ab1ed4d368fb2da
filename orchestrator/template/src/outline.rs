use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::condition;
use crate::error::TemplateError;
use crate::order::order;
use crate::place::Place;
use crate::references::references;
use crate::resolve::Resolver;
use crate::scope::Scope;
use crate::template::Template;

/// What a resource that stands already answers: to `Ref` (`None`) or `Fn::GetAtt` (the attribute).
pub type Made<'m> = &'m dyn Fn(&str, Option<&str>) -> Option<Value>;

/// A template at its place, with its parameters filled and its conditions decided.
#[derive(Debug, Clone)]
pub struct Outline {
    /// In an order in which they can be created.
    pub resources: Vec<Planned>,
    /// What each parameter is, defaults included.
    pub values: BTreeMap<String, String>,
    scope: Scope,
    properties: BTreeMap<String, Value>,
    outputs: BTreeMap<String, Value>,
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

impl Template {
    pub fn outline(
        &self,
        place: &Place,
        values: &BTreeMap<String, String>,
    ) -> Result<Outline, TemplateError> {
        for section in ["Hooks", "Rules", "Transform"] {
            if self.meaning().get(section).is_some() {
                return Err(TemplateError::part(section, "this is not known here"));
            }
        }
        let mut scope = Scope::filled(self, place, values)?;
        condition::decide_all(self, &mut scope)?;
        scope.resources = existing(self, &scope, "Resources")?.into_keys().collect();
        let resources = existing(self, &scope, "Resources")?;
        let mut planned = BTreeMap::new();
        for (id, body) in &resources {
            let one =
                plan(&scope, id, body).map_err(|error| error.within(id).within("Resources"))?;
            planned.insert(id.clone(), one);
        }
        let needs = planned
            .iter()
            .map(|(id, planned)| (id.clone(), planned.needs.clone()))
            .collect();
        let properties = resources
            .into_iter()
            .map(|(id, body)| (id, body.get("Properties").cloned().unwrap_or_default()))
            .collect();
        Ok(Outline {
            resources: order(&needs)?
                .iter()
                .filter_map(|id| planned.remove(id))
                .collect(),
            values: self
                .parameters()
                .iter()
                .filter_map(|(name, parameter)| {
                    let value = values.get(name).or(parameter.default.as_ref())?;
                    Some((name.clone(), value.clone()))
                })
                .collect(),
            outputs: existing(self, &scope, "Outputs")?,
            properties,
            scope,
        })
    }
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

/// What is left of a section when conditions that are false have taken theirs away.
fn existing(
    template: &Template,
    scope: &Scope,
    section: &str,
) -> Result<BTreeMap<String, Value>, TemplateError> {
    let mut left = BTreeMap::new();
    for (name, body) in template.section(section) {
        let there = match body.get("Condition") {
            None => true,
            Some(condition) => scope
                .condition(condition)
                .map_err(|error| error.within("Condition").within(name).within(section))?,
        };
        if there {
            left.insert(name.clone(), body.clone());
        }
    }
    Ok(left)
}

const ATTRIBUTES: &[&str] = &[
    "Condition",
    "DeletionPolicy",
    "DependsOn",
    "Metadata",
    "Properties",
    "Type",
    "UpdateReplacePolicy",
];

fn plan(scope: &Scope, id: &str, body: &Value) -> Result<Planned, TemplateError> {
    let refuse = |cause: String| Err(TemplateError::part("", cause));
    let Some(fields) = body.as_object() else {
        return refuse("it is no object".to_owned());
    };
    if let Some(key) = fields
        .keys()
        .find(|key| !ATTRIBUTES.contains(&key.as_str()))
    {
        return refuse(format!("{key} is not known here"));
    }
    let Some(kind) = fields.get("Type").and_then(Value::as_str) else {
        return refuse("it has no type".to_owned());
    };
    let mut needs = match fields.get("Properties") {
        Some(properties) => references(scope, properties).map_err(|e| e.within("Properties"))?,
        None => BTreeSet::new(),
    };
    let depends = fields.get("DependsOn").and_then(Value::as_array);
    for other in depends.into_iter().flatten().filter_map(Value::as_str) {
        // What a condition took away is not waited for.
        if scope.resources.contains(other) {
            needs.insert(other.to_owned());
        }
    }
    let policy = fields.get("DeletionPolicy").and_then(Value::as_str);
    Ok(Planned {
        logical_id: id.to_owned(),
        kind: kind.to_owned(),
        needs,
        retained: matches!(policy, Some("Retain" | "RetainExceptOnCreate")),
    })
}
