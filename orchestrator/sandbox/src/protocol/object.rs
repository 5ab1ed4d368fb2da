//! S3's protocol: objects as they are, errors in XML.

use bytes::Bytes;
use http::{HeaderValue, Response};
use serde_json::Value;

use super::query;
use crate::refusal::Refusal;

pub(crate) const KIND: &str = "application/xml";

/// Of `Body`, `ContentType` and `ETag`, as far as there are any.
pub(crate) fn answer(value: &Value, request_id: &str) -> Response<Bytes> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let body = Bytes::from(text("Body").unwrap_or_default().to_owned());
    let mut response = Response::new(body);
    let headers = [
        ("content-type", text("ContentType")),
        ("etag", text("ETag")),
        ("x-amz-request-id", Some(request_id)),
    ];
    for (name, value) in headers {
        if let Some(Ok(value)) = value.map(HeaderValue::from_str) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

pub(crate) fn error(refusal: &Refusal, request_id: &str) -> String {
    let (code, message) = (
        query::escaped(&refusal.code),
        query::escaped(&refusal.message),
    );
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code>\
         <Message>{message}</Message><RequestId>{request_id}</RequestId></Error>"
    )
}
