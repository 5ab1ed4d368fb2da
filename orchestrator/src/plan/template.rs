//! Policies from the files in `policies/`, their placeholders filled in.
//!
//! A file is parsed first and filled as values, so that nothing from a plan can change its shape:
//! in a list, `"{{name}}"` stands for all values of that name; within a longer text it stands for
//! the only one.

use std::collections::BTreeMap;

use serde_json::Value;

/// What each placeholder stands for.
pub type Values<'a> = BTreeMap<&'a str, Vec<String>>;

/// An embedded file and its placeholders do not fit together.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    #[error("could not read an embedded policy: {0}")]
    Json(#[from] serde_json::Error),
    #[error("could not fill the placeholder {placeholder} of an embedded policy: {cause}")]
    Placeholder {
        placeholder: String,
        cause: &'static str,
    },
}

pub fn fill(file: &str, values: &Values<'_>) -> Result<Value, TemplateError> {
    filled(serde_json::from_str(file)?, values)
}

fn filled(value: Value, values: &Values<'_>) -> Result<Value, TemplateError> {
    Ok(match value {
        Value::String(text) => Value::String(filled_text(&text, values)?),
        Value::Array(items) => {
            let mut all = Vec::new();
            for item in items {
                match item.as_str().and_then(whole) {
                    Some(name) => {
                        all.extend(find(name, values)?.iter().cloned().map(Value::String));
                    }
                    None => all.push(filled(item, values)?),
                }
            }
            Value::Array(all)
        }
        Value::Object(fields) => {
            let each = |(key, value)| Ok((key, filled(value, values)?));
            Value::Object(
                fields
                    .into_iter()
                    .map(each)
                    .collect::<Result<_, TemplateError>>()?,
            )
        }
        other => other,
    })
}

/// The name in a text that is a placeholder and nothing else.
fn whole(text: &str) -> Option<&str> {
    let name = text.strip_prefix("{{")?.strip_suffix("}}")?;
    (!name.contains("{{")).then_some(name)
}

fn filled_text(text: &str, values: &Values<'_>) -> Result<String, TemplateError> {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, tail)) = after.split_once("}}") else {
            return Err(misfit(after, "it has no end"));
        };
        let [value] = find(name, values)? else {
            return Err(misfit(name, "a text takes one value"));
        };
        result.push_str(before);
        result.push_str(value);
        rest = tail;
    }
    Ok(result + rest)
}

fn find<'v>(name: &str, values: &'v Values<'_>) -> Result<&'v [String], TemplateError> {
    match values.get(name) {
        Some(values) => Ok(values),
        None => Err(misfit(name, "nothing is known by that name")),
    }
}

fn misfit(placeholder: &str, cause: &'static str) -> TemplateError {
    TemplateError::Placeholder {
        placeholder: placeholder.to_owned(),
        cause,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn values() -> Values<'static> {
        let two = vec!["one".to_owned(), "t\"wo".to_owned()];
        [
            ("list", two),
            ("role", vec!["Admin".to_owned()]),
            ("none", vec![]),
        ]
        .into()
    }

    #[test]
    fn lists_take_all_values_and_texts_take_one() {
        let file = r#"{"a": ["x", "{{list}}", "{{none}}"], "b": "role/{{role}}-{{role}}"}"#;
        let expected = json!({"a": ["x", "one", "t\"wo"], "b": "role/Admin-Admin"});
        assert_eq!(fill(file, &values()).unwrap(), expected);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for file in [
            r#"["{{lost}}"]"#,
            r#""{{list}}""#,
            r#""{{none}}""#,
            r#""{{role""#,
            "{",
        ] {
            assert!(fill(file, &values()).is_err(), "{file}");
        }
    }

    #[test]
    fn a_value_is_not_filled_again() {
        let values = [("a", vec!["{{b}}".to_owned()])].into();
        assert_eq!(fill(r#""x{{a}}""#, &values).unwrap(), json!("x{{b}}"));
    }
}
