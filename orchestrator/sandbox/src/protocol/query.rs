//! AWS's query protocol: form fields in, XML out.

use std::fmt::Write;

use http::Request;
use serde_json::{Map, Value};

use crate::refusal::Refusal;

pub(crate) const KIND: &str = "text/xml";

/// The fields of the query string and of the body.
pub(crate) fn fields(request: &Request<bytes::Bytes>) -> Map<String, Value> {
    let mut fields = pairs(request.uri().query().unwrap_or_default());
    fields.extend(pairs(&String::from_utf8_lossy(request.body())));
    fields
}

/// Of `a=b&c=d`.
pub(crate) fn pairs(text: &str) -> Map<String, Value> {
    let decoded = |text: &str| unescaped(&text.replace('+', " "));
    text.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(key, value)| (decoded(key), Value::String(decoded(value))))
        .collect()
}

/// `%20` becomes a space; a `+` stays.
pub(crate) fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        let escaped = (*first == b'%')
            .then(|| tail.get(..2))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (first, escaped) {
            (_, Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            (byte, None) => bytes.push(*byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

pub(crate) fn result(namespace: &str, operation: &str, value: &Value, request_id: &str) -> String {
    let mut inner = String::new();
    elements(value, &mut inner);
    format!(
        "<{operation}Response xmlns=\"{namespace}\">\
         <{operation}Result>{inner}</{operation}Result>\
         <ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>\
         </{operation}Response>"
    )
}

pub(crate) fn error(namespace: &str, refusal: &Refusal, request_id: &str) -> String {
    let fault = if refusal.status < 500 {
        "Sender"
    } else {
        "Receiver"
    };
    let (code, message) = (escaped(&refusal.code), escaped(&refusal.message));
    format!(
        "<ErrorResponse xmlns=\"{namespace}\"><Error><Type>{fault}</Type><Code>{code}</Code>\
         <Message>{message}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    )
}

fn elements(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                // Writing to a String cannot fail.
                let _ = write!(out, "<{name}>");
                elements(member, out);
                let _ = write!(out, "</{name}>");
            }
        }
        Value::Array(members) => {
            for member in members {
                out.push_str("<member>");
                elements(member, out);
                out.push_str("</member>");
            }
        }
        Value::String(text) => out.push_str(&escaped(text)),
        Value::Null => {}
        Value::Bool(_) | Value::Number(_) => out.push_str(&value.to_string()),
    }
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_are_unescaped() {
        let request = Request::builder()
            .uri("/?Version=2011-06-15")
            .body(bytes::Bytes::from_static(
                b"Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam&Name=a+b%2&Odd=%zz%",
            ))
            .unwrap();
        let expected = json!({
            "Version": "2011-06-15", "Action": "AssumeRole", "RoleArn": "arn:aws:iam",
            "Name": "a b%2", "Odd": "%zz%",
        });
        assert_eq!(Value::Object(fields(&request)), expected);
    }

    #[test]
    fn values_become_elements() {
        // In the order of names, which holds whether or not serde_json keeps the order as written.
        let value = json!({"Size": 5, "User": {"Arn": "a<b"}});
        let text = result("n", "Op", &value, "id");
        assert!(
            text.contains("<OpResult><Size>5</Size><User><Arn>a&lt;b</Arn></User></OpResult>"),
            "{text}"
        );
    }
}
