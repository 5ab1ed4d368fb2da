//! Operations that travel as a method and a path.

use http::Request;
use serde_json::{Map, Value};

use crate::protocol::query;
use crate::refusal::Refusal;

type Meant = Result<(String, Value), Refusal>;

/// `/putAccountName` is how PutAccountName travels.
pub(super) fn account(request: &Request<bytes::Bytes>) -> Meant {
    let name = request.uri().path().trim_start_matches('/');
    let mut letters = name.chars();
    let operation = letters
        .next()
        .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
        .unwrap_or_default();
    Ok((operation, body(request)?))
}

pub(super) fn bedrock(request: &Request<bytes::Bytes>) -> Meant {
    let path = request.uri().path();
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let method = request.method().as_str();
    let (operation, named) = match (method, parts.as_slice()) {
        ("GET", ["logging", "modelinvocations"]) => {
            ("GetModelInvocationLoggingConfiguration", None)
        }
        ("PUT", ["logging", "modelinvocations"]) => {
            ("PutModelInvocationLoggingConfiguration", None)
        }
        ("DELETE", ["logging", "modelinvocations"]) => {
            ("DeleteModelInvocationLoggingConfiguration", None)
        }
        ("POST", ["use-case-for-model-access"]) => ("PutUseCaseForModelAccess", None),
        ("GET", ["use-case-for-model-access"]) => ("GetUseCaseForModelAccess", None),
        ("GET", ["list-foundation-model-agreement-offers", model]) => (
            "ListFoundationModelAgreementOffers",
            Some(("modelId", *model)),
        ),
        ("POST", ["create-foundation-model-agreement"]) => ("CreateFoundationModelAgreement", None),
        ("GET", ["foundation-model-availability", model]) => {
            ("GetFoundationModelAvailability", Some(("modelId", *model)))
        }
        ("GET", ["inference-profiles"]) => ("ListInferenceProfiles", None),
        ("GET", ["inference-profiles", profile]) => (
            "GetInferenceProfile",
            Some(("inferenceProfileIdentifier", *profile)),
        ),
        ("POST", ["model", model, "invoke"]) => ("InvokeModel", Some(("modelId", *model))),
        ("POST", ["model", model, "converse"]) => ("Converse", Some(("modelId", *model))),
        (
            "POST",
            [
                "model",
                _,
                action @ ("invoke-with-response-stream" | "converse-stream"),
            ],
        ) => {
            return Err(Refusal::not_modelled(&format!(
                "streams of events (bedrock {action})"
            )));
        }
        _ => return Err(Refusal::not_modelled(&format!("bedrock:{method} {path}"))),
    };
    let mut input = body(request)?;
    if let Value::Object(fields) = &mut input {
        fields.extend(query_of(request));
        if let Some((field, text)) = named {
            fields.insert(field.to_owned(), query::unescaped(text).into());
        }
    }
    Ok((operation.to_owned(), input))
}

/// Buckets by path or by host name; objects are text.
pub(super) fn s3(request: &Request<bytes::Bytes>) -> Meant {
    let host = super::host(request).unwrap_or_default();
    let path = request.uri().path().trim_start_matches('/');
    let (bucket, key) = match host.split_once(".s3.") {
        Some((bucket, _)) => (bucket, path),
        None => path.split_once('/').unwrap_or((path, "")),
    };
    let method = request.method().as_str();
    let query = request.uri().query().unwrap_or_default();
    let plain = query.is_empty() || query.starts_with("x-id=") && !query.contains('&');
    let operation = match method {
        "PUT" => "PutObject",
        "GET" => "GetObject",
        _ => "",
    };
    if operation.is_empty() || !plain || key.is_empty() {
        let what = format!("s3:{method} {}", request.uri());
        return Err(Refusal::not_modelled(&what));
    }
    let header = |name: &str| request.headers().get(name)?.to_str().ok();
    if header("content-encoding").is_some_and(|coding| coding.contains("aws-chunked")) {
        return Err(Refusal::not_modelled("s3:PutObject in signed chunks"));
    }
    let text = std::str::from_utf8(request.body())
        .map_err(|_| Refusal::not_modelled("objects that are not text"))?;
    let input = serde_json::json!({
        "Bucket": bucket,
        "Key": query::unescaped(key),
        "Body": text,
        "ContentType": header("content-type").unwrap_or("binary/octet-stream"),
    });
    Ok((operation.to_owned(), input))
}

fn query_of(request: &Request<bytes::Bytes>) -> Map<String, Value> {
    query::pairs(request.uri().query().unwrap_or_default())
}

fn body(request: &Request<bytes::Bytes>) -> Result<Value, Refusal> {
    if request.body().is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    serde_json::from_slice(request.body())
        .map_err(|_| Refusal::new(400, "SerializationException", "the body is not JSON"))
}
