//! Switching a policy type on and off takes a while.

use std::time::Duration;

use serde_json::Value;
use winterbaume_organizations::model;

use super::{check, shape};
use crate::context::{Context, output};
use crate::refusal::Refusal;
use crate::world::{Event, PolicyTypeStatus};

fn root(context: &Context<'_>, id: &str, kind: &str) -> Result<(), Refusal> {
    check::required("RootId", id)?;
    check::required("PolicyType", kind)?;
    if id != context.world.root_id {
        return Err(Refusal::exception(
            "RootNotFoundException",
            "We can't find a root with the RootId that you specified.",
        ));
    }
    check::policy_type(kind)
}

fn in_progress() -> Refusal {
    Refusal::exception(
        "PolicyChangesInProgressException",
        "Changes to the effective policy are in progress, and its contents can't be returned. Try \
         the operation again later.",
    )
}

pub(super) fn not_enabled() -> Refusal {
    Refusal::exception(
        "PolicyTypeNotEnabledException",
        "The specified policy type isn't currently enabled in this root.",
    )
}

pub(super) fn enable(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::EnablePolicyTypeRequest = context.input()?;
    root(context, &input.root_id, &input.policy_type)?;
    match context.world.policy_types.get(&input.policy_type) {
        None => {}
        Some(PolicyTypeStatus::Enabled) => {
            return Err(Refusal::exception(
                "PolicyTypeAlreadyEnabledException",
                "The specified policy type is already enabled in the specified root.",
            ));
        }
        Some(_) => return Err(in_progress()),
    }
    start(context, &input.policy_type, |until| {
        PolicyTypeStatus::PendingEnable { until }
    });
    output(model::EnablePolicyTypeResponse {
        root: Some(shape::root(context.world)),
    })
}

pub(super) fn disable(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::DisablePolicyTypeRequest = context.input()?;
    root(context, &input.root_id, &input.policy_type)?;
    match context.world.policy_types.get(&input.policy_type) {
        Some(PolicyTypeStatus::Enabled) => {}
        None => return Err(not_enabled()),
        Some(_) => return Err(in_progress()),
    }
    start(context, &input.policy_type, |until| {
        PolicyTypeStatus::PendingDisable { until }
    });
    output(model::DisablePolicyTypeResponse {
        root: Some(shape::root(context.world)),
    })
}

fn start(
    context: &mut Context<'_>,
    kind: &str,
    status: impl FnOnce(crate::clock::Moment) -> PolicyTypeStatus,
) {
    let takes = context.draw.between(
        Duration::from_secs(5),
        Duration::from_secs(40),
        "policy-type-time",
        &context.number.to_string(),
    );
    let until = context.now.plus(takes);
    let world = &mut *context.world;
    world.policy_types.insert(kind.to_owned(), status(until));
    world
        .index
        .due
        .insert((until, Event::PolicyType(kind.to_owned())));
}
