//! The endpoints that programs talk to: `/token`, `/revoke`, `/userinfo`.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::{HeaderValue, Request, StatusCode, header};
use serde_json::{Value, json};

use super::fault::{self, Fault};
use super::{Desk, device, grant};
use crate::web::{Params, Reply, reply};
use crate::world::Grant;

pub(super) fn answer(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Fault> {
    desk.is_for_client(params)?;
    match params.get("grant_type") {
        Some("authorization_code") => code(desk, params),
        Some("refresh_token") => refresh(desk, params),
        Some(device::GRANT) => device::redeem(desk, params),
        Some(_) => Err(Fault::new(
            "unsupported_grant_type",
            "this grant type is not offered",
        )),
        None => Err(Fault::new("invalid_request", "grant_type is missing")),
    }
}

fn invalid_grant(why: &str) -> Fault {
    Fault::new("invalid_grant", why)
}

fn needed<'a>(params: &'a Params, name: &str) -> Result<&'a str, Fault> {
    let missing = || Fault::new("invalid_request", format!("{name} is missing"));
    params.get(name).ok_or_else(missing)
}

/// Works once. A code that comes again was stolen, by the first or by the second who brought it.
fn code(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Fault> {
    let text = needed(params, "code")?;
    let verifier = needed(params, "code_verifier")?;
    let redirect_uri = needed(params, "redirect_uri")?;
    let Some(code) = desk.state.codes.get(text).cloned() else {
        return Err(invalid_grant("the code is not known"));
    };
    if let Some(grant) = code.grant {
        desk.state.revoke(grant);
        return Err(invalid_grant(
            "the code was used before; what it gave is revoked",
        ));
    }
    if code.expires <= desk.now {
        return Err(invalid_grant("the code has expired"));
    }
    if code.redirect_uri != redirect_uri {
        return Err(invalid_grant(
            "redirect_uri is not the one that the code was asked for with",
        ));
    }
    let hash = digest(&SHA256, verifier.as_bytes());
    if URL_SAFE_NO_PAD.encode(hash.as_ref()) != code.challenge {
        return Err(invalid_grant(
            "code_verifier does not fit the code_challenge",
        ));
    }
    let granted = Grant {
        person: code.person,
        scopes: code.scopes,
        signed_in: code.signed_in,
    };
    let (id, tokens) = grant::give(desk, granted, code.nonce.as_deref());
    if let Some(code) = desk.state.codes.get_mut(text) {
        code.grant = Some(id);
    }
    Ok(tokens)
}

/// Each refresh token works once; one that comes again takes the whole sign-in with it.
fn refresh(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Fault> {
    let text = needed(params, "refresh_token")?;
    let now = desk.now;
    let Some(token) = desk.state.refresh_tokens.get_mut(text) else {
        return Err(invalid_grant("the refresh token is not known or revoked"));
    };
    let id = token.grant;
    if token.spent {
        desk.state.revoke(id);
        return Err(invalid_grant(
            "the refresh token was used before; the sign-in is revoked",
        ));
    }
    if token.expires <= now {
        return Err(invalid_grant("the refresh token has expired"));
    }
    if let Some(asked) = params.get("scope") {
        let granted = desk.state.grants.get(&id).map(|grant| &grant.scopes);
        let has = |one: &str| granted.is_some_and(|all| all.iter().any(|scope| scope == one));
        if !asked.split(' ').all(has) {
            return Err(Fault::new(
                "invalid_scope",
                "the scope has more in it than was granted",
            ));
        }
    }
    if let Some(token) = desk.state.refresh_tokens.get_mut(text) {
        token.spent = true;
    }
    Ok(grant::tokens(desk, id, None))
}

/// RFC 7009: a token that is not known is as good as revoked.
pub(super) fn revoke(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Fault> {
    desk.is_for_client(params)?;
    let token = needed(params, "token")?;
    let state = &mut *desk.state;
    let refresh = state.refresh_tokens.get(token).map(|token| token.grant);
    if let Some(grant) = refresh {
        state.revoke(grant);
    }
    state.access_tokens.remove(token);
    Ok(json!({}))
}

pub(super) fn user_info(desk: &mut Desk<'_>, request: &Request<Bytes>) -> Reply {
    let header = request.headers().get(header::AUTHORIZATION);
    let header = header.and_then(|value| value.to_str().ok());
    let bearer = header.and_then(|value| value.strip_prefix("Bearer "));
    let live = |token: &str| {
        let token = desk.state.access_tokens.get(token)?;
        let grant = desk.state.grants.get(&token.grant)?;
        (token.expires > desk.now).then_some(grant)
    };
    match bearer.and_then(live) {
        Some(grant) => {
            let claims = desk
                .company
                .claims(&grant.person, desk.subject(&grant.person));
            reply::json(StatusCode::OK, &Value::Object(claims))
        }
        None => {
            let fault = Fault {
                status: StatusCode::UNAUTHORIZED,
                ..Fault::new("invalid_token", "the access token is not valid")
            };
            let mut reply = fault::told(Err(fault));
            reply.headers_mut().insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer error=\"invalid_token\""),
            );
            reply
        }
    }
}
