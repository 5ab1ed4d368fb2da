//! Which resources a part of a template needs, once its conditions are decided; what refers to nothing
//! is found before anything is made.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::error::TemplateError;
use crate::intrinsic::{self, Piece};
use crate::scope::Scope;

pub(crate) fn references(scope: &Scope, value: &Value) -> Result<BTreeSet<String>, TemplateError> {
    let mut found = BTreeSet::new();
    collect(scope, value, &mut found)?;
    Ok(found)
}

fn collect(
    scope: &Scope,
    value: &Value,
    found: &mut BTreeSet<String>,
) -> Result<(), TemplateError> {
    let fields = match value {
        Value::Array(items) => {
            return items
                .iter()
                .try_for_each(|item| collect(scope, item, found));
        }
        Value::Object(fields) => fields,
        _ => return Ok(()),
    };
    let mut name = |name: &str| {
        if scope.resources.contains(name) {
            found.insert(name.to_owned());
            Ok(())
        } else if name.starts_with("AWS::") || scope.parameters.contains_key(name) {
            Ok(())
        } else {
            Err(TemplateError::part("", format!("there is no {name}")))
        }
    };
    match intrinsic::call(fields)? {
        Some(("Ref", Value::String(id))) => name(id)?,
        Some(("Fn::GetAtt", argument)) => {
            if let Some((id, _)) = intrinsic::attribute(argument) {
                name(id)?;
            }
        }
        Some(("Fn::Sub", argument)) => {
            let (text, variables) = intrinsic::substitution(argument)?;
            for piece in intrinsic::pieces(text)? {
                if let Piece::Name(piece) = piece
                    && !variables.is_some_and(|variables| variables.contains_key(piece))
                {
                    name(piece.split('.').next().unwrap_or_default())?;
                }
            }
            for variable in variables
                .into_iter()
                .flat_map(|variables| variables.values())
            {
                collect(scope, variable, found)?;
            }
        }
        Some(("Fn::If", Value::Array(arguments))) => {
            if let [condition, then, otherwise] = arguments.as_slice() {
                let chosen = if scope.condition(condition)? {
                    then
                } else {
                    otherwise
                };
                collect(scope, chosen, found)?;
            }
        }
        _ => fields
            .values()
            .try_for_each(|field| collect(scope, field, found))?,
    }
    Ok(())
}
