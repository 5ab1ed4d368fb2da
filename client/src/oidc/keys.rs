//! The provider's published keys (RFC 7517).

use aws_lc_rs::signature::{ECDSA_P521_SHA512_FIXED, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{
    CoreJsonWebKey, CoreJsonWebKeyType, CoreJsonWebKeyUse, CoreJwsSigningAlgorithm,
};
use openidconnect::{
    JsonWebKey, JsonWebKeyAlgorithm, JsonWebKeyId, JsonWebKeySet, SignatureVerificationError,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Bytes of a number on P-521.
const P521: usize = 66;
/// 2,048 bits.
const SHORTEST_RSA: usize = 256;

/// As published. A key of a kind that is not known here is passed over: others may use it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Keys(pub(super) JsonWebKeySet<Key>);

impl Keys {
    /// None when it is no key set at all.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let set: Map<String, Value> = serde_json::from_slice(text).ok()?;
        serde_json::from_value(Value::Object(set)).ok().map(Self)
    }

    /// Each of them alone: the library does not choose between several that could have signed.
    pub(super) fn one_by_one(&self) -> impl Iterator<Item = Self> + '_ {
        let keys = self.0.keys().iter();
        keys.map(|key| Self(JsonWebKeySet::new(vec![key.clone()])))
    }
}

/// The library's key, with the curve that AWS takes and the library does not know, and without RSA keys
/// that are too short, which the library would take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Map<String, Value>")]
pub struct Key(CoreJsonWebKey);

impl TryFrom<Map<String, Value>> for Key {
    type Error = &'static str;

    fn try_from(mut fields: Map<String, Value>) -> Result<Self, Self::Error> {
        for name in ["n", "e", "x", "y"] {
            // Padding is against the standard, and some providers write it all the same.
            if let Some(Value::String(number)) = fields.get_mut(name) {
                number.truncate(number.trim_end_matches('=').len());
            }
        }
        if fields.get("kty").and_then(Value::as_str) == Some("RSA") {
            let modulus = number(&fields, "n").unwrap_or_default();
            if modulus.iter().skip_while(|byte| **byte == 0).count() < SHORTEST_RSA {
                return Err("an RSA key of less than 2048 bits");
            }
        }
        serde_json::from_value(Value::Object(fields))
            .map(Self)
            .map_err(|_| "a key of another kind")
    }
}

fn number(fields: &Map<String, Value>, name: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(fields.get(name)?.as_str()?).ok()
}

impl JsonWebKey for Key {
    type KeyUse = CoreJsonWebKeyUse;
    type SigningAlgorithm = CoreJwsSigningAlgorithm;

    fn key_id(&self) -> Option<&JsonWebKeyId> {
        self.0.key_id()
    }

    fn key_type(&self) -> &CoreJsonWebKeyType {
        self.0.key_type()
    }

    fn key_use(&self) -> Option<&CoreJsonWebKeyUse> {
        self.0.key_use()
    }

    fn signing_alg(&self) -> JsonWebKeyAlgorithm<&CoreJwsSigningAlgorithm> {
        self.0.signing_alg()
    }

    fn new_symmetric(key: Vec<u8>) -> Self {
        Self(CoreJsonWebKey::new_symmetric(key))
    }

    fn verify_signature(
        &self,
        algorithm: &CoreJwsSigningAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureVerificationError> {
        if *algorithm != CoreJwsSigningAlgorithm::EcdsaP521Sha512 {
            return self.0.verify_signature(algorithm, message, signature);
        }
        let point = self
            .p521()
            .ok_or_else(|| SignatureVerificationError::InvalidKey("not on P-521".into()))?;
        UnparsedPublicKey::new(&ECDSA_P521_SHA512_FIXED, point)
            .verify(message, signature)
            .map_err(|_| SignatureVerificationError::CryptoError("not by this key".into()))
    }

    fn hash_bytes(
        &self,
        bytes: &[u8],
        algorithm: &CoreJwsSigningAlgorithm,
    ) -> Result<Vec<u8>, String> {
        self.0.hash_bytes(bytes, algorithm)
    }
}

impl Key {
    /// The uncompressed point, if it has the right form for that curve.
    fn p521(&self) -> Option<Vec<u8>> {
        // The library shows a key's numbers only so.
        let Ok(Value::Object(fields)) = serde_json::to_value(&self.0) else {
            return None;
        };
        let (x, y) = (number(&fields, "x")?, number(&fields, "y")?);
        let is_on_it = fields.get("crv").and_then(Value::as_str) == Some("P-521");
        (is_on_it && x.len() == P521 && y.len() == P521)
            .then(|| [&[4], x.as_slice(), y.as_slice()].concat())
    }
}
