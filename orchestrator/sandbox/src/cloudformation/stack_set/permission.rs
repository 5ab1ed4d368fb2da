//! What a call about a stack set needs permission for, as the Service Authorization Reference says.

use serde_json::Value;

use super::find;
use crate::authorize::{Resource, authorize};
use crate::cloudformation::input::Input;
use crate::cloudformation::stack::region;
use crate::context::{Context, Keys};
use crate::refusal::Refusal;

/// Operations that reach into accounts: they ask about the targets and the types of resources too.
const REACHING: &[&str] = &[
    "CreateStackInstances",
    "DeleteStackInstances",
    "UpdateStackInstances",
    "UpdateStackSet",
];

pub(in crate::cloudformation) fn permitted(
    context: &mut Context<'_>,
    input: &Input,
) -> Result<(), Refusal> {
    let name = input.text("StackSetName");
    let operation = context.call.operation.as_str();
    let mut keys = Keys::new();
    let mut add = |key: String, value: &str| {
        let values: &mut Vec<String> = keys.entry(key).or_default();
        values.push(value.to_owned());
    };
    for region in input.texts("Regions") {
        add("cloudformation:TargetRegion".into(), &region);
    }
    for tag in input.items("Tags") {
        let field = |name: &str| tag.get(name).and_then(Value::as_str).unwrap_or_default();
        add("aws:TagKeys".into(), field("Key"));
        add(format!("aws:RequestTag/{}", field("Key")), field("Value"));
    }
    let mut resources = Vec::new();
    // These two have no resource yet, or none in particular.
    if !["CreateStackSet", "ListStackSets"].contains(&operation) {
        // Never the whole set: it may hold thousands of stacks.
        let found = find(context, name).map(|set| (set.id.clone(), set.recipe.clone()));
        let (here, account) = (region(context), &context.caller.account);
        let id = found
            .as_ref()
            .map_or_else(|| format!("{name}:*"), |(id, _)| id.clone());
        let tags = found.iter().flat_map(|(_, recipe)| &recipe.tags);
        resources.push(Resource {
            arn: format!("arn:aws:cloudformation:{here}:{account}:stackset/{id}"),
            keys: tags
                .map(|(key, value)| (format!("aws:ResourceTag/{key}"), vec![value.clone()]))
                .collect(),
        });
        if REACHING.contains(&operation) {
            let targets = input.part("DeploymentTargets");
            let (units, accounts) = (
                targets.texts("OrganizationalUnitIds"),
                targets.texts("Accounts"),
            );
            for target in units.iter().chain(&accounts) {
                resources.push(Resource::untagged(format!(
                    "arn:aws:cloudformation:{here}:{account}:stackset-target/{id}/{target}"
                )));
            }
            let here = here.to_owned();
            for kind in found.map_or_else(Vec::new, |(_, recipe)| kinds(context, &recipe.template))
            {
                resources.push(Resource::untagged(format!(
                    "arn:aws:cloudformation:{here}::type/resource/{kind}"
                )));
            }
        }
    }
    let action = format!("cloudformation:{}", context.call.operation);
    authorize(context, &action, &resources, &keys)
}

/// `AWS-IAM-Role` for every type that the template names.
fn kinds(context: &mut Context<'_>, template: &str) -> Vec<String> {
    let Ok(template) = context.world.formation.template(template) else {
        return Vec::new();
    };
    let resources = template.meaning().get("Resources");
    let resources = resources.and_then(Value::as_object).into_iter().flatten();
    let mut kinds: Vec<_> = resources
        .filter_map(|(_, resource)| Some(resource.get("Type")?.as_str()?.replace("::", "-")))
        .collect();
    kinds.sort();
    kinds.dedup();
    kinds
}
