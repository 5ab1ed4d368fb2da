use std::collections::BTreeMap;

use serde_json::Value;

use crate::canonical::canonical;
use crate::error::TemplateError;
use crate::parameter::Parameter;
use crate::read::read;

/// A template, read and spelled in one way, its resources not yet looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    meaning: Value,
    parameters: BTreeMap<String, Parameter>,
}

const SECTIONS: &[&str] = &[
    "AWSTemplateFormatVersion",
    "Conditions",
    "Description",
    "Hooks",
    "Mappings",
    "Metadata",
    "Outputs",
    "Parameters",
    "Resources",
    "Rules",
    "Transform",
];

impl Template {
    /// YAML with CloudFormation's short forms, or JSON.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let meaning = canonical(read(text)?);
        let Some(sections) = meaning.as_object() else {
            return Err(TemplateError::whole("it is no object"));
        };
        for (name, section) in sections {
            if !SECTIONS.contains(&name.as_str()) {
                return Err(TemplateError::part(name, "there is no such section"));
            }
            let plain = ["AWSTemplateFormatVersion", "Description", "Transform"];
            if !plain.contains(&name.as_str()) && !section.is_object() {
                return Err(TemplateError::part(name, "it is no object"));
            }
        }
        let template = Self {
            parameters: parameters(&meaning)?,
            meaning,
        };
        if template.section("Resources").next().is_none() {
            return Err(TemplateError::part("Resources", "there are none"));
        }
        Ok(template)
    }

    /// Without comments, short forms and other freedoms of spelling: two templates whose
    /// meanings are equal (`==`, which looks past the order of keys) deploy the same.
    pub fn meaning(&self) -> &Value {
        &self.meaning
    }

    pub fn parameters(&self) -> &BTreeMap<String, Parameter> {
        &self.parameters
    }

    /// The entries of a section that is an object, in the order in which they are kept.
    pub(crate) fn section(&self, name: &str) -> impl Iterator<Item = (&String, &Value)> {
        let section = self.meaning.get(name).and_then(Value::as_object);
        section.into_iter().flatten()
    }
}

fn parameters(meaning: &Value) -> Result<BTreeMap<String, Parameter>, TemplateError> {
    let section = meaning.get("Parameters").and_then(Value::as_object);
    section
        .into_iter()
        .flatten()
        .map(|(name, body)| Ok((name.clone(), Parameter::read(name, body)?)))
        .collect()
}
