//! Stack sets with service-managed permissions: one template in many accounts and Regions.

mod begin;
mod define;
mod deploy;
mod describe;
mod follow;
mod instance;
mod instances;
mod launch;
mod operations;
mod permission;
mod preferences;
mod run;
mod targets;

use serde_json::Value;

use super::input::{Input, validation};
use super::stack::region;
use crate::context::Context;
use crate::refusal::Refusal;
use crate::world::{Formation, STACKSETS, StackSet, StackSetsAccess};

pub(super) use permission::permitted;

type Operation = fn(&mut Context<'_>, &Input) -> Result<Value, Refusal>;

pub(super) fn operation(name: &str) -> Option<Operation> {
    Some(match name {
        "CreateStackSet" => define::create,
        "UpdateStackSet" => define::update,
        "DeleteStackSet" => define::delete,
        "DescribeStackSet" => describe::set,
        "ListStackSets" => describe::list,
        "CreateStackInstances" => deploy::create,
        "UpdateStackInstances" => deploy::update,
        "DeleteStackInstances" => deploy::delete,
        "DetectStackSetDrift" => deploy::detect_drift,
        "ListStackInstances" => instances::list,
        "DescribeStackInstance" => instances::describe,
        "DescribeStackSetOperation" => operations::describe,
        "ListStackSetOperations" => operations::list,
        "ListStackSetOperationResults" => operations::results,
        "StopStackSetOperation" => operations::stop,
        _ => return None,
    })
}

/// Refuses whoever is not the management account, or has not let StackSets into the organization.
fn service_managed(context: &Context<'_>, input: &Input) -> Result<(), Refusal> {
    if input.text("CallAs") == "DELEGATED_ADMIN" {
        return Err(Refusal::not_modelled("delegated administrators"));
    }
    if !context.is_management() {
        return Err(validation(
            "You must be the management account or delegated admin account of an organization \
             before operating a SERVICE_MANAGED stack set",
        ));
    }
    let world = &context.world;
    let open = world.stacksets == StackSetsAccess::Enabled && world.trusted.contains_key(STACKSETS);
    if open {
        Ok(())
    } else {
        Err(validation(
            "You must enable organizations access to operate a service managed stack set",
        ))
    }
}

/// The set behind a name or an id.
fn find<'a>(context: &'a Context<'_>, name: &str) -> Option<&'a StackSet> {
    let (bare, id) = match name.split_once(':') {
        Some((bare, _)) => (bare, Some(name)),
        None => (name, None),
    };
    let key = Formation::set_key(region(context), bare);
    let set = context.world.formation.sets.get(&key)?;
    (context.is_management() && id.is_none_or(|id| id == set.id)).then_some(set)
}

/// The set that the request names.
fn named<'a>(context: &'a Context<'_>, input: &Input) -> Result<&'a StackSet, Refusal> {
    let name = input.required("StackSetName")?;
    find(context, name).ok_or_else(|| {
        Refusal::new(
            404,
            "StackSetNotFoundException",
            format!("StackSet {name} not found"),
        )
    })
}

/// Its key, by which the world keeps it.
fn key_of(context: &Context<'_>, input: &Input) -> Result<String, Refusal> {
    let set = named(context, input)?;
    Ok(Formation::set_key(&set.region, &set.name))
}
