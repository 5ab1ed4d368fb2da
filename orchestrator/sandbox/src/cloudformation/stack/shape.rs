//! Stacks as CloudFormation writes them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::clock::Moment;
use crate::world::{Resource, Stack, StackEvent, World};

pub(in crate::cloudformation) fn time(at: Option<Moment>) -> Value {
    at.map_or(Value::Null, |at| Value::from(at.iso8601()))
}

pub(in crate::cloudformation) fn pairs(
    map: &BTreeMap<String, String>,
    key: &str,
    value: &str,
) -> Value {
    map.iter()
        .map(|(own, text)| json!({key: own, value: text}))
        .collect()
}

pub(super) fn stack(world: &mut World, stack: &Stack) -> Value {
    json!({
        "StackId": stack.id,
        "StackName": stack.name,
        "Parameters": pairs(&parameters(world, stack), "ParameterKey", "ParameterValue"),
        "CreationTime": stack.created.iso8601(),
        "LastUpdatedTime": time(stack.updated),
        "DeletionTime": time(stack.deleted),
        "StackStatus": stack.status.name(),
        "StackStatusReason": stack.reason,
        "DisableRollback": false,
        "Capabilities": stack.recipe.capabilities,
        "Outputs": pairs(&stack.outputs, "OutputKey", "OutputValue"),
        "Tags": pairs(&stack.recipe.tags, "Key", "Value"),
        "EnableTerminationProtection": false,
        "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
    })
}

/// With the template's defaults, and without what the template hides.
fn parameters(world: &mut World, stack: &Stack) -> BTreeMap<String, String> {
    let mut shown = stack.recipe.parameters.clone();
    let Ok(template) = world.formation.template(&stack.recipe.template) else {
        return shown;
    };
    for (name, parameter) in template.parameters() {
        if let Some(default) = &parameter.default {
            shown.entry(name.clone()).or_insert_with(|| default.clone());
        }
        if parameter.no_echo && shown.contains_key(name) {
            shown.insert(name.clone(), "****".into());
        }
    }
    shown
}

pub(super) fn summary(stack: &Stack) -> Value {
    json!({
        "StackId": stack.id,
        "StackName": stack.name,
        "CreationTime": stack.created.iso8601(),
        "LastUpdatedTime": time(stack.updated),
        "DeletionTime": time(stack.deleted),
        "StackStatus": stack.status.name(),
        "StackStatusReason": stack.reason,
        "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
    })
}

pub(super) fn event(stack: &Stack, nth: usize, event: &StackEvent) -> Value {
    json!({
        "StackId": stack.id,
        "StackName": stack.name,
        "EventId": format!("{}-{}-{nth}", event.logical_id, event.status),
        "LogicalResourceId": event.logical_id,
        "PhysicalResourceId": event.physical_id,
        "ResourceType": event.kind,
        "Timestamp": event.at.iso8601(),
        "ResourceStatus": event.status,
        "ResourceStatusReason": event.reason,
    })
}

pub(super) fn resource(stack: &Stack, id: &str, resource: &Resource) -> Value {
    json!({
        "StackId": stack.id,
        "StackName": stack.name,
        "LogicalResourceId": id,
        "PhysicalResourceId": resource.id,
        "ResourceType": resource.kind,
        "Timestamp": resource.at.iso8601(),
        "ResourceStatus": resource.status,
        "ResourceStatusReason": resource.reason,
        "DriftInformation": {"StackResourceDriftStatus": "NOT_CHECKED"},
    })
}

pub(super) fn resource_summary(id: &str, resource: &Resource) -> Value {
    json!({
        "LogicalResourceId": id,
        "PhysicalResourceId": resource.id,
        "ResourceType": resource.kind,
        "LastUpdatedTimestamp": resource.at.iso8601(),
        "ResourceStatus": resource.status,
        "ResourceStatusReason": resource.reason,
        "DriftInformation": {"StackResourceDriftStatus": "NOT_CHECKED"},
    })
}
