//! What names stand for while a template is worked out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::error::TemplateError;
use crate::place::Place;
use crate::template::Template;

#[derive(Debug, Clone)]
pub(crate) struct Scope {
    pub(crate) place: Place,
    /// What `Ref` answers for each parameter.
    pub(crate) parameters: BTreeMap<String, Value>,
    pub(crate) mappings: Value,
    /// What each condition was decided to be.
    pub(crate) conditions: BTreeMap<String, bool>,
    /// The resources that will be made; none while conditions are decided.
    pub(crate) resources: BTreeSet<String>,
}

impl Scope {
    /// Parameters filled, nothing decided yet.
    pub(crate) fn filled(
        template: &Template,
        place: &Place,
        values: &BTreeMap<String, String>,
    ) -> Result<Self, TemplateError> {
        let refuse = |name: &str, cause: &str| TemplateError::Parameter {
            name: name.to_owned(),
            cause: cause.to_owned(),
        };
        if let Some(name) = values
            .keys()
            .find(|name| !template.parameters().contains_key(*name))
        {
            return Err(refuse(name, "the template has no such parameter"));
        }
        let mut parameters = BTreeMap::new();
        for (name, parameter) in template.parameters() {
            let text = values.get(name).or(parameter.default.as_ref());
            let text = text.ok_or_else(|| refuse(name, "it has neither a value nor a default"))?;
            parameters.insert(name.clone(), parameter.take(name, text)?);
        }
        Ok(Self {
            place: place.clone(),
            parameters,
            mappings: template
                .meaning()
                .get("Mappings")
                .cloned()
                .unwrap_or_default(),
            conditions: BTreeMap::new(),
            resources: BTreeSet::new(),
        })
    }

    pub(crate) fn condition(&self, name: &Value) -> Result<bool, TemplateError> {
        let refuse = |cause: String| Err(TemplateError::part("", cause));
        let Some(name) = name.as_str() else {
            return refuse(format!(
                "{name} is no name of a condition: put the name in quotes"
            ));
        };
        match self.conditions.get(name) {
            Some(truth) => Ok(*truth),
            None => refuse(format!("there is no condition {name:?}")),
        }
    }
}
