//! Operations on instances: what they are for, and how they begin.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{key_of, named, preferences, service_managed, targets};
use crate::cloudformation::input::{Input, validation};
use crate::cloudformation::make::uuid;
use crate::cloudformation::recipe;
use crate::context::Context;
use crate::refusal::Refusal;
use crate::world::{
    Action, Detail, Instance, InstanceStatus, Lane, Operation, OperationResult, OperationStatus,
    Preferences, Spot, StackSet, Targets,
};

/// How many instances all of the account's operations in a Region may have left to do.
const MOST_INSTANCES: usize = 10_000;

pub(super) struct Request {
    pub(super) id: String,
    pub(super) action: Action,
    pub(super) preferences: Preferences,
    pub(super) targets: Targets,
    pub(super) retain: bool,
    /// Each with the unit that it is targeted through.
    pub(super) spots: BTreeMap<Spot, String>,
    pub(super) changes_set: bool,
}

/// Whether another operation may begin on the set now, and under which id.
pub(super) fn admit(
    context: &mut Context<'_>,
    key: &str,
    input: &Input,
) -> Result<String, Refusal> {
    let asked = input.text("OperationId").to_owned();
    let sound = asked.len() <= 128
        && asked
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
        && !asked.starts_with('-');
    if !sound {
        return Err(validation(format!(
            "1 validation error detected: Value '{asked}' at 'operationId' failed to satisfy \
             constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9][-a-zA-Z0-9]*"
        )));
    }
    if let Some(set) = context.world.formation.sets.get(key) {
        if set.operations.contains_key(&asked) {
            return Err(Refusal::new(
                409,
                "OperationIdAlreadyExistsException",
                format!("Operation {asked} already exists"),
            ));
        }
        if !set.managed_execution && !set.active.is_empty() {
            return Err(in_progress(context, set));
        }
    }
    if !asked.is_empty() {
        return Ok(asked);
    }
    let serial = context.world.next_serial();
    Ok(uuid(context.draw, "operation", &serial))
}

pub(super) fn in_progress(context: &Context<'_>, set: &StackSet) -> Refusal {
    let arn = set.arn(&context.caller.account);
    let id = set.active.first().map_or("", String::as_str);
    Refusal::new(
        409,
        "OperationInProgressException",
        format!("Another Operation on StackSet {arn} is in progress: {id}"),
    )
}

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
    let mut merged = named(context, input)?.recipe.clone();
    for (name, value) in &overrides {
        match value {
            Some(value) => merged.parameters.insert(name.clone(), value.clone()),
            // A name that the template lacks is refused even then.
            None => merged
                .parameters
                .entry(name.clone())
                .or_default()
                .clone()
                .into(),
        };
    }
    let template = context.world.formation.template(&merged.template);
    let template = template.map_err(|cause| validation(cause.to_string()))?;
    recipe::check(&template, &merged.parameters)?;
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

/// The operation is there from now on, and begins as soon as it may.
pub(super) fn launch(
    context: &mut Context<'_>,
    key: &str,
    request: Request,
) -> Result<Value, Refusal> {
    let formation = &mut context.world.formation;
    let left = formation.sets.values().map(unfinished).sum::<usize>();
    if left + request.spots.len() > MOST_INSTANCES {
        return Err(Refusal::new(
            400,
            "LimitExceededException",
            "The number of stack instance operations is at its limit",
        ));
    }
    let id = request.id.clone();
    if let Some(set) = formation.sets.get_mut(key) {
        set.take_on(request, context.now);
    }
    context.world.advance_set(context.draw, key, context.now);
    Ok(json!({"OperationId": id}))
}

fn unfinished(set: &StackSet) -> usize {
    let operations = set.active.iter().filter_map(|id| set.operations.get(id));
    operations
        .flat_map(|operation| &operation.lanes)
        .map(|lane| lane.running + lane.pending.len())
        .sum()
}

impl StackSet {
    pub(super) fn take_on(&mut self, request: Request, now: crate::clock::Moment) {
        let Request {
            id,
            action,
            preferences,
            targets,
            retain,
            spots,
            changes_set,
        } = request;
        let mut lanes: Vec<Lane> = Vec::new();
        let mut results = BTreeMap::new();
        for (spot, unit) in spots {
            if let Some(instance) = self.instances.get_mut(&spot) {
                instance.last_operation.clone_from(&id);
                if action != Action::DetectDrift {
                    instance.detail = Detail::Pending;
                }
                if matches!(action, Action::Create | Action::Update)
                    && instance.status == InstanceStatus::Current
                {
                    instance.status = InstanceStatus::Outdated;
                }
            }
            let at = lanes.iter().position(|lane| lane.region == spot.region());
            let at = at.unwrap_or_else(|| {
                lanes.push(Lane {
                    region: spot.region().to_owned(),
                    ..Lane::default()
                });
                lanes.len() - 1
            });
            lanes[at].accounts += 1;
            lanes[at].pending.push_back(spot.account().to_owned());
            let result = OperationResult {
                unit,
                detail: Detail::Pending,
                reason: None,
                due: None,
            };
            results.insert(spot, result);
        }
        let rank = |lane: &Lane| {
            let mut order = preferences.region_order.iter();
            let listed = order.position(|region| *region == lane.region);
            (listed.unwrap_or(usize::MAX), lane.region.clone())
        };
        lanes.sort_by_key(rank);
        let operation = Operation {
            id: id.clone(),
            action,
            status: OperationStatus::Queued,
            created: now,
            ended: None,
            preferences,
            targets,
            retain,
            lanes,
            results,
            changes_set,
        };
        self.order.push(id.clone());
        self.active.push(id.clone());
        self.operations.insert(id, operation);
    }
}
