//! What an account holds, without the ids that AWS made up.

use std::collections::BTreeMap;

use bedrock_policy::Document;
use serde_json::{Map, Value, json};

use crate::quotas::name_of_quota;
use crate::world::{Account, IdentityPool, Role, World};

/// Only what there is, so that an account that holds nothing shows nothing.
pub(super) fn holding(world: &World, account: &Account) -> Map<String, Value> {
    let id = &account.id;
    let identity = &world.identity;
    let mut pools: Vec<_> = identity
        .pools_of
        .get(id)
        .into_iter()
        .flatten()
        .filter_map(|id| identity.pools.get(id))
        .collect();
    pools.sort_by_key(|pool| (&pool.region, &pool.name));
    let roles = identity.roles.get(id).into_iter().flatten();
    let providers = identity.providers.get(id).into_iter().flatten();
    let named = [
        ("roles", object(roles.map(|(name, it)| (name, role(it))))),
        (
            "open_id_providers",
            object(providers.map(|(_, it)| (&it.url, json!(it.client_ids)))),
        ),
        // A list, so that two of one name are seen.
        ("identity_pools", pools.iter().map(|it| pool(it)).collect()),
        ("bedrock", bedrock(world, id)),
        ("quotas", quotas(world, id)),
    ];
    let mut names: Vec<_> = pools
        .iter()
        .map(|pool| (pool.id.as_str(), format!("pool {}", pool.name)))
        .collect();
    names.push((id, account.email.clone()));
    let policies = world.policies.iter();
    names.extend(policies.map(|(id, it)| (id.as_str(), format!("policy {}", it.name))));
    named
        .into_iter()
        .filter(|(_, value)| *value != json!({}) && *value != json!([]))
        .map(|(name, value)| (name.to_owned(), renamed(value, &names)))
        .collect()
}

fn object<'a>(entries: impl Iterator<Item = (&'a String, Value)>) -> Value {
    let entries = entries.map(|(name, value)| (name.clone(), value));
    Value::Object(entries.collect())
}

fn canonical(text: &str) -> String {
    Document::parse(text).map_or_else(|_| text.to_owned(), |document| document.canonical())
}

fn role(role: &Role) -> Value {
    let policies: BTreeMap<_, _> = role
        .policies
        .iter()
        .map(|(name, text)| (name, canonical(text)))
        .collect();
    json!({
        "trust": canonical(&role.trust),
        "policies": policies,
        "managed": role.managed,
        "tags": role.tags,
    })
}

fn pool(pool: &IdentityPool) -> Value {
    json!({
        "name": pool.name,
        "region": pool.region,
        "providers": pool.providers,
        "user_pools": pool.user_pools,
        "classic": pool.classic,
        "guests": pool.guests,
        "mappings": pool.mappings,
        "default_roles": pool.default_roles,
        "principal_tags": pool.principal_tags,
        "tags": pool.tags,
    })
}

/// What was spent is nobody's doing, and when an agreement is ready is chance.
fn bedrock(world: &World, account: &str) -> Value {
    let bedrock = &world.bedrock;
    let mut all = Map::new();
    if let Some(logging) = bedrock.logging.get(account).filter(|all| !all.is_empty()) {
        all.insert("logging".into(), json!(logging));
    }
    if let Some(forms) = bedrock.forms.get(account) {
        all.insert("use_cases".into(), json!(forms));
    }
    if let Some(agreements) = bedrock.agreements.get(account) {
        all.insert("agreements".into(), agreements.keys().cloned().collect());
    }
    Value::Object(all)
}

/// Values that were applied and what was asked for, by Region and the quota's name. How far AWS is with
/// a request is a matter of time.
fn quotas(world: &World, account: &str) -> Value {
    let quotas = &world.quotas;
    let mut all: BTreeMap<&str, BTreeMap<&str, BTreeMap<&str, Vec<f64>>>> = BTreeMap::new();
    let mut show = |region, code, what, value| {
        let names = all.entry(region).or_default();
        let shown = names.entry(name_of_quota(code)).or_default();
        shown.entry(what).or_default().push(value);
    };
    for (region, codes) in quotas.applied.get(account).into_iter().flatten() {
        for (code, value) in codes {
            show(region.as_str(), code.as_str(), "applied", *value);
        }
    }
    for request in quotas
        .requests
        .values()
        .filter(|one| one.account == account)
    {
        show(&request.region, &request.code, "asked", request.value);
    }
    for values in all.values_mut().flat_map(BTreeMap::values_mut) {
        for values in values.values_mut() {
            values.sort_by(f64::total_cmp);
        }
    }
    json!(all)
}

/// Ids become names wherever they stand, in keys too.
pub(super) fn renamed(value: Value, names: &[(&str, String)]) -> Value {
    let text = |text: &str| {
        names
            .iter()
            .fold(text.to_owned(), |text, (id, name)| text.replace(id, name))
    };
    match value {
        Value::String(one) => Value::String(text(&one)),
        Value::Array(many) => many.into_iter().map(|one| renamed(one, names)).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(key, value)| (text(&key), renamed(value, names)))
            .collect(),
        other => other,
    }
}
