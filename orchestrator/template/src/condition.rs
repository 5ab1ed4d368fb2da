//! The conditions of a template, decided from parameters alone.

use serde_json::Value;

use crate::error::TemplateError;
use crate::intrinsic;
use crate::resolve::Resolver;
use crate::scope::Scope;
use crate::template::Template;

/// More conditions than this within one another is a mistake, a circle most likely.
const DEEPEST_CHAIN: usize = 64;

pub(crate) fn decide_all(template: &Template, scope: &mut Scope) -> Result<(), TemplateError> {
    for (name, _) in template.section("Conditions") {
        decide_named(template, scope, name, 0)?;
    }
    Ok(())
}

fn decide_named(
    template: &Template,
    scope: &mut Scope,
    name: &str,
    depth: usize,
) -> Result<bool, TemplateError> {
    if let Some(decided) = scope.conditions.get(name) {
        return Ok(*decided);
    }
    let place = format!("Conditions.{name}");
    if depth > DEEPEST_CHAIN {
        return Err(TemplateError::part(place, "it depends on itself"));
    }
    let mut section = template.section("Conditions");
    let Some((_, body)) = section.find(|(known, _)| *known == name) else {
        return Err(TemplateError::part(place, "there is no such condition"));
    };
    let decided = decide(template, scope, body, depth).map_err(|error| match error {
        TemplateError::Part { ref at, .. } if at.starts_with("Conditions.") => error,
        error => error.within(&place),
    })?;
    scope.conditions.insert(name.to_owned(), decided);
    Ok(decided)
}

fn decide(
    template: &Template,
    scope: &mut Scope,
    body: &Value,
    depth: usize,
) -> Result<bool, TemplateError> {
    let refuse = |cause: String| Err(TemplateError::part("", cause));
    let Some(fields) = body.as_object() else {
        return refuse("it is no function".to_owned());
    };
    if let (1, Some(Value::String(other))) = (fields.len(), fields.get("Condition")) {
        return decide_named(template, scope, other, depth + 1);
    }
    let Some((function, argument)) = intrinsic::call(fields)? else {
        return refuse("it is no function".to_owned());
    };
    let arguments = argument.as_array().map(Vec::as_slice).unwrap_or_default();
    match (function, arguments) {
        ("Fn::Equals", [one, other]) => {
            let nothing = |_: &str, _: Option<&str>| None;
            let resolver = Resolver {
                scope,
                made: &nothing,
            };
            Ok(resolver.text(one)? == resolver.text(other)?)
        }
        ("Fn::Not", [one]) => Ok(!decide(template, scope, one, depth + 1)?),
        ("Fn::And" | "Fn::Or", several) if (2..=10).contains(&several.len()) => {
            let mut truths = Vec::new();
            for one in several {
                truths.push(decide(template, scope, one, depth + 1)?);
            }
            Ok(if function == "Fn::And" {
                truths.iter().all(|truth| *truth)
            } else {
                truths.iter().any(|truth| *truth)
            })
        }
        ("Fn::Equals" | "Fn::Not" | "Fn::And" | "Fn::Or", several) => refuse(format!(
            "{function} cannot take {} arguments",
            several.len()
        )),
        (other, _) => refuse(format!("{other} decides nothing")),
    }
}
