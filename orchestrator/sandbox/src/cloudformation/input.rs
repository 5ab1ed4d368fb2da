//! The query protocol's flat fields as nested values: `Tags.member.1.Key` is the `Key` of the first of
//! `Tags`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::refusal::Refusal;

/// No request of CloudFormation nests deeper.
const DEEPEST: usize = 8;

pub(super) fn validation(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "ValidationError", message)
}

#[derive(Debug, Clone)]
pub(super) struct Input(Value);

impl Input {
    pub(super) fn read(fields: &Value) -> Result<Self, Refusal> {
        let mut root = Map::new();
        for (key, value) in fields.as_object().into_iter().flatten() {
            let path: Vec<&str> = key.split('.').collect();
            if path.len() > DEEPEST {
                return Err(Refusal::new(
                    400,
                    "MalformedInput",
                    format!("{key} is not a field of {DEEPEST} steps at most"),
                ));
            }
            insert(&mut root, &path, value);
        }
        Ok(Self(folded(Value::Object(root))))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some()
    }

    /// Empty when it is missing.
    pub(super) fn text(&self, name: &str) -> &str {
        text(&self.0, name)
    }

    pub(super) fn required(&self, name: &str) -> Result<&str, Refusal> {
        match self.text(name) {
            "" => Err(validation(format!(
                "1 validation error detected: Value null at '{name}' failed to satisfy \
                 constraint: Member must not be null"
            ))),
            text => Ok(text),
        }
    }

    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.text(name) {
            "" => Ok(None),
            "true" => Ok(Some(true)),
            "false" => Ok(Some(false)),
            other => Err(validation(format!("{name} must be a boolean, not {other}"))),
        }
    }

    pub(super) fn number(&self, name: &str) -> Result<Option<usize>, Refusal> {
        match self.text(name) {
            "" => Ok(None),
            text => text
                .parse()
                .map(Some)
                .map_err(|_| validation(format!("{name} must be a whole number, not {text}"))),
        }
    }

    pub(super) fn items(&self, name: &str) -> &[Value] {
        let list = self.0.get(name).and_then(Value::as_array);
        list.map_or(&[], Vec::as_slice)
    }

    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        let items = self.items(name).iter();
        items
            .filter_map(|item| item.as_str().map(ToOwned::to_owned))
            .collect()
    }

    /// A structure within.
    pub(super) fn part(&self, name: &str) -> Self {
        Self(self.0.get(name).cloned().unwrap_or_default())
    }

    /// Keys and values; no value means the previous one.
    pub(super) fn parameters(
        &self,
        name: &str,
    ) -> Result<BTreeMap<String, Option<String>>, Refusal> {
        let mut parameters = BTreeMap::new();
        for item in self.items(name) {
            let key = text(item, "ParameterKey").to_owned();
            let previous = text(item, "UsePreviousValue") == "true";
            let value = item.get("ParameterValue").and_then(Value::as_str);
            if previous && value.is_some_and(|value| !value.is_empty()) {
                return Err(validation(format!(
                    "Invalid input for parameter key {key}. Cannot specify usePreviousValue as \
                     true and non empty value for a parameter."
                )));
            }
            let value = (!previous).then(|| value.unwrap_or_default().to_owned());
            if parameters.insert(key.clone(), value).is_some() {
                return Err(validation(format!("Duplicate ParameterKey {key}")));
            }
        }
        Ok(parameters)
    }

    pub(super) fn tags(&self) -> Result<BTreeMap<String, String>, Refusal> {
        let items = self.items("Tags");
        let tags: BTreeMap<_, _> = items
            .iter()
            .map(|tag| (text(tag, "Key").to_owned(), text(tag, "Value").to_owned()))
            .collect();
        let sound = |(key, value): (&String, &String)| {
            (1..=128).contains(&key.chars().count()) && value.chars().count() <= 256
        };
        if tags.len() < items.len() || tags.len() > 50 || !tags.iter().all(sound) {
            return Err(validation(
                "Tags must be at most 50, with different keys of 1 to 128 characters and values \
                 of at most 256",
            ));
        }
        Ok(tags)
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn insert(at: &mut Map<String, Value>, path: &[&str], value: &Value) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    if rest.is_empty() {
        at.insert((*first).to_owned(), value.clone());
        return;
    }
    let entry = at
        .entry((*first).to_owned())
        .or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(inner) = entry {
        insert(inner, rest, value);
    }
}

/// `{"member": {"1": a, "2": b}}` is a list.
fn folded(value: Value) -> Value {
    let Value::Object(mut fields) = value else {
        return value;
    };
    if let Some(Value::Object(members)) = fields.remove("member") {
        let mut numbered: Vec<(u32, Value)> = members
            .into_iter()
            .filter_map(|(number, item)| Some((number.parse().ok()?, folded(item))))
            .collect();
        numbered.sort_by_key(|(number, _)| *number);
        return numbered.into_iter().map(|(_, item)| item).collect();
    }
    let fields = fields.into_iter().map(|(name, item)| (name, folded(item)));
    Value::Object(fields.collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn flat_fields_become_lists_and_structures() {
        let fields = json!({
            "StackSetName": "s",
            "Tags.member.2.Key": "b",
            "Tags.member.1.Key": "a",
            "Regions.member.10": "z",
            "Regions.member.9": "y",
            "OperationPreferences.RegionOrder.member.1": "r",
        });
        let input = Input::read(&fields).unwrap();
        assert_eq!(
            input.0,
            json!({
                "StackSetName": "s", "Tags": [{"Key": "a"}, {"Key": "b"}],
                "Regions": ["y", "z"], "OperationPreferences": {"RegionOrder": ["r"]},
            })
        );
    }
}
