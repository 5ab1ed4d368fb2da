//! The provider's published keys (RFC 7517).

use aws_lc_rs::signature::{RsaPublicKeyComponents, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::algorithm::Algorithm;

/// As published. A key of a kind that is not known here is passed over: others may use it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Keys(Vec<Map<String, Value>>);

pub(super) enum Checked {
    Good,
    Bad,
    /// No key of this name: the provider may have new ones.
    UnknownKey,
}

impl Keys {
    /// None when it is no key set at all.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let Value::Object(mut set) = serde_json::from_slice(text).ok()? else {
            return None;
        };
        let Some(Value::Array(keys)) = set.remove("keys") else {
            return None;
        };
        let objects = keys.into_iter().filter_map(|key| match key {
            Value::Object(key) => Some(key),
            _ => None,
        });
        Some(Self(objects.collect()))
    }

    /// A token that names a key is checked with keys of that name; one that names none, with all that
    /// could have signed it.
    pub(super) fn check(
        &self,
        algorithm: Algorithm,
        key_id: Option<&str>,
        message: &[u8],
        signature: &[u8],
    ) -> Checked {
        let fits = |key: &&Map<String, Value>| {
            let says = |field: &str, expected: &str| {
                key.get(field)
                    .is_none_or(|value| value.as_str() == Some(expected))
            };
            says("use", "sig")
                && says("alg", algorithm.name())
                && key_id.is_none_or(|id| says("kid", id))
        };
        let mut found = self.0.iter().filter(fits).peekable();
        if found.peek().is_none() {
            return Checked::UnknownKey;
        }
        if found.any(|key| verifies(key, algorithm, message, signature)) {
            Checked::Good
        } else {
            Checked::Bad
        }
    }
}

fn verifies(
    key: &Map<String, Value>,
    algorithm: Algorithm,
    message: &[u8],
    signature: &[u8],
) -> bool {
    let text = |field: &str| key.get(field).and_then(Value::as_str).unwrap_or_default();
    let number = |field: &str| {
        URL_SAFE_NO_PAD
            .decode(text(field).trim_end_matches('='))
            .unwrap_or_default()
    };
    match (text("kty"), algorithm.rsa(), algorithm.curve()) {
        ("RSA", Some(parameters), _) => {
            let (n, e) = (unpadded(number("n")), unpadded(number("e")));
            RsaPublicKeyComponents { n, e }
                .verify(parameters, message, signature)
                .is_ok()
        }
        ("EC", _, Some((curve, size, ecdsa))) => {
            let (x, y) = (number("x"), number("y"));
            let is_on_it = text("crv") == curve && x.len() == size && y.len() == size;
            let point = [&[4], x.as_slice(), y.as_slice()].concat();
            is_on_it
                && UnparsedPublicKey::new(ecdsa, point)
                    .verify(message, signature)
                    .is_ok()
        }
        _ => false,
    }
}

/// Some providers write a leading zero, which the standard forbids and which the check would refuse.
fn unpadded(number: Vec<u8>) -> Vec<u8> {
    number.into_iter().skip_while(|byte| *byte == 0).collect()
}
