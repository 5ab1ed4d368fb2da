//! ID tokens: what is read of one, and when it is believed (OpenID Connect Core 3.1.3.7).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::algorithm::Algorithm;
use super::keys::{Checked, Keys};
use super::{claims, text};
use crate::clock::Moment;
use crate::identity::Identity;
use crate::secret::Secret;
use crate::stop::{Exit, Stop};

/// A token that names a thousand groups is a tenth of this.
const LARGEST: usize = 256 * 1024;

/// What a token must say to be believed.
#[derive(Clone, Copy)]
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    /// What was sent along, where something was.
    pub nonce: Option<&'a Secret>,
    /// Who it must be about, where that is known.
    pub subject: Option<&'a str>,
    /// What came along, where something did.
    pub access_token: Option<&'a Secret>,
    pub now: Moment,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenFault {
    /// Signed with a key that is not among those at hand.
    UnknownKey,
    /// What is wrong with it, in words, and what to do.
    Wrong { cause: String, hint: String },
}

impl TokenFault {
    pub(super) fn wrong(cause: impl Into<String>) -> Self {
        Self::hinted(
            cause,
            "sign in again; if it stays, show this to who runs the identity provider",
        )
    }

    pub(super) fn hinted(cause: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Wrong {
            cause: cause.into(),
            hint: hint.into(),
        }
    }
}

impl From<TokenFault> for Stop {
    fn from(fault: TokenFault) -> Self {
        let (cause, hint) = match fault {
            TokenFault::Wrong { cause, hint } => (cause, hint),
            TokenFault::UnknownKey => (
                "it is signed with a key that the identity provider does not publish".into(),
                "sign in again; if it stays, show this to who runs the identity provider".into(),
            ),
        };
        Self::new(
            Exit::Denied,
            format!("could not trust the ID token: {cause}"),
        )
        .hint(hint)
    }
}

/// Who signed in, if the token can be believed.
pub fn verify(
    token: &Secret,
    keys: &Keys,
    expected: &Expected<'_>,
) -> Result<Identity, TokenFault> {
    let token = token.reveal();
    if token.len() > LARGEST {
        return Err(TokenFault::wrong(format!(
            "it is larger than {LARGEST} bytes"
        )));
    }
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts.as_slice() else {
        return Err(unreadable());
    };
    let (header, claims) = (object(header)?, object(payload)?);
    let algorithm = algorithm(&header)?;
    let key_id = match header.get("kid") {
        None => None,
        Some(id) => Some(id.as_str().ok_or_else(unreadable)?),
    };
    let signature = URL_SAFE_NO_PAD
        .decode(signature)
        .map_err(|_| unreadable())?;
    let message = token.rsplit_once('.').map_or("", |(message, _)| message);
    match keys.check(algorithm, key_id, message.as_bytes(), &signature) {
        Checked::Good => claims::check(claims, algorithm, expected),
        Checked::UnknownKey => Err(TokenFault::UnknownKey),
        Checked::Bad => Err(TokenFault::wrong(
            "its signature is not the identity provider's",
        )),
    }
}

fn object(part: &str) -> Result<Map<String, Value>, TokenFault> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| unreadable())?;
    serde_json::from_slice(&bytes).map_err(|_| unreadable())
}

fn unreadable() -> TokenFault {
    TokenFault::wrong("it is no signed JSON web token")
}

/// Refuses what anybody could have made, and what AWS would not take.
fn algorithm(header: &Map<String, Value>) -> Result<Algorithm, TokenFault> {
    let is_jwt = |kind: &Value| {
        let kind = kind.as_str().unwrap_or_default();
        kind.eq_ignore_ascii_case("JWT") || kind.eq_ignore_ascii_case("application/jwt")
    };
    if !header.get("typ").is_none_or(is_jwt) {
        return Err(TokenFault::wrong("it is a token of another kind"));
    }
    if header.contains_key("crit") {
        return Err(TokenFault::wrong(
            "it asks for extensions that are not known here",
        ));
    }
    let name = header.get("alg").and_then(Value::as_str);
    let name = name.ok_or_else(unreadable)?;
    if let Some(algorithm) = Algorithm::named(name) {
        return Ok(algorithm);
    }
    Err(match name {
        "none" => TokenFault::wrong("it is not signed"),
        "HS256" | "HS384" | "HS512" => TokenFault::hinted(
            format!("it is signed with a shared secret ({name}), which AWS does not take"),
            "have the identity provider sign this client's ID tokens with RS256",
        ),
        _ => TokenFault::hinted(
            format!(
                "it is signed with {}, which AWS does not take",
                text::plain(name)
            ),
            "have the identity provider sign this client's ID tokens with RS256",
        ),
    })
}
