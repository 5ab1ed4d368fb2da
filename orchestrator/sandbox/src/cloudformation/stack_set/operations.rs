//! What a set's operations say of themselves, and how one is stopped.

use serde_json::{Map, Value, json};

use super::{key_of, named};
use crate::cloudformation::input::{Input, validation};
use crate::cloudformation::page::Page;
use crate::cloudformation::stack::shape_time as time;
use crate::context::{Context, nothing};
use crate::refusal::Refusal;
use crate::world::{
    Action, Amount, Detail, Lane, Operation, OperationStatus, Preferences, StackSet,
};

fn of<'a>(set: &'a StackSet, input: &Input) -> Result<&'a Operation, Refusal> {
    let id = input.required("OperationId")?;
    set.operations.get(id).ok_or_else(|| {
        Refusal::new(
            404,
            "OperationNotFoundException",
            format!("Operation {id} not found"),
        )
    })
}

pub(super) fn describe(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let set = named(context, input)?;
    let operation = of(set, input)?;
    let mut shown = summary(operation);
    shown["StackSetId"] = json!(set.id);
    if operation.action == Action::Delete {
        shown["RetainStacks"] = json!(operation.retain);
    }
    let targets = &operation.targets;
    if !targets.units.is_empty() {
        shown["DeploymentTargets"] = json!({
            "OrganizationalUnitIds": targets.units,
            "Accounts": (!targets.accounts.is_empty()).then_some(&targets.accounts),
            "AccountFilterType": targets.filter,
        });
    }
    if operation.action == Action::DetectDrift {
        shown["StackSetDriftDetectionDetails"] = drift(set, operation);
    }
    Ok(json!({"StackSetOperation": shown}))
}

fn drift(set: &StackSet, operation: &Operation) -> Value {
    let count = |wanted: &dyn Fn(Detail) -> bool| {
        let results = operation.results.values();
        results.filter(|result| wanted(result.detail)).count()
    };
    let checked = operation.results.iter().filter(|(spot, result)| {
        let instance = set.instances.get(*spot);
        result.detail == Detail::Succeeded
            && instance.is_some_and(|instance| instance.drifted == Some(true))
    });
    let drifted = checked.count();
    let succeeded = count(&|detail| detail == Detail::Succeeded);
    let status = match operation.status {
        OperationStatus::Succeeded if count(&|detail| detail == Detail::Failed) > 0 => {
            "PARTIAL_SUCCESS"
        }
        OperationStatus::Succeeded => "COMPLETED",
        OperationStatus::Failed => "FAILED",
        OperationStatus::Stopped | OperationStatus::Stopping => "STOPPED",
        _ => "IN_PROGRESS",
    };
    json!({
        "DriftStatus": if drifted > 0 { "DRIFTED" } else { "IN_SYNC" },
        "DriftDetectionStatus": status,
        "LastDriftCheckTimestamp": time(operation.ended),
        "TotalStackInstancesCount": operation.results.len(),
        "DriftedStackInstancesCount": drifted,
        "InSyncStackInstancesCount": succeeded - drifted,
        "InProgressStackInstancesCount":
            count(&|detail| matches!(detail, Detail::Pending | Detail::Running)),
        "FailedStackInstancesCount": count(&|detail| detail == Detail::Failed),
    })
}

fn summary(operation: &Operation) -> Value {
    let failed: usize = operation.lanes.iter().map(|lane: &Lane| lane.failed).sum();
    json!({
        "OperationId": operation.id,
        "Action": operation.action.name(),
        "Status": operation.status.name(),
        "CreationTimestamp": operation.created.iso8601(),
        "EndTimestamp": time(operation.ended),
        "OperationPreferences": preferences(&operation.preferences),
        "StatusDetails": {"FailedStackInstancesCount": failed},
    })
}

fn preferences(own: &Preferences) -> Value {
    let mut shown = Map::new();
    let mut amount = |what: &str, amount: Option<Amount>| {
        match amount {
            Some(Amount::Count(count)) => shown.insert(format!("{what}Count"), json!(count)),
            Some(Amount::Percent(share)) => shown.insert(format!("{what}Percentage"), json!(share)),
            None => None,
        };
    };
    amount("FailureTolerance", own.tolerance);
    amount("MaxConcurrent", own.concurrent);
    let regions = if own.parallel_regions {
        "PARALLEL"
    } else {
        "SEQUENTIAL"
    };
    let mode = if own.soft {
        "SOFT_FAILURE_TOLERANCE"
    } else {
        "STRICT_FAILURE_TOLERANCE"
    };
    shown.insert("RegionConcurrencyType".into(), json!(regions));
    shown.insert("RegionOrder".into(), json!(own.region_order));
    shown.insert("ConcurrencyMode".into(), json!(mode));
    Value::Object(shown)
}

/// The newest first.
pub(super) fn list(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let set = named(context, input)?;
    let page = Page::open(input, &format!("operations {}", set.id))?;
    let newest_first = set.order.iter().enumerate().rev();
    let count = set.order.len();
    let (summaries, token) = page.take(newest_first.filter_map(|(at, id)| {
        let operation = set.operations.get(id)?;
        // Counted from the oldest, so that a new operation does not move the pages.
        Some((
            format!("{:012}", usize::MAX / 2 - at - usize::from(count == 0)),
            summary(operation),
        ))
    }));
    Ok(json!({"Summaries": summaries, "NextToken": token}))
}

pub(super) fn results(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let set = named(context, input)?;
    let operation = of(set, input)?;
    let mut wanted = Vec::new();
    for filter in input.items("Filters") {
        let text = |name: &str| filter.get(name).and_then(Value::as_str).unwrap_or_default();
        if text("Name") != "OPERATION_RESULT_STATUS" {
            return Err(validation(format!("{} is not a filter", text("Name"))));
        }
        wanted.extend(text("Values").split(',').map(ToOwned::to_owned));
    }
    let page = Page::open(
        input,
        &format!("results {} {}", operation.id, wanted.join(",")),
    )?;
    let (summaries, token) = page.take(
        operation
            .results
            .iter()
            .filter(|(_, result)| {
                wanted.is_empty() || wanted.iter().any(|own| own == result.detail.name())
            })
            .map(|(spot, result)| {
                let summary = json!({
                    "Account": spot.account(),
                    "Region": spot.region(),
                    "Status": result.detail.name(),
                    "StatusReason": result.reason,
                    "OrganizationalUnitId": result.unit,
                });
                (spot.as_str().to_owned(), summary)
            }),
    );
    Ok(json!({"Summaries": summaries, "NextToken": token}))
}

/// What has not begun is cancelled; what has, comes to its end.
pub(super) fn stop(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let key = key_of(context, input)?;
    let operation = of(named(context, input)?, input)?;
    let (id, status) = (operation.id.clone(), operation.status);
    if !matches!(status, OperationStatus::Queued | OperationStatus::Running) {
        return Err(Refusal::new(
            400,
            "InvalidOperationException",
            format!(
                "Operation {id} is in {} state and cannot be stopped",
                status.name()
            ),
        ));
    }
    let regions: Vec<_> = operation
        .lanes
        .iter()
        .map(|lane| lane.region.clone())
        .collect();
    if let Some(set) = context.world.formation.sets.get_mut(&key) {
        set.cancel(&id, &regions, "Cancelled by the user");
        if let Some(operation) = set.operations.get_mut(&id) {
            operation.status = OperationStatus::Stopping;
        }
    }
    context.world.advance_set(context.draw, &key, context.now);
    Ok(nothing())
}
