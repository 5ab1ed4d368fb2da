//! CreateStackInstances, UpdateStackInstances, DeleteStackInstances, DetectStackSetDrift.

use std::collections::BTreeMap;

use serde_json::Value;

use super::launch::{Request, admit, launch};
use super::{key_of, named, preferences, service_managed, targets};
use crate::cloudformation::input::{Input, validation};
use crate::cloudformation::recipe;
use crate::context::Context;
use crate::refusal::Refusal;
use crate::world::{Action, Detail, Instance, InstanceStatus, Spot, StackSet, Targets};

pub(super) fn create(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let key = key_of(context, input)?;
    service_managed(context, input)?;
    let targets = targets::read(context, input)?;
    let regions = regions(input)?;
    let preferences = preferences::read(input)?;
    let overrides = overrides(context, input)?;
    let id = admit(context, &key, input)?;
    let mut spots = BTreeMap::new();
    for (account, unit) in targets.standing(context.world) {
        for region in &regions {
            spots.insert(Spot::new(&account, region), unit.clone());
        }
    }
    if let Some(set) = context.world.formation.sets.get_mut(&key) {
        set.units.extend(targets.units.iter().cloned());
        for (spot, unit) in &spots {
            let instance = set.instances.entry(spot.clone());
            let instance = instance.or_insert_with(|| Instance {
                unit: unit.clone(),
                overrides: BTreeMap::new(),
                stack: None,
                status: InstanceStatus::Outdated,
                detail: Detail::Pending,
                reason: None,
                last_operation: String::new(),
                drifted: None,
                drift_checked: None,
            });
            override_with(instance, overrides.as_ref());
        }
    }
    let request = Request {
        id,
        action: Action::Create,
        preferences,
        targets,
        retain: false,
        spots,
        changes_set: false,
    };
    launch(context, &key, request)
}

pub(super) fn update(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let key = key_of(context, input)?;
    service_managed(context, input)?;
    let targets = targets::read(context, input)?;
    let regions = regions(input)?;
    let preferences = preferences::read(input)?;
    let overrides = overrides(context, input)?;
    all_there(context, named(context, input)?, &targets, &regions)?;
    let id = admit(context, &key, input)?;
    let spots = deployed(context, named(context, input)?, &targets, &regions);
    if let Some(set) = context.world.formation.sets.get_mut(&key) {
        for spot in spots.keys() {
            if let Some(instance) = set.instances.get_mut(spot) {
                override_with(instance, overrides.as_ref());
            }
        }
    }
    let request = Request {
        id,
        action: Action::Update,
        preferences,
        targets,
        retain: false,
        spots,
        changes_set: false,
    };
    launch(context, &key, request)
}

pub(super) fn delete(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let key = key_of(context, input)?;
    service_managed(context, input)?;
    let targets = targets::read(context, input)?;
    let regions = regions(input)?;
    let preferences = preferences::read(input)?;
    let Some(retain) = input.flag("RetainStacks")? else {
        input.required("RetainStacks")?;
        return Err(validation("RetainStacks must be specified"));
    };
    let id = admit(context, &key, input)?;
    let spots = deployed(context, named(context, input)?, &targets, &regions);
    let request = Request {
        id,
        action: Action::Delete,
        preferences,
        targets,
        retain,
        spots,
        changes_set: false,
    };
    launch(context, &key, request)
}

pub(super) fn detect_drift(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let key = key_of(context, input)?;
    service_managed(context, input)?;
    let preferences = preferences::read(input)?;
    let id = admit(context, &key, input)?;
    let set = named(context, input)?;
    let instances = set.instances.iter();
    let spots = instances
        .filter(|(_, instance)| instance.stack.is_some())
        .map(|(spot, instance)| (spot.clone(), instance.unit.clone()))
        .collect();
    let request = Request {
        id,
        action: Action::DetectDrift,
        preferences,
        targets: Targets::default(),
        retain: false,
        spots,
        changes_set: false,
    };
    launch(context, &key, request)
}

fn regions(input: &Input) -> Result<Vec<String>, Refusal> {
    let regions = input.texts("Regions");
    let known = |region: &String| {
        let mut parts = region.split('-');
        parts.clone().count() >= 3
            && parts.all(|part| !part.is_empty())
            && region
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if regions.is_empty() {
        input.required("Regions")?;
    }
    match regions.iter().find(|region| !known(region)) {
        None => Ok(regions),
        Some(odd) => Err(validation(format!("Region {odd} does not exist"))),
    }
}

type Overrides = Option<BTreeMap<String, Option<String>>>;

/// The request's overrides, when they say something that the template takes.
fn overrides(context: &mut Context<'_>, input: &Input) -> Result<Overrides, Refusal> {
    if !input.has("ParameterOverrides") {
        return Ok(None);
    }
    let overrides = input.parameters("ParameterOverrides")?;
    let recipe = named(context, input)?.recipe.clone();
    let template = context.world.formation.template(&recipe.template);
    let template = template.map_err(|cause| validation(cause.to_string()))?;
    let mut merged = recipe.parameters;
    for (name, value) in &overrides {
        // A name that the template lacks is refused even without a value.
        if value.is_some() || !template.parameters().contains_key(name) {
            merged.insert(name.clone(), value.clone().unwrap_or_default());
        }
    }
    recipe::check(&template, &merged)?;
    Ok(Some(overrides))
}

fn override_with(instance: &mut Instance, overrides: Option<&BTreeMap<String, Option<String>>>) {
    let Some(overrides) = overrides else {
        return;
    };
    // What the list leaves out goes back to the set's own value.
    let before = std::mem::take(&mut instance.overrides);
    for (name, value) in overrides {
        let value = value.as_ref().or_else(|| before.get(name));
        if let Some(value) = value {
            instance.overrides.insert(name.clone(), value.clone());
        }
    }
}

/// Refuses when an account that is named has no instance.
pub(super) fn all_there(
    context: &Context<'_>,
    set: &StackSet,
    targets: &Targets,
    regions: &[String],
) -> Result<(), Refusal> {
    if targets.filter.as_deref() != Some("INTERSECTION") {
        return Ok(());
    }
    let standing = targets.standing(context.world);
    for account in standing.keys() {
        for region in regions {
            if !set.instances.contains_key(&Spot::new(account, region)) {
                return Err(missing(account, region));
            }
        }
    }
    Ok(())
}

pub(super) fn missing(account: &str, region: &str) -> Refusal {
    Refusal::new(
        404,
        "StackInstanceNotFoundException",
        format!("Stack instance does not exist in account {account} and Region {region}"),
    )
}

fn deployed(
    context: &Context<'_>,
    set: &StackSet,
    targets: &Targets,
    regions: &[String],
) -> BTreeMap<Spot, String> {
    let accounts = targets.deployed(context.world, set);
    accounts
        .iter()
        .flat_map(|account| regions.iter().map(move |region| Spot::new(account, region)))
        .filter_map(|spot| {
            let unit = set.instances.get(&spot)?.unit.clone();
            Some((spot, unit))
        })
        .collect()
}
