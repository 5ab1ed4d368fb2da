//! Intrinsic functions: their names, and what an object must look like to be one.

use serde_json::{Map, Value};

use crate::error::TemplateError;

pub(crate) const NO_VALUE: &str = "AWS::NoValue";

/// What the short form `!Name` is called in full; `None` for a tag that is no intrinsic.
pub(crate) fn in_full(tag: &str) -> Option<String> {
    match tag {
        "Ref" | "Condition" => Some(tag.to_owned()),
        "And" | "Base64" | "Cidr" | "Equals" | "FindInMap" | "GetAZs" | "GetAtt" | "If"
        | "ImportValue" | "Join" | "Length" | "Not" | "Or" | "Select" | "Split" | "Sub"
        | "ToJsonString" | "Transform" => Some(format!("Fn::{tag}")),
        _ => None,
    }
}

/// The function that `object` calls and its argument; `None` for a plain object.
///
/// `Condition` is no function here: it is also a key of every IAM policy, and only conditions
/// may hold it as a function.
pub(crate) fn call(object: &Map<String, Value>) -> Result<Option<(&str, &Value)>, TemplateError> {
    let function = object
        .iter()
        .find(|(key, _)| *key == "Ref" || key.starts_with("Fn::"));
    match function {
        None => Ok(None),
        Some((name, argument)) if object.len() == 1 => Ok(Some((name, argument))),
        Some((name, _)) => Err(TemplateError::part(
            "",
            format!("{name} stands beside other keys"),
        )),
    }
}

/// The logical ID and the attribute of a `Fn::GetAtt` in canonical form.
pub(crate) fn attribute(argument: &Value) -> Option<(&str, &str)> {
    match argument.as_array()?.as_slice() {
        [Value::String(id), Value::String(attribute)] => Some((id, attribute)),
        _ => None,
    }
}

/// A piece of the text of a `Fn::Sub`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'t> {
    Text(&'t str),
    /// `${Name}` or `${Name.Attribute}`.
    Name(&'t str),
}

/// `a${B}c${!D}` -> `a`, B, `c`, `${`, `D}`.
pub(crate) fn pieces(text: &str) -> Result<Vec<Piece<'_>>, TemplateError> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        pieces.push(Piece::Text(before));
        if let Some(literal) = after.strip_prefix('!') {
            pieces.push(Piece::Text("${"));
            rest = literal;
            continue;
        }
        let Some((name, tail)) = after.split_once('}') else {
            return Err(TemplateError::part("", "a ${ has no end"));
        };
        pieces.push(Piece::Name(name.trim()));
        rest = tail;
    }
    pieces.push(Piece::Text(rest));
    pieces.retain(|piece| *piece != Piece::Text(""));
    Ok(pieces)
}

type Variables = Map<String, Value>;

/// The text of a `Fn::Sub` and the variables of its own.
pub(crate) fn substitution(argument: &Value) -> Result<(&str, Option<&Variables>), TemplateError> {
    match argument {
        Value::String(text) => Ok((text, None)),
        Value::Array(two) => match two.as_slice() {
            [Value::String(text), Value::Object(variables)] => Ok((text, Some(variables))),
            _ => Err(odd_substitution()),
        },
        _ => Err(odd_substitution()),
    }
}

fn odd_substitution() -> TemplateError {
    TemplateError::part("", "Fn::Sub takes a text, or a text and its variables")
}
