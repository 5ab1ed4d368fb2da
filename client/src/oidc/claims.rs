//! What a token must say besides what the library checks, and words for what it finds.

use chrono::{DateTime, Utc};
use openidconnect::core::{CoreIdToken, CoreIdTokenClaims};
use openidconnect::{AccessToken, AccessTokenHash, IdTokenVerifier, Nonce, NonceVerifier};
use serde_json::{Map, Value};

use super::id_token::{Expected, TokenFault};
use super::keys::Key;
use super::text::{plain, span};
use crate::clock::Moment;
use crate::identity::Identity;
use crate::secret::Secret;

/// How far two clocks may be apart.
const SKEW: i64 = 5 * 60;
/// AWS takes no longer one.
const LONGEST_SUBJECT: usize = 255;

type Claims = Map<String, Value>;

/// What the library leaves to others: `azp`, the subject, and times to come.
pub(super) fn check(
    standard: &CoreIdTokenClaims,
    claims: &Claims,
    expected: &Expected<'_>,
) -> Result<Identity, TokenFault> {
    party(standard, claims, expected)?;
    let subject = subject(standard.subject(), expected)?;
    let issued = Moment(standard.issue_time().timestamp());
    begun(issued, claims, expected.now)?;
    Ok(Identity {
        issuer: expected.issuer.to_owned(),
        client_id: expected.client_id.to_owned(),
        subject,
        claims: claims.clone(),
        issued,
        expires: Moment(standard.expiration().timestamp()),
    })
}

/// The last moment at which a token would have had to end to be refused now.
pub(super) fn latest(now: Moment) -> DateTime<Utc> {
    // The library's end of a token is exclusive.
    DateTime::from_timestamp(now.0.saturating_sub(SKEW + 1), 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// A token for several must say to whom it was given, and that must be us.
fn party(
    standard: &CoreIdTokenClaims,
    claims: &Claims,
    expected: &Expected<'_>,
) -> Result<(), TokenFault> {
    match claims.get("azp") {
        Some(party) if party.as_str() == Some(expected.client_id) => Ok(()),
        None if standard.audiences().len() == 1 => Ok(()),
        None => Err(TokenFault::wrong(
            "it is meant for several clients, and does not say to whom it was given",
        )),
        Some(_) => Err(other_party()),
    }
}

fn subject(subject: &str, expected: &Expected<'_>) -> Result<String, TokenFault> {
    if subject.is_empty() || subject.len() > LONGEST_SUBJECT {
        return Err(nobody());
    }
    if expected.subject.is_some_and(|known| known != subject) {
        return Err(TokenFault::hinted(
            "it is about another person than before",
            "run `bedrock-auth logout`, then sign in again",
        ));
    }
    Ok(subject.to_owned())
}

fn begun(issued: Moment, claims: &Claims, now: Moment) -> Result<(), TokenFault> {
    let begins = match claims.get("nbf") {
        None => issued,
        Some(begins) => seconds(begins).ok_or_else(|| no_time("nbf"))?,
    };
    let ahead = now.until(issued.max(begins));
    if ahead <= SKEW {
        return Ok(());
    }
    let ahead = span(ahead);
    Err(skewed(format!(
        "by this computer's clock it will only be valid in {ahead}: the clock is {ahead} behind the identity provider's"
    )))
}

fn seconds(value: &Value) -> Option<Moment> {
    // A fraction of a second is of no interest, and neither is the end of the world.
    let real = || value.as_f64().map(|real| real as i64);
    value.as_i64().or_else(real).map(Moment)
}

pub(super) fn nonce(expected: &Expected<'_>) -> impl NonceVerifier {
    let sent = expected
        .nonce
        .map(|nonce| Nonce::new(nonce.reveal().to_owned()));
    move |claimed: Option<&Nonce>| match &sent {
        Some(sent) => sent.verify(claimed),
        None => Ok(()),
    }
}

pub(super) fn access_token(
    token: &CoreIdToken,
    verifier: &IdTokenVerifier<'_, Key>,
    beside: &Secret,
    claimed: &AccessTokenHash,
) -> Result<(), TokenFault> {
    let beside = AccessToken::new(beside.reveal().to_owned());
    let hash = token.signing_alg().ok().and_then(|algorithm| {
        let key = token.signing_key(verifier).ok()?;
        AccessTokenHash::from_token(&beside, algorithm, key).ok()
    });
    if hash.as_ref() == Some(claimed) {
        Ok(())
    } else {
        Err(other_access_token())
    }
}

pub(super) fn other_issuer(claims: &Claims, expected: &Expected<'_>) -> TokenFault {
    let other = claims.get("iss").and_then(Value::as_str);
    TokenFault::wrong(format!(
        "it was issued by {}, not by {}",
        plain(other.unwrap_or_default()),
        expected.issuer
    ))
}

pub(super) fn other_audience(client_id: &str) -> TokenFault {
    TokenFault::hinted(
        format!("it is meant for another client than {client_id}"),
        "compare client_id of the routing document with the identity provider's",
    )
}

pub(super) fn other_nonce() -> TokenFault {
    TokenFault::wrong("it was not made for this sign-in")
}

fn other_party() -> TokenFault {
    TokenFault::wrong("it was given to another client")
}

fn other_access_token() -> TokenFault {
    TokenFault::wrong("it belongs to another access token")
}

fn nobody() -> TokenFault {
    TokenFault::wrong("it does not say whom it is about")
}

fn no_time(name: &str) -> TokenFault {
    TokenFault::wrong(format!("its {name} is no time"))
}

pub(super) fn expired(claims: &Claims, now: Moment) -> TokenFault {
    let time = |name| claims.get(name).and_then(seconds).unwrap_or(now);
    let (issued, expires) = (time("iat"), time("exp"));
    skewed(format!(
        "by this computer's clock it expired {} ago; if it is new, the clock is {} ahead of the identity provider's",
        span(expires.until(now)),
        span(issued.until(now))
    ))
}

fn skewed(cause: String) -> TokenFault {
    TokenFault::hinted(
        cause,
        "set this computer's clock (five minutes are tolerated), then sign in again",
    )
}

/// Why the library cannot read them, where a claim that matters is the reason.
pub(super) fn odd(claims: &Claims, expected: &Expected<'_>) -> TokenFault {
    let is_text = |name| claims.get(name).is_some_and(Value::is_string);
    let may_be_text = |name| {
        claims
            .get(name)
            .is_none_or(|value| value.is_string() || value.is_null())
    };
    if !is_text("iss") {
        return TokenFault::wrong("it does not say who issued it");
    }
    let is_audience = |value: &Value| match value {
        Value::Array(all) => all.iter().all(Value::is_string),
        one => one.is_string(),
    };
    if !claims.get("aud").is_some_and(is_audience) {
        return other_audience(expected.client_id);
    }
    if !is_text("sub") {
        return nobody();
    }
    for name in ["exp", "iat"] {
        match claims.get(name) {
            None => return TokenFault::wrong(format!("it has no {name}")),
            // Neither is what lies beyond all calendars.
            Some(time)
                if seconds(time)
                    .is_none_or(|time| DateTime::from_timestamp(time.0, 0).is_none()) =>
            {
                return no_time(name);
            }
            Some(_) => {}
        }
    }
    let others = [
        ("nonce", other_nonce()),
        ("azp", other_party()),
        ("at_hash", other_access_token()),
    ];
    others
        .into_iter()
        .find_map(|(name, fault)| (!may_be_text(name)).then_some(fault))
        .unwrap_or_else(|| TokenFault::wrong("its claims are not those of OpenID Connect"))
}
