use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::key::SigningKey;
use crate::clock::Moment;

/// A token that claims something; nothing of it is believed before `check`.
#[derive(Debug)]
pub(crate) struct Token<'a> {
    header: Map<String, Value>,
    claims: Map<String, Value>,
    message: &'a str,
    signature: Vec<u8>,
}

/// Whom a token is meant for.
pub(crate) enum Audience<'a> {
    OneOf(&'a [String]),
    Any,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TokenFault {
    Signature,
    Audience,
    NoSubject,
    /// Seconds since 1970.
    Expired {
        now: u64,
        expires: u64,
    },
    /// No end, or a beginning that is yet to come.
    Times,
}

/// How IAM names the provider behind an issuer. The sandbox's own provider is reached on loopback,
/// without TLS, and is known to IAM as if it had it.
pub(crate) fn provider_name(issuer: &str) -> Option<&str> {
    let plain = || {
        let rest = issuer.strip_prefix("http://")?;
        let host = rest.split('/').next().unwrap_or_default();
        let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
        ["127.0.0.1", "localhost", "[::1]"]
            .contains(&host)
            .then_some(rest)
    };
    issuer.strip_prefix("https://").or_else(plain)
}

impl<'a> Token<'a> {
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        let (message, signature) = text.rsplit_once('.')?;
        let (header, claims) = message.split_once('.')?;
        let object = |part: &str| -> Option<Map<String, Value>> {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
        };
        Some(Self {
            header: object(header)?,
            claims: object(claims)?,
            message,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
        })
    }

    /// Who issued it, by its own word.
    pub(crate) fn issuer(&self) -> &str {
        self.text("iss")
    }

    fn text(&self, claim: &str) -> &str {
        self.claims
            .get(claim)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// The claims, if the token holds at this time on the callers' clocks.
    pub(crate) fn check(
        self,
        key: &SigningKey,
        audience: &Audience<'_>,
        now: Moment,
    ) -> Result<Map<String, Value>, TokenFault> {
        let algorithm = self.header.get("alg").and_then(Value::as_str);
        let names_key = |id: &Value| id.as_str() == Some(key.id());
        let is_signed = algorithm == Some("RS256")
            && self.header.get("kid").is_none_or(names_key)
            && key.verifies(self.message, &self.signature);
        if !is_signed {
            return Err(TokenFault::Signature);
        }
        if !audience.admits(self.claims.get("aud")) {
            return Err(TokenFault::Audience);
        }
        if self.text("sub").is_empty() {
            return Err(TokenFault::NoSubject);
        }
        let now = now.0 / 1000;
        let expires = self.seconds("exp").ok_or(TokenFault::Times)?;
        if now >= expires {
            return Err(TokenFault::Expired { now, expires });
        }
        if self.claims.contains_key("nbf") && self.seconds("nbf").is_none_or(|from| from > now) {
            return Err(TokenFault::Times);
        }
        Ok(self.claims)
    }

    fn seconds(&self, claim: &str) -> Option<u64> {
        self.claims.get(claim)?.as_u64()
    }
}

impl Audience<'_> {
    fn admits(&self, claim: Option<&Value>) -> bool {
        let is_ours = |one: &Value| match (self, one.as_str()) {
            (_, None) => false,
            (Self::Any, Some(_)) => true,
            (Self::OneOf(clients), Some(one)) => clients.iter().any(|client| client == one),
        };
        match claim {
            Some(Value::Array(many)) => many.iter().any(is_ours),
            Some(one) => is_ours(one),
            None => false,
        }
    }
}
