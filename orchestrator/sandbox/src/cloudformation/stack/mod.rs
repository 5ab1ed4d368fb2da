//! Stacks: one account, one Region.

mod change;
mod describe;
mod renew;
mod resource;
mod shape;
mod time;
pub(super) mod work;

use serde_json::Value;

use super::input::{Input, validation};
use crate::authorize::{Resource, authorize};
use crate::context::{Context, Keys};
use crate::refusal::Refusal;
use crate::world::Stack;

pub(super) use change::same;
pub(super) use shape::{pairs, time as shape_time};
pub(crate) use time::stack_time;

type Operation = fn(&mut Context<'_>, &Input) -> Result<Value, Refusal>;

pub(super) fn operation(name: &str) -> Option<Operation> {
    Some(match name {
        "CreateStack" => change::create,
        "UpdateStack" => change::update,
        "DeleteStack" => change::delete,
        "DescribeStacks" => describe::stacks,
        "DescribeStackEvents" => describe::events,
        "DescribeStackResources" => describe::resources,
        "ListStackResources" => describe::list_resources,
        "ListStacks" => describe::list,
        "GetTemplate" => describe::template,
        _ => return None,
    })
}

/// Whether the caller may do this to the stack that the request names.
pub(super) fn permitted(context: &Context<'_>, input: &Input) -> Result<(), Refusal> {
    let name = input.text("StackName");
    let found = find(context, name);
    let arn = match found {
        Some(stack) => stack.id.clone(),
        None if name.starts_with("arn:") => name.to_owned(),
        None if name.is_empty() => "*".into(),
        None => Stack::prefix(&context.caller.account, region(context), name) + "*",
    };
    let mut keys = Keys::new();
    for tag in input.items("Tags") {
        let field = |name: &str| tag.get(name).and_then(Value::as_str).unwrap_or_default();
        let all = keys.entry("aws:TagKeys".to_owned()).or_default();
        all.push(field("Key").to_owned());
        let request = format!("aws:RequestTag/{}", field("Key"));
        keys.insert(request, vec![field("Value").to_owned()]);
    }
    let tags = found.map(|stack| stack.recipe.tags.iter());
    let resource = Resource {
        arn,
        keys: tags
            .into_iter()
            .flatten()
            .map(|(key, value)| (format!("aws:ResourceTag/{key}"), vec![value.clone()]))
            .collect(),
    };
    let action = format!("cloudformation:{}", context.call.operation);
    authorize(context, &action, &[resource], &keys)
}

pub(super) fn region<'a>(context: &'a Context<'_>) -> &'a str {
    context.call.region.as_deref().unwrap_or("us-east-1")
}

fn find<'a>(context: &'a Context<'_>, name: &str) -> Option<&'a Stack> {
    let formation = &context.world.formation;
    formation.find(&context.caller.account, region(context), name)
}

/// The stack that the request names.
fn named<'a>(context: &'a Context<'_>, name: &str) -> Result<&'a Stack, Refusal> {
    find(context, name).ok_or_else(|| validation(format!("Stack with id {name} does not exist")))
}
