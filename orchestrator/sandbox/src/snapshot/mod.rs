//! The organization by names rather than by the ids that AWS makes up, so that two organizations can be
//! compared.

mod budgets;
mod drawn;
mod holding;

use std::collections::BTreeMap;

use bedrock_policy::Document;
use serde_json::{Map, Value, json};

use self::holding::renamed;
use crate::cloudformation::shown;
use crate::sandbox::Sandbox;
use crate::world::{Outcome, World};

impl Sandbox {
    /// Everything that a caller could have changed: units by path, accounts by address, policies by
    /// name.
    pub fn snapshot(&self) -> Value {
        let state = self.settled();
        let world = &state.world;
        let creating: Vec<_> = world
            .creations
            .values()
            .filter(|creation| creation.outcome == Outcome::InProgress)
            .map(|creation| creation.name.as_str())
            .collect();
        let types: BTreeMap<_, _> = world
            .policy_types
            .iter()
            .map(|(kind, status)| (kind, status.name()))
            .collect();
        let snapshot = json!({
            "root": target(world, &world.root_id),
            "units": units(world),
            "accounts": accounts(world),
            "policies": policies(world),
            "creating": creating,
            "policy_types": types,
            "trusted_access": world.trusted.keys().collect::<Vec<_>>(),
            "stacksets_access": world.stacksets.name(),
            "cloudformation": shown(world),
            "buckets": buckets(world),
            "budgets": budgets::budgets(world),
        });
        drawn::without_drawn_blocks(world, snapshot)
    }
}

/// `Bedrock/Teams` of a unit, an account's address, `Root`.
pub(crate) fn name_of(world: &World, id: &str) -> String {
    if let Some(account) = world.accounts.get(id) {
        return account.email.clone();
    }
    let names: Vec<_> = world
        .lineage(id)
        .into_iter()
        .filter_map(|id| Some(world.units.get(id)?.name.as_str()))
        .collect();
    if names.is_empty() {
        "Root".into()
    } else {
        names.join("/")
    }
}

fn target(world: &World, id: &str) -> Value {
    let attached: Vec<_> = world
        .attachments
        .get(id)
        .into_iter()
        .flatten()
        .filter_map(|policy| Some(world.policies.get(policy)?.name.as_str()))
        .collect();
    let mut attached = attached;
    attached.sort_unstable();
    json!({"policies": attached, "tags": tags(world, id)})
}

fn tags(world: &World, id: &str) -> Value {
    json!(world.tags.get(id).cloned().unwrap_or_default())
}

fn units(world: &World) -> Value {
    let unit = |id: &String| (name_of(world, id), target(world, id));
    Value::Object(world.units.keys().map(unit).collect())
}

fn accounts(world: &World) -> Value {
    let mut accounts = Map::new();
    for (id, account) in &world.accounts {
        let mut entry = target(world, id);
        entry["name"] = json!(account.name);
        entry["place"] = json!(name_of(world, &account.parent));
        entry["state"] = json!(account.state.name());
        entry["created"] = json!(account.created);
        if let Value::Object(entry) = &mut entry {
            entry.extend(holding::holding(world, account));
        }
        accounts.insert(account.email.clone(), entry);
    }
    Value::Object(accounts)
}

fn policies(world: &World) -> Value {
    let mut policies = Map::new();
    for (id, policy) in &world.policies {
        let content = Document::parse(&policy.content)
            .map_or_else(|_| policy.content.clone(), |document| document.canonical());
        let mut targets: Vec<_> = world
            .index
            .targets
            .get(id)
            .into_iter()
            .flatten()
            .map(|target| name_of(world, target))
            .collect();
        targets.sort();
        let entry = json!({
            "content": content,
            "description": policy.description,
            "targets": targets,
            "tags": tags(world, id),
        });
        policies.insert(policy.name.clone(), entry);
    }
    Value::Object(policies)
}

fn buckets(world: &World) -> Value {
    let mut buckets = Map::new();
    for (name, bucket) in &world.buckets {
        let objects = bucket.objects.iter();
        let objects: BTreeMap<_, _> = objects.map(|(key, object)| (key, &object.body)).collect();
        let entry = json!({"account": name_of(world, &bucket.account), "objects": objects});
        buckets.insert(name.clone(), entry);
    }
    Value::Object(buckets)
}
