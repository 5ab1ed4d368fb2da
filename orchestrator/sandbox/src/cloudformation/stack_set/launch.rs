//! How an operation on instances begins.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::cloudformation::input::{Input, validation};
use crate::cloudformation::make::uuid;
use crate::context::Context;
use crate::refusal::Refusal;
use crate::world::{
    Action, Detail, InstanceStatus, Lane, Operation, OperationResult, OperationStatus, Preferences,
    Spot, StackSet, Targets,
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
