//! The JSON Schema of the plan file, from the table of its keys, for editors.

use serde_json::{Map, Value, json};

use super::keys::{self, Key, Presence, Shape, Table, Text};

/// Draft 2020-12.
pub fn schema() -> Value {
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "org.toml",
        "description": "The plan file of bedrock-org: which teams get Claude on Amazon Bedrock, in which accounts and how much.",
    });
    merge(&mut schema, table(&keys::PLAN));
    schema
}

fn table(table: &Table) -> Value {
    let properties: Map<String, Value> = table
        .keys
        .iter()
        .map(|key| (key.name.to_owned(), property(key)))
        .collect();
    let required: Vec<&str> = table
        .keys
        .iter()
        .filter(|key| matches!(key.presence, Presence::Required))
        .map(|key| key.name)
        .collect();
    let mut schema = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn property(key: &Key) -> Value {
    let mut description = key.about.to_owned();
    if let Presence::Optional(otherwise) = key.presence {
        description.push_str(&format!(" When left out: {otherwise}."));
    }
    let mut schema = json!({ "description": description });
    merge(&mut schema, shape(&key.shape));
    schema
}

fn shape(shape: &Shape) -> Value {
    match shape {
        Shape::Text(constraints) => text(constraints),
        Shape::Number { least, most } => {
            json!({ "type": "integer", "minimum": least, "maximum": most })
        }
        Shape::Factor { least, most } => {
            json!({ "type": "number", "minimum": least, "maximum": most })
        }
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Word(words) => json!({ "enum": words }),
        Shape::FlagOrWord(word) => json!({ "enum": [true, false, word] }),
        Shape::Percentages => list(&json!({
            "type": "integer",
            "minimum": keys::PERCENT.start(),
            "maximum": keys::PERCENT.end(),
        })),
        Shape::RetentionDays => json!({ "enum": keys::RETENTION_DAYS }),
        Shape::List { of, least, most } => {
            let mut schema = list(&text(of));
            schema["minItems"] = json!(least);
            if let Some(most) = most {
                schema["maxItems"] = json!(most);
            }
            schema
        }
        Shape::OneOrList(constraints) => {
            let mut several = list(&text(constraints));
            several["minItems"] = json!(1);
            json!({ "oneOf": [text(constraints), several] })
        }
        Shape::Ports => {
            let mut schema = list(&json!({
                "type": "integer",
                "minimum": keys::PORTS.start(),
                "maximum": keys::PORTS.end(),
            }));
            schema["minItems"] = json!(1);
            schema
        }
        Shape::Tags => json!({
            "type": "object",
            "maxProperties": 40,
            "propertyNames": { "minLength": 1, "maxLength": 128 },
            "additionalProperties": { "type": "string", "maxLength": 256 },
        }),
        Shape::Table(inner) => table(inner),
        Shape::Named(inner) => json!({
            "type": "object",
            "propertyNames": { "pattern": keys::NAME },
            "additionalProperties": table(inner),
        }),
    }
}

fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items, "uniqueItems": true })
}

fn text(text: &Text) -> Value {
    let mut schema = json!({ "type": "string", "minLength": 1 });
    if let Some(pattern) = text.pattern {
        schema["pattern"] = json!(pattern);
    }
    if let Some(longest) = text.longest {
        schema["maxLength"] = json!(longest);
    }
    schema
}

/// Adds the keys of one object to another.
fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}
