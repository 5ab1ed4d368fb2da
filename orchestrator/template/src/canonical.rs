//! One spelling for what CloudFormation lets one spell in several ways.

use serde_json::Value;

use crate::error::TemplateError;
use crate::read::DEEPEST;

/// `Fn::GetAtt: Role.Arn` becomes a list, `DependsOn: Role` a sorted list.
pub(crate) fn canonical(mut template: Value) -> Result<Value, TemplateError> {
    spell(&mut template, 0)?;
    if let Some(resources) = template.get_mut("Resources").and_then(Value::as_object_mut) {
        for resource in resources.values_mut() {
            if let Some(depends) = resource.get_mut("DependsOn") {
                sort(depends);
            }
        }
    }
    Ok(template)
}

fn spell(value: &mut Value, depth: usize) -> Result<(), TemplateError> {
    // A short form is two levels of the tree, so the walk goes deeper than the reader did.
    if depth > 4 * DEEPEST {
        return Err(TemplateError::whole(format!(
            "it nests deeper than {DEEPEST} levels"
        )));
    }
    match value {
        Value::Array(items) => items.iter_mut().try_for_each(|item| spell(item, depth + 1)),
        Value::Object(fields) => {
            if let Some(argument) = fields.get_mut("Fn::GetAtt")
                && let Some((id, attribute)) =
                    argument.as_str().and_then(|text| text.split_once('.'))
            {
                *argument = Value::from(vec![id, attribute]);
            }
            fields
                .values_mut()
                .try_for_each(|field| spell(field, depth + 1))
        }
        _ => Ok(()),
    }
}

fn sort(depends: &mut Value) {
    match depends {
        Value::String(one) => *depends = Value::from(vec![std::mem::take(one)]),
        Value::Array(several) => several.sort_by(|a, b| a.as_str().cmp(&b.as_str())),
        _ => {}
    }
}
