//! Cognito identity pools: a company's token for a role of the pool's account.

mod credentials;
mod identity;
mod login;
mod pools;

use serde_json::Value;

use crate::context::Context;
use crate::refusal::Refusal;
use crate::world::{IdentityPool, KnownIdentity};

/// Who issues the tokens of the classic flow.
pub(crate) const ISSUER: &str = "https://cognito-identity.amazonaws.com";
/// The federated principal, and what its context keys begin with.
pub(crate) const PROVIDER: &str = "cognito-identity.amazonaws.com";

pub(crate) fn answer(context: &mut Context<'_>) -> Result<Value, Refusal> {
    match context.call.operation.as_str() {
        "GetId" => identity::get_id(context),
        "GetOpenIdToken" => identity::get_open_id_token(context),
        "GetCredentialsForIdentity" => credentials::get(context),
        "ListIdentityPools" => pools::list(context),
        "DescribeIdentityPool" => pools::describe(context),
        "GetIdentityPoolRoles" => pools::roles(context),
        "GetPrincipalTagAttributeMap" => pools::principal_tags(context),
        other => Err(Refusal::not_modelled(&format!("cognito-identity:{other}"))),
    }
}

fn not_authorized(message: impl Into<String>) -> Refusal {
    Refusal::exception("NotAuthorizedException", message)
}

fn no_guests() -> Refusal {
    not_authorized("Unauthenticated access is not supported for this identity pool.")
}

/// `REGION:GUID` of a field of the request.
fn id<'a>(context: &'a Context<'_>, field: &str) -> Result<&'a str, Refusal> {
    let id = context.text(field);
    let fits = |(region, guid): (&str, &str)| {
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
        let is_guid = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
        !region.is_empty()
            && !guid.is_empty()
            && region.bytes().all(is_word)
            && guid.bytes().all(is_guid)
    };
    if id.len() <= 55 && id.split_once(':').is_some_and(fits) {
        return Ok(id);
    }
    let mut letters = field.chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase());
    let name: String = first.into_iter().chain(letters).collect();
    Err(Refusal::exception(
        "ValidationException",
        format!(
            "1 validation error detected: Value '{}' at '{name}' failed to satisfy constraint: Member \
             must satisfy regular expression pattern: [\\w-]+:[0-9a-f-]+",
            id.chars().take(100).collect::<String>()
        ),
    ))
}

/// A pool lives in one Region; where the call goes is not known of every call.
fn pool<'a>(context: &'a Context<'_>, id: &str) -> Result<&'a IdentityPool, Refusal> {
    let is_here = |pool: &&IdentityPool| {
        let region = context.call.region.as_ref();
        region.is_none_or(|region| *region == pool.region)
    };
    let pool = context.world.identity.pools.get(id).filter(is_here);
    pool.ok_or_else(|| no_pool(id))
}

fn no_pool(id: &str) -> Refusal {
    let message = format!("IdentityPool '{id}' not found.");
    Refusal::exception("ResourceNotFoundException", message)
}

/// The identity that a request names, and its pool.
fn known<'a>(context: &'a Context<'_>) -> Result<(&'a KnownIdentity, &'a IdentityPool), Refusal> {
    let id = id(context, "IdentityId")?;
    let unknown = || {
        let message = format!("Identity '{id}' not found.");
        Refusal::exception("ResourceNotFoundException", message)
    };
    let known = context.world.identity.identities.get(id);
    let known = known.ok_or_else(unknown)?;
    let pool = pool(context, &known.pool).map_err(|_| unknown())?;
    Ok((known, pool))
}
