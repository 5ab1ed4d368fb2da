//! Identity pools, their role mappings and principal tags.

use std::collections::BTreeMap;

use bedrock_policy::role_mapping::{MatchType, RoleMapping, Rule};
use serde_json::Value;

use super::kind::{POOL, POOL_ROLES, POOL_TAGS};
use super::{Failure, Kind, Made, Site, flag, required, tags as tags_of, text, texts};
use crate::world::{IdentityPool, Resource};

pub(super) fn pool(
    site: &mut Site<'_>,
    properties: &Value,
    existing: Option<&Resource>,
) -> Result<Made, Failure> {
    if properties.get("AllowUnauthenticatedIdentities").is_none() {
        required(POOL, properties, "AllowUnauthenticatedIdentities")?;
    }
    let providers = texts(properties, "OpenIdConnectProviderARNs");
    for arn in &providers {
        if site.world.identity.provider(site.account, arn).is_none() {
            return Err(format!(
                "Invalid OpenIdConnect provider: {arn} (Service: CognitoIdentity, Status Code: 400)"
            ));
        }
    }
    let id = match existing {
        Some(existing) => existing.id.clone(),
        None => {
            let uuid = site.drawn_uuid();
            format!("{}:{uuid}", site.region)
        }
    };
    let before = site.world.identity.pools.get(&id).cloned();
    let user_pools = properties.get("CognitoIdentityProviders");
    let user_pools = user_pools.and_then(Value::as_array).into_iter().flatten();
    let name = match text(properties, "IdentityPoolName") {
        "" => format!("{}_{}", site.logical_id, site.stack_name),
        name => name.to_owned(),
    };
    let pool = IdentityPool {
        id: id.clone(),
        account: site.account.to_owned(),
        region: site.region.to_owned(),
        name: name.clone(),
        providers,
        user_pools: user_pools
            .map(|provider| {
                let name = text(provider, "ProviderName").to_owned();
                (name, text(provider, "ClientId").to_owned())
            })
            .collect(),
        classic: flag(properties, "AllowClassicFlow"),
        guests: flag(properties, "AllowUnauthenticatedIdentities"),
        tags: tags_of(properties),
        ..before.unwrap_or_default()
    };
    site.world.identity.put_pool(pool);
    Ok(Made::new(id, [("Name", name)]))
}

fn pool_of<'a>(site: &'a mut Site<'_>, id: &str) -> Result<&'a mut IdentityPool, Failure> {
    let account = site.account;
    let pools = &mut site.world.identity.pools;
    pools
        .get_mut(id)
        .filter(|pool| pool.account == account)
        .ok_or_else(|| {
            format!("IdentityPool '{id}' not found. (Service: CognitoIdentity, Status Code: 400)")
        })
}

pub(super) fn roles(
    site: &mut Site<'_>,
    properties: &Value,
    existing: Option<&Resource>,
) -> Result<Made, Failure> {
    let pool_id = required(POOL_ROLES, properties, "IdentityPoolId")?;
    let mut mappings = BTreeMap::new();
    let listed = properties.get("RoleMappings").and_then(Value::as_object);
    for (key, mapping) in listed.into_iter().flatten() {
        // Without this property the key itself names the provider.
        let provider = match text(mapping, "IdentityProvider") {
            "" => key.as_str(),
            provider => provider,
        };
        mappings.insert(provider.to_owned(), mapping_of(mapping)?);
    }
    let roles = properties.get("Roles").and_then(Value::as_object);
    let default_roles = roles.into_iter().flatten().filter_map(|(name, arn)| {
        let arn = arn.as_str()?.to_owned();
        Some((name.clone(), arn))
    });
    let default_roles = default_roles.collect();
    let id = match existing {
        Some(existing) => existing.id.clone(),
        None => site.drawn_name(128),
    };
    let pool = pool_of(site, pool_id)?;
    pool.mappings = mappings;
    pool.default_roles = default_roles;
    Ok(Made::new(id.clone(), [("Id", id)]))
}

fn mapping_of(mapping: &Value) -> Result<RoleMapping, Failure> {
    if text(mapping, "Type") != "Rules" {
        return Err("The sandbox models role mappings of the type Rules alone.".into());
    }
    let rules = mapping.pointer("/RulesConfiguration/Rules");
    let rules = rules.and_then(Value::as_array).into_iter().flatten();
    let rule = |rule: &Value| {
        let match_type = text(rule, "MatchType");
        Ok(Rule {
            claim: text(rule, "Claim").to_owned(),
            match_type: MatchType::parse(match_type)
                .ok_or_else(|| format!("{match_type} is not a valid MatchType"))?,
            value: text(rule, "Value").to_owned(),
            role_arn: text(rule, "RoleARN").to_owned(),
        })
    };
    let rules: Vec<Rule> = rules.map(rule).collect::<Result<_, Failure>>()?;
    let within = |text: &str, longest: usize| (1..=longest).contains(&text.chars().count());
    let is_bounded = |rule: &Rule| within(&rule.claim, 64) && within(&rule.value, 128);
    if !(1..=25).contains(&rules.len()) || !rules.iter().all(is_bounded) {
        return Err(
            "1 validation error detected: a provider takes 1 to 25 rules, with a claim of 1 to 64 \
             and a value of 1 to 128 characters. (Service: CognitoIdentity, Status Code: 400)"
                .into(),
        );
    }
    match text(mapping, "AmbiguousRoleResolution") {
        answer @ ("Deny" | "AuthenticatedRole") => Ok(RoleMapping {
            ambiguous_deny: answer == "Deny",
            rules,
        }),
        _ => Err(
            "AmbiguousRoleResolution is required for role mappings of the type Rules. \
             (Service: CognitoIdentity, Status Code: 400)"
                .into(),
        ),
    }
}

pub(super) fn tags(
    site: &mut Site<'_>,
    properties: &Value,
    existing: Option<&Resource>,
) -> Result<Made, Failure> {
    let pool_id = required(POOL_TAGS, properties, "IdentityPoolId")?;
    let provider = required(POOL_TAGS, properties, "IdentityProviderName")?;
    let id = format!("{pool_id}|{provider}");
    let map = properties.get("PrincipalTags").and_then(Value::as_object);
    let map: BTreeMap<_, _> = map
        .into_iter()
        .flatten()
        .filter_map(|(tag, claim)| Some((tag.clone(), claim.as_str()?.to_owned())))
        .collect();
    let defaults = BTreeMap::from([
        ("username".to_owned(), "sub".to_owned()),
        ("client".to_owned(), "aud".to_owned()),
    ]);
    let map = if flag(properties, "UseDefaults") {
        defaults
    } else {
        map
    };
    let pool = pool_of(site, pool_id)?;
    if existing.is_none() && pool.principal_tags.contains_key(provider) {
        return Err(super::already_exists(POOL_TAGS, &id));
    }
    pool.principal_tags.insert(provider.to_owned(), map);
    Ok(Made::new(id, []))
}

pub(super) fn remove(site: &mut Site<'_>, kind: &Kind, resource: &Resource) {
    if kind.name == POOL {
        site.world.identity.remove_pool(&resource.id);
        return;
    }
    let pool = text(&resource.properties, "IdentityPoolId");
    let Ok(pool) = pool_of(site, pool) else {
        return;
    };
    if kind.name == POOL_TAGS {
        let provider = text(&resource.properties, "IdentityProviderName");
        pool.principal_tags.remove(provider);
    } else {
        pool.mappings.clear();
        pool.default_roles.clear();
    }
}
