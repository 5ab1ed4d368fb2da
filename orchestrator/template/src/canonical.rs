//! One spelling for what CloudFormation lets one spell in several ways.

use serde_json::Value;

/// `Fn::GetAtt: Role.Arn` becomes a list, `DependsOn: Role` a sorted list.
pub(crate) fn canonical(mut template: Value) -> Value {
    spell(&mut template);
    if let Some(resources) = template.get_mut("Resources").and_then(Value::as_object_mut) {
        for resource in resources.values_mut() {
            if let Some(depends) = resource.get_mut("DependsOn") {
                sort(depends);
            }
        }
    }
    template
}

fn spell(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(spell),
        Value::Object(fields) => {
            if let Some(argument) = fields.get_mut("Fn::GetAtt")
                && let Some((id, attribute)) =
                    argument.as_str().and_then(|text| text.split_once('.'))
            {
                *argument = Value::from(vec![id, attribute]);
            }
            fields.values_mut().for_each(spell);
        }
        _ => {}
    }
}

fn sort(depends: &mut Value) {
    match depends {
        Value::String(one) => *depends = Value::from(vec![std::mem::take(one)]),
        Value::Array(several) => several.sort_by(|a, b| a.as_str().cmp(&b.as_str())),
        _ => {}
    }
}
