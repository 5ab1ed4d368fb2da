//! What an ID token says of itself: only to explain why AWS did not take it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::clock::Moment;
use crate::secret::Secret;

pub(super) struct Claims {
    pub(super) algorithm: Option<String>,
    pub(super) expires: Option<Moment>,
}

impl Claims {
    pub(super) fn of(token: &Secret) -> Self {
        let mut parts = token.reveal().split('.').map(part);
        let header = parts.next().flatten().unwrap_or_default();
        let payload = parts.next().flatten().unwrap_or_default();
        let algorithm = header.get("alg").and_then(Value::as_str);
        Self {
            algorithm: algorithm.map(|algorithm| algorithm.chars().take(20).collect()),
            expires: payload.get("exp").and_then(Value::as_i64).map(Moment),
        }
    }
}

fn part(text: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    serde_json::from_slice(&bytes).ok()
}
