//! What a token whose signature holds must say besides.

use aws_lc_rs::digest::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::algorithm::Algorithm;
use super::id_token::{Expected, TokenFault};
use super::text::{plain, span};
use crate::clock::Moment;
use crate::identity::Identity;

/// How far two clocks may be apart.
const SKEW: i64 = 5 * 60;
/// AWS takes no longer one.
const LONGEST_SUBJECT: usize = 255;

type Claims = Map<String, Value>;

pub(super) fn check(
    claims: Claims,
    algorithm: Algorithm,
    expected: &Expected<'_>,
) -> Result<Identity, TokenFault> {
    issuer(&claims, expected)?;
    audience(&claims, expected)?;
    let subject = subject(&claims, expected)?;
    let (issued, expires) = times(&claims, expected.now)?;
    nonce(&claims, expected)?;
    access_token(&claims, algorithm, expected)?;
    Ok(Identity {
        issuer: expected.issuer.to_owned(),
        client_id: expected.client_id.to_owned(),
        subject,
        claims,
        issued,
        expires,
    })
}

fn text<'a>(claims: &'a Claims, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}

fn issuer(claims: &Claims, expected: &Expected<'_>) -> Result<(), TokenFault> {
    match text(claims, "iss") {
        Some(issuer) if issuer == expected.issuer => Ok(()),
        Some(other) => Err(TokenFault::wrong(format!(
            "it was issued by {}, not by {}",
            plain(other),
            expected.issuer
        ))),
        None => Err(TokenFault::wrong("it does not say who issued it")),
    }
}

/// A token for several must say to whom it was given, and that must be us.
fn audience(claims: &Claims, expected: &Expected<'_>) -> Result<(), TokenFault> {
    let audience: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !audience.contains(&expected.client_id) {
        return Err(TokenFault::hinted(
            format!("it is meant for another client than {}", expected.client_id),
            "compare client_id of the routing document with the identity provider's",
        ));
    }
    match claims.get("azp") {
        Some(party) if party.as_str() == Some(expected.client_id) => Ok(()),
        None if audience.len() == 1 => Ok(()),
        None => Err(TokenFault::wrong(
            "it is meant for several clients, and does not say to whom it was given",
        )),
        Some(_) => Err(TokenFault::wrong("it was given to another client")),
    }
}

fn subject(claims: &Claims, expected: &Expected<'_>) -> Result<String, TokenFault> {
    let subject = text(claims, "sub").unwrap_or_default();
    if subject.is_empty() || subject.len() > LONGEST_SUBJECT {
        return Err(TokenFault::wrong("it does not say whom it is about"));
    }
    if expected.subject.is_some_and(|known| known != subject) {
        return Err(TokenFault::hinted(
            "it is about another person than before",
            "run `bedrock-auth logout`, then sign in again",
        ));
    }
    Ok(subject.to_owned())
}

fn seconds(claims: &Claims, name: &str) -> Result<Option<Moment>, TokenFault> {
    let Some(value) = claims.get(name) else {
        return Ok(None);
    };
    let seconds = match (value.as_i64(), value.as_f64()) {
        (Some(whole), _) => Some(whole),
        // A fraction of a second is of no interest, and neither is the end of the world.
        (None, Some(real)) => Some(real as i64),
        (None, None) => None,
    };
    seconds
        .map(|seconds| Some(Moment(seconds)))
        .ok_or_else(|| TokenFault::wrong(format!("its {name} is no time")))
}

fn times(claims: &Claims, now: Moment) -> Result<(Moment, Moment), TokenFault> {
    let absent = |name| TokenFault::wrong(format!("it has no {name}"));
    let expires = seconds(claims, "exp")?.ok_or_else(|| absent("exp"))?;
    let issued = seconds(claims, "iat")?.ok_or_else(|| absent("iat"))?;
    let begins = seconds(claims, "nbf")?.unwrap_or(issued);
    let ahead = now.until(issued.max(begins));
    if ahead > SKEW {
        return Err(skewed(format!(
            "by this computer's clock it will only be valid in {}: the clock is {} behind the identity provider's",
            span(ahead),
            span(ahead)
        )));
    }
    let past = expires.until(now);
    if past > SKEW {
        return Err(skewed(format!(
            "by this computer's clock it expired {} ago; if it is new, the clock is {} ahead of the identity provider's",
            span(past),
            span(issued.until(now))
        )));
    }
    Ok((issued, expires))
}

