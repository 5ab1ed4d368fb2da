//! AWS's wire protocols: answers and refusals as bytes.

pub(crate) mod json;
mod object;
pub(crate) mod query;

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode};
use serde_json::Value;

use crate::call::Protocol;
use crate::refusal::Refusal;

pub(crate) fn answer(
    protocol: Protocol,
    operation: &str,
    outcome: Result<Value, Refusal>,
    request_id: &str,
) -> Response<Bytes> {
    let (status, kind, body) = match (protocol, &outcome) {
        (Protocol::Json, Ok(value)) => (200, json::KIND, value.to_string()),
        (Protocol::Object, Ok(value)) => return object::answer(value, request_id),
        (Protocol::Object, Err(refusal)) => (
            refusal.status,
            object::KIND,
            object::error(refusal, request_id),
        ),
        (Protocol::Rest, Ok(value)) => (200, "application/json", value.to_string()),
        (Protocol::Query(namespace), Ok(value)) => (
            200,
            query::KIND,
            query::result(namespace, operation, value, request_id),
        ),
        (Protocol::Json, Err(refusal)) => (refusal.status, json::KIND, json::error(refusal)),
        (Protocol::Rest, Err(refusal)) => {
            (refusal.status, "application/json", json::error(refusal))
        }
        (Protocol::Query(namespace), Err(refusal)) => (
            refusal.status,
            query::KIND,
            query::error(namespace, refusal, request_id),
        ),
    };
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert("content-type", HeaderValue::from_static(kind));
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert("x-amzn-requestid", id);
    }
    if let Err(refusal) = outcome
        && protocol == Protocol::Rest
        && let Ok(code) = HeaderValue::from_str(&refusal.code)
    {
        headers.insert("x-amzn-errortype", code);
    }
    response
}
