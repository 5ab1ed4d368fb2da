use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::key::{COMPANY, STRANGER, SigningKey};
use crate::sandbox::Sandbox;

/// What an ID token says.
#[derive(Debug, Clone, PartialEq)]
pub struct IdToken {
    claims: Map<String, Value>,
    age: Duration,
    lifetime: Duration,
}

impl IdToken {
    /// An hour long, and issued now.
    pub fn new(issuer: &str, audience: &str, subject: &str) -> Self {
        let named = [("iss", issuer), ("aud", audience), ("sub", subject)];
        let claims = named.map(|(name, value)| (name.to_owned(), Value::from(value)));
        Self {
            claims: claims.into_iter().collect(),
            age: Duration::ZERO,
            lifetime: Duration::from_secs(3600),
        }
    }

    /// Any claim, those of `new` and the times included.
    #[must_use]
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims.insert(name.to_owned(), value.into());
        self
    }

    /// Issued so long ago.
    #[must_use]
    pub fn aged(self, age: Duration) -> Self {
        Self { age, ..self }
    }

    /// Valid for so long after it was issued.
    #[must_use]
    pub fn lasting(self, lifetime: Duration) -> Self {
        Self { lifetime, ..self }
    }
}

/// What is wrong with a token.
#[derive(Debug, Clone, PartialEq)]
pub enum Forgery {
    /// Signed with a key that is not the issuer's, under the issuer's key id.
    OtherKey,
    /// `alg: none` and no signature.
    Unsigned,
    /// `alg: HS256`, signed with a secret that anybody could know.
    Symmetric,
    /// A claim was changed after the token was signed.
    Edited { claim: String, value: Value },
}

impl Sandbox {
    /// A token as the company's identity provider issues it, whatever its address. It tells the time on
    /// the callers' clocks.
    pub fn id_token(&self, token: &IdToken) -> String {
        signed(&COMPANY, &self.payload(token))
    }

    /// A token that nobody should take.
    pub fn forged_token(&self, token: &IdToken, forgery: &Forgery) -> String {
        let payload = self.payload(token);
        let header = |algorithm: &str| {
            encoded(&json!({"alg": algorithm, "typ": "JWT", "kid": COMPANY.id()}))
        };
        let claims = encoded(&payload);
        match forgery {
            Forgery::OtherKey => {
                let message = format!("{}.{claims}", header("RS256"));
                with_signature(&message, &STRANGER.sign(&message))
            }
            Forgery::Unsigned => format!("{}.{claims}.", header("none")),
            Forgery::Symmetric => {
                let message = format!("{}.{claims}", header("HS256"));
                with_signature(&message, &[0x5a; 32])
            }
            Forgery::Edited { claim, value } => {
                let honest = signed(&COMPANY, &payload);
                let mut edited = payload;
                edited[claim] = value.clone();
                let mut parts = honest.split('.');
                let header = parts.next().unwrap_or_default();
                let signature = parts.nth(1).unwrap_or_default();
                format!("{header}.{}.{signature}", encoded(&edited))
            }
        }
    }

    /// The key set that the company's identity provider publishes.
    pub fn json_web_keys() -> Value {
        json!({"keys": [COMPANY.public]})
    }

    fn payload(&self, token: &IdToken) -> Value {
        let now = self.callers_now().0 / 1000;
        let issued = now.saturating_sub(token.age.as_secs());
        let expires = issued + token.lifetime.as_secs();
        let mut claims = token.claims.clone();
        for (name, value) in [("iat", issued), ("exp", expires)] {
            claims.entry(name).or_insert_with(|| value.into());
        }
        Value::Object(claims)
    }
}

pub(crate) fn signed(key: &SigningKey, payload: &Value) -> String {
    let header = encoded(&json!({"alg": "RS256", "typ": "JWT", "kid": key.id()}));
    let message = format!("{header}.{}", encoded(payload));
    with_signature(&message, &key.sign(&message))
}

fn with_signature(message: &str, signature: &[u8]) -> String {
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}