fn skewed(cause: String) -> TokenFault {
    TokenFault::hinted(
        cause,
        "set this computer's clock (five minutes are tolerated), then sign in again",
    )
}

fn nonce(claims: &Claims, expected: &Expected<'_>) -> Result<(), TokenFault> {
    match expected.nonce {
        Some(nonce) if text(claims, "nonce") != Some(nonce.reveal()) => {
            Err(TokenFault::wrong("it was not made for this sign-in"))
        }
        _ => Ok(()),
    }
}

/// The left half of its digest, where the token carries one.
fn access_token(
    claims: &Claims,
    algorithm: Algorithm,
    expected: &Expected<'_>,
) -> Result<(), TokenFault> {
    let (Some(access_token), Some(claimed)) = (expected.access_token, claims.get("at_hash")) else {
        return Ok(());
    };
    let whole = digest(algorithm.digest(), access_token.reveal().as_bytes());
    let half = whole.as_ref().split_at(whole.as_ref().len() / 2).0;
    if claimed.as_str() == Some(&URL_SAFE_NO_PAD.encode(half)) {
        Ok(())
    } else {
        Err(TokenFault::wrong("it belongs to another access token"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::secret::Secret;

    const NOW: Moment = Moment(1_795_176_000);

    /// Whatever a provider signs, its reader stands, and nothing is believed that is not for us.
    #[test]
    fn a_hundred_thousand_odd_claims_are_read() {
        let mut random = fastrand::Rng::with_seed(5);
        let (nonce, access) = (Secret::new("nonce".into()), Secret::new("access".into()));
        let expected = Expected {
            issuer: "https://idp.example",
            client_id: "client",
            nonce: Some(&nonce),
            subject: Some("ada"),
            access_token: Some(&access),
            now: NOW,
        };
        let good = json!({
            "iss": "https://idp.example", "aud": "client", "sub": "ada", "nonce": "nonce",
            "iat": NOW.0, "exp": NOW.0 + 3600,
        });
        let names = [
            "iss", "aud", "azp", "sub", "nonce", "iat", "exp", "nbf", "at_hash", "groups",
        ];
        let mut believed = 0;
        for _ in 0..100_000 {
            let mut claims = good.as_object().unwrap().clone();
            for _ in 0..random.usize(1..4) {
                let name = *random.choice(&names).unwrap();
                claims.insert(name.into(), any(&mut random, 0));
            }
            if let Ok(identity) = check(claims, Algorithm::Rs256, &expected) {
                assert_eq!(identity.claims["iss"], good["iss"]);
                assert_eq!(identity.subject, "ada");
                assert!(identity.expires.0 >= NOW.0 - SKEW);
                believed += 1;
            }
        }
        assert!(believed > 0);
    }

    fn any(random: &mut fastrand::Rng, depth: u8) -> Value {
        let some = random.usize(0..4);
        match random.u8(0..if depth > 3 { 8 } else { 10 }) {
            0 => Value::Null,
            1 => random.bool().into(),
            2 => random.i64(..).into(),
            3 => random.u64(..).into(),
            4 => json!(f64::from_bits(random.u64(..))),
            5 => (NOW.0 + random.i64(-10_000..10_000)).into(),
            6 => "client".into(),
            7 => (0..some * 20)
                .map(|_| random.char(..))
                .collect::<String>()
                .into(),
            8 => (0..some).map(|_| any(random, depth + 1)).collect(),
            _ => {
                let fields = (0..some).map(|at| (at.to_string(), any(random, depth + 1)));
                Value::Object(fields.collect::<Map<_, _>>())
            }
        }
    }
}
