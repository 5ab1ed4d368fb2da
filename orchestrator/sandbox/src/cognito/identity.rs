//! GetId and, for the classic flow, GetOpenIdToken.

use serde_json::{Map, Value, json};

use super::login::{self, Login};
use super::{ISSUER, id, known, no_guests, not_authorized, pool};
use crate::context::Context;
use crate::draw::guid;
use crate::refusal::Refusal;
use crate::token::{COGNITO, signed};
use crate::world::{IdentityPool, KnownIdentity};

/// The same login gets the same identity of a pool, always.
pub(super) fn get_id(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let pool_id = id(context, "IdentityPoolId")?;
    let pool = pool(context, pool_id)?;
    let login = login::of(context, pool)?;
    if login.is_none() && !pool.guests {
        return Err(no_guests());
    }
    let (pool_id, region) = (pool.id.clone(), pool.region.clone());
    let login = login.map(|login| (login.provider.clone(), login.subject().to_owned()));
    let drawn_of = match &login {
        Some((provider, subject)) => format!("{pool_id}\n{provider}\n{subject}"),
        None => context.world.next_serial(),
    };
    let hex = context.draw.hex(32, "identity", &drawn_of);
    let id = format!("{region}:{}", guid(&hex));
    let known = KnownIdentity {
        pool: pool_id,
        login,
    };
    let identities = &mut context.world.identity.identities;
    identities.insert(id.clone(), known);
    Ok(json!({"IdentityId": id}))
}

/// Who shows a token has to be who the identity belongs to; `None` is a guest.
pub(super) fn login_of(
    context: &Context<'_>,
    known: &KnownIdentity,
    pool: &IdentityPool,
) -> Result<Option<Login>, Refusal> {
    match (&known.login, login::of(context, pool)?) {
        (None, None) if pool.guests => Ok(None),
        (None, None) => Err(no_guests()),
        (Some(_), None) => Err(not_authorized(format!(
            "Access to Identity '{}' is forbidden.",
            context.text("IdentityId")
        ))),
        (Some((provider, subject)), Some(login))
            if *provider == login.provider && subject == login.subject() =>
        {
            Ok(Some(login))
        }
        _ => Err(not_authorized(
            "Logins don't match. Please include at least one valid login for this identity or \
             identity pool.",
        )),
    }
}

/// What Cognito calls somebody's way of signing in.
pub(super) fn methods(login: Option<&Login>) -> Vec<String> {
    match login {
        Some(login) => vec!["authenticated".into(), login.provider.clone()],
        None => vec!["unauthenticated".into()],
    }
}

/// A token for AssumeRoleWithWebIdentity, to whichever role trusts the pool: no rule is asked.
pub(super) fn get_open_id_token(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let (known, pool) = known(context)?;
    if !pool.classic {
        return Err(Refusal::exception(
            "InvalidParameterException",
            "Basic (classic) flow is not enabled, please use enhanced flow.",
        ));
    }
    let login = login_of(context, known, pool)?;
    let identity = context.text("IdentityId");
    let now = context.callers_now.0 / 1000;
    let mut claims = json!({
        "iss": ISSUER,
        "aud": pool.id,
        "sub": identity,
        "amr": methods(login.as_ref()),
        "iat": now,
        "exp": now + 600,
    });
    let tags = login
        .as_ref()
        .map(|login| super::credentials::tags(pool, login));
    if let Some(tags) = tags.filter(|tags| !tags.is_empty()) {
        let tags: Map<_, _> = tags
            .into_iter()
            .map(|(tag, value)| (tag, json!([value])))
            .collect();
        claims["https://aws.amazon.com/tags"] = json!({"principal_tags": tags});
    }
    Ok(json!({"IdentityId": identity, "Token": signed(&COGNITO, &claims)}))
}
