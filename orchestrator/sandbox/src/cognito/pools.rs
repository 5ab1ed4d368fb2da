//! What the owner of the pools reads about them.

use serde_json::{Map, Value, json};

use super::{id, no_pool};
use crate::authorize::{Resource, authorize};
use crate::context::{Context, Keys};
use crate::refusal::Refusal;
use crate::world::IdentityPool;

pub(super) fn list(context: &mut Context<'_>) -> Result<Value, Refusal> {
    authorize(
        context,
        "cognito-identity:ListIdentityPools",
        &[],
        &Keys::new(),
    )?;
    let most = context.call.input.get("MaxResults").and_then(Value::as_u64);
    let Some(most @ 1..=60) = most else {
        return Err(invalid("MaxResults has to be from 1 to 60."));
    };
    let after = context.text("NextToken");
    let identity = &context.world.identity;
    let mut left = identity
        .pools_of
        .get(&context.caller.account)
        .into_iter()
        .flatten()
        .filter_map(|id| identity.pools.get(id))
        .filter(|pool| Some(&pool.region) == context.call.region.as_ref())
        .filter(|pool| pool.id.as_str() > after)
        .peekable();
    let mut page = Vec::new();
    let mut last = "";
    while let Some(pool) = left.next_if(|_| (page.len() as u64) < most) {
        page.push(json!({"IdentityPoolId": pool.id, "IdentityPoolName": pool.name}));
        last = &pool.id;
    }
    let mut answer = json!({"IdentityPools": page});
    if left.peek().is_some() {
        answer["NextToken"] = last.into();
    }
    Ok(answer)
}

fn invalid(message: &str) -> Refusal {
    Refusal::exception("InvalidParameterException", message)
}

/// The pool of the request, if it is the caller's and here.
fn own<'a>(context: &'a Context<'_>) -> Result<&'a IdentityPool, Refusal> {
    let id = id(context, "IdentityPoolId")?;
    let (action, owner) = (&context.call.operation, &context.caller.account);
    let region = context.call.region.as_deref().unwrap_or_default();
    let pool = context.world.identity.pools.get(id);
    let pool = pool.filter(|pool| pool.account == *owner && pool.region == region);
    let tags = pool.into_iter().flat_map(|pool| &pool.tags);
    let resource = Resource {
        arn: format!("arn:aws:cognito-identity:{region}:{owner}:identitypool/{id}"),
        keys: tags
            .map(|(key, value)| (format!("aws:ResourceTag/{key}"), vec![value.clone()]))
            .collect(),
    };
    let action = format!("cognito-identity:{action}");
    authorize(context, &action, &[resource], &Keys::new())?;
    pool.ok_or_else(|| no_pool(id))
}

pub(super) fn describe(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let pool = own(context)?;
    let user_pool = |(name, client): &(String, String)| json!({"ProviderName": name, "ClientId": client, "ServerSideTokenCheck": true});
    let mut answer = json!({
        "IdentityPoolId": pool.id,
        "IdentityPoolName": pool.name,
        "AllowUnauthenticatedIdentities": pool.guests,
        "AllowClassicFlow": pool.classic,
        "IdentityPoolTags": pool.tags,
    });
    if !pool.providers.is_empty() {
        answer["OpenIdConnectProviderARNs"] = json!(pool.providers);
    }
    if !pool.user_pools.is_empty() {
        answer["CognitoIdentityProviders"] = pool.user_pools.iter().map(user_pool).collect();
    }
    Ok(answer)
}

pub(super) fn roles(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let pool = own(context)?;
    let mappings: Map<_, _> = pool
        .mappings
        .iter()
        .map(|(provider, mapping)| {
            let ambiguous = if mapping.ambiguous_deny {
                "Deny"
            } else {
                "AuthenticatedRole"
            };
            let rules: Vec<_> = mapping
                .rules
                .iter()
                .map(|rule| {
                    json!({
                        "Claim": rule.claim,
                        "MatchType": rule.match_type.name(),
                        "Value": rule.value,
                        "RoleARN": rule.role_arn,
                    })
                })
                .collect();
            let mapping = json!({
                "Type": "Rules",
                "AmbiguousRoleResolution": ambiguous,
                "RulesConfiguration": {"Rules": rules},
            });
            (provider.clone(), mapping)
        })
        .collect();
    Ok(json!({
        "IdentityPoolId": pool.id,
        "Roles": pool.default_roles,
        "RoleMappings": mappings,
    }))
}

pub(super) fn principal_tags(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let provider = context.text("IdentityProviderName").to_owned();
    if provider.is_empty() {
        return Err(invalid("IdentityProviderName is required."));
    }
    let pool = own(context)?;
    let tags = pool.principal_tags.get(&provider).ok_or_else(|| {
        Refusal::exception(
            "ResourceNotFoundException",
            format!("Principal tags of the provider '{provider}' not found."),
        )
    })?;
    Ok(json!({
        "IdentityPoolId": pool.id,
        "IdentityProviderName": provider,
        "UseDefaults": false,
        "PrincipalTags": tags,
    }))
}
