//! What a sign-in gives: tokens, and the next ones for a refresh token.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::Desk;
use super::fault::Fault;
use crate::token::{COMPANY, signed};
use crate::web::Params;
use crate::world::{AccessToken, Grant, RefreshToken};

pub(super) const SCOPES: [&str; 5] = ["openid", "email", "profile", "groups", "offline_access"];

const TOKEN_LIFETIME: Duration = Duration::from_secs(3600);
/// For as long as nobody uses it.
const REFRESH_LIFETIME: Duration = Duration::from_secs(30 * 86_400);

/// The scopes of a request that are known here; others count for nothing (RFC 6749, 3.3).
pub(super) fn scopes(params: &Params) -> Result<Vec<String>, Fault> {
    let asked = params.get("scope").unwrap_or_default();
    let known: Vec<String> = SCOPES
        .into_iter()
        .filter(|scope| asked.split(' ').any(|one| one == *scope))
        .map(str::to_owned)
        .collect();
    if known.iter().any(|scope| scope == "openid") {
        Ok(known)
    } else {
        Err(Fault::new(
            "invalid_scope",
            "the scope has to have openid in it",
        ))
    }
}

/// A new grant, and its first tokens.
pub(super) fn give(desk: &mut Desk<'_>, grant: Grant, nonce: Option<&str>) -> (u64, Value) {
    let id = desk.state.next_serial();
    desk.state.grants.insert(id, grant);
    let tokens = tokens(desk, id, nonce);
    (id, tokens)
}

/// The grant is there.
pub(super) fn tokens(desk: &mut Desk<'_>, id: u64, nonce: Option<&str>) -> Value {
    let access_token = desk.secret("access-token");
    let now = desk.now;
    let access = AccessToken {
        grant: id,
        expires: now.plus(TOKEN_LIFETIME),
    };
    desk.state
        .access_tokens
        .insert(access_token.clone(), access);
    let Some(grant) = desk.state.grants.get(&id).cloned() else {
        return Value::Null;
    };
    let mut answer = json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": TOKEN_LIFETIME.as_secs(),
        "scope": grant.scopes.join(" "),
        "id_token": id_token(desk, &grant, nonce, &access_token),
    });
    if grant.scopes.iter().any(|scope| scope == "offline_access") {
        let refresh_token = desk.secret("refresh-token");
        let kept = RefreshToken {
            grant: id,
            expires: now.plus(REFRESH_LIFETIME),
            spent: false,
        };
        desk.state
            .refresh_tokens
            .insert(refresh_token.clone(), kept);
        answer["refresh_token"] = refresh_token.into();
    }
    answer
}

fn id_token(desk: &Desk<'_>, grant: &Grant, nonce: Option<&str>, access_token: &str) -> String {
    let now = desk.now.0 / 1000;
    let subject = desk.subject(&grant.person);
    let mut claims = desk.company.claims(&grant.person, subject);
    let half = &digest(&SHA256, access_token.as_bytes()).as_ref()[..16].to_vec();
    let own = json!({
        "iss": desk.company.issuer,
        "aud": desk.company.client_id,
        "iat": now,
        "exp": now + TOKEN_LIFETIME.as_secs(),
        "auth_time": grant.signed_in.0 / 1000,
        "at_hash": URL_SAFE_NO_PAD.encode(half),
    });
    claims.extend(own.as_object().cloned().unwrap_or_default());
    claims.extend(nonce.map(|nonce| ("nonce".to_owned(), nonce.into())));
    signed(&COMPANY, &Value::Object(claims))
}
