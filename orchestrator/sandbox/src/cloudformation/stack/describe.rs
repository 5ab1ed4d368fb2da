//! What stacks say of themselves.

use serde_json::{Value, json};

use super::{named, region, shape};
use crate::cloudformation::input::{Input, validation};
use crate::cloudformation::page::Page;
use crate::context::Context;
use crate::refusal::Refusal;
use crate::world::Stack;

pub(super) fn stacks(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let name = input.text("StackName");
    if !name.is_empty() {
        let stack = named(context, name)?.clone();
        return Ok(json!({"Stacks": [shape::stack(context.world, &stack)]}));
    }
    let page = Page::open(input, "stacks")?;
    let (stacks, token) = page.take(of_caller(context).filter_map(|stack| {
        let here = stack.deleted.is_none();
        here.then(|| (stack.id.clone(), stack.clone()))
    }));
    let world = &mut *context.world;
    let stacks: Vec<_> = stacks
        .iter()
        .map(|stack| shape::stack(world, stack))
        .collect();
    Ok(json!({"Stacks": stacks, "NextToken": token}))
}

fn of_caller<'a>(context: &'a Context<'_>) -> impl Iterator<Item = &'a Stack> {
    let prefix = Stack::prefix(&context.caller.account, region(context), "");
    // Without the slash behind the empty name.
    let prefix = prefix.trim_end_matches('/').to_owned() + "/";
    context.world.formation.under(prefix)
}

pub(super) fn list(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let wanted = input.texts("StackStatusFilter");
    let page = Page::open(input, &format!("list {}", wanted.join(",")))?;
    let (stacks, token) = page.take(of_caller(context).filter_map(|stack| {
        let status = stack.status.name();
        let asked = wanted.is_empty() || wanted.iter().any(|own| own == status);
        asked.then(|| (stack.id.clone(), shape::summary(stack)))
    }));
    Ok(json!({"StackSummaries": stacks, "NextToken": token}))
}

pub(super) fn events(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let name = input.text("StackName");
    if name.is_empty() {
        return Err(validation("Stack name must be specified"));
    }
    let stack = named(context, name)?;
    let page = Page::open(input, &format!("events {}", stack.id))?;
    let count = stack.events.len();
    let newest_first = stack.events.iter().enumerate().rev();
    let (events, token) = page.take(newest_first.map(|(at, event)| {
        let key = format!("{:08}", count - at);
        (key, shape::event(stack, at, event))
    }));
    Ok(json!({"StackEvents": events, "NextToken": token}))
}

pub(super) fn resources(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let stack = named(context, input.required("StackName")?)?;
    let logical_id = input.text("LogicalResourceId");
    let resources: Vec<_> = stack
        .resources
        .iter()
        .filter(|(id, _)| logical_id.is_empty() || *id == logical_id)
        .take(100)
        .map(|(id, resource)| shape::resource(stack, id, resource))
        .collect();
    Ok(json!({"StackResources": resources}))
}

pub(super) fn list_resources(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let stack = named(context, input.required("StackName")?)?;
    let page = Page::open(input, &format!("resources {}", stack.id))?;
    let (resources, token) = page.take(
        stack
            .resources
            .iter()
            .map(|(id, resource)| (id.clone(), shape::resource_summary(id, resource))),
    );
    Ok(json!({"StackResourceSummaries": resources, "NextToken": token}))
}

pub(super) fn template(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let stack = named(context, input.required("StackName")?)?;
    let templates = &context.world.formation.templates;
    let text = templates.get(&stack.recipe.template);
    Ok(json!({"TemplateBody": text, "StagesAvailable": ["Original", "Processed"]}))
}
