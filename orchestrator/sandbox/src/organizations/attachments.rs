//! Which service control policy binds what.

use serde_json::Value;
use winterbaume_organizations::model;

use super::page::Page;
use super::{check, policies, policy_types, shape};
use crate::context::{Context, nothing, output};
use crate::refusal::Refusal;
use crate::world::World;

/// A target has at least one policy and, since May 2026, at most ten.
const MOST: usize = 10;

fn target(world: &World, id: &str) -> Result<(), Refusal> {
    check::target_id(id)?;
    if world.is_container(id) || world.accounts.contains_key(id) {
        Ok(())
    } else {
        Err(Refusal::exception(
            "TargetNotFoundException",
            "We can't find a root, OU, account, or policy with the TargetId that you specified.",
        ))
    }
}

fn both(world: &World, policy: &str, target_id: &str) -> Result<(), Refusal> {
    check::policy_id(policy)?;
    target(world, target_id)?;
    if !world.policies.contains_key(policy) {
        return Err(policies::not_found());
    }
    if world.has_service_control_policies() {
        Ok(())
    } else {
        Err(policy_types::not_enabled())
    }
}

pub(super) fn attach(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::AttachPolicyRequest = context.input()?;
    attach_policy(context.world, &input.policy_id, &input.target_id)?;
    Ok(nothing())
}

/// Whoever asks for it: a caller, or a budget's action.
pub(crate) fn attach_policy(
    world: &mut World,
    policy: &str,
    target_id: &str,
) -> Result<(), Refusal> {
    both(world, policy, target_id)?;
    let attached = world.attachments.get(target_id);
    if attached.is_some_and(|attached| attached.contains(policy)) {
        return Err(Refusal::exception(
            "DuplicatePolicyAttachmentException",
            "The selected policy is already attached to the specified target.",
        ));
    }
    if attached.is_some_and(|attached| attached.len() >= MOST) {
        return Err(Refusal::constraint(
            "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
            "You attempted to exceed the number of policies of a certain type that can be attached \
             to an entity at one time.",
        ));
    }
    world.attach(policy, target_id);
    Ok(())
}

pub(super) fn detach(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::DetachPolicyRequest = context.input()?;
    detach_policy(context.world, &input.policy_id, &input.target_id)?;
    Ok(nothing())
}

pub(crate) fn detach_policy(
    world: &mut World,
    policy: &str,
    target_id: &str,
) -> Result<(), Refusal> {
    both(world, policy, target_id)?;
    let attached = world.attachments.get(target_id);
    let Some(attached) = attached.filter(|attached| attached.contains(policy)) else {
        return Err(Refusal::exception(
            "PolicyNotAttachedException",
            "The policy isn't attached to the specified target in the specified root.",
        ));
    };
    if attached.len() == 1 {
        return Err(Refusal::constraint(
            "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
            "You attempted to detach a policy from an entity that would cause the entity to have \
             fewer than the minimum number of policies of a certain type required.",
        ));
    }
    world.detach(policy, target_id);
    Ok(())
}

pub(super) fn list_for_target(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::ListPoliciesForTargetRequest = context.input()?;
    let id = &input.target_id;
    target(context.world, id)?;
    check::required("Filter", &input.filter)?;
    check::policy_type(&input.filter)?;
    let page = Page::open(context, id, input.next_token.as_deref(), input.max_results)?;
    let world = &*context.world;
    let attached = world.attachments.get(id);
    let (policies, next_token) = page.take(
        attached
            .into_iter()
            .flat_map(|attached| attached.range::<str, _>(page.bounds()))
            .filter_map(|id| Some((id, world.policies.get(id)?)))
            .map(|(id, policy)| (id.as_str(), shape::policy(world, id, policy))),
    );
    output(model::ListPoliciesForTargetResponse {
        next_token,
        policies: Some(policies),
    })
}

pub(super) fn list_for_policy(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::ListTargetsForPolicyRequest = context.input()?;
    let id = &input.policy_id;
    check::policy_id(id)?;
    let world = &*context.world;
    if !world.policies.contains_key(id) {
        return Err(policies::not_found());
    }
    let page = Page::open(context, id, input.next_token.as_deref(), input.max_results)?;
    let name = |target: &str| {
        let account = || Some(world.accounts.get(target)?.name.clone());
        let unit = || Some(world.units.get(target)?.name.clone());
        account().or_else(unit).unwrap_or_else(|| "Root".into())
    };
    let targets = world.index.targets.get(id);
    let (targets, next_token) = page.take(
        targets
            .into_iter()
            .flat_map(|targets| targets.range::<str, _>(page.bounds()))
            .map(|target| {
                let summary = model::PolicyTargetSummary {
                    arn: Some(world.arn_of(target)),
                    name: Some(name(target)),
                    target_id: Some(target.clone()),
                    r#type: Some(shape::kind_of(target).into()),
                };
                (target.as_str(), summary)
            }),
    );
    output(model::ListTargetsForPolicyResponse {
        next_token,
        targets: Some(targets),
    })
}
