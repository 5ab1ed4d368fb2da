//! AWS's JSON protocols.

use serde_json::{Map, Value};

use crate::refusal::Refusal;

pub(crate) const KIND: &str = "application/x-amz-json-1.1";

pub(crate) fn error(refusal: &Refusal) -> String {
    let mut body = Map::new();
    body.insert("__type".into(), Value::from(refusal.code.as_ref()));
    body.insert("Message".into(), Value::from(refusal.message.as_str()));
    if let Some(reason) = refusal.reason {
        body.insert("Reason".into(), Value::from(reason));
    }
    Value::Object(body).to_string()
}
