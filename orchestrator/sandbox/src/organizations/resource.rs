//! What a call is about, as authorization sees it.

use serde_json::Value;

use crate::authorize::Resource;
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

/// Everything that the request names, and its context keys.
pub(super) fn of(context: &Context<'_>) -> (Vec<Resource>, Keys) {
    let input = &context.call.input;
    let resources = FIELDS
        .iter()
        .map(|field| context.text(field))
        .filter(|id| !id.is_empty())
        .map(|id| resource(context, id))
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
    } else if ["PolicyId", "ResourceId"]
        .iter()
        .any(|field| context.text(field).starts_with("p-"))
    {
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
    (resources, keys)
}

fn resource(context: &Context<'_>, id: &str) -> Resource {
    let tags = context.world.tags.get(id).into_iter().flatten();
    Resource {
        arn: context.world.arn_of(id),
        keys: tags
            .map(|(key, value)| (format!("aws:ResourceTag/{key}"), vec![value.clone()]))
            .collect(),
    }
}

/// What a creation with tags tags: something that has no id yet.
pub(super) fn created(context: &Context<'_>) -> Vec<Resource> {
    let world = &context.world;
    let id = match context.call.operation.as_str() {
        "CreateOrganizationalUnit" => {
            format!("ou-{}-00000000", world.root_id.trim_start_matches("r-"))
        }
        "CreatePolicy" => "p-0000000000".to_owned(),
        _ => return Vec::new(),
    };
    vec![Resource::untagged(world.arn_of(&id))]
}

fn list<'a>(input: &'a Value, field: &str) -> &'a [Value] {
    input
        .get(field)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}
