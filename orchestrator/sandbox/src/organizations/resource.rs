//! What a call is about, as authorization sees it.

use serde_json::Value;

use crate::context::{Context, Keys};
use crate::world::SCP;

/// Fields that hold the id of an account, unit, root or policy.
const FIELDS: &[&str] = &[
    "AccountId",
    "ChildId",
    "DestinationParentId",
    "OrganizationalUnitId",
    "ParentId",
    "PolicyId",
    "ResourceId",
    "RootId",
    "SourceParentId",
    "TargetId",
];

/// The ARNs of everything that the request names, and its context keys.
pub(super) fn of(context: &Context<'_>) -> (Vec<String>, Keys) {
    let input = &context.call.input;
    let resources = FIELDS
        .iter()
        .map(|field| context.text(field))
        .filter(|id| !id.is_empty())
        .map(|id| context.world.arn_of(id))
        .collect();
    let mut keys = Keys::new();
    let mut add = |key: &str, value: &str| {
        keys.entry(key.to_owned())
            .or_default()
            .push(value.to_owned());
    };
    let named_type = ["PolicyType", "Filter", "Type"]
        .iter()
        .map(|field| context.text(field))
        .find(|kind| !kind.is_empty());
    if let Some(kind) = named_type {
        add("organizations:PolicyType", kind);
    } else if input.get("PolicyId").is_some() {
        add("organizations:PolicyType", SCP);
    }
    let service = context.text("ServicePrincipal");
    if !service.is_empty() {
        add("organizations:ServicePrincipal", service);
    }
    for tag in list(input, "Tags") {
        let field = |name: &str| tag.get(name).and_then(Value::as_str).unwrap_or_default();
        add("aws:TagKeys", field("Key"));
        add(&format!("aws:RequestTag/{}", field("Key")), field("Value"));
    }
    for key in list(input, "TagKeys").iter().filter_map(Value::as_str) {
        add("aws:TagKeys", key);
    }
    for id in [
        "ResourceId",
        "AccountId",
        "OrganizationalUnitId",
        "PolicyId",
    ] {
        for (key, value) in context
            .world
            .tags
            .get(context.text(id))
            .into_iter()
            .flatten()
        {
            add(&format!("aws:ResourceTag/{key}"), value);
        }
    }
    (resources, keys)
}

fn list<'a>(input: &'a Value, field: &str) -> &'a [Value] {
    input
        .get(field)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}
