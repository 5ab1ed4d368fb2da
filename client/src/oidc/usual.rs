//! Answers in the form that the library takes. Some providers write them in a way of their own, and an
//! answer that is not read costs a refresh token.

use serde_json::{Map, Value, json};

/// Seconds, which Entra and AD FS write as text.
const NUMBERS: [&str; 2] = ["expires_in", "interval"];
/// What there may be, and is passed over when it is no text.
const TEXTS: [&str; 3] = ["id_token", "refresh_token", "scope"];

/// What is no object stays as it came.
pub(super) fn answer(body: Vec<u8>) -> Vec<u8> {
    let Some(mut fields) = object(&body) else {
        return body;
    };
    for name in NUMBERS {
        if let Some(value) = fields.remove(name)
            && let Some(seconds) = number(&value)
        {
            fields.insert(name.to_owned(), seconds.into());
        }
    }
    for name in TEXTS {
        if fields.get(name).is_some_and(|value| !value.is_string()) {
            fields.remove(name);
        }
    }
    if fields.contains_key("access_token")
        && !fields.get("token_type").is_some_and(Value::is_string)
    {
        fields.insert("token_type".to_owned(), json!("Bearer"));
    }
    serde_json::to_vec(&fields).unwrap_or(body)
}

pub(super) fn object(body: &[u8]) -> Option<Map<String, Value>> {
    serde_json::from_slice(body).ok()
}

fn number(value: &Value) -> Option<u64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        value => value.as_u64(),
    }
}
