//! Stacks and stack sets by names rather than by the ids that AWS makes up.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::world::{Formation, Instance, Spot, Stack, StackSet, World};

/// Sets by name, instances by the account's address and the Region, and by themselves the stacks that
/// belong to no set.
pub(crate) fn shown(world: &World) -> Value {
    let formation = &world.formation;
    let sinks = made_by_others(world);
    let mut sets = Map::new();
    for set in formation.sets.values() {
        sets.insert(set.name.clone(), of_set(world, set, &sinks));
    }
    let mut stacks = Map::new();
    let alone = |stack: &&Stack| stack.set.is_none() && stack.deleted.is_none();
    for stack in formation.stacks.values().filter(alone) {
        let place = place(world, &stack.account, &stack.region);
        let name = format!("{} in {place}", stack.name);
        stacks.insert(name, of_stack(world, stack, &sinks));
    }
    json!({"stack_sets": sets, "stacks": stacks})
}

fn place(world: &World, account: &str, region: &str) -> String {
    let known = world.accounts.get(account);
    let email = known.map_or(account, |account| account.email.as_str());
    format!("{email} {region}")
}

type Names = [(String, String)];

fn of_set(world: &World, set: &StackSet, sinks: &Names) -> Value {
    let instance = |(spot, instance): (&Spot, &Instance)| {
        let place = place(world, spot.account(), spot.region());
        (place, of_instance(world, instance, sinks))
    };
    let instances: Map<String, Value> = set.instances.iter().map(instance).collect();
    json!({
        "region": set.region,
        "description": set.description,
        "template": meaning(&world.formation, &set.recipe.template),
        "parameters": set.recipe.parameters,
        "tags": set.recipe.tags,
        "capabilities": set.recipe.capabilities,
        "managed_execution": set.managed_execution,
        "auto_deployment": set.auto_deployment.enabled,
        "instances": instances,
    })
}

fn of_instance(world: &World, instance: &Instance, sinks: &Names) -> Value {
    let stack = instance.stack.as_ref();
    let stack = stack.and_then(|id| world.formation.stacks.get(id));
    json!({
        "overrides": values(&instance.overrides, sinks),
        "status": instance.status.name(),
        "detail": instance.detail.name(),
        "stack": stack.map(|stack| of_stack(world, stack, sinks)),
    })
}

fn of_stack(world: &World, stack: &Stack, sinks: &Names) -> Value {
    let ids = made_up(world, stack);
    let named = |text: &str| replaced(&replaced(text, sinks), &ids);
    let mut resources = Map::new();
    for (id, resource) in &stack.resources {
        let entry = json!({
            "type": resource.kind,
            "properties": renamed(&resource.properties, &named),
        });
        resources.insert(id.clone(), entry);
    }
    let outputs: BTreeMap<_, _> = stack
        .outputs
        .iter()
        .map(|(name, value)| (name, named(value)))
        .collect();
    json!({
        "status": stack.status.name(),
        "parameters": values(&stack.recipe.parameters, sinks),
        "tags": stack.recipe.tags,
        "resources": resources,
        "outputs": outputs,
    })
}

fn replaced(text: &str, names: &Names) -> String {
    let mut text = text.to_owned();
    for (id, name) in names {
        if text.contains(id) {
            text = text.replace(id, name);
        }
    }
    text
}

fn values(values: &BTreeMap<String, String>, names: &Names) -> Value {
    let named = |(name, value): (&String, &String)| (name.clone(), replaced(value, names));
    json!(values.iter().map(named).collect::<BTreeMap<_, _>>())
}

/// Ids that stacks name although others made them: sinks of other accounts, policies.
fn made_by_others(world: &World) -> Vec<(String, String)> {
    let resources = world.formation.stacks.values().flat_map(|stack| {
        let resources = stack.resources.iter();
        resources.map(move |(name, resource)| (stack, name, resource))
    });
    resources
        .filter(|(_, _, resource)| resource.kind == "AWS::Oam::Sink")
        .map(|(stack, name, resource)| {
            let name = format!("<{name} of {} in {}>", stack.name, stack.region);
            (resource.id.clone(), name)
        })
        .chain(
            world
                .policies
                .iter()
                .map(|(id, policy)| (id.clone(), format!("<policy {}>", policy.name))),
        )
        .collect()
}

/// What was drawn for this stack, and the words for it; the longest first, so that an ARN is found
/// before the id in it.
fn made_up(world: &World, stack: &Stack) -> Vec<(String, String)> {
    let mut ids: Vec<(String, String)> = Vec::new();
    for (name, resource) in &stack.resources {
        ids.push((resource.id.clone(), format!("<{name}>")));
        for (attribute, value) in &resource.attributes {
            ids.push((value.clone(), format!("<{name}.{attribute}>")));
        }
    }
    ids.push((stack.id.clone(), "<stack>".into()));
    ids.push((stack.name.clone(), "<stack name>".into()));
    if let Some(account) = world.accounts.get(&stack.account) {
        ids.push((account.id.clone(), format!("<{}>", account.email)));
    }
    ids.sort_by(|one, other| {
        let length = |id: &(String, String)| std::cmp::Reverse(id.0.len());
        (length(one), one).cmp(&(length(other), other))
    });
    ids.retain(|(id, _)| id.len() > 8);
    ids
}

fn renamed(value: &Value, named: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => Value::String(named(text)),
        Value::Array(items) => items.iter().map(|item| renamed(item, named)).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, item)| (named(name), renamed(item, named)))
            .collect(),
        other => other.clone(),
    }
}

fn meaning(formation: &Formation, template: &str) -> Value {
    let text = formation.templates.get(template).map_or("", String::as_str);
    bedrock_template::Template::parse(text)
        .map_or(Value::Null, |template| template.meaning().clone())
}
