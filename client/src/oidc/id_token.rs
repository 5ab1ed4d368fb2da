//! ID tokens: what is read of one, and when it is believed (OpenID Connect Core 3.1.3.7).

use std::str::FromStr as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreIdToken, CoreJwsSigningAlgorithm};
use openidconnect::{
    ClaimsVerificationError, ClientId, IdTokenVerifier, IssuerUrl, SignatureVerificationError,
};
use serde_json::{Map, Value};

use super::keys::{Key, Keys};
use super::{claims, text};
use crate::clock::Moment;
use crate::identity::Identity;
use crate::secret::Secret;
use crate::stop::{Exit, Stop};

#[cfg(test)]
mod odd_claims;

/// What AWS takes.
const ALGORITHMS: [(&str, CoreJwsSigningAlgorithm); 6] = [
    ("RS256", CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256),
    ("RS384", CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384),
    ("RS512", CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512),
    ("ES256", CoreJwsSigningAlgorithm::EcdsaP256Sha256),
    ("ES384", CoreJwsSigningAlgorithm::EcdsaP384Sha384),
    ("ES512", CoreJwsSigningAlgorithm::EcdsaP521Sha512),
];
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
    /// Other keys might bear it out.
    pub(super) fn is_of_the_keys(&self) -> bool {
        *self == Self::UnknownKey || *self == Self::wrong(FORGED)
    }

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
    let read = Read::of(token.reveal(), expected)?;
    let verified = verifier(keys, expected)
        .map_err(Fault::Token)
        .and_then(|verifier| read.verified(&verifier, expected));
    match verified {
        Err(Fault::SeveralKeys) => {}
        Err(Fault::Token(fault)) => return Err(fault),
        Ok(identity) => return Ok(identity),
    }
    let forged = TokenFault::wrong(FORGED);
    for key in keys.one_by_one() {
        match read.verified(&verifier(&key, expected)?, expected) {
            Err(Fault::SeveralKeys) => {}
            Err(Fault::Token(fault)) if fault == forged || fault == TokenFault::UnknownKey => {}
            Err(Fault::Token(fault)) => return Err(fault),
            Ok(identity) => return Ok(identity),
        }
    }
    Err(forged)
}

const FORGED: &str = "its signature is not the identity provider's";

enum Fault {
    /// Which of them signed, the token does not say.
    SeveralKeys,
    Token(TokenFault),
}

impl From<TokenFault> for Fault {
    fn from(fault: TokenFault) -> Self {
        Self::Token(fault)
    }
}

fn verifier<'a>(
    keys: &Keys,
    expected: &Expected<'_>,
) -> Result<IdTokenVerifier<'a, Key>, TokenFault> {
    let issuer = IssuerUrl::new(expected.issuer.to_owned())
        .map_err(|_| TokenFault::wrong("its issuer is no address"))?;
    let client = ClientId::new(expected.client_id.to_owned());
    let now = claims::latest(expected.now);
    Ok(
        IdTokenVerifier::new_public_client(client, issuer, keys.0.clone())
            .set_allowed_algs(ALGORITHMS.map(|(_, algorithm)| algorithm))
            // Whether a token for several is for us, `azp` says, which the library does not look at.
            .set_other_audience_verifier_fn(|_| true)
            .set_time_fn(move || now),
    )
}

/// A token that was taken apart and not yet believed.
struct Read {
    token: CoreIdToken,
    header: Map<String, Value>,
    claims: Map<String, Value>,
}

impl Read {
    fn of(token: &str, expected: &Expected<'_>) -> Result<Self, TokenFault> {
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
        known_algorithm(&header)?;
        // The library also takes other spellings of the same bytes.
        URL_SAFE_NO_PAD
            .decode(signature)
            .map_err(|_| unreadable())?;
        match CoreIdToken::from_str(token) {
            Ok(token) => Ok(Self {
                token,
                header,
                claims,
            }),
            Err(_) if !is_of_texts(&header) => Err(unreadable()),
            Err(_) => Err(claims::odd(&claims, expected)),
        }
    }

    fn verified(
        &self,
        verifier: &IdTokenVerifier<'_, Key>,
        expected: &Expected<'_>,
    ) -> Result<Identity, Fault> {
        let standard = self
            .token
            .claims(verifier, claims::nonce(expected))
            .map_err(|error| self.fault(&error, expected))?;
        if let (Some(token), Some(claimed)) = (expected.access_token, standard.access_token_hash())
        {
            claims::access_token(&self.token, verifier, token, claimed)?;
        }
        Ok(claims::check(standard, &self.claims, expected)?)
    }

    /// The library's own words may repeat what it read.
    fn fault(&self, error: &ClaimsVerificationError, expected: &Expected<'_>) -> Fault {
        use ClaimsVerificationError as Error;
        Fault::Token(match error {
            Error::InvalidIssuer(_) => claims::other_issuer(&self.claims, expected),
            Error::InvalidAudience(_) => claims::other_audience(expected.client_id),
            Error::Expired(_) => claims::expired(&self.claims, expected.now),
            Error::InvalidNonce(_) => claims::other_nonce(),
            Error::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
                TokenFault::UnknownKey
            }
            Error::SignatureVerification(SignatureVerificationError::AmbiguousKeyId(_)) => {
                return Fault::SeveralKeys;
            }
            Error::SignatureVerification(_) => TokenFault::wrong(FORGED),
            Error::Unsupported(_) if self.header.contains_key("crit") => {
                TokenFault::wrong("it asks for extensions that are not known here")
            }
            Error::Unsupported(_) => TokenFault::wrong("it is a token of another kind"),
            _ => unreadable(),
        })
    }
}

fn object(part: &str) -> Result<Map<String, Value>, TokenFault> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| unreadable())?;
    serde_json::from_slice(&bytes).map_err(|_| unreadable())
}

fn is_of_texts(header: &Map<String, Value>) -> bool {
    let fields = ["kid", "typ", "cty"];
    let mut fields = fields.into_iter().filter_map(|name| header.get(name));
    fields.all(|value| value.is_string() || value.is_null()) && !header.contains_key("crit")
}

fn unreadable() -> TokenFault {
    TokenFault::wrong("it is no signed JSON web token")
}

/// Says what to do about what anybody could have made, and about what AWS would not take.
fn known_algorithm(header: &Map<String, Value>) -> Result<(), TokenFault> {
    let name = header.get("alg").and_then(Value::as_str);
    let name = name.ok_or_else(unreadable)?;
    if ALGORITHMS.iter().any(|(known, _)| *known == name) {
        return Ok(());
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
