//! Answers: JSON, a way to another address, a page for people.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde_json::Value;

pub(crate) type Reply = Response<Bytes>;

pub(crate) fn json(status: StatusCode, value: &Value) -> Reply {
    let mut reply = of(status, "application/json", value.to_string());
    // RFC 6749, 5.1: nothing here is for a cache.
    let headers = reply.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    reply
}

pub(crate) fn page(status: StatusCode, html: String) -> Reply {
    let mut reply = of(status, "text/html; charset=utf-8", html);
    let fixed = [
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    for (name, value) in fixed {
        reply
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    reply
}

/// With these fields added to the address's query.
pub(crate) fn redirect(to: &str, fields: &[(&str, &str)]) -> Reply {
    let mut address = to.to_owned();
    for (name, value) in fields {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(name);
        address.push('=');
        address.push_str(&escaped(value));
    }
    let mut reply = of(StatusCode::FOUND, "text/plain", String::new());
    let headers = reply.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    match HeaderValue::from_str(&address) {
        Ok(address) => {
            headers.insert(header::LOCATION, address);
        }
        Err(_) => *reply.status_mut() = StatusCode::BAD_REQUEST,
    }
    reply
}

pub(crate) fn not_allowed(methods: &'static str) -> Reply {
    let mut reply = of(StatusCode::METHOD_NOT_ALLOWED, "text/plain", String::new());
    let headers = reply.headers_mut();
    headers.insert(header::ALLOW, HeaderValue::from_static(methods));
    reply
}

fn of(status: StatusCode, kind: &'static str, body: String) -> Reply {
    let mut reply = Response::new(Bytes::from(body));
    *reply.status_mut() = status;
    let headers = reply.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    reply
}

fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes().fold(String::new(), |mut out, byte| {
        if plain(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}
