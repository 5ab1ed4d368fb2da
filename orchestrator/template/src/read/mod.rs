//! From text to a tree: YAML with CloudFormation's tags, or JSON.

mod scalar;
mod tree;
mod yaml;

use serde_json::Value;

use crate::error::TemplateError;

/// CloudFormation's own limit for a template, which applies to one that is read from S3.
const LARGEST: usize = 1_048_576;
/// Deeper than any template is, and no danger to a walk through the tree.
const DEEPEST: usize = 64;

pub(crate) fn read(text: &str) -> Result<Value, TemplateError> {
    if text.len() > LARGEST {
        return Err(TemplateError::whole(format!(
            "it has {} bytes, {LARGEST} at most",
            text.len()
        )));
    }
    // JSON is read by a reader of JSON: its escapes are not quite those of YAML. What only looks
    // like JSON is YAML in braces.
    if text.trim_start().starts_with('{')
        && let Ok(value) = serde_json::from_str(text)
    {
        return if deeper(&value, DEEPEST) {
            Err(TemplateError::whole(too_deep()))
        } else {
            Ok(value)
        };
    }
    yaml::read(text)
}

fn too_deep() -> String {
    format!("it nests deeper than {DEEPEST} levels")
}

fn deeper(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(items) => levels == 0 || items.iter().any(|item| deeper(item, levels - 1)),
        Value::Object(fields) => {
            levels == 0 || fields.values().any(|field| deeper(field, levels - 1))
        }
        _ => false,
    }
}
