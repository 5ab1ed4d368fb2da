//! From text to a tree: YAML with CloudFormation's tags, or JSON.

mod scalar;
mod tree;
mod yaml;

use serde_json::Value;

use crate::error::TemplateError;

/// CloudFormation's own limit for a template, which applies to one that is read from S3.
pub(crate) const LARGEST: usize = 1_048_576;
/// Deeper than any template is; below what a walk through the tree can take.
pub(crate) const DEEPEST: usize = 64;

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
        return Ok(value);
    }
    yaml::read(text)
}
