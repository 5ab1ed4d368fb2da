//! From a template and its parameters to what its stack will have.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::condition;
use crate::error::TemplateError;
use crate::order::order;
use crate::outline::{Outline, Planned};
use crate::place::Place;
use crate::references::references;
use crate::scope::Scope;
use crate::template::Template;

impl Template {
    /// Fills parameters, decides conditions, finds what needs what.
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
        let resources = existing(self, &scope, "Resources")?;
        scope.resources = resources.keys().cloned().collect();
        let outputs = existing(self, &scope, "Outputs")?;
        for (name, body) in &outputs {
            let value = body.get("Value").unwrap_or(&Value::Null);
            references(&scope, value)
                .map_err(|error| error.within("Value").within(name).within("Outputs"))?;
        }
        Ok(Outline {
            resources: planned(self, &scope, &resources)?,
            values: given(self, values),
            properties: resources
                .into_iter()
                .map(|(id, body)| (id, body.get("Properties").cloned().unwrap_or_default()))
                .collect(),
            outputs,
            scope,
        })
    }
}

fn given(template: &Template, values: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let parameters = template.parameters().iter();
    parameters
        .filter_map(|(name, parameter)| {
            let value = values.get(name).or(parameter.default.as_ref())?;
            Some((name.clone(), value.clone()))
        })
        .collect()
}

/// In an order in which they can be created.
fn planned(
    template: &Template,
    scope: &Scope,
    resources: &BTreeMap<String, Value>,
) -> Result<Vec<Planned>, TemplateError> {
    let all: BTreeSet<&str> = template
        .section("Resources")
        .map(|(id, _)| id.as_str())
        .collect();
    let mut planned = BTreeMap::new();
    for (id, body) in resources {
        let one =
            plan(&all, scope, id, body).map_err(|error| error.within(id).within("Resources"))?;
        planned.insert(id.clone(), one);
    }
    let needs = planned
        .iter()
        .map(|(id, planned)| (id.clone(), planned.needs.clone()))
        .collect();
    let order = order(&needs)?;
    Ok(order.iter().filter_map(|id| planned.remove(id)).collect())
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

fn plan(
    all: &BTreeSet<&str>,
    scope: &Scope,
    id: &str,
    body: &Value,
) -> Result<Planned, TemplateError> {
    let refuse = |cause: String| Err(TemplateError::part("", cause));
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return refuse("a logical ID has letters and digits only".to_owned());
    }
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
        if !all.contains(other) {
            return refuse(format!("it depends on {other}, which is not there"));
        }
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
