//! Budgets, without what time and spending made of them.

use serde_json::{Map, Value, json};

use super::{name_of, renamed};
use crate::world::{Budget, BudgetAction, Scope, Subscriber, World};

/// By the owner's address, then by name.
pub(super) fn budgets(world: &World) -> Value {
    let mut owners = Map::new();
    let names: Vec<_> = world
        .accounts
        .iter()
        .map(|(id, account)| (id.as_str(), account.email.clone()))
        .collect();
    for (owner, budgets) in &world.money.budgets {
        let budgets: Map<_, _> = budgets
            .iter()
            .map(|(name, one)| (name.clone(), budget(world, one, &names)))
            .collect();
        if !budgets.is_empty() {
            owners.insert(name_of(world, owner), Value::Object(budgets));
        }
    }
    Value::Object(owners)
}

fn addresses(subscribers: &[Subscriber]) -> Vec<&str> {
    let mut addresses: Vec<_> = subscribers.iter().map(|one| one.address.as_str()).collect();
    addresses.sort_unstable();
    addresses
}

fn budget(world: &World, budget: &Budget, names: &[(&str, String)]) -> Value {
    let mut alarms: Vec<_> = budget
        .alarms
        .iter()
        .map(|alarm| {
            let mut shown = json!(alarm.notification);
            shown["subscribers"] = json!(addresses(&alarm.subscribers));
            shown
        })
        .collect();
    alarms.sort_by_key(Value::to_string);
    let mut actions: Vec<_> = budget
        .actions
        .values()
        .map(|one| renamed(action(world, one), names))
        .collect();
    actions.sort_by_key(Value::to_string);
    let scope = match &budget.scope {
        Scope::Expression { filter, metric } => json!({"filter": filter, "metric": metric}),
        Scope::Filters { filters, types } => json!({"filters": filters, "types": types}),
    };
    json!({
        "limit_micros": budget.limit,
        "time_unit": budget.time_unit,
        "scope": renamed(scope, names),
        "notifications": alarms,
        "actions": actions,
        "tags": budget.tags,
    })
}

fn action(world: &World, action: &BudgetAction) -> Value {
    let policy = world.policies.get(&action.policy);
    let targets: Vec<_> = action
        .targets
        .iter()
        .map(|target| name_of(world, target))
        .collect();
    json!({
        "notification_type": action.notification_type,
        "threshold": action.threshold,
        "threshold_type": action.threshold_type,
        "policy": policy.map_or(action.policy.as_str(), |policy| policy.name.as_str()),
        "targets": targets,
        "role": action.role,
        "manual": action.manual,
        "subscribers": addresses(&action.subscribers),
        "status": action.status.name(),
        "tags": action.tags,
    })
}
