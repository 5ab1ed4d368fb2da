//! Service control policies themselves.

use bedrock_policy::Document;
use serde_json::Value;
use winterbaume_organizations::model;

use super::page::Page;
use super::{check, shape, tags};
use crate::context::{Context, nothing, output};
use crate::refusal::Refusal;
use crate::world::{FULL_ACCESS, Policy, World};

/// In characters, since May 2026.
const LONGEST: usize = 10_240;
const MOST: usize = 10_000;

fn content(text: &str) -> Result<(), Refusal> {
    check::required("Content", text)?;
    if text.chars().count() > LONGEST {
        return Err(Refusal::constraint(
            "POLICY_CONTENT_LIMIT_EXCEEDED",
            "You attempted to create a policy that is larger than the maximum size.",
        ));
    }
    match Document::parse(text) {
        Ok(_) => Ok(()),
        Err(_) => Err(Refusal::exception(
            "MalformedPolicyDocumentException",
            "The provided policy document doesn't meet the requirements of the specified policy \
             type.",
        )),
    }
}

fn refuse_twin(world: &World, name: &str, except: Option<&str>) -> Result<(), Refusal> {
    let twin = world
        .policies
        .iter()
        .any(|(id, policy)| policy.name == name && Some(id.as_str()) != except);
    if twin {
        return Err(Refusal::exception(
            "DuplicatePolicyException",
            "A policy with the same name already exists.",
        ));
    }
    Ok(())
}

pub(super) fn not_found() -> Refusal {
    Refusal::exception(
        "PolicyNotFoundException",
        "We can't find a policy with the PolicyId that you specified.",
    )
}

pub(super) fn create(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::CreatePolicyRequest = context.input()?;
    check::required("Type", &input.r#type)?;
    check::policy_type(&input.r#type)?;
    check::required("Name", &input.name)?;
    check::length("Name", &input.name, 1, 128)?;
    check::length("Description", &input.description, 0, 512)?;
    content(&input.content)?;
    let tags = tags::checked(input.tags.unwrap_or_default())?;
    refuse_twin(context.world, &input.name, None)?;
    if context.world.policies.len() >= MOST {
        return Err(Refusal::constraint(
            "POLICY_NUMBER_LIMIT_EXCEEDED",
            "You attempted to exceed the number of policies that you can have in an organization.",
        ));
    }
    let serial = context.world.next_serial();
    let id = format!("p-{}", context.draw.lower(10, "policy", &serial));
    let policy = Policy {
        name: input.name,
        description: input.description,
        content: input.content,
    };
    context.world.policies.insert(id.clone(), policy);
    context.world.tags.insert(id.clone(), tags);
    output(model::CreatePolicyResponse {
        policy: described(context.world, &id),
    })
}

fn described(world: &World, id: &str) -> Option<model::Policy> {
    let policy = world.policies.get(id)?;
    Some(model::Policy {
        content: Some(policy.content.clone()),
        policy_summary: Some(shape::policy(world, id, policy)),
    })
}

fn refuse_managed(id: &str) -> Result<(), Refusal> {
    if id == FULL_ACCESS {
        return Err(Refusal::invalid(
            "IMMUTABLE_POLICY",
            "You specified a policy that is managed by AWS and can't be modified.",
        ));
    }
    Ok(())
}

pub(super) fn update(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::UpdatePolicyRequest = context.input()?;
    let id = &input.policy_id;
    check::policy_id(id)?;
    if !context.world.policies.contains_key(id) {
        return Err(not_found());
    }
    refuse_managed(id)?;
    if let Some(name) = &input.name {
        check::length("Name", name, 1, 128)?;
        refuse_twin(context.world, name, Some(id))?;
    }
    if let Some(description) = &input.description {
        check::length("Description", description, 0, 512)?;
    }
    if let Some(text) = &input.content {
        content(text)?;
    }
    if let Some(policy) = context.world.policies.get_mut(id) {
        policy.name = input.name.unwrap_or_else(|| policy.name.clone());
        policy.description = input
            .description
            .unwrap_or_else(|| policy.description.clone());
        policy.content = input.content.unwrap_or_else(|| policy.content.clone());
    }
    output(model::UpdatePolicyResponse {
        policy: described(context.world, id),
    })
}

pub(super) fn delete(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::DeletePolicyRequest = context.input()?;
    let id = &input.policy_id;
    check::policy_id(id)?;
    let world = &mut *context.world;
    if !world.policies.contains_key(id) {
        return Err(not_found());
    }
    refuse_managed(id)?;
    if world
        .index
        .targets
        .get(id)
        .is_some_and(|targets| !targets.is_empty())
    {
        return Err(Refusal::exception(
            "PolicyInUseException",
            "The policy is attached to one or more entities. You must detach it from all roots, \
             OUs, and accounts before performing this operation.",
        ));
    }
    world.policies.remove(id);
    world.tags.remove(id);
    Ok(nothing())
}

pub(super) fn describe(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::DescribePolicyRequest = context.input()?;
    check::policy_id(&input.policy_id)?;
    let policy = described(context.world, &input.policy_id).ok_or_else(not_found)?;
    output(model::DescribePolicyResponse {
        policy: Some(policy),
    })
}

pub(super) fn list(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::ListPoliciesRequest = context.input()?;
    check::required("Filter", &input.filter)?;
    check::policy_type(&input.filter)?;
    let page = Page::open(context, "", input.next_token.as_deref(), input.max_results)?;
    let world = &*context.world;
    let (policies, next_token) = page.take(
        world
            .policies
            .range::<str, _>(page.bounds())
            .map(|(id, policy)| (id.as_str(), shape::policy(world, id, policy))),
    );
    output(model::ListPoliciesResponse {
        next_token,
        policies: Some(policies),
    })
}
